"""What if: a scenario made from changes, each added from the map, the selection or a list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from desktop.session import Session
from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.text import Text, tr, trn
from planning.outcome import FeatureRef
from planning.scenario import (
    BASELINE,
    Change,
    CloseArea,
    CloseFeatures,
    LoseFeatures,
    Scenario,
    UseFront,
    as_document,
    scenarios_of,
)


class WhatIfDialog(QDialog):
    """Makes or edits a scenario; stays open beside the map while features are selected there.

    Signals
    -------
    area_wanted()
        An area shall be drawn on the map; `take_area` receives it.
    """

    area_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget, scenario: Scenario | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._edited = scenario
        self._changes: list[Change] = list(scenario.changes) if scenario is not None else []
        self.setWindowTitle(str(tr("What if")))
        self.setModal(False)
        self.setMinimumWidth(430)
        self.name = QLineEdit(scenario.name if scenario is not None else "")
        self.name.setPlaceholderText(str(tr("such as “Bridge lost at Nikopol”")))
        self.description = QLineEdit(scenario.description if scenario is not None else "")
        self.list = QListWidget()
        self.list.setAccessibleName(str(tr("Changes")))
        self.list.setMinimumHeight(90)
        self.list.currentRowChanged.connect(self._update)
        self._remove = QPushButton(str(tr("Take out")))
        self._remove.clicked.connect(self._take_out)
        self.front = QComboBox()
        self.front.setAccessibleName(str(tr("Date of the front")))
        self.front.addItems(_front_dates(session))
        self.add_front = QPushButton(icon("add"), str(tr("Use this front")))
        self.add_front.clicked.connect(self._use_front)
        self._selected = QLabel()
        self._selected.setWordWrap(True)
        self.close_features = QPushButton(icon("add"), str(tr("Close them")))
        self.close_features.clicked.connect(lambda: self._add_features(CloseFeatures))
        self.lose_features = QPushButton(icon("add"), str(tr("Lose them")))
        self.lose_features.clicked.connect(lambda: self._add_features(LoseFeatures))
        self.close_area = QPushButton(icon("add"), str(tr("Close roads within them")))
        self.close_area.clicked.connect(self._close_selected_area)
        self._draw = QPushButton(icon("add"), str(tr("Draw an area closed to roads")))
        self._draw.clicked.connect(self._wish_area)
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = QPushButton(str(tr("Save scenario")))
        self.save_button.setProperty("primary", True)
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        session.selection_changed.connect(self._update)
        self._update()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes so far."""
        return tuple(self._changes)

    def take_area(self, corners: tuple[tuple[float, float], ...]) -> None:
        """Take an area drawn on the map (degrees); nothing when it was given up."""
        self.show()
        self.raise_()
        if len(corners) >= 3:
            ring = ", ".join(f"{lon:.6f} {lat:.6f}" for lon, lat in (*corners, corners[0]))
            count = sum(isinstance(change, CloseArea) for change in self._changes) + 1
            name = str(tr("drawn area {count}", count=count))
            self._add(CloseArea(name=name, wkt=f"POLYGON (({ring}))"))

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.addRow(str(tr("Name")), self.name)
        form.addRow(str(tr("Description")), self.description)
        adders = QGroupBox(str(tr("What would change")))
        grid = QGridLayout(adders)
        grid.addWidget(QLabel(str(tr("The front of"))), 0, 0)
        grid.addWidget(self.front, 0, 1)
        grid.addWidget(self.add_front, 0, 2)
        grid.addWidget(self._selected, 1, 0, 1, 3)
        grid.addWidget(self.close_features, 2, 0)
        grid.addWidget(self.lose_features, 2, 1)
        grid.addWidget(self.close_area, 2, 2)
        grid.addWidget(self._draw, 3, 0, 1, 3)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(adders)
        column.addWidget(QLabel(str(tr("Changes over the baseline, made in this order"))))
        column.addWidget(self.list, 1)
        column.addWidget(self._remove)
        column.addWidget(self._error)
        column.addWidget(buttons)

    def _update(self) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([str(change.text()) for change in self._changes])
        self.list.setCurrentRow(min(row, len(self._changes) - 1))
        self.list.blockSignals(False)
        self._remove.setEnabled(self.list.currentRow() >= 0)
        self.save_button.setEnabled(bool(self._changes))
        self.add_front.setEnabled(self.front.count() > 0)
        found = self._selection()
        if found is None:
            self._selected.setText(
                str(tr("Select features on the map or in the table to close or lose them."))
            )
        else:
            layer, feature = found
            words = trn("{count:,} feature of {layer} selected", "{count:,} features of {layer} selected",
                        len(feature.fids), layer=layer.name)  # fmt: skip
            self._selected.setText(str(words))
        layer = found[0] if found is not None else None
        has_status = layer is not None and any(item.name == "status" for item in layer.kind.fields)
        is_area = layer is not None and Geometry.POLYGON in layer.kind.geometry
        self.close_features.setEnabled(has_status)
        self.lose_features.setEnabled(layer is not None)
        self.close_area.setEnabled(is_area)

    def _selection(self) -> tuple[Layer, FeatureRef] | None:
        """The selected features of the first layer of the baseline that has any."""
        for feature in self._session.selection:
            layer = next((it for it in self._session.workspace.layers if it.name == feature.layer), None)
            if layer is not None and not feature.of_outcome:
                return layer, feature
        return None

    def _add(self, change: Change) -> None:
        self._error.clear()
        self._changes.append(change)
        self._update()
        self.list.setCurrentRow(len(self._changes) - 1)

    def _take_out(self) -> None:
        del self._changes[self.list.currentRow()]
        self._update()

    def _use_front(self) -> None:
        self._changes = [change for change in self._changes if not isinstance(change, UseFront)]
        self._add(UseFront(date=self.front.currentText()))

    def _add_features(self, kind: type[CloseFeatures | LoseFeatures]) -> None:
        found = self._selection()
        if found is not None:
            self._add(kind(layer=found[0].name, fids=found[1].fids))

    def _close_selected_area(self) -> None:
        found = self._selection()
        if found is None:
            return
        import shapely

        layer, feature = found
        area = shapely.union_all(layer.frame.geometry.loc[list(feature.fids)].to_numpy())
        names = [name for name in ("name_en", "name", "code") if name in layer.frame.columns]
        first = layer.frame.loc[feature.fids[0], names[0]] if names else ""
        name = first if len(feature.fids) == 1 and isinstance(first, str) else layer.name
        self._add(CloseArea(name=str(name), wkt=shapely.to_wkt(area, rounding_precision=6)))

    def _wish_area(self) -> None:
        self.hide()
        self.area_wanted.emit()

    def _save(self) -> None:
        name = self.name.text().strip()
        trouble = self._trouble_with(name)
        if trouble is not None:
            self._error.setText(str(trouble))
            self.name.setFocus()
            return
        scenario = Scenario(name=name, description=self.description.text().strip(), changes=self.changes)
        workspace = self._session.workspace
        if self._edited is not None and self._edited.name != name:
            workspace = workspace.without_document(as_document(self._edited).section, self._edited.name)
        self._session.change(tr("scenario {name}", name=name), workspace.with_document(as_document(scenario)))
        self._session.choose_scenario(name)
        self.accept()

    def _trouble_with(self, name: str) -> Text | None:
        if not name:
            return tr("Give the scenario a name.")
        taken = {s.name.casefold() for s in scenarios_of(self._session.workspace)} | {
            BASELINE.name.casefold()
        }
        if self._edited is not None:
            taken.discard(self._edited.name.casefold())
        if name.casefold() in taken:
            return tr("There is a scenario called “{name}” already.", name=name)
        return None


def _front_dates(session: Session) -> list[str]:
    """Dates of all fronts in the baseline, the newest first."""
    dates: set[str] = set()
    for layer in session.workspace.of_kind("frontline"):
        dates |= set(layer.frame["front_date"].dropna().dt.strftime("%Y-%m-%d"))
    return sorted(dates, reverse=True)
