#!/usr/bin/env python3
"""Scores the labeller by cross-validation over sites: each page is read with the weights of the fold that saw
no page of its site (train.py --crossval FOLDS wrote them to WORK), and all are scored together.

    training/article/crossval.py --program build/release/training/article/block_features \\
        --pages FOLDER --scorer FOLDER/score_pages.py --dumper FOLDER/page_dump.py --work FOLDER --folds 5 [--dumps]

The records stay in WORK/NAME.out.jsonl (and NAME.dump.out.jsonl) for a look at what went wrong.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import zlib

import pages


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("program", "pages", "scorer", "dumper", "work"):
        p.add_argument(f"--{name}", required=True)
    p.add_argument("--folds", type=int, default=5)
    p.add_argument("--only-fold", type=int, default=-1, help="score the pages of this fold alone")
    p.add_argument("--dumps", action="store_true", help="score the pages as pasted dumps")
    p.add_argument("--sets", default=",".join(pages.SETS))
    p.add_argument("--weights", help="one file of weights for all pages: no cross-validation, to look at the training fit")
    a = p.parse_args()
    sys.path.insert(0, str(pathlib.Path(a.dumper).parent))
    import page_dump
    work = pathlib.Path(a.work)
    kind = ".dump" if a.dumps else ""
    for name in a.sets.split(","):
        rows = pages.read_set(a.pages, name)
        out = work / f"{name}{kind}.out.jsonl"
        records, used = [], []
        for fold in range(a.folds):
            if a.only_fold not in (-1, fold):
                continue
            part = [r for r in rows if pages.fold_of(r["url"], a.folds) == fold]
            source = work / f"part{kind}.jsonl"
            with open(source, "w", encoding="utf-8") as lines:
                for r in part:
                    row = {"id": r["id"], "url": r["url"]}
                    if a.dumps:
                        row["dump"] = page_dump.dump(r["html"], alt=zlib.crc32(r["id"].encode()) % 2 == 0)
                    else:
                        row["html"] = r["html"]
                    lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            weights = a.weights or str(work / f"fold-{fold}.tsv")
            done = subprocess.run([a.program, "extract", str(source), weights], stdout=subprocess.PIPE, check=True)
            records.append(done.stdout)
            used += [r["id"] for r in part]
        out.write_bytes(b"".join(records))
        only = work / "ids.json"
        only.write_text(json.dumps(used))
        done = subprocess.run([sys.executable, a.scorer, str(pathlib.Path(a.pages) / f"{name}.jsonl.gz"), str(out),
                               "--only", str(only), "--line"], stdout=subprocess.PIPE, text=True, check=True)
        print(f"{name}{kind}: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
