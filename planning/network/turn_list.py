"""A way in words: where to turn onto which road, and how far to follow it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from layers.text import Text, tr
from planning.geodesy import WGS84
from planning.network.route import Route
from planning.network.travel import TravelNetwork

_HEADINGS = (
    tr("north"), tr("north-east"), tr("east"), tr("south-east"),
    tr("south"), tr("south-west"), tr("west"), tr("north-west"),
)  # fmt: skip
# The direction of a road is that of its first or last metres, not of its very first vertices
_LOOK_M = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One road of a way.

    Attributes
    ----------
    at_km, at_min : float
        Since the start.
    lon, lat : float
        Where it begins.
    """

    words: Text
    road: Text | str
    km: float
    minutes: float
    at_km: float
    at_min: float
    lon: float
    lat: float


def turn_list(network: TravelNetwork, route: Route, roads: Sequence[Text | str]) -> tuple[Step, ...]:
    """The roads of a way one after the other.

    Parameters
    ----------
    roads : sequence
        What each edge of the way is called; edges in a row that are called alike are one step.
    """
    if not len(route.edges):
        return ()
    minutes = route.edge_min
    calls = [str(road) for road in roads]
    begins = [0, *(i for i in range(1, len(calls)) if calls[i] != calls[i - 1]), len(calls)]
    lines = [_driven(network, route, index) for index in range(len(calls))]
    access_min = route.access_km[0] / network.rules.access_kmh * 60.0
    steps: list[Step] = []
    at_km, at_min = route.access_km[0], access_min
    for first, last in itertools.pairwise(begins):
        ahead = _bearing(np.concatenate(lines[first:last]), at_end=False)
        if first == 0:
            words = tr("head {direction}", direction=_HEADINGS[round(ahead / 45.0) % 8])
        else:
            behind = _bearing(np.concatenate(lines[max(0, begins[len(steps) - 1]) : first]), at_end=True)
            words = _turn((ahead - behind + 180.0) % 360.0 - 180.0)
        km, spent = float(route.edge_km[first:last].sum()), float(minutes[first:last].sum())
        lon, lat = lines[first][0].tolist()
        steps.append(
            Step(
                words=words,
                road=roads[first],
                km=km,
                minutes=spent,
                at_km=at_km,
                at_min=at_min,
                lon=lon,
                lat=lat,
            )
        )
        at_km, at_min = at_km + km, at_min + spent
    return tuple(steps)


def _driven(network: TravelNetwork, route: Route, index: int) -> np.ndarray:
    """Vertices of an edge of the way in driving order."""
    ahead = bool(route.with_line[index])
    return network.graph.stretch(int(route.edges[index]), 0.0 if ahead else 1.0, 1.0 if ahead else 0.0)


def _bearing(vertices: np.ndarray, *, at_end: bool) -> float:
    """Direction of the first or the last metres of a line, degrees from north."""
    points = vertices[::-1] if at_end else vertices
    here = points[0]
    for there in points[1:]:
        azimuth, _, metres = WGS84.inv(*here, *there)
        if metres >= _LOOK_M:
            break
    else:
        azimuth = WGS84.inv(*here, *points[-1])[0]
    return float(azimuth + 180.0 if at_end else azimuth) % 360.0


def _turn(degrees: float) -> Text:
    """A turn in words; positive to the right."""
    size = abs(degrees)
    right = degrees > 0
    if size < 20:
        return tr("go straight on")
    if size < 45:
        return tr("bear right") if right else tr("bear left")
    if size < 120:
        return tr("turn right") if right else tr("turn left")
    if size < 165:
        return tr("turn sharp right") if right else tr("turn sharp left")
    return tr("turn round")
