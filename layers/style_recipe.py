"""How a user wants a layer drawn, and the symbology made from it."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.feature_filter import FeatureFilter
from layers.symbology import Proportion, Rule, Symbol, Symbology
from layers.text import Text, tr

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.layer_kind import LayerKind

UNKNOWN_FILL, UNKNOWN_LINE = "#d9d9d9", "#8c8c8c"
# bound between 0 and what is above it
LEAST_POSITIVE = sys.float_info.min
_SMALL = 3.0
_FILL = "#0072b2"


class Mode(StrEnum):
    """What decides how a feature is drawn."""

    KIND = "kind"
    SINGLE = "single"
    CATEGORIES = "categories"
    GRADUATED = "graduated"
    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleClass:
    """A class of a style and its colour (`#rrggbb`).

    Attributes
    ----------
    value : str, float, bool or date, optional
        What a category takes; None takes all values not listed.
    low, high : float, optional
        What a graduated class takes: from `low` (included) to `high` (not included); open where None.
    label : str
        In the user's words; empty for what the values say.
    """

    colour: str
    value: str | float | bool | dt.date | None = None
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRecipe:
    """What the user chose.

    Attributes
    ----------
    symbol : Symbol
        Drawn for every feature; classes give it their colour.
    colours_line : bool
        Whether classes colour the line rather than the fill.
    full_value : float
        For proportional symbols: the value drawn at the symbol's size.
    method, ramp : str
        How the classes were found, and their colours; see `layers.style_classes`, `layers.colour_ramps`.
    label_field : str
        Column whose values are written beside the features; empty for none.
    label_max_scale, min_scale, max_scale : float
        Scale denominators; see `Symbology`.
    """

    mode: Mode = Mode.KIND
    symbol: Symbol = Symbol(fill=_FILL, line="#ffffff")
    field: str = ""
    classes: tuple[StyleClass, ...] = ()
    unknown_colour: str = UNKNOWN_FILL
    colours_line: bool = False
    full_value: float = 1.0
    method: str = ""
    ramp: str = ""
    label_field: str = ""
    label_max_scale: float = 1_500_000.0
    min_scale: float = 0.0
    max_scale: float = float("inf")
    only: FeatureFilter | None = None


def recipe_of(layer: Layer) -> StyleRecipe:
    """The recipe of a layer's style; that of its kind when it has none of its own."""
    own = layer.symbology
    if own is not None and own.recipe is not None:
        return own.recipe
    style = layer.style
    symbol = style.rules[-1].symbol if style.rules else Symbol()
    return StyleRecipe(
        symbol=replace(symbol, fill=symbol.fill or _FILL, hatch=False, dashes=()),
        label_field=style.label_field,
        label_max_scale=style.label_max_scale,
        max_scale=style.max_scale,
    )


def with_recipe(layer: Layer, recipe: StyleRecipe | None) -> Layer:
    """The layer drawn as `recipe` says; as its kind is with None."""
    if recipe is None or recipe == recipe_of(replace(layer, symbology=None)):
        return replace(layer, symbology=None)
    return replace(layer, symbology=symbology_of(recipe, layer.kind))


def symbology_of(recipe: StyleRecipe, kind: LayerKind) -> Symbology:
    """The symbology that a recipe makes for a layer of `kind`.

    Missing values are a class of their own, and categories end with one for values not listed.
    """
    return Symbology(
        rules=_rules(recipe, kind),
        order=kind.symbology.order,
        label_field=recipe.label_field,
        label_max_scale=recipe.label_max_scale,
        min_scale=recipe.min_scale,
        max_scale=recipe.max_scale,
        only=recipe.only,
        recipe=recipe,
    )


def _rules(recipe: StyleRecipe, kind: LayerKind) -> tuple[Rule, ...]:
    if recipe.mode is Mode.SINGLE:
        return (Rule(label=tr("all"), symbol=recipe.symbol),)
    if recipe.mode is Mode.CATEGORIES:
        return _categories(recipe, kind)
    if recipe.mode is Mode.GRADUATED:
        return _graduated(recipe)
    if recipe.mode is Mode.PROPORTIONAL:
        return _proportional(recipe)
    return kind.symbology.rules


def coloured(recipe: StyleRecipe, colour: str) -> Symbol:
    """The recipe's symbol in a class's colour."""
    if recipe.colours_line:
        return replace(recipe.symbol, line=colour)
    return replace(recipe.symbol, fill=colour)


def value_label(value: object, field: str, kind: LayerKind) -> Text:
    """A value in words: by the field's vocabulary, or as it is."""
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    vocabulary = next((item.vocabulary for item in kind.fields if item.name == field), {})
    if isinstance(value, str) and value in vocabulary:
        return vocabulary[value]
    if isinstance(value, int | float):
        return _number(value)
    return Text(str(value).replace("{", "{{").replace("}", "}}"))


def range_label(low: float | None, high: float | None) -> Text:
    """A range of values in words."""
    if low is None and high is None:
        return tr("all values")
    if low is None:
        return tr("under {high}", high=_number(high or 0.0))
    if high is None:
        return tr("{low} and more", low=_number(low))
    return tr("{low} to under {high}", low=_number(low), high=_number(high))


def _number(value: float) -> Text:
    if value == round(value) and abs(value) < 1e15:
        return tr("{number:,}", number=round(value))
    return tr("{number:,.6g}", number=value)


def _unknown(recipe: StyleRecipe) -> Rule:
    symbol = replace(
        recipe.symbol,
        fill=recipe.unknown_colour,
        fill_opacity=min(0.6, recipe.symbol.fill_opacity),
        line=UNKNOWN_LINE,
        hatch=not recipe.colours_line,
        dashes=(2.0, 2.0) if recipe.colours_line else recipe.symbol.dashes,
    )
    return Rule(label=tr("unknown"), field=recipe.field, symbol=symbol)


def _categories(recipe: StyleRecipe, kind: LayerKind) -> tuple[Rule, ...]:
    rules = [
        Rule(
            label=_own(item) or value_label(item.value, recipe.field, kind),
            field=recipe.field,
            equals=(item.value,),
            symbol=coloured(recipe, item.colour),
        )
        for item in recipe.classes
        if item.value is not None
    ]
    others = next((item for item in recipe.classes if item.value is None), StyleClass(colour="#8c8c8c"))
    rest = Rule(label=_own(others) or tr("other values"), symbol=coloured(recipe, others.colour))
    return (*rules, _unknown(recipe), rest)


def _graduated(recipe: StyleRecipe) -> tuple[Rule, ...]:
    rules = tuple(
        Rule(
            label=_own(item) or range_label(item.low, item.high),
            field=recipe.field,
            at_least=float("-inf") if item.low is None else item.low,
            below=float("inf") if item.high is None else item.high,
            symbol=coloured(recipe, item.colour),
        )
        for item in recipe.classes
    )
    return (*rules, _unknown(recipe))


def _proportional(recipe: StyleRecipe) -> tuple[Rule, ...]:
    """Values above 0 by area; 0 and less, and unknown ones, as small marks."""
    small = replace(recipe.symbol, size=_SMALL, fill="#ffffff", line=UNKNOWN_LINE, line_width=0.6)
    return (
        Rule(
            label=tr("0 or less"),
            field=recipe.field,
            below=LEAST_POSITIVE,
            symbol=small,
            as_point=True,
        ),
        Rule(
            label=tr("above 0"),
            field=recipe.field,
            at_least=LEAST_POSITIVE,
            symbol=recipe.symbol,
            as_point=True,
            proportion=Proportion(field=recipe.field, value=recipe.full_value),
        ),
        Rule(
            label=tr("unknown"),
            field=recipe.field,
            symbol=replace(small, fill=recipe.unknown_colour),
            as_point=True,
        ),
    )


def _own(item: StyleClass) -> Text | None:
    return Text(item.label.replace("{", "{{").replace("}", "}}")) if item.label else None
