"""Measures every collective centre in use against the standards."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.site_needs.parameters import PeopleCounted, Season, SiteNeedsParameters
from planning.areas import finest_areas
from planning.centres_in_use import CentresInUse, centres_in_use
from planning.errors import MissingData
from planning.outcome import Assumption, Ground, Outcome, data_assumption
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.site_gaps import SITE_STANDARDS, site_gaps
from planning.standards import Standards, standards_of


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Everything the findings are made from.

    Attributes
    ----------
    gaps : DataFrame
        See `planning.site_gaps.site_gaps`; with layer and sensitivity beside.
    """

    situation: Workspace
    standards: Standards
    centres: tuple[CentresInUse, ...]
    gaps: pd.DataFrame
    cold: bool


def site_needs(
    workspace: Workspace,
    scenario: Scenario,
    parameters: SiteNeedsParameters,
    control: RunControl | None = None,
) -> Outcome:
    """What each collective centre lacks, as quantities.

    A gap is 0 where the standard is met and None where it cannot be told; closed and planned centres and
    those their publisher marked to be disregarded are left out and listed.

    Raises
    ------
    MissingData
        When the workspace holds no collective centre in use.
    """
    from planning.analyses.site_needs.findings import outcome_of

    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    control.step(0.0, tr("Standards"))
    standards = standards_of(situation)
    centres = centres_in_use(situation)
    if not any(len(one.frame) for one in centres):
        raise MissingData(
            tr("the workspace holds no collective centre in use"),
            where=situation.name,
            expected=tr("Closed and planned centres have no needs."),
            todo=tr("Import the collective centres."),
        )
    cold = _is_cold(situation, standards, parameters)
    at_capacity = parameters.people_counted is PeopleCounted.CAPACITY
    frames = [
        site_gaps(_with_areas(situation, one), standards, cold=cold, at_capacity=at_capacity).assign(
            layer=one.layer.name, sensitivity=int(one.layer.sensitivity)
        )
        for one in centres
        if len(one.frame)
    ]
    control.step(0.6, tr("Findings"))
    needs = Needs(
        situation=situation,
        standards=standards,
        centres=centres,
        gaps=pd.concat(frames, ignore_index=True),
        cold=cold,
    )
    return outcome_of(needs, _assumptions(needs, parameters))


def _with_areas(situation: Workspace, one: CentresInUse) -> pd.DataFrame:
    """The centres with the code of the area they stand in where their own record has none."""
    frame = one.frame
    blank = frame["area_code"].isna().to_numpy()
    areas = finest_areas(situation)
    if areas is None or not one.layer.has_geometry or not blank.any():
        return frame
    codes = frame["area_code"].to_numpy(dtype=object, na_value=None)
    codes[blank] = areas.holding(frame.geometry.to_numpy()[blank])
    return frame.assign(area_code=pd.array(codes, dtype="str"))


def _is_cold(situation: Workspace, standards: Standards, parameters: SiteNeedsParameters) -> bool:
    if parameters.season is Season.BY_DATE:
        return standards.is_heating_season(situation.today())
    return parameters.season is Season.HEATING


def _assumptions(needs: Needs, parameters: SiteNeedsParameters) -> tuple[Assumption, ...]:
    found: list[Assumption] = []
    for one in needs.centres:
        found += [data_assumption(one.layer, needs.situation.today()), *one.assumptions()]
    used = dict.fromkeys(name for item in SITE_STANDARDS for name in item.rests_on)
    used |= dict.fromkeys(
        (
            "bathing_soap_g_per_person_month",
            "laundry_soap_g_per_person_month",
            "water_containers_per_household",
            "people_per_household",
        )
    )
    found += [needs.standards.assumption(name) for name in used]
    season = tr("heating season") if needs.cold else tr("warm season")
    by_date = parameters.season is Season.BY_DATE
    when = needs.situation.today().isoformat()
    text = tr(
        "Standards of the {season} hold ({date})", season=season, date=when if by_date else tr("chosen")
    )
    found.append(_choice(text, by_default=by_date))
    present = parameters.people_counted is PeopleCounted.PRESENT
    text = (
        tr("Needs are those of the people present")
        if present
        else tr("Needs are those of full sites, or of the people present where they are more")
    )
    found.append(_choice(text, by_default=present))
    unknown = int(needs.gaps["gap"].isna().sum())
    if unknown:
        text = trn(
            "{count:,} comparison could not be made because a figure is missing; it is not counted as met",
            "{count:,} comparisons could not be made because figures are missing; none is counted as met",
            unknown,
        )
        found.append(Assumption(text=text, ground=Ground.IGNORED))
    return tuple(found)


def _choice(text: Text, *, by_default: bool) -> Assumption:
    if by_default:
        return Assumption(text=text, ground=Ground.DEFAULT, source="Corridor")
    return Assumption(text=text, ground=Ground.CHOSEN, source="planner")
