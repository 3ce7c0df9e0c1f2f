"""Documents of words to documents of spans: code points of the text, every word placed or refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import mentions as coreference
from .format import COUNTS
from .mentions import Mention
from .model import Actor, Document, Problems, Sentence, Words
from .model import Event as EventLine
from .model import Statement as StatementLine
from .spans import Span, Unplaced, fold, inside, overlap, place, place_all
from .texts import digest

LICENCE = "CC BY 4.0"
# Words before a name that make it a part of another's description (*the envoy of Ilmar Valk*).
NOT_TITLE = re.compile(r"(?:\b(?:of|for|to|from|by|in|with|and|or|the|against|on|at)|'s|s'|,)$", re.I)


@dataclass
class NameSpan:
    line: int
    span: Span
    class_: str


@dataclass
class Party:
    """An actor of a fact: its words, the entity that they stand for, or both."""

    span: Span | None
    entity: str | None


@dataclass
class CompiledEntity:
    line: int
    key: str
    class_: str
    code: str | None
    names: list[str]
    mentions: list[Mention] = field(default_factory=list)


@dataclass
class CompiledStatement:
    line: int
    id: str
    sentence: int
    act: str
    form: str
    source: Party
    cue: Span | None
    content: list[Span]
    content_lines: list[int]
    to: list[Party]
    options: dict[str, Span]


@dataclass
class CompiledEvent:
    line: int
    id: str
    sentence: int
    type: str
    mode: str | None
    status: str
    trigger: Span
    sources: list[Party]
    targets: list[Party]
    contexts: list[str]
    by: str | None
    stage: str | None
    of: str | None
    options: dict[str, list[Span]]


@dataclass
class CompiledNonEvent:
    line: int
    sentence: int
    reason: str
    span: Span
    pair: tuple[Party, Party] | None


@dataclass
class Compiled:
    """A document with its text; `path` and the lines of facts are for messages."""

    path: str
    line: int
    id: str
    desk: str | None
    date: str | None
    source: str | None
    licence: str
    proposals: str | None
    text: str
    paragraphs: list[Span] = field(default_factory=list)
    titles: list[Span] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)
    sentence_lines: list[int] = field(default_factory=list)
    names: list[NameSpan] = field(default_factory=list)
    entities: list[CompiledEntity] = field(default_factory=list)
    statements: list[CompiledStatement] = field(default_factory=list)
    events: list[CompiledEvent] = field(default_factory=list)
    nonevents: list[CompiledNonEvent] = field(default_factory=list)

    def at(self, span: Span) -> str:
        return self.text[span[0]:span[1]]

    def number(self, span: Span) -> Span:
        """A count is the number in its words where one is named there (*at least 54* of *at least 54 people*), else all of them (*a monk*)."""
        numbers = [n.span for n in self.names if n.class_ == "CARDINAL" and inside(n.span, span)]
        return numbers[0] if len(numbers) == 1 else span

    def sentence_of(self, span: Span) -> int:
        return next(i for i, s in enumerate(self.sentences) if inside(span, s))

    def title(self, index: int) -> bool:
        return self.sentences[index] in self.titles

    def json(self) -> dict:
        """The object of the compiled JSON Lines."""
        party = lambda p: {"span": p.span, "entity": p.entity}
        return {
            "id": self.id, "desk": self.desk, "date": self.date, "source": self.source, "licence": self.licence, "text": self.text,
            "paragraphs": self.paragraphs, "sentences": self.sentences,
            "names": [{"span": n.span, "class": n.class_} for n in self.names],
            "entities": [{"key": e.key, "class": e.class_, "code": e.code, "names": e.names,
                          "mentions": [{"span": m.span, "form": m.form} for m in e.mentions]} for e in self.entities],
            "statements": [{"id": s.id, "sentence": s.sentence, "act": s.act, "form": s.form, "source": s.source.span,
                            "speaker": s.source.entity, "cue": s.cue, "content": s.content, "to": [party(p) for p in s.to],
                            **{key: s.options.get(key) for key in ("at", "on", "place", "via")}} for s in self.statements],
            "events": [{"id": e.id, "sentence": e.sentence, "type": e.type, "mode": e.mode, "status": e.status, "trigger": e.trigger,
                        "sources": [party(p) for p in e.sources], "targets": [party(p) for p in e.targets], "contexts": e.contexts,
                        "by": e.by, "stage": e.stage, "objects": e.options.get("obj", []), "quantity": e.options.get("qty", []),
                        "money": e.options.get("money", []),
                        "counts": [{"kind": key, "span": self.number(span)} for key in COUNTS for span in e.options.get(key, [])],
                        **{key: next(iter(e.options.get(key, [])), None) for key in ("date", "place")}, "of": e.of} for e in self.events],
            "nonevents": [{"sentence": x.sentence, "reason": x.reason, "span": x.span,
                           "pair": [party(p) for p in x.pair] if x.pair else None} for x in self.nonevents],
        }


class Compiler:
    """Compiles one document; what cannot be placed is a problem and left out."""

    def __init__(self, document: Document, problems: Problems, row: dict | None) -> None:
        self.document, self.problems, self.row = document, problems, row
        given = document.attributes
        self.out = Compiled(document.path, document.line, document.id, given.get("desk"), given.get("date"), given.get("source"),
                            (row or {}).get("licence") or LICENCE, given.get("proposals"), "")
        self.folded = ""

    def compile(self) -> Compiled | None:
        if not (self.open_text() if self.document.open_news else self.own_text()):
            return None
        self.folded = fold(self.out.text)
        self.out.entities = [CompiledEntity(e.line, e.key, e.class_, e.code, e.names) for e in self.document.entities]
        for index, sentence in enumerate(self.document.sentences):
            self.names(index, sentence)
        for index, sentence in enumerate(self.document.sentences):
            self.mentions(index, sentence)
        self.facts()
        return self.out

    def problem(self, line: int, message: str) -> None:
        self.problems.add(self.document.path, line, message)

    # -------------------------------------------------------------------------------------------- text
    def own_text(self) -> bool:
        """Blocks joined by an empty line, the sentences of a paragraph by a space."""
        parts: list[str] = []
        length = 0
        for index, sentence in enumerate(self.document.sentences):
            if sentence.text is None:
                return False
            joint = "" if index == 0 else " " if sentence.kind == "." else "\n\n"
            start = length + len(joint)
            length = start + len(sentence.text)
            parts += (joint, sentence.text)
            self.add_sentence(sentence, (start, length))
        self.out.text = "".join(parts)
        return bool(parts)

    def open_text(self) -> bool:
        if self.row is None:
            self.problem(self.document.line, f"no such text: {self.document.attributes['source']}")
            return False
        text = self.out.text = self.row["text"]
        if digest(text) != self.document.attributes.get("sha256"):
            self.problem(self.document.line, f"sha256 of the text differs: {digest(text)}")
            return False
        folded, last = fold(text), 0
        for sentence in self.document.sentences:
            if sentence.span is None:
                return False
            start, end = sentence.span
            if not start < end <= len(text):
                self.problem(sentence.line, f"offsets outside of the text or empty: [{start},{end}] of {len(text)}")
                return False
            if start < last:
                self.problem(sentence.line, f"offsets out of order or overlapping: [{start},{end}] after {last}")
                return False
            if sentence.text is not None and fold(sentence.text).split() != folded[start:end].split():
                self.problem(sentence.line, "the text after the offsets is not that of the source")
            last = end
            self.add_sentence(sentence, (start, end))
        return True

    def add_sentence(self, sentence: Sentence, span: Span) -> None:
        self.out.sentences.append(span)
        self.out.sentence_lines.append(sentence.line)
        if sentence.kind == "=":
            self.out.titles.append(span)
        if sentence.kind == "." and self.out.paragraphs:
            self.out.paragraphs[-1] = (self.out.paragraphs[-1][0], span[1])
        else:
            self.out.paragraphs.append(span)

    # -------------------------------------------------------------------------------------------- words
    def local(self, index: int) -> str:
        start, end = self.out.sentences[index]
        return self.folded[start:end]

    def put(self, index: int, line: int, words: Words | None) -> Span | None:
        if words is None:
            return None
        try:
            start, end = place(self.local(index), words)
        except Unplaced as error:
            self.problem(line, str(error))
            return None
        offset = self.out.sentences[index][0]
        return start + offset, end + offset

    def put_all(self, index: int, line: int, words: list[Words]) -> list[Span]:
        return [span for span in (self.put(index, line, w) for w in words) if span is not None]

    def party(self, index: int, line: int, actor: Actor) -> Party | None:
        """None where the words could not be placed."""
        if actor.words is None:
            return Party(None, actor.key)
        span = self.put(index, line, actor.words)
        if span is None:
            return None
        while span[1] > span[0] + 1 and self.folded[span[1] - 1] in " ,;:":  # the comma that closes an apposition is no part of it
            span = (span[0], span[1] - 1)
        return Party(span, self.entity_of(span))

    def parties(self, index: int, line: int, actors: list[Actor]) -> list[Party]:
        return [p for p in (self.party(index, line, a) for a in actors) if p is not None]

    def entity_of(self, span: Span) -> str | None:
        """The entity of these very words, or of the name that heads them (*Foreign Minister Ilmar Valk*; *Ilmar Valk, the minister*)."""
        held = [(m.span, e.key) for e in self.out.entities for m in e.mentions if inside(m.span, span)]
        for mention, key in held:
            if mention == span:
                return key
        for mention, key in held:
            if mention[0] == span[0] and self.folded[mention[1]:span[1]].startswith(","):
                return key
        for mention, key in held:
            before = self.folded[span[0]:mention[0]].strip().lower()
            if mention[1] == span[1] and (before in ("a", "an", "the") or not NOT_TITLE.search(before)):
                return key
        return None

    # -------------------------------------------------------------------------------------------- layers
    def names(self, index: int, sentence: Sentence) -> None:
        """A shorter name inside a longer one counts only where it stands outside; any other overlap is refused."""
        offset, local = self.out.sentences[index][0], self.local(index)
        placed: list[tuple[Span, str, int, str, bool]] = []
        for name in sentence.names:
            try:
                placed += [(p, name.class_, name.line, str(name.words), name.words.nth is not None) for p in place_all(local, name.words)]
            except Unplaced as error:
                self.problem(name.line, str(error))
        kept: list[tuple[Span, str, int, str, bool]] = []
        dropped: dict[tuple[int, str, str], None] = {}
        for name in sorted(placed, key=lambda n: (n[0][0] - n[0][1], n[0])):
            span, class_, line, words, picked = name
            clash = next((k for k in kept if overlap(k[0], span)), None)
            if clash is None:
                kept.append(name)
            elif clash[0] == span:
                self.problem(line, f"a name twice: {words} as {clash[1]} and {class_}")
            elif inside(span, clash[0]) and not picked:
                dropped[line, class_, words] = None
            else:
                self.problem(line, f"names overlap: {words} and {clash[3]}")
        outside = {(line, class_, words) for _, class_, line, words, _ in kept}
        for line, class_, words in dropped:
            if (line, class_, words) not in outside:
                self.problem(line, f"stands only inside a longer name: {words}")
        for (start, end), class_, line, _, _ in sorted(kept):
            if class_ in ("DATE", "TIME") and local[start:start + 4].lower() == "the ":
                start += 4
            self.out.names.append(NameSpan(line, (start + offset, end + offset), class_))

    def mentions(self, index: int, sentence: Sentence) -> None:
        offset, local = self.out.sentences[index][0], self.local(index)
        names = [((n.span[0] - offset, n.span[1] - offset), n.class_) for n in self.out.names if inside(n.span, self.out.sentences[index])]
        aliases = [(name, e.key) for e in self.document.entities for name in e.names]
        spans: dict[Span, str | None] = {(s + offset, e + offset): key for (s, e), key in coreference.by_name(local, aliases, names)}
        given: dict[Span, str | None] = {}
        for reference in sentence.references:
            span = self.put(index, reference.line, reference.words)
            if span is None:
                continue
            if span in given:
                self.problem(reference.line, f"words referred twice: {reference.words}")
            elif reference.key is None and span not in spans:
                self.problem(reference.line, f"no name of an entity, nothing to take away: {reference.words}")
            given[span] = reference.key
        # The whole noun phrase is the mention: a name inside one of the same entity is none of its own.
        spans = {s: k for s, k in spans.items() if not any(k == key and s != wider and inside(s, wider) for wider, key in given.items())}
        spans |= given
        is_name = {(s + offset, e + offset) for (s, e), _ in names}
        entities = {e.key: e for e in self.out.entities}
        for span, key in sorted(spans.items()):
            if key in entities:
                entities[key].mentions.append(Mention(span, coreference.form_of(self.out.at(span), span in is_name)))

    def facts(self) -> None:
        statements: dict[str, CompiledStatement] = {}
        for index, sentence in enumerate(self.document.sentences):
            for line in sentence.statements:
                if line.id not in statements:
                    statements[line.id] = self.statement(index, line)
        for index, sentence in enumerate(self.document.sentences):
            for more in sentence.more:
                if more.id in statements:
                    spans = self.put_all(index, more.line, more.content)
                    statements[more.id].content += spans
                    statements[more.id].content_lines += [more.line] * len(spans)
        for statement in statements.values():
            pairs = sorted(zip(statement.content, statement.content_lines))
            statement.content, statement.content_lines = [p[0] for p in pairs], [p[1] for p in pairs]
            self.trim(statement)
        self.out.statements = list(statements.values())
        taken = {e.id for s in self.document.sentences for e in s.events if e.id}
        free = (f"v{n}" for n in range(1, 100_000) if f"v{n}" not in taken)
        for index, sentence in enumerate(self.document.sentences):
            for event in sentence.events:
                self.event(index, event, event.id or next(free))
            for x in sentence.nonevents:
                span = self.put(index, x.line, x.words)
                pair = tuple(self.party(index, x.line, a) for a in x.pair) if x.pair else None
                if span is not None and not (pair and None in pair):
                    self.out.nonevents.append(CompiledNonEvent(x.line, index, x.reason, span, pair))

    def trim(self, statement: CompiledStatement) -> None:
        """Content ends before the closing punctuation that stands outside of marks of quotation, so that annotators agree."""
        text, open_ = self.folded, False
        for k, (start, end) in enumerate(statement.content):
            open_ ^= text.count('"', start, end) % 2 == 1
            while not open_ and end > start + 1 and text[end - 1] in " .,;:!?":
                end -= 1
            statement.content[k] = (start, end)

    def statement(self, index: int, s: StatementLine) -> CompiledStatement:
        content = self.put_all(index, s.line, s.content)
        options = {key: self.put(index, s.line, words) for key, words in s.options.items()}
        return CompiledStatement(s.line, s.id, index, s.act, s.form, self.party(index, s.line, s.source) or Party(None, None),
                                 self.put(index, s.line, s.cue), content, [s.line] * len(content), self.parties(index, s.line, s.to),
                                 {key: span for key, span in options.items() if span is not None})

    def event(self, index: int, e: EventLine, id_: str) -> None:
        trigger = self.put(index, e.line, e.trigger)
        sources, targets = self.parties(index, e.line, e.sources), self.parties(index, e.line, e.targets)
        options = {key: self.put_all(index, e.line, words) for key, words in e.options.items()}
        if trigger is None:
            return
        by = self.claimant(trigger) if e.by is None else None if e.by == "-" else e.by
        self.out.events.append(CompiledEvent(e.line, id_, index, e.type, e.mode, e.status, trigger, sources, targets, e.contexts, by,
                                             e.stage, e.of, options))

    def claimant(self, trigger: Span) -> str | None:
        """The innermost statement whose content holds the trigger; not one whose own cue it is."""
        held = [(c[1] - c[0], -c[0], s.id) for s in self.out.statements if not (s.cue and overlap(s.cue, trigger))
                for c in s.content if inside(trigger, c)]
        return min(held)[2] if held else None


def compile_document(document: Document, problems: Problems, row: dict | None = None) -> Compiled | None:
    return Compiler(document, problems, row).compile()
