"""Write tests/data/accurate_vectors.json: what the reference runtime says about a few sentences and dyads (format page, section 10).

    python3 -m meaning.vectors --model models/accurate.safetensors OUT.json
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from language.reference import quantise
from language.vectors import floats

from .dyads import Row, encode
from .reference import Reference

SENTENCES = (
    "The minister said on Tuesday that her government would send 40 armoured vehicles to the border .",
    "“ We do n’t want a wider war , ” Katarzyna Nowak , the envoy of the Baltic Council , told reporters in Riga .",
    "North Korea denied that it had shipped shells to Russia — or to anyone else …",
    "Rebels shelled the port of Al-Mukhā overnight , killing at least 12 people , according to Yemeni officials .",
    "Police fired tear gas at protesters who had blocked the motorway near Novi Sad , the ministry said .",
    "Who paid for the 1,250 drones that U.S. officials saw in March ?",
    "İzmir’s mayor and São Paulo 's governor signed two deals worth $ 3.5 million .",
    "“ They will pay , ” he warned .",
    "中国 外交部 的 발언",
    "x" * 120 + " antidisestablishmentarianismically-pseudopseudohypoparathyroidism",
    "TALKS COLLAPSE",
    "Stop !",
)
# Text, source, target: spans of their words; None is an actor without a name.
DYADS = (
    ("Rebels shelled the port of Al-Mukhā overnight, killing at least 12 people.", "Rebels", "the port of Al-Mukhā"),
    ("The minister said on Tuesday that Katarzyna Nowak would visit Seoul for talks on a loan.", "Katarzyna Nowak", "Seoul"),
    ("Two aid workers were freed in the north on Sunday, officials said.", None, "Two aid workers"),
    ("Seoul recalled its ambassador.", "Seoul", None),
    # Longer than is read: the window about the marks.
    ("The talks went on for days. " * 20 + "Then Riga cut ties with Minsk over the border. " + "Nobody knew why it had come to this. " * 20, "Riga", "Minsk"),
)


def describe(reference: Reference, sentence: str) -> dict:
    words = sentence.split(" ")
    s = reference.sentence(words)
    (states,) = reference.encode([s.pieces])
    found = reference.read_states(s, states, ("trees", "names", "roles", "triggers"))
    scores: list[float | None] = floats(reference.arcs(*reference.with_root(reference.word_vectors("syntax", states, s)))[0])
    scores[1] = None
    meaning = reference.word_vectors("meaning", states, s)
    related = lambda anchor: reference.related(meaning, *quantise(meaning, reference.levels), anchor)[:6]
    best = lambda key, table: [getattr(reference.labels, key)[k] for k in table.argmax(1)]
    return {
        "words": words,
        "rows": s.rows.tolist(),
        "pieces": s.pieces.tolist(),
        "firsts": s.firsts.tolist(),
        "first_layer": floats(states[0][1, :8]),
        "final": floats(states[-1][1, :8]),
        "syntax": floats(reference.word_vectors("syntax", states, s)[0, -8:]),
        "upos": found.tree.upos,
        "xpos": found.tree.xpos,
        "feats": found.tree.feats,
        "heads": found.tree.heads,
        "deprels": found.tree.deprel,
        "ner": found.tags["names"],
        "roles": found.tags["roles"],
        "triggers": found.tags["triggers"],
        "statuses": best("statuses", found.statuses),
        "modes": floats(found.modes[0, :8]),
        "arc_scores": scores,
        # To an anchor of one word, and to one of two where there are so many.
        "relations": [floats(related(words_of).ravel()) for words_of in ([0], [0, 1][: len(words)])],
    }


def span(text: str, part: str | None) -> list[int] | None:
    return None if part is None else [text.index(part), text.index(part) + len(part)]


def describe_act(reference: Reference, text: str, source: str | None, target: str | None) -> dict:
    spans = [span(text, part) for part in (source, target)]
    row = Row(*encode(reference.tokenizer, text, *spans), None, None)
    in_bytes = lambda s: None if s is None else [len(text[:k].encode("utf-8")) for k in s]
    types, modes, statuses = (floats(x[0]) for x in reference.acts([row]))
    return {
        "text": text,
        "source": in_bytes(spans[0]),
        "target": in_bytes(spans[1]),
        "pieces": [int(k) for k in row.ids],
        "types": types,
        "modes": modes,
        "statuses": statuses,
    }


def vectors(model: Path) -> dict:
    reference = Reference(model)
    return {
        "model": model.name,
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "sentences": [describe(reference, s) for s in SENTENCES],
        "acts": [describe_act(reference, *d) for d in DYADS],
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", type=Path, required=True)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    np.seterr(all="raise", under="ignore")
    out = vectors(a.model)
    a.output.parent.mkdir(parents=True, exist_ok=True)
    # The repr of the f64 is longer than the shortest decimals of the f32, but exact and simple to check.
    a.output.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
