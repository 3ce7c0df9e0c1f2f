"""Run with: cd training && python -m unittest"""

from __future__ import annotations

import gzip
import itertools
import tempfile
import unittest
from pathlib import Path

import numpy as np

try:
    import torch
except ImportError:
    torch = None

from language import container, silver
from language.data import NER_LABELS, NameScheme, Token, allowed_labels, read_silver
from language.decode import is_tree, single_root_tree, viterbi
from language.features import fold, normalise, shape, word_rows
from language.lemmas import learn
from language.measure import spans
from language.reference import Reference, lane_sum, quantise


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


class Silver(unittest.TestCase):
    TEXT = "Mali denied it. Kim sent drones, he said."
    RECORD = {
        "sentences": [[0, 15], [16, 41]],
        "events": [{"sentence": 1, "trigger": [20, 24], "evidence": [16, 31]}],
        "statements": [{"sentence": 1, "cue": [36, 40]}, {"sentence": 1, "cue": None}],
    }

    def test_words_that_make_rows_are_marked(self) -> None:
        rows, marks = silver.rows_of(self.RECORD)
        self.assertEqual(rows, {1})
        lines = [f"{k + 1}\t{w}\t_\tX\tX\t_\t{k}\tdep\t_\t{m}" for k, (w, m) in enumerate(
            [("Kim", "Entity=B-PER"), ("sent", "_"), ("drones", "SpaceAfter=No"), (",", "_"), ("he", "_"), ("said", "SpaceAfter=No"), (".", "_")]
        )]  # fmt: skip
        marked = silver.mark_words(lines, self.TEXT, 16, marks)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "news-000.conllu.gz"
            with gzip.open(path, "wt", encoding="utf-8") as f:
                f.write("\n".join(["# rows = no", lines[0], "", "# rows = yes", *marked, ""]) + "\n")
            (first, no), (second, yes) = read_silver(path)
        self.assertEqual((len(first), no, yes), (1, False, True))
        self.assertEqual([t.row for t in second], ["", "Event", "", "", "", "Statement", ""])
        self.assertEqual([t.ner for t in second], ["B-PER", "O", "O", "O", "O", "O", "O"])

    def test_evidence_may_reach_into_another_sentence(self) -> None:
        record = {**self.RECORD, "events": [{"sentence": 1, "trigger": [20, 24], "evidence": [10, 31]}]}
        self.assertEqual(silver.rows_of(record)[0], {0, 1})

    def test_excerpts_are_paragraphs_in_a_row(self) -> None:
        text = "\n\n".join(f"{k} " + "x" * 500 for k in range(40))
        for seed in range(20):
            part = silver.excerpt(text, np.random.default_rng(seed))
            self.assertIn(part, text)
            self.assertGreaterEqual(len(part), silver.EXCERPT)
            self.assertLess(len(part), 1.5 * silver.EXCERPT)
        self.assertEqual(silver.excerpt("short\n\ntext", np.random.default_rng(1)), "short\n\ntext")


@unittest.skipIf(torch is None, "needs PyTorch")
class Gate(unittest.TestCase):
    def test_the_exported_gate_is_that_of_training(self) -> None:
        from language.data import Labels
        from language.export import metadata_of, tensors_of
        from language.model import Config, FastModel

        labels = Labels(["X", "Y"], ["X"], ["_"], ["root", "dep"], list(NER_LABELS))
        model = FastModel(Config(dim=16, gate_dim=24), labels.sizes()).eval()
        with torch.no_grad():
            model.heads.gate_output.weight.mul_(8)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fast.safetensors"
            container.write(path, tensors_of(model), metadata_of(model.config, labels))
            reference = Reference(path)
            scores = []
            for words in (["Kim", "sent", "drones", "."], ["Yes"], ["Mali", "denied", "that", "it", "had", "paid"]):
                rows = torch.tensor([[word_rows(w) for w in words]])
                mask = torch.ones(1, len(words))
                with torch.no_grad():
                    expected = float(model.heads.gate(model.encode(rows, mask), mask)[0])
                scores.append(float(reference.gate(words)))
                self.assertAlmostEqual(scores[-1], expected, delta=0.1)
            self.assertGreater(max(scores) - min(scores), 0.3)  # else the test could not fail


class Lemmas(unittest.TestCase):
    def test_rules_and_exceptions(self) -> None:
        verbs = [("walked", "walk"), ("talked", "talk"), ("said", "say"), ("asked", "ask")]
        lemmatizer = learn([Token(f, l, "VERB", "VBD") for f, l in verbs])
        for form, lemma in [*verbs, ("Barked", "bark")]:
            self.assertEqual(lemmatizer.lemma(Token(form, upos="VERB", xpos="VBD")), lemma)


if __name__ == "__main__":
    unittest.main()
