"""One source made into rows of a layer kind: fields mapped, values read, shapes made fit, all of it told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.errors import LayerError
from layers.formats.coordinates import with_points
from layers.formats.shapes import LeftOut, fit_shapes
from layers.formats.source import Source
from layers.formats.values import read_field
from layers.layer_kind import Geometry, LayerKind, Problem, Sample
from layers.recognition import coordinate_columns
from layers.text import tr

_AREA_FIELDS = ("area_code", "area_name")
_RESERVED = frozenset({"fid", "geom", "geometry", "ogc_fid", "rowid"})


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """Rows ready for a layer.

    Attributes
    ----------
    frame : DataFrame or GeoDataFrame
        Columns bear field names; the index holds row numbers.
    left_out : tuple of LeftOut
    repaired : tuple of int
        Row numbers of repaired shapes.
    problems : tuple of Problem
        Their fids are row numbers.
    """

    frame: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    repaired: tuple[int, ...]
    problems: tuple[Problem, ...]


def take_in(source: Source, kind: LayerKind, columns: Mapping[str, str], date: dt.date | None) -> Intake:
    """Rows of `source` as rows of `kind`.

    Parameters
    ----------
    columns : mapping of str to str
        Source column by field; ``lon`` and ``lat`` name columns of coordinates.

    Raises
    ------
    LayerError
        When a named column is missing, or a kind that needs a place finds none.
    """
    _check_columns(source, kind, columns)
    sample = replace(source.sample(), date=date)
    frame = _mapped(source.frame, columns, kind)
    frame, completed = kind.complete(frame, sample)
    problems = list(completed)
    frame, told = _translated(frame, kind)
    problems += told
    place = _placed(frame, source, kind, columns, sample)
    problems += place.problems
    return Intake(place.frame, place.left_out, place.repaired, (*source.problems, *problems))


def _check_columns(source: Source, kind: LayerKind, columns: Mapping[str, str]) -> None:
    known = {item.name for item in kind.fields} | {"lon", "lat"}
    for field, column in columns.items():
        if field not in known:
            raise LayerError(
                tr("{kind} have no field called {field}", kind=kind.plural, field=field),
                where=source.path.name,
                expected=tr("The fields are: {known}.", known=", ".join(item.name for item in kind.fields)),
            )
        if column not in source.frame.columns:
            raise LayerError(
                tr("there is no column {column}", column=column),
                where=source.path.name,
                expected=tr("The columns are: {known}.", known=", ".join(map(str, source.frame.columns))),
            )


def _mapped(frame: pd.DataFrame, columns: Mapping[str, str], kind: LayerKind) -> pd.DataFrame:
    """Fields first; a column that gets translated is kept beside its field, as the publisher wrote it."""
    fields = {field: column for field, column in columns.items() if field not in ("lon", "lat")}
    translated = {item.name for item in kind.fields if item.vocabulary or item.name in kind.values}
    used = {column for field, column in fields.items() if field not in translated}
    result: dict[str, Any] = {field: frame[column] for field, column in fields.items()}
    taken = {name.casefold() for name in result} | {item.name for item in kind.fields} | _RESERVED
    for column in frame.columns:
        if column == "geometry" or column in used:
            continue
        name = str(column)
        # GeoPackage does not tell capitals apart in names of columns
        if name.casefold() in taken:
            name = _free(f"{name}_source", taken)
        taken.add(name.casefold())
        result[name] = frame[column]
    mapped = pd.DataFrame(result, index=frame.index)
    if "geometry" in frame.columns:
        return gpd.GeoDataFrame(mapped, geometry=frame.geometry, crs=frame.crs)
    return mapped


def _free(name: str, taken: set[str]) -> str:
    unique, number = name, 2
    while unique.casefold() in taken:
        unique, number = f"{name}_{number}", number + 1
    return unique


def _translated(frame: pd.DataFrame, kind: LayerKind) -> tuple[pd.DataFrame, list[Problem]]:
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    for item in kind.fields:
        if item.name in frame.columns:
            frame[item.name], told = read_field(frame[item.name], item, kind.values.get(item.name, {}))
            problems += told
        elif item.required:
            told_missing = tr(
                "no column was found for {field}, which {kind} need", field=item.label, kind=kind.plural
            )
            problems.append(Problem(text=told_missing, severity="error"))
    return frame, problems


def _placed(
    frame: pd.DataFrame, source: Source, kind: LayerKind, columns: Mapping[str, str], sample: Sample
) -> Intake:
    """Shapes from the file or from coordinates; rows without a place left out where they are of no use."""
    if kind.geometry == frozenset({Geometry.NONE}):
        plain = pd.DataFrame(frame.drop(columns="geometry")) if "geometry" in frame.columns else frame
        return Intake(plain, (), (), ())
    problems: list[Problem] = []
    left_out: list[LeftOut] = []
    if "geometry" not in frame.columns:
        named = _coordinates(source, columns, sample)
        if named is None or Geometry.POINT not in kind.geometry:
            if Geometry.NONE in kind.geometry:
                return Intake(frame, (), (), ())
            raise _without_place(source, kind)
        lon, lat = source.frame[named[0]], source.frame[named[1]]
        at = pd.DataFrame({"lon": lon, "lat": lat}).loc[frame.index]
        points, told = with_points(at, "lon", "lat")
        problems += told
        frame = gpd.GeoDataFrame(frame, geometry=points.geometry)
        useless = points.geometry.isna() & ~_known_by_area(frame)
        if useless.any() and any(item.name in _AREA_FIELDS for item in kind.fields):
            reason = tr("without coordinates and without an area")
            left_out.append(LeftOut(reason, tuple(int(i) for i in frame.index[useless])))
            frame = frame[~useless]
    fit = fit_shapes(frame, kind, source.path.name)
    return Intake(fit.frame, (*left_out, *fit.left_out), fit.repaired, (*problems, *fit.problems))


def _coordinates(source: Source, columns: Mapping[str, str], sample: Sample) -> tuple[str, str] | None:
    if "lon" in columns and "lat" in columns:
        return columns["lon"], columns["lat"]
    return coordinate_columns(replace(sample, frame=source.frame.head(1)))


def _known_by_area(frame: pd.DataFrame) -> pd.Series[Any]:
    known = pd.Series(False, index=frame.index)
    for column in _AREA_FIELDS:
        if column in frame.columns:
            known |= frame[column].notna()
    return known


def _without_place(source: Source, kind: LayerKind) -> LayerError:
    return LayerError(
        tr("no shapes and no coordinates were found, and {kind} need a place", kind=kind.plural),
        where=source.path.name,
        expected=tr("Columns such as lat and lon, or latitude and longitude, were expected."),
        todo=tr("Name them with --set lon=COLUMN --set lat=COLUMN, or import the file as another kind."),
    )
