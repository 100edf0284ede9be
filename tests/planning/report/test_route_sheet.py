"""The route sheet and the chart along the ways."""

from __future__ import annotations

import re
import zlib

import numpy as np
import pytest
import shapely
from PIL import Image

from layers.sensitivity import Sensitivity
from planning.analyses.route import ANALYSIS
from planning.analysis import run
from planning.parameters import parse
from planning.report.edition import Edition
from planning.report.profile_chart import profile_figure, write_profile
from planning.report.route_sheet import write_route_sheet
from planning.scenario import BASELINE
from tests.planning.made_up_country import country_layer, front_layer, layer
from tests.planning.network.made_up_roads import at, box, line, roads

RING = [line((0, 0), (60, 0)), line((0, 0), (0, 1), (60, 1), (60, 0))]


def outcome_on(situation, **values):
    texts = {"origin": "31.0,48.5", "destination": f"{at(60)[0]:.6f},48.5"} | values
    return run(ANALYSIS, situation, BASELINE, parse(ANALYSIS.parameters, texts))


@pytest.fixture
def situation():
    return roads(RING, front_layer(box(20, 5, 40, 30)), country_layer())


def page_count(path):
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


def test_the_chart_shows_distance_and_time_of_each_way(situation):
    figure = profile_figure(outcome_on(situation))
    time, front = figure.axes
    table = outcome_on(situation).table("profile").records()
    for axes, name, factor in ((front, "front_km", 1.0), (time, "at_min", 1 / 60)):
        lines = [one for one in axes.lines if len(one.get_xdata()) > 2]
        assert len(lines) == 2
        own = [row[name] * factor for row in table if row["rank"] == 1]
        assert lines[0].get_ydata() == pytest.approx(own)
    assert [float(one.get_ydata()[0]) for one in front.lines if len(one.get_xdata()) == 2] == [10.0, 20.0]


def test_halts_are_steps_of_the_time(situation):
    found = outcome_on(situation, depart="2025-01-16 21:30", curfew="22:00-05:00", alternatives="1")
    (axes, _) = profile_figure(found).axes
    hours = np.asarray(axes.lines[0].get_ydata())
    assert hours.max() == pytest.approx(8.0, abs=0.02)
    assert np.diff(hours).max() == pytest.approx(7.0, abs=0.01)
    rows = found.table("timetable").records()
    assert rows[1]["place"], "a halt says near what it is"


def test_without_a_front_there_is_only_the_time():
    assert len(profile_figure(outcome_on(roads(RING))).axes) == 1


def test_the_sheet_has_map_turns_and_assumptions(tmp_path, situation):
    path = tmp_path / "sheet.pdf"
    assert write_route_sheet(path, outcome_on(situation), situation, Edition.INTERNAL)
    assert page_count(path) >= 2
    assert b"/CreationDate" not in path.read_bytes()
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    assert any(b"BT" in _inflated(stream) for stream in streams), "text, not a picture"


def _inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_the_chart_is_written_as_a_picture(tmp_path, situation):
    path = tmp_path / "profile.png"
    assert write_profile(path, outcome_on(situation), situation, Edition.INTERNAL)
    assert np.asarray(Image.open(path)).std() > 10


def test_long_tables_go_on_on_the_next_page(tmp_path):
    ladder = [line((0, 0), (60, 0)), *(line((km, 0), (km, 1)) for km in range(1, 60))]
    situation = roads(ladder, road_number=[None] * 60)
    via = ";".join(f"{at(km, 1)[0]:.6f},{at(km, 1)[1]:.6f}" for km in range(1, 58))
    found = outcome_on(situation, via=via, alternatives="1", depart="2025-01-16 06:00")
    path = tmp_path / "sheet.pdf"
    assert write_route_sheet(path, found, situation, Edition.INTERNAL)
    assert page_count(path) >= 4


def test_an_edition_that_may_not_hold_the_route_gets_no_sheet(tmp_path):
    centres = layer("centres", "collective_centre", {"name_en": ["Shelter 9"]}, [shapely.Point(at(60))])
    situation = roads(RING, centres)
    assert situation.layer("centres").sensitivity > Sensitivity.MODERATE
    outcome = outcome_on(situation, destination="Shelter 9")
    for edition in (Edition.PARTNER, Edition.PUBLIC):
        assert not write_route_sheet(tmp_path / "sheet.pdf", outcome, situation, edition)
        assert not write_profile(tmp_path / "profile.png", outcome, situation, edition)
    assert not list(tmp_path.iterdir())
    assert write_route_sheet(tmp_path / "sheet.pdf", outcome, situation, Edition.INTERNAL)


def test_no_way_gives_no_sheet(tmp_path):
    situation = roads([line((0, 0), (4, 0)), line((30, 0), (60, 0))])
    assert not write_route_sheet(tmp_path / "sheet.pdf", outcome_on(situation), situation, Edition.INTERNAL)
