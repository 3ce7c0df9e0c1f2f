"""Gives each block of a page a label, by aligning the blocks with what a page set says is right.

A page set says what the body is, and of some pages the title, authors, date, deck, captions and
credits. What it does not say (related links, comments, biographies, legal lines …) is labelled from
the page's own markup: such labels only teach the model to tell kinds of furniture apart.
"""

import collections
import re
import unicodedata

LABELS = ("other title deck byline date body heading list quote table caption credit related promo "
          "bio comment legal").split()
BODY = {"body", "heading", "list", "quote", "table"}
NAV, HEADER, FOOTER, ASIDE, FIGURE, FIGCAPTION = 1, 2, 4, 8, 64, 128
QUOTE, LIST, TABLE, HIDDEN = 256, 512, 1024, 1 << 17
WORD = re.compile(r"\w+")
LEGAL = re.compile(r"©|\(c\) ?(19|20)\d\d|all rights reserved|ⓒ|무단|alle rechte vorbehalten|tous droits réservés"
                   r"|todos los derechos|todos os direitos|tutti i diritti|все права|版权所有|無断転載|版權", re.I)
CREDIT = re.compile(r"^\W*(photo|photos|image|images|credit|foto|fotos|bild|picture|사진|crédit|illustration|quelle|"
                    r"source|courtesy|getty|reuters|ap photo|afp|©|fot\.|фото|写真|图)\b", re.I)


def words(text):
    text = unicodedata.normalize("NFKC", text or "").casefold()
    return tuple(WORD.findall(text.replace("'", "").replace("’", "")))


def shingles(tokens, n=4):
    return [tokens[i:i + n] for i in range(len(tokens) - n + 1)]


def jaccard(a, b):
    a, b = set(a), set(b)
    return len(a & b) / len(a | b) if a and b else 0.0


class Page:
    """One page (or dump) with its gold: blocks as dicts of text, tag, heading, inside, links, words."""

    def __init__(self, row, gold, like=None):
        self.row, self.gold, self.like = row, gold, like
        self.blocks = row["blocks"]
        self.dump = row["dump"]
        self.tokens = [words(b["text"]) for b in self.blocks]
        self.labels = ["other"] * len(self.blocks)
        self.glued_next = [k + 1 < len(self.blocks) and self.blocks[k + 1]["glued"] for k in range(len(self.blocks))]

    def classes(self, k):
        return set(self.blocks[k]["words"])

    def run(self):
        self.body()
        self.title()
        self.captions()
        self.deck()
        self.byline_and_date()
        self.furniture()
        self.kinds()
        return self.labels

    def body(self):
        text = self.gold.get("text") or ""
        paragraphs = [words(p) for p in re.split(r"\n+", text)]
        paragraphs = [p for p in paragraphs if p]
        short = set(paragraphs)
        whole = tuple(w for p in paragraphs for w in p)
        grams = set(shingles(whole))
        dense = len(whole) < 40 and len(text) > 200       # scripts without blanks: by characters
        flat = re.sub(r"\W+", "", unicodedata.normalize("NFKC", text).casefold()) if dense else ""
        found = {}
        for k, t in enumerate(self.tokens):
            if not t or self.blocks[k]["links"] and sum(map(len, t)) and self.blocks[k]["links"] > 0.95 * sum(
                    map(len, t)) and len(t) < 5 and t not in short:
                continue
            if dense:
                own = "".join(t)
                cover = 1.0 if len(own) >= 6 and own in flat else 0.0
                if not cover and len(own) >= 30:
                    parts = [own[i:i + 10] for i in range(0, len(own) - 9, 10)]
                    cover = sum(p in flat for p in parts) / len(parts)
            elif len(t) >= 4:
                grams_of_block = shingles(t)
                cover = sum(g in grams for g in grams_of_block) / len(grams_of_block)
            else:
                cover = 1.0 if t in short else 0.0
            if cover >= 0.6:
                found[k] = len(t) if not dense else len("".join(t)) // 2
        if not found:
            return
        copies = collections.defaultdict(list)
        for k in found:
            copies[self.tokens[k]].append(k)
        sure = sorted(k for k in found if found[k] >= 8 and len(copies[self.tokens[k]]) == 1)
        if not sure:
            sure = sorted(found)
        total, half = sum(found[k] for k in sure), 0
        middle = sure[len(sure) // 2]
        for k in sure:
            half += found[k]
            if half * 2 >= total:
                middle = k
                break
        # A long block far away from the rest is a teaser that repeats a sentence.
        low, high = min(sure), max(sure)
        for k, length in found.items():
            same = copies[self.tokens[k]]
            if len(same) > 1:
                best = min(same, key=lambda j: (bool(self.blocks[j]["inside"] & HIDDEN), abs(j - middle)))
                if k != best and length >= 3:
                    continue
            if length < 6 and not low - 3 <= k <= high + 4:
                continue
            self.labels[k] = "body"

    def first_body(self):
        for k, label in enumerate(self.labels):
            if label == "body" and len(self.tokens[k]) >= 8:
                return k
        return self.labels.index("body") if "body" in self.labels else len(self.labels)

    def title(self):
        self.title_at = -1
        gold = words(self.gold.get("title"))
        if not gold:
            declared = [words(t) for t in self.row["titles"]] or ([words(self.like)] if self.like else [])
            best = (0, "")
            for k, b in enumerate(self.blocks):
                if b["heading"] == 1 or self.dump:
                    fit = max((jaccard(self.tokens[k], d) for d in declared), default=0)
                    if fit > best[0]:
                        best = (fit, self.tokens[k])
            gold = best[1] if best[0] >= 0.5 else ()
        if not gold:
            return
        first = self.first_body()
        best = None
        for k, t in enumerate(self.tokens):
            if not t or k > first + 8 or self.glued_next[k]:
                continue
            fit = 1.0 if t == gold else jaccard(t, gold)
            if fit < 0.75 or abs(len(t) - len(gold)) > 0.4 * len(gold) + 1:
                continue
            b = self.blocks[k]
            key = (round(fit, 1), b["heading"] == 1, b["heading"] > 0, not b["inside"] & HIDDEN, k <= first,
                   -abs(first - k))
            if best is None or key > best[0]:
                best = (key, k)
        if best:
            self.title_at = best[1]
            self.labels[best[1]] = "title"
            self.title_text = self.blocks[best[1]]["text"]

    def captions(self):
        captions = [words(c) for c in self.gold.get("captions") or []]
        credits = [words(c) for c in self.gold.get("credits") or []]
        known = "captions" in self.gold or "credits" in self.gold
        for k, b in enumerate(self.blocks):
            t = self.tokens[k]
            if not t or self.labels[k] == "title":
                continue
            if known:
                for c in captions:
                    if c and (jaccard(t, c) >= 0.75 or (len(c) >= 4 and set(c) <= set(t) and len(t) <= len(c) + 12)):
                        if self.labels[k] != "body" or b["inside"] & FIGURE:
                            self.labels[k] = "caption"
                near = b["inside"] & FIGURE or any(self.labels[j] == "caption" for j in range(max(0, k - 3), k))
                for c in credits:
                    if c and self.labels[k] == "other" and (t == c or (set(c) <= set(t) and len(t) <= len(c) + 4)):
                        if near or CREDIT.match(b["text"]) or len(c) >= 3:
                            self.labels[k] = "credit"
            if self.labels[k] != "other":
                continue
            if b["inside"] & FIGCAPTION or ("caption" in self.classes(k) and len(t) >= 3):
                self.labels[k] = "credit" if len(t) <= 8 and CREDIT.match(b["text"]) else "caption"
            elif b["inside"] & FIGURE and self.classes(k) & {"credit", "copyright", "credits", "source"}:
                self.labels[k] = "credit"

    def deck(self):
        first = self.first_body()
        gold = [words(d) for d in self.gold.get("deck") or []]
        if gold:
            for d in gold:
                best = None
                for k, t in enumerate(self.tokens):
                    if len(t) < 2 or k > first + 6:
                        continue
                    fit = 1.0 if t == d else jaccard(t, d)
                    if fit >= 0.75 and self.labels[k] in ("other", "body"):
                        key = (round(fit, 1), -abs(k - max(self.title_at, 0)))
                        if best is None or key > best[0]:
                            best = (key, k)
                if best:
                    self.labels[best[1]] = "deck"
            return
        if "kinds" in self.gold or self.title_at < 0:
            return
        declared = [words(d) for d in self.row["descriptions"]] or self.descriptions()
        for k in range(self.title_at + 1, min(self.title_at + 9, first + 2, len(self.blocks))):
            t, b = self.tokens[k], self.blocks[k]
            if not 5 <= len(t) <= 70 or self.labels[k] not in ("other", "body"):
                continue
            like = max((jaccard(t, d) for d in declared), default=0) >= 0.6
            marked = b["heading"] in (2, 3) or self.classes(k) & {
                "deck", "standfirst", "subtitle", "subheadline", "subhead", "dek", "summary", "excerpt",
                "description", "intro", "teaser", "lead", "lede", "chapeau", "sapo", "bajada", "entradilla"}
            if marked and (like or self.labels[k] == "other") and not b["inside"] & (NAV | FOOTER | ASIDE):
                self.labels[k] = "deck"

    def descriptions(self):
        return []

    def near_title(self, k):
        first = self.first_body()
        anchor = self.title_at if self.title_at >= 0 else first
        return anchor - 8 <= k <= max(anchor + 16, min(first + 2, anchor + 30))

    def byline_and_date(self):
        authors = [words(a) for a in self.gold.get("authors") or []]
        for k, t in enumerate(self.tokens):
            if self.labels[k] != "other" or not t or not self.near_title(k) or len(t) > 34:
                continue
            text = self.blocks[k]["text"]
            if any(a and len("".join(a)) > 3 and set(a) <= set(t) for a in authors):
                self.labels[k] = "byline"
            elif not authors and len(t) <= 14 and re.match(r"(by|von|par|por|di)\s+[A-Z]", text, re.I) and re.match(
                    r"\w+\s+[A-Z]", text):
                self.labels[k] = "byline"
            elif len(t) <= 16 and re.search(r"(19|20)\d\d", text) and re.search(r"\d{1,2}\D", text) and len(
                    re.findall(r"\d+", text)) >= 2:
                self.labels[k] = "date"

    def furniture(self):
        first = self.first_body()
        for k, b in enumerate(self.blocks):
            if self.labels[k] != "other":
                continue
            t, c = self.tokens[k], self.classes(k)
            size = sum(map(len, t))
            if len(b["text"]) < 300 and LEGAL.search(b["text"]):
                self.labels[k] = "legal"
            elif c & {"comment", "comments", "disqus"} and len(t) >= 4:
                self.labels[k] = "comment"
            elif c & {"bio", "biography", "authorbio"} and len(t) >= 8:
                self.labels[k] = "bio"
            elif c & {"newsletter", "subscribe", "promo", "signup"} and len(t) >= 3:
                self.labels[k] = "promo"
            elif k > first and len(t) >= 5 and b["links"] >= 0.8 * size and not b["inside"] & (NAV | FOOTER):
                self.labels[k] = "related"

    def kinds(self):
        for k, b in enumerate(self.blocks):
            if self.labels[k] != "body" or self.dump:
                continue
            if b["heading"]:
                self.labels[k] = "heading"
            elif b["inside"] & TABLE and b["tag"] in ("td", "th", "tr"):
                self.labels[k] = "table"
            elif b["inside"] & LIST and b["tag"] != "p":
                self.labels[k] = "list"
            elif b["inside"] & QUOTE:
                self.labels[k] = "quote"


def labels_of(html_row, dump_rows, gold):
    """-> labels of the page, [labels of each dump of it]. A dump's blocks take over the kinds of furniture
    that the same text has on the page."""
    page = Page(html_row, gold)
    labels = page.run()
    kinds = collections.defaultdict(set)
    for tokens, label in zip(page.tokens, labels):
        if tokens:
            kinds[tokens].add(label)
    out = []
    for row in dump_rows:
        row = dict(row, titles=html_row["titles"], descriptions=html_row["descriptions"])
        dump = Page(row, gold)
        dump.run()
        for k, tokens in enumerate(dump.tokens):
            known = kinds.get(tokens, set()) - {"other"}
            if dump.labels[k] == "body" and known & {"heading", "list", "quote", "table"}:
                dump.labels[k] = sorted(known & {"heading", "list", "quote", "table"})[0]
            elif dump.labels[k] == "body" and known == {"deck"}:
                dump.labels[k] = "deck"
            elif dump.labels[k] in ("other", "related") and len(kinds.get(tokens, ())) == 1:
                own = next(iter(kinds[tokens]))
                if own not in BODY and own != "title":
                    dump.labels[k] = own
        out.append(dump.labels)
    return labels, out
