"""The settlements that come with Corridor, to be searched like a layer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from layers.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

NAME = "base:settlements"


def installed_places(settlements: pd.DataFrame) -> Workspace:
    """A workspace of the installed settlements alone.

    Parameters
    ----------
    settlements : GeoDataFrame
        Of the base map: points, EPSG:4326, with `name_en`, `name_uk`, `population`, `iso2` and `katottg`.
    """
    from layers.kinds import kind_named
    from layers.layer import Provenance, new_layer

    columns = ["name_en", "name_uk", "population", "geometry"]
    frame = settlements[columns].assign(country=settlements["iso2"], code=settlements["katottg"].str[:12])
    provenance = Provenance(source="Corridor", date=None, imported_at=dt.datetime.now(dt.UTC))
    layer = new_layer(NAME, kind_named("populated_place"), frame, provenance)
    return Workspace(name="", layers=(layer,))
