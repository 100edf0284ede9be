"""Ranks areas by a weighted mean of what the workspace says about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.prioritisation import scoring
from planning.analyses.prioritisation.indicators import Evidence, Indicator, indicators_of
from planning.analyses.prioritisation.parameters import ControlSide, PrioritisationParameters
from planning.areas import Areas, areas_at, finest_areas
from planning.distance_bands import share_within
from planning.errors import BadParameter, MissingData
from planning.front import Front, front_of
from planning.geodesy import dense, share_of_area
from planning.outcome import Assumption, Ground, Outcome, data_assumption
from planning.population import Population, population_of, population_sources
from planning.run_control import RunControl
from planning.scenario import Scenario

Floats = NDArray[np.float64]

# An area with more than this share under control is listed apart.
CONTROLLED_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Everything the findings are made from; arrays are by area of `areas`, in its order.

    Attributes
    ----------
    ranked : bool array
        Whether the area takes part in the ranking.
    controlled : array
        Share of the area that is under control; NaN without a front.
    """

    parameters: PrioritisationParameters
    areas: Areas
    indicators: tuple[Indicator, ...]
    weights: Floats
    scores: scoring.Scores
    severity: Floats
    rank: NDArray[np.int64]
    stability: scoring.Stability
    people: Floats
    population: Population | None
    ranked: NDArray[np.bool_]
    controlled: Floats
    assumptions: tuple[Assumption, ...]


def prioritisation(
    workspace: Workspace,
    scenario: Scenario,
    parameters: PrioritisationParameters,
    control: RunControl | None = None,
) -> Outcome:
    """Areas ranked for a sector, with what each indicator adds to each score.

    Raises
    ------
    MissingData
        When there are no areas, or nothing is known about any of them.
    BadParameter
        When all weights are 0.
    PlanningError
        When a front given as lines does not state its side.
    """
    from planning.analyses.prioritisation.findings import outcome_of

    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    weights_of = _weights(parameters)
    control.step(0.0, tr("Areas"))
    areas, notes = _areas(situation, parameters)
    side = "" if parameters.control_side is ControlSide.STATED else str(parameters.control_side)
    front = front_of(situation, control_side=side)
    for name in dict.fromkeys(areas.frame["layer"]):
        notes.append(data_assumption(situation.layer(name), situation.today()))
    control.step(0.1, tr("People"))
    population = None
    if parameters.population or population_sources(situation):
        population = population_of(situation, parameters.population)
    evidence = Evidence(situation, parameters.sector, areas, front, population, notes, {})
    control.step(0.3, tr("Indicators"))
    indicators = indicators_of(evidence)
    control.step(0.8, tr("Ranks"))
    if front is not None:
        notes += front.assumptions
    if population is not None:
        notes += [item for item in population.assumptions if item not in notes]
    priorities = _ranked(parameters, evidence, indicators, weights_of)
    control.step(0.95, tr("Findings"))
    return outcome_of(priorities)


def _ranked(
    parameters: PrioritisationParameters,
    evidence: Evidence,
    indicators: tuple[Indicator, ...],
    weights_of: dict[str, float],
) -> Priorities:
    controlled = _controlled(evidence.areas, evidence.front)
    takes_part = np.ones(len(controlled), dtype=bool)
    if not parameters.include_control_area:
        takes_part = ~(controlled > CONTROLLED_SHARE)
    used = tuple(item for item in indicators if weights_of[item.name] > 0)
    weights = np.array([weights_of[item.name] for item in used])
    normalised = np.column_stack([item.normalised for item in used])
    scores = scoring.scored(normalised, weights)
    takes_part &= ~np.isnan(scores.score)
    if not takes_part.any():
        raise MissingData(
            tr("nothing is known about any area that could be ranked"),
            expected=tr("Indicators: {names}.", names=", ".join(str(item.label) for item in used)),
            todo=tr("Import damage, population, sites, severity or hostilities for these areas."),
        )
    people = next(item.values for item in indicators if item.name == "people")
    rank = np.zeros(len(takes_part), dtype=np.int64)
    rank[takes_part] = scoring.ranks(scores.score[takes_part], people[takes_part])
    stability = scoring.stability(
        normalised[takes_part],
        weights,
        people[takes_part],
        change=parameters.weight_change_percent / 100,
        top=parameters.top,
    )
    return Priorities(
        parameters=parameters,
        areas=evidence.areas,
        indicators=used,
        weights=weights,
        scores=scores,
        severity=scoring.severity_class(scores.score),
        rank=rank,
        stability=_spread(stability, takes_part),
        people=people,
        population=evidence.population,
        ranked=takes_part,
        controlled=controlled,
        assumptions=(*evidence.notes, *_method(parameters, used, weights)),
    )


def _spread(stability: scoring.Stability, takes_part: NDArray[np.bool_]) -> scoring.Stability:
    """The stability of the areas that take part, at their places among all areas."""
    low, high = (np.zeros(len(takes_part), dtype=np.int64) for _ in range(2))
    among_top = np.zeros(len(takes_part))
    low[takes_part], high[takes_part] = stability.low, stability.high
    among_top[takes_part] = stability.among_top
    return scoring.Stability(low=low, high=high, among_top=among_top)


def _weights(parameters: PrioritisationParameters) -> dict[str, float]:
    prefix = "weight_"
    weights = {
        name.removeprefix(prefix): float(getattr(parameters, name))
        for name in parameters.__dataclass_fields__
        if name.startswith(prefix) and name != "weight_change_percent"
    }
    if not any(weights.values()):
        raise BadParameter(tr("all weights are 0"), todo=tr("Give at least one indicator a weight."))
    return weights


def _areas(situation: Workspace, parameters: PrioritisationParameters) -> tuple[Areas, list[Assumption]]:
    level = parameters.area_level
    try:
        areas, notes = areas_at(situation, level.number), []
    except MissingData:
        finest = finest_areas(situation)
        if finest is None:
            raise
        areas = finest
        text = tr(
            "The workspace holds no {wanted}; areas of level {level} are ranked",
            wanted=level.text(),
            level=areas.level,
        )
        notes = [Assumption(text=text, ground=Ground.SUBSTITUTED)]
    if areas.repeated:
        text = tr("{count:,} areas whose code occurs twice are ranked once", count=areas.repeated)
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    return areas, notes


def _controlled(areas: Areas, front: Front | None) -> Floats:
    polygons = dense(areas.frame.geometry.to_numpy())
    if front is None:
        return np.full(len(polygons), np.nan)
    return share_within(polygons, share_of_area(polygons), front.area)


def _method(
    parameters: PrioritisationParameters, used: tuple[Indicator, ...], weights: Floats
) -> list[Assumption]:
    shipped = PrioritisationParameters()
    chosen = any(
        getattr(parameters, f"weight_{item.name}") != getattr(shipped, f"weight_{item.name}") for item in used
    )
    listed = ", ".join(f"{item.label} {weight:g}" for item, weight in zip(used, weights, strict=True))
    default, own = Ground.DEFAULT, "Corridor †"
    texts = (
        (
            tr("Weights: {weights}", weights=listed),
            Ground.CHOSEN if chosen else default,
            "planner" if chosen else own,
        ),
        (
            tr(
                "Amounts count in proportion up to the {percentile:g}th percentile of the positive values; "
                "nearness to the contact line fades out at {reach:g} km; published severity 1 counts 0 and 5 "
                "counts 1",
                percentile=scoring.FULL_PERCENTILE,
                reach=scoring.REACH_KM,
            ),
            default,
            own,
        ),
        (
            tr(
                "Where there is a layer of damage, centres or hostilities, an area without a record in it "
                "counts as having none"
            ),
            default,
            own,
        ),
        (
            tr(
                "The score is the weighted mean of the indicators an area has; severity 1 to 5 is its fifth "
                "of the scale from 0 to 100 and no JIAF severity"
            ),
            default,
            own,
        ),
        (
            tr(
                "Rank range: {runs:,} runs with each weight varied by up to ±{change:g} %, without the outer "
                "{tail:g} % at either end",
                runs=scoring.RUNS,
                change=parameters.weight_change_percent,
                tail=scoring.TAIL_PERCENT,
            ),
            default,
            own,
        ),
    )
    return [Assumption(text=text, ground=ground, source=source) for text, ground, source in texts]


def ordered(priorities: Priorities) -> NDArray[np.int64]:
    """Numbers of the ranked areas, the first rank first."""
    found = np.flatnonzero(priorities.ranked)
    result: NDArray[np.int64] = found[np.argsort(priorities.rank[found], kind="stable")]
    return result


def reasons(priorities: Priorities, area: int, most: int = 3) -> list[tuple[Indicator, float]]:
    """The indicators that add most to the score of an area, and by how many points."""
    points = priorities.scores.contribution[area]
    order = np.argsort(-np.nan_to_num(points), kind="stable")[:most]
    return [(priorities.indicators[index], float(points[index])) for index in order if points[index] > 0]
