"""The real main roads of Ukraine: 22,638 lines without attributes, in pieces that do not join."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyogrio
import pytest

from layers.formats.osm import read_osm
from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace
from planning.errors import NoRoute
from planning.network.engine import DijkstraEngine, Entries
from planning.network.hierarchy import HierarchyEngine
from planning.network.plane import geodesic_m
from planning.network.road_graph import road_graph
from planning.network.travel import travel_network
from planning.run_control import RunControl

LVIV, KHARKIV = (24.0297, 49.8397), (36.2304, 49.9935)
DNIPRO, KRAKIVETS = (35.0462, 48.4647), (23.1567, 49.9560)
NAMES = ("roads_international", "roads_national")


def as_workspace(frames):
    provenance = Provenance(source="test", date=dt.date(2023, 5, 1), imported_at=dt.datetime.now(dt.UTC))
    kind = kind_named("road")
    layers = tuple(new_layer(name, kind, frame, provenance) for name, frame in frames.items())
    return Workspace(name="real", layers=layers)


@pytest.fixture(scope="module")
def frames(shared_data):
    folder = shared_data / "roads_ukraine_main"
    return {name: pyogrio.read_dataframe(folder / f"{name}.shp") for name in NAMES}


@pytest.fixture(scope="module")
def real(frames):
    return as_workspace(frames)


def test_pieces_as_the_sources_count_them_when_rows_of_one_osm_id_are_dropped(frames):
    """They drop rows by osm_id, which also loses stretches that share an id: 272 km."""
    import pandas as pd

    together = pd.concat(list(frames.values())).drop_duplicates("osm_id").reset_index(drop=True)
    graph = road_graph(as_workspace({"roads": together}), join_m=0)
    assert len(graph.component_km) == 199
    assert graph.component_km.sum() == pytest.approx(18_832, abs=1)


def test_pieces_when_only_the_same_stretches_are_merged(real):
    graph = road_graph(real, join_m=0)
    assert len(graph.component_km) == 161
    assert graph.component_km.sum() == pytest.approx(19_104, abs=1)
    assert graph.largest_share == pytest.approx(0.409, abs=0.001)


def test_joining_brings_the_pieces_together_and_lists_every_join(real):
    pieces = []
    for join_m in (50.0, 500.0, 5_000.0):
        graph = road_graph(real, join_m=join_m)
        joins = graph.joins
        assert joins.gap_m.max() <= join_m * 1.001
        assert np.allclose(geodesic_m(*joins.origin.T, *joins.target.T), joins.gap_m)
        assert graph.component_km.sum() == pytest.approx(19_104, abs=1), "joins are no roads"
        pieces.append((len(graph.component_km), round(graph.largest_share, 3)))
    assert pieces == [(38, 0.842), (10, 0.92), (3, 0.976)]


def test_lviv_to_kharkiv_is_longer_than_in_truth_and_never_shorter(real):
    """1,030 km by road in truth; the file lacks the streets of Kyiv."""
    lengths = [
        travel_network(real, join_m=join_m).route(LVIV, KHARKIV).length_km for join_m in (50, 500, 5_000)
    ]
    assert lengths == pytest.approx([1_515, 1_328, 1_328], abs=3)


def test_dnipro_to_krakivets_has_no_way_until_the_gap_at_the_dnipro_is_joined(real):
    with pytest.raises(NoRoute, match=r"the widest gap on the way is 2,428 m, at 35\.04499,48\.50556"):
        travel_network(real).route(DNIPRO, KRAKIVETS)
    route = travel_network(real, join_m=2_430).route(DNIPRO, KRAKIVETS)
    assert route.length_km == pytest.approx(1_034, abs=5)


def test_a_way_found_equals_that_of_networkx(real):
    import networkx as nx

    network = travel_network(real)
    graph = network.graph
    net = nx.Graph()
    for tail, head, minutes in zip(
        graph.tail.tolist(), graph.head.tolist(), network.minutes.tolist(), strict=True
    ):
        if not net.has_edge(tail, head) or net[tail][head]["minutes"] > minutes:
            net.add_edge(tail, head, minutes=minutes)
    nodes = np.random.default_rng(3).choice(np.unique(graph.tail[graph.component == 0]), 12, replace=False)
    places = np.column_stack((graph.node_lon[nodes], graph.node_lat[nodes]))
    found = network.matrix(places[:3], places).duration_min
    for row in range(3):
        expected = nx.single_source_dijkstra_path_length(net, int(nodes[row]), weight="minutes")
        assert found[row] == pytest.approx([expected[int(node)] for node in nodes], abs=1e-4)


PAIRS = 1_000


def check_pairs_on(network, leaving_barred, closed, seed):  # noqa: C901  one model, told in one place
    """A thousand random pairs by both engines against an edge-based search of networkx."""
    import networkx as nx

    graph = network.graph
    arcs = graph.arcs
    minutes = network.minutes.copy()
    minutes[closed] = np.inf
    net, leaving = nx.DiGraph(), {}
    for edge in np.flatnonzero(np.isfinite(minutes) & (graph.tail != graph.head)).tolist():
        ends = (int(graph.tail[edge]), int(graph.head[edge]))
        for with_line, may in ((True, graph.forward[edge]), (False, graph.backward[edge])):
            if may:
                start, end = ends if with_line else ends[::-1]
                leaving.setdefault(start, []).append((edge, with_line, end))
    barred_edges = {one[:2] for one in leaving_barred}
    for start, ways in leaving.items():
        for edge, with_line, end in ways:
            cost = float(minutes[edge])
            if (edge, with_line) in barred_edges:
                own = ("after", edge, with_line)
                add(net, start, own, cost)
                net.add_edge(own, end, m=1e9)  # ends there; it is never driven on from
                for onward, ahead, _ in leaving.get(end, ()):
                    if (edge, with_line, onward, ahead) not in leaving_barred:
                        target = ("after", onward, ahead)
                        if (onward, ahead) not in barred_edges:
                            target = int(graph.head[onward] if ahead else graph.tail[onward])
                        add(net, own, target, float(minutes[onward]))
            else:
                add(net, start, end, cost)
    rng = np.random.default_rng(seed)
    nodes = np.unique(graph.tail[graph.component == 0])
    sources, targets = rng.choice(nodes, 10, replace=False), rng.choice(nodes, PAIRS // 10, replace=False)
    by_arc = arcs.minutes(minutes, network.vehicle)
    slow = DijkstraEngine.of(arcs, by_arc, graph.length_m / 1000.0)
    fast = HierarchyEngine(graph.prepared(), by_arc)
    at_start, at_end = as_entries(sources[:, None]), as_entries(states_at(arcs, targets))
    found = slow.minutes(at_start, at_end, RunControl())
    quick = fast.minutes(at_start, at_end, RunControl())
    arrivals = {}
    for name in net.nodes:
        if isinstance(name, tuple):
            end = int(graph.head[name[1]] if name[2] else graph.tail[name[1]])
            arrivals.setdefault(end, []).append(name)
    for row, source in enumerate(sources.tolist()):
        reach = nx.single_source_dijkstra_path_length(net, source, weight="m") if source in net else {}
        truth = np.array(
            [
                min((reach.get(name, np.inf) for name in (target, *arrivals.get(target, ()))), default=np.inf)
                for target in targets.tolist()
            ]
        )
        truth[truth > 1e8] = np.inf
        assert np.allclose(found[row], truth, atol=1e-6)
        assert np.allclose(quick[row], truth, atol=2_000 * 0.5 / 6_000)  # of at most 2,000 arcs
    return np.isfinite(found).mean()


def add(net, one, other, cost):
    if cost < net.get_edge_data(one, other, {"m": np.inf})["m"]:
        net.add_edge(one, other, m=cost)


def as_entries(states):
    nothing = np.where(states >= 0, 0.0, np.inf)
    return Entries(states, nothing, np.zeros(states.shape), np.zeros(states.shape, dtype=np.int64))


def states_at(arcs, nodes):
    """Every state at each node, in columns."""
    rows = [[node, *arcs.copies_at(node).tolist()] for node in nodes.tolist()]
    most = max(len(row) for row in rows)
    return np.array([row + [-1] * (most - len(row)) for row in rows], dtype=np.int64)


@pytest.mark.parametrize("closed_share", [0.0, 0.001])
def test_a_thousand_pairs_on_the_main_roads_equal_networkx(real, closed_share):
    network = travel_network(real, join_m=500)
    closed = np.random.default_rng(4).random(len(network.graph)) < closed_share
    assert check_pairs_on(network, set(), closed, 5) > (0.2 if closed_share else 0.99)


@pytest.fixture(scope="module")
def malta(shared_data):
    extract = read_osm(shared_data / "osm_malta_2016" / "malta-latest.osm.pbf")
    provenance = Provenance(source="test", date=dt.date(2016, 5, 1), imported_at=dt.datetime.now(dt.UTC))
    layers = tuple(
        new_layer(item.name, kind_named(item.kind), item.frame, provenance)
        for item in extract.layers
        if item.name in ("roads", "ferries", "turn_restrictions")
    )
    return Workspace(name="malta", layers=layers)


@pytest.mark.parametrize("closed_share", [0.0, 0.01])
def test_a_thousand_pairs_on_malta_equal_networkx_with_turn_restrictions(malta, closed_share):
    network = travel_network(malta, join_m=0)
    turns = network.graph.turns
    assert (turns.read, turns.unused) == (180, 14)
    assert len(turns) > 40, "one-way roads bar the others already"
    barred = set(
        zip(
            turns.from_edge.tolist(),
            turns.from_with_line.tolist(),
            turns.to_edge.tolist(),
            turns.to_with_line.tolist(),
            strict=True,
        )
    )
    closed = np.random.default_rng(6).random(len(network.graph)) < closed_share
    assert check_pairs_on(network, barred, closed, 7) > 0.5


def test_gozo_is_reached_by_ferry_alone(malta):
    valletta, victoria = (14.5146, 35.8989), (14.2400, 36.0440)
    network = travel_network(malta, join_m=0)
    route = network.route(valletta, victoria)
    assert "ferry" in set(network.graph.road_class[route.edges])
    without = travel_network(malta.without_layer("ferries"), join_m=0)
    assert np.isinf(without.durations([valletta], [victoria])).all()


ODESA, UZHHOROD = (30.7233, 46.4825), (22.2879, 48.6208)


@pytest.mark.parametrize(
    ("origin", "destination", "found_km", "least_believed", "shortest", "driven_km"),
    [
        (LVIV, KHARKIV, 1_515, (1_166, 0.82, 2), (1_030, 43.0, 4), 1_030),
        (ODESA, KRAKIVETS, 1_290, (866, 0.82, 2), (866, 0.82, 2), None),
        (DNIPRO, UZHHOROD, None, (1_192, 0.82, 2), (1_192, 0.82, 2), None),
    ],
)
def test_a_long_way_is_traced_to_what_the_file_lacks(
    real, origin, destination, found_km, least_believed, shortest, driven_km
):
    """`driven_km` by road in truth, where it is confirmed: what the file lacks explains all but 2 %."""
    from planning.network.completed import completed_ways

    network = travel_network(real, snap_km=10)
    route = network.route_by(network.minutes, origin, destination)
    assert (None if route is None else route.length_km) == pytest.approx(found_km, abs=3)
    ways = completed_ways(network, (origin, destination), np.inf if route is None else route.length_km)
    for way, (km, gap_km, pieces) in ((ways[0], least_believed), (ways[-1], shortest)):
        assert way.length_km == pytest.approx(km, abs=3)
        assert way.gap_km == pytest.approx(gap_km, abs=0.2)
        assert len(way.pieces) == pieces
    if driven_km is not None:
        assert ways[-1].length_km == pytest.approx(driven_km, rel=0.02)
    assert all(one.brings_km is None or one.brings_km > 1 for way in ways for one in way.pieces)
