"""Tests of the whole program, from outside: what it prints on examples/, and that an installed
and moved copy prints the same.

    python3 tests/program_test.py PROGRAM BUILD_FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PROGRAM = BUILD = None
EXAMPLES = sorted(p for p in (TOP / "examples").iterdir() if p.suffix != ".md")


def code(*arguments, program=None, stdin=b"", env=None, cwd=None):
    environment = {k: v for k, v in os.environ.items() if k != "DRAGOMAN_DATA"}
    environment.update(env or {})
    return subprocess.run(
        [str(program or PROGRAM), "code", "--format", "jsonl", *map(str, arguments)],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=cwd,
        timeout=300,
    )


def spans_of(value):
    """Every [start, end] under a key that holds spans, wherever it stands in the record."""
    single = {"span", "head", "cue", "speaker_span", "occasion", "trigger", "evidence"}
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in single and inner is not None:
                yield inner
            elif key in ("content", "sentences"):
                yield from inner
            else:
                yield from spans_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans_of(inner)


class ProgramTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = code(*EXAMPLES)
        cls.records = [json.loads(line) for line in cls.result.stdout.splitlines()]

    def test_codes_the_examples(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr.decode())
        expected = sum(
            len(p.read_text().splitlines()) if p.suffix == ".jsonl" else 1 for p in EXAMPLES
        )
        self.assertEqual(len(self.records), expected)
        for record in self.records:
            self.assertEqual(record["schema"], "dragoman/1")
            self.assertIsNone(record.get("error"), record["id"])
            self.assertTrue(record["article"]["text"])

    def test_spans_lie_in_the_text(self):
        for record in self.records:
            size = len(record["article"]["text"])
            for span in spans_of(record):
                self.assertEqual(len(span), 2, span)
                self.assertTrue(0 <= span[0] < span[1] <= size, (record["id"], span, size))

    def test_furniture_is_gone(self):
        texts = {r["article"]["title"]: r["article"]["text"] for r in self.records}
        page = next(t for title, t in texts.items() if title and "Turkish drones" in title)
        for words in ("Accept all", "Sign up", "Read also", "All rights reserved", "Copy link"):
            self.assertNotIn(words, page)
        self.assertIn("Our partners have kept their word", page)

    def test_an_installed_and_moved_copy_prints_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix = Path(folder) / "prefix"
            subprocess.run(
                ["cmake", "--install", str(BUILD), "--prefix", str(prefix)],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            moved = Path(folder) / "elsewhere"
            shutil.move(prefix, moved)
            again = code(*EXAMPLES, program=moved / "bin" / "dragoman", cwd="/")
            self.assertEqual(again.returncode, 0, again.stderr.decode())
            self.assertEqual(again.stdout, self.result.stdout)

    def test_reads_standard_input(self):
        one = EXAMPLES[-1]
        self.assertEqual(one.suffix, ".txt")
        piped = code("--as", "text", "-", stdin=one.read_bytes())
        self.assertEqual(piped.returncode, 0, piped.stderr.decode())
        self.assertEqual(len(piped.stdout.splitlines()), 1)


if __name__ == "__main__":
    PROGRAM, BUILD = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
