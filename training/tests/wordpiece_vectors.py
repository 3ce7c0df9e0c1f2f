"""Write tests/data/wordpiece_vectors.json: what meaning/wordpiece.py says about generated strings, for src/nn/wordpiece_test.cc.

    cd training && python -m tests.wordpiece_vectors ../tests/data/wordpiece_vectors.json

A case is [text, begin, end, [id, case, begin, end, id, case, begin, end, …]]: text[begin:end] is read; offsets are UTF-8 bytes of the text.
The vocabulary is made up here; no word of it need be one.
"""

from __future__ import annotations

import argparse
import json
import random
import unicodedata
from pathlib import Path

from meaning.wordpiece import WordPiece, case_of

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
STEMS = "ba bar bark barkado do dom domin ka kalu kalun lo loru mi mist mistra ne nel o or orm re ru sa sal salt ta tar tarn u vo vol za zan".split()
ENDINGS = "a as d do dom ed er es i ing ka l lu n ne r ru s t ta un z".split()
SIGNS = list("!\"$%&'()*+,-./:;?@[]_~") + ["—", "’", "“", "”", "…", "。", "€", "№"]
# Of some alphabets only a part is in the vocabulary, so that there are unknown words.
GREEK, CYRILLIC, KOREAN = "αβγδσςω", "абвгдйи", "\u1100\u1102\u1112\u1161\u1175\u11a8\u11ab"
CHINESE = "中国和平\uf900"
LETTERS = "abdeiklmnorstuvz"

ODD = (
    # Lower case: Turkish, German, Greek, Cherokee and Georgian, letters of two letters, letters outside of the first plane.
    "\u0130\u0131\u1e9e\u00df\u017f\u03a3\u03c2\u03a9\u1c90\u13a0\uab70\u01c4\u01c5\u01c6\ufb01\uff21\uff41\U00010400\U00010428\U0001d400"
    # Letters with and without a decomposition; decompositions to one sign, to several letters, to accents alone.
    "\u0141\u0142\u00d8\u00f8\u0110\u0111\u00d0\u00f0\u00de\u00fe\u0152\u0153\u0150\u0171\u0144\u1e69\u01d6\u1e9b\u2126\u212b\u212a\u0390\u1f82\u1fbc"
    "\uac01\uac04\ud558\ud55c\ud7a3\u3131\u1100\u1161\u11a8\u09cb\u0dde\u0344\u0f73\U0001d15e\U0001d160\U0001109a"
    # Blanks and what looks like one.
    "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u180e\u2000\u2003\u200a\u2028\u2029\u202f\u205f\u3000"
    # Dropped: control and format characters, accents, the replacement character.
    "\0\x01\x7f\x80\xad\u0600\u200b\u200c\u200d\u200e\u2060\ufeff\U000e0041\u0301\u0308\u0323\u0338\u20d0\ufe0f\ufffd"
    # Marks that are not accents, private use, no character, symbols, digits, punctuation of other scripts, emoji.
    "\u0903\u20dd\ue000\U0010fffd\ufffe\xa9\xb0\xb1\xd7\xf7^`|<>=#\u0663\xbd\xb2\u2122\u2192\u2602\u037e\u0387\u05be\u060c\u0964\u2e2e\u3001\uff01\U0001e95e"
    "\U0001f642\U0001f468\U0001f1f0"
    # Chinese at the edges of its blocks, and next to them.
    "\u33ff\u3400\u4dbf\u4dc0\u4dff\u4e00\u9fff\ua000\uf8ff\uf900\ufaff\ufb00\U0001ffff\U00020000\U0002a6df\U0002fa1f\U0002fa20"
)


def vocabulary() -> list[str]:
    words = SPECIAL + SIGNS + list(LETTERS) + STEMS + ["1", "19", "190", "x"]
    inside = list("abdeiklmnorstu") + ENDINGS + ["0", "5", "00"]
    for alphabet in (GREEK, CYRILLIC, KOREAN):
        words += alphabet
        inside += alphabet[1:]
    inside += ["αβ", "аб", "\u1161\u1102", "\u1161\u11a8\u1112"]
    # The letters of most odd characters, so that it shows which letters they become.
    odd = [d for k, c in enumerate(ODD) if k % 4 for d in unicodedata.normalize("NFD", c.lower()) if unicodedata.category(d)[0] not in "CZ"]
    words += odd
    inside += odd
    pieces = words + list(CHINESE) + ["##" + piece for piece in inside] + ["##" + CHINESE[0], "unused", "longer" * 20]
    return list(dict.fromkeys(pieces))


class Generator:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def word(self) -> str:
        r = self.random
        word = r.choice(STEMS) + "".join(r.choice(ENDINGS) for _ in range(r.randrange(3)))
        roll = r.random()
        if roll < 0.2:
            word = word.capitalize()
        elif roll < 0.3:
            word = word.upper()
        elif roll < 0.5:
            word = "".join(c + (r.choice("\u0301\u0308\u0327\u0304") if r.random() < 0.3 else "") for c in word)
            if r.random() < 0.7:
                word = unicodedata.normalize("NFC", word)
        elif roll < 0.55:
            at = r.randrange(len(word) + 1)
            word = word[:at] + r.choice("\u00ad\u200bqjw\ufffd\u0130") + word[at:]
        return word

    def part(self) -> str:
        r = self.random
        roll = r.random()
        if roll < 0.5:
            return self.word()
        if roll < 0.62:
            return r.choice(SIGNS)
        if roll < 0.68:
            return "".join(r.choice(r.choice((GREEK, GREEK.upper(), CYRILLIC, CYRILLIC.upper()))) for _ in range(r.randrange(1, 5)))
        if roll < 0.74:
            return "".join(r.choice("\uac00\ub098\ub099\ud788\ud55c\ud559\uac01\uac04") for _ in range(r.randrange(1, 4)))
        if roll < 0.78:
            return r.choice(CHINESE) + r.choice("口" + CHINESE)
        if roll < 0.82:
            return r.choice(("1905", "190", "5", "19.5", "x00", "1,900"))
        return "".join(r.choice(ODD) for _ in range(r.randrange(1, 4)))

    def text(self) -> str:
        r = self.random
        if r.random() < 0.01:  # around the longest word
            length = r.randrange(98, 104)
            return "".join(r.choice("abdeiklmnor\u00e4") for _ in range(length)) + r.choice(("", "\u0301", " ba"))
        return "".join(self.part() + (" " if r.random() < 0.6 else "") for _ in range(r.randrange(1, 5)))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--cases", type=int, default=3000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("output", type=Path)
    a = p.parse_args()
    pieces = vocabulary()
    tokenizer, generator = WordPiece(pieces), Generator(a.seed)
    lines = []
    # Each odd character for itself and between letters, then mixtures.
    texts = [f"{c}do{c}m{c} {c}" for c in dict.fromkeys(ODD)]
    texts += [generator.text() for _ in range(a.cases - len(texts))]
    for k, text in enumerate(texts):
        at = [0]
        for c in text:
            at.append(at[-1] + len(c.encode("utf-8")))
        begin, end = 0, len(text)
        if k % 4 == 3:
            begin, end = sorted((generator.random.randrange(len(text) + 1), generator.random.randrange(len(text) + 1)))
        found = [n for piece in tokenizer.encode(text, begin, end) for n in (piece.id, case_of(text[piece.start : piece.end]), at[piece.start], at[piece.end])]
        lines.append(json.dumps([text, at[begin], at[end], found], separators=(",", ":")))
    body = ",\n".join(lines)
    head = json.dumps(pieces, ensure_ascii=False)
    a.output.write_text(f'{{"vocabulary":{head},\n"cases":[\n{body}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
