"""What nobody expected: the work is saved first, then told, once and with all that helps to mend it."""

from __future__ import annotations

import datetime as dt
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.session import Session
from desktop.settings import recovery_folder
from layers.text import tr


class CrashReporter(QObject):
    """Saves a recovery copy and shows one dialog.

    Parameters
    ----------
    session : Session
    window : QWidget
        Parent of the dialog.
    """

    _crashed = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.dialog: CrashDialog | None = None
        self._crashed.connect(self.report)

    def install(self) -> None:
        """Catch what no one else did, in every thread."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._crashed.emit(args.exc_value)

    def report(self, error: BaseException) -> None:
        """Save the work, then tell; while the dialog is open, further crashes are added to it."""
        details = "".join(traceback.format_exception(error))
        sys.stderr.write(details)
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.add(details)
            return
        copy, trouble = self._save_copy()
        self.dialog = CrashDialog(details, copy, trouble, self._window)
        self.dialog.open()

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._crashed.emit(error.with_traceback(trace))

    def _save_copy(self) -> tuple[Path | None, str]:
        """Where the unsaved work was copied to, None when there is none; and why it could not be."""
        if not self._session.has_changes:
            return None, ""
        from layers.formats.geopackage import save_workspace

        path = recovery_path(self._session.path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_workspace(self._session.to_save(), path)
        except Exception as error:  # whatever happens here, the first crash must still be told
            return None, str(error)
        return path, ""


class CrashDialog(QDialog):
    """Says what happened, where the copy is, and lets the report be copied."""

    def __init__(self, details: str, copy: Path | None, trouble: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Something went wrong in Corridor")))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.resize(620, 360)
        if trouble:
            saved = tr("Your unsaved changes could not be copied: {reason}. Save them now.", reason=trouble)
        elif copy is not None:
            saved = tr("A copy of your work with every unsaved change is in {path}", path=copy)
        else:
            saved = tr("All your changes had been saved.")
        self.message = QLabel(
            f"{tr('Corridor met an error that it did not expect. You can go on working.')}\n\n{saved}"
        )
        self.message.setWordWrap(True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(str(tr("Report")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        to_clipboard = buttons.addButton(str(tr("Copy the report")), QDialogButtonBox.ButtonRole.ActionRole)
        to_clipboard.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.message)
        column.addWidget(QLabel(str(tr("The report below helps whoever mends it; it may name your files."))))
        column.addWidget(self._details)
        column.addWidget(buttons)

    def add(self, details: str) -> None:
        """Add another crash."""
        self._details.appendPlainText("\n" + details)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._details.toPlainText())


def recovery_path(path: Path | None) -> Path:
    """Where a recovery copy goes: beside the workspace, or into the user's own folder."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = path.parent if path is not None else recovery_folder()
    stem = path.stem if path is not None else "unsaved"
    return folder / f"{stem}.recovery-{stamp}.gpkg"
