"""Small road networks on a grid of kilometres, for tests whose figures are worked by hand."""

from __future__ import annotations

import shapely
from pyproj import Geod

from tests.planning.made_up_country import country_layer, layer, workspace

GEOD = Geod(ellps="WGS84")
ORIGIN = (31.0, 48.5)
KM_A_DEGREE_EAST = GEOD.inv(30.995, 48.5, 31.005, 48.5)[2] / 10
KM_A_DEGREE_NORTH = GEOD.inv(31.0, 48.495, 31.0, 48.505)[2] / 10


def at(east_km, north_km=0.0):
    """Degrees of a point given in km east and north of the middle of the made-up country.

    Good to 0.1 % within a few km; rows and columns of the grid are parallels and meridians.
    """
    return ORIGIN[0] + east_km / KM_A_DEGREE_EAST, ORIGIN[1] + north_km / KM_A_DEGREE_NORTH


def line(*points):
    """A line through points in km."""
    return shapely.LineString([at(*point) for point in points])


def box(west, south, east, north):
    """A box in km."""
    return shapely.box(*at(west, south), *at(east, north))


def roads_layer(lines, name="roads", **columns):
    """A layer of roads."""
    columns.setdefault("road_class", ["secondary"] * len(lines))
    return layer(name, "road", columns, lines)


def roads(lines, *others, **columns):
    """A workspace of one layer of roads, and other layers."""
    return workspace(roads_layer(lines, **columns), *others)


def damage_layer(points, **columns):
    """Damage records; bridges unless told otherwise."""
    columns.setdefault("infrastructure_type", ["bridge"] * len(points))
    return layer("damage", "damage", columns, points)


__all__ = ["at", "box", "country_layer", "damage_layer", "line", "roads", "roads_layer", "workspace"]
