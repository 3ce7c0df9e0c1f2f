"""Word features: normalisation, shapes and hashed rows, exactly as docs/formats/language-model.md (section 2) says."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Sequence

MASK64 = (1 << 64) - 1

_REPLACEMENTS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"),
    **dict.fromkeys("\u2014\u2015", "--"),
    "\u2026": "...",
    "\u00a0": " ",
}
_TABLE = str.maketrans(_REPLACEMENTS)


@dataclass(frozen=True)
class Feature:
    """One hashed feature: what text it reads of a word, and how many rows its table has."""

    name: str
    kind: str  # word, prefix, suffix or shape
    length: int
    rows: int
    keys: int


FEATURES = (
    Feature("word", "word", 0, 32768, 2),
    Feature("prefix1", "prefix", 1, 256, 1),
    Feature("prefix3", "prefix", 3, 8192, 1),
    Feature("suffix2", "suffix", 2, 2048, 1),
    Feature("suffix3", "suffix", 3, 8192, 1),
    Feature("suffix4", "suffix", 4, 8192, 1),
    Feature("shape", "shape", 3, 1024, 1),
)


def normalise(word: str) -> str:
    return word.translate(_TABLE)


def low(c: str) -> str:
    """Simple lower-case mapping: U+0130 is the one code point whose full mapping is longer."""
    return "i" if c == "\u0130" else c.lower()


def fold(w: str) -> str:
    return "".join("0" if "0" <= c <= "9" else low(c) for c in w)


def _shape_class(c: str) -> str:
    if low(c) != c:
        return "X"
    if "0" <= c <= "9":
        return "d"
    if c < "\u0080":
        return "x" if "a" <= c <= "z" else c
    return "x" if unicodedata.category(c).startswith("L") else c


def shape(w: str, longest_run: int) -> str:
    out: list[str] = []
    run = 0
    for c in map(_shape_class, w):
        run = run + 1 if out and out[-1] == c else 1
        if run <= longest_run:
            out.append(c)
    return "".join(out)


def feature_text(feature: Feature, w: str, v: str) -> str:
    if feature.kind == "word":
        return v
    if feature.kind == "prefix":
        return v[: feature.length]
    if feature.kind == "suffix":
        return v[-feature.length :]
    return shape(w, feature.length)


@lru_cache(maxsize=1 << 20)
def hash64(place: int, text: str) -> int:
    h = 0xCBF29CE484222325
    for b in bytes([place]) + text.encode("utf-8"):
        h = ((h ^ b) * 0x100000001B3) & MASK64
    h ^= h >> 33
    h = (h * 0xFF51AFD7ED558CCD) & MASK64
    h ^= h >> 33
    h = (h * 0xC4CEB9FE1A85EC53) & MASK64
    return h ^ (h >> 33)


def word_rows(word: str, features: tuple[Feature, ...] = FEATURES, places: Sequence[int] | None = None) -> list[int]:
    """Chosen rows of a word, in the order of features and keys (each within its own table). places: the bytes that begin the hashes."""
    w = normalise(word)
    v = fold(w)
    rows = []
    for place, feature in zip(range(len(features)) if places is None else places, features):
        h = hash64(place, feature_text(feature, w, v))
        rows.append(h & (feature.rows - 1))
        if feature.keys == 2:
            rows.append((h >> 32) & (feature.rows - 1))
    return rows
