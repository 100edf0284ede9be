"""Calculating an own field: an expression, the records it is for, and a look at what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.panels.table_model import shown_value
from desktop.session import Session
from layers.errors import LayerError
from layers.text import Text, tr, trn
from layers.units import unit_text
from planning.run_control import RunControl

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from layers.workspace import Workspace
    from planning.field_calculator import Calculation

_PAUSE_MS = 250
_LOOKED_AT = 200
_SHOWN = 4
_BARE = "abcdefghijklmnopqrstuvwxyz_0123456789"


class CalculatorDialog(QDialog):
    """The calculator; it stays open while the field is worked out, and says what went wrong.

    Signals
    -------
    failed(Exception)
    """

    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        layer_name: str,
        selected: NDArray[np.int64],
        shown: NDArray[np.int64],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._layer_name = layer_name
        self._fids: list[NDArray[np.int64] | None] = [None]
        self.setWindowTitle(str(tr("Calculate a field of {layer}", layer=layer_name)))
        self.expression = QLineEdit()
        self.expression.setPlaceholderText("capacity - occupancy")
        self.field = QComboBox()
        self.field.setEditable(True)
        self.field.lineEdit().setPlaceholderText(str(tr("a new field, or one of your own")))
        self.rows = QComboBox()
        layer = session.workspace.layer(layer_name)
        self.rows.addItem(str(trn("all {count:,} record", "all {count:,} records", len(layer))))
        for fids, words in ((selected, tr("{count:,} selected", count=len(selected))),
                            (shown, tr("{count:,} shown", count=len(shown)))):  # fmt: skip
            if len(fids):
                self.rows.addItem(str(words))
                self._fids.append(fids)
        self.rows.setCurrentIndex(1 if len(selected) else 0)
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.answer.setMinimumHeight(64)
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fields, self.functions = QListWidget(), QListWidget()
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._look)
        self._list_names()
        self._lay_out()
        self.expression.textChanged.connect(lambda _text: self._pause.start())
        self.field.editTextChanged.connect(lambda _text: self._pause.start())
        self.rows.currentIndexChanged.connect(lambda _index: self._pause.start())
        self._look()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Close)
        self.calculate = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.calculate.setText(str(tr("Calculate")))
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(str(tr("Close")))
        buttons.accepted.connect(self.start)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(str(tr("&Expression")), self.expression)
        form.addRow(str(tr("Into the &field")), self.field)
        form.addRow(str(tr("&Records")), self.rows)
        lists = QHBoxLayout()
        for words, chooser in (
            (tr("Fields, with their units"), self.fields),
            (tr("Functions"), self.functions),
        ):
            side = QVBoxLayout()
            label = QLabel(str(words))
            label.setBuddy(chooser)
            chooser.setAccessibleName(str(words))
            chooser.setWordWrap(True)
            chooser.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            side.addWidget(label)
            side.addWidget(chooser)
            lists.addLayout(side)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.answer)
        column.addLayout(lists, 1)
        column.addWidget(buttons)
        self.resize(620, 460)

    def _list_names(self) -> None:
        from layers.records.column import columns_of
        from planning.field_calculator import function_words

        layer = self._session.workspace.layer(self._layer_name)
        for column in columns_of(layer.frame, layer.kind.fields):
            unit = str(unit_text(column.field.unit)) if column.field is not None else ""
            told = column.name if column.field is None else f"{column.name} – {column.label}"
            item = QListWidgetItem(told + (f" ({unit})" if unit else ""))
            is_bare = column.name[:1].isalpha() and all(sign in _BARE for sign in column.name)
            item.setData(Qt.ItemDataRole.UserRole, column.name if is_bare else f"[{column.name}]")
            self.fields.addItem(item)
            if column.field is None and column.name != "fid":
                self.field.addItem(column.name)
        self.field.setCurrentIndex(-1)
        self.field.setEditText("")
        for written, words in function_words().items():
            item = QListWidgetItem(f"{written}: {words}")
            item.setData(Qt.ItemDataRole.UserRole, written.partition("(")[0] + "(")
            self.functions.addItem(item)
        for chooser in (self.fields, self.functions):
            chooser.itemActivated.connect(self._insert)

    def _insert(self, item: QListWidgetItem) -> None:
        self.expression.insert(item.data(Qt.ItemDataRole.UserRole))
        self.expression.setFocus()

    def _chosen(self) -> NDArray[np.int64] | None:
        return self._fids[self.rows.currentIndex()]

    def _look(self) -> None:
        """Work the expression out for the first records, and say what it gives."""
        from planning.field_calculator import calculated

        self.calculate.setEnabled(False)
        if not self.expression.text().strip():
            self._say(
                str(tr("Unknown values stay unknown. Double-click a field or a function to take it over."))
            )
            return
        workspace = self._session.workspace
        layer = workspace.layer(self._layer_name)
        fids = self._chosen()
        first = (layer.frame.index.to_numpy() if fids is None else fids)[:_LOOKED_AT]
        try:
            result = calculated(layer, self.expression.text(), workspace.today(), first)
        except LayerError as error:
            self._say(str(error), is_error=True)
            return
        self._say(_preview(result))
        self.calculate.setEnabled(bool(self.field.currentText().strip()))

    def _say(self, words: str, *, is_error: bool = False) -> None:
        self.answer.setText(words)
        self.answer.setProperty("role", "error" if is_error else "")
        self.answer.style().unpolish(self.answer)
        self.answer.style().polish(self.answer)

    def start(self) -> None:
        """Work out and write the field, as one step that can be undone."""
        from planning.field_calculator import with_calculated

        if not self.calculate.isEnabled():
            return
        workspace, field, expression = (
            self._session.workspace, self.field.currentText().strip(), self.expression.text()
        )  # fmt: skip
        fids, name = self._chosen(), self._layer_name
        self.calculate.setEnabled(False)

        def work(control: RunControl) -> Workspace:
            return with_calculated(workspace, name, field, expression, fids, control)

        def done(changed: Workspace) -> None:
            if workspace is not self._session.workspace:
                self._say(str(tr("The data was changed meanwhile; calculate again.")), is_error=True)
                self.calculate.setEnabled(True)
                return
            self._session.change(tr("calculate {field} of {layer}", field=field, layer=name), changed)
            self.accept()

        self._session.background.start(
            tr("Calculate {field}", field=field), work, done=done, failed=self._on_failed,
            stopped=lambda: self.calculate.setEnabled(True),
        )  # fmt: skip

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, LayerError):
            self._say(str(error), is_error=True)
        else:
            self.failed.emit(error)


def _preview(result: Calculation) -> str:
    values = result.values.head(_SHOWN)
    unit = f" {unit_text(result.unit)}" if result.unit else ""
    told = ", ".join(
        (shown_value(value) + unit) if shown_value(value) else str(tr("unknown")) for value in values
    )
    lines: list[Text | str] = [tr("The first records get: {values}", values=told)]
    looked_at = len(result.values)
    if result.unknown:
        left = trn("Of the first {looked_at} records {count} stays unknown.",
                   "Of the first {looked_at} records {count} stay unknown.",
                   result.unknown, looked_at=looked_at)  # fmt: skip
        lines.append(left)
    lines += [tr("Mind the units: {note}.", note=note) for note in result.notes]
    return "\n".join(str(line) for line in lines)
