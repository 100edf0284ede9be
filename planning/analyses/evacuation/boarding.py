"""Where the people of each origin board: at the nearest open boarding point, or where they meet otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import shapely

from layers.sensitivity import Sensitivity
from layers.workspace import Workspace
from planning.analyses.evacuation.destinations import records_of
from planning.analyses.evacuation.origins import Origins
from planning.analyses.evacuation.problem import (
    OWN_CAR,
    STRETCHER,
    WALKING,
    WHEELCHAIR,
    BoolArray,
    FloatArray,
    IntArray,
)
from planning.front import Front
from planning.network.snapping import Attached
from planning.network.travel import TravelNetwork
from planning.outcome import Assumption, FeatureRef
from planning.run_control import RunControl

NOWHERE = -1
_CARRIED = [WHEELCHAIR, STRETCHER]


class Use(StrEnum):
    """Whether a boarding point is open to be used, and if not, why."""

    OPEN = "open"
    CLOSED = "closed"
    STATUS_UNKNOWN = "status_unknown"
    NO_POSITION = "no_position"
    IN_CONTROL = "in_control"
    NO_ROAD = "no_road"
    ROADS_CLOSED = "roads_closed"
    BARRED = "barred"


_OF_SNAP = {
    Attached.TOO_FAR: Use.NO_ROAD,
    Attached.ROADS_CLOSED: Use.ROADS_CLOSED,
    Attached.BARRED: Use.BARRED,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardingPoints:
    """The boarding points of the workspace; one element a point.

    Attributes
    ----------
    lonlat : float array (P, 2)
        EPSG:4326; NaN where it is not known.
    use : tuple of Use
    people_per_hour : float array (P,)
        That can board; NaN where it is not known.
    accessible : bool array (P,)
        Known to be so for wheelchairs.
    """

    names: tuple[str, ...]
    refs: tuple[FeatureRef, ...]
    lonlat: FloatArray
    use: tuple[Use, ...]
    people_per_hour: FloatArray
    accessible: BoolArray
    sensitivity: Sensitivity
    sources: tuple[Assumption, ...]

    @property
    def is_open(self) -> BoolArray:
        """Which can be used; (P,)."""
        return np.array([use is Use.OPEN for use in self.use], dtype=bool)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Boarding:
    """Groups of people that board together; an origin whose wheelchair users board elsewhere makes two.

    Attributes
    ----------
    origin : int array (G,)
        Index of the origin each group is of, ascending.
    point : int array (G,)
        Index of the boarding point; `NOWHERE` for where the origin's people meet otherwise.
    km : float array (G,)
        By road to the point; 0 without one.
    lonlat : float array (G, 2)
        Where the group boards.
    people, controlled : int array (G, 4)
        As in `Setting`.
    points : BoardingPoints
    """

    origin: IntArray
    point: IntArray
    km: FloatArray
    lonlat: FloatArray
    people: IntArray
    controlled: IntArray
    points: BoardingPoints

    def of(self, origins: Origins) -> Origins:
        """The origins, one for each group."""
        if len(self.origin) == len(origins.names):
            return origins
        return replace(
            origins,
            names=tuple(origins.names[o] for o in self.origin),
            refs=tuple(origins.refs[o] for o in self.origin),
            lonlat=origins.lonlat[self.origin],
            residents=origins.residents[self.origin],
            controlled=origins.controlled[self.origin],
        )

    @property
    def apart(self) -> BoolArray:
        """Which groups are the wheelchair users and stretcher cases of an origin whose others are a group."""
        return _repeated(self.origin)

    @property
    def by_vehicle(self) -> IntArray:
        """People of each group who leave in vehicles of the plan, and so board; (G,)."""
        result: IntArray = self.people[:, [WALKING, *_CARRIED]].sum(axis=1)
        return result


def boarding_points(situation: Workspace, network: TravelNetwork, front: Front | None) -> BoardingPoints:
    """The boarding points there are, and which of them people can be taken from."""
    rows, sources = records_of(situation, "boarding_point")
    if rows.empty:
        none = np.zeros(0)
        return BoardingPoints(
            names=(),
            refs=(),
            lonlat=np.zeros((0, 2)),
            use=(),
            people_per_hour=none,
            accessible=none.astype(bool),
            sensitivity=Sensitivity.LOW,
            sources=(),
        )
    lonlat = rows[["lon", "lat"]].to_numpy(dtype=float)
    return BoardingPoints(
        names=tuple(rows["label"]),
        refs=tuple(
            FeatureRef(layer=layer, fids=(int(fid),))
            for layer, fid in zip(rows["layer"], rows["fid"], strict=True)
        ),
        lonlat=lonlat,
        use=_uses(rows["status"].fillna("unknown").tolist(), lonlat, network, front),
        people_per_hour=rows["capacity_people_per_hour"].to_numpy(dtype=float, na_value=np.nan),
        accessible=rows["wheelchair_access"].fillna(False).to_numpy(dtype=bool),
        sensitivity=Sensitivity(int(rows["sensitivity"].max())),
        sources=tuple(sources),
    )


def _uses(
    status: list[str], lonlat: FloatArray, network: TravelNetwork, front: Front | None
) -> tuple[Use, ...]:
    stated = {"open": Use.OPEN, "closed": Use.CLOSED}
    use = np.array([stated.get(word, Use.STATUS_UNKNOWN) for word in status], dtype=object)
    use[(use == Use.OPEN) & np.isnan(lonlat).any(axis=1)] = Use.NO_POSITION
    asked = np.flatnonzero(use == Use.OPEN)
    if front is not None and len(asked):
        use[asked[front.inside(shapely.points(lonlat[asked]))]] = Use.IN_CONTROL
        asked = np.flatnonzero(use == Use.OPEN)
    if len(asked):
        state = network.snap(lonlat[asked, 0], lonlat[asked, 1]).state
        use[asked] = [_OF_SNAP.get(one, Use.OPEN) for one in state]
    return tuple(use)


def boarding_of(
    points: BoardingPoints,
    origins: Origins,
    people: IntArray,
    controlled: IntArray,
    network: TravelNetwork,
    most_km: float,
    control: RunControl,
) -> Boarding:
    """Each origin's people to the nearest open point within `most_km` by road; ties to the first.

    Distances are those of the fastest way by bus from where the people meet otherwise. Wheelchair users and
    stretcher cases go to the nearest point known to be accessible; where there is none, they are fetched
    where their origin's people meet otherwise. Own cars start there, too.

    Parameters
    ----------
    people, controlled : int array (O, 4)
    """
    km = np.full((len(origins.names), len(points.names)), np.inf)
    usable = np.flatnonzero(points.is_open)
    if most_km > 0 and len(usable) and len(origins.names):
        km[:, usable] = network.matrix(origins.lonlat, points.lonlat[usable], control).length_km
    km[km > most_km] = np.inf
    anywhere, reachable = _nearest(km)
    accessible, reached = _nearest(np.where(points.accessible[None, :], km, np.inf))
    carried = people[:, _CARRIED].any(axis=1)
    seated = people[:, WALKING] > 0
    alone = carried & ~seated
    anywhere, reachable = np.where(alone, accessible, anywhere), np.where(alone, reached, reachable)
    apart = carried & (anywhere != accessible)
    origin = np.repeat(np.arange(len(origins.names)), 1 + apart)
    second = _repeated(origin)
    point = np.where(second, accessible[origin], anywhere[origin])
    ways = np.ones((len(origin), people.shape[1]), dtype=np.int64)
    for way in (WALKING, OWN_CAR):
        ways[second, way] = 0
    for way in _CARRIED:
        ways[apart[origin] & ~second, way] = 0
    lonlat = origins.lonlat[origin].copy()
    lonlat[point != NOWHERE] = points.lonlat[point[point != NOWHERE]]
    return Boarding(
        origin=origin,
        point=point,
        km=np.where(second, reached[origin], reachable[origin]),
        lonlat=lonlat,
        people=people[origin] * ways,
        controlled=controlled[origin] * ways,
        points=points,
    )


def _repeated(origin: IntArray) -> BoolArray:
    repeated: BoolArray = np.diff(origin, prepend=NOWHERE) == 0
    return repeated


def _nearest(km: FloatArray) -> tuple[IntArray, FloatArray]:
    """Column of the least in each row, or `NOWHERE`, and that least, or 0."""
    if km.shape[1] == 0:
        return np.full(len(km), NOWHERE, dtype=np.int64), np.zeros(len(km))
    first = np.argmin(km, axis=1)
    least = km[np.arange(len(km)), first]
    there = np.isfinite(least)
    return np.where(there, first, NOWHERE).astype(np.int64), np.where(there, least, 0.0)
