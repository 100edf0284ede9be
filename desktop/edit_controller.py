"""Editing on the map: what the Draw menu does, each edit one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from desktop.drawables import TODAY, Drawable
from desktop.edited_feature import as_typed, name_of, refuse_of_scenario, shape_of
from desktop.map_view.edit_shape_tool import ShapeTool
from desktop.map_view.edit_tools import DrawTool
from desktop.map_view.snapping import LonLat, Snapper
from desktop.map_view.tools import NavigateTool
from desktop.panels.table_panel import layer_title
from desktop.part import Part
from layers.errors import LayerError
from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.text import Text, tr, trn
from planning.outcome import FeatureRef

if TYPE_CHECKING:
    from desktop.dialogs.feature_form import FeatureForm
    from desktop.main_window import MainWindow
    from layers.layer_kind import Problem
    from layers.workspace import Workspace

Corners = tuple[LonLat, ...]
# Gives the name of the step, the workspace after it, and what must be told.
Cut = Callable[[Layer, int, Corners], "tuple[Text, Workspace, Text | None]"]

_HOW = {
    Geometry.POINT: tr("Click the place, or press Enter for the middle of the map; Escape gives up."),
    Geometry.LINE: tr(
        "Click along the line, or set corners in the middle of the map with the space bar; a double click or "
        "Enter ends it, Backspace takes a corner back, Escape gives up."
    ),
    Geometry.POLYGON: tr(
        "Click the corners, or set them in the middle of the map with the space bar; a double click or Enter "
        "ends the area, Backspace takes a corner back, Escape gives up."
    ),
}


class EditController(Part):
    """Draws, moves, splits, reshapes and deletes features of the baseline."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._session = window.session
        self._canvas = window.canvas
        self.snapper = Snapper(window.canvas)
        self.form: FeatureForm | None = None
        self._in_hand: FeatureRef | None = None
        window.session.selection_changed.connect(self._on_selection)
        window.session.situation_changed.connect(self._on_situation)

    # what can be done

    @property
    def can_draw(self) -> bool:
        """Whether features can be added: not in a window that only looks at its file."""
        return not self._session.is_read_only

    @property
    def can_edit(self) -> bool:
        """Whether one feature of the workspace is selected."""
        return self.can_draw and self._selected() is not None

    @property
    def can_delete(self) -> bool:
        """Whether features of the workspace are selected."""
        return self.can_draw and any(self._layer_of(ref) is not None for ref in self._session.selection)

    def set_snapping(self, on: bool) -> None:
        """Let corners catch what is there, or not."""
        self.snapper.enabled = on

    # drawing

    def draw(self, drawable: Drawable) -> None:
        """Let a feature be drawn, then ask for its values."""
        self.snapper.without = None
        tool = DrawTool(drawable.shape.value, self.snapper, partial(self._on_drawn, drawable))
        self._use(tool, tr("{what}: {how}", what=drawable.label, how=_HOW[drawable.shape]))

    def draw_other(self) -> None:
        """Choose what to draw among all that can be drawn."""
        from PySide6.QtWidgets import QInputDialog

        from desktop.drawables import every_drawable

        drawables = every_drawable()
        words = [str(item.label) for item in drawables]
        chosen, taken = QInputDialog.getItem(
            self.window, str(tr("Draw")), str(tr("What to draw")), words, 0, False
        )
        if taken:
            self.draw(drawables[words.index(chosen)])

    def _on_drawn(self, drawable: Drawable, corners: Corners) -> None:
        self._end()
        if corners:
            self._ask_values(drawable, shape_of(drawable.shape, corners))

    def _ask_values(self, drawable: Drawable, shape: Any) -> None:
        from desktop.dialogs.feature_form import FeatureForm

        kind, workspace = drawable.layer_kind, self._session.workspace
        name = str(kind.plural)
        layers = [(layer.name, layer_title(layer)) for layer in workspace.of_kind(kind.name)]
        layers.append(("", str(tr("a new layer: {name}", name=workspace.free_name(name)))))
        day = workspace.today().isoformat()
        first = {field: day if text == TODAY else text for field, text in drawable.values.items()}

        def take(layer: str, typed: Mapping[str, str], keep: bool) -> tuple[Problem, ...]:
            return self._add(drawable, name, layer, shape, {**first, **typed}, keep)

        self.form = FeatureForm(
            kind, tr("New: {what}", what=drawable.label), tuple(layers), first, take, self.window
        )
        self.form.open()

    def _add(
        self,
        drawable: Drawable,
        new_name: str,
        layer_name: str,
        shape: Any,
        values: Mapping[str, str],
        keep: bool,
    ) -> tuple[Problem, ...]:
        from planning.edit_checks import problems_of
        from planning.edits import add_feature, add_layer_for_drawing

        workspace = self._session.workspace
        name = layer_name or workspace.free_name(new_name)
        if not layer_name:
            workspace = add_layer_for_drawing(workspace, drawable.kind, name)
        workspace, fid = add_feature(workspace, name, shape, values)
        layer = workspace.layer(name)
        if not keep:
            return problems_of(workspace, name, (fid,))
        text = tr("draw {what} {name}", what=drawable.label, name=name_of(layer, fid))
        self._change(text, workspace)
        self._session.select((FeatureRef(layer=name, fids=(fid,)),))
        return ()

    # changing

    def edit_values(self) -> None:
        """Ask for the values of the selected feature."""
        from desktop.dialogs.feature_form import FeatureForm

        found = self._editable()
        if found is None:
            return
        layer, fid = found
        row = layer.frame.loc[fid]
        first = {item.name: as_typed(row[item.name], item.type) for item in layer.kind.fields}

        def take(name: str, typed: Mapping[str, str], keep: bool) -> tuple[Problem, ...]:
            from planning.edit_checks import problems_of
            from planning.edits import set_values

            workspace = set_values(self._session.workspace, name, {fid: typed})
            if not keep:
                return problems_of(workspace, name, (fid,))
            if typed:
                self._change(tr("edit {what}", what=name_of(layer, fid)), workspace)
            return ()

        title = tr("{kind}: {name}", kind=layer.kind.label, name=name_of(layer, fid))
        self.form = FeatureForm(
            layer.kind, title, ((layer.name, layer_title(layer)),), first, take, self.window
        )
        self.form.open()

    def edit_vertices(self) -> None:
        """Take the vertices of the selected feature in hand."""
        self._take_in_hand(whole=False)

    def move(self) -> None:
        """Take the selected feature in hand as a whole."""
        self._take_in_hand(whole=True)

    def split(self) -> None:
        """Let a line be drawn that splits the selected feature."""
        self._cut(tr("Draw a line right across what is to be split."), self._split)

    def reshape(self) -> None:
        """Let a line be drawn that replaces a stretch of the outline of the selected feature."""
        self._cut(
            tr("Draw the new outline from one touch of the old one to another."),
            self._reshape,
        )

    def delete(self) -> None:
        """Remove the selected features of the workspace."""
        from planning.edits import remove_features

        workspace = self._session.workspace
        names: list[str] = []
        count = 0
        try:
            for ref in self._session.selection:
                layer = self._layer_of(ref)
                if layer is not None:
                    refuse_of_scenario(self._session, layer.name, ref.fids)
                    names += [name_of(layer, fid) for fid in ref.fids[:1]]
                    count += len(ref.fids)
                    workspace = remove_features(workspace, layer.name, ref.fids)
        except LayerError as error:
            self.failed.emit(error)
            return
        if count:
            self._session.select(())
            self._change(trn("delete {name}", "delete {count:,} features", count, name=names[0]), workspace)

    def _take_in_hand(self, *, whole: bool) -> None:
        found = self._editable()
        if found is None:
            return
        layer, fid = found
        shape = layer.frame.geometry.loc[fid]
        if shape is None or shape.is_empty:
            self.failed.emit(
                LayerError(
                    tr("the feature has no place on the map"),
                    where=tr("{layer}, record {fid}", layer=layer.name, fid=fid),
                    todo=tr("Delete it and draw it, or set its place in the table."),
                )
            )
            return
        whole = whole or shape.geom_type == "Point"
        self._in_hand = FeatureRef(layer=layer.name, fids=(fid,))
        self.snapper.without = (layer.name, fid)
        set_shape = partial(self._set_shape, layer.name, fid, tr("move") if whole else tr("change shape of"))
        how = (
            tr("Drag it to its place; or pick it up and put it down with the space bar. Enter ends.")
            if whole
            else tr(
                "Drag a corner; a double click on an edge puts one in, Delete takes one out. By keyboard the "
                "space bar picks up and puts down what is in the middle of the map. Enter ends."
            )
        )
        self._use(ShapeTool(shape, self.snapper, set_shape, self._end, whole=whole), how)

    def _set_shape(self, layer_name: str, fid: int, doing: Text, make: Callable[[], Any]) -> Any:
        """Take another shape as a step; gives the one that stands then."""
        from planning.edits import set_geometry

        workspace = self._session.workspace
        layer = workspace.layer(layer_name)
        try:
            changed = set_geometry(workspace, layer_name, {fid: make()})
        except LayerError as error:
            self.failed.emit(error)
            return layer.frame.geometry.loc[fid]
        what = tr("{doing} {kind} {name}", doing=doing, kind=layer.kind.label, name=name_of(layer, fid))
        self._change(what, changed)
        return changed.layer(layer_name).frame.geometry.loc[fid]

    def _cut(self, how: Text, cut: Cut) -> None:
        found = self._editable()
        if found is None:
            return
        layer, fid = found
        shape = layer.frame.geometry.loc[fid] if layer.has_geometry else None
        if shape is None or not shape.length:
            self.failed.emit(
                LayerError(
                    tr("the feature is neither a line nor an area"),
                    where=tr("{layer}, record {fid}", layer=layer.name, fid=fid),
                    todo=tr("Select a line or an area first."),
                )
            )
            return

        def drawn(corners: Corners) -> None:
            self._end()
            if not corners:
                return
            try:
                text, workspace, notice = cut(layer, fid, corners)
            except LayerError as error:
                self.failed.emit(error)
                return
            self._change(text, workspace, notice)

        self.snapper.without = None
        self._use(
            DrawTool("line", self.snapper, drawn), tr("{how} {keys}", how=how, keys=_HOW[Geometry.LINE])
        )

    def _split(self, layer: Layer, fid: int, corners: Corners) -> tuple[Text, Workspace, Text | None]:
        from planning.edit_splitting import split_feature

        pieces = split_feature(self._session.workspace, layer.name, fid, corners)
        text = tr("split {name} into {count}", name=name_of(layer, fid), count=len(pieces.fids))
        if not pieces.emptied:
            return text, pieces.workspace, None
        fields = ", ".join(map(str, pieces.emptied))
        return (
            text,
            pieces.workspace,
            tr(
                "What was counted of the whole holds for none of the pieces and is empty now: {fields}.",
                fields=fields,
            ),
        )

    def _reshape(self, layer: Layer, fid: int, corners: Corners) -> tuple[Text, Workspace, Text | None]:
        from planning.edits import set_geometry
        from planning.geometry_cutting import reshape

        shape = reshape(layer.frame.geometry.loc[fid], corners)
        workspace = set_geometry(self._session.workspace, layer.name, {fid: shape})
        return tr("reshape {name}", name=name_of(layer, fid)), workspace, None

    # the baseline

    def _selected(self) -> tuple[Layer, int] | None:
        selection = self._session.selection
        if len(selection) != 1 or len(selection[0].fids) != 1:
            return None
        layer = self._layer_of(selection[0])
        return None if layer is None else (layer, selection[0].fids[0])

    def _layer_of(self, ref: FeatureRef) -> Layer | None:
        """The layer as shown; None for what an outcome drew and for grids."""
        layer = None if ref.of_outcome else self._session.layer(ref.layer)
        return layer if layer is not None and layer.raster is None else None

    def _editable(self) -> tuple[Layer, int] | None:
        """The selected feature in the baseline; tells why it cannot be edited."""
        selected = self._selected()
        if selected is None:
            self.failed.emit(
                LayerError(tr("no single feature is selected"), todo=tr("Click one on the map first."))
            )
            return None
        layer, fid = selected
        try:
            refuse_of_scenario(self._session, layer.name, (fid,))
        except LayerError as error:
            self.failed.emit(error)
            return None
        return self._session.workspace.layer(layer.name), fid

    def _change(self, text: Text, workspace: Workspace, notice: Text | None = None) -> None:
        """Take a step, and say what it changed beyond what is seen."""
        scenario = self._session.scenario
        self._session.change(text, workspace)
        told = [notice] if notice is not None else []
        if scenario.changes or scenario.parent:
            told.append(
                tr("Changed in the baseline, and so in every scenario, not only in “{name}”.",
                   name=scenario.name)
            )  # fmt: skip
        if told:
            self.window.messages.say(" ".join(map(str, told)))

    # the tool in hand

    def _use(self, tool: Any, how: Text) -> None:
        # it would lie over what is edited
        self.window.card.hide()
        self.window.map_tools.use(tool)
        self.window.messages.say(how)

    def _end(self) -> None:
        self._in_hand = None
        self.snapper.without = None
        self.window.map_tools.use(NavigateTool())
        self.window.messages.hide()

    def _on_selection(self) -> None:
        """Another feature was clicked: it is the one in hand from then on."""
        tool = self._canvas.tool
        if not isinstance(tool, ShapeTool) or self._session.selection == (self._in_hand,):
            return
        if self.can_edit:
            self._take_in_hand(whole=tool.whole)
        else:
            self._end()

    def _on_situation(self) -> None:
        """Undone or changed elsewhere: the shape in hand is the one that stands."""
        tool = self._canvas.tool
        if not isinstance(tool, ShapeTool) or self._in_hand is None:
            return
        layer, fid = self._session.layer(self._in_hand.layer), self._in_hand.fids[0]
        if layer is None or fid not in layer.frame.index or self._session.is_read_only:
            self._end()
        elif not tool.holds:
            tool.shape = layer.frame.geometry.loc[fid]
            self._canvas.update()
