"""The line at the foot: where the pointer is, the scale, the oldest data in view, what is saved."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from desktop.look import WARNING
from desktop.map_view.projection import View
from desktop.session import Session
from layers.layer import Layer
from layers.text import tr, trn


class StatusBar(QStatusBar):
    """Facts that must always be in sight."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizeGripEnabled(False)
        self.place = QLabel()
        self.place.setAccessibleName(str(tr("Coordinates of the pointer")))
        self.place.setMinimumWidth(170)
        self.scale = QLabel()
        self.scale.setAccessibleName(str(tr("Scale of the map")))
        self.scale.setMinimumWidth(110)
        self.age = QLabel()
        self.age.setAccessibleName(str(tr("Oldest data in view")))
        self.scenario = QLabel()
        self.saved = QLabel()
        self.saved.setAccessibleName(str(tr("Saved state")))
        for label in (self.place, self.scale, self.age):
            self.addWidget(label)
        self.addPermanentWidget(self.scenario)
        self.addPermanentWidget(self.saved)
        session.saved_changed.connect(self._show_saved)
        session.autosaved.connect(self._show_saved)
        session.scenario_changed.connect(self._show_scenario)
        self._show_saved()
        self._show_scenario()

    def show_place(self, lon: float, lat: float) -> None:
        """Show where the pointer is."""
        north, east = "N" if lat >= 0 else "S", "E" if lon >= 0 else "W"
        self.place.setText(f"{abs(lat):.4f} {north}  {abs(lon):.4f} {east}")

    def show_view(self, view: View) -> None:
        """Show the scale, rounded to three digits."""
        self.scale.setText(f"1 : {rounded_scale(view.scale):,}".replace(",", " "))

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
        self.scenario.setText(str(tr("Scenario: {name}", name=self._session.scenario.name)))


def rounded_scale(scale: float) -> int:
    """A scale denominator to three digits."""
    digits = max(0, len(str(int(scale))) - 3)
    return int(round(scale, -digits))
