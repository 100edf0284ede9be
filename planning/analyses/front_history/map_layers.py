"""Map layers of the front history: what changed hands, the contact lines by date, and the approach."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, FRONT_RED, INK, SEVERITY, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr
from planning.analyses.front_history.calculation import History
from planning.analyses.front_history.warning import State
from planning.outcome import MapLayer

_CLASSES = 5


def map_layers_of(history: History, rows: pd.DataFrame) -> tuple[MapLayer, ...]:
    """`changed_hands` (polygons), `fronts` (lines), and `approach` (points) where there are targets."""
    layers = [changed_layer(history), fronts_layer(history)]
    if len(rows):
        layers.append(approach_layer(rows))
    return tuple(layers)


def changed_layer(history: History) -> MapLayer:
    """What came under control (fid 1) and out of it (fid 2) between the first date and the last."""
    first, last = history.fronts[0], history.fronts[-1]
    shapes = [shapely.difference(last.area, first.area), shapely.difference(first.area, last.area)]
    words = (tr("came under control"), tr("came out of control"))
    colours = (FRONT_RED, BLUE)
    frame = gpd.GeoDataFrame(
        {"change": ["gained", "lost"]},
        geometry=[shapely.multipolygons(_polygons(shape)) for shape in shapes],
        crs=STORAGE_CRS,
        index=pd.Index([1, 2], dtype="int64", name="fid"),
    )
    rules = tuple(
        Rule(
            label=label,
            field="change",
            equals=(value,),
            symbol=Symbol(fill=colour, fill_opacity=0.55, line=INK, line_width=0.2),
        )
        for value, label, colour in zip(("gained", "lost"), words, colours, strict=True)
    )
    title = tr(
        "Changed hands from {first} to {last}", first=first.date.isoformat(), last=last.date.isoformat()
    )
    symbology = Symbology(rules=rules, order=12)
    return MapLayer(name="changed_hands", title=title, frame=frame, symbology=symbology)


def fronts_layer(history: History) -> MapLayer:
    """The contact line of each date, paler the older it is; `date` is what a time slider plays."""
    days = [day.isoformat() for day in history.dates]
    frame = gpd.GeoDataFrame(
        {"date": days},
        geometry=[front.line for front in history.fronts],
        crs=STORAGE_CRS,
        index=pd.RangeIndex(1, len(days) + 1).astype("int64").rename("fid"),
    )
    shades = [SEVERITY[round(at / max(len(days) - 1, 1) * (len(SEVERITY) - 1))] for at in range(len(days))]
    rules = tuple(
        Rule(
            label=tr("{date}", date=day),
            field="date",
            equals=(day,),
            symbol=Symbol(line=shade, line_width=1.6 if day == days[-1] else 0.9),
        )
        for day, shade in zip(days, shades, strict=True)
    )
    return MapLayer(
        name="fronts",
        title=tr("Contact lines by date"),
        frame=frame,
        symbology=Symbology(rules=rules, order=40),
    )


def approach_layer(rows: pd.DataFrame) -> MapLayer:
    """Targets outside the area of control as points, coloured by the speed of approach."""
    free = rows[rows["state"] != State.CONTROL]
    speed = free["speed"].to_numpy(dtype=np.float64)
    edges = _edges(speed)
    number = np.where(np.nan_to_num(speed) > 0, np.searchsorted(edges, np.nan_to_num(speed)) + 1, 0)
    frame = gpd.GeoDataFrame(
        {
            "name": free["name"].astype("str").to_numpy(),
            "kind": free["kind"].to_numpy(),
            "front_km": free["last_km"].round(1).to_numpy(),
            "speed_km_month": np.round(speed, 2),
            "class": np.minimum(number, len(edges)),
        },
        geometry=shapely.point_on_surface(free["geometry"].to_numpy()),
        crs=STORAGE_CRS,
        index=pd.RangeIndex(1, len(free) + 1).astype("int64").rename("fid"),
    )
    lows = (0.0, *edges[:-1])
    labels = [tr("not approached"), *(
        tr("{low:.2f}–{high:.2f} km a month", low=low, high=high)
        for low, high in zip(lows, edges, strict=False)
    )]  # fmt: skip
    rules = tuple(
        Rule(
            label=label,
            field="class",
            equals=(at,),
            symbol=Symbol(
                fill=SEVERITY[max(at - 1, 0) * (len(SEVERITY) - 1) // _CLASSES] if at else WHITE,
                line=INK,
                shape=Shape.CIRCLE,
                size=4.5 if at else 3.0,
            ),
        )
        for at, label in enumerate(labels)
    )
    return MapLayer(
        name="approach",
        title=tr("Speed of approach of the front"),
        frame=frame,
        symbology=Symbology(rules=rules, order=50),
        sensitivity=Sensitivity(int(free["sensitivity"].max())) if len(free) else Sensitivity.LOW,
    )


def _edges(speed: np.ndarray) -> tuple[float, ...]:
    """Upper edges of classes with equally many approaching targets; one class when speeds hardly differ."""
    towards = speed[speed > 0]
    if not len(towards):
        return (1.0,)
    edges = np.unique(np.round(np.quantile(towards, np.arange(1, _CLASSES + 1) / _CLASSES), 2))
    return tuple(float(edge) for edge in edges)


def _polygons(shape: shapely.Geometry) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
