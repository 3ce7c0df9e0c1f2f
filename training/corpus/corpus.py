"""Files to compiled documents: which files there are, their problems, and the totals that a check prints."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from .compile import Compiled, compile_document
from .format import parse_file
from .model import Document, Problems
from .texts import Texts, default_data
from .validate import check_labels, check_spans, warnings

HERE = Path(__file__).resolve().parent
BODIES = ("own", "negatives", "news", "agreement")


@dataclass
class Corpus:
    problems: Problems = field(default_factory=Problems)
    parsed: list[Document] = field(default_factory=list)
    documents: list[Compiled] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    without_words: int = 0
    files: int = 0


def shown(path: Path) -> str:
    """As short as it goes: relative to the working folder where the file stands under it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def find_files(paths: list[str]) -> list[Path]:
    """The named files, every *.facts of named folders; without names, those of the four bodies."""
    if not paths:
        return sorted(f for body in BODIES for f in (HERE / body).glob("*.facts"))
    found: list[Path] = []
    for path in map(Path, paths):
        found += sorted(path.rglob("*.facts")) if path.is_dir() else [path]
    return found


def body_of(document: Compiled) -> str:
    folder = Path(document.path).parent.name
    return folder if folder in BODIES else "news" if document.source else "own"


def load(paths: list[str], data: Path | None = None) -> Corpus:
    """Parses, compiles and validates; everything wrong is in `problems`."""
    corpus, places = Corpus(), {}
    for path in find_files(paths):
        try:
            documents = parse_file(path, corpus.problems, shown(path))
        except OSError as error:
            corpus.problems.add(shown(path), 1, error.strerror or str(error))
            continue
        corpus.files += 1
        for document in documents:
            at = places.setdefault(document.id, f"{document.path}:{document.line}")
            if not at.startswith(document.path + ":"):
                corpus.problems.add(document.path, document.line, f"id {document.id} stands in {at} too")
        corpus.parsed += documents
    texts = Texts(data or default_data(), [d.attributes["source"] for d in corpus.parsed if d.open_news])
    for document in corpus.parsed:
        check_labels(document, corpus.problems)
        source = document.attributes.get("source")
        if source and not texts.at_hand(source):
            corpus.without_words += 1
            continue
        compiled = compile_document(document, corpus.problems, texts.row(source) if source else None)
        if compiled:
            check_spans(compiled, corpus.problems)
            corpus.documents.append(compiled)
            corpus.warnings += [f"{document.path}:{line}: {message}" for line, message in warnings(compiled)]
    return corpus


def totals(documents: list[Document]) -> Counter[str]:
    """Facts by layer, as the annotators wrote them."""
    count: Counter[str] = Counter(documents=len(documents), sentences=0, entities=0, names=0, references=0, statements=0, events=0, nonevents=0)
    for document in documents:
        count["sentences"] += len(document.sentences)
        count["entities"] += len(document.entities)
        for s in document.sentences:
            count.update(names=len(s.names), references=len(s.references), statements=len(s.statements), events=len(s.events),
                         nonevents=len(s.nonevents))
    return count
