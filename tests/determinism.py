"""Same input, same bytes: on any number of threads, in any locale and time zone, in any batch.

    tests/determinism.py PROGRAM FOLDER      (the reports of FOLDER are coded)

And every record holds to the contract: spans lie in the text, ids resolve. A locale that the
machine does not have is the C locale to the program.
"""

import json
import os
import pathlib
import subprocess
import sys

import records


def code(program, files, *options, **environment):
    done = subprocess.run([program, "code", "--date", "2024-06-18", *options, *files],
                          capture_output=True, check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(f"exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    files = sorted(str(p) for p in folder.iterdir() if p.suffix in (".txt", ".html", ".jsonl"))
    failures = 0
    for output in ("jsonl", "conllu"):
        wanted = code(program, files, "--format", output, "--threads", "1")
        variants = [(f"{n} threads", ["--threads", str(n)], {}) for n in (2, 8)]
        for zone in ("UTC", "Asia/Seoul", "America/St_Johns", "Pacific/Kiritimati", "Europe/Kyiv"):
            variants.append((zone, [], {"TZ": zone}))
        for locale in ("C", "ko_KR.UTF-8", "tr_TR.UTF-8"):
            variants.append((locale, [], {"LC_ALL": locale}))
        for name, options, environment in variants:
            same = code(program, files, "--format", output, *options, **environment) == wanted
            failures += not same
            print("same bytes" if same else "OTHER BYTES", output, name)
    # A report's record does not depend on its neighbours.
    alone = b"".join(code(program, [f], "--format", "jsonl") for f in reversed(files))
    together = code(program, files, "--format", "jsonl")
    same = sorted(alone.splitlines()) == sorted(together.splitlines())
    failures += not same
    print("same bytes" if same else "OTHER BYTES", "alone and together")
    for line in together.splitlines():
        for fault in records.faults(json.loads(line)):
            failures += 1
            print("FAULT", fault)
    print("failed" if failures else "passed")
    sys.exit(bool(failures))


main()
