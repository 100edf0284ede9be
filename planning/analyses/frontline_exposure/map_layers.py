"""Map layers of frontline exposure: the bands as polygons, and the sites coloured by band."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import FRONT_RED, INK, SEVERITY
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr
from planning.analyses.frontline_exposure.calculation import SITE_KINDS, Exposure
from planning.analyses.frontline_exposure.tables import band_counts, records
from planning.outcome import MapLayer

_BEYOND = "#f7f7f7"


def map_layers_of(exposure: Exposure) -> tuple[MapLayer, ...]:
    """`bands` (polygons of the country) and, where there are any, `exposed_sites` (points)."""
    layers = [bands_layer(exposure)]
    frames = [frame for kind in SITE_KINDS if (frame := records(exposure, kind)) is not None]
    frames = [frame for frame in frames if len(frame)]
    if frames:
        layers.append(sites_layer(exposure, pd.concat(frames, ignore_index=True)))
    return tuple(layers)


def bands_layer(exposure: Exposure) -> MapLayer:
    """The area of control and each band within the country; `fid` is the row of the table `bands`."""
    country = exposure.country
    shapes, inner = [exposure.front.area], shapely.MultiPolygon()
    for edge in exposure.bands.edges_km:
        zone = exposure.front.zone(edge)
        shapes.append(shapely.intersection(shapely.difference(zone, inner), country))
        inner = zone
    rows = range(len(shapes))
    counts = band_counts(exposure)
    frame = gpd.GeoDataFrame(
        {
            "row": list(rows),
            "band": [str(exposure.bands.label(row)) for row in rows],
            "band_to_km": [exposure.bands.limits(row)[1] for row in rows],
            "people": pd.array([counts["people"][row] for row in rows], dtype="Int64"),
        },
        geometry=shapes,
        crs=STORAGE_CRS,
        index=pd.Index(list(rows), dtype="int64", name="fid"),
    )
    rules = tuple(
        Rule(
            label=exposure.bands.label(row),
            field="row",
            equals=(row,),
            symbol=Symbol(
                fill=_colour(exposure, row), fill_opacity=0.45, line=INK, line_width=0.3, hatch=row == 0
            ),
        )
        for row in rows
    )
    title = tr("Distance from the contact line of {date}", date=exposure.front.date.isoformat())
    return MapLayer(name="bands", title=title, frame=frame, symbology=Symbology(rules=rules, order=10))


def sites_layer(exposure: Exposure, sites: pd.DataFrame) -> MapLayer:
    """Sites coloured by their band."""
    sites = sites.set_axis(pd.RangeIndex(1, len(sites) + 1, name="fid").astype("int64"))
    frame = gpd.GeoDataFrame(
        {
            "name": sites["name"].astype("str"),
            "kind": sites["kind"],
            "row": sites["row"],
            "front_km": sites["front_km"].round(1),
        },
        geometry=sites["geometry"].to_numpy(),
        crs=STORAGE_CRS,
        index=sites.index,
    )
    rules = tuple(
        Rule(
            label=exposure.bands.label(row),
            field="row",
            equals=(row,),
            symbol=Symbol(
                fill=_colour(exposure, row), line=INK, shape=Shape.CIRCLE, size=5.0 if row < beyond else 3.5
            ),
        )
        for beyond in (exposure.bands.count - 1,)
        for row in range(exposure.bands.count)
    )
    return MapLayer(
        name="exposed_sites",
        title=tr("Sites by distance from the contact line"),
        frame=frame,
        symbology=Symbology(rules=rules, order=50),
        sensitivity=Sensitivity(int(sites["sensitivity"].max())),
    )


def _colour(exposure: Exposure, row: int) -> str:
    """Dark red under control, then from the strongest to the palest of the severity colours."""
    if row == 0:
        return FRONT_RED
    if row == exposure.bands.count - 1:
        return _BEYOND
    last = len(exposure.bands.edges_km) - 1
    return _on_ramp(1.0 if last == 0 else 1.0 - (row - 1) / last)


def _on_ramp(position: float) -> str:
    """A colour between those of the severity ramp, 0 the palest to 1 the strongest; each position differs."""
    place = position * (len(SEVERITY) - 1)
    lower = min(int(place), len(SEVERITY) - 2)
    share = place - lower
    pairs = ((1, 3), (3, 5), (5, 7))
    low, high = (
        [int(SEVERITY[index][start:end], 16) for start, end in pairs] for index in (lower, lower + 1)
    )
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))
