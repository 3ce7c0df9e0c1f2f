"""Tests of the multi-task trainer; they skip where PyTorch is absent."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

from meaning.wordpiece import CASES, WordPiece
from meaning.words import documents, place

try:
    import numpy as np
    import torch

    from language.data import IGNORE, Token
    from meaning import multitask, scores, tasks, train
    from meaning.augment import Augmenter, name_spans
    from meaning.encoder import LAYERS, Encoder
except ImportError:
    torch = None

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused0]", "[unused1]", "[unused2]", "[unused3]",
              "the", "army", "shell", "##ed", "town", "mayor", "said", ".", ",", "a", "##a", "in"]  # fmt: skip
needs_torch = unittest.skipIf(torch is None, "PyTorch is not installed")


class Words(unittest.TestCase):
    def test_forms_find_their_place(self) -> None:
        text = "They won't go."
        spans, missed = place(text, ["They", "wo", "n't", "go", "."])
        self.assertEqual(([text[s:e] for s, e in spans], missed), (["They", "wo", "n't", "go", "."], 0))

    def test_what_the_program_left_out_is_split_roughly(self) -> None:
        text = "Read more: the army-men left"
        spans, missed = place(text, ["the", "soldiers", "left"])
        self.assertEqual([text[s:e] for s, e in spans], ["Read", "more", ":", "the", "army", "-", "men", "left"])
        self.assertEqual(missed, 17)

    def test_conllu_without_ranges(self) -> None:
        lines = ["# newdoc id = x/0\n", "1-2\twon't\t_\n", "1\two\twill\n", "2\tn't\tnot\n", "\n", "1\tGo\tgo\n", "# newdoc id = x/1\n"]
        self.assertEqual(list(documents(iter(lines))), [("x/0", ["wo", "n't", "Go"]), ("x/1", [])])


@needs_torch
class Names(unittest.TestCase):
    def allowed(self, scheme: str, tags: list[str], forms: list[str]) -> list[set[str]]:
        masks = tasks.allowed_names(tags, forms, tasks.SCHEMES[scheme], frozenset(["Kestrian"]))
        return [{label for label, bit in tasks.BIT.items() if m & bit} for m in masks]

    def test_places_are_of_three_classes(self) -> None:
        first, second = self.allowed("wikigold", ["B-LOC", "I-LOC"], ["Port", "Vell"])
        self.assertEqual((first, second), ({"B-GPE", "B-LOC", "B-FAC"}, {"I-GPE", "I-LOC", "I-FAC"}))

    def test_outside_allows_what_the_set_lacks(self) -> None:
        (o,) = self.allowed("redocred", ["O"], ["May"])
        self.assertTrue({"O", "B-TITLE"} <= o)
        self.assertFalse(o & {"B-PER", "B-DATE", "B-GPE"})

    def test_nations(self) -> None:
        self.assertEqual(self.allowed("crossner", ["O"], ["Kestrian"]), [{"B-NORP"}])
        first, second, third = self.allowed("crossner", ["B-ORG", "I-ORG", "I-ORG"], ["Kestrian", "Foreign", "Ministry"])
        self.assertEqual((first, second, third), ({"B-ORG", "B-NORP"}, {"I-ORG", "B-ORG"}, {"I-ORG"}))


@needs_torch
class Facts(unittest.TestCase):
    def test_the_later_span_wins(self) -> None:
        words = [(0, 2), (3, 5), (6, 8)]
        self.assertEqual(tasks.paint(words, [((0, 8), "A"), ((3, 5), "B")]), ["B-A", "B-B", "B-A"])

    def test_neighbours_stay_apart(self) -> None:
        self.assertEqual(tasks.paint([(0, 2), (3, 5)], [((0, 2), "A"), ((3, 5), "A")]), ["B-A", "B-A"])

    def test_content_that_goes_on(self) -> None:
        # "Aa," he said. "Bb."   /   "Cc."
        statement = {"sentence": 0, "source": [6, 8], "cue": [9, 13], "at": None, "to": [], "content": [[0, 5], [15, 20], [21, 26]]}
        found = tasks.role_spans({"sentences": [[0, 14], [15, 20], [21, 26]], "statements": [statement]})
        self.assertEqual(found[0], [((0, 5), "CONTENT"), ((9, 13), "CUE"), ((6, 8), "SOURCE")])
        self.assertEqual((found[1], found[2]), ([((0, 5), "MORE")], [((0, 5), "MORE")]))

    def test_content_over_an_end_of_sentence_is_cut(self) -> None:
        statement = {"sentence": 1, "source": None, "cue": None, "at": None, "to": [], "content": [[0, 9]]}
        found = tasks.role_spans({"sentences": [[0, 4], [5, 9]], "statements": [statement]})
        self.assertEqual((found[0], found[1]), ([((0, 4), "CONTENT")], [((0, 4), "MORE")]))

    def test_a_statement_in_a_statement_shows(self) -> None:
        outer = {"sentence": 0, "source": [0, 1], "cue": [2, 3], "at": None, "to": [], "content": [[4, 20]]}
        inner = {"sentence": 0, "source": [4, 6], "cue": [7, 9], "at": None, "to": [], "content": [[10, 20]]}
        roles = [r for _, r in tasks.role_spans({"sentences": [[0, 20]], "statements": [inner, outer]})[0]]
        self.assertEqual(roles[:2], ["CONTENT", "CONTENT"])
        spans = [s for s, _ in tasks.role_spans({"sentences": [[0, 20]], "statements": [inner, outer]})[0]]
        self.assertEqual(spans[:2], [(4, 20), (10, 20)])

    def test_parts(self) -> None:
        self.assertEqual(tasks.part("wire-001-a", None), "")
        self.assertEqual(tasks.part("x", "news/a.jsonl.gz#y"), tasks.part("z", "news/b.jsonl.gz#y"))


class Small(unittest.TestCase):
    """A few sentences of a made-up set, and a small encoder of random weights."""

    def setUp(self) -> None:
        if torch is None:
            self.skipTest("PyTorch is not installed")
        torch.set_num_threads(1)
        torch.manual_seed(5)
        self.labels = tasks.Labels(
            ["NOUN", "VERB", "DET", "PUNCT"], ["NN", "VBD", "DT", "."], ["_"], ["root", "det", "nsubj", "obj", "punct"], tasks.NAMES,
            tasks.bio(tasks.ROLES), tasks.bio(["ASSAULT", "CONSULT"]), ["-", "heavy-weapons", "visit"], ["actual", "negated"],
            ["NONE", "ASSAULT", "CONSULT"], {"ASSAULT": ["heavy-weapons"], "CONSULT": ["visit"]},
        )  # fmt: skip
        self.tokenizer = WordPiece(VOCABULARY)
        loader = tasks.Loader(self.tokenizer)
        index = self.labels.index()
        rows = [("The", "DET", "DT", 2, "det"), ("army", "NOUN", "NN", 3, "nsubj"), ("shelled", "VERB", "VBD", 0, "root"),
                ("the", "DET", "DT", 5, "det"), ("town", "NOUN", "NN", 3, "obj"), (".", "PUNCT", ".", 3, "punct")]  # fmt: skip
        tokens = [Token(f, upos=u, xpos=x, head=h, deprel=d) for f, u, x, h, d in rows]
        trees = [loader.tree(tokens, index, None), loader.tree(tokens[:3], index, np.full(3, tasks.BIT["O"]))]
        text = "The mayor said the army shelled the town."
        words = [(0, 3), (4, 9), (10, 14), (15, 18), (19, 23), (24, 31), (32, 35), (36, 40), (40, 41)]
        facts = {"names": [((4, 9), "TITLE")], "roles": [((15, 40), "CONTENT"), ((10, 14), "CUE"), ((0, 9), "SOURCE")],
                 "triggers": [((24, 31), "ASSAULT", "heavy-weapons", "actual")]}  # fmt: skip
        self.sentence = loader.corpus_sentence(text, words, facts, index)
        nothing = loader.corpus_sentence("The town.", [(0, 3), (4, 8), (8, 9)], {"names": [], "roles": [], "triggers": []}, index)
        asked = {"id": "a", "text": text, "source": [15, 23], "target": [32, 40], "type": "ASSAULT", "mode": "heavy-weapons", "status": "actual"}
        none = {**asked, "source": [0, 9], "type": None, "mode": None, "status": None}
        names = loader.read(["The", "mayor"])
        names.labels["names"], names.weight = np.array([3, 1]), 0.3
        corpus, acts = [self.sentence, nothing], loader.acts([asked, none])
        self.data = tasks.Data(self.labels, trees, [names], corpus, acts, {}, {}, corpus, acts, [])

    def model(self, **options: int) -> multitask.MultiTask:
        return multitask.MultiTask(Encoder(len(VOCABULARY), 0.1), self.labels, multitask.Config(**options))

    def batch(self, sentences: list[tasks.Sentence]) -> dict[str, torch.Tensor]:
        return scores.to_device(tasks.sentence_batch(sentences), torch.device("cpu"))


class Reading(Small):
    def test_labels_of_the_corpus(self) -> None:
        roles = [self.labels.roles[i] for i in self.sentence.labels["roles"]]
        self.assertEqual(roles, ["B-SOURCE", "I-SOURCE", "B-CUE", "B-CONTENT", *["I-CONTENT"] * 4, "O"])
        self.assertEqual([self.labels.triggers[i] for i in self.sentence.labels["triggers"]][5], "B-ASSAULT")
        self.assertEqual(np.flatnonzero(self.sentence.labels["statuses"] != IGNORE).tolist(), [5])

    def test_first_pieces(self) -> None:
        read = tasks.Reader(self.tokenizer)
        s = read(["the", "shelled", "town"])
        self.assertEqual([VOCABULARY[s.pieces[k] // CASES] for k in s.firsts], ["the", "shell", "town"])
        self.assertEqual(len(read(["a" * 30]).pieces), 2 + tasks.PIECES)
        self.assertEqual(VOCABULARY[read(["\u200b"]).pieces[1] // CASES], "[UNK]")

    def test_long_sentences_fit(self) -> None:
        s = tasks.Reader(self.tokenizer)(["a" * 30] * 700)
        self.assertLessEqual(len(s.pieces), 512)
        self.assertEqual(len(s.firsts), 700)
        self.assertLess(int(s.firsts.max()), len(s.pieces))

    def test_case_shows_in_the_rows(self) -> None:
        upper, lower = tasks.Reader(self.tokenizer)(["TOWN", "town"]).rows
        self.assertFalse((upper == lower).all())

    def test_absent_annotation_is_ignored(self) -> None:
        batch = tasks.sentence_batch([self.data.trees[0], self.data.trees[1]])
        self.assertEqual(batch["names"][0].tolist(), [0] * 6)
        self.assertEqual(batch["upos"][1].tolist()[3:], [IGNORE] * 3)
        self.assertNotIn("roles", batch)


class Augmenting(Small):
    def setUp(self) -> None:
        super().setUp()
        read = tasks.Reader(self.tokenizer)

        def named(words: str, *labels: str) -> tasks.Sentence:
            s = read(words.split())
            s.labels["names"] = np.array([tasks.BIT[x] for x in labels])
            return s

        self.known = named("Ana Vell met Lurian troops", "B-PER", "I-PER", "O", "B-NORP", "O")
        self.other = named("Bo Karr left", "B-PER", "I-PER", "O")
        self.augment = Augmenter(read, [self.known, self.other], tasks.LONGEST)
        self.augment.listed = {}

    def many(self, s: tasks.Sentence) -> list[tasks.Sentence]:
        return [self.augment(s, np.random.default_rng(k)) for k in range(60)]

    def test_names_are_swapped_for_their_like(self) -> None:
        found = {tuple(x.forms) for x in self.many(self.known)}
        self.assertIn(("Bo", "Karr"), {f[:2] for f in found})
        self.assertEqual({f[2].lower() for f in found}, {"met"})
        self.assertGreater(len({f[3] for f in found}), 3)
        for x in self.many(self.known):
            self.assertEqual((len(x.firsts), len(x.rows)), (5, 5))
            self.assertIs(x.labels, self.known.labels)

    def test_capitals_of_headlines(self) -> None:
        forms = {" ".join(x.forms) for x in self.many(self.other)}
        self.assertTrue(any(f.isupper() for f in forms))
        upper = next(x for x in self.many(self.other) if x.forms[2] == "LEFT")
        self.assertEqual([int(c) % CASES for c in upper.pieces[1:-1]], [3, 3, 3])

    def test_same_generator_same_sentence(self) -> None:
        self.assertEqual([x.forms for x in self.many(self.known)], [x.forms for x in self.many(self.known)])

    def test_trees_keep_names_of_several_words(self) -> None:
        bit = tasks.BIT
        self.known.labels["names"] = np.array([bit["B-ORG"], bit["I-ORG"], bit["O"], bit["B-NORP"], bit["O"]])
        self.assertEqual([s[:2] for s in Augmenter.spans(self.known)], [(0, 2), (3, 4)])
        self.known.labels["heads"] = np.zeros(5, dtype=np.int64)
        self.assertEqual([s[:2] for s in Augmenter.spans(self.known)], [(3, 4)])

    def test_what_may_be_no_name_stays(self) -> None:
        bit = tasks.BIT
        self.assertEqual(name_spans(np.array([bit["B-PER"] | bit["O"], bit["B-ORG"], bit["I-PER"]])), [])


class Plans(Small):
    def plan(self, seed: int, **shares: float) -> list[tuple[str, np.ndarray]]:
        return tasks.plan(self.data, shares, 1.0, 40, np.random.default_rng(seed))

    def test_shares(self) -> None:
        plan = self.plan(1, trees=1.0, dyads=2.0)
        counts = {g: sum(len(b) for h, b in plan if h == g) for g in tasks.GROUPS}
        self.assertEqual(counts, {"trees": 2, "names": 0, "corpus": 0, "dyads": 4})

    def test_same_seed_same_plan(self) -> None:
        a, b = (self.plan(3, trees=5.0, corpus=5.0, dyads=0.5) for _ in range(2))
        self.assertEqual([(g, x.tolist()) for g, x in a], [(g, x.tolist()) for g, x in b])


class Model(Small):
    def test_neighbours_in_the_batch_change_nothing(self) -> None:
        model = self.model().eval()
        long, short = self.data.trees
        with torch.no_grad():
            alone, both = (model.word_vectors(self.batch(b), ("syntax",))["syntax"] for b in ([short], [long, short]))
            arcs = [multitask.arc_mask(model.trees.arcs(x), self.batch(b)["rows"][..., 0] >= 0)
                    for x, b in ((alone, [short]), (both, [long, short]))]  # fmt: skip
        self.assertTrue(torch.allclose(alone[0], both[1, :3], atol=1e-5))
        self.assertTrue(torch.allclose(arcs[0][0], arcs[1][1, :3, :4], atol=1e-4))
        self.assertTrue((arcs[1][1, :3, 4:] == multitask.BLOCKED).all())

    def test_upper_layers_of_their_own(self) -> None:
        model = self.model(shared=3)
        self.assertEqual(len(model.upper), LAYERS - 3)
        losses = multitask.sentence_losses(model, self.batch(self.data.trees), frozenset(["trees"]))
        multitask.total(losses).backward()
        grown = lambda layer: layer.up.weight.grad is not None and bool(layer.up.weight.grad.any())
        self.assertEqual([grown(layer) for layer in model.encoder.layers], [True] * 3 + [False] * 3)
        self.assertTrue(all(map(grown, model.upper)))

    def test_branches_start_alike(self) -> None:
        model = self.model(shared=2).eval()
        states = model.states(self.batch([self.sentence])["pieces"], ("syntax", "meaning"))
        self.assertTrue(torch.equal(states["syntax"][-1], states["meaning"][-1]))

    def test_losses_by_task(self) -> None:
        both = multitask.sentence_losses(self.model(), self.batch(self.data.trees), frozenset(tasks.TASKS))
        self.assertEqual(set(both), {"upos", "xpos", "feats", "arcs", "deprel", "names"})
        corpus = multitask.sentence_losses(self.model(), self.batch(self.data.corpus), frozenset(["roles", "triggers"]))
        self.assertEqual(set(corpus), {"roles", "triggers", "modes", "statuses"})
        nothing = multitask.sentence_losses(self.model(), self.batch(self.data.corpus[1:]), frozenset(["triggers"]))
        self.assertEqual((nothing["modes"].item(), nothing["statuses"].item()), (0.0, 0.0))

    def test_name_loss_of_one_label_is_cross_entropy(self) -> None:
        logits = torch.randn(1, 2, len(tasks.NAMES))
        loss = multitask.name_loss(logits, torch.tensor([[1 << 4, 0]]), torch.ones(1))
        expected = torch.nn.functional.cross_entropy(logits[0, :1], torch.tensor([4]))
        self.assertAlmostEqual(loss.item(), expected.item(), places=5)

    def test_decoding_is_well_formed(self) -> None:
        (found,) = scores.read(self.model(), self.labels, [self.data.trees[0]], ("trees", "names", "roles", "triggers"))
        self.assertEqual(found.tree.heads.count(0), 1)
        self.assertEqual([d == "root" for d in found.tree.deprel], [h == 0 for h in found.tree.heads])
        self.assertEqual({len(t) for t in found.tags.values()}, {6})

    def test_modes_belong_to_the_type(self) -> None:
        self.assertEqual(scores.best_mode(self.labels, np.array([0.0, 1.0, 9.0]), "ASSAULT"), "heavy-weapons")


class Training(Small):
    def trainer(self, **options: object) -> train.Trainer:
        torch.manual_seed(7)
        recipe = train.Recipe(steps=6, budget=40, negatives=1.0, **options)
        return train.Trainer(Encoder(len(VOCABULARY), 0.1), self.data, recipe, multitask.Config(shared=5))

    def run_to(self, trainer: train.Trainer, end: int) -> None:
        for _, group, chosen in trainer.remaining():
            if trainer.step == end:
                break
            trainer.update(group, chosen)

    def test_a_run_that_was_cut_ends_alike(self) -> None:
        whole, first, second = (self.trainer() for _ in range(3))
        self.run_to(whole, 6)
        self.run_to(first, 3)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cut.pt"
            first.save(path)
            second.load(torch.load(path, weights_only=True))
            self.assertEqual(second.step, 3)
            self.run_to(second, 6)
            whole.save(path)
            model, labels = train.restore(path, len(VOCABULARY))
        self.assertEqual(labels, self.labels)
        for (name, a), b, c in zip(whole.model.state_dict().items(), second.model.state_dict().values(), model.state_dict().values()):
            self.assertTrue(torch.equal(a, b) and torch.equal(a, c), name)

    def test_another_recipe_is_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "another recipe"):
            self.trainer().load(self.trainer(seed=2).state())

    def test_left_out_tasks_have_no_batches(self) -> None:
        self.assertEqual({g for g, _ in self.trainer(tasks=("roles", "dyads")).plan(0)}, {"corpus", "dyads"})


del Small  # no tests of its own

if __name__ == "__main__":
    unittest.main()
