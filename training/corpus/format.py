"""The parser of the format (FORMAT.md): lines of words to documents, sentences and facts. It knows the grammar and nothing of the texts."""

from __future__ import annotations

import datetime
import re
import unicodedata
from pathlib import Path

from .model import (Actor, Document, Entity, Event, More, Name, NonEvent, Problems, Reference, Sentence, Statement, Words, keys_used)

MAX_BYTES = 16_000_000
MAX_LINE = 20_000
MAX_SENTENCES = 400
MAX_FACTS = 120
NAME_OF_SOURCE = re.compile(r"[a-z0-9_]+/[A-Za-z0-9_][A-Za-z0-9_.]*\.jsonl(\.gz)?#[A-Za-z0-9_.-]+")
COUNTS = ("killed", "injured", "missing", "arrested", "abducted", "displaced", "participants", "deployed")
ATTRIBUTES = ("desk", "date", "source", "sha256", "proposals")
STATEMENT_OPTIONS = ("to", "at", "on", "place", "via")
EVENT_OPTIONS = ("ctx", "by", "stage", "obj", "qty", "money", *COUNTS, "date", "place", "of")


class Malformed(Exception):
    """A line that the grammar does not know; the message says why."""


# ------------------------------------------------------------------------------------------------ parts of a line
def split_list(text: str, mark: str) -> list[str]:
    """Parts at a mark that stands between spaces (`;` : before a space), so that AT&T stays whole."""
    pattern = r";(?:\s+|$)" if mark == ";" else rf"(?:^|\s+){re.escape(mark)}(?=\s|$)"
    parts = [part.strip() for part in re.split(pattern, text)]
    if mark == ";" and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def numbered(text: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(.+?)#(\d{1,3})", text, re.S)
    return (found[1].strip(), int(found[2])) if found else (text, None)


def parse_words(text: str) -> Words:
    text = text.strip()
    if not text:
        raise Malformed("no words between the marks (write - where there are none)")
    if text.startswith("="):
        raise Malformed(f"{text}: an entity key cannot stand here, only words")
    ends = re.split(r"\s+\.\.\s+", text)
    if len(ends) > 2:
        raise Malformed(f"more than one .. in: {text}")
    if text.startswith(".. ") or text.endswith(" .."):
        raise Malformed(f".. needs words on both sides: {text}")
    first, nth = numbered(ends[0])
    if nth == 0:
        raise Malformed("occurrences are counted from #1")
    if len(ends) == 1:
        return Words(first, nth)
    last, last_nth = numbered(ends[1])
    if last_nth == 0:
        raise Malformed("occurrences are counted from #1")
    return Words(first, nth, last, last_nth)


def optional_words(text: str) -> Words | None:
    return None if text.strip() == "-" else parse_words(text)


def parse_actor(text: str) -> Actor:
    text = text.strip()
    if text == "-":
        return Actor()
    if text.startswith("="):
        if not re.fullmatch(r"=[\w-]+", text):
            raise Malformed(f"not an entity key: {text}")
        return Actor(key=text[1:])
    return Actor(parse_words(text))


def parse_actors(text: str) -> list[Actor]:
    actors = [parse_actor(part) for part in split_list(text, "&")]
    if len(actors) > 1 and Actor() in actors:
        raise Malformed("- cannot stand beside named actors")
    return [] if actors == [Actor()] else actors


def parse_options(text: str, known: tuple[str, ...]) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in split_list(text, ";"):
        if part == "-":
            continue
        key, equals, value = (p.strip() for p in part.partition("="))
        if not equals or key not in known:
            raise Malformed(f"unknown option: {part} (known: {' '.join(known)})")
        if key in options:
            raise Malformed(f"option {key} stands twice")
        if not value:
            raise Malformed(f"option {key} is empty")
        options[key] = value
    return options


def fields(text: str, least: int, most: int, shape: str) -> list[str]:
    parts = split_list(text, "|")
    if not least <= len(parts) <= most:
        raise Malformed(f"{len(parts)} fields between |, expected: {shape}")
    return parts


# ------------------------------------------------------------------------------------------------ lines
def parse_entity(line: int, rest: str) -> Entity:
    parts = [part.strip() for part in re.split(r"\s:(?:\s|$)", rest)]
    key, equals, names = (p.strip() for p in parts[0].partition("="))
    if not equals or not 2 <= len(parts) <= 3:
        raise Malformed("expected: ~ key = name; other name : CLASS : code")
    if not re.fullmatch(r"[A-Za-z0-9][\w-]*", key):
        raise Malformed(f"not an entity key (letters, digits, - and _): {key}")
    code = parts[2] if len(parts) == 3 and parts[2] not in ("", "-") else None
    if code and not re.fullmatch(r"[A-Z]{3}( [A-Z]{3})*", code):
        raise Malformed(f"not a code of three-letter country and sectors: {code}")
    return Entity(line, key, [n for n in split_list(names, ";") if n and n != "-"], parts[1], code)


def parse_names(line: int, rest: str) -> list[Name]:
    names = []
    for part in split_list(rest, ";"):
        class_, space, words = part.partition(" ")
        if not space:
            raise Malformed(f"expected: CLASS words; … but found: {part}")
        names.append(Name(line, class_, parse_words(words)))
    return names


def parse_references(line: int, rest: str) -> list[Reference]:
    references = []
    for part in split_list(rest, ";"):
        words, equals, key = part.rpartition("=")
        if not equals or not re.fullmatch(r"[\w-]+", key.strip()):
            raise Malformed(f"expected: words=key; … but found: {part}")
        references.append(Reference(line, parse_words(words), None if key.strip() == "-" else key.strip()))
    return references


def parse_statement(line: int, id_: str, rest: str) -> Statement:
    parts = fields(rest, 4, 5, "ACT FORM | source | cue | content | options")
    head = parts[0].split()
    if len(head) != 2:
        raise Malformed(f"expected ACT FORM, found: {parts[0]}")
    options = parse_options(parts[4], STATEMENT_OPTIONS) if len(parts) == 5 else {}
    to = parse_actors(options.pop("to")) if "to" in options else []
    content = [] if parts[3] == "-" else [parse_words(p) for p in split_list(parts[3], "+")]
    return Statement(line, id_, head[0], head[1], parse_actor(parts[1]), optional_words(parts[2]), content, to,
                     {key: parse_words(value) for key, value in options.items()})


def parse_event(line: int, id_: str | None, rest: str) -> Event:
    parts = fields(rest, 4, 5, "TYPE MODE STATUS | trigger | sources | targets | options")
    head = parts[0].split()
    if len(head) != 3:
        raise Malformed(f"expected TYPE MODE STATUS (MODE - where there is none), found: {parts[0]}")
    options = parse_options(parts[4], EVENT_OPTIONS) if len(parts) == 5 else {}
    event = Event(line, id_, head[0], None if head[1] == "-" else head[1], head[2], parse_words(parts[1]),
                  parse_actors(parts[2]), parse_actors(parts[3]))
    event.contexts = [c.strip() for c in options.pop("ctx", "").split(",") if c.strip() not in ("", "-")]
    event.by, event.stage, event.of = (options.pop(key, None) for key in ("by", "stage", "of"))
    if event.by and not re.fullmatch(r"-|q\d+", event.by):
        raise Malformed(f"by is a statement (q1) or -, not: {event.by}")
    if event.of and not re.fullmatch(r"v\d+", event.of):
        raise Malformed(f"of is an event (v3), not: {event.of}")
    event.options = {key: [parse_words(p) for p in split_list(value, "&")] for key, value in options.items()}
    for key in ("date", "place"):
        if len(event.options.get(key, ())) > 1:
            raise Malformed(f"option {key} takes one piece of words")
    return event


def parse_nonevent(line: int, rest: str) -> NonEvent:
    parts = fields(rest, 2, 4, "REASON | words  or  REASON | words | A | B")
    if len(parts) == 3:
        raise Malformed("a pair of actors needs both: REASON | words | A | B")
    pair = (parse_actor(parts[2]), parse_actor(parts[3])) if len(parts) == 4 else None
    return NonEvent(line, parts[0], parse_words(parts[1]), pair)


def parse_attributes(rest: str, attributes: dict[str, str]) -> None:
    for key, value in parse_options(rest, ATTRIBUTES).items():
        if key in attributes:
            raise Malformed(f"attribute {key} stands twice")
        attributes[key] = value
    if "date" in attributes:
        try:
            datetime.date.fromisoformat(attributes["date"])
        except ValueError:
            raise Malformed(f"not a date (YYYY-MM-DD): {attributes['date']}") from None
    if "source" in attributes and not NAME_OF_SOURCE.fullmatch(attributes["source"]):
        raise Malformed(f"source is FOLDER/FILE.jsonl.gz#ID, not: {attributes['source']}")
    if "sha256" in attributes and not re.fullmatch(r"[0-9a-f]{64}", attributes["sha256"]):
        raise Malformed("sha256 is 64 hexadecimal digits")


def parse_sentence(line: int, kind: str, rest: str, open_news: bool) -> Sentence:
    offsets = re.match(r"\[(\d{1,9}), ?(\d{1,9})\](?:\s+|$)", rest)
    if open_news:
        if not offsets:
            raise Malformed("open news needs the offsets of the sentence: > [120,245]")
        return Sentence(line, kind, rest[offsets.end():].strip() or None, (int(offsets[1]), int(offsets[2])))
    if offsets:
        raise Malformed("offsets need a document with source=")
    if not rest.strip():
        raise Malformed("an empty sentence")
    return Sentence(line, kind, re.sub(r"\s+", " ", rest.strip()), None)


class Parser:
    """One file, line by line."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.path, self.problems = path, problems
        self.documents: list[Document] = []
        self.ids: set[str] = set()

    def parse(self, text: str) -> list[Document]:
        for line, content in self.logical_lines(text):
            try:
                self.one(line, content)
            except Malformed as error:
                self.problem(line, str(error))
        for document in self.documents:
            self.whole(document)
        return self.documents

    def logical_lines(self, text: str) -> list[tuple[int, str]]:
        """Lines with their continuations; a blank line ends what can be continued."""
        lines: list[tuple[int, str]] = []
        open_line = False
        for number, raw in enumerate(text.split("\n"), 1):
            raw = raw.rstrip("\r")
            if len(raw) > MAX_LINE or any(unicodedata.category(c) == "Cc" and c != "\t" for c in raw):
                self.problem(number, "line too long" if len(raw) > MAX_LINE else "control character")
                open_line = False
            elif not raw.strip():
                open_line = False
            elif raw.startswith("  ") or raw.startswith("\t"):
                if not open_line:
                    self.problem(number, "a continuation without a line before it")
                elif len(lines[-1][1]) + len(raw) > MAX_LINE:
                    self.problem(number, "line too long")
                else:
                    lines[-1] = (lines[-1][0], lines[-1][1] + " " + raw.strip())
            else:
                lines.append((number, raw.rstrip()))
                open_line = True
        return lines

    def problem(self, line: int, message: str) -> None:
        self.problems.add(self.path, line, message)

    def one(self, line: int, content: str) -> None:
        mark, _, rest = content.partition(" ")
        rest = rest.strip()
        if mark == ";;":
            if self.documents and self.documents[-1].sentences:
                self.documents[-1].sentences[-1].notes.append(rest)
            return
        if mark == "#":
            return self.begin(line, rest)
        if not self.documents:
            raise Malformed("a document begins with # and its id")
        document = self.documents[-1]
        if mark in ("@", "~"):
            if document.sentences:
                raise Malformed(f"{mark} stands before the sentences of a document")
            if mark == "@":
                return parse_attributes(rest, document.attributes)
            return document.entities.append(parse_entity(line, rest))
        if mark in ("=", ">", "."):
            return self.sentence(document, line, mark, rest)
        if not document.sentences:
            raise Malformed(f"a fact before the first sentence: {content[:40]}")
        self.fact(document.sentences[-1], line, mark, rest)

    def begin(self, line: int, id_: str) -> None:
        self.documents.append(Document(self.path, line, id_))
        if not re.fullmatch(r"[A-Za-z0-9-]{1,80}", id_):
            raise Malformed(f"not an id (letters, digits, -): {id_}")
        if id_ in self.ids:
            raise Malformed(f"id {id_} stands twice")
        self.ids.add(id_)

    def sentence(self, document: Document, line: int, mark: str, rest: str) -> None:
        if len(document.sentences) >= MAX_SENTENCES:
            raise Malformed(f"more than {MAX_SENTENCES} sentences in a document")
        placeholder = Sentence(line, mark, None, None)
        try:
            found = parse_sentence(line, mark, rest, document.open_news)
        except Malformed:
            document.sentences.append(placeholder)
            raise
        document.sentences.append(found)
        before = document.sentences[-2].kind if len(document.sentences) > 1 else None
        if mark == "." and before in (None, "="):
            raise Malformed("a further sentence (.) needs a first one (>) before it")

    def fact(self, sentence: Sentence, line: int, mark: str, rest: str) -> None:
        if sentence.facts() >= MAX_FACTS:
            raise Malformed(f"more than {MAX_FACTS} facts under one sentence")
        if mark == "n":
            sentence.names += parse_names(line, rest)
        elif mark == "c":
            sentence.references += parse_references(line, rest)
        elif mark == "x":
            sentence.nonevents.append(parse_nonevent(line, rest))
        elif re.fullmatch(r"v\d{0,3}", mark):
            sentence.events.append(parse_event(line, mark if mark != "v" else None, rest))
        elif re.fullmatch(r"q\d{1,3}", mark):
            sentence.statements.append(parse_statement(line, mark, rest))
        elif re.fullmatch(r"q\d{1,3}\+", mark):
            sentence.more.append(More(line, mark[:-1], [parse_words(p) for p in split_list(rest, "+")]))
        else:
            raise Malformed(f"a line cannot begin with: {mark[:20]}")

    def whole(self, document: Document) -> None:
        """What only the whole document shows: attributes, ids and references within it."""
        for key in ("source", "sha256") if document.open_news else ("desk", "date"):
            if key not in document.attributes:
                self.problem(document.line, f"document {document.id}: attribute {key} is missing")
        if not document.sentences:
            self.problem(document.line, f"document {document.id} has no sentences")
        self.entities(document)
        self.references(document)

    def entities(self, document: Document) -> None:
        """Keys stand once, a name names one entity, every key used is declared."""
        keys: set[str] = set()
        names: dict[str, str] = {}
        for entity in document.entities:
            if entity.key in keys:
                self.problem(entity.line, f"entity {entity.key} stands twice")
            keys.add(entity.key)
            for name in entity.names:
                if names.setdefault(name, entity.key) != entity.key:
                    self.problem(entity.line, f"{name} names two entities: {names[name]} and {entity.key}")
        for sentence in document.sentences:
            for line, key in keys_used(sentence):
                if key not in keys:
                    self.problem(line, f"unknown entity key: {key}")

    def references(self, document: Document) -> None:
        """Statements and events stand once, and those referred to stand somewhere."""
        statements: set[str] = set()
        events: set[str] = set()
        for sentence in document.sentences:
            for statement in sentence.statements:
                if statement.id in statements:
                    self.problem(statement.line, f"statement {statement.id} stands twice in the document")
                statements.add(statement.id)
            for event in sentence.events:
                if event.id in events:
                    self.problem(event.line, f"event {event.id} stands twice in the document")
                if event.id:
                    events.add(event.id)
        for sentence in document.sentences:
            for more in sentence.more:
                if more.id not in statements:
                    self.problem(more.line, f"unknown statement: {more.id}")
            for event in sentence.events:
                if event.by not in (None, "-") and event.by not in statements:
                    self.problem(event.line, f"unknown statement: {event.by}")
                if event.of is not None and event.of not in events:
                    self.problem(event.line, f"unknown event: {event.of}")
                if event.of is not None and event.of == event.id:
                    self.problem(event.line, f"{event.of} cannot be told again by itself")


def parse_text(path: str, text: str, problems: Problems) -> list[Document]:
    return Parser(path, problems).parse(text)


def parse_file(path: Path, problems: Problems, shown: str | None = None) -> list[Document]:
    shown = shown or str(path)
    if path.stat().st_size > MAX_BYTES:
        problems.add(shown, 1, f"file larger than {MAX_BYTES} bytes")
        return []
    data = path.read_bytes()
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        problems.add(shown, data.count(b"\n", 0, error.start) + 1, "not UTF-8")
        return []
    if not text.strip():
        problems.add(shown, 1, "an empty file")
    return parse_text(shown, text, problems)
