"""Sites and places that a dragged front is measured against, and the answer it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.areas import finest_areas
from planning.centres_in_use import centres_in_use
from planning.distance_bands import Bands, whole_people
from planning.front_motion_roads import RoadsAfter
from planning.outcome import FeatureRef, Finding, Severity

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
    """

    layers: tuple[Layer, ...]
    layer: Ints
    fid: Ints
    points: NDArray[Any]
    lonlat: Floats

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
    roads: RoadsAfter | None
    places: Features
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

    def findings(self, *, with_people: bool = True) -> tuple[Finding, ...]:
        """What changes in sentences, with the sites and places they speak of."""
        found: list[Finding] = self._people() if with_people else []
        for kind in SITE_KINDS:
            found += self._sites(kind)
        found += self._ways()
        return tuple(found)

    def _people(self) -> list[Finding]:
        if self.people is None or self.people_before is None:
            return []
        now, before = whole_people(self.people), whole_people(self.people_before)
        found = []
        for row in range(self.bands.count - 1):
            change = int(now[row] - before[row])
            if change:
                text = tr(
                    "{band}: {people:,} people, {change:+,} ({label})",
                    band=self.bands.label(row),
                    people=int(now[row]),
                    change=change,
                    label=self.people_label,
                )
                found.append(Finding(text=text, severity=Severity.WARNING))
        return found

    def _sites(self, kind: str) -> list[Finding]:
        of_kind = self.sites.of_kind(kind)
        if not of_kind.any():
            return []
        words = next(layer.kind.plural for layer in self.sites.layers if layer.kind.name == kind)
        found = []
        taken = of_kind & self.newly_in(0)
        if taken.any():
            text = tr("{kind}: {count:,} more in the area of control", kind=words, count=int(taken.sum()))
            refs = self.sites.refs(taken)
            found.append(Finding(text=text, severity=Severity.CRITICAL, features=refs))
        for row in range(1, self.bands.count - 1):
            newly = of_kind & self.newly_within(row)
            if newly.any():
                text = tr(
                    "{kind}: {count:,} newly within {km:g} km of the contact line",
                    kind=words,
                    count=int(newly.sum()),
                    km=self.bands.limits(row)[1],
                )
                found.append(Finding(text=text, severity=Severity.WARNING, features=self.sites.refs(newly)))
        return found

    def _ways(self) -> list[Finding]:
        if self.roads is None:
            return []
        found = []
        if self.roads.lost_km > 0:
            text = tr(
                "{km:,.0f} km of road and {bridges:,} bridges come into the area of control",
                km=self.roads.lost_km,
                bridges=self.roads.bridges_lost,
            )
            found.append(Finding(text=text, severity=Severity.WARNING))
        if len(self.roads.cut_off):
            text = trn(
                "{count:,} site or settlement is cut off from its nearest hub",
                "{count:,} sites and settlements are cut off from their nearest hub",
                len(self.roads.cut_off),
            )
            refs = self.places.refs(self.roads.cut_off)
            found.append(Finding(text=text, severity=Severity.CRITICAL, features=refs))
        return found


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
    if not layers:
        empty = np.zeros(0, dtype=np.int64)
        return Features((), empty, empty, np.zeros(0, dtype=object), np.zeros((0, 2)))
    together = np.concatenate(points)
    return Features(
        tuple(layers),
        np.concatenate(number),
        np.concatenate(fid),
        together,
        shapely.get_coordinates(together),
    )
