"""Order, matching and summaries of records, beside plain Python."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.kinds import kind_named
from layers.records.column import columns_of
from layers.records.matching import Condition, Relation, matching
from layers.records.order import order_of, reading_key, sort_key, text_ranks
from layers.records.summary import summary_of

DAYS = ["2025-01-02", None, "2024-12-31", "2025-01-02", "2025-02-01", None]


@pytest.fixture
def columns():
    frame = pd.DataFrame(
        {
            "name_uk": pd.Series(["Школа № 10", "школа № 2", None, "Ізюм", "Яготин", "Єланець"], dtype="str"),
            "status": pd.Series(["closed", "active", "active", None, "active", "closed"], dtype="str"),
            "capacity": pd.Series([30, None, 10, 30, 5, 0], dtype="Int64"),
            "covered_area_m2": [1.5, np.nan, 2.0, -1.0, 1.5, 0.0],
            "heating_works": pd.Series([True, None, False, True, True, None], dtype="boolean"),
            "assessed_on": pd.to_datetime(DAYS),
            "note": pd.Series(["=1+1", "a", "a", None, "B", "b"], dtype="object"),
        }
    ).set_axis(pd.Index([11, 12, 13, 14, 15, 16]))
    fields = kind_named("collective_centre").fields
    return {column.name: column for column in columns_of(frame, fields)}


def ordered(column, descending=False):
    return order_of([(sort_key(column), descending)], np.arange(len(column.array))).tolist()


def test_columns_know_what_they_hold(columns):
    types = {name: column.type for name, column in columns.items()}
    assert types == {
        "fid": "integer", "name_uk": "text", "status": "text", "capacity": "integer", "note": "text",
        "covered_area_m2": "number", "heating_works": "boolean", "assessed_on": "date",
    }  # fmt: skip
    assert str(columns["capacity"].label) == "Capacity"
    assert columns["note"].label == "note"


def test_names_stand_as_a_ukrainian_reads_them(columns):
    # Є before І before Ш before Я, 2 before 10, unknown last either way
    assert ordered(columns["name_uk"]) == [5, 3, 1, 0, 4, 2]
    assert ordered(columns["name_uk"], descending=True) == [4, 0, 1, 3, 5, 2]


def test_unknown_numbers_come_last_either_way(columns):
    assert ordered(columns["capacity"]) == [5, 4, 2, 0, 3, 1]
    assert ordered(columns["capacity"], descending=True) == [0, 3, 2, 4, 5, 1]
    assert ordered(columns["covered_area_m2"], descending=True) == [2, 0, 4, 5, 3, 1]
    assert ordered(columns["assessed_on"]) == [2, 0, 3, 4, 1, 5]
    assert ordered(columns["heating_works"]) == [2, 0, 3, 4, 1, 5]


def test_several_columns(columns):
    keys = [(sort_key(columns["status"]), False), (sort_key(columns["capacity"]), True)]
    assert order_of(keys, np.arange(6)).tolist() == [2, 4, 1, 0, 5, 3]
    assert order_of(keys, np.array([5, 0, 1])).tolist() == [1, 0, 5]


def test_whole_numbers_beyond_what_a_float_holds_keep_their_order():
    frame = pd.DataFrame({"code": pd.Series([2**60 + 1, 2**60, None], dtype="Int64")})
    assert ordered(columns_of(frame)[1]) == [1, 0, 2]


@given(st.lists(st.text(alphabet="аіїя я10-", max_size=60), max_size=40))
def test_ranks_are_those_of_sorted_keys(texts):
    keys = [reading_key(text) for text in texts]
    first = {key: place for place, key in reversed(list(enumerate(sorted(keys))))}
    assert text_ranks(texts).tolist() == [first[key] for key in keys]


def found(columns, text="", *conditions):
    return np.flatnonzero(matching(list(columns.values()), text, conditions)).tolist()


def test_words_are_looked_for_in_every_column(columns):
    assert found(columns, "ШКОЛА") == [0, 1]
    assert found(columns, "школа 30") == [0]
    assert found(columns, "01.02.2025") == [4]
    assert found(columns, "2025-01") == [0, 3]
    assert found(columns, "closed") == [0, 5]
    assert found(columns, "1.5") == [0, 4]
    assert found(columns, "нема") == []
    assert found(columns, "<na>") == []


@pytest.mark.parametrize(
    ("column", "relation", "values", "rows"),
    [
        ("capacity", Relation.EQUALS, (30,), [0, 3]),
        ("capacity", Relation.EQUALS, (0,), [5]),
        ("capacity", Relation.BETWEEN, (5, 10), [2, 4]),
        ("capacity", Relation.BETWEEN, (None, 5), [4, 5]),
        ("capacity", Relation.BETWEEN, (11, None), [0, 3]),
        ("capacity", Relation.UNKNOWN, (), [1]),
        ("capacity", Relation.KNOWN, (), [0, 2, 3, 4, 5]),
        ("status", Relation.ONE_OF, ("closed", "standby"), [0, 5]),
        ("status", Relation.UNKNOWN, (), [3]),
        ("name_uk", Relation.CONTAINS, ("ШКОЛА",), [0, 1]),
        ("name_uk", Relation.EQUALS, ("ізюм",), [3]),
        ("assessed_on", Relation.BETWEEN, (dt.date(2025, 1, 1), dt.date(2025, 1, 31)), [0, 3]),
        ("assessed_on", Relation.EQUALS, (dt.date(2025, 2, 1),), [4]),
        ("heating_works", Relation.EQUALS, (False,), [2]),
        ("heating_works", Relation.UNKNOWN, (), [1, 5]),
        ("note", Relation.EQUALS, ("b",), [4, 5]),
        ("fid", Relation.BETWEEN, (15, None), [4, 5]),
    ],
)
def test_conditions(columns, column, relation, values, rows):
    assert found(columns, "", Condition(column=column, relation=relation, values=values)) == rows


def test_conditions_and_words_together(columns):
    condition = Condition(column="capacity", relation=Relation.KNOWN)
    assert found(columns, "школа", condition) == [0]


def test_summary_of_numbers(columns):
    summary = summary_of(columns["capacity"], np.arange(6))
    assert (summary.count, summary.unknown, summary.distinct) == (6, 1, 4)
    assert (summary.total, summary.mean, summary.median, summary.least, summary.most) == (75, 15, 10, 0, 30)
    nothing = summary_of(columns["capacity"], np.array([1]))
    assert (nothing.count, nothing.unknown, nothing.total, nothing.most) == (1, 1, None, None)


def test_summary_of_words_and_dates(columns):
    summary = summary_of(columns["status"], np.arange(6))
    assert summary.commonest == (("active", 3), ("closed", 2))
    assert summary.unknown == 1
    assert summary.total is None
    dates = summary_of(columns["assessed_on"], np.arange(6))
    assert (dates.least, dates.most) == (pd.Timestamp("2024-12-31"), pd.Timestamp("2025-02-01"))
    assert summary_of(columns["heating_works"], np.arange(6)).commonest == ((True, 3), (False, 1))
