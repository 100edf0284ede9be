"""Routing on synthetic road networks beside networkx, SciPy and, where it is installed, QGIS.

    python benchmarks/routing.py [DIRECTED_EDGES …] [--peers networkx,scipy,qgis] [--json FILE]

Each step is timed in the same run on the same network: preparation, reopening, re-route after a bridge is
closed, a matrix of 100 × 1,000 places, an isochrone; and the memory that each holds while it answers. Ratios
count; seconds depend on the computer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace
from planning.network import road_graph as road_graphs
from planning.network.isochrone import area_beside
from planning.network.road_graph import road_graph
from planning.network.stored import store_network
from planning.network.travel import TravelNetwork, travel_network

DEFAULT_SIZES = (50_000, 500_000, 2_000_000)
STEPS = ("prepare", "reopen", "re-route", "matrix", "isochrone")
NETWORKX_MATRIX_ROWS = 3  # of 100, and counted up: all would take minutes to hours


def network_frame(directed_edges: int, seed: int = 1) -> gpd.GeoDataFrame:
    """A jittered grid with missing streets, main roads every 20 blocks, one street in 20 one-way."""
    rng = np.random.default_rng(seed)
    side = int(np.sqrt(directed_edges / 2.47))
    node = np.arange(side * side)
    column, row = node % side, node // side
    lon = 22.5 + (column + rng.uniform(-0.3, 0.3, len(node))) * 0.004
    lat = 45.5 + (row + rng.uniform(-0.3, 0.3, len(node))) * 0.0027
    east, north = node[column < side - 1], node[row < side - 1]
    tail, head = np.concatenate((east, north)), np.concatenate((east + 1, north + side))
    is_main = np.where(np.arange(len(tail)) < len(east), row[tail] % 20 == 0, column[tail] % 20 == 0)
    kept = is_main | (rng.random(len(tail)) < 0.62)
    tail, head, is_main = tail[kept], head[kept], is_main[kept]
    begin, end = np.stack((lon[tail], lat[tail]), 1), np.stack((lon[head], lat[head]), 1)
    share = np.array([0.33, 0.67])[None, :, None]
    bends = begin[:, None] * (1 - share) + end[:, None] * share + rng.normal(0, 0.0003, (len(tail), 2, 2))
    lines = shapely.linestrings(np.concatenate((begin[:, None], bends, end[:, None]), axis=1))
    columns = {
        "road_class": np.where(is_main, "primary", "local"),
        "one_way": np.where(rng.random(len(tail)) < 0.05, "forward", "both"),
    }
    return gpd.GeoDataFrame(columns, geometry=lines, crs=4326)


def workspace_of(directed_edges: int) -> Workspace:
    """The synthetic network as a workspace."""
    provenance = Provenance(
        source="synthetic", date=dt.date(2025, 1, 1), imported_at=dt.datetime.now(dt.UTC), exercise=True
    )
    frame = network_frame(directed_edges)
    return Workspace(name="synthetic", layers=(new_layer("roads", kind_named("road"), frame, provenance),))


def timed(call: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Seconds of the best of several calls, and what the last gave."""
    best, result = np.inf, None
    for _ in range(times):
        started = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - started)
    return best, result


def held_mb() -> float:
    """Memory the process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


class Case:
    """A network with the places and the closed bridge of the questions."""

    def __init__(self, network: TravelNetwork) -> None:
        rng = np.random.default_rng(5)
        graph = network.graph
        nodes = np.unique(graph.tail[graph.component == 0])
        self.sources, self.targets = rng.choice(nodes, 100), rng.choice(nodes, 1_000)
        place = np.column_stack((graph.node_lon, graph.node_lat))
        self.origins, self.destinations = place[self.sources], place[self.targets]
        far = np.argmax(np.hypot(*(self.destinations - self.origins[0]).T))
        self.pair = (tuple(self.origins[0].tolist()), tuple(self.destinations[far].tolist()))
        self.pair_nodes = (int(self.sources[0]), int(self.targets[far]))
        route = network.route(*self.pair)
        self.bridge = int(route.edges[len(route.edges) // 2])
        self.closed = network.minutes.copy()
        self.closed[self.bridge] = np.inf
        self.found: Any = None


def corridor(workspace: Workspace) -> tuple[dict[str, float], Case, TravelNetwork]:
    """Corridor's own figures."""
    seconds: dict[str, float] = {}
    before = held_mb()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.gpkg"
        save_workspace(workspace, path)
        loaded = load_workspace(path)
        seconds["build"], graph = timed(lambda: road_graph(loaded))
        seconds["order"], _ = timed(graph.prepared)
        seconds["prepare"] = seconds["build"] + seconds["order"]
        store_network(path, graph)
        seconds["file MB"] = path.stat().st_size / 1e6
        again = load_workspace(path)
        road_graphs._GRAPHS = road_graphs._Graphs()
        seconds["reopen"], graph = timed(lambda: road_graph(again))
        seconds["reopen engine"], _ = timed(lambda: graph.hierarchy)
    network = travel_network(again)
    case = Case(network)
    network.fast_engine.way  # noqa: B018  made before the clock runs
    seconds["route"], _ = timed(lambda: network.route(*case.pair), 5)

    def re_route() -> Any:
        return network.route_by(case.closed, *case.pair)

    seconds["re-route"], _ = timed(re_route)
    seconds["matrix"], case.found = timed(lambda: network.durations(case.origins, case.destinations))
    timed(lambda: network.reach(case.pair[0], 1.0))

    def isochrone() -> Any:
        return area_beside(network.reach(case.pair[0], 30.0), 1.0, network.closures.barred)

    seconds["reach"], _ = timed(lambda: network.reach(case.pair[0], 30.0), 3)
    seconds["isochrone"], _ = timed(isochrone, 2)
    seconds["memory MB"] = held_mb() - before
    return seconds, case, network


def scipy_peer(case: Case, network: TravelNetwork) -> dict[str, float]:
    """SciPy's Dijkstra on the same arcs; it has no preparation but its matrix."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    graph, arcs = network.graph, network.graph.arcs

    def made(minutes: Any) -> Any:
        first = arcs.first_of_pair
        cost = np.minimum.reduceat(minutes[arcs.edge], first)
        return csr_matrix((cost, (arcs.tail[first], arcs.head[first])), shape=(graph.nodes, graph.nodes))

    seconds: dict[str, float] = {}
    seconds["prepare"], matrix = timed(lambda: made(network.minutes))
    seconds["reopen"] = seconds["prepare"]
    source, target = case.pair_nodes

    def re_route() -> Any:
        return dijkstra(made(case.closed), indices=source, return_predecessors=True)[0][target]

    seconds["re-route"], _ = timed(re_route, 2)
    seconds["matrix"], found = timed(lambda: dijkstra(matrix, indices=case.sources)[:, case.targets])
    seconds["isochrone"], _ = timed(lambda: dijkstra(matrix, indices=source, limit=30.0), 2)
    both = np.isfinite(found) & np.isfinite(case.found)
    off = np.abs(found[both] - case.found[both])
    print(f"  largest difference to SciPy: {off.max() * 60:.2f} s")
    return seconds


def networkx_peer(case: Case, network: TravelNetwork) -> dict[str, float]:
    """The networkx graph of the same arcs."""
    import networkx as nx

    arcs, graph = network.graph.arcs, network.graph

    def made() -> Any:
        net = nx.DiGraph()
        rows = zip(arcs.tail.tolist(), arcs.head.tolist(), network.minutes[arcs.edge].tolist(), strict=True)
        net.add_weighted_edges_from(rows)
        return net

    seconds: dict[str, float] = {}
    seconds["prepare"], net = timed(made)
    seconds["reopen"] = seconds["prepare"]
    source, target = case.pair_nodes

    def re_route() -> Any:
        tail, head = int(graph.tail[case.bridge]), int(graph.head[case.bridge])
        taken = [(a, b, net[a][b]) for a, b in ((tail, head), (head, tail)) if net.has_edge(a, b)]
        net.remove_edges_from([(a, b) for a, b, _ in taken])
        length, _ = nx.bidirectional_dijkstra(net, source, target)
        net.add_edges_from(taken)
        return length

    seconds["re-route"], _ = timed(re_route)

    def rows() -> None:
        for one in case.sources[:NETWORKX_MATRIX_ROWS].tolist():
            reach = nx.single_source_dijkstra_path_length(net, one)
            [reach.get(other) for other in case.targets.tolist()]

    some, _ = timed(rows)
    seconds["matrix"] = some * 100 / NETWORKX_MATRIX_ROWS
    seconds["isochrone"], _ = timed(lambda: nx.single_source_dijkstra_path_length(net, source, cutoff=30.0))
    return seconds


def qgis_peer(case: Case, network: TravelNetwork) -> dict[str, float]:
    """QgsVectorLayerDirector and QgsGraphAnalyzer; the matrix counted up from three rows.

    Raises
    ------
    ImportError
        When the interpreter has no QGIS.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.append("/usr/lib/python3/dist-packages")  # where Debian puts it; after our own packages
    from qgis.analysis import (
        QgsGraphAnalyzer,
        QgsGraphBuilder,
        QgsNetworkSpeedStrategy,
        QgsVectorLayerDirector,
    )
    from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    application = QgsApplication([], False)
    application.initQgis()
    graph = network.graph
    layer = QgsVectorLayer("LineString?crs=EPSG:4326&field=kmh:double", "roads", "memory")
    features = []
    kmh = graph.length_m / 1000.0 / (network.minutes / 60.0)
    for wkb, speed in zip(shapely.to_wkb(graph.lines), kmh.tolist(), strict=True):
        feature, geometry = QgsFeature(layer.fields()), QgsGeometry()
        geometry.fromWkb(wkb)
        feature.setGeometry(geometry)
        feature.setAttributes([speed])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    places = [QgsPointXY(*xy) for xy in (*case.origins.tolist(), *case.destinations.tolist())]

    def made() -> Any:
        director = QgsVectorLayerDirector(layer, -1, "", "", "", QgsVectorLayerDirector.DirectionBoth)
        director.addStrategy(QgsNetworkSpeedStrategy(0, 50.0, 1000.0 / 3600.0))
        builder = QgsGraphBuilder(layer.crs(), True, 0.0, "WGS84")
        tied = director.makeGraph(builder, places)
        return builder.graph(), tied

    seconds: dict[str, float] = {}
    seconds["prepare"], (net, tied) = timed(made)
    seconds["reopen"] = seconds["prepare"]
    starts = [net.findVertex(point) for point in tied[:100]]
    one, _ = timed(lambda: QgsGraphAnalyzer.dijkstra(net, starts[0], 0))
    seconds["re-route"] = seconds["prepare"] + one  # an edge cannot be taken out
    rows, _ = timed(lambda: [QgsGraphAnalyzer.dijkstra(net, start, 0) for start in starts[:3]])
    seconds["matrix"] = rows * 100 / 3
    seconds["isochrone"] = one
    return seconds


PEERS = {"scipy": scipy_peer, "networkx": networkx_peer, "qgis": qgis_peer}


def main() -> None:
    """Run every size and print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", default=list(DEFAULT_SIZES))
    parser.add_argument("--peers", default="scipy,networkx,qgis")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    told = {}
    for size in options.sizes:
        workspace = workspace_of(size)
        own, case, network = corridor(workspace)
        print(f"{len(network.graph.arcs):,} directed edges, {network.graph.nodes:,} nodes")
        print("  corridor: " + ", ".join(f"{name} {value:.3f}" for name, value in own.items()))
        told[size] = {"corridor": own}
        for name in options.peers.split(","):
            before = held_mb()
            try:
                peer = PEERS[name](case, network)
                peer["memory MB"] = held_mb() - before
            except ImportError as error:
                print(f"  {name}: not measured ({error})")
                continue
            told[size][name] = peer
            ratios = (f"{step} {peer[step]:.3f} s (× {peer[step] / own[step]:.2f})" for step in STEPS)
            print(f"  {name}: " + ", ".join(ratios) + f", memory {peer['memory MB']:,.0f} MB", flush=True)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told[size]["memory"] = {"MB": peak}
        print(f"  memory, most so far with all peers: {peak:,.0f} MB", flush=True)
    if options.json:
        options.json.write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
