"""The real main roads of Ukraine: 22,638 lines without attributes, in pieces that do not join."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyogrio
import pytest

from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace
from planning.errors import NoRoute
from planning.network.plane import geodesic_m
from planning.network.road_graph import road_graph
from planning.network.travel import travel_network

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
