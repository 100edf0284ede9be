"""The style of a layer, tried on the map as it is chosen; it stays open beside the map."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop.dialogs.style_filter import FilterPage
from desktop.dialogs.style_symbols import SymbolPage
from desktop.dialogs.style_visibility import VisibilityPage
from desktop.panels.table_panel import layer_title
from desktop.session import Session
from layers.style_recipe import Mode, StyleRecipe, recipe_of, symbology_of, with_recipe
from layers.text import tr

_TRY_AFTER_MS = 120


class StyleDialog(QDialog):
    """Style, labels, scales and filter of one layer.

    Signals
    -------
    kept(Layer, StyleRecipe or None)
        The style is wanted; None for that of the kind.
    failed(Exception)
    """

    kept = Signal(object, object)
    failed = Signal(object)

    def __init__(self, session: Session, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        layer = session.layer(name)
        assert layer is not None
        self._layer = layer
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(tr("Style: {layer}", layer=layer_title(layer))))
        self.resize(430, 540)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._timer = QTimer(self, singleShot=True, interval=_TRY_AFTER_MS)
        self._timer.timeout.connect(self.try_now)
        self._fill(recipe_of(layer))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep_button = QPushButton(str(tr("Keep")))
        self.keep_button.setProperty("primary", True)
        self.keep_button.setDefault(True)
        self.kind_button = QPushButton(str(tr("Style of its kind")))
        self.buttons.addButton(self.keep_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.kind_button, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        self.kind_button.clicked.connect(self.take_kinds_own)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.buttons)
        session.situation_changed.connect(self._layer_may_be_gone)

    @property
    def recipe(self) -> StyleRecipe:
        """The style as it is chosen now."""
        recipe = self.visibility.apply(self.symbols.apply(self._began_with))
        return self.filter.apply(recipe) if self.filter is not None else recipe

    def show_filter(self) -> None:
        """Bring the filter to the front, ready for a first condition."""
        if self.filter is not None:
            self.tabs.setCurrentWidget(self.filter)
            if not self.filter.rows:
                self.filter.add()

    def try_now(self) -> None:
        """Draw the layer as it is chosen, without keeping it."""
        self._timer.stop()
        recipe = self.recipe
        if recipe.mode in (Mode.CATEGORIES, Mode.GRADUATED) and not recipe.classes:
            return
        style = symbology_of(recipe, self._layer.kind)
        self._session.try_style(self._layer.name, style)
        if self._layer.raster is None:
            self.symbols.show_counts(style.counts(self._layer.frame))

    def keep(self) -> None:
        """Keep the style as a step, and close."""
        self._timer.stop()
        self.kept.emit(self._layer, self.recipe)
        self.accept()

    def take_kinds_own(self) -> None:
        """Begin again with the style of the layer's kind."""
        self._fill(recipe_of(with_recipe(self._layer, None)))
        self.try_now()

    def done(self, result: int) -> None:
        """Draw the layer in what it was drawn with before, unless its style was kept."""
        self._timer.stop()
        self._session.try_style(self._layer.name, None)
        super().done(result)

    def _fill(self, recipe: StyleRecipe) -> None:
        self._began_with = recipe
        shown = self.tabs.currentIndex()
        while self.tabs.count():
            page = self.tabs.widget(0)
            self.tabs.removeTab(0)
            page.deleteLater()
        self.symbols = SymbolPage(self._layer, recipe, self._session.background)
        self.symbols.failed.connect(self.failed)
        self.visibility = VisibilityPage(self._layer, recipe)
        # a front shown in part would mislead
        filtered = self._layer.raster is None and self._layer.kind.name != "frontline"
        self.filter = FilterPage(self._layer, recipe) if filtered else None
        self.tabs.addTab(self.symbols, str(tr("Symbols")))
        self.tabs.addTab(self.visibility, str(tr("Labels and scale")))
        if self.filter is not None:
            self.tabs.addTab(self.filter, str(tr("Filter")))
        for page in (self.symbols, self.visibility, self.filter):
            if page is not None:
                page.changed.connect(self._timer.start)
        self.tabs.setCurrentIndex(max(0, shown))
        if self._layer.raster is None and recipe.classes:
            style = symbology_of(recipe, self._layer.kind)
            self.symbols.show_counts(style.counts(self._layer.frame))

    def _layer_may_be_gone(self) -> None:
        """Close where the layer was removed or changed by something else."""
        if self._session.layer(self._layer.name) is not self._layer:
            self.reject()
