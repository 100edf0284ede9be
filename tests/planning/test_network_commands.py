"""`corridor network`: figures worked by hand, and what is kept in the file."""

from __future__ import annotations

import json

import pytest
import shapely

from layers.formats.geopackage import load_workspace, save_workspace
from planning.command_line import COMMANDS, main
from planning.network import road_graph as road_graphs
from planning.network.road_graph import road_graph
from tests.planning.network.made_up_roads import at, layer, line, roads_layer, workspace


@pytest.fixture
def made(tmp_path):
    """A line of 4 km with a gap of 20 m, a one-way side road, 3 km of road apart, one settlement on each."""
    lines = [
        line((0, 0), (2, 0)),
        line((2.02, 0), (4, 0)),
        line((2, 0), (2, 1)),
        line((20, 0), (23, 0)),
    ]
    places = [shapely.Point(at(*xy)) for xy in ((1, 0.1), (21, 0.1), (60, 0))]
    roads = roads_layer(lines, one_way=["both", "both", "forward", "both"], osm_id=["1", "2", "3", "4"])
    towns = layer("towns", "populated_place", {"name_en": ["A", "B", "C"]}, places)
    barred = layer(
        "turn_restrictions",
        "reference",
        {"restriction": ["no_left_turn"], "from_way": ["way/1"], "via": ["node/5"], "to_way": ["way/3"]},
        [shapely.Point(at(2, 0))],
    )
    path = tmp_path / "made.gpkg"
    save_workspace(workspace(roads, towns, barred), path)
    return path


def told(capsys, *arguments):
    capsys.readouterr()
    code = main(["network", *map(str, arguments)])
    out = capsys.readouterr()
    assert code == 0, out.err
    return out.out


def test_check_tells_the_figures(made, capsys):
    figures = json.loads(told(capsys, made, "check", "--json"))
    assert figures["components"] == 2
    assert figures["length_km"] == pytest.approx(2 + 1.98 + 1 + 3, rel=1e-3)
    assert figures["largest_share"] == pytest.approx(4.98 / 7.98, abs=1e-3)
    assert figures["joined"] == 1
    assert figures["one_way"] == 1
    assert figures["turn_restrictions"] == 1
    assert figures["barriers"] == 0
    assert 4 <= figures["junctions"] < figures["nodes"]
    assert figures["unattached"] == {"populated_place": 2}
    assert (figures["nodes"], figures["edges"]) == (8, 5), "the road of 3 km lies in two"
    assert figures["ordered"] is False


def test_without_joining_the_pieces_are_three(made, capsys):
    figures = json.loads(told(capsys, made, "check", "--join-m", 0, "--json"))
    assert (figures["components"], figures["joined"]) == (3, 0)


def test_check_says_it_in_words_and_writes_files(made, capsys, tmp_path):
    text = told(capsys, made, "check", "--beside-m", "30", "--out", tmp_path / "out")
    assert "8 km of road in 2 pieces; the longest holds 62.4%" in text
    assert "2 of 3 Populated places hang on no road of the longest piece" in text
    assert "1 place: dead end beside a road" in text
    assert any(path.suffix == ".xlsx" for path in (tmp_path / "out").iterdir())


def test_build_keeps_the_network_with_its_order(made, capsys, monkeypatch):
    figures = json.loads(told(capsys, made, "build", "--profile", "truck", "--json"))
    assert figures["usable_km"] == pytest.approx(figures["length_km"])
    monkeypatch.setattr(road_graphs, "_GRAPHS", road_graphs._Graphs())

    def refuse(*_arguments):
        raise AssertionError("built anew")

    monkeypatch.setattr(road_graphs, "built", refuse)
    assert road_graph(load_workspace(made)).hierarchy is not None
    assert json.loads(told(capsys, made, "check", "--json"))["ordered"] is True


def test_wrong_use(made, tmp_path, capsys):
    for arguments in (["build", "--join-m", "-1"], ["build", "--join-m", "nan"], ["mend"], []):
        with pytest.raises(SystemExit):
            main(["network", str(made), *arguments])
    empty = tmp_path / "empty.gpkg"
    save_workspace(
        workspace(layer("towns", "populated_place", {"name_en": ["A"]}, [shapely.Point(31, 48)])), empty
    )
    assert main(["network", str(empty), "build"]) == 1
    assert "the workspace has no roads" in capsys.readouterr().err


def test_it_is_among_the_commands():
    assert "network" in COMMANDS
