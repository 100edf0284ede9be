"""Shapes made fit for storage: EPSG:4326, two dimensions, valid, of the shapes the kind allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.coordinates import UKRAINE
from layers.errors import LayerError
from layers.formats.source import SHAPE_OF_TYPE
from layers.layer import STORAGE_CRS
from layers.layer_kind import Geometry, LayerKind, Problem
from layers.text import Text, tr, trn

_COLLECTION = 7
_NEARLY_ALL = 0.9
_HARDLY_ANY = 0.05


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that were not taken in, and why.

    Attributes
    ----------
    reason : Text
    rows : tuple of int
        Row numbers of the file; of a folder, numbers counted through its files.
    """

    reason: Text
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FitShapes:
    """What became of the shapes.

    Attributes
    ----------
    frame : GeoDataFrame
        EPSG:4326, two dimensions, valid.
    left_out : tuple of LeftOut
    repaired : tuple of int
        Row numbers of repaired shapes.
    problems : tuple of Problem
    """

    frame: gpd.GeoDataFrame
    left_out: tuple[LeftOut, ...]
    repaired: tuple[int, ...]
    problems: tuple[Problem, ...]


def fit_shapes(frame: gpd.GeoDataFrame, kind: LayerKind, where: str) -> FitShapes:
    """Shapes in EPSG:4326, flat and valid; rows of other shapes than the kind allows are left out.

    Raises
    ------
    LayerError
        When the file states no CRS and its coordinates are no degrees.
    """
    frame, problems = _in_storage_crs(frame, where)
    shapes: NDArray[np.object_] = frame.geometry.to_numpy().copy()
    problems += _unswapped(shapes, frame.index.to_numpy())
    if shapely.has_z(shapes).any():
        with np.errstate(invalid="ignore"):
            shapes = shapely.force_2d(shapes)
        problems.append(Problem(text=tr("heights were taken off the coordinates"), severity="notice"))
    repaired, shapes = _repaired(shapes, kind)
    problems += _as_points(shapes, kind)
    rows = frame.index.to_numpy()
    left_out: list[LeftOut] = []
    keep = np.ones(len(frame), dtype=bool)
    finite = _finite(shapes)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if Geometry.NONE in kind.geometry:
        shapes[missing] = None
    else:
        keep &= _leave_out(left_out, tr("without a shape"), missing, rows)
    keep &= _leave_out(left_out, tr("with coordinates beyond the Earth"), ~missing & ~finite, rows)
    for shape_, fits in _by_shape(shapes, missing, kind):
        reason = tr("{shape}, where {allowed} are expected", shape=_word(shape_),
                    allowed=_words(kind))  # fmt: skip
        keep &= _leave_out(left_out, reason, fits & keep, rows)
    result = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=STORAGE_CRS))
    result = result if keep.all() else result[keep]
    fids = tuple(int(i) for i in rows[repaired & keep])
    if fids:
        text = trn("{count:,} invalid shape was repaired: {rows}",
                   "{count:,} invalid shapes were repaired: {rows}",
                   len(fids), rows=row_list(fids))  # fmt: skip
        problems.append(Problem(text=text, fids=fids))
    return FitShapes(result, tuple(left_out), fids, tuple(problems))


def row_list(rows: tuple[int, ...], most: int = 20) -> Text | str:
    """Row numbers in words, cut after `most`."""
    listed = ", ".join(str(row) for row in rows[:most])
    return tr("{listed} and {n:,} more", listed=listed, n=len(rows) - most) if len(rows) > most else listed


def _leave_out(
    left_out: list[LeftOut], reason: Text, mask: NDArray[np.bool_], rows: NDArray[Any]
) -> NDArray[np.bool_]:
    if mask.any():
        left_out.append(LeftOut(reason, tuple(int(row) for row in rows[mask])))
    return ~mask


def _in_storage_crs(frame: gpd.GeoDataFrame, where: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    crs = frame.crs
    if crs is None:
        west, south, east, north = frame.total_bounds if len(frame) else (0, 0, 0, 0)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise LayerError(
                tr("the file states no coordinate reference system, and its coordinates are no degrees "
                   "({west:,.0f} {south:,.0f} to {east:,.0f} {north:,.0f})",
                   west=west, south=south, east=east, north=north),
                where=where,
                expected=tr("A .prj file beside the shapefile, or coordinates in degrees, was expected."),
                todo=tr("Ask the sender for it, or assign the coordinate system in QGIS and save it anew."),
            )  # fmt: skip
        told = tr(
            "no coordinate reference system is stated; the coordinates are degrees and taken as EPSG:4326"
        )
        return frame.set_crs(STORAGE_CRS), [Problem(text=told)]
    if crs.to_epsg() == 4326:
        return frame, []
    told = tr("brought from {crs} to EPSG:4326", crs=_crs_name(crs))
    return frame.to_crs(STORAGE_CRS), [Problem(text=told, severity="notice")]


def _crs_name(crs: Any) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.name)


def _unswapped(shapes: NDArray[np.object_], rows: NDArray[Any]) -> list[Problem]:
    """Put longitude first where nearly all shapes lie in the country that way and hardly any as they are."""
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore", over="ignore"):
        x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    known = np.isfinite(x) & np.isfinite(y)
    west, south, east, north = UKRAINE
    as_it_is = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    turned = (y >= west) & (y <= east) & (x >= south) & (x <= north)
    if not known.any() or turned[known].mean() < _NEARLY_ALL or as_it_is[known].mean() > _HARDLY_ANY:
        return []
    shapes[known] = shapely.transform(shapes[known], lambda pairs: pairs[:, ::-1])
    told = trn("longitude and latitude of {count:,} shape were the wrong way round and were swapped",
               "longitude and latitude of {count:,} shapes were the wrong way round and were swapped",
               int(known.sum()))  # fmt: skip
    return [Problem(text=told, fids=tuple(int(row) for row in rows[known]))]


def _repaired(shapes: NDArray[np.object_], kind: LayerKind) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """Which polygons were invalid, and the shapes with those made valid; slivers of lines are dropped."""
    broken: NDArray[np.bool_] = np.isin(shapely.get_type_id(shapes), (3, 6))
    if broken.any():
        broken &= ~shapely.is_valid(shapes) & _finite(shapes)
    if broken.any():
        valid = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
        shapes[broken] = [
            _polygons_of(shape) if Geometry.POLYGON in kind.geometry else shape for shape in valid
        ]
    return broken, shapes


def _polygons_of(shape: Any) -> Any:
    if shapely.get_type_id(shape) != _COLLECTION:
        return shape
    parts = [part for part in shape.geoms if shapely.get_type_id(part) in (3, 6)]
    return shapely.union_all(parts) if parts else shape


def _as_points(shapes: NDArray[np.object_], kind: LayerKind) -> list[Problem]:
    """Put one point for each group of points and, where the kind knows points only, for each outline."""
    if Geometry.POINT not in kind.geometry:
        return []
    ids = shapely.get_type_id(shapes)
    groups = ids == 4
    outlines = (
        np.isin(ids, (3, 6)) if Geometry.POLYGON not in kind.geometry else np.zeros(len(ids), dtype=bool)
    )
    problems: list[Problem] = []
    if groups.any():
        several = groups & (shapely.get_num_geometries(shapes) > 1)
        if several.any():
            told = trn("{count:,} group of points was taken as its middle",
                       "{count:,} groups of points were taken as their middle",
                       int(several.sum()))  # fmt: skip
            problems.append(Problem(text=told))
        shapes[groups] = shapely.centroid(shapes[groups])
    if outlines.any():
        told = trn("{count:,} outline was taken as a point within it",
                   "{count:,} outlines were taken as a point within each", int(outlines.sum()))  # fmt: skip
        problems.append(Problem(text=told, severity="notice"))
        shapes[outlines] = shapely.point_on_surface(shapes[outlines])
    return problems


def _finite(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Shapes whose coordinates lie on the Earth; True where there is no shape."""
    bounds = shapely.bounds(shapes)
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    with np.errstate(invalid="ignore"):
        inside = (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(
            axis=1
        )
    result: NDArray[np.bool_] = inside | nothing
    return result


def _by_shape(
    shapes: NDArray[np.object_], missing: NDArray[np.bool_], kind: LayerKind
) -> list[tuple[Geometry | None, NDArray[np.bool_]]]:
    """Shapes the kind does not allow, each with the rows that have it."""
    ids = shapely.get_type_id(shapes)
    wrong: dict[Geometry | None, NDArray[np.bool_]] = {}
    for type_id in np.unique(ids[~missing]):
        shape = SHAPE_OF_TYPE.get(int(type_id))
        if shape is None or shape not in kind.geometry:
            wrong[shape] = wrong.get(shape, np.zeros(len(ids), dtype=bool)) | ((ids == type_id) & ~missing)
    return list(wrong.items())


def _word(shape: Geometry | None) -> Text:
    return {
        Geometry.POINT: tr("points"), Geometry.LINE: tr("lines"), Geometry.POLYGON: tr("polygons"),
        None: tr("mixed collections"),
    }.get(shape, tr("nothing"))  # fmt: skip


def _words(kind: LayerKind) -> str:
    named = [
        str(_word(shape))
        for shape in (Geometry.POINT, Geometry.LINE, Geometry.POLYGON)
        if shape in kind.geometry
    ]
    return " / ".join(named) or str(tr("no shape"))
