"""What the map benchmark draws: a synthetic country, or the real one beside the checkout.

The synthetic one has 1,534 hromadas with 1.1 million vertices, 493,000 roads with 2.5 million, half of them
in 40 cities, 20,000 named points, a grid of 1.4 million cells and 600 flows; all seeded.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.kinds import kind_named
from layers.layer import Layer, Provenance, Raster, new_layer
from layers.workspace import Workspace

WIDTH, HEIGHT = 1600, 1000
WEST, SOUTH, EAST, NORTH = 22.2, 44.6, 40.0, 52.3
HROMADAS, HROMADA_VERTICES = 1534, 1_070_000
ROADS, CITIES, CITY_ROADS = 493_000, 40, 6_200
POINTS, FLOWS = 20_000, 600

# how each layer is drawn, in both programs: (value of the field, colour, width in points)
ROAD_STYLE = (("primary", "#7d5c36", 1.5), ("secondary", "#a98d67", 0.8), ("local", "#b8a386", 0.4))
FLOW_STYLE = (("large", "#0072b2", 3.0), ("middle", "#56b4e9", 1.8), ("small", "#56b4e9", 0.9))
AREA_STYLE = (("1", "#f7f4f9"), ("2", "#d4b9da"), ("3", "#df65b0"), ("4", "#ce1256"), ("5", "#67001f"))
AREA_OPACITY, AREA_LINE, AREA_LINE_WIDTH = 0.6, "#8c8c8c", 0.35
POINT_FILL, POINT_LINE, POINT_SIZE, POINT_LINE_WIDTH = "#5a5a5a", "#ffffff", 3.5, 0.5
GRID_STYLE = ((1.0, "#ffffff"), (10.0, "#feedde"), (100.0, "#fdbe85"), (1e3, "#fd8d3c"), (1e9, "#d94701"))
LABEL_POINTS, LABELS_BELOW = 7.5, 3_000_000.0

# view: middle in degrees, width of the map on the ground in kilometres at the middle
VIEWS = {"oblast": 330.0, "raion": 100.0, "city": 22.0}


def provenance() -> Provenance:
    """Invented."""
    return Provenance(
        source="synthetic", date=dt.date(2025, 1, 1), imported_at=dt.datetime.now(dt.UTC), exercise=True
    )


def cities(rng: np.random.Generator) -> np.ndarray:
    """Middles of the cities, degrees (40, 2)."""
    return np.column_stack(
        [rng.uniform(WEST + 0.5, EAST - 0.5, CITIES), rng.uniform(SOUTH + 0.5, NORTH - 0.5, CITIES)]
    )


def wiggled(start: np.ndarray, end: np.ndarray, levels: int, rng: np.random.Generator) -> np.ndarray:
    """A line with 2 ** levels pieces, by displacing middles."""
    line = np.array([start, end])
    for level in range(levels):
        middle = (line[:-1] + line[1:]) / 2
        along = line[1:] - line[:-1]
        aside = np.column_stack([-along[:, 1], along[:, 0]])
        middle += aside * rng.uniform(-0.16, 0.16, (len(along), 1)) * (0.8**level)
        result = np.empty((len(line) + len(middle), 2))
        result[0::2], result[1::2] = line, middle
        line = result
    return line


def hromadas(rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Areas with wiggled borders that neighbours share to the vertex."""
    frame = shapely.box(WEST, SOUTH, EAST, NORTH)
    seeds = np.column_stack([rng.uniform(WEST, EAST, HROMADAS), rng.uniform(SOUTH, NORTH, HROMADAS)])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=frame))
    cells = shapely.intersection(cells, frame)
    edges = shapely.get_parts(shapely.line_merge(shapely.unary_union(shapely.boundary(cells))))
    pieces = []
    for edge in edges:
        points = shapely.get_coordinates(edge)
        pieces += list(itertools.pairwise(points))
    # every border once in each of two areas
    levels = round(np.log2(HROMADA_VERTICES / (2 * len(pieces))))
    lines = [shapely.linestrings(wiggled(a, b, levels, rng)) for a, b in pieces]
    found = shapely.get_parts(shapely.polygonize([shapely.unary_union(lines)]))
    areas = found[np.argsort(-shapely.area(found))][:HROMADAS]
    number = np.arange(len(areas))
    return gpd.GeoDataFrame(
        {
            "code": [f"UA{n:07d}" for n in number],
            "level": 3,
            "name_en": [f"Hromada {n}" for n in number],
            "class": rng.integers(1, 6, len(areas)).astype(str),
        },
        geometry=areas,
        crs=4326,
    )


def grid_roads(west: float, south: float, width: float, height: float, count: int, rng: Any) -> np.ndarray:
    """Lines of five vertices along a jittered grid, (count, 5, 2), rows and columns of main roads first."""
    side = int(np.sqrt(count / 1.3)) + 1
    columns, rows = np.meshgrid(np.arange(side), np.arange(side))
    x = west + (columns + rng.uniform(-0.3, 0.3, columns.shape)) * width / side
    y = south + (rows + rng.uniform(-0.3, 0.3, rows.shape)) * height / side
    place = np.stack([x, y], -1)
    east = np.stack([place[:, :-1], place[:, 1:]], 2).reshape(-1, 2, 2)
    north = np.stack([place[:-1], place[1:]], 2).reshape(-1, 2, 2)
    ends = np.concatenate([east, north])
    main = np.concatenate(
        [(np.repeat(np.arange(side), side - 1) % 20) == 0, (np.tile(np.arange(side), side - 1) % 20) == 0]
    )
    order = np.argsort(~main, kind="stable")
    main_count = int(main.sum())
    chosen = np.concatenate(
        [order[:main_count], rng.permutation(order[main_count:])[: max(0, count - main_count)]]
    )[:count]
    ends = ends[chosen]
    share = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[None, :, None]
    lines = ends[:, :1] * (1 - share) + ends[:, 1:] * share
    lines[:, 1:4] += rng.normal(0, 0.06, (len(lines), 3, 2)) * (width / side)
    return lines


def roads(rng: np.random.Generator, middles: np.ndarray) -> gpd.GeoDataFrame:
    """Roads of the country and of its cities."""
    country = grid_roads(WEST, SOUTH, EAST - WEST, NORTH - SOUTH, ROADS - CITIES * CITY_ROADS, rng)
    town = [grid_roads(lon - 0.1, lat - 0.065, 0.2, 0.13, CITY_ROADS, rng) for lon, lat in middles.tolist()]
    lines = np.concatenate([country, *town])
    kind = rng.choice(["secondary", "local"], len(lines), p=[0.12, 0.88])
    start = 0
    for block in (country, *town):
        kind[start : start + len(block) // 14] = "primary"
        start += len(block)
    return gpd.GeoDataFrame({"road_class": kind}, geometry=shapely.linestrings(lines), crs=4326)


def points(rng: np.random.Generator, middles: np.ndarray) -> gpd.GeoDataFrame:
    """Named points, two fifths of them in cities."""
    inside = POINTS * 2 // 5
    spread = middles[rng.integers(0, CITIES, inside)] + rng.normal(0, (0.05, 0.03), (inside, 2))
    outside = np.column_stack(
        [rng.uniform(WEST, EAST, POINTS - inside), rng.uniform(SOUTH, NORTH, POINTS - inside)]
    )
    place = np.concatenate([spread, outside])
    names = [f"Settlement {n % 7919} {'ABCDEFGH'[n % 8]}" for n in range(POINTS)]
    people = rng.pareto(1.2, POINTS) * 300
    return gpd.GeoDataFrame(
        {"name_en": names, "population": people.astype("int64")}, geometry=shapely.points(place), crs=4326
    )


def flows(rng: np.random.Generator, middles: np.ndarray) -> gpd.GeoDataFrame:
    """Bowed lines between cities."""
    pairs = rng.integers(0, CITIES, (FLOWS, 2))
    a, b = middles[pairs[:, 0]], middles[pairs[:, 1]]
    along = np.linspace(0, 1, 17)[None, :, None]
    aside = np.stack([-(b - a)[:, 1], (b - a)[:, 0]], 1)[:, None, :]
    lines = a[:, None] * (1 - along) + b[:, None] * along + aside * 0.2 * np.sin(np.pi * along)
    kind = rng.choice(["large", "middle", "small"], FLOWS, p=[0.05, 0.25, 0.7])
    return gpd.GeoDataFrame({"size": kind}, geometry=shapely.linestrings(lines), crs=4326)


def grid(rng: np.random.Generator, middles: np.ndarray) -> Raster:
    """People a cell of a hundredth of a degree."""
    columns, rows = round((EAST - WEST) / 0.01), round((NORTH - SOUTH) / 0.01)
    values = rng.pareto(0.8, (rows, columns)).astype("float32")
    values[rng.random(values.shape) < 0.35] = np.nan
    for lon, lat in middles.tolist():
        column, row = int((lon - WEST) / 0.01), int((NORTH - lat) / 0.01)
        values[row - 6 : row + 6, column - 9 : column + 9] *= 800
    return Raster(values=values, west=WEST, north=NORTH, cell_width=0.01, cell_height=0.01)


def synthetic(seed: int = 1) -> tuple[Workspace, tuple[float, float]]:
    """The synthetic country, and the middle of a city to look at."""
    rng = np.random.default_rng(seed)
    middles = cities(rng)
    nothing = gpd.GeoDataFrame(geometry=[], crs=4326)
    made = (
        new_layer("hromadas", kind_named("admin_area"), hromadas(rng), provenance()),
        new_layer("roads", kind_named("road"), roads(rng, middles), provenance()),
        new_layer("points", kind_named("populated_place"), points(rng, middles), provenance()),
        new_layer("flows", kind_named("reference"), flows(rng, middles), provenance()),
        new_layer("grid", kind_named("population_grid"), nothing, provenance(), raster=grid(rng, middles)),
    )
    middle = middles[np.argmin(np.hypot(*(middles - (31.0, 48.8)).T))]
    return Workspace(name="map benchmark", layers=made), (float(middle[0]), float(middle[1]))


def real(folder: Path) -> tuple[Workspace, tuple[float, float]]:
    """The 1,476 hromadas and 22,638 main roads of Ukraine; the city is Kyiv."""
    parts = []
    for path in sorted((folder / "admin_ukraine_osm" / "2_hromadas_by_raion").glob("*.geojson")):
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        parts += [
            (feature["properties"].get("name", ""), json.dumps(feature["geometry"]))
            for feature in features
            if feature["geometry"]["type"].endswith("Polygon")
        ]
    areas = gpd.GeoDataFrame(
        {
            "code": [f"UA{n:07d}" for n in range(len(parts))],
            "level": 3,
            "name_uk": [name for name, _ in parts],
            "class": [str(n % 5 + 1) for n in range(len(parts))],
        },
        geometry=shapely.from_geojson([shape for _, shape in parts]),
        crs=4326,
    )
    lines = []
    for name, kind in (("roads_international", "primary"), ("roads_national", "secondary")):
        frame = gpd.read_file(next((folder / "roads_ukraine_main").rglob(f"{name}*.shp")))
        lines.append(frame.assign(road_class=kind)[["road_class", "geometry"]])
    joined = pd.concat(lines, ignore_index=True)
    made = (
        new_layer("hromadas", kind_named("admin_area"), areas, provenance()),
        new_layer("roads", kind_named("road"), gpd.GeoDataFrame(joined, crs=4326), provenance()),
    )
    return Workspace(name="map benchmark, real data", layers=made), (30.52, 50.45)


def write_for_qgis(layers: tuple[Layer, ...], folder: Path) -> None:
    """The same layers in EPSG:3857, so that QGIS need not reproject while it draws."""
    for layer in layers:
        if layer.raster is not None:
            _write_grid(layer.raster, folder / f"{layer.name}.tif")
        else:
            path = folder / f"{layer.name}.gpkg"
            layer.frame.to_crs(3857).to_file(path, layer=layer.name, engine="pyogrio")


def _write_grid(raster: Raster, path: Path) -> None:
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.warp import Resampling, calculate_default_transform, reproject

    values = np.where(np.isnan(raster.values), -1.0, raster.values).astype("float32")
    rows, columns = values.shape
    own = from_origin(raster.west, raster.north, raster.cell_width, raster.cell_height)
    south, east = raster.north - rows * raster.cell_height, raster.west + columns * raster.cell_width
    bounds = (raster.west, south, east, raster.north)
    transform, width, height = calculate_default_transform("EPSG:4326", "EPSG:3857", columns, rows, *bounds)
    warped = np.full((height, width), -1.0, dtype="float32")
    reproject(
        values, warped, src_transform=own, src_crs="EPSG:4326", src_nodata=-1.0, dst_transform=transform,
        dst_crs="EPSG:3857", dst_nodata=-1.0, resampling=Resampling.nearest,
    )  # fmt: skip
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=1, dtype="float32", crs="EPSG:3857",
        nodata=-1.0, transform=transform, tiled=True,
    ) as target:  # fmt: skip
        target.write(warped, 1)
