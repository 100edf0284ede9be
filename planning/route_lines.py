"""Trips drawn along the roads they use."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from planning.errors import NoRoute
from planning.network.travel import TravelNetwork
from planning.run_control import RunControl

Leg = tuple[tuple[float, float], tuple[float, float]]

# a line drawn over the country needs no more vertices than this tolerance keeps, in degrees (about 100 m)
_SIMPLIFY_DEGREES = 0.001


class RouteLines:
    """The way of each leg, looked up once.

    Parameters
    ----------
    network : TravelNetwork
    most : int
        Legs beyond this number are drawn straight, so that a large plan is drawn in time.
    """

    def __init__(self, network: TravelNetwork, *, most: int = 1_500) -> None:
        self._network, self._most = network, most
        self._known: dict[Leg, shapely.Geometry] = {}
        self.straight = 0

    def prepare(self, legs: Iterable[Leg], control: RunControl) -> None:
        """Look up legs, those that come first before others."""
        wanted = [leg for leg in dict.fromkeys(legs) if leg not in self._known]
        for number, leg in enumerate(wanted):
            control.step(number / len(wanted), tr("drawing trips"))
            self._known[leg] = self._line(leg)

    def along(self, points: NDArray[np.float64] | list[tuple[float, float]]) -> shapely.Geometry:
        """A line through the points, lon and lat, along the roads between them."""
        stops = [(float(lon), float(lat)) for lon, lat in points]
        parts = [self._known[leg] for leg in itertools.pairwise(stops) if leg[0] != leg[1]]
        vertices = [shapely.get_coordinates(part) for part in parts]
        if not vertices:
            return shapely.LineString([stops[0], stops[0]])
        return shapely.LineString(np.vstack(vertices))

    def _line(self, leg: Leg) -> shapely.Geometry:
        if len(self._known) < self._most and leg[0] != leg[1]:
            try:
                line = self._network.route(*leg).geometry
            except NoRoute:
                pass
            else:
                return shapely.simplify(line, _SIMPLIFY_DEGREES)
        self.straight += 1
        return shapely.LineString(leg)
