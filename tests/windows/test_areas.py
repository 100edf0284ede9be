"""Areas filled by scan lines: pixel for pixel what QPainter fills, blended in order."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF
from shapely.geometry import MultiPolygon, Polygon, box

from desktop.map_view.areas import Fills
from desktop.map_view.projection import View, bounds_to_map, to_map
from desktop.map_view.shapes import Shapes, level_for
from layers.symbology import Symbol

WIDTH, HEIGHT = 300, 200


@pytest.fixture
def view():
    return View(0, 0, 1, WIDTH, HEIGHT).fitted(bounds_to_map((30, 48, 34, 50)), margin=0)


def shapes_of(*areas):
    return Shapes(gpd.GeoDataFrame(geometry=list(areas), crs=4326))


def everything(count):
    return np.ones(count, dtype=bool)


def blank():
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    return image


def painted(fills, group=None):
    image = blank()
    painter = QPainter(image)
    fills.draw(painter, group)
    painter.end()
    return image


def pixels(image):
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(HEIGHT, WIDTH, 4).astype(int)


def colour_at(image, view, lon, lat):
    x, y = view.screen_of(*to_map(lon, lat)[0])
    return image.pixelColor(round(x), round(y))


def star(rng, lon, lat):
    angle = np.sort(rng.uniform(0, 2 * np.pi, 40))
    reach = rng.uniform(0.1, 1.5, 40)
    return Polygon(np.column_stack([lon + reach * np.cos(angle), lat + 0.6 * reach * np.sin(angle)]))


def by_qt(shapes, symbol, view):
    """The same areas one after the other by QPainter."""
    image = blank()
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    colour = QColor(symbol.fill)
    colour.setAlphaF(symbol.fill_opacity)
    painter.setBrush(colour)
    outline = shapes.outlines(level_for(view.resolution))
    for feature in range(shapes.count):
        points = outline.points[outline.offsets[feature] : outline.offsets[feature + 1]]
        places = view.device_pixels_of_units(points, 100.0)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in places.tolist()]), Qt.FillRule.OddEvenFill)
    painter.end()
    return image


def test_as_qpainter_fills_holes_parts_overlaps_and_what_lies_outside(qapp, view):
    rng = np.random.default_rng(3)
    stars = [star(rng, lon, lat) for lon, lat in rng.uniform((29, 47), (35, 51), (12, 2))]
    holed = Polygon(
        box(30.3, 48.3, 32, 49.7).exterior.coords, [list(box(30.8, 48.8, 31.5, 49.2).exterior.coords)]
    )
    parts = MultiPolygon([shapely.make_valid(box(32.5, 48.2, 33, 48.6)), box(33.2, 49, 36, 52)])
    shapes = shapes_of(*stars, holed, parts, box(20, 40, 40, 60))
    symbol = Symbol(fill="#4080c0", fill_opacity=0.4)
    near = view.zoomed(200.0, 150, 100)
    for seen in (view, near):
        found = pixels(painted(Fills(shapes, [(everything(shapes.count), symbol)], seen)))
        wanted = pixels(by_qt(shapes, symbol, seen))
        # Qt rounds corners to a 64th of a pixel, and each blending to a whole number
        apart = np.abs(found - wanted).max(axis=2) > 8
        assert apart.mean() < 0.002


def test_areas_are_blended_in_the_order_of_their_groups(qapp, view):
    shapes = shapes_of(box(30.5, 48.2, 32.5, 49.8), box(31.5, 48.2, 33.5, 49.8))
    red = Symbol(fill="#ff0000", fill_opacity=1.0)
    blue = Symbol(fill="#0000ff", fill_opacity=0.5)
    first, second = np.array([True, False]), np.array([False, True])
    above = painted(Fills(shapes, [(first, red), (second, blue)], view))
    assert colour_at(above, view, 32, 49).getRgb() == pytest.approx((127, 0, 128, 255), abs=2)
    assert colour_at(above, view, 33, 49).getRgb() == pytest.approx((0, 0, 255, 128), abs=2)
    below = painted(Fills(shapes, [(second, blue), (first, red)], view))
    assert colour_at(below, view, 32, 49).getRgb() == (255, 0, 0, 255)
    only = painted(Fills(shapes, [(second, blue), (first, red)], view), group=0)
    assert colour_at(only, view, 31, 49).alpha() == 0
    assert colour_at(only, view, 32, 49).alpha() == pytest.approx(128, abs=2)


def test_many_areas_on_one_another(qapp, view):
    shapes = shapes_of(*[box(30 + n * 0.05, 48.1, 34 - n * 0.05, 49.9) for n in range(30)])
    image = painted(Fills(shapes, [(everything(30), Symbol(fill="#ffffff", fill_opacity=0.1))], view))
    assert colour_at(image, view, 32, 49).alpha() == pytest.approx(255 * (1 - 0.9**30), abs=2)


def test_overlap_is_told_from_slivers_between_neighbours(qapp, view):
    degree = 1 / ((34 - 30) / WIDTH)
    west, east = Symbol(fill="#ff0000"), Symbol(fill="#0000ff")
    first, second = np.array([True, False]), np.array([False, True])
    for wide, overlap in ((0.0, False), (1.5 / degree, False), (6 / degree, True)):
        shapes = shapes_of(box(30.5, 48.2, 32 + wide, 49.8), box(32, 48.2, 33.5, 49.8))
        assert Fills(shapes, [(first, west), (second, east)], view).overlap is overlap
        assert Fills(shapes, [(everything(2), west)], view).overlap is False


def test_nothing_in_view_and_no_fill(qapp, view):
    shapes = shapes_of(box(10, 10, 11, 11), None)
    assert not pixels(painted(Fills(shapes, [(everything(2), Symbol(fill="#ff0000"))], view))).any()
    around = shapes_of(box(20, 40, 40, 60))
    assert not pixels(painted(Fills(around, [(everything(1), Symbol(line="#ff0000"))], view))).any()
    assert not pixels(painted(Fills(around, [], view))).any()
