"""The base map: land, sea, lakes, rivers, oblast lines, main roads and settlements, all installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.map_view.scene import SceneLayer
from layers.symbology import Rule, Symbol, Symbology, single
from layers.text import tr

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
BASE_MAP = RESOURCES / "basemap.gpkg"
ROAD_LINKS = RESOURCES / "exercise" / "road_links.csv"
ROADS_KEY = "base:roads"
SEA = "#d3e1ea"

_WATER_LINE = "#9dbccd"
_LAND = Symbol(fill="#eeece5", line="#a39f94", line_width=0.6)
_HOME = Symbol(fill="#fbfaf6", line="#7d786c", line_width=1.1)

_STYLES: tuple[tuple[str, Symbology], ...] = (
    (
        "countries",
        Symbology(
            rules=(
                Rule(label=tr("Ukraine"), field="iso2", equals=("UA",), symbol=_HOME),
                Rule(label=tr("neighbours"), symbol=_LAND),
            ),
            label_field="name_en",
            label_max_scale=40_000_000.0,
        ),
    ),
    ("sea", single(Symbol(fill=SEA))),
    ("lakes", single(Symbol(fill=SEA, line=_WATER_LINE, line_width=0.4))),
    ("rivers", single(Symbol(line=_WATER_LINE, line_width=0.7), max_scale=12_000_000.0)),
    ("coast", single(Symbol(line=_WATER_LINE, line_width=0.7))),
    ("oblast_lines", single(Symbol(line="#c9c4b8", line_width=0.7, dashes=(6.0, 2.5)))),
)


# From town to town, straight: nearer than this it would show that they are no surveyed lines.
_ROADS_FROM, _ROADS_TO = 600_000.0, 9_000_000.0
_ROADS = Symbology(
    rules=(
        Rule(
            label=tr("international road"),
            field="class",
            equals=("international",),
            symbol=Symbol(line="#cdb891", line_width=1.0),
        ),
        Rule(
            label=tr("national road"),
            field="class",
            equals=("national",),
            symbol=Symbol(line="#d8c9ab", line_width=0.7),
            max_scale=4_000_000.0,
        ),
    ),
    label_field="road",
    label_max_scale=2_500_000.0,
    min_scale=_ROADS_FROM,
    max_scale=_ROADS_TO,
)

_DOT = Symbol(fill="#6b6b6b", size=2.6)
_SETTLEMENTS = Symbology(
    rules=(
        Rule(
            label=tr("oblast centre"),
            field="rank",
            equals=(0,),
            symbol=Symbol(fill="#444444", line="#ffffff", line_width=0.6, size=5.0),
        ),
        Rule(label=tr("large city"), field="rank", equals=(1,), symbol=_DOT, max_scale=4_500_000.0),
        Rule(label=tr("city"), field="rank", equals=(2,), symbol=_DOT, max_scale=2_200_000.0),
        Rule(label=tr("town"), field="rank", equals=(3,), symbol=_DOT, max_scale=900_000.0),
        Rule(label=tr("village"), field="rank", equals=(4,), symbol=_DOT, max_scale=350_000.0),
    ),
    label_field="name_en",
    label_max_scale=20_000_000.0,
)


def load_base_map(path: Path = BASE_MAP) -> tuple[SceneLayer, ...]:
    """The layers of the base map, the first lowest; reads in the calling thread."""
    import pyogrio

    layers = [
        SceneLayer(
            key=f"base:{table}",
            frame=pyogrio.read_dataframe(path, layer=table),
            symbology=style,
            label_points=9.0 if table == "countries" else 7.5,
        )
        for table, style in _STYLES
    ]
    layers.append(
        SceneLayer(
            key=ROADS_KEY,
            frame=main_roads(),
            symbology=_ROADS,
            priority_field="",
            label_points=6.5,
            label_colour="#7d6a45",
        )
    )
    settlements = pyogrio.read_dataframe(path, layer="settlements")
    settlements["rank"] = _ranks(settlements)
    layers.append(
        SceneLayer(
            key="base:settlements",
            frame=settlements.sort_values(["rank", "population"], ascending=[True, False], ignore_index=True),
            symbology=_SETTLEMENTS,
            priority_field="",  # in the order of the ranks
            label_colour="#3a3a3a",
        )
    )
    return tuple(layers)


def main_roads(path: Path = ROAD_LINKS) -> gpd.GeoDataFrame:
    """International and national roads, link by link from town to town (EPSG:4326).

    Straight between towns but for the bends that `via` names; see resources/exercise/SOURCES.md.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    links = pd.read_csv(path)
    links = links[links["class"].isin(["international", "national"])].reset_index(drop=True)
    lines = []
    for row in links.itertuples():
        via = row.via.split(";") if isinstance(row.via, str) else []
        bends = [tuple(map(float, place.split())) for place in via]
        lines.append(shapely.LineString([(row.from_lon, row.from_lat), *bends, (row.to_lon, row.to_lat)]))
    return gpd.GeoDataFrame(links[["road", "class"]], geometry=lines, crs="EPSG:4326")


def _ranks(settlements: pd.DataFrame) -> NDArray[np.int64]:
    """0 oblast centre to 4 village; parts of a city, which carry its population, count as villages.

    Abroad, where ranks are by population alone, only the large ones are shown from afar.
    """
    import numpy as np

    people = settlements["population"].to_numpy(dtype=float, na_value=0.0)
    at_home = settlements["iso2"].eq("UA").to_numpy()
    seat = settlements["admin_rank"].isin(["capital", "oblast centre"]).to_numpy()
    city = settlements["admin_rank"].eq("city").to_numpy() | ~at_home
    return np.select(
        [at_home & seat, city & (people >= 100_000 * np.where(at_home, 1, 4)), city & (people >= 25_000),
         city | (people < 15_000) & (people >= 3_000)],
        [0, 1, 2, 3], default=4,
    )  # fmt: skip
