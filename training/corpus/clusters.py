"""Agreement of clusters of mentions: MUC, B-cubed, CEAF-e, and their mean (the CoNLL figure). Sums over documents, ratios at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Hashable, Sequence

Cluster = frozenset[Hashable]


@dataclass
class Ratio:
    """Recall and precision as sums."""

    recalled: float = 0.0
    key: float = 0.0
    precise: float = 0.0
    response: float = 0.0

    def add(self, recalled: float, key: float, precise: float, response: float) -> None:
        self.recalled += recalled
        self.key += key
        self.precise += precise
        self.response += response

    @property
    def f1(self) -> float:
        if not self.key and not self.response:
            return 1.0
        recall, precision = self.recalled / (self.key or 1), self.precise / (self.response or 1)
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def muc(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    """Links kept of those that the key clusters need."""
    of = {m: i for i, cluster in enumerate(response) for m in cluster}
    kept = needed = 0
    for cluster in key:
        parts = {of.get(m, ("alone", m)) for m in cluster}
        kept += len(cluster) - len(parts)
        needed += len(cluster) - 1
    return kept, needed


def b_cubed(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    of = {m: cluster for cluster in response for m in cluster}
    total = sum(len(cluster & of[m]) / len(cluster) for cluster in key for m in cluster if m in of)
    return total, sum(map(len, key))


def best_sum(weights: Sequence[Sequence[float]]) -> float:
    """The greatest sum of a one-to-one choice (the Hungarian method on costs, rows at most as many as columns)."""
    if not weights or not weights[0]:
        return 0.0
    if len(weights) > len(weights[0]):
        weights = list(zip(*weights))
    rows, columns, infinity = len(weights), len(weights[0]), float("inf")
    of_row, of_column, chosen = [0.0] * (rows + 1), [0.0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        chosen[0], column = row, 0
        least, way, used = [infinity] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while True:
            used[column] = True
            current, delta, following = chosen[column], infinity, 0
            for j in range(1, columns + 1):
                if not used[j]:
                    cost = -weights[current - 1][j - 1] - of_row[current] - of_column[j]
                    if cost < least[j]:
                        least[j], way[j] = cost, column
                    if least[j] < delta:
                        delta, following = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    of_row[chosen[j]] += delta
                    of_column[j] -= delta
                else:
                    least[j] -= delta
            column = following
            if chosen[column] == 0:
                break
        while column:
            chosen[column] = chosen[way[column]]
            column = way[column]
    return sum(weights[chosen[j] - 1][j - 1] for j in range(1, columns + 1) if chosen[j])


def ceaf(key: Sequence[Cluster], response: Sequence[Cluster]) -> float:
    return best_sum([[2 * len(k & r) / (len(k) + len(r)) for r in response] for k in key])


@dataclass
class ClusterScores:
    mentions: Ratio = field(default_factory=Ratio)
    muc: Ratio = field(default_factory=Ratio)
    b_cubed: Ratio = field(default_factory=Ratio)
    ceaf: Ratio = field(default_factory=Ratio)

    def add(self, key: Sequence[Cluster], response: Sequence[Cluster]) -> None:
        a, b = (frozenset().union(*side) for side in (key, response))
        self.mentions.add(len(a & b), len(a), len(a & b), len(b))
        self.muc.add(*muc(key, response), *muc(response, key))
        self.b_cubed.add(*b_cubed(key, response), *b_cubed(response, key))
        same = ceaf(key, response)
        self.ceaf.add(same, len(key), same, len(response))

    @property
    def conll(self) -> float:
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf.f1) / 3
