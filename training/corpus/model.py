"""What a file of facts says, before any word is placed: documents, sentences, facts, each with its line; and the list of problems."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_PROBLEMS = 500


@dataclass(frozen=True)
class Problem:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Problems(list[Problem]):
    """Everything wrong, up to a budget."""

    def add(self, path: str, line: int, message: str) -> None:
        if len(self) < MAX_PROBLEMS:
            self.append(Problem(path, line, message))


@dataclass(frozen=True)
class Words:
    """Quoted words: `first`, `first#2`, `first .. last`, `first#2 .. last#3`."""

    first: str
    nth: int | None = None
    last: str | None = None
    last_nth: int | None = None

    def __str__(self) -> str:
        number = lambda text, n: text if n is None else f"{text}#{n}"
        return number(self.first, self.nth) + ("" if self.last is None else " .. " + number(self.last, self.last_nth))


@dataclass(frozen=True)
class Actor:
    """Words, or an entity of the document (`=key`), or neither (`-`)."""

    words: Words | None = None
    key: str | None = None


@dataclass
class Name:
    line: int
    class_: str
    words: Words


@dataclass
class Reference:
    """Words that stand for an entity; no key (`words=-`): words that look like its name and are not."""

    line: int
    words: Words
    key: str | None


@dataclass
class Statement:
    line: int
    id: str
    act: str
    form: str
    source: Actor
    cue: Words | None
    content: list[Words]
    to: list[Actor] = field(default_factory=list)
    options: dict[str, Words] = field(default_factory=dict)


@dataclass
class More:
    """`q1+`: content of a statement that stands in another sentence than its cue."""

    line: int
    id: str
    content: list[Words]


@dataclass
class Event:
    line: int
    id: str | None
    type: str
    mode: str | None
    status: str
    trigger: Words
    sources: list[Actor]
    targets: list[Actor]
    contexts: list[str] = field(default_factory=list)
    by: str | None = None
    stage: str | None = None
    of: str | None = None
    options: dict[str, list[Words]] = field(default_factory=dict)


@dataclass
class NonEvent:
    line: int
    reason: str
    words: Words
    pair: tuple[Actor, Actor] | None


@dataclass
class Entity:
    line: int
    key: str
    names: list[str]
    class_: str
    code: str | None


@dataclass
class Sentence:
    line: int
    kind: str  # = > .
    text: str | None
    span: tuple[int, int] | None
    names: list[Name] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    more: list[More] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    nonevents: list[NonEvent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def facts(self) -> int:
        return sum(map(len, (self.names, self.references, self.statements, self.more, self.events, self.nonevents)))


@dataclass
class Document:
    path: str
    line: int
    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    entities: list[Entity] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def open_news(self) -> bool:
        return "source" in self.attributes


def keys_used(sentence: Sentence) -> list[tuple[int, str]]:
    """Every entity key that the facts of a sentence name."""
    used = [(r.line, r.key) for r in sentence.references]
    used += [(s.line, a.key) for s in sentence.statements for a in (s.source, *s.to)]
    used += [(e.line, a.key) for e in sentence.events for a in (*e.sources, *e.targets)]
    used += [(x.line, a.key) for x in sentence.nonevents for a in x.pair or ()]
    return [(line, key) for line, key in used if key is not None]
