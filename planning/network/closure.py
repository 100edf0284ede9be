"""What closes or slows a road, as a value: the reason, the record it rests on, the edges it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from layers.text import Text, tr
from planning.network.topology import Bools, Floats, Ints
from planning.outcome import Assumption, FeatureRef


class Cause(StrEnum):
    """What closes or slows a road."""

    STATUS = "status"
    LIMIT = "limit"
    DAMAGE = "damage"
    HAZARD = "hazard"
    CONTROL = "control"
    FRONT = "front"


class Effect(StrEnum):
    """What becomes of the road; a noted one is driven as before."""

    CLOSED = "closed"
    SLOWED = "slowed"
    NOTED = "noted"


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """One reason why edges are closed or slowed.

    Attributes
    ----------
    text : Text
        The reason in words, such as ``bridge “Ros” destroyed``.
    layer, fid : str, int or None
        The record; a closure by the front names its layer only.
    edges : int array
    is_bridge : bool
        Whether it is the record of a damaged bridge.
    speed_factor : float, optional
        Share of the speed that is left where it slows; the rules' own when None.
    """

    cause: Cause
    effect: Effect
    text: Text
    layer: str
    fid: int | None
    edges: Ints
    is_bridge: bool = False
    speed_factor: float | None = None

    @property
    def feature(self) -> FeatureRef | None:
        """The record, to be shown on the map."""
        return None if self.fid is None else FeatureRef(layer=self.layer, fids=(self.fid,))


def named(closures: tuple[Closure, ...], most: int = 5) -> Text:
    """The reasons of closures one after the other, the first `most` of them."""
    texts: list[Text] = [closure.text for closure in closures[:most]]
    if len(closures) > most:
        texts.append(tr("{more:,} more", more=len(closures) - most))
    return listed(texts)


def listed(texts: Sequence[Text]) -> Text:
    """Texts with semicolons between, each translated when the whole is shown."""
    values = {f"item{index}": text for index, text in enumerate(texts)}
    return Text("; ".join(f"{{{name}}}" for name in values), values)


@dataclass(frozen=True, slots=True, eq=False)
class Closures:
    """Everything that closes or slows edges of a graph.

    Attributes
    ----------
    closed : bool array, one an edge
    speed_factor : float array, one an edge
        Share of the speed that is left; 1 where nothing slows.
    listed : tuple of Closure
    barred : Geometry
        Areas that no way may lead through, also not the way from a place to its road; EPSG:4326.
    assumptions : tuple of Assumption
    """

    closed: Bools
    speed_factor: Floats
    listed: tuple[Closure, ...]
    barred: shapely.Geometry
    assumptions: tuple[Assumption, ...] = ()

    def on(self, edges: Ints, effects: Iterable[Effect] = Effect) -> tuple[Closure, ...]:
        """The closures that any of `edges` has part in."""
        wanted = np.zeros(len(self.closed), dtype=bool)
        wanted[edges] = True
        allowed = tuple(effects)
        return tuple(one for one in self.listed if one.effect in allowed and wanted[one.edges].any())
