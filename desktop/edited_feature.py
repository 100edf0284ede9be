"""A feature as it is edited on the map: its name, its values as typed, whether it is of the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.map_view.snapping import LonLat
from desktop.panels.table_panel import layer_title
from desktop.session import Session
from layers.errors import LayerError
from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.text import tr


def refuse_of_scenario(session: Session, layer_name: str, fids: tuple[int, ...]) -> None:
    """Refuse what only the scenario shown holds, or has elsewhere: on the map the baseline is edited.

    Raises
    ------
    LayerError
        Saying which feature, and what to do.
    """
    scenario, shown = session.scenario, session.layer(layer_name)
    held = next((item for item in session.workspace.layers if item.name == layer_name), None)
    if held is shown:
        return
    for fid in fids:
        if held is None or fid not in held.frame.index:
            what = tr("the feature is made by the scenario “{name}”", name=scenario.name)
        elif shown is not None and fid in shown.frame.index and _moved(held, shown, fid):
            what = tr("the scenario “{name}” has the feature elsewhere", name=scenario.name)
        else:
            continue
        raise LayerError(
            what,
            where=tr("{layer}, record {fid}", layer=layer_name, fid=fid),
            expected=tr("On the map the baseline is edited."),
            todo=tr("Edit the scenario, or show the baseline first."),
        )


def shape_of(shape: Geometry, corners: Sequence[LonLat]) -> Any:
    """A point, line or polygon of drawn corners, the same place twice in a row counted once."""
    import shapely

    distinct = [place for n, place in enumerate(corners) if n == 0 or place != corners[n - 1]]
    if shape is Geometry.POINT:
        return shapely.Point(distinct[0])
    return shapely.LineString(distinct) if shape is Geometry.LINE else shapely.Polygon(distinct)


def name_of(layer: Layer, fid: int) -> str:
    """What a feature is called, its number where it has no name."""
    row = layer.frame.loc[fid]
    for column in ("name_en", "name_uk", "name", "site_id", "code"):
        value = row.get(column)
        if isinstance(value, str) and value:
            return value
    return f"{layer_title(layer)} {fid}"


def as_typed(value: Any, type_: str) -> str:
    """A value as it would be typed into the form."""
    if not _is_known(value):
        return ""
    if type_ == "boolean":
        return "true" if value else "false"
    return value.date().isoformat() if type_ == "date" else str(value)


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not (pd.api.types.is_scalar(value) and pd.isna(value))


def _moved(held: Layer, shown: Layer, fid: int) -> bool:
    if not held.has_geometry:
        return False
    one, other = held.frame.geometry.loc[fid], shown.frame.geometry.loc[fid]
    return one is not other and not (one is not None and other is not None and one.equals_exact(other, 0))
