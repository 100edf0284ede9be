"""Tables of what ways pass: distances of the front, turns, and points along them."""

from __future__ import annotations

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import tr
from planning.analyses.route.journey import Journey, Way
from planning.network.costs import LABELS, explained
from planning.network.turn_list import turn_list
from planning.outcome import Cell, Column, FeatureRef, Table


def exposure_table(journey: Journey) -> Table:
    """One row a way: time, length, and minutes and km within each distance of the front."""
    bands = journey.parameters.bands_km
    within = [
        column
        for km in bands
        for column in (
            Column(name=f"min_within_{km:g}_km", label=tr("Within {km:g} km", km=km), unit="min", decimals=0),
            Column(name=f"km_within_{km:g}_km", label=tr("Within {km:g} km", km=km), unit="km", decimals=1),
        )
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            way.rank,
            way.route.duration_min,
            way.route.length_km,
            way.exposure_min,
            way.front_km,
            *(value for one in way.within for value in (one.minutes, one.km)),
            len(way.route.damaged_bridges),
        )
        for way in journey.ways
    ]
    return Table(
        name="exposure",
        title=tr("Time against exposure to the front"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
            Column(name="exposure_min", label=tr("Exposure"), unit="min", decimals=0),
            Column(name="front_min_km", label=tr("Nearest to the front"), unit="km", decimals=1),
            *within,
            Column(name="damaged_bridges", label=tr("Damaged bridges crossed")),
        ),
        rows=tuple(rows),
        features=tuple(_route(way) for way in journey.ways),
        sensitivity=journey.sensitivity,
    )


def turns_table(journey: Journey) -> Table:
    """The roads of each way one after the other."""
    rows: list[tuple[Cell, ...]] = []
    refs = []
    for way in journey.ways:
        for number, step in enumerate(turn_list(journey.network, way.route, way.roads), 1):
            rows.append(
                (
                    way.rank,
                    number,
                    step.words,
                    step.road,
                    step.km,
                    step.minutes,
                    step.at_km,
                    step.at_min,
                    step.lon,
                    step.lat,
                )
            )
            refs.append(_route(way))
    return Table(
        name="turns",
        title=tr("Turns"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="step", label=tr("Step")),
            Column(name="direction", label=tr("Direction")),
            Column(name="road", label=tr("Road")),
            Column(name="length_km", label=tr("Follow for"), unit="km", decimals=1),
            Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
            Column(name="at_km", label=tr("After"), unit="km", decimals=1),
            Column(name="at_min", label=tr("After"), unit="min", decimals=0),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=journey.sensitivity,
    )


def profile_table(journey: Journey) -> Table:
    """Points along each way with the time since the start and the distance to the front."""
    rows: list[tuple[Cell, ...]] = []
    refs = []
    for way in journey.ways:
        profile = way.profile
        for index in range(len(profile.km)):
            front_km = float(profile.front_km[index])
            rows.append(
                (
                    way.rank,
                    float(profile.km[index]),
                    float(profile.minutes[index]),
                    None if np.isnan(front_km) else front_km,
                    float(profile.lonlat[index, 0]),
                    float(profile.lonlat[index, 1]),
                )
            )
            refs.append(_route(way))
    return Table(
        name="profile",
        title=tr("Along the ways"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="at_km", label=tr("After"), unit="km", decimals=1),
            Column(name="at_min", label=tr("After"), unit="min", decimals=0),
            Column(name="front_km", label=tr("Distance to the front"), unit="km", decimals=1),
            Column(name="lon", label=tr("Longitude"), unit="°", decimals=5),
            Column(name="lat", label=tr("Latitude"), unit="°", decimals=5),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=journey.sensitivity,
    )


def costs_table(journey: Journey) -> Table:
    """What makes each way take its time, step by step in the declared order."""
    network = journey.network
    rows: list[tuple[Cell, ...]] = []
    refs = []
    for way in journey.ways:
        route = way.route
        shares = route.edge_km / np.maximum(network.graph.length_m[route.edges] / 1000.0, 1e-12)
        for step in explained(network, route.edges, shares, route.edge_min):
            rows.append((way.rank, LABELS[step.factor], step.km, step.before_min, step.after_min, step.why))
            refs.append(_route(way))
        off_road_min = sum(route.access_km) / network.rules.access_kmh * 60.0
        if off_road_min >= 0.05:
            why = tr("straight lines between the places and their roads")
            last = route.duration_min - off_road_min
            rows.append((way.rank, tr("off the road"), sum(route.access_km), last, route.duration_min, why))
            refs.append(_route(way))
    return Table(
        name="costs",
        title=tr("Why the ways take their time"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="factor", label=tr("Step")),
            Column(name="length_km", label=tr("Concerns"), unit="km", decimals=1),
            Column(name="before_min", label=tr("Before"), unit="min", decimals=1),
            Column(name="after_min", label=tr("With it"), unit="min", decimals=1),
            Column(name="why", label=tr("Why")),
        ),
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=named_on_ways(journey),
    )


def named_on_ways(journey: Journey) -> Sensitivity:
    """How sensitive the places are, and the records of what slows or holds up on the ways."""
    layers = {one.layer for way in journey.ways for one in way.slowed}
    layers |= {wait.layer for way in journey.ways for wait, _ in way.waits}
    return max((journey.sensitivity, *(journey.layer_sensitivity[name] for name in layers)))


def _route(way: Way) -> FeatureRef:
    return FeatureRef(layer="routes", fids=(way.rank,), of_outcome=True)
