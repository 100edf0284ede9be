"""Recipes of styles: the rules they make, the classes they find, the conditions they set."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise

import geopandas as gpd
import mapclassify
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.colour_ramps import RAMPS
from layers.feature_filter import Condition, FeatureFilter, Test
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.style_classes import Method, breaks_of, categories_of, full_value_of, ranges_of
from layers.style_recipe import Mode, StyleClass, StyleRecipe, recipe_of, symbology_of, with_recipe
from layers.symbology import Proportion, Symbol

CENTRE = kind_named("collective_centre")


def condition(field, test, *values):
    return Condition(field=field, test=test, values=values)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "name": pd.Series(["School No 1", "Гуртожиток", None, "school 2"], dtype="str"),
            "capacity": pd.Series([10, 250, None, 40], dtype="Int64"),
            "water": pd.Series([True, False, None, True], dtype="boolean"),
            "seen": pd.to_datetime(["2025-01-01", None, "2025-02-01", "2025-03-01"]),
        }
    )


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        (condition("name", Test.CONTAINS, "SCHOOL"), [1, 0, 0, 1]),
        (condition("name", Test.CONTAINS, "гурто"), [0, 1, 0, 0]),
        (condition("name", Test.IS, "гуртожиток"), [0, 1, 0, 0]),
        (condition("name", Test.IS_NOT, "school 2"), [1, 1, 0, 0]),
        (condition("capacity", Test.AT_LEAST, 40), [0, 1, 0, 1]),
        (condition("capacity", Test.AT_MOST, 40), [1, 0, 0, 1]),
        (condition("capacity", Test.BETWEEN, 10, 40), [1, 0, 0, 1]),
        (condition("capacity", Test.UNKNOWN), [0, 0, 1, 0]),
        (condition("capacity", Test.KNOWN), [1, 1, 0, 1]),
        (condition("water", Test.IS, True), [1, 0, 0, 1]),
        (condition("seen", Test.AT_LEAST, dt.date(2025, 2, 1)), [0, 0, 1, 1]),
        (condition("no such", Test.UNKNOWN), [0, 0, 0, 0]),
    ],
)
def test_conditions(frame, asked, taken):
    assert asked.takes(frame).tolist() == [bool(value) for value in taken]


def test_conditions_are_joined(frame):
    both = (condition("capacity", Test.AT_LEAST, 40), condition("water", Test.IS, True))
    assert FeatureFilter(conditions=both).takes(frame).tolist() == [False, False, False, True]
    assert FeatureFilter(conditions=both, every=False).takes(frame).tolist() == [True, True, False, True]
    assert FeatureFilter(conditions=()).takes(frame).all()


@pytest.mark.parametrize("method", [m for m in Method if m is not Method.BY_HAND])
@pytest.mark.parametrize("seed", range(4))
def test_no_class_is_empty_and_every_value_has_one(method, seed):
    rng = np.random.default_rng(seed)
    values = pd.Series(np.round(rng.lognormal(3, 1.2, 300), seed))
    breaks = breaks_of(values, method, 5)
    assert list(breaks) == sorted(set(breaks))
    counts = np.histogram(values, bins=[-np.inf, *breaks, np.inf])[0]
    if method in (Method.QUANTILES, Method.NATURAL):
        assert (counts > 0).all()
    assert counts.sum() == 300


@pytest.mark.parametrize(
    ("method", "peer"), [(Method.QUANTILES, "Quantiles"), (Method.NATURAL, "FisherJenks")]
)
def test_classes_are_those_of_mapclassify_with_rounder_breaks(method, peer):
    values = pd.Series(np.random.default_rng(3).lognormal(3, 1, 200))
    breaks = breaks_of(values, method, 5)
    ours = np.searchsorted(breaks, values, side="right")
    with pytest.warns(UserWarning, match="Numba") if peer == "FisherJenks" else np.errstate():
        theirs = getattr(mapclassify, peer)(values.to_numpy(), k=5).yb
    assert ours.tolist() == theirs.tolist()
    assert max(len(f"{value:.10g}") for value in breaks) <= 6


def test_values_equal_to_a_break_stay_together():
    values = pd.Series([1] * 50 + [2] * 30 + [3] * 20, dtype="Int64")
    assert breaks_of(values, Method.QUANTILES, 4) in ((2.0, 3.0), (1.5, 2.5), (2.0,), (3.0,), (2.0, 2.5))
    assert breaks_of(pd.Series([5, 5, 5, None]), Method.EQUAL, 4) == ()
    assert breaks_of(pd.Series([None, None], dtype="float64"), Method.NATURAL, 4) == ()


def test_natural_breaks_of_many_values_are_the_same_each_time():
    values = pd.Series(np.random.default_rng(3).lognormal(3, 1, 20_000))
    assert breaks_of(values, Method.NATURAL, 5) == breaks_of(values, Method.NATURAL, 5)
    assert len(breaks_of(values, Method.NATURAL, 5)) == 4


def test_categories_come_from_the_vocabulary_then_from_the_data():
    values = pd.Series(["closed", "x", "x", None, "y"], dtype="str")
    found, more = categories_of(values, "status", CENTRE)
    vocabulary = tuple(CENTRE.field("status").vocabulary)
    assert found == (*vocabulary, "x", "y")
    assert more == 0
    many, more = categories_of(pd.Series([f"v{n}" for n in range(40)]), "note", CENTRE)
    assert len(many) + more == 40


def test_unknown_is_a_class_and_so_are_values_not_listed():
    recipe = StyleRecipe(
        mode=Mode.CATEGORIES, field="status", classes=(StyleClass(value="active", colour="#0072b2"),)
    )
    style = symbology_of(recipe, CENTRE)
    rows = pd.DataFrame({"status": pd.Series(["active", None, "closed"], dtype="str")})
    assert [str(style.rules[i].label) for i in style.classify(rows)] == ["active", "unknown", "other values"]


def test_graduated_rules_take_what_their_labels_say():
    classes = tuple(
        StyleClass(low=low, high=high, colour="#ffffff") for low, high in ranges_of((10.0, 100.0))
    )
    style = symbology_of(StyleRecipe(mode=Mode.GRADUATED, field="capacity", classes=classes), CENTRE)
    rows = pd.DataFrame({"capacity": pd.Series([-5, 9, 10, 99, 100, None], dtype="Int64")})
    assert style.classify(rows).tolist() == [0, 0, 1, 1, 2, 3]
    assert [str(rule.label) for rule in style.rules] == [
        "under 10",
        "10 to under 100",
        "100 and more",
        "unknown",
    ]


def test_area_follows_the_value():
    proportion = Proportion(field="people", value=400.0)
    assert proportion.size_of(400.0, 30.0) == pytest.approx(30.0)
    assert proportion.size_of(100.0, 30.0) == pytest.approx(15.0)
    assert proportion.size_of(-1.0, 30.0) == 0
    assert proportion.samples() == (200.0, 100.0, 20.0)
    style = symbology_of(StyleRecipe(mode=Mode.PROPORTIONAL, field="capacity", full_value=400), CENTRE)
    rows = pd.DataFrame({"capacity": pd.Series([0, 5, None], dtype="Int64")})
    assert [str(style.rules[i].label) for i in style.classify(rows)] == ["0 or less", "above 0", "unknown"]
    assert full_value_of(rows["capacity"]) == 5
    assert full_value_of(pd.Series([0.0, None])) == 1


def test_a_filter_and_scale_limits_hide_features():
    only = FeatureFilter(conditions=(condition("capacity", Test.AT_LEAST, 10),))
    recipe = StyleRecipe(only=only, min_scale=10_000, max_scale=1_000_000)
    style = symbology_of(recipe, CENTRE)
    rows = pd.DataFrame({"capacity": pd.Series([5, 50], dtype="Int64"), "status": ["active", "active"]})
    assert (style.classify(rows) >= 0).tolist() == [False, True]
    for scale, seen in ((9_999, False), (10_000, True), (999_999, True), (1_000_000, False)):
        assert style.classify(rows, scale)[1] == (0 if seen else -1)


def test_a_recipe_that_changes_nothing_leaves_the_kinds_own_style(provenance):
    places = gpd.GeoDataFrame({"site_id": ["a"]}, geometry=[Point(30, 50)], crs=4326)
    layer = new_layer("centres", CENTRE, places, provenance)
    assert with_recipe(layer, recipe_of(layer)).symbology is None
    own = with_recipe(layer, StyleRecipe(mode=Mode.SINGLE, symbol=Symbol(fill="#123456")))
    assert own.style.rules[0].symbol.fill == "#123456"
    assert own.style.order == CENTRE.symbology.order
    assert recipe_of(own).mode is Mode.SINGLE
    assert with_recipe(own, None).symbology is None


# Deuteranopia: Source: Viénot, Brettel and Mollon (1999), in linear RGB.
_DEUTERANOPE = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])


def _lab(colour: str, seen_by_deuteranope: bool) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if seen_by_deuteranope:
        linear = np.clip(_DEUTERANOPE @ linear, 0, 1)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
        / [0.95047, 1.0, 1.08883]
    )
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("ramp", RAMPS, ids=lambda ramp: ramp.name)
@pytest.mark.parametrize("deuteranope", [False, True])
def test_classes_are_told_apart(ramp, deuteranope):
    colours = ramp.pick(7 if ramp.in_order else len(ramp.colours))
    pairs = pairwise(colours) if ramp.in_order else combinations(colours, 2)
    apart = [np.linalg.norm(_lab(one, deuteranope) - _lab(other, deuteranope)) for one, other in pairs]
    # just noticeable side by side is about 2.3 (Mahy et al. 1994)
    assert min(apart) > 7
    assert not np.allclose(_lab("#d55e00", True), _lab("#d55e00", False), atol=5)
