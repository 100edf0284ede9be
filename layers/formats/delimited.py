"""CSV and TSV: the text read once, columns of figures as figures, text held once for each distinct cell."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from layers.formats.delimited_text import DelimitedText, first_rows, has_codes, open_delimited, ragged_rows
from layers.formats.source import Source
from layers.formats.table import no_table, table_source
from layers.formats.table_header import SEARCHED_ROWS, Header, clean, find_header
from layers.formats.vector import unreadable
from layers.memory import require_room
from layers.text import Text, tr

Progress = Callable[[float, "Text | str"], None]

_PLAIN = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?")
_CHUNK_ROWS = 250_000
# rows of a large file may be so much longer than the first ones
_SPARE_COLUMNS = 20
_CELL_BYTES = 8
_PLACE_BYTES = 350
"""A point and the row number of a record, measured."""
_COPIES = 2.0


def read_delimited(
    path: Path, shown_as: Path | None = None, progress: Progress = lambda _fraction, _stage: None
) -> list[Source]:
    """The table in a CSV or TSV file.

    Raises
    ------
    LayerError
        When it is empty, holds no table, or needs more memory than there is.
    """
    shown = shown_as or path
    text = open_delimited(path, shown)
    try:
        source = _source(text, shown, progress)
    except UnicodeDecodeError:
        source = _source(open_delimited(path, shown, certain=True), shown, progress)
    if source is None:
        raise no_table(shown)
    return [source]


def _source(text: DelimitedText, shown: Path, progress: Progress) -> Source | None:
    delimiter, columns, rows = first_rows(text)
    header = find_header(rows[:SEARCHED_ROWS])
    if header is None:
        return None
    figures = _figures(rows[header.first_data :], columns)
    place = (shown, progress)
    body = _body(text, delimiter, columns, header, figures, place)
    line_breaks = text.line_breaks > len(body) + header.first_data
    whole = [position for position in figures if _may_be_codes(body[position])]
    codes = bool(whole) and has_codes(text, delimiter, whole, is_flat=not line_breaks)
    if codes or (figures and _has_surplus(body, header)):
        # codes keep their zeros, and cells moved to the right are put back as they were written
        body = _body(text, delimiter, columns, header, [], place)
    return table_source(
        body, header, shown, problems=list(text.problems), delimiter=delimiter,
        line_breaks=line_breaks,
    )  # fmt: skip


def _figures(rows: list[list[str]], columns: int) -> list[int]:
    """Columns whose first cells are plain figures, none of them a code that begins with 0."""
    found = []
    for position in range(columns):
        cells = [cell for row in rows if (cell := row[position].strip())]
        if cells and all(map(_PLAIN.fullmatch, cells)):
            found.append(position)
    return found


def _may_be_codes(values: pd.Series[Any]) -> bool:
    """Whether figures are all whole, as codes are."""
    if values.dtype.kind != "f":
        return values.dtype.kind in "iu"
    cells = values.to_numpy()
    return all(bool(((part % 1 == 0) | np.isnan(part)).all()) for part in (cells[:100], cells))


def _has_surplus(body: pd.DataFrame, header: Header) -> bool:
    last = max((i for i, name in enumerate(header.names) if name), default=-1)
    return any(any(map(clean, set(body[i].dropna().tolist()))) for i in range(last + 1, body.shape[1]))


def _body(
    text: DelimitedText, delimiter: str, columns: int, header: Header, figures: list[int],
    place: tuple[Path, Progress],
) -> pd.DataFrame:  # fmt: skip
    """The rows below the headings, columns by position and rows by their number in the file."""
    shown = place[0]
    options: dict[str, Any] = {
        "sep": delimiter, "header": None, "skiprows": header.first_data, "quotechar": '"',
        "keep_default_na": False, "na_values": {position: [""] for position in figures},
        "skip_blank_lines": False, "low_memory": False,
        "encoding_errors": "replace" if text.certain else "strict",
    }  # fmt: skip
    try:
        if text.content is None:
            body = _in_parts(text, columns + _SPARE_COLUMNS, figures, options, place)
        else:
            body = _read(text, columns, figures, options)
    except UnicodeDecodeError:
        raise
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, csv.Error) as error:
        if text.content is None:
            raise unreadable(shown, error) from error
        rows = ragged_rows(text, delimiter, shown)[header.first_data :]
        width = max(map(len, rows), default=0)
        # all rows below may be shorter than the headings
        width = max(width, len(header.names))
        body = pd.DataFrame([[*row, *[""] * (width - len(row))] for row in rows], dtype=object)
    first = header.first_data + 1
    body.index = pd.RangeIndex(first, first + len(body))
    return body


def _types(columns: int, figures: list[int]) -> dict[int, Any]:
    return {position: object for position in range(columns) if position not in figures}


def _read(text: DelimitedText, columns: int, figures: list[int], options: dict[str, Any]) -> pd.DataFrame:
    body = pd.read_csv(text.opened(), names=range(columns), dtype=_types(columns, figures), **options)
    if any(_is_endless(body[position]) for position in figures):
        options = options | {"na_values": {}}
        return pd.read_csv(text.opened(), names=range(columns), dtype=object, **options)
    for position in figures:
        if body[position].dtype.kind not in "iuf":
            # one cell is no figure: the column has come as it is written
            body[position] = body[position].astype(object)
    return body


def _is_endless(values: pd.Series[Any]) -> bool:
    """Whether a figure is too large for its type."""
    return values.dtype.kind == "f" and bool(np.isinf(values.to_numpy()).any())


def _in_parts(
    text: DelimitedText, columns: int, figures: list[int], options: dict[str, Any],
    place: tuple[Path, Progress],
) -> pd.DataFrame:  # fmt: skip
    """A large file: every distinct text held once, never more than a part of the file beside the result."""
    parts: dict[int, list[Any]] = {position: [] for position in range(columns)}
    held: dict[int, dict[str, str]] = {position: {} for position in range(columns)}
    count = 0
    for part in _parts(text, columns, figures, options):
        for position in parts:
            cells = part[position].to_numpy()
            if cells.dtype == object:
                known = held[position]
                cells = np.array([known.setdefault(cell, cell) for cell in cells.tolist()], dtype=object)
            parts[position].append(cells)
        if not count:
            _require_room(text, place[0], part, held)
        count += len(part)
        place[1](count / (text.line_breaks + 1), tr("reading {name}", name=place[0].name))
    body: dict[int, Any] = {}
    for position in list(parts):
        cells = _joined(parts.pop(position))
        body[position] = pd.Series(cells, dtype=cells.dtype)
    used = [position for position in body if position < columns - _SPARE_COLUMNS or any(held[position])]
    return pd.DataFrame({position: body[position] for position in used}, copy=False)


def _parts(
    text: DelimitedText, columns: int, figures: list[int], options: dict[str, Any]
) -> Iterator[pd.DataFrame]:
    types = _types(columns, figures)
    with (
        text.opened() as file,
        pd.read_csv(file, names=range(columns), dtype=types, chunksize=_CHUNK_ROWS, **options) as parts,
    ):
        for part in parts:
            for position in figures:
                if part[position].dtype.kind not in "iuf":
                    part[position] = part[position].astype(object)
            yield part


def _joined(parts: list[Any]) -> Any:
    """Parts of a column as one; figures among text stay figures."""
    if any(part.dtype == object for part in parts):
        parts = [part.astype(object) for part in parts]
    return np.concatenate(parts) if parts else np.zeros(0)


def _require_room(
    text: DelimitedText, shown: Path, part: pd.DataFrame, held: dict[int, dict[str, str]]
) -> None:
    """Refuse a table that the memory there is cannot hold, as its first part tells."""
    texts = sum(sys.getsizeof(cell) for cells in held.values() for cell in cells)
    used = sum(any(held[position]) or part[position].dtype != object for position in held)
    row = used * _CELL_BYTES + texts / max(len(part), 1)
    require_room((row * _COPIES + _PLACE_BYTES) * (text.line_breaks + 1), shown.name)
