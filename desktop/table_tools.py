"""What is done with the table: clipboard, conditions, fields, calculator, menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QModelIndex, QPoint
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QDialog, QInputDialog, QMenu

from desktop.part import Part
from desktop.records.clipboard import copied_text, pasted_cells, pasted_changes
from layers.errors import LayerError
from layers.layer import Layer
from layers.text import tr, trn
from planning.run_control import RunControl

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from desktop.records.model import FrameTable
    from layers.records.matching import Condition

_ROWS_AT_ONCE = 5_000
MENU_ACTIONS = (
    "table.copy", "table.paste", None, "table.sort", "table.filter_value", "table.clear_query", None,
    "table.select_shown", "table.invert", "table.go_to", None, "table.calculate", "table.add_field",
    "table.remove_field", None, "table.keep_names",
)  # fmt: skip


class TableTools(Part):
    """The tools of the table panel."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.table = window.table
        self._dialog: QDialog | None = None
        panel, bar, view = self.table, self.table.filter_bar, self.table.view
        panel.failed.connect(self.failed)
        panel.runner.answered.connect(lambda _answer: window.update_actions())
        bar.conditions_wanted.connect(self.open_conditions)
        bar.calculator_wanted.connect(self.open_calculator)
        bar.menu.setMenu(self._menu_of_actions())
        view.copy_wanted.connect(self.copy)
        view.paste_wanted.connect(self.paste)
        view.clear_wanted.connect(self.clear_cell)
        view.head_menu_wanted.connect(self._open_head_menu)
        view.cell_menu_wanted.connect(self._open_cell_menu)

    def close(self) -> None:
        """Stop what works for the table."""
        self.table.columns.remember()
        self.table.runner.stop()
        self.table.statistics.stop()

    # what can be done

    @property
    def can_edit(self) -> bool:
        """Whether the records shown can be edited."""
        return self.table.model is not None and self.table.editor.can_edit(self.table.layer())

    def show(self) -> None:
        """Bring the table to the front and go to it."""
        dock = self.window.docks["table"]
        dock.show()
        dock.raise_()
        self.table.view.setFocus()

    def focus_filter(self) -> None:
        """Go to the quick filter."""
        self.show()
        self.table.filter_bar.text.setFocus()
        self.table.filter_bar.text.selectAll()

    # clipboard

    def copy(self) -> None:
        """Put the selected records, else all shown, on the clipboard, as a spreadsheet takes them."""
        import numpy as np

        model, selection = self.table.model, self.table.selection
        if model is None or selection is None:
            return
        order = model.order
        chosen = order[selection.marks[order]] if selection.count else order
        if not len(chosen) and selection.count:
            chosen = np.flatnonzero(selection.marks)
        columns = self._shown_columns()
        point = QLocale.system().decimalPoint()

        def work(control: RunControl) -> str:
            return copied_text(
                model, chosen, columns, point, lambda share: control.step(share, tr("copying records"))
            )

        if len(chosen) <= _ROWS_AT_ONCE:
            self._put(copied_text(model, chosen, columns, point), len(chosen))
        else:
            self.window.background.start(
                tr("Copy records"),
                work,
                done=lambda text: self._put(text, len(chosen)),
                failed=self.failed.emit,
            )

    def _put(self, text: str, count: int) -> None:
        QGuiApplication.clipboard().setText(text)
        words = trn(
            "{count:,} record copied, with headings", "{count:,} records copied, with headings", count
        )
        self.table.say(str(words), briefly=True)

    def _shown_columns(self) -> list[int]:
        """Columns in sight, from left to right."""
        head, model = self.table.view.horizontalHeader(), self.table.model
        assert model is not None
        columns = [head.logicalIndex(place) for place in range(model.columnCount())]
        return [column for column in columns if not self.table.view.isColumnHidden(column)]

    def paste(self) -> None:
        """Put cells of a spreadsheet into the records from the current cell on, all of them or none."""
        model, index = self.table.model, self.table.view.currentIndex()
        if model is None or not self.can_edit or not index.isValid():
            return
        cells = pasted_cells(QGuiApplication.clipboard().text())
        columns = self._shown_columns()
        columns = columns[columns.index(index.column()) :]
        try:
            changes = pasted_changes(model, cells, index.row(), columns)
        except LayerError as error:
            self.table.say(str(error))
            return
        self.table.editor.write(self.table.key, changes)

    def clear_cell(self) -> None:
        """Make the value of the current cell unknown."""
        model, index = self.table.model, self.table.view.currentIndex()
        if model is not None and self.can_edit and index.isValid() and index.column() > 0:
            model.setData(index, None)

    # selection and order

    def select_shown(self) -> None:
        """Select every record shown, on the map too."""
        if self.table.model is not None:
            self.table.select_rows(self.table.model.order)

    def invert(self) -> None:
        """Select the records shown that are not selected."""
        model, selection = self.table.model, self.table.selection
        if model is not None and selection is not None:
            self.table.select_rows(model.order[~selection.marks[model.order]])

    def go_to(self) -> None:
        """Ask for a record's number in the layer and go there."""
        model = self.table.model
        if model is None or not len(model.frame):
            return
        dialog = QInputDialog(self.window)
        dialog.setWindowTitle(str(tr("Go to a record")))
        dialog.setLabelText(str(tr("Number of the record (fid)")))
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setIntRange(int(model.frame.index.min()), int(model.frame.index.max()))
        dialog.intValueSelected.connect(self.go_to_record)
        self._open(dialog)

    def go_to_record(self, fid: int) -> None:
        """Select a record and bring it into sight; says where it is filtered out or not there."""
        model = self.table.model
        if model is None:
            return
        position = model.frame.index.get_indexer([fid])
        if position[0] < 0:
            self.table.say(str(tr("There is no record {fid} in this layer.", fid=fid)))
            return
        row = int(model.rows_of(position)[0])
        if row < 0:
            self.table.say(str(tr("Record {fid} is filtered out; clear the filter to see it.", fid=fid)))
            return
        self.table.select_rows(position)
        index = model.index(row, max(self.table.view.currentIndex().column(), 0))
        self.table.view.setCurrentIndex(index)
        self.table.view.scrollTo(index)

    # conditions, fields, calculator

    def open_conditions(self, with_column: str = "") -> None:
        """Put conditions together."""
        from desktop.records.conditions_window import ConditionsWindow

        model = self.table.model
        if model is None:
            return
        dialog = ConditionsWindow(model, self.table.query.conditions, self.window)
        if with_column:
            row = dialog.rows[-1] if not self.table.query.conditions else dialog.add_row()
            row.column.setCurrentIndex(row.column.findData(with_column))
        dialog.changed.connect(lambda conditions: self._set_conditions(model, conditions))
        self._open(dialog)

    def _set_conditions(self, model: FrameTable, conditions: tuple[Condition, ...]) -> None:
        if model is self.table.model:
            self.table.ask(conditions=conditions)

    def open_calculator(self) -> None:
        """Calculate an own field from others."""
        from desktop.dialogs.calculator_dialog import CalculatorDialog

        layer, model, selection = self.table.layer(), self.table.model, self.table.selection
        if not isinstance(layer, Layer) or model is None or selection is None or not self.can_edit:
            return
        fids = model.frame.index.to_numpy()
        choices = (fids[selection.marks], fids[model.order] if self.table.query.filters else fids[:0])
        dialog = CalculatorDialog(self.window.session, layer.name, *choices, self.window)
        dialog.failed.connect(self.failed)
        self._open(dialog)

    def add_field(self) -> None:
        """Add an own field."""
        from desktop.dialogs.field_dialog import FieldDialog

        if self.can_edit:
            dialog = FieldDialog(self.window)
            dialog.chosen.connect(
                lambda name, type_: self.table.editor.add_field(self.table.key, name, type_)
            )
            self._open(dialog)

    def remove_field(self) -> None:
        """Remove the own field of the current cell; undo brings it back."""
        model, index = self.table.model, self.table.view.currentIndex()
        if model is None or not self.can_edit:
            return
        if not index.isValid() or index.column() == 0:
            self.table.say(str(tr("Go to a cell of the field that shall be removed.")))
            return
        self.table.editor.remove_field(self.table.key, model.columns[index.column()].name)

    def _open(self, dialog: QDialog) -> None:
        if self._dialog is not None:
            self._dialog.close()
        self._dialog = dialog
        dialog.finished.connect(lambda _result: self._forget(dialog))
        dialog.show()

    def _forget(self, dialog: QDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()

    # menus

    def _menu_of_actions(self) -> QMenu:
        menu = QMenu(self.table)
        for name in MENU_ACTIONS:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self.window.actions_by_id[name])
        menu.addMenu(self._columns_menu(menu))
        # what can be done depends on the current cell
        menu.aboutToShow.connect(self.window.update_actions)
        return menu

    def _columns_menu(self, parent: QMenu) -> QMenu:
        menu = QMenu(str(tr("Columns shown")), parent)

        def fill() -> None:
            menu.clear()
            model = self.table.model
            for at, column in enumerate(model.columns if model is not None else ()):
                action = QAction(model.heading_of(column), menu) if model is not None else QAction(menu)
                action.setCheckable(True)
                action.setChecked(not self.table.view.isColumnHidden(at))
                action.setEnabled(at not in (0, model.name_column() if model is not None else 0))
                action.triggered.connect(lambda shown, at=at: self.table.columns.set_shown(at, shown=shown))
                menu.addAction(action)

        menu.aboutToShow.connect(fill)
        return menu

    def _open_head_menu(self, column: int, place: QPoint) -> None:
        model = self.table.model
        if model is None or column < 0:
            return
        name = model.columns[column].name
        others = tuple(item for item in self.table.query.sorting if item[0] != name)
        menu = QMenu(self.table)
        for words, sorting in (
            (tr("Sort ascending"), ((name, False),)),
            (tr("Sort descending"), ((name, True),)),
            (tr("Sort by this column too"), (*others, (name, False))),
        ):
            menu.addAction(str(words), lambda sorting=sorting: self.table.ask(sorting=sorting))
        menu.addSeparator()
        menu.addAction(str(tr("Filter by this column…")), lambda: self.open_conditions(name))
        if column not in (0, model.name_column()):
            menu.addAction(
                str(tr("Hide the column")), lambda: self.table.columns.set_shown(column, shown=False)
            )
        menu.addMenu(self._columns_menu(menu))
        menu.popup(place)

    def _open_cell_menu(self, index: QModelIndex, place: QPoint) -> None:
        model = self.table.model
        if model is None:
            return
        menu = QMenu(self.table)
        value = model.data(index)
        said = value if len(value) <= 30 else value[:29] + "…"
        words = tr("Only “{value}”", value=said) if value else tr("Only where unknown")
        menu.addAction(str(words), lambda: self.filter_by(index))
        menu.addAction(self.window.actions_by_id["table.copy"])
        menu.addAction(self.window.actions_by_id["view.selection"])
        menu.popup(place)

    def sort_by_current(self) -> None:
        """Sort by the column of the current cell, then the other way round, then not at all."""
        index = self.table.view.currentIndex()
        if index.isValid():
            self.table.sort_by(index.column())

    def filter_by(self, index: QModelIndex) -> None:
        """Show only records that hold the value of a cell."""
        from desktop.records.cell_editing import is_unknown, plain
        from layers.records.matching import Condition, Relation

        model = self.table.model
        if model is None or not index.isValid():
            return
        value, name = model.value_at(index), model.columns[index.column()].name
        if is_unknown(value):
            condition = Condition(column=name, relation=Relation.UNKNOWN)
        else:
            condition = Condition(column=name, relation=Relation.EQUALS, values=(plain(value),))
        self.table.ask(conditions=(*self.table.query.conditions, condition))
