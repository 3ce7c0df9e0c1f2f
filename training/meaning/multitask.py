"""One encoder, all heads: trees, names, statement roles, event triggers, and dyads between two marked actors.

The encoder is blind to case; a word's vector is therefore joined with a sum of hashed features of its letters. With `shared` < 6 the layers above
stand twice, one set for trees and one for meaning.
"""

from __future__ import annotations

import copy
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from language.data import IGNORE
from language.features import FEATURES, word_rows

from .encoder import BLOCKED, LAYERS, WIDTH, Encoder
from .tasks import COLUMNS, RELATIONS, Labels

SYNTAX, MEANING = "syntax", "meaning"
MIXED = 3  # last layers of which a word's vector is a weighted sum
# Tags are three heads for one job; everything else weighs one.
# Relations are a mean over all words, most of them none.
WEIGHTS = {"upos": 0.5, "xpos": 0.5, "feats": 0.5, "relations": 3.0}
FURTHEST = 20  # words from an anchor; what is further counts as this far


@dataclass(frozen=True)
class Config:
    shared: int = LAYERS
    letters: int = 64
    arcs: int = 384
    labels: int = 128
    relations: int = 128
    dyads: int = 256
    dropout: float = 0.1  # in the encoder
    word_dropout: float = 0.25  # on word vectors
    head_dropout: float = 0.33

    def to_json(self) -> dict:
        return asdict(self)


def tables() -> list[int]:
    """Rows of the table of each column that is used."""
    rows = [f.rows for f in FEATURES for _ in range(f.keys)]
    assert len(rows) == len(word_rows("word"))
    return [rows[c] for c in COLUMNS]


class Letters(nn.Module):
    """Sum of the rows of a word's hashed features; a row of -1 is no word."""

    def __init__(self, width: int) -> None:
        super().__init__()
        sizes = tables()
        self.table = nn.Embedding(sum(sizes), width)
        nn.init.normal_(self.table.weight, std=0.1)
        starts = torch.tensor([sum(sizes[:k]) for k in range(len(sizes))])
        self.register_buffer("starts", starts, persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        there = (rows[..., :1] >= 0).float()
        return self.table(rows.clamp(min=0) + self.starts).sum(-2) * there


class Mix(nn.Module):
    """Weighted sum of the last layers at the first piece of each word."""

    def __init__(self) -> None:
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(MIXED))

    def forward(self, states: list[Tensor], firsts: Tensor) -> Tensor:
        where = firsts.unsqueeze(-1).expand(-1, -1, WIDTH)
        weights = self.scores.softmax(0)
        return sum(w * s.gather(1, where).float() for w, s in zip(weights, states[-MIXED:]))


class Biaffine(nn.Module):
    """Arcs [batch, dependent, head] with head 0 the root, and labels of given arcs by a full bilinear form."""

    def __init__(self, width: int, config: Config, labels: int) -> None:
        super().__init__()
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.arc_dep, self.arc_head = nn.Linear(width, config.arcs), nn.Linear(width, config.arcs)
        self.arc = nn.Parameter(torch.randn(config.arcs + 1, config.arcs) * config.arcs**-0.75)
        self.label_dep, self.label_head = nn.Linear(width, config.labels), nn.Linear(width, config.labels)
        self.label = nn.Parameter(torch.randn(config.labels + 1, labels, config.labels + 1) / (config.labels + 1))
        self.dropout = nn.Dropout(config.head_dropout)

    def part(self, layer: nn.Linear, x: Tensor) -> Tensor:
        return self.dropout(F.silu(layer(x)))

    def with_root(self, x: Tensor) -> Tensor:
        return torch.cat([self.root.to(x.dtype).expand(len(x), 1, -1), x], 1)

    def arcs(self, x: Tensor) -> Tensor:
        dependent = F.pad(self.part(self.arc_dep, x), (0, 1), value=1.0)
        return dependent @ self.arc.to(dependent.dtype) @ self.part(self.arc_head, self.with_root(x)).transpose(1, 2)

    def labels(self, x: Tensor, heads: Tensor) -> Tensor:
        """heads [batch, dependent]: the head of each word, 0 = root."""
        dependent = F.pad(self.part(self.label_dep, x), (0, 1), value=1.0)
        head = F.pad(self.part(self.label_head, self.with_root(x)), (0, 1), value=1.0)
        head = head.gather(1, heads.unsqueeze(-1).expand(-1, -1, head.shape[-1]))
        size, labels, _ = self.label.shape
        half = (dependent @ self.label.to(dependent.dtype).reshape(size, -1)).unflatten(-1, (labels, -1))
        return (half @ head.unsqueeze(-1)).squeeze(-1)


class Relations(nn.Module):
    """Whether each word stands in each relation to an anchor, by a full bilinear form and the way between them."""

    def __init__(self, width: int, config: Config) -> None:
        super().__init__()
        size = config.relations
        self.anchor, self.word = nn.Linear(width, size), nn.Linear(width, size)
        self.form = nn.Parameter(torch.randn(size + 1, len(RELATIONS), size + 1) / (size + 1))
        self.distance = nn.Parameter(torch.zeros(2 * FURTHEST + 1, len(RELATIONS)))
        self.dropout = nn.Dropout(config.head_dropout)

    def forward(self, x: Tensor, anchors: Tensor) -> Tensor:
        """x [batch, words, width], anchors [batch, anchors, words] (means) to scores [batch, anchors, words, relations]."""
        half = lambda layer, y: F.pad(self.dropout(F.silu(layer(y))), (0, 1), value=1.0)
        a, b = half(self.anchor, anchors.to(x.dtype) @ x), half(self.word, x)
        left = torch.einsum("bai,ilj->balj", a, self.form.to(a.dtype))
        place = torch.arange(x.shape[1], device=x.device)
        first = (anchors > 0).long().argmax(-1)
        offsets = (place - first.unsqueeze(-1)).clamp(-FURTHEST, FURTHEST) + FURTHEST
        return torch.einsum("balj,bnj->banl", left, b) + self.distance[offsets]


class Acts(nn.Module):
    """Type, mode and status of what the source does to the target (meaning.dyads, with modes)."""

    def __init__(self, config: Config, sizes: dict[str, int]) -> None:
        super().__init__()
        self.absent = nn.Parameter(torch.zeros(2, WIDTH))
        self.hidden = nn.Linear(3 * WIDTH, config.dyads)
        self.acts = nn.Linear(config.dyads, sizes["acts"])
        self.modes = nn.Linear(config.dyads, sizes["modes"])
        self.statuses = nn.Linear(config.dyads, sizes["statuses"])
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        row = torch.arange(len(x), device=x.device)
        parts = [x[:, 0]]
        for side in (0, 1):
            there = (places[:, side] > 0).unsqueeze(-1)
            parts.append(torch.where(there, x[row, places[:, side]], self.absent[side].to(x.dtype)))
        h = self.dropout(F.gelu(self.hidden(self.dropout(torch.cat(parts, -1)))))
        return self.acts(h), self.modes(h), self.statuses(h)


class MultiTask(nn.Module):
    def __init__(self, encoder: Encoder, labels: Labels, config: Config = Config()) -> None:
        super().__init__()
        sizes = labels.sizes()
        self.config = config
        self.encoder = encoder
        # The encoder's own upper layers read meaning; these are their copies for trees.
        self.upper = nn.ModuleList(copy.deepcopy(layer) for layer in encoder.layers[config.shared :])
        self.letters = Letters(config.letters)
        self.mix = nn.ModuleDict({branch: Mix() for branch in (SYNTAX, MEANING)})
        width = WIDTH + config.letters
        self.dropout = nn.Dropout(config.word_dropout)
        self.tags = nn.ModuleDict({key: nn.Linear(width, sizes[key]) for key in ("upos", "xpos", "feats")})
        self.trees = Biaffine(width, config, sizes["deprel"])
        self.words = nn.ModuleDict({key: nn.Linear(width, sizes[key]) for key in ("names", "roles", "triggers", "modes", "statuses")})
        self.relations = Relations(width, config)
        self.acts = Acts(config, sizes)

    def encoder_parameters(self) -> list[nn.Parameter]:
        return [*self.encoder.parameters(), *self.upper.parameters()]

    def head_parameters(self) -> list[nn.Parameter]:
        known = {id(p) for p in self.encoder_parameters()}
        return [p for p in self.parameters() if id(p) not in known]

    def states(self, pieces: Tensor, branches: tuple[str, ...]) -> dict[str, list[Tensor]]:
        """States after each layer, by branch; the shared layers are computed once."""
        e, shared = self.encoder, self.config.shared
        mask = (pieces != 0)[:, None, None, :]
        x = e.embed(pieces)
        lower = []
        for layer in e.layers[:shared]:
            x = layer(x, mask)
            lower.append(x)
        found: dict[str, list[Tensor]] = {}
        for branch in branches:
            if shared == LAYERS and found:
                found[branch] = next(iter(found.values()))
                continue
            y, upper = x, []
            for layer in self.upper if branch == SYNTAX else e.layers[shared:]:
                y = layer(y, mask)
                upper.append(y)
            found[branch] = lower + upper
        return found

    def word_vectors(self, batch: dict[str, Tensor], branches: tuple[str, ...]) -> dict[str, Tensor]:
        states = self.states(batch["pieces"], branches)
        letters = self.letters(batch["rows"])
        return {b: self.dropout(torch.cat([self.mix[b](states[b], batch["firsts"]), letters], -1)) for b in branches}

    def dyads(self, pieces: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        return self.acts(self.states(pieces, (MEANING,))[MEANING][-1], places)


# ------------------------------------------------------------------------------------------------ losses
def tag_loss(logits: Tensor, gold: Tensor) -> Tensor:
    if not bool((gold != IGNORE).any()):
        return logits.sum().float() * 0.0
    return F.cross_entropy(logits.float().flatten(0, -2), gold.flatten(), ignore_index=IGNORE)


def name_loss(logits: Tensor, allowed: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy of the set of allowed labels (one label where the annotation is complete)."""
    bits = torch.ones((), dtype=torch.long, device=logits.device) << torch.arange(logits.shape[-1], device=logits.device)
    on = (allowed.unsqueeze(-1) & bits) != 0
    known = on.any(-1)
    logits, on = logits.float()[known], on[known]
    losses = logits.logsumexp(-1) - logits.masked_fill(~on, -1e9).logsumexp(-1)
    return (losses * weights.unsqueeze(1).expand(known.shape)[known]).sum() / max(1, int(known.sum()))


def arc_mask(arcs: Tensor, words: Tensor) -> Tensor:
    """Arcs to padding or to the word itself are none. words [batch, length]: true for a word."""
    length = arcs.shape[1]
    blocked = ~F.pad(words, (1, 0), value=True).unsqueeze(1)
    own = torch.eye(length, length + 1, dtype=torch.bool, device=arcs.device).roll(1, 1)
    return arcs.float().masked_fill(blocked | own, BLOCKED)


def sentence_losses(model: MultiTask, batch: dict[str, Tensor], tasks: frozenset[str], frozen: bool = False) -> dict[str, Tensor]:
    """frozen: the heads alone learn."""
    trees = "trees" in tasks and "heads" in batch
    words = [key for task, keys in (("names", ["names"]), ("roles", ["roles"]), ("triggers", ["triggers", "modes", "statuses"]))
             if task in tasks for key in keys if key in batch]  # fmt: skip
    relations = "relations" in tasks and "relations" in batch
    branches = (*((SYNTAX,) if trees else ()), *((MEANING,) if words or relations else ()))
    with torch.set_grad_enabled(not frozen):
        x = model.word_vectors(batch, branches)
    losses = {}
    if trees:
        for key, head in model.tags.items():
            losses[key] = tag_loss(head(x[SYNTAX]), batch[key])
        arcs = arc_mask(model.trees.arcs(x[SYNTAX]), batch["rows"][..., 0] >= 0)
        losses["arcs"] = tag_loss(arcs, batch["heads"])
        losses["deprel"] = tag_loss(model.trees.labels(x[SYNTAX], batch["heads"].clamp(min=0)), batch["deprel"])
    for key in words:
        logits = model.words[key](x[MEANING])
        losses[key] = name_loss(logits, batch["names"], batch["weights"]) if key == "names" else tag_loss(logits, batch[key])
    if relations:
        known = batch["relations"] != IGNORE
        scores = model.relations(x[MEANING], batch["anchors"]).float()[known]
        losses["relations"] = F.binary_cross_entropy_with_logits(scores, batch["relations"][known].float())
    return losses


def dyad_losses(model: MultiTask, batch: dict[str, Tensor], balance: Tensor, smoothing: float) -> dict[str, Tensor]:
    acts, modes, statuses = model.dyads(batch["pieces"], batch["places"])
    return {
        "acts": F.cross_entropy(acts.float(), batch["acts"], balance, label_smoothing=smoothing),
        "act modes": tag_loss(modes, batch["modes"]),
        "act statuses": tag_loss(statuses, batch["statuses"]),
    }


def total(losses: dict[str, Tensor]) -> Tensor:
    return sum(WEIGHTS.get(key, 1.0) * loss for key, loss in losses.items())
