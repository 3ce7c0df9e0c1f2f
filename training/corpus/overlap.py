"""Runs of words that own texts share with other texts: a corpus that repeats a measuring set measures nothing."""

from __future__ import annotations

import errno
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .compile import Compiled
from .stats import words_of

SUFFIXES = (".jsonl", ".jsonl.gz", ".conllu", ".conllu.gz", ".conll", ".conll.gz")


def texts_of(path: Path) -> Iterator[str]:
    """Running texts of a data file: the field `text`, the `# text =` lines, or the first column."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        if ".jsonl" in path.name:
            for line in lines:
                text = json.loads(line).get("text")
                if isinstance(text, str):
                    yield text
        elif ".conllu" in path.name:
            yield from (line[len("# text = "):] for line in lines if line.startswith("# text = "))
        else:
            yield " ".join(line.split()[0] if line.strip() else "." for line in lines)


def runs_of(documents: Iterable[Compiled], length: int) -> dict[tuple[str, ...], str]:
    """Runs of words within a sentence, each with the first place that has it."""
    runs: dict[tuple[str, ...], str] = {}
    for d in documents:
        for k, span in enumerate(d.sentences):
            words = words_of(d.at(span))
            for i in range(len(words) - length + 1):
                runs.setdefault(tuple(words[i:i + length]), f"{d.id}/{k + 1}")
    return runs


def shared(documents: Sequence[Compiled], folders: Iterable[Path], length: int) -> Iterator[tuple[str, str, str]]:
    """(run, place in the corpus, file that has it too), each run once a file."""
    runs = runs_of([d for d in documents if not d.source], length)
    for folder in folders:
        paths = sorted(p for p in folder.rglob("*") if p.name.endswith(SUFFIXES))
        if not paths:
            raise FileNotFoundError(errno.ENOENT, "no texts here", str(folder))
        for path in paths:
            found: set[tuple[str, ...]] = set()
            for text in texts_of(path):
                words = words_of(text)
                found.update(run for i in range(len(words) - length + 1) if (run := tuple(words[i:i + length])) in runs)
            for run in sorted(found):
                yield " ".join(run), runs[run], path.name
