"""Recipes of styles as JSON, and back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from layers.feature_filter import Condition, FeatureFilter, Test
from layers.style_recipe import Mode, StyleClass, StyleRecipe
from layers.symbology import Shape, Symbol

_DATE = "date:"


def recipe_to_json(recipe: StyleRecipe) -> dict[str, Any]:
    """A recipe as values that JSON can hold; an infinite scale is null."""
    content = asdict(recipe)
    content["classes"] = [{**asdict(item), "value": _value_to_json(item.value)} for item in recipe.classes]
    if recipe.only is not None:
        content["only"] = {
            "every": recipe.only.every,
            "conditions": [
                {"field": c.field, "test": str(c.test), "values": [_value_to_json(v) for v in c.values]}
                for c in recipe.only.conditions
            ],
        }
    for name in ("label_max_scale", "max_scale"):
        if math.isinf(content[name]):
            content[name] = None
    return content


def recipe_from_json(content: Mapping[str, Any]) -> StyleRecipe:
    """The recipe that `recipe_to_json` wrote.

    Raises
    ------
    KeyError, TypeError, ValueError
        When the content is of another shape, as a later version may write it.
    """
    values = dict(content)
    values["mode"] = Mode(values["mode"])
    symbol = dict(values["symbol"])
    values["symbol"] = Symbol(
        **{**symbol, "shape": Shape(symbol["shape"]), "dashes": tuple(symbol["dashes"])}
    )
    values["classes"] = tuple(
        StyleClass(**{**item, "value": _value_from_json(item["value"])}) for item in values["classes"]
    )
    if values["only"] is not None:
        values["only"] = FeatureFilter(
            every=bool(values["only"]["every"]),
            conditions=tuple(
                Condition(
                    field=item["field"],
                    test=Test(item["test"]),
                    values=tuple(_value_from_json(value) for value in item["values"]),
                )
                for item in values["only"]["conditions"]
            ),
        )
    for name in ("label_max_scale", "max_scale"):
        if values[name] is None:
            values[name] = math.inf
    return StyleRecipe(**values)


def _value_to_json(value: Any) -> Any:
    return _DATE + value.isoformat() if isinstance(value, dt.date) else value


def _value_from_json(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_DATE):
        try:
            return dt.date.fromisoformat(value.removeprefix(_DATE))
        except ValueError:
            return value
    return value
