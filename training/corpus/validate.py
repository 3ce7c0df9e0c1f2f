"""The constraints of the guideline on documents: labels of closed lists, and what may stand with what."""

from __future__ import annotations

from .compile import Compiled, CompiledStatement, Party
from .labels import labels
from .model import Document, Problems
from .spans import Span, fold, overlap

OWN_SENTENCES = (2, 15)
QUOTES = "\"'"


def check_labels(document: Document, problems: Problems) -> None:
    """What needs no text: the labels, and which of them may stand together."""
    known = labels()

    def need(line: int, layer: str, label: str) -> bool:
        if not known.has(layer, label):
            problems.add(document.path, line, f"unknown {layer}: {label} (known: {' '.join(known.all(layer))})")
            return False
        return True

    if "desk" in document.attributes:
        need(document.line, "desk", document.attributes["desk"])
    for entity in document.entities:
        need(entity.line, "entity", entity.class_)
    least, most, length = *OWN_SENTENCES, len(document.sentences)
    if not document.open_news and length and not least <= length <= most:
        problems.add(document.path, document.line, f"an own document has {least} to {most} sentences, not {length}")
    for sentence in document.sentences:
        for name in sentence.names:
            need(name.line, "class", name.class_)
        for x in sentence.nonevents:
            need(x.line, "reason", x.reason)
        for statement in sentence.statements:
            need(statement.line, "act", statement.act)
            need(statement.line, "form", statement.form)
        for event in sentence.events:
            line = event.line
            for context in event.contexts:
                need(line, "context", context)
            if len(set(event.contexts)) < len(event.contexts):
                problems.add(document.path, line, "a context twice")
            if not need(line, "type", event.type):
                continue
            if need(line, "status", event.status) and not known.allowed("status", event.status, event.type):
                other = "AGREE" if event.type in ("CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT") else "THREATEN"
                problems.add(document.path, line, f"{event.type} cannot be {event.status}: a coming one is {other}")
            if event.mode and event.mode not in known.modes(event.type):
                modes = " ".join(known.modes(event.type)) or "none"
                problems.add(document.path, line, f"{event.type} has no mode {event.mode} (known: {modes})")
            if event.stage and need(line, "stage", event.stage) and not known.has("staged", event.type):
                problems.add(document.path, line, f"{event.type} has no stage of support")


def check_spans(document: Compiled, problems: Problems) -> None:
    """What shows only in the text: quotation marks, cues inside of content, sources that are targets."""
    add = lambda line, message: problems.add(document.path, line, message)
    opened = open_quotations(document.text)
    for s in document.statements:
        if not s.content:
            add(s.line, f"{s.id} has no content")
        if s.cue and any(overlap(s.cue, c) for c in s.content):
            add(s.line, f"{s.id}: its cue stands inside of its content")
        for a, b in zip(s.content, s.content[1:]):
            if overlap(a, b):
                add(s.line, f"{s.id}: pieces of content overlap")
        if s.form == "direct":
            check_direct(document, s, opened, problems)
    for e in document.events:
        spans = {p.span for p in e.sources if p.span} & {p.span for p in e.targets if p.span}
        if spans:
            add(e.line, f"source and target are the same words: {document.at(min(spans))}")
        if any(p.span is None and p.entity and p in e.targets for p in e.sources):
            add(e.line, "source and target are the same entity")
        for side in (e.sources, e.targets):
            if twice(side):
                add(e.line, "an actor twice on one side")
        if any(p.span and p.span == e.trigger for p in (*e.sources, *e.targets)):
            add(e.line, f"the trigger is also an actor: {document.at(e.trigger)}")
    for x in document.nonevents:
        if any(e.trigger == x.span for e in document.events):
            add(x.line, f"an event and none: {document.at(x.span)}")
        if x.pair and x.pair[0].span and x.pair[0].span == x.pair[1].span:
            add(x.line, "a pair of the same words")
    seen: set[tuple] = set()
    for e in document.events:
        fact = (e.type, e.trigger, tuple((p.span, p.entity) for p in (*e.sources, None, *e.targets) if p))
        if fact in seen:
            add(e.line, f"an event twice: {e.type} {document.at(e.trigger)}")
        seen.add(fact)


def twice(side: list[Party]) -> bool:
    said = [(p.span, p.entity if p.span is None else None) for p in side]
    return len(set(said)) < len(said)


def check_direct(document: Compiled, s: CompiledStatement, opened: list[bool], problems: Problems) -> None:
    """Direct content begins with a quotation mark, in an open quotation, in a headline, or after a speaker's colon (transcripts)."""
    transcript = s.cue is None or any(after_colon(document.text, c) for c in s.content)
    for content, line in zip(s.content, s.content_lines):
        if transcript or fold(document.text[content[0]]) in QUOTES or opened[content[0]]:
            continue
        if not any(overlap(content, title) for title in document.titles):
            problems.add(document.path, line, f"{s.id}: direct content without a quotation mark: {document.at(content)[:40]}")


def after_colon(text: str, content: Span) -> bool:
    return text[:content[0]].rstrip().endswith(":")


def open_quotations(text: str) -> list[bool]:
    """For each place of the text, whether a double quotation stands open before it; a paragraph closes what it does not open anew."""
    state, open_ = [], False
    for at, char in enumerate(text):
        state.append(open_)
        if char in "“«„":
            open_ = True
        elif char in "”»":
            open_ = False
        elif char == '"':
            before, after = text[at - 1:at], text[at + 1:at + 2]
            opens = not before.strip() or before in "([—–-"
            closes = not after.strip()
            open_ = True if opens and not closes else False if closes and not opens else not open_
        elif char == "\n" and text[at - 1:at] == "\n":
            open_ = False
    return state


def warnings(document: Compiled) -> list[tuple[int, str]]:
    """What is allowed and yet likely a slip: entities that nothing names, names with an article or a mark, long triggers."""
    used = {p.entity for e in document.events for p in (*e.sources, *e.targets)} | {s.source.entity for s in document.statements}
    found = [(e.line, f"entity {e.key} is never mentioned") for e in document.entities if not e.mentions and e.key not in used]
    for n in document.names:
        words = fold(document.at(n.span))
        if n.class_ not in ("DATE", "TIME", "MONEY", "QUANTITY", "CARDINAL") and words.startswith(("the ", "a ", "an ")):
            found.append((n.line, f"a name with its article: {words}"))
        if words.endswith(("'s", ",", '"', ";", ":")):
            found.append((n.line, f"a name with a mark or 's at its end: {words}"))
    found += [(e.line, f"a long trigger: {document.at(e.trigger)}") for e in document.events if len(document.at(e.trigger).split()) > 5]
    return found


