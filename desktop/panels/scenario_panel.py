"""Scenarios: each with its changes as lines that are switched, ordered, edited and taken out."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from desktop.scenario_editor import ScenarioEditor
from desktop.session import Session
from layers.text import Text, tr
from planning.scenario import BASELINE, Scenario, scenarios_of, shown_name

_NAME = Qt.ItemDataRole.UserRole
_NUMBER = Qt.ItemDataRole.UserRole + 1


class ScenarioPanel(QWidget):
    """The scenarios of the workspace; choosing one shows its situation on the map.

    Signals
    -------
    what_if_wanted()
        A new scenario, branching from the chosen one.
    change_wanted(Scenario, int or None)
        A change shall be added to the scenario, or the one of this number edited.
    describe_wanted(Scenario or None, str)
        Its name, description and parent shall be edited; without a scenario, one that branches from the
        named one shall be made.
    """

    what_if_wanted = Signal()
    change_wanted = Signal(object, object)
    describe_wanted = Signal(object, str)

    def __init__(self, session: Session, editor: ScenarioEditor) -> None:
        super().__init__()
        self._session, self._editor = session, editor
        self._open: set[str] = set()
        # the line that was moved stays in hand
        self._moved_to: tuple[str, int] | None = None
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Scenarios")))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(14)
        self.tree.setWordWrap(True)
        self.tree.itemClicked.connect(self._choose)
        self.tree.itemActivated.connect(self._choose)
        self.tree.itemDoubleClicked.connect(self._edit_item)
        self.tree.itemChanged.connect(self._switch)
        self.tree.itemExpanded.connect(lambda item: self._open.add(item.data(0, _NAME)))
        self.tree.itemCollapsed.connect(lambda item: self._open.discard(item.data(0, _NAME)))
        self.tree.itemSelectionChanged.connect(self._update_buttons)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._show_menu)
        new = QPushButton(icon("add"), str(tr("What if…")))
        new.setToolTip(str(tr("A new scenario")))
        new.clicked.connect(self.what_if_wanted)
        self.add = _button("add", tr("Add a change to the scenario"), self._wish_change)
        self.edit = _button("edit", tr("Edit the change, or the name and parent of the scenario"), self._edit)
        self.up = _button("up", tr("Make the change earlier"), lambda: self._move(-1))
        self.down = _button("down", tr("Make the change later"), lambda: self._move(1))
        self.branch = _button("branch", tr("Branch a scenario from this one"), self._branch)
        self.remove = _button("remove", tr("Take out the change, or remove the scenario"), self._remove)
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 2, 6, 6)
        bar.setSpacing(1)
        bar.addWidget(new)
        bar.addStretch(1)
        for button in (self.add, self.edit, self.up, self.down, self.branch, self.remove):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.tree)
        column.addLayout(bar)
        session.workspace_changed.connect(self._rebuild)
        session.scenario_changed.connect(self._rebuild)
        self._rebuild()

    def item_of(self, name: str, number: int | None = None) -> QTreeWidgetItem | None:
        """The line of a scenario or of one of its changes."""
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            if item.data(0, _NAME) == name:
                return item if number is None else item.child(number)
        return None

    def _rebuild(self) -> None:
        current = self.tree.currentItem()
        kept = (current.data(0, _NAME), current.data(0, _NUMBER)) if current is not None else ("", None)
        if self._moved_to is not None:
            kept, self._moved_to = self._moved_to, None
        self.tree.blockSignals(True)
        self.tree.clear()
        for scenario in scenarios_of(self._session.workspace):
            self.tree.addTopLevelItem(self._item(scenario))
        for row in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(row)
            name = item.data(0, _NAME)
            is_chosen = name == self._session.scenario.name
            item.setExpanded(is_chosen or name in self._open)
            if is_chosen:
                line = self.item_of(*kept) if kept[0] == name and kept[1] is not None else None
                self.tree.setCurrentItem(line or item)
        self.tree.blockSignals(False)
        self._update_buttons()

    def _item(self, scenario: Scenario) -> QTreeWidgetItem:
        words = str(shown_name(scenario.name))
        if scenario.parent:
            words = str(tr("{name}  (from {parent})", name=words, parent=scenario.parent))
        item = QTreeWidgetItem([words])
        item.setData(0, _NAME, scenario.name)
        item.setToolTip(0, scenario.description or words)
        font = item.font(0)
        font.setBold(scenario.name == self._session.scenario.name)
        item.setFont(0, font)
        for number, change in enumerate(scenario.changes):
            line = QTreeWidgetItem([str(change.text())])
            line.setData(0, _NAME, scenario.name)
            line.setData(0, _NUMBER, number)
            line.setToolTip(0, str(tr("{label}: {text}", label=change.label, text=change.text())))
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            line.setCheckState(0, Qt.CheckState.Checked if change.active else Qt.CheckState.Unchecked)
            if not change.active:
                line.setForeground(0, self.palette().placeholderText())
            item.addChild(line)
        return item

    def _current(self) -> tuple[Scenario | None, int | None]:
        item = self.tree.currentItem()
        if item is None:
            return None, None
        name = item.data(0, _NAME)
        scenario = next((s for s in scenarios_of(self._session.workspace) if s.name == name), None)
        return scenario, item.data(0, _NUMBER)

    def _choose(self, item: QTreeWidgetItem) -> None:
        name = item.data(0, _NAME)
        if name != self._session.scenario.name:
            self._session.choose_scenario(name)

    def _switch(self, item: QTreeWidgetItem) -> None:
        name, number = item.data(0, _NAME), item.data(0, _NUMBER)
        active = item.checkState(0) == Qt.CheckState.Checked
        if number is not None and self._editor.scenario(name).changes[number].active != active:
            self._editor.switch(name, number, active)

    def _update_buttons(self) -> None:
        scenario, number = self._current()
        own = scenario is not None and scenario.name != BASELINE.name
        last = len(scenario.changes) - 1 if scenario is not None else -1
        self.add.setEnabled(own)
        self.edit.setEnabled(own)
        self.remove.setEnabled(own)
        self.branch.setEnabled(scenario is not None)
        self.up.setEnabled(number is not None and number > 0)
        self.down.setEnabled(number is not None and number < last)

    def _wish_change(self) -> None:
        self.change_wanted.emit(self._current()[0], None)

    def _edit_item(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _NUMBER) is not None:
            self._edit()

    def _edit(self) -> None:
        scenario, number = self._current()
        if scenario is None or scenario.name == BASELINE.name:
            return
        if number is None:
            self.describe_wanted.emit(scenario, scenario.parent)
        else:
            self.change_wanted.emit(scenario, number)

    def _branch(self) -> None:
        scenario, _ = self._current()
        if scenario is not None:
            self.describe_wanted.emit(None, scenario.name)

    def _move(self, by: int) -> None:
        scenario, number = self._current()
        if scenario is not None and number is not None:
            self._moved_to = (scenario.name, number + by)
            self._editor.move(scenario.name, number, number + by)

    def _remove(self) -> None:
        scenario, number = self._current()
        if scenario is None or scenario.name == BASELINE.name:
            return
        if number is None:
            self._editor.remove(scenario.name)
        else:
            self._editor.take_out(scenario.name, number)

    def _show_menu(self, place: QPoint) -> None:
        scenario, number = self._current()
        if scenario is None:
            return
        menu = QMenu(self)
        entries: list[tuple[Text, QToolButton]] = [
            (tr("Add a change…"), self.add),
            (tr("Edit the change…") if number is not None else tr("Rename…"), self.edit),
            (tr("Earlier"), self.up),
            (tr("Later"), self.down),
            (tr("Branch from this…"), self.branch),
            (tr("Take out") if number is not None else tr("Remove"), self.remove),
        ]
        for words, button in entries:
            action = menu.addAction(button.icon(), str(words))
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        menu.popup(self.tree.viewport().mapToGlobal(place))


def _button(name: str, words: Text, run: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    button.setToolTip(str(words))
    button.setAccessibleName(str(words))
    button.clicked.connect(run)
    return button
