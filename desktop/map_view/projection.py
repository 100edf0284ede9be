"""Where a place lies on the screen: spherical Mercator, and a view of it.

Mercator keeps shapes, lets tiles and rasters be placed row by row, and costs one vectorised pass a layer.
Its scale grows towards the poles, so that the scale shown is the true one at the centre of the view.
Single places are reckoned without numpy, which the window does not need for its first paint.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Bounds = tuple[float, float, float, float]

# Source: EPSG:3857, the radius of its sphere is the semi-major axis of WGS 84.
RADIUS_M = 6_378_137.0
LIMIT_LATITUDE = 85.051_128_78

# A logical pixel of 1/96 inch, as desktops define it.
METRES_PER_PIXEL_ON_SCREEN = 0.0254 / 96
FINEST_M, COARSEST_M = 0.2, 40_000.0
NEAREST_FIT = 50_000.0

# Ukraine with its borders: west, south, east, north in degrees.
HOME = (21.5, 44.0, 40.8, 52.6)


def to_map(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Map coordinates in metres, shape (n, 2), of degrees."""
    import numpy as np

    latitude = np.clip(np.asarray(lat, dtype=float), -LIMIT_LATITUDE, LIMIT_LATITUDE)
    x = np.radians(np.asarray(lon, dtype=float)) * RADIUS_M
    y = np.arcsinh(np.tan(np.radians(latitude))) * RADIUS_M
    return np.column_stack([np.atleast_1d(x), np.atleast_1d(y)])


def to_lon_lat(x: ArrayLike, y: ArrayLike) -> Floats:
    """Degrees, shape (n, 2), of map coordinates."""
    import numpy as np

    lon = np.degrees(np.asarray(x, dtype=float) / RADIUS_M)
    lat = np.degrees(np.arctan(np.sinh(np.asarray(y, dtype=float) / RADIUS_M)))
    return np.column_stack([np.atleast_1d(lon), np.atleast_1d(lat)])


def bounds_to_map(bounds: Bounds) -> Bounds:
    """Map bounds of west, south, east, north in degrees."""
    return (*_map_point(bounds[0], bounds[1]), *_map_point(bounds[2], bounds[3]))


def ground_metres(y: float) -> float:
    """Metres on the ground of one map metre at map ordinate `y`."""
    return 1.0 / math.cosh(y / RADIUS_M)


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the map on a screen.

    Attributes
    ----------
    x, y : float
        Centre, map metres.
    resolution : float
        Map metres a logical pixel.
    width, height : float
        Logical pixels.
    pixel_ratio : float
        Device pixels a logical pixel.
    """

    x: float
    y: float
    resolution: float
    width: float
    height: float
    pixel_ratio: float = 1.0

    @property
    def bounds(self) -> Bounds:
        """West, south, east and north edge in map metres."""
        half_width, half_height = self.width * self.resolution / 2, self.height * self.resolution / 2
        return self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height

    @property
    def scale(self) -> float:
        """Denominator of the scale at the centre of the view."""
        return self.resolution * ground_metres(self.y) / METRES_PER_PIXEL_ON_SCREEN

    def at_scale(self, denominator: float) -> View:
        """The view with the same centre at 1 : `denominator`."""
        resolution = denominator * METRES_PER_PIXEL_ON_SCREEN / ground_metres(self.y)
        return replace(self, resolution=_within(resolution))

    def screen_of(self, x: float, y: float) -> tuple[float, float]:
        """Logical pixel of a map position."""
        return (
            (x - self.x) / self.resolution + self.width / 2,
            (self.y - y) / self.resolution + self.height / 2,
        )

    def map_of(self, px: float, py: float) -> tuple[float, float]:
        """Map position of a logical pixel."""
        return (
            self.x + (px - self.width / 2) * self.resolution,
            self.y - (py - self.height / 2) * self.resolution,
        )

    def lon_lat_of(self, px: float, py: float) -> tuple[float, float]:
        """Degrees of a logical pixel."""
        x, y = self.map_of(px, py)
        return math.degrees(x / RADIUS_M), math.degrees(math.atan(math.sinh(y / RADIUS_M)))

    def magnified(self, factor: float) -> View:
        """The same device pixels in fewer, larger logical ones, so that what is drawn grows."""
        if factor == 1.0:
            return self
        return replace(
            self,
            resolution=self.resolution * factor,
            width=self.width / factor,
            height=self.height / factor,
            pixel_ratio=self.pixel_ratio * factor,
        )

    def device_pixels(self, points: Floats) -> Floats:
        """Device pixels, a new array (…, 2), of map positions (…, 2)."""
        factor = self.pixel_ratio / self.resolution
        west, _, _, north = self.bounds
        return (points - (west, north)) * (factor, -factor)

    def device_pixels_of_units(self, units: NDArray[np.int32], a_metre: float) -> Floats:
        """Device pixels, a new array, of places or ends (n, 2 or 4) in whole parts of a map metre."""
        import numpy as np

        factor = self.pixel_ratio / self.resolution
        west, _, _, north = self.bounds
        turns = units.shape[1] // 2
        result = units * np.tile((factor / a_metre, -factor / a_metre), turns)
        result += np.tile((-west * factor, north * factor), turns)
        return result

    def moved(self, dx: float, dy: float) -> View:
        """The view after its content was dragged by logical pixels."""
        return _kept(replace(self, x=self.x - dx * self.resolution, y=self.y + dy * self.resolution))

    def zoomed(self, factor: float, px: float, py: float) -> View:
        """The view `factor` times nearer, the place under the pixel staying where it is."""
        resolution = _within(self.resolution / factor)
        x, y = self.map_of(px, py)
        share = resolution / self.resolution
        return _kept(
            replace(self, x=x + (self.x - x) * share, y=y + (self.y - y) * share, resolution=resolution)
        )

    def resized(self, width: int, height: int, pixel_ratio: float) -> View:
        """The view in a window of another size, centre and scale kept."""
        return replace(self, width=max(1, width), height=max(1, height), pixel_ratio=pixel_ratio)

    def fitted(self, bounds: Bounds, margin: float = 0.06) -> View:
        """The view that shows map `bounds` whole, with a margin as a share of the window.

        A single place is shown with its surroundings, never nearer than 1 : `NEAREST_FIT`.
        """
        west, south, east, north = bounds
        room = 1 - 2 * margin
        needed = max((east - west) / (self.width * room), (north - south) / (self.height * room))
        nearest = NEAREST_FIT * METRES_PER_PIXEL_ON_SCREEN / ground_metres((south + north) / 2)
        x, y = (west + east) / 2, (south + north) / 2
        return _kept(replace(self, x=x, y=y, resolution=_within(max(needed, nearest))))


def home_view(width: int, height: int, pixel_ratio: float = 1.0) -> View:
    """Ukraine, whole."""
    return View(0.0, 0.0, 1000.0, max(1, width), max(1, height), pixel_ratio).fitted(
        bounds_to_map(HOME), margin=0.01
    )


def _map_point(lon: float, lat: float) -> tuple[float, float]:
    latitude = min(LIMIT_LATITUDE, max(-LIMIT_LATITUDE, lat))
    return math.radians(lon) * RADIUS_M, math.asinh(math.tan(math.radians(latitude))) * RADIUS_M


def _within(resolution: float) -> float:
    return min(COARSEST_M, max(FINEST_M, resolution))


def _kept(view: View) -> View:
    """The view with its centre on the map."""
    edge = math.pi * RADIUS_M
    return replace(view, x=min(edge, max(-edge, view.x)), y=min(edge, max(-edge, view.y)))
