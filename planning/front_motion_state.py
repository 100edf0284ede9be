"""Sites and places that a dragged front is measured against, and the answer it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import Text
from layers.workspace import Workspace
from planning.areas import finest_areas
from planning.centres_in_use import centres_in_use
from planning.distance_bands import Bands
from planning.front_motion_areas import AreasAfter
from planning.front_motion_roads import RoadsAfter
from planning.outcome import Assumption, FeatureRef, Finding
from planning.site_clearance import Centres, Clearance, ClearanceRule, clearance
from planning.site_gaps import people_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SITE_KINDS = ("collective_centre", "facility", "warehouse", "border_crossing")
CENTRES = ("capital", "oblast_centre")
COUNTRY = "UA"


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Features as points; arrays, one element a feature.

    Attributes
    ----------
    layers : tuple of Layer
    layer, fid : int array
        Index into `layers`, and the feature.
    points : object array of Point
        EPSG:4326; a feature that is no point stands at a point within it.
    lonlat : float array, shape (n, 2)
    people, capacity : float array
        Of collective centres; NaN where unknown, and for all others.
    """

    layers: tuple[Layer, ...]
    layer: Ints
    fid: Ints
    points: NDArray[Any]
    lonlat: Floats
    people: Floats
    capacity: Floats

    def __len__(self) -> int:
        return len(self.fid)

    def refs(self, chosen: NDArray[Any]) -> tuple[FeatureRef, ...]:
        """References to some features, by layer."""
        numbers = np.asarray(chosen)
        rows = np.flatnonzero(numbers) if numbers.dtype == bool else numbers
        return tuple(
            FeatureRef(
                layer=layer.name, fids=tuple(int(fid) for fid in self.fid[rows[self.layer[rows] == at]])
            )
            for at, layer in enumerate(self.layers)
            if (self.layer[rows] == at).any()
        )

    def of_kind(self, kind: str) -> NDArray[np.bool_]:
        """Whether each feature is of the kind."""
        numbers = [at for at, layer in enumerate(self.layers) if layer.kind.name == kind]
        return np.isin(self.layer, numbers)


@dataclass(frozen=True, slots=True, eq=False)
class DragAnswer:
    """What a moved front changes.

    Attributes
    ----------
    exact : bool
        Whether it is what an analysis would give, or an approximation of it.
    area : MultiPolygon
        The area of control after the move, EPSG:4326.
    region : Geometry
        What changes hands, EPSG:4326.
    people, people_before : float array, one element a row of `bands`
        None where the workspace does not say where people live.
    rows, rows_before : int array
        Row of `bands` of each site; -1 for none.
    front_km, front_km_before : float array
        Of each site from the contact line; infinite where it is farther than the bands reach.
    rule : ClearanceRule
        Which centres are to be evacuated or decongested.
    areas : AreasAfter, optional
        None where there are no areas.
    stale : tuple of Assumption
        The data past its shelf life.
    roads : RoadsAfter, optional
        None where there are no roads.
    places : Features
        What `roads.cut_off` counts.
    seconds : float
        How long it took.
    """

    exact: bool
    area: shapely.Geometry
    region: shapely.Geometry
    bands: Bands
    people: Floats | None
    people_before: Floats | None
    people_label: Text | None
    sites: Features
    rows: Ints
    rows_before: Ints
    front_km: Floats
    front_km_before: Floats
    rule: ClearanceRule
    areas: AreasAfter | None
    roads: RoadsAfter | None
    places: Features
    stale: tuple[Assumption, ...]
    seconds: float

    def counts(self, kind: str) -> Ints:
        """Sites of a kind by row."""
        rows = self.rows[self.sites.of_kind(kind)]
        return np.bincount(rows[rows >= 0], minlength=self.bands.count).astype(np.int64)

    def newly_in(self, row: int) -> NDArray[np.bool_]:
        """Sites that lie in a row of the bands now and did not before."""
        return np.asarray((self.rows == row) & (self.rows_before != row))

    def newly_within(self, row: int) -> NDArray[np.bool_]:
        """Sites outside the area of control that lie in a row or nearer now and did not before."""
        now = (self.rows >= 1) & (self.rows <= row)
        before = (self.rows_before >= 1) & (self.rows_before <= row)
        return np.asarray(now & ~before)

    @property
    def held(self) -> NDArray[np.bool_]:
        """Sites in the area of control."""
        return np.asarray(self.rows == 0)

    def clearance(self) -> Clearance | None:
        """Centres that the move newly brings within the rule's distances; None where there are no centres."""
        centre = self.sites.of_kind("collective_centre")
        if not centre.any():
            return None
        centres = Centres(
            lonlat=self.sites.lonlat[centre],
            people=self.sites.people[centre],
            capacity=self.sites.capacity[centre],
        )
        before_km, held_before = self.front_km_before[centre], self.rows_before[centre] == 0
        now_km, held = self.front_km[centre], self.held[centre]
        was_evacuated = self.rule.to_evacuate(before_km, held_before)
        was_decongested = self.rule.to_decongest(before_km, held_before)
        newly = ~(was_evacuated | (was_decongested & self.rule.to_decongest(now_km, held)))
        return clearance(self.rule, centres, now_km, held, only=newly)

    def findings(self, *, with_people: bool = True) -> tuple[Finding, ...]:
        """What changes in sentences, with the sites and places they speak of."""
        from planning.front_motion_findings import findings_of

        return findings_of(self, with_people=with_people)


def features_of(situation: Workspace) -> Features:
    """Every site that has a position: centres in use, facilities, warehouses, crossings."""
    parts: list[tuple[Layer, Any]] = [(item.layer, item.frame) for item in centres_in_use(situation)]
    parts += [(layer, layer.frame) for kind in SITE_KINDS[1:] for layer in situation.of_kind(kind)]
    return _gathered(parts)


def places_of(situation: Workspace, sites: Features) -> Features:
    """Places that can be cut off: settlements (without them the finest areas), and the sites."""
    parts: list[tuple[Layer, Any]] = []
    for layer in situation.of_kind("populated_place"):
        country = layer.frame["country"]
        parts.append((layer, layer.frame[(country.isna() | (country == COUNTRY)).to_numpy(dtype=bool)]))
    if not parts:
        areas = finest_areas(situation)
        if areas is not None:
            for name in dict.fromkeys(areas.frame["layer"]):
                layer = situation.layer(name)
                fids = areas.frame.loc[areas.frame["layer"] == name, "fid"]
                parts.append((layer, layer.frame.loc[fids]))
    settled = _gathered(parts)
    return Features(
        layers=(*settled.layers, *sites.layers),
        layer=np.concatenate((settled.layer, sites.layer + len(settled.layers))),
        fid=np.concatenate((settled.fid, sites.fid)),
        points=np.concatenate((settled.points, sites.points)),
        lonlat=np.concatenate((settled.lonlat, sites.lonlat)),
        people=np.concatenate((settled.people, sites.people)),
        capacity=np.concatenate((settled.capacity, sites.capacity)),
    )


def hubs_of(situation: Workspace) -> Floats:
    """Warehouses that are not closed; without any, the oblast centres; longitude and latitude."""
    parts = [
        (layer, layer.frame[~(layer.frame["status"] == "closed").to_numpy(dtype=bool, na_value=False)])
        for layer in situation.of_kind("warehouse")
    ]
    hubs = _gathered(parts)
    if not len(hubs):
        hubs = _gathered(
            [
                (layer, layer.frame[layer.frame["place_type"].isin(CENTRES).to_numpy()])
                for layer in situation.of_kind("populated_place")
            ]
        )
    return hubs.lonlat


def _gathered(parts: list[tuple[Layer, Any]]) -> Features:
    layers: list[Layer] = []
    number: list[Ints] = []
    fid: list[Ints] = []
    points: list[NDArray[Any]] = []
    people: list[Floats] = []
    capacity: list[Floats] = []
    for layer, frame in parts:
        if not (layer.has_geometry and len(frame)):
            continue
        shapes = frame.geometry.to_numpy()
        known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        shapes = shapes[known]
        number.append(np.full(len(shapes), len(layers), dtype=np.int64))
        is_point = shapely.get_type_id(shapes) == 0
        points.append(np.where(is_point, shapely.force_2d(shapes), shapely.point_on_surface(shapes)))
        fid.append(frame.index.to_numpy(dtype=np.int64)[known])
        layers.append(layer)
        unknown = np.full(len(shapes), np.nan)
        is_centre = layer.kind.name == "collective_centre"
        people.append(people_of(frame, at_capacity=False).to_numpy()[known] if is_centre else unknown)
        capacity.append(
            frame["capacity"].to_numpy(dtype=float, na_value=np.nan)[known] if is_centre else unknown
        )
    if not layers:
        empty = np.zeros(0, dtype=np.int64)
        nothing = np.zeros(0)
        return Features((), empty, empty, np.zeros(0, dtype=object), np.zeros((0, 2)), nothing, nothing)
    together = np.concatenate(points)
    return Features(
        tuple(layers),
        np.concatenate(number),
        np.concatenate(fid),
        together,
        shapely.get_coordinates(together),
        np.concatenate(people),
        np.concatenate(capacity),
    )
