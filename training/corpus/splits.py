"""Which part a document belongs to: decided by its id alone, so that it never changes; all windows of one source share a part."""

from __future__ import annotations

import hashlib

from .compile import Compiled

PARTS = ("train", "dev", "test")
READINGS = ("-a", "-b")  # ids of the two independent annotations of agreement/; the adjudicated one has no suffix


def base_id(id_: str) -> str:
    return id_[:-2] if id_.endswith(READINGS) else id_


def is_reading(document: Compiled) -> bool:
    """One of two annotations made to measure agreement: no part of the corpus."""
    return document.id.endswith(READINGS)


def split_key(document: Compiled) -> str:
    """The id of the source, or that of an own document."""
    return document.source.partition("#")[2] if document.source else base_id(document.id)


def split_of(document: Compiled) -> str:
    """A tenth for testing, a tenth for choosing, the rest for training."""
    remainder = int(hashlib.sha256(split_key(document).encode("utf-8")).hexdigest(), 16) % 10
    return {0: "test", 1: "dev"}.get(remainder, "train")
