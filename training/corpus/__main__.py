"""Run from training/: python3 -m corpus COMMAND (--help prints them)."""

from __future__ import annotations

import argparse
import errno
import json
import os
import random
import sys
import zlib
from contextlib import nullcontext
from pathlib import Path

from . import agree, convert, corpus, overlap, sheet, stats, view
from .splits import PARTS, is_reading, split_of


def report(found: corpus.Corpus) -> None:
    """Problems and warnings to stderr."""
    for problem in sorted(found.problems, key=lambda p: (p.path, p.line)):
        print(problem, file=sys.stderr)
    for warning in found.warnings:
        print(f"{warning} (warning)", file=sys.stderr)


def check(options: argparse.Namespace) -> int:
    found = corpus.load(options.files, options.data)
    report(found)
    if found.without_words:
        print(f"texts not at hand: {found.without_words} documents checked without their words")
    print(f"{found.files} files; " + ", ".join(f"{number} {what}" for what, number in corpus.totals(found.parsed).items()))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            for document in found.documents:
                out.write(json.dumps(document.json(), ensure_ascii=False, separators=(",", ":")) + "\n")
    if found.problems:
        print(f"{len(found.problems)} errors", file=sys.stderr)
    return 1 if found.problems else 0


def loaded(files: list[str], data: Path | None) -> corpus.Corpus:
    """For the commands that read: problems go to stderr, the documents without any come back."""
    found = corpus.load(files, data)
    report(found)
    if found.without_words:
        print(f"texts not at hand: {found.without_words} documents left out", file=sys.stderr)
    return found


def show(options: argparse.Namespace) -> int:
    documents = loaded(options.files, options.data).documents
    if options.id:
        documents = [d for d in documents if d.id in options.id]
    if options.split:
        documents = [d for d in documents if split_of(d) == options.split and not is_reading(d)]
    if options.random and not options.files:
        documents = [d for d in documents if not is_reading(d)]
    if options.random:
        documents = random.Random(options.seed).sample(documents, min(options.random, len(documents)))
    viewer = view.Viewer(sys.stdout.isatty())
    print("\n".join(map(viewer.document, documents)), end="")
    return 0 if documents else 1


def agreement(options: argparse.Namespace) -> int:
    first, second = (loaded([path], options.data).documents for path in (options.a, options.b))
    found = agree.compare(first, second)
    if not found.documents:
        print("no document stands in both", file=sys.stderr)
        return 1
    print(f"{found.documents} documents, {found.sentences} sentences in both")
    for layer, measure, value, units in found.rows():
        print(f"{layer:<11} {measure:<22} {value:>6.{3 if 'alpha' in measure else 1}f}   {units}")
    if options.list:
        print(*found.differences, sep="\n")
    return 0


def figures(options: argparse.Namespace) -> int:
    print("\n".join(t.text(options.markdown) for t in stats.tables(loaded(options.files, options.data).documents)), end="")
    return 0


def overlaps(options: argparse.Namespace) -> int:
    number = 0
    for number, (run, place, name) in enumerate(overlap.shared(loaded(options.files, options.data).documents, options.texts, options.words), 1):
        print(f"{place:<14} {name:<32} {run}")
    print(f"{number} runs of {options.words} words", file=sys.stderr)
    return 0


def converted(options: argparse.Namespace) -> int:
    found = loaded(options.files, options.data)
    if found.problems:
        return 1
    with open(options.out, "w", encoding="utf-8") if options.out != "-" else nullcontext(sys.stdout) as out:
        for line in convert.convert(found.documents, options.layer, options.split):
            out.write(line + "\n")
    return 0


def positive(text: str) -> int:
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="corpus", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)

    def command(name: str, run, help_: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_, description=help_)
        made.set_defaults(run=run)
        made.add_argument("--data", type=Path, help="folder of the open news (default: ../shared/data beside the repository)")
        return made

    made = command("check", check, "compile and validate files or folders (default: the four bodies)")
    made.add_argument("files", nargs="*")
    made.add_argument("--json", help="write the compiled documents as JSON Lines")

    made = command("view", show, "print documents with their facts")
    made.add_argument("files", nargs="*")
    made.add_argument("--id", action="append", help="only this document (may be repeated)")
    made.add_argument("--split", choices=PARTS)
    made.add_argument("--random", type=positive, help="so many, drawn at random")
    made.add_argument("--seed", type=int, default=1)

    made = command("agree", agreement, "agreement of two annotations of the same documents (files or folders)")
    made.add_argument("a")
    made.add_argument("b")
    made.add_argument("--list", action="store_true", help="print the disagreements")

    made = command("stats", figures, "counts and variety")
    made.add_argument("files", nargs="*")
    made.add_argument("--markdown", action="store_true")

    made = command("overlap", overlaps, "runs of words that own texts share with the texts of a folder (measuring sets)")
    made.add_argument("texts", type=Path, nargs="+", help="folders of .jsonl, .conllu, .conll files, .gz too")
    made.add_argument("--files", nargs="*", default=[])
    made.add_argument("--words", type=positive, default=8)

    made = command("convert", converted, "what the heads train on (see convert.py)")
    made.add_argument("layer", choices=list(convert.LAYERS))
    made.add_argument("out", help="the file to write, - for the output")
    made.add_argument("files", nargs="*")
    made.add_argument("--split", choices=PARTS)

    made = command("sheet", sheet.draw, "draw open news for annotation")
    sheet.arguments(made)
    made = command("strip", sheet.strip, "remove the texts after the offsets of open news, in place")
    made.add_argument("files", nargs="+")
    return top


def main() -> int:
    options = parser().parse_args()
    try:
        if options.data and not options.data.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(options.data))
        return options.run(options)
    except BrokenPipeError:  # The reader has seen enough (head).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, json.JSONDecodeError) as error:  # also: texts that are broken
        print(f"corpus: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
