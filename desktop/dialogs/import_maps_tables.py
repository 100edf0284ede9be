"""Tables in which a user maps columns to fields, words to values, and names to areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from layers.layer_kind import Geometry
from layers.text import Text, numeral, tr

if TYPE_CHECKING:
    from layers.area_names import OpenName
    from layers.formats.import_report import LayerReport
    from layers.formats.source import Source
    from layers.layer_kind import LayerKind

_EXAMPLES = 3
_LONGEST = 60


class _MapTable(QTableWidget):
    """Rows with a choice in the second column from the right or wherever `combo` puts it."""

    def __init__(self, headings: Iterable[Text], name: Text) -> None:
        super().__init__()
        titles = [str(heading) for heading in headings]
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(str(name))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setAlternatingRowColors(True)

    def add(self, cells: list[str | QWidget]) -> None:
        """Append a row of texts and widgets."""
        row = self.rowCount()
        self.insertRow(row)
        for column, cell in enumerate(cells):
            if isinstance(cell, QWidget):
                self.setCellWidget(row, column, cell)
                continue
            item = QTableWidgetItem(cell)
            item.setToolTip(cell)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(row, column, item)

    def combo(self, row: int) -> QComboBox:
        """The choice of a row."""
        found = (self.cellWidget(row, column) for column in range(self.columnCount()))
        return next(widget for widget in found if isinstance(widget, QComboBox))


def _combo(
    choices: list[tuple[str, str]], chosen: str, name: str, changed: Callable[[str], None]
) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for text, value in choices:
        combo.addItem(text, value)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    # scrolling through the table must not change what lies under the pointer
    combo.wheelEvent = lambda event: event.ignore()  # type: ignore[method-assign]
    combo.activated.connect(lambda _index: changed(combo.currentData()))
    return combo


class FieldTable(_MapTable):
    """Which column each field of the kind is taken from.

    Signals
    -------
    decided(field, column)
        An empty column takes the field from none.
    """

    decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__((tr("Field"), tr("Column of the file"), tr("Values")), tr("Fields"))
        self.setColumnWidth(0, 140)
        self.setColumnWidth(1, 170)

    def show_fields(self, source: Source, kind: LayerKind, report: LayerReport | None) -> None:
        """Show the map of a source; mapped fields first, then the others in the order of the kind."""
        self.setRowCount(0)
        mapped = dict(report.columns) if report is not None else {}
        columns = [str(column) for column in source.frame.columns if column != "geometry"]
        choices = [("–", ""), *((column, column) for column in columns)]
        fields = [(item.name, str(item.label), item.required) for item in kind.fields]
        if "geometry" not in source.frame.columns and Geometry.POINT in kind.geometry:
            fields += [("lon", str(tr("Longitude")), False), ("lat", str(tr("Latitude")), False)]
        for name, label, required in sorted(fields, key=lambda item: item[0] not in mapped):
            column = mapped.get(name, "")
            combo = _combo(choices, column, label, lambda value, name=name: self.decided.emit(name, value))
            self.add([f"{label} *" if required else label, combo, _examples(source, column)])


def _examples(source: Source, column: str) -> str:
    if not column or column not in source.frame.columns:
        return ""
    values = source.frame[column].dropna().head(200).astype("str").drop_duplicates().head(_EXAMPLES)
    return ", ".join(value[:_LONGEST] for value in values)


class WordTable(_MapTable):
    """What each word of the publisher is taken for.

    Signals
    -------
    decided(field, word, value)
        An empty value leaves the field empty.
    """

    decided = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__((tr("Field"), tr("As written"), tr("Rows"), tr("Taken for")), tr("Words"))
        for column, width in enumerate((110, 160, 50)):
            self.setColumnWidth(column, width)

    def show_words(self, kind: LayerKind, report: LayerReport | None) -> None:
        """Show the words met, those that stand for nothing yet first."""
        self.setRowCount(0)
        words = [] if report is None else [(name, word) for name, met in report.words.items() for word in met]
        for name, word in sorted(words, key=lambda pair: (pair[1].value is not None, -pair[1].rows)):
            field = kind.field(name)
            values = {value: str(label) for value, label in field.vocabulary.items()}
            values = values or {value: value for value in sorted(set(kind.values.get(name, {}).values()))}
            choices = [(str(tr("– nothing –")), ""), *((label, value) for value, label in values.items())]
            if word.value is not None and word.value not in values:
                choices.append((word.value, word.value))
            combo = _combo(
                choices, word.value or "", f"{field.label}: {word.written}",
                lambda value, name=name, word=word: self.decided.emit(name, word.written, value),
            )  # fmt: skip
            self.add([str(field.label), word.written, f"{word.rows:,}", combo])


class AreaTable(_MapTable):
    """Which area a name means that fits several or none.

    Signals
    -------
    decided(name, code)
    """

    decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__((tr("Name in the file"), tr("Rows"), tr("It means")), tr("Names to decide"))
        self.setColumnWidth(0, 200)
        self.setColumnWidth(1, 60)

    def show_names(self, names: tuple[OpenName, ...]) -> None:
        """Show the names that wait for a decision."""
        self.setRowCount(0)
        for name in names:
            shown = f"{name.name} ({name.context})" if name.context else name.name
            choices = [(str(tr("– not decided –")), "")]
            choices += [(str(candidate), candidate.code) for candidate in name.candidates]
            combo = _combo(choices, "", shown, lambda code, shown=shown: self.decided.emit(shown, code))
            self.add([shown, numeral(f"{len(name.rows):,}"), combo])
