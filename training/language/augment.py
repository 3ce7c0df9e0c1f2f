"""Variety for training sentences: other names of the same kind and length, and the capitals of headlines."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .data import NAME_CLASSES, NER_LABELS, Example, Vocabulary
from .features import word_rows

SWAPPED = ("PER", "ORG", "LOC")
Span = tuple[int, int, str]


def name_spans(masks: np.ndarray) -> list[Span]:
    """Names whose every word has exactly one allowed label."""
    begin = {1 << NER_LABELS.index(f"B-{c}"): c for c in NAME_CLASSES}
    inside = {c: 1 << NER_LABELS.index(f"I-{c}") for c in NAME_CLASSES}
    spans, k, n = [], 0, len(masks)
    while k < n:
        name = begin.get(int(masks[k]))
        start, k = k, k + 1
        if name in SWAPPED:
            while k < n and masks[k] == inside[name]:
                k += 1
            spans.append((start, k, name))
    return spans


def capital(form: str) -> str:
    return form[:1].upper() + form[1:]


class Augmenter:
    """Word types of an example, changed at random. Types of variants are those of the word plus one or two vocabularies."""

    def __init__(self, vocabulary: Vocabulary, examples: list[Example], swap: float, upper: float, title: float) -> None:
        self.swap, self.upper, self.title = swap, upper, title
        self.size = len(vocabulary.ids)
        forms = list(vocabulary.ids)
        self.rows = np.concatenate(
            [
                vocabulary.rows(),
                np.array([word_rows(f.upper()) for f in forms], dtype=np.int64),
                np.array([word_rows(capital(f)) for f in forms], dtype=np.int64),
            ]
        )
        self.short = np.array([len(f) <= 3 for f in forms])
        self.spans: dict[int, list[Span]] = {}
        self.pool: dict[tuple[str, int], list[np.ndarray]] = defaultdict(list)
        for e in examples:
            if e.names.any():
                found = name_spans(e.names)
                if found:
                    self.spans[id(e)] = found
                for start, stop, name in found:
                    self.pool[name, stop - start].append(e.types[start:stop])

    def types(self, e: Example, rng: np.random.Generator) -> np.ndarray:
        types = e.types
        spans = self.spans.get(id(e))
        if spans and self.swap:
            types = types.copy()
            for start, stop, name in spans:
                if rng.random() < self.swap:
                    pool = self.pool[name, stop - start]
                    types[start:stop] = pool[rng.integers(len(pool))]
        draw = rng.random()
        if draw < self.upper:
            return types + self.size
        if draw < self.upper + self.title:
            # Headlines leave short words in lower case more often than not.
            raised = ~self.short[types] | (rng.random(len(types)) < 0.3)
            return np.where(raised, types + 2 * self.size, types)
        return types
