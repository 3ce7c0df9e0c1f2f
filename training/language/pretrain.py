"""Pretraining on open news: guess hidden words from the words around them (the encoder and the tables learn, the heads do not)."""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from .batches import make_batches, pad
from .features import fold, normalise, word_rows
from .model import Config, FastModel
from .news import read_news

log = logging.getLogger("pretrain")
TARGETS = 8192


def load_news(folder: Path, cache: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Word types of all sentences (flat), sentence starts, rows of each type, target of each type (-1: too rare)."""
    if cache.exists():
        z = np.load(cache)
        return z["flat"], z["starts"], z["rows"], z["targets"]
    ids: dict[str, int] = {}
    flat: list[int] = []
    starts = [0]
    for sentence in read_news(folder):
        flat += [ids.setdefault(w, len(ids)) for w in sentence]
        starts.append(len(flat))
    rows = np.array([word_rows(w) for w in ids], dtype=np.int32)
    counts = np.bincount(flat, minlength=len(ids))
    folded = [fold(normalise(w)) for w in ids]
    by_fold: Counter[str] = Counter()
    for text, n in zip(folded, counts):
        by_fold[text] += int(n)
    target_of = {text: k for k, (text, _) in enumerate(by_fold.most_common(TARGETS))}
    targets = np.array([target_of.get(text, -1) for text in folded], dtype=np.int32)
    out = (np.array(flat, np.int32), np.array(starts, np.int64), rows, targets)
    np.savez(cache, flat=out[0], starts=out[1], rows=out[2], targets=out[3])
    log.info("news: %d words, %d sentences, %d types", len(flat), len(starts) - 1, len(ids))
    return out


def save(path: Path, model: FastModel, output: nn.Module, optimiser: torch.optim.Optimizer, step: int) -> None:
    part = path.with_suffix(".part")
    torch.save(
        {
            "config": model.config.to_json(),
            "table": model.table.state(),
            "encoder": model.encoder.state_dict(),
            "output": output.state_dict(),
            "optimiser": optimiser.state_dict(),
            "step": step,
        },
        part,
    )
    part.replace(path)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--news", type=Path, required=True)
    p.add_argument("--work", type=Path, required=True)
    p.add_argument("--name", default="pretrain")
    p.add_argument("--seed", type=int, default=7)
    p.add_argument("--dim", type=int, default=160)
    p.add_argument("--pieces", type=int, default=1)
    p.add_argument("--epochs", type=int, default=2)
    p.add_argument("--budget", type=int, default=4096)
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--hide", type=float, default=0.2)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    a.work.mkdir(parents=True, exist_ok=True)
    flat, starts, rows, targets = load_news(a.news, a.work / "news.npz")
    lengths = np.diff(starts)
    keep = np.flatnonzero(lengths >= 3)
    config = Config(dim=a.dim, pieces=a.pieces, dropout=0.0, word_dropout=0.05, affix_dropout=0.02)
    model = FastModel(config, dict(upos=1, xpos=1, feats=1, ner=1, deprel=1))
    output = nn.Linear(a.dim, TARGETS)
    nn.init.zeros_(output.weight)
    optimiser = torch.optim.AdamW(
        [*model.encoder.parameters(), *output.parameters()], lr=a.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    rng = np.random.default_rng(a.seed)
    path = a.work / f"{a.name}.pt"
    done = 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        model.encoder.load_state_dict(state["encoder"])
        model.table.load(state["table"])
        output.load_state_dict(state["output"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["step"]
        log.info("going on after step %d", done)
    plan = [batch for _ in range(a.epochs) for batch in make_batches(lengths[keep], a.budget, rng)]
    row_table = torch.from_numpy(rows.astype(np.int64))
    target_table = torch.from_numpy(targets.astype(np.int64))
    step, clock, seen, losses = done, time.time(), 0, []
    for batch in plan[done:]:
        torch.manual_seed(a.seed * 1_000_003 + step)  # so that a run that goes on hides the same words
        sentences = [flat[starts[k] : starts[k + 1]] for k in keep[batch]]
        types = torch.from_numpy(pad(sentences, -1))
        mask = types >= 0
        types = types.clamp(min=0)
        hidden = (torch.rand(types.shape) < a.hide) & mask
        gold = target_table[types]
        asked = hidden & (gold >= 0)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = model.encode(row_table[types], mask.float(), hidden)
            logits = output(x[asked])
        loss = F.cross_entropy(logits.float(), gold[asked])
        loss.backward()
        rate = a.rate * min(1.0, (step + 1) / 200) * max(0.02, 1 - step / len(plan))
        for group in optimiser.param_groups:
            group["lr"] = rate
        nn.utils.clip_grad_norm_(model.encoder.parameters(), 2.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        model.table.step(rate)
        losses.append(loss.item())
        seen += int(mask.sum())
        step += 1
        if step % 100 == 0:
            speed = seen / (time.time() - clock)
            log.info("%s step %d/%d loss %.3f  %.0f words/s", a.name, step, len(plan), np.mean(losses), speed)
            losses = []
        if step % 500 == 0:
            save(path, model, output, optimiser, step)
    save(path, model, output, optimiser, step)
    (a.work / f"{a.name}.done").write_text(json.dumps({"steps": step}))


if __name__ == "__main__":
    main()
