from __future__ import annotations

import pytest
import shapely

from planning.network.travel import travel_network
from planning.route_lines import RouteLines
from planning.run_control import RunControl
from tests.planning.made_up_logistics import LAT, workspace


def test_trips_follow_the_road_and_are_straight_where_there_is_none():
    lines = RouteLines(travel_network(workspace()))
    here, there, lost = (30.5, LAT), (31.0, LAT), (31.0, 47.2)
    lines.prepare([(here, there), (there, lost)], RunControl())
    assert lines.along([here, there]).length == pytest.approx(0.5, rel=0.01)
    assert lines.straight == 1
    assert lines.along([here, there, lost]).coords[-1] == lost
    assert lines.along([here, here]) == shapely.LineString([here, here])


def test_legs_beyond_the_limit_are_straight():
    lines = RouteLines(travel_network(workspace()), most=1)
    lines.prepare([((30.5, LAT), (31.0, LAT)), ((30.5, LAT), (31.5, LAT))], RunControl())
    assert lines.straight == 1
