"""Reading and writing safetensors with numpy alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

_NAMES = {np.dtype(np.int8): "I8", np.dtype(np.float32): "F32"}
_TYPES = {name: dtype for dtype, name in _NAMES.items()}


def write(path: Path, tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> None:
    header: dict[str, object] = {"__metadata__": metadata}
    # Wide types first, so that every tensor is aligned to its element size.
    order = sorted(tensors, key=lambda k: (-tensors[k].itemsize, k))
    at = 0
    for name in order:
        t = tensors[name]
        header[name] = {"dtype": _NAMES[t.dtype], "shape": list(t.shape), "data_offsets": [at, at + t.nbytes]}
        at += t.nbytes
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-(len(text) + 8) % 64)  # data begins at a multiple of 64 bytes
    with open(path, "wb") as f:
        f.write(len(text).to_bytes(8, "little"))
        f.write(text)
        for name in order:
            f.write(np.ascontiguousarray(tensors[name]).tobytes())


def read(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        dtype = _TYPES[entry["dtype"]]
        data = np.frombuffer(raw, dtype, count=(stop - start) // dtype.itemsize, offset=8 + size + start)
        tensors[name] = data.reshape(entry["shape"])
    return tensors, metadata
