"""The pages to train on: reads page sets, makes dumps of them, asks the C++ program for features."""

import gzip
import json
import pathlib
import random
import re
import subprocess
import sys
import urllib.parse
import zlib

import align

SETS = ("scrapinghub", "fundus_eval", "fundus_tests", "n4k", "wcxb")
MARKS = ("Photo by {}", "Photo: {}", "사진={}", "Foto: {}", "Credit: {}", "{}", "Photo {}", "ⓒ{}", "写真：{}")


def site_of(url):
    host = urllib.parse.urlsplit(url).netloc.lower().split(":")[0]
    parts = host.split(".")
    if len(parts) > 2 and parts[-2] in ("co", "com", "org", "net", "gov", "ac", "or", "ne", "go") and len(parts[-1]) == 2:
        return ".".join(parts[-3:])
    return ".".join(parts[-2:])


def fold_of(url, folds):
    return zlib.crc32(site_of(url).encode()) % folds


def read_set(folder, name):
    with gzip.open(pathlib.Path(folder) / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def glue_caption(text, gold, rng):
    """A dump in which a caption stands as some sites paste it: behind the repeated title, its credit in brackets."""
    title, captions = gold.get("title"), [c for c in gold.get("captions") or [] if len(c) > 20]
    if not title or not captions:
        return None
    caption = rng.choice(captions)
    credits = gold.get("credits") or ["Reuters", "AP", "AFP", "Yonhap"]
    credit = rng.choice(MARKS).format(rng.choice(credits))
    left, right = rng.choice(["[]", "()", "[]"])
    front = title + " " if rng.random() < 0.7 else ""
    line = f"{front}{caption} {left}{credit}{right}"
    lines = [l for l in text.split("\n") if l.strip() != caption.strip()]
    at = [k for k, l in enumerate(lines) if len(l) > 150]
    if len(at) < 4:
        return None
    lines.insert(rng.choice(at[:4]) + 1, line)
    return "\n\n".join(l for l in lines if l)


def spread(text, rng):
    """The same dump with its empty lines set otherwise: some readers part all lines, some none."""
    lines = [l for l in text.split("\n") if l.strip()]
    kind = rng.randrange(3)
    if kind == 0:
        return "\n".join(lines)
    if kind == 1:
        return "\n\n".join(lines)
    return "\n".join(l + ("\n" * rng.randrange(1, 3) if len(l) > 100 else "\n" if rng.random() < 0.5 else "") for l in lines)


def crop(text, gold, rng):
    """The dump as a person pastes it who selects the article alone, with a few lines of furniture around it."""
    lines = [l for l in text.split("\n") if l.strip()]
    title = align.words(gold.get("title"))
    body = [align.words(p) for p in (gold.get("text") or "").split("\n") if len(p) > 80]
    tokens = [align.words(l) for l in lines]
    starts = [k for k, t in enumerate(tokens) if body and t == body[0]]
    titles = [k for k, t in enumerate(tokens) if t == title and (not starts or k < starts[0])]
    ends = [k for k, t in enumerate(tokens) if body and t == body[-1]]
    if not title or not titles or not ends or ends[-1] <= titles[-1]:
        return None
    first = max(0, titles[-1] - rng.choice((0, 0, 1, 2, 3, 4, 6, 10)))
    return "\n".join(lines[first:ends[-1] + 1 + rng.choice((0, 1, 2, 4, 8, 15))])


class Corpus:
    """Pages and dumps with features and labels, cached below `work`."""

    def __init__(self, program, pages, work, dumper, min_sites=6):
        self.program, self.work = str(program), pathlib.Path(work)
        self.work.mkdir(parents=True, exist_ok=True)
        sys.path.insert(0, str(pathlib.Path(dumper).parent))
        import page_dump
        self.items = []          # dict(id, set, url, gold, html=(labels, offsets…), …)
        rows = [(name, row) for name in SETS for row in read_set(pages, name)]
        html, dumps = self.work / "html.jsonl", self.work / "dumps.jsonl"
        if not dumps.exists():
            with open(html, "w", encoding="utf-8") as out:
                for k, (name, row) in enumerate(rows):
                    out.write(json.dumps({"id": f"{k}", "html": row["html"], "url": row["url"]}, ensure_ascii=False) + "\n")
            with open(dumps, "w", encoding="utf-8") as out:
                for k, (name, row) in enumerate(rows):
                    rng = random.Random(k)
                    text = page_dump.dump(row["html"], alt=zlib.crc32(row["id"].encode()) % 2 == 0)
                    made = [text]
                    short = crop(text, row["gold"], rng)
                    if short:
                        made.append(spread(short, rng))
                    for whole in (text, short):
                        more = whole and glue_caption(whole, row["gold"], rng)
                        if more:
                            made.append(more)
                    if len(made) == 1 and rng.random() < 0.4:
                        made.append(spread(text, rng))
                    for dump in made:
                        out.write(json.dumps({"id": f"{k}", "dump": dump}, ensure_ascii=False) + "\n")
        vocabulary = self.work / "vocabulary.txt"
        sites = [site_of(row["url"]) for _, row in rows]
        seen = {}
        for line in subprocess.run([self.program, "words", html], stdout=subprocess.PIPE, check=True,
                                   text=True, encoding="utf-8").stdout.splitlines():
            k, word = line.split("\t")
            seen.setdefault(word, set()).add(sites[int(k)])
        vocabulary.write_text("".join(f"own:{w}\nup:{w}\n" for w in sorted(seen) if len(seen[w]) >= min_sites))
        self.names, pages_of, features_of = self.features(html, vocabulary)
        _, dump_rows, dump_features = self.features(dumps, vocabulary)
        by_id = {}
        for k, row in enumerate(dump_rows):
            by_id.setdefault(row["id"], []).append(k)
        for k, (name, row) in enumerate(rows):
            gold = dict(row["gold"])
            if name == "fundus_tests":
                for key in ("captions", "credits", "deck"):
                    gold.setdefault(key, [])
            own = by_id[f"{k}"]
            html_labels, dump_labels = align.labels_of(pages_of[k], [dump_rows[d] for d in own], gold)
            self.items.append({"set": name, "row": row, "site": sites[k],
                               "views": [(features_of[k], html_labels)] +
                                        [(dump_features[d], labels) for d, labels in zip(own, dump_labels)]})

    def features(self, pages, vocabulary):
        out = str(pages).removesuffix(".jsonl") + ".blocks"
        listing = subprocess.run([self.program, "blocks", pages, vocabulary, out], stdout=subprocess.PIPE,
                                 check=True, text=True).stdout
        names = [(n, seen == "1") for n, seen in (line.split("\t") for line in listing.splitlines())]
        with open(out + ".jsonl", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        import numpy  # not needed by crossval.py
        numbers = numpy.fromfile(out + ".bin", dtype="<u4")
        features, at = [], 0
        for row in rows:  # of each page: all its features, and how many each block has
            parts, counts = [], []
            for _ in row["blocks"]:
                count = int(numbers[at])
                parts.append(numbers[at + 1:at + 1 + count])
                counts.append(count)
                at += 1 + count
            flat = numpy.concatenate(parts) if parts else numpy.zeros(0)
            features.append((flat.astype(numpy.int16), numpy.array(counts, dtype=numpy.int32)))
        return names, rows, features
