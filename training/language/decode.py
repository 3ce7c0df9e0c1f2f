"""Decoding: single-root maximum spanning tree and constrained BIO Viterbi (docs/formats/language-model.md, section 6)."""

from __future__ import annotations

import numpy as np

NEGATIVE = -1e30


def is_tree(heads: np.ndarray) -> bool:
    """heads[i] is the head (0 = root) of word i + 1; true for a tree with exactly one child of the root."""
    if int((heads == 0).sum()) != 1:
        return False
    n = len(heads)
    reached = heads == 0
    for _ in range(n):
        grown = reached | ((heads > 0) & reached[np.maximum(heads - 1, 0)])
        if (grown == reached).all():
            break
        reached = grown
    return bool(reached.all())


def find_cycle(head: list[int]) -> list[int]:
    """The nodes of the cycle that holds the lowest node, or nothing. head[0] is unused."""
    state = [0] * len(head)
    for start in range(1, len(head)):
        path, at = [], start
        while at != 0 and state[at] == 0:
            state[at] = start
            path.append(at)
            at = head[at]
        if at != 0 and state[at] == start:
            return path[path.index(at) :]
    return []


def chu_liu_edmonds(scores: np.ndarray) -> list[int]:
    """scores[dependent, head] in f64, node 0 the root; returns the head of each node (entry 0 unused)."""
    size = len(scores)
    s = scores.copy()
    s[np.arange(size), np.arange(size)] = NEGATIVE
    s[0, :] = NEGATIVE
    head = [0] + [int(s[i].argmax()) for i in range(1, size)]
    cycle = find_cycle(head)
    if not cycle:
        return head
    in_cycle = set(cycle)
    rest = [k for k in range(size) if k not in in_cycle]
    inner = np.array(cycle)
    small = len(rest)  # the contracted node is the last one
    c = np.full((small + 1, small + 1), NEGATIVE)
    c[:small, :small] = s[np.ix_(rest, rest)]
    own = np.array([s[i, head[i]] for i in cycle])
    out = s[np.ix_(rest, cycle)]  # cycle words as heads of the rest
    best_out = out.argmax(1)
    c[:small, small] = out.max(1)
    into = s[np.ix_(cycle, rest)] - own[:, None]
    best_in = into.argmax(0)
    c[small, :small] = into.max(0)
    sub = chu_liu_edmonds(c)
    result = [0] * size
    for k in range(1, small):
        result[rest[k]] = int(inner[best_out[k]]) if sub[k] == small else rest[sub[k]]
    for i in cycle:
        result[i] = head[i]
    broken = cycle[int(best_in[sub[small]])]
    result[broken] = rest[sub[small]]
    return result


def single_root_tree(scores: np.ndarray) -> np.ndarray:
    """scores [n, n + 1]: dependent (from 0), head (0 = root); the diagonal arcs are ignored. Heads, 0 = root."""
    n = len(scores)
    s = np.full((n + 1, n + 1), NEGATIVE)
    s[1:] = scores
    s[np.arange(n + 1), np.arange(n + 1)] = NEGATIVE
    greedy = s[1:].argmax(1)
    if is_tree(greedy):
        return greedy
    finite = s[1:][s[1:] > NEGATIVE / 2]
    s[1:, 0] -= 1 + (finite.max() - finite.min()) * (n + 1)
    return np.array(chu_liu_edmonds(s)[1:])


def viterbi(emissions: np.ndarray, labels: list[str]) -> list[str]:
    """The best BIO sequence in which I-X follows only B-X or I-X."""
    allowed = bio_transitions(labels)
    starts = np.array([not label.startswith("I-") for label in labels])
    low = np.float32(NEGATIVE)
    value = np.where(starts, emissions[0], low).astype(np.float32)
    back = []
    for row in emissions[1:]:
        table = np.where(allowed, value[None, :], low)
        best = table.argmax(1)
        back.append(best)
        value = (row + table[np.arange(len(labels)), best]).astype(np.float32)
    at = int(value.argmax())
    path = [at]
    for best in reversed(back):
        at = int(best[at])
        path.append(at)
    return [labels[k] for k in reversed(path)]


_transitions: dict[tuple[str, ...], np.ndarray] = {}


def bio_transitions(labels: list[str]) -> np.ndarray:
    """allowed[to, from]"""
    key = tuple(labels)
    if key not in _transitions:
        _transitions[key] = np.array(
            [[not to.startswith("I-") or (of != "O" and of[2:] == to[2:]) for of in labels] for to in labels]
        )
    return _transitions[key]
