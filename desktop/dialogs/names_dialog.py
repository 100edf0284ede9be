"""Names of areas that an import could join to no single area, decided one by one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.message_bar import sentence
from desktop.session import Session
from layers.errors import LayerError
from layers.formats.review import OpenArea, decided, open_areas
from layers.text import numeral, tr, trn
from planning.outcome import FeatureRef

_CODE = Qt.ItemDataRole.UserRole


class NamesDialog(QDialog):
    """Lists the open names with their candidates; the records of the one in hand are selected on the map.

    Signals
    -------
    shown(tuple of FeatureRef)
        Records of the name in hand.
    """

    shown = Signal(object)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("help", "import")
        self.setWindowTitle(str(tr("Names to decide")))
        self.resize(640, 420)
        said = QLabel(
            str(
                tr(
                    "These names fit several areas or none. Their records stay on no area until you say "
                    "which is meant; nothing is guessed."
                )
            )
        )
        said.setWordWrap(True)
        self.names = QTreeWidget()
        self.names.setAccessibleName(str(tr("Names to decide")))
        self.names.setRootIsDecorated(False)
        self.names.setHeaderLabels(
            [str(text) for text in (tr("Name"), tr("Within"), tr("Layer"), tr("Records"))]
        )
        self.names.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.names.header().setStretchLastSection(False)
        self.names.currentItemChanged.connect(lambda *_items: self.show_candidates())
        self.candidates = QListWidget()
        self.candidates.setAccessibleName(str(tr("Areas that may be meant")))
        self.candidates.itemActivated.connect(lambda _item: self._join())
        self.other = QLineEdit()
        self.other.setPlaceholderText(str(tr("another area: its code or name")))
        self.other.setAccessibleName(str(tr("Another area")))
        self.other.returnPressed.connect(self._join)
        self.join_button = QPushButton(str(tr("Join to this area")))
        self.join_button.setProperty("primary", True)
        self.join_button.setAutoDefault(False)
        self.join_button.clicked.connect(self._join)
        self.told = QLabel()
        self.told.setWordWrap(True)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        choose = QHBoxLayout()
        choose.addWidget(self.other, 1)
        choose.addWidget(self.join_button)
        column = QVBoxLayout(self)
        column.addWidget(said)
        column.addWidget(self.names, 3)
        column.addWidget(self.candidates, 2)
        column.addLayout(choose)
        column.addWidget(self.told)
        column.addWidget(close)
        session.workspace_changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        """List what is open by now; the place in the list is kept."""
        at = max(
            0, self.names.indexOfTopLevelItem(self.names.currentItem()) if self.names.currentItem() else 0
        )
        self._open = open_areas(self._session.workspace)
        codes = {code for area in self._areas() for code in area}
        completer = QCompleter(sorted(codes), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.other.setCompleter(completer)
        self.names.blockSignals(True)
        self.names.clear()
        for area in self._open:
            item = QTreeWidgetItem([area.name, area.within, area.layer, numeral(f"{len(area.fids):,}")])
            item.setTextAlignment(3, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.names.addTopLevelItem(item)
        self.names.blockSignals(False)
        self.join_button.setEnabled(bool(self._open))
        if self._open:
            self.names.setCurrentItem(self.names.topLevelItem(min(at, len(self._open) - 1)))
        else:
            self.candidates.clear()
            self.told.setText(str(tr("Every name is decided.")))

    def _areas(self) -> list[tuple[str, ...]]:
        """What may be typed for each area of the workspace: “Name (code)”."""
        found = []
        for layer in self._session.workspace.of_kind("admin_area"):
            named = layer.frame[["code", "name_uk", "name_en"]].dropna(subset="code")
            for code, uk, en in named.itertuples(index=False):
                found.append(tuple(f"{name} ({code})" for name in (uk, en) if isinstance(name, str) and name))
        return found

    def _current(self) -> OpenArea | None:
        item = self.names.currentItem()
        return self._open[self.names.indexOfTopLevelItem(item)] if item is not None else None

    def show_candidates(self) -> None:
        """Show what the name in hand may mean, and its records on the map."""
        area = self._current()
        self.candidates.clear()
        if area is None:
            return
        for code, words in area.candidates:
            item = QListWidgetItem(words)
            item.setData(_CODE, code)
            self.candidates.addItem(item)
        self.other.clear()
        self.told.setText(
            "" if area.candidates else str(tr("No area of the workspace bears a name like it."))
        )
        self.shown.emit((FeatureRef(layer=area.layer, fids=area.fids),))

    def _join(self) -> None:
        """Join the records of the name in hand to the area chosen or typed."""
        area = self._current()
        typed, chosen = self.other.text().strip(), self.candidates.currentItem()
        if area is None or (not typed and chosen is None):
            self.told.setText(str(tr("Choose one of the areas, or type another.")))
            return
        code = typed.rpartition("(")[2].removesuffix(")") if typed else str(chosen.data(_CODE))
        try:
            workspace = decided(self._session.workspace, area, code.strip())
        except LayerError as error:
            self.told.setText(sentence(error))
            return
        self._session.change(tr("{name} joined to {code}", name=area.name, code=code), workspace)
        if self._open:
            self.told.setText(str(trn("{count} name is left.", "{count} names are left.", len(self._open))))
