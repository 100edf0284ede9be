"""`corridor speeds` and `corridor network WORKSPACE why`."""

from __future__ import annotations

import json

import pytest

from layers.formats.geopackage import load_workspace, save_workspace
from planning.command_line import main
from planning.network.speeds import profile_of
from tests.planning.network.made_up_roads import at, line, roads


@pytest.fixture
def made(tmp_path):
    path = tmp_path / "made.gpkg"
    save_workspace(roads([line((0, 0), (6, 0))], road_class=["primary"], surface=["gravel"]), path)
    return path


def told(capsys, *arguments):
    capsys.readouterr()
    code = main([*map(str, arguments)])
    out = capsys.readouterr()
    assert code == 0, out.err
    return out.out


def test_a_speed_is_set_kept_and_taken_back(made, capsys):
    told(capsys, "speeds", made, "--table", "truck", "--set", "primary/gravel=12", "--source", "drivers")
    assert profile_of(load_workspace(made), "truck").speed_kmh("primary", "gravel") == 12
    figures = json.loads(told(capsys, "speeds", made, "--table", "truck", "--json"))["figures"]
    (own,) = [figure for figure in figures if figure["changed"]]
    assert (own["name"], own["value"], own["unit"], own["source"]) == (
        "primary/gravel",
        12,
        "km/h",
        "drivers",
    )
    assert "* primary/gravel" in told(capsys, "speeds", made, "--table", "truck")
    told(capsys, "speeds", made, "--table", "truck", "--reset", "primary/gravel")
    assert profile_of(load_workspace(made), "truck").speed_kmh("primary", "gravel") == 40


def test_what_is_no_speed_is_refused_and_nothing_is_kept(made, capsys):
    for pair in ("primary=fast", "lava=3", "primary"):
        assert main(["speeds", str(made), "--set", pair]) == 1
    assert "Expected" in capsys.readouterr().err
    assert not load_workspace(made).documents_of("speeds")


def test_a_road_tells_why_it_costs_what_it_costs(made, capsys):
    spot = f"{at(3)[0]},{at(3)[1]}"
    record = json.loads(told(capsys, "network", made, "why", "--at", spot, "--profile", "truck", "--json"))
    (step,) = record["steps"]
    assert (record["fid"], step["factor"]) == (1, "speed")
    assert step["after_min"] == pytest.approx(record["length_km"] / 40 * 60, rel=1e-2)
    assert "gravel, at 40 km/h" in told(capsys, "network", made, "why", "--at", spot, "--profile", "truck")
