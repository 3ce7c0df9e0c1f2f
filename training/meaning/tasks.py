"""The data of all tasks: labelled sentences (trees, names, statements, triggers) and dyads, as arrays and batches.

A sentence holds arrays only for what its set annotates; a batch pads what is absent with IGNORE (names: an empty set), and the losses skip it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Callable, Iterable

import numpy as np

from language.batches import make_batches, pad
from language.data import IGNORE, Token, collect_labels, load_words, read_bio, read_conllu, without_titles
from language.features import word_rows

from . import dyads
from .wordpiece import WordPiece, code
from .words import Span, read_words

CLASSES = ("PER", "ORG", "GPE", "LOC", "FAC", "NORP", "TITLE", "DATE", "TIME", "MONEY", "QUANTITY", "CARDINAL", "EVENT", "WEAPON", "LAW")
# MORE: content whose statement began in a sentence before.
ROLES = ("CUE", "SOURCE", "CONTENT", "ADDRESSEE", "OCCASION", "MORE")
GROUPS = ("trees", "names", "corpus", "dyads")  # of like examples; a batch is of one group
TASKS = ("trees", "names", "roles", "triggers", "relations", "dyads")
# What words may be to an anchor: to the trigger of an event, or to the cue of a statement.
EVENT_RELATIONS, STATEMENT_RELATIONS = ("SOURCE", "TARGET"), ("SPEAKER", "CONTENT", "ADDRESSEE")
RELATIONS = EVENT_RELATIONS + STATEMENT_RELATIONS
WORD_KEYS = ("upos", "xpos", "feats", "heads", "deprel", "roles", "triggers", "modes", "statuses")
PIECES = 8  # a word
LONGEST = 320  # pieces a sentence to train on; BERT's positions end at 512
# Columns of word_rows that the encoder, blind to case, lacks: first letter, prefix 3, suffixes 2 and 3, shape.
COLUMNS = (2, 3, 4, 5, 7)
NO_MODE, NO_ACT = "-", "NONE"


def bio(classes: Iterable[str]) -> list[str]:
    return ["O", *(f"{p}-{c}" for c in classes for p in "BI")]


NAMES = bio(CLASSES)
BIT = {label: 1 << k for k, label in enumerate(NAMES)}


# ------------------------------------------------------------------------------------------------ names of other sets
@dataclass(frozen=True)
class Scheme:
    """What the labels of a set mean in the corpus' classes ("O": it may be no name at all), and which of these it does not label."""

    means: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]


PLACES = ("GPE", "LOC", "FAC")
OTHERS = ("O", "NORP", "EVENT", "WEAPON", "LAW")
NUMBERS = ("MONEY", "QUANTITY", "CARDINAL")
SCHEMES = {
    "gum": Scheme({"LOC": PLACES, "DATE": ("DATE", "TIME"), "MISC": OTHERS}, ("TITLE", "TIME", "NORP", "WEAPON", "LAW", *NUMBERS)),
    "wikigold": Scheme({"LOC": PLACES, "MISC": OTHERS}, ("TITLE", "DATE", "TIME", "FAC", "WEAPON", "LAW", *NUMBERS)),
    "crossner": Scheme({"LOC": PLACES, "MISC": OTHERS}, ("TITLE", "DATE", "TIME", "NORP", "WEAPON", "LAW", *NUMBERS)),
    "redocred": Scheme(
        {"LOC": PLACES, "TIME": ("DATE", "TIME"), "NUM": ("O", *NUMBERS), "MISC": OTHERS}, ("TITLE", "NORP", "WEAPON", "LAW", *NUMBERS)
    ),
    "wnut17": Scheme(
        {"LOC": PLACES, "PRODUCT": ("O", "WEAPON"), "WORK": ("O", "LAW")},
        ("TITLE", "DATE", "TIME", "NORP", "EVENT", "WEAPON", "LAW", *NUMBERS),
    ),
}
# file, scheme, copies an epoch, weight of its loss (those of language.data, of which more is said there)
NAME_SETS = (
    ("wikigold.train.conll", "wikigold", 1, 1.0),
    ("crossner_politics.train.conll", "crossner", 3, 1.0),
    ("redocred.dev.conll", "redocred", 1, 1.0),
    ("wnut17.train.conll", "wnut17", 1, 0.3),
    ("wnut17.dev.conll", "wnut17", 1, 0.3),
)


def allowed_names(tags: list[str], forms: list[str], scheme: Scheme, demonyms: frozenset[str]) -> np.ndarray:
    """For each word the set of labels that its annotation allows, as a bit mask."""

    def mask(prefix: str, classes: Iterable[str]) -> int:
        return sum(BIT["O"] if c == "O" else BIT[f"{prefix}-{c}"] for c in classes)

    outside = BIT["O"] | mask("B", scheme.missing) | mask("I", scheme.missing)
    masks = np.zeros(len(tags), dtype=np.int64)
    for k, tag in enumerate(tags):
        prefix, _, name = tag.partition("-")
        goes_on = k + 1 < len(tags) and tags[k + 1].startswith("I-")
        if prefix != "I" and not goes_on and forms[k] in demonyms and name in ("", "MISC", "LOC"):
            masks[k] = BIT["B-NORP"]
        elif prefix == "O":
            masks[k] = outside
        else:
            masks[k] = mask(prefix, scheme.means.get(name, (name,)))
            # *Russian Foreign Ministry*: one name in the other sets, NORP and ORG in the corpus.
            if name == "ORG" and prefix == "B" and goes_on and forms[k] in demonyms:
                masks[k] |= BIT["B-NORP"]
            elif name == "ORG" and prefix == "I" and tags[k - 1] == "B-ORG" and forms[k - 1] in demonyms:
                masks[k] |= BIT["B-ORG"]
    return masks


# ------------------------------------------------------------------------------------------------ sentences of the corpus
def paint(words: list[Span], spans: list[tuple[Span, str]]) -> list[str]:
    """BIO tags: a word takes the class of the span that it overlaps; where two do, the later one in the list."""
    owner = [-1] * len(words)
    for k, ((start, end), _) in enumerate(spans):
        for w, (s, e) in enumerate(words):
            if s < end and start < e:
                owner[w] = k
    tags = []
    for w, k in enumerate(owner):
        before = owner[w - 1] if w else -1
        tags.append("O" if k < 0 else ("I-" if k == before else "B-") + spans[k][1])
    return tags


def role_spans(document: dict) -> dict[int, list[tuple[Span, str]]]:
    """By sentence. Contents come first, the longest before the shorter, so that a statement told within another shows."""
    sentences = document["sentences"]
    contents, rest = defaultdict(list), defaultdict(list)

    def cut(span: Span | None, role: Callable[[int], str], out: dict[int, list]) -> None:
        """A span that runs over several sentences is cut at their ends."""
        for k, (start, end) in enumerate(sentences) if span else ():
            s, e = max(start, span[0]), min(end, span[1])
            if s < e:
                out[k].append(((s - start, e - start), role(k)))

    for q in document["statements"]:
        pieces = q["content"]
        opening = min([q["sentence"], *(k for k, (s, e) in enumerate(sentences) for piece in pieces if s <= piece[0] < e)])
        for piece in pieces:
            cut(piece, lambda k: "CONTENT" if k <= opening else "MORE", contents)
        for span, role in ((q["source"], "SOURCE"), (q["at"], "OCCASION"), *((to["span"], "ADDRESSEE") for to in q["to"]), (q["cue"], "CUE")):
            cut(span, lambda k, role=role: role, rest)
    length = lambda item: item[0][0] - item[0][1]
    return {k: sorted(contents[k], key=length) + sorted(rest[k], key=length) for k in {*contents, *rest}}


@dataclass
class Anchor:
    """A trigger or cue, and the words that stand in each of its relations; all as places of words."""

    words: list[int]
    related: dict[str, list[int]]


def anchors(document: dict, index: int, words: list[Span]) -> list[Anchor]:
    """Those of a sentence, whose words are given as places of it."""
    begin, end = document["sentences"][index]

    def covered(spans: Iterable[Span | None]) -> list[int]:
        inside = [(s[0] - begin, s[1] - begin) for s in spans if s]
        return [k for k, (a, b) in enumerate(words) if any(a < e and s < b for s, e in inside)]

    found = []
    for e in document["events"]:
        if e["sentence"] == index:
            sides = zip(EVENT_RELATIONS, (e["sources"], e["targets"]))
            found.append(Anchor(covered([e["trigger"]]), {r: covered(p["span"] for p in parties) for r, parties in sides}))
    for q in document["statements"]:
        if q["sentence"] == index and q["cue"]:
            sides = zip(STATEMENT_RELATIONS, ([q["source"]], q["content"], [to["span"] for to in q["to"]]))
            found.append(Anchor(covered([q["cue"]]), {r: covered(spans) for r, spans in sides}))
    return [a for a in found if a.words]


@dataclass
class Sentence:
    forms: list[str]
    pieces: np.ndarray  # with their case (wordpiece.code), [CLS] and [SEP]
    firsts: np.ndarray  # place of each word's first piece
    rows: np.ndarray  # [words, len(COLUMNS)]
    labels: dict[str, np.ndarray] = field(default_factory=dict)  # a key of WORD_KEYS, or "names" (bit masks)
    weight: float = 1.0
    tokens: list[Token] | None = None  # kept where it is measured
    anchors: list[Anchor] | None = None


class Reader:
    """Words to pieces and rows."""

    def __init__(self, tokenizer: WordPiece) -> None:
        self.tokenizer = tokenizer
        self.word = lru_cache(maxsize=1 << 18)(self._word)

    def _word(self, form: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        pieces = self.tokenizer.codes(form) or [code(self.tokenizer.unknown)]
        rows = word_rows(form)
        return tuple(pieces[:PIECES]), tuple(rows[c] for c in COLUMNS)

    def __call__(self, forms: list[str], longest: int = 510) -> Sentence:
        """A sentence of too many pieces gives fewer to each word; what then still lies behind the end is read at the end."""
        words = [self.word(f) for f in forms]
        most = PIECES
        while most > 1 and sum(min(most, len(p)) for p, _ in words) > longest:
            most -= 1
        pieces, firsts = [code(self.tokenizer.cls)], []
        for p, _ in words:
            firsts.append(min(len(pieces), longest))
            pieces += p[:most]
        pieces = [*pieces[: longest + 1], code(self.tokenizer.sep)]
        as_array = lambda x: np.array(x, dtype=np.int64)
        return Sentence(forms, as_array(pieces), as_array(firsts), as_array([r for _, r in words]))


# ------------------------------------------------------------------------------------------------ labels
@dataclass
class Labels:
    upos: list[str]
    xpos: list[str]
    feats: list[str]
    deprel: list[str]
    names: list[str]
    roles: list[str]
    triggers: list[str]
    modes: list[str]
    statuses: list[str]
    acts: list[str]  # of dyads
    modes_of: dict[str, list[str]]  # type to the modes that it may have

    def sizes(self) -> dict[str, int]:
        return {k: len(v) for k, v in self.__dict__.items()}

    def index(self) -> dict[str, dict[str, int]]:
        return {k: {label: i for i, label in enumerate(v)} for k, v in self.__dict__.items()}

    def mode_mask(self) -> np.ndarray:
        """[type of `acts`, mode]: whether the type may have the mode."""
        return np.array([[m == NO_MODE or m in self.modes_of.get(t, ()) for m in self.modes] for t in self.acts])


def corpus_labels(documents: list[dict], rows: list[dict]) -> dict[str, list | dict]:
    events = [(e["type"], e["mode"], e["status"]) for d in documents for e in d["events"]]
    events += [(r["type"], r["mode"], r["status"]) for r in rows if r["type"]]
    types = sorted({t for t, _, _ in events})
    modes_of = {t: sorted({m for u, m, _ in events if u == t and m}) for t in types}
    return {
        "triggers": bio(types),
        "modes": [NO_MODE, *sorted({m for ms in modes_of.values() for m in ms})],
        "statuses": sorted({s for _, _, s in events}),
        "acts": [NO_ACT, *types],
        "modes_of": modes_of,
    }


def part(id_: str, source: str | None) -> str:
    """The part that corpus.splits gives a document; "" for a reading that is no part of the corpus."""
    if id_.endswith(("-a", "-b")):
        return ""
    key = source.partition("#")[2] if source else id_
    return {0: "test", 1: "dev"}.get(int(hashlib.sha256(key.encode("utf-8")).hexdigest(), 16) % 10, "train")


# ------------------------------------------------------------------------------------------------ all sets
@dataclass
class Act(dyads.Row):
    """A row of dyads: type, mode and status of what source does to target."""

    mode: str | None = None


@dataclass
class Data:
    """What is trained on, and what is only measured; `dev` by name of the set."""

    labels: Labels
    trees: list[Sentence]
    names: list[Sentence]
    corpus: list[Sentence]
    dyads: list[Act]
    dev_trees: dict[str, list[Sentence]]
    dev_names: dict[str, list[Sentence]]
    dev_corpus: list[Sentence]
    dev_dyads: list[Act]
    dev_plv: list[Act]


TREE_SETS = {"EWT dev": "en_ewt-dev.conllu", "GUM dev": "en_gum-dev.conllu"}
DEV_NAMES = {"Worldwide": "worldwide.dev.conll", "UNER EWT": "uner_ewt.dev.conll", "CrossNER": "crossner_politics.dev.conll"}


class Loader:
    def __init__(self, tokenizer: WordPiece, limit: int = 0) -> None:
        self.read = Reader(tokenizer)
        self.tokenizer = tokenizer
        self.limit = limit or None

    def plain(self, tokens: list[Token]) -> Sentence:
        s = self.read([t.form for t in tokens])
        s.tokens = tokens
        return s

    def tree(self, tokens: list[Token], index: dict[str, dict[str, int]], names: np.ndarray | None) -> Sentence:
        s = self.read([t.form for t in tokens])
        for key in ("upos", "xpos", "feats", "deprel"):
            s.labels[key] = np.array([index[key].get(getattr(t, key), IGNORE) for t in tokens], dtype=np.int64)
        s.labels["heads"] = np.array([t.head if t.head >= 0 else IGNORE for t in tokens], dtype=np.int64)
        if names is not None:
            s.labels["names"] = names
        s.tokens = tokens if self.limit else None
        return s

    def name_masks(self, sentences: list[list[Token]], scheme: str) -> list[np.ndarray]:
        demonyms, titles = load_words("demonyms.txt"), load_words("titles.txt")
        masks = []
        for tokens in sentences:
            forms = [t.form for t in tokens]
            masks.append(allowed_names(without_titles([t.ner for t in tokens], forms, titles), forms, SCHEMES[scheme], demonyms))
        return masks

    def name_sets(self, folder: Path) -> list[Sentence]:
        found = []
        for file, scheme, copies, weight in NAME_SETS:
            sentences = read_bio(folder / file)[: self.limit]
            for tokens, masks in zip(sentences, self.name_masks(sentences, scheme)):
                s = self.read([t.form for t in tokens])
                s.labels["names"], s.weight = masks, weight
                found += [s] * copies
        return found

    def corpus_sentence(self, text: str, words: list[Span], facts: dict[str, list], index: dict[str, dict[str, int]]) -> Sentence:
        """facts: names and roles [(span, label)], triggers [(span, type, mode, status)], in places of the sentence."""
        tokens = [Token(text[s:e]) for s, e in words]
        s = self.read([t.form for t in tokens])
        s.labels["names"] = np.array([BIT[t] for t in paint(words, facts["names"])], dtype=np.int64)
        s.labels["roles"] = np.array([index["roles"][t] for t in paint(words, facts["roles"])], dtype=np.int64)
        tags = paint(words, [(e[0], e[1]) for e in facts["triggers"]])
        s.labels["triggers"] = np.array([index["triggers"][t] for t in tags], dtype=np.int64)
        modes, statuses = np.full((2, len(words)), IGNORE, dtype=np.int64)
        for span, type_, mode, status in facts["triggers"]:
            first = next((w for w, (start, end) in enumerate(words) if end > span[0]), None)
            if first is not None and tags[first] == f"B-{type_}":
                modes[first], statuses[first] = index["modes"][mode or NO_MODE], index["statuses"][status]
        s.labels["modes"], s.labels["statuses"] = modes, statuses
        s.tokens = tokens
        return s

    def corpus(self, documents: list[dict], words: dict[str, list[Span]], index: dict[str, dict[str, int]]) -> list[Sentence]:
        found = []
        for d in documents:
            roles = role_spans(d)
            for k, (start, end) in enumerate(d["sentences"]):
                inside = lambda span: start <= span[0] and span[1] <= end
                at = lambda span: (span[0] - start, span[1] - start)
                facts = {
                    "names": [(at(n["span"]), n["class"]) for n in d["names"] if inside(n["span"])],
                    "roles": roles.get(k, []),
                    "triggers": [(at(e["trigger"]), e["type"], e["mode"], e["status"]) for e in d["events"] if e["sentence"] == k],
                }
                spans = words[f"{d['id']}/{k}"]
                if spans:
                    found.append(self.corpus_sentence(d["text"][start:end], spans, facts, index))
                    found[-1].anchors = anchors(d, k, spans)
        return found

    def acts(self, rows: list[dict]) -> list[Act]:
        return [
            Act(*dyads.encode(self.tokenizer, r["text"], r["source"], r["target"]), r["type"] or NO_ACT, r["status"], r["id"], r["mode"])
            for r in rows
        ]

    def plv(self, path: Path) -> list[Act]:
        found = []
        for line in path.open(encoding="utf-8"):
            r = json.loads(line)
            for asked, true in zip(r["dyads"], r["gold"]["dyads"]):
                found.append(Act(*dyads.encode(self.tokenizer, r["text"], asked["source"], asked["target"]), true["type"], None, r["id"]))
        return found[: self.limit]


def spread(items: list, limit: int) -> list:
    """So many, from all over the list."""
    return items[:: max(1, len(items) // limit)][:limit] if limit else items


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.open(encoding="utf-8")]


def load_dev(loader: Loader, labels: Labels, language: Path, corpus: Path, plv: Path | None) -> Data:
    """Only the sets that are measured; the folders are those of load()."""
    limit, some, index = loader.limit or 0, slice(loader.limit), labels.index()
    documents = [d for d in read_lines(corpus / "compiled.jsonl") if part(d["id"], d["source"]) == "dev"]
    known = {k: set(v) for k, v in labels.__dict__.items()}
    events = lambda d: all(e["type"] in known["acts"] and e["status"] in known["statuses"] for e in d["events"])
    modes = lambda d: all(e["mode"] is None or e["mode"] in known["modes"] for e in d["events"])
    data = Data(labels, [], [], [], [], {}, {}, [], [], [])
    data.dev_trees = {k: [loader.plain(s) for s in read_conllu(language / f)[some]] for k, f in TREE_SETS.items()}
    data.dev_names = {k: [loader.plain(s) for s in read_bio(language / f)[some]] for k, f in DEV_NAMES.items()}
    documents = spread([d for d in documents if events(d) and modes(d)], limit)
    data.dev_corpus = spread(loader.corpus(documents, read_words(corpus / "words.jsonl"), index), limit)
    data.dev_dyads = loader.acts(spread([r for r in read_lines(corpus / "dyads.jsonl") if r["split"] == "dev"], limit))
    data.dev_plv = loader.plv(plv) if plv else []
    return data


def load(tokenizer: WordPiece, language: Path, corpus: Path, plv: Path | None, limit: int = 0, by_heart: bool = False) -> Data:
    """`language`: the folder of trees and names; `corpus`: a folder with compiled.jsonl, words.jsonl and dyads.jsonl.

    limit: only so many sentences a set. by_heart: measure what was trained on, to see that it can be learnt.
    """
    loader = Loader(tokenizer, limit)
    some = slice(limit or None)
    ewt, gum = (read_conllu(language / f"{name}-train.conllu.gz") for name in ("en_ewt", "en_gum_open"))
    gum_names = read_bio(language / "gum_open_named.train.conll.gz")
    if [[t.form for t in s] for s in gum] != [[t.form for t in s] for s in gum_names]:
        raise ValueError("GUM's trees and names do not have the same words")
    documents = [d for d in read_lines(corpus / "compiled.jsonl") if part(d["id"], d["source"]) == "train"]
    rows = [r for r in read_lines(corpus / "dyads.jsonl") if r["split"] == "train"]
    trees = collect_labels([*ewt, *gum])
    labels = Labels(trees.upos, trees.xpos, trees.feats, trees.deprel, NAMES, bio(ROLES), **corpus_labels(documents, rows))
    index = labels.index()
    data = Data(labels, [], [], [], [], {}, {}, [], [], []) if by_heart else load_dev(loader, labels, language, corpus, plv)
    data.trees = [loader.tree(s, index, None) for s in ewt[some]]
    data.trees += [loader.tree(s, index, n) for s, n in zip(gum[some], loader.name_masks(gum_names[some], "gum"))]
    data.names = loader.name_sets(language)
    data.corpus = spread(loader.corpus(spread(documents, limit), read_words(corpus / "words.jsonl"), index), limit)
    data.dyads = loader.acts(spread(rows, limit))
    for name in ("trees", "names", "corpus"):
        setattr(data, name, [s for s in getattr(data, name) if len(s.pieces) <= LONGEST])
    if by_heart:
        data.dev_trees, data.dev_corpus, data.dev_dyads = {"trees": data.trees}, data.corpus, data.dyads
    return data


# ------------------------------------------------------------------------------------------------ batches
def plan(data: Data, shares: dict[str, float], negatives: float, budget: int, rng: np.random.Generator) -> list[tuple[str, np.ndarray]]:
    """The batches of an epoch, each of one group and of like length, in random order."""
    batches = []
    for group in GROUPS:
        items = getattr(data, group)
        share = shares.get(group, 0.0)
        if group == "dyads":
            chance = np.array([negatives if r.type == NO_ACT else 1.0 for r in items])
            lengths = np.array([len(r.ids) for r in items])
        else:
            chance = np.ones(len(items))
            lengths = np.array([len(s.pieces) for s in items])
        # A share above 1 repeats: 1.5 is every item once and half of them twice.
        times = np.floor(share * chance + rng.random(len(items))).astype(np.int64)
        chosen = np.repeat(np.arange(len(items)), times)
        if len(chosen):
            batches += [(group, chosen[b]) for b in make_batches(lengths[chosen], budget, rng)]
    rng.shuffle(batches)
    return batches


def sentence_batch(sentences: list[Sentence]) -> dict[str, np.ndarray]:
    longest = max(len(s.firsts) for s in sentences)
    rows = np.full((len(sentences), longest, len(COLUMNS)), -1, dtype=np.int64)
    for k, s in enumerate(sentences):
        rows[k, : len(s.rows)] = s.rows
    batch = {"pieces": pad([s.pieces for s in sentences], 0), "firsts": pad([s.firsts for s in sentences], 0), "rows": rows}
    for key in (*WORD_KEYS, "names"):
        fill = 0 if key == "names" else IGNORE
        if any(key in s.labels for s in sentences):
            batch[key] = pad([s.labels.get(key, np.full(len(s.firsts), fill)) for s in sentences], fill)
    batch["weights"] = np.array([s.weight for s in sentences], dtype=np.float32)
    most = max(len(s.anchors or ()) for s in sentences)
    if most:
        # The mean of an anchor's words; for each word and relation 1, 0, or IGNORE where it is none of the anchor's.
        batch["anchors"] = np.zeros((len(sentences), most, longest), dtype=np.float32)
        batch["relations"] = np.full((len(sentences), most, longest, len(RELATIONS)), IGNORE, dtype=np.int64)
        for k, s in enumerate(sentences):
            for a, anchor in enumerate(s.anchors or ()):
                batch["anchors"][k, a, anchor.words] = 1 / len(anchor.words)
                for relation, related in anchor.related.items():
                    column = batch["relations"][k, a, :, RELATIONS.index(relation)]
                    column[: len(s.firsts)] = 0
                    column[related] = 1
    return batch


def act_counts(rows: list[Act], negatives: float) -> Counter[str]:
    """How often an epoch shows each type."""
    counts = Counter(r.type for r in rows)
    counts[NO_ACT] = max(1, round(counts[NO_ACT] * negatives))
    return counts
