"""The front as a time series: fronts by date, distances by date, area that changed hands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.areas import Areas
from planning.changes import UseFront
from planning.errors import BadParameter, MissingData
from planning.front import Front, require_front
from planning.geodesy import area_km2, nearest_km_each, within_km
from planning.remembered import Remembered
from planning.run_control import RunControl

Floats = NDArray[np.float64]

# Mean length of a month of the Gregorian calendar.
DAYS_A_MONTH = 365.2425 / 12
# Outlines rounded by this much (20 m) err by less than 0.1 % beyond `_EXACT_WITHIN_KM`.
_ROUNDED_DEG = 0.00018
_EXACT_WITHIN_KM = 25.0
_FEATURES_A_PART = 400


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Distance of each feature from the contact line of each date.

    Attributes
    ----------
    km : array, shape (features, dates)
        To the nearest part of the feature; negative in the area of control, 0 where the line touches it.
    middle_km : array, shape (features, dates)
        The same for a point within the feature; its course has no flat part while the line crosses an area.
    """

    km: Floats
    middle_km: Floats


@dataclass(frozen=True, slots=True, eq=False)
class AreaChange:
    """Area that came under control and out of it between two fronts, km².

    Attributes
    ----------
    gained, lost, held_before, held_after, total : array, one element an area
    outside : tuple of float
        Gained, lost, held before and held after outside every area.
    """

    gained: Floats
    lost: Floats
    held_before: Floats
    held_after: Floats
    total: Floats
    outside: tuple[float, float, float, float]


def front_dates(situation: Workspace) -> tuple[dt.date, ...]:
    """The dates of all fronts the workspace holds, ascending."""
    dates: set[dt.date] = set()
    for layer in situation.of_kind("frontline"):
        dates |= set(layer.frame["front_date"].dropna().dt.date)
    return tuple(sorted(dates))


def fronts_between(
    situation: Workspace, first: dt.date | None, last: dt.date | None, control: RunControl | None = None
) -> tuple[Front, ...]:
    """The front of every date from `first` to `last`, both included; None leaves that end open.

    Raises
    ------
    MissingData
        When the workspace holds fewer than two dates.
    BadParameter
        When fewer than two lie between the ends.
    PlanningError
        As `planning.front.front_of`.
    """
    control = control or RunControl()
    known = front_dates(situation)
    if len(known) < 2:
        raise MissingData(
            tr("the workspace holds fronts of {count} dates", count=len(known)),
            where=situation.name,
            expected=tr("A history needs fronts of at least two dates."),
            todo=tr("Import fronts of other dates."),
        )
    dates = [day for day in known if (not first or day >= first) and (not last or day <= last)]
    if len(dates) < 2:
        raise BadParameter(
            tr("{count} fronts lie between the two dates", count=len(dates)),
            where=situation.name,
            expected=tr("The dates are: {known}.", known=", ".join(day.isoformat() for day in known)),
        )
    fronts = []
    for number, day in enumerate(dates):
        control.step(number / len(dates), tr("front of {date}", date=day.isoformat()))
        fronts.append(_front_of_day(situation, day))
    return tuple(fronts)


_fronts: Remembered[Front] = Remembered(most=60)


def _front_of_day(situation: Workspace, day: dt.date) -> Front:
    held: tuple[Layer, ...] = (*situation.of_kind("frontline"), *situation.of_kind("admin_area"))
    return _fronts.get(
        held, (day, situation.today()), lambda: require_front(UseFront(date=day.isoformat()).apply(situation))
    )


def months_since(dates: tuple[dt.date, ...]) -> Floats:
    """Months from the first date to each."""
    return np.array([(day - dates[0]).days / DAYS_A_MONTH for day in dates])


def near_fronts(geometries: ArrayLike, fronts: tuple[Front, ...], km: float) -> NDArray[np.bool_]:
    """Whether each geometry lies within `km` of the contact line of any date, or a little farther."""
    features = np.asarray(geometries, dtype=object)
    near = np.zeros(len(features), dtype=bool)
    for front in fronts:
        zone = within_km(shapely.simplify(front.line, 0.02), km + 3.0)
        shapely.prepare(zone)
        near[~near] = shapely.intersects(zone, features[~near])
    return near


def distances_by_date(
    geometries: ArrayLike, fronts: tuple[Front, ...], control: RunControl | None = None
) -> Distances:
    """Distances of features (points, lines or polygons, EPSG:4326) from the contact line of each date."""
    control = control or RunControl()
    features = np.asarray(geometries, dtype=object)
    extended = shapely.get_dimensions(features) > 0
    middles = np.where(extended, shapely.point_on_surface(features), features)
    rounded = np.where(extended, shapely.simplify(features, _ROUNDED_DEG), features)
    lines = [front.line for front in fronts]
    sign = np.column_stack([np.where(front.inside(middles), -1.0, 1.0) for front in fronts])
    middle_km = sign * _in_parts(middles, lines, control.part(0.0, 0.4))
    km = middle_km.copy()
    away = _in_parts(rounded[extended], lines, control.part(0.4, 0.8))
    close = (away < _EXACT_WITHIN_KM).any(axis=1)
    away[close] = _in_parts(features[extended][close], lines, control.part(0.8, 1.0))
    km[extended] = sign[extended] * away + 0.0  # no minus before a zero
    return Distances(km=km, middle_km=middle_km)


def _in_parts(features: NDArray[Any], lines: list[shapely.Geometry], control: RunControl) -> Floats:
    """Distances from each line, neighbours together and a part at a time, so that work can be stopped."""
    result = np.zeros((len(features), len(lines)))
    if not len(features):
        return result
    west, south, _, _ = shapely.bounds(features).T
    order = np.lexsort((np.floor(south), np.floor(west)))
    parts = np.array_split(order, max(1, len(features) // _FEATURES_A_PART))
    for number, part in enumerate(parts):
        control.step(number / len(parts), tr("distances from the front"))
        result[part] = nearest_km_each(features[part], lines)
    return result


def area_change(areas: Areas | None, before: Front, after: Front) -> AreaChange:
    """Equal-area sizes of what changed hands, by area and outside every area."""
    polygons = areas.frame.geometry.to_numpy() if areas is not None else np.empty(0, dtype=object)
    gained = shapely.difference(after.area, before.area)
    lost = shapely.difference(before.area, after.area)
    regions = (gained, lost, before.area, after.area)
    by_area = [_overlap_km2(polygons, region) for region in regions]
    whole = area_km2(list(regions))
    outside = [max(float(total - part.sum()), 0.0) for total, part in zip(whole, by_area, strict=True)]
    return AreaChange(
        gained=by_area[0],
        lost=by_area[1],
        held_before=by_area[2],
        held_after=by_area[3],
        total=area_km2(polygons) if len(polygons) else np.zeros(0),
        outside=(outside[0], outside[1], outside[2], outside[3]),
    )


def _overlap_km2(polygons: NDArray[Any], region: shapely.Geometry) -> Floats:
    size = np.zeros(len(polygons))
    if region.is_empty or not len(polygons):
        return size
    shapely.prepare(region)
    whole = shapely.contains_properly(region, polygons)
    size[whole] = area_km2(polygons[whole])
    cut = np.flatnonzero(~whole & shapely.intersects(region, polygons))
    if len(cut):
        size[cut] = area_km2(shapely.intersection(polygons[cut], region))
    return size


def since_last_jump(months: Floats, km: Floats, jump_km_month: float) -> tuple[Floats, NDArray[np.bool_]]:
    """The series without what lies before their last jump (NaN there), and whether there is one.

    Parameters
    ----------
    km : array, shape (features, dates)
    jump_km_month : float
        A change from one date to the next that is faster is a jump.
    """
    jumps = np.abs(np.diff(km, axis=1)) > jump_km_month * np.diff(months)
    after = np.where(jumps, np.arange(1, km.shape[1]), 0).max(axis=1, initial=0)
    course = np.where(np.arange(km.shape[1]) >= after[:, None], km, np.nan)
    return course, np.asarray(jumps.any(axis=1), dtype=bool)


def first_within(km: Floats, dates: tuple[dt.date, ...], band_km: float) -> list[dt.date | None]:
    """The first date on which each feature lies within the band, outside the area of control."""
    within = (km >= 0) & (km <= band_km)
    first = np.argmax(within, axis=1)
    return [dates[at] if within[row, at] else None for row, at in enumerate(first.tolist())]


def day_after_months(day: dt.date, months: float) -> dt.date | None:
    """The day so many months later; None beyond the calendar."""
    try:
        return day + dt.timedelta(days=float(months) * DAYS_A_MONTH)
    except (OverflowError, ValueError):
        return None
