"""Run with: cd training && python3 -m unittest tests.test_corpus"""

from __future__ import annotations

import gzip
import json
import random
import tempfile
import unittest
from pathlib import Path

from corpus import agree, convert, corpus, overlap, sheet, stats, view
from corpus.clusters import best_sum
from corpus.compile import Compiled
from corpus.spans import boundary
from corpus.splits import split_of
from corpus.texts import digest
from corpus.validate import open_quotations

HEAD = "# t-1\n@ desk=wire; date=2026-03-14\n"
EXAMPLE = HEAD + """~ valk = Ilmar Valk; Valk : PER : EST GOV
~ est = Estonia : GPE : EST
~ kes = Kestria; the Kestrian government : GPE

= Estonia halts grain talks with Kestria
n GPE Estonia; GPE Kestria
v SANCTION withdraw actual | halts | Estonia | Kestria | ctx=diplomatic

> Estonian Foreign Minister Ilmar Valk told reporters in Tallinn on Tuesday that his country would not return to the table
  while drones crossed the river.
n NORP Estonian; TITLE Foreign Minister; PER Ilmar Valk; GPE Tallinn; DATE Tuesday
c his=valk; his country=est
q1 assert indirect | Estonian Foreign Minister Ilmar Valk | told | his country .. the river | to=reporters; at=in Tallinn; on=Tuesday
v REJECT meet actual | would not return | his country | =kes | ctx=diplomatic

. “We won’t be bullied,” he said. The rest is silence.
c he=valk; We=est
q2 assert direct | he | said | "We won't be bullied,"

> The Kestrian government gave 5,000 tonnes of grain to the Valk Foundation and to New Kestria.
n ORG Valk Foundation; GPE New Kestria; QUANTITY 5,000 tonnes
v4 AID - actual | gave | The Kestrian government | the Valk Foundation & New Kestria | stage=delivered; obj=grain; qty=5,000 tonnes
x other | to#2 | the Valk Foundation | New Kestria
"""


def checked(text: str, data: Path | None = None) -> corpus.Corpus:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.facts"
        path.write_text(text, encoding="utf-8")
        return corpus.load([str(path)], data)


def compiled(text: str) -> Compiled:
    found = checked(text)
    assert not found.problems, list(map(str, found.problems))
    return found.documents[0]


class Words(unittest.TestCase):
    def setUp(self) -> None:
        self.document = compiled(EXAMPLE)

    def test_text(self) -> None:
        d = self.document
        self.assertEqual([d.at(p)[:12] for p in d.paragraphs], ["Estonia halt", "Estonian For", "The Kestrian"])
        self.assertIn("table while", d.text)
        self.assertEqual(d.at(d.sentences[2]), "“We won’t be bullied,” he said. The rest is silence.")

    def test_facts(self) -> None:
        d = self.document
        q1, q2 = d.statements
        self.assertEqual((d.at(q1.content[0])[:11], d.at(q1.content[0])[-9:]), ("his country", "the river"))
        self.assertEqual((q1.source.entity, q2.source.entity, d.at(q2.content[0])), ("valk", "valk", "“We won’t be bullied,”"))
        self.assertEqual([(e.id, e.by) for e in d.events], [("v1", None), ("v2", "q1"), ("v4", None)])
        self.assertEqual([p.entity for p in d.events[1].sources + d.events[1].targets], ["est", "kes"])
        self.assertEqual(d.at(d.nonevents[0].span), "to")

    def test_mentions(self) -> None:
        """A name inside another's name is no mention; a small first letter may be a capital."""
        found = {e.key: [(self.document.at(m.span), m.form) for m in e.mentions] for e in self.document.entities}
        self.assertEqual(found["valk"], [("Ilmar Valk", "name"), ("his", "pronoun"), ("he", "pronoun")])
        self.assertEqual(found["kes"], [("Kestria", "name"), ("The Kestrian government", "nominal")])

    def test_names_inside_names(self) -> None:
        d = compiled(HEAD + "> The Bank of Kestria left Kestria.\nn ORG Bank of Kestria; GPE Kestria\n. So it goes.\n")
        self.assertEqual([(d.at(n.span), n.span[0], n.class_) for n in d.names], [("Bank of Kestria", 4, "ORG"), ("Kestria", 25, "GPE")])

    def test_taken_away(self) -> None:
        d = compiled(HEAD + "~ g = Georgia : GPE\n> Georgia met Georgia.\nc Georgia#2=-\n. So it goes.\n")
        self.assertEqual([m.span for m in d.entities[0].mentions], [(0, 7)])

    def test_whole_noun_phrase(self) -> None:
        d = compiled(HEAD + "~ g = Kim : PER\n> Her uncle Kim left.\nc Her uncle Kim=g\n. So it goes.\n")
        self.assertEqual([(m.span, m.form) for m in d.entities[0].mentions], [((0, 13), "nominal")])

    def test_innermost_claim(self) -> None:
        d = compiled(HEAD + "> Kim said Park had sworn to attack the fort.\nq1 assert indirect | Kim | said | Park .. fort\n"
                     "q2 threaten indirect | Park | sworn | attack the fort\nv ASSAULT - hypothetical | attack | Park | the fort\n"
                     "v THREATEN violence actual | sworn | Park | -\n. So it goes.\n")
        self.assertEqual([e.by for e in d.events], ["q2", "q1"])

    def test_comma_after_an_actor(self) -> None:
        text = "> Ilmar Valk, the minister, met a pilot, 40, there.\nv CONSULT - actual | met | Ilmar Valk .. minister, | a pilot, 40,\n"
        document = compiled(HEAD + text + ". It rained.\n")
        event = document.events[0]
        self.assertEqual([document.at(p.span) for p in (*event.sources, *event.targets)], ["Ilmar Valk, the minister", "a pilot, 40"])

    def test_content_of_another_sentence(self) -> None:
        d = compiled(HEAD + '> "We stand.\nq1+ "We stand.\n. We fight," he said.\nq1 assert direct | he | said | We fight,"\n')
        self.assertEqual([d.at(c) for c in d.statements[0].content], ['"We stand.', 'We fight,"'])

    def test_boundaries(self) -> None:
        text = "5,000 U.S.-led don't"
        self.assertEqual([i for i in range(len(text) + 1) if not boundary(text, i)], [1, 2, 3, 4, 12, 13, 16, 17])

    def test_json(self) -> None:
        row = json.loads(json.dumps(self.document.json()))
        self.assertEqual(set(row), {"id", "desk", "date", "source", "licence", "text", "paragraphs", "sentences", "names", "entities",
                                    "statements", "events", "nonevents"})
        self.assertEqual(row["statements"][0]["at"], list(self.document.statements[0].options["at"]))

    def test_quotations(self) -> None:
        text = 'a "b c" d\n\n"e\n\n"f" g “h” i'
        self.assertEqual("".join(c for c, o in zip(text, open_quotations(text)) if o and c.isalpha()), "bcefh")


# What is wrong, and what the message must say.
BODY = "> The army fired on the crowd, and the army left.\n. Kim spoke.\n"
REFUSED = {
    "format": [
        ("# a_b\n@ desk=wire; date=2026-01-01\n" + BODY, "not an id"),
        (HEAD + BODY + HEAD + BODY, "stands twice"),
        (HEAD, "has no sentences"),
        ("> A sentence.\n", "a document begins with #"),
        ("# a\n" + BODY, "attribute desk is missing"),
        ("# a\n@ source=news/x.jsonl.gz#i\n> [0,4]\n", "attribute sha256 is missing"),
        ("# a\n@ desk=wire; date=2026-13-01\n" + BODY, "not a date"),
        ("# a\n@ desk=wire; desk=wire\n" + BODY, "stands twice"),
        ("# a\n@ colour=red\n" + BODY, "unknown option"),
        ("# a\n@ source=../x#i; sha256=0\n" + BODY, "source is FOLDER"),
        ("# a\n@ source=news/x.jsonl#i; sha256=0\n" + BODY, "sha256 is 64"),
        (HEAD + BODY + "@ desk=wire\n", "before the sentences"),
        (HEAD + "n GPE Kestria\n" + BODY, "a fact before the first sentence"),
        ("  more\n", "a continuation without a line"),
        (HEAD + "> \n" + BODY, "an empty sentence"),
        (HEAD + "> [1,2] text\n" + BODY, "offsets need a document with source"),
        (HEAD + ". A further one.\n" + BODY, "needs a first one"),
        (HEAD + "> A title.\x07\n", "control character"),
        (HEAD + "> " + "a" * 30000 + "\n", "line too long"),
        (HEAD + BODY + "z what\n", "a line cannot begin with"),
        (HEAD + "~ a b = Kim : PER\n" + BODY, "not an entity key"),
        (HEAD + "~ kim Kim PER\n" + BODY, "expected: ~ key"),
        (HEAD + "~ kim = Kim : PER : gov\n" + BODY, "not a code"),
        (HEAD + "~ a = Kim : PER\n~ a = Lee : PER\n" + BODY, "entity a stands twice"),
        (HEAD + "~ a = Kim : PER\n~ b = Kim : PER\n" + BODY, "names two entities"),
        (HEAD + BODY + "n PER\n", "expected: CLASS words"),
        (HEAD + BODY + "c Kim\n", "expected: words=key"),
        (HEAD + BODY + "c Kim=kim\n", "unknown entity key: kim"),
        (HEAD + BODY + "n PER Kim#0\n", "counted from #1"),
        (HEAD + BODY + "n PER =kim\n", "an entity key cannot stand here"),
        (HEAD + BODY + "n PER a .. b .. c\n", "more than one .."),
        (HEAD + BODY + "n PER Kim ..\n", ".. needs words on both sides"),
        (HEAD + BODY + "q1 assert | Kim | spoke | -\n", "expected ACT FORM"),
        (HEAD + BODY + "q1 assert indirect | Kim\n", "fields between |"),
        (HEAD + BODY + "q1 assert indirect |  | spoke | -\n", "no words between"),
        (HEAD + BODY + "q1+ Kim\n", "unknown statement: q1"),
        (HEAD + BODY + "v ASSAULT actual | spoke | Kim | -\n", "expected TYPE MODE STATUS"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | colour=red\n", "unknown option"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | obj=\n", "option obj is empty"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | by=Kim\n", "by is a statement"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | by=q7\n", "unknown statement: q7"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | of=it\n", "of is an event"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | of=v7\n", "unknown event: v7"),
        (HEAD + BODY + "v1 ASSAULT - actual | spoke | Kim | - | of=v1\n", "told again by itself"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim & - | -\n", "- cannot stand beside"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | =kim! | -\n", "not an entity key"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | date=Kim & spoke\n", "takes one piece"),
        (HEAD + BODY + "v1 ASSAULT - actual | spoke | Kim | -\nv1 AID - actual | spoke | - | Kim\n", "event v1 stands twice"),
        (HEAD + BODY + "q1 assert indirect | Kim | - | spoke\nq1 assert indirect | Kim | - | spoke\n", "statement q1 stands twice"),
        (HEAD + BODY + "x other | spoke | Kim\n", "a pair of actors needs both"),
        (HEAD + BODY + "n PER Kim\n" * 121, "more than 120 facts"),
    ],
    "words": [
        (HEAD + BODY + "n PER Lee\n", "not in the sentence: Lee"),
        (HEAD + BODY + "n PER Ki\n", "not whole words here: Ki"),
        (HEAD + BODY + "n PER kim\n", "differs from the sentence in capitals"),
        (HEAD + "> The army left the army.\nx other | army\n. Kim spoke.\n", "stands 2 times, say which"),
        (HEAD + "> The army left the army.\nx other | army#3\n. Kim spoke.\n", "stands 2 times only"),
        (HEAD + "> The army left the fort.\nx other | fort .. army\n. Kim spoke.\n", "does not stand after"),
        (HEAD + "> New York Times men left.\nn GPE New York; ORG York Times\n. Kim spoke.\n", "names overlap"),
        (HEAD + "> New York men left.\nn GPE New York; ORG New York\n. Kim spoke.\n", "a name twice"),
        (HEAD + "> New York men left.\nn GPE New York; ORG York\n. Kim spoke.\n", "stands only inside a longer name"),
        (HEAD + "~ kim = : PER\n" + BODY + "c Kim=kim; Kim=kim\n", "referred twice"),
        (HEAD + "~ kim = : PER\n" + BODY + "c Kim=-\n", "nothing to take away"),
    ],
    "constraints": [
        ("# a\n@ desk=sofa; date=2026-01-01\n" + BODY, "unknown desk"),
        (HEAD + "> One sentence only.\n", "2 to 15 sentences"),
        (HEAD + "~ kim = Kim : LAW\n" + BODY, "unknown entity: LAW"),
        (HEAD + BODY + "n MAN Kim\n", "unknown class"),
        (HEAD + BODY + "x boring | Kim\n", "unknown reason"),
        (HEAD + BODY + "q1 sing indirect | Kim | - | spoke\n", "unknown act"),
        (HEAD + BODY + "q1 assert sung | Kim | - | spoke\n", "unknown form"),
        (HEAD + BODY + "q1 assert indirect | Kim | spoke | -\n", "has no content"),
        (HEAD + BODY + "q1 assert indirect | Kim | spoke | Kim spoke\n", "its cue stands inside"),
        (HEAD + BODY + "q1 assert indirect | - | - | Kim + Kim spoke\n", "pieces of content overlap"),
        (HEAD + BODY + "q1 assert direct | - | Kim | spoke\n", "direct content without a quotation mark"),
        (HEAD + BODY + "v GREET - actual | spoke | Kim | -\n", "unknown type"),
        (HEAD + BODY + "v AID visit actual | spoke | Kim | -\n", "AID has no mode visit"),
        (HEAD + BODY + "v AID - soon | spoke | Kim | -\n", "unknown status"),
        (HEAD + BODY + "v AID - future | spoke | Kim | -\n", "a coming one is AGREE"),
        (HEAD + BODY + "v ASSAULT - future | spoke | Kim | -\n", "a coming one is THREATEN"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | - | stage=lost\n", "unknown stage"),
        (HEAD + BODY + "v ASSAULT - actual | spoke | Kim | - | stage=used\n", "has no stage"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | - | ctx=love\n", "unknown context"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | - | ctx=crime,crime\n", "a context twice"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | Kim\n", "source and target are the same words"),
        (HEAD + "~ k = Kim : PER\n" + BODY + "v AID - actual | spoke | =k | =k\n", "the same entity"),
        (HEAD + BODY + "v AID - actual | spoke | Kim & Kim | -\n", "an actor twice"),
        (HEAD + BODY + "v AID - actual | spoke | spoke | -\n", "the trigger is also an actor"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | -\nv AID - ongoing | spoke | Kim | -\n", "an event twice"),
        (HEAD + BODY + "v AID - actual | spoke | Kim | -\nx other | spoke\n", "an event and none"),
        (HEAD + BODY + "x other | spoke | Kim | Kim\n", "a pair of the same words"),
    ],
}


class Refused(unittest.TestCase):
    def test_every_error(self) -> None:
        for group, cases in REFUSED.items():
            for text, message in cases:
                with self.subTest(group=group, message=message, text=text[-60:]):
                    found = [str(p) for p in checked(text).problems]
                    self.assertTrue(any(message in f for f in found), found)

    def test_line_and_all_errors(self) -> None:
        found = checked(HEAD + BODY + "n PER Lee\nn PER Park\n").problems
        self.assertEqual([(p.line, p.message) for p in found], [(5, "not in the sentence: Lee"), (6, "not in the sentence: Park")])

    def test_id_in_two_files(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.facts", "b.facts"):
                (Path(folder) / name).write_text(HEAD + BODY, encoding="utf-8")
            self.assertIn("stands in", str(corpus.load([folder]).problems[0]))

    def test_not_utf8_and_absent(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.facts").write_bytes(b"# a\n\xff\n")
            found = corpus.load([folder, str(Path(folder) / "none.facts")]).problems
            self.assertEqual([(p.line, p.message) for p in found], [(2, "not UTF-8"), (1, "No such file or directory")])

    def test_byte_order_mark_and_empty(self) -> None:
        self.assertEqual(compiled("\ufeff" + EXAMPLE).id, "t-1")
        self.assertEqual([p.message for p in checked("\n").problems], ["an empty file"])

    def test_hostile(self) -> None:
        """Any bytes give problems, never an exception."""
        rng = random.Random(5)
        marks = ["# ", "@ ", "~ ", "> ", "= ", ". ", "n ", "c ", "q1 ", "q1+ ", "v ", "x ", ";; ", "  ", "|", "&", " .. ", "#2", "=", ";",
                 "[0,1]", ":", "-", "\n", "\n", "Kim "]
        for _ in range(400):
            checked(EXAMPLE[:rng.randrange(len(EXAMPLE))] + "".join(rng.choice(marks) for _ in range(30)))


class OpenNews(unittest.TestCase):
    TEXT = "Talks end\n\nKim met  Lee. They ate.\n\n“We will go,” Kim said."

    def setUp(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.data = Path(self.folder.name)
        (self.data / "news").mkdir()
        with gzip.open(self.data / "news" / "x.jsonl.gz", "wt", encoding="utf-8") as out:
            out.write(json.dumps({"id": "x-1", "title": "Talks end", "text": self.TEXT, "licence": "CC BY 2.5"}) + "\n")

    def document(self, sentences: str, sha: str | None = None) -> corpus.Corpus:
        return checked(f"# x-1\n@ source=news/x.jsonl.gz#x-1; sha256={sha or digest(self.TEXT)}\n{sentences}", self.data)

    def test_compiles(self) -> None:
        found = self.document('= [0,9]\n> [11,24] Kim met Lee.\nn PER Kim; PER Lee\nx other | met Lee\n. [25,34]\n> [36,58]\n'
                              'q1 assert direct | Kim | said | "We will go,"\n')
        self.assertEqual(list(map(str, found.problems)), [])
        d = found.documents[0]
        self.assertEqual((d.licence, d.at(d.names[1].span), d.at(d.nonevents[0].span)), ("CC BY 2.5", "Lee", "met  Lee"))

    def test_refused(self) -> None:
        cases = (("> [11,24]\n", "0" * 64, "sha256 of the text differs"), ("> [11,99]\n", None, "outside of the text"),
                 ("> [25,34]\n. [11,24]\n", None, "out of order"), ("> [11,24]\n. [20,34]\n", None, "out of order"),
                 ("> [11,24] Kim met Park.\n", None, "is not that of the source"), ("> Kim\n", None, "needs the offsets"))
        for sentences, sha, message in cases:
            with self.subTest(message=message, sentences=sentences):
                found = [str(p) for p in self.document(sentences, sha).problems]
                self.assertTrue(any(message in f for f in found), found)
        found = checked(f"# x\n@ source=news/x.jsonl.gz#x-2; sha256={'0' * 64}\n> [0,3]\n", self.data).problems
        self.assertIn("no such text", str(found[0]))

    def test_not_at_hand(self) -> None:
        text = f"# x\n@ source=news/y.jsonl.gz#x-1; sha256={'0' * 64}\n> [0,3]\nn PER Nobody\n"
        found = checked(text, self.data)
        self.assertEqual((len(found.problems), found.without_words), (0, 1))
        self.assertEqual(len(checked(text + "v GREET - actual | a | b | c\n", self.data).problems), 1)

    def test_strip(self) -> None:
        path = self.data / "s.facts"
        path.write_text("# x-1\n> [11,24] Kim met\n  Lee.\nn PER Kim\n. [25,34] They ate.\n", encoding="utf-8")
        sheet.strip(type("O", (), {"files": [str(path)]}))
        self.assertEqual(path.read_text(encoding="utf-8"), "# x-1\n> [11,24]\nn PER Kim\n. [25,34]\n")

    def test_sheet(self) -> None:
        row = {"id": "x-1", "title": "Talks end", "text": self.TEXT}
        spans = [(0, 9), (11, 24), (25, 34), (36, 58)]
        text = sheet.render("x", row, spans, {0, 11, 36}, 1)
        self.assertEqual([line[:2] for line in text.strip().splitlines()[3:]], ["= ", "> ", ". ", "> "])
        self.assertEqual(list(map(str, checked(text, self.data).problems)), [])
        self.assertEqual(sheet.choose(self.TEXT, spans, 3, 1, random.Random(1), {36: 1.0}), [[(36, 58)]])


class Agreement(unittest.TestCase):
    def test_identical_is_perfect(self) -> None:
        d = compiled(EXAMPLE)
        for _, measure, value, _ in agree.compare([d], [compiled(EXAMPLE.replace("# t-1", "# t-1-b"))]).rows():
            self.assertEqual(value, 1.0 if "alpha" in measure else 100.0, measure)

    def test_differences(self) -> None:
        other = EXAMPLE.replace("v SANCTION withdraw actual | halts", "v REJECT - actual | halts")
        other = other.replace("PER Ilmar Valk; GPE", "ORG Ilmar Valk; GPE")
        found = agree.compare([compiled(EXAMPLE)], [compiled(other.replace("c his=valk; ", "c "))])
        rows = {(layer, measure): value for layer, measure, value, _ in found.rows()}
        self.assertEqual(rows["names", "span F1"], 100.0)
        self.assertAlmostEqual(rows["names", "span+class F1"], 90.0)
        self.assertAlmostEqual(rows["events", "type agreement"], 200 / 3)
        self.assertAlmostEqual(rows["events", "dyad type agreement"], 75.0)
        self.assertLess(rows["coref", "mention F1"], 100.0)
        self.assertEqual(len(found.differences), 3)

    def test_alpha(self) -> None:
        """Krippendorff's worked example of two coders and nominal data: alpha = .095 (0 1 over ten units)."""
        a, b = "0 1 0 0 0 0 0 0 1 0".split(), "1 1 1 0 0 1 0 0 0 0".split()
        self.assertAlmostEqual(agree.alpha(zip(a, b)), 0.095, places=3)

    def test_best_sum(self) -> None:
        import itertools
        rng = random.Random(3)
        for rows, columns in ((1, 1), (2, 4), (4, 2), (5, 5)):
            w = [[rng.random() for _ in range(columns)] for _ in range(rows)]
            tall = w if rows <= columns else list(zip(*w))
            best = max(sum(tall[i][j] for i, j in enumerate(p)) for p in itertools.permutations(range(len(tall[0])), len(tall)))
            self.assertAlmostEqual(best_sum(w), best)


class Conversions(unittest.TestCase):
    def setUp(self) -> None:
        self.document = compiled(EXAMPLE)

    def rows(self, layer: str) -> list[dict]:
        return [json.loads(r) for r in convert.convert([self.document], layer, None)]

    def test_names(self) -> None:
        blocks = "\n".join(convert.convert([self.document], "names", None)).split("\n\n")
        self.assertIn("5,000\tB-QUANTITY\ntonnes\tI-QUANTITY", blocks[3])
        self.assertIn("Foreign\tB-TITLE\nMinister\tI-TITLE\nIlmar\tB-PER\nValk\tI-PER", blocks[1])
        self.assertEqual([self.slice("the U.S.-led Kim's don't 1.5m", s) for s in convert.tokens("the U.S.-led Kim's don't 1.5m")],
                         ["the", "U.S.", "-", "led", "Kim", "'s", "do", "n't", "1.5", "m"])

    def slice(self, text: str, span: list[int] | None) -> str | None:
        return None if span is None else text[span[0]:span[1]]

    def test_dyads(self) -> None:
        rows = self.rows("dyads")
        said = [(self.slice(r["text"], r["source"]), r["type"], self.slice(r["text"], r["target"])) for r in rows if r["type"]]
        government = "The Kestrian government"
        self.assertEqual(said, [("Estonia", "SANCTION", "Kestria"), ("his country", "REJECT", None),
                                (government, "AID", "the Valk Foundation"), (government, "AID", "New Kestria")])
        self.assertEqual([self.slice(r["text"], r["trigger"]) for r in rows if r["type"]], ["halts", "would not return", "gave", "gave"])
        marked = [r for r in rows if r.get("negative") == "x"]
        self.assertEqual([(self.slice(r["text"], r["source"]), self.slice(r["text"], r["target"])) for r in marked],
                         [("the Valk Foundation", "New Kestria")])
        for r in (r for r in rows if r.get("negative") == "pair"):
            self.assertNotIn("halts", r["text"])

    def test_marked_pair_of_an_event(self) -> None:
        """A pair of `x` that an event of the sentence joins is no example of none."""
        x = "x other | talks | Estonia | Kestria\n\n> Estonian"
        rows = map(json.loads, convert.convert([compiled(EXAMPLE.replace("\n> Estonian", x, 1))], "dyads", None))
        self.assertNotIn("Estonia halts grain talks with Kestria", [r["text"] for r in rows if r.get("negative") == "x"])

    def test_others(self) -> None:
        row = self.rows("statements")[0]
        self.assertEqual([self.slice(row["text"], s["cue"]) for s in row["statements"]], ["told", "said"])
        self.assertEqual(self.slice(row["text"], row["statements"][0]["to"][0]), "reporters")
        row = self.rows("coref")[0]
        self.assertEqual([self.slice(row["text"], m["span"]) for m in row["clusters"][1]["mentions"]], ["Estonia", "his country", "We"])
        rows = self.rows("triggers")
        self.assertEqual([[self.slice(r["text"], t["span"]) for t in r["triggers"]] for r in rows],
                         [["halts"], ["would not return"], [], ["gave"]])

    def test_split(self) -> None:
        other = compiled(EXAMPLE.replace("# t-1", "# t-1-b"))
        self.assertEqual(split_of(self.document), split_of(other))
        self.assertEqual(list(convert.convert([other], "dyads", None)), [])


class Reading(unittest.TestCase):
    def test_view(self) -> None:
        shown = view.Viewer(False).document(compiled(EXAMPLE))
        self.assertIn("v2    REJECT meet actual  would not return | his country (est) → =kes | diplomatic | by q1", shown)
        self.assertNotIn("\x1b", shown)
        self.assertIn("2026-03-14 · reading\n", view.Viewer(False).document(compiled(EXAMPLE.replace("# t-1", "# t-1-b"))))

    def test_overlap(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a.jsonl").write_text(json.dumps({"text": "They would not return to the table while it rained."}) + "\n", encoding="utf-8")
            (Path(folder) / "b.conllu").write_text("# text = The rest is silence.\n1\tThe\n", encoding="utf-8")
            (Path(folder) / "notes.txt").write_text("would not return to the table while drones crossed", encoding="utf-8")
            shared = list(overlap.shared([compiled(EXAMPLE)], [Path(folder)], 7))
            self.assertEqual(shared, [("would not return to the table while", "t-1/2", "a.jsonl")])
            self.assertEqual([n for *_, n in overlap.shared([compiled(EXAMPLE)], [Path(folder)], 4) if n == "b.conllu"], ["b.conllu"])

    def test_overlap_with_nothing(self) -> None:
        """A folder without texts is an error, not a corpus without overlap."""
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(FileNotFoundError):
            list(overlap.shared([compiled(EXAMPLE)], [Path(folder)], 8))

    def test_stats(self) -> None:
        tables = {t.title: t for t in stats.tables([compiled(EXAMPLE)])}
        self.assertIn(("AID", "1", "1", "1.00", "gav 1"), tables["Triggers by type"].rows)
        self.assertTrue(tables["Variety"].text(True).startswith("**Variety**\n\n| what | own texts | open news | all |\n| --- | --- | --- | --- |"))
        best = stats.neighbours([("a", "the army left the town"), ("b", "the army left the fort"), ("c", "nothing at all here")])
        self.assertEqual([(round(s, 2), o) for s, _, o in best], [(0.5, "b"), (0.5, "a"), (0.0, "")])


if __name__ == "__main__":
    unittest.main()
