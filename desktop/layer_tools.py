"""What is done to a layer as a whole: its style, its filter, its title, its place in the order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

from desktop.panels.layers_panel import Tool
from desktop.panels.table_panel import layer_title
from desktop.part import Part
from layers.layer_order import layer_names_by_order, with_order
from layers.text import Text, tr

if TYPE_CHECKING:
    from desktop.dialogs.style_dialog import StyleDialog
    from desktop.main_window import MainWindow
    from layers.layer import Layer
    from layers.style_recipe import StyleRecipe


class LayerTools(Part):
    """Does what the layer list and the Layer menu ask for; each step can be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._copied: StyleRecipe | None = None
        self.dialog: StyleDialog | None = None
        window.layers.tool_wanted.connect(self.use)
        window.layers.moved.connect(self.move_before)

    @property
    def has_copied(self) -> bool:
        """Whether a style waits to be pasted."""
        return self._copied is not None

    def close(self) -> None:
        """Close the style window."""
        if self.dialog is not None:
            self.dialog.close()

    def use(self, tool: Tool, key: str) -> None:
        """Use a tool on a layer."""
        layer = self.window.session.layer(key)
        if layer is None:
            return
        if tool in (Tool.STYLE, Tool.FILTER):
            self.open_style(key, filter_first=tool is Tool.FILTER)
        elif tool is Tool.RENAME:
            self._ask_title(layer)
        elif tool in (Tool.UP, Tool.DOWN):
            self._move(key, -1 if tool is Tool.UP else 1)
        elif tool is Tool.COPY_STYLE:
            self._copy(layer)
        elif tool is Tool.PASTE_STYLE:
            self._paste(layer)
        elif tool is Tool.KIND_STYLE:
            self.set_recipe(layer, None)

    def use_on_current(self, tool: Tool) -> None:
        """Use a tool on the layer chosen in the list."""
        self.window.layers.ask(tool)

    def open_style(self, key: str, *, filter_first: bool = False) -> StyleDialog:
        """Open the style window on a layer; one is open at a time."""
        from desktop.dialogs.style_dialog import StyleDialog

        if self.dialog is not None:
            self.dialog.close()
        dialog = StyleDialog(self.window.session, key, self.window)
        dialog.kept.connect(self.set_recipe)
        dialog.failed.connect(self.failed)
        dialog.finished.connect(self._forget_dialog)
        if filter_first:
            dialog.show_filter()
        self.dialog = dialog
        dialog.show()
        return dialog

    def set_recipe(self, layer: Layer, recipe: StyleRecipe | None) -> None:
        """Keep a style for a layer as a step; its kind's own with None."""
        from layers.style_recipe import with_recipe

        session = self.window.session
        if any(other.name == layer.name for other in session.workspace.layers):
            layer = session.workspace.layer(layer.name)
            changed = with_recipe(layer, recipe)
            if changed.symbology != layer.symbology:
                text = tr("style of {layer}", layer=layer_title(layer))
                session.change(text, session.workspace.with_layer(changed))
        session.try_style(layer.name, None)

    def set_title(self, layer: Layer, title: str) -> bool:
        """Call a layer otherwise; says whether the title is free."""
        session = self.window.session
        title = " ".join(title.split())
        others = [other for other in session.workspace.layers if other.name != layer.name]
        if title and title.casefold() in {
            words.casefold() for other in others for words in (other.name, layer_title(other))
        }:
            self.window.messages.say(tr("Another layer is called “{title}”.", title=title))
            return False
        if title != layer_title(layer):
            text = tr("rename layer {layer}", layer=layer_title(layer))
            changed = replace(session.workspace.layer(layer.name), title=title)
            session.change(text, session.workspace.with_layer(changed))
        return True

    def move_before(self, key: str, before: str) -> None:
        """Lay a layer right above another; beneath all with an empty key."""
        order = [name for name in self._order() if name != key]
        order.insert(order.index(before) if before in order else len(order), key)
        self._keep_order(key, order)

    def _order(self) -> list[str]:
        return self.window.layers.tree.movable_keys()

    def _move(self, key: str, step: int) -> None:
        order = self._order()
        place = order.index(key) + step
        if 0 <= place < len(order):
            order.remove(key)
            order.insert(place, key)
            self._keep_order(key, order)

    def _keep_order(self, key: str, order: list[str]) -> None:
        session = self.window.session
        if key == order[0] == self._order()[0] or order == self._order():
            return
        moved = session.layer(key)
        known = {layer.name for layer in session.workspace.layers}
        drawn = [name for name in order if name in known]
        rest = [name for name in layer_names_by_order(session.workspace) if name not in drawn]
        title: Text | str = layer_title(moved) if moved is not None else key
        session.change(
            tr("order of layers: {layer} moved", layer=title), with_order(session.workspace, drawn + rest)
        )
        self.window.layers.choose(key)

    def _ask_title(self, layer: Layer) -> None:
        dialog = QInputDialog(self.window)
        dialog.setWindowTitle(str(tr("Rename layer")))
        dialog.setLabelText(str(tr("Title of the layer; empty for the one its data came with")))
        dialog.setTextValue(layer_title(layer))
        dialog.textValueSelected.connect(lambda title: self.set_title(layer, title))
        dialog.open()

    def _copy(self, layer: Layer) -> None:
        from layers.style_recipe import recipe_of

        self._copied = recipe_of(layer)
        self.window.messages.say(tr("The style of {layer} is copied.", layer=layer_title(layer)))
        self.window.update_actions()

    def _paste(self, layer: Layer) -> None:
        recipe = self._copied
        if recipe is None:
            self.window.messages.say(tr("Copy the style of a layer first."))
            return
        # the filter belongs to the layer it was set on
        from layers.style_recipe import recipe_of

        columns = {*layer.frame.columns}
        if recipe.field and recipe.field not in columns and layer.raster is None:
            self.window.messages.say(
                tr(
                    "{layer} has no field {field}, which the copied style needs.",
                    layer=layer_title(layer),
                    field=recipe.field,
                )
            )
            return
        label = recipe.label_field if recipe.label_field in columns else recipe_of(layer).label_field
        self.set_recipe(layer, replace(recipe, only=recipe_of(layer).only, label_field=label))

    def _forget_dialog(self) -> None:
        self.dialog = None
