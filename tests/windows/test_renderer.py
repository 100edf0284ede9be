"""The renderer: pixels where they are expected."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from desktop.map_view.labels import Label, LabelPlacer
from desktop.map_view.projection import View, bounds_to_map, to_map
from desktop.map_view.renderer import SELECTED_COLOUR, Renderer
from desktop.map_view.scene import Ground, Scene, SceneLayer, drawing_order
from desktop.map_view.shapes import LEVELS_M, Shapes, level_for
from layers.feature_filter import Condition, FeatureFilter, Test
from layers.kinds import kind_named
from layers.layer import Raster
from layers.style_recipe import Mode, StyleRecipe, symbology_of
from layers.symbology import Rule, Symbol, Symbology, single
from layers.text import tr

WIDTH, HEIGHT = 400, 300


@pytest.fixture
def renderer(qapp):
    return Renderer(qapp.font().family())


@pytest.fixture
def view():
    """4° by about 2°, 30 to 34 E around 49 N."""
    return View(0, 0, 1, WIDTH, HEIGHT).fitted(bounds_to_map((30, 48, 34, 50)), margin=0)


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(
        columns, geometry=list(shapes), crs=4326, index=pd.Index(range(1, len(shapes) + 1))
    )


def layer(frame_, symbology, key="layer", **more):
    return SceneLayer(key=key, frame=frame_, symbology=symbology, **more)


def colour_at(picture, lon, lat):
    (place,) = to_map(lon, lat)
    x, y = picture.view.screen_of(*place)
    ratio = picture.image.devicePixelRatio()
    return QColor(picture.image.pixel(round(x * ratio), round(y * ratio))).name()


def test_fill_hole_and_background(renderer, view):
    ring = Polygon(
        box(31, 48.2, 33, 49.8).exterior.coords, [list(box(31.8, 48.8, 32.2, 49.2).exterior.coords)]
    )
    picture = renderer.paint(Scene(layers=(layer(frame(ring), single(Symbol(fill="#ff0000"))),)), view)
    assert colour_at(picture, 31.4, 49) == "#ff0000"
    assert colour_at(picture, 32.0, 49) == "#ffffff"
    assert colour_at(picture, 30.5, 49) == "#ffffff"
    assert picture.in_view == ("layer",)


def test_many_rings_and_parts_are_filled_once(renderer, view):
    parts = MultiPolygon(
        [
            Polygon(
                box(30.2, 48.2, 31.8, 49.8).exterior.coords,
                [list(box(30.8, 48.8, 31.2, 49.2).exterior.coords)],
            ),
            Polygon(
                box(32.2, 48.2, 33.8, 49.8).exterior.coords,
                [list(box(32.8, 48.8, 33.2, 49.2).exterior.coords)],
            ),
        ]
    )
    picture = renderer.paint(Scene(layers=(layer(frame(parts), single(Symbol(fill="#ff0000"))),)), view)
    for lon, expected in (
        (30.5, "#ff0000"),
        (31.0, "#ffffff"),
        (32.0, "#ffffff"),
        (32.5, "#ff0000"),
        (33.0, "#ffffff"),
    ):
        assert colour_at(picture, lon, 49) == expected


def test_translucent_fill_is_mixed(renderer, view):
    area = frame(box(31, 48.5, 33, 49.5))
    picture = renderer.paint(
        Scene(layers=(layer(area, single(Symbol(fill="#000000", fill_opacity=0.5))),)), view
    )
    assert QColor(colour_at(picture, 32, 49)).red() == pytest.approx(128, abs=2)
    half = renderer.paint(Scene(layers=(layer(area, single(Symbol(fill="#000000")), opacity=0.25),)), view)
    assert QColor(colour_at(half, 32, 49)).red() == pytest.approx(191, abs=2)


def test_a_polygon_much_larger_than_the_window(renderer):
    country = frame(box(20, 44, 40, 53))
    ((x, y),) = to_map(30.0, 49.0)
    near = View(x, y, 1, WIDTH, HEIGHT).at_scale(2_000)
    scene = Scene(layers=(layer(country, single(Symbol(fill="#ff0000", line="#0000ff"))),))
    picture = renderer.paint(scene, near)
    assert {QColor(picture.image.pixel(px, py)).name() for px in (0, 399) for py in (0, 299)} == {"#ff0000"}
    ((x, y),) = to_map(40.0, 49.0)
    edge = renderer.paint(scene, View(x, y, 1, WIDTH, HEIGHT).at_scale(2_000))
    assert QColor(edge.image.pixel(100, 150)).name() == "#ff0000"
    assert QColor(edge.image.pixel(300, 150)).name() == "#ffffff"


def test_a_window_in_the_notch_of_a_large_polygon_stays_empty(renderer):
    notched = frame(box(20, 44, 40, 53).difference(box(28, 47, 32, 54)))
    ((x, y),) = to_map(30.0, 50.0)
    scene = Scene(layers=(layer(notched, single(Symbol(fill="#ff0000"))),))
    picture = renderer.paint(scene, View(x, y, 1, WIDTH, HEIGHT).at_scale(2_000))
    assert QColor(picture.image.pixel(200, 150)).name() == "#ffffff"


def test_line_and_rules(renderer, view):
    roads = frame(
        LineString([(30.2, 48.5), (33.8, 48.5)]),
        LineString([(30.2, 49.5), (33.8, 49.5)]),
        status=["open", "closed"],
    )
    style = Symbology(
        rules=(
            Rule(
                label=tr("closed"),
                field="status",
                equals=("closed",),
                symbol=Symbol(line="#ff0000", line_width=3),
            ),
            Rule(label=tr("other"), symbol=Symbol(line="#0000ff", line_width=3)),
        )
    )
    picture = renderer.paint(Scene(layers=(layer(roads, style),)), view)
    assert colour_at(picture, 32, 48.5) == "#0000ff"
    assert colour_at(picture, 32, 49.5) == "#ff0000"
    assert picture.counts == {"layer": (1, 1)}


def test_dashes_leave_gaps(renderer, view):
    line = frame(LineString([(30, 49), (34, 49)]))
    style = single(Symbol(line="#ff0000", line_width=3, dashes=(6, 6)))
    picture = renderer.paint(Scene(layers=(layer(line, style),)), view)
    (place,) = to_map(32, 49)
    row = round(view.screen_of(*place)[1])
    red = [QColor(picture.image.pixel(x, row)).name() == "#ff0000" for x in range(WIDTH)]
    assert 0.35 < np.mean(red) < 0.65


def test_points_crowded_or_not_lie_where_they_should(renderer, view):
    style = single(Symbol(fill="#ff0000", size=6))
    few = renderer.paint(Scene(layers=(layer(frame(Point(32, 49), None, Point(33, 49)), style),)), view)
    assert colour_at(few, 32, 49) == "#ff0000"
    assert colour_at(few, 33, 49) == "#ff0000"
    assert colour_at(few, 32.5, 49) == "#ffffff"
    many = frame(*[Point(32 + 1e-6 * n, 49) for n in range(3000)], Point(31, 49))
    crowded = renderer.paint(Scene(layers=(layer(many, style),)), view)
    assert colour_at(crowded, 32, 49) == "#ff0000"
    assert colour_at(crowded, 31, 49) == "#ff0000"


def test_grid_cells(renderer, view):
    raster = Raster(
        values=np.array([[5, np.nan], [500, 50]], dtype="float32"),
        west=31,
        north=50,
        cell_width=1,
        cell_height=1,
    )
    style = Symbology(
        rules=(
            Rule(label=tr("few"), field="people", at_least=0, below=100, symbol=Symbol(fill="#00ff00")),
            Rule(label=tr("many"), field="people", at_least=100, below=1e9, symbol=Symbol(fill="#ff0000")),
        )
    )
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    picture = renderer.paint(Scene(layers=(layer(empty, style, raster=raster),)), view)
    assert colour_at(picture, 31.5, 49.5) == "#00ff00"
    assert colour_at(picture, 32.5, 49.5) == "#ffffff"
    assert colour_at(picture, 31.5, 48.5) == "#ff0000"
    assert colour_at(picture, 32.5, 48.5) == "#00ff00"
    assert picture.counts == {"layer": (2, 1)}
    assert picture.in_view == ("layer",)


def test_scale_limits_hide(renderer, view):
    style = Symbology(
        rules=(Rule(label=tr("all"), symbol=Symbol(fill="#ff0000", size=8), max_scale=view.scale / 2),)
    )
    scene = Scene(layers=(layer(frame(Point(32, 49)), style),))
    assert renderer.paint(scene, view).in_view == ()
    near = renderer.paint(scene, view.zoomed(3, *view.screen_of(*to_map(32, 49)[0])))
    assert colour_at(near, 32, 49) == "#ff0000"


def test_selected_features_stand_out(renderer, view):
    points = frame(Point(31, 49), Point(33, 49))
    scene = Scene(
        layers=(layer(points, single(Symbol(fill="#00ff00", size=4))),), selected=(("layer", (2, 99)),)
    )
    picture = renderer.paint(scene, view)
    x, y = picture.view.screen_of(*to_map(33, 49)[0])
    assert QColor(picture.image.pixel(round(x + 9.5), round(y))).name() == SELECTED_COLOUR
    x, y = picture.view.screen_of(*to_map(31, 49)[0])
    assert QColor(picture.image.pixel(round(x + 9.5), round(y))).name() == "#ffffff"


def test_labels_do_not_overlap_and_keep_the_first(renderer, view):
    places = frame(Point(32, 49), Point(32.001, 49.001), Point(30.6, 48.3), name=["First", "Second", "Far"])
    style = single(Symbol(fill="#ff0000", size=4), label_field="name", label_max_scale=1e12)
    with_names = renderer.paint(Scene(layers=(layer(places, style),)), view)
    without = renderer.paint(Scene(layers=(layer(places, single(Symbol(fill="#ff0000", size=4))),)), view)
    assert with_names.image != without.image


def test_the_first_names_stay_among_crowded_markers(renderer, view):
    lon, lat = (part.ravel() for part in np.meshgrid(np.linspace(30, 34, 70), np.linspace(48, 50, 40)))
    crowd = layer(
        frame(*[Point(place) for place in zip(lon, lat, strict=True)]),
        single(Symbol(fill="#ff0000", size=1)),
        key="crowd",
    )
    cities = frame(Point(31, 49), Point(33, 49), name=["First", "Second"])
    named = single(Symbol(fill="#0000ff", size=2), label_field="name", label_max_scale=1e12)
    plain = single(Symbol(fill="#0000ff", size=2))
    with_names, without = (
        renderer.paint(Scene(layers=(crowd, layer(cities, style, key="cities"))), view).image
        for style in (named, plain)
    )
    for half in (range(WIDTH // 2), range(WIDTH // 2, WIDTH)):
        assert any(with_names.pixel(x, y) != without.pixel(x, y) for x in half for y in range(HEIGHT))


def test_names_keep_off_markers_unless_they_lead(qapp, view):
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    placer = LabelPlacer(view, qapp.font().family())
    placer.reserve(np.array([[220.0, 150.0]]), 3.0)
    around = np.array([[x, y] for x in range(0, 160, 4) for y in range(0, 300, 4)], dtype=float)
    placer.reserve(around, 3.0)
    name = Label("Town", 200.0, 150.0, 4.0, 7.5, "#000000")
    image.fill(0)
    assert placer.place(painter, name)
    free = [x for x in range(WIDTH) for y in range(HEIGHT) if image.pixelColor(x, y).alpha()]
    assert min(free) > 160
    lost = Label("Village", 60.0, 150.0, 4.0, 7.5, "#000000")
    assert not placer.place(painter, lost)
    assert placer.place(painter, replace(lost, leading=True))
    # never over another name
    assert not placer.place(painter, replace(name, text="Town B", offset=-1.0, leading=True))
    painter.end()


def test_painting_again_gives_the_same_picture_and_repaints_only_what_changed(renderer, view):
    low, high = frame(box(30, 48, 34, 50)), frame(Point(32, 49))
    first = layer(low, single(Symbol(fill="#eeeeee")), key="low")
    second = layer(high, single(Symbol(fill="#ff0000")), key="high")
    picture = renderer.paint(Scene(layers=(first, second)), view)
    assert {"low", "high"} <= set(picture.milliseconds)
    again = renderer.paint(Scene(layers=(first, second)), view)
    assert again.image == picture.image
    assert not {"low", "high"} & set(again.milliseconds)
    other = renderer.paint(
        Scene(layers=(first, layer(high, single(Symbol(fill="#0000ff")), key="high"))), view
    )
    assert "high" in other.milliseconds
    assert "low" not in other.milliseconds
    assert Renderer().paint(Scene(layers=(first, second)), view).image == picture.image


def test_stopped_painting_gives_nothing(renderer, view):
    scene = Scene(layers=(layer(frame(box(30, 48, 34, 50)), single(Symbol(fill="#ff0000"))),))
    assert renderer.paint(scene, view, stopped=lambda: True) is None
    assert renderer.paint(scene, view) is not None


def test_near_finds_the_topmost_first(renderer, view):
    areas, points = frame(box(31, 48, 33, 50)), frame(Point(32, 49), Point(32.5, 49), None)
    scene = Scene(
        layers=(
            layer(areas, single(Symbol(fill="#eeeeee")), key="areas"),
            layer(points, single(Symbol(fill="#ff0000")), key="points"),
        )
    )
    renderer.paint(scene, view)
    px, py = view.screen_of(*to_map(32, 49)[0])
    assert renderer.near(scene, view, px, py + 3) == [("points", 1), ("areas", 1)]
    px, py = view.screen_of(*to_map(32.25, 49)[0])
    assert renderer.near(scene, view, px, py) == [("areas", 1)]
    px, py = view.screen_of(*to_map(30.2, 49)[0])
    assert renderer.near(scene, view, px, py) == []


def test_every_kind_of_geometry_is_taken():
    collection = GeometryCollection([Point(1, 1), LineString([(0, 0), (1, 0)]), box(0, 0, 1, 1)])
    shapes = Shapes(frame(collection, None, Polygon(), Point(5, 5)))
    assert (len(shapes.points), len(shapes.lines), len(shapes.rings)) == (2, 1, 1)
    assert shapes.point_feature.tolist() == [0, 3]
    assert np.isnan(shapes.bounds).any(axis=0).tolist() == [False, True, True, False]
    assert shapes.touching((0, 0, 1e5, 1e5)).tolist() == [True, False, False, False]
    assert Shapes(pd.DataFrame({"a": [1, 2]})).count == 2


def test_shared_borders_are_drawn_once_within_a_class():
    shapes = Shapes(frame(box(0, 0, 1, 1), box(1, 0, 2, 1)))
    borders = shapes.coarse_borders(1)
    assert len(borders.ends) == 8
    assert len(borders.without_doubles(np.array([0, 0], dtype=np.int16)).ends) == 7
    assert len(borders.without_doubles(np.array([0, 1], dtype=np.int16)).ends) == 8


def test_a_border_between_rules_of_one_border_stays_when_one_of_them_is_hidden(renderer, view):
    def rule(value, colour, line, **more):
        symbol = Symbol(fill=colour, line=line, line_width=3)
        return Rule(label=tr(value), field="status", equals=(value,), symbol=symbol, **more)

    areas = frame(box(31, 48.2, 32, 49.8), box(32, 48.2, 33, 49.8), status=["a", "b"])
    for line, most in (("#0000ff", 1e12), ("#0000ff", view.scale / 2), ("#00ff00", 1e12)):
        style = Symbology(
            rules=(rule("a", "#ff0000", "#0000ff", max_scale=most), rule("b", "#eeeeee", line)),
        )
        picture = renderer.paint(Scene(layers=(layer(areas, style),)), view)
        assert colour_at(picture, 32, 49) == "#0000ff"
        assert colour_at(picture, 33, 49) == line
        assert colour_at(picture, 31.5, 49) == ("#ff0000" if most > view.scale else "#ffffff")
        assert colour_at(picture, 32.5, 49) == "#eeeeee"


def test_the_fill_of_one_rule_covers_the_border_of_another_beneath(renderer, view):
    areas = frame(box(31, 48.2, 32.5, 49.8), box(32, 48.2, 33, 49.8), status=["above", "below"])
    style = Symbology(
        rules=tuple(
            Rule(label=tr(value), field="status", equals=(value,), symbol=Symbol(fill=fill, line="#0000ff"))
            for value, fill in (("above", "#ff0000"), ("below", "#00ff00"))
        )
    )
    picture = renderer.paint(Scene(layers=(layer(areas, style),)), view)
    assert colour_at(picture, 32, 49) == "#ff0000"
    assert colour_at(picture, 32.7, 49) == "#00ff00"
    assert colour_at(picture, 32.5, 49) != "#ff0000"


def test_levels_of_detail_stay_below_a_pixel():
    assert level_for(1.0) == 0
    for resolution in (40, 100, 300, 1200, 5000):
        assert LEVELS_M[level_for(resolution)] <= 0.6 * resolution
    wiggly = LineString([(30 + n * 1e-4, 49 + (n % 2) * 1e-5) for n in range(1000)])
    shapes = Shapes(frame(wiggly))
    everywhere, all_of_them = (-2e7, -2e7, 2e7, 2e7), np.array([True])
    assert len(shapes.line_segments(0).within(everywhere, all_of_them)) == 999
    assert 0 < len(shapes.line_segments(3).within(everywhere, all_of_them)) < 20


def test_results_lie_above_what_they_were_made_from():
    order = {"areas": 10, "roads": 24, "centres": 54}
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    workspace = [layer(empty, Symbology(rules=(), order=n), key=key) for key, n in order.items()]
    results = [layer(empty, Symbology(rules=(), order=n), key=f"outcome:1:{n}") for n in (5, 45)]
    keys = [item.key for item in drawing_order([*workspace, *results])]
    assert keys == ["areas", "outcome:1:5", "roads", "centres", "outcome:1:45"]


def test_double_resolution(renderer, view):
    sharp = View(view.x, view.y, view.resolution, WIDTH, HEIGHT, 2.0)
    picture = renderer.paint(
        Scene(layers=(layer(frame(box(31, 48, 33, 50)), single(Symbol(fill="#ff0000"))),)), sharp
    )
    assert (picture.image.width(), picture.image.height()) == (2 * WIDTH, 2 * HEIGHT)
    assert colour_at(picture, 31.05, 49) == "#ff0000"
    assert colour_at(picture, 30.95, 49) == "#ffffff"


def test_counts_in_view_follow_the_view(renderer, view):
    places = frame(Point(31, 49), Point(33, 49), Point(50, 49), status=["a", "b", "a"])
    style = Symbology(
        rules=(
            Rule(label=tr("a"), field="status", equals=("a",), symbol=Symbol(fill="#ff0000")),
            Rule(label=tr("b"), symbol=Symbol(fill="#0000ff")),
        )
    )
    picture = renderer.paint(Scene(layers=(layer(places, style),)), view)
    assert picture.counts == {"layer": (2, 1)}
    assert picture.counts_in_view == {"layer": (1, 1)}


def test_symbols_in_proportion_lie_on_points_and_areas(renderer, view):
    shapes = frame(Point(31, 49), box(32.5, 48.5, 33.5, 49.5), Point(32, 49.8), people=[100.0, 400.0, None])
    kind = kind_named("collective_centre")
    recipe = StyleRecipe(
        mode=Mode.PROPORTIONAL,
        field="people",
        full_value=400.0,
        symbol=Symbol(fill="#ff0000", size=60.0),
    )
    scene = Scene(layers=(layer(shapes, symbology_of(recipe, kind)),))
    picture = renderer.paint(scene, view)
    image = picture.image
    red = np.array([[QColor(image.pixel(x, y)).blue() < 128 for x in range(WIDTH)] for y in range(HEIGHT)])
    # 60 points are 80 pixels across, and a quarter of the value has half the width
    assert red[:, : WIDTH // 2].sum() == pytest.approx(np.pi * 20**2, rel=0.05)
    assert red[:, WIDTH // 2 :].sum() == pytest.approx(np.pi * 40**2, rel=0.05)
    assert colour_at(picture, 32.52, 49.48) == "#ffffff"
    assert colour_at(picture, 32, 49.8) == "#d9d9d9"
    assert picture.counts == {"layer": (0, 2, 1)}


def test_a_filtered_feature_is_neither_drawn_nor_found(renderer, view):
    only = FeatureFilter(conditions=(Condition(field="status", test=Test.IS, values=("open",)),))
    style = Symbology(rules=(Rule(label=tr("all"), symbol=Symbol(fill="#ff0000", size=20)),), only=only)
    places = frame(Point(31, 49), Point(33, 49), status=["open", "closed"])
    scene = Scene(layers=(layer(places, style),))
    picture = renderer.paint(scene, view)
    assert colour_at(picture, 31, 49) == "#ff0000"
    assert colour_at(picture, 33, 49) == "#ffffff"
    for lon, found in ((31, [("layer", 1)]), (33, [])):
        ((x, y),) = to_map(lon, 49)
        assert renderer.near(scene, view, *view.screen_of(x, y)) == found


def test_scale_limits_hold_from_both_sides(renderer, view):
    style = single(Symbol(fill="#ff0000"), min_scale=view.scale * 1.1)
    area = frame(box(31, 48.5, 33, 49.5))
    assert renderer.paint(Scene(layers=(layer(area, style),)), view).in_view == ()
    near = single(Symbol(fill="#ff0000"), min_scale=view.scale * 0.9)
    assert renderer.paint(Scene(layers=(layer(area, near),)), view).in_view == ("layer",)


def test_only_the_restyled_layer_is_painted_again(renderer, view):
    area, places = frame(box(31, 48.5, 33, 49.5)), frame(Point(31, 49))
    style = single(Symbol(fill="#ff0000"))
    below = layer(area, single(Symbol(fill="#dddddd")), key="below")
    renderer.paint(Scene(layers=(below, layer(places, style, key="above"))), view)
    again = Scene(layers=(below, layer(places, single(Symbol(fill="#0000ff")), key="above")))
    assert set(renderer.paint(again, view).milliseconds) == {"above", "labels"}


class Checks:
    """A ground of one colour in the east, see-through in the west."""

    def __init__(self):
        self.asked = []

    def read(self, crs, bounds, width, height):
        self.asked.append((crs, bounds))
        ((east_of, _),) = to_map(32.0, 49.0)
        x = bounds[0] + (np.arange(width) + 0.5) / width * (bounds[2] - bounds[0])
        pixels = np.zeros((height, width, 4), dtype=np.uint8)
        pixels[:, x > east_of] = (0, 128, 0, 255)
        return pixels


def test_a_planners_own_base_map_lies_under_the_data(renderer, view):
    source = Checks()
    area = layer(frame(box(32.9, 48.9, 33.1, 49.1)), single(Symbol(fill="#ff0000")))
    base = (layer(frame(box(29, 47, 35, 51)), single(Symbol(fill="#eeeeee")), key="base:land"),)
    scene = Scene(base=base, grounds=(Ground(key="ground:1", source=source),), layers=(area,))
    picture = renderer.paint(scene, view)
    assert colour_at(picture, 31, 49) == "#eeeeee"
    assert colour_at(picture, 32.5, 49) == "#008000"
    assert colour_at(picture, 33, 49) == "#ff0000"
    asked = list(source.asked)
    assert {crs for crs, _ in asked} == {"EPSG:3857"}
    half = replace(scene, grounds=(Ground(key="ground:1", source=source, opacity=0.5),))
    assert QColor(colour_at(renderer.paint(half, view), 32.5, 49)).red() == pytest.approx(119, abs=2)
    # nothing is read twice, and a map that is dragged reads only what comes into view
    assert source.asked == asked
    moved = renderer.paint(scene, view.moved(-30, 0))
    assert colour_at(moved, 32.5, 49) == "#008000"
    assert colour_at(moved, 31.9, 49) == "#eeeeee"
    fresh = source.asked[len(asked) :]
    assert len(fresh) < len(asked)
    assert not set(fresh) & set(asked)
    # stopped half way, it goes on from there
    calls = iter([False] * 3 + [True] * 99)
    nearer = view.zoomed(4.0, 200, 150)
    assert renderer.paint(scene, nearer, lambda: next(calls, True)) is None
    assert colour_at(renderer.paint(scene, nearer), 32.1, 49) == "#008000"
