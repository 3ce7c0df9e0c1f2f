"""Documents for reading: numbered sentences, under each its facts in columns; coloured on a terminal only."""

from __future__ import annotations

import textwrap

from .compile import Compiled, Party
from .spans import Span, inside
from .splits import is_reading, split_of

WIDTH = 130
COLOURS = {"id": "1", "name": "36", "entity": "35", "statement": "33", "event": "32", "none": "31"}


class Viewer:
    def __init__(self, colours: bool) -> None:
        self.colours = colours

    def paint(self, layer: str, text: str) -> str:
        return f"\x1b[{COLOURS[layer]}m{text}\x1b[0m" if self.colours else text

    def document(self, d: Compiled) -> str:
        about = [d.desk or d.source or "", d.date or "", "reading" if is_reading(d) else split_of(d)]
        lines = [self.paint("id", d.id) + "  " + " · ".join(a for a in about if a)]
        for e in d.entities:
            names = "; ".join(e.names) or "(never named)"
            head = f"    ~ {e.key:<10} {e.class_:<6} {e.code or '':<8} "
            lines.append(self.paint("entity", head) + f"{names}  ({len(e.mentions)} mentions)")
        for index, span in enumerate(d.sentences):
            mark = "=" if d.title(index) else "¶" if any(p[0] == span[0] for p in d.paragraphs) else " "
            text = " ".join(d.at(span).split())
            lines.append("")
            lines += textwrap.wrap(f"{index + 1:>2} {mark} {text}", WIDTH, subsequent_indent="     ")
            lines += self.facts(d, index)
        return "\n".join(lines) + "\n"

    def facts(self, d: Compiled, index: int) -> list[str]:
        sentence = d.sentences[index]
        words = lambda span: short(d, span)
        rows: list[tuple[str, str, str, str]] = []
        held = [n for n in d.names if inside(n.span, sentence)]
        if held:
            rows.append(("name", "names", "", "; ".join(f"{n.class_} {words(n.span)}" for n in held)))
        mentions = sorted((m.span, e.key) for e in d.entities for m in e.mentions if inside(m.span, sentence))
        if mentions:
            rows.append(("entity", "who", "", "; ".join(f"{words(span)} = {key}" for span, key in mentions)))
        for s in d.statements:
            here = [c for c in s.content if inside(c, sentence)]
            if s.sentence == index:
                rest = [f"to {self.parties(d, s.to)}"] if s.to else []
                rest += [f"{key} {words(span)}" for key, span in s.options.items()]
                said = " + ".join(map(words, here)) or "(elsewhere)"
                row = f"{self.party(d, s.source)} | {words(s.cue) if s.cue else '-'} | {said}" + "".join(f" | {r}" for r in rest)
                rows.append(("statement", s.id, f"{s.act} {s.form}", row))
            elif here:
                rows.append(("statement", s.id + "+", "", " + ".join(map(words, here))))
        for e in (e for e in d.events if e.sentence == index):
            rest = [", ".join(e.contexts)] if e.contexts else []
            rest += [f"{what} {value}" for what, value in (("by", e.by), ("stage", e.stage), ("same as", e.of)) if value]
            rest += [f"{key} {' & '.join(map(words, spans))}" for key, spans in e.options.items()]
            row = f"{words(e.trigger)} | {self.parties(d, e.sources)} → {self.parties(d, e.targets)}" + "".join(f" | {r}" for r in rest)
            rows.append(("event", e.id, f"{e.type} {e.mode or '-'} {e.status}", row))
        for x in (x for x in d.nonevents if x.sentence == index):
            pair = f" | {self.party(d, x.pair[0])} , {self.party(d, x.pair[1])}" if x.pair else ""
            rows.append(("none", "x", x.reason, words(x.span) + pair))
        wide = max((len(label) for _, _, label, _ in rows), default=0)
        lines = []
        for layer, what, label, text in rows:
            head = f"      {what:<6}{label:<{wide}}  "
            wrapped = textwrap.wrap(text, max(WIDTH - len(head), 40)) or [""]
            lines.append(self.paint(layer, head) + wrapped[0])
            lines += [" " * len(head) + w for w in wrapped[1:]]
        return lines

    def party(self, d: Compiled, party: Party) -> str:
        if party.span is None:
            return f"={party.entity}" if party.entity else "-"
        return short(d, party.span) + (f" ({party.entity})" if party.entity else "")

    def parties(self, d: Compiled, parties: list[Party]) -> str:
        return " & ".join(self.party(d, p) for p in parties) or "-"


def short(d: Compiled, span: Span, most: int = 90) -> str:
    """The words, with their middle left out where they are many."""
    text = " ".join(d.at(span).split())
    return text if len(text) <= most else text[:most * 2 // 3].rstrip() + " … " + text[-most // 4:].lstrip()
