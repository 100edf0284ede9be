"""One source made into rows of a layer kind: fields mapped, values read, shapes made fit, all of it told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.column_reading import first_present, some_cells
from layers.coordinates import Placed, pairs, place_column, points, shapes
from layers.dates import date_share
from layers.errors import LayerError
from layers.formats.choices import Words
from layers.formats.shapes import LeftOut, fit_shapes
from layers.formats.source import Source
from layers.formats.values import Word, read_field
from layers.koatuu import koatuu_column, oblasts_of
from layers.layer import STORAGE_CRS
from layers.layer_kind import Geometry, LayerKind, Problem, Sample
from layers.numbers import numbers, numeric_share
from layers.recognition import coordinate_columns
from layers.text import tr

_CODE_LIKE = re.compile(r"0\d+$|\+\d")
_MOSTLY = 0.8
_JUDGED_ROWS = 200
_NUMBERS_BEGIN = frozenset("0123456789+-−.,")
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
    words : mapping of str to tuple of Word
        By field, the publisher's words and what they were taken for.
    """

    frame: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    repaired: tuple[int, ...]
    problems: tuple[Problem, ...]
    words: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)


def take_in(
    source: Source, kind: LayerKind, columns: Mapping[str, str], date: dt.date | None, values: Words
) -> Intake:
    """Rows of `source` as rows of `kind`.

    Parameters
    ----------
    columns : mapping of str to str
        Source column by field; ``lon`` and ``lat`` name columns of coordinates.
    values : mapping of str to mapping of str to str
        By field, the publisher's words (small letters) and the values the user wants for them.

    Raises
    ------
    LayerError
        When a named column is missing, or a kind that needs a place finds none.
    """
    _check_columns(source, kind, columns)
    sample = replace(source.sample(), date=date)
    frame, problems = _with_numbers(_mapped(source.frame, columns, kind), kind)
    frame, completed = kind.complete(frame, sample)
    problems += completed
    problems += _other_dates(source.frame, columns, kind)
    frame, told_codes = _with_koatuu(frame, kind)
    problems += told_codes
    frame, told, words = _translated(frame, kind, values)
    problems += told
    gathered = tuple(int(row) for row in source.frame.index.difference(frame.index))
    left_out = (LeftOut(tr("gathered into other rows"), gathered),) if gathered else ()
    place = _placed(frame, source, kind, columns, sample)
    problems += place.problems
    return Intake(
        place.frame, (*left_out, *place.left_out), place.repaired, (*source.problems, *problems), words
    )


def _check_columns(source: Source, kind: LayerKind, columns: Mapping[str, str]) -> None:
    known = {item.name for item in kind.fields} | {"lon", "lat"}
    for name, column in columns.items():
        if name not in known:
            raise LayerError(
                tr("{kind} have no field called {field}", kind=kind.plural, field=name),
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
    fields = {name: column for name, column in columns.items() if name not in ("lon", "lat")}
    translated = {item.name for item in kind.fields if item.vocabulary or item.name in kind.values}
    used = {column for name, column in fields.items() if name not in translated}
    result: dict[str, Any] = {name: frame[column] for name, column in fields.items()}
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


def _with_numbers(frame: pd.DataFrame, kind: LayerKind) -> tuple[pd.DataFrame, list[Problem]]:
    """Further columns that are numbers but for a few cells as numbers; what those cells held is told."""
    problems: list[Problem] = []
    if "geometry" in frame.columns:
        # vector files state the type of each column
        return frame, problems
    frame = frame.copy(deep=False)
    fields = {item.name for item in kind.fields}
    for column in frame.columns:
        if column in fields or frame[column].dtype.kind in "iufbM":
            continue
        cells = some_cells(frame[column], _JUDGED_ROWS)
        if sum(_may_be_number(cell) for cell in cells) < _MOSTLY * len(cells) or any(map(_is_code, cells)):
            continue
        judged = pd.Series(cells, dtype=object)
        if numeric_share(judged) < _MOSTLY or date_share(judged) >= _MOSTLY:
            continue
        if any(map(_is_code, frame[column].tolist())):
            continue
        read = numbers(frame[column])
        frame[column] = read.values
        problems += read.problems
    return frame, problems


def _is_code(cell: object) -> bool:
    return isinstance(cell, str) and _CODE_LIKE.match(cell) is not None


def _may_be_number(cell: object) -> bool:
    return not isinstance(cell, str) or cell.lstrip()[:1] in _NUMBERS_BEGIN or cell[:1].isdigit()


def _other_dates(frame: pd.DataFrame, columns: Mapping[str, str], kind: LayerKind) -> list[Problem]:
    """Further columns of dates beside the one that was taken."""
    taken = {columns[item.name] for item in kind.fields if item.type == "date" and item.name in columns}
    if not taken:
        return []
    others = [
        str(name) for name in frame.columns
        if name not in columns.values() and name != "geometry" and frame[name].dtype.kind not in "iufb"
        and date_share(first_present(frame[name], _JUDGED_ROWS)) >= _MOSTLY
    ]  # fmt: skip
    if not others:
        return []
    told = tr("the date is that of {taken}; other columns hold dates as well: {others}",
              taken=", ".join(sorted(taken)), others=", ".join(others[:5]))  # fmt: skip
    return [Problem(text=told, severity="notice")]


def _with_koatuu(frame: pd.DataFrame, kind: LayerKind) -> tuple[pd.DataFrame, list[Problem]]:
    """The oblast of records whose place is told by a code of the old classifier only."""
    known = {item.name for item in kind.fields}
    if "area_code" not in known or (column := koatuu_column(frame)) is None:
        return frame, []
    if "area_code" in frame.columns and frame["area_code"].notna().any():
        return frame, []
    codes = oblasts_of(frame[column])
    told = tr("{n:,} of {all:,} records bear a KOATUU in {column}: it gives the oblast, no more",
              n=int(codes.notna().sum()), all=len(frame), column=column)  # fmt: skip
    return frame.assign(area_code=codes), [Problem(text=told, severity="notice")]


def _translated(
    frame: pd.DataFrame, kind: LayerKind, values: Words
) -> tuple[pd.DataFrame, list[Problem], dict[str, tuple[Word, ...]]]:
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    words: dict[str, tuple[Word, ...]] = {}
    for item in kind.fields:
        if item.name in frame.columns:
            known, decided = kind.values.get(item.name, {}), values.get(item.name, {})
            read = read_field(frame[item.name], item, known, decided)
            frame[item.name] = read.values
            problems += read.problems
            if read.words:
                words[item.name] = read.words
        elif item.required:
            told_missing = tr(
                "no column was found for {field}, which {kind} need", field=item.label, kind=kind.plural
            )
            problems.append(Problem(text=told_missing, severity="error"))
    return frame, problems, words


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
        whole = frame.index.equals(source.frame.index)
        placed = _from_columns(source.frame if whole else source.frame.loc[frame.index], columns, sample)
        if placed is None:
            if Geometry.NONE in kind.geometry:
                return Intake(frame, (), (), ())
            raise _without_place(source, kind)
        problems += placed.problems
        geometry = gpd.GeoSeries(placed.geometry, index=frame.index, crs=STORAGE_CRS)
        frame = gpd.GeoDataFrame(frame, geometry=geometry)
        useless = geometry.isna() & ~_known_by_area(frame)
        if useless.any() and any(item.name in _AREA_FIELDS for item in kind.fields):
            reason = tr("without coordinates and without an area")
            left_out.append(LeftOut(reason, tuple(int(i) for i in frame.index[useless])))
            frame = frame[~useless]
    fit = fit_shapes(frame, kind, source.path.name)
    return Intake(fit.frame, (*left_out, *fit.left_out), fit.repaired, (*problems, *fit.problems))


def _from_columns(rows: pd.DataFrame, columns: Mapping[str, str], sample: Sample) -> Placed | None:
    """Shapes from two columns of coordinates, or from one that holds both or WKT; None without any."""
    if "lon" in columns and "lat" in columns:
        return points(rows[columns["lon"]], rows[columns["lat"]])
    if named := coordinate_columns(sample):
        return points(rows[named[0]], rows[named[1]])
    if found := place_column(rows):
        name, form = found
        return shapes(rows[name]) if form == "shape" else pairs(rows[name])
    return None


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
        todo=tr("Name the columns of longitude (lon) and latitude (lat), or choose another kind."),
    )
