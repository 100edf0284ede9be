"""The activity list: everything that runs or has run, with progress and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QProgressBar,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Background, Job, State
from desktop.look import icon
from layers.text import Text, tr

_STATES: dict[State, Text] = {
    State.RUNNING: tr("running"),
    State.DONE: tr("done"),
    State.FAILED: tr("failed"),
    State.STOPPED: tr("stopped"),
}


class ActivityPanel(QWidget):
    """One row a job, the newest on top."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._rows: dict[Job, tuple[QTreeWidgetItem, QProgressBar, QToolButton | None]] = {}
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Activity")))
        self.tree.setRootIsDecorated(False)
        titles = (tr("Began"), tr("Work"), tr("Stage"), tr("Progress"), tr("State"))
        self.tree.setHeaderLabels([*(str(title) for title in titles), ""])
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 70), (1, 300), (3, 140), (4, 110), (5, 34)):
            self.tree.setColumnWidth(column, width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree)
        background.changed.connect(self._update)

    def _update(self) -> None:
        for job in self._background.jobs:
            if job not in self._rows:
                self._rows[job] = self._add(job)
            item, bar, stop = self._rows[job]
            bar.setValue(1000 if job.state is State.DONE else round(job.fraction * 1000))
            running = job.state is State.RUNNING
            item.setText(2, job.stage if running else "")
            words = str(_STATES[job.state])
            item.setText(
                4,
                words if running else str(tr("{state}, {seconds:,.1f} s", state=words, seconds=job.seconds)),
            )
            if stop is not None and not running:
                self.tree.removeItemWidget(item, 5)
                self._rows[job] = (item, bar, None)

    def _add(self, job: Job) -> tuple[QTreeWidgetItem, QProgressBar, QToolButton | None]:
        item = QTreeWidgetItem([time.strftime("%H:%M:%S", time.localtime(job.began)), str(job.title)])
        self.tree.insertTopLevelItem(0, item)
        bar = QProgressBar()
        bar.setRange(0, 1000)
        bar.setTextVisible(False)
        bar.setFixedHeight(10)
        bar.setAccessibleName(str(tr("Progress of {title}", title=job.title)))
        self.tree.setItemWidget(item, 3, bar)
        if not job.stoppable:
            return item, bar, None
        stop = QToolButton()
        stop.setIcon(icon("stop"))
        stop.setAutoRaise(True)
        stop.setToolTip(str(tr("Stop")))
        stop.setAccessibleName(str(tr("Stop {title}", title=job.title)))
        stop.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        stop.clicked.connect(job.cancel)
        self.tree.setItemWidget(item, 5, stop)
        return item, bar, stop
