"""Coordinates as people write them, in cells and in columns."""

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from layers.coordinate_text import angle, pair, shape
from layers.coordinates import holds_angles, pairs, place_column, points, shapes
from layers.errors import LayerError

LVIV, DNIPRO, MARIUPOL = (24.0297, 49.8397), (35.0462, 48.4647), (37.5499, 47.0971)
CITIES = np.array([LVIV, DNIPRO, MARIUPOL])


def _columns(x, y, names=("lon", "lat"), start=1):
    index = pd.RangeIndex(start, start + len(x))
    return pd.Series(list(x), index=index, name=names[0]), pd.Series(list(y), index=index, name=names[1])


def _at(placed):
    return [None if point is None else (round(point.x, 4), round(point.y, 4)) for point in placed.geometry]


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("48.4647", 48.4647, None),
        ("48,4647", 48.4647, None),
        ("\u00a048.4647 ", 48.4647, None),
        ("-0.5", -0.5, None),
        ("48.4647 N", 48.4647, "lat"),
        ("N48,4647", 48.4647, "lat"),
        ("N 47° 53’ 50\"", 47.897222, "lat"),
        ("E 24° 40’", 24.666667, "lon"),
        ("47° 53.5’", 47.891667, None),
        ("47 53 50", 47.897222, None),
        ("47:53:50.5", 47.897361, None),
        ("47d53m50s", 47.897222, None),
        ("47º53´50''", 47.897222, None),
        ("Пн 47° 53′ 50″", 47.897222, "lat"),
        ("48°27′53″ пн. ш.", 48.464722, "lat"),
        ("24° 40’ 35\" сх. д.", 24.676389, "lon"),
        ("Сх 24°40'35\"", 24.676389, "lon"),
        ("47°53'50\" с. ш.", 47.897222, "lat"),
        ("35,05° в.д.", 35.05, "lon"),
        ("12°30'W", -12.5, "lon"),
        ("12.5 зх. д.", -12.5, "lon"),
        ("S 12.5", -12.5, "lat"),
    ],
)  # fmt: skip
def test_angles(text, degrees, axis):
    found = angle(text)
    assert found is not None
    assert found.degrees == pytest.approx(degrees, abs=1e-6)
    assert found.axis == axis


@pytest.mark.parametrize(
    "text",
    ["", "abc", "47° 61’", "47° 53’ 60\"", "47.5° 30’", "48.464.700", "1 234.5", "-47 S", "N 47 N", "1e5"],
)  # fmt: skip
def test_what_is_no_angle(text):
    assert angle(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48.4647, 35.0462", (35.0462, 48.4647, False)),
        ("48,4647; 35,0462", (35.0462, 48.4647, False)),
        ("48,4647, 35,0462", (35.0462, 48.4647, False)),
        ("(48.4647 35.0462)", (35.0462, 48.4647, False)),
        ("48.4647 35.0462 120 5", (35.0462, 48.4647, False)),
        ("E 35.5, N 48.5", (35.5, 48.5, True)),
        ('N 48° 30’ 0" E 35° 30’ 0"', (35.5, 48.5, True)),
        ("48°30'0\"N 35°30'0\"E", (35.5, 48.5, True)),
        ("48°30′00″ пн. ш. 35°30′00″ сх. д.", (35.5, 48.5, True)),
        ("48.5", None),
        ("N 48.5 N 35.5", None),
        ("1,2,3", None),
        ("near the school, left", None),
    ],
)
def test_pairs_in_one_cell(text, expected):
    assert pair(text) == (expected if expected is None else pytest.approx(expected))


def test_shapes_in_one_cell():
    point = "0101000020E610000000000000000038400000000000804840"
    assert shape("POINT (24 49)").wkt == "POINT (24 49)"
    assert shapely.get_srid(shape("SRID=3857;POINT(2671667 6274861)")) == 3857
    assert shape(point).wkt == "POINT (24 49)"
    assert shapely.get_srid(shape(point)) == 4326
    feature = '{"type":"Feature","geometry":{"type":"Point","coordinates":[24,49]},"properties":{}}'
    assert shape(feature).wkt == "POINT (24 49)"
    for text in ("POINT(24", "POINT EMPTY", "Pointless", '{"a": 1}', "[24, 49]", "POLYGON((0 0,1 0,1 1))"):
        assert shape(text) is None


def test_numbers_and_text_in_one_column():
    lon, lat = _columns(
        [24.0297, "35,0462", 'E 37° 33’ 0"', None, "?"], ["49.8397", 48.4647, "47.0971", 48, 49]
    )
    placed = points(lon, lat)
    assert _at(placed) == [LVIV, DNIPRO, (37.55, 47.0971), None, None]
    assert str(placed.reasons[4]) == "no coordinates"
    assert "?" in str(placed.reasons[5])
    assert [problem.fids for problem in placed.problems] == [(4,), (5,)]


def test_a_column_the_wrong_way_round_is_swapped_and_told():
    placed = points(*_columns(CITIES[:, 1], CITIES[:, 0]))
    assert _at(placed) == [LVIV, DNIPRO, MARIUPOL]
    assert "3 rows were the wrong way round" in str(placed.problems[0].text)
    assert placed.problems[0].fids == (1, 2, 3)


def test_one_row_the_wrong_way_round_is_swapped_and_told():
    x, y = [*CITIES[:, 0], *CITIES[:, 0], DNIPRO[1]], [*CITIES[:, 1], *CITIES[:, 1], DNIPRO[0]]
    placed = points(*_columns(x, y))
    assert _at(placed)[-1] == DNIPRO
    assert placed.problems[0].fids == (7,)


def test_a_worldwide_list_is_never_swapped():
    # 48 E 30 N is in Iraq; the other way round it would be in Ukraine
    placed = points(*_columns([48.0, 36.8, -70.0, 103.0], [30.0, -1.3, 12.0, 13.0]))
    assert _at(placed)[0] == (48.0, 30.0)
    assert placed.problems == ()


def test_letters_overrule_the_order_of_the_columns():
    lon, lat = _columns(["N 48° 30’", "N 49° 30’"], ["E 35° 30’", "E 24° 30’"])
    assert _at(points(lon, lat)) == [(35.5, 48.5), (24.5, 49.5)]


def test_zero_and_what_is_no_degree_have_no_place():
    placed = points(*_columns([0.0, 3504620.0, 24.0297, 24.0], [0.0, 48.4647, 49.8397, np.inf]))
    assert _at(placed) == [None, None, LVIV, None]
    assert set(placed.reasons) == {1, 2, 4}


def _projected(code, zones=None):
    xs, ys = [], []
    for number, (lon, lat) in enumerate(CITIES):
        transformer = Transformer.from_crs(4326, code if zones is None else zones[number], always_xy=True)
        x, y = transformer.transform(lon, lat)
        xs.append(x)
        ys.append(y)
    return xs, ys


@pytest.mark.parametrize(
    ("code", "zones", "headings", "said"),
    [
        (3857, None, ("x", "y"), "Web Mercator"),
        (0, (5562, 5564, 5565), ("x", "y"), "UCS-2000"),
        (0, (28404, 28406, 28407), ("x", "y"), "UCS-2000"),
        (0, (7825, 7829, 7830), ("x", "y"), "SK-63"),
        (32636, None, ("X UTM 36N", "Y UTM 36N"), "UTM zone 36N"),
        (32636, None, ("X_EPSG_32636", "Y"), "EPSG:32636"),
    ],
)
def test_metres_of_known_projections(code, zones, headings, said):
    xs, ys = _projected(code, zones)
    for order in ((xs, ys), (ys, xs)):
        placed = points(*_columns(*order, names=headings))
        assert said in str(placed.problems[0].text)
        for point, city in zip(placed.geometry, CITIES, strict=True):
            assert (point.x, point.y) == pytest.approx(city, abs=2e-4)


def test_a_row_without_place_among_metres_has_its_reason():
    xs, ys = _projected(3857)
    placed = points(*_columns([*xs, *xs, 9e12], [*ys, *ys, 9e12], names=("x", "y")))
    assert placed.geometry[-1] is None
    assert set(placed.reasons) == {7}


def test_metres_that_may_be_several_projections_are_refused():
    transformer = Transformer.from_crs(4326, 32636, always_xy=True)
    x, y = transformer.transform(CITIES[1:, 0], CITIES[1:, 1])
    with pytest.raises(LayerError, match="zone is not stated"):
        points(*_columns(x, y, names=("x", "y")))
    # in the third zone of SK-63 and, further south, in Web Mercator
    with pytest.raises(LayerError, match="several projections fit"):
        points(*_columns([3_300_000.0], [5_600_000.0], names=("x", "y")))
    with pytest.raises(LayerError, match="fit none"):
        points(*_columns([9e8], [9e8], names=("x", "y")))


def test_pairs_of_a_column():
    cells = pd.Series(
        ["48.4647, 35.0462", "49.8397, 24.0297", None, "school"], index=[3, 4, 5, 6], name="gps"
    )
    placed = pairs(cells)
    assert _at(placed)[:2] == [DNIPRO, LVIV]
    assert set(placed.reasons) == {5, 6}
    turned = pairs(pd.Series(["35.0462, 48.4647", "24.0297, 49.8397"], index=[1, 2]))
    assert _at(turned) == [DNIPRO, LVIV]
    assert "wrong way round" in str(turned.problems[0].text)


def test_shapes_of_a_column():
    cells = pd.Series(
        ["SRID=3857;POINT(2671667 6274861)", "POLYGON((24 49,25 49,25 50,24 49))", "POINT(500 1)", None]
    )
    placed = shapes(cells)
    assert placed.geometry[0].x == pytest.approx(24.0, abs=1e-3)
    assert placed.geometry[1].geom_type == "Polygon"
    assert set(placed.reasons) == {2, 3}
    assert "EPSG:3857" in str(placed.problems[0].text)
    with pytest.raises(LayerError, match="no known projection"):
        shapes(pd.Series(["SRID=99999;POINT(1 1)"]))


def test_columns_of_places_are_found_by_their_values():
    frame = pd.DataFrame(
        {
            "ages": ["5, 7", "12, 13", "1, 2"],
            "day": ["5.03.22", "6.03.22", "7.03.22"],
            "where": ["48.46, 35.04", "49.83, 24.02", None],
        }
    )
    assert place_column(frame) == ("where", "pair")
    assert place_column(frame[["ages", "day"]]) is None
    assert place_column(pd.DataFrame({"g": ["POINT(24 49)", "POINT(25 49)"]})) == ("g", "shape")


def test_state_register_of_names(shared_data):
    path = shared_data / "messy_dms_semicolon_gazetteer/fiz-geo-luganska.csv"
    frame = pd.read_csv(path, sep=";")
    assert holds_angles(frame["Широта"], "lat")
    assert not holds_angles(frame["Широта"], "lon")
    assert not holds_angles(frame["Унормована назва"], "lat")
    placed = points(frame["Довгота"], frame["Широта"])
    assert placed.reasons == {}
    first = placed.geometry[0]
    assert (first.x, first.y) == pytest.approx((24 + 40 / 60 + 35 / 3600, 47 + 53 / 60 + 50 / 3600))


def test_sites_of_the_world_and_facilities(shared_data):
    frame = pd.read_csv(
        shared_data / "displacement_sites_unhcr_2020/displacement_locations_unhcr.csv", low_memory=False
    )
    placed = points(frame["POINT_X"], frame["POINT_Y"])
    assert len(placed.reasons) == 2_288
    assert not any("wrong way" in str(problem.text) for problem in placed.problems)
    facilities = pd.read_csv(
        shared_data / "health_facilities_nszu/hospitals_for_map_new.csv", low_memory=False
    )
    placed = points(facilities["nszu_geocoding_google_api_lng"], facilities["nszu_geocoding_google_api_lat"])
    assert len(placed.reasons) == 3
