"""Measure the gate of a model file on held-out silver, and set its threshold.

    python -m language.gate --silver WORK/silver MODEL [--recall 98.5]

Prints which share of the sentences goes to the accurate model so that it sees a given share of those with rows. With --recall the file gets the
threshold that lets that share of them through, on the average of the held-out sets.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from . import container
from .data import read_silver, silver_parts
from .reference import Reference

RECALLS = (90, 95, 97, 98, 98.5, 99, 99.5)


def scored(reference: Reference, folder: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Of each held-out set the scores, and which sentences have rows."""
    found: dict[str, list[tuple[float, bool]]] = {}
    for path in silver_parts(folder, held=True):
        rows = [(float(reference.gate([t.form for t in s])), coded) for s, coded in read_silver(path)]
        found.setdefault(path.name.rpartition("-")[0], []).extend(rows)
    return {name: (np.array([s for s, _ in rows]), np.array([c for _, c in rows])) for name, rows in found.items()}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--silver", type=Path, required=True)
    p.add_argument("--recall", type=float)
    p.add_argument("model", type=Path)
    a = p.parse_args()
    reference = Reference(a.model)
    sets = scored(reference, a.silver)
    for name, (scores, coded) in sets.items():
        shares = [f"{recall} %: {100 * (scores >= np.percentile(scores[coded], 100 - recall)).mean():.1f}" for recall in RECALLS]
        print(f"{name}: {len(scores)} sentences, {100 * coded.mean():.1f} % with rows; sent on for a recall of " + ", ".join(shares))
    threshold = float(reference.meta["gate_threshold"])
    if a.recall is not None:
        threshold = float(np.float32(np.mean([np.percentile(scores[coded], 100 - a.recall) for scores, coded in sets.values()]).round(2)))
        container.write(a.model, reference.t, reference.meta | {"gate_threshold": repr(threshold)})
    for name, (scores, coded) in sets.items():
        on = scores >= np.float32(threshold)
        print(f"{name} at {threshold:.2f}: sent on {100 * on.mean():.1f} %, of those with rows {100 * on[coded].mean():.1f} %")


if __name__ == "__main__":
    main()
