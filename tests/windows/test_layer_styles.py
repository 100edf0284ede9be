"""The layer list's tools and the style window: each acts on the map, is a step, and can be undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from desktop.layer_tools import LayerTools
from desktop.map_view.projection import to_map
from desktop.panels.layer_tree import KEY
from desktop.panels.layers_panel import Tool
from layers.feature_filter import Condition, FeatureFilter, Test
from layers.layer_order import chosen_order
from layers.style_classes import Method
from layers.style_recipe import Mode, StyleRecipe, recipe_of
from layers.symbology import Symbol


@pytest.fixture
def tools(window):
    return window.part(LayerTools)


@pytest.fixture
def dialog(qtbot, window, tools):
    """Opens the style window on a layer."""

    def open_on(name):
        made = tools.open_style(name)
        qtbot.waitExposed(made)
        return made

    return open_on


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


def style_on_map(window, key):
    return next(layer.symbology for layer in window.canvas.scene.layers if layer.key == key)


def item_of(window, key):
    return next(item for item in window.layers.tree.tops() if item.data(0, KEY) == key)


def entries(window, key):
    item = item_of(window, key)
    return [(item.child(n).text(0), item.child(n).text(1)) for n in range(item.childCount())]


def colour_at(window, lon, lat):
    picture = window.canvas.picture
    ((x, y),) = to_map(lon, lat)
    px, py = picture.view.screen_of(x, y)
    ratio = picture.image.devicePixelRatio()
    return QColor(picture.image.pixel(round(px * ratio), round(py * ratio))).name()


def test_one_symbol_is_tried_at_once_and_kept_as_a_step(qtbot, window, dialog, settled):
    made = dialog("areas")
    before = window.session.workspace
    choose(made.symbols.mode, Mode.SINGLE)
    made.symbols.fill.set_colour("#ff0000")
    made.symbols.opacity.setValue(100)
    made.symbols.fill.changed.emit()
    qtbot.waitUntil(lambda: style_on_map(window, "areas").rules[0].symbol.fill == "#ff0000")
    settled()
    assert colour_at(window, 30.5, 49.5) == "#ff0000"
    # nothing is kept yet, and only this layer was painted again
    assert window.session.workspace is before
    assert set(window.canvas.picture.milliseconds) <= {"areas", "labels"}
    made.keep()
    assert recipe_of(window.session.layer("areas")).symbol.fill == "#ff0000"
    assert "Areas" in str(window.session.undo_text)
    window.session.undo()
    assert window.session.layer("areas").symbology is None
    settled()


def test_cancel_draws_the_layer_as_before(qtbot, window, dialog, settled):
    before = style_on_map(window, "areas")
    made = dialog("areas")
    choose(made.symbols.mode, Mode.SINGLE)
    made.try_now()
    assert style_on_map(window, "areas") is not before
    made.reject()
    assert style_on_map(window, "areas") is before
    assert not window.session.has_changes
    settled()


def test_categories_come_from_the_vocabulary(qtbot, window, dialog, settled):
    made = dialog("centres")
    choose(made.symbols.mode, Mode.CATEGORIES)
    with qtbot.waitSignal(made.symbols.changed):
        choose(made.symbols.field, "status")
    qtbot.waitUntil(lambda: len(made.symbols.table.classes) > 3)
    made.try_now()
    table = made.symbols.table
    words = [table.item(row, 2).text() for row in range(table.rowCount())]
    counts = {words[row]: table.item(row, 3).text() for row in range(table.rowCount())}
    kind = window.session.layer("centres").kind
    assert words[:-1] == [str(text) for text in kind.field("status").vocabulary.values()]
    assert words[-1] == "other values"
    assert counts[str(kind.field("status").vocabulary["active"])] == "9"
    assert counts["other values"] == "0"
    assert made.symbols.note.text() == "Unknown: 0"
    made.keep()
    qtbot.waitUntil(lambda: dict(entries(window, "centres")).get(words[0]) is not None)
    settled()


def test_classes_of_a_number_can_be_found_edited_and_recoloured(qtbot, window, dialog, settled):
    made = dialog("centres")
    choose(made.symbols.mode, Mode.GRADUATED)
    choose(made.symbols.method, Method.EQUAL)
    choose(made.symbols.field, "capacity")
    qtbot.waitUntil(lambda: len(made.symbols.table.classes) == 5, timeout=30_000)
    table = made.symbols.table
    made.try_now()
    assert sum(int(table.item(row, 3).text()) for row in range(5)) == 9
    assert made.symbols.note.text() == "Unknown: 1"
    table.item(1, 1).setText("35")
    assert made.symbols.method.currentData() == Method.BY_HAND
    assert table.classes[0].high == table.classes[1].low == 35
    # a border beyond its neighbour is not taken
    table.item(1, 1).setText("4000")
    assert table.classes[1].low == 35
    assert table.item(1, 1).text() == "35"
    table.item(4, 2).setText("crowded")
    colours = [item.colour for item in table.classes]
    choose(made.symbols.ramp, "viridis")
    assert [item.colour for item in table.classes] != colours
    made.keep()
    recipe = recipe_of(window.session.layer("centres"))
    assert (recipe.mode, recipe.method, recipe.ramp) == (Mode.GRADUATED, Method.BY_HAND, "viridis")
    assert recipe.classes[4].label == "crowded"
    settled()
    assert ("crowded", "2") in entries(window, "centres")
    assert ("unknown", "0") in entries(window, "centres")


def test_size_by_a_number_has_sample_sizes_in_the_legend(qtbot, window, dialog, settled):
    made = dialog("centres")
    choose(made.symbols.mode, Mode.PROPORTIONAL)
    with qtbot.waitSignal(made.symbols.changed):
        choose(made.symbols.field, "capacity")
    qtbot.waitUntil(lambda: made.recipe.full_value == 100)
    made.keep()
    settled()
    shown = entries(window, "centres")
    assert [words for words, _ in shown[:3]] == ["100", "20", "5"]
    assert shown[0][1] == "9"
    heights = [
        item_of(window, "centres").child(n).data(0, Qt.ItemDataRole.DecorationRole).height() for n in range(3)
    ]
    assert heights[0] > heights[1] >= heights[2]


def test_style_of_the_kind_comes_back(qtbot, window, tools, dialog, settled):
    layer = window.session.layer("areas")
    tools.set_recipe(layer, StyleRecipe(mode=Mode.SINGLE, symbol=Symbol(fill="#123456")))
    made = dialog("areas")
    assert made.symbols.mode.currentData() == Mode.SINGLE
    made.take_kinds_own()
    assert made.symbols.mode.currentData() == Mode.KIND
    made.keep()
    assert window.session.layer("areas").symbology is None
    settled()


def test_a_filter_is_said_in_the_list_and_on_the_map(qtbot, window, tools, settled):
    tools.use(Tool.FILTER, "centres")
    made = tools.dialog
    page = made.filter
    assert made.tabs.currentWidget() is page
    row = page.rows[0]
    choose(row.field, "capacity")
    choose(row.test, Test.AT_LEAST)
    row.value.setEditText("50")
    assert row.condition() == Condition(field="capacity", test=Test.AT_LEAST, values=(50.0,))
    asked = row.condition()
    assert "filtered: 6 of 10" in page._told.text()
    made.keep()
    settled()
    item = item_of(window, "centres")
    assert item.text(1) == "6"
    assert not item.data(0, Qt.ItemDataRole.DecorationRole).isNull()
    assert item.isExpanded()
    assert entries(window, "centres")[0][0] == "filtered: 6 of 10"
    assert "not all features are drawn" in item.toolTip(0)
    tools.use(Tool.FILTER, "centres")
    assert tools.dialog.filter.rows[0].condition() == asked
    tools.dialog.filter.clear()
    tools.dialog.keep()
    assert window.session.layer("centres").symbology is None
    settled()


@pytest.mark.parametrize(
    ("field", "test", "texts", "values"),
    [
        ("status", Test.IS, ["closed"], ("closed",)),
        ("assessed_on", Test.BETWEEN, ["2025-01-01", "2025-02-01"], None),
        ("name_en", Test.CONTAINS, ["site 3"], ("site 3",)),
        ("capacity", Test.UNKNOWN, [], ()),
        ("capacity", Test.IS, ["many"], "none"),
    ],
)
def test_conditions_are_read_in_the_type_of_the_field(window, dialog, field, test, texts, values):
    page = dialog("centres").filter
    row = page.add()
    choose(row.field, field)
    choose(row.test, test)
    if texts:
        row.value.setEditText(texts[0])
    if len(texts) > 1:
        row.upper.setText(texts[1])
    found = row.condition()
    if values == "none":
        assert found is None
    elif values is not None:
        assert found.values == values
    else:
        assert [value.isoformat() for value in found.values] == texts


def test_scale_limits_that_exclude_one_another_are_told(window, dialog):
    page = dialog("areas").visibility
    page.farthest.limit.setChecked(True)
    page.farthest.box.setValue(100_000)
    page.nearest.limit.setChecked(True)
    page.nearest.box.setValue(200_000)
    assert "never be drawn" in page._problem.text()
    assert page.apply(StyleRecipe()).min_scale == 0
    page.nearest.box.setValue(50_000)
    assert page._problem.text() == ""
    assert (page.apply(StyleRecipe()).min_scale, page.apply(StyleRecipe()).max_scale) == (50_000, 100_000)


def test_layers_move_by_key_and_by_mouse_as_steps(qtbot, window, tools, settled):
    panel = window.layers
    before = panel.tree.movable_keys()
    assert before == ["front", "centres", "roads", "areas", "people"]
    panel.choose("areas")
    panel.tree.setFocus()
    qtbot.keyClick(panel.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert panel.tree.movable_keys() == ["front", "centres", "areas", "roads", "people"]
    assert panel.current_key() == "areas"
    assert "Areas moved" in str(window.session.undo_text)
    drawn = [layer.key for layer in window.canvas.scene.layers]
    assert drawn.index("areas") > drawn.index("roads")
    panel.moved.emit("areas", "front")
    assert panel.tree.movable_keys()[0] == "areas"
    assert chosen_order(window.session.workspace)[0] == "areas"
    panel.moved.emit("areas", "")
    assert panel.tree.movable_keys()[-1] == "areas"
    for _ in range(3):
        window.session.undo()
    assert panel.tree.movable_keys() == before
    settled()


def test_where_a_dragged_layer_is_put(window):
    tree = window.layers.tree
    items = {item.data(0, KEY): item for item in tree.tops()}
    assert tree.key_before(items["roads"], below=False) == "roads"
    assert tree.key_before(items["roads"], below=True) == "areas"
    assert tree.key_before(items["centres"].child(0), below=False) == "roads"
    assert tree.key_before(None, below=False) == ""
    assert tree.key_before(items["people"], below=True) == ""


def test_rename_is_a_step_and_refuses_a_title_twice(window, tools, settled):
    layer = window.session.layer("centres")
    assert tools.set_title(layer, "  Shelters of the winter ")
    assert item_of(window, "centres").text(0) == "Shelters of the winter"
    assert not tools.set_title(window.session.layer("roads"), "shelters of the WINTER")
    window.session.undo()
    assert item_of(window, "centres").text(0) == "Centres"
    settled()


def test_a_style_is_copied_to_another_layer_that_has_the_field(window, tools, settled):
    only = FeatureFilter(conditions=(Condition(field="name_en", test=Test.KNOWN),))
    recipe = StyleRecipe(mode=Mode.SINGLE, symbol=Symbol(fill="#00ff00"), only=only, label_field="site_id")
    tools.set_recipe(window.session.layer("centres"), recipe)
    tools.use(Tool.COPY_STYLE, "centres")
    tools.use(Tool.PASTE_STYLE, "areas")
    pasted = recipe_of(window.session.layer("areas"))
    assert pasted.symbol.fill == "#00ff00"
    # neither the filter nor a label the layer has not
    assert pasted.only is None
    assert pasted.label_field == "name_en"
    by_capacity = StyleRecipe(mode=Mode.PROPORTIONAL, field="capacity", full_value=10)
    tools.set_recipe(window.session.layer("centres"), by_capacity)
    tools.use(Tool.COPY_STYLE, "centres")
    tools.use(Tool.PASTE_STYLE, "areas")
    assert recipe_of(window.session.layer("areas")) == pasted
    settled()


def test_opacity_of_the_layer_chosen(qtbot, window, settled):
    window.layers.choose("areas")
    window.layers.opacity.setFocus()
    qtbot.keyClick(window.layers.opacity, Qt.Key.Key_PageDown)
    assert window.session.shown("areas").opacity == 0.9
    window.layers.choose("stock")
    assert not window.layers.opacity.isEnabled()
    settled()


def test_counts_in_view_follow_the_map(qtbot, window, settled):
    assert ("active centre", "9") in entries(window, "centres")
    window.map.zoom_to_place(30.0, 49.0)
    settled()
    qtbot.waitUntil(lambda: ("active centre", "9") not in entries(window, "centres"))
    line = item_of(window, "centres").child(0)
    assert line.toolTip(1) == f"in view: {line.text(1)}; in all: 9"


def test_a_grid_has_classes_and_no_filter(qtbot, window, dialog, settled):
    made = dialog("people")
    assert made.filter is None
    choose(made.symbols.mode, Mode.GRADUATED)
    qtbot.waitUntil(lambda: len(made.symbols.table.classes) >= 2, timeout=30_000)
    made.keep()
    assert recipe_of(window.session.layer("people")).field == "people"
    assert Tool.FILTER not in window.layers.tools_of("people")
    assert Tool.FILTER not in window.layers.tools_of("front")
    settled()


def test_the_style_window_closes_when_its_layer_is_removed(window, tools, dialog, settled):
    made = dialog("areas")
    window.session.change("remove", window.session.workspace.without_layer("areas"))
    assert not made.isVisible()
    assert tools.dialog is None
    settled()
