"""The tree of layers: a layer can be dragged to another place, its legend cannot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from layers.text import tr

KEY = Qt.ItemDataRole.UserRole
RULE = Qt.ItemDataRole.UserRole + 1
MOVABLE = Qt.ItemDataRole.UserRole + 2
# markers in proportion to a value are shown at their size
_LARGEST_SWATCH = QSize(64, 64)


class LayerTree(QTreeWidget):
    """Layers with their legends.

    Signals
    -------
    dropped(key, before)
        A layer was dragged: it shall lie right above the layer `before`; beneath all where that is empty.
    """

    dropped = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(str(tr("Layers")))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setIconSize(_LARGEST_SWATCH)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)

    def top_of(self, item: QTreeWidgetItem | None) -> QTreeWidgetItem | None:
        """The layer that an item belongs to."""
        while item is not None and item.parent() is not None:
            item = item.parent()
        return item

    def tops(self) -> list[QTreeWidgetItem]:
        """The items of the layers, from above."""
        return [self.topLevelItem(index) for index in range(self.topLevelItemCount())]

    def movable_keys(self) -> list[str]:
        """Keys of the layers whose order can be chosen, the topmost first."""
        return [str(item.data(0, KEY)) for item in self.tops() if item.data(0, MOVABLE)]

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where a layer was dragged to; the list is filled anew in that order."""
        dragged = self.top_of(self.currentItem())
        target = self.itemAt(event.position().toPoint())
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if dragged is None or not dragged.data(0, MOVABLE):
            return
        self.dropped.emit(str(dragged.data(0, KEY)), self.key_before(target, below=below))

    def key_before(self, target: QTreeWidgetItem | None, *, below: bool) -> str:
        """Key of the movable layer that follows a place in the tree; empty at the end."""
        tops = self.tops()
        top = self.top_of(target)
        if top is None:
            return ""
        start = tops.index(top)
        if target is not top or below:
            start += 1
        return next((str(item.data(0, KEY)) for item in tops[start:] if item.data(0, MOVABLE)), "")
