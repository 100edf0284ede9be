"""Edits made in the table: each one undoable step on the baseline, refused in words where it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.panels.table_model import shown_value
from desktop.session import Session
from layers.errors import LayerError
from layers.layer import Layer
from layers.text import Text, tr, trn

if TYPE_CHECKING:
    from layers.workspace import Workspace

Changes = Mapping[int, Mapping[str, object]]


class RecordEditor(QObject):
    """Writes into the layers of the workspace.

    Signals
    -------
    refused(LayerError)
        Nothing was changed.
    told(str)
        Something the user must know of what was changed; empty when there is nothing.
    """

    refused = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def can_edit(self, layer: object) -> bool:
        """Whether `layer` is one of the workspace, not of an outcome or of a scenario alone."""
        return isinstance(layer, Layer) and layer.raster is None and self._baseline(layer.name) is not None

    def write(self, layer_name: str, changes: Changes) -> bool:
        """Set values; says whether they were taken."""
        from planning.edits import set_values

        return self._change(
            _step_name(layer_name, changes),
            lambda workspace: set_values(workspace, layer_name, self._in_baseline(layer_name, changes)),
            lambda: self._of_scenario(layer_name, changes),
        )

    def add_field(self, layer_name: str, name: str, type_: Any) -> bool:
        """Add an own field."""
        from planning.edits import add_field

        text = tr("add field {field} to {layer}", field=name, layer=layer_name)
        return self._change(text, lambda workspace: add_field(workspace, layer_name, name, type_))

    def remove_field(self, layer_name: str, name: str) -> bool:
        """Remove an own field with its values."""
        from planning.edits import remove_field

        text = tr("remove field {field} from {layer}", field=name, layer=layer_name)
        return self._change(text, lambda workspace: remove_field(workspace, layer_name, name))

    def _change(
        self,
        text: Text,
        edit: Callable[[Workspace], Workspace],
        notice: Callable[[], str] = lambda: "",
    ) -> bool:
        try:
            changed = edit(self._session.workspace)
        except LayerError as error:
            self.refused.emit(error)
            return False
        words = notice() or self.scenario_words()
        self._session.change(text, changed)
        self.told.emit(words)
        return True

    def scenario_words(self) -> str:
        """Where edits go while a scenario is shown; empty for the baseline."""
        scenario = self._session.scenario
        if not scenario.changes and not scenario.parent:
            return ""
        return str(tr("Edits change the baseline, on which scenario “{name}” rests.", name=scenario.name))

    def _baseline(self, layer_name: str) -> Layer | None:
        return next((item for item in self._session.workspace.layers if item.name == layer_name), None)

    def _in_baseline(self, layer_name: str, changes: Changes) -> Changes:
        """The changes, when the baseline holds every record they speak of."""
        layer = self._session.workspace.layer(layer_name)
        made = [fid for fid in changes if fid not in layer.frame.index]
        if made and self.scenario_words():
            name = self._session.scenario.name
            raise LayerError(
                tr("record {fid} was made by scenario “{name}”", fid=made[0], name=name),
                where=layer_name,
                expected=tr("Only records of the baseline can be edited in the table."),
                todo=tr("Change the scenario, or choose the baseline."),
            )
        return changes

    def _of_scenario(self, layer_name: str, changes: Changes) -> str:
        """Which value stays in sight because the scenario sets it itself."""
        if not self.scenario_words():
            return ""
        shown, held = self._session.situation.layer(layer_name), self._session.workspace.layer(layer_name)
        for fid, values in changes.items():
            for field in values:
                if field not in held.frame.columns or fid not in shown.frame.index:
                    continue
                seen = shown_value(shown.frame.at[fid, field])
                if seen != shown_value(held.frame.at[fid, field]):
                    return str(
                        tr(
                            "Changed in the baseline. Scenario “{name}” sets {field} of record {fid} itself, "
                            "so the table goes on showing “{value}”.",
                            name=self._session.scenario.name, field=field, fid=fid, value=seen,
                        )
                    )  # fmt: skip
        return ""


def _step_name(layer_name: str, changes: Changes) -> Text:
    fields = dict.fromkeys(field for values in changes.values() for field in values)
    if len(changes) == 1 and len(fields) == 1:
        return tr("edit {field} of record {fid} in {layer}",
                  field=next(iter(fields)), fid=next(iter(changes)), layer=layer_name)  # fmt: skip
    return trn("edit {count:,} record of {layer}", "edit {count:,} records of {layer}",
               len(changes), layer=layer_name)  # fmt: skip
