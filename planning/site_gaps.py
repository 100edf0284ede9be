"""What each collective centre lacks against the standards, as quantities.

Source of every figure: `planning.standards`. Quantities that come in pieces (taps, toilets, showers) are
rounded up for each site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from layers.text import Text, tr
from planning.centres_in_use import name_of
from planning.standards import Standards

Series = pd.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStandard:
    """One thing a site must have.

    Attributes
    ----------
    name : str
        Identifier in tables.
    sector : str
        ``wash``, ``shelter`` or ``protection``.
    required, present : callable
        Of a site frame (see `site_gaps`): the quantity required and the quantity there, NaN where unknown.
    rests_on : tuple of str
        Names of the constants used.
    """

    name: str
    label: Text
    unit: str
    sector: str
    required: Callable[[pd.DataFrame, Standards], Any]
    present: Callable[[pd.DataFrame], Any]
    rests_on: tuple[str, ...] = ()


def _per(constant: str) -> Callable[[pd.DataFrame, Standards], Any]:
    """One piece for each so many people, rounded up."""
    return lambda sites, standards: np.ceil(sites["people"] / standards.value(constant))


def _times(constant: str, share: float = 1.0) -> Callable[[pd.DataFrame, Standards], Any]:
    return lambda sites, standards: sites["people"] * standards.value(constant) * share


def _floor(sites: pd.DataFrame, standards: Standards) -> Any:
    name = "covered_area_cold_m2_per_person" if sites.attrs["cold"] else "covered_area_m2_per_person"
    return sites["people"] * standards.value(name)


def _toilets_female(sites: pd.DataFrame, standards: Standards) -> Any:
    ratio = standards.value("toilets_female_per_male")
    toilets = np.ceil(sites["people"] / standards.value("people_per_toilet"))
    return np.ceil(toilets * ratio / (ratio + 1) - 1e-9)


def _toilets_accessible(sites: pd.DataFrame, standards: Standards) -> Any:
    toilets = np.ceil(sites["people"] / standards.value("people_per_toilet"))
    share = standards.value("accessible_toilet_percent") / 100
    wanted = np.maximum(1.0, np.ceil(toilets * share - 1e-9))
    return sites["needs_access"] * wanted


def _inhabited(sites: pd.DataFrame) -> Any:
    return (sites["people"] > 0).astype(float).where(sites["people"].notna())


def _heating(sites: pd.DataFrame, _standards: Standards) -> Any:
    return _inhabited(sites) * (1.0 if sites.attrs["cold"] else 0.0)


def _column(name: str) -> Callable[[pd.DataFrame], Any]:
    return lambda sites: sites[name]


SITE_STANDARDS: tuple[SiteStandard, ...] = (
    SiteStandard(
        name="places",
        label=tr("Places for all occupants"),
        unit="places",
        sector="shelter",
        required=lambda sites, _standards: sites["people"],
        present=_column("capacity"),
    ),
    SiteStandard(
        name="covered_area",
        label=tr("Covered floor"),
        unit="m²",
        sector="shelter",
        required=_floor,
        present=_column("covered_area_m2"),
        rests_on=("covered_area_m2_per_person", "covered_area_cold_m2_per_person"),
    ),
    SiteStandard(
        name="heating",
        label=tr("Working heating"),
        unit="yes/no",
        sector="shelter",
        required=_heating,
        present=_column("heating_works"),
        rests_on=("heating_season_begins_mmdd", "heating_season_ends_mmdd"),
    ),
    SiteStandard(
        name="backup_power",
        label=tr("Back-up power"),
        unit="kW",
        sector="shelter",
        required=_times("backup_power_kw_per_person"),
        present=_column("backup_power_kw"),
        rests_on=("backup_power_kw_per_person",),
    ),
    SiteStandard(
        name="water",
        label=tr("Water"),
        unit="l/day",
        sector="wash",
        required=_times("water_l_per_person_day"),
        present=_column("water_l_per_day"),
        rests_on=("water_l_per_person_day",),
    ),
    SiteStandard(
        name="water_taps",
        label=tr("Water taps"),
        unit="taps",
        sector="wash",
        required=_per("people_per_tap"),
        present=_column("water_taps"),
        rests_on=("people_per_tap",),
    ),
    SiteStandard(
        name="toilets",
        label=tr("Toilets"),
        unit="toilets",
        sector="wash",
        required=_per("people_per_toilet"),
        present=_column("toilets"),
        rests_on=("people_per_toilet",),
    ),
    SiteStandard(
        name="toilets_female",
        label=tr("Toilets for women"),
        unit="toilets",
        sector="wash",
        required=_toilets_female,
        present=_column("toilets_female"),
        rests_on=("people_per_toilet", "toilets_female_per_male"),
    ),
    SiteStandard(
        name="toilets_accessible",
        label=tr("Accessible toilets"),
        unit="toilets",
        sector="wash",
        required=_toilets_accessible,
        present=_column("toilets_accessible"),
        rests_on=("people_per_toilet", "accessible_toilet_percent"),
    ),
    SiteStandard(
        name="showers",
        label=tr("Showers"),
        unit="showers",
        sector="wash",
        required=_per("people_per_shower"),
        present=_column("showers"),
        rests_on=("people_per_shower",),
    ),
    SiteStandard(
        name="wheelchair_access",
        label=tr("Wheelchair access"),
        unit="yes/no",
        sector="protection",
        required=lambda sites, _standards: sites["needs_access"],
        present=_column("wheelchair_access"),
    ),
    SiteStandard(
        name="shelter_places",
        label=tr("Places in a protective shelter"),
        unit="places",
        sector="protection",
        required=lambda sites, standards: np.ceil(
            sites["people"] * standards.value("shelter_places_percent") / 100 - 1e-9
        ),
        present=_column("protective_shelter_places"),
        rests_on=("shelter_places_percent",),
    ),
)


def standard_of_site(name: str) -> SiteStandard:
    """The site standard called `name`; KeyError when there is none."""
    return {item.name: item for item in SITE_STANDARDS}[name]


def people_of(frame: pd.DataFrame, *, at_capacity: bool) -> Any:
    """People in each site: its occupancy, else the sum of its women, men, girls and boys; NaN when unknown.

    With `at_capacity`, its capacity or, where more live there, its occupancy.
    """
    groups = frame[["women", "men", "girls", "boys"]].astype("Float64").sum(axis=1, skipna=False)
    people = frame["occupancy"].astype("Float64").fillna(groups)
    if at_capacity:
        capacity = frame["capacity"].astype("Float64")
        people = pd.concat([capacity, people], axis=1).max(axis=1).where(capacity.notna())
    return people.astype("float64")


def site_gaps(
    frame: pd.DataFrame, standards: Standards, *, cold: bool, at_capacity: bool = False
) -> pd.DataFrame:
    """Every site against every standard.

    Parameters
    ----------
    frame : DataFrame
        Rows of a layer of kind collective_centre; index `fid`.
    cold : bool
        Whether heating is needed and the larger floor of the cold season holds.
    at_capacity : bool
        Reckon with full sites in place of the people there now.

    Returns
    -------
    DataFrame
        One row a site and standard: fid, site_id, site, area_code, people, standard, required, present,
        gap, severity. `gap` is 0 where the standard is met and NaN where the requirement or what is there
        is unknown; nothing required is met whatever is there. `severity` is 1 (met) to 5, NaN when unknown.
    """
    sites = _sites(frame, cold=cold, at_capacity=at_capacity)
    parts = []
    for item in SITE_STANDARDS:
        # adding 0 turns the minus 0 of a requirement rounded up from just below it into 0
        required = pd.Series(np.asarray(item.required(sites, standards), dtype=np.float64) + 0.0, sites.index)
        present = pd.Series(np.asarray(item.present(sites), dtype=np.float64), index=sites.index)
        gap = (required - present).clip(lower=0).mask(required == 0, 0.0)
        part = sites[["site_id", "site", "area_code", "people"]].assign(
            standard=item.name, required=required, present=present, gap=gap, severity=_severity(gap, required)
        )
        parts.append(part.reset_index(names="fid"))
    return pd.concat(parts, ignore_index=True)


def _sites(frame: pd.DataFrame, *, cold: bool, at_capacity: bool) -> pd.DataFrame:
    numbers = (
        "capacity", "covered_area_m2", "backup_power_kw", "water_l_per_day", "water_taps", "toilets",
        "toilets_female", "toilets_accessible", "showers", "protective_shelter_places", "heating_works",
        "wheelchair_access",
    )  # fmt: skip
    sites = pd.DataFrame({name: frame[name].astype("Float64").astype("float64") for name in numbers})
    # a site known to have no heating cannot have one that works
    sites["heating_works"] = sites["heating_works"].mask(frame["heating"].eq("none").fillna(False), 0.0)
    sites["people"] = people_of(frame, at_capacity=at_capacity)
    disabled = frame["people_with_disabilities"].astype("Float64").astype("float64")
    wheels = frame["wheelchair_users"].astype("Float64").astype("float64")
    known = pd.concat([disabled, wheels], axis=1)
    sites["needs_access"] = (
        (known.max(axis=1) > 0).astype(float).where((known.max(axis=1) > 0) | known.notna().all(axis=1))
    )
    sites["site_id"], sites["site"], sites["area_code"] = frame["site_id"], name_of(frame), frame["area_code"]
    sites.attrs["cold"] = cold
    return sites


def _severity(gap: Any, required: Any) -> Any:
    """1 met, 2 less than a quarter short, 3 less than half, 4 less than three quarters, 5 more.

    Source: classes of equal width, an assumption of Corridor in the manner of the five JIAF phases.
    """
    share = (gap / required.where(required > 0)).mask(required == 0, 0.0)
    classes = 2 + np.floor(share * 4).clip(upper=3)
    return classes.mask(share == 0, 1.0)
