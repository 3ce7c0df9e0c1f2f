"""The corpus as the heads train on it. Every row tells its part (`split`); spans are code points of the row's own text.

names       CoNLL: token, tab, BIO tag; a sentence a block under `# id = DOCUMENT/SENTENCE split = PART`. Tokens: numbers with their
            points and commas, dotted abbreviations, words (clitics and hyphens apart), any other mark by itself; a token takes the
            class of a name that it overlaps.
dyads       JSONL {"id","text","source","target","type","mode","status","trigger","split"}: an event x source x target, text the
            sentence; an actor whom the sentence does not name is null, rows with two such are left out. Rows of type null:
            `"negative":"x"` from the pairs of `x`, `"negative":"pair"` from actors of a sentence whom no event of it joins (at most 4
            a sentence, chosen by hash).
triggers    JSONL {"id","text","triggers":[{"span","type","mode","status","contexts","stage"}],"nonevents":[{"span","reason"}],"split"}: a
            sentence a row.
statements  JSONL {"id","text","sentences","statements":[…],"split"}: a document a row (open news: its window).
coref       JSONL {"id","text","sentences","clusters":[{"class","mentions":[{"span","form"}]}],"split"}: likewise.
records     JSONL {"id","text","date","sentences","gold":{"events":[…],"statements":[…]}}: likewise, to be coded and scored end to end; an
            actor without a span of its own stands for its first mention.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from typing import Callable, Iterator

from .compile import Compiled, Party
from .spans import Span, inside, overlap
from .splits import is_reading, split_of

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|(?:[^\W\d_]\.){2,}|['’](?:s|S|re|ve|ll|d|m)\b|[^\W_]+(?=n['’]t\b)|n['’]t\b|[^\W_]+|\S")
PAIR_CLASSES = ("PER", "ORG", "GPE")
MOST_PAIRS = 4


def tokens(text: str) -> list[Span]:
    return [found.span() for found in TOKEN.finditer(text)]


def relative(span: Span | None, start: int) -> list[int] | None:
    return None if span is None else [span[0] - start, span[1] - start]


def sentence_id(document: Compiled, index: int) -> str:
    return f"{document.id}/{index}"


# ------------------------------------------------------------------------------------------------ names
def names(document: Compiled) -> Iterator[str]:
    part = split_of(document)
    for index, (start, end) in enumerate(document.sentences):
        held = [n for n in document.names if inside(n.span, (start, end))]
        lines, last = [f"# id = {sentence_id(document, index)} split = {part}"], None
        for s, e in tokens(document.text[start:end]):
            name = next((n for n in held if overlap(n.span, (s + start, e + start))), None)
            tag = "O" if name is None else ("I-" if name is last else "B-") + name.class_
            lines.append(f"{document.text[start + s:start + e]}\t{tag}")
            last = name
        yield "\n".join(lines) + "\n"


# ------------------------------------------------------------------------------------------------ dyads
def dyads(document: Compiled) -> Iterator[dict]:
    part = split_of(document)
    for index, (start, end) in enumerate(document.sentences):
        text = document.text[start:end]

        def row(source: Party, target: Party, rest: dict) -> dict:
            return {"id": sentence_id(document, index), "text": text, "source": relative(source.span, start),
                    "target": relative(target.span, start), **rest, "split": part}

        nobody = [Party(None, None)]
        for e in (e for e in document.events if e.sentence == index):
            for source, target in itertools.product(e.sources or nobody, e.targets or nobody):
                if source.span or target.span:
                    yield row(source, target, {"type": e.type, "mode": e.mode, "status": e.status, "trigger": relative(e.trigger, start)})
        none = {"type": None, "mode": None, "status": None, "trigger": None}
        marked = [x.pair for x in document.nonevents if x.sentence == index and x.pair and (x.pair[0].span or x.pair[1].span)
                  and not joins(document, index, *x.pair)]
        for source, target in marked:
            yield row(source, target, {**none, "negative": "x"})
        for source, target in idle_pairs(document, index, marked):
            yield row(source, target, {**none, "negative": "pair"})


def same(a: Party, b: Party) -> bool:
    """One actor: the same entity, or words that overlap."""
    if a.entity and a.entity == b.entity:
        return True
    return a.span is not None and b.span is not None and overlap(a.span, b.span)


def joins(document: Compiled, index: int, source: Party, target: Party) -> bool:
    """Whether an event of the sentence joins the two in this direction."""
    here = (pair for e in document.events if e.sentence == index for pair in itertools.product(e.sources, e.targets))
    return any(same(source, s) and same(target, t) for s, t in here)


def actors(document: Compiled, index: int) -> list[Party]:
    """Those whom the facts of a sentence name, then the entities and names that it mentions; no two overlap."""
    sentence = document.sentences[index]
    found = [p for e in document.events if e.sentence == index for p in (*e.sources, *e.targets)]
    found += [p for s in document.statements if s.sentence == index for p in (s.source, *s.to)]
    found += [Party(m.span, e.key) for e in document.entities for m in e.mentions if inside(m.span, sentence)]
    found += [Party(n.span, None) for n in document.names if n.class_ in PAIR_CLASSES and inside(n.span, sentence)]
    chosen: list[Party] = []
    for party in found:
        if party.span and not any(overlap(party.span, c.span) for c in chosen if c.span):
            chosen.append(party)
    return chosen


def idle_pairs(document: Compiled, index: int, marked: list[tuple[Party, Party]]) -> list[tuple[Party, Party]]:
    """Pairs that no event joins, be it for their country (a minister and whom his state acts on) or by their word (a speaker and those of
    whose acts he tells)."""
    here = [e for e in document.events if e.sentence == index]
    joined = [pair for e in here for pair in itertools.product(e.sources, e.targets)] + marked
    speakers = {s.id: s.source for s in document.statements}
    joined += [(speakers[e.by], p) for e in here if e.by in speakers for p in (*e.sources, *e.targets)]
    country = {e.key: e.code[:3] for e in document.entities if e.code}
    alike = lambda a, b: same(a, b) or (a.entity in country and country[a.entity] == country.get(b.entity))
    meets = lambda a, b: any((alike(a, s) and alike(b, t)) or (alike(a, t) and alike(b, s)) for s, t in joined)
    pairs = [(a, b) for a, b in itertools.combinations(actors(document, index), 2) if not same(a, b) and not meets(a, b)]
    chance = lambda pair: hashlib.sha256(f"{document.id}/{pair[0].span}/{pair[1].span}".encode()).digest()
    chosen = sorted(pairs, key=chance)[:MOST_PAIRS]
    return [pair if chance(pair)[0] % 2 else pair[::-1] for pair in chosen]


# ------------------------------------------------------------------------------------------------ the others
def triggers(document: Compiled) -> Iterator[dict]:
    for index, (start, end) in enumerate(document.sentences):
        yield {"id": sentence_id(document, index), "text": document.text[start:end],
               "triggers": [{"span": relative(e.trigger, start), "type": e.type, "mode": e.mode, "status": e.status, "contexts": e.contexts,
                             "stage": e.stage} for e in document.events if e.sentence == index],
               "nonevents": [{"span": relative(x.span, start), "reason": x.reason} for x in document.nonevents if x.sentence == index],
               "split": split_of(document)}


def window(document: Compiled) -> tuple[int, dict]:
    """Where the annotated part begins, and what every row of a document holds."""
    start, end = document.sentences[0][0], document.sentences[-1][1]
    return start, {"id": document.id, "text": document.text[start:end], "sentences": [relative(s, start) for s in document.sentences]}


def statements(document: Compiled) -> Iterator[dict]:
    start, row = window(document)
    row["statements"] = [{"id": s.id, "act": s.act, "form": s.form, "source": relative(s.source.span, start), "speaker": s.source.entity,
                          "cue": relative(s.cue, start), "content": [relative(c, start) for c in s.content],
                          "to": [relative(p.span, start) for p in s.to],
                          **{key: relative(s.options.get(key), start) for key in ("at", "on", "place", "via")}}
                         for s in document.statements]
    yield {**row, "split": split_of(document)}


def coref(document: Compiled) -> Iterator[dict]:
    start, row = window(document)
    row["clusters"] = [{"class": e.class_, "mentions": [{"span": relative(m.span, start), "form": m.form} for m in e.mentions]}
                       for e in document.entities if e.mentions]
    yield {**row, "split": split_of(document)}


def records(document: Compiled) -> Iterator[dict]:
    start, row = window(document)
    first = {e.key: min(m.span for m in e.mentions) for e in document.entities if e.mentions}

    def spans(parties: list[Party]) -> list[list[int]]:
        found = [p.span or first.get(p.entity) for p in parties]
        return [relative(s, start) for s in found if s]

    row["gold"] = {
        "events": [{"sources": spans(e.sources), "targets": spans(e.targets), "type": e.type, "mode": e.mode, "status": e.status,
                    "trigger": relative(e.trigger, start)} for e in document.events],
        "statements": [{"content": [relative(c, start) for c in s.content], "speaker": [relative(s.source.span, start)] if s.source.span else [],
                        "cue": relative(s.cue, start), "form": s.form, "tier": "quote"} for s in document.statements],
    }
    yield {**row, **({"date": document.date} if document.date else {}), "split": split_of(document)}


LAYERS: dict[str, Callable[[Compiled], Iterator[dict | str]]] = {
    "names": names, "dyads": dyads, "triggers": triggers, "statements": statements, "coref": coref, "records": records}


def convert(documents: list[Compiled], layer: str, split: str | None) -> Iterator[str]:
    """The lines of a file; second annotations are left out."""
    for document in documents:
        if is_reading(document) or (split and split_of(document) != split):
            continue
        for row in LAYERS[layer](document):
            yield row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
