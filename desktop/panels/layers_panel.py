"""The layer list: what is shown, how opaque, the legend with counts, and how old the data is."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QMenu,
    QSlider,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from desktop.look import WARNING, icon
from desktop.map_view.icons import legend_image
from desktop.map_view.scene import Picture
from desktop.panels.table_panel import layer_title
from desktop.session import Session, Shown
from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.symbology import Symbology
from layers.text import tr, trn
from planning.outcome import MapLayer

BASE_KEY = "base:"
_KEY = Qt.ItemDataRole.UserRole
_SWATCH = QSize(22, 14)


class LayersPanel(QWidget):
    """The layers of the situation and of the outcomes.

    Signals
    -------
    zoom_wanted(key), table_wanted(key), details_wanted(key), removal_wanted(key)
    """

    zoom_wanted = Signal(str)
    table_wanted = Signal(str)
    details_wanted = Signal(str)
    removal_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._counts: dict[str, tuple[int, ...]] = {}
        self._open: set[str] = set()
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Layers")))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setIconSize(_SWATCH)
        self.tree.setUniformRowHeights(True)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.itemChanged.connect(self._checked)
        self.tree.itemExpanded.connect(lambda item: self._open.add(item.data(0, _KEY)))
        self.tree.itemCollapsed.connect(lambda item: self._open.discard(item.data(0, _KEY)))
        self.tree.itemDoubleClicked.connect(self._double_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        session.situation_changed.connect(self._rebuild)
        session.outcomes_changed.connect(self._rebuild)
        session.shown_changed.connect(self._update_checks)
        self._rebuild()

    def show_counts(self, picture: Picture) -> None:
        """Show how many features each legend entry stands for."""
        fresh = {key: counts for key, counts in picture.counts.items() if self._counts.get(key) != counts}
        if fresh:
            self._counts |= fresh
            self._rebuild()

    def current_key(self) -> str:
        """Key of the layer chosen in the list; empty when none is."""
        item = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        return "" if item is None else str(item.data(0, _KEY))

    def menu_for(self, key: str) -> QMenu:
        """The menu of a layer."""
        menu = QMenu(self)
        placed = self._has_place(key)
        if placed:
            menu.addAction(icon("zoom_home"), str(tr("Zoom to layer")), lambda: self.zoom_wanted.emit(key))
        if key != BASE_KEY:
            menu.addAction(icon("table"), str(tr("Open table")), lambda: self.table_wanted.emit(key))
        if placed:
            menu.addSeparator()
            menu.addAction(self._opacity_action(menu, key))
        if not key.startswith(("outcome:", BASE_KEY)):
            menu.addSeparator()
            menu.addAction(
                icon("info"), str(tr("Source and history…")), lambda: self.details_wanted.emit(key)
            )
            menu.addAction(icon("remove"), str(tr("Remove layer")), lambda: self.removal_wanted.emit(key))
        return menu

    # filling

    def _rebuild(self) -> None:
        chosen = self.current_key()
        scrolled = self.tree.verticalScrollBar().value()
        self.tree.blockSignals(True)
        self.tree.clear()
        for run in reversed(self._session.runs):
            for result in run.outcome.map_layers:
                key = run.key(result)
                title = (
                    str(result.title)
                    if run is self._session.current_run
                    else f"{result.title} ({run.number})"
                )
                item = self._add(key, title, len(result.frame))
                self._add_legend(item, key, result.symbology, _geometry_of(result))
                item.setExpanded(run is self._session.current_run)
        for layer in self._by_order():
            count = len(layer) if layer.raster is None else None
            item = self._add(layer.name, layer_title(layer), count, checkable=_is_drawn(layer))
            self._explain(item, layer)
            if _is_drawn(layer):
                self._add_legend(item, layer.name, layer.style, _geometry_of(layer))
            if layer.name == chosen:
                self.tree.setCurrentItem(item)
        self._add(BASE_KEY, str(tr("Base map")), None)
        for index in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(index)
            if item.data(0, _KEY) in self._open:
                item.setExpanded(True)
        self.tree.blockSignals(False)
        self.tree.verticalScrollBar().setValue(scrolled)

    def _by_order(self) -> list[Layer]:
        """Layers as they lie on the map, the topmost first; those without place last."""
        layers = self._session.situation.layers
        return sorted(layers, key=lambda layer: (not _is_drawn(layer), -layer.style.order))

    def _add(self, key: str, title: str, count: int | None, checkable: bool = True) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title, "" if count is None else f"{count:,}"])
        item.setData(0, _KEY, key)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if checkable:
            item.setCheckState(0, _check(self._session.shown(key)))
        else:
            item.setIcon(0, icon("table"))
        self.tree.addTopLevelItem(item)
        return item

    def _add_legend(self, item: QTreeWidgetItem, key: str, symbology: Symbology, geometry: str) -> None:
        counts = self._counts.get(key)
        scale = self.devicePixelRatioF()
        for index, rule in enumerate(symbology.rules):
            count = counts[index] if counts is not None and index < len(counts) else None
            if count == 0:
                continue
            entry = QTreeWidgetItem([str(rule.label), "" if count is None else f"{count:,}"])
            entry.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            entry.setIcon(0, QIcon(QPixmap.fromImage(legend_image(rule.symbol, geometry, scale))))
            entry.setData(0, _KEY, key)
            entry.setToolTip(0, str(rule.label))
            item.addChild(entry)

    def _explain(self, item: QTreeWidgetItem, layer: Layer) -> None:
        provenance = layer.provenance
        today = self._session.situation.today()
        lines = [f"<b>{layer.kind.plural}</b>", provenance.source]
        if provenance.date is None:
            lines.append(str(tr("date unknown")))
        else:
            age = trn("{count:,} day old", "{count:,} days old", layer.age_days(today) or 0)
            lines.append(f"{provenance.date.isoformat()}, {age}")
        if layer.is_stale(today):
            words = tr("older than its shelf life of {days:,} days", days=layer.kind.shelf_life_days)
            lines.append(f'<span style="color:{WARNING}">⚠ {words}</span>')
            item.setText(1, f"⚠ {item.text(1)}")
        item.setToolTip(0, "<br>".join(lines))
        item.setToolTip(1, "<br>".join(lines))

    # what the user does

    def _checked(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _KEY)
        if item.parent() is None and key is not None:
            shown = self._session.shown(key)
            visible = item.checkState(0) == Qt.CheckState.Checked
            if visible != shown.visible:
                self._session.show(key, Shown(visible, shown.opacity))

    def _update_checks(self) -> None:
        self.tree.blockSignals(True)
        for index in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(index)
            if (
                item.flags() & Qt.ItemFlag.ItemIsUserCheckable
                and item.data(0, Qt.ItemDataRole.CheckStateRole) is not None
            ):
                item.setCheckState(0, _check(self._session.shown(item.data(0, _KEY))))
        self.tree.blockSignals(False)

    def _double_clicked(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, _KEY)
        if self._has_place(key):
            self.zoom_wanted.emit(key)
        else:
            self.table_wanted.emit(key)

    def _has_place(self, key: str) -> bool:
        if key.startswith("outcome:") or key == BASE_KEY:
            return True
        layer = self._session.layer(key)
        return layer is not None and _is_drawn(layer)

    def _show_menu(self, where: QPoint) -> None:
        key = self.current_key()
        if key:
            self.menu_for(key).exec(self.tree.viewport().mapToGlobal(where))

    def _opacity_action(self, menu: QMenu, key: str) -> QWidgetAction:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(28, 4, 12, 6)
        label = QLabel(str(tr("Opacity")))
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(label.text())
        slider.setRange(10, 100)
        slider.setValue(round(self._session.shown(key).opacity * 100))

        def changed(percent: int) -> None:
            self._session.show(key, Shown(self._session.shown(key).visible, percent / 100))

        slider.valueChanged.connect(changed)
        column.addWidget(label)
        column.addWidget(slider)
        action = QWidgetAction(menu)
        action.setDefaultWidget(holder)
        return action


def _check(shown: Shown) -> Qt.CheckState:
    return Qt.CheckState.Checked if shown.visible else Qt.CheckState.Unchecked


def _is_drawn(layer: Layer) -> bool:
    """Whether a layer has something that can lie on the map."""
    return layer.raster is not None or (layer.has_geometry and bool(layer.style.rules))


def _geometry_of(layer: Layer | MapLayer) -> str:
    """How legend entries are drawn: by the first feature that has a place, else by what the kind allows."""
    if isinstance(layer, Layer) and layer.raster is not None:
        return "polygon"
    for shape in layer.frame["geometry"].array[:50]:
        if shape is not None and not shape.is_empty:
            name = shape.geom_type
            return "point" if "Point" in name else "line" if "Line" in name else "polygon"
    allowed = layer.kind.geometry if isinstance(layer, Layer) else frozenset()
    return next((str(g) for g in (Geometry.POINT, Geometry.LINE) if g in allowed), "polygon")
