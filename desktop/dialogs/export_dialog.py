"""Export: a map page, the tables, a brief, or everything into a folder, for an edition and in a language."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.session import Session
from layers.text import LANGUAGES, Text, has_translation, in_language, language, tr
from layers.workspace import Workspace
from planning.outcome import Outcome
from planning.report.edition import RULES, Edition
from planning.run_control import RunControl

MAP, TABLES, BRIEF, ROUTES, EVERYTHING = "map", "tables", "brief", "routes", "everything"

_WHAT: dict[str, Text] = {
    MAP: tr("Map page (PDF, PNG or SVG)"),
    TABLES: tr("Tables with units and assumptions (XLSX)"),
    BRIEF: tr("Brief (DOCX)"),
    ROUTES: tr("Route sheet, profile, GPX and KML, into a folder"),
    EVERYTHING: tr("Everything, into a folder"),
}
_FILTERS = {MAP: "PDF (*.pdf);;PNG (*.png);;SVG (*.svg)", TABLES: "XLSX (*.xlsx)", BRIEF: "DOCX (*.docx)"}
_ENDINGS = {MAP: (".pdf", ".png", ".svg"), TABLES: (".xlsx",), BRIEF: (".docx",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be exported."""

    what: str
    path: Path
    workspace: Workspace
    outcomes: tuple[Outcome, ...]
    current: Outcome | None
    edition: Edition
    language: str
    page: str
    landscape: bool
    title: str
    area: str


class ExportDialog(QDialog):
    """Asks what is to be exported, and writes it in the background.

    Signals
    -------
    written(paths)
    failed(Exception)
    edition_chosen(str)
    """

    written = Signal(object)
    failed = Signal(object)
    edition_chosen = Signal(str)

    def __init__(
        self,
        session: Session,
        parent: QWidget,
        *,
        what: str = MAP,
        edition: str = "internal",
        folder: str = "",
    ) -> None:
        super().__init__(parent)
        self.setProperty("help", "export")
        self._session = session
        self._folder = folder
        self.setWindowTitle(str(tr("Export")))
        self.setModal(False)
        self.setMinimumWidth(440)
        self.what = QComboBox()
        for key, words in _WHAT.items():
            self.what.addItem(str(words), key)
        self.edition = QComboBox()
        for key in Edition:
            self.edition.addItem(str(RULES[key].label), str(key))
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            if has_translation(code):
                self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language()))
        self.page = QComboBox()
        self.page.addItems(["A4", "A3"])
        self.landscape = QCheckBox(str(tr("landscape")))
        self.landscape.setChecked(True)
        self.title = QLineEdit()
        self.title.setPlaceholderText(str(tr("the workspace or the analysis")))
        self.area = QLineEdit()
        self.area.setPlaceholderText(str(tr("everywhere; or an area by name or P-code")))
        self.results = QCheckBox(str(tr("with the results shown now")))
        self.results.setChecked(True)
        self._note = QLabel()
        self._note.setProperty("role", "muted")
        self._note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton(str(tr("Export…")))
        self.export_button.setProperty("primary", True)
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose_file)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.what.setCurrentIndex(self.what.findData(what))
        self.edition.setCurrentIndex(max(0, self.edition.findData(edition)))
        self.what.currentIndexChanged.connect(self._update)
        self.edition.currentIndexChanged.connect(self._update)
        self._update()

    def export_to(self, path: Path) -> None:
        """Write to `path` (a folder for everything) in the background."""
        session = self._session
        current = session.current_run.outcome if session.current_run is not None else None
        # outcomes speak of the baseline's features; a map of its own shows the chosen scenario
        with_results = self.what.currentData() != MAP or (current is not None and self.results.isChecked())
        wish = Wish(
            what=self.what.currentData(),
            path=path,
            workspace=session.with_display(session.workspace if with_results else session.situation),
            outcomes=tuple(run.outcome for run in session.runs),
            current=current if with_results else None,
            edition=Edition(self.edition.currentData()),
            language=self.language.currentData(),
            page=self.page.currentText(),
            landscape=self.landscape.isChecked(),
            title=self.title.text().strip(),
            area=self.area.text().strip(),
        )
        session.background.start(
            tr("writing {name}", name=path.name),
            lambda control: write(wish, control),
            done=self.written.emit,
            failed=self.failed.emit,
        )
        self.edition_chosen.emit(str(wish.edition))
        self.accept()

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        self._map_rows: list[QWidget] = [self.page, self.landscape, self.title, self.area, self.results]
        for text, widget in (
            (tr("What"), self.what),
            (tr("Edition"), self.edition),
            (tr("Language"), self.language),
            (tr("Page"), self.page),
            (None, self.landscape),
            (tr("Title"), self.title),
            (tr("Area"), self.area),
            (None, self.results),
        ):
            if text is None:
                form.addRow("", widget)
            else:
                form.addRow(str(text), widget)
                widget.setAccessibleName(str(text))
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self._note)
        column.addStretch(1)
        column.addWidget(buttons)

    def _update(self) -> None:
        what = self.what.currentData()
        runs = len(self._session.runs)
        for widget in self._map_rows:
            widget.setEnabled(what == MAP)
        self.results.setEnabled(what == MAP and runs > 0)
        notes = [str(RULES[Edition(self.edition.currentData())].mark)]
        needs_runs = what in (TABLES, BRIEF)
        if needs_runs and not runs:
            notes.append(str(tr("Run an analysis first: there is nothing to write yet.")))
        elif what == ROUTES and not self._has_routes():
            notes.append(str(tr("The results shown now hold no routes: run a route first.")))
        elif what not in (MAP, ROUTES):
            notes.append(str(tr("Holds the {count} runs of this sitting.", count=runs)))
        self._note.setText("\n".join(notes))
        ready = self._has_routes() if what == ROUTES else not needs_runs or runs > 0
        self.export_button.setEnabled(ready)

    def _has_routes(self) -> bool:
        run = self._session.current_run
        return run is not None and any(layer.name == ROUTES for layer in run.outcome.map_layers)

    def _choose_file(self) -> None:
        what = self.what.currentData()
        caption = str(tr("Export"))
        if what in (EVERYTHING, ROUTES):
            name = QFileDialog.getExistingDirectory(self, caption, self._folder)
        else:
            name, chosen = QFileDialog.getSaveFileName(self, caption, self._folder, _FILTERS[what])
            if name and Path(name).suffix.lower() not in _ENDINGS[what]:
                name += next(ending for ending in _ENDINGS[what] if ending in chosen)
        if name:
            self.export_to(Path(name))


def write(wish: Wish, control: RunControl) -> tuple[Path, ...]:
    """Write what is wished for; gives the files written."""
    with in_language(wish.language):
        if wish.what == MAP:
            from planning.report.map_page import write_map

            write_map(
                wish.path,
                wish.workspace,
                page=wish.page,
                landscape=wish.landscape,
                title=wish.title,
                area=wish.area,
                outcome=wish.current,
                edition=wish.edition,
                control=control,
            )
        elif wish.what == TABLES:
            from planning.report.spreadsheet import write_tables

            control.step(0.0, tr("tables"))
            write_tables(wish.path, wish.outcomes, wish.workspace, wish.edition)
        elif wish.what == BRIEF:
            _write_brief(wish, control)
        elif wish.what == ROUTES:
            return _write_routes(wish, control)
        else:
            from planning.report.report import write_report

            return tuple(
                write_report(
                    wish.path,
                    wish.workspace,
                    edition=wish.edition,
                    outcomes=wish.outcomes,
                    control=control,
                )
            )
    return (wish.path,)


def _write_routes(wish: Wish, control: RunControl) -> tuple[Path, ...]:
    """The routes of the outcome in hand, as far as the edition may hold them."""
    from planning.errors import PlanningError
    from planning.route_files import write_route_files

    assert wish.current is not None
    stem = wish.current.scenario.replace(" ", "_").lower()
    written = write_route_files(wish.path, stem, wish.current, wish.workspace, wish.edition, control)
    if not written:
        raise PlanningError(
            tr("this edition may hold none of these routes"),
            where=str(wish.path),
            todo=tr("Choose another edition, or routes that lead past no withheld site."),
        )
    return written


def _write_brief(wish: Wish, control: RunControl) -> None:
    """A brief with an overview map and one for each outcome."""
    from planning.report.brief import write_brief
    from planning.report.map_page import write_map

    with tempfile.TemporaryDirectory() as folder:
        maps = []
        for number, outcome in enumerate((None, *wish.outcomes)):
            part = control.part(number / (len(wish.outcomes) + 1), (number + 1) / (len(wish.outcomes) + 1))
            maps.append(Path(folder) / f"map{number}.png")
            write_map(
                maps[-1], wish.workspace, landscape=True, outcome=outcome, edition=wish.edition, control=part
            )
        write_brief(wish.path, wish.outcomes, wish.workspace, wish.edition, maps)
