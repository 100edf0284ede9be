"""Finds what lies within a time of places by road."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.errors import LayerError
from layers.gazetteer import Place, find_place
from layers.sensitivity import Sensitivity
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.service_area.allocation import allocated
from planning.analyses.service_area.compared import compared
from planning.analyses.service_area.findings import outcome_of
from planning.analyses.service_area.in_time import bounded, times_of, told_in_time
from planning.analyses.service_area.inside import with_inside
from planning.analyses.service_area.parameters import Direction, ServiceAreaParameters
from planning.analyses.service_area.service import Break, Service
from planning.centres_in_use import centres_in_use, name_of
from planning.distance_bands import share_within
from planning.errors import BadParameter
from planning.geodesy import area_km2, share_of_area
from planning.network.isochrone import area_beside
from planning.network.reasons import Reason, attaching, not_attached
from planning.network.travel import TravelNetwork, travel_network
from planning.outcome import Assumption, Ground, Outcome, data_assumption
from planning.population import Population, population_of, population_sources
from planning.reached_areas import on_roads
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.site_gaps import people_of
from planning.sites import sites_of


def service_area(
    workspace: Workspace,
    scenario: Scenario,
    parameters: ServiceAreaParameters,
    control: RunControl | None = None,
) -> Outcome:
    """Area, people and collective centres within times of the nearest of several places.

    The area is everything within `off_road_km` of a road reached in time, without areas closed to roads;
    cells and areas of the population count by the share of their area that lies in it.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When a place is not in the workspace, or fits several.
    MissingData
        When there are no roads, or no front to keep away from.
    BadParameter
        When a shorter time is not shorter, or the population source is not there.
    """
    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    minutes = _minutes(parameters)
    network = _network(situation, parameters, control.part(0.0, 0.4))
    places, substituted = _places(situation, parameters, network)
    times = times_of(network, parameters, places)
    if times is not None:
        parameters = bounded(parameters, times)
        minutes = _minutes(parameters)
    population = None
    if parameters.population or population_sources(situation):
        population = population_of(situation, parameters.population)
    centres, notes = _centres(situation)
    breaks = []
    for index, most in enumerate(minutes):
        control.step(0.4 + 0.3 * index / len(minutes), tr("drawing service areas"))
        breaks.append(_break(network, parameters, places, most, population, centres))
    before = None
    if situation is not workspace:
        before = _baseline(workspace, parameters, minutes, control.part(0.7, 0.95))
    lonlat = np.array([(place.lon, place.lat) for place in places])
    snap = network.snap(lonlat[:, 0], lonlat[:, 1])
    control.step(0.95, tr("looking for the nearest place"))
    allocation = allocated(situation, network, parameters, places, centres)
    outcome = outcome_of(
        Service(
            parameters=parameters,
            places=places,
            network=network,
            snap=snap,
            not_attached=tuple(
                Reason(
                    not_attached(network, snap, index, places[index].name),
                    actions=attaching(network, snap, index),
                )
                for index in np.flatnonzero(~snap.attached).tolist()
            ),
            population=population,
            centres=_with_break(centres, breaks) if centres is not None else None,
            breaks=tuple(breaks),
            allocation=allocation,
            sensitivity=_sensitivity(situation, places),
            assumptions=tuple(
                dict.fromkeys(
                    (
                        *network.assumptions,
                        *(population.assumptions if population is not None else ()),
                        *allocation.assumptions,
                        *notes,
                        *substituted,
                        *_own_assumptions(parameters),
                    )
                )
            ),
        )
    )
    outcome = with_inside(outcome, situation, tuple(breaks))
    outcome = compared(outcome, before, tuple(breaks))
    return told_in_time(outcome, situation, network, parameters, places, times)


def _network(situation: Workspace, parameters: ServiceAreaParameters, control: RunControl) -> TravelNetwork:
    return travel_network(
        situation,
        profile=str(parameters.vehicle),
        avoid_front_km=parameters.avoid_front_km,
        join_m=parameters.join_m,
        snap_km=parameters.snap_km,
        control_side=parameters.control_side.side,
        control=control,
    )


def _baseline(
    workspace: Workspace, parameters: ServiceAreaParameters, minutes: tuple[float, ...], control: RunControl
) -> tuple[Break, ...] | None:
    """The service areas without the scenario's changes; None where the baseline lacks the places."""
    network = _network(workspace, parameters, control.part(0.0, 0.5))
    try:
        places, _ = _places(workspace, parameters, network)
    except LayerError:  # the scenario adds them
        return None
    population = None
    if parameters.population or population_sources(workspace):
        population = population_of(workspace, parameters.population)
    found = []
    for index, most in enumerate(minutes):
        control.step(0.5 + 0.5 * index / len(minutes), tr("drawing service areas of the baseline"))
        found.append(_break(network, parameters, places, most, population, None))
    return tuple(found)


def _minutes(parameters: ServiceAreaParameters) -> tuple[float, ...]:
    longer = [value for value in parameters.breaks if value > parameters.max_minutes]
    if longer:
        raise BadParameter(
            tr(
                "{value:g} min was given beside a longest time of {most:g} min",
                value=longer[0],
                most=parameters.max_minutes,
            ),
            where="breaks",
            expected=tr("Expected times up to the longest."),
        )
    return tuple(sorted({*parameters.breaks, parameters.max_minutes}))


def _places(
    situation: Workspace, parameters: ServiceAreaParameters, network: TravelNetwork
) -> tuple[tuple[Place, ...], list[Assumption]]:
    """The places, and what stands for others; a layer stands for each of its records that is open."""
    found: dict[Place, None] = {}
    notes: list[Assumption] = []
    for part in (part.strip() for part in parameters.origin.split(";") if part.strip()):
        if not part.casefold().startswith(("layer:", "areas:")):
            place, note = on_roads(situation, network, find_place(situation, part))
            found[place] = None
            notes += [] if note is None else [note]
            continue
        sites = sites_of(situation, part, vehicle=parameters.vehicle, where="origin")
        for name, (lon, lat), ref in zip(sites.names, sites.lonlat.tolist(), sites.refs, strict=True):
            layer = "" if ref is None else ref.layer
            fid = None if ref is None else ref.fids[0]
            kind = situation.layer(layer).kind.name if layer else ""
            found[Place(name=name, lon=lon, lat=lat, code="", kind=kind, layer=layer, fid=fid)] = None
    return tuple(found), notes


def _centres(situation: Workspace) -> tuple[pd.DataFrame | None, list[Assumption]]:
    """Centres in use that have a place: layer, fid, name, occupancy, geometry, sensitivity."""
    frames, notes = [], []
    for layer in centres_in_use(situation):
        notes += [data_assumption(layer.layer, situation.today()), *layer.assumptions()]
        shape = layer.frame.geometry.to_numpy()
        placed = ~(shapely.is_missing(shape) | shapely.is_empty(shape))
        if not placed.all():
            text = tr(
                "{count:,} collective centres have no place and are not counted", count=int((~placed).sum())
            )
            notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.layer.name))
        frame = layer.frame[placed]
        frames.append(
            pd.DataFrame(
                {
                    "layer": layer.layer.name,
                    "fid": frame.index.to_numpy(),
                    "name": name_of(frame).astype("str").to_numpy(),
                    "occupancy": people_of(frame, at_capacity=False).to_numpy(dtype=float),
                    "geometry": shape[placed],
                    "sensitivity": int(layer.layer.sensitivity),
                }
            )
        )
    return (pd.concat(frames, ignore_index=True) if frames else None), notes


def _break(
    network: TravelNetwork,
    parameters: ServiceAreaParameters,
    places: tuple[Place, ...],
    minutes: float,
    population: Population | None,
    centres: pd.DataFrame | None,
) -> Break:
    reach = network.reach(
        [(place.lon, place.lat) for place in places], minutes, to=parameters.direction is Direction.TO
    )
    area = area_beside(reach, parameters.off_road_km, network.closures.barred)
    joins = network.graph.join[reach.edge]
    shapely.prepare(area)
    inside = None if centres is None else _inside(centres["geometry"].to_numpy(), area)
    return Break(
        minutes=minutes,
        area=area,
        area_km2=float(area_km2([area])[0]),
        road_km=reach.length_km(),
        people=None if population is None else _people(population, area),
        inside=inside,
        joins=np.unique(joins[joins >= 0]),
    )


def _inside(points: NDArray[np.object_], area: shapely.Geometry) -> NDArray[np.bool_]:
    return np.asarray(shapely.intersects(area, points), dtype=np.bool_)


def _people(population: Population, area: shapely.Geometry) -> float:
    """People of cells by share of their area, of places by whether they lie inside."""
    cells = population.cells.geometry.to_numpy()
    people = population.cells["people"].to_numpy(dtype=float)
    size = share_of_area(cells)
    flat = size > 0
    share = np.zeros(len(cells))
    share[flat] = share_within(cells[flat], size[flat], area)
    share[~flat] = _inside(cells[~flat], area)
    return float(people @ share)


def _with_break(centres: pd.DataFrame, breaks: list[Break]) -> pd.DataFrame:
    """The centres with the shortest time they lie within, NaN beyond all."""
    within = np.full(len(centres), np.nan)
    for one in reversed(breaks):
        if one.inside is not None:
            within[one.inside] = one.minutes
    return centres.assign(within_min=within)


def _sensitivity(situation: Workspace, places: tuple[Place, ...]) -> Sensitivity:
    return max(
        (Sensitivity.LOW, *(situation.layer(place.layer).sensitivity for place in places if place.layer))
    )


def _own_assumptions(parameters: ServiceAreaParameters) -> tuple[Assumption, ...]:
    is_default = parameters.off_road_km == 2.0
    return (
        Assumption(
            text=tr(
                "Everything within {km:g} km of a road reached in time counts as served, also where the road "
                "is reached in the last minute; holes smaller than {hole:g} km² are filled, and areas closed "
                "to roads are left out",
                km=parameters.off_road_km,
                hole=4 * parameters.off_road_km**2,
            ),
            ground=Ground.DEFAULT if is_default else Ground.CHOSEN,
            source="Corridor" if is_default else "planner",
        ),
        Assumption(
            text=tr(
                "People belong to the place nearest to them in time by road, counted from where they live; "
                "the area counts them by the land within it, so that the two differ"
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        ),
    )
