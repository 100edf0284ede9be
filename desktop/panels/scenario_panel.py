"""Scenarios: each with its changes as lines; choosing one shows its situation on the map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.look import icon
from desktop.session import Session
from layers.text import tr
from planning.scenario import BASELINE, SECTION, Scenario, scenarios_of

_NAME = Qt.ItemDataRole.UserRole


class ScenarioPanel(QWidget):
    """The scenarios of the workspace.

    Signals
    -------
    what_if_wanted()
    edit_wanted(Scenario)
    """

    what_if_wanted = Signal()
    edit_wanted = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Scenarios")))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.itemClicked.connect(self._choose)
        self.tree.itemActivated.connect(self._choose)
        self.tree.itemSelectionChanged.connect(self._update_buttons)
        new = QPushButton(icon("add"), str(tr("What if…")))
        new.clicked.connect(self.what_if_wanted)
        self._edit = QPushButton(str(tr("Edit…")))
        self._edit.clicked.connect(self._wish_edit)
        self._remove = QPushButton(str(tr("Remove")))
        self._remove.clicked.connect(self._remove_chosen)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(6, 2, 6, 6)
        buttons.addWidget(new)
        buttons.addWidget(self._edit)
        buttons.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.tree)
        column.addLayout(buttons)
        session.workspace_changed.connect(self._rebuild)
        session.scenario_changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        self.tree.clear()
        for scenario in scenarios_of(self._session.workspace):
            item = QTreeWidgetItem([scenario.name])
            item.setData(0, _NAME, scenario.name)
            item.setToolTip(0, scenario.description or scenario.name)
            for change in scenario.changes:
                line = QTreeWidgetItem([str(change.text())])
                line.setData(0, _NAME, scenario.name)
                line.setToolTip(0, str(change.text()))
                item.addChild(line)
            self.tree.addTopLevelItem(item)
            if scenario.name == self._session.scenario.name:
                font = item.font(0)
                font.setBold(True)
                item.setFont(0, font)
                item.setExpanded(True)
                self.tree.setCurrentItem(item)
        self._update_buttons()

    def _chosen(self) -> Scenario | None:
        item = self.tree.currentItem()
        name = item.data(0, _NAME) if item is not None else ""
        return next((s for s in scenarios_of(self._session.workspace) if s.name == name), None)

    def _choose(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, _NAME)
        if name != self._session.scenario.name:
            self._session.choose_scenario(name)

    def _update_buttons(self) -> None:
        chosen = self._chosen()
        own = chosen is not None and chosen.name != BASELINE.name
        self._edit.setEnabled(own)
        self._remove.setEnabled(own)

    def _wish_edit(self) -> None:
        self.edit_wanted.emit(self._chosen())

    def _remove_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.name != BASELINE.name:
            without = self._session.workspace.without_document(SECTION, chosen.name)
            self._session.change(tr("remove scenario {name}", name=chosen.name), without)
