"""The texts of open news: rows of the data folder, found by `source=FILE#ID`. They stay out of the repository, their hashes in it."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Iterable, Iterator


def default_data() -> Path:
    """`../shared/data` beside the repository, seen from its top."""
    return Path(__file__).resolve().parents[2].parent / "shared" / "data"


def rows(path: Path) -> Iterator[dict]:
    """The objects of a JSON Lines file, packed or not."""
    with (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")) as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Texts:
    """Rows by source, each file read once for all the rows that are asked of it."""

    def __init__(self, data: Path, sources: Iterable[str]) -> None:
        wanted: dict[str, set[str]] = {}
        for source in sources:
            file, _, id_ = source.partition("#")
            wanted.setdefault(file, set()).add(id_)
        self.rows: dict[str, dict] = {}
        self.absent: set[str] = set()
        for file, ids in sorted(wanted.items()):
            if not (data / file).is_file():
                self.absent.add(file)
                continue
            for row in rows(data / file):
                if row.get("id") in ids:
                    self.rows[f"{file}#{row['id']}"] = row

    def at_hand(self, source: str) -> bool:
        return source.partition("#")[0] not in self.absent

    def row(self, source: str) -> dict | None:
        return self.rows.get(source)
