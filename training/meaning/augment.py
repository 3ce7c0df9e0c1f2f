"""Variety for training sentences: other names of the same kind and length, and the capitals of headlines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np

from language.augment import capital
from language.data import load_words

from .tasks import BIT, NAMES, PLACES, Reader, Sentence

SWAP, UPPER, TITLE = 0.3, 0.02, 0.04  # chance of a name, of a sentence
LISTED = 0.5  # share of swapped names that come from lists, not from the sets
TABLES = Path(__file__).parents[2] / "data"
Span = tuple[int, int, int]  # words, and the labels that the first may have
Pool = dict[tuple[int, int], list[list[str]]]  # by these labels and the number of words

_BEGIN = sum(bit for label, bit in BIT.items() if label.startswith("B-"))
_PLACE = sum(BIT[f"B-{c}"] for c in PLACES)
SWAPPED = {_PLACE, *(BIT[f"B-{c}"] for c in ("PER", "ORG", "GPE", "NORP"))}
INSIDE = {bit: BIT["I-" + label[2:]] for label, bit in BIT.items() if label.startswith("B-")}
INSIDE[_PLACE] = sum(BIT[f"I-{c}"] for c in PLACES)


def name_spans(masks: np.ndarray) -> list[Span]:
    """Names that their annotation knows to be of one kind."""
    spans, k = [], 0
    while k < len(masks):
        start, first = k, int(masks[k])
        k += 1
        if first in SWAPPED:
            while k < len(masks) and int(masks[k]) == INSIDE[first]:
                k += 1
            # What goes on in another way is not understood.
            if k == len(masks) or int(masks[k]) & ~(_BEGIN | BIT["O"]) == 0 or int(masks[k]) & BIT["O"]:
                spans.append((start, k, first))
    return spans


def column(table: str, *names: str) -> list[str]:
    """All that stands in columns of a table of data/, alternatives apart."""
    lines = [x for x in (TABLES / table).read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
    places = [lines[0].split("\t").index(n) for n in names]
    return [name for x in lines[1:] for p in places for name in x.split("\t")[p].split("|") if name]


def listed() -> Pool:
    """Names of lists; a country may stand wherever a place does."""
    pool: Pool = defaultdict(list)
    for names, kinds in (
        (sorted(load_words("places.txt", ";")), (BIT["B-GPE"], _PLACE)),
        (column("organizations.tsv", "key", "aliases"), (BIT["B-ORG"],)),
        (column("leaders.tsv", "name"), (BIT["B-PER"],)),
    ):
        for name in names:
            for kind in kinds:
                pool[kind, len(name.split())].append(name.split())
    return pool


class Augmenter:
    """Same names for the same number: what is drawn depends on the generator alone."""

    def __init__(self, read: Reader, sentences: list[Sentence], longest: int) -> None:
        self.read, self.longest = read, longest
        self.listed = listed()
        demonyms = load_words("demonyms.txt")
        plural = {w for w in demonyms if w.endswith("s") and w[:-1] in demonyms}
        self.demonyms = {True: sorted(plural), False: sorted(demonyms - plural)}
        self.plural = plural
        self.pool: Pool = defaultdict(list)
        for s in sentences:
            for start, stop, first in self.spans(s):
                self.pool[first, stop - start].append(s.forms[start:stop])

    @staticmethod
    def spans(s: Sentence) -> list[Span]:
        """Of a sentence with a tree only the names whose parts hang together alike."""
        found = name_spans(s.labels["names"]) if "names" in s.labels else []
        if "heads" in s.labels:
            found = [(a, b, first) for a, b, first in found if b - a == 1 or (b - a == 2 and first == BIT["B-PER"])]
        return found

    def other(self, first: int, old: list[str], rng: np.random.Generator) -> list[str]:
        if NAMES[first.bit_length() - 1] == "B-NORP":
            known = self.demonyms[old[0] in self.plural] if len(old) == 1 else []
            return [known[rng.integers(len(known))]] if known else old
        lists = self.listed.get((first, len(old)))
        pool = lists if lists and rng.random() < LISTED else self.pool.get((first, len(old)))
        return pool[rng.integers(len(pool))] if pool else old

    def __call__(self, s: Sentence, rng: np.random.Generator) -> Sentence:
        forms = list(s.forms)
        for start, stop, first in self.spans(s):
            if rng.random() < SWAP:
                forms[start:stop] = self.other(first, forms[start:stop], rng)
        draw = rng.random()
        if draw < UPPER:
            forms = [f.upper() for f in forms]
        elif draw < UPPER + TITLE:
            # Headlines leave short words in lower case more often than not.
            forms = [capital(f) if len(f) > 3 or rng.random() < 0.3 else f for f in forms]
        if forms == s.forms:
            return s
        new = self.read(forms, self.longest)
        return replace(s, forms=forms, pieces=new.pieces, firsts=new.firsts, rows=new.rows)
