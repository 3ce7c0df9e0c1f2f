"""Training and measuring sets: CoNLL-U trees and BIO names as arrays of word types and label numbers."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterable, Iterator

import numpy as np

from .features import word_rows

NAME_CLASSES = ("PER", "ORG", "LOC", "NORP", "MISC", "EVENT", "DATE")
NER_LABELS = ("O", *(f"{p}-{c}" for c in NAME_CLASSES for p in "BI"))
IGNORE = -100


@dataclass
class Token:
    form: str
    lemma: str = "_"
    upos: str = "_"
    xpos: str = "_"
    feats: str = "_"
    head: int = -1
    deprel: str = "_"
    ner: str = ""
    row: str = ""  # of silver: "Event" or "Statement" at a word that made a row of the record


def opened(path: Path):
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")


def read_conllu(path: Path) -> list[list[Token]]:
    sentences, tokens = [], []
    with opened(path) as lines:
        for line in lines:
            line = line.rstrip("\n")
            if not line:
                if tokens:
                    sentences.append(tokens)
                tokens = []
            elif line[0] != "#":
                c = line.split("\t")
                if c[0].isdigit():
                    tokens.append(Token(c[1], c[2], c[3], c[4], c[5], int(c[6]), c[7]))
    if tokens:
        sentences.append(tokens)
    return sentences


def read_silver(path: Path) -> list[tuple[list[Token], bool]]:
    """Sentences of language.silver, and whether a row of the record comes from each."""
    out, tokens, rows = [], [], False
    with opened(path) as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# rows = "):
                rows = line.endswith("yes")
            elif not line and tokens:
                out.append((tokens, rows))
                tokens = []
            elif line[:1].isdigit():
                c = line.split("\t")
                if c[0].isdigit():
                    misc = dict(m.partition("=")[::2] for m in c[9].split("|"))
                    tokens.append(Token(c[1], c[2], c[3], c[4], c[5], int(c[6]), c[7], misc.get("Entity", "O"), misc.get("Row", "")))
    return out


def read_bio(path: Path) -> list[list[Token]]:
    sentences, tokens = [], []
    with opened(path) as lines:
        for line in lines:
            c = line.rstrip("\n").split("\t")
            if len(c) < 2:
                if not c[0] and tokens:
                    sentences.append(tokens)
                    tokens = []
                continue
            tokens.append(Token(c[0], ner=c[1]))
    if tokens:
        sentences.append(tokens)
    return sentences


# ------------------------------------------------------------------------------------------------ names
@dataclass(frozen=True)
class NameScheme:
    """What the labels of a set mean: renamed classes, classes it does not label, and whether its MISC holds other classes."""

    rename: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    broad_misc: bool = False


SCHEMES = {
    "gum": NameScheme(),
    "wikigold": NameScheme(missing=("DATE",), broad_misc=True),
    "crossner": NameScheme(rename={"GPE": "LOC"}, missing=("DATE",)),
    "redocred": NameScheme(rename={"TIME": "DATE", "NUM": "O"}, broad_misc=True),
    "wnut17": NameScheme(rename={"WORK": "MISC", "PRODUCT": "MISC"}, missing=("DATE", "EVENT")),
    # The accurate model's classes.
    "silver": NameScheme(
        rename={
            "GPE": "LOC", "FAC": "LOC", "TIME": "DATE", "LAW": "MISC", "WEAPON": "MISC",
            "TITLE": "O", "MONEY": "O", "QUANTITY": "O", "CARDINAL": "O",
        },
        missing=("MISC",),
    ),
}


def load_words(file: str, separator: str | None = None) -> frozenset[str]:
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split(separator) if w)


def without_titles(tags: list[str], forms: list[str], titles: frozenset[str]) -> list[str]:
    """Names of persons start after *President*, *Mr.*: GUM counts these in, the other sets do not."""
    tags = list(tags)
    for k, tag in enumerate(tags[:-1]):
        if tag == "B-PER" and forms[k] in titles and tags[k + 1] == "I-PER":
            tags[k], tags[k + 1] = "O", "B-PER"
    return tags


def allowed_labels(tags: list[str], forms: list[str], scheme: NameScheme, demonyms: frozenset[str]) -> np.ndarray:
    """For each word the set of labels that its annotation allows, as a bit mask.

    A set that lacks a class must not teach that the class's words are outside of names; so O then also allows the missing class.
    Nations and creeds (NORP) are labelled by no set; single words of the list are taken for them unless they stand in a longer name.
    """
    bit = {label: 1 << k for k, label in enumerate(NER_LABELS)}
    outside = bit["O"] | sum(bit[f"{p}-{c}"] for c in scheme.missing for p in "BI")
    masks = np.zeros(len(tags), dtype=np.int64)
    for k, tag in enumerate(tags):
        prefix, _, name = tag.partition("-")
        name = scheme.rename.get(name, name)
        alone = prefix != "I" and not (k + 1 < len(tags) and tags[k + 1].startswith("I-"))
        if alone and forms[k] in demonyms and name in ("", "MISC", "LOC"):
            masks[k] = bit["B-NORP"]
        elif not name or name == "O":
            masks[k] = outside
        elif name == "MISC" and scheme.broad_misc:
            masks[k] = bit[f"{prefix}-MISC"] | bit[f"{prefix}-EVENT"]
        else:
            masks[k] = bit[f"{prefix}-{name}"]
    return masks


# ------------------------------------------------------------------------------------------------ labels
@dataclass
class Labels:
    upos: list[str]
    xpos: list[str]
    feats: list[str]
    deprel: list[str]
    ner: list[str]

    def sizes(self) -> dict[str, int]:
        return {k: len(v) for k, v in self.__dict__.items()}

    def index(self) -> dict[str, dict[str, int]]:
        return {k: {label: i for i, label in enumerate(v)} for k, v in self.__dict__.items()}


def collect_labels(sentences: Iterable[list[Token]]) -> Labels:
    counts: dict[str, Counter[str]] = {k: Counter() for k in ("upos", "xpos", "feats", "deprel")}
    for sentence in sentences:
        for t in sentence:
            for key, counter in counts.items():
                counter[getattr(t, key)] += 1

    def frequent(key: str, least: int) -> list[str]:
        return [label for label, n in sorted(counts[key].items(), key=lambda x: (-x[1], x[0])) if n >= least]

    return Labels(frequent("upos", 1), frequent("xpos", 2), frequent("feats", 2), frequent("deprel", 3), list(NER_LABELS))


# ------------------------------------------------------------------------------------------------ arrays
class Vocabulary:
    """Word types seen so far, with their feature rows."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self._rows: list[list[int]] = []

    def add(self, form: str) -> int:
        k = self.ids.get(form)
        if k is None:
            k = self.ids[form] = len(self._rows)
            self._rows.append(word_rows(form))
        return k

    def rows(self) -> np.ndarray:
        return np.array(self._rows, dtype=np.int64)


@dataclass
class Example:
    """One sentence; parts that a set does not annotate hold IGNORE (names: an empty mask)."""

    types: np.ndarray
    upos: np.ndarray
    xpos: np.ndarray
    feats: np.ndarray
    heads: np.ndarray
    deprel: np.ndarray
    names: np.ndarray
    weight: float = 1.0
    # Of silver: the place in ROWS of what each word made, and whether any row comes from the sentence (-1: not known).
    rows: np.ndarray | None = None
    coded: int = -1


ROWS = ("", "Event", "Statement")


def to_example(
    sentence: list[Token],
    vocabulary: Vocabulary,
    index: dict[str, dict[str, int]],
    names: np.ndarray | None,
    weight: float = 1.0,
) -> Example:
    def numbers(key: str) -> np.ndarray:
        return np.array([index[key].get(getattr(t, key), IGNORE) for t in sentence], dtype=np.int64)

    n = len(sentence)
    heads = np.array([t.head if t.head >= 0 else IGNORE for t in sentence], dtype=np.int64)
    return Example(
        np.array([vocabulary.add(t.form) for t in sentence], dtype=np.int64),
        numbers("upos"),
        numbers("xpos"),
        numbers("feats"),
        heads,
        numbers("deprel"),
        names if names is not None else np.zeros(n, dtype=np.int64),
        weight,
    )


def name_examples(sentences: list[list[Token]], scheme: str) -> Iterator[np.ndarray]:
    demonyms, titles = load_words("demonyms.txt"), load_words("titles.txt")
    for s in sentences:
        forms = [t.form for t in s]
        yield allowed_labels(without_titles([t.ner for t in s], forms, titles), forms, SCHEMES[scheme], demonyms)


@dataclass
class TrainingSet:
    labels: Labels
    vocabulary: Vocabulary
    trees: list[Example]
    names: list[Example]
    silver: list[Example]


# file, scheme, copies an epoch, weight of its loss. The loan contracts (sec_filings) are left out: they call
# "Borrower" and "Lender" persons, which no news report does.
NAME_SETS = (
    ("wikigold.train.conll", "wikigold", 1, 1.0),
    ("crossner_politics.train.conll", "crossner", 3, 1.0),
    ("redocred.dev.conll", "redocred", 1, 1.0),
    ("wnut17.train.conll", "wnut17", 1, 0.3),
    ("wnut17.dev.conll", "wnut17", 1, 0.3),
)


LONGEST_SILVER = 80  # words; few are longer, and these are lists more often than sentences


def silver_examples(
    paths: Iterable[Path], vocabulary: Vocabulary, index: dict[str, dict[str, int]], longest: int = LONGEST_SILVER
) -> Iterator[Example]:
    for path in paths:
        found = [(s, rows) for s, rows in read_silver(path) if len(s) <= longest]
        for (s, rows), names in zip(found, name_examples([s for s, _ in found], "silver")):
            e = to_example(s, vocabulary, index, names)
            e.rows = np.array([ROWS.index(t.row) for t in s], dtype=np.int64)
            e.coded = int(rows)
            yield e


def silver_parts(folder: Path | None, held: bool) -> list[Path]:
    return [p for p in sorted(folder.glob("*.conllu.gz")) if p.name.startswith("held-") == held] if folder else []


def load_training(folder: Path, silver: Path | None = None) -> TrainingSet:
    ewt = read_conllu(folder / "en_ewt-train.conllu.gz")
    gum = read_conllu(folder / "en_gum_open-train.conllu.gz")
    gum_names = read_bio(folder / "gum_open_named.train.conll.gz")
    if [[t.form for t in s] for s in gum] != [[t.form for t in s] for s in gum_names]:
        raise ValueError("GUM's trees and names do not have the same words")
    labels = collect_labels([*ewt, *gum])
    index = labels.index()
    vocabulary = Vocabulary()
    trees = [to_example(s, vocabulary, index, None) for s in ewt]
    trees += [to_example(s, vocabulary, index, n) for s, n in zip(gum, name_examples(gum_names, "gum"))]
    names = []
    for file, scheme, copies, weight in NAME_SETS:
        sentences = read_bio(folder / file)
        for s, n in zip(sentences, name_examples(sentences, scheme)):
            names += [to_example(s, vocabulary, index, n, weight)] * copies
    more = list(silver_examples(silver_parts(silver, held=False), vocabulary, index))
    return TrainingSet(labels, vocabulary, trees, names, more)
