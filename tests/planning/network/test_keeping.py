"""Networks ordered in the background and kept with the workspace."""

from __future__ import annotations

import sqlite3
from collections import deque

import pytest

from layers.formats import geopackage
from layers.formats.geopackage import load_workspace, save_workspace
from planning.network import keeping
from planning.network import road_graph as road_graphs
from planning.network.keeping import keep_networks, prepare_networks, without_order
from planning.network.road_graph import graphs_at_hand, road_graph
from planning.network.stored import holds_network
from planning.run_control import Cancelled, RunControl
from tests.planning.network.made_up_roads import line, roads, roads_layer

LINES = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((1, 0), (1, 1)), line((1.02, 1), (3, 1))]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(keeping, "WORTH_EDGES", 3)
    monkeypatch.setattr(geopackage, "_RECENT", deque(maxlen=4))  # files of other tests hold the same roads

    def forget():
        monkeypatch.setattr(road_graphs, "_GRAPHS", road_graphs._Graphs())

    forget()
    return forget


def stored(path):
    with sqlite3.connect(path) as database:
        known = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'corridor_network'").fetchone()
        rows = database.execute("SELECT DISTINCT key FROM corridor_network").fetchall() if known else []
    database.close()
    return len(rows)


def test_only_networks_in_use_are_prepared():
    situation = roads(LINES)
    assert graphs_at_hand(situation) == ()
    assert prepare_networks(situation, RunControl()) == 0
    graph = road_graph(situation)
    assert graphs_at_hand(situation) == (graph,)
    assert without_order(situation) == (graph,)
    assert prepare_networks(situation, RunControl()) == 1
    assert graph.hierarchy is not None
    assert without_order(situation) == ()


def test_small_networks_need_no_preparing(monkeypatch):
    monkeypatch.setattr(keeping, "WORTH_EDGES", 20_000)
    situation = roads(LINES)
    road_graph(situation)
    assert prepare_networks(situation, RunControl()) == 0


def test_preparing_is_stopped():
    situation = roads(LINES)
    road_graph(situation)
    with pytest.raises(Cancelled):
        prepare_networks(situation, RunControl(cancelled=lambda: True))
    assert len(without_order(situation)) == 1


def test_saving_under_another_name_keeps_what_was_prepared(tmp_path, fresh, monkeypatch):
    path = tmp_path / "first.gpkg"
    save_workspace(roads(LINES), path)
    opened = load_workspace(path)
    graph = road_graph(opened)
    graph.prepared()
    assert keep_networks(path, opened) == 1
    assert keep_networks(path, opened) == 0, "it is there already"
    other = tmp_path / "other.gpkg"
    save_workspace(opened, other)
    assert keep_networks(other, opened) == 1
    fresh()

    def refuse(*_arguments):
        raise AssertionError("built anew")

    monkeypatch.setattr(road_graphs, "built", refuse)
    assert road_graph(load_workspace(other)).hierarchy is not None


def test_each_distance_of_joining_is_kept_and_other_roads_are_forgotten(tmp_path):
    path = tmp_path / "made.gpkg"
    save_workspace(roads(LINES), path)
    opened = load_workspace(path)
    near, none = road_graph(opened), road_graph(opened, join_m=0)
    assert keep_networks(path, opened) == 2
    assert stored(path) == 2
    assert holds_network(path, near)
    assert holds_network(path, none)
    near.prepared()
    assert not holds_network(path, near), "its order is known now"
    assert keep_networks(path, opened) == 1
    assert stored(path) == 2
    changed = opened.without_layer("roads").with_layer(roads_layer(LINES[:3]))
    save_workspace(changed, path, opened)
    again = load_workspace(path)
    road_graph(again)
    assert keep_networks(path, again) == 1
    assert stored(path) == 1


def test_a_file_that_cannot_be_written_loses_nothing(tmp_path):
    situation = roads(LINES)
    road_graph(situation)
    assert keep_networks(tmp_path / "missing" / "none.gpkg", situation) == 0


def test_without_roads_nothing_happens(tmp_path):
    situation = roads(LINES).without_layer("roads")
    assert keep_networks(tmp_path / "none.gpkg", situation) == 0
    assert prepare_networks(situation, RunControl()) == 0
