"""Expressions over the fields of a layer: read, checked and worked out without ever running as a program.

Only what is listed here is understood: numbers, texts, fields, arithmetic, comparisons, and, or, not, and the
functions of `FUNCTIONS`. Unknown stays unknown; so does what has no value, such as a division by zero.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.text import Text, tr
from planning.errors import BadParameter

Floats = NDArray[np.float64]
Kind = Literal["number", "text", "boolean", "date"]

_LONGEST = 2_000
_MOST_NODES = 400
_PIECES = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\[([^\]\[]*)\]""")
_STAND_IN = "field_in_brackets_"
_NOTHING: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value for every record, or one for all.

    Attributes
    ----------
    kind : str
    data : array
        Numbers as float64, yes or no as 1 and 0, both NaN where unknown; texts as object, None where
        unknown; dates as datetime64[ms].
    unit : str
        Empty when it has none or none is known.
    """

    kind: Kind
    data: NDArray[Any]
    unit: str = ""

    def unknown(self) -> NDArray[np.bool_]:
        """Where there is no value."""
        if self.kind == "text":
            return np.asarray(pd.isna(self.data), dtype=bool)
        return np.asarray(np.isnat(self.data) if self.kind == "date" else np.isnan(self.data), dtype=bool)


@dataclass(slots=True)
class Surroundings:
    """What an expression may speak of, and what working it out brought up.

    Attributes
    ----------
    fields : mapping of str to callable
        A field's value by its name.
    functions : mapping of str to callable
        Functions that know the layer, beside those of `FUNCTIONS`.
    notes : list of Text
        What the planner should know, such as units that do not go together.
    """

    fields: Mapping[str, Callable[[], Value]]
    functions: Mapping[str, Function] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function an expression may call: how many values it takes, and what it makes of them."""

    least: int
    most: int
    make: Callable[..., Value]


def worked_out(expression: str, around: Surroundings) -> Value:
    """The value of an expression.

    Parameters
    ----------
    expression : str
        Fields by name; names that are no single word in square brackets.

    Raises
    ------
    BadParameter
        When it cannot be read, or names or does something that is not known.
    """
    source, bracketed = _with_stand_ins(expression)
    if not expression.strip() or len(expression) > _LONGEST:
        raise _unreadable(expression, tr("An expression such as capacity - occupancy."))
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = getattr(error, "offset", None)
        where = tr("near character {place}", place=place) if place else tr("somewhere in it")
        raise _unreadable(expression, tr("There is a mistake {where}.", where=where)) from error
    if sum(1 for _ in ast.walk(tree)) > _MOST_NODES:
        raise _unreadable(expression, tr("A shorter expression; divide it into two fields."))
    with np.errstate(all="ignore"):
        return _Reader(expression, around, bracketed).value(tree.body)


def names_in(expression: str) -> tuple[str, ...]:
    """Fields in brackets and words of an expression that can be read; empty for any other."""
    source, bracketed = _with_stand_ins(expression)
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    words = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    return tuple(dict.fromkeys(bracketed.get(word, word) for word in words))


def _with_stand_ins(expression: str) -> tuple[str, dict[str, str]]:
    """The expression with a word in place of each field in brackets, and what each word stands for."""
    bracketed: dict[str, str] = {}

    def stand_in(found: re.Match[str]) -> str:
        if found[1] is not None:
            return found[1]
        word = f"{_STAND_IN}{len(bracketed)}"
        bracketed[word] = found[2].strip()
        return word

    return _PIECES.sub(stand_in, expression), bracketed


def _unreadable(expression: str, expected: Text) -> BadParameter:
    shown = expression if len(expression) <= 80 else expression[:79] + "…"
    return BadParameter(tr("the expression “{text}” cannot be read", text=shown), expected=expected)


class _Reader:
    """Works out the parts of one expression."""

    def __init__(self, expression: str, around: Surroundings, bracketed: Mapping[str, str]) -> None:
        self._expression = expression
        self._around = around
        self._bracketed = bracketed

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=constant):
                return self._constant(constant)
            case ast.Name(id=word):
                return self._field(self._bracketed.get(word, word))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                truth = self._of_kind(self.value(operand), "boolean")
                return Value("boolean", 1.0 - truth.data)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                number = self._of_kind(self.value(operand), "number")
                factor = -1.0 if isinstance(sign, ast.USub) else 1.0
                return Value("number", factor * number.data, number.unit)
            case ast.BinOp(left=left, op=operator, right=right):
                return self._arithmetic(self.value(left), operator, self.value(right))
            case ast.BoolOp(op=operator, values=parts):
                return self._logic(operator, [self._of_kind(self.value(part), "boolean") for part in parts])
            case ast.Compare(left=left, ops=operators, comparators=others):
                return self._chain(left, operators, others)
            case ast.IfExp(test=test, body=body, orelse=other):
                return chosen(self, self.value(test), self.value(body), self.value(other))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
        raise self._wrong(
            tr("Numbers, texts, fields, + - * / // % **, comparisons, and, or, not, and functions.")
        )

    def _constant(self, constant: object) -> Value:
        if isinstance(constant, bool):
            return Value("boolean", np.array(float(constant)))
        if isinstance(constant, int | float):
            try:
                return Value("number", np.array(float(constant)))
            except OverflowError as error:
                raise self._wrong(tr("A number up to 1e308.")) from error
        if isinstance(constant, str):
            return Value("text", np.array(constant, dtype=object))
        raise self._wrong(tr("Numbers and texts in quotation marks."))

    def _field(self, name: str) -> Value:
        if name in self._around.fields:
            return self._around.fields[name]()
        raise BadParameter(
            tr("there is no field called {name}", name=name),
            where=self._expression,
            expected=tr("The fields are: {names}.", names=", ".join(self._around.fields)),
        )

    def _call(self, name: str, args: list[ast.expr]) -> Value:
        known = {**FUNCTIONS, **self._around.functions}
        function = known.get(name)
        if function is None:
            raise BadParameter(
                tr("there is no function called {name}", name=name),
                where=self._expression,
                expected=tr("The functions are: {names}.", names=", ".join(sorted(known))),
            )
        if not function.least <= len(args) <= function.most:
            raise BadParameter(
                tr("{name} was given {count} values", name=name, count=len(args)),
                where=self._expression,
                expected=tr("{least} to {most} values.", least=function.least, most=function.most),
            )
        return function.make(self, *(self.value(arg) for arg in args))

    def _arithmetic(self, left: Value, operator: ast.operator, right: Value) -> Value:
        if isinstance(operator, ast.Add) and left.kind == right.kind == "text":
            unknown = left.unknown() | right.unknown()
            both = np.where(left.unknown(), "", left.data) + np.where(right.unknown(), "", right.data)
            return Value("text", np.where(unknown, _NOTHING, both))
        if isinstance(operator, ast.Sub) and left.kind == right.kind == "date":
            return Value("number", days(left.data) - days(right.data), "days")
        make = _ARITHMETIC.get(type(operator))
        if make is None:
            raise self._wrong(tr("One of + - * / // % **."))
        left, right = self._of_kind(left, "number"), self._of_kind(right, "number")
        unit = ""
        if isinstance(operator, ast.Add | ast.Sub):
            unit = self.common_unit(left, right)
        elif isinstance(operator, ast.Mult | ast.Div) and not right.unit:
            unit = left.unit
        elif isinstance(operator, ast.Mult) and not left.unit:
            unit = right.unit
        return Value("number", finite(make(left.data, right.data)), unit)

    def _logic(self, operator: ast.boolop, parts: list[Value]) -> Value:
        """Unknown only where the known parts do not settle it."""
        settles = 0.0 if isinstance(operator, ast.And) else 1.0
        data: Floats = parts[0].data
        for part in parts[1:]:
            settled = (data == settles) | (part.data == settles)
            data = np.where(settled, settles, data + part.data - (data + part.data) + 1.0 - settles)
        return Value("boolean", data)

    def _chain(self, first: ast.expr, operators: list[ast.cmpop], others: list[ast.expr]) -> Value:
        left, parts = self.value(first), []
        for operator, node in zip(operators, others, strict=True):
            right = self.value(node)
            parts.append(self._compared(left, operator, right))
            left = right
        return parts[0] if len(parts) == 1 else self._logic(ast.And(), parts)

    def _compared(self, left: Value, operator: ast.cmpop, right: Value) -> Value:
        make = _COMPARISONS.get(type(operator))
        if make is None:
            raise self._wrong(tr("One of == != < <= > >=."))
        if {left.kind, right.kind} == {"date", "text"}:
            left, right = self._as_date(left), self._as_date(right)
        if left.kind != right.kind:
            raise self._wrong(tr("Values of one kind on both sides of a comparison."))
        self.common_unit(left, right)
        unknown = left.unknown() | right.unknown()
        if left.kind == "text":
            one, other = (np.where(side.unknown(), "", side.data) for side in (left, right))
            truth = np.asarray(make(one, other), dtype=bool)
        else:
            truth = make(left.data, right.data)
        return Value("boolean", np.where(unknown, np.nan, truth.astype(np.float64)))

    def _as_date(self, value: Value) -> Value:
        if value.kind == "date":
            return value
        try:
            return Value("date", np.array(str(value.data), dtype="datetime64[ms]"))
        except ValueError as error:
            raise self._wrong(tr('Dates as "2025-01-31".')) from error

    def _of_kind(self, value: Value, kind: Kind) -> Value:
        if value.kind != kind:
            expected = tr("Yes or no was expected.") if kind == "boolean" else tr("A number was expected.")
            raise self._wrong(expected)
        return value

    def number(self, value: Value) -> Value:
        """`value`, when it is a number."""
        return self._of_kind(value, "number")

    def truth(self, value: Value) -> Value:
        """`value`, when it is yes or no."""
        return self._of_kind(value, "boolean")

    def date(self, value: Value) -> Value:
        """`value`, when it is a date."""
        if value.kind == "date":
            return value
        raise self._wrong(tr("A date was expected."))

    def same_kind(self, one: Value, other: Value) -> None:
        """Refuse values of different kinds."""
        if one.kind != other.kind:
            raise self._wrong(tr("Values of one kind."))

    def common_unit(self, one: Value, other: Value) -> str:
        """The unit of two values taken together; a note is made where they differ."""
        if one.unit and other.unit and one.unit != other.unit:
            note = tr("{one} and {other} are taken together", one=one.unit, other=other.unit)
            if note not in self._around.notes:
                self._around.notes.append(note)
            return ""
        return one.unit or other.unit

    def _wrong(self, expected: Text) -> BadParameter:
        return BadParameter(
            tr("the expression cannot be worked out"), where=self._expression, expected=expected
        )


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.FloorDiv: np.floor_divide, ast.Mod: np.mod, ast.Pow: np.power,
}  # fmt: skip
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: lambda a, b: a == b, ast.NotEq: lambda a, b: a != b, ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b, ast.Gt: lambda a, b: a > b, ast.GtE: lambda a, b: a >= b,
}  # fmt: skip


def finite(data: Any) -> Floats:
    """Numbers, NaN where there is no finite one."""
    numbers = np.asarray(data, dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def days(dates: NDArray[Any]) -> Floats:
    """Days since 1970; NaN for unknown dates."""
    return np.where(np.isnat(dates), np.nan, dates.astype("datetime64[ms]").astype(np.int64) / 86_400_000.0)


def chosen(reader: _Reader, test: Value, one: Value, other: Value) -> Value:
    """One value where a condition holds, another where it does not, unknown where it is unknown."""
    condition = reader.truth(test)
    reader.same_kind(one, other)
    unit = reader.common_unit(one, other)
    blank: Any = None if one.kind == "text" else np.datetime64("NaT") if one.kind == "date" else np.nan
    data = np.where(condition.data == 1.0, one.data, other.data)
    return Value(one.kind, np.where(np.isnan(condition.data), blank, data), unit)


def _least_or_most(make: Any) -> Callable[..., Value]:
    def taken(reader: _Reader, first: Value, *others: Value) -> Value:
        data, unit = reader.number(first).data, first.unit
        for other in others:
            unit = reader.common_unit(first, reader.number(other))
            data = make(data, other.data)
        return Value("number", data, unit)

    return taken


def _rounded(reader: _Reader, value: Value, digits: Value | None = None) -> Value:
    places = 0 if digits is None else int(np.clip(np.nan_to_num(reader.number(digits).data).flat[0], -12, 12))
    scale = 10.0**places
    numbers = reader.number(value).data
    # halves away from zero, as spreadsheets and people round
    return Value(
        "number", finite(np.sign(numbers) * np.floor(np.abs(numbers) * scale + 0.5) / scale), value.unit
    )


def _if_unknown(reader: _Reader, value: Value, other: Value) -> Value:
    reader.same_kind(value, other)
    unit = reader.common_unit(value, other)
    return Value(value.kind, np.where(value.unknown(), other.data, value.data), unit)


def _contains(reader: _Reader, value: Value, part: Value) -> Value:
    reader.same_kind(value, Value("text", np.array("", dtype=object)))
    reader.same_kind(part, value)
    wanted = str(part.data.flat[0] if part.data.size else "").casefold()
    found = [np.nan if text is None else float(wanted in str(text).casefold()) for text in value.data.ravel()]
    return Value("boolean", np.array(found).reshape(value.data.shape))


FUNCTIONS: dict[str, Function] = {
    "round": Function(least=1, most=2, make=_rounded),
    "abs": Function(
        least=1, most=1, make=lambda reader, x: Value("number", np.abs(reader.number(x).data), x.unit)
    ),
    "min": Function(least=2, most=20, make=_least_or_most(np.minimum)),
    "max": Function(least=2, most=20, make=_least_or_most(np.maximum)),
    "if_else": Function(least=3, most=3, make=chosen),
    "if_unknown": Function(least=2, most=2, make=_if_unknown),
    "known": Function(
        least=1, most=1, make=lambda _reader, x: Value("boolean", 1.0 - x.unknown().astype(np.float64))
    ),
    "contains": Function(least=2, most=2, make=_contains),
}
