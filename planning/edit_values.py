"""What may be written into a field or stand as the shape of a feature, checked one at a time."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from layers.errors import LayerError
from layers.layer import Layer
from layers.layer_kind import Field, Geometry
from layers.text import Text, tr

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COLUMN_TYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[ms]",
}
SHAPES = {
    "Point": Geometry.POINT,
    "MultiPoint": Geometry.POINT,
    "LineString": Geometry.LINE,
    "MultiLineString": Geometry.LINE,
    "Polygon": Geometry.POLYGON,
    "MultiPolygon": Geometry.POLYGON,
}
# a float holds every whole number up to it
_MOST_WHOLE = 2**53


def type_names() -> dict[str, Text]:
    """What each type of field is called."""
    return {
        "text": tr("text"),
        "integer": tr("a whole number"),
        "number": tr("a number"),
        "boolean": tr("yes or no"),
        "date": tr("a date"),
    }


def shape_names() -> dict[Geometry, Text]:
    """What each shape is called."""
    return {
        Geometry.POINT: tr("point"),
        Geometry.LINE: tr("line"),
        Geometry.POLYGON: tr("polygon"),
        Geometry.NONE: tr("no place"),
        Geometry.RASTER: tr("grid"),
    }


def type_of_column(layer: Layer, name: str) -> str:
    """Type of a column, as `Field.type` has it.

    Raises
    ------
    LayerError
        When the layer has no such field.
    """
    import pandas as pd

    for item in layer.kind.fields:
        if item.name == name:
            return item.type
    if name not in layer.frame.columns or name == "geometry":
        raise LayerError(
            tr("there is no field called {name}", name=name),
            where=layer.name,
            expected=tr("The fields are: {names}.",
                        names=", ".join(str(c) for c in layer.frame.columns if c != "geometry")),
        )  # fmt: skip
    dtype = layer.frame[name].dtype
    types = pd.api.types
    for is_type, type_ in (
        (types.is_bool_dtype, "boolean"),
        (types.is_integer_dtype, "integer"),
        (types.is_float_dtype, "number"),
        (types.is_datetime64_any_dtype, "date"),
    ):
        if is_type(dtype):
            return type_
    return "text"


def checked_value(layer: Layer, name: str, value: object, fid: int) -> Any:
    """`value` as the field called `name` holds it; None when it is empty.

    Parameters
    ----------
    value : object
        Text, a number, a truth or a date; an empty text is None.
    fid : int
        The record, for the message.

    Raises
    ------
    LayerError
        When there is no such field, or the value is not of its type, vocabulary or bounds, or is required.
    """
    type_ = type_of_column(layer, name)
    item = next((item for item in layer.kind.fields if item.name == name), None)
    label: Text | str = item.label if item is not None else name
    where = tr("{layer}, record {fid}, {field}", layer=layer.name, fid=fid, field=label)
    if _is_empty(value):
        if item is not None and item.required:
            raise LayerError(
                tr("the field must not be empty"),
                where=where,
                expected=tr("{type} was expected.", type=_capital(type_names()[type_])),
            )
        return None
    try:
        result = _CASTS[type_](value)
    except (ValueError, TypeError, OverflowError) as error:
        raise LayerError(
            tr("“{value}” does not fit", value=value),
            where=where,
            expected=tr("{type} was expected.", type=_capital(type_names()[type_])),
        ) from error
    if item is not None:
        _check_known(item, result, where)
    return result


def checked_shape(layer: Layer, shape: BaseGeometry | None, fid: int) -> BaseGeometry | None:
    """`shape` when a feature of the layer may have it.

    Raises
    ------
    LayerError
        When the kind allows no such shape, it is empty or invalid, or lies outside the globe.
    """
    import numpy as np
    import shapely

    where = tr("{layer}, record {fid}", layer=layer.name, fid=fid)
    allowed = layer.kind.geometry - {Geometry.NONE}
    names = ", ".join(str(shape_names()[item]) for item in Geometry if item in layer.kind.geometry)
    if shape is None:
        return None
    if not layer.has_geometry or SHAPES.get(shape.geom_type) not in allowed or shape.is_empty:
        raise LayerError(
            tr("this shape does not belong into the layer"),
            where=where,
            expected=tr("{kind} are drawn as: {shapes}.", kind=layer.kind.plural, shapes=names),
        )
    degrees = shapely.get_coordinates(shape)
    if not np.isfinite(degrees).all() or (np.abs(degrees) > (180.0, 90.0)).any():
        raise LayerError(
            tr("the shape leaves the globe"),
            where=where,
            expected=tr("Longitudes within ±180° and latitudes within ±90°."),
        )
    if not shapely.is_valid(shape):
        raise LayerError(
            _why_invalid(shape),
            where=where,
            expected=tr("A shape whose outline nowhere crosses or doubles itself."),
            todo=tr("Draw it again without the crossing; nothing was changed."),
        )
    return shape


def _why_invalid(shape: BaseGeometry) -> Text:
    import shapely

    reason = str(shapely.is_valid_reason(shape))
    found = re.search(r"\[(-?[\d.e-]+) (-?[\d.e-]+)", reason)
    if found is None or "few" in reason.lower():
        return tr("the shape has too few corners")
    lon, lat = float(found[1]), float(found[2])
    return tr("the outline crosses or touches itself at {lat:.4f} N, {lon:.4f} E", lat=lat, lon=lon)


def _check_known(item: Field, value: Any, where: Text) -> None:
    if item.vocabulary and value not in item.vocabulary:
        known = ", ".join(f"{label} ({key})" for key, label in item.vocabulary.items())
        raise LayerError(
            tr("“{value}” is not known", value=value),
            where=where,
            expected=tr("One of: {known}.", known=known),
        )
    least = -math.inf if item.least is None else item.least
    most = math.inf if item.most is None else item.most
    if isinstance(value, (int, float)) and not least <= value <= most:
        raise LayerError(
            tr("{value:g} is out of bounds", value=value),
            where=where,
            expected=_bounds(item.least, item.most),
        )


def _bounds(least: float | None, most: float | None) -> Text:
    if most is None:
        return tr("At least {least:g}.", least=least)
    if least is None:
        return tr("At most {most:g}.", most=most)
    return tr("{least:g} to {most:g}.", least=least, most=most)


def _capital(text: Text) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]


def _is_empty(value: object) -> bool:
    import pandas as pd

    return (isinstance(value, str) and not value.strip()) or bool(value is None or pd.isna(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        if isinstance(value, (dt.date, bool)):
            raise TypeError(value)
        return str(value)
    return value.strip()


def _number(value: object) -> float:
    if isinstance(value, (bool, dt.date)):
        raise TypeError(value)
    if isinstance(value, str):
        text = re.sub("[\\s\u00a0\u2007\u2009\u202f']", "", value)
        # one comma alone is the decimal sign; with a point beside it, or twice, nobody can tell
        value = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    result = float(value)  # type: ignore[arg-type]
    if not math.isfinite(result):
        raise ValueError(value)
    return result


def _integer(value: object) -> int:
    result = _number(value)
    if result != round(result) or abs(result) > _MOST_WHOLE:
        raise ValueError(value)
    return int(result)


def _boolean(value: object) -> bool:
    import numpy as np

    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in {"yes", "true", "1", str(tr("yes")).casefold()}:
            return True
        if word in {"no", "false", "0", str(tr("no")).casefold()}:
            return False
    raise ValueError(value)


def _date(value: object) -> Any:
    import pandas as pd

    if isinstance(value, str):
        text = value.strip()
        day_first = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
        iso = f"{day_first[3]}-{day_first[2]:0>2}-{day_first[1]:0>2}" if day_first else text
        return pd.Timestamp(dt.date.fromisoformat(iso))
    if isinstance(value, dt.datetime):
        return pd.Timestamp(value)
    if isinstance(value, dt.date):
        return pd.Timestamp(value)
    raise TypeError(value)


_CASTS = {"text": _text, "integer": _integer, "number": _number, "boolean": _boolean, "date": _date}
