"""Tables and map layers of critical links."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS
from layers.palette import BLUE, INK, ORANGE, VERMILION, WHITE
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology, single
from layers.text import Text, tr
from planning.analyses.critical_links.links import SORTS
from planning.analyses.critical_links.weighed import Critical, Pairs, Weighed
from planning.outcome import Cell, Column, FeatureRef, MapLayer, Table

_WHO = tr("People whose way it is")


def sensitivity_of(critical: Critical) -> Sensitivity:
    """Of the sites and of the people counted."""
    return max(critical.hubs.sensitivity, critical.people.sensitivity)


def tables_of(critical: Critical) -> tuple[Table, ...]:
    """`links`, `hubs`, and `pairs` where they were asked for."""
    tables = [links_table(critical), hubs_table(critical)]
    if critical.pairs is not None:
        tables.append(_pairs_table(critical, critical.pairs))
    return tuple(tables)


def links_table(critical: Critical) -> Table:
    """The worst links, ranked."""
    length_km = critical.network.graph.length_m / 1000.0
    rows: list[tuple[Cell, ...]] = [
        (
            rank,
            one.link.name,
            SORTS[one.link.sort],
            one.near,
            float(length_km[one.link.edges].sum()),
            round(one.loss.people),
            round(one.loss.cut_off),
            one.loss.person_hours,
            one.loss.longest_min,
            None if one.detour is None else round(one.detour.people),
            None if one.detour is None else one.detour.before_min,
            None if one.detour is None else one.detour.after_min,
        )
        for rank, one in enumerate(critical.worst, 1)
    ]
    return Table(
        name="links",
        title=tr("Links by what their loss costs"),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="link", label=tr("Link")),
            Column(name="sort", label=tr("Kind")),
            Column(name="near", label=tr("Near")),
            Column(name="length_km", label=tr("Length"), unit="km", decimals=1),
            Column(name="people", label=_WHO, unit="people", decimals=0),
            Column(name="people_cut_off", label=tr("People cut off"), unit="people", decimals=0),
            Column(name="person_hours_added", label=tr("Added"), unit="person-hours", decimals=0),
            Column(name="longest_added_min", label=tr("Longest added"), unit="min", decimals=0),
            Column(name="detour_people", label=tr("Detour: people"), unit="people", decimals=0),
            Column(name="detour_before_min", label=tr("Detour: before"), unit="min", decimals=0),
            Column(name="detour_after_min", label=tr("Detour: after"), unit="min", decimals=0),
        ),
        rows=tuple(rows),
        features=tuple(
            FeatureRef(layer="links", fids=(rank,), of_outcome=True) for rank in range(1, len(rows) + 1)
        ),
        sensitivity=sensitivity_of(critical),
    )


def hubs_table(critical: Critical) -> Table:
    """Each hub with the people who are nearest to it."""
    hub, people, minutes = critical.nearest.hub, critical.people.people, critical.nearest.minutes
    count = len(critical.hubs)
    with_way = critical.with_way
    held = np.bincount(hub[with_way], weights=people[with_way], minlength=count)
    spent = np.bincount(hub[with_way], weights=(people * minutes)[with_way], minlength=count)
    order = np.argsort(-held, kind="stable")
    return Table(
        name="hubs",
        title=tr("People by the hub nearest to them"),
        columns=(
            Column(name="hub", label=tr("Hub")),
            Column(name="people", label=tr("People"), unit="people", decimals=0),
            Column(name="mean_min", label=tr("Mean time"), unit="min", decimals=0),
        ),
        rows=tuple(
            (
                critical.hubs.names[index],
                round(float(held[index])),
                float(spent[index] / held[index]) if held[index] else None,
            )
            for index in order.tolist()
        ),
        features=tuple(
            FeatureRef(layer="hubs", fids=(index + 1,), of_outcome=True) for index in order.tolist()
        ),
        sensitivity=sensitivity_of(critical),
    )


def named_link(one: Weighed) -> Text:
    """A link with the place it is near."""
    if one.near is None:
        return tr("{link}", link=one.link.name)
    return tr("{link} near {place}", link=one.link.name, place=one.near)


def _pairs_table(critical: Critical, pairs: Pairs) -> Table:
    return Table(
        name="pairs",
        title=tr("Worst pairs of links in {place}", place=pairs.place.name),
        columns=(
            Column(name="rank", label=tr("Rank")),
            Column(name="first", label=tr("Link")),
            Column(name="second", label=tr("Second link")),
            Column(name="people", label=_WHO, unit="people", decimals=0),
            Column(name="people_cut_off", label=tr("People cut off"), unit="people", decimals=0),
            Column(name="person_hours_added", label=tr("Added"), unit="person-hours", decimals=0),
            Column(
                name="beyond", label=tr("Weighs more than the two apart"), unit="person-hours", decimals=0
            ),
        ),
        rows=tuple(
            (
                rank,
                named_link(pairs.links[pair.first]),
                named_link(pairs.links[pair.second]),
                round(pair.loss.people),
                round(pair.loss.cut_off),
                pair.loss.person_hours,
                pair.beyond,
            )
            for rank, pair in enumerate(pairs.worst, 1)
        ),
        features=tuple(
            FeatureRef(layer="pairs", fids=(rank,), of_outcome=True)
            for rank in range(1, len(pairs.worst) + 1)
        ),
        sensitivity=sensitivity_of(critical),
    )


def map_layers_of(critical: Critical) -> tuple[MapLayer, ...]:
    """The worst links, the ways left, the worst pairs, and the hubs."""
    layers = [_detours(critical), _links(critical), _hubs(critical)]
    if critical.pairs is not None:
        layers.insert(2, _pairs(critical, critical.pairs))
    return tuple(layer for layer in layers if len(layer.frame))


def _links(critical: Critical) -> MapLayer:
    lines = critical.network.graph.lines
    frame = _frame(
        {
            "rank": list(range(1, len(critical.worst) + 1)),
            "link": [str(one.link.name) for one in critical.worst],
            "people_cut_off": [round(one.loss.cut_off) for one in critical.worst],
            "person_hours_added": [round(one.loss.person_hours) for one in critical.worst],
        },
        [shapely.multilinestrings(list(lines[one.link.edges])) for one in critical.worst],
    )
    rules = (
        Rule(
            label=tr("cuts people off"),
            field="people_cut_off",
            at_least=1,
            below=float("inf"),
            symbol=Symbol(line=VERMILION, line_width=4.0),
        ),
        Rule(label=tr("adds hours"), symbol=Symbol(line=ORANGE, line_width=3.0)),
    )
    return MapLayer(
        name="links",
        title=tr("Links by what their loss costs"),
        frame=frame,
        symbology=Symbology(rules=rules, order=37, label_field="rank", label_max_scale=float("inf")),
        sensitivity=sensitivity_of(critical),
    )


def _detours(critical: Critical) -> MapLayer:
    known = [(rank, one.detour) for rank, one in enumerate(critical.worst, 1) if one.detour is not None]
    frame = _frame(
        {
            "rank": [rank for rank, _ in known],
            "people": [round(way.people) for _, way in known],
            "before_min": [round(way.before_min) for _, way in known],
            "after_min": [round(way.after_min) for _, way in known],
        },
        [way.geometry for _, way in known],
    )
    frame.index = pd.Index([rank for rank, _ in known], dtype="int64", name="fid")
    symbol = Symbol(line=BLUE, line_width=1.6, dashes=(3.0, 2.0))
    return MapLayer(
        name="detours",
        title=tr("Way left when a link is lost"),
        frame=frame,
        symbology=single(symbol, tr("way left"), order=35),
        sensitivity=sensitivity_of(critical),
    )


def _pairs(critical: Critical, pairs: Pairs) -> MapLayer:
    lines = critical.network.graph.lines
    frame = _frame(
        {
            "rank": list(range(1, len(pairs.worst) + 1)),
            "beyond": [round(pair.beyond) for pair in pairs.worst],
        },
        [
            shapely.multilinestrings(
                [
                    line
                    for number in (pair.first, pair.second)
                    for line in lines[pairs.links[number].link.edges]
                ]
            )
            for pair in pairs.worst
        ],
    )
    return MapLayer(
        name="pairs",
        title=tr("Worst pairs of links"),
        frame=frame,
        symbology=single(Symbol(line=INK, line_width=2.0, dashes=(1.0, 1.5)), tr("worst pairs"), order=38),
        sensitivity=sensitivity_of(critical),
    )


def _hubs(critical: Critical) -> MapLayer:
    frame = _frame({"name": list(critical.hubs.names)}, shapely.points(critical.hubs.lonlat))
    symbol = Symbol(fill=WHITE, line=INK, shape=Shape.STAR, size=10.0, line_width=1.2)
    return MapLayer(
        name="hubs",
        title=tr("Hubs"),
        frame=frame,
        symbology=single(symbol, tr("hub"), order=58, label_field="name"),
        sensitivity=critical.hubs.sensitivity,
    )


def _frame(columns: dict[str, object], geometry: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(geometry), crs=STORAGE_CRS)  # type: ignore[call-overload]
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64")
    return frame
