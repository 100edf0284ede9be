"""Turn restrictions of OpenStreetMap laid on the edges of a network.

Source: the OpenStreetMap wiki, page "Relation:restriction".
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

import numpy as np
import shapely

from layers.layer import Layer
from layers.workspace import Workspace
from planning.network.arcs import VEHICLE_BITS, Turns
from planning.network.road_table import RoadTable
from planning.network.topology import Floats, Ints, Topology

_COLUMNS = {"restriction", "from_way", "via", "to_way"}
_GRID = 1e7
_ALL = VEHICLE_BITS["car"] | VEHICLE_BITS["truck"] | VEHICLE_BITS["bus"]
# by key of OpenStreetMap that a restriction may be limited to, or except
_VEHICLES = {
    "motorcar": VEHICLE_BITS["car"],
    "motor_vehicle": _ALL,
    "vehicle": _ALL,
    "hgv": VEHICLE_BITS["truck"],
    "goods": VEHICLE_BITS["truck"],
    "bus": VEHICLE_BITS["bus"],
    "psv": VEHICLE_BITS["bus"],
    "coach": VEHICLE_BITS["bus"],
}

_Arc = tuple[int, bool]


def restriction_layers(situation: Workspace) -> tuple[Layer, ...]:
    """Layers of turn restrictions, as the reader of OpenStreetMap extracts gives them."""
    return tuple(
        layer
        for layer in situation.of_kind("reference")
        if len(layer) and layer.has_geometry and set(layer.frame.columns) >= _COLUMNS
    )


def digest_of(layers: tuple[Layer, ...]) -> bytes:
    """A fingerprint of restriction layers."""
    import pandas as pd

    sums = hashlib.blake2b(digest_size=16)
    for layer in layers:
        texts = layer.frame.drop(columns="geometry").astype(object).where(layer.frame.notna(), "").astype(str)
        sums.update(pd.util.hash_pandas_object(texts).to_numpy().tobytes())
        sums.update(repr(list(texts.columns)).encode())
        coordinates, owner = shapely.get_coordinates(layer.frame.geometry.to_numpy(), return_index=True)
        sums.update(coordinates.tobytes())
        sums.update(owner.tobytes())
    return sums.digest()


def turns_of(topology: Topology, roads: RoadTable, layers: tuple[Layer, ...]) -> Turns:
    """The barred turns of restriction layers.

    A restriction over a way, one that holds only at some hours, and one whose ways or node are not in the
    network or are not told apart there, bars nothing and is counted as unused.
    """
    read, used = 0, 0
    barred: dict[tuple[_Arc, _Arc], int] = defaultdict(int)
    places = _Places(topology, roads) if layers else None
    for layer in layers:
        frame = layer.frame
        columns = [
            frame[name].astype(object).where(frame[name].notna(), "").astype(str).tolist()
            if name in frame
            else [""] * len(frame)
            for name in ("restriction", "from_way", "to_way", "except_for", "vehicle", "condition")
        ]
        for point, kind, from_way, to_way, except_for, vehicle, condition in zip(
            frame.geometry.to_numpy(), *columns, strict=True
        ):
            read += 1
            bits = _bits(vehicle, except_for)
            if bits == 0 or places is None:  # for bicycles and the like: nothing to lay
                read -= 1
                continue
            found = None if condition or point is None else places.turns(point, kind, from_way, to_way)
            for turn in found or ():
                barred[turn] |= bits
            used += found is not None
    pairs = sorted(barred)
    return Turns(
        from_edge=np.array([one[0] for one, _ in pairs], dtype=np.int64),
        from_with_line=np.array([one[1] for one, _ in pairs], dtype=bool),
        to_edge=np.array([other[0] for _, other in pairs], dtype=np.int64),
        to_with_line=np.array([other[1] for _, other in pairs], dtype=bool),
        vehicles=np.array([barred[pair] for pair in pairs], dtype=np.int64),
        read=read,
        unused=read - used,
    )


def _bits(vehicle: str, except_for: str) -> int:
    """The vehicles a restriction holds for."""
    bits = _VEHICLES.get(vehicle, 0) if vehicle else _ALL
    for part in except_for.replace(",", ";").split(";"):
        bits &= ~_VEHICLES.get(part.strip(), 0)
    return bits


class _Places:
    """Edges by the place they meet at and the way they belong to."""

    def __init__(self, topology: Topology, roads: RoadTable) -> None:
        self._topology = topology
        self._osm_id = roads.osm_id
        self._keys, self._nodes = _by_place(topology.node)
        ends = np.concatenate((topology.tail, topology.head))
        self._by_node = np.argsort(ends, kind="stable")
        self._ends = ends[self._by_node]

    def turns(
        self, point: shapely.Point, kind: str, from_way: str, to_way: str
    ) -> list[tuple[_Arc, _Arc]] | None:
        """Pairs of arcs, into a node and out of it, that a restriction bars; None where it is unclear.

        It bars none where one-way roads already do.
        """
        if not kind.startswith(("no_", "only_")):
            return None
        for node in self._at(point):
            arriving = [self._along(node, way, leaving=False) for way in _ways(from_way)]
            leaving = [self._along(node, way, leaving=True) for way in _ways(to_way)]
            if not arriving or not leaving or any(len(found) != 1 for found in (*arriving, *leaving)):
                continue
            into = [found[0] for found in arriving if self._is_driven(found[0])]
            onto = [found[0] for found in leaving if self._is_driven(found[0])]
            if kind.startswith("only_"):
                if not onto:  # nobody could drive on at all
                    return None
                onto = [arc for arc in self._leaving(node) if arc not in onto]
            return [(one, other) for one in into for other in onto]
        return None

    def _is_driven(self, arc: _Arc) -> bool:
        edge, with_line = arc
        return bool((self._topology.forward if with_line else self._topology.backward)[edge])

    def _at(self, point: shapely.Point) -> list[int]:
        key = _place_keys(np.array([[point.x, point.y]]))[0]
        first, last = np.searchsorted(self._keys, (key, key + 1))
        return [int(node) for node in self._nodes[first:last]]

    def _leaving(self, node: int) -> list[_Arc]:
        """Every edge at a node, in the direction away from it."""
        first, last = np.searchsorted(self._ends, (node, node + 1))
        count = len(self._topology)
        return [(int(end % count), bool(end < count)) for end in self._by_node[first:last].tolist()]

    def _along(self, node: int, way: str, *, leaving: bool) -> list[_Arc]:
        """Edges of a way at a node, in the direction away from it or towards it."""
        topology = self._topology
        arcs = [
            (edge, away == leaving)
            for edge, away in self._leaving(node)
            if topology.join[edge] < 0 and self._osm_id[topology.road[edge]] == way
        ]
        return arcs if len(arcs) < 2 else [arc for arc in arcs if self._is_driven(arc)]


def _ways(text: str) -> list[str]:
    return [part.removeprefix("way/") for part in text.split(";") if part.startswith("way/")]


def _place_keys(lonlat: Floats) -> Ints:
    cells = np.round(lonlat * _GRID).astype(np.int64)
    return np.asarray((cells[:, 0] + 1_800_000_000) * 2_000_000_000 + cells[:, 1] + 900_000_000)


def _by_place(node: Floats) -> tuple[Ints, Ints]:
    keys = _place_keys(node)
    order = np.argsort(keys, kind="stable")
    return keys[order], order
