"""A feature split in several: which values the pieces keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from layers.layer_kind import Field
from layers.text import Text
from layers.workspace import Workspace
from planning.edits import add_feature, set_geometry, set_values
from planning.geometry_cutting import split
from planning.geometry_editing import LonLat

# What is counted or measured of the whole holds for none of its pieces.
_COUNTED_UNITS = frozenset({"people", "pieces", "km", "m²"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """A workspace in which a feature was split.

    Attributes
    ----------
    fids : tuple of int
        Of the pieces, the largest first, which keeps the fid of the whole.
    emptied : tuple of Text
        Labels of fields that held for the whole and are empty in every piece.
    """

    workspace: Workspace
    fids: tuple[int, ...]
    emptied: tuple[Text, ...]


def split_feature(workspace: Workspace, layer_name: str, fid: int, places: Sequence[LonLat]) -> Pieces:
    """The workspace with a line or area split along a drawn line.

    The pieces keep its values, except what was counted of the whole; only the largest keeps its id.

    Raises
    ------
    LayerError
        When the line does not cut through.
    """
    layer = workspace.layer(layer_name)
    kind = layer.kind
    row = layer.frame.loc[fid]
    first, *others = split(row["geometry"], places)
    held = {str(name): value for name, value in row.items() if name != "geometry" and _is_known(value)}
    counted = [item for item in kind.fields if _is_counted(item) and item.name in held]
    ids = {name for name in kind.key if not kind.field(name).required}
    kept = {name: value for name, value in held.items() if name not in {item.name for item in counted}}
    changed = set_geometry(workspace, layer_name, {fid: first})
    if counted:
        changed = set_values(changed, layer_name, {fid: {item.name: None for item in counted}})
    fids = [fid]
    for piece in others:
        values = {name: value for name, value in kept.items() if name not in ids}
        changed, new = add_feature(changed, layer_name, piece, values)
        fids.append(new)
    return Pieces(workspace=changed, fids=tuple(fids), emptied=tuple(item.label for item in counted))


def _is_counted(item: Field) -> bool:
    is_figure = item.type in ("integer", "number") and not item.required
    return is_figure and (item.unit in _COUNTED_UNITS or item.name.startswith("capacity"))


def _is_known(value: Any) -> bool:
    import pandas as pd

    return not (pd.api.types.is_scalar(value) and pd.isna(value))
