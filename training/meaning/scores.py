"""What the multi-task model finds, and how right it is, on gold words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import numpy as np
import torch
from torch import Tensor

from language.batches import make_batches
from language.data import IGNORE, Token
from language.decode import single_root_tree, viterbi
from language.measure import Analysis, name_scores, tree_scores

from . import dyads
from .multitask import MEANING, SYNTAX, MultiTask
from .tasks import CLASSES, NAMES, NO_ACT, NO_MODE, RELATIONS, ROLES, Act, Data, Labels, Sentence, sentence_batch

BUDGET = 6144  # pieces
# Sets that call a country, a town and a building LOC alike, and the one that tells buildings apart.
PLACES_AS_ONE = {"Worldwide": {"GPE": "LOC"}, "UNER EWT": {"GPE": "LOC", "FAC": "LOC"}, "CrossNER": {"GPE": "LOC", "FAC": "LOC"}}


@dataclass
class Found:
    """Of one sentence; parts that were not asked for are empty."""

    tree: Analysis | None = None
    tags: dict[str, list[str]] = field(default_factory=dict)  # names, roles, triggers: BIO
    modes: np.ndarray | None = None  # [words, modes], scores
    statuses: np.ndarray | None = None
    relations: np.ndarray | None = None  # [anchors, words, relations], scores


# What measures a model needs of it: read() and judge(), or their like of another runtime.
Reads = Callable[[list[Sentence], tuple[str, ...]], list[Found]]
Judges = Callable[[list[Act]], tuple[np.ndarray, np.ndarray, np.ndarray]]


def to_device(batch: dict[str, np.ndarray], device: torch.device) -> dict[str, Tensor]:
    return {key: torch.from_numpy(value).to(device) for key, value in batch.items()}


def device_of(model: MultiTask) -> torch.device:
    return next(model.parameters()).device


def trees_of(model: MultiTask, labels: Labels, x: Tensor, lengths: list[int]) -> list[Analysis]:
    tags = {key: head(x).argmax(-1).cpu().numpy() for key, head in model.tags.items()}
    arcs = model.trees.arcs(x).float().cpu().numpy()
    heads = np.zeros(arcs.shape[:2], dtype=np.int64)
    for row, n in enumerate(lengths):
        heads[row, :n] = single_root_tree(arcs[row, :n, : n + 1])
    chosen = torch.from_numpy(heads).to(x.device)
    scores = model.trees.labels(x, chosen).float()
    root = labels.deprel.index("root")
    scores[:, :, root] = torch.where(chosen == 0, 1e9, -1e9)
    deprel = scores.argmax(-1).cpu().numpy()
    return [
        Analysis(
            *([getattr(labels, key)[i] for i in tags[key][row, :n]] for key in ("upos", "xpos", "feats")),
            heads[row, :n].tolist(),
            [labels.deprel[i] for i in deprel[row, :n]],
            [],
        )
        for row, n in enumerate(lengths)
    ]


def read(model: MultiTask, labels: Labels, sentences: list[Sentence], tasks: tuple[str, ...], half: bool = True) -> list[Found]:
    """tasks: of trees, names, roles, triggers, relations (to given anchors). half: sums in half precision, twice as fast."""
    found = [Found() for _ in sentences]
    branches = (*((SYNTAX,) if "trees" in tasks else ()), *((MEANING,) if set(tasks) - {"trees"} else ()))
    device = device_of(model)
    model.eval()
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
        for part in make_batches(np.array([len(s.pieces) for s in sentences]), BUDGET, np.random.default_rng(0)):
            some = [sentences[k] for k in part]
            lengths = [len(s.firsts) for s in some]
            batch = to_device(sentence_batch(some), device)
            x = model.word_vectors(batch, branches)
            if "relations" in tasks and "anchors" in batch:
                scores = model.relations(x[MEANING], batch["anchors"]).float().cpu().numpy()
                for row, (k, n) in enumerate(zip(part, lengths)):
                    found[k].relations = scores[row, : len(sentences[k].anchors or ()), :n]
            if "trees" in tasks:
                for k, tree in zip(part, trees_of(model, labels, x[SYNTAX], lengths)):
                    found[k].tree = tree
            for key in ("names", "roles", "triggers"):
                if key in tasks:
                    scores = model.words[key](x[MEANING]).float().cpu().numpy()
                    for row, (k, n) in enumerate(zip(part, lengths)):
                        found[k].tags[key] = viterbi(scores[row, :n], getattr(labels, key))
            if "triggers" in tasks:
                modes, statuses = (model.words[key](x[MEANING]).float().cpu().numpy() for key in ("modes", "statuses"))
                for row, (k, n) in enumerate(zip(part, lengths)):
                    found[k].modes, found[k].statuses = modes[row, :n], statuses[row, :n]
    model.train()
    return found


def judge(model: MultiTask, rows: list[Act], half: bool = True) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities of types, modes and statuses of dyads."""
    device = device_of(model)
    out: list[list] = [[None] * len(rows) for _ in range(3)]
    model.eval()
    with torch.no_grad(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
        for part in make_batches(np.array([len(r.ids) for r in rows]), BUDGET, np.random.default_rng(0)):
            pieces, places = (t.to(device) for t in dyads.batch_tensors([rows[k] for k in part]))
            for kind, scores in zip(out, model.dyads(pieces, places)):
                for k, p in zip(part, scores.float().softmax(-1).cpu().numpy()):
                    kind[k] = p
    model.train()
    types, modes, statuses = map(np.array, out)
    return types, modes, statuses


# ------------------------------------------------------------------------------------------------ scores
def as_tokens(tags: list[str]) -> list[Token]:
    return [Token("", ner=t) for t in tags]


def share(right: list[bool]) -> float:
    return round(100 * float(np.mean(right)), 1) if right else 0.0


def best_mode(labels: Labels, scores: np.ndarray, type_: str) -> str:
    """The best of the modes that the type may have."""
    allowed = labels.mode_mask()[labels.acts.index(type_)]
    return labels.modes[int(np.where(allowed, scores, -np.inf).argmax())]


def corpus_scores(labels: Labels, sentences: list[Sentence], found: list[Found], tasks: tuple[str, ...]) -> dict[str, dict | float]:
    scores: dict[str, dict | float] = {}

    def compare(key: str, gold: list[list[str]], rename: dict[str, str], classes: tuple[str, ...]) -> dict[str, float]:
        return name_scores([as_tokens(g) for g in gold], [f.tags[key] for f in found], rename, classes)

    if "names" in tasks:
        gold = [[NAMES[int(m).bit_length() - 1] for m in s.labels["names"]] for s in sentences]
        scores["names"] = compare("names", gold, {}, CLASSES)
    if "roles" in tasks:
        scores["roles"] = compare("roles", [[labels.roles[i] for i in s.labels["roles"]] for s in sentences], {}, ROLES)
    if "triggers" in tasks:
        gold = [[labels.triggers[i] for i in s.labels["triggers"]] for s in sentences]
        types = tuple(labels.acts[1:])
        scores["triggers"] = compare("triggers", gold, {}, types)
        scores["triggers untyped"] = compare("triggers", gold, dict.fromkeys(types, "ACT"), ("ACT",))["all"]
        modes, statuses = [], []
        for s, f, tags in zip(sentences, found, gold):
            for w in np.flatnonzero(s.labels["statuses"] != IGNORE):
                modes.append(best_mode(labels, f.modes[w], tags[w][2:]) == labels.modes[s.labels["modes"][w]])
                statuses.append(int(f.statuses[w].argmax()) == s.labels["statuses"][w])
        scores["mode of a given trigger"], scores["status of a given trigger"] = share(modes), share(statuses)
    return scores


def relation_scores(sentences: list[Sentence], found: list[Found]) -> dict[str, float]:
    """F1 of the words of each relation to given anchors, and how often all its words are right ("SOURCE whole")."""
    scores = {}
    for column, relation in enumerate(RELATIONS):
        right = said = there = 0
        whole = []
        for s, f in zip(sentences, found):
            for anchor, table in zip(s.anchors or (), f.relations if s.anchors else ()):
                if relation in anchor.related:
                    gold, best = set(anchor.related[relation]), set(np.flatnonzero(table[:, column] > 0).tolist())
                    right, said, there = right + len(gold & best), said + len(best), there + len(gold)
                    whole.append(gold == best)
        scores[relation] = round(200 * right / max(1, said + there), 1)
        scores[f"{relation} whole"] = share(whole)
    return scores


def dyad_scores(labels: Labels, rows: list[Act], judged: tuple[np.ndarray, np.ndarray, np.ndarray]) -> dict[str, float]:
    types, modes, statuses = judged
    real = [k for k, r in enumerate(rows) if r.type != NO_ACT]
    scores, _ = dyads.score(labels.acts, [rows[k].type for k in real], types[real])
    found = [labels.acts[k] for k in types.argmax(-1)]
    if len(real) < len(rows):
        scores["root with NONE"] = round(dyads.macro_f1([r.type for r in rows], found), 1)
        scores["act or none"] = share([(r.type == NO_ACT) == (f == NO_ACT) for r, f in zip(rows, found)])
    known = [k for k in real if rows[k].status and rows[k].type in labels.acts]
    if known:
        scores["status"] = share([labels.statuses[int(statuses[k].argmax())] == rows[k].status for k in known])
        scores["mode"] = share([best_mode(labels, modes[k], rows[k].type) == (rows[k].mode or NO_MODE) for k in known])
    return scores


def measure(labels: Labels, data: Data, tasks: frozenset[str], reads: Reads, judges: Judges) -> dict[str, dict]:
    scores: dict[str, dict] = {}
    if "trees" in tasks:
        for name, sentences in data.dev_trees.items():
            found = [f.tree for f in reads(sentences, ("trees",))]
            scores[name] = tree_scores([s.tokens for s in sentences], found)
    if "names" in tasks:
        for name, sentences in data.dev_names.items():
            found = [f.tags["names"] for f in reads(sentences, ("names",))]
            scores[name] = name_scores([s.tokens for s in sentences], found, PLACES_AS_ONE[name], ("PER", "ORG", "LOC"))
    here = tuple(t for t in ("names", "roles", "triggers", "relations") if t in tasks)
    if here and data.dev_corpus:
        found = reads(data.dev_corpus, here)
        scores["corpus"] = corpus_scores(labels, data.dev_corpus, found, here)
        if "relations" in here:
            scores["relations"] = relation_scores(data.dev_corpus, found)
    if "dyads" in tasks:
        for name, rows in (("dyads", data.dev_dyads), ("plv_train", data.dev_plv)):
            if rows:
                scores[name] = dyad_scores(labels, rows, judges(rows))
    return scores


def keep(path: Path, step: int, scores: dict[str, dict]) -> None:
    """A line more in the history of scores."""
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps({"step": step, **scores}) + "\n")
