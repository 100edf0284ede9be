"""Ways as they would be if the road data lacked less, and what each lacking piece brings.

A way that is long for its distance, or none at all, is often the data's doing. The same search is made with
everything the data may lack (`planning.network.lacking`) at several speeds on what lacks, from so slow that
only the shortest gaps pay to as fast as through a city; what is found runs from the fewest kilometres that
would have to be believed to the shortest way. Pieces that bring next to nothing are taken out again.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.text import tr
from planning.network.engine import DijkstraEngine, Way
from planning.network.lacking import Lacking, lacking
from planning.network.plane import geodesic_m
from planning.network.snapping import Snap, snapped
from planning.network.topology import Bools, Floats, Ints
from planning.network.travel import Place, TravelNetwork
from planning.run_control import RunControl

SPEEDS_KMH = (5.0, 10.0, 20.0, 40.0)
# Each piece costs as much as this on top: one more thing to be believed, and about the length of a ramp
PIECE_KM = 1.0
_LEAST_BROUGHT_KM = 1.0
_LEAST_BROUGHT_SHARE = 0.002
_LEAST_MINUTES = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Something the data lacks.

    Attributes
    ----------
    origin, target : tuple of float
        Its ends, degrees; of a junction a point on either road some metres from the crossing.
    gap_m : float
        0 for a junction.
    brings_km : float or None
        By how much the way would be longer without it; None where there would be no way.
    """

    origin: Place
    target: Place
    gap_m: float
    brings_km: float | None

    @property
    def is_junction(self) -> bool:
        """Whether two roads cross here without a junction."""
        return self.gap_m == 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """A way over roads and lacking pieces.

    Attributes
    ----------
    length_km : float
        Pieces count as straight lines, so that the true way is no shorter.
    gap_km : float
        Of all pieces together.
    pieces : tuple of Piece
        In driving order.
    geometry : LineString
        EPSG:4326.
    """

    length_km: float
    gap_km: float
    pieces: tuple[Piece, ...]
    geometry: shapely.LineString


def completed_ways(
    network: TravelNetwork,
    stops: Sequence[Place],
    most_km: float,
    control: RunControl | None = None,
) -> tuple[Completed, ...]:
    """Ways through the stops with lacking pieces, the fewest kilometres of those first; each is shorter.

    Parameters
    ----------
    most_km : float
        Only ways shorter than this are looked for; infinite where there is none without pieces.
    """
    control = control or RunControl()
    control.step(0.0, tr("looking for roads that the data lacks"))
    ends = snapped(network.graph, network.closures, np.array(stops, dtype=np.float64), network.snap_km)
    if not ends.attached.all():
        return ()
    pieces = lacking(network.graph, _between(network, stops, most_km), network.closures.barred)
    search = _Search(network, pieces, ends)
    found: list[Completed] = []
    for number, kmh in enumerate(SPEEDS_KMH):
        control.step((number + 1) / (len(SPEEDS_KMH) + 1), tr("looking for roads that the data lacks"))
        way = search.completed(kmh)
        if way is not None and way.pieces and way.length_km < most_km:
            found.append(way)
    return _undominated(found)


def _between(network: TravelNetwork, stops: Sequence[Place], most_km: float) -> Bools:
    """Nodes from which the way by air to both ends is shorter than `most_km`, of any leg."""
    graph = network.graph
    if not np.isfinite(most_km):
        straight = sum(float(geodesic_m(*one, *two)) for one, two in itertools.pairwise(stops)) / 1000.0
        most_km = 2.0 * straight + 100.0
    result = np.zeros(graph.nodes, dtype=bool)
    metres = [
        geodesic_m(graph.node_lon, graph.node_lat, np.full(graph.nodes, lon), np.full(graph.nodes, lat))
        for lon, lat in stops
    ]
    for one, two in itertools.pairwise(metres):
        result |= one + two <= most_km * 1000.0
    return result


def _undominated(ways: list[Completed]) -> tuple[Completed, ...]:
    """Ascending by what would have to be believed, each shorter by a hundredth than all before."""
    kept: list[Completed] = []
    for way in sorted(ways, key=lambda one: (one.gap_km + len(one.pieces) * PIECE_KM, one.length_km)):
        if not kept or way.length_km < 0.99 * kept[-1].length_km:
            kept.append(way)
    return tuple(kept)


class _Search:
    """Searches over roads and lacking pieces from stop to stop."""

    def __init__(self, network: TravelNetwork, pieces: Lacking, ends: Snap) -> None:
        self._network, self._pieces, self._ends = network, pieces, ends
        graph = network.graph
        self._arc_minutes = graph.arcs.minutes(network.minutes, network.vehicle)
        self._state, self._way = _leaving_states(graph.arcs.state_node, graph.nodes, pieces.tail)
        driven = pieces.edges >= 0
        edge = np.where(driven, pieces.edges, 0)
        with np.errstate(invalid="ignore"):
            minutes = np.where(driven & (pieces.shares > 0), network.minutes[edge] * pieces.shares, 0.0)
        self._beside_min: Floats = minutes.sum(axis=1)
        self._beside_km: Floats = np.where(driven, graph.length_m[edge] * pieces.shares / 1000.0, 0.0).sum(
            axis=1
        )

    def completed(self, kmh: float) -> Completed | None:
        """The way of least time with so many km/h on the pieces, without those that bring next to nothing."""
        allowed = np.ones(len(self._pieces), dtype=bool)
        legs = self._legs(kmh, allowed)
        while legs is not None:
            used = self._used(legs)
            allowed = np.zeros(len(self._pieces), dtype=bool)
            allowed[used] = True
            length_km = self._length_km(legs)
            brought = [self._brought_km(kmh, allowed, piece, length_km) for piece in used]
            least = max(_LEAST_BROUGHT_KM, _LEAST_BROUGHT_SHARE * length_km)
            small = [piece for piece, km in zip(used, brought, strict=True) if km is not None and km < least]
            if not small:
                return self._told(legs, used, brought, length_km)
            worst = min(small, key=lambda piece: brought[used.index(piece)] or 0.0)
            allowed[worst] = False
            legs = self._legs(kmh, allowed)
        return None

    def _legs(self, kmh: float, allowed: Bools) -> list[Way] | None:
        engine = self._engine(kmh, allowed)
        network, ends, graph = self._network, self._ends, self._network.graph
        leaving = ends.leaving(graph, network.minutes, network.rules.access_kmh)
        arriving = ends.arriving(graph, network.minutes, network.rules.access_kmh, network.vehicle)
        legs = []
        for number in range(len(ends.edge) - 1):
            one, two = slice(number, number + 1), slice(number + 1, number + 2)
            way = engine.way(leaving.rows(one), arriving.rows(two))
            if way is None:
                return None
            legs.append(way)
        return legs

    def _engine(self, kmh: float, allowed: Bools) -> DijkstraEngine:
        arcs, pieces = self._network.graph.arcs, self._pieces
        extra = allowed[pieces.piece[self._way]] & np.isfinite(self._beside_min[self._way])
        way = self._way[extra]
        tail = np.concatenate((arcs.tail, self._state[extra]))
        head = np.concatenate((arcs.head, pieces.head[way]))
        believed = (pieces.gap_m[pieces.piece[way]] / 1000.0 + PIECE_KM) / kmh * 60.0
        cost = np.maximum(
            np.concatenate((self._arc_minutes, self._beside_min[way] + believed)), _LEAST_MINUTES
        )
        number = np.concatenate((np.arange(len(arcs)), len(arcs) + way))
        order = np.lexsort((cost, head, tail))
        fresh = np.ones(len(order), dtype=bool)
        fresh[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
        kept = order[fresh]
        km = np.zeros(len(kept))  # lengths are added up from the arcs of a way
        return DijkstraEngine(arcs.states, tail[kept], head[kept], cost[kept], km, number[kept])

    def _used(self, legs: list[Way]) -> list[int]:
        """Pieces in driving order."""
        count = len(self._network.graph.arcs)
        over = np.concatenate([leg.arcs[leg.arcs >= count] for leg in legs]) - count
        return list(dict.fromkeys(self._pieces.piece[over].tolist()))

    def _brought_km(self, kmh: float, allowed: Bools, piece: int, length_km: float) -> float | None:
        fewer = allowed.copy()
        fewer[piece] = False
        legs = self._legs(kmh, fewer)
        return None if legs is None else self._length_km(legs) - length_km

    def _length_km(self, legs: list[Way]) -> float:
        graph, ends, pieces = self._network.graph, self._ends, self._pieces
        leaving = ends.leaving(graph, self._network.minutes, self._network.rules.access_kmh)
        arriving = ends.arriving(
            graph, self._network.minutes, self._network.rules.access_kmh, self._network.vehicle
        )
        total = 0.0
        for number, leg in enumerate(legs):
            on_road = leg.arcs[leg.arcs < len(graph.arcs)]
            over = leg.arcs[leg.arcs >= len(graph.arcs)] - len(graph.arcs)
            total += float(graph.length_m[graph.arcs.edge[on_road]].sum() / 1000.0)
            total += float(self._beside_km[over].sum() + pieces.gap_m[pieces.piece[over]].sum() / 1000.0)
            total += float(leaving.km[number, leg.entry] + arriving.km[number + 1, leg.exit])
        return total

    def _told(
        self, legs: list[Way], used: list[int], brought: list[float | None], length_km: float
    ) -> Completed:
        pieces = self._pieces
        return Completed(
            length_km=length_km,
            gap_km=float(pieces.gap_m[used].sum() / 1000.0),
            pieces=tuple(
                Piece(
                    origin=(float(pieces.origin[piece, 0]), float(pieces.origin[piece, 1])),
                    target=(float(pieces.target[piece, 0]), float(pieces.target[piece, 1])),
                    gap_m=float(pieces.gap_m[piece]),
                    brings_km=km,
                )
                for piece, km in zip(used, brought, strict=True)
            ),
            geometry=self._line(legs),
        )

    def _line(self, legs: list[Way]) -> shapely.LineString:
        """The way along roads, straight over pieces and the parts of roads beside them."""
        graph, pieces = self._network.graph, self._pieces
        arcs, vertices = graph.arcs, [self._ends.lonlat[:1]]
        for number, leg in enumerate(legs):
            for arc in leg.arcs.tolist():
                if arc < len(arcs):
                    ahead = bool(arcs.with_line[arc])
                    vertices.append(
                        graph.stretch(int(arcs.edge[arc]), 0.0 if ahead else 1.0, 1.0 if ahead else 0.0)
                    )
                    continue
                piece, way = int(pieces.piece[arc - len(arcs)]), arc - len(arcs)
                ends = np.stack((pieces.origin[piece], pieces.target[piece]))
                node = np.array([graph.node_lon[pieces.tail[way]], graph.node_lat[pieces.tail[way]]])
                turned = np.hypot(*(ends[1] - node)) < np.hypot(*(ends[0] - node))
                vertices.append(ends[::-1] if turned else ends)
            vertices.append(self._ends.lonlat[number + 1 : number + 2])
        points = np.concatenate(vertices)
        different = np.ones(len(points), dtype=bool)
        different[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
        return shapely.LineString(points[different])


def _leaving_states(state_node: Ints, nodes: int, tail: Ints) -> tuple[Ints, Ints]:
    """States from which each way over a piece begins: its node and the node's further states; and the way."""
    ways = np.arange(len(tail))
    if len(state_node) == nodes:
        return tail, ways
    order = np.argsort(state_node[nodes:], kind="stable")
    node = state_node[nodes:][order]
    first, last = np.searchsorted(node, tail), np.searchsorted(node, tail, side="right")
    count = last - first
    run = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return np.concatenate((tail, nodes + order[run])), np.concatenate((ways, np.repeat(ways, count)))
