"""Editing on the map, by mouse and by keyboard alone; each edit a step with a name."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox
from shapely.geometry import Point, box

from desktop import drawables
from desktop.edit_controller import EditController
from desktop.lock import take_lock
from desktop.map_view.edit_shape_tool import ShapeTool
from desktop.map_view.edit_tools import DrawTool, screen_point
from desktop.map_view.tools import NavigateTool
from layers.formats.geopackage import save_workspace
from planning.edits import add_feature, add_layer_for_drawing
from planning.outcome import FeatureRef
from planning.scenario import AddSite, LoseFeatures, Scenario, as_document

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def edit(window):
    return window.part(EditController)


@pytest.fixture
def hazards(window, settled):
    """A layer with one square hazard area, in view."""
    workspace = add_layer_for_drawing(window.session.workspace, "hazard_area", "hazards")
    workspace, fid = add_feature(workspace, "hazards", box(30, 48, 31, 49), {"name": "Field"})
    window.session.open(workspace, None)
    window.canvas.zoom_to(_bounds(29.5, 47.5, 32.5, 49.5))
    settled()
    return fid


def _bounds(*degrees):
    from desktop.map_view.projection import bounds_to_map

    return bounds_to_map(degrees)


def at(window, lon, lat):
    return screen_point(window.canvas, (lon, lat)).toPoint()


def click(qtbot, window, lon, lat):
    qtbot.mouseClick(window.canvas, LEFT, pos=at(window, lon, lat))


def drag(qtbot, window, start, end):
    canvas = window.canvas
    qtbot.mousePress(canvas, LEFT, pos=at(window, *start))
    qtbot.mouseMove(canvas, at(window, *end))
    qtbot.mouseRelease(canvas, LEFT, pos=at(window, *end))


def key(qtbot, window, *keys):
    for one in keys:
        qtbot.keyClick(window.canvas, one)


def centre_on(window, settled, lon, lat):
    """Bring a place to the middle of the map, as the arrow keys do."""
    canvas = window.canvas
    # a message that comes or goes makes the map another size
    for _ in range(3):
        point = screen_point(canvas, (lon, lat))
        canvas.set_view(canvas.view.moved(canvas.width() / 2 - point.x(), canvas.height() / 2 - point.y()))
        settled()


def select(window, layer, *fids):
    window.session.select((FeatureRef(layer=layer, fids=fids),))


def frame(window, layer):
    return window.session.workspace.layer(layer).frame


def accept(qtbot, form):
    qtbot.mouseClick(form.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)


def test_a_centre_is_drawn_with_its_values_into_the_layer_there_is(qtbot, window, settled, edit):
    settled()
    window.actions_by_id["draw.centre"].trigger()
    assert isinstance(window.canvas.tool, DrawTool)
    assert "Escape gives up" in window.messages.text
    click(qtbot, window, 33.0, 50.5)
    form = edit.form
    assert form.layer.currentData() == "centres"
    form.fields["name_en"].setText("School no. 4")
    form.fields["status"].setCurrentIndex(form.fields["status"].findData("active"))
    form.fields["capacity"].setText("-5")
    accept(qtbot, form)
    assert "out of bounds" in form.problem.text()
    assert form.isVisible()
    form.fields["capacity"].setText("120")
    accept(qtbot, form)
    row = frame(window, "centres").loc[111]
    assert (row["name_en"], row["status"], row["capacity"]) == ("School no. 4", "active", 120)
    assert row["geometry"].distance(Point(33.0, 50.5)) < 0.02
    assert str(window.session.undo_text) == "draw Collective centre School no. 4"
    assert window.session.selection == (FeatureRef(layer="centres", fids=(111,)),)
    window.session.undo()
    assert 111 not in frame(window, "centres").index


def test_what_the_checks_find_is_told_first_and_taken_when_confirmed(qtbot, window, settled, edit):
    settled()
    edit.draw(drawables.CENTRE)
    click(qtbot, window, 33.0, 50.5)
    form = edit.form
    form.fields["site_id"].setText("S1")
    accept(qtbot, form)
    assert "OK once more" in form.problem.text()
    assert len(frame(window, "centres")) == 10
    accept(qtbot, form)
    assert len(frame(window, "centres")) == 11


def test_a_form_given_up_draws_nothing(qtbot, window, settled, edit):
    settled()
    edit.draw(drawables.CENTRE)
    click(qtbot, window, 33.0, 50.5)
    qtbot.keyClick(edit.form, Qt.Key.Key_Escape)
    assert len(frame(window, "centres")) == 10
    assert window.session.undo_text is None


@pytest.mark.parametrize(
    ("drawable", "kind", "expected"),
    [
        (drawables.DAMAGE, "damage", {}),
        (drawables.FRONT_LINE, "frontline", {"front_date": "2025-01-16"}),
        (drawables.FRONT_AREA, "frontline", {"front_date": "2025-01-16"}),
        (drawables.CLOSURE, "hazard_area", {"hazard_type": "closed", "closes_roads": True}),
        (drawables.HAZARD, "hazard_area", {"since": "2025-01-16"}),
        (drawables.BOARDING, "boarding_point", {"status": "open"}),
    ],
)
def test_each_is_drawn_by_keyboard_alone(qtbot, window, settled, edit, drawable, kind, expected):
    settled()
    before = {layer.name: len(layer) for layer in window.session.workspace.of_kind(kind)}
    edit.draw(drawable)
    window.canvas.setFocus()
    if drawable.shape.value == "point":
        key(qtbot, window, Qt.Key.Key_Return)
    else:
        for step in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right):
            key(qtbot, window, Qt.Key.Key_Space, step)
        key(qtbot, window, Qt.Key.Key_Return)
    qtbot.keyClick(edit.form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.undo_text is not None)
    layer = window.session.workspace.layer(window.session.selection[0].layer)
    assert layer.kind.name == kind
    assert len(layer) == before.get(layer.name, 0) + 1
    row = layer.frame.iloc[-1]
    for field, value in expected.items():
        assert str(row[field])[:10] == str(value)
    assert row["geometry"].is_valid
    assert str(drawable.label) in str(window.session.undo_text)


def test_a_corner_is_taken_back_and_the_whole_given_up(qtbot, window, settled, edit):
    settled()
    edit.draw(drawables.HAZARD)
    tool = window.canvas.tool
    click(qtbot, window, 30.0, 50.5)
    click(qtbot, window, 31.0, 50.5)
    assert len(tool.corners) == 2
    key(qtbot, window, Qt.Key.Key_Backspace)
    assert len(tool.corners) == 1
    key(qtbot, window, Qt.Key.Key_Return)
    assert window.canvas.tool is tool
    key(qtbot, window, Qt.Key.Key_Escape)
    assert isinstance(window.canvas.tool, NavigateTool)
    assert window.session.undo_text is None


def test_an_outline_that_crosses_itself_is_refused_in_the_form(qtbot, window, settled, edit):
    settled()
    edit.draw(drawables.HAZARD)
    for lon, lat in ((30, 50.2), (32, 51), (32, 50.2), (30, 51)):
        click(qtbot, window, lon, lat)
    key(qtbot, window, Qt.Key.Key_Return)
    accept(qtbot, edit.form)
    assert "crosses or touches itself" in edit.form.problem.text()
    assert window.session.undo_text is None


def test_a_corner_catches_vertices_and_edges_and_not_when_switched_off(qtbot, window, hazards, edit):
    point = at(window, 31, 49)
    near = QPoint(point.x() + 5, point.y() + 4)
    caught = edit.snapper.caught(near.x(), near.y())
    assert (caught.what, caught.place) == ("vertex", (31, 49))
    side = at(window, 31, 48.25)
    on_edge = edit.snapper.caught(side.x() + 6, side.y())
    assert on_edge.what == "edge"
    assert on_edge.lon == pytest.approx(31, abs=1e-9)
    far = edit.snapper.caught(point.x() + 30, point.y() - 30)
    assert far.what == ""
    window.actions_by_id["draw.snapping"].trigger()
    assert edit.snapper.caught(near.x(), near.y()).what == ""
    assert not window.actions_by_id["draw.snapping"].isChecked()


def test_a_centre_is_moved_by_mouse_and_taken_back(qtbot, window, settled, edit):
    window.canvas.zoom_to(_bounds(29.5, 48.5, 31.5, 49.5))
    settled()
    select(window, "centres", 103)
    window.actions_by_id["draw.move"].trigger()
    drag(qtbot, window, (30.2, 49), (30.7, 49.3))
    moved = frame(window, "centres").geometry.loc[103]
    assert moved.distance(Point(30.7, 49.3)) < 0.01
    assert str(window.session.undo_text) == "move Collective centre Site 2"
    assert isinstance(window.canvas.tool, ShapeTool)
    window.session.undo()
    qtbot.waitUntil(lambda: window.canvas.tool.shape.equals(Point(30.2, 49)))
    key(qtbot, window, Qt.Key.Key_Escape)
    assert isinstance(window.canvas.tool, NavigateTool)


def test_a_centre_is_moved_by_keyboard_alone(qtbot, window, settled, edit):
    window.canvas.zoom_to(_bounds(29.5, 48.5, 31.5, 49.5))
    settled()
    select(window, "centres", 103)
    edit.move()
    centre_on(window, settled, 30.2, 49)
    key(qtbot, window, Qt.Key.Key_Space)
    assert window.canvas.tool.holds
    key(qtbot, window, Qt.Key.Key_Up, Qt.Key.Key_Up)
    where = window.canvas.view.lon_lat_of(window.canvas.width() / 2, window.canvas.height() / 2)
    key(qtbot, window, Qt.Key.Key_Space)
    assert frame(window, "centres").geometry.loc[103].distance(Point(*where)) < 1e-6
    key(qtbot, window, Qt.Key.Key_Space, Qt.Key.Key_Escape)
    assert isinstance(window.canvas.tool, ShapeTool)
    key(qtbot, window, Qt.Key.Key_Return)
    assert isinstance(window.canvas.tool, NavigateTool)


def test_an_area_is_moved_whole(qtbot, window, hazards, edit):
    select(window, "hazards", hazards)
    edit.move()
    drag(qtbot, window, (30.5, 48.5), (31.5, 48.7))
    moved = frame(window, "hazards").geometry.loc[hazards]
    assert moved.area == pytest.approx(1)
    assert moved.centroid.distance(Point(31.5, 48.7)) < 0.02


def test_vertices_are_moved_put_in_and_taken_out(qtbot, window, hazards, edit):
    edit.set_snapping(False)
    select(window, "hazards", hazards)
    window.actions_by_id["draw.vertices"].trigger()
    drag(qtbot, window, (31, 49), (31.6, 49.3))
    shape = frame(window, "hazards").geometry.loc[hazards]
    assert shapely.distance(shapely.MultiPoint(shape.exterior.coords), Point(31.6, 49.3)) < 0.02
    assert str(window.session.undo_text) == "change shape of Hazard area Field"
    qtbot.mouseDClick(window.canvas, LEFT, pos=at(window, 30, 48.5))
    assert len(frame(window, "hazards").geometry.loc[hazards].exterior.coords) == 6
    for _ in range(2):
        window.session.undo()
    assert frame(window, "hazards").geometry.loc[hazards].equals(box(30, 48, 31, 49))


def test_vertices_are_changed_by_keyboard_alone(qtbot, window, settled, hazards, edit, monkeypatch):
    # wherever the pointer of the machine was left
    monkeypatch.setattr(window.canvas, "underMouse", lambda: False, raising=False)
    select(window, "hazards", hazards)
    edit.edit_vertices()
    window.canvas.setFocus()
    centre_on(window, settled, 31, 49)
    key(qtbot, window, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Space)
    shape = frame(window, "hazards").geometry.loc[hazards]
    assert shape.area > 1.05
    centre_on(window, settled, 30, 48.5)
    key(qtbot, window, Qt.Key.Key_Insert)
    assert len(frame(window, "hazards").geometry.loc[hazards].exterior.coords) == 6
    centre_on(window, settled, 30, 48)
    key(qtbot, window, Qt.Key.Key_Delete)
    assert len(frame(window, "hazards").geometry.loc[hazards].exterior.coords) == 5


def test_a_vertex_pulled_across_the_outline_is_refused_and_stays(qtbot, window, hazards, edit):
    edit.set_snapping(False)
    select(window, "hazards", hazards)
    edit.edit_vertices()
    drag(qtbot, window, (31, 49), (30.5, 47.7))
    assert "crosses or touches itself" in window.messages.text
    assert frame(window, "hazards").geometry.loc[hazards].equals(box(30, 48, 31, 49))
    assert window.canvas.tool.shape.equals(box(30, 48, 31, 49))


def test_a_moved_vertex_lies_exactly_on_the_one_it_caught(qtbot, window, settled, hazards, edit):
    workspace, fid = add_feature(window.session.workspace, "hazards", box(31.4, 48, 32, 48.7), {})
    window.session.open(workspace, None)
    settled()
    select(window, "hazards", fid)
    edit.edit_vertices()
    canvas = window.canvas
    near = at(window, 31, 49) + QPoint(4, 4)
    qtbot.mousePress(canvas, LEFT, pos=at(window, 31.4, 48.7))
    qtbot.mouseMove(canvas, near)
    qtbot.mouseRelease(canvas, LEFT, pos=near)
    assert (31.0, 49.0) in list(frame(window, "hazards").geometry.loc[fid].exterior.coords)


def test_another_feature_clicked_is_the_one_in_hand(qtbot, window, settled, hazards, edit):
    workspace, other = add_feature(window.session.workspace, "hazards", box(31.4, 48, 32, 48.7), {})
    window.session.open(workspace, None)
    settled()
    select(window, "hazards", hazards)
    edit.edit_vertices()
    click(qtbot, window, 31.7, 48.3)
    assert window.session.selection == (FeatureRef(layer="hazards", fids=(other,)),)
    assert window.canvas.tool.shape.equals(box(31.4, 48, 32, 48.7))


def test_an_area_is_split_by_mouse_and_by_keyboard(qtbot, window, settled, hazards, edit):
    select(window, "hazards", hazards)
    window.actions_by_id["draw.split"].trigger()
    click(qtbot, window, 30.5, 47.7)
    click(qtbot, window, 30.5, 49.3)
    key(qtbot, window, Qt.Key.Key_Return)
    pieces = frame(window, "hazards")
    assert len(pieces) == 2
    assert pieces["name"].tolist() == ["Field", "Field"]
    assert shapely.area(pieces.geometry.to_numpy()).sum() == pytest.approx(1)
    assert str(window.session.undo_text) == "split Field into 2"
    window.session.undo()
    settled()
    select(window, "hazards", hazards)
    edit.split()
    window.canvas.setFocus()
    centre_on(window, settled, 30.5, 47.7)
    key(qtbot, window, Qt.Key.Key_Space)
    centre_on(window, settled, 30.5, 49.3)
    key(qtbot, window, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert len(frame(window, "hazards")) == 2


def test_a_line_that_does_not_cut_through_is_told(qtbot, window, hazards, edit):
    select(window, "hazards", hazards)
    edit.split()
    click(qtbot, window, 30.5, 47.7)
    click(qtbot, window, 30.5, 48.5)
    key(qtbot, window, Qt.Key.Key_Return)
    assert "does not cut through" in window.messages.text
    assert window.session.undo_text is None


def test_an_outline_is_reshaped(qtbot, window, hazards, edit):
    select(window, "hazards", hazards)
    window.actions_by_id["draw.reshape"].trigger()
    for lon, lat in ((31, 48.2), (31.5, 48.2), (31.5, 48.8), (31, 48.8)):
        click(qtbot, window, lon, lat)
    key(qtbot, window, Qt.Key.Key_Return)
    assert frame(window, "hazards").geometry.loc[hazards].area == pytest.approx(1.3, abs=0.02)
    assert str(window.session.undo_text) == "reshape Field"


def test_a_road_is_split_and_a_point_cannot_be(qtbot, window, settled, edit):
    settled()
    select(window, "roads", 1)
    edit.split()
    click(qtbot, window, 31, 48.2)
    click(qtbot, window, 31, 48.8)
    key(qtbot, window, Qt.Key.Key_Return)
    assert len(frame(window, "roads")) == 2
    assert frame(window, "roads")["road_number"].tolist() == ["M-01", "M-01"]
    select(window, "centres", 101)
    edit.split()
    assert "neither a line nor an area" in window.messages.text


def test_what_is_selected_is_deleted(qtbot, window, settled, edit):
    settled()
    select(window, "centres", 101, 102)
    window.actions_by_id["draw.delete"].trigger()
    assert list(frame(window, "centres").index[:1]) == [103]
    assert str(window.session.undo_text) == "delete 2 features"
    select(window, "centres", 103)
    edit.delete()
    assert str(window.session.undo_text) == "delete Site 2"
    assert window.session.selection == ()


def test_values_are_edited_in_the_form_and_only_what_was_changed(qtbot, window, settled, edit):
    settled()
    select(window, "centres", 101)
    window.actions_by_id["draw.values"].trigger()
    form = edit.form
    assert form.fields["capacity"].text() == "100"
    assert form.fields["assessed_on"].text() == "2025-01-02"
    form.fields["capacity"].setText("")
    form.fields["heating_works"].setCurrentIndex(1)
    accept(qtbot, form)
    row = frame(window, "centres").loc[101]
    assert shapely.equals(row["geometry"], Point(30, 49))
    assert str(row["capacity"]) == "<NA>"
    assert row["heating_works"] is True or bool(row["heating_works"])
    assert str(window.session.undo_text) == "edit Site 0"


def test_a_record_without_place_cannot_be_moved(window, settled, edit):
    settled()
    select(window, "centres", 110)
    edit.move()
    assert "has no place on the map" in window.messages.text


def test_nothing_selected_is_told(window, settled, edit):
    settled()
    edit.edit_vertices()
    assert "no single feature" in window.messages.text.casefold()
    assert not window.actions_by_id["draw.vertices"].isEnabled()


def test_while_a_scenario_is_shown_the_baseline_is_edited_and_that_is_said(qtbot, window, settled, edit):
    scenario = Scenario(
        name="Losses",
        changes=(
            LoseFeatures(layer="centres", fids=(105,)),
            AddSite(name="Stadium", place="31.5,49.2", capacity=500),
        ),
    )
    window.session.open(window.session.workspace.with_document(as_document(scenario)), None)
    window.session.choose_scenario("Losses")
    qtbot.waitUntil(lambda: window.session.situation is not window.session.workspace)
    settled()
    select(window, "centres", 103)
    edit.delete()
    assert "so in every scenario" in window.messages.text
    assert 103 not in frame(window, "centres").index
    qtbot.waitUntil(lambda: 103 not in window.session.situation.layer("centres").frame.index)
    made = [
        (layer.name, int(fid))
        for layer in window.session.situation.layers
        if layer.raster is None
        for fid in layer.frame.index
        if not any(
            held.name == layer.name and fid in held.frame.index for held in window.session.workspace.layers
        )
    ]
    steps = window.session.undo_text
    select(window, *made[0])
    edit.move()
    assert "made by the scenario “Losses”" in window.messages.text
    edit.delete()
    assert window.session.undo_text == steps


def test_in_a_window_that_only_looks_nothing_can_be_edited(qtbot, window, workspace, tmp_path, edit):
    file = tmp_path / "held.gpkg"
    save_workspace(workspace, file)
    other = take_lock(file)
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open_path(file)
    select(window, "centres", 103)
    for name in ("centre", "other", "move", "vertices", "split", "reshape", "delete", "values"):
        assert not window.actions_by_id[f"draw.{name}"].isEnabled(), name
    other.release()


def test_every_shortcut_is_unique(window):
    keys = [key.toString() for action in window.actions_by_id.values() for key in action.shortcuts()]
    assert len(keys) == len(set(keys))
