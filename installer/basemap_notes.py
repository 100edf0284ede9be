"""What the layers of the base map are, what they stand on and what they cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from basemap_hromadas import HromadaReport
from basemap_land import LEAST_LAKE_KM2, LEAST_RIVER_IN_UKRAINE_KM, LEAST_RIVER_KM
from basemap_settlements import CITY_ABROAD_FROM, LEAST_PEOPLE_ABROAD

Note = tuple[str, str]


def note_table(notes: Sequence[Note]) -> pd.DataFrame:
    """The notes as a table: ``topic``, ``note``."""
    return pd.DataFrame(list(notes), columns=["topic", "note"])


def _note(topic: str, *sentences: str) -> Note:
    return topic, " ".join(sentences)


def land_notes(faces: Sequence[str]) -> list[Note]:
    """Notes on countries, water and oblasts; ``faces`` tells where cut-off islands and spits went."""
    return [
        _note(
            "countries",
            "Natural Earth's German view, which keeps Crimea and Sevastopol in Ukraine, as it is.",
            "At its scale of 1:10,000,000 lines may lie a few kilometres from the real ones,",
            "and some places on the shore lie in the water.",
        ),
        _note(
            "lakes",
            f"Of {LEAST_LAKE_KM2:g} km² and more.",
            "The Kakhovka reservoir is drawn full, as before June 2023.",
        ),
        _note(
            "rivers",
            f"Lines of {LEAST_RIVER_KM:g} km and more, in Ukraine of {LEAST_RIVER_IN_UKRAINE_KM:g}.",
            "The source keeps neither names nor classes, and many rivers are missing.",
            "The Dnipro below Kaniv is among the lakes.",
        ),
        _note(
            "oblasts",
            "Polygonised from Natural Earth's oblast lines and the outline; all 27 first-level units close.",
            "The line between Kyiv and Kyiv oblast runs half-way between GeoNames' places of both.",
            f"Islands and spits that the lines cut off: {'; '.join(faces)}.",
        ),
        _note(
            "names",
            "English names of Ukrainian places are transliterated from the Ukrainian",
            "by resolution 55 of 2010;",
            "English oblast names are those of ISO 3166-2. Ukrainian names are those of the codifier's",
            "edition: Samar for Novomoskovsk, Sheptytskyi for Chervonohrad.",
        ),
    ]


def settlement_notes(ukraine: gpd.GeoDataFrame, evidence: Counter[str], named: int) -> list[Note]:
    """Notes on the places of Ukraine and on how many carry a code, by which evidence."""
    places, coded = len(ukraine), int(ukraine["katottg"].notna().sum())
    ways = ("unique name", "name and neighbours", "name and rank")
    decided = ", ".join(f"{evidence[how]:,} by {how}" for how in ways)
    return [
        _note("population", "GeoNames, various dates, mostly pre-war; a missing figure is empty, never 0."),
        _note(
            "settlements",
            f"{places:,} places in Ukraine: 500 people and more, and seats of administration.",
            f"{named:,} ({named / places:.1%}) share a name with a settlement of their oblast in KATOTTG,",
            f"{coded:,} ({coded / places:.1%}) carry its code: {decided}.",
            f"{evidence['undecided']:,} stay without a code because namesakes could not be told apart",
            "or the place lies where its namesake does not;",
            f"{evidence['no settlement of that name']:,} because KATOTTG has none of that name.",
            "Many of these are parts of cities: never add up places without a code.",
        ),
    ]


def abroad_note(kept: int, left_out: int) -> Note:
    """Note on the places of the neighbours."""
    return _note(
        "settlements abroad",
        f"{kept:,} places of {LEAST_PEOPLE_ABROAD:,} people and more in the seven neighbours;",
        f"{left_out:,} smaller ones in the window are left out.",
        f"A city abroad has {CITY_ABROAD_FROM:,} people and more and is no suburb of a larger place.",
    )


def hromada_notes(hromadas: gpd.GeoDataFrame, report: HromadaReport) -> list[Note]:
    """Notes on the approximate hromadas and raions, with every hromada that has no cell."""
    outside_crimea = int((~hromadas["oblast_code"].isin(["UA01", "UA80", "UA85"])).sum())
    unknown = int(hromadas["population"].isna().sum())
    return [
        _note(
            "hromadas",
            "Approximate: each cell is the part of its oblast nearer to the hromada's centre",
            "than to any other centre. Not the legal boundaries.",
            "The centre is the settlement that the codifier lists first.",
            "Kyiv and Sevastopol are one cell each.",
        ),
        _note("raions", "Approximate: the union of the cells of their hromadas."),
        _note(
            "hromada count",
            f"{outside_crimea:,} of the {report.in_codifier_outside_crimea:,} hromadas outside Crimea",
            "have a cell;",
            f"with Crimea {len(hromadas) - 2:,} of {report.in_codifier:,}.",
            "The land of the others falls to their neighbours.",
        ),
        _note(
            "hromada population",
            "Sum of the places that carry the hromada's code; villages below 500 people are not in it.",
            f"Empty where the figure of the centre is unknown ({unknown:,} cells).",
            "A raion's figure is the sum over its hromadas that have one.",
        ),
        _note("hromadas whose centre has no coordinates", "; ".join(report.without_coordinates)),
        _note("hromadas within the line of Sevastopol", "; ".join(report.inside_sevastopol)),
        _note("hromadas with a centre but no land nearest to it", "; ".join(report.without_cell) or "none"),
        _note("hromadas whose centre lies outside its cell", "; ".join(report.centre_outside_cell)),
    ]
