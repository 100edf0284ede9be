"""Where people in need are, how many, and who comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.gazetteer import find_place
from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.distribution.parameters import DistributionParameters, NeedAt, Rule
from planning.analyses.distribution.problem import FloatArray
from planning.areas import finest_areas
from planning.errors import BadParameter, MissingData
from planning.meeting_points import meeting_points
from planning.outcome import Assumption, FeatureRef, Ground, data_assumption
from planning.site_gaps import people_of

_MOST_SITES = 600
# priority runs from 1 to this, evenly by rank
_HIGHEST_PRIORITY = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sites:
    """Sites with people in need.

    Attributes
    ----------
    names : tuple of str
        Unique.
    lonlat : float array (S, 2)
        NaN where the position is unknown.
    people : float array (S,)
    vulnerable : float array (S,)
        Share of children, older people and persons with disabilities; NaN where unknown.
    """

    names: tuple[str, ...]
    refs: tuple[FeatureRef, ...]
    lonlat: FloatArray
    people: FloatArray
    vulnerable: FloatArray
    sensitivity: Sensitivity
    assumptions: tuple[Assumption, ...]

    def of(self, chosen: np.ndarray) -> Sites:
        """The sites at those positions."""
        numbers = np.nonzero(chosen)[0]
        return replace(
            self,
            names=tuple(self.names[n] for n in numbers),
            refs=tuple(self.refs[n] for n in numbers),
            lonlat=self.lonlat[numbers],
            people=self.people[numbers],
            vulnerable=self.vulnerable[numbers],
        )


def sites_of(situation: Workspace, parameters: DistributionParameters) -> Sites:
    """The sites asked for, those with nobody left out.

    Raises
    ------
    MissingData
        When the workspace holds none.
    BadParameter
        When there are too many to plan trips for.
    """
    if parameters.need_at is NeedAt.COLLECTIVE_CENTRES:
        sites = _centres(situation)
    else:
        sites = _areas(situation, parameters.people_share_percent)
    if parameters.within.strip():
        sites = _within(situation, sites, parameters.within)
    sites = sites.of(sites.people > 0)
    if len(sites.names) > _MOST_SITES:
        raise BadParameter(
            tr("{count:,} sites are more than one plan can hold", count=len(sites.names)),
            where="within",
            expected=tr("At most {most:,} sites.", most=_MOST_SITES),
            todo=tr("Choose an oblast or a raion to plan for."),
        )
    return sites


def priorities(sites: Sites, front_km: FloatArray | None, rule: Rule) -> FloatArray:
    """From 10 (first) to 1 (last) by rank; all alike for a fair share; unknown comes last."""
    if rule is Rule.FAIR_SHARE:
        return np.ones(len(sites.names))
    if rule is Rule.NEAREST_FRONT:
        assert front_km is not None
        score = -front_km
    else:
        score = sites.vulnerable
    score = np.where(np.isnan(score), -np.inf, score)
    levels = np.unique(score)
    rank = np.searchsorted(levels, score) / max(len(levels) - 1, 1)
    result: FloatArray = 1.0 + (_HIGHEST_PRIORITY - 1.0) * rank
    return result


def _centres(situation: Workspace) -> Sites:
    layers = [layer for layer in situation.of_kind("collective_centre") if len(layer)]
    if not layers:
        raise MissingData(
            tr("the workspace holds no collective centres"),
            where=situation.name,
            todo=tr("Import them, or plan for areas."),
        )
    notes = [data_assumption(layer, situation.today()) for layer in layers]
    rows = pd.concat(
        [layer.frame.assign(layer=layer.name, fid=layer.frame.index) for layer in layers], ignore_index=True
    )
    out = rows["status"].isin(["closed", "planned"]) | rows["disregarded"].fillna(False)
    _count(notes, out, tr("left out: closed, planned or to be disregarded"), Ground.IGNORED)
    rows = rows[~out].assign(present=lambda kept: people_of(kept, at_capacity=False))
    unknown = rows["present"].isna()
    _count(notes, unknown, tr("left out: how many people stay there is not known"), Ground.IGNORED)
    rows = rows[~unknown].reset_index(drop=True)
    people = rows["present"].to_numpy(dtype=float)
    groups = ["girls", "boys", "older_people", "people_with_disabilities"]
    # a person may count in several groups, so that the share can exceed one: it only ranks
    with np.errstate(invalid="ignore", divide="ignore"):
        vulnerable = rows[groups].astype("float64").sum(axis=1, min_count=1).to_numpy() / people
    geometry = (
        rows["geometry"].to_numpy() if "geometry" in rows.columns else np.full(len(rows), None, dtype=object)
    )
    label = rows["name_en"].where(rows["name_en"].notna(), rows["name_uk"])
    return Sites(
        names=_unique(label, rows["site_id"]),
        refs=_refs(rows),
        lonlat=_points(geometry),
        people=people,
        vulnerable=vulnerable,
        sensitivity=Sensitivity(max(layer.sensitivity for layer in layers)),
        assumptions=tuple(notes),
    )


def _areas(situation: Workspace, share_percent: float) -> Sites:
    areas = finest_areas(situation)
    if areas is None:
        raise MissingData(
            tr("the workspace holds no administrative areas"),
            where=situation.name,
            todo=tr("Import them, or plan for collective centres."),
        )
    notes = [data_assumption(layer, situation.today()) for layer in situation.of_kind("admin_area")]
    rows = areas.frame
    unknown = rows["population"].isna()
    _count(notes, unknown, tr("left out: the population of the area is not known"), Ground.IGNORED)
    rows = rows[~unknown].reset_index(drop=True)
    if rows.empty:
        raise MissingData(
            tr("no area has a population"), where=situation.name, todo=tr("Import areas with a population.")
        )
    points = meeting_points(situation, rows.geometry.to_numpy())
    settled = sum(bool(name) for name in points.names)
    text = tr(
        "Goods for an area go to its most populous settlement ({settled:,}), or to its middle ({rest:,})",
        settled=settled,
        rest=len(rows) - settled,
    )
    notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    return Sites(
        names=_unique(rows["name"], rows["code"]),
        refs=_refs(rows),
        lonlat=points.lonlat,
        people=np.floor(rows["population"].to_numpy(dtype=float) * share_percent / 100.0 + 0.5),
        vulnerable=np.full(len(rows), np.nan),
        sensitivity=Sensitivity.LOW,
        assumptions=tuple(notes),
    )


def _within(situation: Workspace, sites: Sites, text: str) -> Sites:
    place = find_place(situation, text, kind="admin_area")
    assert place.fid is not None
    area = situation.layer(place.layer).frame.geometry.loc[place.fid]
    points = gpd.points_from_xy(sites.lonlat[:, 0], sites.lonlat[:, 1])
    inside = np.array([not point.is_empty and area.intersects(point) for point in points], dtype=bool)
    unplaced = int(np.isnan(sites.lonlat[:, 0]).sum())
    notes = sites.assumptions
    if unplaced:
        message = trn(
            "{count:,} site without a position is left out, as it may lie elsewhere",
            "{count:,} sites without a position are left out, as they may lie elsewhere",
            unplaced,
        )
        notes = (*notes, Assumption(text=message, ground=Ground.IGNORED))
    return replace(sites.of(inside), assumptions=notes)


def _refs(rows: pd.DataFrame) -> tuple[FeatureRef, ...]:
    return tuple(
        FeatureRef(layer=layer, fids=(int(fid),))
        for layer, fid in zip(rows["layer"], rows["fid"], strict=True)
    )


def _unique(labels: Any, ids: Any) -> tuple[str, ...]:
    """Names, with the id where a name is missing or occurs twice."""
    given = [label if isinstance(label, str) else "" for label in labels]
    keys = [key if isinstance(key, str) else "" for key in ids]
    result: list[str] = []
    taken: set[str] = set()
    for number, (label, key) in enumerate(zip(given, keys, strict=True)):
        name = (
            label
            if label and given.count(label) == 1
            else f"{label} ({key})"
            if label and key
            else key or label
        )
        name = name or str(tr("site {number}", number=number + 1))
        while name in taken:
            name = f"{name} #{number + 1}"
        taken.add(name)
        result.append(name)
    return tuple(result)


def _points(geometries: Any) -> FloatArray:
    points = shapely.point_on_surface(np.asarray(geometries, dtype=object))
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _count(notes: list[Assumption], rows: Any, what: Text, ground: Ground) -> None:
    count = int(rows.sum())
    if count:
        text = trn("{count:,} record {what}", "{count:,} records {what}", count, what=what)
        notes.append(Assumption(text=text, ground=ground))
