"""Dragging the front: the exact answer is what an analysis gives, the coarse one is near it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import MissingData, PlanningError
from planning.front import require_front
from planning.front_motion import FrontDrag
from planning.run_control import Cancelled, RunControl
from planning.scenario import RedrawFront, Scenario
from tests.planning import straight_front as made

LINE = "LINESTRING (36 48.4, 35.6 48.7, 35.5 49, 35.6 49.4, 36 49.6)"
BACK = "LINESTRING (36 48.4, 36.5 48.8, 36.4 49.3, 36 49.6)"
MIXED = "LINESTRING (36 48.2, 35.5 48.5, 35.8 48.9, 36.6 49.2, 36 49.6)"


def grid():
    rng = np.random.default_rng(5)
    values = rng.integers(0, 900, (60, 100)).astype(np.float32)
    return new_layer(
        "grid", kind_named("population_grid"), gpd.GeoDataFrame(geometry=[], crs=4326), made.PROVENANCE,
        raster=Raster(values=values, west=30.0, north=52.0, cell_width=0.1, cell_height=0.1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def workspace():
    rng = np.random.default_rng(3)
    points = np.column_stack((rng.uniform(34, 37, 300), rng.uniform(47, 51, 300)))
    frame = gpd.GeoDataFrame(
        {"facility_id": [f"F{n}" for n in range(300)]}, geometry=shapely.points(points), crs=4326
    )
    warehouses = gpd.GeoDataFrame(
        {"warehouse_id": ["W1", "W2"]}, geometry=[Point(34, 49), Point(34, 50.5)], crs=4326
    )
    # one road leads along 49° N to the front, its branch to the north passes 35.7° E
    roads = made.roads(
        [(34, 49), (35.3, 49)], [(35.3, 49), (35.7, 49)], [(35.7, 49), (35.7, 50)], [(34, 49), (34, 50.5)],
        bridge=[False, True, False, False],
    )  # fmt: skip
    places = gpd.GeoDataFrame(
        {"code": ["P1", "P2", "P3"], "name_en": ["End", "Near", "Under"], "country": "UA", "population": 10},
        geometry=[Point(35.7, 49.9), Point(35.0, 49.0), Point(35.69, 49.0)],
        crs=4326,
    )
    return made.workspace(
        grid(),
        made.layer("facilities", "facility", frame),
        made.layer("warehouses", "warehouse", warehouses),
        made.layer("places", "populated_place", places),
        roads,
    )


@pytest.fixture(scope="module")
def drag(workspace):
    return FrontDrag(workspace)


def bands_of(workspace, wkt):
    analysis = analysis_named("frontline_exposure")
    scenario = Scenario(name="x", changes=(RedrawFront(wkt=wkt),))
    return run(analysis, workspace, scenario, analysis.parameters()).table("bands")


@pytest.mark.parametrize("wkt", [LINE, BACK, MIXED])
def test_the_exact_answer_is_that_of_the_analysis(workspace, drag, wkt):
    answer = drag.exact(shapely.from_wkt(wkt))
    bands = bands_of(workspace, wkt)
    assert answer.exact
    assert answer.counts("facility").tolist() == bands.column("facilities")
    assert answer.people == pytest.approx(np.array(bands.column("people"), dtype=float), abs=1.0)
    assert answer.people.sum() == pytest.approx(drag.population.people)


@pytest.mark.parametrize("wkt", [LINE, BACK, MIXED])
def test_the_coarse_answer_is_near_the_exact_one(drag, wkt):
    line = shapely.from_wkt(wkt)
    coarse, exact = drag.coarse(line), drag.exact(line)
    assert not coarse.exact
    assert np.abs(coarse.counts("facility") - exact.counts("facility")).max() <= 2
    moved = np.abs(exact.people - exact.people_before).sum()
    assert np.abs(coarse.people - exact.people).sum() < 0.12 * moved
    assert coarse.people.sum() == pytest.approx(exact.people.sum())


def test_nothing_changes_where_the_front_stays(drag):
    for answer in (drag.coarse(drag.front.area), drag.exact(drag.front.area)):
        assert (answer.rows == answer.rows_before).all()
        assert answer.people == pytest.approx(answer.people_before)
        assert answer.findings() == ()


def test_sites_newly_within_each_band_are_named(drag):
    answer = drag.exact(shapely.from_wkt(LINE))
    front = require_front(RedrawFront(wkt=LINE).apply(made.workspace()))
    before = require_front(made.workspace())
    points = answer.sites.points
    facility = answer.sites.of_kind("facility")
    outside = facility & ~front.inside(points)
    near = outside & (front.distance_km(points) <= 20)
    was_near = ~before.inside(points) & (before.distance_km(points) <= 20)
    row = 3  # up to 20 km
    assert (answer.newly_within(row) & facility).tolist() == (near & ~was_near).tolist()
    refs = answer.sites.refs(answer.newly_within(row) & facility)
    assert refs[0].layer == "facilities"
    assert len(refs[0].fids) == int((near & ~was_near).sum()) > 0


def test_roads_lost_and_places_cut_off(drag):
    for answer in (drag.coarse(shapely.from_wkt(LINE)), drag.exact(shapely.from_wkt(LINE))):
        # the bridge from 35.3 to 35.7 is cut at 35.5; End hangs on it, Near does not, Under is held
        assert answer.roads.bridges_lost == 1
        assert answer.roads.lost_km > 20
        refs = answer.places.refs(answer.roads.cut_off)
        assert [ref.fids for ref in refs if ref.layer == "places"] == [(1,)]
    back = drag.exact(shapely.from_wkt(BACK))
    assert back.roads.lost_km == 0
    assert len(back.roads.cut_off) == 0


def test_a_pulled_line_fades_to_nothing_and_reaches_where_it_is_let_go(drag):
    grab, to = (36.0, 49.0), made.west_of(49.0, 20)
    line = drag.pulled(grab, to, 40)
    assert shapely.distance(line, Point(*to)) < 1e-3
    ends = shapely.points(shapely.get_coordinates(line)[[0, -1]])
    assert shapely.distance(ends, drag.front.line) == pytest.approx([0, 0], abs=1e-4)
    answer = drag.exact(line)
    assert answer.area.contains(Point(*made.west_of(49.0, 19.5)))
    assert not answer.area.contains(Point(*made.west_of(48.7, 19.5)))
    assert not answer.area.contains(Point(*made.west_of(48.6, 1.0)))


def test_findings_carry_what_they_speak_of(drag):
    findings = drag.exact(shapely.from_wkt(LINE)).findings()
    texts = [str(item.text) for item in findings]
    assert any("newly within 20 km" in text for text in texts)
    assert any("cut off" in text for text in texts)
    for item in findings:
        if "newly" in str(item.text) or "cut off" in str(item.text):
            assert item.features


def test_it_works_with_little():
    bare = made.workspace().without_layer("hromadas")
    answer = FrontDrag(bare).exact(shapely.from_wkt(LINE))
    assert answer.people is None
    assert answer.roads is None
    assert answer.findings() == ()
    with pytest.raises(MissingData):
        FrontDrag(bare.without_layer("front"))


def test_a_front_that_holds_nothing_is_refused(drag):
    with pytest.raises(PlanningError, match="nothing is left"):
        drag.coarse(shapely.MultiPolygon())


def test_an_exact_answer_that_nobody_waits_for_is_stopped(drag):
    with pytest.raises(Cancelled):
        drag.exact(shapely.from_wkt(LINE), RunControl(cancelled=lambda: True))
    asked = iter([False, False, False, True])
    with pytest.raises(Cancelled):
        drag.exact(shapely.from_wkt(LINE), RunControl(cancelled=lambda: next(asked, True)))


def test_several_lines_at_once_are_answered(drag):
    lines = shapely.from_wkt(
        "MULTILINESTRING ((36 47, 35.5 47, 35.5 47.5, 36 47.5), (36 50, 36.5 50, 36.5 50.5, 36 50.5))"
    )
    after = RedrawFront(wkt=lines.wkt).apply(made.workspace())
    area = require_front(after).area
    for answer in (drag.coarse(lines), drag.exact(lines)):
        assert shapely.area(shapely.symmetric_difference(answer.area, area)) < 1e-8


def test_areas_given_whole_are_taken(drag):
    area = made.held().union(box(35.5, 48.5, 36, 49))
    by_area = drag.exact(area)
    by_line = drag.exact(shapely.from_wkt("LINESTRING (36 48.5, 35.5 48.5, 35.5 49, 36 49)"))
    assert by_area.people == pytest.approx(by_line.people)
    assert (by_area.rows == by_line.rows).all()
