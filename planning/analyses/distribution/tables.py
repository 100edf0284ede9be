"""The tables of a distribution plan."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from layers.sensitivity import Sensitivity
from layers.text import tr
from planning.analyses.distribution.problem import DistributionPlan
from planning.analyses.distribution.setting import Setting
from planning.outcome import Cell, Column, FeatureRef, Table

_LOCAL = "Europe/Kyiv"
_ITEM = Column(name="item", label=tr("Item"))
_SITE = Column(name="site", label=tr("Site"))
_QUANTITY = Column(name="quantity", label=tr("Quantity"), unit="pieces", decimals=0)


class Clock:
    """Local time of the working minutes of a plan; day 0 is the day after today.

    Minutes beyond a working day fall on the next one, as on trips that last over night.

    Attributes
    ----------
    first_day : date
    """

    def __init__(self, today: dt.date, starts_hour: float, working_hours: float) -> None:
        self.first_day = today + dt.timedelta(days=1)
        self._starts = dt.timedelta(hours=starts_hour)
        self._working_min = working_hours * 60.0

    def day(self, day: int, minutes: float) -> int:
        """Number of the working day, from 1."""
        return day + 1 + self._days_over(minutes)

    def at(self, day: int, minutes: float) -> dt.datetime:
        """The local time, to the minute."""
        over = self._days_over(minutes)
        midnight = dt.datetime.combine(self.first_day + dt.timedelta(days=day + over), dt.time())
        return midnight + self._starts + dt.timedelta(minutes=round(minutes - over * self._working_min))

    def _days_over(self, minutes: float) -> int:
        """Working days passed; the last minute of a day is still of that day."""
        return max(0, math.ceil(minutes / self._working_min - 1e-9) - 1)


def tables(
    setting: Setting, plan: DistributionPlan, clock: Clock, sensitivity: Sensitivity
) -> tuple[Table, ...]:
    """allocation, trips, stops, unmet, and the balance of each site."""
    return (
        _allocation(setting, plan, sensitivity),
        _trips(setting, plan, clock, sensitivity),
        _stops(setting, plan, clock, sensitivity),
        _unmet(setting, plan, sensitivity),
        _balance(setting, plan, sensitivity),
    )


def _allocation(setting: Setting, plan: DistributionPlan, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    delivered = plan.delivered(problem)
    places = sorted((int(i), int(w), int(s)) for w, s, i in np.argwhere(delivered > 0))
    rows: list[tuple[Cell, ...]] = [
        (problem.items[i], setting.goods.names[w], problem.sites[s], int(delivered[w, s, i]))
        for i, w, s in places
    ]
    return Table(
        name="allocation",
        title=tr("What each warehouse gives to each site"),
        columns=(_ITEM, Column(name="warehouse", label=tr("Warehouse")), _SITE, _QUANTITY),
        rows=tuple(rows),
        features=tuple(setting.sites.refs[s] for _, _, s in places),
        sensitivity=sensitivity,
    )


def _trips(setting: Setting, plan: DistributionPlan, clock: Clock, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for number, trip in enumerate(plan.trips, start=1):
        weight = np.nan_to_num(problem.weight_kg[trip.warehouse])
        volume = np.nan_to_num(problem.volume_m3[trip.warehouse])
        rows.append(
            (
                number,
                problem.trucks[trip.truck].vehicle,
                setting.goods.names[trip.warehouse],
                clock.day(trip.day, trip.starts_min),
                clock.at(trip.day, trip.starts_min),
                clock.at(trip.day, trip.departs_min),
                clock.at(trip.day, trip.returns_min),
                len(trip.stops),
                trip.length_km,
                float(weight @ trip.pieces),
                float(volume @ trip.pieces),
            )
        )
        refs.append(FeatureRef(layer="trips", fids=(number,), of_outcome=True))
    columns = (
        Column(name="trip", label=tr("Trip")),
        Column(name="vehicle", label=tr("Vehicle")),
        Column(name="warehouse", label=tr("Warehouse")),
        Column(name="day", label=tr("Day")),
        Column(name="loads", label=tr("Loads from"), unit=_LOCAL),
        Column(name="departs", label=tr("Departs"), unit=_LOCAL),
        Column(name="returns", label=tr("Back"), unit=_LOCAL),
        Column(name="stops", label=tr("Stops")),
        Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
        Column(name="load_kg", label=tr("Load"), unit="kg", decimals=0),
        Column(name="load_m3", label=tr("Volume"), unit="m³", decimals=2),
    )
    return Table(
        name="trips",
        title=tr("Trips"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )


def _stops(setting: Setting, plan: DistributionPlan, clock: Clock, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for number, trip in enumerate(plan.trips, start=1):
        for order, stop in enumerate(trip.stops, start=1):
            for item in np.nonzero(stop.pieces)[0]:
                rows.append(
                    (
                        number,
                        order,
                        problem.sites[stop.site],
                        clock.at(trip.day, stop.arrives_min),
                        clock.at(trip.day, stop.leaves_min),
                        problem.items[item],
                        int(stop.pieces[item]),
                    )
                )
                refs.append(setting.sites.refs[stop.site])
    columns = (
        Column(name="trip", label=tr("Trip")),
        Column(name="order", label=tr("Stop")),
        _SITE,
        Column(name="arrives", label=tr("Arrives"), unit=_LOCAL),
        Column(name="leaves", label=tr("Leaves"), unit=_LOCAL),
        _ITEM,
        _QUANTITY,
    )
    return Table(
        name="stops",
        title=tr("What each trip unloads where"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )


def _unmet(setting: Setting, plan: DistributionPlan, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    return Table(
        name="unmet",
        title=tr("Need that stays unmet, and why"),
        columns=(_ITEM, _SITE, _QUANTITY, Column(name="reason", label=tr("Reason"))),
        rows=tuple(
            (problem.items[s.item], problem.sites[s.site], s.pieces, s.reason) for s in plan.shortages
        ),
        features=tuple(setting.sites.refs[s.site] for s in plan.shortages),
        sensitivity=sensitivity,
    )


def _balance(setting: Setting, plan: DistributionPlan, sensitivity: Sensitivity) -> Table:
    problem = setting.problem
    delivered = plan.delivered(problem).sum(axis=0)
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for site, item in np.argwhere(problem.need > 0):
        need, got = int(problem.need[site, item]), int(delivered[site, item])
        rows.append((problem.sites[site], problem.items[item], need, got, need - got, 100.0 * got / need))
        refs.append(setting.sites.refs[site])
    columns = (
        _SITE,
        _ITEM,
        Column(name="need", label=tr("Need"), unit="pieces"),
        Column(name="delivered", label=tr("Delivered"), unit="pieces"),
        Column(name="unmet", label=tr("Unmet"), unit="pieces"),
        Column(name="met_percent", label=tr("Met"), unit="%", decimals=0),
    )
    return Table(
        name="balance",
        title=tr("Need, delivered and unmet of each site and item"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=sensitivity,
    )
