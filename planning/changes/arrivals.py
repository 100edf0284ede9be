"""Where people who arrive or leave are counted: in collective centres, and with residents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.centres_in_use import centres_in_use
from planning.changes.change import no_effect, place_of
from planning.errors import BadParameter
from planning.geodesy import distance_km
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    from planning.changes.people import Influx

Floats = NDArray[np.float64]

GROUPS = ("women", "men", "girls", "boys")
NEEDS = ("older_people", "people_with_disabilities", "wheelchair_users", "stretcher_cases")
# A populated place farther from given coordinates than this is another place.
_SAME_PLACE_KM = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The workspace with the people in it, and where they went."""

    workspace: Workspace
    notes: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Target:
    """The place people come to or leave: a point, and the polygon when it is an area."""

    lon: float
    lat: float
    area: Any
    layer: str
    fid: int | None


def settled(influx: Influx, workspace: Workspace) -> Settled:
    """People put into centres and counts as `Influx` says.

    Raises
    ------
    BadParameter
        When the shares of women, men, girls and boys do not sum to 1.
    PlanningError
        When the workspace holds neither a centre nor a count that the people could be added to.
    """
    total = sum(getattr(influx, name) for name in GROUPS)
    if abs(total - 1.0) > 0.005:
        raise BadParameter(
            tr("women, men, girls and boys are {total:.1%} of the people", total=total),
            where=tr("scenario"),
            expected=tr("Their shares sum to 100 %."),
        )
    target = _target(workspace, influx.place)
    notes: list[Assumption] = []
    wanted = round(influx.people * influx.share_in_centres)
    workspace, housed, centres = _in_centres(influx, workspace, target, wanted)
    with_hosts = influx.people - housed
    if wanted:
        text = tr(
            "Scenario: {housed:+,} people in {centres:,} collective centres, of {wanted:+,} meant for them; "
            "the others are counted with residents",
            housed=housed,
            centres=centres,
            wanted=wanted,
        )
        notes.append(Assumption(text=text, ground=Ground.CHOSEN, source="planner"))
    workspace, counted = _with_residents(workspace, target, with_hosts)
    if not counted and not housed:
        raise no_effect(
            tr("the workspace counts no people at {place}", place=influx.place),
            tr("Import a population or collective centres there."),
        )
    if with_hosts:
        notes.append(_hosts_note(with_hosts, counted))
    return Settled(workspace, tuple(notes))


def _hosts_note(people: int, counted: list[tuple[str, float]]) -> Assumption:
    if not counted:
        text = tr("Scenario: {people:+,} people are in no count: none covers the place", people=people)
        return Assumption(text=text, ground=Ground.IGNORED)
    changed = ", ".join(f"{name} {change:+,.0f}" for name, change in counted)
    text = tr(
        "Scenario: {people:+,} people counted with residents in each count of people: {changed}; "
        "a count never falls below nobody",
        people=people,
        changed=changed,
    )
    return Assumption(text=text, ground=Ground.CHOSEN, source="planner")


def _target(workspace: Workspace, text: str) -> _Target:
    lon, lat, place = place_of(workspace, text)
    area = None
    if place.kind == "admin_area" and place.fid is not None:
        area = shapely.make_valid(workspace.layer(place.layer).frame.geometry.loc[place.fid])
        shapely.prepare(area)
    return _Target(lon, lat, area, place.layer, place.fid)


def _in_centres(
    influx: Influx, workspace: Workspace, target: _Target, wanted: int
) -> tuple[Workspace, int, int]:
    """People put into (or taken out of) centres; how many, and in how many centres."""
    found: list[tuple[Layer, pd.Index, Floats]] = []
    for centres in centres_in_use(workspace):
        frame = centres.frame
        near = frame[_near(frame, target, influx.centres_within_km)]
        occupancy = near["occupancy"].astype("float64")
        free = near["capacity"].astype("float64") - occupancy.fillna(0.0)
        room = (free if wanted >= 0 else occupancy).fillna(0.0).clip(lower=0.0)
        found.append((centres.layer, near.index[room > 0], room[room > 0].to_numpy()))
    room = np.concatenate([values for _, _, values in found]) if found else np.zeros(0)
    people = shared_out(min(abs(wanted), int(room.sum())), room)
    sign = 1 if wanted >= 0 else -1
    start = 0
    for layer, fids, values in found:
        part = sign * people[start : start + len(values)]
        start += len(values)
        if part.any():
            workspace = workspace.with_layer(_filled(layer, fids, part, influx))
    return workspace, sign * int(people.sum()), int((people > 0).sum())


def _filled(layer: Layer, fids: pd.Index, people: NDArray[np.int64], influx: Influx) -> Layer:
    """Occupancy and its breakdown with the people added; unknown breakdowns stay unknown."""
    frame = layer.frame.copy(deep=False)
    old = frame.loc[fids, "occupancy"].fillna(0).to_numpy(dtype=np.int64)
    occupancy = frame["occupancy"].copy()
    occupancy.loc[fids] = old + people
    frame["occupancy"] = occupancy
    groups = np.array([shared_out(abs(int(n)), _profile(influx, GROUPS)) for n in people]).T
    needs = np.array([[round(abs(int(n)) * getattr(influx, name)) for n in people] for name in NEEDS])
    for name, added in zip((*GROUPS, *NEEDS), np.concatenate((groups, needs)), strict=True):
        column = frame[name].copy()
        # a centre that was empty has a known breakdown: the newcomers'
        before = column.loc[fids].mask((old == 0) & column.loc[fids].isna().to_numpy(), 0)
        column.loc[fids] = (before + np.sign(people) * added).clip(lower=0)
        frame[name] = column
    return layer.with_frame(frame)


def _profile(influx: Influx, names: tuple[str, ...]) -> Floats:
    return np.array([getattr(influx, name) for name in names], dtype=np.float64)


def _near(frame: Any, target: _Target, within_km: float) -> NDArray[np.bool_]:
    shapes = frame.geometry.to_numpy()
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    near = np.zeros(len(frame), dtype=bool)
    if target.area is not None:
        near[placed] = shapely.intersects(target.area, shapes[placed])
        return near
    points = shapely.point_on_surface(shapes[placed])
    near[placed] = (
        distance_km(shapely.get_x(points), shapely.get_y(points), target.lon, target.lat) <= within_km
    )
    return near


def _with_residents(
    workspace: Workspace, target: _Target, people: int
) -> tuple[Workspace, list[tuple[str, float]]]:
    """Every count of people with the people added; the name of each, and by how much it changed."""
    counted: list[tuple[str, float]] = []
    if not people:
        return workspace, counted
    for layer in workspace.layers:
        changed: Layer | None = None
        if layer.kind.name == "population_grid" and layer.raster is not None:
            changed, by = _grid_with(layer, target, people)
        elif layer.kind.name == "admin_area":
            changed, by = _areas_with(layer, target, people)
        elif layer.kind.name == "populated_place":
            changed, by = _places_with(layer, target, people)
        if changed is not None:
            workspace = workspace.with_layer(changed)
            counted.append((layer.name, by))
    return workspace, counted


def _grid_with(layer: Layer, target: _Target, people: int) -> tuple[Layer | None, float]:
    raster = layer.raster
    assert raster is not None
    values = raster.values
    rows, columns = np.nonzero(values > 0)
    if target.area is None:
        row = int((raster.north - target.lat) // raster.cell_height)
        column = int((target.lon - raster.west) // raster.cell_width)
        if not (0 <= row < values.shape[0] and 0 <= column < values.shape[1]):
            return None, 0.0
        rows, columns = np.array([row]), np.array([column])
        weight = np.ones(1)
    else:
        lon = raster.west + (columns + 0.5) * raster.cell_width
        lat = raster.north - (rows + 0.5) * raster.cell_height
        inside = shapely.contains_xy(target.area, lon, lat)
        rows, columns = rows[inside], columns[inside]
        weight = values[rows, columns].astype(np.float64)
    if not len(rows):
        return None, 0.0
    changed = values.astype(np.float32, copy=True)
    old = np.nan_to_num(changed[rows, columns].astype(np.float64))
    new = _spread(old, weight, people)
    changed[rows, columns] = new
    return replace(layer, raster=replace(raster, values=changed)), float((new - old).sum())


def _areas_with(layer: Layer, target: _Target, people: int) -> tuple[Layer | None, float]:
    """The areas that hold the place, of every level; with an area, also those within it.

    The finer areas of one level share the people among them by their population.
    """
    frame = layer.frame
    known = frame["population"].notna().to_numpy()
    shapes = frame.geometry.to_numpy()
    middle = shapely.Point(target.lon, target.lat)
    holds = known & shapely.intersects(shapes, middle)
    rows: list[tuple[NDArray[np.intp], Floats]] = []
    level = frame["level"].astype("float64").to_numpy()
    if target.area is None:
        rows = [(np.array([row]), np.ones(1)) for row in np.flatnonzero(holds)]
    else:
        own = _level_of(layer, target, level)
        middles = shapely.point_on_surface(shapes)
        within = known & shapely.intersects(target.area, middles) & (level > own)
        rows = [(np.array([row]), np.ones(1)) for row in np.flatnonzero(holds & ~(level > own))]
        for finer in np.unique(level[within]):
            part = np.flatnonzero(within & (level == finer))
            rows.append((part, frame["population"].iloc[part].to_numpy(dtype=np.float64)))
    if not rows:
        return None, 0.0
    population = frame["population"].copy()
    change = 0.0
    for part, weight in rows:
        old = population.iloc[part].to_numpy(dtype=np.float64)
        new = np.round(_spread(old, weight, people))
        population.iloc[part] = new.astype(np.int64)
        change = max(change, float((new - old).sum()), key=abs)
    changed = frame.copy(deep=False)
    changed["population"] = population
    return layer.with_frame(changed), change


def _level_of(layer: Layer, target: _Target, level: Floats) -> float:
    """Level of the target area; of another layer's area, the finest that is not finer than it."""
    if layer.name == target.layer and target.fid is not None:
        return float(level[layer.frame.index.get_loc(target.fid)])
    size = shapely.area(layer.frame.geometry.to_numpy())
    not_finer = level[size >= 0.95 * shapely.area(target.area)]
    return float(np.nanmax(not_finer)) if len(not_finer) else -1.0


def _places_with(layer: Layer, target: _Target, people: int) -> tuple[Layer | None, float]:
    frame = layer.frame
    known = frame["population"].notna().to_numpy() & frame.geometry.notna().to_numpy()
    shapes = frame.geometry.to_numpy()
    if target.area is not None:
        part = np.flatnonzero(known & shapely.intersects(target.area, shapes))
    elif layer.name == target.layer and target.fid is not None:
        part = np.flatnonzero(known & (frame.index == target.fid))
    else:
        candidates = np.flatnonzero(known)
        points = shapely.point_on_surface(shapes[candidates])
        away = distance_km(shapely.get_x(points), shapely.get_y(points), target.lon, target.lat)
        near = len(away) and away.min() <= _SAME_PLACE_KM
        part = candidates[[int(np.argmin(away))]] if near else candidates[:0]
    if not len(part):
        return None, 0.0
    old = frame["population"].iloc[part].to_numpy(dtype=np.float64)
    new = np.round(_spread(old, old, people))
    population = frame["population"].copy()
    population.iloc[part] = new.astype(np.int64)
    changed = frame.copy(deep=False)
    changed["population"] = population
    return layer.with_frame(changed), float((new - old).sum())


def _spread(old: Floats, weight: Floats, people: int) -> Floats:
    """`old` with people added by weight, or taken away down to nobody."""
    weight = weight if weight.sum() > 0 else np.ones(len(old))
    return np.asarray(np.maximum(old + people * weight / weight.sum(), 0.0), dtype=np.float64)


def shared_out(people: int, weight: Floats) -> NDArray[np.int64]:
    """Whole people by weight, summing to `people`; the largest remainders are rounded up."""
    if not len(weight) or weight.sum() <= 0:
        return np.zeros(len(weight), dtype=np.int64)
    exact = people * weight / weight.sum()
    parts: NDArray[np.int64] = np.floor(exact + 1e-9).astype(np.int64)
    missing = people - int(parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:missing]] += 1
    return parts
