"""What lies between two workspaces, as a record of the journal, and the second made again from the first.

What did not change is shared between workspaces and told by identity; only the rest is compared cell by cell.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop.journal_cells import (
    differing,
    packed_cells,
    packed_numbers,
    same_memory,
    unpacked_cells,
    unpacked_numbers,
)
from desktop.journal_file import Blobs, Record
from desktop.journal_values import decoded, encoded
from layers.layer import STORAGE_CRS, Layer, Raster
from layers.workspace import Document, Workspace

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# Where a layer that was written before can be found: the number of a state, and its name there.
Known = Callable[[Layer], "tuple[int, str] | None"]
States = dict[int, Workspace]

# what a layer is beside its name and its data
_FACTS = tuple(
    item.name for item in dataclasses.fields(Layer) if item.name not in ("name", "frame", "raster")
)
_WORKSPACE_FACTS = tuple(
    item.name for item in dataclasses.fields(Workspace) if item.name not in ("layers", "documents")
)


def _unknown(_layer: Layer) -> None:
    return None


def difference(before: Workspace, after: Workspace, blobs: Blobs, known: Known = _unknown) -> dict[str, Any]:
    """What makes `after` of `before`, as JSON; bytes go into `blobs`.

    Parameters
    ----------
    known : callable
        Says where a layer was written before, so that it is not written twice.
    """
    held = {layer.name: layer for layer in before.layers}
    documents = {(item.section, item.name): item for item in before.documents}
    return {
        "facts": {name: encoded(getattr(after, name)) for name in _WORKSPACE_FACTS},
        "layers": [
            [layer.name, _layer_difference(held.get(layer.name), layer, blobs, known)]
            for layer in after.layers
        ],
        "documents": [
            [item.section, item.name, None if _same_document(documents, item) else {"content": item.content}]
            for item in after.documents
        ],
    }


def applied(before: Workspace, stored: dict[str, Any], record: Record, states: States) -> Workspace:
    """The workspace that `difference` told of.

    Parameters
    ----------
    states : dict
        Workspaces by number, where layers written before are found.

    Raises
    ------
    KeyError, ValueError
        When `before` is not the workspace the difference was made from.
    """
    held = {layer.name: layer for layer in before.layers}
    documents = {(item.section, item.name): item for item in before.documents}
    return Workspace(
        layers=tuple(_made_layer(held, name, part, record, states) for name, part in stored["layers"]),
        documents=tuple(
            documents[section, name]
            if part is None
            else Document(section=section, name=name, content=part["content"])
            for section, name, part in stored["documents"]
        ),
        **{name: decoded(value) for name, value in stored["facts"].items()},
    )


def _same_document(held: dict[tuple[str, str], Document], item: Document) -> bool:
    other = held.get((item.section, item.name))
    return other is item or (other is not None and other.content == item.content)


def _layer_difference(before: Layer | None, after: Layer, blobs: Blobs, known: Known) -> dict[str, Any]:
    if after is before:
        return {}
    found = known(after)
    if found is not None:
        return {"known": list(found)}
    facts = {
        name: encoded(getattr(after, name))
        for name in ("kind", "provenance", "sensitivity", "symbology", "title")
        if before is None or getattr(before, name) != getattr(after, name)
    }
    part: dict[str, Any] = {"facts": facts}
    if before is None or before.raster is not after.raster:
        part["raster"] = _packed_raster(after.raster, blobs)
    if before is not None and after.frame is before.frame:
        return part
    rows = _rows(before.frame, after.frame) if before is not None else None
    if before is None or rows is None:
        part["whole"] = _packed_frame(after.frame, blobs)
    else:
        part["frame"] = _frame_difference(before.frame, after.frame, rows, blobs)
    return part


def _made_layer(
    held: dict[str, Layer], name: str, part: dict[str, Any], record: Record, states: States
) -> Layer:
    if not part:
        return held[name]
    if "known" in part:
        number, old_name = part["known"]
        return states[number].layer(old_name)
    facts = {key: decoded(value) for key, value in part["facts"].items()}
    before = held.get(name)
    if "raster" in part:
        facts["raster"] = _unpacked_raster(part["raster"], record)
    if "whole" in part:
        facts["frame"] = _unpacked_frame(part["whole"], record)
    elif "frame" in part:
        facts["frame"] = _changed_frame(held[name].frame, part["frame"], record)
    return dataclasses.replace(before, **facts) if before is not None else Layer(name=name, **facts)


# frames


def _rows(before: pd.DataFrame, after: pd.DataFrame) -> tuple[NDArray[np.intp], int] | None:
    """Positions in `before` of the rows that stayed, and how many follow; None when rows changed places."""
    import numpy as np

    if after.index is before.index or after.index.equals(before.index):
        return np.arange(len(before)), 0
    places = before.index.get_indexer(after.index)
    stayed = places >= 0
    count = int(stayed.sum())
    if not stayed[:count].all() or (np.diff(places[:count]) < 0).any():
        return None
    return places[:count], len(after) - count


def _frame_difference(
    before: pd.DataFrame, after: pd.DataFrame, rows: tuple[NDArray[np.intp], int], blobs: Blobs
) -> dict[str, Any]:
    import numpy as np

    places, added = rows
    kept = len(places)
    same_rows = kept == len(before) and not added
    columns: list[list[Any]] = []
    for name in after.columns:
        if name not in before.columns or before[name].dtype != after[name].dtype:
            columns.append([str(name), {"all": packed_cells(after[name], blobs)}])
            continue
        part: dict[str, Any] = {}
        if not (same_rows and same_memory(before[name], after[name])):
            old = before[name] if kept == len(before) else before[name].iloc[places]
            changed = np.flatnonzero(differing(old, after[name].iloc[:kept]))
            if len(changed):
                part["at"] = packed_numbers(after.index[changed], blobs)
                part["cells"] = packed_cells(after[name].iloc[changed], blobs)
            if added:
                part["added"] = packed_cells(after[name].iloc[kept:], blobs)
        columns.append([str(name), part])
    gone = before.index[~np.isin(np.arange(len(before)), places)] if kept < len(before) else []
    return {
        "removed": packed_numbers(np.asarray(gone, dtype="int64"), blobs) if len(gone) else None,
        "added": packed_numbers(after.index[kept:], blobs) if added else None,
        "columns": columns,
    }


def _changed_frame(before: pd.DataFrame, stored: dict[str, Any], record: Record) -> pd.DataFrame:
    import pandas as pd

    removed = unpacked_numbers(stored["removed"], record) if stored["removed"] else []
    missing = [int(fid) for fid in removed if fid not in before.index]
    if missing:
        raise KeyError(missing[0])
    kept = before.drop(index=list(removed)) if len(removed) else before
    index = kept.index
    if stored["added"]:
        added = pd.Index(unpacked_numbers(stored["added"], record), dtype="int64", name="fid")
        if added.isin(before.index).any():
            raise ValueError("a feature to be added is there already")
        index = index.append(added)
    columns = {}
    for name, part in stored["columns"]:
        if "all" in part:
            columns[name] = _series(unpacked_cells(part["all"], record), index)
            continue
        column = kept[name]
        if "at" in part:
            cells = unpacked_cells(part["cells"], record)
            at = column.index.get_indexer(unpacked_numbers(part["at"], record))
            if (at < 0).any():
                raise KeyError(name)
            column = _of_type(column, part["cells"]["dtype"]).copy()
            column.iloc[at] = cells
        if "added" in part:
            more = unpacked_cells(part["added"], record)
            column = _of_type(column, part["added"]["dtype"])
            column = pd.concat([column, _series(more, index[len(kept) :])])
        columns[name] = column
    return _framed(columns, index, "geometry" in columns)


def _of_type(column: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    """A column in the type it had; a file may have given it back in another."""
    return column if str(column.dtype) == dtype else column.astype(dtype)


def _packed_frame(frame: pd.DataFrame, blobs: Blobs) -> dict[str, Any]:
    return {
        "index": packed_numbers(frame.index, blobs),
        "columns": [[str(name), packed_cells(frame[name], blobs)] for name in frame.columns],
    }


def _unpacked_frame(stored: dict[str, Any], record: Record) -> pd.DataFrame:
    import pandas as pd

    index = pd.Index(unpacked_numbers(stored["index"], record), dtype="int64", name="fid")
    columns = {name: _series(unpacked_cells(part, record), index) for name, part in stored["columns"]}
    return _framed(columns, index, "geometry" in columns)


def _series(cells: Any, index: pd.Index[Any]) -> pd.Series[Any]:
    import geopandas as gpd
    import pandas as pd

    if isinstance(cells, gpd.array.GeometryArray):
        return gpd.GeoSeries(cells, index=index, crs=STORAGE_CRS)
    # an object column of nothing but text would become one of text
    return pd.Series(cells, index=index, dtype=cells.dtype)


def _framed(columns: dict[str, Any], index: pd.Index[Any], with_place: bool) -> pd.DataFrame:
    import geopandas as gpd
    import pandas as pd

    frame = pd.DataFrame(columns, index=index, copy=False)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=STORAGE_CRS) if with_place else frame


def _packed_raster(raster: Raster | None, blobs: Blobs) -> dict[str, Any] | None:
    import zlib

    if raster is None:
        return None
    return {
        "shape": list(raster.values.shape),
        "values": blobs.put(zlib.compress(raster.values.astype("<f4").tobytes(), 1)),
        **{name: getattr(raster, name) for name in ("west", "north", "cell_width", "cell_height")},
    }


def _unpacked_raster(stored: dict[str, Any] | None, record: Record) -> Raster | None:
    import zlib

    import numpy as np

    if stored is None:
        return None
    values = np.frombuffer(zlib.decompress(record.bytes_of(stored["values"])), dtype="<f4").copy()
    return Raster(
        values=values.reshape(stored["shape"]).astype("float32"),
        **{name: stored[name] for name in ("west", "north", "cell_width", "cell_height")},
    )
