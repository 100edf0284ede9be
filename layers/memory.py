"""Memory there is, so that what cannot be held is refused before the machine stands still."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from layers.errors import LayerError
from layers.text import tr

_GIGABYTE = 1e9
_SHARE = 0.8
"""Of what is free, the part an import may take; the window and the system need the rest."""


class TooLarge(LayerError):
    """What would not fit into memory."""


def require_room(needed_bytes: float, where: str) -> None:
    """Pass when so much memory is free.

    Raises
    ------
    TooLarge
        When it is not.
    """
    free = free_bytes()
    if free is None or needed_bytes <= _SHARE * free:
        return
    raise TooLarge(
        tr("it needs about {needed:.1f} GB of memory, and {free:.1f} GB are free",
           needed=needed_bytes / _GIGABYTE, free=free / _GIGABYTE),
        where=where,
        todo=tr("Cut the file to the area or the days that are needed, or close other programs."),
    )  # fmt: skip


def free_bytes() -> int | None:
    """Memory that programs can still have, without swapping; None where the system does not tell.

    Source: MemAvailable of Linux (proc(5)); ullAvailPhys of GlobalMemoryStatusEx of Windows; half of the
    memory of a Mac, which tells only that without a helper process.
    """
    if sys.platform == "win32":
        return _free_on_windows()
    told = Path("/proc/meminfo")
    if told.is_file():
        for line in told.read_text("ascii", "replace").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (ValueError, OSError, AttributeError):
        return None


class _MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("free", ctypes.c_uint64),
        ("total_page_file", ctypes.c_uint64),
        ("free_page_file", ctypes.c_uint64),
        ("total_virtual", ctypes.c_uint64),
        ("free_virtual", ctypes.c_uint64),
        ("free_extended", ctypes.c_uint64),
    )


def _free_on_windows() -> int | None:
    status = _MemoryStatus()
    status.length = ctypes.sizeof(status)
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
