"""Expressions over fields: what they give, that unknown stays unknown, and what they refuse."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from layers.errors import LayerError
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Workspace
from planning.errors import BadParameter
from planning.field_calculator import calculated, with_calculated

TODAY = dt.date(2025, 2, 1)


@pytest.fixture
def layer(provenance):
    frame = gpd.GeoDataFrame(
        {
            "name_en": ["A", "B", None],
            "status": ["active", "closed", None],
            "capacity": [100, 0, None],
            "occupancy": [40, 10, 5],
            "water_l_per_day": [600.0, None, 75.0],
            "heating_works": [True, False, None],
            "assessed_on": pd.to_datetime(["2025-01-02", None, "2024-12-31"]),
            "In Need": [1.5, 2.5, np.nan],
        },
        geometry=[Point(30, 50), Point(31, 50), None],
        crs=4326,
    )
    return new_layer("centres", kind_named("collective_centre"), frame, provenance)


def result(layer, expression, fids=None):
    values = calculated(layer, expression, TODAY, fids).values
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("capacity - occupancy", [60, -10, None]),
        ("occupancy / capacity * 100", [40, None, None]),
        ("0 / capacity", [0, None, None]),
        ("round([In Need])", [2, 3, None]),
        ("round(-[In Need])", [-2, -3, None]),
        ("round(water_l_per_day / occupancy, 1)", [15, None, 15]),
        ("max(capacity, occupancy, 50)", [100, 50, None]),
        ("min(occupancy, 7)", [7, 7, 5]),
        ("abs(capacity - 60)", [40, 60, None]),
        ("if_unknown(capacity, 0) + occupancy", [140, 10, 5]),
        ("if_else(occupancy > 8, occupancy, 0)", [40, 10, 0]),
        ("occupancy if capacity > 50 else 1", [40, 1, None]),
        ("known(capacity)", [True, True, False]),
        ("capacity > 50 and occupancy > 8", [True, False, False]),
        ("capacity > 50 and occupancy > 4", [True, False, None]),
        ("capacity > 50 or occupancy < 8", [True, False, True]),
        ("not heating_works", [False, True, None]),
        ("0 < occupancy <= 10", [False, True, True]),
        ("status == 'active'", [True, False, None]),
        ("contains(status, 'CLOS')", [False, True, None]),
        ("name_en + ' (' + status + ')'", ["A (active)", "B (closed)", None]),
        ("age_days(assessed_on)", [30, None, 32]),
        ("year(assessed_on)", [2025, None, 2024]),
        ("assessed_on > '2025-01-01'", [True, None, False]),
        ("lon() + lat()", [80, 81, None]),
        ("fid * 2", [2, 4, 6]),
        ("-capacity % 7", [5, 0, None]),
        # whole numbers are never raised as such, so that no power can run for hours
        ("9 ** 9 ** 9 ** 9", [None, None, None]),
        ("10 ** 400 * capacity", [None, None, None]),
        ("10.0 ** 400 * capacity", [None, None, None]),
        ("7", [7, 7, 7]),
    ],
)
def test_what_expressions_give(layer, expression, expected):
    assert result(layer, expression) == expected


def test_distance_is_geodesic(layer):
    assert result(layer, "distance_km(30, 51)")[0] == pytest.approx(111.25, abs=0.05)


@pytest.mark.parametrize(
    "expression",
    [
        "", "capacity +", "__import__('os')", "capacity.__class__", "().__class__", "[x for x in name_en]",
        "open('x')", "lambda: 1", "capacity[0]", "f'{capacity}'", "round(capacity, ndigits=1)", "eval('1')",
        "(capacity := 3)", "nothing + 1", "min(1)", "capacity and 1", "name_en + 1", "status > 3", "1 @ 2",
        "if_else(capacity, 1, 2)", "(" * 3000 + ")" * 3000, "+".join(["1"] * 900), "None", "1j", "9" * 5000,
        "assessed_on > 'soon'", "b'x'", "...", "age_days(capacity)", "round(*fid)", "1 in 2", "~1",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(layer, expression):
    with pytest.raises(BadParameter) as refused:
        calculated(layer, expression, TODAY)
    assert str(refused.value.expected)


@given(st.text(alphabet="capity+-*/() .'[]_0123456789<=andorif,", max_size=40))
def test_no_text_gets_past_the_reader(text):
    frame = pd.DataFrame({"item": ["a"], "quantity": [1.0]})
    from layers.layer import Provenance

    provenance = Provenance(source="", date=None, imported_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
    layer = new_layer("stock", kind_named("stock"), frame, provenance)
    try:
        calculated(layer, text, TODAY)
    except BadParameter:
        return


def test_units_are_said_and_mixing_them_is_told(layer):
    same = calculated(layer, "capacity - occupancy", TODAY)
    assert (same.unit, same.notes) == ("people", ())
    mixed = calculated(layer, "capacity + water_l_per_day", TODAY)
    assert mixed.unit == ""
    assert [str(note) for note in mixed.notes] == ["people and l/day are taken together"]
    assert calculated(layer, "water_l_per_day * 2", TODAY).unit == "l/day"
    assert calculated(layer, "occupancy / capacity", TODAY).unit == ""


def test_an_own_field_is_added_and_the_rest_shared(layer):
    before = Workspace(name="W", layers=(layer,))
    after = with_calculated(before, "centres", "free", "capacity - occupancy")
    frame = after.layer("centres").frame
    assert frame["free"].tolist()[:2] == [60, -10]
    assert pd.isna(frame["free"].iloc[2])
    assert "free" not in layer.frame
    assert after.layer("centres").provenance.transformations[-1] == (
        "field free calculated as capacity - occupancy for 3 records"
    )


def test_only_the_chosen_records_are_calculated(layer):
    workspace = with_calculated(Workspace(name="W", layers=(layer,)), "centres", "x", "1")
    after = with_calculated(workspace, "centres", "x", "fid * 10", np.array([3, 1]))
    assert after.layer("centres").frame["x"].tolist() == [10, 1, 30]
    assert workspace.layer("centres").frame["x"].tolist() == [1, 1, 1]


def test_fields_of_the_kind_and_other_types_are_refused(layer):
    workspace = with_calculated(Workspace(name="W", layers=(layer,)), "centres", "word", "'a'")
    assert workspace.layer("centres").frame["word"].dtype == "str"
    for field, expression in (("capacity", "1"), ("word", "1"), ("fid", "1"), ("", "1")):
        with pytest.raises(LayerError):
            with_calculated(workspace, "centres", field, expression)
