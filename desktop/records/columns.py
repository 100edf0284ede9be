"""Which columns the table shows, how wide and in which order, remembered for each kind of layer."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.settings import config_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

    from desktop.records.model import FrameTable

_WIDEST, _NARROWEST = 240, 36
_LOOKED_AT = 60
_MARGIN = 16
_SORTING_MARK = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLayout:
    """How the columns of a table stand; those not named stand where the data has them.

    Attributes
    ----------
    order : tuple of str
        Names, from left to right.
    widths : mapping of str to int
        Pixels, where the user chose them.
    hidden : tuple of str
    frozen : bool
        Whether names stay in sight.
    """

    order: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    frozen: bool = True


class RememberedColumns:
    """Layouts by what they are of, in a file beside the preferences."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or config_folder() / "table_columns.json"
        self._layouts = _read(self._path)

    def layout_of(self, key: str) -> ColumnLayout:
        """The layout remembered under `key`."""
        return self._layouts.get(key, ColumnLayout())

    def remember(self, key: str, layout: ColumnLayout) -> None:
        """Keep a layout; preferences are not worth a failure, so that a full disk is passed over."""
        if self._layouts.get(key) == layout:
            return
        self._layouts[key] = layout
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        content = {name: asdict(item) for name, item in self._layouts.items()}
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.replace(self._path)


def apply_layout(view: QTableView, table: FrameTable, layout: ColumnLayout) -> tuple[int, ...]:
    """Lay the columns out, the id and the name first; gives the columns that stay in sight."""
    head = view.horizontalHeader()
    first = list(dict.fromkeys((0, table.name_column())))
    places = [table.column_named(name) for name in layout.order]
    wanted = list(dict.fromkeys([*first, *(at for at in places if at > 0), *range(len(table.columns))]))
    for place, column in enumerate(wanted):
        head.moveSection(head.visualIndex(column), place)
    hidden = set(layout.hidden)
    for at, column in enumerate(table.columns):
        view.setColumnHidden(at, column.name in hidden and at not in first)
        view.setColumnWidth(at, layout.widths.get(column.name) or _fitting_width(view, table, at))
    return tuple(first) if layout.frozen else ()


def layout_on(view: QTableView, table: FrameTable, before: ColumnLayout, *, frozen: bool) -> ColumnLayout:
    """The layout as the user has it now; widths that are those of the contents are not kept."""
    head = view.horizontalHeader()
    by_place = sorted(range(len(table.columns)), key=head.visualIndex)
    names = [column.name for column in table.columns]
    widths = {
        name: view.columnWidth(at)
        for at, name in enumerate(names)
        if not view.isColumnHidden(at)
        and (name in before.widths or view.columnWidth(at) != _fitting_width(view, table, at))
    }
    order = tuple(names[at] for at in by_place)
    natural = [names[at] for at in dict.fromkeys((0, table.name_column(), *range(len(names))))]
    return ColumnLayout(
        order=() if list(order) == natural else order,
        widths=widths,
        hidden=tuple(name for at, name in enumerate(names) if view.isColumnHidden(at)),
        frozen=frozen,
    )


def _fitting_width(view: QTableView, table: FrameTable, at: int) -> int:
    """Pixels for the heading and the first records, within bounds."""
    column = table.columns[at]
    metrics = view.fontMetrics()
    texts = [table.words_of(column, value) for value in column.array[:_LOOKED_AT]]
    widest = max((metrics.horizontalAdvance(text[:60]) for text in texts), default=0)
    heading = metrics.horizontalAdvance(table.heading_of(column)) + _SORTING_MARK
    return min(max(widest, heading, _NARROWEST) + _MARGIN, _WIDEST)


def _read(path: Path) -> dict[str, ColumnLayout]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _layout_from(item) for name, item in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _layout_from(item: dict[str, Any]) -> ColumnLayout:
    return ColumnLayout(
        order=tuple(str(name) for name in item.get("order", ())),
        widths={str(name): max(_NARROWEST, int(width)) for name, width in item.get("widths", {}).items()},
        hidden=tuple(str(name) for name in item.get("hidden", ())),
        frozen=bool(item.get("frozen", True)),
    )
