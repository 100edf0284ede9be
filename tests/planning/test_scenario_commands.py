"""The commands `scenario` and `compare`, run as a user types them."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.formats.geopackage import load_workspace, save_workspace
from planning.command_line import MENDABLE, main
from planning.scenario import MoveFront, scenario_named
from tests.planning import straight_front as made


@pytest.fixture
def path(tmp_path):
    crossings = gpd.GeoDataFrame(
        {"name_en": ["Krakivets - Korczowa", "Shehyni - Medyka", "Twin", "Twin"], "status": "open"},
        geometry=[Point(30, 48), Point(30, 49), Point(30, 50), Point(30, 51)], crs=4326,
    )  # fmt: skip
    workspace = made.workspace(
        made.layer("crossings", "border_crossing", crossings),
        made.centres([made.west_of(49, 3), made.west_of(49, 13)], occupancy=[30, 50]),
        made.roads([(33, 49), (34, 49)], [(34, 49), (35, 49)], road_number="M-30"),
    )
    target = tmp_path / "plan.gpkg"
    save_workspace(workspace, target)
    return target


def answer(capsys, *arguments):
    code = main([str(item) for item in arguments])
    out = capsys.readouterr()
    return code, out.out, out.err


def listed(capsys, *arguments):
    code, out, err = answer(capsys, *arguments, "--json")
    assert code == 0, err
    return json.loads(out)["scenarios"]


def test_a_scenario_is_made_listed_and_changed(path, capsys):
    made_ = listed(
        capsys, "scenario", path, "Plus 10", "--description", "in spring",
        "--change", "move_front", "km=10", "from_place=36,48.5", "to_place=UA3549001",
        "--change", "close_features", "layer=crossings", "features=Krakivets;Shehyni - Medyka",
    )  # fmt: skip
    (scenario,) = made_
    assert (scenario["name"], scenario["parent"], scenario["description"]) == (
        "Plus 10",
        "Baseline",
        "in spring",
    )
    assert [change["kind"] for change in scenario["changes"]] == ["move_front", "close_features"]
    assert scenario["changes"][1]["fids"] == [1, 2]
    child = listed(
        capsys, "scenario", path, "Slow", "--from", "plus 10",
        "--change", "slow_roads", "layer=roads", "features=m-30", "factor=0.4",
    )  # fmt: skip
    assert child[0]["parent"] == "Plus 10"
    assert child[0]["changes"][0]["fids"] == [1, 2]
    listed(capsys, "scenario", path, "plus 10", "--off", "2")
    stored = scenario_named(load_workspace(path), "Plus 10")
    assert [change.active for change in stored.changes] == [True, False]
    assert stored.changes[0] == MoveFront(km=10, from_place="36,48.5", to_place="UA3549001")
    assert [item["name"] for item in listed(capsys, "scenario", path, "--list")] == [
        "Baseline",
        "Plus 10",
        "Slow",
    ]
    listed(capsys, "scenario", path, "Plus 10", "--take-out", "2", "--on", "1")
    _, out, _ = answer(capsys, "scenario", path, "--list")
    assert "1. front moved forward by 10 km between 36,48.5 and UA3549001" in out
    assert "Slow (branches from Plus 10)" in out
    listed(capsys, "scenario", path, "Slow", "--remove")
    assert [item["name"] for item in listed(capsys, "scenario", path, "--list")] == ["Baseline", "Plus 10"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--change", "mov_front"], "Did you mean move_front"),
        (["--change", "move_front", "km"], "not a key and its value"),
        (["--change", "move_front", "km=900"], "-200 to 200"),
        (["--change", "close_features", "layer=crossings", "features=Twin"], "fits 2 features"),
        (["--change", "close_features", "layer=crossings", "features=Nowhere"], "Nowhere"),
        (["--change", "close_features", "layer=nothing", "features=x"], "no layer called nothing"),
        (["--change", "influx", "place=Atlantis"], "Atlantis"),
        (["--from", "Nobody"], "no scenario called Nobody"),
        (["--off", "1"], "no change number 1"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_stored(path, capsys, words, said):
    code, _, err = answer(capsys, "scenario", path, "New", *words)
    assert code == MENDABLE
    assert said in err
    assert [item["name"] for item in listed(capsys, "scenario", path, "--list")] == ["Baseline"]


def test_a_scenario_needs_a_name(path, capsys):
    code, _, err = answer(capsys, "scenario", path)
    assert code == MENDABLE
    assert "--list" in err


def test_run_and_compare_take_a_scenario(path, capsys):
    listed(capsys, "scenario", path, "Plus 8", "--change", "move_front", "km=8")
    code, out, _ = answer(
        capsys, "compare", path, "frontline_exposure", "--scenarios", "Baseline,plus 8",
        "--set", "bands_km=5,10,20", "--json",
    )  # fmt: skip
    assert code == 0
    outcome = json.loads(out)
    table = outcome["tables"]["differences"]
    names = [column["name"] if isinstance(column, dict) else column for column in table["columns"]]
    assert names[2] == "figure"
    assert names[4:] == ["Baseline", "Plus 8", "change"]
    assert any(row[2] == "Collective centres" for row in table["rows"])
    assert outcome["findings"]
    code, out, _ = answer(capsys, "run", path, "frontline_exposure", "--scenario", "Plus 8", "--json")
    assert code == 0
    assert any("whole front moved" in item["text"] for item in json.loads(out)["assumptions"])


def test_comparing_one_is_refused(path, capsys):
    code, _, err = answer(capsys, "compare", path, "frontline_exposure", "--scenarios", "Baseline")
    assert code == MENDABLE
    assert "Two to four" in err


def test_help_lists_every_kind(capsys):
    from planning.changes import CHANGES

    with pytest.raises(SystemExit):
        main(["scenario", "--help"])
    out = capsys.readouterr().out
    for kind in CHANGES:
        assert f"  {kind.kind}:" in out
