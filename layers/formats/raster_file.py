"""GeoTIFF grids of people a cell."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.warp import Resampling, calculate_default_transform, reproject
from rasterio.windows import Window

from layers.errors import LayerError
from layers.formats.signature import check_contents
from layers.formats.source import Source
from layers.formats.vector import unreadable
from layers.layer import STORAGE_CRS, Raster
from layers.layer_kind import Problem
from layers.memory import require_room
from layers.text import tr

MOST_CELLS = 100_000_000
"""Finer grids, such as a country in cells of 100 m, are gathered into larger cells."""
_STRIP_CELLS = 16_000_000
_CELL_BYTES = 12


def read_raster(path: Path, shown_as: Path | None = None) -> Source:
    """The first band of a GeoTIFF as a grid in EPSG:4326, north up; no data as NaN.

    A grid in another CRS is resampled so that the sum over all cells is kept.

    Raises
    ------
    LayerError
        When it cannot be read, states no CRS, is turned, or needs more memory than there is.
    """
    shown = shown_as or path
    problems: list[Problem] = []
    check_contents(path, shown)
    values, transform, crs = _read(path, shown, problems)
    if transform.is_identity or not np.isfinite(transform).all() or transform.determinant == 0:
        raise LayerError(
            tr("the grid does not state where on Earth it lies"),
            where=shown.name,
            todo=tr("Ask the sender for a GeoTIFF with its position, or assign it in QGIS."),
        )
    if crs.to_epsg() != 4326:
        before = float(np.nansum(values))
        try:
            values, transform = _in_storage_crs(values, transform, crs)
        except (RasterioError, CPLE_BaseError, CRSError, ValueError, MemoryError) as error:
            raise _misplaced(shown, crs) from error
        text = tr("the grid was brought from {crs} to EPSG:4326; the sum was {before:,.0f}, is {after:,.0f}",
                  crs=crs.to_string(), before=before, after=float(np.nansum(values)))  # fmt: skip
        problems.append(Problem(text=text, severity="notice"))
    if transform.b or transform.d:
        raise LayerError(
            tr("the grid is turned against north"),
            where=shown.name,
            todo=tr("Save it with north up, for example with QGIS, and import it again."),
        )
    if transform.e > 0:
        values = values[::-1]
        transform = rasterio.Affine(
            transform.a, 0, transform.c, 0, -transform.e, transform.f + transform.e * len(values)
        )
    height, width = values.shape
    west, south, east, north = rasterio.transform.array_bounds(height, width, transform)
    if not (-180.5 <= west < east <= 180.5 and -90.5 <= south < north <= 90.5):
        raise _misplaced(shown, crs)
    raster = Raster(
        values=values,
        west=transform.c,
        north=transform.f,
        cell_width=transform.a,
        cell_height=-transform.e,
    )
    frame = gpd.GeoDataFrame(geometry=[], crs=STORAGE_CRS)
    return Source(frame=frame, path=shown, problems=tuple(problems), raster=raster)


def _read(
    path: Path, shown: Path, problems: list[Problem]
) -> tuple[NDArray[np.float32], rasterio.Affine, rasterio.crs.CRS]:
    """The first band with NaN for no data, and where it lies."""
    try:
        with _quietly(), rasterio.open(path, driver="GTiff") as source:
            if source.crs is None:
                raise LayerError(
                    tr("the grid does not state its coordinate reference system"),
                    where=shown.name,
                    todo=tr("Ask the sender for a GeoTIFF with it, or assign it in QGIS."),
                )
            if source.count > 1:
                several = tr("the file has {n} bands; the first was read", n=source.count)
                problems.append(Problem(text=several))
            factor = math.ceil(math.sqrt(source.width * source.height / MOST_CELLS))
            require_room(_CELL_BYTES * source.width * source.height / factor**2, shown.name)
            values = _gathered(source, factor)
            if factor > 1:
                told = tr("the grid has {n:,} cells: {factor} by {factor} of them were added up to one; "
                          "the sum is {total:,.0f}", n=source.width * source.height, factor=factor,
                          total=float(np.nansum(values, dtype="float64")))  # fmt: skip
                problems.append(Problem(text=told))
            return values, source.transform * rasterio.Affine.scale(factor), source.crs
    except (RasterioError, CPLE_BaseError, ValueError, MemoryError) as error:
        raise unreadable(shown, error) from error


def _gathered(source: rasterio.DatasetReader, factor: int) -> NDArray[np.float32]:
    """The first band with `factor` by `factor` cells added up to one; read in strips, NaN for no data.

    Cells at the right and lower edge gather what there is of the grid.
    """
    height, width = -(-source.height // factor), -(-source.width // factor)
    result = np.full((height, width), np.nan, dtype="float32")
    rows = max(1, _STRIP_CELLS // (source.width * factor))
    columns = np.arange(0, source.width, factor)
    for first in range(0, height, rows):
        top = first * factor
        window = Window(0, top, source.width, min(rows * factor, source.height - top))
        with np.errstate(over="ignore"):
            strip = source.read(1, window=window, masked=True).astype("float32").filled(np.nan)
        strip[~np.isfinite(strip)] = np.nan
        if factor > 1:
            known = np.isfinite(strip)
            starts = np.arange(0, len(strip), factor)
            sums = np.add.reduceat(np.where(known, strip, 0.0), starts, axis=0, dtype="float64")
            sums = np.add.reduceat(sums, columns, axis=1)
            counts = np.add.reduceat(np.add.reduceat(known, starts, axis=0, dtype="int64"), columns, axis=1)
            strip = np.where(counts > 0, sums, np.nan).astype("float32")
        result[first : first + len(strip)] = strip
    return result


def _misplaced(shown: Path, crs: rasterio.crs.CRS) -> LayerError:
    return LayerError(
        tr("the grid does not lie on Earth when read in {crs}, as it states", crs=crs.to_string()),
        where=shown.name,
        todo=tr("Ask the sender for the right coordinate reference system, or assign it in QGIS."),
    )


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without the warning of a grid that has no position, which is told as an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def _in_storage_crs(
    values: np.ndarray, transform: rasterio.Affine, crs: rasterio.crs.CRS
) -> tuple[np.ndarray, rasterio.Affine]:
    height, width = values.shape
    bounds = rasterio.transform.array_bounds(height, width, transform)
    target, new_width, new_height = calculate_default_transform(crs, STORAGE_CRS, width, height, *bounds)
    if new_width * new_height > MOST_CELLS:
        raise ValueError("too many cells")
    result = np.full((new_height, new_width), np.nan, dtype="float32")
    reproject(
        values, result, src_transform=transform, src_crs=crs, dst_transform=target, dst_crs=STORAGE_CRS,
        src_nodata=np.nan, dst_nodata=np.nan, resampling=Resampling.sum,
    )  # fmt: skip
    return result, target
