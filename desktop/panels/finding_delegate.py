"""Draws a finding whole: its severity, and its sentence on as many lines as it needs."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

_ICON, _GAP, _MARGIN = 16, 8, 5
_FLAGS = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
_TALLEST = 10_000


class FindingDelegate(QStyledItemDelegate):
    """For a list of findings; the list's own drawing cuts long sentences."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The width of the list, and the height its sentence needs."""
        view = self.parent()
        assert isinstance(view, QListView)
        # as if the scroll bar were there always: it comes only once the heights are known
        width = view.width() - view.verticalScrollBar().sizeHint().width() - 2 * view.spacing()
        place = QRect(0, 0, self._text_width(width, index), _TALLEST)
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        height = QFontMetrics(view.font()).boundingRect(place, _FLAGS, text).height()
        return QSize(width, max(height, _ICON) + 2 * _MARGIN)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw ground, icon and sentence."""
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        picture, option.icon = QIcon(option.icon), QIcon()
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        box = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        picture.paint(painter, QRect(box.left(), box.top(), _ICON, _ICON))
        width = self._text_width(self.sizeHint(option, index).width(), index)
        left = box.left() + (_ICON + _GAP if not picture.isNull() else 0)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.save()
        painter.setPen(option.palette.color(group, role))
        painter.drawText(QRect(left, box.top(), width, box.height()), _FLAGS, text)
        painter.restore()

    def _text_width(self, width: int, index: QModelIndex | QPersistentModelIndex) -> int:
        has_icon = index.data(Qt.ItemDataRole.DecorationRole) is not None
        return width - 2 * _MARGIN - (_ICON + _GAP if has_icon else 0)
