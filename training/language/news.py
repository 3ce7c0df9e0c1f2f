"""Open news for pretraining: paragraphs cut into sentences and UD-like words by simple rules.

The rules only have to be right most of the time: nothing that is measured depends on them, and the product has a tokenizer of its own.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Iterator

from .features import normalise

_WORD = re.compile(
    r"\d+(?:[.,:]\d+)*"
    r"|[A-Z](?:\.[A-Z])+\.?"
    r"|(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Maj|Sgt|Capt|Adm|Jr|Sr|Inc|Ltd|Corp|No|vs|etc|Prof|Rev"
    r"|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
    r"|\w+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|\w+|\.\.\.|--|[^\w\s]",
    re.IGNORECASE,
)
_END = {".", "!", "?"}
_CLOSING = {'"', "'", ")"}
MAX_WORDS = 80


def words_of(paragraph: str) -> list[str]:
    return _WORD.findall(normalise(paragraph))


def sentences_of(words: list[str]) -> Iterator[list[str]]:
    start = 0
    for k, word in enumerate(words):
        after = words[k + 1] if k + 1 < len(words) else ""
        ends = word in _END or (word in _CLOSING and k > start and words[k - 1] in _END)
        if ends and after not in _CLOSING and (after[:1].isupper() or not after[:1].isalpha()):
            yield words[start : k + 1]
            start = k + 1
    if start < len(words):
        yield words[start:]


def read_news(folder: Path) -> Iterator[list[str]]:
    """Sentences of every `*.jsonl.gz` below the folder, at most MAX_WORDS long."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                for paragraph in json.loads(line)["text"].split("\n"):
                    for sentence in sentences_of(words_of(paragraph)):
                        for k in range(0, len(sentence), MAX_WORDS):
                            yield sentence[k : k + MAX_WORDS]
