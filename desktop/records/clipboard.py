"""Records to and from a spreadsheet: text with tabs between, numbers as the spreadsheet reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from desktop.records.cell_editing import typed_text
from layers.errors import LayerError
from layers.text import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.records.model import FrameTable

# what spreadsheets take for the beginning of a formula, also behind a tab or a line break
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_AT_ONCE = 5_000


def copied_text(
    table: FrameTable,
    positions: NDArray[np.int64],
    columns: Sequence[int],
    decimal_point: str,
    step: Callable[[float], None] = lambda _share: None,
) -> str:
    """Records as text with tabs, under their headings.

    Numbers are neither grouped nor rounded. A text that a spreadsheet would take for a formula gets an
    apostrophe before it; unknown values are empty.

    Parameters
    ----------
    positions : int64 array
        In the data, in the order wanted.
    columns : sequence of int
        Of the table.
    decimal_point : str
        As the spreadsheet expects it.
    """
    lines = io.StringIO()
    writer = csv.writer(lines, dialect="excel-tab", lineterminator="\r\n")
    held = [table.columns[at] for at in columns]
    writer.writerow([defused(table.heading_of(column)) for column in held])
    for first in range(0, len(positions), _AT_ONCE):
        step(first / len(positions))
        part = positions[first : first + _AT_ONCE]
        cells = [
            [_cell(table, column, value, decimal_point) for value in column.array[part]] for column in held
        ]
        writer.writerows(zip(*cells, strict=True))
    return lines.getvalue()


def _cell(table: FrameTable, column: Any, value: Any, decimal_point: str) -> str:
    if column.type in ("number", "integer"):
        return typed_text(value).replace(".", decimal_point)
    if column.type == "date":
        return typed_text(value)
    return defused(table.words_of(column, value))


def defused(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def pasted_cells(text: str) -> list[list[str]]:
    """Rows and cells of what a spreadsheet put on the clipboard; apostrophes that defuse are taken off."""
    rows = list(csv.reader(io.StringIO(text.rstrip("\r\n")), dialect="excel-tab"))
    return [[_as_it_was(cell) for cell in row] for row in rows]


def _as_it_was(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def pasted_changes(
    model: FrameTable, cells: list[list[str]], row: int, columns: list[int]
) -> dict[int, dict[str, object]]:
    """Values by record and field; the record number is passed over.

    Raises
    ------
    LayerError
        When there is nothing to paste, or no room for it.
    """
    width = max((len(line) for line in cells), default=0)
    if not width:
        raise LayerError(tr("the clipboard holds no cells"))
    if row + len(cells) > model.rowCount() or width > len(columns):
        raise LayerError(
            tr("{rows:,} rows of {columns:,} cells do not fit from here on", rows=len(cells), columns=width),
            expected=tr("Nothing was changed."),
            todo=tr("Begin further up or left, or clear the filter."),
        )
    changes: dict[int, dict[str, object]] = {}
    for number, line in enumerate(cells):
        values = {model.columns[at].name: text for at, text in zip(columns, line, strict=False) if at > 0}
        changes[model.fid_at(row + number)] = _by_codes(model, dict(values))
    return changes


def _by_codes(model: FrameTable, values: dict[str, object]) -> dict[str, object]:
    """Words of a vocabulary, in the language shown, as the codes that stand for them."""
    for name, text in values.items():
        words = model.columns[model.column_named(name)].vocabulary
        for code, label in words.items():
            if str(label).casefold() == str(text).strip().casefold():
                values[name] = code
    return values
