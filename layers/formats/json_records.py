"""JSON files: GeoJSON is passed to the vector reader, a list of records becomes a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from layers.errors import LayerError
from layers.formats.source import Source
from layers.formats.vector import read_vector
from layers.layer_kind import Problem
from layers.memory import require_room
from layers.text import tr

_HEAD_BYTES = 64 * 1024
# memory for each byte of the file, measured
_SHAPES_WEIGHT, _RECORDS_WEIGHT = 3.0, 8.0


def read_json(path: Path, shown_as: Path | None = None) -> list[Source]:
    """GeoJSON layers, or the records of a JSON list (or of the one list an object holds).

    Raises
    ------
    LayerError
        When the file is neither.
    """
    shown = shown_as or path
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES).decode("utf-8", "replace")
    is_geographic = '"FeatureCollection"' in head or '"Feature"' in head or '"Topology"' in head
    require_room(path.stat().st_size * (_SHAPES_WEIGHT if is_geographic else _RECORDS_WEIGHT), shown.name)
    if is_geographic:
        return read_vector(path, shown)
    try:
        content = json.loads(path.read_text("utf-8-sig", errors="replace"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise LayerError(
            tr("this is no valid JSON ({reason})", reason=error),
            where=shown.name,
            todo=tr("It may be cut short: ask the sender for it again."),
        ) from error
    if isinstance(content, dict):
        if content.get("type") in ("FeatureCollection", "Feature"):
            return read_vector(path, shown)
        lists = [value for value in content.values() if isinstance(value, list) and _are_records(value)]
        content = lists[0] if len(lists) == 1 else content
    if not _are_records(content):
        raise LayerError(
            tr("the JSON holds no list of records"),
            where=shown.name,
            expected=tr("GeoJSON, or a list of records with the same fields, was expected."),
        )
    frame = pd.DataFrame([_flat(record) for record in content], index=pd.RangeIndex(1, len(content) + 1))
    told = tr("a list of {n:,} records that is no GeoJSON: read as a table", n=len(content))
    problem = Problem(text=told, severity="notice")
    return [Source(frame=frame.replace({"": None}), path=shown, problems=(problem,))]


def _are_records(content: Any) -> bool:
    return isinstance(content, list) and bool(content) and all(isinstance(item, dict) for item in content)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """One level of nesting opened; key and value pairs become columns; other nesting stays JSON text."""
    result: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            result |= {f"{name}.{inner}": _plain(content) for inner, content in value.items()}
        elif _is_key_value(value):
            result |= {str(item["key"]): _plain(item["value"]) for item in value}
        else:
            result[str(name)] = _plain(value)
    return result


def _is_key_value(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(item, dict) and set(item) == {"key", "value"} for item in value
    )  # fmt: skip


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
