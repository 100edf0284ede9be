"""Countries, sea, coast, lakes, rivers, and the oblasts polygonised from lines."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from basemap_names import OBLAST_BY_GEONAMES, OBLASTS, oblast_names
from basemap_sources import (
    BOUNDS,
    CRS,
    GRID_DEG,
    UKRAINE_LAEA,
    read_codifier,
    read_countries,
    read_natural_earth,
    read_oblast_names,
    read_rivers,
    read_wide_waters,
)

LEAST_LAKE_KM2 = 15.0
LEAST_RIVER_KM = 130.0
LEAST_RIVER_IN_UKRAINE_KM = 10.0
# Ends of oblast lines lie on the outline to within rounding; each is drawn on by this much to cross it.
OVERSHOOT_DEG = 2e-4
# The line across the Perekop isthmus is no admin-1 line in Natural Earth; it is taken from within this box.
CRIMEA_LINE_BOX = (33.0, 45.5, 35.2, 46.5)
# Spits that the lines cut off from their oblast: a point on each, and the oblast it belongs to.
SPITS = {(31.72, 46.51): "UA48", (35.18, 46.17): "UA65"}  # Kinburn, Biriuchyi


def _cut(geometries: object) -> object:
    """Geometries cut to ``BOUNDS`` with coordinates on the grid."""
    cut = shapely.intersection(shapely.make_valid(geometries), shapely.box(*BOUNDS))
    return shapely.set_precision(cut, GRID_DEG)


def build_countries() -> gpd.GeoDataFrame:
    """Countries within ``BOUNDS``: ``iso2``, ``name_en``, ``name_uk``."""
    source = read_countries()
    frame = gpd.GeoDataFrame(
        {"iso2": source["ISO_A2_EH"], "name_en": source["NAME_EN"], "name_uk": source["NAME_UK"]},
        geometry=_cut(source.geometry.values),
        crs=CRS,
    )
    return frame[~frame.geometry.is_empty].reset_index(drop=True)


def build_sea(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Everything in the window that is no country: the sea, with the Caspian."""
    sea = shapely.difference(shapely.box(*BOUNDS), shapely.union_all(countries.geometry.values))
    return gpd.GeoDataFrame({"name_en": ["Sea"]}, geometry=[shapely.set_precision(sea, GRID_DEG)], crs=CRS)


def build_coast() -> gpd.GeoDataFrame:
    """Coast lines."""
    lines = shapely.get_parts(_cut(read_natural_earth("ne_10m_coastline").geometry.values))
    return gpd.GeoDataFrame(geometry=lines[shapely.get_dimensions(lines) == 1], crs=CRS)


def build_lakes(ukraine: shapely.Geometry) -> gpd.GeoDataFrame:
    """Lakes, reservoirs and wide rivers of at least ``LEAST_LAKE_KM2``.

    Natural Earth lacks the Dnipro between its reservoirs and most limans: in Ukraine they come from GSHHG.
    """
    wide = shapely.make_valid(read_wide_waters(ukraine.bounds))
    sources = [*read_natural_earth("ne_10m_lakes").geometry, *wide[shapely.intersects(wide, ukraine)]]
    parts = shapely.get_parts(shapely.union_all(_cut(sources), grid_size=GRID_DEG))
    lakes = gpd.GeoDataFrame(geometry=parts, crs=CRS)
    area_km2 = lakes.to_crs(UKRAINE_LAEA).area / 1e6
    lakes["area_km2"] = area_km2.round(1)
    return lakes[area_km2 >= LEAST_LAKE_KM2].reset_index(drop=True)


def build_rivers(ukraine: shapely.Geometry) -> gpd.GeoDataFrame:
    """Unbroken river lines of at least ``LEAST_RIVER_KM``: the source keeps neither names nor classes."""
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(_cut(read_rivers()))))
    rivers = gpd.GeoDataFrame(geometry=merged, crs=CRS)
    length_km = rivers.to_crs(UKRAINE_LAEA).length / 1e3
    rivers["length_km"] = length_km.round(1)
    least_km = np.where(rivers.intersects(ukraine), LEAST_RIVER_IN_UKRAINE_KM, LEAST_RIVER_KM)
    return rivers[length_km >= least_km].reset_index(drop=True)


def _overshoot(line: shapely.LineString) -> shapely.LineString:
    """The line drawn on at both ends by ``OVERSHOOT_DEG``."""
    points = list(line.coords)
    for end, inner, at in ((points[0], points[1], 0), (points[-1], points[-2], len(points) + 1)):
        run, rise = end[0] - inner[0], end[1] - inner[1]
        scale = OVERSHOOT_DEG / max((run**2 + rise**2) ** 0.5, 1e-12)
        points.insert(at, (end[0] + run * scale, end[1] + rise * scale))
    return shapely.LineString(points)


def _oblast_lines_within(ukraine: shapely.Geometry) -> list[shapely.LineString]:
    admin_1 = read_natural_earth("ne_10m_admin_1_states_provinces_lines", ukraine.bounds)
    crimea = read_natural_earth("ne_10m_admin_0_boundary_lines_land", CRIMEA_LINE_BOX)
    lines = shapely.get_parts(
        shapely.line_merge(
            shapely.union_all(
                [*admin_1.geometry, *crimea.geometry.intersection(shapely.buffer(ukraine, 0.01))]
            )
        )
    )
    # Lines that only touch Ukraine divide a neighbour.
    inside = shapely.length(shapely.intersection(lines, ukraine)) > 0.01
    return [_overshoot(line) for line in lines[inside]]


def polygonise_oblasts(
    ukraine: shapely.Geometry, places: pd.DataFrame
) -> tuple[dict[str, shapely.Geometry], list[str]]:
    """Oblast polygons by P-code, and a sentence for each face that no centre claimed.

    A face holding an oblast centre is that oblast; any other (an island, a spit) goes to the oblast of
    most of the GeoNames places on it, or else to the oblast it lies nearest to.
    """
    network = shapely.union_all([ukraine.boundary, *_oblast_lines_within(ukraine)], grid_size=GRID_DEG)
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([network]))
        if ukraine.contains(face.representative_point())
    ]
    owner: dict[int, str] = {}
    for fact in OBLASTS:
        centre = shapely.Point(fact.centre_lon, fact.centre_lat)
        holding = [index for index, face in enumerate(faces) if face.contains(centre)]
        if len(holding) != 1 or holding[0] in owner:
            raise SystemExit(
                f"Oblast {fact.code}: its centre lies in {len(holding)} free faces, expected one."
            )
        owner[holding[0]] = fact.code
    main_faces = {code: faces[index] for index, code in owner.items()}
    tree = shapely.STRtree(shapely.points(places["longitude"], places["latitude"]))
    notes = []
    for index, face in enumerate(faces):
        if index in owner:
            continue
        codes = Counter(
            OBLAST_BY_GEONAMES[code] for code in places["admin1code"].iloc[tree.query(face, "contains")]
        )
        known = [code for at, code in SPITS.items() if face.contains(shapely.Point(at))]
        nearest = min(main_faces, key=lambda code: shapely.distance(main_faces[code], face))
        owner[index] = (known or [code for code, _ in codes.most_common(1)] or [nearest])[0]
        lon, lat = face.representative_point().coords[0]
        by = "a known fact" if known else "its places" if codes else "nearness"
        notes.append(f"the one at {lon:.2f}, {lat:.2f} to {owner[index]} by {by}")
    polygons = {
        code: shapely.union_all([faces[index] for index, own in owner.items() if own == code])
        for code in sorted(main_faces)
    }
    return polygons, notes


def refine_kyiv(polygons: dict[str, shapely.Geometry], places: pd.DataFrame) -> None:
    """Redraw the line between Kyiv and Kyiv oblast half-way between the places of the one and of the other.

    Natural Earth draws the city twice its size, with Irpin, Vyshneve and Hostomel in it.
    """
    both = shapely.union(polygons["UA80"], polygons["UA32"])
    near = places[places["admin1code"].isin(["12", "13"])]
    points = gpd.GeoSeries(shapely.points(near["longitude"], near["latitude"]), crs=CRS).to_crs(UKRAINE_LAEA)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points.to_numpy()), ordered=True)
    of_kyiv = shapely.get_parts(cells)[(near["admin1code"] == "12").to_numpy()]
    city = max(shapely.get_parts(shapely.union_all(of_kyiv)), key=shapely.area)
    degrees = gpd.GeoSeries([shapely.Polygon(city.exterior)], crs=UKRAINE_LAEA).to_crs(CRS).iloc[0]
    polygons["UA80"] = shapely.intersection(both, degrees, grid_size=GRID_DEG)
    polygons["UA32"] = shapely.difference(both, polygons["UA80"], grid_size=GRID_DEG)


def build_oblasts(polygons: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """The 27 first-level units: ``code``, ``katottg``, ``name_en``, ``name_uk``."""
    codifier = read_codifier()
    iso_names = read_oblast_names()
    top = codifier[codifier["category"].isin(["O", "K"])]
    by_code = {
        katottg[:4]: (katottg, name) for katottg, name in zip(top["katottg"], top["name_uk"], strict=True)
    }
    rows = []
    for fact in OBLASTS:
        katottg, name = by_code[fact.code]
        name_en, name_uk = oblast_names(fact.code, iso_names[fact.iso], name)
        rows.append((fact.code, katottg, name_en, name_uk, polygons[fact.code]))
    return gpd.GeoDataFrame(rows, columns=["code", "katottg", "name_en", "name_uk", "geometry"], crs=CRS)


def build_oblast_lines(polygons: dict[str, shapely.Geometry], ukraine: shapely.Geometry) -> gpd.GeoDataFrame:
    """Lines between oblasts, without the outline of Ukraine."""
    edges = shapely.union_all([polygon.boundary for polygon in polygons.values()])
    inner = shapely.difference(edges, shapely.buffer(ukraine.boundary, 2 * GRID_DEG))
    lines = shapely.get_parts(shapely.line_merge(inner))
    return gpd.GeoDataFrame(geometry=lines[shapely.length(lines) > 20 * GRID_DEG], crs=CRS)
