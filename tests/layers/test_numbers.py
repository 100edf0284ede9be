"""Columns of numbers as publishers write them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from layers.numbers import is_damaged_by_excel, numbers, numeric_share


def _column(cells):
    return pd.Series(cells, index=range(1, len(cells) + 1), dtype=object, name="c")


def _read(cells, **options):
    return [None if np.isnan(value) else value for value in numbers(_column(cells), **options).values]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["12,5", "3,25", "7"], [12.5, 3.25, 7]),
        (["1,234,567", "2,000"], [1_234_567, 2_000]),
        (["1,234.5", "2,000"], [1_234.5, 2_000]),
        (["1.234,5", "2,5"], [1_234.5, 2.5]),
        (["1.234.567", "1.234"], [1_234_567, 1_234]),
        (["0,123", "1,234"], [0.123, 1.234]),
        (["1,234", "12.5"], [1_234, 12.5]),
        (["1 234", "12\u00a0345,6", "1'000"], [1_234, 12_345.6, 1_000]),
        (["8.5999999999999993E-2", "36.850000000000001", 0.1 + 0.2], [0.086, 36.85, 0.3]),
        (["−5", "+3", ".5", "7."], [-5, 3, 0.5, 7]),
        (["-", "NULL", "н/д", "n/a", "", None, np.nan, "…"], [None] * 8),
        ([True, 3, np.float64(2.5)], [1, 3, 2.5]),
    ],
)
def test_numbers(cells, expected):
    assert _read(cells) == expected
    assert numbers(_column(cells)).unreadable == {}


def test_commas_that_nothing_explains_are_told():
    read = numbers(_column(["1,234", "5,678"]))
    assert list(read.values) == [1234, 5678]
    assert "the column does not tell" in str(read.problems[0].text)
    read = numbers(_column(["1,234", "5,678"]), comma="decimal")
    assert list(read.values) == [1.234, 5.678]
    assert read.problems == ()


def test_what_excel_made_dates_of_is_told_and_never_guessed():
    cells = [
        "15.Лип",
        "5-Sep",
        "Лют.48",
        "01.05.2020",
        dt.datetime.fromisoformat("2022-05-09"),
        pd.Timestamp(2022, 5, 9),
        "1.5",
    ]
    read = numbers(_column(cells))
    assert list(read.values.notna()) == [False] * 6 + [True]
    assert set(read.unreadable) == {1, 2, 3, 4, 5, 6}
    assert read.problems[0].fids == (1, 2, 3, 4, 5, 6)
    assert "Excel" in str(read.problems[0].text)
    assert numeric_share(_column(cells)) == 1.0
    assert numeric_share(_column(cells[:-1])) == 0.0
    assert not is_damaged_by_excel("15.Школа")


def test_what_is_no_number_is_told():
    read = numbers(_column(["<0.05", "~100", "100+", "1 2", "1,23,456", float("inf"), "5"]))
    assert set(read.unreadable) == {1, 2, 3, 4, 5, 6}
    assert "“<0.05”" in str(read.problems[0].text)


def test_percent():
    read = numbers(_column(["45%", "12,5 %", "3"]))
    assert list(read.values) == [45, 12.5, 3]
    assert read.problems[0].fids == (1, 2)


def test_columns_of_one_type():
    assert list(numbers(pd.Series([1, 2], dtype="int64")).values) == [1, 2]
    assert numbers(pd.Series([1, None], dtype="Int64")).values.isna().tolist() == [False, True]
    assert numbers(pd.to_datetime(pd.Series(["2022-05-09"]))).values.isna().all()
    assert len(numbers(pd.Series([], dtype=object)).values) == 0


def test_water_quality(shared_data):
    path = shared_data / "water_quality_posts_2020/2020-10-01_2020-12-31_output.csv"
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    measured = frame.columns[8:24]
    reads = {name: numbers(frame[name]) for name in measured}
    named = sum(any(map(str.isalpha, cell)) for read in reads.values() for cell in read.unreadable.values())
    assert named == 469
    assert sum(len(read.unreadable) for read in reads.values()) == 475  # six more are whole dates in Azot
    assert all(numeric_share(frame[name]) == 1.0 for name in measured)
    assert reads["Kisen"].values.iloc[0] == 8.89
