"""Who is to be evacuated from where."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.gazetteer import Place, find_place
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.problem import FloatArray
from planning.areas import finest_areas, short_code
from planning.errors import BadParameter
from planning.front import Front
from planning.meeting_points import meeting_points
from planning.outcome import Assumption, FeatureRef, Ground
from planning.population import Population, label_of, population_of

# people whose area is not known are gathered by squares of this many degrees
_SQUARE_DEGREES = 0.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Origins:
    """Areas or places people leave.

    Attributes
    ----------
    lonlat : float array (O, 2)
        Where they board.
    residents : float array (O,)
        People living there, outside the area of control.
    controlled : float array (O,)
        People of the named areas living in the area of control.
    label : Text
        What the people were counted from, and of when.
    """

    names: tuple[str, ...]
    refs: tuple[FeatureRef | None, ...]
    lonlat: FloatArray
    residents: FloatArray
    controlled: FloatArray
    population: Population | None
    label: Text
    assumptions: tuple[Assumption, ...]


def origins_of(situation: Workspace, parameters: EvacuationParameters, front: Front | None) -> Origins:
    """People by area within the distance of the front, or of the named areas and places.

    Raises
    ------
    MissingData, BadParameter, UnknownPlace, AmbiguousPlace
        When there is no front or population, or a named origin cannot be used.
    """
    if not parameters.origin.strip():
        assert front is not None
        population = population_of(situation, parameters.population)
        return _by_area(situation, population, front.zone(parameters.within_front_km), _outside(front), None)
    named = (find_place(situation, part) for part in parameters.origin.split(";") if part.strip())
    places = list(dict.fromkeys(named))
    areas = [place for place in places if place.kind == "admin_area"]
    parts: list[Origins] = []
    if areas:
        population = population_of(situation, parameters.population)
        codes = tuple(dict.fromkeys(short_code(place.code) for place in areas))
        parts.append(_by_area(situation, population, None, _outside(front), codes))
    for place in places:
        if place.kind != "admin_area":
            _refuse_twice(situation, place, areas)
            parts.append(_settlement(situation, place, front))
    return _together(parts)


def _refuse_twice(situation: Workspace, place: Place, areas: list[Place]) -> None:
    """Refuse a settlement within an area that is named too: its people would count twice."""
    point = shapely.Point(place.lon, place.lat)
    for area in areas:
        assert area.fid is not None
        if situation.layer(area.layer).frame.geometry.loc[area.fid].intersects(point):
            raise BadParameter(
                tr("{place} lies in {area}, which is named too", place=place.name, area=area.name),
                where="origin",
                expected=tr("Each person must count once."),
                todo=tr("Leave one of them out."),
            )


def _outside(front: Front | None) -> Any:
    return shapely.MultiPolygon() if front is None else front.area


def _by_area(
    situation: Workspace,
    population: Population,
    zone: Any,
    controlled: Any,
    codes: tuple[str, ...] | None,
) -> Origins:
    cells = population.cells
    if codes is not None:
        starts = cells["area_code"].map(lambda code: isinstance(code, str) and code.startswith(codes))
        cells = cells[starts.to_numpy(dtype=bool)]
    geometry = cells.geometry.to_numpy()
    people = cells["people"].to_numpy(dtype=float)
    under = share_within(geometry, controlled)
    here = 1.0 - under if zone is None else share_within(geometry, zone)
    keep = (here > 0) | (under > 0) if zone is None else here > 0
    cells, people, here, under = cells[keep], people[keep], here[keep], under[keep]
    notes: list[Assumption] = list(population.assumptions)
    known = cells["area_code"].notna().to_numpy(dtype=bool)
    middles = shapely.centroid(cells.geometry.to_numpy())
    squares = [
        f"{np.floor(y / _SQUARE_DEGREES) * _SQUARE_DEGREES:.2f} N "
        f"{np.floor(x / _SQUARE_DEGREES) * _SQUARE_DEGREES:.2f} E"
        for x, y in zip(shapely.get_x(middles), shapely.get_y(middles), strict=True)
    ]
    keys = np.where(known, cells["area_code"].to_numpy(dtype=object), np.array(squares, dtype=object))
    if not known.all():
        text = tr(
            "{people:,.0f} people live outside the known areas; they are gathered by squares of {deg:g}°",
            people=float((people * here)[~known].sum()),
            deg=_SQUARE_DEGREES,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    table = pd.DataFrame(
        {
            "key": keys,
            "residents": people * here,
            "controlled": people * under if zone is None else 0.0,
            "x": shapely.get_x(middles),
            "y": shapely.get_y(middles),
        }
    )
    grouped = table.groupby("key", sort=True)
    sums = grouped[["residents", "controlled"]].sum()
    busiest = table.loc[grouped["residents"].idxmax()].set_index("key")
    return _named(situation, sums, busiest, controlled, population, notes)


def _named(
    situation: Workspace,
    sums: pd.DataFrame,
    busiest: pd.DataFrame,
    controlled: Any,
    population: Population,
    notes: list[Assumption],
) -> Origins:
    """Origins with the name and meeting point of their area; others meet where most of them live."""
    areas = finest_areas(situation)
    keys = list(sums.index)
    names = [str(tr("people at {square}", square=key)) for key in keys]
    refs: list[FeatureRef | None] = [None] * len(keys)
    lonlat = busiest.loc[keys, ["x", "y"]].to_numpy(dtype=float, copy=True) if keys else np.zeros((0, 2))
    if areas is not None and keys:
        frame = areas.frame.set_index("code")
        rows = [number for number, key in enumerate(keys) if key in frame.index]
        chosen = frame.loc[[keys[number] for number in rows]]
        points = meeting_points(situation, chosen.geometry.to_numpy(), outside=controlled)
        twice = chosen["name"].duplicated(keep=False).to_numpy()
        for position, number in enumerate(rows):
            row = chosen.iloc[position]
            names[number] = f"{row['name']} ({keys[number]})" if twice[position] else str(row["name"])
            refs[number] = FeatureRef(layer=row["layer"], fids=(int(row["fid"]),))
            if points.names[position]:
                lonlat[number] = points.lonlat[position]
        settled = sum(bool(name) for name in points.names)
        text = tr(
            "People board at the most populous settlement of their area outside the area of control "
            "({settled:,} areas), or where most of them live ({rest:,})",
            settled=settled,
            rest=len(keys) - settled,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return Origins(
        names=tuple(names),
        refs=tuple(refs),
        lonlat=lonlat,
        residents=sums["residents"].to_numpy(dtype=float),
        controlled=sums["controlled"].to_numpy(dtype=float),
        population=population,
        label=population.label,
        assumptions=tuple(notes),
    )


def _settlement(situation: Workspace, place: Place, front: Front | None) -> Origins:
    if place.kind != "populated_place" or place.fid is None:
        raise BadParameter(
            tr("{name} is neither an area nor a populated place", name=place.name),
            where="origin",
            todo=tr("Name areas or settlements whose population the workspace holds."),
        )
    row = situation.layer(place.layer).frame.loc[place.fid]
    if pd.isna(row["population"]):
        raise BadParameter(
            tr("how many people live in {name} is not known", name=place.name),
            where="origin",
            todo=tr("Enter its population, or name its hromada."),
        )
    inside = front is not None and bool(front.inside([shapely.Point(place.lon, place.lat)])[0])
    people = float(row["population"])
    date = row["population_date"]
    when = tr("date unknown") if pd.isna(date) else date.date().isoformat()
    text = tr("{name}: {people:,.0f} residents, {when}", name=place.name, people=people, when=when)
    return Origins(
        names=(place.name,),
        refs=(FeatureRef(layer=place.layer, fids=(place.fid,)),),
        lonlat=np.array([[place.lon, place.lat]]),
        residents=np.array([0.0 if inside else people]),
        controlled=np.array([people if inside else 0.0]),
        population=None,
        label=label_of(tr("population of places"), None if pd.isna(date) else date.date()),
        assumptions=(
            Assumption(text=text, ground=Ground.DATA, source=situation.layer(place.layer).provenance.source),
        ),
    )


def _together(parts: list[Origins]) -> Origins:
    names: list[str] = []
    for part in parts:
        names += [name if name not in names else f"{name} #{len(names) + 1}" for name in part.names]
    labels = list({str(part.label): part.label for part in parts}.values())
    return Origins(
        names=tuple(names),
        refs=tuple(ref for part in parts for ref in part.refs),
        lonlat=np.vstack([part.lonlat for part in parts]),
        residents=np.concatenate([part.residents for part in parts]),
        controlled=np.concatenate([part.controlled for part in parts]),
        population=next((part.population for part in parts if part.population is not None), None),
        label=functools.reduce(lambda one, two: tr("{one}; {two}", one=one, two=two), labels),
        assumptions=tuple(note for part in parts for note in part.assumptions),
    )


def share_within(geometries: Any, area: Any) -> FloatArray:
    """Share of each geometry's extent within `area`; points count whole. Areas are compared in degrees."""
    features = np.asarray(geometries, dtype=object)
    if area.is_empty or len(features) == 0:
        return np.zeros(len(features))
    shapely.prepare(area)
    share = np.asarray(shapely.intersects(area, features), dtype=float)
    sized = shapely.area(features) > 0
    crossed = np.nonzero((share > 0) & sized)[0]
    crossed = crossed[~shapely.covers(area, features[crossed])]
    if len(crossed):
        parts = shapely.intersection(features[crossed], area)
        share[crossed] = shapely.area(parts) / shapely.area(features[crossed])
    result: FloatArray = share
    return result
