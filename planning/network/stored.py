"""Built networks kept in the workspace file, each under the fingerprint of the layers it was built from.

A network whose layers have changed is under a fingerprint nobody asks for any more, and is built anew.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from layers.errors import WorkspaceError
from layers.formats.geopackage import recent_files
from layers.text import tr
from planning.network.arcs import Turns
from planning.network.graph import RoadGraph, graph_of
from planning.network.joining import Joins
from planning.network.road_table import RoadTable
from planning.network.topology import Topology

VERSION = 4  # of the building and of what is stored; networks of another version are built anew
_JOIN_BYTES = 8  # at the end of a key: the distance within which gaps were joined
_WORTH_PACKING = 0.5  # of the bytes
_GRID = 1e7  # steps a degree in OpenStreetMap
_TABLE = """CREATE TABLE IF NOT EXISTS corridor_network (
    key TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (key, name))"""
_TOPOLOGY = (
    "node", "vertex", "start", "tail", "head", "road", "line", "forward", "backward", "level", "drawn_m",
    "join", "same_line", "same_road",
)  # fmt: skip
_JOINS = ("origin", "target", "gap_m")
_CHAINS = ("passed", "laid", "start")
_TURNS = (
    "from_edge", "from_with_line", "to_edge", "to_with_line", "vehicles", "via_turn", "via_edge",
    "via_with_line",
)  # fmt: skip


def stored_network(key: bytes, roads: RoadTable) -> RoadGraph | None:
    """The network stored under a key in a workspace file lately used; None when there is none."""
    for path in recent_files():
        arrays = _read(path, key) if path.is_file() else {}
        if not arrays:
            continue
        try:
            return _graph_from(arrays, roads, key)
        except KeyError:  # a part is missing: it is built anew
            continue
    return None


def store_network(path: Path, graph: RoadGraph) -> None:
    """Keep a network, with its order, in a workspace file, in place of those of other roads.

    Raises
    ------
    WorkspaceError
        When the file cannot be written; it is untouched then.
    """
    same_roads = _key(graph.key[:-_JOIN_BYTES])
    rows = [(_key(graph.key), name, _packed(array)) for name, array in _arrays_of(graph).items()]
    try:
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute(_TABLE)
            database.execute(
                "DELETE FROM corridor_network WHERE key = ? OR substr(key, 1, ?) <> ?",
                (_key(graph.key), len(same_roads), same_roads),
            )
            database.executemany("INSERT INTO corridor_network VALUES (?, ?, ?)", rows)
            database.execute(
                "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
                "VALUES ('corridor_network', 'attributes', 'corridor_network')"
            )
    except sqlite3.Error as error:
        raise WorkspaceError(
            tr("the network could not be stored ({reason})", reason=error),
            where=str(path),
            todo=tr("Close other programs that hold the file and check the free space."),
        ) from error


def holds_network(path: Path, graph: RoadGraph) -> bool:
    """Whether a workspace file holds a network, and its order where that is known."""
    wanted = "order" if graph.node_order.order is not None else "tail"
    try:
        with contextlib.closing(_opened(path)) as database:
            found = database.execute(
                "SELECT 1 FROM corridor_network WHERE key = ? AND name = ?", (_key(graph.key), wanted)
            ).fetchone()
    except sqlite3.Error:
        return False
    return found is not None


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _key(key: bytes) -> str:
    return f"{VERSION}-{key.hex()}"


def _read(path: Path, key: bytes) -> dict[str, Any]:
    """Arrays by name; none when the file holds no such network or cannot be read."""
    try:
        with contextlib.closing(_opened(path)) as database:
            rows = database.execute(
                "SELECT name, content FROM corridor_network WHERE key = ?", (_key(key),)
            ).fetchall()
        with ThreadPoolExecutor(2) as pool:  # zlib leaves the interpreter to others
            arrays = list(pool.map(_unpacked, (content for _, content in rows)))
    except (sqlite3.Error, zlib.error, ValueError, struct.error):
        return {}  # it is built anew
    return dict(zip((name for name, _ in rows), arrays, strict=True))


def _packed(array: np.ndarray[Any, Any]) -> bytes:
    """An array with the bytes of its numbers sorted by weight, which packs better and faster.

    What hardly packs stands as it is: reading it back would take longer than it saves.
    """
    small, grid = _small(array)
    width = small.dtype.itemsize
    plain = np.ascontiguousarray(small).view(np.uint8).reshape(-1)
    packed = zlib.compress(np.ascontiguousarray(plain.reshape(-1, width).T).data, 1)
    is_packed = len(packed) < _WORTH_PACKING * len(plain)
    header = json.dumps([array.dtype.str, small.dtype.str, array.shape, grid, is_packed]).encode()
    return struct.pack("<I", len(header)) + header + (packed if is_packed else plain.tobytes())


def _small(array: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], float]:
    """The numbers in half the bytes where that loses nothing: themselves, or degrees counted on a grid."""
    if array.dtype == np.int64 and array.size and np.abs(array).max() < 2**31:
        return array.astype(np.int32), 0.0
    if array.dtype == np.float64 and array.size and np.abs(array).max(initial=0.0) < 200.0:
        steps = np.rint(array * _GRID)
        if np.array_equal(steps / _GRID, array):
            return steps.astype(np.int32), _GRID
    return array, 0.0


def _unpacked(content: bytes) -> np.ndarray[Any, Any]:
    (length,) = struct.unpack_from("<I", content)
    dtype, small, shape, grid, is_packed = json.loads(content[4 : 4 + length])
    rest = memoryview(content)[4 + length :]
    if is_packed:
        by_weight = np.frombuffer(zlib.decompress(rest), dtype=np.uint8)
        width = np.dtype(small).itemsize
        numbers = np.ascontiguousarray(by_weight.reshape(width, -1).T).view(small).reshape(shape)
    else:
        numbers = np.frombuffer(rest, dtype=small).reshape(shape).copy()
    return np.asarray(numbers / grid if grid else numbers.astype(dtype, copy=False))


def _arrays_of(graph: RoadGraph) -> dict[str, np.ndarray[Any, Any]]:
    arrays = {name: getattr(graph.topology, name) for name in _TOPOLOGY}
    arrays |= {f"joins_{name}": getattr(graph.joins, name) for name in _JOINS}
    arrays |= {f"turns_{name}": getattr(graph.turns, name) for name in _TURNS}
    arrays["turns_counts"] = np.array([graph.turns.read, graph.turns.unused, graph.turns.barriers])
    arrays["join_m"] = np.array([graph.join_m])
    arrays |= {name: getattr(graph, name) for name in ("length_m", "component", "component_km")}
    if graph.node_order.order is not None:
        arrays["order"] = graph.node_order.order
        arrays |= {f"chains_{name}": getattr(graph.chains, name) for name in _CHAINS}
    return arrays


def _graph_from(arrays: dict[str, Any], roads: RoadTable, key: bytes) -> RoadGraph:
    read, unused, barriers = arrays["turns_counts"].tolist()
    graph = graph_of(
        Topology(**{name: arrays[name] for name in _TOPOLOGY}),
        roads,
        Joins(**{name: arrays[f"joins_{name}"] for name in _JOINS}),
        float(arrays["join_m"][0]),
        arrays["length_m"],
        arrays["component"],
        arrays["component_km"],
        Turns(
            **{name: arrays[f"turns_{name}"] for name in _TURNS}, read=read, unused=unused, barriers=barriers
        ),
        key,
    )
    if "order" in arrays:
        passed, laid, start = (arrays[f"chains_{name}"] for name in _CHAINS)
        graph.node_order.become(arrays["order"], (passed, laid, start))
    return graph
