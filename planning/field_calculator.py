"""An own field of a layer calculated from its other fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.records.column import RecordColumn, columns_of
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.edit_values import COLUMN_TYPES, type_of_column
from planning.edits import add_field
from planning.errors import BadParameter
from planning.field_expression import Function, Surroundings, Value, days, worked_out
from planning.geodesy import area_km2, distance_km, length_km
from planning.run_control import RunControl

if TYPE_CHECKING:
    from planning.field_expression import Kind

OwnType = Literal["number", "text", "boolean", "date"]


@dataclass(frozen=True, slots=True, eq=False)
class Calculation:
    """What an expression gives.

    Attributes
    ----------
    values : Series
        By fid, in the type a field of this type is stored in; NA where unknown.
    type : str
    unit : str
        Empty when it has none or none is known.
    notes : tuple of Text
        What the planner should know.
    unknown : int
        Records without a value.
    """

    values: pd.Series[Any]
    type: OwnType
    unit: str
    notes: tuple[Text, ...]
    unknown: int


def calculated(
    layer: Layer, expression: str, today: dt.date, fids: NDArray[np.int64] | None = None
) -> Calculation:
    """Work out an expression for the records `fids` of a layer, or for all.

    Besides the functions of `planning.field_expression.FUNCTIONS` there are ``age_days(date)`` from `today`,
    ``year(date)``, and of the record's shape ``lon()``, ``lat()``, ``area_km2()``, ``length_km()`` and
    ``distance_km(lon, lat)``, all geodesic.

    Raises
    ------
    BadParameter
        When it cannot be read, or names what is not there.
    """
    frame = layer.frame if fids is None else layer.frame.loc[fids]
    columns = columns_of(frame, layer.kind.fields)
    around = Surroundings(
        fields={column.name: _reader_of(column) for column in columns},
        functions=_functions_of(frame, today),
    )
    value = worked_out(expression, around)
    data = np.broadcast_to(value.data, (len(frame),))
    values = _stored(value, data, frame.index)
    return Calculation(
        values=values,
        type=value.kind,
        unit=value.unit,
        notes=tuple(around.notes),
        unknown=int(values.isna().sum()),
    )


def with_calculated(
    workspace: Workspace,
    layer_name: str,
    field: str,
    expression: str,
    fids: NDArray[np.int64] | None = None,
    control: RunControl | None = None,
) -> Workspace:
    """The workspace with an own field calculated; it is added when there is none, other records keep theirs.

    Raises
    ------
    BadParameter
        As `calculated`, or when the field is one of the kind or holds values of another type.
    LayerError
        When the layer is not there or the field cannot be called that.
    """
    control = control or RunControl()
    field = field.strip()
    layer = workspace.layer(layer_name)
    control.step(0.0, tr("calculating"))
    result = calculated(layer, expression, workspace.today(), fids)
    control.step(0.6, tr("writing the field"))
    if any(item.name == field for item in layer.kind.fields):
        raise BadParameter(
            tr("{field} is a field of {kind}", field=layer.kind.field(field).label, kind=layer.kind.plural),
            where=layer_name,
            expected=tr("Calculated values go into fields of your own."),
            todo=tr("Give the field another name."),
        )
    if field not in layer.frame.columns:
        workspace = add_field(workspace, layer_name, field, result.type)
        layer = workspace.layer(layer_name)
    held = type_of_column(layer, field)
    if held != result.type and not (held == "integer" and result.type == "number"):
        raise BadParameter(
            tr("the field {field} holds values of another type", field=field),
            where=layer_name,
            expected=tr("The expression gives: {type}.", type=result.type),
            todo=tr("Give the field another name."),
        )
    column = layer.frame[field].astype(COLUMN_TYPES[result.type])
    column = result.values if fids is None else column.where(~column.index.isin(fids), result.values)
    frame = layer.frame.copy(deep=False)
    frame[field] = column
    note = f"field {field} calculated as {expression.strip()} for {len(result.values)} records"
    provenance = replace(layer.provenance, transformations=(*layer.provenance.transformations, note))
    control.step(1.0, tr("field calculated"))
    return workspace.with_layer(replace(layer, frame=frame, provenance=provenance))


def function_words() -> dict[str, Text]:
    """How each function is written, and what it gives."""
    return {
        "round(x, digits)": tr("x rounded"),
        "abs(x)": tr("x without its sign"),
        "min(a, b, …)": tr("the least"),
        "max(a, b, …)": tr("the greatest"),
        "if_else(condition, a, b)": tr("a where the condition holds, else b"),
        "if_unknown(x, b)": tr("x, or b where x is unknown"),
        "known(x)": tr("whether x is known"),
        'contains(text, "part")': tr("whether the text holds the part"),
        "age_days(date)": tr("days since the date"),
        "year(date)": tr("year of the date"),
        "lon()": tr("longitude of the record, °"),
        "lat()": tr("latitude of the record, °"),
        "area_km2()": tr("area of the record, km²"),
        "length_km()": tr("length of the record, km"),
        "distance_km(lon, lat)": tr("distance from the record to a place, km"),
    }


def _reader_of(column: RecordColumn) -> Callable[[], Value]:
    return lambda: _value_of(column)


def _value_of(column: RecordColumn) -> Value:
    unit = column.field.unit if column.field is not None else ""
    if column.type == "date":
        return Value("date", np.asarray(column.array, dtype="datetime64[ms]"))
    if column.type in ("integer", "number", "boolean"):
        kind: Kind = "boolean" if column.type == "boolean" else "number"
        return Value(kind, column.numbers(), unit)
    texts = np.array(column.array, dtype=object)
    texts[column.unknown()] = None
    return Value("text", texts)


def _stored(value: Value, data: NDArray[Any], index: pd.Index[Any]) -> pd.Series[Any]:
    """Values as the frame stores them."""
    if value.kind == "boolean":
        return pd.Series(data, index=index).astype("boolean")
    if value.kind == "text":
        return pd.Series(data, index=index, dtype="str")
    return pd.Series(data, index=index).astype(COLUMN_TYPES[value.kind])


def _functions_of(frame: pd.DataFrame, today: dt.date) -> dict[str, Function]:
    """Functions that know the day and the shapes of the records."""

    def age(reader: Any, value: Value) -> Value:
        now = days(np.array(today, dtype="datetime64[ms]"))
        return Value("number", now - days(reader.date(value).data), "days")

    def year(reader: Any, value: Value) -> Value:
        dates = reader.date(value).data
        years = dates.astype("datetime64[Y]").astype(np.int64) + 1970.0
        return Value("number", np.where(np.isnat(dates), np.nan, years))

    def distance(reader: Any, lon: Value, lat: Value) -> Value:
        at, other = _points(frame), [reader.number(lon).data, reader.number(lat).data]
        ends = [np.broadcast_to(part, (len(frame),)) for part in (at[:, 0], at[:, 1], *other)]
        known = np.isfinite(np.column_stack(ends)).all(axis=1)
        result = np.full(len(frame), np.nan)
        result[known] = distance_km(*(part[known] for part in ends))
        return Value("number", result, "km")

    def of_shape(measure: Callable[[NDArray[Any]], Any], unit: str) -> Function:
        def made(_reader: Any) -> Value:
            shapes = _shapes(frame)
            placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
            result = np.full(len(frame), np.nan)
            result[placed] = measure(shapes[placed])
            return Value("number", result, unit)

        return Function(least=0, most=0, make=made)

    return {
        "age_days": Function(least=1, most=1, make=age),
        "year": Function(least=1, most=1, make=year),
        "distance_km": Function(least=2, most=2, make=distance),
        "lon": Function(least=0, most=0, make=lambda _reader: Value("number", _points(frame)[:, 0], "°")),
        "lat": Function(least=0, most=0, make=lambda _reader: Value("number", _points(frame)[:, 1], "°")),
        "area_km2": of_shape(area_km2, "km²"),
        "length_km": of_shape(lambda shapes: [length_km(shape) for shape in shapes], "km"),
    }


def _shapes(frame: pd.DataFrame) -> NDArray[Any]:
    if "geometry" not in frame.columns:
        return np.full(len(frame), _NO_SHAPE, dtype=object)
    shapes: NDArray[Any] = frame["geometry"].to_numpy()
    return shapes


_NO_SHAPE: Any = None


def _points(frame: pd.DataFrame) -> NDArray[np.float64]:
    """A point of each shape, degrees; NaN for records without place."""
    shapes = _shapes(frame)
    points = shapely.point_on_surface(shapely.force_2d(shapes))
    return np.column_stack((shapely.get_x(points), shapely.get_y(points)))
