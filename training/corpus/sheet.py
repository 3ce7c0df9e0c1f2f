"""Sheets for annotators: windows of open news as headers and sentences with their offsets, drawn at random or by need."""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
from pathlib import Path

from .corpus import find_files
from .format import NAME_OF_SOURCE, parse_file
from .model import Problems
from .spans import Span
from .texts import default_data, digest, rows

LEAST_WORDS = 4
MOST_CHARACTERS = 400


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", help="the file to write")
    parser.add_argument("--program", required=True, help="the dragoman program, which finds the sentences")
    parser.add_argument("--file", required=True, help="the body of news: wikinews, state …")
    parser.add_argument("--sentences", type=int, default=120)
    parser.add_argument("--window", type=int, default=12, help="most sentences of a window")
    parser.add_argument("--per-document", type=int, default=1, help="most windows of a document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exclude", nargs="*", default=[], help="files or folders whose documents are not drawn again")
    parser.add_argument("--since", help="only documents dated so or later (YYYY-MM-DD)")
    parser.add_argument("--rank", help="scores of need: tab-separated id, start of the sentence, score; windows of high sums come first")


def segment(program: str, batch: list[dict]) -> dict[str, list[Span]]:
    """The program's sentences of the texts, by id."""
    lines = "".join(json.dumps({"id": row["id"], "text": row["text"]}, ensure_ascii=False) + "\n" for row in batch)
    done = subprocess.run([program, "code", "--as", "jsonl", "--format", "jsonl", "--threads", "1", "-"], input=lines.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    found = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if "error" not in record and record["article"]["text"] == next(r["text"] for r in batch if r["id"] == record["id"]):
            found[record["id"]] = [tuple(s) for s in record["sentences"]]
    return found


def poor(text: str, span: Span) -> bool:
    """Too short or too long to begin or end a window."""
    return len(text[span[0]:span[1]].split()) < LEAST_WORDS or span[1] - span[0] > MOST_CHARACTERS


def paragraphs(text: str, sentences: list[Span]) -> list[int]:
    """The indices of the sentences that begin a paragraph."""
    return [i for i, s in enumerate(sentences) if i == 0 or "\n" in text[sentences[i - 1][1]:s[0]]]


def window_at(text: str, sentences: list[Span], begin: int, most: int) -> list[Span]:
    """Up to `most` sentences from a place on, without poor ones at the edges."""
    window = sentences[begin:begin + most]
    while window and poor(text, window[0]):
        window = window[1:]
    while window and poor(text, window[-1]):
        window = window[:-1]
    return window


def choose(text: str, sentences: list[Span], most: int, windows: int, rng: random.Random, scores: dict[int, float]) -> list[list[Span]]:
    """Windows of a document that do not overlap: at random, or those that hold most need."""
    starts = paragraphs(text, sentences)
    rng.shuffle(starts)
    candidates = [w for w in (window_at(text, sentences, s, most) for s in starts) if w]
    if scores:
        candidates.sort(key=lambda w: -sum(scores.get(s[0], 0.0) for s in w) / len(w) ** 0.5)
    elif any(len(w) >= min(4, most) for w in candidates):
        candidates.sort(key=lambda w: len(w) < min(4, most))
    chosen: list[list[Span]] = []
    for window in candidates:
        if len(chosen) < windows and all(window[-1][1] <= c[0][0] or c[-1][1] <= window[0][0] for c in chosen):
            chosen.append(window)
    return sorted(chosen)


def header(file: str, row: dict, number: int) -> str:
    id_ = re.sub(r"[^A-Za-z0-9-]", "-", row["id"]) + (f"-w{number}" if number > 1 else "")
    date = f"; date={row['date']}" if row.get("date") else ""
    return f"# {id_}\n@ source=news/{file}.jsonl.gz#{row['id']}; sha256={digest(row['text'])}{date}\n"


def render(file: str, row: dict, window: list[Span], begins: set[int], number: int) -> str:
    text, lines = row["text"], [header(file, row, number)]
    for index, (start, end) in enumerate(window):
        words = " ".join(text[start:end].split())
        mark = ">" if index == 0 or start in begins else "."
        if start == 0 and mark == ">" and words == (row.get("title") or "").strip():
            mark = "="
        elif mark == "." and lines[-1].startswith("= "):
            mark = ">"
        lines.append(f"{mark} [{start},{end}] {words}")
    return "\n".join(lines) + "\n\n"


def drawn_before(paths: list[str]) -> set[str]:
    sources = set()
    for path in find_files(paths) if paths else []:
        if path.is_file():
            sources |= {d.attributes["source"] for d in parse_file(path, Problems()) if d.open_news}
    return sources


def read_scores(path: str | None) -> dict[str, dict[int, float]]:
    scores: dict[str, dict[int, float]] = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines() if path else []:
        id_, start, score = line.split("\t")
        scores.setdefault(id_, {})[int(start)] = float(score)
    return scores


def draw(options: argparse.Namespace) -> int:
    path = (options.data or default_data()) / "news" / f"{options.file}.jsonl.gz"
    before, scores, rng = drawn_before(options.exclude), read_scores(options.rank), random.Random(options.seed)
    pool = [row for row in rows(path) if f"news/{path.name}#{row['id']}" not in before
            and (not options.since or (row.get("date") or "") >= options.since)
            and NAME_OF_SOURCE.fullmatch(f"news/{path.name}#{row['id']}")]
    rng.shuffle(pool)
    if scores:
        pool = [r for r in pool if r["id"] in scores]
        pool.sort(key=lambda r: -max(scores[r["id"]].values()))
    left, documents, sheets = options.sentences, 0, []
    for at in range(0, len(pool), 20):
        if left <= 0:
            break
        sentences = segment(options.program, pool[at:at + 20])
        for row in pool[at:at + 20]:
            if left <= 0 or row["id"] not in sentences:
                continue
            spans = sentences[row["id"]]
            begins = {spans[i][0] for i in paragraphs(row["text"], spans)}
            windows = choose(row["text"], spans, min(options.window, left), options.per_document, rng, scores.get(row["id"], {}))
            for number, window in enumerate(windows, 1):
                if left > 0:
                    window = window[:left]
                    sheets.append(render(options.file, row, window, begins, number))
                    left -= len(window)
            documents += bool(windows)
    Path(options.out).write_text("".join(sheets), encoding="utf-8")
    print(f"{options.out}: {documents} documents, {options.sentences - left} sentences", file=sys.stderr)
    return 0 if sheets else 1


def strip(options: argparse.Namespace) -> int:
    """In documents with a source, a sentence line keeps its mark and offsets only; its continuations go."""
    for path in map(Path, options.files):
        kept, dropping = [], False
        for line in path.read_text(encoding="utf-8").split("\n"):
            found = re.match(r"([=>.] \[\d+, ?\d+\])(?:\s|$)", line)
            if dropping and (line.startswith("  ") or line.startswith("\t")):
                continue
            dropping = found is not None
            kept.append(found[1] if found else line)
        path.write_text("\n".join(kept), encoding="utf-8")
    return 0
