"""The command line does the whole job, tells what can be mended, and keeps its tables and columns."""

from __future__ import annotations

import json

import pytest

from planning.analyses import ANALYSES
from planning.command_line import main

CONTRACT = {
    "frontline_exposure": {
        "bands": ["band_from_km", "band_to_km", "people", "collective_centres", "border_crossings",
                  "facilities", "damage"],
        "sites": ["name", "kind", "front_km", "band_to_km"],
    },
    "route": {"routes": ["rank", "length_km", "duration_min", "front_min_km", "damaged_bridges"]},
    "service_area": {"breaks": ["max_minutes", "area_km2", "people", "collective_centres"]},
    "distribution": {
        "allocation": ["item", "warehouse", "site", "quantity"],
        "trips": ["vehicle", "day", "departs", "stops", "length_km", "load_kg", "load_m3"],
        "unmet": ["item", "site", "quantity", "reason"],
    },
    "evacuation": {
        "movements": ["origin", "destination", "mobility", "vehicle", "departs", "arrives", "people"],
        "arrivals": ["destination", "hour", "people", "free_places"],
        "left_over": ["origin", "mobility", "people", "reason"],
    },
    "site_needs": {"gaps": ["site", "standard", "required", "present", "gap", "unit"]},
    "prioritisation": {
        "ranking": ["rank", "area_code", "area_name", "score", "severity"],
        "contributions": ["area_code", "indicator", "value", "weight", "contribution"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def exercise(tmp_path_factory):
    path = tmp_path_factory.mktemp("exercise") / "exercise.gpkg"
    assert main(["exercise", str(path)]) == 0
    return str(path)


def run_json(capsys, *arguments):
    capsys.readouterr()
    code = main([*arguments, "--json"])
    told = capsys.readouterr()
    assert code == 0, told.err
    return json.loads(told.out)


@pytest.mark.parametrize("name", CONTRACT)
def test_every_analysis_keeps_its_tables_and_columns(exercise, capsys, name):
    outcome = run_json(capsys, "run", exercise, name)
    assert {"findings", "tables", "map_layers", "assumptions", "seconds"} <= set(outcome)
    for table, columns in CONTRACT[name].items():
        assert set(columns) <= set(outcome["tables"][table]["columns"])
        assert outcome["tables"][table]["rows"]
    assert outcome["findings"]
    assert outcome["assumptions"]


def test_bands_sum_to_the_total_and_control_is_no_band(exercise, capsys):
    table = run_json(capsys, "run", exercise, "frontline_exposure", "--set", "bands_km=10,40")["tables"]
    columns, rows = table["bands"]["columns"], table["bands"]["rows"]
    people = [row[columns.index("people")] for row in rows]
    limits = [(row[columns.index("band_from_km")], row[columns.index("band_to_km")]) for row in rows]
    assert limits == [(None, None), (0, 10), (10, 40), (40, None)]
    totals = table["totals"]
    assert sum(people) == totals["rows"][0][totals["columns"].index("people")]


def test_a_scenario_changes_the_outcome(exercise, capsys):
    now = run_json(capsys, "run", exercise, "frontline_exposure")["tables"]["bands"]
    before = run_json(capsys, "run", exercise, "frontline_exposure", "--scenario", "front a month ago")
    control = now["columns"].index("people")
    assert before["tables"]["bands"]["rows"][0][control] < now["rows"][0][control]


def test_analyses_are_described(capsys):
    told = run_json(capsys, "analyses")["analyses"]
    assert [item["name"] for item in told] == [analysis.name for analysis in ANALYSES]
    route = next(item for item in told if item["name"] == "route")
    parameters = {item["name"]: item for item in route["parameters"]}
    assert {"origin", "destination", "avoid_front_km"} <= set(parameters)
    assert parameters["avoid_front_km"]["unit"] == "km"


def test_layers_are_listed(exercise, capsys):
    rows = {row["name"]: row for row in run_json(capsys, "layers", exercise)["layers"]}
    assert rows["collective_centres"]["features"] == 250
    assert rows["collective_centres"]["sensitivity"] == "severe"
    assert rows["hromadas"]["stale"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["layers", "nothing.gpkg"], "does not exist"),
        (["run", "EXERCISE", "route", "--set", "origin=Nowhereville"], "Nowhereville"),
        (["run", "EXERCISE", "route", "--set", "orign=Lviv"], "Did you mean origin"),
        (["run", "EXERCISE", "route", "--scenario", "unheard of"], "Western crossings closed"),
        (["map", "EXERCISE", "--out", "EXERCISE/map.png"], "exercise.gpkg"),
    ],
)
def test_what_can_be_mended_is_told_in_one_message(exercise, capsys, arguments, said):
    assert main([word.replace("EXERCISE", exercise) for word in arguments]) == 1
    told = capsys.readouterr()
    last = told.err.strip().splitlines()[-1]
    assert last.startswith("corridor: ")
    assert said in last
    assert "Traceback" not in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["fly"], ["run", "x.gpkg"], ["run", "x.gpkg", "astrology"], ["map", "x.gpkg", "--out", "map.doc"],
        ["run", "x.gpkg", "route", "--set", "origin"], ["run", "x.gpkg", "route", "--edition", "secret"],
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_import_makes_the_workspace_and_adds_to_it(tmp_path, capsys):
    path = tmp_path / "new.gpkg"
    crossings = tmp_path / "crossings.csv"
    crossings.write_text(
        "Name_ENG,Country,Type,Status,Lat,Lon\n"
        "Krakivets - Korczowa,Poland,Road,Operational,49.952,23.107\n"
        "Hoptivka - Nekhoteyevka,Russian Federation,Road,Closed,50.415,36.349\n",
        encoding="utf-8",
    )
    report = run_json(capsys, "import", str(path), str(crossings), "--date", "2025-03-04")["layers"]
    assert [(r["kind"], r["features"], r["read"], r["left_out"]) for r in report] == [
        ("border_crossing", 2, 2, 0)
    ]
    front = tmp_path / "front.geojson"
    front.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"Polygon","coordinates":[[[38,48],[39,48],[39,49],[38,48]]]}}]}',
        encoding="utf-8",
    )
    run_json(capsys, "import", str(path), str(front), "--kind", "frontline", "--date", "2025-03-05")
    rows = run_json(capsys, "layers", str(path))["layers"]
    assert [(row["kind"], row["date"]) for row in rows] == [
        ("border_crossing", "2025-03-04"),
        ("frontline", "2025-03-05"),
    ]


def test_map_and_public_edition(exercise, tmp_path, capsys):
    page = tmp_path / "map.svg"
    arguments = [
        "map",
        exercise,
        "--out",
        str(page),
        "--landscape",
        "--title",
        "Чернівці",
        "--edition",
        "public",
    ]
    assert main(arguments) == 0
    drawn = page.read_text(encoding="utf-8")
    assert "EXERCISE" in drawn
    assert "Dormitory" not in drawn
    capsys.readouterr()
    public = run_json(capsys, "run", exercise, "site_needs", "--edition", "public")
    assert "gaps" not in public["tables"]
