"""Damage that a file suffers on its way, whatever its format."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path


def _truncated(rng: random.Random, path: Path) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: rng.randrange(0, len(content) + 1)])
    return path


def _flipped(rng: random.Random, path: Path) -> Path:
    content = bytearray(path.read_bytes())
    for _ in range(rng.randrange(1, 20)):
        if content:
            content[rng.randrange(len(content))] = rng.randrange(256)
    path.write_bytes(bytes(content))
    return path


def _with_a_hole(rng: random.Random, path: Path) -> Path:
    content = path.read_bytes()
    start = rng.randrange(0, len(content) + 1)
    path.write_bytes(content[:start] + content[start + rng.randrange(1, 400) :])
    return path


def _with_a_repeat(rng: random.Random, path: Path) -> Path:
    content = path.read_bytes()
    start = rng.randrange(0, len(content) + 1)
    path.write_bytes(content[:start] + content[start : start + 300] * 3 + content[start:])
    return path


def _zeroed(rng: random.Random, path: Path) -> Path:
    content = path.read_bytes()
    start = rng.randrange(0, len(content) + 1)
    width = min(rng.randrange(1, 2_000), len(content) - start)
    path.write_bytes(content[:start] + b"\x00" * width + content[start + width :])
    return path


def _emptied(rng: random.Random, path: Path) -> Path:
    path.write_bytes(rng.choice((b"", b" \n\n", b"\x00" * 64, b"\xef\xbb\xbf", b"{}", b"[]", b",,,\n,,,\n")))
    return path


def _in_another_encoding(rng: random.Random, path: Path) -> Path:
    text = path.read_bytes().decode("utf-8", "replace")
    path.write_bytes(
        text.encode(rng.choice(("cp1251", "utf-16", "utf-16-be", "cp866", "utf-7", "koi8-r")), "replace")
    )
    return path


def _under_another_name(rng: random.Random, path: Path) -> Path:
    endings = (
        ".csv",
        ".xlsx",
        ".json",
        ".geojson",
        ".gpkg",
        ".shp",
        ".kml",
        ".kmz",
        ".zip",
        ".tif",
        ".pbf",
        ".fgb",
        ".osm.gz",
    )
    return path.rename(path.with_suffix(rng.choice(endings)))


BYTE_MUTATIONS: tuple[Callable[[random.Random, Path], Path], ...] = (
    _truncated, _flipped, _with_a_hole, _with_a_repeat, _zeroed, _emptied, _in_another_encoding,
    _under_another_name,
)  # fmt: skip
