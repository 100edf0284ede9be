"""Approximate hromadas and raions: cells of the nearest hromada centre within each oblast."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from basemap_names import CENTRE, CRIMEA, SPECIAL_CITIES, hromada_names, transliterate
from basemap_sources import CRS, GRID_DEG, UKRAINE_LAEA, read_codifier
from pyproj import Transformer

COLUMNS = [
    "code",
    "katottg",
    "name_en",
    "name_uk",
    "raion_code",
    "raion_name_en",
    "raion_name_uk",
    "oblast_code",
    "oblast_name_en",
    "oblast_name_uk",
    "population",
    "approximate",
    "geometry",
]


@dataclass(slots=True)
class HromadaReport:
    """What the cells stand on: hromadas in the codifier, with a cell, and those without and why."""

    in_codifier: int = 0
    in_codifier_outside_crimea: int = 0
    without_coordinates: list[str] = field(default_factory=list)
    inside_sevastopol: list[str] = field(default_factory=list)
    without_cell: list[str] = field(default_factory=list)
    centre_outside_cell: list[str] = field(default_factory=list)


def hromada_table(oblasts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every hromada of the codifier with its names, its centre's KATOTTG, and its raion and oblast."""
    codifier = read_codifier()
    settlements = codifier[codifier["category"].isin(["M", "X", "C"])]
    centres = {
        code[:9]: (code, name, category)
        for code, name, category in settlements.itertuples(index=False)
        if code[9:12] == CENTRE
    }
    raions = {code[:6]: name for code, name, kind in codifier.itertuples(index=False) if kind == "P"}
    names = {row.code: (row.name_en, row.name_uk) for row in oblasts.itertuples()}
    rows = []
    for katottg, name, kind in codifier.itertuples(index=False):
        if kind == "H":
            centre, centre_name, centre_kind = centres[katottg[:9]]
            raion = raions[katottg[:6]]
            rows.append(
                (
                    katottg[:9],
                    katottg,
                    *hromada_names(name, centre_name, centre_kind),
                    katottg[:6],
                    f"{transliterate(raion)} Raion",
                    f"{raion} район",
                    katottg[:4],
                    *names[katottg[:4]],
                    centre,
                )
            )
        elif katottg[:4] in SPECIAL_CITIES and kind == "K":
            own = names[katottg[:4]]
            rows.append((katottg[:9], katottg, *own, katottg[:6], *own, katottg[:4], *own, katottg))
    return pd.DataFrame(rows, columns=[*COLUMNS[:10], "centre"])


def build_hromadas(
    settlements: gpd.GeoDataFrame, oblasts: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, HromadaReport]:
    """Cells of the hromada centres that have coordinates; together they tile every oblast."""
    table = hromada_table(oblasts)
    points = settlements.dropna(subset=["katottg"]).set_index("katottg").geometry
    report = HromadaReport(
        in_codifier=int((~table["oblast_code"].isin(SPECIAL_CITIES)).sum()),
        in_codifier_outside_crimea=int((~table["oblast_code"].isin([*SPECIAL_CITIES, CRIMEA])).sum()),
    )
    has_point = table["centre"].isin(points.index)
    report.without_coordinates = _labels(table[~has_point])
    table = table[has_point].reset_index(drop=True)
    centres = gpd.GeoSeries(points.loc[table["centre"]].to_numpy(), crs=CRS)
    sevastopol = oblasts.set_index("code").geometry["UA85"]
    swallowed = centres.within(sevastopol) & (table["oblast_code"] == CRIMEA)
    report.inside_sevastopol = _labels(table[swallowed])
    table, centres = table[~swallowed].reset_index(drop=True), centres[~swallowed].reset_index(drop=True)

    cells = _cells(table["oblast_code"], centres, oblasts)
    frame = gpd.GeoDataFrame(table, geometry=cells, crs=CRS)
    empty = frame.geometry.isna()
    report.without_cell = _labels(table[empty])
    report.centre_outside_cell = _labels(table[~empty & ~frame.geometry.intersects(centres)])
    people = settlements.groupby("hromada_code")["population"].sum(min_count=1)
    # Without the figure of the centre the sum of the villages would pass for the whole.
    of_centre = frame["centre"].map(settlements.dropna(subset=["katottg"]).set_index("katottg")["population"])
    frame["population"] = frame["code"].map(people).astype("Int64").where(of_centre.notna())
    frame["approximate"] = 1
    return frame.loc[~empty, COLUMNS].reset_index(drop=True), report


def _labels(table: pd.DataFrame) -> list[str]:
    return [f"{code} {name}" for code, name in zip(table["code"], table["name_en"], strict=True)]


def _cells(
    oblast_of: pd.Series, centres: gpd.GeoSeries, oblasts: gpd.GeoDataFrame
) -> list[shapely.Geometry | None]:
    """For each centre the part of its oblast that is nearer to it than to any other centre of the oblast.

    Computed in an equal-area projection centred on Ukraine; the lines are then noded all together on the
    grid, so that neighbouring cells share every vertex.
    """
    to_metres = Transformer.from_crs(CRS, UKRAINE_LAEA, always_xy=True)
    metres = np.column_stack(to_metres.transform(centres.x, centres.y))
    lines = [polygon.boundary for polygon in oblasts.geometry]
    polygons = oblasts.set_index("code").geometry
    for code, polygon in polygons.items():
        lines.extend(_voronoi_edges(metres[oblast_of == code], polygon))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID_DEG)]))
    inner = shapely.point_on_surface(faces)
    inner_metres = np.column_stack(to_metres.transform(shapely.get_x(inner), shapely.get_y(inner)))
    parts: dict[int, list[shapely.Geometry]] = {}
    for code, polygon in polygons.items():
        rows = np.flatnonzero(oblast_of == code)
        tree = shapely.STRtree(shapely.points(metres[rows]))
        for index in np.flatnonzero(shapely.contains_properly(polygon, inner)):
            nearest = rows[tree.nearest(shapely.Point(inner_metres[index]))]
            parts.setdefault(int(nearest), []).append(faces[index])
    return [shapely.union_all(parts[row]) if row in parts else None for row in range(len(centres))]


def _voronoi_edges(metres: np.ndarray, oblast: shapely.Geometry) -> list[shapely.Geometry]:
    """Lines between the cells of the centres, within the oblast, in degrees."""
    if len(metres) < 2:
        return []
    projected = gpd.GeoSeries([oblast], crs=CRS).to_crs(UKRAINE_LAEA).iloc[0]
    edges = shapely.voronoi_polygons(
        shapely.MultiPoint(metres), extend_to=projected.envelope, only_edges=True
    )
    degrees = gpd.GeoSeries([shapely.line_merge(edges)], crs=UKRAINE_LAEA).to_crs(CRS).iloc[0]
    return [shapely.intersection(degrees, shapely.buffer(oblast, 2 * GRID_DEG))]


def build_raions(hromadas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Raions as the union of the cells of their hromadas."""
    names = hromadas.groupby("raion_code", sort=True).first()
    population = hromadas.groupby("raion_code")["population"].sum(min_count=1)
    shapes = [
        shapely.union_all(hromadas.geometry[hromadas["raion_code"] == code].values) for code in names.index
    ]
    return gpd.GeoDataFrame(
        {
            "code": names.index,
            "name_en": names["raion_name_en"].to_numpy(),
            "name_uk": names["raion_name_uk"].to_numpy(),
            "oblast_code": names["oblast_code"].to_numpy(),
            "oblast_name_en": names["oblast_name_en"].to_numpy(),
            "oblast_name_uk": names["oblast_name_uk"].to_numpy(),
            "population": population.to_numpy(),
            "approximate": 1,
        },
        geometry=shapes,
        crs=CRS,
    )


def oblasts_from_cells(oblasts: gpd.GeoDataFrame, hromadas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The oblasts with the vertices of their cells, so that oblast, raion and hromada lines coincide."""
    shapes = [
        shapely.union_all(hromadas.geometry[hromadas["oblast_code"] == code].values)
        for code in oblasts["code"]
    ]
    return oblasts.set_geometry(gpd.GeoSeries(shapes, crs=CRS))
