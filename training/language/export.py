"""Quantise the averaged weights of a checkpoint and write the model file (docs/formats/language-model.md)."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from . import container
from .data import Labels
from .features import FEATURES
from .model import DISTANCE_LIMITS, NORM_EPSILON, Config, FastModel

LICENCE = "CC BY-SA 4.0; attribution in fast.md"
SOURCE = "UD English EWT, UD English GUM (open genres), Wikigold, CrossNER, Re-DocRED, WNUT 2017, open news; see fast.md"

LINEAR = {
    "upos": "upos", "xpos": "xpos", "feats": "feats",
    "ner.hidden": "ner_hidden", "ner.output": "ner_output",
    "arc.dep": "arc_dep", "arc.head": "arc_head", "arc.bilinear": "arc_bilinear",
    "arc.dep_distance": "arc_dep_distance", "arc.head_distance": "arc_head_distance",
    "label.dep": "label_dep", "label.head": "label_head", "label.from_dep": "label_from_dep",
    "label.from_head": "label_from_head", "label.from_product": "label_from_product",
}  # fmt: skip
GATE = {"gate.hidden": "gate_hidden", "gate.output": "gate_output"}
VECTORS = {"arc.root": "arc_root", "label.root": "label_root", "label.distance": "label_distance"}


def numbers(tensor: torch.Tensor) -> np.ndarray:
    return tensor.detach().to(torch.float32).numpy()


def quantise_rows(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 rows and a scale each: row ~ weight * scale."""
    largest = np.abs(matrix).max(1)
    scale = np.where(largest > 0, largest / np.float32(127), np.float32(1)).astype(np.float32)
    return np.clip(np.rint(matrix / scale[:, None]), -127, 127).astype(np.int8), scale


def add_linear(tensors: dict[str, np.ndarray], name: str, layer: torch.nn.Linear) -> None:
    tensors[f"{name}.weight"], tensors[f"{name}.scale"] = quantise_rows(numbers(layer.weight))
    tensors[f"{name}.bias"] = numbers(layer.bias)


def add_norm(tensors: dict[str, np.ndarray], name: str, norm: torch.nn.LayerNorm) -> None:
    tensors[f"{name}.weight"], tensors[f"{name}.bias"] = numbers(norm.weight), numbers(norm.bias)


def load_averaged(path: Path) -> tuple[FastModel, Labels]:
    state = torch.load(path, weights_only=True)
    labels = Labels(**state["labels"])
    config = Config(**{k: tuple(v) if isinstance(v, list) else v for k, v in state["config"].items()})
    model = FastModel(config, labels.sizes())
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), state["average"]["values"]):
            parameter.copy_(value)
    model.table.weight = state["average"]["table"]
    return model.eval(), labels


def tensors_of(model: FastModel) -> dict[str, np.ndarray]:
    tensors: dict[str, np.ndarray] = {}
    at = 0
    for feature in FEATURES:
        table = numbers(model.table.weight[at : at + feature.rows])
        tensors[f"embed.{feature.name}.weight"], tensors[f"embed.{feature.name}.scale"] = quantise_rows(table)
        at += feature.rows
    add_norm(tensors, "embed.norm", model.encoder.embed_norm)
    for k, (conv, norm) in enumerate(zip(model.encoder.convs, model.encoder.norms)):
        add_linear(tensors, f"conv.{k}", conv)
        add_norm(tensors, f"conv.{k}.norm", norm)
    for name, attribute in (LINEAR | (GATE if model.config.gate_dim else {})).items():
        add_linear(tensors, name, getattr(model.heads, attribute))
    for name, attribute in VECTORS.items():
        tensors[name] = numbers(getattr(model.heads, attribute))
    return {name: np.ascontiguousarray(t) for name, t in tensors.items()}


def metadata_of(config: Config, labels: Labels) -> dict[str, str]:
    # The threshold that sends every sentence on, until language.gate sets another.
    gate = {"gate_dim": str(config.gate_dim), "gate_threshold": "-1e+30"} if config.gate_dim else {}
    lists = {key: json.dumps(value, ensure_ascii=False) for key, value in labels.__dict__.items()}
    return {
        "format": "dragoman-language",
        "version": "1",
        "encoder": "conv",
        "dim": str(config.dim),
        "features": json.dumps([asdict(f) for f in FEATURES]),
        "activation_levels": "63",
        "norm_epsilon": repr(NORM_EPSILON),
        "conv_dilations": json.dumps(list(config.dilations)),
        "conv_pieces": str(config.pieces),
        "arc_dim": str(config.arc_dim),
        "label_dim": str(config.label_dim),
        "ner_dim": str(config.ner_dim),
        "distance_limits": json.dumps(list(DISTANCE_LIMITS)),
        **gate,
        **lists,
        "licence": LICENCE,
        "source": SOURCE,
        "created_by": "training/train_language.sh",
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    model, labels = load_averaged(a.checkpoint)
    container.write(a.output, tensors_of(model), metadata_of(model.config, labels))
    print(f"{a.output}: {a.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
