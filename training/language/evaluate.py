"""Measure a model file with the reference runtime (exact quantised arithmetic) on the measuring sets; gold tokens."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from .data import Token, read_bio, read_conllu
from .lemmas import Lemmatizer
from .measure import Analysis, name_scores, tree_scores
from .reference import Reference
from .train import NAME_SETS, TREE_SETS


def lemma_score(lemmatizer: Lemmatizer, gold: list[list[Token]], found: list[Analysis]) -> float:
    right = words = 0
    for sentence, a in zip(gold, found):
        for k, t in enumerate(sentence):
            words += 1
            right += t.lemma in ("_", lemmatizer.lemma(Token(t.form, upos=a.upos[k], xpos=a.xpos[k])))
    return round(100 * right / words, 2)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--lemmas", type=Path)
    a = p.parse_args()
    reference = Reference(a.model)
    for name, file in TREE_SETS.items():
        gold = read_conllu(a.data / file)
        found = [reference.analyse([t.form for t in s]) for s in gold]
        scores = tree_scores(gold, found)
        if a.lemmas:
            scores["Lemmas"] = lemma_score(Lemmatizer.load(a.lemmas), gold, found)
        print(name, json.dumps(scores), flush=True)
    for name, file in NAME_SETS.items():
        gold = read_bio(a.data / file)
        tags = [reference.analyse([t.form for t in s]).ner for s in gold]
        print(name, json.dumps(name_scores(gold, tags, {"GPE": "LOC"}, ("PER", "ORG", "LOC"))), flush=True)


if __name__ == "__main__":
    main()
