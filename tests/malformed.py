"""Hostile inputs: no crash, no hang, each gets a record or a typed error, neighbours are unharmed.

    tests/malformed.py PROGRAM [--times]

--times prints the seconds of each input, the longest first. As a test it only fails past a bound
that no machine misses by being slow (it is no benchmark).
"""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from records import faults

SECONDS = 300
GOOD = "PARIS - France has sent two patrol boats to Ghana, the defence ministry said on Monday.\n"
CODES = {
    "invalid-argument", "not-found", "io", "unsupported", "malformed", "encoding",
    "too-many-bytes", "compression-ratio", "too-deep", "too-many-attributes", "timeout",
}


def page(body):
    return f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>"


def inputs():
    """(file name, bytes): file extensions tell the type, as with a user's files."""
    story = "<p>Norway has delivered 22 tanks to Ukraine, Oslo said on Friday.</p>"
    yield "truncated.html", page(story * 20).encode()[:777]
    yield "cut-in-tag.html", b"<html><body><p>Peru sent aid</p><a hre"
    yield "cut-in-comment.html", page(story + "<!-- ").encode()
    yield "cut-in-script.html", page(story + "<script>if (a<b) {").encode()
    yield "says-utf8-is-latin1.html", b"<meta charset=utf-8><p>Caf\xe9 d\xe9fense minist\xe8re agreed</p>"
    yield "says-latin1-is-utf8.html", "<meta charset=iso-8859-1><p>Café défense agreed</p>".encode()
    yield "says-utf16-is-ascii.html", b"<meta charset=utf-16><p>Peru agreed with Chile on trade.</p>"
    yield "unknown-charset.html", b"<meta charset=klingon-8><p>Peru agreed with Chile on trade.</p>"
    yield "euc-kr.html", "<meta charset=euc-kr><p>국방부는 월요일 밝혔다.</p>".encode("euc-kr")
    yield "shift-jis.html", "<meta charset=Shift_JIS><p>防衛省は月曜日に発表した。</p>".encode("shift_jis")
    yield "utf16le-bom.html", b"\xff\xfe" + page(story).encode("utf-16-le")
    yield "utf16-odd.html", b"\xff\xfe" + page(story).encode("utf-16-le")[:-1]
    yield "one-tag.html", b"<div " + b"a" * 1_000_000 + b">"
    yield "one-attribute.html", b'<div class="' + b"a " * 500_000 + b'">' + story.encode()
    yield "nested-divs.html", (b"<div>" * 100_000) + story.encode()
    yield "nested-inline.html", (b"<b><i>" * 50_000) + story.encode()
    yield "nested-tables.html", (b"<table><tr><td>" * 30_000) + story.encode()
    yield "attributes.html", b"<div " + b" ".join(b"a%d=1" % i for i in range(40_000)) + b">" + story.encode()
    yield "unclosed-anchors.html", (b"<a href=x>" * 50_000) + story.encode()
    yield "entities.html", page("&amp;" * 200_000 + "&#x110000;&#0;&nosuch;").encode()
    yield "nuls.html", page(story).encode().replace(b" ", b" \0")
    yield "only-nuls.txt", b"\0" * 100_000
    yield "only-brackets.txt", b"<" * 300_000
    yield "only-quotes.txt", ('"' * 100_000 + "\n").encode()
    yield "only-dots.txt", b"." * 300_000
    yield "no-blank.txt", b"a" * 1_000_000
    yield "one-line.txt", ("Peru agreed with Chile and " * 20_000).encode()
    yield "many-lines.txt", b"Peru agreed.\n" * 50_000
    yield "combining.txt", ("e" + "\u0301" * 100_000).encode()
    yield "bidi.txt", ("\u202e" * 1000 + GOOD).encode()
    yield "control.txt", bytes(range(1, 32)) * 1000 + GOOD.encode()
    yield "ill-formed.txt", b"\xff\xfe\xfd\xc0\xaf\xed\xa0\x80" * 1000
    yield "empty.txt", b""
    yield "empty.html", b""
    yield "empty.jsonl", b""
    yield "blank-lines.jsonl", b"\n\n\n"
    yield "image.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200
    yield "bomb.html.gz", gzip.compress(b" " * 300_000_000, 9)
    yield "nested-bomb.txt.gz", gzip.compress(gzip.compress(b"0" * 50_000_000))
    yield "cut.html.gz", gzip.compress(page(story * 500).encode())[:-20]
    yield "not-gzip.txt.gz", b"\x1f\x8b\x08" + b"garbage" * 10
    yield "tail.txt.gz", gzip.compress(GOOD.encode()) + b"garbage after the member"


ROWS = [
    '{"id":"cut","text":"Peru',
    '[]', 'null', '12', '"text"', '{}', '{"id":7,"text":"x"}', '{"id":"a"}',
    '{"id":"both","text":"x","html":"<p>x"}',
    '{"id":"wrong","text":5}', '{"id":"date","text":"Peru agreed.","date":"2024-02-31"}',
    '{"id":"lone","text":"Peru \\ud800 agreed."}', '{"id":"nul","text":"Peru\\u0000agreed."}',
    '{"id":"deep","text":"x","x":' + "[" * 5000 + "]" * 5000 + "}",
    '{"id":"outside","text":"Peru agreed.","tokens":[[0,99]]}',
    '{"id":"reversed","text":"Peru agreed.","tokens":[[4,0]]}',
    '{"id":"overlap","text":"Peru agreed.","tokens":[[0,6],[3,9]]}',
    '{"id":"negative","text":"Peru agreed.","sentences":[[-1,3]]}',
    '{"id":"fraction","text":"Peru agreed.","tokens":[[0.5,3]]}',
    '{"id":"huge","text":"Peru agreed.","tokens":[[0,99999999999999999999]]}',
    '{"id":"dyad","text":"Peru agreed.","dyads":[{"source":[0,400],"target":null}]}',
    '{"id":"dyads","text":"Peru agreed.","dyads":7}',
    '{"id":"empty","text":""}', '{"id":"space","text":"   "}', '{"id":"page","html":""}',
    '{"id":"dump","dump":""}',
    '{"id":"twice","id":"again","text":"Peru agreed with Chile."}',
]


def run(program, *arguments, stdin=None):
    return subprocess.run([program, "code", "--threads", "2", "--format", "jsonl", *map(str, arguments)],
                          input=stdin, capture_output=True, timeout=SECONDS, check=False)


def rows_of(output):
    return [json.loads(line) for line in output.splitlines()]


def main():
    program, times, failures = sys.argv[1], [], []

    def check(truth, what):
        if not truth:
            failures.append(what)

    neighbour = {"id": "good", "text": GOOD}
    alone = run(program, "--as", "jsonl", "-", stdin=json.dumps(neighbour).encode()).stdout.strip()
    check(alone and b'"error"' not in alone, "the good report alone is not read")

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, data in inputs():
            path = folder / name
            path.write_bytes(data)
            start = time.monotonic()
            try:
                done = run(program, path)
            except subprocess.TimeoutExpired:
                failures.append(f"{name}: over {SECONDS} s")
                continue
            times.append((time.monotonic() - start, name))
            check(done.returncode in (0, 1), f"{name}: exit {done.returncode} {done.stderr[-400:]!r}")
            try:
                rows = rows_of(done.stdout)
            except ValueError:
                failures.append(f"{name}: output is not JSON Lines")
                continue
            if not name.endswith(".jsonl"):
                check(len(rows) == 1, f"{name}: {len(rows)} records")
            for row in rows:
                failures.extend(f"{name}: {fault}" for fault in faults(row)[:3])
                if "error" in row:
                    check(row["error"]["code"] in CODES, f"{name}: code {row['error']['code']}")
                    check(done.returncode == 1 and name.encode() in done.stderr,
                          f"{name}: the failure is not named on standard error")
        # All at once: as many records as inputs, whatever fails.
        files = sorted(p for p in folder.iterdir() if not p.name.endswith(".jsonl"))
        done = run(program, *files)
        check(done.returncode in (0, 1), f"all at once: exit {done.returncode}")
        check(len(rows_of(done.stdout)) == len(files), "all at once: not one record an input")

    mixed = b""
    for row in ROWS:
        mixed += row.encode() + b"\n" + json.dumps(neighbour).encode() + b"\n"
    mixed += b'{"id":"\xff\xfe","text":"\xff"}\n' + json.dumps(neighbour).encode() + b"\n"
    mixed += b'{"id":"long","text":"' + b"a" * 40_000_000 + b'"}\n' + json.dumps(neighbour).encode() + b"\n"
    done = run(program, "--as", "jsonl", "-", stdin=mixed)
    lines = done.stdout.splitlines()
    check(done.returncode == 1, f"bad rows: exit {done.returncode} {done.stderr[-400:]!r}")
    for line in lines:
        failures.extend(f"rows: {fault}" for fault in faults(json.loads(line))[:3])
    check(len(lines) == 2 * len(ROWS) + 4, f"bad rows: {len(lines)} records for {2 * len(ROWS) + 4} lines")
    check(all(line == alone for line in lines[1::2]), "bad rows: a neighbour was harmed")
    for number, line in enumerate(lines[0::2]):
        row = json.loads(line)
        check("error" not in row or row["error"]["code"] in CODES, f"row {number}: {row.get('error')}")
    for number, name in ((0, "cut"), (8, "both"), (14, "outside"), (15, "reversed")):
        check(number * 2 < len(lines) and "error" in json.loads(lines[number * 2]), f"row {name} gave no error")

    if "--times" in sys.argv:
        for seconds, name in sorted(times, reverse=True):
            print(f"{seconds:7.3f} s  {name}")
    for failure in failures:
        print("FAILED", failure)
    print(f"{len(times) + len(ROWS) + 4 - len(failures)} passed, {len(failures)} failed")
    sys.exit(bool(failures))


main()
