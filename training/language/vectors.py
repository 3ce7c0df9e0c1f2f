"""Write tests/data/fast_vectors.json: what the reference runtime says about a few sentences (format page, section 8)."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from .data import Token
from .lemmas import Lemmatizer
from .reference import Reference

SENTENCES = (
    "The minister said on Tuesday that her government would send 40 armoured vehicles to the border .",
    "“ We do n’t want a wider war , ” Katarzyna Nowak , the envoy of the Baltic Council , told reporters in Riga .",
    "North Korea denied that it had shipped shells to Russia — or to anyone else …",
    "Who paid for the 1,250 drones that U.S. officials saw in March ?",
    "İzmir’s mayor and São Paulo 's governor signed two deals worth $ 3.5 million .",
    "TALKS COLLAPSE",
    "Stop !",
    "Yes",
)


def floats(x: np.ndarray) -> list[float]:
    return [float(v) for v in x]


def describe(reference: Reference, lemmatizer: Lemmatizer, sentence: str) -> dict:
    words = sentence.split(" ")
    a, trace = reference.analyse_traced(words)
    scores: list[float | None] = floats(trace.arcs[0])
    scores[1] = None
    return {
        "words": words,
        "rows": trace.rows,
        "embedding_norm": floats(trace.embedding[0, :8]),
        "conv_quantised": [int(v) for v in trace.window[0, reference.dim : reference.dim + 16]],
        "conv_scale": float(trace.window_scale[0]),
        "final": floats(trace.final[0, :8]),
        "upos": a.upos,
        "xpos": a.xpos,
        "feats": a.feats,
        "heads": a.heads,
        "deprels": a.deprel,
        "ner": a.ner,
        "lemmas": [lemmatizer.lemma(Token(w, upos=u, xpos=x)) for w, u, x in zip(words, a.upos, a.xpos)],
        "arc_scores": scores,
        **({} if trace.gate is None else {"gate": float(trace.gate)}),
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("--lemmas", type=Path, required=True)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    reference, lemmatizer = Reference(a.model), Lemmatizer.load(a.lemmas)
    out = {
        "model": a.model.name,
        "sha256": hashlib.sha256(a.model.read_bytes()).hexdigest(),
        "sentences": [describe(reference, lemmatizer, s) for s in SENTENCES],
    }
    a.output.parent.mkdir(parents=True, exist_ok=True)
    # Shortest decimals that give the same f32 back would be shorter; repr of the f64 is exact and simpler to check.
    a.output.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
