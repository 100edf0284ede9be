"""The view of the records: names stay in sight, keys reach everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.records.cell_editing import CellDelegate
from desktop.records.selection import RowSelection
from layers.text import tr

if TYPE_CHECKING:
    from desktop.records.model import FrameTable

_ROW_PIXELS = 22
_OWN_KEYS = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.Delete,
)
_EDIT_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordView(QTableView):
    """A table view whose first columns, up to the name of the record, do not scroll away.

    Signals
    -------
    copy_wanted(), paste_wanted(), clear_wanted()
        Keys for the clipboard, and Delete on a cell.
    head_clicked(column, with_others)
        To sort by a column; with Shift beside those sorted by already.
    head_menu_wanted(column, place), cell_menu_wanted(index, place)
    zoom_wanted()
        A double click on what cannot be edited.
    """

    copy_wanted = Signal()
    paste_wanted = Signal()
    clear_wanted = Signal()
    head_clicked = Signal(int, bool)
    head_menu_wanted = Signal(int, QPoint)
    cell_menu_wanted = Signal(QModelIndex, QPoint)
    zoom_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._frozen_columns: tuple[int, ...] = ()
        self.frozen = QTableView(self)
        self.frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frozen.setFocusProxy(self)
        self.frozen.setStyleSheet("QTableView { border: 0; border-right: 2px solid #c3c8cc; }")
        self.frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(str(tr("Records")))
        self.frozen.setAccessibleName(str(tr("Names of the records")))
        for view in (self, self.frozen):
            _set_up(view)
            view.setItemDelegate(CellDelegate(view))
            head = view.horizontalHeader()
            head.setSectionsClickable(True)
            head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            head.customContextMenuRequested.connect(
                lambda place, head=head: self.head_menu_wanted.emit(
                    head.logicalIndexAt(place), head.mapToGlobal(place)
                )
            )
            head.sectionClicked.connect(self._on_head_clicked)
            view.doubleClicked.connect(self._on_double_click)
            view.viewport().installEventFilter(self)
        self.horizontalHeader().setSectionsMovable(True)
        self.horizontalHeader().sectionResized.connect(self._follow_width)
        self.frozen.horizontalHeader().sectionResized.connect(self._take_width)
        self.frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self.frozen.verticalScrollBar().setValue)
        self.viewport().stackUnder(self.frozen)
        self.frozen.hide()

    def show_table(self, table: FrameTable | None) -> RowSelection | None:
        """Show other records, or none; gives their selection."""
        before, chosen = self.model(), self.selectionModel()
        for view in (self, self.frozen):
            view.setModel(table)
        selection = None
        if table is not None:
            selection = RowSelection(table, self)
            for view in (self, self.frozen):
                unused = view.selectionModel()
                view.setSelectionModel(selection)
                # a header asks of every selected record whether it can be selected, to paint itself
                for head in (view.horizontalHeader(), view.verticalHeader()):
                    head.setSelectionModel(unused)
        # in this order: a selection listens to its model until it goes
        for item in (chosen, before):
            if item is not None:
                item.deleteLater()
        return selection

    def freeze(self, columns: tuple[int, ...]) -> None:
        """Keep these columns, the first ones from the left, in sight."""
        # columns that come back into sight bring their old width along
        self._frozen_columns = ()
        table = self.model()
        for column in range(table.columnCount() if table is not None else 0):
            self.frozen.setColumnHidden(column, column not in columns or self.isColumnHidden(column))
            self.frozen.setColumnWidth(column, self.columnWidth(column))
        self._frozen_columns = columns
        self._place_frozen()

    def _frozen_width(self) -> int:
        return sum(0 if self.isColumnHidden(c) else self.columnWidth(c) for c in self._frozen_columns)

    def _place_frozen(self) -> None:
        width = self._frozen_width()
        # with hardly any room beside the names nothing else could be read
        self.frozen.setVisible(0 < width < 0.6 * self.viewport().width())
        frame = self.frameWidth()
        height = self.viewport().height() + self.horizontalHeader().height()
        self.frozen.setGeometry(self.verticalHeader().width() + frame, frame, width + 2, height)
        self.frozen.horizontalHeader().setFixedHeight(self.horizontalHeader().height())

    def _follow_width(self, column: int, _before: int, width: int) -> None:
        if column in self._frozen_columns:
            self.frozen.setColumnWidth(column, width)
            self._place_frozen()

    def _take_width(self, column: int, _before: int, width: int) -> None:
        if column in self._frozen_columns and self.columnWidth(column) != width > 0:
            self.setColumnWidth(column, width)

    def _on_head_clicked(self, column: int) -> None:
        from PySide6.QtWidgets import QApplication

        shift = Qt.KeyboardModifier.ShiftModifier
        self.head_clicked.emit(column, bool(QApplication.keyboardModifiers() & shift))

    def _on_double_click(self, index: QModelIndex) -> None:
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.zoom_wanted.emit()

    def edit_current(self) -> None:
        """Edit the current cell."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            is_frozen = self.frozen.isVisible() and index.column() in self._frozen_columns
            (self.frozen if is_frozen else self).edit(index)

    # events

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll to a cell, which must not come to lie under the names."""
        if index.column() in self._frozen_columns and self.frozen.isVisible():
            across = self.horizontalScrollBar().value()
            super().scrollTo(index, hint)
            self.horizontalScrollBar().setValue(across)
            return
        super().scrollTo(index, hint)
        hidden = self._frozen_width() - self.visualRect(index).left()
        if self.frozen.isVisible() and hidden > 0:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)

    def event(self, event: QEvent) -> bool:
        """Keys of the clipboard and Delete belong to the table while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if any(event.matches(keys) for keys in _OWN_KEYS):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, clear and edit."""
        signals = (self.copy_wanted, self.paste_wanted, self.clear_wanted)
        for keys, signal in zip(_OWN_KEYS, signals, strict=True):
            if event.matches(keys):
                signal.emit()
                return
        if event.key() in _EDIT_KEYS and self.state() != QAbstractItemView.State.EditingState:
            self.edit_current()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the names in their place."""
        super().resizeEvent(event)
        self._place_frozen()

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:  # type: ignore[override]
        """A menu on what is selected leaves the selection; wheels over the names turn the whole table."""
        view = self.frozen if watched is self.frozen.viewport() else self
        if event.type() == QEvent.Type.MouseButtonPress:
            assert isinstance(event, QMouseEvent)
            index = view.indexAt(event.position().toPoint())
            selection = self.selectionModel()
            if event.button() == Qt.MouseButton.RightButton and isinstance(selection, RowSelection):
                return index.isValid() and selection.is_marked(index.row())
        if event.type() == QEvent.Type.ContextMenu:
            place = event.pos()  # type: ignore[attr-defined]
            index = view.indexAt(place) if event.reason().value == 0 else self.currentIndex()  # type: ignore[attr-defined]
            if index.isValid():
                self.cell_menu_wanted.emit(index, event.globalPos())  # type: ignore[attr-defined]
            return True
        return super().eventFilter(watched, event)


def _set_up(view: QTableView) -> None:
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
    view.setAlternatingRowColors(True)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(_ROW_PIXELS)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setResizeContentsPrecision(30)
