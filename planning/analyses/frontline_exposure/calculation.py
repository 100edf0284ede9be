"""Counts people, sites, crossings, facilities and damage by distance from the contact line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import tr, trn
from layers.workspace import Workspace
from planning.analyses.frontline_exposure.groups import Groups, groups_by_band
from planning.analyses.frontline_exposure.parameters import ControlSide, FrontlineExposureParameters
from planning.analyses.frontline_exposure.sources import SourceCount, counted, other_counts
from planning.areas import Areas, areas_at, finest_areas
from planning.centres_in_use import centres_in_use, name_of
from planning.country import country_of
from planning.distance_bands import Bands, shares_by_area, shares_by_band
from planning.errors import MissingData
from planning.front import Front, require_front
from planning.outcome import Assumption, Ground, Outcome, data_assumption
from planning.people_groups import profiles_of
from planning.population import Population, population_of, population_sources
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.site_clearance import ClearanceRule
from planning.site_gaps import people_of

SITE_KINDS = ("collective_centre", "border_crossing", "facility", "warehouse")
NO_DAMAGE = ("none",)
REPAIRED = ("done",)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Records of one layer that have a place and count, with their row of the bands.

    Attributes
    ----------
    frame : DataFrame
        Columns: name, row, front_km, people, status, area_code, geometry; index `fid`.
    unplaced : int
        Records that count but have no position.
    """

    layer: Layer
    frame: pd.DataFrame
    unplaced: int


@dataclass(frozen=True, slots=True, eq=False)
class PeopleByArea:
    """People by area and row of the bands, and those of no area.

    Attributes
    ----------
    people : array, shape (areas, rows)
        NaN throughout for an area whose people nobody counted.
    outside : array, shape (rows,)
        People outside every area.
    front_km : array
        From the nearest part of the area to the contact line.
    """

    areas: Areas
    people: NDArray[np.float64]
    outside: NDArray[np.float64]
    front_km: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """Everything the findings are made from.

    Attributes
    ----------
    people : array, shape (rows,), optional
        None where the workspace does not say where people live.
    placed : mapping of kind to Placed
        Kinds the workspace has no layer of are absent.
    rule : ClearanceRule
        Which centres are to be evacuated or decongested.
    groups : Groups, optional
        None where nothing is known of age, sex and disability.
    chosen : SourceCount, optional
        `people`, with what is uncertain in it.
    others : tuple of SourceCount
        The same by other sources.
    """

    situation: Workspace
    front: Front
    bands: Bands
    population: Population | None
    people: NDArray[np.float64] | None
    by_area: PeopleByArea | None
    placed: dict[str, list[Placed]]
    rule: ClearanceRule
    groups: Groups | None
    chosen: SourceCount | None
    others: tuple[SourceCount, ...]
    country: shapely.Geometry
    assumptions: tuple[Assumption, ...]


def frontline_exposure(
    workspace: Workspace,
    scenario: Scenario,
    parameters: FrontlineExposureParameters,
    control: RunControl | None = None,
) -> Outcome:
    """People and sites by band of distance from the contact line.

    Distances are geodesic to 0.1 %; grid cells and areas are split by area along the edges of the bands.
    The area of control is a row of its own, and a last row holds what lies beyond the outermost band, so
    that the rows sum to the total.

    Raises
    ------
    MissingData
        When there is no front.
    PlanningError
        When a front given as lines does not state its side.
    BadParameter
        When the band edges do not ascend, or the population source is not there.
    """
    from planning.analyses.frontline_exposure.findings import outcome_of

    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    bands = Bands(parameters.bands_km)
    rule = ClearanceRule(
        evacuate_km=parameters.evacuate_within_km,
        decongest_km=parameters.decongest_within_km,
        decongest_to_percent=parameters.decongest_to_percent,
    )
    control.step(0.0, tr("Front"))
    side = "" if parameters.control_side is ControlSide.STATED else str(parameters.control_side)
    front = require_front(situation, control_side=side)
    placed, notes = _placed(situation, front, bands)
    control.step(0.3, tr("People"))
    population, people, by_area = None, None, None
    groups, chosen = None, None
    others: tuple[SourceCount, ...] = ()
    if parameters.population or population_sources(situation):
        population = population_of(situation, parameters.population)
        shares = shares_by_band(population.cells.geometry.to_numpy(), front, bands, control.part(0.3, 0.5))
        people = population.cells["people"].to_numpy() @ shares
        chosen = counted(_source_key(situation, parameters), population, shares, front, bands)
        others = other_counts(situation, chosen, front, bands, control.part(0.5, 0.6))
        profiles = profiles_of(situation)
        if profiles is not None:
            groups = groups_by_band(population, shares, profiles)
            notes += profiles.assumptions
        areas, area_notes = _areas(situation, parameters)
        notes += population.assumptions
        notes += [note for note in area_notes if note not in notes]
        control.step(0.6, tr("People by area"))
        if areas is not None:
            by_area = _by_area(population, shares, areas, front, bands)
    control.step(0.95, tr("Findings"))
    exposure = Exposure(
        situation=situation,
        front=front,
        bands=bands,
        population=population,
        people=people,
        by_area=by_area,
        placed=placed,
        rule=rule,
        groups=groups,
        chosen=chosen,
        others=others,
        country=country_of(situation).land,
        assumptions=(
            *front.assumptions,
            *notes,
            _bands_assumption(parameters),
            *((rule.assumption(),) if "collective_centre" in placed else ()),
        ),
    )
    return outcome_of(exposure)


def _source_key(situation: Workspace, parameters: FrontlineExposureParameters) -> str:
    """The source chosen, as it is called among all."""
    known = [key for key, _ in population_sources(situation)]
    wanted = parameters.population.strip().casefold() or known[0].casefold()
    return next((key for key in known if key.casefold() == wanted), wanted)


def _bands_assumption(parameters: FrontlineExposureParameters) -> Assumption:
    preset = parameters.bands_km == FrontlineExposureParameters().bands_km
    edges = "/".join(f"{edge:g}" for edge in parameters.bands_km)
    text = tr("Bands of {edges} km; they have no official standing and are no advice on access", edges=edges)
    return Assumption(
        text=text,
        ground=Ground.DEFAULT if preset else Ground.CHOSEN,
        source="Corridor" if preset else "planner",
    )


def _placed(
    situation: Workspace, front: Front, bands: Bands
) -> tuple[dict[str, list[Placed]], list[Assumption]]:
    placed: dict[str, list[Placed]] = {}
    notes: list[Assumption] = []
    for centres in centres_in_use(situation):
        notes += [data_assumption(centres.layer, situation.today()), *centres.assumptions()]
        one = _rows(situation, centres.layer, centres.frame, front, bands, notes)
        placed.setdefault("collective_centre", []).append(one)
    for kind in (*SITE_KINDS[1:], "damage"):
        for layer in situation.of_kind(kind):
            notes.append(data_assumption(layer, situation.today()))
            frame = _still_damaged(layer, notes) if kind == "damage" else layer.frame
            placed.setdefault(kind, []).append(_rows(situation, layer, frame, front, bands, notes))
    return placed, notes


def _still_damaged(layer: Layer, notes: list[Assumption]) -> Any:
    frame = layer.frame
    whole = frame["extent"].isin(NO_DAMAGE) | frame["repair_status"].isin(REPAIRED)
    if whole.any():
        text = trn(
            "{count:,} record of {layer} without damage or already repaired is left out",
            "{count:,} records of {layer} without damage or already repaired are left out",
            int(whole.sum()),
            layer=layer.kind.plural,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.provenance.source))
    return frame[~whole]


def _rows(
    situation: Workspace, layer: Layer, frame: Any, front: Front, bands: Bands, notes: list[Assumption]
) -> Placed:
    """The records that have a place, with row and distance; those without are counted in `notes`."""
    shapes = frame.geometry.to_numpy() if layer.has_geometry else np.full(len(frame), None, dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not known.all():
        text = trn(
            "{count:,} record of {layer} without a position is in no band",
            "{count:,} records of {layer} without a position are in no band",
            int((~known).sum()),
            layer=layer.kind.plural,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.provenance.source))
    rows, distance = bands.rows_of(shapes[known], front)
    frame = frame[known]
    areas = finest_areas(situation)
    codes = areas.holding(shapes[known]) if areas is not None and len(frame) else None
    result = pd.DataFrame(
        {
            "name": name_of(frame),
            "row": rows,
            "front_km": distance,
            "people": people_of(frame, at_capacity=False) if "occupancy" in frame else pd.NA,
            "status": frame.get("status", pd.NA),
            "area_code": codes,
            "geometry": shapes[known],
        },
        index=frame.index,
    )
    return Placed(layer=layer, frame=result, unplaced=int((~known).sum()))


def _areas(
    situation: Workspace, parameters: FrontlineExposureParameters
) -> tuple[Areas | None, list[Assumption]]:
    try:
        areas = areas_at(situation, parameters.area_level.number)
        return areas, _areas_data(situation, areas)
    except MissingData:
        finest = finest_areas(situation)
    if finest is None:
        return None, []
    text = tr(
        "The workspace holds no {wanted}; people are shown by areas of level {level}",
        wanted=parameters.area_level.text(),
        level=finest.level,
    )
    return finest, [Assumption(text=text, ground=Ground.SUBSTITUTED), *_areas_data(situation, finest)]


def _areas_data(situation: Workspace, areas: Areas) -> list[Assumption]:
    layers = (situation.layer(name) for name in dict.fromkeys(areas.frame["layer"]))
    return [data_assumption(layer, situation.today()) for layer in layers]


def _by_area(
    population: Population, shares: NDArray[np.float64], areas: Areas, front: Front, bands: Bands
) -> PeopleByArea:
    """People of each area in each row; cells in several areas and several rows are cut along both."""
    people = population.cells["people"].to_numpy()
    cells = population.cells.geometry.to_numpy()
    polygons = areas.frame.geometry.to_numpy()
    code_area = _own_areas(population, areas)
    if code_area is None:
        cell, area, share = shares_by_area(cells, polygons)
    else:
        cell = np.flatnonzero(code_area >= 0)
        area, share = code_area[cell], np.ones(len(cell))
    parts = share[:, None] * shares[cell]
    both = (share < 1) & ((shares[cell] > 0).sum(axis=1) > 1)
    fragments = shapely.intersection(cells[cell[both]], polygons[area[both]])
    parts[both] = share[both, None] * shares_by_band(fragments, front, bands)
    counted = np.zeros((len(polygons), bands.count))
    np.add.at(counted, area, parts * people[cell, None])
    outside = np.maximum(people @ shares - counted.sum(axis=0), 0.0)
    if code_area is not None:
        known = np.bincount(area, minlength=len(polygons)) > 0
        counted[~known & ~_empty(areas)] = np.nan
    return PeopleByArea(
        areas=areas,
        people=counted,
        outside=outside,
        front_km=front.distance_km(polygons),
    )


def _empty(areas: Areas) -> Any:
    """Whether an area is counted as having nobody."""
    return areas.frame["population"].eq(0).fillna(False).to_numpy(dtype=bool)


def _own_areas(population: Population, areas: Areas) -> NDArray[np.int64] | None:
    """Area number of each cell by its code, -1 for none; None where cells are no areas of this kind."""
    codes = population.cells["area_code"].to_numpy(dtype=object)
    if population.from_areas:
        number = {code: index for index, code in enumerate(areas.frame["code"])}
        return np.array([number.get(code, -1) for code in areas.with_code(codes)], dtype=np.int64)
    return None
