"""Mentions of a document's entities: its names, found by themselves, and the references that annotators give (`c`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .spans import Span, everywhere, inside, overlap

# Inside a name of these classes a shorter name is no mention of its own (Mexico in New Mexico); inside a title or a date it is one.
CLOSED = ("PER", "ORG", "GPE", "LOC", "FAC", "EVENT", "WEAPON", "LAW")
PRONOUNS = frozenset("""i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves themself who whom whose which that this these those both each all one another
    some many others""".split())
SMALL = frozenset("a an the of and for on in de la le el al bin ibn von van der den du da dos das y del di to at with".split())


@dataclass
class Mention:
    span: Span
    form: str  # name nominal pronoun


def form_of(words: str, is_name: bool) -> str:
    """A pronoun; a name, where it is one of the sentence's names or written with capitals throughout; else nominal."""
    if words.lower() in PRONOUNS:
        return "pronoun"
    parts = [w for w in words.split() if w.lower() not in SMALL]
    return "name" if is_name or (parts and all(w[0].isupper() or w[0].isdigit() for w in parts)) else "nominal"


@lru_cache(maxsize=4096)
def spellings(name: str) -> tuple[str, ...]:
    """As written; a name that begins with a small letter also with a capital one."""
    return (name, name[0].upper() + name[1:]) if name[0].islower() else (name,)


def by_name(text: str, aliases: list[tuple[str, str]], names: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Spans of a folded sentence with the keys of the entities that they name: longest first, none inside another."""
    found: list[tuple[Span, str]] = []
    closed = [span for span, class_ in names if class_ in CLOSED]
    places = [(place, key) for name, key in aliases for s in spellings(name) for place in everywhere(text, s)[0]]
    for place, key in sorted(places, key=lambda p: (p[0][0] - p[0][1], p[0])):
        if any(overlap(place, other) for other, _ in found):
            continue
        if any(inside(place, name) and name != place for name in closed):
            continue
        found.append((place, key))
    return sorted(found)
