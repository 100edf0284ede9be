"""Offers what was not saved when Corridor ended."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.journal_reading import Unsaved
from layers.text import Text, tr, trn


class RecoveryDialog(QDialog):
    """Lists the steps that no file holds, the oldest first.

    Signals
    -------
    taken(), kept_aside()
        One of them comes, whichever way the dialog is closed.
    """

    taken = Signal()
    kept_aside = Signal()

    def __init__(self, unsaved: Unsaved, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Changes that were not saved")))
        self.resize(560, 380)
        self.words = QLabel("\n\n".join(str(text) for text in _sentences(unsaved)))
        self.words.setWordWrap(True)
        self.steps = QListWidget()
        self.steps.setAccessibleName(str(tr("Changes that were not saved")))
        for step in unsaved.steps:
            self.steps.addItem(f"{step.time.astimezone():%d.%m.%Y %H:%M:%S}   {step.text}")
        self.steps.scrollToBottom()
        buttons = QDialogButtonBox()
        self.take = QPushButton(str(tr("&Take them over")))
        self.keep_aside = QPushButton(str(tr("&Keep aside")))
        buttons.addButton(self.take, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.keep_aside, QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setEnabled(unsaved.fits)
        (self.take if unsaved.fits else self.keep_aside).setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self.taken)
        self.rejected.connect(self.kept_aside)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.steps, 1)
        column.addWidget(QLabel(str(tr("Kept aside, they go into a file of their own."))))
        column.addWidget(buttons)


def _sentences(unsaved: Unsaved) -> list[Text]:
    count = trn("{count:,} change", "{count:,} changes", len(unsaved.steps))
    name = unsaved.base.path.name if unsaved.base is not None else unsaved.title
    told = [tr("Corridor ended before {count} of “{name}” could be saved.", count=count, name=name)]
    if not unsaved.fits:
        told.append(
            tr("The file is no longer the one they were made on, so that they cannot be put into it. "
               "They can be kept aside, and the list says what to do again.")
        )  # fmt: skip
    elif unsaved.is_altered:
        told.append(tr("Another program has changed the file since; look closely at what comes back."))
    if unsaved.is_torn:
        told.append(tr("The very last change was cut off while it was written, and is lost."))
    return told
