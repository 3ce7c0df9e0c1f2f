#!/usr/bin/env python3
"""Trains the labeller of blocks (models/blocks.tsv): a linear-chain conditional random field.

    training/article/train.py --program build/release/training/article/block_features \\
        --pages FOLDER --dumper FOLDER/page_dump.py --work FOLDER [--crossval FOLDS] [--out models/blocks.tsv]

--pages holds the page sets (NAME.jsonl.gz). With --crossval the pages are split by site, and the weights of
each fold, which saw none of its sites, are written to WORK/fold-K.tsv for crossval.py. One thread; minutes.
"""

import argparse
import math
import pathlib
import pickle
import random
import time

import numpy
import torch

import align
import pages

LABELS = align.LABELS
L = len(LABELS)
UNIT = 64                # integer weights to one nat: Labeller::kWeightUnit
OFFSETS = (-2, -1, 1, 2)
MAX_BLOCKS = 700


class Views:
    """Pages as flat arrays: features of each block and those that neighbours see."""

    def __init__(self, items, names, seen):
        self.views = []
        self.random = numpy.random.default_rng(5)
        self.first_word = next((k for k, (n, _) in enumerate(names) if ":" in n), len(names))
        self.words = len(names) - self.first_word
        for item in items:
            for n, (features, labels) in enumerate(item["views"]):
                if not labels:
                    continue
                last = max((k for k, l in enumerate(labels) if l != "other"), default=0)
                keep = min(len(labels), max(MAX_BLOCKS, last + 50))
                if keep < 2:
                    continue
                flat, counts = features
                self.views.append((flat[:counts[:keep].sum()], counts[:keep],
                                   numpy.array([LABELS.index(l) for l in labels[:keep]])))
        self.seen = seen

    def batch(self, chosen):
        views = [self.views[k] for k in chosen]
        ids = numpy.concatenate([v[0] for v in views]).astype(numpy.int64)
        counts = numpy.concatenate([v[1] for v in views])
        blocks = len(counts)
        # Class words are left out now and then, so that the model can do without those it knows: of some pages
        # all of them, of others single words throughout the page.
        keep = numpy.ones(len(ids), dtype=bool)
        at = 0
        ends = numpy.concatenate([[0], numpy.cumsum(counts)])
        for v in views:
            a, b = ends[at], ends[at + len(v[1])]
            at += len(v[1])
            lost = self.random.random(self.words) < (1.0 if self.random.random() < 0.15 else 0.3)
            page = ids[a:b]
            word = page >= self.first_word
            keep[a:b][word] = ~lost[page[word] - self.first_word]
        owner = numpy.repeat(numpy.arange(blocks), counts)[keep]
        ids = ids[keep]
        counts = numpy.bincount(owner, minlength=blocks)
        offsets = numpy.concatenate([[0], numpy.cumsum(counts)[:-1]])
        near = self.seen[ids]
        near_ids = ids[near]
        owner = numpy.repeat(numpy.arange(blocks), counts)[near]
        near_counts = numpy.bincount(owner, minlength=blocks)
        near_offsets = numpy.concatenate([[0], numpy.cumsum(near_counts)[:-1]])
        lengths = [len(v[1]) for v in views]
        as_tensor = lambda a: torch.from_numpy(numpy.ascontiguousarray(a))
        return (as_tensor(ids), as_tensor(offsets), as_tensor(near_ids), as_tensor(near_offsets), lengths,
                as_tensor(numpy.concatenate([v[2] for v in views])))


class Crf(torch.nn.Module):
    def __init__(self, features, seen_features):
        super().__init__()
        self.own = torch.nn.Parameter(torch.zeros(features, L))
        self.near = torch.nn.Parameter(torch.zeros(len(OFFSETS), seen_features, L))
        self.pairs = torch.nn.Parameter(torch.zeros(L, L))
        self.first = torch.nn.Parameter(torch.zeros(L))
        self.last = torch.nn.Parameter(torch.zeros(L))

    def scores(self, batch):
        """-> (pages, longest, L) and the mask."""
        ids, offsets, near_ids, near_offsets, lengths, _ = batch
        flat = torch.nn.functional.embedding_bag(ids, self.own, offsets, mode="sum")
        near = [torch.nn.functional.embedding_bag(near_ids, self.near[k], near_offsets, mode="sum")
                for k in range(len(OFFSETS))]
        longest = max(lengths)
        out = flat.new_zeros(len(lengths), longest, L)
        mask = torch.zeros(len(lengths), longest, dtype=torch.bool)
        parts, at = [], 0
        for row, n in enumerate(lengths):
            score = flat[at:at + n]
            for k, d in enumerate(OFFSETS):
                moved = near[k][at:at + n]
                pad = moved.new_zeros(min(abs(d), n), L)
                moved = torch.cat([pad, moved[:n - len(pad)]]) if d < 0 else torch.cat([moved[len(pad):], pad])
                score = score + moved
            edge = torch.zeros(n, L)
            score = torch.cat([score[:1] + self.first, score[1:]])
            score = torch.cat([score[:-1], score[-1:] + self.last])
            parts.append(score)
            mask[row, :n] = True
            at += n
        out = torch.nn.utils.rnn.pad_sequence(parts, batch_first=True)
        return out, mask


def marginals(scores, pairs, mask):
    """Forward and backward in probabilities, scaled at each step: much faster than in logarithms."""
    with torch.no_grad():
        n, t, _ = scores.shape
        peak = scores.max(2, keepdim=True).values
        emit = (scores - peak).exp()
        step = (pairs - pairs.max()).exp()
        a = torch.empty_like(emit)
        norm = torch.ones(n, t)
        alpha = emit[:, 0]
        for k in range(t):
            if k:
                new = (alpha @ step) * emit[:, k]
                alpha = torch.where(mask[:, k, None], new, alpha)
            z = alpha.sum(1, keepdim=True)
            alpha = alpha / z
            norm[:, k] = torch.where(mask[:, k], z[:, 0], torch.ones(n))
            a[:, k] = alpha
        beta = torch.ones(n, L)
        node = torch.empty_like(emit)
        expected = torch.zeros(L, L)
        for k in range(t - 1, -1, -1):
            gamma = a[:, k] * beta
            gamma = gamma / gamma.sum(1, keepdim=True)
            node[:, k] = torch.where(mask[:, k, None], gamma, torch.zeros(1))
            if k:
                right = emit[:, k] * beta
                live = mask[:, k].float()
                joint = torch.einsum("ni,nj->nij", a[:, k - 1], right) * step
                z = joint.sum((1, 2)).clamp_min(1e-30)
                expected += (joint * (live / z)[:, None, None]).sum(0)
                new = right @ step.T
                new = new / new.sum(1, keepdim=True).clamp_min(1e-30)
                beta = torch.where(mask[:, k, None], new, beta)
        return node, expected


def train(items, names, epochs, decay, rate, log, batch_blocks=12000, seed=1):
    random.seed(seed)
    seen = numpy.array([s for _, s in names])
    seen_features = int(max(numpy.nonzero(seen)[0])) + 1
    views = Views(items, names, seen)
    model = Crf(len(names), seen_features)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    order = list(range(len(views.views)))
    for epoch in range(epochs):
        started = time.time()
        random.shuffle(order)
        # Pages of like length beside each other, in short runs, to pad little.
        groups, group, size = [], [], 0
        for start in range(0, len(order), 200):
            for k in sorted(order[start:start + 200], key=lambda k: len(views.views[k][1])):
                group.append(k)
                size += len(views.views[k][1])
                if size > batch_blocks:
                    groups.append(group)
                    group, size = [], 0
        if group:
            groups.append(group)
        random.shuffle(groups)
        right = blocks = 0
        for step, group in enumerate(groups):
            done = (epoch + step / len(groups)) / epochs
            for g in optimiser.param_groups:
                g["lr"] = rate * (0.5 + 0.5 * math.cos(math.pi * done))
            batch = views.batch(group)
            scores, mask = model.scores(batch)
            node, expected = marginals(scores.detach(), model.pairs.detach(), mask)
            gold = torch.zeros_like(node)
            counted = torch.zeros(L, L)
            at = 0
            for row, n in enumerate(batch[4]):
                labels = batch[5][at:at + n]
                gold[row, torch.arange(n), labels] = 1
                counted += torch.zeros(L * L).index_add_(0, labels[:-1] * L + labels[1:], torch.ones(n - 1)).view(L, L)
                at += n
            right += ((node.argmax(2) == gold.argmax(2)) & mask).sum().item()
            blocks += int(mask.sum())
            scale = 1.0 / mask.sum()
            optimiser.zero_grad()
            scores.backward((node - gold) * scale)
            model.pairs.grad = (expected - counted) * scale
            with torch.no_grad():
                for p in (model.own, model.near):
                    p.grad += decay * p
                model.own.grad[views.first_word:] += 4 * decay * model.own[views.first_word:]
            optimiser.step()
        log(f"epoch {epoch + 1}: {100 * right / blocks:.2f} % of blocks right (training), {time.time() - started:.0f} s")
    return model, seen_features


def write(model, names, seen_features, path, note):
    rows = []

    def put(name, weights):
        for k, w in enumerate(weights):
            value = int(round(float(w) * UNIT))
            if abs(value) >= 3:
                rows.append(f"{name}\t{LABELS[k]}\t{value}")
    with torch.no_grad():
        for k, (name, _) in enumerate(names):
            put(name, model.own[k])
        for n, d in enumerate(OFFSETS):
            for k in range(seen_features):
                if names[k][1]:
                    put(f"{d:+d}|{names[k][0]}", model.near[n][k])
        for k in range(L):
            put(f"from:{LABELS[k]}", model.pairs[k])
        put("first", model.first)
        put("last", model.last)
    head = ["# origin: trained by training/article/train.py; see blocks.md", "# licence: MIT", f"# {note}",
            "feature\tlabel\tweight"]
    pathlib.Path(path).write_text("\n".join(head + rows) + "\n", encoding="utf-8")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--program", required=True)
    p.add_argument("--pages", required=True)
    p.add_argument("--dumper", required=True)
    p.add_argument("--work", required=True)
    p.add_argument("--crossval", type=int, default=0)
    p.add_argument("--only-fold", type=int, default=-1)
    p.add_argument("--out")
    p.add_argument("--epochs", type=int, default=8)
    p.add_argument("--decay", type=float, default=1e-5)
    p.add_argument("--rate", type=float, default=0.03)
    p.add_argument("--reuse", action="store_true", help="features of the last run: the program has not changed")
    p.add_argument("--blogs", type=float, default=1.0, help="share of the wcxb pages that is used")
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    kept = pathlib.Path(a.work) / "corpus.pickle"
    if a.reuse and kept.exists():
        corpus = pickle.loads(kept.read_bytes())
    else:
        corpus = pages.Corpus(a.program, a.pages, a.work, a.dumper)
        for item in corpus.items:
            item["url"] = item.pop("row")["url"]
        kept.write_bytes(pickle.dumps(corpus, protocol=4))
    log = lambda text: print(text, flush=True)
    rng = random.Random(7)
    for item in corpus.items:
        item["used"] = item["set"] != "wcxb" or rng.random() < a.blogs
    log(f"{len(corpus.items)} pages, {sum(len(l) for i in corpus.items for _, l in i['views'])} blocks, {len(corpus.names)} features")
    for fold in range(a.crossval):
        if a.only_fold in (-1, fold):
            log(f"fold {fold}")
            items = [i for i in corpus.items if i["used"] and pages.fold_of(i["url"], a.crossval) != fold]
            model, seen = train(items, corpus.names, a.epochs, a.decay, a.rate, log)
            write(model, corpus.names, seen, pathlib.Path(a.work) / f"fold-{fold}.tsv", f"fold {fold}")
    if a.out:
        model, seen = train([i for i in corpus.items if i["used"]], corpus.names, a.epochs, a.decay, a.rate, log)
        write(model, corpus.names, seen, a.out, f"{len(corpus.items)} pages, {a.epochs} epochs")


if __name__ == "__main__":
    main()
