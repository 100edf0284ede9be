"""Columns of a frame as bytes and back, and which cells of a column differ.

Nothing here holds the interpreter for long on a million rows: columns that share their memory are the same,
objects are compared by address first, and text goes through JSON in chunks.
"""

from __future__ import annotations

import ctypes
import json
from typing import TYPE_CHECKING, Any

from desktop.journal_file import Blobs, Record

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_CHUNK = 20_000


def packed_cells(values: pd.Series[Any], blobs: Blobs) -> dict[str, Any]:
    """A column as JSON and bytes; see `unpacked_cells`."""
    import numpy as np

    array, dtype = values.array, str(values.dtype)
    if dtype == "geometry":
        return {"dtype": dtype, **_packed_shapes(np.asarray(array), blobs)}
    if hasattr(array, "_mask"):
        data, mask = array._data, array._mask
        return {
            "dtype": dtype,
            "data": blobs.put(np.ascontiguousarray(data).tobytes()),
            "numpy": data.dtype.str,
            "mask": blobs.put(np.ascontiguousarray(mask).tobytes()),
        }
    if isinstance(values.dtype, np.dtype) and values.dtype != object:
        data = np.ascontiguousarray(values.to_numpy())
        return {"dtype": dtype, "numpy": data.dtype.str, "data": blobs.put(data.tobytes())}
    cells = values.astype(object).to_numpy()
    missing = values.isna().to_numpy()
    return {"dtype": dtype, "texts": [_chunk(cells, missing, start, blobs) for start in _starts(len(cells))]}


def unpacked_cells(stored: dict[str, Any], record: Record) -> Any:
    """The array that `packed_cells` stored.

    Returns
    -------
    ExtensionArray or ndarray
        Of the type the column had.
    """
    import numpy as np
    import pandas as pd

    dtype = stored["dtype"]
    if dtype == "geometry":
        return _unpacked_shapes(stored, record)
    if "texts" in stored:
        cells = [cell for part in stored["texts"] for cell in json.loads(bytes(record.bytes_of(part)))]
        if dtype in ("str", "object"):
            return pd.array(cells, dtype="str") if dtype == "str" else np.array([*cells, None], object)[:-1]
        return pd.array(cells, dtype=dtype)
    data = np.frombuffer(record.bytes_of(stored["data"]), dtype=stored["numpy"]).copy()
    if "mask" not in stored:
        return data
    mask = np.frombuffer(record.bytes_of(stored["mask"]), dtype=bool).copy()
    kind = pd.arrays.BooleanArray if dtype == "boolean" else type(pd.array([], dtype=dtype))
    return kind(data, mask)


def packed_numbers(values: Any, blobs: Blobs) -> dict[str, list[int]]:
    """Whole numbers (fids) as bytes."""
    import numpy as np

    return blobs.put(np.ascontiguousarray(values, dtype="<i8").tobytes())


def unpacked_numbers(reference: dict[str, list[int]], record: Record) -> NDArray[np.int64]:
    """Whole numbers from bytes."""
    import numpy as np

    return np.frombuffer(record.bytes_of(reference), dtype="<i8")


def same_memory(one: pd.Series[Any], other: pd.Series[Any]) -> bool:
    """Whether two columns are views of the same cells."""
    if one.dtype != other.dtype or len(one) != len(other):
        return False
    places = [
        [(part.__array_interface__["data"][0], part.strides) for part in _parts(column)]
        for column in (one, other)
    ]
    return places[0] == places[1]


def differing(one: pd.Series[Any], other: pd.Series[Any]) -> NDArray[np.bool_]:
    """Which cells of two columns of the same type and length differ; unknown equals unknown."""
    import numpy as np

    if str(one.dtype) == "geometry" or not _is_numeric(one):
        a, b = (np.ascontiguousarray(np.asarray(column.array, dtype=object)) for column in (one, other))
        found: NDArray[np.bool_] = _addresses(a) != _addresses(b)
        rows = np.flatnonzero(found)
        if str(one.dtype) == "geometry":
            found[rows] = _shapes_differ(a[rows], b[rows])
        else:
            unlike = [not _same_text(x, y) for x, y in zip(a[rows], b[rows], strict=True)]
            found[rows] = unlike
        return found
    parts, others = _parts(one), _parts(other)
    if len(parts) == 2:
        (data, mask), (data_b, mask_b) = parts, others
        return np.asarray((mask != mask_b) | (~mask & ~mask_b & (data != data_b)))
    data, data_b = parts[0], others[0]
    unknown = data != data
    return np.asarray((data != data_b) & ~(unknown & (data_b != data_b)))


def _parts(column: pd.Series[Any]) -> tuple[NDArray[Any], ...]:
    import numpy as np

    array = column.array
    if hasattr(array, "_mask"):
        return array._data, array._mask
    if isinstance(column.dtype, np.dtype):
        return (column.to_numpy(),)
    return (np.asarray(array),)


def _is_numeric(column: pd.Series[Any]) -> bool:
    import numpy as np

    if hasattr(column.array, "_mask"):
        return True
    return isinstance(column.dtype, np.dtype) and column.dtype != object


def _addresses(objects: NDArray[Any]) -> NDArray[np.intp]:
    """Where each object lies in memory; a view of `objects`, which must outlive it."""
    import numpy as np

    if not len(objects):
        return np.empty(0, dtype=np.intp)
    kind = ctypes.c_ssize_t * len(objects)
    return np.ctypeslib.as_array(kind.from_address(objects.__array_interface__["data"][0]))


def _same_text(one: object, other: object) -> bool:
    if one is None or other is None or one != one or other != other:
        return (one is None or one != one) and (other is None or other != other)
    return bool(one == other)


def _shapes_differ(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    import numpy as np
    import shapely

    a, b = (shapely.to_wkb(shapes) for shapes in (one, other))
    return np.array([x != y for x, y in zip(a, b, strict=True)], dtype=bool)


def _starts(count: int) -> range:
    return range(0, count, _CHUNK)


def _chunk(cells: NDArray[Any], missing: NDArray[np.bool_], start: int, blobs: Blobs) -> dict[str, list[int]]:
    part = slice(start, start + _CHUNK)
    known = [None if gone else cell for cell, gone in zip(cells[part], missing[part], strict=True)]
    return blobs.put(json.dumps(known, ensure_ascii=False, default=str).encode())


def _packed_shapes(shapes: NDArray[Any], blobs: Blobs) -> dict[str, Any]:
    import numpy as np
    import shapely

    lengths: list[int] = []
    chunks = []
    for start in _starts(len(shapes)):
        bodies: list[bytes | None] = shapely.to_wkb(shapes[start : start + _CHUNK]).tolist()
        lengths += [-1 if body is None else len(body) for body in bodies]
        chunks.append(blobs.put(b"".join(body for body in bodies if body is not None)))
    return {"lengths": blobs.put(np.array(lengths, dtype="<i8").tobytes()), "wkb": chunks}


def _unpacked_shapes(stored: dict[str, Any], record: Record) -> Any:
    import geopandas as gpd
    import numpy as np
    import shapely

    lengths = unpacked_numbers(stored["lengths"], record)
    ends = np.cumsum(np.maximum(lengths, 0)).tolist()
    joined = b"".join(record.bytes_of(part) for part in stored["wkb"])
    bodies = [
        None if length < 0 else joined[end - length : end]
        for length, end in zip(lengths.tolist(), ends, strict=True)
    ]
    shapes = shapely.from_wkb(np.array([*bodies, None], dtype=object)[:-1])
    return gpd.array.GeometryArray(shapes, crs="EPSG:4326")
