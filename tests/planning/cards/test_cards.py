"""What the sections of a card tell, against cases worked by hand."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.kinds import kind_named
from layers.layer import new_layer
from layers.text import tr
from layers.workspace import Workspace
from planning.cards import SECTIONS, sections_of
from planning.cards.card import Subject, Tone
from planning.outcome import Column, FeatureRef, Finding, Outcome, Severity, Table
from planning.run_control import Cancelled, RunControl


def layer(name, kind, columns, shapes, provenance):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    return new_layer(name, kind_named(kind), frame, provenance)


@pytest.fixture
def workspace(provenance):
    """A road from 30° to 32° E along 49° N; a centre at 30°, a warehouse at 31°, a bridge down at 31.5°."""
    line = [LineString([(lon / 10, 49), (lon / 10 + 0.1, 49)]) for lon in range(300, 320)]
    fronts = [box(32.5, 48, 34, 50), box(32, 48, 34, 50)]
    return Workspace(
        name="W",
        layers=(
            layer(
                "centres",
                "collective_centre",
                {
                    "site_id": ["A", "B"],
                    "name_en": ["School", "Hall"],
                    "occupancy": [50, None],
                    "capacity": [40, 10],
                    "toilets": [1, None],
                    "showers": [1, None],
                    "status": ["active", "closed"],
                },
                [Point(30.02, 49), None],
                provenance,
            ),
            layer(
                "depots",
                "warehouse",
                {"warehouse_id": ["W1"], "name_en": ["Depot"]},
                [Point(31, 49)],
                provenance,
            ),
            layer(
                "hospitals",
                "facility",
                {"name_en": ["Clinic"], "facility_type": ["hospital"], "status": ["operational"]},
                [Point(31.9, 49)],
                provenance,
            ),
            layer(
                "damage",
                "damage",
                {
                    "infrastructure_type": ["bridge"],
                    "extent": ["destroyed"],
                    "name": ["Ros"],
                    "passable": [False],
                },
                [Point(31.55, 49)],
                provenance,
            ),
            layer("roads", "road", {"road_class": ["primary"] * 20}, line, provenance),
            layer(
                "areas",
                "admin_area",
                {
                    "code": ["UA01"],
                    "level": [1],
                    "name_en": ["West"],
                    "official_status": ["possible_hostilities"],
                    "official_status_date": pd.to_datetime(["2025-01-10"]),
                },
                [box(29, 48, 34, 50)],
                provenance,
            ),
            layer(
                "front",
                "frontline",
                {"front_date": pd.to_datetime(["2024-12-14", "2025-01-14"])},
                fronts,
                provenance,
            ),
            new_layer(
                "stock",
                kind_named("stock"),
                pd.DataFrame(
                    {
                        "warehouse_id": ["W1", "W2"],
                        "item": ["tarpaulin", "x"],
                        "quantity": [7, 1],
                        "counted_on": pd.to_datetime(["2025-01-02", None]),
                    }
                ),
                provenance,
            ),
        ),
        exercise_date=dt.date(2025, 1, 16),
    )


def told(workspace, layer_name, fid=1, outcomes=()):
    subject = Subject(situation=workspace, layer=workspace.layer(layer_name), fid=fid, outcomes=outcomes)
    return {
        section.name: content
        for section in sections_of(subject)
        if (content := section.make(subject, RunControl())) is not None
    }


def lines(content):
    return {str(line.label): (str(line.value), line.tone) for line in content.lines}


def test_every_section_has_a_name_of_its_own():
    assert len({section.name for section in SECTIONS}) == len(SECTIONS)


def test_a_centre_against_the_standards(workspace):
    content = told(workspace, "centres")["standards"]
    found = lines(content)
    assert found["Toilets"] == ("1 of 3 toilets: 2 short", Tone.BAD)
    assert found["Places for all occupants"] == ("40 of 50 places: 10 short", Tone.BAD)
    assert found["Showers"] == ("1 of 1 showers", Tone.GOOD)
    assert found["Water"] == ("unknown, 750 l/day required", Tone.UNKNOWN)
    assert found["Reckoned for"][0] == "50 people, heating season"
    tones = [line.tone for line in content.lines[1:]]
    assert tones == sorted(tones, key=[Tone.BAD, Tone.UNKNOWN, Tone.GOOD].index)
    assert str(content.summary).startswith("2 of ")


def test_unknown_people_and_a_closed_centre_are_said(workspace):
    content = told(workspace, "centres", 2)["standards"]
    values = [str(line.value) for line in content.lines]
    assert any("closed: analyses leave it out" in value for value in values)
    assert any("How many people live here is unknown" in value for value in values)
    assert str(content.summary) == "people unknown"
    assert "has no place" in str(told(workspace, "centres", 2)["front"].lines[0].value)


def test_distance_from_the_front_and_its_course(workspace):
    content = told(workspace, "centres")["front"]
    # 1.98° of longitude on 49° N are 144.9 km; the line moved by half a degree
    assert content.history.km == pytest.approx((181.5, 144.9), abs=0.6)
    found = lines(content)
    assert found["Since 2024-12-14"][1] is Tone.BAD
    assert found["Since 2024-12-14"][0].endswith("km nearer")
    assert found["Official status of West"] == ("possible hostilities, 2025-01-10", Tone.BAD)


def test_ways_go_over_open_roads_and_say_why_there_is_none(workspace):
    found = lines(told(workspace, "centres")["roads"])
    value, tone = found["From the nearest warehouse, truck"]
    assert value.startswith("Depot: ")
    assert value.endswith(" 72 km")
    assert tone is Tone.PLAIN
    value, tone = found["To the nearest hospital, car"]
    assert value.startswith("no way: the way is closed by bridge")
    assert tone is Tone.BAD
    assert found["To the nearest border crossing, car"] == ("no crossing in use", Tone.UNKNOWN)


def test_a_warehouse_tells_its_stock_and_looks_for_no_warehouse(workspace):
    content = told(workspace, "depots")
    assert lines(content["stock"]) == {"tarpaulin": ("7 pieces, counted 2025-01-02", Tone.PLAIN)}
    assert "From the nearest warehouse, truck" not in lines(content["roads"])


def test_a_hospital_is_its_own_hospital(workspace):
    assert (
        lines(told(workspace, "hospitals")["roads"])["To the nearest hospital, car"][0] == "it is one itself"
    )


def test_a_destroyed_bridge_closes_its_road(workspace):
    content = told(workspace, "damage")["closing"]
    (line,) = content.lines
    assert "Ros" in str(line.label)
    assert str(line.value).startswith("closes ")
    assert line.tone is Tone.BAD


def test_an_area_counts_what_lies_in_it(workspace):
    found = lines(told(workspace, "areas")["within"])
    assert found["Collective centres"] == ("1 with 50 people", Tone.PLAIN)
    assert found["Damage"][0] == "1"
    assert "1 record without place is not counted here." in [value for value, _ in found.values()]


def test_stale_data_is_said_where_it_is_used(workspace):
    import dataclasses

    old = dataclasses.replace(workspace, exercise_date=dt.date(2031, 1, 1))
    found = lines(told(old, "centres")["sources"])
    assert "older than its shelf life" in found["Date"][0]
    assert found["Date"][1] is Tone.BAD


def test_outcomes_are_told_the_most_particular_first(workspace):
    one, both = FeatureRef(layer="centres", fids=(1,)), FeatureRef(layer="centres", fids=(1, 2))
    outcome = Outcome(
        findings=(
            Finding(text=tr("both"), features=(both,)),
            Finding(text=tr("one"), features=(one,), severity=Severity.CRITICAL),
            Finding(text=tr("other"), features=(FeatureRef(layer="centres", fids=(2,)),)),
        ),
        tables=(
            Table(
                name="buses",
                title=tr("Buses"),
                columns=(
                    Column(name="site", label=tr("Site")),
                    Column(name="n", label=tr("Buses"), decimals=0),
                ),
                rows=(("School", 3.0), ("Hall", 1.0)),
                features=(one, FeatureRef(layer="centres", fids=(2,))),
            ),
        ),
        analysis="evacuation",
    )
    content = told(workspace, "centres", outcomes=(outcome,))["plans"]
    assert [str(line.value) for line in content.lines[1:]] == ["one", "both", "Buses 3"]
    assert content.lines[1].tone is Tone.BAD
    assert "does not speak of it" in str(
        told(workspace, "roads", outcomes=(outcome,))["plans"].lines[0].value
    )


def test_work_on_a_card_can_be_stopped(workspace):
    subject = Subject(situation=workspace, layer=workspace.layer("centres"), fid=1)
    section = next(item for item in SECTIONS if item.name == "roads")
    with pytest.raises(Cancelled):
        section.make(subject, RunControl(cancelled=lambda: True))


def test_without_roads_and_front_it_is_said(workspace):
    bare = workspace.without_layer("roads").without_layer("front")
    content = told(bare, "centres")
    assert "holds no front" in str(content["front"].lines[0].value)
    assert "holds no roads" in str(content["roads"].lines[0].value)


def test_a_road_says_why_it_takes_its_time(workspace):
    """7.31 km of primary road at 70 km/h are 6.3 min by car; the bridge that is down closes the sixteenth."""
    open_road = told(workspace, "roads", 1)["costs"]
    value, tone = lines(open_road)["car, speed"]
    assert value.startswith("6.3 min: ")
    assert "70 km/h" in value
    assert tone is Tone.PLAIN
    assert str(open_road.summary) == "car 6.3 min"
    assert {label.partition(",")[0] for label in lines(open_road)} == {"car", "truck", "bus"}
    value, tone = lines(told(workspace, "roads", 16)["costs"])["car, closed"]
    assert value.startswith("closed: ")
    assert "Ros" in value
    assert tone is Tone.BAD
