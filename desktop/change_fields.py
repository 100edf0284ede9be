"""Controls for what a change speaks of: features selected on the map, shapes drawn there, a dated front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.look import icon
from desktop.parameter_fields import ChoiceField, field_for
from layers.layer_kind import Geometry
from layers.layer_titles import title_of
from layers.text import tr, trn
from planning.parameters import Parameter

if TYPE_CHECKING:
    from desktop.session import Session

_NAMED = 4


class FeaturesField(QWidget):
    """Ids of features of a layer; what is selected on the map or in the table is taken.

    Signals
    -------
    layer_taken(str)
        Layer of the features that were taken from the selection.
    """

    changed = Signal()
    layer_taken = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.layer = ""
        self._line = QLineEdit()
        self._line.setPlaceholderText(str(tr("select them on the map")))
        self._line.setAccessibleName(str(tr("Features")))
        self._line.textChanged.connect(self._on_changed)
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self._line)
        column.addWidget(self._words)
        self.setFocusProxy(self._line)
        session.selection_changed.connect(self.take_selection)

    def text(self) -> str:
        """The ids with commas between."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Show ids."""
        self._line.setText(text)

    def set_layer(self, name: str) -> None:
        """Say which layer the ids are of."""
        if name != self.layer:
            self.layer = name
            self._on_changed()

    def take_selection(self) -> None:
        """Take what is selected; nothing when nothing of the workspace is."""
        for feature in self._session.selection:
            if not feature.of_outcome and self._session.layer(feature.layer) is not None and feature.fids:
                self.layer_taken.emit(feature.layer)
                if self.layer == feature.layer:
                    self.set_text(",".join(map(str, feature.fids)))
                    return

    def _on_changed(self) -> None:
        self._words.setText(self._described())
        self.changed.emit()

    def _described(self) -> str:
        layer = self._session.layer(self.layer)
        fids = [int(part) for part in self.text().split(",") if part.strip().isdigit()]
        if layer is None or not fids:
            return ""
        known = [fid for fid in fids if fid in layer.frame.index]
        columns = [
            name for name in ("name_en", "name", "road_number", "site_id") if name in layer.frame.columns
        ]
        names: list[str] = []
        for fid in known[:_NAMED]:
            values: list[Any] = [layer.frame.loc[fid, name] for name in columns]
            names.append(next((value for value in values if isinstance(value, str) and value), str(fid)))
        more = len(known) - len(names)
        words = trn("{count:,} feature", "{count:,} features", len(known))
        return f"{words}: {', '.join(names)}{', …' if more > 0 else ''}" if names else str(words)


class ShapeField(QWidget):
    """An area or a line as well-known text; drawn on the map or, an area, taken from selected areas.

    Signals
    -------
    draw_wanted(field)
        `take_corners` receives what is drawn.
    """

    changed = Signal()
    draw_wanted = Signal(object)

    def __init__(self, parameter: Parameter, session: Session) -> None:
        super().__init__()
        self._session = session
        self.is_area = parameter.pick == "area"
        self._line = QLineEdit()
        self._line.setPlaceholderText("POLYGON ((…))" if self.is_area else "LINESTRING (…)")
        self._line.setAccessibleName(str(parameter.label))
        self._line.textChanged.connect(self.changed)
        draw = QToolButton()
        draw.setIcon(icon("pick"))
        draw.setToolTip(str(tr("Draw on the map")))
        draw.setAccessibleName(str(tr("Draw {label} on the map", label=parameter.label)))
        draw.clicked.connect(lambda: self.draw_wanted.emit(self))
        row = QHBoxLayout()
        row.setSpacing(3)
        row.addWidget(self._line)
        row.addWidget(draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        if self.is_area:
            self.from_selection = QPushButton(str(tr("Take the selected areas")))
            self.from_selection.clicked.connect(self._take_selection)
            column.addWidget(self.from_selection, 0, Qt.AlignmentFlag.AlignLeft)
            session.selection_changed.connect(self._update)
            self._update()
        self.setFocusProxy(self._line)

    def text(self) -> str:
        """The shape as well-known text."""
        return self._line.text().strip()

    def set_text(self, text: str) -> None:
        """Show a shape."""
        self._line.setText(text)
        self._line.setCursorPosition(0)

    def take_corners(self, corners: tuple[tuple[float, float], ...]) -> None:
        """Take corners in degrees; too few change nothing."""
        if len(corners) >= (3 if self.is_area else 2):
            ring = (*corners, corners[0]) if self.is_area else corners
            points = ", ".join(f"{lon:.6f} {lat:.6f}" for lon, lat in ring)
            self.set_text(f"POLYGON (({points}))" if self.is_area else f"LINESTRING ({points})")

    def _selected(self) -> list[Any]:
        shapes: list[Any] = []
        for feature in self._session.selection:
            layer = None if feature.of_outcome else self._session.layer(feature.layer)
            if layer is not None and Geometry.POLYGON in layer.kind.geometry:
                shapes += list(layer.frame.geometry.loc[list(feature.fids)])
        return shapes

    def _update(self) -> None:
        self.from_selection.setEnabled(bool(self._selected()))

    def _take_selection(self) -> None:
        import shapely

        self.set_text(shapely.to_wkt(shapely.union_all(self._selected()), rounding_precision=6))


def change_field_for(parameter: Parameter, session: Session) -> QWidget:
    """The control for a parameter of a change."""
    if parameter.pick == "features":
        return FeaturesField(session)
    if parameter.pick in ("area", "line"):
        return ShapeField(parameter, session)
    if parameter.pick == "front_date":
        return ChoiceField(lambda: _front_dates(session))
    if parameter.pick == "layer":
        return ChoiceField(lambda: [(layer.name, str(title_of(layer))) for layer in session.situation.layers])
    return field_for(parameter, session)


def _front_dates(session: Session) -> list[tuple[str, str]]:
    """Dates of all fronts in the baseline, the newest first."""
    if not session.workspace.of_kind("frontline"):
        return []
    from planning.front_history import front_dates

    return [(day.isoformat(), day.isoformat()) for day in reversed(front_dates(session.workspace))]
