"""Records one after the other in a file, each with its length and checksum, so that a torn end is told.

A record is a JSON object and the bytes it refers to: places in it that read ``{"$bytes": [from, length]}``.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Packed = tuple[bytes, ...]

_MARK = b"CRJ1"
_HEAD = struct.Struct("<4sQI")
_JSON_LENGTH = struct.Struct("<Q")


class Blobs:
    """Gathers the bytes of a record.

    Attributes
    ----------
    parts : list of bytes
    """

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._length = 0

    def put(self, data: bytes) -> dict[str, list[int]]:
        """Keep `data`; gives what stands for it in the JSON."""
        reference = {"$bytes": [self._length, len(data)]}
        self.parts.append(data)
        self._length += len(data)
        return reference


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What was read: the JSON, and the bytes it refers to."""

    content: dict[str, Any]
    data: memoryview

    def bytes_of(self, reference: dict[str, list[int]]) -> memoryview:
        """The bytes a reference stands for."""
        start, length = reference["$bytes"]
        return self.data[start : start + length]


def packed(content: dict[str, Any], blobs: Sequence[bytes] = ()) -> Packed:
    """A record as it goes into the file, in pieces: joining them would hold up everything else."""
    text = json.dumps(content, ensure_ascii=False).encode()
    pieces = (_JSON_LENGTH.pack(len(text)), text, *blobs)
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return _HEAD.pack(_MARK, sum(map(len, pieces)), checksum), *pieces


def append(path: Path, record: Packed, *, at: int | None = None) -> int:
    """Add a record and have it on the disk before returning; gives the length of the file then.

    Parameters
    ----------
    at : int, optional
        Where whole records end; a torn record after it is cut off.
    """
    new = not path.exists()
    with path.open("ab" if new else "r+b") as handle:
        handle.seek(0, os.SEEK_END)
        if at is not None and handle.tell() > at:
            handle.truncate(at)
            handle.seek(at)
        handle.writelines(record)
        handle.flush()
        os.fsync(handle.fileno())
        length = handle.tell()
    if new:
        _sync_folder(path.parent)
    return length


def write_whole(path: Path, records: Sequence[Packed]) -> int:
    """Put a file of these records in the place of `path` in one step; gives its length."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as handle:
            for record in records:
                handle.writelines(record)
            handle.flush()
            os.fsync(handle.fileno())
            length = handle.tell()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return length


def read_records(path: Path) -> Iterator[tuple[Record, int]]:
    """Whole records in order, each with where it ends; what is torn or damaged ends the reading."""
    with path.open("rb") as handle:
        while True:
            head = handle.read(_HEAD.size)
            if len(head) < _HEAD.size:
                return
            mark, length, checksum = _HEAD.unpack(head)
            left = os.fstat(handle.fileno()).st_size - handle.tell()
            if mark != _MARK or length > left:
                return
            payload = handle.read(length)
            if zlib.crc32(payload) != checksum:
                return
            (text,) = _JSON_LENGTH.unpack_from(payload)
            start = _JSON_LENGTH.size
            content = json.loads(payload[start : start + text])
            yield Record(content, memoryview(payload)[start + text :]), handle.tell()


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk as well, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
