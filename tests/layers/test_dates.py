"""Dates in columns, in names of files, and in the place of age bands."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from layers.dates import age_bands, date_in_name, date_share, dates, order_of
from layers.months import month_of


def _column(cells):
    return pd.Series(cells, index=range(1, len(cells) + 1), dtype=object, name="day")


def _read(cells, **options):
    values = dates(_column(cells), **options).values
    return [None if pd.isna(value) else value.date().isoformat() for value in values]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2022-03-05", "2022-03-05"),
        ("2022-03-05T10:00:00Z", "2022-03-05"),
        ("2022-03-05 10:00:00+02:00", "2022-03-05"),
        ("2022/3/5", "2022-03-05"),
        ("20220305", "2022-03-05"),
        (20220305, "2022-03-05"),
        ("05.03.2022", "2022-03-05"),
        ("05.03.22", "2022-03-05"),
        ("5.3.2022 р.", "2022-03-05"),
        ("05.03.2022 14:30", "2022-03-05"),
        ("25/3/2022", "2022-03-25"),
        ("3/25/2022", "2022-03-25"),
        ("1/31/96", "1996-01-31"),
        ("5 березня 2022", "2022-03-05"),
        ("5 березня 2022 р.", "2022-03-05"),
        ("5 марта 2022 года", "2022-03-05"),
        ("5-Mar-22", "2022-03-05"),
        ("5th March 2022", "2022-03-05"),
        ("March 5, 2022", "2022-03-05"),
        ("Sat, 5 Mar 2022 10:00:00", "2022-03-05"),
        ("1 трав. 2022", "2022-05-01"),
        (44625, "2022-03-05"),
        (44625.5, "2022-03-05"),
        (1646438400, "2022-03-05"),
        (1646438400000, "2022-03-05"),
        (dt.datetime.fromisoformat("2022-03-05T23:59"), "2022-03-05"),
        (dt.date(2022, 3, 5), "2022-03-05"),
        (pd.Timestamp("2022-03-05 10:00", tz="Europe/Kyiv"), "2022-03-05"),
    ],
)
def test_one_date(cell, expected):
    assert _read([cell]) == [expected]


@pytest.mark.parametrize(
    "cell",
    [
        "2022",
        "2022-05",
        "31.02.2022",
        "15.Лип",
        "5-7 May",
        "soon",
        "99/99/2022",
        7,
        1e300,
        "0000-00-00",
        True,
    ],
)
def test_what_is_no_date_is_told(cell):
    read = dates(_column([cell, "2022-03-05"]))
    assert read.values.isna().tolist() == [True, False]
    assert read.unreadable == {1: str(cell)}
    assert read.problems[0].fids == (1,)


def test_missing_values_are_no_problem():
    read = dates(_column(["NULL", "-", None, np.nan, "н/д", pd.NaT]))
    assert read.values.isna().all()
    assert read.values.dtype == "datetime64[ms]"
    assert read.problems == ()


def test_the_whole_column_decides_what_comes_first():
    assert _read(["3/4/2022", "3/25/2022"]) == ["2022-03-04", "2022-03-25"]
    assert _read(["3/4/2022", "25/3/2022"]) == ["2022-04-03", "2022-03-25"]
    read = dates(_column(["3/4/2022", "3/25/2022"]))
    assert "month comes first, as in 3/25/2022" in str(read.problems[0].text)
    assert order_of(_column(["3/4/2022", "3/25/2022"])) == "month first"
    assert order_of(_column(["3/4/2022"])) is None


def test_contradicting_rows_are_told():
    read = dates(_column(["3/25/2022", "4/26/2022", "27/3/2022", "5/6/2022"]))
    assert _read(["3/25/2022", "4/26/2022", "27/3/2022", "5/6/2022"])[2:] == ["2022-03-27", "2022-05-06"]
    assert [problem.fids for problem in read.problems] == [(), (3,)]


def test_an_undecided_column_is_told_and_other_evidence_used():
    read = dates(_column(["3/4/2022", "5/5/2022"]))
    assert _read(["3/4/2022"]) == ["2022-04-03"]
    assert "nothing shows" in str(read.problems[0].text)
    assert read.problems[0].fids == (1,)
    assert _read(["3/4/2022"], order="month first") == ["2022-03-04"]
    assert _read(["3/12/2022"], latest=dt.date(2022, 6, 1)) == ["2022-03-12"]
    assert dates(_column(["5/5/2022"])).problems == ()


def test_day_numbers_of_excel_as_text():
    assert _read(["44625", "44626", None]) == ["2022-03-05", "2022-03-06", None]


def test_share_of_dates():
    assert date_share(_column(["2022-03-05", "05.03.22", "x"])) == pytest.approx(2 / 3)
    assert date_share(_column([44625, 12])) == 0.0
    assert date_share(_column([None])) == 0.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("deepstatemap_data_20240715.geojson", "2024-07-15"),
        ("frontline_28092022.geojson", "2022-09-28"),
        ("frontline_08032023", "2023-03-08"),
        ("Mariupol_26March2022_RDA.shp", "2022-03-26"),
        ("idps_round_14_idp_estimation_25_september_2023.xlsx", "2023-09-25"),
        ("DTM_Ukraine_Zakarpatska_AreaBaseline_5_15_April_2022_0.csv", "2022-04-15"),
        ("2020-10-01_2020-12-31_output.csv", "2020-12-31"),
        ("2023-02-05_2023-03-01.csv", "2023-03-01"),
        ("Data_ Ukraine 3W Round 4 2022-03-31.xlsx", "2022-03-31"),
        ("ukr-civharm-2024-06-02.json", "2024-06-02"),
        ("звіт_5_березня_2022.xlsx", "2022-03-05"),
        ("report 15.07.2024.xlsx", "2024-07-15"),
        ("damage_03282022.csv", "2022-03-28"),
        ("sitrep March 5, 2022.csv", "2022-03-05"),
        ("ukr_admpop_2020_v02.xlsx", None),
        ("gis_osm_roads_free_1.shp", None),
        ("20241315.geojson", None),
        ("id_120240715.csv", None),
    ],
)
def test_dates_in_names(name, expected):
    found = date_in_name(name)
    assert (None if found is None else found.date.isoformat()) == expected
    assert found is None or found.part in name


def test_age_bands_that_excel_made_dates_of():
    headings = ["Total", "0-4", dt.datetime.fromisoformat("2022-05-09"), "10-14", "15-19"]
    assert age_bands(headings) == {2: "5-9"}
    assert age_bands(
        ["0-4", dt.datetime.fromisoformat("2022-09-05"), dt.datetime.fromisoformat("2022-10-14")]
    ) == {1: "5-9", 2: "10-14"}
    assert age_bands(["M_0-4", "2022-05-09 00:00:00", "M_10-14"]) == {1: "5-9"}
    assert age_bands(["people", dt.datetime.fromisoformat("2022-05-09"), "people"]) == {}
    assert age_bands(["0-4", dt.datetime.fromisoformat("2022-07-09")]) == {}


def test_months():
    assert [month_of(word) for word in ("Лип", "липня", "Sept.", "декабря", "тра", "ма", "школа")] == [
        7, 7, 9, 12, 5, None, None,
    ]  # fmt: skip


def test_real_columns(shared_data):
    damage = pd.read_csv(
        shared_data / "damage_infrastructure_acaps_2022_2025/records.csv",
        encoding_errors="replace",
        low_memory=False,
    )
    read = dates(damage["date_of_event"])
    assert read.unreadable == {}
    assert read.values.min() == pd.Timestamp("2022-02-02")
    assert read.values.max() == pd.Timestamp("2025-04-19")
    assert "month comes first" in str(read.problems[0].text)
    path = shared_data / "evacuation_corridors_2022/Humanitarian Corridors Ukraine - HC_geocoded.csv"
    corridors = pd.read_csv(path)
    assert (dates(corridors["Date"]).values == dates(corridors["date"]).values).all()
    water = pd.read_csv(
        shared_data / "water_quality_posts_2020/2020-10-01_2020-12-31_output.csv", sep=";", dtype=str
    )
    assert dates(water["Controle_Date"]).values.dt.year.dropna().unique().tolist() == [2020]
    sites = pd.read_csv(
        shared_data / "displacement_sites_unhcr_2020/displacement_locations_unhcr.csv", low_memory=False
    )
    for name in ("createdate", "updatedate"):
        read = dates(sites[name])
        assert read.values.notna().sum() > 13_000
        assert read.unreadable == {}
