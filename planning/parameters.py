"""Parameters as data: what a form shows, what the command line takes, what an outcome records.

A parameter is a field of a frozen dataclass with a default. Its type is one of float, int, bool, str,
`datetime.date`, a `StrEnum`, or a tuple of floats; its metadata says the rest:

label : Text
    Shown beside the control.
help : Text
    Shown as a hint; states the source of a default that stands for a standard.
unit : str
least, most : float
    Bounds, included.
pick : str
    What the value names: ``place``, ``population``, ``layer`` or ``layer:<kind>``, ``front_date``,
    ``features`` (ids in the layer that the parameter `layer` names), ``area`` or ``line`` (well-known text,
    drawn on the map); the form offers these.
optional : bool
    Whether an empty text stands for "not given" (str only).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_type_hints

from layers.text import Text, tr
from layers.units import unit_text
from planning.errors import BadParameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter, described.

    Attributes
    ----------
    type : str
        ``number``, ``integer``, ``boolean``, ``text``, ``date``, ``choice`` or ``numbers``.
    choices : tuple of str
        Allowed values of a ``choice``.
    """

    name: str
    label: Text
    type: str
    default: Any
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    help: Text | None = None
    pick: str = ""
    optional: bool = False
    required: bool = False


def describe(parameters: type[Any]) -> tuple[Parameter, ...]:
    """The parameters a dataclass declares, in order."""
    hints = get_type_hints(parameters)
    return tuple(_described(item, hints[item.name]) for item in dataclasses.fields(parameters))


def parse(parameters: type[Any], texts: Mapping[str, str]) -> Any:
    """An instance of `parameters` from `texts` (name to value as typed); the rest stays at its default.

    Raises
    ------
    BadParameter
        When a name is unknown, a value cannot be read or lies out of bounds, or a required one is missing.
    """
    known = {item.name: item for item in describe(parameters)}
    for name in texts:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise BadParameter(
                tr("there is no parameter {name}", name=name),
                expected=tr("The parameters are: {known}.", known=", ".join(known)),
                todo=tr("Did you mean {close}?", close=close[0]) if close else "",
            )
    values = {name: _read(known[name], text) for name, text in texts.items()}
    return validated(parameters, values)


def validated(parameters: type[Any], values: Mapping[str, Any]) -> Any:
    """An instance of `parameters` from typed `values`, checked against their bounds.

    Raises
    ------
    BadParameter
        When a value lies out of bounds or a required one is missing.
    """
    hints = get_type_hints(parameters)
    for item in describe(parameters):
        value = values.get(item.name, item.default)
        if item.required and value in ("", ()):
            raise BadParameter(
                tr("{label} is not given", label=item.label),
                where=item.name,
                todo=tr("Give it with “{name}=…” or in the form.", name=item.name),
            )
        for number in value if isinstance(value, tuple) else (value,):
            _within(item, number)
    typed = {name: hints[name](value) if _is_choice(hints[name]) else value for name, value in values.items()}
    return parameters(**typed)


def as_texts(instance: Any) -> dict[str, str]:
    """Each parameter of `instance` as it would be typed; `parse` reads it back."""
    return {item.name: as_text(getattr(instance, item.name)) for item in dataclasses.fields(instance)}


def as_text(value: Any) -> str:
    """A parameter value as it would be typed."""
    if isinstance(value, tuple):
        return ",".join(as_text(number) for number in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _is_choice(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def _described(item: dataclasses.Field[Any], hint: Any) -> Parameter:
    meta = item.metadata
    if _is_choice(hint):
        type_ = "choice"
    else:
        names = {float: "number", int: "integer", bool: "boolean", str: "text", dt.date: "date"}
        type_ = names.get(hint, "numbers")
    return Parameter(
        name=item.name,
        label=meta.get("label", tr(item.name.replace("_", " "))),
        type=type_,
        default=str(item.default) if type_ == "choice" else item.default,
        unit=meta.get("unit", ""),
        least=meta.get("least"),
        most=meta.get("most"),
        choices=tuple(str(value) for value in hint) if type_ == "choice" else (),
        help=meta.get("help"),
        pick=meta.get("pick", ""),
        optional=meta.get("optional", False),
        required=type_ in ("text", "numbers")
        and not meta.get("optional", False)
        and item.default in ("", ()),
    )


def _read(item: Parameter, text: str) -> Any:
    text = text.strip()
    readers: dict[str, Callable[[str], Any]] = {
        "number": float,
        "integer": int,
        "text": str,
        "date": dt.date.fromisoformat,
        "numbers": lambda value: tuple(float(part) for part in value.split(",") if part.strip()),
        "boolean": _yes_or_no,
        "choice": lambda value: item.choices[[c.lower() for c in item.choices].index(value.lower())],
    }
    expected = {
        "number": tr("a number"),
        "integer": tr("a whole number"),
        "date": tr("a date as YYYY-MM-DD"),
        "numbers": tr("numbers with commas between"),
        "boolean": tr("yes or no"),
        "choice": tr("one of {choices}", choices=", ".join(item.choices)),
    }
    try:
        return readers[item.type](text)
    except ValueError as error:
        raise BadParameter(
            tr("“{text}” was given for {label}", text=text, label=item.label),
            where=item.name,
            expected=tr("Expected {expected}.", expected=expected[item.type]),
        ) from error


def _yes_or_no(text: str) -> bool:
    words = {
        "yes": True,
        "true": True,
        "1": True,
        "on": True,
        "no": False,
        "false": False,
        "0": False,
        "off": False,
    }
    if text.lower() not in words:
        raise ValueError(text)
    return words[text.lower()]


def _within(item: Parameter, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    too_low = item.least is not None and not value >= item.least
    too_high = item.most is not None and not value <= item.most
    if too_low or too_high or value != value:
        low = "…" if item.least is None else f"{item.least:g}"
        high = "…" if item.most is None else f"{item.most:g}"
        raise BadParameter(
            tr("{value:g} was given for {label}", value=value, label=item.label),
            where=item.name,
            expected=tr("Expected {low} to {high} {unit}.", low=low, high=high, unit=unit_text(item.unit)),
        )
