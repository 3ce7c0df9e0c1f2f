"""The reference runtime: reads a model file and analyses sentences in numpy with the exact arithmetic of the format page.

Slow and plain on purpose; the C++ runtime is compared with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import container
from .decode import single_root_tree, viterbi
from .features import Feature, word_rows
from .measure import Analysis

F32 = np.float32


def quantise(x: np.ndarray, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """x [n, in] -> integers (kept in f32, where they are exact) and a scale for each row."""
    largest = np.abs(x).max(1)
    zero = largest == 0
    ratio = F32(levels) / np.where(zero, F32(1), largest)
    q = np.clip(np.rint(x * ratio[:, None]), -levels, levels)
    return np.where(zero[:, None], F32(0), q), np.where(zero, F32(0), largest / F32(levels))


def lane_sum(x: np.ndarray) -> np.ndarray:
    """Sum of each row in sixteen lanes, in the order that section 4 prescribes."""
    lanes = x[:, :16].copy()
    for k in range(16, x.shape[1], 16):
        lanes += x[:, k : k + 16]
    for half in (8, 4, 2, 1):
        lanes = lanes[:, :half] + lanes[:, half : 2 * half]
    return lanes[:, 0]


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, F32(0))


@dataclass
class Trace:
    """Intermediate values for the test vectors."""

    rows: list[list[int]]
    embedding: np.ndarray
    window: np.ndarray
    window_scale: np.ndarray
    final: np.ndarray
    arcs: np.ndarray
    gate: np.float32 | None


class Layers:
    """A model file, and what its layers do (sections 1 to 4)."""

    def __init__(self, path: Path, encoder: str) -> None:
        self.t, self.meta = container.read(path)
        if (self.meta["format"], self.meta["version"], self.meta["encoder"]) != ("dragoman-language", "1", encoder):
            raise ValueError(f"{path}: not a language model that this program reads")
        self.levels = int(self.meta["activation_levels"])
        self.epsilon = F32(self.meta["norm_epsilon"])
        linear = [k.removesuffix(".bias") for k in self.t if k.endswith(".bias") and k.removesuffix("bias") + "scale" in self.t]
        self.wide = {name: self.t[f"{name}.weight"].astype(F32) for name in linear}

    def linear_quantised(self, name: str, q: np.ndarray, s: np.ndarray) -> np.ndarray:
        # Integers below 2^24 are exact in f32 whatever the order of a matrix product, so BLAS may do it.
        sums = q @ self.wide[name].T
        return sums * (s[:, None] * self.t[f"{name}.scale"][None, :]) + self.t[f"{name}.bias"]

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return self.linear_quantised(name, *quantise(x, self.levels))

    def norm(self, name: str, x: np.ndarray) -> np.ndarray:
        size = F32(x.shape[1])
        d = x - (lane_sum(x) / size)[:, None]
        variance = lane_sum(d * d) / size
        g = F32(1) / np.sqrt(variance + self.epsilon)
        return d * g[:, None] * self.t[f"{name}.weight"] + self.t[f"{name}.bias"]

    def add_rows(self, total: np.ndarray, name: str, rows: np.ndarray) -> np.ndarray:
        """total [n, width] plus the rows [n] of a table."""
        return total + self.t[f"{name}.weight"][rows].astype(F32) * self.t[f"{name}.scale"][rows][:, None]


class Reference(Layers):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "conv")
        meta = self.meta
        self.dim = int(meta["dim"])
        self.features = tuple(Feature(**f) for f in json.loads(meta["features"]))
        self.dilations = json.loads(meta["conv_dilations"])
        self.pieces = int(meta["conv_pieces"])
        self.limits = np.array(json.loads(meta["distance_limits"]))
        self.labels = {k: json.loads(meta[k]) for k in ("upos", "xpos", "feats", "deprel", "ner")}

    def embed(self, rows: np.ndarray) -> np.ndarray:
        total = np.zeros((len(rows), self.dim), dtype=F32)
        column = 0
        for feature in self.features:
            for _ in range(feature.keys):
                total = self.add_rows(total, f"embed.{feature.name}", rows[:, column])
                column += 1
        return self.norm("embed.norm", total)

    def window(self, x: np.ndarray, dilation: int) -> np.ndarray:
        none = np.zeros((dilation, self.dim), dtype=F32)
        n = len(x)
        padded = np.concatenate([none, x, none])
        return np.concatenate([padded[:n], x, padded[2 * dilation : 2 * dilation + n]], 1)

    def classes(self, offset: np.ndarray) -> np.ndarray:
        k = np.searchsorted(self.limits, np.abs(offset), side="left")
        return np.where(offset > 0, k, len(self.limits) + k)

    def arcs(self, q: np.ndarray, s: np.ndarray) -> np.ndarray:
        """[n, n + 1]: dependent from 0, head with 0 = root; own arcs hold some number that decoding ignores."""
        n = len(q)
        dep = relu(self.linear_quantised("arc.dep", q, s))
        head = relu(self.linear_quantised("arc.head", q, s))
        qu, su = quantise(self.linear("arc.bilinear", dep), self.levels)
        qh, sh = quantise(np.concatenate([self.t["arc.root"][None], head]), self.levels)
        scores = (qu @ qh.T) * (su[:, None] * sh[None, :])
        place = np.arange(n)
        classes = self.classes(place[None, :] - place[:, None])
        by_dep = self.linear_quantised("arc.dep_distance", q, s)
        by_head = self.linear_quantised("arc.head_distance", q, s)
        words = scores[:, 1:] + np.take_along_axis(by_dep, classes, 1)
        scores[:, 1:] = words + by_head[place[None, :], classes]
        return scores

    def deprels(self, q: np.ndarray, s: np.ndarray, heads: np.ndarray) -> list[str]:
        n = len(q)
        a = relu(self.linear_quantised("label.dep", q, s))
        b = relu(self.linear_quantised("label.head", q, s))
        b = np.concatenate([self.t["label.root"][None], b])[heads]
        y = self.linear("label.from_dep", a) + self.linear("label.from_head", b)
        y = y + self.linear("label.from_product", a * b)
        rows = np.where(heads == 0, 2 * len(self.limits), self.classes(heads - 1 - np.arange(n)))
        y = y + self.t["label.distance"][rows]
        y[:, self.labels["deprel"].index("root")] = np.where(heads == 0, F32(1e30), F32(-1e30))
        return [self.labels["deprel"][k] for k in y.argmax(1)]

    def encode(self, embedding: np.ndarray) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """The last layer's vectors; the quantised windows of the first one."""
        x = embedding
        first: tuple[np.ndarray, np.ndarray] | None = None
        for k, dilation in enumerate(self.dilations):
            q, s = quantise(self.window(x, dilation), self.levels)
            first = first or (q, s)
            y = self.linear_quantised(f"conv.{k}", q, s)
            y = np.maximum(y[:, : self.dim], y[:, self.dim :]) if self.pieces == 2 else relu(y)
            x = self.norm(f"conv.{k}.norm", x + y)
        return x, first

    def gate_of(self, q: np.ndarray, s: np.ndarray) -> np.float32 | None:
        if "gate_dim" not in self.meta:
            return None
        most = relu(self.linear_quantised("gate.hidden", q, s)).max(0, keepdims=True)
        return self.linear("gate.output", most)[0, 0]

    def gate(self, words: list[str]) -> np.float32 | None:
        """How likely there is something to code (section 6); nothing if the file has no gate."""
        x, _ = self.encode(self.embed(np.array([word_rows(w, self.features) for w in words])))
        return self.gate_of(*quantise(x, self.levels))

    def analyse(self, words: list[str]) -> Analysis:
        return self.analyse_traced(words)[0]

    def analyse_traced(self, words: list[str]) -> tuple[Analysis, Trace]:
        rows = [word_rows(w, self.features) for w in words]
        embedding = self.embed(np.array(rows))
        x, first = self.encode(embedding)
        q, s = quantise(x, self.levels)
        tags = {key: [self.labels[key][i] for i in self.linear_quantised(key, q, s).argmax(1)] for key in ("upos", "xpos", "feats")}
        arcs = self.arcs(q, s)
        heads = single_root_tree(arcs.astype(np.float64))
        emissions = self.linear("ner.output", relu(self.linear_quantised("ner.hidden", q, s)))
        analysis = Analysis(
            tags["upos"], tags["xpos"], tags["feats"], heads.tolist(), self.deprels(q, s, heads), viterbi(emissions, self.labels["ner"])
        )
        return analysis, Trace(rows, embedding, first[0], first[1], x, arcs, self.gate_of(q, s))
