"""Tests of the exported accurate model and its reference runtime; they skip where PyTorch is absent."""

from __future__ import annotations

import json
import math
import tempfile
import unittest
from collections import Counter
from pathlib import Path

try:
    import numpy as np
    import torch

    from language.reference import lane_sum
    from meaning import export, multitask, pieces, reference, scores, tasks, vectors
    from meaning.dyads import Row, encode
    from meaning.encoder import HEADS, WIDTH, Encoder
    from meaning.wordpiece import CASES, WordPiece, code
except ImportError:
    torch = None

VOCABULARY = ["[PAD]", "[unused0]", "[unused1]", "[unused2]", "[unused3]", "[unused4]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "army", "shell",
              "##ed", "town", "mayor", "said", ".", ",", "a", "##a", "b", "##b", "зима", "大", "##大"]  # fmt: skip
WORDS = ["The", "mayor", "said", "ARMY", "shelled", "the", "town", "a" * 30, "."]
TEXT = "The mayor said the army shelled the town."


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Functions(unittest.TestCase):
    def test_exponential(self) -> None:
        x = -np.arange(0, 90, 0.037, dtype=np.float32)
        e = reference.exponential(x)
        self.assertLess(np.abs(e[x > -80] / np.exp(x[x > -80].astype(np.float64)) - 1).max(), 3e-7)
        self.assertEqual(e[0], 1)
        self.assertTrue((e[x < -87] == 0).all())

    def test_gelu_and_silu(self) -> None:
        x = np.arange(-12, 12, 0.013, dtype=np.float32)
        true = np.array([v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in x.astype(np.float64)])
        self.assertLess((np.abs(reference.gelu(x) - true) / np.maximum(np.abs(x), 1)).max(), 1e-5)
        self.assertLess(np.abs(reference.silu(x) - x / (1 + np.exp(-x.astype(np.float64)))).max(), 2e-6)

    def test_attention(self) -> None:
        qkv = np.random.default_rng(1).normal(size=(21, 3 * 64)).astype(np.float32)
        parts = torch.from_numpy(qkv).view(21, 3, 2, 32).permute(1, 2, 0, 3)
        expected = ((parts[0] @ parts[1].transpose(1, 2)).softmax(-1) @ parts[2]).transpose(0, 1).reshape(21, 64).numpy()
        self.assertLess(np.abs(reference.attention(qkv, 2) - expected).max(), 5e-3)

    def test_lanes_of_a_short_sum(self) -> None:
        self.assertEqual(lane_sum(np.pad(np.ones((1, 5), np.float32), ((0, 0), (0, 11)))).tolist(), [5])


@unittest.skipIf(torch is None, "PyTorch is not installed")
class Pieces(unittest.TestCase):
    def test_basic_pieces(self) -> None:
        basic = [p for p in ("a", "##a", "ж", "##λ", "7", "##7", ",", "€", "##", "ab", "##ab", "大", "##ب", "[UNK]") if pieces.is_basic(p)]
        self.assertEqual(basic, ["a", "##a", "ж", "##λ", "7", "##7", ",", "€"])

    def test_the_most_frequent_stay_in_their_order(self) -> None:
        counts = Counter({VOCABULARY.index(p): n for p, n in (("town", 9), ("army", 3), ("the", 5), ("大", 1))})
        basic = [p for p in VOCABULARY if p in pieces.SPECIAL or pieces.is_basic(p)]
        kept = pieces.choose(VOCABULARY, counts, len(basic) + 2)
        self.assertEqual(set(kept) - set(basic), {"the", "town"})
        self.assertEqual(kept, [p for p in VOCABULARY if p in kept])

    def test_a_word_without_its_piece_is_read_in_shorter_ones(self) -> None:
        kept = [p for p in VOCABULARY if p != "army"]
        count = pieces.count(WordPiece([*kept, "ar", "##my"]), Counter({"army": 2, "town": 1}))
        self.assertEqual(count, {kept.index("town"): 1, len(kept): 2, len(kept) + 1: 2})


class Exported(unittest.TestCase):
    """A model of random weights, and its file."""

    @classmethod
    def setUpClass(cls) -> None:
        if torch is None:
            raise unittest.SkipTest("PyTorch is not installed")
        torch.set_num_threads(1)
        torch.manual_seed(11)
        cls.labels = tasks.Labels(
            ["NOUN", "VERB", "DET", "PUNCT"], ["NN", "VBD", "DT", "."], ["_"], ["root", "det", "nsubj", "obj", "punct"], tasks.NAMES,
            tasks.bio(tasks.ROLES), tasks.bio(["ASSAULT", "CONSULT"]), ["-", "heavy-weapons", "visit"], ["actual", "negated"],
            ["NONE", "ASSAULT", "CONSULT"], {"ASSAULT": ["heavy-weapons"], "CONSULT": []},
        )  # fmt: skip
        model = multitask.MultiTask(Encoder(len(VOCABULARY)), cls.labels).eval()
        with torch.no_grad():
            for name, p in model.named_parameters():
                # Nothing may be left at a value that hides it: biases of 0, norms of 1, even mixes, equal channels.
                if p.dim() == 1 or name.startswith(("acts.absent", "trees.", "encoder.cases")):
                    p.add_(torch.randn_like(p) * (0.1 if "trees" not in name else 0.05))
                p.mul_(4 ** (torch.rand(p.shape[-1]) - 0.5) if ".norm" in name else 1.0)
            model.trees.label[-1, :, -1] += torch.randn(5)
            for mix in model.mix.values():
                mix.scores.copy_(torch.randn(3))
        cls.model = model
        cls.folder = tempfile.TemporaryDirectory()
        tokenizer = WordPiece(VOCABULARY)
        sample = [Row(*encode(tokenizer, TEXT, [0, 9], [15, 23]), None, None)]
        cls.path, cls.small = Path(cls.folder.name) / "all.safetensors", Path(cls.folder.name) / "some.safetensors"
        export.write(cls.path, model, cls.labels, VOCABULARY, sample)
        cls.kept = [p for p in VOCABULARY if p not in ("[MASK]", "[unused4]", "大", "##大", "зима")]
        export.write(cls.small, model, cls.labels, VOCABULARY, sample, set(cls.kept))
        cls.reference = reference.Reference(cls.path)
        # With finer activations only the rounding of the weights is left, and a slip of the export shows.
        cls.fine = reference.Reference(cls.path)
        cls.fine.levels = 4095
        cls.sentence = cls.reference.sentence(WORDS)
        cls.batch = scores.to_device(tasks.sentence_batch([cls.sentence]), torch.device("cpu"))
        (cls.states,) = cls.reference.encode([cls.sentence.pieces])

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    def close(self, found: np.ndarray, expected: torch.Tensor, most: float) -> None:
        """The error's share of the expected numbers' own spread."""
        expected = expected.detach().numpy()
        self.assertEqual(found.shape, expected.shape)
        self.assertLess(np.sqrt(((found - expected) ** 2).mean()) / expected.std(), most)

    def vectors(self) -> dict[str, torch.Tensor]:
        with torch.no_grad():
            return self.model.word_vectors(self.batch, ("syntax", "meaning"))

    def test_states(self) -> None:
        with torch.no_grad():
            expected = self.model.states(self.batch["pieces"], ("meaning",))["meaning"]
        (fine,) = self.fine.encode([self.sentence.pieces])
        for coarse, found, true in zip(self.states, fine, expected):
            self.close(coarse, true[0], 0.2)
            self.close(found, true[0], 0.06)

    def test_word_vectors(self) -> None:
        for branch, expected in self.vectors().items():
            found = self.reference.word_vectors(branch, self.states, self.sentence)
            self.close(found[:, :WIDTH], expected[0, :, :WIDTH], 0.15)
            self.close(found[:, WIDTH:], expected[0, :, WIDTH:], 0.01)

    # From here on the heads read the model's own vectors, so that their own error shows.
    def test_arcs(self) -> None:
        x = self.vectors()["syntax"]
        with torch.no_grad():
            expected = self.model.trees.arcs(x)[0]
        self.close(self.fine.arcs(*self.fine.with_root(x[0].numpy())), expected, 0.03)

    def test_labels_of_arcs(self) -> None:
        x = self.vectors()["syntax"]
        heads = np.array([0, 1, 5, 2, 9, 3, 3, 8, 0])
        with torch.no_grad():
            expected = self.model.trees.labels(x, torch.from_numpy(heads)[None])[0]
        self.close(self.fine.label_scores(*self.fine.with_root(x[0].numpy()), heads), expected, 0.03)

    def test_tags(self) -> None:
        x = self.vectors()
        for key, layer in (*self.model.tags.items(), *self.model.words.items()):
            branch = "syntax" if key in self.model.tags else "meaning"
            if len(layer.bias) > 1:
                self.close(self.fine.linear("ner" if key == "names" else key, x[branch][0].numpy()), layer(x[branch])[0], 0.03)

    def test_acts(self) -> None:
        asked = [([0, 9], [15, 23]), (None, [32, 40]), ([15, 23], None)]
        rows = [Row(*encode(self.fine.tokenizer, TEXT, *spans), None, None) for spans in asked]
        with torch.no_grad():
            expected = [self.model.dyads(torch.tensor([r.ids]), torch.tensor([r.places])) for r in rows]
        for found, true in zip(self.fine.acts(rows), zip(*expected)):
            self.close(found, torch.cat(true), 0.1)

    def test_queries_are_divided(self) -> None:
        layer, name = self.model.encoder.layers[2].qkv, "layer.2.qkv"
        t = self.reference.t
        weight = t[f"{name}.weight"] * t[f"{name}.scale"][:, None] * t[f"{name}.input"]
        root = (WIDTH / HEADS) ** 0.5
        self.close(weight[:WIDTH] * root, layer.weight[:WIDTH], 0.02)
        self.close(weight[WIDTH:], layer.weight[WIDTH:], 0.02)
        self.close(t[f"{name}.bias"][:WIDTH] * root, layer.bias[:WIDTH], 1e-5)

    def test_the_file_says_which_rows(self) -> None:
        reader = tasks.Reader(self.reference.tokenizer)
        self.assertEqual(self.sentence.rows.tolist(), reader(WORDS).rows.tolist())
        self.assertEqual(self.reference.labels, self.labels)

    def test_sentences_do_not_see_each_other(self) -> None:
        other = self.reference.sentence(["the", "army", "."])
        _, again = self.reference.encode([other.pieces, self.sentence.pieces])
        for a, b in zip(self.states, again):
            self.assertTrue((a == b).all())

    def test_fewer_pieces(self) -> None:
        small = reference.Reference(self.small)
        self.assertEqual(small.tokenizer.vocabulary, self.kept)
        s = small.sentence(WORDS)
        self.assertEqual([self.kept[k // CASES] for k in s.pieces], [VOCABULARY[k // CASES] for k in self.sentence.pieces])
        (states,) = small.encode([s.pieces])
        self.assertTrue((states[-1] == self.states[-1]).all())
        self.assertEqual([self.kept[k // CASES] for k in small.sentence(["зима"]).pieces], ["[CLS]", "[UNK]", "[SEP]"])

    def test_marks_must_stay(self) -> None:
        with self.assertRaisesRegex(ValueError, "unused"):
            export.write(self.small, self.model, self.labels, VOCABULARY, [], set(VOCABULARY) - {"[unused3]"})

    def test_vectors(self) -> None:
        found = json.loads(json.dumps(vectors.vectors(self.path)))
        self.assertEqual(len(found["sentences"]), len(vectors.SENTENCES))
        for s in found["sentences"]:
            self.assertEqual({len(s[key]) for key in ("rows", "firsts", "upos", "heads", "deprels", "ner", "roles", "triggers")}, {len(s["words"])})
            self.assertEqual(s["heads"].count(0), 1)
        unknown = code(self.reference.tokenizer.ids["[unused0]"])
        self.assertEqual([unknown in a["pieces"] for a in found["acts"]], [a["source"] is not None for a in found["acts"]])
        for a in found["acts"]:
            self.assertLessEqual(len(a["pieces"]), 162)


if __name__ == "__main__":
    unittest.main()
