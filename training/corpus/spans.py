"""Words to spans: where quoted words stand in a sentence. Straight and curly quotation marks match each other; only whole words count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .model import Words

Span = tuple[int, int]
_FOLD = {ord(c): '"' for c in "“”„‟«»"} | {ord(c): "'" for c in "‘’‚‛"} | {ord(c): " " for c in "\n\r\t\u00a0\u2009\u202f"}


class Unplaced(Exception):
    """Words that have no one place in the sentence; the message says why."""


def fold(text: str) -> str:
    """One code point to one: quotation marks straight, white space plain."""
    return text.translate(_FOLD)


def _of_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def boundary(text: str, at: int) -> bool:
    """Whether no word or number runs through this place."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if _of_word(before) and _of_word(after):
        return False
    if before in ",." and after.isdigit() and at > 1 and text[at - 2].isdigit():
        return False
    return not (after in ",." and before.isdigit() and at + 1 < len(text) and text[at + 1].isdigit())


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, fold(words).split())))


def everywhere(text: str, words: str) -> tuple[list[Span], bool]:
    """The whole-word places of the words in a folded text, and whether they stand anywhere at all, inside words too."""
    pattern, places, at, any_ = _pattern(words), [], 0, False
    while found := pattern.search(text, at):
        any_ = True
        if boundary(text, found.start()) and boundary(text, found.end()):
            places.append(found.span())
        at = found.start() + 1
    return places, any_


def _places(text: str, words: str) -> list[Span]:
    places, any_ = everywhere(text, words)
    if not places:
        if any_:
            raise Unplaced(f"not whole words here: {words}")
        if re.search(_pattern(words).pattern, text, re.I):
            raise Unplaced(f"differs from the sentence in capitals: {words}")
        raise Unplaced(f"not in the sentence: {words}")
    return places


def _pick(places: list[Span], words: str, nth: int | None) -> Span:
    if nth is None:
        if len(places) > 1:
            raise Unplaced(f"stands {len(places)} times, say which (#1…): {words}")
        return places[0]
    if nth > len(places):
        raise Unplaced(f"stands {len(places)} times only: {words}#{nth}")
    return places[nth - 1]


def place(text: str, words: Words) -> Span:
    """The one span that the words mean in a folded sentence."""
    start, end = _pick(_places(text, words.first), words.first, words.nth)
    if words.last is None:
        return start, end
    after = [p for p in _places(text, words.last) if p[0] >= end]
    if not after:
        raise Unplaced(f"does not stand after {words.first}: {words.last}")
    return start, _pick(after, words.last, words.last_nth or 1)[1]


def place_all(text: str, words: Words) -> list[Span]:
    """Every place of the words, or the one that a number or a range picks."""
    if words.nth is None and words.last is None:
        return _places(text, words.first)
    return [place(text, words)]


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
