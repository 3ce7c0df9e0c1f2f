"""Tests of the tokenizer and of the marking of dyads; those that need PyTorch skip where it is absent."""

from __future__ import annotations

import unittest

from meaning.wordpiece import CASES, WordPiece, case_of

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused0]", "[unused1]", "[unused2]", "[unused3]",
              "the", "army", "shell", "##ed", "żar", "zar", "##a", "town", ".", ",", "-", "155", "##mm", "'", "s", "日"]  # fmt: skip


class Pieces(unittest.TestCase):
    def setUp(self) -> None:
        self.tokenizer = WordPiece(VOCABULARY)

    def pieces(self, text: str) -> list[str]:
        return [VOCABULARY[p.id] for p in self.tokenizer.encode(text)]

    def test_longest_piece_first(self) -> None:
        self.assertEqual(self.pieces("The army shelled the town."), ["the", "army", "shell", "##ed", "the", "town", "."])

    def test_accents_are_stripped_and_places_kept(self) -> None:
        text = "the Żara\u0301"
        self.assertEqual(self.pieces(text), ["the", "zar", "##a"])
        last = self.tokenizer.encode(text)[-1]
        self.assertEqual(text[last.start : last.end], "a")

    def test_places_point_into_the_text(self) -> None:
        text = "  The\u00a0army's 155mm-town, 日 "
        for piece in self.tokenizer.encode(text):
            self.assertTrue(text[piece.start : piece.end].strip())

    def test_unknown_word_is_one_piece(self) -> None:
        self.assertEqual(self.pieces("the xyz town"), ["the", "[UNK]", "town"])
        self.assertEqual(self.pieces("a" * 200), ["[UNK]"])

    def test_control_letters_vanish(self) -> None:
        self.assertEqual(self.pieces("ar\u200bmy\x00"), ["army"])


class Case(unittest.TestCase):
    def test_classes(self) -> None:
        texts = ("155", "town", "Town", "U", "UN", "NaTO", "iran", "iRan", "3rd", "3D", "É", "\u01c5", "日", "Ⅷ")
        self.assertEqual([case_of(t) for t in texts], [0, 1, 2, 2, 3, 4, 1, 4, 1, 2, 2, 2, 1, 2])

    def test_codes(self) -> None:
        tokenizer = WordPiece(VOCABULARY)
        codes = tokenizer.codes("The ARMY shellED.")
        self.assertEqual([(VOCABULARY[c // CASES], c % CASES) for c in codes], [("the", 2), ("army", 3), ("shell", 1), ("##ed", 3), (".", 0)])


class Marks(unittest.TestCase):
    def setUp(self) -> None:
        try:
            from meaning import dyads
        except ImportError:
            self.skipTest("PyTorch is not installed")
        self.dyads = dyads
        self.tokenizer = WordPiece(VOCABULARY)

    def test_marks_stand_around_the_actors(self) -> None:
        text = "The army shelled the town."
        ids, (source, target) = self.dyads.encode(self.tokenizer, text, [0, 8], [17, 25])
        found = [VOCABULARY[i // CASES] for i in ids]
        self.assertEqual([i % CASES for i in ids[:4]], [0, 0, 2, 1])
        self.assertEqual(found, ["[CLS]", "[unused0]", "the", "army", "[unused1]", "shell", "##ed",
                                 "[unused2]", "the", "town", "[unused3]", ".", "[SEP]"])  # fmt: skip
        self.assertEqual((found[source], found[target]), ("[unused0]", "[unused2]"))

    def test_absent_actor_has_no_mark(self) -> None:
        ids, (source, target) = self.dyads.encode(self.tokenizer, "The town.", None, [0, 8])
        self.assertEqual((source, VOCABULARY[ids[target] // CASES]), (0, "[unused2]"))

    def test_long_text_keeps_both_actors(self) -> None:
        text = "the " * 400 + "army shelled the town"
        ids, (source, target) = self.dyads.encode(self.tokenizer, text, [1600, 1604], [1613, 1621])
        self.assertLessEqual(len(ids), self.dyads.LIMIT + 2)
        self.assertEqual((VOCABULARY[ids[source] // CASES], VOCABULARY[ids[target] // CASES]), ("[unused0]", "[unused2]"))

    def test_yield_is_one_type_when_scored(self) -> None:
        import numpy as np

        labels = ["AID", "CONCEDE", "NONE", "RETREAT"]
        probabilities = np.array([[0.4, 0.3, 0.0, 0.3], [0.2, 0.1, 0.6, 0.1]])
        scores, found = self.dyads.score(labels, ["RETREAT", "AID"], probabilities)
        self.assertEqual(found[0], "YIELD")
        self.assertIn(found[1], ("AID", "YIELD"))  # never NONE
        self.assertEqual(scores["binary"], 100.0)


if __name__ == "__main__":
    unittest.main()
