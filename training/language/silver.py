"""Silver for the fast model: open news and the corpus as the accurate model reads them, and which words made a row of the record.

    python -m language.silver --news DATA/news --corpus compiled.jsonl --program build/release/dragoman --sentences 120000 WORK/silver

compiled.jsonl comes from `python3 -m corpus check --json`. Writes CoNLL-U in parts (`corpus-000.conllu.gz`, `news-000.conllu.gz` and so on; `held-corpus`
and `held-news` are not learnt from), with names in MISC and `Row=Event` or `Row=Statement` at the trigger or cue of each event and statement; `# rows = yes`
stands over a sentence that some row comes from. Every part is drawn from all sources, so the first parts alone are a smaller sample of the same kind;
parts that are there are not made again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Iterator

import numpy as np

from corpus.splits import is_reading, split_key, split_of

Span = tuple[int, int]
Text = dict[str, str]  # id and text
log = logging.getLogger("silver")

# Share of each source's documents, of transcripts a smaller one: the model is made for reports.
SHARES = {
    "wikinews": 1.0,
    "wikipedia_current_events": 1.0,
    "state": 1.0,
    "kremlin": 0.8,
    "whitehouse": 0.6,
    "australia_pm": 0.5,
    "whitehouse_2009_2016": 0.5,
}
TRANSCRIPT = re.compile(r"(?i)remarks|briefing|gaggle|press conference|address|speech|interview|transcript|greetings|press statements")
OF_TRANSCRIPTS = 0.4
REPORTS = ("wikinews", "wikipedia_current_events")  # read whole
EXCERPT = 3200  # letters, about what a news report has
PART = 128  # excerpts
LETTERS = 115  # of a sentence, about


def excerpt(text: str, rng: np.random.Generator) -> str:
    """Paragraphs in a row, from a random one on, of about EXCERPT letters; all of a text that is hardly longer."""
    paragraphs = text.split("\n\n")
    if len(text) <= 1.5 * EXCERPT:
        return text
    room = np.cumsum([len(p) for p in paragraphs[::-1]])[::-1] >= EXCERPT  # starts with enough behind them
    start = int(rng.integers(max(1, int(room.sum()))))
    stop, size = start, 0
    while stop < len(paragraphs) and size < EXCERPT:
        size += len(paragraphs[stop])
        stop += 1
    return "\n\n".join(paragraphs[start:stop])


def excerpts(news: Path, held: frozenset[str], rng: np.random.Generator) -> list[Text]:
    """In an order that mixes the sources; none of the held documents."""
    found = []
    for path in sorted(news.glob("*.jsonl.gz")):
        source = path.name.removesuffix(".jsonl.gz")
        share = SHARES.get(source, 0.5)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                d = json.loads(line)
                if rng.random() < share * (OF_TRANSCRIPTS if TRANSCRIPT.search(d["title"] or "") else 1) and d["id"] not in held:
                    found.append({"id": d["id"], "text": d["text"] if source in REPORTS else excerpt(d["text"], rng)})
    rng.shuffle(found)
    return found


def corpus_texts(compiled: Path) -> tuple[list[Text], list[Text], frozenset[str]]:
    """The corpus' part for training, that for choosing, and the documents of open news that its parts not for training come from."""
    parts: dict[str, list[Text]] = {"train": [], "dev": [], "test": []}
    held = set()
    for line in compiled.open(encoding="utf-8"):
        document = SimpleNamespace(**json.loads(line))
        if is_reading(document):
            continue
        part = split_of(document)
        parts[part].append({"id": document.id, "text": document.text})
        if part != "train" and document.source:
            held.add(split_key(document))
    return parts["train"], parts["dev"], frozenset(held)


def documents(conllu: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Id and sentences (their lines of words) of each document."""
    id_, sentences, lines = "", [], []
    for line in conllu.splitlines():
        if line.startswith("# newdoc id = "):
            if id_:
                yield id_, sentences
            id_, sentences = line[14:], []
        elif line[:1].isdigit():
            lines.append(line)
        elif not line and lines:
            sentences.append(lines)
            lines = []
    if id_:
        yield id_, sentences


def rows_of(record: dict) -> tuple[set[int], dict[str, list[Span]]]:
    """Places of the sentences that an event or statement comes from; spans of triggers and cues."""
    found = {row["sentence"] for kind in ("events", "statements") for row in record[kind]}
    for row in record["events"]:
        start, end = row["evidence"]
        found |= {k for k, (s, e) in enumerate(record["sentences"]) if s < end and start < e}
    marks = {"Event": [row["trigger"] for row in record["events"]], "Statement": [row["cue"] for row in record["statements"]]}
    return found, {name: [(s, e) for s, e in filter(None, spans)] for name, spans in marks.items()}


def mark_words(sentence: list[str], text: str, at: int, marks: dict[str, list[Span]]) -> list[str]:
    """The lines of a sentence, which begins at `at`, with Row=… in MISC."""
    out = []
    for line in sentence:
        c = line.split("\t")
        start = text.find(c[1], at) if c[0].isdigit() else -1
        if start >= 0 and start - at < 8:
            at = start + len(c[1])
            row = next((name for name, spans in marks.items() if any(s < at and start < e for s, e in spans)), None)
            if row:
                c[9] = f"Row={row}" if c[9] == "_" else f"{c[9]}|Row={row}"
        out.append("\t".join(c))
    return out


def make_part(program: Path, texts: list[Text], threads: int) -> tuple[str, int, int]:
    """CoNLL-U, how many sentences, how many of them with rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("".join(json.dumps(t) + "\n" for t in texts), encoding="utf-8")
        command = [program, "code", "--as", "jsonl", "--tier", "accurate", "--threads", str(threads)]
        outputs = [
            subprocess.run([*command, "--format", f, path], check=True, capture_output=True, encoding="utf-8").stdout
            for f in ("jsonl", "conllu")
        ]
    records = {r["id"]: r for r in map(json.loads, outputs[0].splitlines())}
    out, total, with_rows = [], 0, 0
    for id_, sentences in documents(outputs[1]):
        record = records[id_]
        if len(record["sentences"]) != len(sentences):
            log.warning("%s: %d sentences in the record, %d in its trees", id_, len(record["sentences"]), len(sentences))
            continue
        found, marks = rows_of(record)
        for k, lines in enumerate(sentences):
            lines = mark_words(lines, record["article"]["text"], record["sentences"][k][0], marks)
            out += [f"# sent_id = {id_}-{k + 1}", f"# rows = {'yes' if k in found else 'no'}", *lines, ""]
        total += len(sentences)
        with_rows += len(found)
    return "\n".join(out) + "\n", total, with_rows


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--news", type=Path, required=True)
    p.add_argument("--corpus", type=Path, required=True)
    p.add_argument("--program", type=Path, required=True)
    p.add_argument("--sentences", type=int, default=120_000, help="how many of open news, about")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("out", type=Path)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    a.out.mkdir(parents=True, exist_ok=True)
    corpus, held_corpus, held = corpus_texts(a.corpus)
    news = excerpts(a.news, held, np.random.default_rng(a.seed))
    letters = np.cumsum([len(t["text"]) for t in news])
    news = news[: int(np.searchsorted(letters, a.sentences * LETTERS)) + 1]
    plan = {"held-corpus": held_corpus, "held-news": news[:PART], "corpus": corpus, "news": news[PART:]}
    log.info("texts: %s; %.1f million letters of news", {k: len(v) for k, v in plan.items()}, letters[len(news) - 1] / 1e6)
    for name, texts in plan.items():
        for k, start in enumerate(range(0, len(texts), PART)):
            path = a.out / f"{name}-{k:03}.conllu.gz"
            if path.exists():
                continue
            text, total, with_rows = make_part(a.program, texts[start : start + PART], a.threads)
            part = path.with_suffix(".part")
            with open(part, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as f:
                f.write(text.encode("utf-8"))
            part.replace(path)
            log.info("%s %d: %d sentences, %d with rows", name, k, total, with_rows)


if __name__ == "__main__":
    main()
