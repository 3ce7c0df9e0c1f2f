"""Agreement of two annotations of the same documents, matched by id (the second's may end in `-b`); only sentences that both have count.

F1 treats the first annotation as key; swapping the two leaves it. Units are paired one to one, those that share most characters first.
names       span: the same offsets; span+class: and the same class.
statements  cue: cues that overlap (without cue: content with IoU >= .5). content: pieces with the same offsets, or IoU >= .5.
            source: of paired statements, sources that are the same actor (overlap, or an entity with a mention where the other
            stands); both absent is no unit. form, act: share of paired statements with the same label; Krippendorff's alpha.
events      trigger: triggers that overlap. type: share of paired triggers with the same type. event: paired triggers of the same type.
            dyad: event x source x target in the same sentence, each side the same actor (as above; absent equals absent); those whose
            triggers overlap are paired first. dyad type: share of paired dyads with the same type.
            mode: share of paired triggers of one type with the same mode. status: share of paired triggers.
            type alpha: Krippendorff's, nominal, over all triggers of either (`none` for one that the other lacks), and over paired ones.
nonevents   words of `x` that overlap.
coref       mention: the same offsets; MUC, B3, CEAFe and their mean (CoNLL) over all entities of the document, singletons included.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Callable, Iterable, Sequence, TypeVar

from .clusters import ClusterScores, Ratio
from .compile import Compiled, CompiledEvent, CompiledStatement, Party
from .splits import base_id
from .spans import Span

T = TypeVar("T")
F1 = ("names span", "names span+class", "statements cue", "statements content exact", "statements content IoU", "statements source",
      "events trigger", "events event", "events dyad", "nonevents words")
SHARES = ("statements form", "statements act", "events type", "events dyad type", "events mode", "events status")
ALPHAS = {"statements form": "form alpha", "statements act": "act alpha", "events type, all": "type alpha",
          "events type": "type alpha (paired)", "events status": "status alpha"}


def shared(a: Span, b: Span) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def iou(a: Span, b: Span) -> float:
    both = shared(a, b)
    return both / (a[1] - a[0] + b[1] - b[0] - both)


def pair_up(a: Sequence[T], b: Sequence[T], score: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """One-to-one pairs of positive score, the highest first."""
    scored = sorted(((-score(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)))
    left, right, pairs = set(range(len(a))), set(range(len(b))), []
    for value, i, j in scored:
        if value < 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            pairs.append((i, j))
    return sorted(pairs)


def alpha(units: Iterable[tuple[str, str]]) -> float:
    """Krippendorff's alpha for two coders and nominal values."""
    units = list(units)
    values = Counter(v for unit in units for v in unit)
    n = sum(values.values())
    expected = 1 - sum(c * (c - 1) for c in values.values()) / (n * (n - 1)) if n > 1 else 0.0
    observed = sum(a != b for a, b in units) / len(units) if units else 0.0
    return 1 - observed / expected if expected else 1.0


@dataclass
class Agreement:
    """Sums over the documents; `rows` gives the figures."""

    documents: int = 0
    sentences: int = 0
    f1: dict[str, Ratio] = field(default_factory=dict)
    labels: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    coref: ClusterScores = field(default_factory=ClusterScores)
    differences: list[str] = field(default_factory=list)

    def count(self, what: str, same: int, a: int, b: int) -> None:
        self.f1.setdefault(what, Ratio()).add(same, a, same, b)

    def label(self, what: str, a: str | None, b: str | None) -> None:
        self.labels.setdefault(what, []).append((a or "-", b or "-"))

    def rows(self) -> list[tuple[str, str, float, str]]:
        """Layer, measure, value, and how many units it rests on."""
        rows = []
        for what in F1:
            r = self.f1.get(what, Ratio())
            layer, _, measure = what.partition(" ")
            rows.append((layer, f"{measure} F1", 100 * r.f1, f"{r.key:.0f} / {r.response:.0f}"))
        for what in SHARES:
            units = self.labels.get(what, [])
            layer, _, measure = what.partition(" ")
            share = 100 * sum(a == b for a, b in units) / len(units) if units else 100.0
            rows.append((layer, f"{measure} agreement", share, str(len(units))))
        for what, shown in ALPHAS.items():
            units = self.labels.get(what, [])
            rows.append((what.partition(" ")[0], shown, alpha(units), str(len(units))))
        c = self.coref
        for measure, r in (("mention", c.mentions), ("MUC", c.muc), ("B3", c.b_cubed), ("CEAFe", c.ceaf)):
            rows.append(("coref", f"{measure} F1", 100 * r.f1, f"{r.key:.0f} / {r.response:.0f}"))
        rows.append(("coref", "CoNLL F1", 100 * self.coref.conll, ""))
        order = ("names", "statements", "events", "nonevents", "coref")
        return sorted(rows, key=lambda r: order.index(r[0]))


class Comparison:
    """Two annotations of one document."""

    def __init__(self, a: Compiled, b: Compiled, out: Agreement) -> None:
        self.a, self.b, self.out = a, b, out
        self.common = set(a.sentences) & set(b.sentences)
        out.documents += 1
        out.sentences += len(self.common)

    def run(self) -> None:
        self.names()
        self.statements()
        self.events()
        self.nonevents()
        self.mentions()

    def holds(self, span: Span) -> bool:
        return any(s[0] <= span[0] and span[1] <= s[1] for s in self.common)

    def of(self, d: Compiled, facts: Sequence[T]) -> list[T]:
        return [f for f in facts if d.sentences[f.sentence] in self.common]  # type: ignore[attr-defined]

    def differ(self, sentence: Span, layer: str, a: str, b: str) -> None:
        number = self.a.sentences.index(sentence) + 1
        self.out.differences.append(f"{self.a.id}/{number}  {layer:<18} {a:<60} | {b}")

    def sentence(self, span: Span) -> Span:
        return next(s for s in self.common if s[0] <= span[0] and span[1] <= s[1])

    def names(self) -> None:
        a, b = ({n.span: n.class_ for n in d.names if self.holds(n.span)} for d in (self.a, self.b))
        self.out.count("names span", len(a.keys() & b.keys()), len(a), len(b))
        self.out.count("names span+class", len(a.items() & b.items()), len(a), len(b))
        for span in sorted(a.keys() | b.keys()):
            if a.get(span) != b.get(span):
                told = (f"{side[span]} {self.a.at(span)}" if span in side else "-" for side in (a, b))
                self.differ(self.sentence(span), "name", *told)

    def mentions(self) -> None:
        self.out.coref.add(*([c for c in (frozenset(m.span for m in e.mentions if self.holds(m.span)) for e in d.entities) if c]
                             for d in (self.a, self.b)))
        a, b = ({m.span: e.key for e in d.entities for m in e.mentions if self.holds(m.span)} for d in (self.a, self.b))
        for span in sorted(a.keys() ^ b.keys()):
            told = f"{self.a.at(span)} = {a.get(span) or b.get(span)}"
            self.differ(self.sentence(span), "mention", told if span in a else "-", told if span in b else "-")

    def statements(self) -> None:
        a, b = self.of(self.a, self.a.statements), self.of(self.b, self.b.statements)
        pairs = pair_up(a, b, statement_score)
        self.out.count("statements cue", len(pairs), len(a), len(b))
        pieces_a, pieces_b = ([c for s in side for c in s.content if self.holds(c)] for side in (a, b))
        for measure, score in (("exact", lambda x, y: x == y), ("IoU", lambda x, y: iou(x, y) if iou(x, y) >= .5 else 0)):
            self.out.count(f"statements content {measure}", len(pair_up(pieces_a, pieces_b, score)), len(pieces_a), len(pieces_b))
        for i, j in pairs:
            x, y, sentence = a[i], b[j], self.a.sentences[a[i].sentence]
            here, there = (p != Party(None, None) for p in (x.source, y.source))
            same = here and there and self.same(x.source, y.source)
            self.out.count("statements source", int(same), int(here), int(there))
            if (here or there) and not same:
                self.differ(sentence, "statement source", self.party(self.a, x.source), self.party(self.b, y.source))
            for what, p, q in (("form", x.form, y.form), ("act", x.act, y.act)):
                self.out.label(f"statements {what}", p, q)
                if p != q:
                    self.differ(sentence, f"statement {what}", f"{p}: {self.words(self.a, x.cue)}", q)
            if x.content != y.content:
                self.differ(sentence, "statement content", " + ".join(map(self.a.at, x.content)), " + ".join(map(self.b.at, y.content)))
        for d, side, taken in ((self.a, a, {i for i, _ in pairs}), (self.b, b, {j for _, j in pairs})):
            for s in (s for k, s in enumerate(side) if k not in taken):
                told = f"{s.act} {self.words(d, s.cue)}: {' + '.join(map(d.at, s.content))[:60]}"
                self.differ(d.sentences[s.sentence], "statement", *((told, "-") if d is self.a else ("-", told)))

    def events(self) -> None:
        a, b = self.of(self.a, self.a.events), self.of(self.b, self.b.events)
        pairs = pair_up(a, b, lambda x, y: shared(x.trigger, y.trigger) * (1 + .01 * (x.type == y.type)))
        self.out.count("events trigger", len(pairs), len(a), len(b))
        self.out.count("events event", sum(a[i].type == b[j].type for i, j in pairs), len(a), len(b))
        for i, j in pairs:
            x, y, sentence = a[i], b[j], self.a.sentences[a[i].sentence]
            self.out.label("events type", x.type, y.type)
            self.out.label("events type, all", x.type, y.type)
            self.out.label("events status", x.status, y.status)
            if x.type == y.type:
                self.out.label("events mode", x.mode, y.mode)
            mode = y.mode if x.type == y.type else x.mode
            for what, p, q in (("type", x.type, y.type), ("status", x.status, y.status), ("mode", x.mode, mode)):
                if p != q:
                    self.differ(sentence, f"event {what}", f"{p}: {self.a.at(x.trigger)}", str(q))
        for d, side, taken in ((self.a, a, {i for i, _ in pairs}), (self.b, b, {j for _, j in pairs})):
            for e in (e for k, e in enumerate(side) if k not in taken):
                told = f"{e.type} {d.at(e.trigger)}"
                self.out.label("events type, all", *((e.type, "none") if d is self.a else ("none", e.type)))
                self.differ(d.sentences[e.sentence], "event", *((told, "-") if d is self.a else ("-", told)))
        self.dyads(a, b)

    def dyads(self, a: list[CompiledEvent], b: list[CompiledEvent]) -> None:
        x, y = dyads_of(self.a, a), dyads_of(self.b, b)

        def score(p: tuple, q: tuple) -> float:
            if p[0] != q[0] or not self.same(p[2], q[2]) or not self.same(p[3], q[3]):
                return 0
            return 1 + 2 * (shared(p[1].trigger, q[1].trigger) > 0) + .5 * (p[1].type == q[1].type)

        pairs = pair_up(x, y, score)
        self.out.count("events dyad", len(pairs), len(x), len(y))
        for i, j in pairs:
            self.out.label("events dyad type", x[i][1].type, y[j][1].type)
        for d, side, taken in ((self.a, x, {i for i, _ in pairs}), (self.b, y, {j for _, j in pairs})):
            for sentence, e, source, target in (u for k, u in enumerate(side) if k not in taken):
                told = f"{e.type} {d.at(e.trigger)}: {self.party(d, source)} → {self.party(d, target)}"
                self.differ(sentence, "dyad", *((told, "-") if d is self.a else ("-", told)))

    def nonevents(self) -> None:
        a, b = self.of(self.a, self.a.nonevents), self.of(self.b, self.b.nonevents)
        pairs = pair_up(a, b, lambda x, y: shared(x.span, y.span))
        self.out.count("nonevents words", len(pairs), len(a), len(b))

    def same(self, p: Party, q: Party) -> bool:
        """One actor: words that overlap, or an entity of the one that has a mention where the other stands."""
        if p == Party(None, None) or q == Party(None, None):
            return p == q
        if p.span and q.span and shared(p.span, q.span):
            return True
        if p.span and q.span:
            return False
        return bool(self.places(self.a, p) & self.places(self.b, q))

    def places(self, d: Compiled, p: Party) -> set[Span]:
        entity = next((e for e in d.entities if e.key == p.entity), None)
        return ({p.span} if p.span else set()) | ({m.span for m in entity.mentions} if entity else set())

    def words(self, d: Compiled, span: Span | None) -> str:
        return d.at(span) if span else "-"

    def party(self, d: Compiled, p: Party) -> str:
        return d.at(p.span) if p.span else f"={p.entity}" if p.entity else "-"


def statement_score(x: CompiledStatement, y: CompiledStatement) -> float:
    """Cues that share characters, and by tie content that does; without cues the content alone."""
    content = sum(shared(c, d) for c in x.content for d in y.content) / 100_000
    if x.cue and y.cue:
        return shared(x.cue, y.cue) + content if shared(x.cue, y.cue) else 0
    if x.cue or y.cue:
        return 0
    return content if any(iou(c, d) >= .5 for c in x.content for d in y.content) else 0


def dyads_of(d: Compiled, events: list[CompiledEvent]) -> list[tuple[Span, CompiledEvent, Party, Party]]:
    nobody = [Party(None, None)]
    return [(d.sentences[e.sentence], e, s, t) for e in events for s in e.sources or nobody for t in e.targets or nobody]


def compare(first: Sequence[Compiled], second: Sequence[Compiled]) -> Agreement:
    out = Agreement()
    others = {base_id(d.id): d for d in second}
    for a in first:
        b = others.get(base_id(a.id))
        if b is not None and a.text == b.text:
            Comparison(a, b, out).run()
    return out
