"""Tests of the store's commands, from outside: what is added survives kill -9, adding again changes
nothing, a second writer is refused, and every format prints the same rows.

    python3 tests/store_test.py PROGRAM
"""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = None


def run(*arguments, stdin=b""):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=300,
    )


def report(n):
    return {
        "id": f"r{n}",
        "url": f"https://news.example/{n}",
        "date": f"2024-06-{1 + n % 28:02}",
        "text": f"“Norway is sending shells to Estonia,” Minister Olga Petrova said on day {n}. "
        f"Finland delivered {n + 2} tanks to Latvia.",
    }


def lines(numbers):
    return "".join(json.dumps(report(n)) + "\n" for n in numbers).encode()


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.store = Path(self.folder.name) / "news.db"

    def add(self, numbers):
        return run("add", "--store", self.store, "--as", "jsonl", stdin=lines(numbers))

    def rows(self, command, *arguments):
        result = run(command, "--store", self.store, "--format", "jsonl", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def sound(self):
        result = run("verify", "--store", self.store, "--format", "jsonl")
        self.assertEqual(json.loads(result.stdout)["faults"], [])
        self.assertEqual(result.returncode, 0)
        return json.loads(result.stdout)

    def test_adds_once_whatever_the_order(self):
        self.assertEqual(self.add(range(6)).returncode, 0)
        first = {c: self.rows(c) for c in ("statements", "events", "ledger")}
        self.assertTrue(first["statements"])
        again = self.add(reversed(range(6)))
        self.assertIn(b"6 already there; 0 rows added, 0 revised, 0 withdrawn", again.stderr)
        self.assertEqual({c: self.rows(c) for c in first}, first)
        self.store = Path(self.folder.name) / "other.db"
        for n in (3, 5, 0, 4, 1, 2):
            self.add([n])
        for command, rows in first.items():
            other = self.rows(command)
            for row in rows + other:
                row["revision"] = 0
            self.assertEqual(other, rows)
        self.sound()

    def test_prints_the_same_rows_in_every_format(self):
        self.add(range(3))
        for command in ("statements", "events", "ledger"):
            rows = self.rows(command)
            text = run(command, "--store", self.store, "--format", "csv").stdout.decode()
            table = list(csv.DictReader(io.StringIO(text, newline="")))
            self.assertEqual([r["id"] for r in table], [r["id"] for r in rows])
            for cells, row in zip(table, rows):
                quotes = [e["quote"].replace("\\", "\\\\").replace(";", "\\;") for e in row["evidence"]]
                self.assertEqual(cells["evidence.quote"], ";".join(quotes))
            shown = run(command, "--store", self.store, "--format", "table").stdout.decode()
            self.assertEqual(shown.count("news.example") >= len(rows), True, shown)
        spans = self.rows("statements")[0]
        text = report(0)["text"]
        self.assertEqual(text[spans["content"][0][0] : spans["content"][0][1]], spans["quote"])

    def test_survives_being_killed(self):
        for round_number in range(6):
            process = subprocess.Popen(
                [PROGRAM, "add", "--store", self.store, "--as", "jsonl", "--quiet"],
                stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            try:
                process.stdin.write(lines(range(60)))
                process.stdin.close()
            except BrokenPipeError:
                pass
            time.sleep(0.15 + 0.1 * round_number)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if self.store.exists() and self.store.stat().st_size > 0:
                found = self.sound() if run("events", "--store", self.store).returncode == 0 else None
                if found:
                    # Whole reports only.
                    self.assertEqual(found["statements"] % max(1, found["articles"]), 0)
        self.assertEqual(self.add(range(60)).returncode, 0)
        self.assertEqual(self.sound()["articles"], 60)
        killed = self.rows("events")
        self.store = Path(self.folder.name) / "fresh.db"
        self.add(range(60))
        self.assertEqual([r["id"] for r in self.rows("events")], [r["id"] for r in killed])

    def test_refuses_a_second_writer_but_not_readers(self):
        self.add([1])
        first = subprocess.Popen(
            [PROGRAM, "add", "--store", self.store, "--as", "jsonl", "--quiet"],
            stdin=subprocess.PIPE,
        )
        try:
            lock = Path(str(self.store) + "-lock")
            for _ in range(200):
                if lock.read_text() == f"{first.pid}\n":
                    break
                time.sleep(0.05)
            second = self.add([2])
            self.assertEqual(second.returncode, 3)
            self.assertIn(str(first.pid).encode(), second.stderr)
            self.assertTrue(self.rows("statements"))
        finally:
            first.stdin.close()
            first.wait()
        self.assertEqual(self.add([2]).returncode, 0)

    def test_names_what_is_wrong(self):
        for command in ("ledger", "events", "statements", "verify"):
            result = run(command, "--store", self.store)
            self.assertEqual(result.returncode, 3)
            self.assertIn(b"no such store", result.stderr)
        self.store.write_bytes(b"not a database" * 1000)
        for arguments in (("events",), ("add", os.devnull)):
            result = run(arguments[0], "--store", self.store, *arguments[1:])
            self.assertEqual(result.returncode, 3)
            self.assertIn(b"not a Dragoman store", result.stderr)
        self.store.unlink()
        half = self.add([1]), run("add", "--store", self.store, "--as", "jsonl", stdin=b"{\n" + lines([2]))
        self.assertEqual([r.returncode for r in half], [0, 1])
        self.assertEqual(self.sound()["articles"], 2)
        database = sqlite3.connect(self.store)
        database.execute("UPDATE articles SET text = replace(text, 'shells', 'snails')")
        database.commit()
        database.close()
        tampered = run("verify", "--store", self.store, "--format", "table")
        self.assertEqual(tampered.returncode, 1)
        self.assertIn(b"does not agree with its hash", tampered.stdout)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
