"""The layer list: what is shown, in what order, how opaque, the legend with counts, how old the data is."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from desktop.map_view.icons import legend_image
from desktop.map_view.scene import Picture
from desktop.panels.layer_legend import explanation, geometry_of, is_drawn, legend_entries
from desktop.panels.layer_tree import KEY, MOVABLE, RULE, LayerTree
from desktop.panels.table_panel import layer_title
from desktop.session import Session
from layers.feature_filter import FeatureFilter
from layers.layer import Layer
from layers.layer_order import layer_names_by_order
from layers.own_base_maps import OwnBaseMap, is_missing, own_base_maps
from layers.symbology import Symbology
from layers.text import Text, numeral, tr

BASE_KEY = "base:"


class Tool(StrEnum):
    """What can be done to a layer beyond looking at it."""

    STYLE = "style"
    FILTER = "filter"
    COPY_STYLE = "copy_style"
    PASTE_STYLE = "paste_style"
    KIND_STYLE = "kind_style"
    RENAME = "rename"
    UP = "up"
    DOWN = "down"
    REMOVE_BASE_MAP = "remove_base_map"


_BUTTONS: tuple[tuple[Tool, str, Text], ...] = (
    (Tool.UP, "up", tr("Move the layer up")),
    (Tool.DOWN, "down", tr("Move the layer down")),
    (Tool.STYLE, "style", tr("Style of the layer")),
    (Tool.FILTER, "filter", tr("Filter of the layer")),
)
_STYLE_MENU: tuple[tuple[Tool, Text], ...] = (
    (Tool.STYLE, tr("Style…")),
    (Tool.FILTER, tr("Filter…")),
    (Tool.COPY_STYLE, tr("Copy style")),
    (Tool.PASTE_STYLE, tr("Paste style")),
    (Tool.KIND_STYLE, tr("Style of its kind")),
)


class LayersPanel(QWidget):
    """The layers of the situation, of the outcomes, and the base maps.

    Signals
    -------
    zoom_wanted(key), table_wanted(key), details_wanted(key), removal_wanted(key)
    tool_wanted(tool, key)
    moved(key, before)
        The layer shall lie right above the layer `before`, beneath all where that is empty.
    """

    zoom_wanted = Signal(str)
    table_wanted = Signal(str)
    details_wanted = Signal(str)
    removal_wanted = Signal(str)
    tool_wanted = Signal(object, str)
    moved = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._totals: dict[str, tuple[int, ...]] = {}
        self._in_view: dict[str, tuple[int, ...]] = {}
        self._open: set[str] = set()
        self._filtered: set[str] = set()
        self.tree = LayerTree()
        self.tree.customContextMenuRequested.connect(self._show_menu)
        self.tree.itemChanged.connect(self._checked)
        self.tree.itemExpanded.connect(lambda item: self._open.add(item.data(0, KEY)))
        self.tree.itemCollapsed.connect(lambda item: self._open.discard(item.data(0, KEY)))
        self.tree.itemDoubleClicked.connect(self._double_clicked)
        self.tree.currentItemChanged.connect(self._update_tools)
        self.tree.dropped.connect(self.moved)
        for keys, tool in (("F2", Tool.RENAME), ("Alt+Up", Tool.UP), ("Alt+Down", Tool.DOWN)):
            shortcut = QShortcut(QKeySequence(keys), self.tree)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda tool=tool: self.ask(tool))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tree)
        column.addLayout(self._tool_row())
        session.situation_changed.connect(self._rebuild)
        session.outcomes_changed.connect(self._rebuild)
        session.style_tried.connect(self._rebuild)
        session.shown_changed.connect(self._update_checks)
        self._rebuild()

    def show_counts(self, picture: Picture) -> None:
        """Show how many features each legend entry stands for, in all and in view."""
        if any(self._totals.get(key) != counts for key, counts in picture.counts.items()):
            self._totals |= picture.counts
            self._in_view = dict(picture.counts_in_view)
            self._rebuild()
        elif picture.counts_in_view != self._in_view:
            self._in_view = dict(picture.counts_in_view)
            self._show_counts_in_view()

    def current_key(self) -> str:
        """Key of the layer chosen in the list; empty when none is."""
        item = self.tree.top_of(self.tree.currentItem())
        return "" if item is None else str(item.data(0, KEY))

    def current_layer(self) -> Layer | None:
        """The layer chosen in the list; None for results, base maps and when none is."""
        return self._session.layer(self.current_key())

    def choose(self, key: str) -> None:
        """Make a layer the one chosen."""
        found = next((item for item in self.tree.tops() if item.data(0, KEY) == key), None)
        if found is not None:
            self.tree.setCurrentItem(found)

    def ask(self, tool: Tool) -> None:
        """Ask for a tool on the layer chosen, where it has it."""
        key = self.current_key()
        if tool in self.tools_of(key):
            self.tool_wanted.emit(tool, key)

    def tools_of(self, key: str) -> frozenset[Tool]:
        """What can be done to a layer."""
        if key.startswith("ground:"):
            return frozenset({Tool.REMOVE_BASE_MAP})
        layer = self._session.layer(key)
        if layer is None:
            return frozenset()
        if not is_drawn(layer):
            return frozenset({Tool.RENAME})
        tools = {*Tool} - {Tool.REMOVE_BASE_MAP}
        if layer.kind.name == "frontline" or layer.raster is not None:
            # a front shown in part would mislead
            tools.discard(Tool.FILTER)
        return frozenset(tools)

    def menu_for(self, key: str) -> QMenu:
        """The menu of a layer."""
        menu = QMenu(self)
        tools = self.tools_of(key)
        if self._has_place(key):
            menu.addAction(icon("zoom_home"), str(tr("Zoom to layer")), lambda: self.zoom_wanted.emit(key))
        if key != BASE_KEY and not key.startswith("ground:"):
            menu.addAction(icon("table"), str(tr("Open table")), lambda: self.table_wanted.emit(key))
        menu.addSeparator()
        for tool, text in (*_STYLE_MENU, (Tool.RENAME, tr("Rename…"))):
            if tool in tools:
                menu.addAction(str(text), lambda tool=tool: self.tool_wanted.emit(tool, key))
        menu.addSeparator()
        for tool, text in ((Tool.UP, tr("Move up")), (Tool.DOWN, tr("Move down"))):
            if tool in tools:
                menu.addAction(icon(str(tool)), str(text), lambda tool=tool: self.tool_wanted.emit(tool, key))
        if Tool.REMOVE_BASE_MAP in tools:
            menu.addAction(
                icon("remove"),
                str(tr("Remove this base map")),
                lambda: self.tool_wanted.emit(Tool.REMOVE_BASE_MAP, key),
            )
        elif not key.startswith(("outcome:", BASE_KEY)):
            menu.addSeparator()
            menu.addAction(
                icon("info"), str(tr("Source and history…")), lambda: self.details_wanted.emit(key)
            )
            menu.addAction(icon("remove"), str(tr("Remove layer")), lambda: self.removal_wanted.emit(key))
        return menu

    # filling

    def _tool_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(4, 3, 8, 3)
        row.setSpacing(1)
        self.buttons: dict[Tool, QToolButton] = {}
        for tool, picture, text in _BUTTONS:
            button = self.buttons[tool] = QToolButton()
            button.setIcon(icon(picture))
            button.setAutoRaise(True)
            button.setToolTip(str(text))
            button.setAccessibleName(str(text))
            button.clicked.connect(lambda _checked=False, tool=tool: self.ask(tool))
            row.addWidget(button)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setPageStep(10)
        self.opacity.setAccessibleName(str(tr("Opacity")))
        self.opacity.valueChanged.connect(self._set_opacity)
        self._percent = QLabel()
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 %"))
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addSpacing(6)
        row.addWidget(self.opacity, 1)
        row.addSpacing(4)
        row.addWidget(self._percent)
        return row

    def _rebuild(self) -> None:
        chosen = self.current_key()
        scrolled = self.tree.verticalScrollBar().value()
        self.tree.blockSignals(True)
        self.tree.clear()
        self._add_results()
        situation = self._session.situation
        layers = [situation.layer(name) for name in layer_names_by_order(situation)]
        for layer in sorted(layers, key=lambda layer: not is_drawn(layer)):
            self._add_layer(layer)
        for own in reversed(own_base_maps(situation)):
            self._add_own_base_map(own)
        self._add(BASE_KEY, str(tr("Base map")), None)
        for item in self.tree.tops():
            if item.data(0, KEY) == chosen:
                self.tree.setCurrentItem(item)
            if item.data(0, KEY) in self._open:
                item.setExpanded(True)
        self.tree.blockSignals(False)
        self.tree.verticalScrollBar().setValue(scrolled)
        self._show_counts_in_view()
        self._update_tools()

    def _add_results(self) -> None:
        session = self._session
        for run in reversed(session.runs):
            current = run is session.current_run
            for result in run.outcome.map_layers:
                title = str(result.title) if current else f"{result.title} ({run.number})"
                item = self._add(run.key(result), title, len(result.frame))
                self._add_legend(item, run.key(result), result.symbology, geometry_of(result))
                item.setExpanded(current)

    def _add_layer(self, layer: Layer) -> None:
        drawn = is_drawn(layer)
        count = len(layer) if layer.raster is None else None
        item = self._add(layer.name, layer_title(layer), count, checkable=drawn)
        item.setData(0, MOVABLE, drawn)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsDragEnabled if drawn else item.flags())
        style = self._session.style_of(layer)
        if style.only is not None:
            self._say_filtered(item, layer, style.only)
        else:
            self._filtered.discard(layer.name)
        self._explain(item, layer, style)
        if drawn:
            self._add_legend(item, layer.name, style, geometry_of(layer))

    def _say_filtered(self, item: QTreeWidgetItem, layer: Layer, only: FeatureFilter) -> None:
        """Say how much of a layer its filter lets through; a layer newly filtered opens to show it."""
        passed = int(only.takes(layer.frame).sum())
        words = tr("filtered: {count:,} of {total:,}", count=passed, total=len(layer))
        note = QTreeWidgetItem([str(words)])
        note.setData(0, KEY, layer.name)
        note.setData(0, Qt.ItemDataRole.DecorationRole, _small_picture("filter"))
        note.setFlags(note.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
        item.addChild(note)
        note.setFirstColumnSpanned(True)
        item.setText(1, numeral(f"{passed:,}"))
        item.setData(0, Qt.ItemDataRole.DecorationRole, _small_picture("filter"))
        if layer.name not in self._filtered:
            self._filtered.add(layer.name)
            self._open.add(layer.name)

    def _add_own_base_map(self, own: OwnBaseMap) -> None:
        item = self._add(own.key, own.title, None)
        lines = [str(own.path), own.attribution]
        if is_missing(own):
            lines.insert(0, str(tr("The file is missing; put it back, or remove the base map.")))
            item.setText(1, "⚠")
            item.setText(0, str(tr("{title}: file missing", title=own.title)))
        item.setToolTip(0, "\n".join(line for line in lines if line))

    def _add(self, key: str, title: str, count: int | None, checkable: bool = True) -> QTreeWidgetItem:
        item = QTreeWidgetItem([title, "" if count is None else numeral(f"{count:,}")])
        item.setData(0, KEY, key)
        item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled & ~Qt.ItemFlag.ItemIsDropEnabled)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if checkable:
            item.setCheckState(0, _check(self._session.shown(key).visible))
        else:
            item.setData(0, Qt.ItemDataRole.DecorationRole, _small_picture("table"))
        self.tree.addTopLevelItem(item)
        return item

    def _add_legend(self, item: QTreeWidgetItem, key: str, symbology: Symbology, geometry: str) -> None:
        totals = self._totals.get(key, ())
        scale = self.devicePixelRatioF()
        for entry in legend_entries(symbology, geometry):
            if entry.rule < len(totals) and totals[entry.rule] == 0:
                continue
            line = QTreeWidgetItem([str(entry.label)])
            line.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            swatch = legend_image(entry.symbol, entry.geometry, scale)
            line.setData(0, Qt.ItemDataRole.DecorationRole, QPixmap.fromImage(swatch))
            line.setData(0, KEY, key)
            line.setData(0, RULE, entry.rule if entry.counts else None)
            line.setFlags(line.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            line.setToolTip(0, str(entry.label))
            item.addChild(line)

    def _show_counts_in_view(self) -> None:
        """Write beside each entry how many features it stands for in view; the tip tells of all."""
        self.tree.blockSignals(True)
        for item in self.tree.tops():
            key = item.data(0, KEY)
            totals, seen = self._totals.get(key, ()), self._in_view.get(key, ())
            for index in range(item.childCount()):
                line = item.child(index)
                rule = line.data(0, RULE)
                if rule is None or rule >= len(totals):
                    continue
                count = seen[rule] if rule < len(seen) else totals[rule]
                line.setText(1, numeral(f"{count:,}"))
                line.setToolTip(
                    1, str(tr("in view: {seen:,}; in all: {total:,}", seen=count, total=totals[rule]))
                )
        self.tree.blockSignals(False)

    def _explain(self, item: QTreeWidgetItem, layer: Layer, style: Symbology) -> None:
        today = self._session.situation.today()
        if layer.is_stale(today):
            item.setText(1, f"⚠ {item.text(1)}")
        for column in (0, 1):
            item.setToolTip(column, explanation(layer, style, today))

    # what the user does

    def _update_tools(self, *_items: object) -> None:
        key = self.current_key()
        tools = self.tools_of(key)
        for tool, button in self.buttons.items():
            button.setEnabled(tool in tools)
        self.opacity.setEnabled(self._has_place(key) and key != BASE_KEY)
        percent = round(self._session.shown(key).opacity * 100) if key else 100
        self.opacity.blockSignals(True)
        self.opacity.setValue(percent)
        self.opacity.blockSignals(False)
        self._percent.setText(f"{percent} %")

    def _set_opacity(self, percent: int) -> None:
        key = self.current_key()
        self._percent.setText(f"{percent} %")
        if key:
            self._session.show(key, self._session.shown(key).with_opacity(percent / 100))

    def _checked(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, KEY)
        if item.parent() is None and key is not None:
            shown = self._session.shown(key)
            visible = item.checkState(0) == Qt.CheckState.Checked
            if visible != shown.visible:
                self._session.show(key, shown.with_visible(visible))

    def _update_checks(self) -> None:
        self.tree.blockSignals(True)
        for item in self.tree.tops():
            if item.data(0, Qt.ItemDataRole.CheckStateRole) is not None:
                item.setCheckState(0, _check(self._session.shown(item.data(0, KEY)).visible))
        self.tree.blockSignals(False)
        self._update_tools()

    def _double_clicked(self, item: QTreeWidgetItem) -> None:
        key = item.data(0, KEY)
        if self._has_place(key):
            self.zoom_wanted.emit(key)
        else:
            self.table_wanted.emit(key)

    def _has_place(self, key: str) -> bool:
        if key.startswith(("outcome:", "ground:", BASE_KEY)):
            return True
        layer = self._session.layer(key)
        return layer is not None and is_drawn(layer)

    def _show_menu(self, where: QPoint) -> None:
        key = self.current_key()
        if key:
            self.menu_for(key).exec(self.tree.viewport().mapToGlobal(where))


def _small_picture(name: str) -> QPixmap:
    """An icon as a picture: a view draws it at its own size on any screen, an icon would fill the room."""
    return icon(name).pixmap(14, 14)


def _check(visible: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if visible else Qt.CheckState.Unchecked
