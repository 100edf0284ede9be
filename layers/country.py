"""The outline of Ukraine, from the base map that comes with Corridor."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import shapely

BASEMAP = Path(__file__).resolve().parent.parent / "resources" / "basemap.gpkg"
_MARGIN_DEGREES = 0.05


@lru_cache(maxsize=2)
def ukraine_with_margin(margin_degrees: float = _MARGIN_DEGREES) -> shapely.Geometry | None:
    """Ukraine with a margin, about 5 km unless said, as outlines differ that much; None without a base map.

    Returns
    -------
    Polygon or MultiPolygon
        EPSG:4326, prepared for many tests.
    """
    import pyogrio
    import shapely

    if not BASEMAP.is_file():
        return None
    countries = pyogrio.read_dataframe(BASEMAP, layer="countries", where="iso2 = 'UA'")
    if countries.empty:
        return None
    outline = shapely.buffer(shapely.simplify(countries.geometry.iloc[0], 0.01), margin_degrees)
    shapely.prepare(outline)
    return outline
