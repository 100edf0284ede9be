"""Early warning: when each target would come within the band at its speed of approach, as a range."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import numpy as np
import pandas as pd

from layers.text import Text, tr
from planning.analyses.front_history.calculation import History
from planning.front_history import day_after_months, first_within


class State(StrEnum):
    """How a target stands to the front on the last date."""

    CONTROL = "control"
    WITHIN = "within"
    APPROACHING = "approaching"
    UNCLEAR = "unclear"
    NOT_APPROACHING = "not_approaching"
    TOO_FEW_DATES = "too_few_dates"

    def words(self) -> Text:
        """The state in words."""
        return {
            State.CONTROL: tr("in the area of control"),
            State.WITHIN: tr("within the band"),
            State.APPROACHING: tr("approached"),
            State.UNCLEAR: tr("no clear direction"),
            State.NOT_APPROACHING: tr("not approached"),
            State.TOO_FEW_DATES: tr("too few dates"),
        }[self]


def approaches(history: History) -> pd.DataFrame:
    """One row a target: its course and, where it is clear, when it would come within the band.

    Returns
    -------
    DataFrame
        The columns of `History.targets`, and first_km, last_km, nearer_km, speed, slow, fast (km a month,
        positive towards the target), dates, state, first_within, came_within, came_under, earliest, latest.
        `latest` is None where the slowest speed of the range does not lead there.
    """
    rows = history.targets.copy()
    km, dates, band = history.distances.km, history.dates, history.parameters.band_km
    rows["first_km"], rows["last_km"] = km[:, 0], km[:, -1]
    rows["nearer_km"] = history.distances.middle_km[:, 0] - history.distances.middle_km[:, -1]
    trend = history.trend
    rows["speed"], rows["slow"], rows["fast"] = -trend.slope, -trend.high, -trend.low
    rows["dates"] = trend.count
    rows["state"] = _states(rows, band)
    rows["first_within"] = pd.Series(first_within(km, dates, band), index=rows.index, dtype=object)
    was_near = (km[:, 0] >= 0) & (km[:, 0] <= band)
    rows["came_within"] = (rows["state"] == State.WITHIN) & ~was_near
    rows["came_under"] = (rows["state"] == State.CONTROL) & (km[:, 0] >= 0)
    warned = rows["state"] == State.APPROACHING
    gap = (rows["last_km"] - band).to_numpy()
    for name, speed in (("earliest", "fast"), ("latest", "slow")):
        with np.errstate(divide="ignore", invalid="ignore"):
            months = gap / rows[speed].to_numpy()
        days = [
            day_after_months(dates[-1], value) if wanted else None
            for value, wanted in zip(months.tolist(), warned, strict=True)
        ]
        rows[f"{name}_months"] = np.where(warned, months, np.nan)
        rows[name] = pd.Series(days, index=rows.index, dtype=object)
    return rows


def warned_within(rows: pd.DataFrame, months: float) -> pd.DataFrame:
    """Targets that would come within the band in so many months at the fastest speed, the soonest first."""
    soon = rows[rows["earliest_months"] <= months]
    return soon.sort_values(["earliest_months", "latest_months", "layer", "fid"], kind="stable")


def months_text(earliest: dt.date | None, latest: dt.date | None) -> Text:
    """A range of dates in words."""
    if earliest is None:
        return tr("beyond the calendar")
    if latest is None:
        return tr("not before {earliest}", earliest=earliest.isoformat())
    return tr("between {earliest} and {latest}", earliest=earliest.isoformat(), latest=latest.isoformat())


def _states(rows: pd.DataFrame, band: float) -> list[State]:
    states = []
    for last, slow, fast in zip(rows["last_km"], rows["slow"], rows["fast"], strict=True):
        if last < 0:
            states.append(State.CONTROL)
        elif last <= band:
            states.append(State.WITHIN)
        elif np.isnan(fast):
            states.append(State.TOO_FEW_DATES)
        elif slow > 0:
            states.append(State.APPROACHING)
        else:
            states.append(State.UNCLEAR if fast > 0 else State.NOT_APPROACHING)
    return states
