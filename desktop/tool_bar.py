"""The tool bar: the most used actions, the scenario, the search box, and for whom exports are made."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolBar, QWidget

from desktop.actions import TOOL_BAR
from desktop.search_box import SearchBox
from desktop.session import Session
from layers.text import tr
from planning.report.edition import RULES, Edition
from planning.scenario import scenarios_of, shown_name


class ToolBar(QToolBar):
    """The one tool bar.

    Signals
    -------
    edition_chosen(str)
    """

    edition_chosen = Signal(str)

    def __init__(self, session: Session, actions: dict[str, QAction], edition: str) -> None:
        super().__init__(str(tr("Tools")))
        self._session = session
        self.setObjectName("tool_bar")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        for name in TOOL_BAR:
            self.addSeparator() if name is None else self.addAction(actions[name])
        self.addSeparator()
        self.scenario = QComboBox()
        self.scenario.setAccessibleName(str(tr("Scenario")))
        self.scenario.setMinimumWidth(170)
        self.scenario.activated.connect(lambda index: session.choose_scenario(self.scenario.itemData(index)))
        self.addWidget(QLabel(str(tr("Scenario"))))
        self.addWidget(self.scenario)
        self.addAction(actions["plan.what_if"])
        what_if = self.widgetForAction(actions["plan.what_if"])
        what_if.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addAction(actions["plan.pull_front"])
        self.addAction(actions["plan.compare"])
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        self.search = SearchBox(session, list(actions.values()))
        self.search.setMinimumWidth(275)
        self.search.setMaximumWidth(330)
        self.addWidget(self.search)
        self.edition = QComboBox()
        self.edition.setAccessibleName(str(tr("Edition")))
        self.edition.setToolTip(str(tr("For whom exports are made: what may leave the office")))
        for key in Edition:
            self.edition.addItem(str(RULES[key].label), str(key))
        self.show_edition(edition)
        self.edition.activated.connect(lambda index: self.edition_chosen.emit(self.edition.itemData(index)))
        self.addWidget(QLabel(str(tr("Exports"))))
        self.addWidget(self.edition)
        session.scenario_changed.connect(self._fill_scenarios)
        session.workspace_changed.connect(self._fill_scenarios)
        self._fill_scenarios()

    def show_edition(self, edition: str) -> None:
        """Show for whom exports are made."""
        self.edition.setCurrentIndex(max(0, self.edition.findData(edition)))

    def _fill_scenarios(self) -> None:
        self.scenario.clear()
        for scenario in scenarios_of(self._session.workspace):
            self.scenario.addItem(str(shown_name(scenario.name)), scenario.name)
        self.scenario.setCurrentIndex(self.scenario.findData(self._session.scenario.name))
