"""Scores on gold tokens: UPOS, XPOS, universal features, UAS, LAS (deprels without subtype), names (exact spans, micro F1)."""

from __future__ import annotations

from dataclasses import dataclass

from .data import Token

UNIVERSAL = frozenset(
    "PronType NumType Poss Reflex Foreign Abbr Gender Animacy Number Case Definite Degree VerbForm Mood Tense Aspect Voice "
    "Evident Polarity Person Polite".split()
)


@dataclass
class Analysis:
    upos: list[str]
    xpos: list[str]
    feats: list[str]
    heads: list[int]
    deprel: list[str]
    ner: list[str]


def universal(feats: str) -> str:
    return "|".join(sorted(f for f in feats.split("|") if f.split("=")[0] in UNIVERSAL))


def tree_scores(gold: list[list[Token]], found: list[Analysis]) -> dict[str, float]:
    hits = dict.fromkeys(("UPOS", "XPOS", "UFeats", "UAS", "LAS", "LAS+"), 0)
    words = 0
    for sentence, a in zip(gold, found):
        words += len(sentence)
        for k, t in enumerate(sentence):
            hits["UPOS"] += t.upos == a.upos[k]
            hits["XPOS"] += t.xpos == a.xpos[k]
            hits["UFeats"] += universal(t.feats) == universal(a.feats[k])
            if t.head == a.heads[k]:
                hits["UAS"] += 1
                hits["LAS"] += t.deprel.split(":")[0] == a.deprel[k].split(":")[0]
                hits["LAS+"] += t.deprel == a.deprel[k]
    return {k: round(100 * v / words, 2) for k, v in hits.items()}


def spans(tags: list[str], rename: dict[str, str]) -> set[tuple[int, int, str]]:
    out, start, label = set(), -1, ""
    for k, tag in enumerate([*tags, "O"]):
        prefix, _, name = tag.partition("-")
        if start >= 0 and (prefix != "I" or name != label):
            out.add((start, k, rename.get(label, label)))
            start = -1
        if prefix in ("B", "I") and start < 0:
            start, label = k, name
    return out


def name_scores(
    gold: list[list[Token]], found: list[list[str]], rename: dict[str, str], types: tuple[str, ...]
) -> dict[str, float]:
    right: dict[str, int] = dict.fromkeys((*types, "all"), 0)
    named, coded = dict(right), dict(right)
    for sentence, tags in zip(gold, found):
        g = {s for s in spans([t.ner for t in sentence], rename) if s[2] in types}
        f = {s for s in spans(tags, rename) if s[2] in types}
        for counts, group in ((right, g & f), (named, g), (coded, f)):
            for _, _, label in group:
                counts[label] += 1
                counts["all"] += 1
    return {k: round(200 * right[k] / max(1, named[k] + coded[k]), 1) for k in ("all", *types)}
