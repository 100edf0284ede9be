"""Dragging the front: the exact answer is what an analysis gives, the coarse one is near it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, box

from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from layers.sensitivity import Sensitivity
from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import BadParameter, MissingData, PlanningError
from planning.front import require_front
from planning.front_motion import FrontDrag
from planning.outcome import Ground
from planning.run_control import Cancelled, RunControl
from planning.scenario import RedrawFront, Scenario
from planning.site_clearance import ClearanceRule
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
    assert any("now in a nearer band" in text for text in texts)
    assert any("cut off" in text for text in texts)
    for item in findings:
        if "band" in str(item.text) or "cut off" in str(item.text):
            assert item.features


def test_each_site_is_told_once(drag):
    answer = drag.exact(shapely.from_wkt(LINE))
    facility = answer.sites.of_kind("facility")
    nearer = facility & (answer.rows > 0) & (answer.rows < answer.rows_before)
    (finding,) = [item for item in answer.findings() if "Facilities now in a nearer band" in str(item.text)]
    assert sum(len(ref.fids) for ref in finding.features) == int(nearer.sum())
    counts = re.findall(r"(\d+) at", str(finding.text))
    assert sum(map(int, counts)) == int(nearer.sum()) > 5


def centres_at(*rows):
    """Centres due west of the front at 49° N: km from it, people, capacity."""
    return made.centres(
        [made.west_of(49.0, km) for km, _, _ in rows],
        occupancy=[people for _, people, _ in rows],
        capacity=[capacity for _, _, capacity in rows],
    )


# a straight line 15 km nearer, all along
CLOSER = [made.west_of(lat, 15) for lat in (46.5, 49.0, 51.5)]


@pytest.fixture(scope="module")
def with_centres():
    rows = (
        (8, 50, 60),
        (22, 120, 100),
        (24, None, 80),
        (33, 90, 100),
        (34, 20, 100),
        (60, 30, 100),
        (80, 10, 400),
    )
    return FrontDrag(made.workspace(centres_at(*rows)))


def test_centres_newly_to_be_cleared(with_centres):
    line = shapely.LineString([(made.LON, 46.5), *CLOSER, (made.LON, 51.5)])
    for answer in (with_centres.coarse(line), with_centres.exact(line)):
        clearance = answer.clearance()
        # 15 km nearer: the first is taken, two come within 10 km, two within 20 km
        assert clearance.evacuate.tolist() == [False, True, True, False, False, False, False]
        assert clearance.decongest.tolist() == [False, False, False, True, True, False, False]
        # all 120, an unknown number, 90 less half of 100, none of 20
        assert clearance.leaving[[1, 3, 4]].tolist() == [120, 40, 0]
        assert clearance.unknown == 1
        # 70 places at 60 km and 390 at 80 km; the nearest centre chooses first
        assert (clearance.free_before, clearance.free_after) == (460, 300)
        assert clearance.targets.tolist() == [5, 6, 6]
        assert clearance.moved.tolist() == [70, 50, 40]
        assert clearance.km == pytest.approx([38, 58, 47], rel=2e-3)
        texts = " | ".join(str(item.text) for item in answer.findings())
        assert "2 collective centres newly within 10 km" in texts
        assert "120 people, 180 places" in texts
        assert "20 people above capacity in 1 of them" in texts
        assert "occupancy or capacity unknown in 1" in texts
        assert "40 of them to leave" in texts
        assert "Of 160 people to leave 160 could be received in 2 centres, 38 to 58 km" in texts


def test_the_rule_of_clearance_is_the_planners(with_centres):
    line = shapely.LineString([(made.LON, 46.5), *CLOSER, (made.LON, 51.5)])
    with_centres.rule = ClearanceRule(evacuate_km=5, decongest_km=5)
    try:
        clearance = with_centres.exact(line).clearance()
    finally:
        with_centres.rule = ClearanceRule()
    assert not clearance.evacuate.any()
    assert not clearance.decongest.any()
    assert "no advice on access" in str(ClearanceRule().assumption().text)
    assert ClearanceRule().assumption().ground is Ground.DEFAULT
    assert ClearanceRule(evacuate_km=5).assumption().ground is Ground.CHOSEN
    with pytest.raises(BadParameter, match="evacuated within 30 km"):
        ClearanceRule(evacuate_km=30)


def test_centres_cleared_already_are_not_told_again(with_centres):
    answer = with_centres.exact(shapely.LineString([(made.LON, 48.9), made.west_of(49, 1), (made.LON, 49.1)]))
    assert not answer.clearance().evacuate.any()


def test_without_a_free_place_it_is_said():
    drag = FrontDrag(made.workspace(centres_at((22, 120, 100))))
    line = shapely.LineString([(made.LON, 46.5), *CLOSER, (made.LON, 51.5)])
    findings = drag.exact(line).findings()
    assert any("no free place is known beyond 20 km" in str(item.text) for item in findings)
    single = next(item for item in findings if "newly within 10 km" in str(item.text))
    assert single.sensitivity >= Sensitivity.HIGH


def test_official_status_stands_beside_the_areas_that_come_near():
    _, hromadas = made.country_layers()
    frame = hromadas.frame.copy()
    frame.loc[frame["code"] == "UA3549001", "official_status"] = "possible_hostilities"
    frame.loc[frame["code"] == "UA3549001", "official_status_date"] = pd.Timestamp("2025-01-20")
    drag = FrontDrag(made.workspace().with_layer(hromadas.with_frame(frame)))
    # 80 km west the hromadas of 34° to 35° E come within 20 km, those of 35° to 36° touch the front already
    line = shapely.LineString(
        [(made.LON, 48.2), made.west_of(49.0, 80), made.west_of(49.5, 80), (made.LON, 49.9)]
    )
    for answer in (drag.coarse(line), drag.exact(line)):
        assert {fid for ref in answer.areas.newly for fid in ref.fids} == {
            int(fid) for fid in frame.index[frame["code"].isin(["UA3448001", "UA3449001"])]
        }
        assert "official status: not in the data" in str(answer.areas.text())
    frame.loc[frame["code"] == "UA3449001", "official_status"] = "compulsory_evacuation"
    frame.loc[frame["code"] == "UA3449001", "official_status_date"] = pd.Timestamp("2025-01-25")
    answer = FrontDrag(made.workspace().with_layer(hromadas.with_frame(frame))).exact(line)
    assert "compulsory evacuation 1 (2025-01-25), not stated 1" in str(answer.areas.text())
    assert any(item.features and "official status" in str(item.text) for item in answer.findings())


def test_data_past_its_shelf_life_is_named(drag):
    assert drag.coarse(shapely.from_wkt(LINE)).stale == ()
    old = dataclasses.replace(made.workspace(), exercise_date=dt.date(2026, 6, 1))
    answer = FrontDrag(old).exact(shapely.from_wkt(LINE))
    assert any("past its shelf life" in str(item.text) and "ront" in str(item.text) for item in answer.stale)


def test_cells_that_threads_share_are_never_prepared(drag):
    # prepared geometries are not safe to be asked by several threads at once
    drag.exact(shapely.from_wkt(LINE))
    assert not shapely.is_prepared(drag.population.cells.geometry.to_numpy()).any()
    assert not shapely.is_prepared(drag._cells).any()


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
