"""The front as a time series: straight fronts that move so many km a month, worked by hand."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import Point, box

from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.front_history import DAYS_A_MONTH
from planning.scenario import BASELINE, MoveFront, Scenario
from planning.stale_data import is_stale_finding
from tests.planning import straight_front as made

HISTORY = analysis_named("front_history")
FIRST = dt.date(2025, 1, 1)
LAT = 49.0
SPEED = 6.0


def days(count, step=30):
    return [FIRST + dt.timedelta(days=step * number) for number in range(count)]


def lon_after(km):
    return made.west_of(LAT, km)[0] if km >= 0 else Geod(ellps="WGS84").fwd(36, LAT, 90, -km * 1000)[0]


def moving(dates, shifts):
    """A workspace whose front stands so many km west of 36° E (at 49° N) on each date."""
    rows = [(day, made.held(lon_after(km))) for day, km in zip(dates, shifts, strict=True)]
    layers = [made.front_layer(row, name=f"front_{number}") for number, row in enumerate(rows)]
    centres = made.centres([made.west_of(LAT, 50), made.west_of(LAT, 12)], occupancy=[10, 20])
    return made.workspace(centres, *layers).without_layer("front")


def steady(count=7, noise=()):
    dates = days(count)
    shifts = [SPEED * (day - FIRST).days / DAYS_A_MONTH for day in dates]
    for number, km in noise:
        shifts[number] += km
    return moving(dates, shifts), shifts


def ran(workspace, scenario=BASELINE, **parameters):
    return run(HISTORY, workspace, scenario, HISTORY.parameters(**parameters))


def row_of(outcome, name, table="approach"):
    return next(row for row in outcome.table(table).records() if row["name"] == name)


def test_distances_by_date():
    workspace, shifts = steady()
    row = row_of(ran(workspace), "Centre 1", "distances")
    found = [value for key, value in row.items() if key.startswith("km_")]
    assert found == pytest.approx([50 - shift for shift in shifts], rel=1e-3)
    row = row_of(ran(workspace), "Centre 2", "distances")
    found = [value for key, value in row.items() if key.startswith("km_")]
    assert found == pytest.approx([12 - shift for shift in shifts], abs=0.05)
    assert found[0] > 0 > found[-1]  # behind the front the distance is negative


def test_speed_and_early_warning_of_a_steady_advance():
    workspace, shifts = steady()
    row = row_of(ran(workspace, band_km=10.0), "Centre 1")
    assert row["speed_km_month"] == pytest.approx(SPEED, rel=2e-3)
    assert (row["speed_low_km_month"], row["speed_high_km_month"]) == pytest.approx((SPEED, SPEED), rel=5e-3)
    assert row["nearer_km"] == pytest.approx(shifts[-1], rel=1e-3)
    months = (50 - shifts[-1] - 10) / SPEED
    expected = days(7)[-1] + dt.timedelta(days=months * DAYS_A_MONTH)
    assert abs((row["earliest"] - expected).days) <= 1
    assert abs((row["latest"] - expected).days) <= 1
    near = row_of(ran(workspace, band_km=30.0), "Centre 1")
    assert str(near["state"]) == "within the band"
    assert near["earliest"] is None
    assert near["first_within"] == next(d for d, s in zip(days(7), shifts, strict=True) if 50 - s <= 30)
    assert str(row_of(ran(workspace), "Centre 2")["state"]) == "in the area of control"


def test_noise_widens_the_range_but_hardly_moves_the_speed():
    workspace, _ = steady(9, noise=((3, 8.0), (6, -7.0)))
    row = row_of(ran(workspace, band_km=1.0), "Centre 1")
    assert row["speed_km_month"] == pytest.approx(SPEED, rel=0.15)
    assert row["speed_low_km_month"] < SPEED < row["speed_high_km_month"]
    assert row["state"].template == "approached"
    assert row["earliest"] < row["latest"]


def test_a_front_that_goes_to_and_fro_warns_of_nothing():
    row = row_of(ran(moving(days(6), [0, 3, 0, 3, 0, 3]), band_km=10.0), "Centre 1")
    assert row["state"].template == "no clear direction"
    assert row["earliest"] is None
    assert row["latest"] is None
    leaving = row_of(ran(moving(days(6), [0, -3, -6, -9, -12, -15]), band_km=10.0), "Centre 1")
    assert leaving["state"].template == "not approached"
    assert leaving["speed_km_month"] < 0


def test_two_dates_give_a_speed_and_no_warning():
    outcome = ran(moving(days(2), [0, 6]), band_km=10.0)
    row = row_of(outcome, "Centre 1")
    assert row["speed_km_month"] == pytest.approx(6 / (30 / DAYS_A_MONTH), rel=2e-3)
    assert row["speed_low_km_month"] is None
    assert row["state"].template == "too few dates"
    assert any("no range" in str(item.text) for item in outcome.assumptions)


def test_a_section_of_the_front_that_opens_is_no_approach():
    dates = days(7)
    near = made.west_of(LAT, 90)
    pocket = box(near[0] - 0.2, 48.8, near[0], 49.2)
    rows = [
        (day, made.held() if number < 3 else made.held().union(pocket)) for number, day in enumerate(dates)
    ]
    layers = [made.front_layer(row, name=f"front_{number}") for number, row in enumerate(rows)]
    site = made.centres([made.west_of(LAT, 130)])
    workspace = made.workspace(site, *layers).without_layer("front")
    row = row_of(ran(workspace), "Centre 1")
    assert row["nearer_km"] > 20
    assert row["speed_km_month"] == pytest.approx(0.0, abs=1e-6)
    assert row["dates"] == 4


def test_area_that_changed_hands_sums_and_is_equal_area():
    workspace = moving(days(2), [0, 20])
    table = ran(workspace, areas=False, sites=False).table("area_change")
    gained = dict(zip(table.column("area_code"), table.column("gained_km2"), strict=True))
    lon = lon_after(20)
    strip = box(lon, 49, 36, 50)
    assert gained["UA3549001"] == pytest.approx(geodesic_km2(strip), rel=1e-4)
    assert table.column("gained_km2")[-1] == pytest.approx(sum(table.column("gained_km2")[:-1]))
    assert table.column("gained_km2")[-1] == pytest.approx(geodesic_km2(box(lon, 46, 36, 52)), rel=1e-4)
    assert table.column("lost_km2")[-1] == 0
    back = ran(moving(days(2), [20, 0]), areas=False, sites=False).table("area_change")
    assert back.column("lost_km2")[-1] == pytest.approx(table.column("gained_km2")[-1])


def geodesic_km2(shape):
    """Area between meridians and straight chords of longitude and latitude, by the geodesic polygon."""
    dense = shape.segmentize(0.01)
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(dense)[0]) / 1e6


def test_dates_are_chosen_and_counted():
    workspace, _ = steady(7)
    some = ran(workspace, from_date="2025-01-31", to_date="2025-05-31")
    assert some.table("fronts").column("date") == days(7)[1:6]
    with pytest.raises(BadParameter, match="is no date"):
        ran(workspace, from_date="January")
    with pytest.raises(BadParameter, match="1 fronts lie"):
        ran(workspace, from_date="2025-06-20")
    with pytest.raises(MissingData, match="at least two dates"):
        ran(made.workspace())


def test_it_runs_on_a_scenario():
    workspace, shifts = steady(5)
    moved = Scenario(name="x", changes=(MoveFront(km=5),))
    row = row_of(ran(workspace, moved), "Centre 1", "distances")
    assert list(row.values())[-1] == pytest.approx(50 - shifts[-1] - 5, abs=0.05)
    assert list(row.values())[-2] == pytest.approx(50 - shifts[-2], abs=0.05)


def test_areas_are_measured_to_their_nearest_part_and_approached_at_their_middle():
    workspace, shifts = steady(5)
    outcome = ran(workspace)
    row = row_of(outcome, "Hromada 34 49", "distances")
    # its eastern edge on 35° E; the nearest point of the meridian front lies along the parallel's edge
    edge = [made.GEOD.inv(35, 50, lon_after(s), 50)[2] / 1000 for s in shifts]
    found = [value for key, value in row.items() if key.startswith("km_")]
    assert found == pytest.approx(edge, rel=2e-3)
    crossed = row_of(outcome, "Hromada 35 49")
    assert crossed["first_km"] == pytest.approx(0, abs=0.01)
    assert crossed["speed_km_month"] == pytest.approx(SPEED, rel=0.02)


def test_places_without_position_are_told_and_far_ones_left_out():
    workspace, _ = steady(4)
    layer = workspace.layer("centres")
    frame = layer.frame.copy()
    frame.loc[2, "geometry"] = None
    frame = gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)
    outcome = ran(workspace.with_layer(layer.with_frame(frame)), within_km=100.0)
    texts = [str(item.text) for item in outcome.assumptions]
    assert any("1 record of Collective centres without a position" in text for text in texts)
    assert any("never within 100 km" in text for text in texts)
    assert not [row for row in outcome.table("distances").records() if row["name"] == "Hromada 30 49"]


def test_the_outcome_is_whole():
    outcome = ran(steady(6)[0])
    assert {layer.name for layer in outcome.map_layers} == {"changed_hands", "fronts", "approach"}
    for finding in outcome.findings:
        assert finding.features or is_stale_finding(finding)
    for table in outcome.tables:
        assert not any(isinstance(cell, float) and np.isnan(cell) for row in table.rows for cell in row)
    assert any("not a prediction" in str(item.text) for item in outcome.assumptions)


def test_real_fronts_against_plain_shapely(shared_data):
    """Facilities that came within 20 km, three of them measured by hand in a UTM zone."""
    folder = shared_data / "frontline_deepstate_daily"
    first, last = (
        gpd.read_file(folder / f"deepstatemap_data_{day}.geojson") for day in ("20240715", "20260715")
    )
    points = [Point(37.55, 48.55), Point(36.95, 48.15), Point(36.35, 47.85)]
    layers = [
        made.front_layer((day, frame.geometry.iloc[0]), name=f"front_{number}")
        for number, (day, frame) in enumerate(((dt.date(2024, 7, 15), first), (dt.date(2026, 7, 15), last)))
    ]
    sites = made.centres([(point.x, point.y) for point in points])
    base = made.workspace(sites, *layers).without_layer("front").without_layer("country")
    outcome = ran(base.without_layer("hromadas"))
    plane = gpd.GeoSeries(points, crs=4326).to_crs(32637)
    for number, frame in enumerate((first, last)):
        outline = frame.to_crs(32637).geometry.iloc[0].boundary
        for row, point in zip(outcome.table("distances").records(), plane, strict=True):
            assert abs(list(row.values())[4 + number]) == pytest.approx(
                point.distance(outline) / 1000, rel=2e-3
            )
