"""Run with: cd training && python -m unittest"""

from __future__ import annotations

import itertools
import unittest

import numpy as np

from language.data import NER_LABELS, NameScheme, Token, allowed_labels
from language.decode import is_tree, single_root_tree, viterbi
from language.features import fold, normalise, shape, word_rows
from language.lemmas import learn
from language.measure import spans
from language.reference import lane_sum, quantise


class Features(unittest.TestCase):
    def test_normalise(self) -> None:
        self.assertEqual(normalise("it’s — “so”…"), "it's -- \"so\"...")

    def test_fold_is_one_code_point_to_one(self) -> None:
        self.assertEqual(fold("İZMİR24"), "izmir00")

    def test_shape(self) -> None:
        for word, expected in (("NATO", "XXX"), ("U.S.", "X.X."), ("McKay", "XxXxx"), ("2024", "ddd"), ("é中", "xx")):
            self.assertEqual(shape(word, 3), expected)

    def test_rows(self) -> None:
        self.assertEqual(word_rows("Putin’s"), word_rows("Putin's"))


class Decoding(unittest.TestCase):
    def test_tree_is_the_best_single_root_tree(self) -> None:
        rng = np.random.default_rng(3)
        for n in (1, 2, 3, 4, 5):
            trees = [h for h in map(np.array, itertools.product(range(n + 1), repeat=n)) if is_tree(h)]
            for _ in range(40):
                scores = rng.normal(size=(n, n + 1))
                total = lambda h: scores[np.arange(n), h].sum()
                found = single_root_tree(scores)
                self.assertTrue(is_tree(found))
                self.assertAlmostEqual(total(found), max(map(total, trees)))

    def test_names_are_well_formed(self) -> None:
        rng = np.random.default_rng(4)
        for _ in range(50):
            before = "O"
            for tag in viterbi(rng.normal(size=(9, len(NER_LABELS))).astype(np.float32), list(NER_LABELS)):
                if tag.startswith("I-"):
                    self.assertIn(before, (tag, "B-" + tag[2:]))
                before = tag


class Arithmetic(unittest.TestCase):
    def test_quantise(self) -> None:
        q, s = quantise(np.array([[0, 0], [1, -0.5]], np.float32), 63)
        self.assertEqual(q.tolist(), [[0, 0], [63, -32]])
        self.assertEqual(float(s[0]), 0.0)

    def test_lane_sum(self) -> None:
        x = np.arange(48, dtype=np.float32)[None]
        self.assertEqual(float(lane_sum(x)[0]), 48 * 47 / 2)


class Names(unittest.TestCase):
    def test_missing_classes_are_not_taught(self) -> None:
        masks = allowed_labels(["O", "B-LOC"], ["May", "Riga"], NameScheme(missing=("DATE",)), frozenset())
        date = NER_LABELS.index("B-DATE")
        self.assertTrue(masks[0] >> date & 1)
        self.assertEqual(masks[1], 1 << NER_LABELS.index("B-LOC"))

    def test_spans(self) -> None:
        self.assertEqual(spans(["B-PER", "I-PER", "B-PER", "O"], {}), {(0, 2, "PER"), (2, 3, "PER")})


class Lemmas(unittest.TestCase):
    def test_rules_and_exceptions(self) -> None:
        verbs = [("walked", "walk"), ("talked", "talk"), ("said", "say"), ("asked", "ask")]
        lemmatizer = learn([Token(f, l, "VERB", "VBD") for f, l in verbs])
        for form, lemma in [*verbs, ("Barked", "bark")]:
            self.assertEqual(lemmatizer.lemma(Token(form, upos="VERB", xpos="VBD")), lemma)


if __name__ == "__main__":
    unittest.main()
