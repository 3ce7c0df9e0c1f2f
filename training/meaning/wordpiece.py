"""WordPiece tokens of BERT, uncased, with the piece's place in the text.

Source: Devlin et al., BERT (NAACL 2019), the tokenizer's public description: clean, lower-case, strip accents, split at punctuation, then the
longest piece from the left, `##` inside a word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from language.features import low

MAX_WORD = 100  # letters; a longer word is one [UNK], as in BERT
CASES = 5  # see case_of


@dataclass(frozen=True)
class Piece:
    id: int
    start: int  # code points of the text
    end: int


def _is_punctuation(c: str) -> bool:
    o = ord(c)
    if 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126:
        return True
    return unicodedata.category(c).startswith("P")


def _is_cjk(c: str) -> bool:
    o = ord(c)
    return 0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0xF900 <= o <= 0xFAFF or 0x20000 <= o <= 0x2FA1F


def case_of(text: str) -> int:
    """What lower-casing rubs out: 0 no letters, 1 small ones alone, 2 one capital at the start, 3 several capitals alone, 4 any other mixture."""
    capitals = [low(c) != c for c in text if low(c) != c or unicodedata.category(c).startswith("L")]
    if not any(capitals):
        return 1 if capitals else 0
    if capitals[0] and sum(capitals) == 1:
        return 2
    return 3 if all(capitals) else 4


def code(piece: int, case: int = 0) -> int:
    """What the encoder reads: a piece and its case in one number."""
    return piece * CASES + case


class WordPiece:
    """Safe to share between threads once made."""

    def __init__(self, vocabulary: list[str]) -> None:
        self.vocabulary = vocabulary
        self.ids = {piece: k for k, piece in enumerate(vocabulary)}
        self.unknown, self.cls, self.sep, self.pad = (self.ids[p] for p in ("[UNK]", "[CLS]", "[SEP]", "[PAD]"))

    @classmethod
    def load(cls, path: Path) -> WordPiece:
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def words(self, text: str, start: int, end: int) -> list[tuple[str, list[int]]]:
        """Normalised words of text[start:end] with the place of each of their letters."""
        found: list[tuple[str, list[int]]] = []
        letters: list[str] = []
        places: list[int] = []

        def close() -> None:
            if letters:
                found.append(("".join(letters), places.copy()))
                letters.clear()
                places.clear()

        for k in range(start, end):
            c = text[k]
            if c.isspace():
                close()
            elif ord(c) in (0, 0xFFFD) or unicodedata.category(c) in ("Cc", "Cf"):
                continue
            elif _is_punctuation(c) or _is_cjk(c):
                close()
                found.append((c, [k]))
            else:
                for d in unicodedata.normalize("NFD", c.lower()):
                    if unicodedata.category(d) != "Mn":
                        letters.append(d)
                        places.append(k)
        close()
        return found

    def encode(self, text: str, start: int = 0, end: int | None = None) -> list[Piece]:
        pieces: list[Piece] = []
        for word, places in self.words(text, start, len(text) if end is None else end):
            pieces += self._split(word, places)
        return pieces

    def codes(self, text: str, start: int = 0, end: int | None = None) -> list[int]:
        return [code(p.id, case_of(text[p.start : p.end])) for p in self.encode(text, start, end)]

    def _split(self, word: str, places: list[int]) -> list[Piece]:
        whole = [Piece(self.unknown, places[0], places[-1] + 1)]
        if len(word) > MAX_WORD:
            return whole
        pieces: list[Piece] = []
        at = 0
        while at < len(word):
            end = len(word)
            while end > at and (("##" if at else "") + word[at:end]) not in self.ids:
                end -= 1
            if end == at:
                return whole
            pieces.append(Piece(self.ids[("##" if at else "") + word[at:end]], places[at], places[end - 1] + 1))
            at = end
        return pieces
