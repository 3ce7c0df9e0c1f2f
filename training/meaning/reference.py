"""The reference runtime of the accurate model: numpy, with the exact arithmetic of the format page (section 10).

The C++ runtime is compared with it, and the exported file is measured with it. Sentences go through the linear layers together, which changes nothing:
every row stands for itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np

from language.decode import single_root_tree, viterbi
from language.features import Feature, word_rows
from language.measure import Analysis
from language.reference import F32, Layers, lane_sum, quantise

from .dyads import Row
from .scores import Found
from .tasks import Labels, Reader, Sentence
from .wordpiece import CASES, WordPiece

ATTENTION_LEVELS, SHARE_LEVELS, PAIR_LEVELS = 4095, 16383, 2047
GELU = (0.398886174, -0.0663410127, 0.00983560272, -0.00112342543, 9.80044279e-05, -6.379757e-06, 2.96872116e-07, -9.23410148e-09,
        1.70650827e-10, -1.40901223e-12)  # fmt: skip
BATCH = 512  # pieces that are held at once: the numbers between two layers fit in a cache


def exponential(x: np.ndarray) -> np.ndarray:
    """e^x for x <= 0, as src/nn/exponential.h."""
    small = x > F32(-87)
    x = np.where(small, np.minimum(x, F32(0)), F32(0))
    k = (x * F32(1.44269504) + F32(12582912)) - F32(12582912)
    r = (x - k * F32(0.693359375)) - k * F32(-2.12194440e-4)
    total = np.full_like(r, F32(1) / F32(5040))
    for c in (F32(1) / F32(720), F32(1) / F32(120), F32(1) / F32(24), F32(1) / F32(6), F32(0.5), F32(1), F32(1)):
        total = total * r + c
    return np.where(small, total * ((k.astype(np.int32) + 127) << 23).view(F32), F32(0))


def silu(x: np.ndarray) -> np.ndarray:
    e = exponential(-np.abs(x))
    return np.where(x >= 0, x, x * e) / (F32(1) + e)


def gelu(x: np.ndarray) -> np.ndarray:
    c = np.minimum(np.maximum(x, F32(-4.5)), F32(4.5))
    t = c * c
    r = np.full_like(t, F32(GELU[-1]))
    for coefficient in GELU[-2::-1]:
        r = r * t + F32(coefficient)
    return x * (F32(0.5) + c * r)


def exact_product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Matrix product of integers, rounded once to f32: below 2^53 it is exact in f64."""
    return (a.astype(np.float64) @ b.astype(np.float64)).astype(F32)


def attention(qkv: np.ndarray, heads: int) -> np.ndarray:
    """qkv [n, 3 * width] of one sentence."""
    n, d = len(qkv), qkv.shape[1] // (3 * heads)
    queries, keys, values = np.ascontiguousarray(qkv.reshape(n, 3, heads, d).transpose(1, 2, 0, 3))
    q, q_scale = quantise(queries.reshape(-1, d), ATTENTION_LEVELS)
    k, k_scale = quantise(keys.reshape(-1, d), ATTENTION_LEVELS)
    v, v_scale = quantise(values.reshape(heads, -1), ATTENTION_LEVELS)
    q, k, v = (x.reshape(heads, n, d) for x in (q, k, v))
    scores = exact_product(q, k.transpose(0, 2, 1)) * (q_scale.reshape(heads, n, 1) * k_scale.reshape(heads, 1, n))
    e = exponential(scores - scores.max(-1, keepdims=True))
    sums = lane_sum(np.pad(e.reshape(-1, n), ((0, 0), (0, -n % 16)))).reshape(heads, n, 1)
    shares = np.minimum(np.rint(e * (F32(SHARE_LEVELS) / sums)), F32(SHARE_LEVELS))
    read = exact_product(shares, v) * (v_scale / F32(SHARE_LEVELS)).reshape(heads, 1, 1)
    return read.transpose(1, 0, 2).reshape(n, -1)


class Reference(Layers):
    def __init__(self, path: Path) -> None:
        super().__init__(path, "transformer")
        meta = self.meta
        self.width, self.layers, self.heads = (int(meta[key]) for key in ("width", "layers", "attention_heads"))
        features = json.loads(meta["features"])
        self.places = [f.pop("place") for f in features]
        self.features = tuple(Feature(**f) for f in features)
        lists = {key: json.loads(meta[key]) for key in ("upos", "xpos", "feats", "deprel", "roles", "triggers", "modes", "statuses", "acts")}
        modes_of = {act: [lists["modes"][m] for m in modes if m] for act, modes in zip(lists["acts"][1:], json.loads(meta["act_modes"])[1:])}
        self.labels = Labels(**lists, names=json.loads(meta["ner"]), modes_of=modes_of)
        self.tokenizer = WordPiece(meta["vocabulary"].split("\n")[:-1])
        self.reader = Reader(self.tokenizer)

    def sentence(self, words: list[str]) -> Sentence:
        s = self.reader(words)
        s.rows = np.array([word_rows(w, self.features, self.places) for w in words], dtype=np.int64)
        return s

    # -------------------------------------------------------------------------------------------- encoder
    def scaled(self, name: str, x: np.ndarray) -> np.ndarray:
        return self.linear(name, x * self.t[f"{name}.input"])

    def encode(self, sequences: Sequence[np.ndarray]) -> list[list[np.ndarray]]:
        """Of each sequence of pieces with their case (wordpiece.code) the states after every layer."""
        ends = np.cumsum([len(s) for s in sequences])[:-1]
        codes = np.concatenate(sequences)
        total = self.add_rows(np.zeros((len(codes), self.width), dtype=F32), "pieces", codes // CASES)
        total = self.add_rows(total, "cases", codes % CASES)
        x = self.norm("pieces.norm", self.add_rows(total, "positions", np.concatenate([np.arange(len(s)) for s in sequences])))
        states = []
        for k in range(self.layers):
            qkv = np.split(self.scaled(f"layer.{k}.qkv", x), ends)
            read = np.concatenate([attention(part, self.heads) for part in qkv])
            h = self.norm(f"layer.{k}.norm1", x + self.linear(f"layer.{k}.out", read))
            inner = gelu(self.scaled(f"layer.{k}.up", h))
            x = self.norm(f"layer.{k}.norm2", h + self.scaled(f"layer.{k}.down", inner))
            states.append(np.split(x, ends))
        return [list(layers) for layers in zip(*states)]

    def in_batches(self, sequences: Sequence[np.ndarray]) -> Iterator[list[np.ndarray]]:
        """encode() of so many sequences at a time as memory is well used for."""
        batch: list[np.ndarray] = []
        for s in sequences:
            if batch and sum(map(len, batch)) + len(s) > BATCH:
                yield from self.encode(batch)
                batch = []
            batch.append(s)
        if batch:
            yield from self.encode(batch)

    # -------------------------------------------------------------------------------------------- words
    def word_vectors(self, branch: str, states: list[np.ndarray], s: Sentence) -> np.ndarray:
        a, b, c = self.t[f"mix.{branch}"]
        f, g, h = (x[s.firsts] for x in states[-3:])
        letters = np.zeros((len(s.firsts), int(self.meta["letters"])), dtype=F32)
        for column, feature in enumerate(self.features):
            letters = self.add_rows(letters, f"letters.{feature.name}", s.rows[:, column])
        return np.concatenate([(f * a + g * b) + h * c, letters], 1)

    def with_root(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return quantise(np.concatenate([self.t["root"][None], x]), self.levels)

    def arcs(self, q: np.ndarray, s: np.ndarray) -> np.ndarray:
        """q, s: with_root(). [n, n + 1]: dependent from 0, head with 0 = root; own arcs hold some number that decoding ignores."""
        dep = silu(self.linear_quantised("arc.dep", q[1:], s[1:]))
        u, u_scale = quantise(self.linear("arc.bilinear", dep), PAIR_LEVELS)
        h, h_scale = quantise(silu(self.linear_quantised("arc.head", q, s)), PAIR_LEVELS)
        return exact_product(u, h.T) * (u_scale[:, None] * h_scale[None, :])

    def label_scores(self, q: np.ndarray, s: np.ndarray, heads: np.ndarray) -> np.ndarray:
        a, a_scale = quantise(silu(self.linear_quantised("label.dep", q[1:], s[1:])), self.levels)
        head = silu(self.linear_quantised("label.head", q, s))[heads]
        b, b_scale = quantise(head, PAIR_LEVELS)
        n, size = b.shape
        y, y_scale = quantise(self.linear_quantised("label.bilinear", a, a_scale).reshape(-1, size), PAIR_LEVELS)
        products = exact_product(y.reshape(n, -1, size), b[:, :, None])[:, :, 0]
        return products * (y_scale.reshape(n, -1) * b_scale[:, None]) + self.linear_quantised("label.from_dep", a, a_scale)

    def tree(self, x: np.ndarray) -> Analysis:
        q, s = self.with_root(x)
        tags = [[getattr(self.labels, key)[k] for k in self.linear_quantised(key, q[1:], s[1:]).argmax(1)] for key in ("upos", "xpos", "feats")]
        heads = single_root_tree(self.arcs(q, s).astype(np.float64))
        scores = self.label_scores(q, s, heads)
        scores[:, self.labels.deprel.index("root")] = np.where(heads == 0, F32(1e30), F32(-1e30))
        return Analysis(*tags, heads.tolist(), [self.labels.deprel[k] for k in scores.argmax(1)], [])

    def read(self, sentences: list[Sentence], tasks: tuple[str, ...]) -> list[Found]:
        """tasks: of trees, names, roles, triggers, relations (to given anchors)."""
        return [self.read_states(s, states, tasks) for s, states in zip(sentences, self.in_batches([s.pieces for s in sentences]))]

    def read_states(self, s: Sentence, states: list[np.ndarray], tasks: tuple[str, ...]) -> Found:
        found = Found()
        if "trees" in tasks:
            found.tree = self.tree(self.word_vectors("syntax", states, s))
        x = self.word_vectors("meaning", states, s)
        q, scale = quantise(x, self.levels)
        if "relations" in tasks and s.anchors:
            found.relations = np.stack([self.related(x, q, scale, a.words) for a in s.anchors])
        for key, tensor in (("names", "ner"), ("roles", "roles"), ("triggers", "triggers")):
            if key in tasks:
                found.tags[key] = viterbi(self.linear_quantised(tensor, q, scale), getattr(self.labels, key))
        if "triggers" in tasks:
            found.modes, found.statuses = (self.linear_quantised(key, q, scale) for key in ("modes", "statuses"))
        return found

    def related(self, x: np.ndarray, q: np.ndarray, scale: np.ndarray, anchor: list[int]) -> np.ndarray:
        """x: meaning vectors, q and scale: quantised. [n, relations]: scores of each word in each relation to the words of an anchor."""
        total = x[anchor[0]]
        for word in anchor[1:]:
            total = total + x[word]
        a, a_scale = quantise(silu(self.linear("relation.anchor", (total / F32(len(anchor)))[None])), self.levels)
        b, b_scale = quantise(silu(self.linear_quantised("relation.word", q, scale)), PAIR_LEVELS)
        y, y_scale = quantise(self.linear_quantised("relation.bilinear", a, a_scale).reshape(-1, b.shape[1]), PAIR_LEVELS)
        products = exact_product(b, y.T) * (b_scale[:, None] * y_scale[None, :])
        distance = self.t["relation.distance"]
        most = len(distance) // 2
        rows = np.clip(np.arange(len(x)) - anchor[0], -most, most) + most
        return (products + self.linear_quantised("relation.from_anchor", a, a_scale)) + distance[rows]

    # -------------------------------------------------------------------------------------------- acts
    def acts(self, rows: Sequence[Row]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Scores of types, modes and statuses."""
        z = []
        for row, states in zip(rows, self.in_batches([np.array(r.ids) for r in rows])):
            x = states[-1]
            sides = [x[place] if place > 0 else self.t["act.absent"][side] for side, place in enumerate(row.places)]
            z.append(np.concatenate([x[0], *sides]))
        g, scale = quantise(gelu(self.linear("act.hidden", np.stack(z))), self.levels)
        types, modes, statuses = (self.linear_quantised(f"act.{key}", g, scale) for key in ("types", "modes", "statuses"))
        return types, modes, statuses
