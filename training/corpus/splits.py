"""Which part a document belongs to: decided by its id alone, so that it never changes; all windows of one source share a part."""

from __future__ import annotations

import hashlib

from .compile import Compiled

PARTS = ("train", "dev", "test")


def split_key(document: Compiled) -> str:
    """The id of the source, or that of an own document without the suffix of a second annotation."""
    return document.source.partition("#")[2] if document.source else document.id.removesuffix("-b")


def split_of(document: Compiled) -> str:
    """A tenth for testing, a tenth for choosing, the rest for training."""
    remainder = int(hashlib.sha256(split_key(document).encode("utf-8")).hexdigest(), 16) % 10
    return {0: "test", 1: "dev"}.get(remainder, "train")
