"""A made-up country of 4° by 3° with its east under control, for tests whose figures are worked by hand."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.kinds import kind_named
from layers.layer import Provenance, Raster, new_layer
from layers.workspace import Workspace

PROVENANCE = Provenance(
    source="test", date=dt.date(2025, 1, 15), imported_at=dt.datetime(2025, 1, 16, 8, 0, tzinfo=dt.UTC)
)
TODAY = dt.date(2025, 1, 16)
WEST, EAST, SOUTH, NORTH = 30.0, 34.0, 47.0, 50.0
FRONT_LON = 32.5
FRONT_DATE = dt.datetime(2025, 1, 14)  # noqa: DTZ001  dates are days without a zone


def layer(name, kind, columns, geometry=None, *, date=PROVENANCE.date):
    """A layer of `kind` from columns and geometries."""
    frame = pd.DataFrame(columns)
    if geometry is not None:
        frame = gpd.GeoDataFrame(frame, geometry=list(geometry), crs=4326)
    provenance = Provenance(source="test", date=date, imported_at=PROVENANCE.imported_at)
    return new_layer(name, kind_named(kind), frame, provenance)


def country_layer():
    """The country as an area of level 0."""
    return layer(
        "country", "admin_area", {"code": ["UA"], "level": [0]}, [shapely.box(WEST, SOUTH, EAST, NORTH)]
    )


def front_layer(geometry=None, **columns):
    """A front: the east of the country, or `geometry`."""
    shapes = [geometry if geometry is not None else shapely.box(FRONT_LON, SOUTH, EAST, NORTH)]
    return layer("front", "frontline", {"front_date": [FRONT_DATE], **columns}, shapes)


def areas_layer(level=3, step=1.0, population=None):
    """Square areas: codes UA0101, UA0102 … of six characters, or of nine for hromadas."""
    lons, lats = np.arange(WEST, EAST, step), np.arange(SOUTH, NORTH, step)
    boxes = [shapely.box(x, y, x + step, y + step) for y in lats for x in lons]
    codes = [f"UA01{number:02d}" + ("001" if level == 3 else "") for number in range(1, len(boxes) + 1)]
    columns = {"code": codes, "level": level, "name_en": [f"Area {n}" for n in range(1, len(boxes) + 1)]}
    if population is not None:
        columns["population"] = population
    return layer(f"areas_{level}", "admin_area", columns, boxes)


def grid_layer(cell=0.1, people=100.0, date=dt.date(2020, 1, 1)):
    """A grid over the whole country with the same number of people in each cell."""
    rows, columns = round((NORTH - SOUTH) / cell), round((EAST - WEST) / cell)
    raster = Raster(
        values=np.full((rows, columns), people, dtype=np.float32),
        west=WEST,
        north=NORTH,
        cell_width=cell,
        cell_height=cell,
    )
    provenance = Provenance(source="test", date=date, imported_at=PROVENANCE.imported_at)
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    return new_layer("grid", kind_named("population_grid"), empty, provenance, raster=raster)


def workspace(*layers):
    """A workspace of the given layers."""
    return Workspace(name="made up", layers=layers, exercise_date=TODAY)
