"""The bridges and stretches of road whose loss is weighed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.network.closure import Effect
from planning.network.critical import LossOfLinks, links_of
from planning.network.plane import to_plane
from planning.network.road_table import road_column, road_layers
from planning.network.travel import TravelNetwork
from planning.outcome import FeatureRef

Ints = NDArray[np.int64]


class Sort(StrEnum):
    """What kind of link it is."""

    BRIDGE = "bridge"
    DAMAGED_BRIDGE = "damaged bridge"
    ROAD = "road"


SORTS = {
    Sort.BRIDGE: tr("bridge"),
    Sort.DAMAGED_BRIDGE: tr("damaged bridge"),
    Sort.ROAD: tr("road"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """A bridge, or a stretch of road between crossings.

    Attributes
    ----------
    lost : int array
        The edges whose loss is weighed: those of the bridge; of a stretch, the one nearest the hub, whose
        loss costs most of all, in one direction.
    edges : int array
        All edges of it, ascending.
    name : Text or str
    """

    sort: Sort
    lost: Ints
    edges: Ints
    name: Text | str
    ref: FeatureRef | None = None


def links_that_matter(situation: Workspace, network: TravelNetwork, losses: LossOfLinks) -> tuple[Link, ...]:
    """Every bridge and every stretch of road on the fastest way of anybody."""
    used = losses.tree_edges()
    names = RoadNames(situation, network)
    bridges = _bridges(network, used, names)
    on_bridge = np.unique(np.concatenate([np.zeros(0, np.int64), *(one.edges for one in bridges)]))
    return (*bridges, *_stretches(network, losses, on_bridge, names))


def stretches_of(network: TravelNetwork, losses: LossOfLinks) -> Ints:
    """Number of the stretch between crossings, or hubs, that each edge is part of; -1 where it is closed."""
    graph, arcs = network.graph, losses.arcs
    hubs = graph.arcs.state_node[arcs.tail[(arcs.hub >= 0) & (arcs.edge < 0)]]
    return links_of(graph.tail, graph.head, graph.nodes, np.isfinite(network.minutes), hubs)


def all_links(
    situation: Workspace, network: TravelNetwork, stretch: Ints, within: shapely.Geometry
) -> tuple[Link, ...]:
    """Every stretch of road that meets an area, whether or not anybody's fastest way uses it."""
    graph = network.graph
    names = RoadNames(situation, network)
    here = graph.tree.query(within, predicate="intersects").astype(np.int64)
    here = np.sort(here[stretch[here] >= 0])
    rows = []
    for number in np.unique(stretch[here]):
        edges = here[stretch[here] == number]
        rows.append(Link(sort=Sort.ROAD, lost=edges[:1], edges=edges, name=names.of(int(edges[0]))))
    return tuple(rows)


class RoadNames:
    """Number or name of the road of an edge."""

    def __init__(self, situation: Workspace, network: TravelNetwork) -> None:
        layers = road_layers(situation)
        self._road = network.graph.road
        self._fid = network.graph.roads.fid
        self._number, self._name = road_column(layers, "road_number"), road_column(layers, "name")

    def of(self, edge: int) -> Text | str:
        """The words for the road of an edge."""
        row = int(self._road[edge])
        known = self._number[row] or self._name[row]
        return str(known) if known else tr("road {fid}", fid=int(self._fid[row]))


class NearestPlaces:
    """The populated place nearest to a line."""

    def __init__(self, situation: Workspace) -> None:
        frames = [layer.frame for layer in situation.of_kind("populated_place") if len(layer)]
        self._names: list[str] = []
        points = []
        for frame in frames:
            placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
            names = placed["name_en"].where(placed["name_en"].notna(), placed["name_uk"]).fillna("")
            self._names += names.astype(str).tolist()
            points.append(
                to_plane(shapely.get_coordinates(shapely.point_on_surface(placed.geometry.to_numpy())))
            )
        self._tree = shapely.STRtree(shapely.points(np.concatenate(points))) if points else None

    def near(self, plane_line: shapely.Geometry) -> str | None:
        """The name of the place nearest to a line in the plane; None where none is known."""
        if self._tree is None:
            return None
        return self._names[int(self._tree.nearest(plane_line))] or None


def _bridges(network: TravelNetwork, used: Ints, names: RoadNames) -> list[Link]:
    graph = network.graph
    found = []
    open_ = np.isfinite(network.minutes)
    for closure in network.closures.listed:
        edges = closure.edges[open_[closure.edges]]
        if closure.is_bridge and closure.effect is not Effect.CLOSED and np.isin(edges, used).any():
            found.append(
                Link(
                    sort=Sort.DAMAGED_BRIDGE, lost=edges, edges=edges, name=closure.text, ref=closure.feature
                )
            )
    rows = np.unique(graph.road[used[graph.roads.bridge[graph.road[used]] & (graph.join[used] < 0)]])
    for row in rows.tolist():
        edges = graph.edges_of(row)
        edges = edges[open_[edges]]
        ref = FeatureRef(layer=graph.roads.layers[graph.roads.layer[row]], fids=(int(graph.roads.fid[row]),))
        name = tr("bridge on {road}", road=names.of(int(edges[0])))
        found.append(Link(sort=Sort.BRIDGE, lost=edges, edges=edges, name=name, ref=ref))
    return found


def _stretches(network: TravelNetwork, losses: LossOfLinks, on_bridge: Ints, names: RoadNames) -> list[Link]:
    """Stretches by the edge nearest the hub, one a direction in which people use them.

    A stretch whose costliest edge is that of a bridge is told as the bridge.
    """
    link = stretches_of(network, losses)
    tops = np.setdiff1d(losses.costliest(link), on_bridge)
    by_link = np.argsort(link, kind="stable")
    begin, end = (np.searchsorted(link[by_link], link[tops], side=side) for side in ("left", "right"))
    return [
        Link(sort=Sort.ROAD, lost=np.array([top]), edges=np.sort(by_link[low:high]), name=names.of(top))
        for top, low, high in zip(tops.tolist(), begin.tolist(), end.tolist(), strict=True)
    ]
