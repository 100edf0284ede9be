"""How features are drawn: one description for the window, the map page and the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.text import Text, tr

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from layers.feature_filter import FeatureFilter
    from layers.style_recipe import StyleRecipe


class Shape(StrEnum):
    """Marker shapes for points; each reads without colour."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    CROSS = "cross"
    PLUS = "plus"
    STAR = "star"
    HOUSE = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One way of drawing a feature; sizes and widths are in points (1/72 inch), colours `#rrggbb`.

    An empty `fill` or `line` draws no fill or no line. Polygons use `fill`, `fill_opacity`, `line`,
    `line_width` and `hatch`; lines use `line`, `line_width` and `dashes`; points use `shape`, `size`,
    `fill`, `line` and `line_width`.
    """

    fill: str = ""
    fill_opacity: float = 1.0
    line: str = ""
    line_width: float = 0.75
    dashes: tuple[float, ...] = ()
    hatch: bool = False
    shape: Shape = Shape.CIRCLE
    size: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportion:
    """Symbols whose area is proportional to a value.

    Attributes
    ----------
    field : str
        Column of the value.
    value : float
        The value that is drawn at the size of the rule's symbol, above 0.
    """

    field: str
    value: float

    def size_of(self, value: float, full_size: float) -> float:
        """Size (points) of the symbol for `value`, where that of the full value has `full_size`."""
        return full_size * math.sqrt(max(0.0, value) / self.value)

    def samples(self) -> tuple[float, ...]:
        """Round values for a legend, the largest first: about all, a quarter and a twentieth."""
        return tuple(dict.fromkeys(_round_down(self.value * share) for share in (1.0, 0.25, 0.05)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A legend entry: which features it takes and how they are drawn.

    Without `field` it takes every feature. With `equals` it takes the listed values; otherwise values
    from `at_least` (included) to `below` (not included); with neither, features whose value is missing.
    What it takes is drawn only when the scale denominator is below `max_scale`. With `as_point`, areas and
    lines are drawn as a marker on them; with `proportion`, the size of markers follows from a value.
    """

    label: Text
    symbol: Symbol
    field: str = ""
    equals: tuple[object, ...] | None = None
    at_least: float | None = None
    below: float | None = None
    max_scale: float = float("inf")
    as_point: bool = False
    proportion: Proportion | None = None

    def takes(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Which rows of `frame` this rule draws (bool array, one a row)."""
        import numpy as np

        if not self.field:
            return np.ones(len(frame), dtype=bool)
        if self.field not in frame.columns:
            return np.zeros(len(frame), dtype=bool)
        values = frame[self.field]
        if self.equals is not None:
            listed: NDArray[np.bool_] = values.isin(list(self.equals)).to_numpy(dtype=bool, na_value=False)
            return listed
        if self.at_least is None and self.below is None:
            missing: NDArray[np.bool_] = values.isna().to_numpy()
            return missing
        numbers = values.to_numpy(dtype=float, na_value=float("nan"))
        taken: NDArray[np.bool_] = ~np.isnan(numbers)
        if self.at_least is not None:
            taken &= numbers >= self.at_least
        if self.below is not None:
            taken &= numbers < self.below
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbology:
    """The rules of a layer, first match wins; features that no rule takes are not drawn.

    Attributes
    ----------
    order : int
        Higher is drawn later (nearer the eye): areas 0-19, lines 20-39, points 40-59, front 60.
    label_field : str
        Column whose value labels the feature; empty for none.
    label_max_scale : float
        Labels are drawn only when the scale denominator is below this.
    max_scale : float
        Features are drawn only when the scale denominator is below this; infinite for always.
    min_scale : float
        Features are drawn only from this scale denominator on.
    only : FeatureFilter, optional
        Features that do not pass are not drawn; whoever draws them says so.
    recipe : StyleRecipe, optional
        What the user chose, for symbologies that were made so.
    """

    rules: tuple[Rule, ...]
    order: int = 0
    label_field: str = ""
    label_max_scale: float = 1_500_000.0
    max_scale: float = float("inf")
    min_scale: float = 0.0
    only: FeatureFilter | None = None
    recipe: StyleRecipe | None = None

    def draws_at(self, scale: float) -> bool:
        """Whether features are drawn at 1 : `scale` at all; single rules may say otherwise."""
        return self.min_scale <= scale < self.max_scale

    def classify(self, frame: pd.DataFrame, scale: float | None = None) -> NDArray[np.int16]:
        """Index of the rule that draws each row of `frame`, -1 where none does.

        With `scale` (its denominator), rows are -1 too where their rule does not draw at that scale.
        """
        import numpy as np

        result = np.full(len(frame), -1, dtype=np.int16)
        for index, rule in enumerate(self.rules):
            result[(result < 0) & rule.takes(frame)] = index
        if self.only is not None:
            result[~self.only.takes(frame)] = -1
        if scale is not None:
            for index, rule in enumerate(self.rules):
                if scale >= rule.max_scale or not self.draws_at(scale):
                    result[result == index] = -1
        return result

    def counts(self, frame: pd.DataFrame) -> tuple[int, ...]:
        """Number of rows drawn by each rule."""
        classes = self.classify(frame)
        return tuple(int((classes == index).sum()) for index in range(len(self.rules)))


def single(symbol: Symbol, label: Text | None = None, **symbology: object) -> Symbology:
    """A symbology that draws every feature alike."""
    rule = Rule(label=label or tr("all"), symbol=symbol)
    return Symbology(rules=(rule,), **symbology)  # type: ignore[arg-type]


def graduated(
    field: str, breaks: Sequence[float], colours: Sequence[str], labels: Sequence[Text], **symbology: object
) -> Symbology:
    """Polygons coloured by the class of `field` between ascending `breaks`.

    `breaks` holds one more value than `colours` and `labels`; the last class includes its upper break.
    Rows whose value is missing are drawn in grey and said to be unknown.
    """
    if not len(breaks) - 1 == len(colours) == len(labels):
        raise ValueError("graduated needs one colour and label for each class")
    rules = [
        Rule(
            label=label,
            field=field,
            at_least=low,
            below=high if index < len(colours) - 1 else float("inf"),
            symbol=Symbol(fill=colour, fill_opacity=0.75, line="#666666", line_width=0.3),
        )
        for index, (low, high, colour, label) in enumerate(
            zip(breaks[:-1], breaks[1:], colours, labels, strict=True)
        )
    ]
    unknown = Symbol(fill="#d9d9d9", fill_opacity=0.6, line="#999999", line_width=0.3, hatch=True)
    rules.append(Rule(label=tr("unknown"), field=field, symbol=unknown))
    return Symbology(rules=tuple(rules), **symbology)  # type: ignore[arg-type]


def _round_down(value: float) -> float:
    """The largest number of the form 1, 2 or 5 times a power of ten that is not above `value`."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= value * (1 + 1e-12))
