"""Import: files are read in the background and told of; everything can be changed before a layer is added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Job, Work
from desktop.dialogs.import_details import ImportDetails
from desktop.dialogs.import_entries import Entry, decided, read_entries
from desktop.import_maps import load_import_maps, save_import_maps
from desktop.look import icon
from desktop.message_bar import sentence
from desktop.session import Session
from layers.errors import LayerError
from layers.kinds import kind_named
from layers.text import Text, tr, trn
from planning.run_control import RunControl

if TYPE_CHECKING:
    from layers.formats.choices import Choices
    from layers.formats.import_report import ImportResult
    from layers.workspace import Workspace

_STATES = {"good": "open", "doubtful": "warning", "refused": "critical"}
_FILTER = (
    "*.geojson *.json *.gpkg *.shp *.zip *.csv *.tsv *.txt *.xlsx *.xls *.ods *.tif *.tiff *.kml *.kmz *.gpx "
    "*.fgb *.parquet *.osm *.pbf *.gz *.bz2"
)
_SIZE = (1240, 660)


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
        self.setProperty("help", "import")
        self._session = session
        self._folder = folder
        self._maps = load_import_maps()
        self._entries: list[Entry] = []
        self._job: Job | None = None
        self.setWindowTitle(str(tr("Import")))
        self.setModal(False)
        self.setAcceptDrops(True)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width() - 40), min(_SIZE[1], room.height() - 60))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(str(tr("Files")))
        self.tree.setRootIsDecorated(False)
        self.tree.setHeaderLabels(
            [str(text) for text in (tr("File"), tr("Taken for"), tr("Added"), tr("Left out"))]
        )
        head = self.tree.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, least in ((1, 128), (2, 58), (3, 60)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.tree.setColumnWidth(column, max(least, head.sectionSizeHint(column)))
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.currentItemChanged.connect(lambda *_items: self._show_current())
        self.tree.itemChanged.connect(self._on_checked)
        self.details = ImportDetails()
        self.details.decided.connect(self._on_decided)
        self.details.wanted.connect(self._on_wanted)
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(8)
        self._stage = QLabel(str(tr("Choose files or a folder, or drop them here.")))
        self._stage.setWordWrap(True)
        self.add_button = QPushButton(str(tr("Add")))
        self.add_button.setProperty("primary", True)
        self.stop_button = QPushButton(str(tr("Stop")))
        self.stop_button.clicked.connect(self._stop)
        self.report_button = QPushButton(str(tr("Save the report…")))
        self.report_button.clicked.connect(self._choose_report)
        self._lay_out()
        self._show_state()

    def read(self, paths: Sequence[Path]) -> None:
        """Read files and show what an import would bring."""
        self._stop()
        workspace, maps, paths = self._session.workspace, self._maps, tuple(paths)

        def work(control: RunControl) -> tuple[Entry, ...]:
            return read_entries(workspace, paths, maps, control)

        def done(entries: tuple[Entry, ...]) -> None:
            self._entries = sorted(entries, key=lambda entry: entry.proposal is None)
            self._fill()
            self._show_state()
            self.add_button.setFocus()

        self._run(trn("reading {count} file", "reading {count} files", len(paths)), work, done, listed=True)

    def reject(self) -> None:
        """Stop reading and close; nothing is added."""
        job, self._job = self._job, None
        if job is not None:
            # what it brings after this finds no window
            job.cancel()
        super().reject()

    def write_report(self, path: Path) -> None:
        """Write what is told of all files, with the offending rows marked."""
        result = self._result()

        def work(_control: RunControl) -> Path:
            from layers.formats.report_workbook import write_report_workbook

            write_report_workbook(result, path)
            return path

        def done(written: Path) -> None:
            self._show_state()
            self._stage.setText(str(tr("Report written: {path}", path=written)))

        self._run(tr("writing the import report"), work, done)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        event.acceptProposedAction()
        self.read([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def _lay_out(self) -> None:
        files = QPushButton(icon("open"), str(tr("Choose files…")))
        files.clicked.connect(self._choose_files)
        folder = QPushButton(str(tr("Choose a folder…")))
        folder.clicked.connect(self._choose_folder)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.addWidget(files)
        row.addWidget(folder)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.tree, 1)
        split = QSplitter()
        split.addWidget(left)
        split.addWidget(self.details)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([435, 805])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.add_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._add)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._stage, 1)
        foot.addWidget(self.stop_button)
        foot.addWidget(self.report_button)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.addWidget(split, 1)
        whole.addWidget(self._progress)
        whole.addLayout(foot)

    # files

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self,
            str(tr("Choose files to import")),
            self._folder,
            f"{tr('Data')} ({_FILTER});;{tr('All')} (*)",
        )
        if names:
            self.read([Path(name) for name in names])

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, str(tr("Choose a folder to import")), self._folder)
        if name:
            self.read([Path(name)])

    def _choose_report(self) -> None:
        proposed = str(Path(self._folder) / "import report.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, str(tr("Save the report")), proposed, "Excel (*.xlsx)")
        if name:
            self.write_report(Path(name).with_suffix(".xlsx"))

    # what is shown

    def _fill(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        for entry in self._entries:
            self.tree.addTopLevelItem(_item(entry))
        self.tree.blockSignals(False)
        if self._entries:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))
        else:
            self.details.show_entry(None)

    def _current(self) -> int:
        return self.tree.indexOfTopLevelItem(self.tree.currentItem()) if self.tree.currentItem() else -1

    def _show_current(self) -> None:
        position = self._current()
        self.details.show_entry(self._entries[position] if position >= 0 else None)

    def _show_state(self) -> None:
        """Buttons and the line below, as the work stands."""
        busy = self._job is not None
        chosen = sum(entry.layer is not None and entry.wanted for entry in self._entries)
        self._progress.setVisible(busy)
        self._progress.setValue(0)
        self.stop_button.setVisible(busy)
        self.add_button.setEnabled(not busy and chosen > 0)
        self.report_button.setEnabled(not busy and bool(self._entries))
        if busy or not self._entries:
            return
        refused = [entry for entry in self._entries if entry.error is not None]
        said = trn("{count} layer can be added.", "{count} layers can be added.", chosen)
        if refused:
            names = ", ".join(entry.file for entry in refused[:3]) + ("…" if len(refused) > 3 else "")
            said = tr("{said} Not imported: {names}.", said=said, names=names)
        self._stage.setText(str(said))

    def _replace(self, position: int, entry: Entry) -> None:
        self._entries[position] = entry
        self.tree.blockSignals(True)
        chosen = self._current() == position
        self.tree.takeTopLevelItem(position)
        self.tree.insertTopLevelItem(position, _item(entry))
        if chosen:
            self.tree.setCurrentItem(self.tree.topLevelItem(position))
        self.tree.blockSignals(False)
        if chosen:
            tab = self.details.tabs.currentIndex()
            self.details.show_entry(entry)
            self.details.tabs.setCurrentIndex(tab)

    # decisions

    def _on_checked(self, item: QTreeWidgetItem, _column: int) -> None:
        position = self.tree.indexOfTopLevelItem(item)
        wanted = item.checkState(0) == Qt.CheckState.Checked
        if self._entries[position].wanted is not wanted:
            self._replace(position, replace(self._entries[position], wanted=wanted))
            self._show_state()

    def _on_wanted(self, wanted: bool) -> None:
        position = self._current()
        if position >= 0:
            self._replace(position, replace(self._entries[position], wanted=wanted))
            self._show_state()

    def _on_decided(self, choices: Choices) -> None:
        position = self._current()
        if position < 0 or self._job is not None:
            return
        workspace, maps, entry = self._session.workspace, self._maps, self._entries[position]

        def work(control: RunControl) -> Entry:
            return decided(entry, choices, workspace, maps, control)

        def done(made: Entry) -> None:
            self._replace(position, made)
            self._show_state()

        self._run(tr("looking at {name}", name=entry.file), work, done)

    # adding

    def _result(self, workspace: Workspace | None = None) -> ImportResult:
        """What is told of all files, and the workspace with the chosen layers."""
        from layers.formats.import_report import ImportResult, Refused
        from layers.formats.importing import added

        refused = tuple(Refused(file=e.file, error=e.error) for e in self._entries if e.error is not None)
        if workspace is None:
            reports = tuple(entry.report for entry in self._entries if entry.report is not None)
            return ImportResult(workspace=self._session.workspace, layers=reports, refused=refused)
        chosen = [
            (entry.proposal, entry.layer, entry.report)
            for entry in self._entries
            if entry.wanted and entry.proposal and entry.layer is not None and entry.report is not None
        ]
        return added(workspace, chosen, refused)

    def _add(self) -> None:
        """Add the chosen layers to the workspace as it stands by now."""
        workspace = self._session.workspace

        def work(control: RunControl) -> ImportResult:
            control.step(0.1, tr("adding the layers"))
            return self._result(workspace)

        def done(result: ImportResult) -> None:
            if self._session.workspace is not workspace:
                # something was changed while the layers were compared with those there are
                self._add()
                return
            names = tuple(report.name for report in result.layers)
            self._session.change(
                trn("import of {count} layer", "import of {count} layers", len(names)), result.workspace
            )
            self._keep_maps(result.workspace)
            self.added.emit(names)
            self.accept()

        self._run(tr("adding the layers"), work, done)

    def _keep_maps(self, workspace: Workspace) -> None:
        from layers.formats.choices import SECTION

        kept = {item.name: item for item in (*self._maps, *workspace.documents_of(SECTION))}
        if kept:
            save_import_maps(kept.values())

    # work

    def _run(self, title: Text, work: Work, done: Callable[[Any], None], *, listed: bool = False) -> None:
        """Run `work`; what an earlier job brings after this is passed over."""

        def now(act: Callable[..., None]) -> Callable[..., None]:
            def only_now(*values: object) -> None:
                if self._job is job:
                    self._job = None
                    act(*values)

            return only_now

        def failed(error: Exception) -> None:
            self._show_state()
            if isinstance(error, LayerError):
                self._stage.setText(sentence(error))
            else:
                self.crashed.emit(error)

        def stopped() -> None:
            self._show_state()
            self._stage.setText(str(tr("Stopped.")))

        self._job = job = self._session.background.start(
            title, work, done=now(done), failed=now(failed), stopped=now(stopped), listed=listed
        )
        job.progressed.connect(lambda fraction, stage: self._on_progressed(job, fraction, stage))
        self._show_state()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_progressed(self, job: Job, fraction: float, stage: str) -> None:
        if job is self._job:
            self._progress.setValue(round(fraction * 1000))
            self._stage.setText(stage)


def _item(entry: Entry) -> QTreeWidgetItem:
    report = entry.report
    name = entry.file
    if entry.proposal is not None and entry.proposal.group.source.layer_name:
        name = f"{entry.proposal.group.source.layer_name} ({name})"
    if report is None:
        texts = [name, str(tr("not imported")), "", ""]
    else:
        texts = [name, str(kind_named(report.kind).plural), f"{report.features:,}", f"{report.left_out:,}"]
    item = QTreeWidgetItem(texts)
    item.setIcon(1, icon(_STATES[entry.state]) if entry.state != "good" else icon(""))
    item.setToolTip(0, name)
    item.setToolTip(1, texts[1])
    for column in (2, 3):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if report is not None:
        item.setCheckState(0, Qt.CheckState.Checked if entry.wanted else Qt.CheckState.Unchecked)
    return item
