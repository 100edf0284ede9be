"""Keeps the columns of the table as the user left them, for each kind of layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.records.columns import RememberedColumns, apply_layout, layout_on
from desktop.records.view import RecordView

if TYPE_CHECKING:
    from desktop.records.model import FrameTable

_SETTLED_MS = 400


class ColumnKeeper(QObject):
    """Lays the columns out when another table is shown, and remembers what the user changes."""

    def __init__(self, view: RecordView, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._remembered = RememberedColumns()
        self._table: FrameTable | None = None
        self._key = ""
        self._frozen = True
        self._settling = QTimer(self, interval=_SETTLED_MS, singleShot=True)
        self._settling.timeout.connect(self.remember)
        head = view.horizontalHeader()
        head.sectionResized.connect(lambda *_: self._settling.start())
        head.sectionMoved.connect(lambda *_: self._settling.start())

    @property
    def keeps_names(self) -> bool:
        """Whether the names stay in sight."""
        return self._frozen

    def show(self, table: FrameTable, key: str) -> None:
        """Lay out the columns of another table as they were left for `key`."""
        self._table, self._key = table, key
        layout = self._remembered.layout_of(key)
        self._frozen = layout.frozen
        self._view.freeze(apply_layout(self._view, table, layout))
        self._settling.stop()

    def leave(self) -> None:
        """No table is shown."""
        self._table = None
        self._settling.stop()
        self._view.freeze(())

    def settle(self) -> None:
        """Remember at once what was to be remembered in a moment."""
        if self._settling.isActive():
            self.remember()

    def remember(self) -> None:
        """Keep order, widths and what is hidden."""
        self._settling.stop()
        if self._table is not None:
            before = self._remembered.layout_of(self._key)
            layout = layout_on(self._view, self._table, before, frozen=self._frozen)
            self._remembered.remember(self._key, layout)

    def set_shown(self, at: int, *, shown: bool) -> None:
        """Show or hide a column."""
        self._view.setColumnHidden(at, not shown)
        self._again()

    def keep_names(self, kept: bool) -> None:
        """Keep the names in sight, or let them scroll away."""
        self._frozen = kept
        self._again()

    def _again(self) -> None:
        self.remember()
        if self._table is not None:
            self.show(self._table, self._key)
