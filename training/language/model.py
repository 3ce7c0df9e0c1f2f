"""The fast model in PyTorch: hashed embeddings, residual convolutions, and all heads (float; quantised on export)."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .data import ROWS
from .features import FEATURES

DISTANCE_LIMITS = (1, 2, 3, 4, 6, 9, 14, 22, 1 << 30)
CLASSES = len(DISTANCE_LIMITS)
NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class Config:
    dim: int = 160
    pieces: int = 1
    dilations: tuple[int, ...] = (1, 1, 2, 4)
    arc_dim: int = 96
    label_dim: int = 64
    ner_dim: int = 64
    gate_dim: int = 0  # 0: no gate
    dropout: float = 0.25
    head_dropout: float = 0.3
    word_dropout: float = 0.12
    affix_dropout: float = 0.05

    def to_json(self) -> dict:
        return asdict(self)


def total_rows() -> int:
    return sum(f.rows for f in FEATURES)


def key_layout() -> tuple[list[int], list[int]]:
    """For each column of a row matrix: the offset of its table in the joint table, and its feature's place."""
    offsets, places, at = [], [], 0
    for place, feature in enumerate(FEATURES):
        offsets += [at] * feature.keys
        places += [place] * feature.keys
        at += feature.rows
    return offsets, places


class SharedDropout(nn.Module):
    """Dropout with one mask for all words of a sentence: the usual one for parsers, and far cheaper to draw."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.rate == 0:
            return x
        kept = torch.rand(x.shape[0], 1, x.shape[2]) >= self.rate
        return x * (kept / (1 - self.rate)).to(x.dtype)


class HashTable:
    """The joint embedding table with its own Adam that only touches the rows a batch used.

    A dense optimiser would walk through eight million numbers a step; a batch uses a few thousand rows. The second
    moment is kept a row, not a number: all numbers of a row are used equally often.
    """

    def __init__(self, dim: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        rows = total_rows()
        self.weight = torch.randn(rows, dim, generator=generator) * 0.3
        self.first = torch.zeros(rows, dim)
        self.second = torch.zeros(rows)
        self.steps = torch.zeros(rows)
        self._used: Tensor | None = None
        self._leaf: Tensor | None = None

    def bag(self, rows: Tensor, weights: Tensor, train: bool) -> Tensor:
        """Weighted sums of table rows: rows, weights [words, keys] -> [words, dim]."""
        if not train:
            return F.embedding_bag(rows, self.weight, mode="sum", per_sample_weights=weights)
        used, inverse = torch.unique(rows, return_inverse=True)
        self._used = used
        self._leaf = self.weight[used].requires_grad_(True)
        return F.embedding_bag(inverse, self._leaf, mode="sum", per_sample_weights=weights)

    def step(self, rate: float, b1: float = 0.9, b2: float = 0.99, decay: float = 0.0) -> None:
        if self._leaf is None or self._leaf.grad is None:
            return
        used, grad = self._used, self._leaf.grad
        steps = self.steps[used] + 1
        first = self.first[used].mul_(b1).add_(grad, alpha=1 - b1)
        second = self.second[used].mul_(b2).add_(grad.square().mean(1), alpha=1 - b2)
        self.steps[used], self.first[used], self.second[used] = steps, first, second
        size = rate / (1 - b1**steps) / ((second / (1 - b2**steps)).sqrt() + 1e-8)
        self.weight[used] = self._leaf.detach().mul_(1 - rate * decay).addcmul_(first, size.unsqueeze(1), value=-1)
        self._leaf = None

    def state(self) -> dict:
        return {"weight": self.weight, "first": self.first, "second": self.second, "steps": self.steps}

    def load(self, state: dict) -> None:
        self.weight, self.first = state["weight"], state["first"]
        self.second, self.steps = state["second"], state["steps"]


class Encoder(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        d = config.dim
        self.embed_norm = nn.LayerNorm(d, eps=NORM_EPSILON)
        self.convs = nn.ModuleList(nn.Linear(3 * d, config.pieces * d) for _ in config.dilations)
        self.norms = nn.ModuleList(nn.LayerNorm(d, eps=NORM_EPSILON) for _ in config.dilations)
        self.drop = SharedDropout(config.dropout)
        for conv in self.convs:
            nn.init.normal_(conv.weight, std=(1.0 / (3 * d)) ** 0.5)
            nn.init.zeros_(conv.bias)

    def forward(self, summed: Tensor, mask: Tensor) -> Tensor:
        """summed: [batch, length, dim] sums of embeddings; mask: [batch, length, 1] 1 for words, 0 for padding."""
        x = self.drop(self.embed_norm(summed)) * mask
        for conv, norm, dilation in zip(self.convs, self.norms, self.config.dilations):
            before = F.pad(x, (0, 0, dilation, 0))[:, : x.shape[1]]
            after = F.pad(x, (0, 0, 0, dilation))[:, dilation:]
            y = conv(torch.cat([before, x, after], -1))
            y = torch.maximum(*y.chunk(2, -1)) if self.config.pieces == 2 else F.relu(y)
            x = norm(x + self.drop(y)) * mask
        return x


class Heads(nn.Module):
    def __init__(self, config: Config, sizes: dict[str, int]) -> None:
        super().__init__()
        d, a, b, n = config.dim, config.arc_dim, config.label_dim, config.ner_dim
        labels = sizes["deprel"]
        self.drop = SharedDropout(config.head_dropout)
        self.upos = nn.Linear(d, sizes["upos"])
        self.xpos = nn.Linear(d, sizes["xpos"])
        self.feats = nn.Linear(d, sizes["feats"])
        self.ner_hidden = nn.Linear(d, n)
        self.ner_output = nn.Linear(n, sizes["ner"])
        self.arc_dep = nn.Linear(d, a)
        self.arc_head = nn.Linear(d, a)
        self.arc_bilinear = nn.Linear(a, a)
        self.arc_root = nn.Parameter(torch.randn(a) * 0.1)
        self.arc_dep_distance = nn.Linear(d, 2 * CLASSES)
        self.arc_head_distance = nn.Linear(d, 2 * CLASSES)
        self.label_dep = nn.Linear(d, b)
        self.label_head = nn.Linear(d, b)
        self.label_root = nn.Parameter(torch.randn(b) * 0.1)
        self.label_from_dep = nn.Linear(b, labels)
        self.label_from_head = nn.Linear(b, labels)
        self.label_from_product = nn.Linear(b, labels)
        self.label_distance = nn.Parameter(torch.zeros(2 * CLASSES + 1, labels))
        if config.gate_dim:
            self.gate_hidden = nn.Linear(d, config.gate_dim)
            self.gate_output = nn.Linear(config.gate_dim, 1)
            self.gate_words = nn.Linear(config.gate_dim, len(ROWS))  # for training alone: which words make rows

    def tags(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.drop(x)
        return self.upos(x), self.xpos(x), self.feats(x)

    def names(self, x: Tensor) -> Tensor:
        return self.ner_output(self.drop(F.relu(self.ner_hidden(self.drop(x)))))

    def gate(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Is there something to code? Scores of sentences [batch], and of the words' rows [batch, length, rows]."""
        hidden = F.relu(self.gate_hidden(self.drop(x)))
        most = (hidden * mask.unsqueeze(2)).amax(1)
        return self.gate_output(F.dropout(most, self.drop.rate, self.training)).squeeze(1), self.gate_words(self.drop(hidden))

    def arcs(self, x: Tensor) -> Tensor:
        """Scores [batch, dependent, head], head 0 being the root."""
        x = self.drop(x)
        dep, head = self.drop(F.relu(self.arc_dep(x))), self.drop(F.relu(self.arc_head(x)))
        u = self.arc_bilinear(dep)
        length = x.shape[1]
        words = u @ head.transpose(1, 2)
        classes = distance_classes(length).expand(x.shape[0], -1, -1)
        words = words + self.arc_dep_distance(x).gather(2, classes)
        words = words + self.arc_head_distance(x).gather(2, classes.transpose(1, 2)).transpose(1, 2)
        return torch.cat([(u @ self.arc_root.to(u.dtype)).unsqueeze(2), words], 2)

    def labels(self, x: Tensor, heads: Tensor) -> Tensor:
        """Scores of deprels [batch, dependent, label] for given heads (0 = root)."""
        x = self.drop(x)
        a = self.drop(F.relu(self.label_dep(x)))
        b = self.drop(F.relu(self.label_head(x)))
        root = self.label_root.to(b.dtype).expand(b.shape[0], 1, -1)
        b = torch.cat([root, b], 1).gather(1, heads.unsqueeze(2).expand(-1, -1, b.shape[2]))
        length = x.shape[1]
        offset = heads - 1 - torch.arange(length).unsqueeze(0)
        rows = torch.where(heads == 0, torch.full_like(heads, 2 * CLASSES), class_of(offset))
        y = self.label_from_dep(a) + self.label_from_head(b) + self.label_from_product(a * b)
        return y + F.embedding(rows, self.label_distance)


def class_of(offset: Tensor) -> Tensor:
    """Distance class of head minus dependent (an offset of 0 gets some class: its arc is excluded elsewhere)."""
    k = torch.bucketize(offset.abs(), torch.tensor(DISTANCE_LIMITS))
    return torch.where(offset > 0, k, CLASSES + k)


_classes: dict[int, Tensor] = {}


def distance_classes(length: int) -> Tensor:
    if length not in _classes:
        place = torch.arange(length)
        _classes[length] = class_of(place.unsqueeze(0) - place.unsqueeze(1))
    return _classes[length]


class FastModel(nn.Module):
    """Everything but the hash table (which has its own sparse optimiser)."""

    def __init__(self, config: Config, sizes: dict[str, int], seed: int = 1) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.config = config
        self.table = HashTable(config.dim, seed)
        self.encoder = Encoder(config)
        self.heads = Heads(config, sizes)
        offsets, places = key_layout()
        self.offsets = torch.tensor(offsets)
        self.places = torch.tensor(places)

    def feature_weights(self, shape: tuple[int, int]) -> Tensor:
        """1 for a kept feature of a word, 0 for a dropped one: rare words must be read from their affixes."""
        weights = torch.ones(shape[0], shape[1])
        if self.training:
            rates = torch.full((len(FEATURES),), self.config.affix_dropout)
            rates[0] = self.config.word_dropout
            kept = (torch.rand(shape[0], len(FEATURES)) >= rates).float()
            weights = kept[:, self.places]
        return weights

    def encode(self, rows: Tensor, mask: Tensor, hidden: Tensor | None = None) -> Tensor:
        """rows [batch, length, keys] within their tables; mask [batch, length]; hidden: words whose features are withheld."""
        batch, length, keys = rows.shape
        flat = (rows + self.offsets).reshape(-1, keys)
        weights = self.feature_weights(flat.shape) * mask.reshape(-1, 1)
        if hidden is not None:
            weights = weights * (~hidden).reshape(-1, 1)
        summed = self.table.bag(flat, weights, self.training).reshape(batch, length, -1)
        return self.encoder(summed, mask.unsqueeze(2).to(summed.dtype))
