"""Variety for training sentences: other names of the same kind and length, and the capitals of headlines."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .data import NAME_CLASSES, NER_LABELS, Example, Vocabulary, load_words
from .features import word_rows

SWAPPED = ("PER", "ORG", "LOC", "NORP")
LISTED = 0.5  # share of swapped places that come from the list of places, not from the sets
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
        listed = self.listed_places(vocabulary)
        demonyms = self.listed_demonyms(vocabulary)
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
                    if name != "NORP" and e.coded < 0:  # no names that only a model found
                        self.pool[name, stop - start].append(e.types[start:stop])
        self.listed = listed
        self.demonyms = demonyms
        self.plural = {int(t[0]) for t in demonyms[True]}

    @staticmethod
    def listed_places(vocabulary: Vocabulary) -> dict[int, list[np.ndarray]]:
        places: dict[int, list[np.ndarray]] = defaultdict(list)
        for name in sorted(load_words("places.txt", ";")):
            words = name.split()
            places[len(words)].append(np.array([vocabulary.add(w) for w in words], dtype=np.int64))
        return places

    @staticmethod
    def listed_demonyms(vocabulary: Vocabulary) -> dict[bool, list[np.ndarray]]:
        """Plural nouns (Russians) and the rest (Russian), which are swapped among themselves."""
        words = load_words("demonyms.txt")
        out: dict[bool, list[np.ndarray]] = {True: [], False: []}
        for w in sorted(words):
            out[w[:-1] in words and w.endswith("s")].append(np.array([vocabulary.add(w)], dtype=np.int64))
        return out

    def other(self, name: str, old: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        if name == "NORP":
            pool = self.demonyms[int(old[0]) in self.plural] if len(old) == 1 else [old]
        else:
            pool = self.pool[name, len(old)] or [old]
            if name == "LOC" and len(old) in self.listed and rng.random() < LISTED:
                pool = self.listed[len(old)]
        return pool[rng.integers(len(pool))]

    def types(self, e: Example, rng: np.random.Generator) -> np.ndarray:
        types = e.types
        spans = self.spans.get(id(e))
        if spans and self.swap:
            types = types.copy()
            for start, stop, name in spans:
                if rng.random() < self.swap:
                    types[start:stop] = self.other(name, types[start:stop], rng)
        draw = rng.random()
        if draw < self.upper:
            return types + self.size
        if draw < self.upper + self.title:
            # Headlines leave short words in lower case more often than not.
            raised = ~self.short[types] | (rng.random(len(types)) < 0.3)
            return np.where(raised, types + 2 * self.size, types)
        return types
