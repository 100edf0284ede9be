"""Networks kept in the workspace file: opened as built, and never used for roads they were not built from."""

from __future__ import annotations

import sqlite3
from dataclasses import fields

import numpy as np
import pytest
import shapely

from layers.errors import WorkspaceError
from layers.formats.geopackage import load_workspace, save_workspace
from planning.network import road_graph as road_graphs
from planning.network.road_graph import road_graph
from planning.network.stored import store_network
from planning.network.topology import Topology
from planning.network.travel import travel_network
from tests.planning.network.made_up_roads import at, layer, line, roads_layer, workspace

WAYS = [line((0, 0), (1, 0.1), (2, 0)), line((2, 0), (3, 0)), line((3.02, 0), (6, 0)), line((2, 0), (2, 2))]


def situation():
    barred = layer(
        "bans",
        "reference",
        {"restriction": ["no_left_turn"], "from_way": ["way/1"], "via": ["node/1"], "to_way": ["way/4"]},
        [shapely.Point(at(2, 0))],
    )
    return workspace(roads_layer(WAYS, osm_id=["1", "2", "3", "4"]), barred)


@pytest.fixture
def forgetful(monkeypatch):
    """No graph is held in memory, as when the program starts."""

    def forget():
        monkeypatch.setattr(road_graphs, "_GRAPHS", road_graphs._Graphs())

    forget()
    return forget


@pytest.fixture
def built(tmp_path, forgetful):
    path = tmp_path / "made.gpkg"
    save_workspace(situation(), path)
    loaded = load_workspace(path)
    graph = road_graph(loaded)
    graph.prepared()
    store_network(path, graph)
    forgetful()
    return path, graph


def refuse_to_build(monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("built anew")

    monkeypatch.setattr(road_graphs, "built", refuse)


def test_opens_as_it_was_built(built, monkeypatch):
    path, graph = built
    refuse_to_build(monkeypatch)
    opened = road_graph(load_workspace(path))
    assert opened is not graph
    for item in fields(Topology):
        one, other = getattr(graph.topology, item.name), getattr(opened.topology, item.name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert np.array_equal(opened.length_m, graph.length_m)
    assert np.array_equal(opened.joins.gap_m, graph.joins.gap_m)
    assert len(opened.joins) == 1
    assert len(opened.turns) == 1
    assert np.array_equal(opened.node_order.order, graph.node_order.order)
    network = travel_network(load_workspace(path))
    assert network.graph.hierarchy is not None
    assert network.route(at(0), at(6)).length_km == pytest.approx(6, rel=1e-2)


def test_another_join_distance_or_other_roads_are_built_anew(built, monkeypatch):
    path, _ = built
    loaded = load_workspace(path)
    assert len(road_graph(loaded, join_m=0).joins) == 0
    frame = loaded.layer("roads").frame.copy()
    frame.loc[1, "one_way"] = "forward"
    changed = loaded.with_layer(loaded.layer("roads").with_frame(frame))
    assert not road_graph(changed).backward.all()
    bans = loaded.layer("bans").frame.copy()
    bans["restriction"] = "no_right_turn_at_all"
    other = loaded.with_layer(loaded.layer("bans").with_frame(bans))
    assert road_graph(other).node_order.order is None


def test_saving_keeps_it(built, forgetful, monkeypatch):
    path, _ = built
    loaded = load_workspace(path)
    more = loaded.with_layer(roads_layer(WAYS[:1], "more"))
    save_workspace(more.without_layer("more"), path, loaded)
    refuse_to_build(monkeypatch)
    assert len(road_graph(load_workspace(path)).turns) == 1


def test_a_damaged_one_is_built_anew(built):
    path, _ = built
    with sqlite3.connect(path) as database:
        database.execute("UPDATE corridor_network SET content = x'00' WHERE name = 'vertex'")
    database.close()
    assert len(road_graph(load_workspace(path)).turns) == 1


def test_one_that_lacks_a_part_is_built_anew(built):
    path, _ = built
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM corridor_network WHERE name = 'tail'")
    database.close()
    assert len(road_graph(load_workspace(path)).turns) == 1


def test_storing_where_nothing_can_be_written_is_told(built, tmp_path):
    _, graph = built
    with pytest.raises(WorkspaceError, match="could not be stored"):
        store_network(tmp_path / "missing" / "none.gpkg", graph)


def test_the_file_stays_a_valid_geopackage(built):
    import pyogrio

    path, _ = built
    names = [row[0] for row in pyogrio.list_layers(path)]
    assert {"roads", "bans"} <= set(names)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(1000),
        np.array([2**40, -1]),
        np.array([[30.5234567, -48.1], [179.9999999, 0.0]]),  # on the grid of OpenStreetMap
        np.random.default_rng(1).random((500, 2)),
        np.array([np.inf, np.nan, 1.5]),
        np.array([True, False]),
        np.zeros(0),
        np.zeros((0, 2)),
    ],
)
def test_every_array_comes_back_as_it_was(array):
    from planning.network.stored import _packed, _unpacked

    found = _unpacked(_packed(array))
    assert found.dtype == array.dtype
    assert np.array_equal(found, array, equal_nan=array.dtype == np.float64)
    assert found.flags.writeable
