"""Scale typed, coordinates in the chosen form, installed settlements for the search box."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from desktop.installed_places import NAME
from desktop.part import Part
from layers.coordinate_formats import CoordinateFormat
from layers.errors import LayerError
from layers.text import tr

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_SCALE = re.compile(r"^\s*(?:1\s*[:/]\s*)?(\d[\d\s.,'’]*)\s*(k|m|тис\.?|млн\.?)?\s*$", re.IGNORECASE)
_TIMES = {"k": 1e3, "тис": 1e3, "m": 1e6, "млн": 1e6}
_LEAST, _MOST = 500.0, 150_000_000.0


class Whereabouts(Part):
    """Takes what is typed and chosen in the status bar."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        status = window.status
        status.scale_typed.connect(self.show_scale)
        status.format_chosen.connect(self.choose)
        known = {str(form) for form in CoordinateFormat}
        stored = window.settings.coordinates
        status.set_format(CoordinateFormat(stored if stored in known else "decimal"))
        window.tools.search.offer_settlements(
            lambda: next((layer.frame for layer in window.map.base if layer.key == NAME), None)
        )

    @property
    def form(self) -> CoordinateFormat:
        """How coordinates are shown."""
        return self.window.status.form

    def choose(self, form: CoordinateFormat) -> None:
        """Show coordinates in another form from now on."""
        window = self.window
        window.status.set_format(form)
        window.settings = dataclasses.replace(window.settings, coordinates=str(form))
        window.update_actions()

    def type_scale(self) -> None:
        """Go to the field of the scale."""
        self.window.status.scale.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.window.status.scale.selectAll()

    def show_scale(self, typed: str) -> None:
        """Show the map at a typed scale."""
        window = self.window
        try:
            window.canvas.set_view(window.canvas.view.at_scale(scale_of(typed)))
        except LayerError as error:
            self.failed.emit(error)
        window.canvas.setFocus()
        window.status.show_view(window.canvas.view)


def scale_of(typed: str) -> float:
    """The denominator of a typed scale: "1 : 50 000", "50000", "50,000", "50k", "1,5 млн".

    Raises
    ------
    LayerError
        When it is no scale, or beyond what the map shows.
    """
    found = _SCALE.match(typed)
    denominator = 0.0
    if found is not None:
        unit = (found[2] or "").casefold().rstrip(".")
        figures = re.sub(r"[\s'’]", "", found[1])
        figures = figures.replace(",", ".") if unit else re.sub(r"[.,]", "", figures)
        if figures.count(".") <= 1 and figures.strip("."):
            denominator = float(figures) * _TIMES.get(unit, 1.0)
    if not _LEAST <= denominator <= _MOST:
        raise LayerError(
            tr("“{typed}” is no scale of this map", typed=typed.strip()),
            expected=tr("A scale from 1 : 500 to 1 : 150,000,000 is typed as 50000, 1:50000 or 50k."),
        )
    return denominator
