"""The base map: land, sea, lakes, rivers, oblast lines and settlements from the installed resources."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.map_view.scene import SceneLayer
from layers.symbology import Rule, Symbol, Symbology, single
from layers.text import tr

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

BASE_MAP = Path(__file__).resolve().parent.parent.parent / "resources" / "basemap.gpkg"
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
