"""Turn restrictions and barriers of OpenStreetMap laid on the edges of a network.

Source: the OpenStreetMap wiki, pages "Relation:restriction" and "Key:barrier".
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from layers.layer import Layer
from layers.workspace import Workspace
from planning.network.arcs import Turns
from planning.network.road_table import RoadTable, vehicle_bits
from planning.network.topology import Floats, Ints, Topology, place_keys
from planning.network.vehicles import ALL_VEHICLES, VEHICLE_BITS

_COLUMNS = ({"restriction", "from_way", "via", "to_way"}, {"barrier", "closed_to"})
# by key of OpenStreetMap that a restriction may be limited to, or except
_VEHICLES = {
    "motorcar": VEHICLE_BITS["car"],
    "motor_vehicle": ALL_VEHICLES,
    "vehicle": ALL_VEHICLES,
    "hgv": VEHICLE_BITS["truck"],
    "goods": VEHICLE_BITS["truck"],
    "bus": VEHICLE_BITS["bus"],
    "psv": VEHICLE_BITS["bus"],
    "coach": VEHICLE_BITS["bus"],
}

_Arc = tuple[int, bool]
_Way = tuple[_Arc, ...]


def restriction_layers(situation: Workspace) -> tuple[Layer, ...]:
    """Layers of turn restrictions and of barriers, as the reader of OpenStreetMap extracts gives them."""
    return tuple(
        layer
        for layer in situation.of_kind("reference")
        if len(layer) and layer.has_geometry and any(columns <= set(layer.frame) for columns in _COLUMNS)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """Places on roads that some vehicles cannot pass.

    Attributes
    ----------
    lonlat : float array, shape (n, 2)
    vehicles : int array
        Sum of the `VEHICLE_BITS` that cannot.
    """

    lonlat: Floats
    vehicles: Ints


def barriers_of(layers: tuple[Layer, ...]) -> Barriers:
    """The barriers among restriction layers."""
    places, bits = [np.zeros((0, 2))], [np.zeros(0, dtype=np.int64)]
    for layer in layers:
        if not _COLUMNS[1] <= set(layer.frame):
            continue
        shapes, texts = layer.frame.geometry.to_numpy(), layer.frame["closed_to"]
        vehicles = vehicle_bits(texts.astype(object).where(texts.notna(), "").to_numpy(dtype=object))
        closed = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & (vehicles > 0)
        closed &= ~shapely.is_empty(shapes)
        places.append(shapely.get_coordinates(shapes[closed]))
        bits.append(vehicles[closed])
    return Barriers(np.concatenate(places), np.concatenate(bits))


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


def turns_of(topology: Topology, roads: RoadTable, layers: tuple[Layer, ...], barriers: Barriers) -> Turns:
    """The barred turns of restriction layers, and every way over a barrier.

    A restriction that holds only at some hours, and one whose ways or node are not in the network or are not
    told apart there, bars nothing and is counted as unused.
    """
    read, used = 0, 0
    barred: dict[_Way, int] = defaultdict(int)
    rows = [row for layer in layers if _COLUMNS[0] <= set(layer.frame) for row in _rows(layer)]
    places = _Places(topology, roads, _ways_over(rows)) if rows or len(barriers.vehicles) else None
    for row in rows:
        bits = _bits(row.vehicle, row.except_for)
        only_for = _VEHICLES.get(row.condition.strip().casefold()) if row.condition else bits
        if bits == 0 or places is None:  # for bicycles and the like: nothing to lay
            continue
        read += 1
        if only_for is None:
            continue
        found = places.barred(row)
        for way in found or ():
            barred[way] |= bits & only_for
        used += found is not None
    on_roads = 0
    for lonlat, bits in zip(barriers.lonlat, barriers.vehicles.tolist(), strict=True):
        found = places.over(lonlat) if places is not None else []
        for way in found:
            barred[way] |= bits
        on_roads += bool(found)
    return _turns(barred, read, read - used, on_roads)


def _turns(barred: dict[_Way, int], read: int, unused: int, barriers: int) -> Turns:
    ways = sorted(way for way, vehicles in barred.items() if vehicles)
    via = [(turn, *arc) for turn, way in enumerate(ways) for arc in way[1:-1]]
    via_turn, via_edge, via_with_line = np.array(via, dtype=np.int64).reshape(-1, 3).T
    return Turns(
        from_edge=np.array([way[0][0] for way in ways], dtype=np.int64),
        from_with_line=np.array([way[0][1] for way in ways], dtype=bool),
        to_edge=np.array([way[-1][0] for way in ways], dtype=np.int64),
        to_with_line=np.array([way[-1][1] for way in ways], dtype=bool),
        vehicles=np.array([barred[way] for way in ways], dtype=np.int64),
        read=read,
        unused=unused,
        barriers=barriers,
        via_turn=via_turn,
        via_edge=via_edge,
        via_with_line=via_with_line.astype(bool),
    )


class _Row(NamedTuple):
    """A restriction as it stands in its layer; texts are empty where there is none."""

    point: shapely.Point | None
    kind: str
    from_way: str
    via: str
    to_way: str
    except_for: str
    vehicle: str
    condition: str


_TEXTS = ("restriction", "from_way", "via", "to_way", "except_for", "vehicle", "condition")


def _rows(layer: Layer) -> list[_Row]:
    frame = layer.frame
    texts = [
        frame[name].astype(object).where(frame[name].notna(), "").astype(str).tolist()
        if name in frame
        else [""] * len(frame)
        for name in _TEXTS
    ]
    return [_Row(*row) for row in zip(frame.geometry.to_numpy(), *texts, strict=True)]


def _ways_over(rows: list[_Row]) -> set[str]:
    """Ways that restrictions go over."""
    return {way for row in rows for way in _ways(row.via)}


def _bits(vehicle: str, except_for: str) -> int:
    """The vehicles a restriction holds for."""
    bits = _VEHICLES.get(vehicle, 0) if vehicle else ALL_VEHICLES
    for part in except_for.replace(",", ";").split(";"):
        bits &= ~_VEHICLES.get(part.strip(), 0)
    return bits


class _Places:
    """Edges by the place they meet at and the way they belong to.

    Parameters
    ----------
    over : set of str
        Ways that restrictions go over.
    """

    def __init__(self, topology: Topology, roads: RoadTable, over: set[str]) -> None:
        self._topology = topology
        self._osm_id = roads.osm_id
        self._keys, self._nodes = _by_place(topology.node)
        ends = np.concatenate((topology.tail, topology.head))
        self._by_node = np.argsort(ends, kind="stable")
        self._ends = ends[self._by_node]
        self._edges: dict[str, list[int]] = defaultdict(list)
        wanted = np.isin(roads.osm_id.astype(str), sorted(over)) if over else np.zeros(len(roads), dtype=bool)
        for edge in np.flatnonzero(wanted[topology.road] & (topology.join < 0)).tolist():
            self._edges[str(roads.osm_id[topology.road[edge]])].append(edge)

    def barred(self, row: _Row) -> list[_Way] | None:
        """Rows of arcs that a restriction bars; None where it is unclear.

        It bars none where one-way roads already do.
        """
        if not row.kind.startswith(("no_", "only_")):
            return None
        if row.point is not None:
            return self._at_node(row)
        return self._over_ways(row) if _ways(row.via) else None

    def _at_node(self, row: _Row) -> list[_Way] | None:
        for node in self._at(row.point):
            arriving = [self._along(node, way, leaving=False) for way in _ways(row.from_way)]
            leaving = [self._along(node, way, leaving=True) for way in _ways(row.to_way)]
            if not arriving or not leaving or any(len(found) != 1 for found in (*arriving, *leaving)):
                continue
            into = [found[0] for found in arriving if self._is_driven(found[0])]
            onto = [found[0] for found in leaving if self._is_driven(found[0])]
            if row.kind.startswith("only_"):
                if not onto:  # nobody could drive on at all
                    return None
                onto = [arc for arc in self._leaving(node) if arc not in onto]
            return [(one, other) for one in into for other in onto]
        return None

    def _over_ways(self, row: _Row) -> list[_Way] | None:
        """The way from one road over others to a third; with ``only_``, every way that leaves it."""
        over = [edge for way in _ways(row.via) for edge in self._edges[way]]
        ends = {node for edge in over for node in self._nodes_of(edge)}
        starts = [(node, arc) for node in ends for arc in self._all_along(node, row.from_way, leaving=False)]
        stops = [(node, arc) for node in ends for arc in self._all_along(node, row.to_way, leaving=True)]
        found = [
            (one, *between, other)
            for begin, one in starts
            for end, other in stops
            if begin != end and (between := self._way_over(over, begin, end)) is not None
        ]
        if len(found) != 1:
            return None
        way: _Way = found[0]
        if not all(self._is_driven(arc) for arc in way):
            return []
        if row.kind.startswith("no_"):
            return [way]
        return [
            (*way[: step + 1], other)
            for step in range(len(way) - 1)
            for other in self._leaving(self._nodes_of(way[step][0])[way[step][1]])
            if other != way[step + 1]
        ]

    def _all_along(self, node: int, ways: str, *, leaving: bool) -> list[_Arc]:
        return [arc for way in _ways(ways) for arc in self._along(node, way, leaving=leaving)]

    def _way_over(self, edges: list[int], start: int, end: int) -> list[_Arc] | None:
        """The way with fewest edges from one node to another; None when there is none."""
        before: dict[int, tuple[int, _Arc] | None] = {start: None}
        waiting = [start]
        for node in waiting:
            for edge in edges:
                tail, head = self._nodes_of(edge)
                for one, other, with_line in ((tail, head, True), (head, tail, False)):
                    if one == node and other not in before and self._is_driven((edge, with_line)):
                        before[other] = node, (edge, with_line)
                        waiting.append(other)
        way: list[_Arc] = []
        step = before.get(end)
        while step is not None:
            way.append(step[1])
            step = before[step[0]]
        return way[::-1] or None

    def _nodes_of(self, edge: int) -> tuple[int, int]:
        return int(self._topology.tail[edge]), int(self._topology.head[edge])

    def over(self, lonlat: Floats) -> list[_Way]:
        """Every way over a place but back along the same edge."""
        return [
            ((edge, not with_line), other)
            for node in self._nodes_at(lonlat)
            for edge, with_line in self._leaving(node)
            if self._is_driven((edge, not with_line))
            for other in self._leaving(node)
            if other[0] != edge and self._is_driven(other)
        ]

    def _is_driven(self, arc: _Arc) -> bool:
        edge, with_line = arc
        return bool((self._topology.forward if with_line else self._topology.backward)[edge])

    def _at(self, point: shapely.Point | None) -> list[int]:
        return [] if point is None else self._nodes_at(np.array([point.x, point.y]))

    def _nodes_at(self, lonlat: Floats) -> list[int]:
        key = place_keys(lonlat[None, :])[0]
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


def _by_place(node: Floats) -> tuple[Ints, Ints]:
    keys = place_keys(node)
    order = np.argsort(keys, kind="stable")
    return keys[order], order
