"""Areas that a moved front brings near, with the official status they bear."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.kinds import kind_named
from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.area_level import AreaLevel
from planning.areas import finest_areas
from planning.geodesy import transformed
from planning.outcome import FeatureRef

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Outlines are simplified by this; areas nearer to a limit than the margin are measured exactly.
_SIMPLIFIED_KM = 0.05
_MARGIN = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class AreasAfter:
    """Areas newly within a distance of the contact line.

    Attributes
    ----------
    km : float
    level : int
    newly : tuple of FeatureRef
    count : int
    official : mapping of (status, date) to int
        How many of them bear each official status of which date; None for those that bear none. The status
        is that of the data, never derived from the distance.
    """

    km: float
    level: int
    newly: tuple[FeatureRef, ...]
    count: int
    official: dict[tuple[str | None, dt.date | None], int]

    def text(self) -> Text:
        """The areas and their official status in one sentence."""
        words = AreaLevel(tuple(AreaLevel)[self.level - 1]).text()
        return tr(
            "Newly within {km:g} km of the contact line: {count:,} {areas}; official status: {status}",
            areas=words,
            km=self.km,
            count=self.count,
            status=official_words(self.official),
        )


def official_words(official: dict[tuple[str | None, dt.date | None], int]) -> Text:
    """How many areas bear each official status, with its date."""
    stated = {key: count for key, count in official.items() if key[0] is not None}
    silent = sum(count for key, count in official.items() if key[0] is None)
    if not stated:
        return tr("not in the data")
    vocabulary = kind_named("admin_area").field("official_status").vocabulary
    parts = [
        str(
            tr(
                "{status} {count:,} ({date})",
                status=vocabulary.get(str(status), str(status)),
                count=count,
                date=date.isoformat() if date is not None else tr("undated"),
            )
        )
        for (status, date), count in sorted(stated.items(), key=lambda item: -item[1])
    ]
    if silent:
        parts.append(str(tr("not stated {count:,}", count=silent)))
    return tr("{parts}", parts=", ".join(parts))


class AreaState:
    """The finest areas, from oblast to hromada, and how far they lie from the front before it moves."""

    def __init__(self, situation: Workspace, forth: Any, line: shapely.Geometry) -> None:
        areas = finest_areas(situation)
        self.count = 0 if areas is None else len(areas.frame)
        if areas is None:
            return
        self._level = areas.level
        self._frame = areas.frame
        self._layers: dict[str, Layer] = {name: situation.layer(name) for name in set(areas.frame["layer"])}
        self._shapes: NDArray[Any] = areas.frame.geometry.to_numpy()
        self._plane = shapely.simplify(transformed(self._shapes, forth), _SIMPLIFIED_KM)
        self._tree = shapely.STRtree(self._plane)
        self._before = _away(self._plane, line)

    def after(
        self,
        line: shapely.Geometry,
        region: shapely.Geometry,
        km: float,
        measured: Callable[[NDArray[Any]], Floats] | None = None,
        measured_before: Callable[[NDArray[Any]], Floats] | None = None,
    ) -> AreasAfter | None:
        """Areas within `km` of `line` that were not; `line` and `region` (what changes hands) in the plane.

        Parameters
        ----------
        measured, measured_before : callable, optional
            Geodesic distance of areas (EPSG:4326) from the moved and the old contact line, for the exact
            answer.
        """
        if not self.count:
            return None
        near = np.zeros(0, dtype=np.int64)
        if not region.is_empty:
            found = self._tree.query(region, predicate="dwithin", distance=km * (1 + _MARGIN))
            near = np.sort(found).astype(np.int64)
        now = self._within(near, _away(self._plane[near], line), km, measured)
        before = self._within(near, self._before[near], km, measured_before)
        rows = near[now & ~before]
        taken = self._frame.iloc[rows]
        refs = tuple(
            FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
            for layer, group in taken.groupby("layer", sort=False)
        )
        return AreasAfter(
            km=km,
            level=self._level,
            newly=refs,
            count=len(rows),
            official=dict(
                Counter(
                    (status if isinstance(status, str) else None, None if pd.isna(day) else day.date())
                    if isinstance(status, str)
                    else (None, None)
                    for status, day in zip(
                        taken["official_status"], pd.to_datetime(taken["official_status_date"]), strict=True
                    )
                )
            ),
        )

    def _within(
        self, rows: Ints, away: Floats, km: float, measured: Callable[[NDArray[Any]], Floats] | None
    ) -> NDArray[np.bool_]:
        within = away <= km
        if measured is not None:
            close = np.abs(away - km) <= km * _MARGIN + 2 * _SIMPLIFIED_KM
            within[close] = measured(self._shapes[rows[close]]) <= km
        return np.asarray(within)


def _away(shapes: NDArray[Any], line: shapely.Geometry) -> Floats:
    """Distance of each shape from the line in the plane, km."""
    away = np.full(len(shapes), np.inf)
    parts = shapely.get_parts(shapely.get_parts(np.array([line])))
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    same = owner[1:] == owner[:-1]
    if not same.any() or not len(shapes):
        return away
    tree = shapely.STRtree(shapely.linestrings(np.stack((coordinates[:-1][same], coordinates[1:][same]), 1)))
    found, km = tree.query_nearest(shapes, return_distance=True, all_matches=False)
    away[found[0]] = km
    return away
