"""Run from training/: python3 -m corpus COMMAND (--help prints them)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import corpus, sheet


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

    made = command("sheet", sheet.draw, "draw open news for annotation")
    sheet.arguments(made)
    made = command("strip", sheet.strip, "remove the texts after the offsets of open news, in place")
    made.add_argument("files", nargs="+")
    return top


def main() -> int:
    options = parser().parse_args()
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
