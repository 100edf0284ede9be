"""Networks made ready while nobody waits, and kept when the workspace is saved."""

from __future__ import annotations

import contextlib
from pathlib import Path

from layers.errors import WorkspaceError
from layers.workspace import Workspace
from planning.network.graph import RoadGraph
from planning.network.road_graph import graphs_at_hand
from planning.network.stored import holds_network, store_network
from planning.run_control import RunControl

WORTH_EDGES = 20_000  # a smaller network is built in less time than it takes to notice


def without_order(situation: Workspace) -> tuple[RoadGraph, ...]:
    """Large networks at hand whose ways are still found by the slower engine."""
    graphs = graphs_at_hand(situation)
    return tuple(graph for graph in graphs if len(graph) >= WORTH_EDGES and graph.node_order.order is None)


def prepare_networks(situation: Workspace, control: RunControl) -> int:
    """Order the large networks at hand, so that ways are found fast from then on; gives their number.

    Raises
    ------
    Cancelled
        When stopped through `control`.
    """
    graphs = without_order(situation)
    for index, graph in enumerate(graphs):
        graph.prepared(control.part(index / len(graphs), (index + 1) / len(graphs)))
    return len(graphs)


def keep_networks(path: Path, workspace: Workspace) -> int:
    """Keep the large networks at hand in the file the workspace was just saved to; gives how many it took.

    A network that cannot be kept is built again at the next opening, and nothing else is lost.
    """
    kept = 0
    for graph in graphs_at_hand(workspace):
        if len(graph) >= WORTH_EDGES and not holds_network(path, graph):
            with contextlib.suppress(WorkspaceError):
                store_network(path, graph)
                kept += 1
    return kept
