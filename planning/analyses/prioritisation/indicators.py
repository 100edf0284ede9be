"""The indicators areas are ranked by, from what the workspace holds; a missing one stays missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.prioritisation import scoring
from planning.analyses.prioritisation.parameters import Sector
from planning.area_records import located
from planning.areas import Areas, short_code
from planning.centres_in_use import centres_in_use
from planning.front import Front
from planning.geodesy import area_km2
from planning.outcome import Assumption, Ground, data_assumption
from planning.people_by_area import people_by_area
from planning.population import Population
from planning.site_gaps import SITE_STANDARDS, people_of, site_gaps
from planning.standards import standards_of

Floats = NDArray[np.float64]

DAMAGE_TYPES = {
    Sector.WASH: ("water", "sewage", "heating", "power"),
    Sector.SHELTER: ("housing",),
}
WINTER_TYPES = ("heating", "power")
# How much of a destroyed work a damaged one counts for; an assumption of Corridor.
EXTENT_SHARE = {"destroyed": 1.0, "severe": 0.75, "moderate": 0.5, "possible": 0.25, "none": 0.0}
UNKNOWN_EXTENT_SHARE = 0.5
# Columns of indicator tables, the sector's own first.
SEVERITY_COLUMNS = {
    Sector.WASH: ("severity_wash",),
    Sector.SHELTER: ("severity_shelter_nfi", "severity_shelter"),
}
IN_NEED_COLUMNS = {
    Sector.WASH: ("in_need_wash", "pin_wash"),
    Sector.SHELTER: ("in_need_shelter_nfi", "pin_shelter_nfi", "in_need_shelter"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One indicator over all areas.

    Attributes
    ----------
    name : str
        Also the name of its weight, after ``weight_``.
    values : array, shape (areas,)
        In `unit`; NaN where missing.
    normalised : array, shape (areas,)
        0 to 1; NaN where missing.
    """

    name: str
    label: Text
    unit: str
    values: Floats
    normalised: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What the indicators are made from, and the notes that arise on the way.

    Attributes
    ----------
    places : mapping of layer name to array
        Number of the area of each record of the layers asked for so far, -1 for none.
    """

    situation: Workspace
    sector: Sector
    areas: Areas
    front: Front | None
    population: Population | None
    notes: list[Assumption]
    places: dict[str, pd.Series]

    def blank(self) -> Floats:
        """An indicator that is missing everywhere."""
        return np.full(len(self.areas.frame), np.nan)

    def use(self, layer: Layer) -> None:
        """Note that a layer was used, once."""
        item = data_assumption(layer, self.situation.today())
        if item not in self.notes:
            self.notes.append(item)

    def summed(self, layer: Layer, amounts: pd.Series) -> Floats | None:
        """Amounts by record (index `fid`) summed by area; None when no record of them has an area.

        An unknown amount (NaN) adds nothing; an area whose records all lack it is unknown, not zero.
        """
        if layer.name not in self.places:
            found = located(layer.frame, self.areas)
            self.notes.extend(found.assumptions(layer))
            number = {code: index for index, code in enumerate(self.areas.frame["code"])}
            self.places[layer.name] = pd.Series(
                [number.get(code, -1) for code in found.codes], index=layer.frame.index, dtype="int64"
            )
        area = self.places[layer.name][amounts.index].to_numpy()
        if not (area >= 0).any():
            return None
        values, area = amounts.to_numpy(dtype=np.float64)[area >= 0], area[area >= 0]
        known, size = ~np.isnan(values), len(self.areas.frame)
        sums = np.bincount(area[known], weights=values[known], minlength=size).astype(np.float64)
        told, held = (np.bincount(part, minlength=size) > 0 for part in (area[known], area))
        sums[held & ~told] = np.nan
        return sums

    def note_silent(self, layer: Layer, amounts: pd.Series, what: Text) -> None:
        """Note how many records do not say an amount."""
        if silent := int(amounts.isna().sum()):
            text = trn(
                "{layer}: {count:,} record without {what} adds nothing",
                "{layer}: {count:,} records without {what} add nothing",
                silent,
                layer=layer.kind.plural,
                what=what,
            )
            self.notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.provenance.source))


def indicators_of(evidence: Evidence) -> tuple[Indicator, ...]:
    """Every indicator of the sector, present or not, in the order of the weights."""
    made: tuple[tuple[str, Text, str, Callable[[Evidence], Floats], Callable[[Floats], Floats]], ...] = (
        ("damage", tr("damage"), "destroyed works", _damage, scoring.by_amount),
        ("people_affected", tr("people affected by damage"), "people", _affected, scoring.by_amount),
        ("people", tr("people living there"), "people", people, scoring.by_amount),
        ("people_in_need", tr("people in need"), "people", _in_need, scoring.by_amount),
        ("displaced", tr("displaced people in centres"), "people", _displaced, scoring.by_amount),
        ("centre_gaps", tr("people in centres below standard"), "people", _centre_gaps, scoring.by_amount),
        ("severity", tr("published severity"), "1-5", _severity, scoring.by_phase),
        ("front_proximity", tr("nearness to the contact line"), "km", _front_km, scoring.by_nearness),
        ("hostilities", tr("hostilities"), "events/1,000 km²", _hostilities, scoring.by_amount),
        ("winter", tr("winter exposure"), "destroyed works", _winter, scoring.by_amount),
    )
    found = []
    for name, label, unit, measure, normalise in made:
        values = measure(evidence)
        found.append(
            Indicator(name=name, label=label, unit=unit, values=values, normalised=normalise(values))
        )
    return tuple(found)


def _damage(evidence: Evidence) -> Floats:
    return _works(evidence, DAMAGE_TYPES[evidence.sector])


def _winter(evidence: Evidence) -> Floats:
    """Heating and power works damaged, which leave homes cold."""
    return _works(evidence, WINTER_TYPES)


def _works(evidence: Evidence, types: tuple[str, ...]) -> Floats:
    """Damage records of some types, each counted by its extent; repaired ones count nothing."""
    parts = []
    for layer in evidence.situation.of_kind("damage"):
        frame = _unrepaired(layer.frame, types)
        if frame.empty:
            continue
        evidence.use(layer)
        share = frame["extent"].map(EXTENT_SHARE).fillna(UNKNOWN_EXTENT_SHARE)
        parts.append(evidence.summed(layer, share))
    return _together(evidence, parts)


def _affected(evidence: Evidence) -> Floats:
    parts = []
    for layer in evidence.situation.of_kind("damage"):
        frame = _unrepaired(layer.frame, DAMAGE_TYPES[evidence.sector])
        affected = frame["people_affected"].astype("float64")
        if not affected.notna().any():
            continue
        evidence.note_silent(layer, affected, tr("people affected"))
        parts.append(evidence.summed(layer, affected))
    return _together(evidence, parts)


def _unrepaired(frame: pd.DataFrame, types: tuple[str, ...]) -> pd.DataFrame:
    return frame[frame["infrastructure_type"].isin(types) & ~frame["repair_status"].eq("done").fillna(False)]


def people(evidence: Evidence) -> Floats:
    """People living in each area."""
    if evidence.population is None:
        return evidence.blank()
    counted = people_by_area(evidence.population, evidence.areas)
    if counted.elsewhere > 0.5:
        text = tr("{people:,.0f} people live in none of the areas ranked", people=counted.elsewhere)
        item = Assumption(text=text, ground=Ground.IGNORED, source=evidence.population.layer)
        if item not in evidence.notes:
            evidence.notes.append(item)
    return counted.people


def _displaced(evidence: Evidence) -> Floats:
    parts = []
    for centres in centres_in_use(evidence.situation):
        inhabitants = people_of(centres.frame, at_capacity=False)
        if not inhabitants.notna().any():
            continue
        evidence.use(centres.layer)
        evidence.notes.extend(item for item in centres.assumptions() if item not in evidence.notes)
        evidence.note_silent(centres.layer, inhabitants, tr("occupancy"))
        parts.append(evidence.summed(centres.layer, inhabitants))
    return _together(evidence, parts)


def _centre_gaps(evidence: Evidence) -> Floats:
    """People in centres that miss at least one standard of the sector."""
    standards = standards_of(evidence.situation)
    cold = standards.is_heating_season(evidence.situation.today())
    names = [item.name for item in SITE_STANDARDS if item.sector == str(evidence.sector)]
    parts = []
    for centres in centres_in_use(evidence.situation):
        if centres.frame.empty:
            continue
        gaps = site_gaps(centres.frame, standards, cold=cold)
        gaps = gaps[gaps["standard"].isin(names)]
        if not gaps["gap"].notna().any():
            continue
        worst = gaps.groupby("fid")["gap"].max().reindex(centres.frame.index)
        inhabitants = people_of(centres.frame, at_capacity=False)
        amounts = inhabitants.mask(worst == 0, 0.0).where(worst.notna())
        parts.append(evidence.summed(centres.layer, amounts))
    return _together(evidence, parts)


def _front_km(evidence: Evidence) -> Floats:
    if evidence.front is None:
        return evidence.blank()
    return evidence.front.distance_km(evidence.areas.frame.geometry.to_numpy())


def _hostilities(evidence: Evidence) -> Floats:
    parts = []
    for layer in evidence.situation.of_kind("incident"):
        if len(layer):
            evidence.use(layer)
            parts.append(evidence.summed(layer, pd.Series(1.0, index=layer.frame.index)))
    counted = _together(evidence, parts)
    return counted / area_km2(evidence.areas.frame.geometry.to_numpy()) * 1000.0


def _together(evidence: Evidence, parts: list[Floats | None]) -> Floats:
    """The sum of what could be located and is known; missing where no layer says anything."""
    known = [part for part in parts if part is not None]
    if not known:
        return evidence.blank()
    return np.where(np.isnan(known).all(axis=0), np.nan, np.nansum(known, axis=0))


def _severity(evidence: Evidence) -> Floats:
    """The latest published severity; an area takes that of the larger area it lies in."""
    return _from_tables(evidence, SEVERITY_COLUMNS[evidence.sector], inherited=True)


def _in_need(evidence: Evidence) -> Floats:
    """People in need; a figure for a larger area is not shared out."""
    return _from_tables(evidence, IN_NEED_COLUMNS[evidence.sector], inherited=False)


def _from_tables(evidence: Evidence, columns: tuple[str, ...], *, inherited: bool) -> Floats:
    rows = _table_rows(evidence, columns)
    if rows.empty:
        return evidence.blank()
    codes = evidence.areas.frame["code"].to_numpy()
    known: dict[str, float] = dict(zip(rows["code"], rows["value"], strict=True))
    finer = pd.Series(evidence.areas.with_code(rows["code"].to_numpy(dtype=object)), index=rows.index)
    grouped = rows["value"].groupby(finer)
    merged: dict[str, float] = (grouped.mean() if inherited else grouped.sum()).to_dict()
    values, from_larger = [], 0
    for code in codes:
        value = known.get(code, merged.get(code, np.nan))
        if inherited and np.isnan(value):
            value = next((known[code[:n]] for n in range(len(code) - 1, 1, -1) if code[:n] in known), np.nan)
            from_larger += not np.isnan(value)
        values.append(value)
    if from_larger:
        text = tr(
            "{count:,} areas take the {column} published for the larger area they lie in",
            count=from_larger,
            column=columns[0],
        )
        evidence.notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    unused = (
        int((finer.isna() & ~_holds_any(rows["code"], codes)).sum()) if inherited else int(finer.isna().sum())
    )
    if unused:
        text = tr(
            "{column}: {count:,} rows belong to none of the areas ranked", column=columns[0], count=unused
        )
        evidence.notes.append(Assumption(text=text, ground=Ground.IGNORED))
    return np.array(values, dtype=np.float64)


def _holds_any(larger: Any, codes: Any) -> Any:
    prefixes = {code[:n] for code in codes for n in range(2, len(code))}
    return larger.isin(prefixes)


def _table_rows(evidence: Evidence, columns: tuple[str, ...]) -> pd.DataFrame:
    """One row a code: code and value, the latest figure where there are several."""
    parts = []
    for layer in evidence.situation.of_kind("indicator"):
        column = next((name for name in columns if name in layer.frame.columns), None)
        if column is None:
            continue
        frame = layer.frame
        codes = frame["area_code"].to_numpy(dtype=object)
        part = pd.DataFrame(
            {
                "code": [short_code(code) if isinstance(code, str) else None for code in codes],
                "value": pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64),
                "date": frame["indicator_date"].fillna(pd.Timestamp(layer.provenance.date)).to_numpy(),
            }
        )
        unnamed = part["code"].isna().to_numpy()
        if unnamed.any():
            part.loc[unnamed, "code"] = located(frame[unnamed], evidence.areas).codes
        evidence.use(layer)
        parts.append(part.dropna(subset=["code", "value"]))
    if not parts:
        return pd.DataFrame({"code": [], "value": []})
    rows = pd.concat(parts, ignore_index=True).sort_values("date", kind="stable", na_position="first")
    return rows.drop_duplicates("code", keep="last")
