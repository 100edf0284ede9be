"""Where people can go: free places of collective centres, and open crossings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.analyses.evacuation.parameters import EvacuationParameters
from planning.analyses.evacuation.problem import BoolArray, FloatArray
from planning.front import Front
from planning.front_distance import front_distance_km
from planning.outcome import Assumption, FeatureRef, Ground, data_assumption
from planning.run_control import RunControl
from planning.site_gaps import people_of

_NEVER = ("RU", "BY")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Destinations:
    """Arrays as in `EvacuationProblem`."""

    names: tuple[str, ...]
    refs: tuple[FeatureRef, ...]
    lonlat: FloatArray
    places: FloatArray
    rate_per_h: FloatArray
    accepts: BoolArray
    keeps_vehicle: BoolArray
    sensitivity: Sensitivity
    assumptions: tuple[Assumption, ...]


def destinations_of(
    situation: Workspace, parameters: EvacuationParameters, front: Front | None, control: RunControl
) -> Destinations:
    """Active centres with free places far enough from the front, and open crossings that take people."""
    centres = _centres(situation, front, parameters.destination_min_front_km, control.part(0.0, 0.6))
    if not parameters.use_crossings:
        return centres
    crossings = _crossings(situation, front, parameters, control.part(0.6, 1.0))
    return Destinations(
        names=(*centres.names, *crossings.names),
        refs=(*centres.refs, *crossings.refs),
        lonlat=np.vstack([centres.lonlat, crossings.lonlat]),
        places=np.concatenate([centres.places, crossings.places]),
        rate_per_h=np.concatenate([centres.rate_per_h, crossings.rate_per_h]),
        accepts=np.vstack([centres.accepts, crossings.accepts]),
        keeps_vehicle=np.concatenate([centres.keeps_vehicle, crossings.keeps_vehicle]),
        sensitivity=max(centres.sensitivity, crossings.sensitivity),
        assumptions=(*centres.assumptions, *crossings.assumptions),
    )


def records_of(situation: Workspace, kind: str) -> tuple[pd.DataFrame, list[Assumption]]:
    """Records of a kind with `label`, `layer`, `fid`, `sensitivity`, `lon` and `lat`, and their sources."""
    layers = [layer for layer in situation.of_kind(kind) if len(layer)]
    notes = [data_assumption(layer, situation.today()) for layer in layers]
    if not layers:
        return pd.DataFrame(), notes
    frames = [
        pd.DataFrame(layer.frame).assign(
            layer=layer.name, fid=layer.frame.index, sensitivity=int(layer.sensitivity)
        )
        for layer in layers
    ]
    rows = pd.concat(frames, ignore_index=True)
    if "geometry" not in rows:
        rows["geometry"] = None
    label = rows["name_en"].where(rows["name_en"].notna(), rows["name_uk"])
    rows["label"] = label.where(label.notna(), rows["layer"] + " " + rows["fid"].astype(str))
    twice = rows["label"].duplicated(keep=False)
    rows.loc[twice, "label"] = rows["label"][twice] + " (" + rows["fid"].astype(str)[twice] + ")"
    geometry = shapely.point_on_surface(rows["geometry"].to_numpy(dtype=object))
    rows["lon"], rows["lat"] = shapely.get_x(geometry), shapely.get_y(geometry)
    return rows, notes


def _centres(situation: Workspace, front: Front | None, least_km: float, control: RunControl) -> Destinations:
    rows, notes = records_of(situation, "collective_centre")
    if rows.empty:
        notes.append(Assumption(text=tr("The workspace holds no collective centres"), ground=Ground.DATA))
        return _destinations(rows, notes, np.zeros(0), np.zeros(0), np.zeros((0, 4), bool), np.zeros(0, bool))
    rows = _without(
        rows,
        rows["disregarded"].fillna(False).to_numpy(dtype=bool),
        tr("left out: to be disregarded"),
        notes,
    )
    rows = _without(
        rows, (rows["status"] != "active").to_numpy(), tr("left out: not known to be active"), notes
    )
    rows = rows.assign(present=people_of(rows, at_capacity=False))
    unknown = (rows["capacity"].isna() | rows["present"].isna()).to_numpy()
    rows = _without(rows, unknown, tr("left out: capacity or occupancy is not known"), notes)
    free = (rows["capacity"] - rows["present"]).to_numpy(dtype=float)
    rows = _without(rows, free <= 0, tr("left out: full"), notes)
    rows = _without(rows, rows["lon"].isna().to_numpy(), tr("left out: their position is not known"), notes)
    rows = _safe(rows, front, least_km, notes, control)
    free = (rows["capacity"] - rows["present"]).to_numpy(dtype=float)
    accessible = rows["wheelchair_access"].fillna(False).to_numpy(dtype=bool)
    unsaid = int(rows["wheelchair_access"].isna().sum())
    if unsaid:
        text = trn(
            "{count:,} centre does not say whether it has wheelchair access and gets no wheelchair user or "
            "stretcher case",
            "{count:,} centres do not say whether they have wheelchair access and get no wheelchair users or "
            "stretcher cases",
            unsaid,
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    everybody = np.ones(len(rows), dtype=bool)
    accepts = np.column_stack([everybody, accessible, accessible, everybody])
    return _destinations(rows, notes, free, np.full(len(rows), np.inf), accepts, np.zeros(len(rows), bool))


def _crossings(
    situation: Workspace, front: Front | None, parameters: EvacuationParameters, control: RunControl
) -> Destinations:
    rows, notes = records_of(situation, "border_crossing")
    if rows.empty:
        return _destinations(rows, notes, np.zeros(0), np.zeros(0), np.zeros((0, 4), bool), np.zeros(0, bool))
    country = rows["country"].str.upper()
    rows = _without(
        rows, country.isin(_NEVER).to_numpy(), tr("left out: they lead into Russia or Belarus"), notes
    )
    rows = _without(
        rows, rows["country"].isna().to_numpy(), tr("left out: the neighbour is not known"), notes
    )
    rows = _without(rows, (rows["status"] != "open").to_numpy(), tr("left out: not known to be open"), notes)
    rows = _without(rows, rows["lon"].isna().to_numpy(), tr("left out: their position is not known"), notes)
    rows = _without(
        rows,
        (rows["crossing_type"] == "rail").to_numpy(dtype=bool),
        tr("left out: rail crossings, which vehicles do not use"),
        notes,
    )
    rows = _with_traffic(rows, notes)
    takes = (rows["buses"] | rows["pedestrians"] | rows["cars"]).to_numpy(dtype=bool)
    rows = _without(rows, ~takes, tr("left out: they take neither buses, cars nor pedestrians"), notes)
    rows = _safe(rows, front, parameters.destination_min_front_km, notes, control)
    unknown = rows["people_per_hour"].isna()
    if unknown.any():
        text = trn(
            "{count:,} crossing does not say how many people it lets through; {n:g} an hour are assumed",
            "{count:,} crossings do not say how many people they let through; {n:g} an hour are assumed",
            int(unknown.sum()),
            n=parameters.crossing_people_per_hour,
        )
        source = tr("parameter; not confirmed in a source")
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(source)))
    rate = rows["people_per_hour"].fillna(parameters.crossing_people_per_hour).to_numpy(dtype=float)
    rate = np.floor(rate)
    buses, cars = rows["buses"].to_numpy(dtype=bool), rows["cars"].to_numpy(dtype=bool)
    on_foot = rows["pedestrians"].to_numpy(dtype=bool)
    accepts = np.column_stack([buses | on_foot, buses, buses, cars])
    return _destinations(rows, notes, np.full(len(rows), np.inf), rate, accepts, buses)


def _with_traffic(rows: pd.DataFrame, notes: list[Assumption]) -> pd.DataFrame:
    """What each crossing takes; unknown is taken from its type, and is no where that is unknown too."""
    rows = rows.copy()
    by_type = {"road": ("buses", "cars"), "pedestrian": ("pedestrians",)}
    filled = np.zeros(len(rows), dtype=bool)
    for name in ("buses", "cars", "pedestrians"):
        usual = rows["crossing_type"].map(lambda type_, name=name: name in by_type.get(type_, ()))
        gap = rows[name].isna().to_numpy()
        filled |= gap & usual.to_numpy(dtype=bool)
        rows[name] = rows[name].astype("boolean").fillna(usual.astype("boolean"))
    if filled.any():
        text = trn(
            "{count:,} crossing does not say what it takes; its type is taken to tell",
            "{count:,} crossings do not say what they take; their type is taken to tell",
            int(filled.sum()),
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return rows


def _safe(
    rows: pd.DataFrame,
    front: Front | None,
    least_km: float,
    notes: list[Assumption],
    control: RunControl,
) -> pd.DataFrame:
    """Rows outside the area of control and at least that far from the contact line."""
    if front is None or rows.empty:
        return rows
    lonlat = rows[["lon", "lat"]].to_numpy(dtype=float)
    inside = front.inside(shapely.points(lonlat))
    near = ~inside & (front_distance_km(front, lonlat, control) < least_km)
    rows = _without(rows, inside, tr("left out: in the area of control"), notes)
    text = tr("left out: nearer than {km:g} km to the front", km=least_km)
    return _without(rows, near[~inside], text, notes)


def _without(rows: pd.DataFrame, out: BoolArray, what: Text, notes: list[Assumption]) -> pd.DataFrame:
    count = int(out.sum())
    if count:
        kind = tr("destination"), tr("destinations")
        text = trn(
            "{count:,} {one} {what}",
            "{count:,} {several} {what}",
            count,
            one=kind[0],
            several=kind[1],
            what=what,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    return rows[~out]


def _destinations(
    rows: pd.DataFrame,
    notes: list[Assumption],
    places: FloatArray,
    rate: FloatArray,
    accepts: BoolArray,
    keeps_vehicle: BoolArray,
) -> Destinations:
    if rows.empty:
        rows = pd.DataFrame({"label": [], "layer": [], "fid": [], "lon": [], "lat": [], "sensitivity": []})
    return Destinations(
        names=tuple(rows["label"]),
        refs=tuple(
            FeatureRef(layer=layer, fids=(int(fid),))
            for layer, fid in zip(rows["layer"], rows["fid"], strict=True)
        ),
        lonlat=rows[["lon", "lat"]].to_numpy(dtype=float).reshape(-1, 2),
        places=places,
        rate_per_h=rate,
        accepts=accepts,
        keeps_vehicle=keeps_vehicle,
        sensitivity=Sensitivity(int(rows["sensitivity"].max())) if len(rows) else Sensitivity.LOW,
        assumptions=tuple(notes),
    )
