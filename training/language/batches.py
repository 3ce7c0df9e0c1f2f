"""Batches of sentences of similar length, with a budget of padded words."""

from __future__ import annotations

import numpy as np


def make_batches(lengths: np.ndarray, budget: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Indices of sentences a batch. Lengths are jittered so that batches differ from epoch to epoch."""
    order = np.argsort(lengths + rng.random(len(lengths)) * 3.0, kind="stable")
    batches, start = [], 0
    while start < len(order):
        stop, longest = start, 0
        while stop < len(order):
            longest = max(longest, int(lengths[order[stop]]))
            if stop > start and longest * (stop + 1 - start) > budget:
                break
            stop += 1
        batches.append(order[start:stop])
        start = stop
    rng.shuffle(batches)
    return batches


def pad(rows: list[np.ndarray], fill: int) -> np.ndarray:
    longest = max(len(r) for r in rows)
    out = np.full((len(rows), longest), fill, dtype=np.int64)
    for k, r in enumerate(rows):
        out[k, : len(r)] = r
    return out
