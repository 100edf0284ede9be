"""Facts of a layer and names of steps as JSON and back: texts, dates, kinds, styles."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

from layers.kinds import kind_named
from layers.layer_kind import LayerKind

_PACKAGE = "layers."


def encoded(value: Any) -> Any:
    """A value of `layers` as JSON; see `decoded`."""
    if isinstance(value, LayerKind):
        return {"$kind": value.name}
    if isinstance(value, Enum):
        return {"$enum": _name_of(type(value)), "name": value.name}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {item.name: encoded(getattr(value, item.name)) for item in dataclasses.fields(value)}
        return {"$class": _name_of(type(value)), "fields": fields}
    if isinstance(value, (dt.date, dt.datetime)):
        return {"$datetime" if isinstance(value, dt.datetime) else "$date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"$mapping": [[encoded(key), encoded(item)] for key, item in value.items()]}
    if isinstance(value, (tuple, list, frozenset)):
        return {f"${type(value).__name__}": [encoded(item) for item in value]}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": repr(value)}
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "item"):
        # numpy scalars from frames, in the values of a text
        return encoded(value.item())
    return str(value)


def decoded(stored: Any) -> Any:
    """The value that `encoded` stored.

    Raises
    ------
    ValueError
        When it names something that is no value of `layers`.
    """
    if not isinstance(stored, dict):
        return stored
    (tag, content), *_ = stored.items()
    if tag == "$kind":
        return kind_named(content)
    if tag == "$enum":
        return _class_named(content)[stored["name"]]
    if tag == "$class":
        return _class_named(content)(**{name: decoded(item) for name, item in stored["fields"].items()})
    if tag in ("$date", "$datetime"):
        return (dt.date if tag == "$date" else dt.datetime).fromisoformat(content)
    if tag == "$mapping":
        return {decoded(key): decoded(item) for key, item in content}
    if tag == "$float":
        return float(content)
    makers = {"$tuple": tuple, "$list": list, "$frozenset": frozenset}
    return makers[tag](decoded(item) for item in content)


def _name_of(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class_named(name: str) -> Any:
    module, _, qualified = name.partition(":")
    if not module.startswith(_PACKAGE) or "." in qualified:
        raise ValueError(name)
    found = getattr(importlib.import_module(module), qualified)
    if not (isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, Enum))):
        raise ValueError(name)
    return found
