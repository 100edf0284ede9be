"""The road graph: every road layer of the workspace as one network of nodes and edges."""

from __future__ import annotations

import struct
import threading
import weakref
from collections import OrderedDict
from typing import Any

from layers.layer import Layer
from layers.workspace import Workspace
from planning.network.building import LONGEST_EDGE_M, built
from planning.network.graph import RoadGraph
from planning.network.road_table import RoadTable, road_layers, road_table
from planning.network.stored import stored_network
from planning.network.turn_restrictions import digest_of, restriction_layers
from planning.run_control import RunControl

__all__ = ["DEFAULT_JOIN_M", "LONGEST_EDGE_M", "RoadGraph", "graphs_at_hand", "road_graph"]

DEFAULT_JOIN_M = 50.0


def road_graph(
    situation: Workspace, *, join_m: float = DEFAULT_JOIN_M, control: RunControl | None = None
) -> RoadGraph:
    """The network of all road layers together, kept for as long as their content stays the same.

    The status of a road is no part of it, so closing roads does not build it anew.

    Parameters
    ----------
    join_m : float
        Dead ends within this distance of another road are joined to it; 0 joins nothing.

    Raises
    ------
    MissingData
        When the workspace has no roads.
    Cancelled
        When stopped through `control`.
    """
    layers = road_layers(situation)
    return _GRAPHS.graph(layers, restriction_layers(situation), join_m, control or RunControl())


def graphs_at_hand(situation: Workspace) -> tuple[RoadGraph, ...]:
    """The graphs already made of these very roads, one for each distance within which gaps were joined."""
    layers = tuple(layer for layer in situation.of_kind("road") if len(layer) and layer.has_geometry)
    return _GRAPHS.at_hand(layers, restriction_layers(situation)) if layers else ()


class _Graphs:
    """The graphs last used: found by the frames themselves, else by their content."""

    _MOST = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._graphs: OrderedDict[tuple[bytes, float], RoadGraph] = OrderedDict()
        self._digests: list[tuple[tuple[weakref.ref[Any], ...], tuple[str, ...], bytes]] = []

    def graph(
        self, layers: tuple[Layer, ...], restrictions: tuple[Layer, ...], join_m: float, control: RunControl
    ) -> RoadGraph:
        digest, table = self._digest(layers, restrictions)
        key = (digest, float(join_m))
        with self._lock:
            if key in self._graphs:
                self._graphs.move_to_end(key)
                return self._graphs[key]
        table = table or road_table(layers)
        stored_key = digest + struct.pack("<d", join_m)
        graph = stored_network(stored_key, table) or built(table, join_m, control, restrictions, stored_key)
        with self._lock:
            self._graphs[key] = graph
            while len(self._graphs) > self._MOST:
                self._graphs.popitem(last=False)
        return graph

    def at_hand(self, layers: tuple[Layer, ...], restrictions: tuple[Layer, ...]) -> tuple[RoadGraph, ...]:
        with self._lock:
            known = list(self._graphs.items())
        if not known:
            return ()
        digest, _ = self._digest(layers, restrictions)
        return tuple(graph for (own, _), graph in known if own == digest)

    def _digest(
        self, layers: tuple[Layer, ...], restrictions: tuple[Layer, ...]
    ) -> tuple[bytes, RoadTable | None]:
        """The fingerprint of layers, and their table where it had to be made for that."""
        both = (*layers, *restrictions)
        digest = self._known_digest(both)
        if digest is not None:
            return digest, None
        table = road_table(layers)
        digest = table.digest() + digest_of(restrictions)
        references = tuple(weakref.ref(layer.frame) for layer in both)
        with self._lock:
            self._digests = [*self._digests[-3 * self._MOST :], (references, _names(both), digest)]
        return digest, table

    def _known_digest(self, layers: tuple[Layer, ...]) -> bytes | None:
        with self._lock:
            for references, names, digest in self._digests:
                if names == _names(layers) and all(
                    reference() is layer.frame for reference, layer in zip(references, layers, strict=True)
                ):
                    return digest
        return None


def _names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    return tuple(layer.name for layer in layers)


_GRAPHS = _Graphs()
