"""Which area a record belongs to: by its place, else by its code, else by a name that fits one area only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.oblasts import oblast_code
from layers.place_names import OBLAST, parsed
from layers.text import tr, trn
from planning.areas import Areas, level_of_code
from planning.outcome import Assumption, Ground


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Records of a layer and their areas.

    Attributes
    ----------
    codes : array of str or None
        Code of the area of each record.
    coarser : int
        Records known only by an area of a coarser level; they belong to none of these areas.
    outside : int
        Records with a place that lies in none of the areas.
    unplaced : int
        Records whose area cannot be told.
    """

    codes: NDArray[np.object_]
    coarser: int
    outside: int
    unplaced: int

    def assumptions(self, layer: Layer) -> tuple[Assumption, ...]:
        """What was left out, with counts."""
        reasons = (
            (self.coarser, tr("known only by a coarser area")),
            (self.outside, tr("outside all areas ranked")),
            (self.unplaced, tr("with no place, code or unambiguous name")),
        )
        return tuple(
            Assumption(
                text=trn(
                    "{layer}: {count:,} record {reason}",
                    "{layer}: {count:,} records {reason}",
                    n,
                    layer=layer.kind.plural,
                    reason=why,
                ),
                ground=Ground.IGNORED,
                source=layer.provenance.source,
            )
            for n, why in reasons
            if n
        )


def located(frame: pd.DataFrame, areas: Areas) -> Located:
    """The area of each record of `frame`.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        May have geometry, area_code and area_name.
    """
    size = len(frame)
    codes: NDArray[np.object_] = np.full(size, None, dtype=object)
    shapes = frame.geometry.to_numpy() if "geometry" in frame else np.full(size, None, dtype=object)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    codes[placed] = areas.holding(shapes[placed])
    stated = _stated_codes(frame)
    has_code = ~placed & (stated != "")
    codes[has_code] = areas.with_code(stated[has_code])
    names = _texts(frame, "area_name")
    named = ~placed & (stated == "") & (names != "")
    codes[named] = _by_name(names[named], areas)
    lost = np.array([code is None for code in codes], dtype=bool)
    coarser = lost & ~placed & _is_coarser(stated, areas.level)
    coarser |= lost & named & np.array([_names_coarser(name, areas.level) for name in names], dtype=bool)
    return Located(
        codes=codes,
        coarser=int(coarser.sum()),
        outside=int((lost & (placed | has_code) & ~coarser).sum()),
        unplaced=int((lost & ~placed & ~has_code & ~coarser).sum()),
    )


def _texts(frame: pd.DataFrame, column: str) -> NDArray[np.object_]:
    if column not in frame:
        return np.full(len(frame), "", dtype=object)
    values = frame[column].to_numpy(dtype=object)
    return np.array([value.strip() if isinstance(value, str) else "" for value in values], dtype=object)


def _stated_codes(frame: pd.DataFrame) -> NDArray[np.object_]:
    """Area codes; an oblast known by name only has a code, too."""
    codes, names = _texts(frame, "area_code"), _texts(frame, "area_name")
    return np.array([code or _oblast(name) for code, name in zip(codes, names, strict=True)], dtype=object)


def _oblast(name: str) -> str:
    """Code of the oblast of that name, unless the name says that it is something else."""
    kind = parsed(name).kind if name else None
    return "" if kind is not None and kind != OBLAST else (name and oblast_code(name)) or ""


def _is_coarser(codes: NDArray[np.object_], level: int) -> NDArray[np.bool_]:
    def coarser(code: str) -> bool:
        own = level_of_code(code) if code else None
        return own is not None and own < level

    return np.array([coarser(code) for code in codes], dtype=bool)


def _names_coarser(name: str, level: int) -> bool:
    kind = parsed(name).kind if name else None
    return kind is not None and kind.level is not None and kind.level < level


def _by_name(names: NDArray[np.object_], areas: Areas) -> Any:
    """Areas by name, unless the name says that it is one of another level."""
    kinds = [parsed(name).kind for name in names]
    fitting = [
        name if kind is None or kind.level in (None, areas.level) else None
        for name, kind in zip(names, kinds, strict=True)
    ]
    return areas.named(np.array(fitting, dtype=object))
