"""Edits by hand: each gives a new workspace that shares with the old one what did not change.

Frames are never changed in place. A feature id is never given twice, so that what a scenario says of a
removed feature does not come to speak of a new one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from layers.errors import LayerError
from layers.kinds import kind_named
from layers.layer import STORAGE_CRS, Layer, Provenance, new_layer
from layers.layer_kind import Geometry
from layers.text import tr
from layers.workspace import Document, Workspace
from planning.edit_notes import noted
from planning.edit_values import COLUMN_TYPES, checked_shape, checked_value, type_of_column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

DRAWN_SOURCE = "drawn by hand in Corridor"

_SECTION = "edits"
_HIGHEST = "highest_fids"
_RESERVED = ("fid", "geom", "geometry", "ogc_fid", "rowid")


def add_feature(
    workspace: Workspace,
    layer_name: str,
    geometry: BaseGeometry | None,
    values: Mapping[str, object],
) -> tuple[Workspace, int]:
    """The workspace with one feature more, and its fid.

    Parameters
    ----------
    geometry : geometry or None
        EPSG:4326, of a shape the layer's kind allows; None for a record without place.
    values : mapping
        By field; fields not named are unknown.

    Raises
    ------
    LayerError
        When the shape or a value is not allowed, or a required field has none.
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    layer = _editable(workspace, layer_name)
    fid = _next_fid(workspace, layer)
    shape = checked_shape(layer, geometry, fid)
    checked = {name: checked_value(layer, name, value, fid) for name, value in values.items()}
    for item in layer.kind.fields:
        if item.required and checked.get(item.name) is None:
            checked_value(layer, item.name, None, fid)
    frame = layer.frame
    index = frame.index.append(pd.Index([fid], dtype="int64", name="fid"))
    columns = {
        name: _with_cell(frame, name, checked.get(name), index)
        for name in frame.columns
        if name != "geometry"
    }
    if layer.has_geometry:
        shapes = np.append(frame["geometry"].to_numpy(), np.array([None], dtype=object))
        shapes[-1] = shape
        columns["geometry"] = gpd.GeoSeries(shapes, index=index, crs=STORAGE_CRS)
    grown = _like(frame, columns, index)
    return workspace.with_layer(_edited(layer, grown, added=1)), fid


def remove_features(workspace: Workspace, layer_name: str, fids: Collection[int]) -> Workspace:
    """The workspace without these features.

    Raises
    ------
    LayerError
        When one of them is not there.
    """
    layer = _editable(workspace, layer_name)
    _present(layer, fids)
    if not fids:
        return workspace
    kept = layer.frame.drop(index=list(fids))
    highest = _next_fid(workspace, layer) - 1
    if highest in set(fids):
        held = _highest_fids(workspace)
        content = {**held, layer_name: highest}
        workspace = workspace.with_document(Document(section=_SECTION, name=_HIGHEST, content=content))
    return workspace.with_layer(_edited(layer, kept, removed=len(fids)))


def set_geometry(
    workspace: Workspace, layer_name: str, shapes: Mapping[int, BaseGeometry | None]
) -> Workspace:
    """The workspace with other shapes (EPSG:4326) of some features; None takes the place away.

    Raises
    ------
    LayerError
        When a feature is not there, the layer has no places, or a shape is invalid or of another kind.
    """
    import geopandas as gpd

    layer = _editable(workspace, layer_name)
    _present(layer, shapes)
    if not shapes:
        return workspace
    if not layer.has_geometry:
        checked_shape(layer, next(iter(shapes.values())), next(iter(shapes)))
    values = layer.frame.geometry.to_numpy().copy()
    rows = layer.frame.index.get_indexer(list(shapes))
    for row, (fid, shape) in zip(rows, shapes.items(), strict=True):
        values[row] = checked_shape(layer, shape, fid)
    frame = layer.frame.copy(deep=False)
    frame["geometry"] = gpd.GeoSeries(values, index=frame.index, crs=STORAGE_CRS)
    return workspace.with_layer(_edited(layer, frame, moved=len(shapes)))


def set_values(
    workspace: Workspace, layer_name: str, changes: Mapping[int, Mapping[str, object]]
) -> Workspace:
    """The workspace with other values; `changes` holds values by field by fid, None clears.

    Raises
    ------
    LayerError
        When a feature or field is not there, or a value is not of the field's type, vocabulary or bounds.
    """
    import pandas as pd

    layer = _editable(workspace, layer_name)
    _present(layer, changes)
    by_field: dict[str, dict[int, Any]] = {}
    for fid, values in changes.items():
        for name, value in values.items():
            by_field.setdefault(name, {})[fid] = checked_value(layer, name, value, fid)
    if not by_field:
        return workspace
    frame = layer.frame.copy(deep=False)
    for name, new in by_field.items():
        column: pd.Series[Any] = frame[name].copy()
        wanted = next((value for value in new.values() if value is None), next(iter(new.values())))
        column = column.astype(_dtype_with(frame, name, wanted))
        column.loc[list(new)] = pd.Series(list(new.values()), index=list(new), dtype=column.dtype)
        frame[name] = column
    return workspace.with_layer(
        _edited(layer, frame, changed=sum(1 for values in changes.values() if values))
    )


def add_field(
    workspace: Workspace,
    layer_name: str,
    name: str,
    type_: Literal["text", "integer", "number", "boolean", "date"],
) -> Workspace:
    """The workspace with a further, empty column in a layer.

    Raises
    ------
    LayerError
        When the name is empty, reserved or taken; letters are compared as the file does, without capitals.
    """
    import pandas as pd

    layer = _editable(workspace, layer_name)
    wanted = name.strip()
    taken = {str(column).casefold() for column in layer.frame.columns}
    if not wanted or wanted.casefold() in {*taken, *_RESERVED}:
        raise LayerError(
            tr("a field cannot be called “{name}”", name=wanted),
            where=layer.name,
            expected=tr(
                "A name that no other field has, and not one of: {names}.", names=", ".join(_RESERVED)
            ),
        )
    column = pd.Series(None, index=layer.frame.index, dtype=COLUMN_TYPES[type_])
    columns = {str(other): layer.frame[other] for other in layer.frame.columns if other != "geometry"}
    columns[wanted] = column
    if layer.has_geometry:
        columns["geometry"] = layer.frame["geometry"]
    frame = _like(layer.frame, columns, layer.frame.index)
    return workspace.with_layer(_edited(layer, frame, note=f"field added: {wanted}"))


def remove_field(workspace: Workspace, layer_name: str, name: str) -> Workspace:
    """The workspace without a column of a layer that its kind does not know.

    Raises
    ------
    LayerError
        When there is no such field, or it belongs to the kind.
    """
    layer = _editable(workspace, layer_name)
    type_of_column(layer, name)
    if any(item.name == name for item in layer.kind.fields):
        raise LayerError(
            tr("the field {name} cannot be removed", name=layer.kind.field(name).label),
            where=layer.name,
            expected=tr("Every layer of {kind} has it.", kind=layer.kind.plural),
            todo=tr("Clear its values instead."),
        )
    frame = layer.frame.drop(columns=name)
    return workspace.with_layer(_edited(layer, frame, note=f"field removed: {name}"))


def add_layer_for_drawing(workspace: Workspace, kind_name: str, layer_name: str) -> Workspace:
    """The workspace with an empty layer of a kind, to be filled by hand.

    Raises
    ------
    LayerError
        When the name is taken, or the kind is a grid.
    """
    import geopandas as gpd
    import pandas as pd

    kind = kind_named(kind_name)
    if Geometry.RASTER in kind.geometry:
        raise LayerError(tr("{kind} cannot be drawn by hand", kind=kind.plural), where=workspace.name)
    if not layer_name.strip() or any(layer.name == layer_name for layer in workspace.layers):
        raise LayerError(
            tr("a layer cannot be called “{name}”", name=layer_name),
            where=workspace.name,
            expected=tr("A name that no other layer has."),
        )
    with_place = kind.geometry != {Geometry.NONE}
    frame = gpd.GeoDataFrame(geometry=[], crs=STORAGE_CRS) if with_place else pd.DataFrame()
    provenance = Provenance(
        source=DRAWN_SOURCE,
        date=workspace.today(),
        imported_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        exercise=workspace.is_exercise,
    )
    return workspace.with_layer(new_layer(layer_name, kind, frame, provenance))


def _editable(workspace: Workspace, name: str) -> Layer:
    layer = workspace.layer(name)
    if layer.raster is not None:
        raise LayerError(
            tr("the layer is a grid"),
            where=name,
            expected=tr("Only layers of features can be edited by hand."),
        )
    return layer


def _present(layer: Layer, fids: Collection[int]) -> None:
    missing = [fid for fid in fids if fid not in layer.frame.index]
    if missing:
        raise LayerError(
            tr("there is no feature {fid}", fid=missing[0]),
            where=layer.name,
            expected=tr("The layer holds {count:,} features.", count=len(layer)),
        )


def _highest_fids(workspace: Workspace) -> Mapping[str, Any]:
    for document in workspace.documents_of(_SECTION):
        if document.name == _HIGHEST:
            return document.content
    return {}


def _next_fid(workspace: Workspace, layer: Layer) -> int:
    """A fid no feature of the layer has or had."""
    held = int(layer.frame.index.max()) if len(layer) else 0
    return max(held, int(_highest_fids(workspace).get(layer.name, 0))) + 1


def _dtype_with(frame: pd.DataFrame, name: str, value: object) -> Any:
    """The type of a column that is to hold `value`: numpy integers and truths cannot be unknown."""
    import numpy as np
    import pandas as pd

    dtype = frame[name].dtype
    if value is None and isinstance(dtype, np.dtype):
        if pd.api.types.is_bool_dtype(dtype):
            return "boolean"
        if pd.api.types.is_integer_dtype(dtype):
            return "Int64"
    return dtype


def _with_cell(frame: pd.DataFrame, name: str, value: object, index: pd.Index[Any]) -> pd.Series[Any]:
    """A column with one cell more at its end."""
    import pandas as pd

    dtype = _dtype_with(frame, name, value)
    cell = pd.Series([value], dtype=dtype)
    return pd.concat([frame[name].astype(dtype), cell]).set_axis(index)


def _like(
    frame: gpd.GeoDataFrame | pd.DataFrame, columns: Mapping[str, Any], index: pd.Index[Any]
) -> gpd.GeoDataFrame | pd.DataFrame:
    import geopandas as gpd
    import pandas as pd

    made = pd.DataFrame(dict(columns), index=index, copy=False)
    if "geometry" not in columns or not isinstance(frame, gpd.GeoDataFrame):
        return made
    return gpd.GeoDataFrame(made, geometry="geometry", crs=STORAGE_CRS)


def _edited(
    layer: Layer,
    frame: gpd.GeoDataFrame | pd.DataFrame,
    *,
    note: str = "",
    added: int = 0,
    changed: int = 0,
    moved: int = 0,
    removed: int = 0,
) -> Layer:
    provenance = layer.provenance
    if note:
        done: tuple[str, ...] = (*provenance.transformations, note)
    else:
        done = noted(provenance.transformations, added=added, changed=changed, moved=moved, removed=removed)
    return replace(layer, frame=frame, provenance=replace(provenance, transformations=done))
