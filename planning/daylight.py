"""Sunrise and sunset of a day at a place.

Source: the NOAA solar calculator, which follows Meeus, Astronomical Algorithms, 1991; good to a minute
between the polar circles. The sun rises when the upper edge of its disc is seen on the horizon, 90.833° from
the zenith.
"""

from __future__ import annotations

import datetime as dt
import math

_ZENITH_DEG = 90.833
_J2000 = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)


def sun_times(day: dt.date, lon: float, lat: float) -> tuple[dt.datetime, dt.datetime] | None:
    """Sunrise and sunset in UTC; None where the sun does not rise, or does not set, that day.

    Parameters
    ----------
    day : date
        By local solar time.
    lon, lat : float
        Degrees, EPSG:4326.
    """
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    noon = midnight + dt.timedelta(minutes=720.0 - 4.0 * lon)
    found = []
    for side in (-1.0, 1.0):
        time = noon
        for _ in range(2):  # the sun moves on between noon and the time that is sought
            declination, equation_min = _sun(time)
            angle = _hour_angle_deg(declination, lat)
            if angle is None:
                return None
            time = midnight + dt.timedelta(minutes=720.0 - 4.0 * (lon - side * angle) - equation_min)
        found.append(time)
    return found[0], found[1]


def _sun(time: dt.datetime) -> tuple[float, float]:
    """Declination, radians, and equation of time, minutes."""
    century = (time - _J2000) / dt.timedelta(days=36_525)
    mean_longitude = math.radians(280.46646 + century * (36_000.76983 + century * 0.0003032))
    anomaly = math.radians(357.52911 + century * (35_999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        math.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + math.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + math.sin(3 * anomaly) * 0.000289
    )
    node = math.radians(125.04 - 1_934.136 * century)
    longitude = mean_longitude + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    obliquity = math.radians(23.439291 - 0.013004167 * century + 0.00256 * math.cos(node))
    declination = math.asin(math.sin(obliquity) * math.sin(longitude))
    y = math.tan(obliquity / 2.0) ** 2
    equation = (
        y * math.sin(2 * mean_longitude)
        - 2 * eccentricity * math.sin(anomaly)
        + 4 * eccentricity * y * math.sin(anomaly) * math.cos(2 * mean_longitude)
        - 0.5 * y**2 * math.sin(4 * mean_longitude)
        - 1.25 * eccentricity**2 * math.sin(2 * anomaly)
    )
    return declination, 4.0 * math.degrees(equation)


def _hour_angle_deg(declination: float, lat: float) -> float | None:
    """Degrees between noon and sunset; None where there is none."""
    phi = math.radians(lat)
    cosine = math.cos(math.radians(_ZENITH_DEG)) / (math.cos(phi) * math.cos(declination))
    cosine -= math.tan(phi) * math.tan(declination)
    return math.degrees(math.acos(cosine)) if -1.0 < cosine < 1.0 else None
