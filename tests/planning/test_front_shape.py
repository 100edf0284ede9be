"""Moved and redrawn fronts against geometry worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import Point, box

from layers.formats.importing import import_files
from layers.layer import new_layer
from planning.analyses import analysis_named
from planning.analysis import run
from planning.errors import BadParameter, PlanningError
from planning.front import require_front
from planning.scenario import BASELINE, MoveFront, RedrawFront, Scenario, UseFront
from tests.planning import straight_front as made

LATS = (48.2, 49.0, 49.9)


def distances(workspace, points):
    return require_front(workspace).distance_km([Point(*point) for point in points])


def redrawn(wkt):
    return require_front(RedrawFront(wkt=wkt).apply(made.workspace())).area


@pytest.mark.parametrize("km", [10.0, 3.0, -10.0])
def test_a_straight_front_moved_brings_everything_so_much_nearer(km):
    workspace = made.workspace()
    points = [made.west_of(lat, away) for lat in LATS for away in (25, 60, 120)]
    before = distances(workspace, points)
    after = distances(MoveFront(km=km).apply(workspace), points)
    assert before == pytest.approx([25, 60, 120] * 3, rel=1e-3)
    assert before - after == pytest.approx(np.full(9, km), abs=0.03)


def test_what_the_front_passes_is_under_control():
    moved = require_front(MoveFront(km=10).apply(made.workspace()))
    inside = moved.inside([Point(*made.west_of(49, 9.9)), Point(*made.west_of(49, 10.1))])
    assert inside.tolist() == [True, False]


def test_a_stretch_moves_and_tapers_smoothly_to_nothing():
    change = MoveFront(km=10, from_place="36,48.5", to_place="35.9,49.5", taper_km=20)
    before, after = made.workspace(), change.apply(made.workspace())
    middle, south, north = made.west_of(49.0, 40), made.west_of(47.5, 5), made.west_of(50.5, 5)
    points = [middle, south, north]
    assert distances(before, points) - distances(after, points) == pytest.approx([10, 0, 0], abs=0.03)
    # the new front never lies farther out than the shift, and grows from the end of the stretch on
    line = require_front(after).line
    reach = [
        line.intersection(shapely.LineString([(34, lat), (37, lat)])).bounds[0] for lat in (48.55, 48.6, 48.7)
    ]
    assert made.LON > reach[0] > reach[1] > reach[2] > made.west_of(48.7, 10.05)[0]


def test_moved_forward_and_back_again_is_where_it_was():
    changes = (MoveFront(km=10), MoveFront(km=-10))
    there_and_back = Scenario(name="x", changes=changes).applied_to(made.workspace())
    area = require_front(there_and_back).area
    strip = shapely.box(35, 47, 37, 51)
    assert shapely.area(shapely.intersection(shapely.symmetric_difference(area, made.held()), strip)) < 0.002


def test_a_drawn_line_takes_the_place_of_its_stretch():
    area = redrawn("LINESTRING (36 48, 35 48, 35 49, 36 49)")
    expected = made.held().union(shapely.box(35, 48, 36, 49))
    assert shapely.area(shapely.symmetric_difference(area, expected)) < 1e-8
    # the same line the other way round, and one into the area of control
    turned = require_front(
        RedrawFront(wkt="LINESTRING (36 49, 35 49, 35 48, 36 48)").apply(made.workspace())
    ).area
    assert shapely.area(shapely.symmetric_difference(area, turned)) < 1e-8
    back = require_front(
        RedrawFront(wkt="LINESTRING (36 48, 37 48, 37 49, 36 49)").apply(made.workspace())
    ).area
    lost = made.held().difference(shapely.box(36, 48, 37, 49))
    assert shapely.area(shapely.symmetric_difference(back, lost)) < 1e-8


def test_a_line_that_crosses_the_front_gains_here_and_loses_there():
    area = redrawn("LINESTRING (36 48, 35 48, 35 48.5, 37 48.5, 37 49, 36 49)")
    expected = made.held().union(shapely.box(35, 48, 36, 48.5)).difference(shapely.box(36, 48.5, 37, 49))
    assert shapely.area(shapely.symmetric_difference(area, expected)) < 1e-8


def test_ends_of_a_drawn_line_join_the_front():
    area = redrawn("LINESTRING (35.9 48, 35 48, 35 49, 35.9 49)")
    expected = made.held().union(shapely.box(35, 48, 36, 49))
    assert shapely.area(shapely.symmetric_difference(area, expected)) < 1e-3


def redrawn_from(area, wkt):
    workspace = made.workspace().with_layer(made.front_layer((made.DATE, area)))
    return require_front(RedrawFront(wkt=wkt).apply(workspace)).area


def alike(area, other):
    return shapely.area(shapely.symmetric_difference(area, other)) < 1e-7


def test_several_lines_each_take_the_place_of_their_stretch():
    wkt = "MULTILINESTRING ((36 47, 35.5 47, 35.5 47.5, 36 47.5), (36 50, 36.5 50, 36.5 50.5, 36 50.5))"
    area = redrawn(wkt)
    expected = made.held().union(box(35.5, 47, 36, 47.5)).difference(box(36, 50, 36.5, 50.5))
    assert alike(area, expected)
    one_by_one = Scenario(
        name="x",
        changes=tuple(RedrawFront(wkt=line.wkt) for line in shapely.get_parts(shapely.from_wkt(wkt))),
    )
    assert alike(area, require_front(one_by_one.applied_to(made.workspace())).area)
    assert "2 lines of 8 points" in str(RedrawFront(wkt=wkt).text())


def test_a_line_on_one_of_two_separate_rings_leaves_the_other_alone():
    pocket = box(33, 48, 34, 49)
    area = redrawn_from(made.held().union(pocket), "LINESTRING (34 48.2, 34.5 48.2, 34.5 48.8, 34 48.8)")
    assert alike(area, made.held().union(pocket).union(box(34, 48.2, 34.5, 48.8)))
    area = redrawn_from(made.held().union(pocket), "LINESTRING (36 48.2, 35.5 48.2, 35.5 48.8, 36 48.8)")
    assert alike(area, made.held().union(pocket).union(box(35.5, 48.2, 36, 48.8)))


@pytest.mark.parametrize(
    "wkt",
    [
        "MULTILINESTRING ((34 48.2, 36 48.2), (34 48.8, 36 48.8))",
        "MULTILINESTRING ((36 48.8, 34 48.8), (34 48.2, 36 48.2))",
        # ends a little off both rings
        "MULTILINESTRING ((34.005 48.2, 35.995 48.2), (33.995 48.8, 36.005 48.8))",
    ],
)
def test_two_lines_between_separate_rings_join_them(wkt):
    both = made.held().union(box(33, 48, 34, 49))
    area = redrawn_from(both, wkt)
    assert alike(area, both.union(box(34, 48.2, 36, 48.8)))
    assert len(area.geoms) == 1


def test_one_line_between_separate_rings_asks_for_another():
    both = made.held().union(box(33, 48, 34, 49))
    with pytest.raises(PlanningError, match="encloses nothing"):
        redrawn_from(both, "LINESTRING (34 48.5, 36 48.5)")


def test_a_closed_line_is_a_part_of_its_own():
    gained = redrawn("LINESTRING (33 48, 34 48, 34 49, 33 49, 33 48)")
    assert alike(gained, made.held().union(box(33, 48, 34, 49)))
    lost = redrawn("LINESTRING (37 48, 38 48, 38 49, 37 49, 37 48)")
    assert alike(lost, made.held().difference(box(37, 48, 38, 49)))
    away = redrawn_from(
        made.held().union(box(33, 48, 34, 49)),
        "LINESTRING (32.9 47.9, 34.1 47.9, 34.1 49.1, 32.9 49.1, 32.9 47.9)",
    )
    assert alike(away, made.held())


def test_the_area_of_control_grows_over_land_only():
    moved = require_front(MoveFront(km=50).apply(made.workspace())).area
    assert shapely.area(shapely.difference(moved, made.COUNTRY)) < 1e-9


def test_rows_of_other_dates_stay():
    fronts = made.front_layer(("2025-01-01", made.held(37)), (made.DATE, made.held()))
    workspace = made.workspace().with_layer(fronts)
    frame = MoveFront(km=10).apply(workspace).layer("front").frame
    assert frame["front_date"].dt.month.tolist() == [1, 2]
    assert frame.geometry.iloc[0].equals(made.held(37))
    earlier = Scenario(name="x", changes=(UseFront(date="2025-01-01"), MoveFront(km=10))).applied_to(
        workspace
    )
    assert require_front(earlier).inside([Point(36.9, 49), Point(36.5, 49)]).tolist() == [True, False]
    assert len(workspace.layer("front").frame) == 2


def test_a_moved_front_equals_importing_that_front(tmp_path):
    points = [made.west_of(lat, away) for lat in LATS for away in (4, 9, 14, 33)]
    workspace = made.workspace(made.centres(points, occupancy=range(10, 22)))
    change = MoveFront(km=12, from_place="36,48.4", to_place="36,49.6")
    situation = change.apply(workspace)
    path = tmp_path / f"front_{made.DATE:%Y%m%d}.gpkg"
    situation.layer("front").frame[["geometry"]].to_file(path, driver="GPKG")
    imported = import_files(
        workspace.without_layer("front"), [path], kind="frontline", date=made.DATE
    ).workspace
    analysis = analysis_named("frontline_exposure")
    moved = run(analysis, workspace, Scenario(name="x", changes=(change,)), analysis.parameters())
    direct = run(analysis, imported, BASELINE, analysis.parameters())
    for table in moved.tables:
        assert table.rows == direct.table(table.name).rows, table.name


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (MoveFront(km=5, from_place="36,48"), BadParameter, "only one end"),
        (MoveFront(km=5, from_place="31,48", to_place="36,49"), PlanningError, "km from it"),
        (MoveFront(km=5, from_place="35.9,48", to_place="35.9,48"), PlanningError, "same point"),
        (RedrawFront(wkt="LINESTRING (36 48"), BadParameter, "not a line"),
        (RedrawFront(wkt="POINT (36 48)"), BadParameter, "not a line"),
        (RedrawFront(wkt="LINESTRING (36 48, 35 48, 36 48)"), PlanningError, "same point"),
    ],
)
def test_what_cannot_be_moved_is_told(change, error, said):
    with pytest.raises(error, match=said):
        change.apply(made.workspace())


def test_no_front_is_told():
    with pytest.raises(PlanningError, match="no front line"):
        MoveFront(km=5).apply(made.workspace().without_layer("front"))


def test_a_front_given_as_a_line_moves_too():
    import geopandas as gpd
    import pandas as pd

    frame = gpd.GeoDataFrame(
        {"front_date": [pd.Timestamp(made.DATE)], "control_side": ["right"]},
        geometry=[shapely.LineString([(36, 46), (36, 52)])],
        crs=4326,
    )
    workspace = made.workspace().with_layer(
        new_layer("front", made.front_layer((made.DATE, made.held())).kind, frame, made.PROVENANCE)
    )
    points = [made.west_of(lat, 60) for lat in LATS]
    before, after = distances(workspace, points), distances(MoveFront(km=10).apply(workspace), points)
    assert before - after == pytest.approx([10, 10, 10], abs=0.03)
