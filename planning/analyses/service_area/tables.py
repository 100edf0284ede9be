"""Tables and map layers of a service area."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import INK, VERMILION, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology, single
from layers.text import tr
from planning.analyses.service_area.service import Service
from planning.outcome import Column, FeatureRef, MapLayer, Table

# Source: ColorBrewer (Brewer and Harrower), class Blues, darkest first.
_BLUES = ("#08519c", "#3182bd", "#6baed6", "#9ecae1", "#c6dbef")


def tables_of(service: Service) -> tuple[Table, ...]:
    """`breaks`, `allocation`, and `centres` where the workspace has collective centres."""
    tables = [_breaks_table(service), _allocation_table(service)]
    if service.centres is not None:
        tables.append(_centres_table(service, service.centres))
    return tuple(tables)


def _breaks_table(service: Service) -> Table:
    columns = (
        Column(name="max_minutes", label=tr("Within"), unit="min", decimals=0),
        Column(name="area_km2", label=tr("Area"), unit="km²", decimals=0),
        Column(name="people", label=tr("People"), unit="people", decimals=0),
        Column(
            name="collective_centres",
            label=tr("Collective centres"),
            records_of="collective_centre",
            running=True,
        ),
        Column(
            name="people_in_centres",
            label=tr("People in centres"),
            unit="people",
            decimals=0,
            records_of="collective_centre",
            records_in="collective_centres",
            running=True,
        ),
        Column(name="road_km", label=tr("Roads reached"), unit="km", decimals=0),
        Column(name="joins", label=tr("Joined gaps relied on")),
    )
    rows = []
    for one in service.breaks:
        count, held = None, None
        if one.inside is not None and service.centres is not None:
            count = int(one.inside.sum())
            held = int(np.nansum(service.centres["occupancy"].to_numpy()[one.inside]))
        people = None if one.people is None else round(one.people)
        rows.append((one.minutes, one.area_km2, people, count, held, one.road_km, len(one.joins)))
    return Table(
        name="breaks",
        title=tr("Service area"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(_break_ref(index) for index in range(len(rows))),
        sensitivity=service.sensitivity,
    )


def _allocation_table(service: Service) -> Table:
    """What belongs to each place within the longest time, because no other is nearer."""
    found = service.allocation
    rows = []
    for index, place in enumerate(service.places):
        people, mean, count, held = None, None, None, None
        if found.people is not None and found.people_min is not None:
            people = round(float(found.people[index]))
            mean = None if np.isnan(found.people_min[index]) else float(found.people_min[index])
        if service.centres is not None:
            own = np.zeros(len(service.centres), dtype=bool)
            if found.centre_place is not None:
                own = found.centre_place == index
            count, held = int(own.sum()), int(np.nansum(service.centres["occupancy"].to_numpy()[own]))
        rows.append((place.name, people, mean, count, held))
    return Table(
        name="allocation",
        title=tr(
            "People and collective centres by the place nearest to them, within {minutes:g} min by road",
            minutes=service.parameters.max_minutes,
        ),
        columns=(
            Column(name="place", label=tr("Place")),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="mean_min", label=tr("Mean time"), unit="min", decimals=0),
            Column(name="collective_centres", label=tr("Collective centres")),
            Column(name="people_in_centres", label=tr("People in centres"), unit="people", decimals=0),
        ),
        rows=tuple(rows),
        features=tuple(
            FeatureRef(layer="places", fids=(index + 1,), of_outcome=True) for index in range(len(rows))
        ),
        sensitivity=max(service.sensitivity, Sensitivity.HIGH)
        if service.centres is not None
        else service.sensitivity,
    )


def _centres_table(service: Service, centres: pd.DataFrame) -> Table:
    found = service.allocation
    names = np.array([place.name for place in service.places] + [None], dtype=object)
    if found.centre_place is not None and found.centre_min is not None:
        centres = centres.assign(nearest=names[found.centre_place], nearest_min=found.centre_min)
    else:
        centres = centres.assign(nearest=None, nearest_min=np.inf)
    inside = centres[centres["within_min"].notna()].sort_values(["within_min", "name"], kind="stable")
    return Table(
        name="centres",
        title=tr("Collective centres within the service area"),
        columns=(
            Column(name="name", label=tr("Collective centre")),
            Column(name="within_min", label=tr("Within"), unit="min", decimals=0),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="nearest", label=tr("Nearest place")),
            Column(name="duration_min", label=tr("Duration"), unit="min", decimals=0),
        ),
        rows=tuple(
            (
                str(row.name_),
                float(row.within_min),
                None if np.isnan(row.occupancy) else int(row.occupancy),
                row.nearest if isinstance(row.nearest, str) else None,
                float(row.nearest_min) if np.isfinite(row.nearest_min) else None,
            )
            for row in inside.rename(columns={"name": "name_"}).itertuples()
        ),
        features=tuple(FeatureRef(layer=str(row.layer), fids=(int(row.fid),)) for row in inside.itertuples()),
        sensitivity=max(Sensitivity.SEVERE, service.sensitivity),
    )


def _break_ref(index: int) -> FeatureRef:
    return FeatureRef(layer="service_area", fids=(index + 1,), of_outcome=True)


def map_layers_of(service: Service) -> tuple[MapLayer, ...]:
    """The areas, the places, and the joins that the areas rely on."""
    layers = [_areas(service), _places(service)]
    joins = service.network.graph.joins
    used = service.breaks[-1].joins
    if len(used):
        frame = gpd.GeoDataFrame(
            {"gap_m": joins.gap_m[used].round(1)}, geometry=list(joins.lines()[used]), crs=STORAGE_CRS
        )
        frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
        symbol = Symbol(line=VERMILION, line_width=3.0, dashes=(2.0, 1.0))
        layers.append(
            MapLayer(
                name="joins",
                title=tr("Joined gaps that the area relies on"),
                frame=frame,
                symbology=single(symbol, tr("joined gap"), order=36),
            )
        )
    return tuple(layers)


def _areas(service: Service) -> MapLayer:
    """The longest time first, so that shorter ones are drawn over it."""
    order = list(range(len(service.breaks)))[::-1]
    breaks = [service.breaks[index] for index in order]
    frame = gpd.GeoDataFrame(
        {
            "max_minutes": [one.minutes for one in breaks],
            "area_km2": [round(one.area_km2, 1) for one in breaks],
            "people": pd.array(
                [None if one.people is None else round(one.people) for one in breaks], dtype="Int64"
            ),
        },
        geometry=[one.area for one in breaks],
        crs=STORAGE_CRS,
        index=pd.Index([index + 1 for index in order], dtype="int64", name="fid"),
    )
    rules = tuple(
        Rule(
            label=tr("within {minutes:g} min", minutes=one.minutes),
            field="max_minutes",
            equals=(one.minutes,),
            symbol=Symbol(
                fill=_colour(index, len(order)),
                fill_opacity=0.5,
                line=INK,
                line_width=0.4,
            ),
        )
        for index, one in enumerate(service.breaks)
    )
    return MapLayer(
        name="service_area",
        title=tr("Service area by {vehicle}", vehicle=service.network.profile.label),
        frame=frame,
        symbology=Symbology(rules=rules, order=12),
        sensitivity=service.sensitivity,
    )


def _colour(index: int, count: int) -> str:
    """Darker for shorter times."""
    return _BLUES[index * (len(_BLUES) - 1) // (count - 1)] if count > 1 else _BLUES[2]


def _places(service: Service) -> MapLayer:
    frame = gpd.GeoDataFrame(
        {"name": [place.name for place in service.places], "attached": service.snap.attached},
        geometry=[shapely.Point(place.lon, place.lat) for place in service.places],
        crs=STORAGE_CRS,
    )
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    rules = tuple(
        Rule(
            label=label,
            field="attached",
            equals=(value,),
            symbol=Symbol(fill=fill, line=INK, shape=shape, size=10.0, line_width=1.2),
        )
        for value, label, fill, shape in (
            (True, tr("place"), WHITE, Shape.STAR),
            (False, tr("place without a road"), VERMILION, Shape.CROSS),
        )
    )
    return MapLayer(
        name="places",
        title=tr("Places"),
        frame=frame,
        symbology=Symbology(rules=rules, order=58, label_field="name", label_max_scale=float("inf")),
        sensitivity=service.sensitivity,
    )
