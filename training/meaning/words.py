"""The words of the corpus as the program itself splits them, so that training and running see the same ones.

    python3 -m meaning.words --corpus compiled.jsonl --program build/release/dragoman OUT.jsonl

compiled.jsonl comes from `python3 -m corpus check --json`. OUT: a sentence a line, {"id": "DOCUMENT/SENTENCE", "words": [[start, end], …]} in code
points of the sentence. What the program leaves out of its text or changes in it is split at spaces and marks.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Iterator

log = logging.getLogger("words")
Span = tuple[int, int]
ROUGH = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+|\S")


def rough(text: str, start: int, end: int) -> list[Span]:
    return [m.span() for m in ROUGH.finditer(text, start, end)]


def place(text: str, forms: list[str]) -> tuple[list[Span], int]:
    """Spans of the forms, read from left to right, and how many letters no form covers."""
    spans: list[Span] = []
    at = uncovered = 0
    for form in forms:
        start = text.find(form, at)
        # A form further on than a few letters is another one of the same letters: this one was changed.
        if start < 0 or len(text[at:start].strip()) > 24:
            continue
        gap = rough(text, at, start)
        uncovered += sum(e - s for s, e in gap)
        spans += [*gap, (start, start + len(form))]
        at = start + len(form)
    gap = rough(text, at, len(text))
    return spans + gap, uncovered + sum(e - s for s, e in gap)


def documents(lines: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    """Id and forms of each document of CoNLL-U, its sentences joined."""
    id_, forms = "", []
    for line in lines:
        if line.startswith("# newdoc id = "):
            if id_:
                yield id_, forms
            id_, forms = line[14:].rstrip("\n"), []
        elif line[:1].isdigit():
            c = line.split("\t", 2)
            if c[0].isdigit():
                forms.append(c[1])
    if id_:
        yield id_, forms


def split(program: Path, sentences: dict[str, str], threads: int) -> dict[str, list[Span]]:
    """Each sentence goes in as a text of its own: the corpus has its own sentences."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.jsonl"
        path.write_text("".join(json.dumps({"id": k, "text": t}) + "\n" for k, t in sentences.items()), encoding="utf-8")
        command = [program, "code", "--as", "jsonl", "--format", "conllu", "--threads", str(threads), path]
        run = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    found, uncovered, letters = {}, 0, sum(map(len, sentences.values()))
    for id_, forms in documents(iter(run.stdout.splitlines(keepends=True))):
        found[id_], missed = place(sentences[id_], forms)
        uncovered += missed
    for id_, text in sentences.items():
        if id_ not in found:
            found[id_] = rough(text, 0, len(text))
            uncovered += len(text)
    log.info("%d sentences, %d words; %d of %d letters not covered by the program's words",
             len(found), sum(map(len, found.values())), uncovered, letters)  # fmt: skip
    return found


def corpus_sentences(compiled: Path) -> dict[str, str]:
    sentences = {}
    for line in compiled.open(encoding="utf-8"):
        d = json.loads(line)
        for k, (start, end) in enumerate(d["sentences"]):
            sentences[f"{d['id']}/{k}"] = d["text"][start:end]
    return sentences


def read_words(path: Path) -> dict[str, list[Span]]:
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {r["id"]: [(s, e) for s, e in r["words"]] for r in rows}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", type=Path, required=True)
    p.add_argument("--program", type=Path, required=True)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("out", type=Path)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    sentences = corpus_sentences(a.corpus)
    found = split(a.program, sentences, a.threads)
    a.out.write_text("".join(json.dumps({"id": k, "words": found[k]}) + "\n" for k in sentences), encoding="utf-8")


if __name__ == "__main__":
    main()
