"""Places to travel from and to: whole layers, areas, named places, and where the people counted live."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.gazetteer import find_place
from layers.kinds import KINDS
from layers.layer import Layer
from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.area_level import AreaLevel
from planning.areas import areas_at
from planning.centres_in_use import CentresInUse, centres_in_use, name_of
from planning.crossing import refused_record
from planning.errors import MissingData
from planning.front import Front
from planning.meeting_points import meeting_points
from planning.network.choices import Vehicle
from planning.outcome import Assumption, FeatureRef, Ground, data_assumption
from planning.population import Population, population_of
from planning.site_gaps import people_of

HOSPITAL, CROSSING = "hospital", "crossing"
_ALIASES = {CROSSING: "border_crossing", HOSPITAL: "facility"}
_PEOPLE: dict[str, Callable[[pd.DataFrame], Any]] = {
    "collective_centre": lambda frame: people_of(frame, at_capacity=False),
    "populated_place": lambda frame: frame["population"],
    "admin_area": lambda frame: frame["population"],
}
_LAYER, _AREAS = "layer:", "areas:"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sites:
    """Places on the map, one element a place.

    Attributes
    ----------
    names : tuple of str
    lonlat : float array, shape (n, 2)
        Degrees, EPSG:4326.
    people : float array
        Living or sheltered there; NaN where it is unknown.
    refs : tuple of FeatureRef or None
    sensitivity : Sensitivity
        Of the most sensitive layer.
    assumptions : tuple of Assumption
        The data, and what was left out of it.
    """

    names: tuple[str, ...]
    lonlat: NDArray[np.float64]
    people: NDArray[np.float64]
    refs: tuple[FeatureRef | None, ...]
    sensitivity: Sensitivity
    assumptions: tuple[Assumption, ...]

    def __len__(self) -> int:
        return len(self.names)


def sites_of(situation: Workspace, text: str, *, vehicle: Vehicle = Vehicle.CAR, where: str = "") -> Sites:
    """The places that `text` names, parts with semicolons between.

    Parameters
    ----------
    text : str
        Of each part: ``layer:`` with a layer kind, a layer, ``hospital`` or ``crossing``; ``areas:`` with
        oblast, raion or hromada; or a place by name, P-code or lon,lat. ``layer:`` may be left out where
        the word is one of those.
    vehicle : Vehicle
        Border crossing points that do not take it are left out.
    where : str
        The parameter, for messages.

    Raises
    ------
    MissingData
        When a layer is not there, or nothing in it can be used.
    UnknownPlace, AmbiguousPlace
        When a place is not in the workspace, or fits several.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    found = [_part(situation, part, vehicle) for part in parts]
    sites = together(found)
    if not len(sites):
        raise MissingData(
            tr("“{text}” names no place that can be used", text=text),
            where=where,
            expected=tr("Records with a place that are not closed."),
            todo=tr("Choose another layer, or open or import what is missing."),
        )
    return sites


def together(parts: Iterable[Sites]) -> Sites:
    """Several sets of sites as one; a record named twice counts once."""
    parts = list(parts)
    refs = [ref for part in parts for ref in part.refs]
    seen: set[FeatureRef] = set()
    kept = []
    for index, ref in enumerate(refs):
        if ref is None or ref not in seen:
            kept.append(index)
        if ref is not None:
            seen.add(ref)
    names = [name for part in parts for name in part.names]
    lonlat = np.concatenate([np.zeros((0, 2)), *(part.lonlat for part in parts)])
    people = np.concatenate([np.zeros(0), *(part.people for part in parts)])
    return Sites(
        names=tuple(names[index] for index in kept),
        lonlat=lonlat[kept],
        people=people[kept],
        refs=tuple(refs[index] for index in kept),
        sensitivity=max((Sensitivity.LOW, *(part.sensitivity for part in parts))),
        assumptions=tuple(dict.fromkeys(note for part in parts for note in part.assumptions)),
    )


def people_at_homes(situation: Workspace, choice: str, front: Front | None) -> tuple[Sites, Population]:
    """Where the people counted live, as points that can travel.

    People of an area stand at its most populous place outside the area of control, or in its middle
    where no place lies in it; people of a grid cell stand in the middle of the cell.

    Raises
    ------
    MissingData, BadParameter
        As `planning.population.population_of`.
    """
    population = population_of(situation, choice)
    cells = population.cells
    shapes = cells.geometry.to_numpy()
    notes = list(population.assumptions)
    if population.from_areas:
        points = meeting_points(situation, shapes, outside=None if front is None else front.area)
        lonlat, names = points.lonlat, points.names
        text = tr(
            "People of an area travel from its most populous place, or from its middle where it has none"
        )
        notes.append(Assumption(text=text, ground=Ground.DEFAULT, source="Corridor"))
    else:
        middles = shapely.centroid(shapes)
        lonlat = np.column_stack((shapely.get_x(middles), shapely.get_y(middles)))
        names = ("",) * len(cells)
    sites = Sites(
        names=tuple(names),
        lonlat=lonlat,
        people=cells["people"].to_numpy(dtype=float),
        refs=(None,) * len(cells),
        sensitivity=max(
            (Sensitivity.LOW, *(situation.layer(name).sensitivity for name in population.layer.split(", ")))
        ),
        assumptions=tuple(notes),
    )
    return sites, population


def layers_named(situation: Workspace, word: str) -> tuple[Layer, ...]:
    """Layers of the kind, or the layer, that `word` means; empty when it means none."""
    kind = _ALIASES.get(word, word)
    if kind in {item.name for item in KINDS}:
        return situation.of_kind(kind)
    return tuple(layer for layer in situation.layers if layer.name.casefold() == word)


def _part(situation: Workspace, part: str, vehicle: Vehicle) -> Sites:
    word = part.casefold()
    if word.startswith(_AREAS):
        return _areas(situation, word.removeprefix(_AREAS).strip())
    plain = word.removeprefix(_LAYER).strip()
    is_kind = plain in _ALIASES or plain in {item.name for item in KINDS}
    layers = layers_named(situation, plain)
    if layers or is_kind or word.startswith(_LAYER):
        if not layers:
            known = ", ".join(dict.fromkeys(item.kind.name for item in situation.layers if item.has_geometry))
            raise MissingData(
                tr("the workspace holds no layer {word}", word=plain),
                where=situation.name,
                expected=tr("Layers of these kinds are there: {known}.", known=known),
            )
        return together(_layer(situation, layer, plain, vehicle) for layer in layers)
    place = find_place(situation, part)
    ref = None if place.fid is None else FeatureRef(layer=place.layer, fids=(place.fid,))
    people = np.nan
    if ref is not None and place.kind in _PEOPLE:
        people = _people(situation.layer(place.layer).frame.loc[[place.fid]], place.kind)[0]
    return Sites(
        names=(place.name,),
        lonlat=np.array([[place.lon, place.lat]]),
        people=np.array([people]),
        refs=(ref,),
        sensitivity=situation.layer(place.layer).sensitivity if place.layer else Sensitivity.LOW,
        assumptions=(),
    )


def _areas(situation: Workspace, word: str) -> Sites:
    try:
        level = AreaLevel(word)
    except ValueError as error:
        raise MissingData(
            tr("there are no areas called {word}", word=word),
            expected=tr("One of: {known}.", known=", ".join(AreaLevel)),
        ) from error
    frame = areas_at(situation, level.number).frame
    points = meeting_points(situation, frame.geometry.to_numpy())
    text = tr("An area is reached at its most populous place, or in its middle where it has none")
    return Sites(
        names=tuple(frame["name"].fillna(frame["code"]).astype(str)),
        lonlat=points.lonlat,
        people=frame["population"].to_numpy(dtype=float, na_value=np.nan),
        refs=tuple(
            FeatureRef(layer=str(layer), fids=(int(fid),))
            for layer, fid in zip(frame["layer"], frame["fid"], strict=True)
        ),
        sensitivity=Sensitivity.LOW,
        assumptions=(Assumption(text=text, ground=Ground.DEFAULT, source="Corridor"),),
    )


def _layer(situation: Workspace, layer: Layer, word: str, vehicle: Vehicle) -> Sites:
    """The records of a layer that have a place and are in use."""
    notes = [data_assumption(layer, situation.today())]
    frame = layer.frame
    if not layer.has_geometry:
        frame = frame.iloc[:0]
    elif layer.kind.name == "collective_centre":
        centres = _centres(situation, layer)
        frame = centres.frame
        notes += centres.assumptions()
    elif layer.kind.name == "facility" and word == HOSPITAL:
        frame = _hospitals(situation, layer, notes)
    frame = _in_use(layer, frame, vehicle, notes)
    lonlat = np.zeros((0, 2))
    if len(frame):
        shape = frame.geometry.to_numpy()
        placed = ~(shapely.is_missing(shape) | shapely.is_empty(shape))
        if not placed.all():
            _left_out(notes, layer, int((~placed).sum()), tr("they have no place"))
        frame = frame[placed]
        points = shapely.point_on_surface(shape[placed])
        lonlat = np.column_stack((shapely.get_x(points), shapely.get_y(points)))
    return Sites(
        names=tuple(name_of(frame).astype(str)),
        lonlat=lonlat,
        people=_people(frame, layer.kind.name),
        refs=tuple(FeatureRef(layer=layer.name, fids=(int(fid),)) for fid in frame.index),
        sensitivity=layer.sensitivity,
        assumptions=tuple(notes),
    )


def _centres(situation: Workspace, layer: Layer) -> CentresInUse:
    return next(item for item in centres_in_use(situation) if item.layer is layer)


def _hospitals(situation: Workspace, layer: Layer, notes: list[Assumption]) -> pd.DataFrame:
    """Hospitals; where no record of the workspace is called one, health facilities stand for them."""
    types = layer.frame["facility_type"]
    is_known = any((item.frame["facility_type"] == HOSPITAL).any() for item in situation.of_kind("facility"))
    taken = HOSPITAL if is_known else "health"
    frame = layer.frame[(types == taken).to_numpy(dtype=bool, na_value=False)]
    if not is_known and len(frame):
        text = tr(
            "No facility is recorded as a hospital; {count:,} health facilities are used", count=len(frame)
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=layer.provenance.source))
    return frame


def _in_use(layer: Layer, frame: pd.DataFrame, vehicle: Vehicle, notes: list[Assumption]) -> pd.DataFrame:
    """Without closed warehouses and facilities, and crossings nobody is sent to."""
    if layer.kind.name == "border_crossing":
        open_ = np.array(
            [refused_record(row, "", layer, vehicle) is None for _, row in frame.iterrows()], bool
        )
        _left_out(
            notes, layer, int((~open_).sum()), tr("closed, not for the vehicle, or nobody is sent there")
        )
        return frame[open_]
    if layer.kind.name in ("warehouse", "facility"):
        closed = (frame["status"] == "closed").to_numpy(dtype=bool, na_value=False)
        _left_out(notes, layer, int(closed.sum()), tr("they are closed"))
        return frame[~closed]
    return frame


def _left_out(notes: list[Assumption], layer: Layer, count: int, why: Text) -> None:
    if count:
        text = tr("{count:,} {layer} left out: {reason}", count=count, layer=layer.kind.plural, reason=why)
        notes.append(Assumption(text=text, ground=Ground.IGNORED, source=layer.provenance.source))


def _people(frame: pd.DataFrame, kind: str) -> NDArray[np.float64]:
    counted = _PEOPLE.get(kind)
    if counted is None:
        return np.full(len(frame), np.nan)
    people: NDArray[np.float64] = counted(frame).to_numpy(dtype=float, na_value=np.nan)
    return people
