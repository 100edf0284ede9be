"""What a drawn corner catches: the vertices and edges of what is drawn on the map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.map_view.canvas import MapCanvas

LonLat = tuple[float, float]

REACH_PIXELS = 10.0
_MOST_FEATURES = 60


@dataclass(frozen=True, slots=True)
class Caught:
    """A place for a corner.

    Attributes
    ----------
    lon, lat : float
    what : str
        ``vertex``, ``edge``, or nothing where the pointer itself is meant.
    """

    lon: float
    lat: float
    what: str = ""

    @property
    def place(self) -> LonLat:
        """Longitude and latitude."""
        return self.lon, self.lat


class Snapper:
    """Finds the vertex or edge within reach of a pixel.

    Attributes
    ----------
    enabled : bool
    without : (key, fid) or None
        A feature that is not caught: the one in hand.
    """

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self.enabled = True
        self.without: tuple[str, int] | None = None

    def caught(self, px: float, py: float) -> Caught:
        """The nearest vertex within reach, else the nearest place on an edge, else the pixel itself."""
        canvas = self._canvas
        here = canvas.view.lon_lat_of(px, py)
        renderer = canvas.worker.renderer
        if not self.enabled or renderer is None:
            return Caught(*here)
        hits = renderer.near(canvas.scene, canvas.view, px, py, REACH_PIXELS)
        frames = {layer.key: layer.frame for layer in canvas.scene.layers}
        shapes = [
            frames[key].geometry.loc[fid] for key, fid in hits[:_MOST_FEATURES] if (key, fid) != self.without
        ]
        lon_scale = math.cos(math.radians(here[1]))
        beside = canvas.view.lon_lat_of(px, py + REACH_PIXELS)
        return _nearest(shapes, here, lon_scale, abs(here[1] - beside[1]))


def _nearest(shapes: list[Any], here: LonLat, lon_scale: float, reach: float) -> Caught:
    """The nearest vertex or place on an edge within `reach` degrees of latitude."""
    import numpy as np
    import shapely

    shapes = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not shapes:
        return Caught(*here)
    scale = np.array([lon_scale, 1.0])
    origin = np.array(here) * scale
    corners = shapely.get_coordinates(shapes) * scale - origin
    distance = np.hypot(corners[:, 0], corners[:, 1])
    nearest = int(np.argmin(distance))
    if distance[nearest] <= reach:
        lon, lat = shapely.get_coordinates(shapes)[nearest].tolist()
        return Caught(lon, lat, "vertex")
    best = (reach, Caught(*here))
    outlines = shapely.get_parts(
        [shape if shape.length and not shape.area else shape.boundary for shape in shapes]
    )
    for outline in outlines:
        ring = shapely.get_coordinates(outline)
        if len(ring) > 1:
            best = min(best, _on_outline(ring, scale, origin), key=lambda item: item[0])
    return best[1]


def _on_outline(ring: Any, scale: Any, origin: Any) -> tuple[float, Caught]:
    import numpy as np

    start = ring[:-1] * scale - origin
    step = ring[1:] * scale - origin - start
    length = np.maximum((step**2).sum(axis=1), 1e-300)
    share = np.clip(-(start * step).sum(axis=1) / length, 0.0, 1.0)
    offset = start + step * share[:, None]
    distance = np.hypot(offset[:, 0], offset[:, 1])
    edge = int(np.argmin(distance))
    lon, lat = (ring[edge] + (ring[edge + 1] - ring[edge]) * share[edge]).tolist()
    return float(distance[edge]), Caught(lon, lat, "edge")
