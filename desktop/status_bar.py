"""The line at the foot: where the pointer is, the scale, the oldest data in view, what is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QStatusBar, QToolButton, QWidget

from desktop.look import WARNING
from desktop.map_view.projection import View
from desktop.session import Session
from layers.coordinate_formats import FORMAT_LABELS, CoordinateFormat, written
from layers.layer import Layer
from layers.text import tr, trn
from planning.scenario import shown_name


class StatusBar(QStatusBar):
    """Facts that must always be in sight; the scale can be typed, the form of coordinates chosen.

    Signals
    -------
    scale_typed(str)
    format_chosen(CoordinateFormat)
    """

    scale_typed = Signal(str)
    format_chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizeGripEnabled(False)
        self.form = CoordinateFormat.DECIMAL
        self._pointer: tuple[float, float] | None = None
        self.place = QToolButton()
        self.place.setAccessibleName(str(tr("Coordinates of the pointer")))
        self.place.setToolTip(str(tr("Coordinates of the pointer; press to choose how they are shown")))
        self.place.setMinimumWidth(190)
        self.place.setAutoRaise(True)
        self.place.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.place.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.place.setMenu(self._format_menu())
        self.scale = ScaleField()
        self.scale.returnPressed.connect(lambda: self.scale_typed.emit(self.scale.text()))
        self.scale.given_up.connect(lambda: self.scale_typed.emit(self._scale_text))
        self._scale_text = ""
        self.age = QLabel()
        self.age.setAccessibleName(str(tr("Oldest data in view")))
        self.scenario = QLabel()
        self.saved = QLabel()
        self.saved.setAccessibleName(str(tr("Saved state")))
        for part in (self.place, self.scale, self.age):
            self.addWidget(part)
        self.addPermanentWidget(self.scenario)
        self.addPermanentWidget(self.saved)
        session.saved_changed.connect(self._show_saved)
        session.autosaved.connect(self._show_saved)
        session.scenario_changed.connect(self._show_scenario)
        self._show_saved()
        self._show_scenario()

    def show_place(self, lon: float, lat: float) -> None:
        """Show where the pointer is."""
        self._pointer = (lon, lat)
        self.place.setText(written(lon, lat, self.form))

    def set_format(self, form: CoordinateFormat) -> None:
        """Show coordinates in this form from now on."""
        self.form = form
        self._formats[form].setChecked(True)
        if self._pointer is not None:
            self.show_place(*self._pointer)

    def show_view(self, view: View) -> None:
        """Show the scale, rounded to three digits."""
        self._scale_text = f"1 : {rounded_scale(view.scale):,}".replace(",", " ")
        if not self.scale.hasFocus() or not self.scale.isModified():
            self.scale.setText(self._scale_text)

    def show_oldest(self, oldest: tuple[Layer, int | None] | None) -> None:
        """Show the oldest data in view, with a warning where it is past its shelf life."""
        if oldest is None:
            self.age.clear()
            self.age.setToolTip("")
            return
        layer, age = oldest
        if age is None:
            words = str(tr("data of unknown date in view: {layer}", layer=layer.kind.plural))
        else:
            days = trn("{count:,} day", "{count:,} days", age)
            words = str(tr("oldest data in view {days} ({layer})", days=days, layer=layer.kind.plural))
        stale = layer.is_stale(self._session.situation.today())
        self.age.setText(f"⚠ {words}" if stale else words)
        self.age.setStyleSheet(f"color: {WARNING}" if stale else "")
        shelf = tr(
            "Shelf life of {layer}: {days:,} days", layer=layer.kind.plural, days=layer.kind.shelf_life_days
        )
        self.age.setToolTip(str(shelf))

    def _format_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        self._formats = {}
        for form, label in FORMAT_LABELS.items():
            action = self._formats[form] = menu.addAction(str(label))
            action.setCheckable(True)
            action.setActionGroup(group)
            action.triggered.connect(lambda _checked=False, form=form: self.format_chosen.emit(form))
        return menu

    def _show_saved(self) -> None:
        session = self._session
        journal = session.custody.journal if session.custody is not None else None
        if session.has_changes and journal is not None and journal.error is not None:
            words = tr("changes not saved, nor autosaved")
        elif session.has_changes and journal is not None and journal.written_at is not None:
            words = tr("autosaved {time}", time=journal.written_at.strftime("%H:%M"))
        elif session.has_changes:
            words = tr("changes not saved")
        elif session.is_read_only:
            words = tr("read-only")
        elif session.saved_at is not None:
            words = tr("saved {time}", time=session.saved_at.strftime("%H:%M"))
        elif session.path is not None:
            words = tr("saved")
        else:
            words = tr("no changes")
        self.saved.setText(str(words))

    def _show_scenario(self) -> None:
        self.scenario.setText(str(tr("Scenario: {name}", name=shown_name(self._session.scenario.name))))


class ScaleField(QLineEdit):
    """The scale, to be read and typed.

    Signals
    -------
    given_up()
        Escape was pressed.
    """

    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(str(tr("Scale of the map")))
        self.setToolTip(
            str(tr("Scale of the map; type another one, such as 1:50000 or 50k, and press Enter"))
        )
        self.setFrame(False)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("1 : 150 000 000") + 16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.setModified(False)
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def rounded_scale(scale: float) -> int:
    """A scale denominator to three digits."""
    digits = max(0, len(str(int(scale))) - 3)
    return int(round(scale, -digits))
