"""The heavy libraries, imported off the main thread, one thread at a time.

Where two threads import packages whose modules import one another, Python breaks the deadlock by handing
one of them a module that is not whole yet, and the import fails. So every thread of the window comes here
first.
"""

from __future__ import annotations

import importlib
import threading

_ORDER = ("numpy", "shapely", "pandas", "geopandas", "pyogrio")

_importing = threading.Lock()


def load_libraries(*further: str) -> None:
    """Import what reading, painting and reckoning need, and `further` modules; at once when that is done."""
    with _importing:
        for name in (*_ORDER, *further):
            importlib.import_module(name)
