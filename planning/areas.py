"""Administrative areas of one level, and how records find theirs: by place, by code, or by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.layer import STORAGE_CRS
from layers.names import names_of
from layers.place_names import spellings
from layers.text import language, tr
from layers.workspace import Workspace
from planning.errors import MissingData
from planning.remembered import Remembered

# Characters of a P-code by level; P-codes are prefixes of KATOTTG (19 characters).
CODE_LENGTHS = {0: 2, 1: 4, 2: 6, 3: 9, 4: 12}
KATOTTG_LENGTH = 19
# Cities with the rank of an oblast have districts where other oblasts have hromadas.
CITY_DISTRICT_LEVEL = 3


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Areas of one level.

    Attributes
    ----------
    level : int
    frame : GeoDataFrame
        EPSG:4326, one row a code, ordered by code: code, name, layer, fid, geometry, official_status,
        official_status_date, population, population_date.
    repeated : int
        Rows left out because their code occurred before.
    """

    level: int
    frame: gpd.GeoDataFrame
    repeated: int

    def holding(self, geometries: ArrayLike) -> NDArray[np.object_]:
        """Code of the area that holds the middle of each geometry; None where there is none."""
        points = shapely.point_on_surface(np.asarray(geometries, dtype=object))
        codes: NDArray[np.object_] = np.full(len(points), None, dtype=object)
        polygons = self.frame.geometry.to_numpy()
        tree = shapely.STRtree(points)
        area, point = tree.query(polygons, predicate="intersects")
        # a point on a shared border goes to the first of the areas by code
        order = np.argsort(-area, kind="stable")
        codes[point[order]] = self.frame["code"].to_numpy()[area[order]]
        return codes

    def with_code(self, codes: ArrayLike) -> NDArray[np.object_]:
        """Code of the area each code lies in (the longest that is its prefix); None where there is none."""
        known = set(self.frame["code"].dropna())
        lengths = sorted({len(code) for code in known}, reverse=True)
        return np.array([_prefix(code, known, lengths) for code in np.asarray(codes, dtype=object)], object)

    def named(self, names: ArrayLike) -> NDArray[np.object_]:
        """Code of the only area that bears each name, in either language; None for none or several."""
        index = _name_index(self.frame)
        found = []
        for name in np.asarray(names, dtype=object):
            codes: set[str] = set()
            if isinstance(name, str) and name.strip():
                codes = set().union(*(index.get(spelt.base, set()) for spelt in spellings(name)))
            found.append(codes.pop() if len(codes) == 1 else None)
        return np.array(found, dtype=object)


def level_of_code(code: str) -> int | None:
    """Level of a P-code or KATOTTG; None when its length is none of theirs."""
    short = short_code(code)
    return next((level for level, length in CODE_LENGTHS.items() if length == len(short)), None)


def short_code(code: str, level: int | None = None) -> str:
    """The P-code within a KATOTTG of an oblast, raion, hromada or settlement; other codes as they are.

    With `level`, a KATOTTG that has no digits of its own at that level (city districts) stays whole.
    """
    if len(code) != KATOTTG_LENGTH or not code[2:].isdigit():
        return code
    parts = (code[4:6], code[6:9], code[9:12])
    own = max((number + 2 for number, part in enumerate(parts) if int(part)), default=1)
    return code[: CODE_LENGTHS[own]] if level is None or level <= own else code


def all_areas(situation: Workspace) -> pd.DataFrame:
    """Every administrative area of the workspace: the columns of `Areas.frame`, and level."""
    frames = [_rows(layer.name, layer.frame) for layer in situation.of_kind("admin_area") if len(layer)]
    if not frames:
        return _rows("", pd.DataFrame())
    return pd.concat(frames, ignore_index=True)


_areas: Remembered[Areas] = Remembered(most=6)


def areas_at(situation: Workspace, level: int) -> Areas:
    """Areas of `level` that have a geometry.

    Raises
    ------
    MissingData
        When the workspace holds none.
    """
    return _areas.get(
        situation.of_kind("admin_area"), (level, language()), lambda: _areas_at(situation, level)
    )


def _areas_at(situation: Workspace, level: int) -> Areas:
    rows = all_areas(situation)
    rows = rows[(rows["level"] == level) & rows["geometry"].notna() & rows["code"].notna()]
    if rows.empty:
        held = ", ".join(str(value) for value in sorted(all_areas(situation)["level"].dropna().unique()))
        raise MissingData(
            tr("the workspace holds no administrative areas of level {level}", level=level),
            where=situation.name,
            expected=tr("Levels: 1 oblast, 2 raion, 3 hromada. It holds: {held}.", held=held or tr("none")),
            todo=tr("Import them, or choose another level."),
        )
    unique = rows.drop_duplicates("code").sort_values("code", ignore_index=True)
    frame = gpd.GeoDataFrame(unique, geometry="geometry", crs=STORAGE_CRS)
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy())
    return Areas(level=level, frame=frame, repeated=len(rows) - len(unique))


def finest_areas(situation: Workspace) -> Areas | None:
    """Areas of the finest level from oblast to hromada the workspace holds; None when it holds none."""
    levels = all_areas(situation)["level"].dropna()
    held = sorted({int(level) for level in levels if 1 <= level <= 3})
    for level in reversed(held):
        try:
            return areas_at(situation, level)
        except MissingData:
            continue
    return None


def _rows(layer: str, frame: Any) -> pd.DataFrame:
    columns = (
        "code", "level", "name_en", "name_uk", "official_status", "official_status_date", "population",
        "population_date", "geometry",
    )  # fmt: skip
    found = {name: frame[name].to_numpy() if name in frame else None for name in columns}
    rows = pd.DataFrame(found, index=range(len(frame)), columns=list(columns))
    rows["layer"], rows["fid"] = layer, frame.index.to_numpy()
    rows["level"] = rows["level"].astype("Int64").mask(_is_city_district(rows["code"]), CITY_DISTRICT_LEVEL)
    codes = [_code(code, level) for code, level in zip(rows["code"], rows["level"], strict=True)]
    rows["code"] = pd.Series(codes, index=rows.index, dtype=object)
    guessed = [level_of_code(code) if isinstance(code, str) else None for code in codes]
    rows["level"] = rows["level"].fillna(pd.Series(guessed, index=rows.index, dtype="Int64"))
    rows["name"] = names_of(rows)
    rows["name"] = rows["name"].where(rows["name"].notna(), rows["code"])
    return rows


def _is_city_district(codes: Any) -> Any:
    """Districts of Kyiv and Sevastopol: several KATOTTG that share the P-code of an oblast."""
    texts = pd.Series([code if isinstance(code, str) else "" for code in codes], index=codes.index)
    short = texts.map(short_code)
    return (
        (texts.str.len() == KATOTTG_LENGTH) & (short.str.len() == CODE_LENGTHS[1]) & short.duplicated(False)
    )


def _code(code: Any, level: Any) -> str | None:
    if not isinstance(code, str) or not code.strip():
        return None
    return short_code(code.strip(), None if pd.isna(level) else int(level))


def _prefix(code: Any, known: set[str], lengths: Iterable[int]) -> str | None:
    if not isinstance(code, str):
        return None
    return next((code[:length] for length in lengths if code[:length] in known), None)


def _name_index(frame: pd.DataFrame) -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for column in ("name_en", "name_uk"):
        for code, name in zip(frame["code"], frame[column], strict=True):
            if isinstance(name, str) and name.strip():
                for spelt in spellings(name):
                    index.setdefault(spelt.base, set()).add(code)
    return index
