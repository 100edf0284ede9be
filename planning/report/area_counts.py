"""Counts by area in place of records whose locations must not leave."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.kinds import kind_named
from layers.layer import STORAGE_CRS, Layer, Provenance, new_layer
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Symbol, Symbology
from layers.text import Text, language, numeral, tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Sequential blues after ColorBrewer (Brewer and Harrower), class Blues.
_COLOURS = ("#deebf7", "#9ecae1", "#4292c6", "#084594")
_LEVEL_NAMES = {1: tr("oblast"), 2: tr("raion"), 3: tr("hromada")}


def counts_by_area(
    layer: Layer, rows: NDArray[np.bool_], areas: Iterable[Layer], levels: tuple[int, ...], name: str
) -> Layer | None:
    """Number of records, and their people, in each area that holds any of them.

    Records are assigned by their `area_code` where it begins with the area's code, else by their place.

    Parameters
    ----------
    rows : bool array
        Records to count.
    levels : tuple of int
        Admin levels, best first; the first that `areas` hold is used.

    Returns
    -------
    Layer or None
        Of kind reference, polygons with ``area_code``, ``name``, ``records`` and a sum for each field
        counted in people (with ``<field>_unknown`` where records lack it); None without areas.
    """
    found = _areas_at(areas, levels)
    if found is None:
        return None
    level, polygons, provenance = found
    records = layer.frame[rows]
    codes = _area_of(records, polygons)
    fields = [f.name for f in layer.kind.fields if f.unit == "people" and f.type == "integer"]
    totals = pd.DataFrame({"records": codes.groupby(codes).size()})
    for item in fields:
        values = records[item].groupby(codes)
        totals[item] = values.sum(min_count=1)
        unknown = totals["records"] - values.count()
        if bool((unknown > 0).any()):
            totals[f"{item}_unknown"] = unknown
    if totals.empty:
        return None
    named = polygons.set_index("code")
    frame = gpd.GeoDataFrame(
        totals.assign(name=named["name"].reindex(totals.index)).rename_axis("area_code").reset_index(),
        geometry=named.geometry.reindex(totals.index).to_numpy(),
        crs=STORAGE_CRS,
    )
    own = layer.provenance
    counted = new_layer(
        name,
        kind_named("reference"),
        frame,
        Provenance(
            source=own.source,
            date=own.date,
            licence=own.licence,
            imported_at=own.imported_at,
            exercise=own.exercise or provenance.exercise,
        ),
        sensitivity=Sensitivity.MODERATE,
    )
    return replace(counted, symbology=_symbology(layer.kind.plural, level, totals["records"]))


def _areas_at(
    areas: Iterable[Layer], levels: tuple[int, ...]
) -> tuple[int, gpd.GeoDataFrame, Provenance] | None:
    listed = [layer for layer in areas if layer.has_geometry and len(layer)]
    for level in levels:
        for layer in listed:
            frame = layer.frame[(layer.frame["level"] == level).fillna(False)]
            frame = frame[frame["code"].notna() & frame.geometry.notna()]
            if len(frame):
                shown = "name_uk" if language() == "uk" else "name_en"
                label = frame[shown].fillna(frame["name_en"]).fillna(frame["code"])
                polygons = gpd.GeoDataFrame(
                    {"code": frame["code"], "name": label}, geometry=frame.geometry, crs=STORAGE_CRS
                )
                return level, polygons.drop_duplicates("code"), layer.provenance
    return None


def _area_of(records: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> pd.Series[Any]:
    """P-code of the area of each record, NA where none is known."""
    codes = polygons["code"].astype(str)
    length = int(codes.str.len().max())
    result = pd.Series(None, index=records.index, dtype="object")
    if "area_code" in records.columns:
        prefix = records["area_code"].str.slice(0, length)
        result = prefix.where(prefix.isin(codes)).astype("object")
    open_ = result.isna() & records.geometry.notna()
    if bool(open_.any()):
        points = shapely.point_on_surface(records.geometry[open_].to_numpy())
        at, area = shapely.STRtree(polygons.geometry.to_numpy()).query(points, predicate="intersects")
        # on a shared border the first area counts, so that nobody is counted twice
        first, position = np.unique(at, return_index=True)
        result.loc[records.index[open_][first]] = codes.to_numpy()[area[position]]
    return result


def _symbology(plural: Text, level: int, counts: pd.Series[int]) -> Symbology:
    most = int(counts.max())
    breaks = sorted({1, *(int(np.ceil(counts.quantile(share))) for share in (0.5, 0.8, 0.95)), most + 1})
    place = _LEVEL_NAMES.get(level, tr("area"))
    rules = []
    for index, (low, high) in enumerate(itertools.pairwise(breaks)):
        span = numeral(f"{low:,}" if high - low == 1 else f"{low:,}–{high - 1:,}")
        rules.append(
            Rule(
                label=tr("{plural} in the {place}: {span}", plural=plural, place=place, span=span),
                field="records",
                at_least=low,
                below=high,
                symbol=Symbol(fill=_COLOURS[index], fill_opacity=0.7, line="#6b7a8a", line_width=0.4),
            )
        )
    return Symbology(rules=tuple(rules), order=12)
