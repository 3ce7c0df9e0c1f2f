"""The closed lists of labels, read from labels.tsv."""

from __future__ import annotations

from functools import cache
from pathlib import Path


class Labels:
    """What each layer may be called; a label may be confined to some event types."""

    def __init__(self, path: Path) -> None:
        self._of: dict[str, dict[str, set[str]]] = {}
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        for layer, label, of in rows[1:]:
            types = self._of.setdefault(layer, {}).setdefault(label, set())
            if of:
                types.add(of)

    def all(self, layer: str) -> list[str]:
        return list(self._of[layer])

    def has(self, layer: str, label: str) -> bool:
        return label in self._of[layer]

    def allowed(self, layer: str, label: str, type_: str) -> bool:
        """Whether the label may stand on an event of this type."""
        types = self._of[layer].get(label)
        return types is not None and (not types or type_ in types)

    def modes(self, type_: str) -> list[str]:
        return [label for label, types in self._of["mode"].items() if type_ in types]


@cache
def labels() -> Labels:
    return Labels(Path(__file__).with_name("labels.tsv"))
