"""Figures of the corpus: counts by layer and class, and how varied its sentences are. Second annotations (`-b`) are left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from .compile import Compiled, Party
from .corpus import BODIES, body_of
from .labels import labels
from .splits import PARTS, is_reading, split_of

COMMON = 400  # A trigram in more sentences than these proposes no neighbours (it still counts in the overlap).


@dataclass
class Table:
    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def text(self, markdown: bool) -> str:
        if markdown:
            rows = (self.head, ("---",) * len(self.head), *self.rows)
            lines = [f"**{self.title}**", "", *("| " + " | ".join(r) + " |" for r in rows)]
            return "\n".join(lines) + "\n"
        wide = [max(len(r[i]) for r in (self.head, *self.rows)) for i in range(len(self.head))]
        lines = ("  " + "  ".join(c.ljust(w) for c, w in zip(r, wide)).rstrip() for r in (self.head, *self.rows))
        return "\n".join([self.title, *lines]) + "\n"


def counts(title: str, head: str, count: Counter[str], order: list[str] | None = None) -> Table:
    """Labels of a closed list in its order, absent ones too; others by number."""
    pairs = [(k, count[k]) for k in order] if order else sorted(count.items(), key=lambda kv: (-kv[1], kv[0]))
    return Table(title, (head, "number"), [(k, f"{n:,}") for k, n in pairs])


def crude(word: str) -> str:
    """Lower case without the commonest endings: halts, halted, halting are one."""
    word = word.lower()
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[:-len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsf":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def bodies(documents: list[Compiled]) -> Table:
    rows = []
    count: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 9)
    for d in documents:
        origin = d.source.partition("#")[0].removeprefix("news/").removesuffix(".gz").removesuffix(".jsonl") if d.source else d.desk or ""
        for key in ((body_of(d), origin), (body_of(d), "all"), ("all", "")):
            row = count[key]
            for i, n in enumerate((1, len(d.sentences), len(d.names), sum(len(e.mentions) for e in d.entities), len(d.statements),
                                   len(d.events), len(d.nonevents), sum(max(len(e.sources), 1) * max(len(e.targets), 1) for e in d.events),
                                   len(d.sentences) if d.proposals else 0)):
                row[i] += n
    order = [*BODIES, "all"]
    for (body, origin), numbers in sorted(count.items(), key=lambda kv: (order.index(kv[0][0]), kv[0][1] == "all", kv[0][1])):
        rows.append((body, origin, *(f"{n:,}" for n in numbers)))
    return Table("Documents and facts", ("body", "desk or source", "documents", "sentences", "names", "mentions", "statements", "events",
                                         "nonevents", "dyads", "sentences shown proposals"), rows)


def layers(documents: list[Compiled]) -> list[Table]:
    known = labels()
    events = [e for d in documents for e in d.events]
    statements = [s for d in documents for s in d.statements]
    of = lambda values: Counter(values)
    tables = [
        counts("Names", "class", of(n.class_ for d in documents for n in d.names), known.all("class")),
        counts("Mentions", "form", of(m.form for d in documents for e in d.entities for m in e.mentions)),
        counts("Statements by act", "act", of(s.act for s in statements), known.all("act")),
        counts("Statements by form", "form", of(s.form for s in statements), known.all("form")),
    ]
    statuses = known.all("status")
    by = {t: Counter(e.status for e in events if e.type == t) for t in known.all("type")}
    rows = [(t, *(str(by[t][s]) for s in statuses), f"{sum(by[t].values()):,}") for t in by]
    total = sum(by.values(), Counter())
    rows.append(("all", *(str(total[s]) for s in statuses), f"{sum(total.values()):,}"))
    tables.append(Table("Events by type and status", ("type", *statuses, "all"), rows))
    modes = Counter((e.type, e.mode or "-") for e in events)
    tables.append(Table("Events by mode", ("type", "modes"), [
        (t, ", ".join(f"{m} {modes[t, m]}" for m in [*known.modes(t), "-"])) for t in by if known.modes(t)]))
    tables += [
        counts("Contexts of events", "context", of(c for e in events for c in e.contexts), known.all("context")),
        counts("Stages of support", "stage", of(e.stage for e in events if e.stage), known.all("stage")),
        counts("Options of events", "option", of(k for e in events for k in e.options)),
        counts("Words that are no act", "reason", of(x.reason for d in documents for x in d.nonevents), known.all("reason")),
        Table("Splits", ("part", "documents", "sentences", "events"), [
            (p, *(f"{n:,}" for n in (len(ds), sum(len(d.sentences) for d in ds), sum(len(d.events) for d in ds))))
            for p in PARTS for ds in [[d for d in documents if split_of(d) == p]]]),
    ]
    return tables


def party_name(d: Compiled, parties: list[Party]) -> str:
    return " & ".join(sorted(p.entity and next((e.names[0] for e in d.entities if e.key == p.entity and e.names), p.entity) or
                             (d.at(p.span).lower() if p.span else "-") for p in parties)) or "-"


def variety(documents: list[Compiled]) -> list[Table]:
    triggers: dict[str, Counter[str]] = {t: Counter() for t in labels().all("type")}
    for d in documents:
        for e in d.events:
            triggers.setdefault(e.type, Counter())[" ".join(map(crude, words_of(d.at(e.trigger))))] += 1
    rows = [(t, f"{c.total():,}", f"{len(c):,}", f"{len(c) / max(c.total(), 1):.2f}", ", ".join(f"{w} {n}" for w, n in c.most_common(5)))
            for t, c in triggers.items()]
    own, news = [d for d in documents if not d.source], [d for d in documents if d.source]
    (left, best), (right, _), (both, _) = variety_of(own), variety_of(news), variety_of(documents)
    figures = [(what, figure, right[what], both[what]) for what, figure in left.items()]
    worst: list[tuple[str, ...]] = []
    seen: set[frozenset[str]] = set()
    for score, a, b in sorted(best, key=lambda b: (-b[0], b[1])):
        if score and frozenset((a, b)) not in seen and len(worst) < 10:
            seen.add(frozenset((a, b)))
            worst.append((f"{score:.2f}", a, b))
    return [Table("Triggers by type", ("type", "tokens", "distinct", "distinct/tokens", "commonest"), rows),
            Table("Variety", ("what", "own texts", "open news", "all"), figures),
            Table("Nearest pairs of sentences of own texts", ("Jaccard", "sentence", "sentence"), worst)]


def variety_of(documents: list[Compiled]) -> tuple[dict[str, str], list[tuple[float, str, str]]]:
    """Figures of some documents, and each sentence with its nearest one."""
    texts = [(d, i, d.at(s)) for d in documents for i, s in enumerate(d.sentences)]
    openings = Counter(" ".join(words_of(t)[:3]) for _, _, t in texts)
    dyads = Counter((party_name(d, e.sources), party_name(d, e.targets)) for d in documents for e in d.events)
    lengths = sorted(len(words_of(t)) for _, _, t in texts)
    at = lambda share: str(lengths[min(int(share * len(lengths)), len(lengths) - 1)]) if lengths else "-"
    best = neighbours([(f"{d.id}/{i + 1}", t) for d, i, t in texts])
    return {
        "distinct openings (first three words) of sentences": f"{len(openings):,} of {len(texts):,}",
        "commonest openings": ", ".join(f"{o} ({n})" for o, n in openings.most_common(4)),
        "distinct pairs of source and target of events": f"{len(dyads):,} of {sum(dyads.values()):,}",
        "words of a sentence: 5, 25, 50, 75, 95 %": " ".join(map(at, (.05, .25, .5, .75, .95))),
        "nearest other sentence, Jaccard of word trigrams: mean": f"{sum(b[0] for b in best) / max(len(best), 1):.3f}",
        "share of sentences with a neighbour above .3": f"{100 * sum(b[0] > .3 for b in best) / max(len(best), 1):.1f} %",
    }, best


def neighbours(sentences: list[tuple[str, str]]) -> list[tuple[float, str, str]]:
    """For each sentence the best Jaccard of word trigrams with another one, by an inverted index."""
    grams = [{tuple(w[i:i + 3]) for i in range(len(w) - 2)} for w in (words_of(t) for _, t in sentences)]
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, held in enumerate(grams):
        for gram in held:
            index[gram].append(i)
    best = []
    for i, held in enumerate(grams):
        near = Counter(j for gram in held if len(index[gram]) <= COMMON for j in index[gram] if j != i)
        score, j = max(((n / (len(held) + len(grams[j]) - n), -j) for j, n in near.items()), default=(0.0, 1))
        best.append((score, sentences[i][0], sentences[-j][0] if score else ""))
    return best


def repeated(documents: list[Compiled]) -> Table:
    """Names of the own texts that stand in many documents: too many of one name teach the name."""
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for d in documents:
        if not d.source:
            for n in d.names:
                if n.class_ in ("PER", "ORG", "GPE", "LOC", "FAC"):
                    held[n.class_, d.at(n.span)].add(d.id)
    rows = []
    for class_ in ("PER", "ORG", "GPE", "LOC", "FAC"):
        most = sorted(((len(ids), name) for (c, name), ids in held.items() if c == class_), key=lambda p: (-p[0], p[1]))
        commonest = ", ".join(f"{name} {n}" for n, name in most[:12] if n > 1)
        rows.append((class_, f"{len(most):,}", f"{sum(n > 1 for n, _ in most):,}", commonest))
    return Table("Names of own texts in more than one document", ("class", "distinct", "in several documents", "most documents"), rows)


def tables(documents: list[Compiled]) -> list[Table]:
    documents = [d for d in documents if not is_reading(d)]
    return [bodies(documents), *layers(documents), *variety(documents), repeated(documents)]
