"""Distances and areas by date, and the speed of approach."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.front_history.parameters import FrontHistoryParameters
from planning.areas import Areas, areas_at, finest_areas
from planning.centres_in_use import centres_in_use, name_of
from planning.errors import BadParameter, MissingData
from planning.front import Front
from planning.front_history import (
    DAYS_A_MONTH,
    AreaChange,
    Distances,
    area_change,
    distances_by_date,
    fronts_between,
    months_since,
    near_fronts,
    since_last_jump,
)
from planning.geodesy import area_km2
from planning.outcome import Assumption, Ground, Outcome, data_assumption
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.theil_sen import LEAST_FOR_INTERVAL, Trend, theil_sen

OTHER_SITE_KINDS = ("facility", "warehouse", "border_crossing")
COUNTRY = "UA"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Everything the findings are made from.

    Attributes
    ----------
    targets : DataFrame
        One row a feature that was ever within the limit: group (area, settlement or site), kind, layer,
        fid, name, code, sensitivity, geometry.
    distances : Distances
    trend : Trend
        Of the middle of each target, in km a month; negative slopes approach.
    held_km2 : array, one element a date
    change : AreaChange
        Between the first front and the last.
    """

    situation: Workspace
    parameters: FrontHistoryParameters
    fronts: tuple[Front, ...]
    targets: pd.DataFrame
    distances: Distances
    trend: Trend
    held_km2: NDArray[np.float64]
    steps: tuple[tuple[float, float], ...]
    areas: Areas | None
    change: AreaChange
    assumptions: tuple[Assumption, ...]

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The dates, ascending."""
        return tuple(front.date for front in self.fronts)


def front_history(
    workspace: Workspace,
    scenario: Scenario,
    parameters: FrontHistoryParameters,
    control: RunControl | None = None,
) -> Outcome:
    """How the front moved between two dates, and how fast it approached areas, settlements and sites.

    Distances are geodesic to 0.1 %. The speed of approach is the Theil-Sen slope over all dates with its
    interval; the speed of an area is that of a point within it. Areas are measured in an equal-area
    projection.

    Raises
    ------
    MissingData
        When there are fronts of fewer than two dates.
    BadParameter
        When a date cannot be read, or fewer than two fronts lie between the dates.
    """
    from planning.analyses.front_history.findings import outcome_of

    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    first, last = (_date(text) for text in (parameters.from_date, parameters.to_date))
    fronts = fronts_between(situation, first, last, control.part(0.0, 0.3))
    notes: list[Assumption] = []
    areas = _areas(situation, parameters, notes)
    targets = _targets(situation, parameters, areas, notes)
    near = near_fronts(targets["geometry"].to_numpy(), fronts, parameters.within_km)
    targets = targets[near].reset_index(drop=True)
    distances = distances_by_date(targets["geometry"].to_numpy(), fronts, control.part(0.3, 0.8))
    within = np.abs(distances.km).min(axis=1, initial=np.inf) <= parameters.within_km
    notes += _left_out(int((~near).sum() + (~within).sum()), parameters)
    targets = targets[within].reset_index(drop=True)
    distances = Distances(km=distances.km[within], middle_km=distances.middle_km[within])
    control.step(0.85, tr("Speed of approach"))
    dates = tuple(front.date for front in fronts)
    course, jumped = since_last_jump(months_since(dates), distances.middle_km, parameters.jump_km_month)
    notes += _jumps(int(jumped.sum()), parameters)
    trend = theil_sen(months_since(dates), course, confidence=parameters.confidence)
    control.step(0.9, tr("Area that changed hands"))
    regions = [front.area for front in fronts]
    history = History(
        situation=situation,
        parameters=parameters,
        fronts=fronts,
        targets=targets,
        distances=distances,
        trend=trend,
        held_km2=area_km2(regions),
        steps=_steps(fronts),
        areas=areas,
        change=area_change(areas, fronts[0], fronts[-1]),
        assumptions=(*_front_assumptions(fronts), *notes, *_rules(parameters, dates)),
    )
    control.step(1.0, tr("Findings"))
    return outcome_of(history)


def _date(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadParameter(
            tr("“{text}” is no date", text=text),
            expected=tr("Expected {expected}.", expected=tr("a date as YYYY-MM-DD")),
        ) from error


def _steps(fronts: tuple[Front, ...]) -> tuple[tuple[float, float], ...]:
    """Gained and lost from each date to the next, km²."""
    return tuple(
        tuple(
            area_km2(
                [shapely.difference(after.area, before.area), shapely.difference(before.area, after.area)]
            ).tolist()
        )
        for before, after in itertools.pairwise(fronts)
    )


def _areas(situation: Workspace, parameters: FrontHistoryParameters, notes: list[Assumption]) -> Areas | None:
    try:
        areas: Areas | None = areas_at(situation, parameters.area_level.number)
    except MissingData:
        areas = finest_areas(situation)
        if areas is not None:
            text = tr(
                "The workspace holds no {wanted}; areas of level {level} stand for them",
                wanted=parameters.area_level.text(),
                level=areas.level,
            )
            notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    if areas is not None:
        layers = [situation.layer(name) for name in dict.fromkeys(areas.frame["layer"])]
        notes += [data_assumption(layer, situation.today()) for layer in layers]
    return areas


def _targets(
    situation: Workspace,
    parameters: FrontHistoryParameters,
    areas: Areas | None,
    notes: list[Assumption],
) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    if parameters.areas and areas is not None:
        rows = areas.frame
        parts.append(
            pd.DataFrame(
                {
                    "group": "area", "kind": "admin_area", "layer": rows["layer"], "fid": rows["fid"],
                    "name": rows["name"], "code": rows["code"], "sensitivity": int(Sensitivity.LOW),
                    "geometry": rows.geometry.to_numpy(),
                }
            )
        )  # fmt: skip
    if parameters.settlements:
        for layer in situation.of_kind("populated_place"):
            country = layer.frame["country"]
            here = (country.isna() | (country == COUNTRY)).to_numpy(dtype=bool)
            parts.append(_rows(situation, layer, layer.frame[here], "settlement", "code", notes))
    if parameters.sites:
        for centres in centres_in_use(situation):
            notes += centres.assumptions()
            parts.append(_rows(situation, centres.layer, centres.frame, "site", "site_id", notes))
        for kind in OTHER_SITE_KINDS:
            for layer in situation.of_kind(kind):
                code = f"{kind}_id"
                parts.append(_rows(situation, layer, layer.frame, "site", code, notes))
    columns = ["group", "kind", "layer", "fid", "name", "code", "sensitivity", "geometry"]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
    return pd.concat(parts, ignore_index=True)[columns]


def _rows(
    situation: Workspace,
    layer: Layer,
    frame: pd.DataFrame,
    group: str,
    code: str,
    notes: list[Assumption],
) -> pd.DataFrame:
    notes.append(data_assumption(layer, situation.today()))
    shapes = frame["geometry"].to_numpy() if layer.has_geometry else np.full(len(frame), None, dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not known.all():
        text = trn(
            "{count:,} record of {layer} without a position has no distance",
            "{count:,} records of {layer} without a position have no distance",
            int((~known).sum()),
            layer=layer.kind.plural,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.provenance.source))
    frame = frame[known]
    return pd.DataFrame(
        {
            "group": group,
            "kind": layer.kind.name,
            "layer": layer.name,
            "fid": frame.index.to_numpy(),
            "name": name_of(frame).to_numpy(),
            "code": frame[code].to_numpy() if code in frame else None,
            "sensitivity": int(layer.sensitivity),
            "geometry": shapes[known],
        }
    )


def _left_out(count: int, parameters: FrontHistoryParameters) -> list[Assumption]:
    if not count:
        return []
    text = trn(
        "{count:,} feature that was never within {km:g} km of the contact line is left out",
        "{count:,} features that were never within {km:g} km of the contact line are left out",
        count,
        km=parameters.within_km,
    )
    return [Assumption(text=text, ground=Ground.IGNORED)]


def _jumps(count: int, parameters: FrontHistoryParameters) -> list[Assumption]:
    if not count:
        return []
    text = trn(
        "For {count:,} feature the distance jumped by more than {speed:g} km a month, as where a section of "
        "the front opens; its speed is taken from after the last jump",
        "For {count:,} features the distance jumped by more than {speed:g} km a month, as where a section of "
        "the front opens; their speed is taken from after the last jump",
        count,
        speed=parameters.jump_km_month,
    )
    return [Assumption(text=text, ground=Ground.DEFAULT, source="Corridor")]


def _front_assumptions(fronts: tuple[Front, ...]) -> list[Assumption]:
    """The data of each date once, and how the contact lines were found once."""
    found: dict[tuple[str, str], Assumption] = {}
    for front in fronts:
        for note in front.assumptions:
            found.setdefault((str(note.text), note.source), note)
    return list(found.values())


def _rules(parameters: FrontHistoryParameters, dates: tuple[dt.date, ...]) -> list[Assumption]:
    rules: list[tuple[Text, str]] = [
        (
            tr(
                "Speed of approach: the median slope between all pairs of the {count} dates, with its range "
                "of {share:.0%} confidence; a month has {days:.2f} days; the speed of an area is that of a "
                "point within it",
                count=len(dates),
                share=parameters.confidence,
                days=DAYS_A_MONTH,
            ),
            "Theil (1950), Sen (1968)",
        ),
        (
            tr(
                "When the front would come within {km:g} km assumes that the speeds from {first} to {last} "
                "last, up to {months:g} months: a range under an assumption, not a prediction",
                km=parameters.band_km,
                first=dates[0].isoformat(),
                last=dates[-1].isoformat(),
                months=parameters.horizon_months,
            ),
            "Corridor",
        ),
    ]
    if len(dates) < LEAST_FOR_INTERVAL:
        text = tr(
            "Fewer than {least} dates: speeds have no range, and nothing is said of when the front would "
            "come",
            least=LEAST_FOR_INTERVAL,
        )
        rules.append((text, "Corridor"))
    return [Assumption(text=text, ground=Ground.DEFAULT, source=source) for text, source in rules]
