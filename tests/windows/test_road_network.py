"""The road network is ordered in the background once an analysis used it, and kept when saving."""

from __future__ import annotations

import pytest

from layers.formats.geopackage import load_workspace
from planning.network import keeping
from planning.network import road_graph as road_graphs
from planning.network.road_graph import road_graph
from planning.outcome import Outcome
from tests.planning.network.made_up_roads import line, roads

LINES = [line((0, 0), (1, 0)), line((1, 0), (2, 0)), line((1, 0), (1, 1)), line((1.02, 1), (3, 1))]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    def forget():
        monkeypatch.setattr(road_graphs, "_GRAPHS", road_graphs._Graphs())

    forget()
    monkeypatch.setattr(keeping, "WORTH_EDGES", 3)
    return forget


def titles(window):
    return [str(job.title) for job in window.background.jobs]


def test_a_network_in_use_is_ordered_and_saved(qtbot, window, tmp_path, fresh, monkeypatch):
    situation = roads(LINES)
    window.session.open(situation, None)
    graph = road_graph(situation)
    assert graph.hierarchy is None
    window.session.add_outcome(Outcome(findings=(), tables=(), map_layers=(), assumptions=()))
    qtbot.waitUntil(lambda: graph.hierarchy is not None, timeout=10_000)
    assert titles(window).count("preparing the road network") == 1
    path = tmp_path / "saved.gpkg"
    window.files._save_to(path, None)
    qtbot.waitUntil(lambda: window.session.saved_at is not None, timeout=10_000)
    fresh()

    def refuse(*_arguments):
        raise AssertionError("built anew")

    monkeypatch.setattr(road_graphs, "built", refuse)
    assert road_graph(load_workspace(path)).hierarchy is not None


def test_nothing_is_ordered_where_no_analysis_used_the_roads(qtbot, window):
    window.session.open(roads(LINES), None)
    window.session.add_outcome(Outcome(findings=(), tables=(), map_layers=(), assumptions=()))
    qtbot.wait(300)
    assert "preparing the road network" not in titles(window)
