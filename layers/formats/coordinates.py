"""Points from columns of coordinates: decimal degrees, decimal commas, or degrees, minutes and seconds."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import STORAGE_CRS
from layers.layer_kind import Problem
from layers.text import tr, trn

_DMS = re.compile(
    r"""^\s*(?P<before>[NSEWПСЗ])?\s*(?P<degrees>\d{1,3}(?:[.,]\d+)?)\s*°
        \s*(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['’′ʹ]?)?
        \s*(?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''|’’)?)?\s*(?P<after>[NSEW])?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
# where Ukraine lies: longitudes and latitudes hardly overlap, so swapped columns show
_LON, _LAT = (22.0, 40.5), (44.0, 52.6)
_MOSTLY = 0.9


def with_points(
    frame: pd.DataFrame, lon_column: str, lat_column: str
) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """`frame` with a point for each row; None where a coordinate is missing, unreadable or 0°, 0°."""
    problems: list[Problem] = []
    lon, lat = degrees(frame[lon_column]), degrees(frame[lat_column])
    written = frame[lon_column].notna().to_numpy() & frame[lat_column].notna().to_numpy()
    unreadable = written & (np.isnan(lon) | np.isnan(lat))
    if unreadable.any():
        told = trn("the coordinates of {count:,} row cannot be read",
                   "the coordinates of {count:,} rows cannot be read",
                   int(unreadable.sum()))  # fmt: skip
        problems.append(Problem(text=told, fids=_rows(frame, unreadable)))
    if _are_swapped(lon, lat):
        lon, lat = lat, lon
        told = tr("longitude and latitude stood in each other's column; they were swapped")
        problems.append(Problem(text=told))
    zero = (lon == 0) & (lat == 0)
    if zero.any():
        told = trn("{count:,} row lies at 0°, 0° and has no known place",
                   "{count:,} rows lie at 0°, 0° and have no known place",
                   int(zero.sum()))  # fmt: skip
        problems.append(Problem(text=told, fids=_rows(frame, zero)))
    known = ~(np.isnan(lon) | np.isnan(lat) | zero)
    shapes: NDArray[np.object_] = np.full(len(frame), None, dtype=object)
    shapes[known] = shapely.points(lon[known], lat[known])
    geometry = gpd.GeoSeries(shapes, index=frame.index, crs=STORAGE_CRS)
    return gpd.GeoDataFrame(frame, geometry=geometry), problems


def degrees(values: pd.Series[Any]) -> NDArray[np.float64]:
    """Coordinates as decimal degrees; NaN where they cannot be read."""
    if values.dtype.kind in "iuf":
        known: NDArray[np.float64] = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return known
    text = values.astype("str").str.strip().where(values.notna())
    read = pd.to_numeric(text.str.replace(",", "."), errors="coerce")
    # pandas may hand out an array that cannot be written
    numbers: NDArray[np.float64] = read.to_numpy(dtype=np.float64, na_value=np.nan).copy()
    rest = np.isnan(numbers) & text.notna().to_numpy()
    numbers[rest] = [_of_dms(str(value)) for value in text.to_numpy(dtype=object)[rest]]
    return numbers


def _of_dms(text: str) -> float:
    match = _DMS.match(text)
    if match is None:
        return float("nan")
    parts = [float((match[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")]
    if parts[1] >= 60 or parts[2] >= 60:
        return float("nan")
    side = (match["before"] or match["after"] or "").upper()
    return (parts[0] + parts[1] / 60 + parts[2] / 3600) * (-1 if side in ("S", "W") else 1)


def _are_swapped(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    known = ~(np.isnan(lon) | np.isnan(lat))
    if not known.any():
        return False
    swapped = _within(lat, lon) & known
    return bool(swapped.sum() >= _MOSTLY * known.sum() and not (_within(lon, lat) & known).any())


def _within(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (lon > _LON[0]) & (lon < _LON[1]) & (lat > _LAT[0]) & (lat < _LAT[1])
    return result


def _rows(frame: pd.DataFrame, mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in frame.index[mask])
