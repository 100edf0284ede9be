"""Tables of the front history: distances, approach, area that changed hands, and the fronts themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.kinds import KIND_WORDS
from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from planning.analyses.front_history.calculation import History
from planning.outcome import Cell, Column, FeatureRef, Table

_GROUPS = {"area": tr("area"), "settlement": tr("settlement"), "site": tr("site")}


def tables_of(history: History, rows: pd.DataFrame) -> tuple[Table, ...]:
    """The tables `fronts`, `area_change`, `approach` and `distances`."""
    return fronts_table(history), area_table(history), approach_table(history, rows), distance_table(history)


def fronts_table(history: History) -> Table:
    """One row a date: what is held, and what came under control and out of it since the date before."""
    steps: tuple[tuple[float | None, float | None], ...] = ((None, None), *history.steps)
    rows = tuple(
        (day, float(held), gained, lost)
        for day, held, (gained, lost) in zip(history.dates, history.held_km2, steps, strict=True)
    )
    return Table(
        name="fronts",
        title=tr("Area of control by date"),
        columns=(
            Column(name="date", label=tr("Date")),
            Column(name="held_km2", label=tr("Area of control"), unit="km²", decimals=0),
            Column(name="gained_km2", label=tr("Came under control"), unit="km²", decimals=1),
            Column(name="lost_km2", label=tr("Came out of control"), unit="km²", decimals=1),
        ),
        rows=rows,
    )


def area_table(history: History) -> Table:
    """Areas where anything changed hands, the most first; then what lies in no area, and the total."""
    change = history.change
    rows: list[tuple[Cell, ...]] = []
    features: list[FeatureRef | None] = []
    for at in changed_areas(history):
        area = history.areas.frame.iloc[at] if history.areas is not None else None
        assert area is not None
        figures = (change.gained[at], change.lost[at], change.gained[at] - change.lost[at])
        held = (change.held_before[at], change.held_after[at])
        share = held[1] / change.total[at] if change.total[at] > 0 else None
        rows.append((area["code"], area["name"], *map(float, (*figures, *held)), _number(share)))
        features.append(FeatureRef(layer=str(area["layer"]), fids=(int(area["fid"]),)))
    rows += _closing_rows(history)
    features += [None] * (len(rows) - len(features))
    first, last = history.dates[0].isoformat(), history.dates[-1].isoformat()
    return Table(
        name="area_change",
        title=tr("Area that changed hands from {first} to {last}", first=first, last=last),
        columns=(
            Column(name="area_code", label=tr("P-code")),
            Column(name="area_name", label=tr("Area")),
            Column(name="gained_km2", label=tr("Came under control"), unit="km²", decimals=1),
            Column(name="lost_km2", label=tr("Came out of control"), unit="km²", decimals=1),
            Column(name="net_km2", label=tr("Net"), unit="km²", decimals=1),
            Column(name="held_before_km2", label=tr("Held before"), unit="km²", decimals=1),
            Column(name="held_after_km2", label=tr("Held after"), unit="km²", decimals=1),
            Column(name="held_share", label=tr("Share held after"), decimals=3),
        ),
        rows=tuple(rows),
        features=tuple(features) if any(features) else (),
    )


def changed_areas(history: History) -> list[int]:
    """Numbers of the areas where at least 0.01 km² changed hands, the most gained first."""
    change = history.change
    changed = np.flatnonzero((change.gained >= 0.01) | (change.lost >= 0.01))
    order = np.lexsort((changed, -change.lost[changed], -change.gained[changed]))
    return [int(at) for at in changed[order]]


def _closing_rows(history: History) -> list[tuple[Cell, ...]]:
    """What changed elsewhere, so that the rows sum to the total of the last row."""
    change = history.change
    listed = changed_areas(history)
    others = np.setdiff1d(np.arange(len(change.gained)), listed)
    columns = (change.gained, change.lost, change.held_before, change.held_after)
    rest = [float(values[others].sum()) + out for values, out in zip(columns, change.outside, strict=True)]
    total = [float(values.sum()) + out for values, out in zip(columns, change.outside, strict=True)]
    return [
        (None, name, gained, lost, gained - lost, before, after, None)
        for name, (gained, lost, before, after) in (
            (tr("elsewhere"), rest),
            (tr("all"), total),
        )
    ]


def approach_table(history: History, rows: pd.DataFrame) -> Table:
    """One row a target, the fastest approach first."""
    rows = rows.sort_values(["speed", "layer", "fid"], ascending=[False, True, True], kind="stable")
    cells = tuple(
        (
            _GROUPS[row.group], row.kind, _text(row.name_), _text(row.code), float(row.first_km),
            float(row.last_km), float(row.nearer_km), _number(row.speed), _number(row.slow),
            _number(row.fast), int(row.dates), row.state.words(), row.first_within, row.earliest, row.latest,
        )
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    )  # fmt: skip
    per_month = "km/month"
    return Table(
        name="approach",
        title=tr(
            "Approach of the front; when it would come within {km:g} km assumes that the speeds last",
            km=history.parameters.band_km,
        ),
        columns=(
            Column(name="group", label=tr("Group")),
            Column(name="kind", label=tr("Kind"), words=KIND_WORDS),
            Column(name="name", label=tr("Name")),
            Column(name="code", label=tr("Code")),
            Column(name="first_km", label=tr("Distance on the first date"), unit="km", decimals=1),
            Column(name="last_km", label=tr("Distance on the last date"), unit="km", decimals=1),
            Column(name="nearer_km", label=tr("Nearer by"), unit="km", decimals=1),
            Column(name="speed_km_month", label=tr("Speed of approach"), unit=per_month, decimals=2),
            Column(name="speed_low_km_month", label=tr("Lowest speed"), unit=per_month, decimals=2),
            Column(name="speed_high_km_month", label=tr("Highest speed"), unit=per_month, decimals=2),
            Column(name="dates", label=tr("Dates the speed rests on")),
            Column(name="state", label=tr("State")),
            Column(name="first_within", label=tr("First date within the band")),
            Column(name="earliest", label=tr("Within the band at the earliest (assumption)")),
            Column(name="latest", label=tr("Within the band at the latest (assumption)")),
        ),
        rows=cells,
        features=_features(rows),
        sensitivity=_sensitivity(rows),
    )


def distance_table(history: History) -> Table:
    """One row a target, one column a date; negative in the area of control."""
    targets = history.targets
    km = history.distances.km
    cells = tuple(
        (_GROUPS[group], kind, _text(name), _text(code), *values)
        for group, kind, name, code, values in zip(
            targets["group"], targets["kind"], targets["name"], targets["code"], km.tolist(), strict=True
        )
    )
    dates = tuple(
        Column(name=f"km_{day:%Y_%m_%d}", label=tr("{date}", date=day.isoformat()), unit="km", decimals=1)
        for day in history.dates
    )
    return Table(
        name="distances",
        title=tr("Distance from the contact line by date; negative in the area of control"),
        columns=(
            Column(name="group", label=tr("Group")),
            Column(name="kind", label=tr("Kind"), words=KIND_WORDS),
            Column(name="name", label=tr("Name")),
            Column(name="code", label=tr("Code")),
            *dates,
        ),
        rows=cells,
        features=_features(targets),
        sensitivity=_sensitivity(targets),
    )


def _features(rows: pd.DataFrame) -> tuple[FeatureRef | None, ...]:
    return tuple(
        FeatureRef(layer=str(layer), fids=(int(fid),))
        for layer, fid in zip(rows["layer"], rows["fid"], strict=True)
    )


def _sensitivity(rows: pd.DataFrame) -> Sensitivity:
    return Sensitivity(int(rows["sensitivity"].max())) if len(rows) else Sensitivity.LOW


def _text(value: Any) -> str | Text | None:
    return None if pd.isna(value) else str(value)


def _number(value: Any) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
