"""Roads to a graph: split, joined, cut to pieces short enough to be closed, measured."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.layer import Layer
from layers.text import tr
from planning.errors import MissingData
from planning.network.graph import RoadGraph, graph_of
from planning.network.joining import joined
from planning.network.plane import line_lengths_m
from planning.network.road_table import RoadTable
from planning.network.splitting import topology_of
from planning.network.topology import Floats, Ints, Topology, subdivided
from planning.network.turn_restrictions import barriers_of, turns_of
from planning.run_control import RunControl

LONGEST_EDGE_M = 2_000.0  # a closure takes whole edges; longer ones would close more road than is meant


def built(
    roads: RoadTable,
    join_m: float,
    control: RunControl,
    restrictions: tuple[Layer, ...] = (),
    key: bytes = b"",
) -> RoadGraph:
    """Build the graph of a road table."""
    barriers = barriers_of(restrictions)
    topology = topology_of(roads, barriers.lonlat, control.part(0.0, 0.3))
    if not len(topology):
        raise MissingData(
            tr("the road layers hold no line of any length"),
            where=", ".join(roads.layers),
            expected=tr("Roads as lines."),
            todo=tr("Import the roads again."),
        )
    topology, joins = joined(topology, join_m, control.part(0.3, 0.8))
    control.step(0.8, tr("measuring roads"))
    topology = subdivided(topology, LONGEST_EDGE_M)
    control.step(0.85, tr("measuring roads"))
    length_m = topology.drawn_m * _stated_factor(roads, topology)
    control.step(0.9, tr("measuring roads"))
    component, component_km = _components(topology, length_m)
    control.step(0.95, tr("laying turn restrictions"))
    turns = turns_of(topology, roads, restrictions, barriers)
    control.step(1.0, tr("road network built"))
    return graph_of(topology, roads, joins, join_m, length_m, component, component_km, turns, key)


def _stated_factor(roads: RoadTable, topology: Topology) -> Floats:
    """Stated over drawn length of the road of each edge; 1 where no length is stated, and for joins."""
    stated = np.flatnonzero(roads.stated_km > 0)
    factor = np.ones(len(roads))
    if len(stated):
        parts, owner = shapely.get_parts(roads.geometry[stated], return_index=True)
        vertex, line = shapely.get_coordinates(parts, return_index=True)
        start = np.searchsorted(line, np.arange(len(parts) + 1))
        drawn_m = np.bincount(owner, weights=line_lengths_m(vertex, start), minlength=len(stated))
        known = drawn_m > 0
        factor[stated[known]] = roads.stated_km[stated[known]] * 1000.0 / drawn_m[known]
    return np.where(topology.join >= 0, 1.0, factor[topology.road])


def _components(topology: Topology, length_m: Floats) -> tuple[Ints, Floats]:
    nodes = len(topology.node)
    ones = np.ones(len(topology), dtype=np.int8)
    count, label = connected_components(
        coo_matrix((ones, (topology.tail, topology.head)), shape=(nodes, nodes)), directed=False
    )
    edge = label[topology.tail]
    km = np.bincount(edge, weights=np.where(topology.join < 0, length_m, 0.0) / 1000.0, minlength=count)
    used = np.flatnonzero(np.bincount(edge, minlength=count))
    order = used[np.argsort(-km[used], kind="stable")]
    rank = np.full(count, -1, dtype=np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[edge], dtype=np.int64), np.asarray(km[order], dtype=np.float64)
