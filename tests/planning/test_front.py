from __future__ import annotations

import datetime as dt

import numpy as np
import pyogrio
import pytest
import shapely

from planning.contact_line import ContactLineNearby, contact_line
from planning.country import country_of
from planning.errors import MissingData, PlanningError
from planning.front import front_of, require_front
from planning.geodesy import distance_km, length_km, local_projection
from planning.scenario import Scenario, UseFront
from tests.planning.made_up_country import (
    EAST,
    FRONT_DATE,
    FRONT_LON,
    NORTH,
    SOUTH,
    WEST,
    country_layer,
    front_layer,
    layer,
    workspace,
)

MERIDIAN = shapely.LineString([(FRONT_LON, SOUTH), (FRONT_LON, NORTH)])


def front(geometry=None, **columns):
    return require_front(workspace(country_layer(), front_layer(geometry, **columns)))


def is_the_meridian(line, slack_km=9.5):
    """The line runs along the meridian, with stubs of the tolerance at most round its ends."""
    off = shapely.difference(line, shapely.buffer(MERIDIAN, 1e-5))
    assert length_km(shapely.intersection(line, shapely.buffer(MERIDIAN, 1e-5))) == pytest.approx(
        length_km(MERIDIAN), rel=0.01
    )
    assert length_km(off) <= 2 * slack_km


@pytest.mark.parametrize("beyond_deg", [0.0, 0.4, -0.03])
def test_the_border_is_no_contact_line_wherever_the_publisher_drew_it(beyond_deg):
    area = shapely.box(FRONT_LON, SOUTH - max(beyond_deg, 0), EAST + beyond_deg, NORTH + max(beyond_deg, 0))
    is_the_meridian(front(area).line)


def test_a_narrow_area_along_the_border_keeps_its_inner_side_only():
    found = front(shapely.box(33.97, 48.0, EAST, 49.0))
    west, south, east, north = found.line.bounds
    assert west == pytest.approx(33.97)
    inner = shapely.LineString([(33.97, 48.001), (33.97, 48.999)])
    assert shapely.covers(shapely.buffer(found.line, 1e-5), inner)
    assert not shapely.intersects(found.line, shapely.Point(EAST, 48.5))
    assert (south, north) == pytest.approx((48, 49))
    assert east <= EAST


def test_land_enclosed_by_the_area_of_control_has_a_contact_line():
    area = shapely.box(FRONT_LON, SOUTH, EAST, NORTH).difference(shapely.box(33, 48, 33.4, 48.4))
    found = front(area)
    assert shapely.covers(shapely.buffer(found.line, 1e-5), shapely.box(33, 48, 33.4, 48.4).exterior)


def test_distance_inside_and_zone():
    found = front()
    points = [shapely.Point(31, 48.5), shapely.Point(33, 48.5), None]
    assert found.inside(points).tolist() == [False, True, False]
    distances = found.distance_km(points)
    north = np.linspace(48.4, 48.6, 20001)
    for found_km, lon in zip(distances, (31, 33), strict=False):
        assert found_km == pytest.approx(distance_km(lon, 48.5, FRONT_LON, north).min(), rel=1e-5)
    assert np.isnan(distances[2])
    zone = found.zone(10)
    assert not shapely.intersects(zone, shapely.Point(32.6, 48.5))
    assert shapely.intersects(zone, shapely.Point(32.4, 48.5))
    assert shapely.area(shapely.intersection(zone, found.area)) == pytest.approx(0, abs=1e-9)


def test_the_latest_date_over_all_layers_counts():
    older = layer(
        "older",
        "frontline",
        {"front_date": [dt.datetime(2024, 12, 1)]},  # noqa: DTZ001
        [shapely.box(31, SOUTH, EAST, NORTH)],
    )
    situation = workspace(country_layer(), older, front_layer())
    found = require_front(situation)
    assert found.date == FRONT_DATE.date()
    assert found.layers == ("front",)
    earlier = Scenario(name="earlier", changes=(UseFront(date="2024-12-01"),)).applied_to(situation)
    moved = require_front(earlier)
    assert moved.layers == ("older",)
    assert moved.inside([shapely.Point(31.5, 48)])[0]


def test_no_front_and_undated_front():
    assert front_of(workspace(country_layer())) is None
    with pytest.raises(MissingData, match="no front line"):
        require_front(workspace(country_layer()))
    with pytest.raises(PlanningError, match="no date"):
        front(front_date=[None])


def test_an_area_without_contact_is_refused():
    with pytest.raises(PlanningError, match="no contact line"):
        front(shapely.box(36, 48, 37, 49))


def test_a_line_asks_for_its_side():
    with pytest.raises(PlanningError, match="control_side"):
        front(MERIDIAN)
    with pytest.raises(PlanningError, match="left or right"):
        front_of(workspace(country_layer(), front_layer(MERIDIAN)), control_side="east")


@pytest.mark.parametrize(("side", "east"), [("right", True), ("left", False)])
def test_the_side_of_a_line_drawn_northwards(side, east):
    stated = front(MERIDIAN, control_side=[side])
    chosen = front_of(workspace(country_layer(), front_layer(MERIDIAN)), control_side=side)
    for found in (stated, chosen):
        assert found.inside([shapely.Point(33, 48), shapely.Point(31, 48)]).tolist() == [east, not east]
        assert length_km(found.line) == pytest.approx(length_km(MERIDIAN))
        assert found.area.area == pytest.approx((EAST - FRONT_LON if east else FRONT_LON - WEST) * 3, rel=0.1)


def lines_front(lines, sides):
    rows = layer(
        "front", "frontline", {"front_date": [FRONT_DATE] * len(lines), "control_side": sides}, lines
    )
    return require_front(workspace(country_layer(), rows))


def test_several_lines_with_gaps_and_drawn_either_way():
    north = shapely.LineString([(FRONT_LON, 48.6), (FRONT_LON, NORTH + 0.2)])
    south = shapely.LineString([(FRONT_LON, 48.3), (FRONT_LON, SOUTH + 0.1)])
    found = lines_front([north, south], ["right", "left"])
    assert found.inside([shapely.Point(33, 48), shapely.Point(31, 48)]).tolist() == [True, False]
    # the joins decide sides, but are no contact line
    assert length_km(found.line) == pytest.approx(length_km(north) + length_km(south))
    assert "33.4 km" in str(found.assumptions[-1].text)


def test_a_line_around_a_pocket_does_not_take_the_rest():
    pocket = shapely.LineString([(EAST, 48), (33.5, 48), (33.5, 49), (EAST, 49)])
    found = lines_front([MERIDIAN, pocket], ["left", "right"])
    inside = found.inside([shapely.Point(31, 48), shapely.Point(33, 47.5), shapely.Point(33.8, 48.5)])
    assert inside.tolist() == [True, False, True]
    other = lines_front([MERIDIAN, pocket], ["right", "left"])
    inside = other.inside([shapely.Point(31, 48), shapely.Point(33, 47.5), shapely.Point(33.8, 48.5)])
    assert inside.tolist() == [False, True, False]


def test_a_line_that_ends_in_the_middle_of_the_country_is_refused():
    with pytest.raises(PlanningError, match="ends at"):
        lines_front([shapely.LineString([(FRONT_LON, 48), (FRONT_LON, 48.5)])], ["left"])


def real_front(shared_data, date):
    file = shared_data / "frontline_deepstate_daily" / f"deepstatemap_data_{date:%Y%m%d}.geojson"
    shape = pyogrio.read_dataframe(file).geometry.iloc[0]
    rows = layer("front", "frontline", {"front_date": [date]}, [shape])
    return require_front(workspace(rows))


@pytest.mark.parametrize("day", ["2024-07-15", "2026-07-15"])
def test_real_areas_of_control_give_a_plausible_contact_line(shared_data, day):
    found = real_front(shared_data, dt.datetime.fromisoformat(day))
    assert 1000 < length_km(found.line) < 1400
    _, south, east, _ = found.line.bounds
    # neither Crimea's coast nor the border of Luhansk and Donetsk with Russia
    assert south > 46.3
    assert east < 38.5
    # the pieces together leave no long hole between Kinburn and the border at Kupiansk
    path = [(33.4, 46.77), (34.6, 47.5), (35.9, 47.5), (37.8, 48.5), (37.75, 49.9)]
    assert found.distance_km(shapely.points(path)).max() < 60
    # Ochakiv lies across the strait from the Kinburn spit
    assert found.distance_km([shapely.Point(31.55, 46.61)])[0] < 10


def test_real_distances_agree_with_an_independent_geodesic(shared_data):
    found = real_front(shared_data, dt.datetime(2026, 7, 15))  # noqa: DTZ001
    cities = {
        "Kherson": (32.617, 46.635),
        "Kharkiv": (36.23, 49.99),
        "Sumy": (34.8, 50.91),
        "Lviv": (24.03, 49.84),
    }
    dense = shapely.get_coordinates(shapely.segmentize(found.line, 0.0005))
    for lon, lat in cities.values():
        size = len(dense)
        expected = distance_km(np.full(size, lon), np.full(size, lat), dense[:, 0], dense[:, 1]).min()
        assert found.distance_km([shapely.Point(lon, lat)])[0] == pytest.approx(expected, rel=1e-3)


def test_real_front_lines_of_2022_with_their_sides(shared_data):
    file = shared_data / "frontline_lines_2022_2023" / "frontline_28092022.geojson"
    lines = pyogrio.read_dataframe(file).to_crs(4326).geometry
    day = dt.datetime(2022, 9, 28)  # noqa: DTZ001
    unstated = workspace(layer("front", "frontline", {"front_date": [day] * 12}, lines))
    with pytest.raises(PlanningError, match="12 front lines"):
        front_of(unstated)
    sides = [{"l": "left", "r": "right"}[letter] for letter in "llrrlrllrlrr"]
    stated = layer("front", "frontline", {"front_date": [day] * 12, "control_side": sides}, lines)
    found = require_front(workspace(stated))
    # Kherson, Mariupol, Luhansk, Simferopol; then Kyiv, Kharkiv, Kramatorsk, Izium
    held = [(32.62, 46.64), (37.55, 47.1), (39.3, 48.57), (34.1, 44.95)]
    free = [(30.52, 50.45), (36.23, 49.99), (37.55, 48.74), (37.25, 49.21)]
    assert found.inside(shapely.points(held)).all()
    assert not found.inside(shapely.points(free)).any()


CHANGED = (
    shapely.box(FRONT_LON - 0.4, 48.2, FRONT_LON, 48.6),
    shapely.box(FRONT_LON - 0.1, SOUTH, FRONT_LON, SOUTH + 0.3),
    shapely.box(EAST - 0.3, NORTH - 0.4, EAST, NORTH),
    shapely.box(FRONT_LON - 1.2, 48.3, FRONT_LON - 0.6, 48.7),
)


@pytest.mark.parametrize("changed", CHANGED)
@pytest.mark.parametrize("gained", [True, False])
def test_the_contact_line_judged_near_a_change_is_that_judged_whole(changed, gained):
    country = country_of(workspace(country_layer()))
    old = shapely.MultiPolygon([shapely.box(FRONT_LON, SOUTH, EAST, NORTH)])
    new = old.union(changed) if gained else old.difference(changed)
    if old.equals(new):
        pytest.skip("nothing changes hands")
    nearby = ContactLineNearby(contact_line(old, country), country, *local_projection(old))
    found = nearby.of(new, old.symmetric_difference(new))
    expected = contact_line(new, country)
    assert shapely.hausdorff_distance(found, expected) < 1e-4
    assert length_km(found) == pytest.approx(length_km(expected), abs=0.05)


def test_the_contact_line_judged_near_a_real_change_is_that_judged_whole(shared_data):
    names = ("deepstatemap_data_20260515.geojson", "deepstatemap_data_20260715.geojson")
    folder = shared_data / "frontline_deepstate_daily"
    old, new = (
        shapely.make_valid(shapely.union_all(pyogrio.read_dataframe(folder / name).geometry.to_numpy()))
        for name in names
    )
    country = country_of(workspace())
    box = shapely.box(36.5, 47.8, 37.5, 48.6)
    moved = shapely.union(shapely.difference(old, box), shapely.intersection(new, box))
    nearby = ContactLineNearby(contact_line(old, country), country, *local_projection(old))
    found = nearby.of(moved, shapely.symmetric_difference(old, moved))
    expected = contact_line(moved, country)
    assert length_km(found) == pytest.approx(length_km(expected), abs=0.1)
    assert length_km(shapely.difference(found, shapely.buffer(expected, 1e-5))) < 0.1
