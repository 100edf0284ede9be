"""Codes of the classifier before KATOTTG."""

import numpy as np
import pandas as pd
import pytest

from layers.koatuu import koatuu_column, oblast_of, oblasts_of, whole_code


@pytest.mark.parametrize(
    ("cell", "code", "oblast"),
    [
        ("5110100000", "5110100000", "UA51"),
        (5110100000.0, "5110100000", "UA51"),
        (510100000.0, "0510100000", "UA05"),
        ("510100000", "0510100000", "UA05"),
        (np.int64(8000000000), "8000000000", "UA80"),
        ("5110100000.0", "5110100000", "UA51"),
        ("9910100000", None, None),
        ("51101", None, None),
        ("UA51", None, None),
        (None, None, None),
        (np.nan, None, None),
    ],
)
def test_codes(cell, code, oblast):
    assert whole_code(cell) == code
    assert oblast_of(cell) == oblast


def test_facilities(shared_data):
    frame = pd.read_csv(shared_data / "health_facilities_nszu/hospitals_for_map_new.csv")
    column = koatuu_column(frame)
    assert column == "residence_settlement_koatuu"
    oblasts = oblasts_of(frame[column])
    assert oblasts.notna().sum() == frame[column].notna().sum()
    assert oblasts.nunique() >= 24
    assert koatuu_column(frame.drop(columns=column)) is None
