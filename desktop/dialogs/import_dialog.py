"""Import: files are read in the background, the report is shown, and only then are the layers added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job
from desktop.look import icon
from desktop.message_bar import sentence
from desktop.session import Session
from layers.errors import LayerError
from layers.kinds import KINDS, kind_named
from layers.text import tr, trn
from planning.run_control import RunControl

if TYPE_CHECKING:
    from layers.formats.import_report import ImportResult, LayerReport

_ICONS = {"notice": "notice", "warning": "warning", "error": "critical"}
_FILTER = (
    "*.geojson *.json *.gpkg *.shp *.zip *.csv *.tsv *.txt *.xlsx *.xls *.ods *.tif *.tiff *.kml *.kmz *.gpx "
    "*.osm *.pbf *.gz"
)


class ImportDialog(QDialog):
    """Reads files and offers their layers.

    Signals
    -------
    added(names)
        Names of the layers that were added.
    crashed(Exception)
        An error that is not the user's to mend.
    """

    added = Signal(object)
    crashed = Signal(object)

    def __init__(self, session: Session, parent: QWidget, folder: str = "") -> None:
        super().__init__(parent)
        self._session = session
        self._folder = folder
        self._paths: tuple[Path, ...] = ()
        self._known: set[str] = set()
        self._result: ImportResult | None = None
        self._job: Job | None = None
        self.setWindowTitle(str(tr("Import")))
        self.setModal(False)
        self.resize(720, 480)
        self._files = QLabel(str(tr("Choose files, or drop them on the window.")))
        self._files.setWordWrap(True)
        choose = QPushButton(icon("open"), str(tr("Choose files…")))
        choose.clicked.connect(self._choose)
        self.kind = QComboBox()
        self.kind.setAccessibleName(str(tr("Layer kind")))
        self.kind.addItem(str(tr("recognise from the content")), "")
        for kind in KINDS:
            self.kind.addItem(str(kind.plural), kind.name)
        self.date = QLineEdit()
        self.date.setPlaceholderText(str(tr("YYYY-MM-DD, where the file does not say")))
        self.date.setAccessibleName(str(tr("Date of the data")))
        self._again = QPushButton(str(tr("Read again")))
        self._again.clicked.connect(self._read)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Import report")))
        self.tree.setHeaderLabels(
            [str(text) for text in (tr("Layer"), tr("Kind"), tr("Features"), tr("Left out"), tr("Repaired"))]
        )
        for column, width in enumerate((300, 160, 76, 76, 70)):
            self.tree.setColumnWidth(column, width)
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._stage = QLabel()
        self._stage.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add_button = QPushButton(str(tr("Add")))
        self.add_button.setProperty("primary", True)
        buttons.addButton(self.add_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._add)
        buttons.rejected.connect(self.reject)
        self._lay_out(choose, buttons)
        self._set_reading(False)

    def read(self, paths: Sequence[Path]) -> None:
        """Read files and show what an import would bring."""
        self._paths = tuple(paths)
        self._files.setText(", ".join(path.name for path in self._paths))
        self._read()

    def reject(self) -> None:
        """Stop reading and close; nothing is added."""
        if self._job is not None:
            self._job.cancel()
        super().reject()

    def _lay_out(self, choose: QPushButton, buttons: QDialogButtonBox) -> None:
        head = QHBoxLayout()
        head.addWidget(self._files, 1)
        head.addWidget(choose)
        form = QFormLayout()
        form.addRow(str(tr("Layer kind")), self.kind)
        row = QHBoxLayout()
        row.addWidget(self.date, 1)
        row.addWidget(self._again)
        form.addRow(str(tr("Date of the data")), row)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addLayout(form)
        column.addWidget(self.tree, 1)
        column.addWidget(self._progress)
        column.addWidget(self._stage)
        column.addWidget(buttons)

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self,
            str(tr("Choose files to import")),
            self._folder,
            f"{tr('Data')} ({_FILTER});;{tr('All')} (*)",
        )
        if names:
            self.read([Path(name) for name in names])

    def _read(self) -> None:
        if not self._paths:
            return
        text = self.date.text().strip()
        try:
            date = dt.date.fromisoformat(text) if text else None
        except ValueError:
            self._stage.setText(str(tr("“{text}” is no date; expected YYYY-MM-DD.", text=text)))
            self.date.setFocus()
            return
        if self._job is not None:
            self._job.cancel()
        workspace, paths, kind = self._session.workspace, self._paths, self.kind.currentData()
        self._known = {layer.name for layer in workspace.layers}

        def work(control: RunControl) -> ImportResult:
            from layers.formats.importing import import_files

            return import_files(workspace, paths, kind=kind, date=date, progress=control.step)

        self._set_reading(True)
        self._job = self._session.background.start(
            trn("reading {count} file", "reading {count} files", len(paths)),
            work,
            done=self._on_read,
            failed=self._on_failed,
            stopped=lambda: self._set_reading(False),
        )
        self._job.progressed.connect(self._on_progressed)

    def _set_reading(self, reading: bool) -> None:
        self._progress.setVisible(reading)
        self._progress.setValue(0)
        self._again.setEnabled(not reading and bool(self._paths))
        self.add_button.setEnabled(not reading and self._result is not None)
        if reading:
            self._result = None
            self._stage.clear()
            self.add_button.setEnabled(False)

    def _on_progressed(self, fraction: float, stage: str) -> None:
        self._progress.setValue(round(fraction * 1000))
        self._stage.setText(stage)

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._set_reading(False)
        self.tree.clear()
        if isinstance(error, LayerError):
            self._stage.setText(sentence(error))
        else:
            self._stage.clear()
            self.crashed.emit(error)

    def _on_read(self, result: ImportResult) -> None:
        self._job = None
        self._result = result
        self._set_reading(False)
        self.tree.clear()
        for report in result.layers:
            item = _report_item(report)
            self.tree.addTopLevelItem(item)
            for row in range(item.childCount()):
                # only a line that is in the tree can be spanned
                item.child(row).setFirstColumnSpanned(True)
        self.tree.expandAll()
        count = len(result.layers)
        self._stage.setText(
            str(trn("{count} layer can be added.", "{count} layers can be added.", count))
            if count
            else str(tr("Nothing was found that could be added."))
        )
        self.add_button.setEnabled(count > 0)
        self.add_button.setFocus()

    def _add(self) -> None:
        """Add the new layers to the workspace as it stands by now."""
        if self._result is None:
            return
        workspace = self._session.workspace
        known = {layer.name for layer in workspace.layers}
        names = []
        for report in self._result.layers:
            layer = self._result.workspace.layer(report.name)
            if layer.name in known and layer.name not in self._known:
                # a layer of that name has come since the files were read
                layer = replace(layer, name=workspace.free_name(layer.name))
            workspace = workspace.with_layer(layer)
            names.append(layer.name)
        self._session.change(
            trn("import of {count} layer", "import of {count} layers", len(names)), workspace
        )
        self.added.emit(tuple(names))
        self.accept()


def _report_item(report: LayerReport) -> QTreeWidgetItem:
    item = QTreeWidgetItem(
        [
            report.name,
            str(kind_named(report.kind).plural),
            f"{report.features:,}",
            f"{report.left_out:,}",
            f"{report.repaired:,}",
        ]
    )
    for column in (2, 3, 4):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for evidence in report.evidence:
        item.addChild(_line(str(evidence), "notice"))
    for problem in report.messages:
        item.addChild(_line(str(problem.text), _ICONS[problem.severity]))
    return item


def _line(text: str, severity: str) -> QTreeWidgetItem:
    line = QTreeWidgetItem([text])
    line.setIcon(0, icon(severity))
    line.setToolTip(0, text)
    return line
