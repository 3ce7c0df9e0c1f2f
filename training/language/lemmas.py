"""Lemma resource: words whose lemma no rule gives, and longest-suffix rules, learnt from EWT and GUM (format page, section 7)."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from .data import Token, read_conllu
from .features import low, normalise

LONGEST_SUFFIX = 6
Rule = tuple[int, str, str]  # cut, add, case ("l": of the lower-cased form, "k": of the form as it is)

HEADER = """\
# Lemmas of English words: exceptions (W) and suffix rules (S); how they are looked up: docs/formats/language-model.md, section 7.
# Learnt by training/language/lemmas.py from UD English EWT (CC BY-SA 4.0) and the open genres of UD English GUM (annotations CC BY 4.0).
# Licence of this file: CC BY-SA 4.0.
# W\tform\ttag\tlemma
# S\tsuffix\ttag\tcut\tadd\tcase
"""


def lower(text: str) -> str:
    return "".join(map(low, text))


def tags_of(t: Token) -> tuple[str, str]:
    return f"{t.upos}/{t.xpos}", t.upos


def common_prefix(a: str, b: str) -> int:
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def rule_of(form: str, lemma: str) -> Rule:
    """The edit of the end of the word. Words whose lemma keeps capitals are edited as they are."""
    lowered = lower(form)
    base, case = (form, "k") if lemma != lower(lemma) and form != lowered else (lowered, "l")
    keep = common_prefix(base, lemma)
    return len(base) - keep, lemma[keep:], case


def apply(rule: Rule, form: str) -> str | None:
    cut, add, case = rule
    base = form if case == "k" else lower(form)
    return None if cut > len(base) else base[: len(base) - cut] + add


class Lemmatizer:
    def __init__(self) -> None:
        self.words: dict[tuple[str, str], str] = {}
        self.rules: dict[tuple[str, str], Rule] = {}

    def by_rule(self, form: str, t: Token) -> str:
        lowered = lower(form)
        for tag in tags_of(t):
            for size in range(min(LONGEST_SUFFIX, len(lowered)), -1, -1):
                rule = self.rules.get((lowered[len(lowered) - size :], tag))
                lemma = apply(rule, form) if rule else None
                if lemma is not None:
                    return lemma
        return form if t.upos == "PROPN" else lowered

    def lemma(self, t: Token) -> str:
        form = normalise(t.form)
        for f in (form, lower(form)):
            for tag in tags_of(t):
                if (f, tag) in self.words:
                    return self.words[f, tag]
        return self.by_rule(form, t)

    @staticmethod
    def load(path: Path) -> Lemmatizer:
        out = Lemmatizer()
        for line in path.read_text(encoding="utf-8").splitlines():
            c = line.split("\t")
            if c[0] == "W":
                out.words[c[1], c[2]] = c[3]
            elif c[0] == "S":
                out.rules[c[1], c[2]] = (int(c[3]), c[4], c[5])
        return out

    def save(self, path: Path) -> None:
        lines = [f"W\t{form}\t{tag}\t{lemma}\n" for (form, tag), lemma in sorted(self.words.items())]
        lines += [f"S\t{suffix}\t{tag}\t{r[0]}\t{r[1]}\t{r[2]}\n" for (suffix, tag), r in sorted(self.rules.items())]
        path.write_text(HEADER + "".join(lines), encoding="utf-8")


def usable(t: Token) -> bool:
    return t.lemma != "_" and "\t" not in t.form and t.deprel != "goeswith"


def learn_rules(tokens: list[Token]) -> dict[tuple[str, str], Rule]:
    """Keep a longer suffix only where its best rule differs from that of the next shorter kept one."""
    votes: dict[str, dict[str, Counter[Rule]]] = defaultdict(lambda: defaultdict(Counter))
    for t in {(normalise(t.form), t.lemma, t.upos, t.xpos): t for t in tokens}.values():
        form = normalise(t.form)
        lowered = lower(form)
        rule = rule_of(form, t.lemma)
        for tag in tags_of(t):
            for size in range(min(LONGEST_SUFFIX, len(lowered)) + 1):
                votes[tag][lowered[len(lowered) - size :]][rule] += 1
    rules = {}
    for tag, suffixes in votes.items():
        best: dict[str, Rule] = {}
        for suffix in sorted(suffixes, key=lambda s: (len(s), s)):
            counter = suffixes[suffix]
            rule, n = min(counter.items(), key=lambda x: (-x[1], x[0]))
            shorter = suffix
            while shorter not in best and shorter:
                shorter = shorter[1:]
            same = best.get(shorter) == rule
            if not same and (n >= 2 or not suffix) and 2 * n > sum(counter.values()) or not suffix:
                best[suffix] = rule
        rules.update({(suffix, tag): rule for suffix, rule in best.items()})
    return rules


def learn(tokens: list[Token]) -> Lemmatizer:
    out = Lemmatizer()
    out.rules = learn_rules(tokens)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    example: dict[tuple[str, str], Token] = {}
    for t in tokens:
        key = (normalise(t.form), tags_of(t)[0])
        counts[key][t.lemma] += 1
        example[key] = t
    # Lower-cased forms first: a capitalised form then needs a line of its own only where it differs.
    for key in sorted(counts, key=lambda k: (k[0] != lower(k[0]), k)):
        lemma = min(counts[key].items(), key=lambda x: (-x[1], x[0]))[0]
        if out.lemma(example[key]) != lemma:
            out.words[key] = lemma
    return out


def accuracy(lemmatizer: Lemmatizer, sentences: list[list[Token]]) -> tuple[float, float]:
    right = folded = words = 0
    for t in (t for s in sentences for t in s):
        if t.lemma == "_":
            continue
        found = lemmatizer.lemma(t)
        words += 1
        right += found == t.lemma
        folded += found.lower() == t.lemma.lower()
    return 100 * right / words, 100 * folded / words


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, required=True)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    sentences = read_conllu(a.data / "en_ewt-train.conllu.gz") + read_conllu(a.data / "en_gum_open-train.conllu.gz")
    lemmatizer = learn([t for s in sentences for t in s if usable(t)])
    lemmatizer.save(a.output)
    print(f"{len(lemmatizer.words)} words, {len(lemmatizer.rules)} rules, {a.output.stat().st_size / 1e6:.2f} MB")
    read_back = Lemmatizer.load(a.output)
    for file in ("en_ewt-dev.conllu", "en_gum-dev.conllu"):
        exact, folded = accuracy(read_back, read_conllu(a.data / file))
        print(f"{file}: {exact:.2f} exact, {folded:.2f} without regard to case (gold tags)")


if __name__ == "__main__":
    main()
