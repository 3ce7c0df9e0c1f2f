"""Train the fast model on trees and names; a checkpoint every epoch, so a run that was stopped goes on where it was."""

from __future__ import annotations

import argparse
import json
import logging
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .augment import Augmenter
from .batches import make_batches, pad
from .data import IGNORE, Example, Labels, Token, TrainingSet, Vocabulary, load_training, read_bio, read_conllu, silver_examples, silver_parts
from .decode import single_root_tree, viterbi
from .measure import Analysis, name_scores, tree_scores
from .model import Config, FastModel

log = logging.getLogger("train")
AVERAGE = 0.999  # of the moving average of weights
TAG_WEIGHTS = {"upos": 1.0, "xpos": 0.5, "feats": 0.5}  # of the losses; arcs, labels, names and the gate's sentences count 1
ROW_WEIGHT = 0.5  # of the gate's words


class Average:
    """Exponential moving average of all weights; the average is what is measured and exported."""

    def __init__(self, model: FastModel) -> None:
        self.names = [n for n, _ in model.named_parameters()]
        self.values = [p.detach().clone() for p in model.parameters()]
        self.table = model.table.weight.clone()
        self.steps = 0

    def update(self, model: FastModel) -> None:
        self.steps += 1
        decay = min(AVERAGE, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            torch._foreach_lerp_(self.values, [p.detach() for p in model.parameters()], 1 - decay)
            # The table is large: average it every tenth step with the decay of ten steps.
            if self.steps % 10 == 0:
                self.table.lerp_(model.table.weight, 1 - decay**10)

    def swap(self, model: FastModel) -> None:
        with torch.no_grad():
            for value, parameter in zip(self.values, model.parameters()):
                kept = parameter.detach().clone()
                parameter.copy_(value)
                value.copy_(kept)
        self.table, model.table.weight = model.table.weight, self.table

    def state(self) -> dict:
        return {"values": self.values, "table": self.table, "steps": self.steps}

    def load(self, state: dict) -> None:
        self.values, self.table, self.steps = state["values"], state["table"], state["steps"]


class Trainer:
    def __init__(self, data: TrainingSet, config: Config, rate: float, steps: int, seed: int) -> None:
        self.data, self.rate, self.steps = data, rate, steps
        self.model = FastModel(config, data.labels.sizes(), seed)
        self.augmenter = Augmenter(data.vocabulary, [*data.trees, *data.names, *data.silver], swap=0.3, upper=0.02, title=0.04)
        self.rows = torch.from_numpy(self.augmenter.rows)
        self.rng = np.random.default_rng(seed)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.average = Average(self.model)
        self.step = 0
        bits = np.arange(len(data.labels.ner))
        self.bits = torch.from_numpy(1 << bits)

    def name_loss(self, logits: Tensor, allowed: Tensor, weights: Tensor) -> Tensor:
        """Cross entropy of the set of allowed labels (one label where the annotation is complete)."""
        on = (allowed.unsqueeze(-1) & self.bits) != 0
        known = on.any(-1)
        logits = logits.float()[known]
        inside = logits.masked_fill(~on[known], -1e9).logsumexp(-1)
        losses = (logits.logsumexp(-1) - inside) * weights[known]
        return losses.sum() / max(1, int(known.sum()))

    def gate_loss(self, batch: list[Example], x: Tensor, mask: Tensor) -> Tensor:
        sentences, words = self.model.heads.gate(x, mask.to(x.dtype))
        coded = torch.tensor([float(e.coded) for e in batch])
        rows = torch.from_numpy(pad([e.rows for e in batch], IGNORE))
        loss = F.cross_entropy(words.float().transpose(1, 2), rows, ignore_index=IGNORE)
        return F.binary_cross_entropy_with_logits(sentences.float(), coded) + ROW_WEIGHT * loss

    def loss(self, batch: list[Example], trees: bool) -> Tensor:
        types = torch.from_numpy(pad([self.augmenter.types(e, self.rng) for e in batch], -1))
        mask = types >= 0
        names = torch.from_numpy(pad([e.names for e in batch], 0))
        weights = torch.tensor([e.weight for e in batch]).unsqueeze(1).expand(types.shape)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = self.model.encode(self.rows[types.clamp(min=0)], mask.float())
            loss = self.name_loss(self.model.heads.names(x), names, weights) if bool((names > 0).any()) else 0.0
            if not trees:
                return loss
            if self.model.config.gate_dim and batch[0].coded >= 0:
                loss = loss + self.gate_loss(batch, x, mask)
            for (key, weight), logits in zip(TAG_WEIGHTS.items(), self.model.heads.tags(x)):
                gold = torch.from_numpy(pad([getattr(e, key) for e in batch], IGNORE))
                loss = loss + weight * F.cross_entropy(logits.float().transpose(1, 2), gold, ignore_index=IGNORE)
            heads = torch.from_numpy(pad([e.heads for e in batch], IGNORE))
            arcs = self.model.heads.arcs(x).float()
            length = arcs.shape[1]
            blocked = ~torch.cat([torch.ones_like(mask[:, :1]), mask], 1).unsqueeze(1).expand_as(arcs)
            own = torch.eye(length, length + 1, dtype=torch.bool).roll(1, 1)
            arcs = arcs.masked_fill(blocked | own, -1e4)
            loss = loss + F.cross_entropy(arcs.transpose(1, 2), heads, ignore_index=IGNORE)
            labels = self.model.heads.labels(x, heads.clamp(min=0))
            gold = torch.from_numpy(pad([e.deprel for e in batch], IGNORE))
            return loss + F.cross_entropy(labels.float().transpose(1, 2), gold, ignore_index=IGNORE)

    def update(self, batch: list[Example], trees: bool) -> float:
        loss = self.loss(batch, trees)
        loss.backward()
        warm = min(1.0, (self.step + 1) / 200)
        rate = self.rate * warm * max(0.01, 1 - self.step / self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.model.table.step(rate, decay=0.01)
        self.average.update(self.model)
        self.step += 1
        return loss.item()

    def state(self, epoch: int) -> dict:
        return {
            "epoch": epoch,
            "step": self.step,
            "config": self.model.config.to_json(),
            "labels": self.data.labels.__dict__,
            "model": self.model.state_dict(),
            "table": self.model.table.state(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average.state(),
        }

    def load(self, state: dict) -> None:
        self.step = state["step"]
        self.model.load_state_dict(state["model"])
        self.model.table.load(state["table"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.load(state["average"])

    def start_from(self, path: Path) -> None:
        """Encoder and tables of a pretraining run."""
        state = torch.load(path, weights_only=True)
        missing = self.model.encoder.load_state_dict(state["encoder"], strict=False).missing_keys
        log.info("from %s, which lacks %s", path, missing or "nothing")
        self.model.table.weight = state["table"]["weight"]
        self.average = Average(self.model)


# ------------------------------------------------------------------------------------------------ measuring
def analyse(model: FastModel, labels: Labels, sentences: list[list[Token]], budget: int = 4096) -> list[Analysis]:
    """Float inference (the exported file is measured by evaluate.py)."""
    vocabulary = Vocabulary()
    types = [np.array([vocabulary.add(t.form) for t in s]) for s in sentences]
    rows = torch.from_numpy(vocabulary.rows())
    found: list[Analysis | None] = [None] * len(sentences)
    model.eval()
    lengths = np.array([len(s) for s in sentences])
    with torch.no_grad():
        for batch in make_batches(lengths, budget, np.random.default_rng(0)):
            ids = torch.from_numpy(pad([types[k] for k in batch], -1))
            x = model.encode(rows[ids.clamp(min=0)], (ids >= 0).float())
            tags = [logits.argmax(-1).numpy() for logits in model.heads.tags(x)]
            names, arcs = model.heads.names(x).numpy(), model.heads.arcs(x).numpy()
            heads = np.zeros(ids.shape, dtype=np.int64)
            for row, k in enumerate(batch):
                n = lengths[k]
                heads[row, :n] = single_root_tree(arcs[row, :n, : n + 1])
            scores = model.heads.labels(x, torch.from_numpy(heads))
            root = labels.deprel.index("root")
            scores[:, :, root] = torch.where(torch.from_numpy(heads) == 0, 1e9, -1e9)
            deprel = scores.argmax(-1).numpy()
            for row, k in enumerate(batch):
                n = lengths[k]
                found[k] = Analysis(
                    *([getattr(labels, key)[i] for i in tag[row, :n]] for key, tag in zip(("upos", "xpos", "feats"), tags)),
                    heads[row, :n].tolist(),
                    [labels.deprel[i] for i in deprel[row, :n]],
                    viterbi(names[row, :n], labels.ner),
                )
    model.train()
    return found


TREE_SETS = {"EWT dev": "en_ewt-dev.conllu", "GUM dev": "en_gum-dev.conllu"}
NAME_SETS = {"UNER EWT": "uner_ewt.dev.conll", "Worldwide": "worldwide.dev.conll", "CrossNER": "crossner_politics.dev.conll"}


def measure(model: FastModel, labels: Labels, folder: Path) -> dict[str, dict[str, float]]:
    scores = {}
    for name, file in TREE_SETS.items():
        gold = read_conllu(folder / file)
        scores[name] = tree_scores(gold, analyse(model, labels, gold))
    for name, file in NAME_SETS.items():
        gold = read_bio(folder / file)
        tags = [a.ner for a in analyse(model, labels, gold)]
        scores[name] = name_scores(gold, tags, {"GPE": "LOC"}, ("PER", "ORG", "LOC"))
    return scores


def measure_gate(model: FastModel, examples: list[Example], vocabulary: Vocabulary) -> dict[str, float]:
    """Which share of the sentences goes to the accurate model so that it finds this share of those with rows."""
    rows = torch.from_numpy(vocabulary.rows())
    scores = np.zeros(len(examples))
    model.eval()
    with torch.no_grad():
        for batch in make_batches(np.array([len(e.types) for e in examples]), 4096, np.random.default_rng(0)):
            ids = torch.from_numpy(pad([examples[k].types for k in batch], -1))
            mask = (ids >= 0).float()
            scores[batch] = model.heads.gate(model.encode(rows[ids.clamp(min=0)], mask), mask)[0].numpy()
    model.train()
    coded = np.array([e.coded > 0 for e in examples])
    out = {"coded": round(100 * coded.mean(), 1)}
    for recall in (95, 97, 98, 99):
        out[f"sent at {recall}"] = round(100 * (scores >= np.percentile(scores[coded], 100 - recall)).mean(), 1)
    return out


class Plan:
    """The batches of an epoch: all gold trees and names, and a share of the silver."""

    def __init__(self, data: TrainingSet, budget: int, share: float) -> None:
        self.kinds = {"trees": data.trees, "names": data.names, "silver": data.silver}
        self.lengths = {kind: np.array([len(e.types) for e in examples]) for kind, examples in self.kinds.items()}
        self.budget, self.share = budget, share

    def batches(self, rng: np.random.Generator) -> list[tuple[str, np.ndarray]]:
        plan = []
        for kind, lengths in self.lengths.items():
            chosen = np.arange(len(lengths))
            if kind == "silver":
                chosen = rng.permutation(len(lengths))[: round(self.share * len(lengths))]
            plan += [(kind, chosen[b]) for b in make_batches(lengths[chosen], self.budget, rng)]
        rng.shuffle(plan)
        return plan


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder with the training and measuring sets")
    p.add_argument("--work", type=Path, required=True, help="folder for checkpoints and logs")
    p.add_argument("--name", default="fast")
    p.add_argument("--pretrained", type=Path, help="encoder and tables to start from")
    p.add_argument("--silver", type=Path, help="folder of language.silver")
    p.add_argument("--silver-share", type=float, default=0.25, help="of the silver, in each epoch")
    p.add_argument("--epochs", type=int, default=30)
    p.add_argument("--dim", type=int, default=160)
    p.add_argument("--pieces", type=int, default=1)
    p.add_argument("--dilations", type=int, nargs="+", default=[1, 1, 2, 4])
    p.add_argument("--arc-dim", type=int, default=96)
    p.add_argument("--label-dim", type=int, default=64)
    p.add_argument("--gate-dim", type=int, default=128, help="with --silver")
    p.add_argument("--budget", type=int, default=1500)
    p.add_argument("--rate", type=float, default=1.5e-3)
    p.add_argument("--dropout", type=float, default=0.25)
    p.add_argument("--head-dropout", type=float, default=0.3)
    p.add_argument("--word-dropout", type=float, default=0.12)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--measure-every", type=int, default=2)
    a = p.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    a.work.mkdir(parents=True, exist_ok=True)
    data = load_training(a.data, a.silver)
    config = Config(
        dim=a.dim,
        pieces=a.pieces,
        dilations=tuple(a.dilations),
        arc_dim=a.arc_dim,
        label_dim=a.label_dim,
        gate_dim=a.gate_dim if data.silver else 0,
        dropout=a.dropout,
        head_dropout=a.head_dropout,
        word_dropout=a.word_dropout,
    )
    plan = Plan(data, a.budget, a.silver_share)
    steps = a.epochs * len(plan.batches(np.random.default_rng(0)))
    log.info("%d trees, %d names, %d of silver; %d steps", len(data.trees), len(data.names), len(data.silver), steps)
    trainer = Trainer(data, config, a.rate, steps, a.seed)
    held, held_words = {}, Vocabulary()
    for path in silver_parts(a.silver, held=True):
        held.setdefault(path.name.rpartition("-")[0], []).extend(silver_examples([path], held_words, data.labels.index(), longest=400))
    path = a.work / f"{a.name}.pt"
    start = 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        trainer.load(state)
        start = state["epoch"]
        log.info("going on after epoch %d", start)
    elif a.pretrained:
        trainer.start_from(a.pretrained)
    for epoch in range(start, a.epochs):
        torch.manual_seed(a.seed * 1000 + epoch)
        rng = trainer.rng = np.random.default_rng(a.seed * 1000 + epoch)
        clock = time.time()
        losses: dict[str, list[float]] = {kind: [] for kind in plan.kinds}
        for kind, batch in plan.batches(rng):
            losses[kind].append(trainer.update([plan.kinds[kind][k] for k in batch], kind != "names"))
        means = " ".join(f"{kind} {np.mean(values):.3f}" for kind, values in losses.items() if values)
        log.info("%s epoch %d: %s, %.0f s", a.name, epoch + 1, means, time.time() - clock)
        part = path.with_suffix(".part")
        torch.save(trainer.state(epoch + 1), part)
        part.replace(path)
        if (epoch + 1) % a.measure_every == 0 or epoch + 1 == a.epochs:
            trainer.average.swap(trainer.model)
            scores = measure(trainer.model, data.labels, a.data)
            scores |= {name: measure_gate(trainer.model, examples, held_words) for name, examples in held.items()}
            log.info("%s %s", a.name, json.dumps(scores))
            trainer.average.swap(trainer.model)


if __name__ == "__main__":
    main()
