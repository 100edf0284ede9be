"""The vehicles of the workspace, one by one, for goods and for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.outcome import Assumption, Ground, data_assumption

# Seats and stretchers where the data has none: bus 45-50 seats, minibus 16-18, ambulance 1-2 stretchers
# (usual figures, not confirmed in a source); the lower of each is taken.
_USUAL_SEATS = {"bus": 45, "minibus": 16}
_USUAL_STRETCHERS = {"ambulance": 1}
_NOT_CONFIRMED = tr("Corridor's default, not confirmed in a source")
_FOR_PEOPLE = ("bus", "minibus", "ambulance", "car")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One vehicle.

    Attributes
    ----------
    name : str
        Vehicle id, with a number when there are several of the type.
    base : str
        Warehouse id or place as the data has it; empty when unknown.
    """

    name: str
    vehicle_type: str
    base: str
    payload_kg: float = 0.0
    volume_m3: float = 0.0
    seats: int = 0
    wheelchair_places: int = 0
    stretcher_places: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vehicles that can be used, and what was taken for granted about them."""

    vehicles: tuple[Vehicle, ...]
    assumptions: tuple[Assumption, ...]


def trucks(situation: Workspace) -> Fleet:
    """Vehicles of type truck whose payload (kg) and volume (m³) are known; others are named as left out."""
    rows, notes = _rows(situation)
    rows = rows[rows["vehicle_type"].isna() | (rows["vehicle_type"] == "truck")]
    usable = (rows["payload_kg"] > 0) & (rows["volume_m3"] > 0)
    _note(
        notes,
        tr("trucks left out: their payload or their volume is not known"),
        rows[~usable & (rows["vehicle_type"] == "truck")],
        Ground.IGNORED,
    )
    vehicles = _one_by_one(
        rows[usable], lambda row: {"payload_kg": float(row.payload_kg), "volume_m3": float(row.volume_m3)}
    )
    return Fleet(vehicles=vehicles, assumptions=tuple(notes))


def passenger_vehicles(situation: Workspace) -> Fleet:
    """Vehicles that carry people; goods trucks and tankers never do.

    Seats of a bus or minibus and stretchers of an ambulance that the data does not give are the usual ones;
    wheelchair places that it does not give are none.
    """
    rows, notes = _rows(situation)
    places = ["seats", "wheelchair_places", "stretcher_places"]
    rows = rows[rows["vehicle_type"].isin(_FOR_PEOPLE) | rows["vehicle_type"].isna()].copy()
    for column, usual, what in (
        ("seats", _USUAL_SEATS, tr("vehicles without a number of seats are taken to have the usual ones")),
        ("stretcher_places", _USUAL_STRETCHERS, tr("ambulances are taken to have one stretcher place")),
    ):
        gaps = rows[column].isna() & rows["vehicle_type"].isin(list(usual))
        rows.loc[gaps, column] = rows.loc[gaps, "vehicle_type"].map(usual)
        _note(notes, what, rows[gaps], Ground.SUBSTITUTED)
    gaps = rows["wheelchair_places"].isna() & rows["vehicle_type"].isin(_FOR_PEOPLE)
    _note(
        notes,
        tr("vehicles whose wheelchair places are unknown are taken to have none"),
        rows[gaps],
        Ground.SUBSTITUTED,
    )
    rows[places] = rows[places].fillna(0)
    empty = rows[places].sum(axis=1) == 0
    _note(
        notes,
        tr("vehicles left out: they have no known place for people"),
        rows[empty & rows["vehicle_type"].notna()],
        Ground.IGNORED,
    )
    vehicles = _one_by_one(rows[~empty], lambda row: {name: int(getattr(row, name)) for name in places})
    return Fleet(vehicles=vehicles, assumptions=tuple(notes))


def _rows(situation: Workspace) -> tuple[pd.DataFrame, list[Assumption]]:
    layers = situation.of_kind("vehicle")
    notes = [data_assumption(layer, situation.today()) for layer in layers]
    if not layers:
        text = tr("The workspace holds no vehicles")
        return _no_rows(), [Assumption(text=text, ground=Ground.DATA)]
    rows = pd.concat([layer.frame for layer in layers], ignore_index=True)
    unnamed = rows["vehicle_id"].isna()
    rows.loc[unnamed, "vehicle_id"] = rows.loc[unnamed, "name"]
    rows.loc[rows["vehicle_id"].isna(), "vehicle_id"] = str(tr("vehicle"))
    unknown = rows["number"].isna()
    _note(
        notes,
        tr("vehicle types without a number are taken as one vehicle"),
        rows[unknown],
        Ground.SUBSTITUTED,
    )
    rows["number"] = rows["number"].fillna(1)
    return rows, notes


def _no_rows() -> pd.DataFrame:
    from layers.kinds.vehicle import KIND
    from layers.layer import conform

    return conform(pd.DataFrame(), KIND, "")


def _one_by_one(rows: pd.DataFrame, places: Any) -> tuple[Vehicle, ...]:
    totals: Counter[str] = Counter()
    for row in rows.itertuples():
        totals[row.vehicle_id] += int(row.number)
    given: Counter[str] = Counter()
    result: list[Vehicle] = []
    for row in rows.itertuples():
        for _ in range(int(row.number)):
            given[row.vehicle_id] += 1
            alone = totals[row.vehicle_id] == 1
            result.append(
                Vehicle(
                    name=row.vehicle_id if alone else f"{row.vehicle_id}-{given[row.vehicle_id]}",
                    vehicle_type=row.vehicle_type if isinstance(row.vehicle_type, str) else "",
                    base=row.base.strip() if isinstance(row.base, str) else "",
                    **places(row),
                )
            )
    return tuple(result)


def _note(notes: list[Assumption], what: Text, rows: pd.DataFrame, ground: Ground) -> None:
    if rows.empty:
        return
    ids = sorted(set(rows["vehicle_id"]))
    shown = ", ".join(ids[:10]) + (" …" if len(ids) > 10 else "")
    text = trn(
        "{count:,} record: {what} ({ids})",
        "{count:,} records: {what} ({ids})",
        len(rows),
        what=what,
        ids=shown,
    )
    source = str(_NOT_CONFIRMED) if ground is Ground.SUBSTITUTED else ""
    notes.append(Assumption(text=text, ground=ground, source=source))
