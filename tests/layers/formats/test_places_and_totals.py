"""Where records lie by older codes, Russian spellings and turned coordinates; grids scaled to a total."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from layers.area_names import join_area_names
from layers.errors import LayerError, UnsupportedFile
from layers.formats import reading
from layers.formats.importing import import_files
from layers.formats.reading import read_sources, supported
from layers.gazetteer import find_place
from layers.kinds import kind_named
from layers.koatuu import codes_by_koatuu
from layers.layer import new_layer
from layers.workspace import Workspace
from tests.layers.formats.publisher_shapes import write_world_pop

EMPTY = Workspace(name="w")


def _told(report):
    return " | ".join(str(message.text) for message in report.messages)


@pytest.fixture
def areas(provenance):
    rows = [
        ("UA63", 1, "Kharkivska Oblast", "Харківська область", None),
        ("UA12", 1, "Dnipropetrovska Oblast", "Дніпропетровська область", None),
        ("UA6304001", 3, "Izium", "Ізюмська міська громада", "6310700000"),
        ("UA6304003", 3, "Barvinkove", "Барвінківська міська громада", "6320410100"),
        ("UA1202001", 3, "Dnipro", "Дніпровська міська громада", "1210100000"),
    ]
    frame = gpd.GeoDataFrame(
        rows, columns=["code", "level", "name_en", "name_uk", "koatuu"],
        geometry=[box(30 + n, 48, 31 + n, 49) for n in range(5)], crs=4326,
    )  # fmt: skip
    return Workspace(name="w", layers=(new_layer("areas", kind_named("admin_area"), frame, provenance),))


def _by_koatuu(path, codes):
    pd.DataFrame({"division_name": [f"Амбулаторія {n}" for n in range(len(codes))], "koatuu": codes,
                  "beds": 5, "lat": 49.0, "lon": 36.5}).to_csv(path, index=False)  # fmt: skip
    return path


def test_koatuu_is_joined_by_the_areas_of_the_workspace(areas, tmp_path):
    assert codes_by_koatuu(areas)["6310700000"] == "UA6304001"
    path = _by_koatuu(tmp_path / "clinics.csv", ["6310700000", "6320410100", "6322055100"])
    result = import_files(areas, [path])
    frame = result.workspace.layers[-1].frame
    assert frame["area_code"].tolist() == ["UA6304001", "UA6304003", "UA63"], "the last by its oblast alone"
    assert "2 of 3 records were joined by the KOATUU in koatuu" in _told(result.layers[0])


def test_koatuu_without_such_areas_is_told(tmp_path):
    path = _by_koatuu(tmp_path / "clinics.csv", ["6310700000", "6320410100"])
    (report,) = import_files(EMPTY, [path]).layers
    assert "no areas of the workspace bear KOATUU codes" in _told(report)
    assert "it gives the oblast, no more" in _told(report)


def test_latin_names_from_the_russian_are_joined(areas):
    names = pd.Series(["Kharkov", "Dnepropetrovsk region", "Kharkiv"], index=[1, 2, 3])
    assert join_area_names(names, areas, level=1).codes.tolist() == ["UA63", "UA12", "UA63"]
    assert join_area_names(pd.Series(["Izyum"], index=[1]), areas, level=3).codes.tolist() == ["UA6304001"]


def test_coordinates_typed_with_the_latitude_first(areas):
    place = find_place(areas, "49.84, 24.03")
    assert (place.lon, place.lat) == (24.03, 49.84)
    assert "latitude first" in place.name
    assert (find_place(areas, "24.03,49.84").lon, find_place(areas, "44.5, 48.7").lon) == (24.03, 44.5)


def test_shapes_with_latitude_first_are_turned_and_told(tmp_path):
    lines = [LineString([(48 + n / 10, 30), (48.1 + n / 10, 30.5)]) for n in range(4)]
    frame = gpd.GeoDataFrame({"highway": ["primary"] * 4, "osm_id": range(4)}, geometry=lines, crs=4326)
    frame.to_file(tmp_path / "roads.geojson")
    result = import_files(EMPTY, [tmp_path / "roads.geojson"])
    assert result.workspace.layers[0].frame.total_bounds.tolist() == [30, 48, 30.5, 48.4]
    (problem,) = [p for p in result.layers[0].messages if "wrong way round" in str(p.text)]
    assert problem.fids == (1, 2, 3, 4)
    warsaw = [LineString([(21, 52), (21.2, 52)])]
    abroad = gpd.GeoDataFrame({"highway": ["primary"], "osm_id": [1]}, geometry=warsaw, crs=4326)
    abroad.to_file(tmp_path / "roads2.geojson")
    (report,) = import_files(EMPTY, [tmp_path / "roads2.geojson"]).layers
    assert "wrong way round" not in _told(report)


def test_names_go_to_the_language_they_are_written_in(tmp_path):
    for name, field in (("Zmiivska TES", "name_en"), ("Зміївська ТЕС", "name_uk")):
        path = tmp_path / f"plants_{field}.csv"
        plants = {"name": [name] * 3, "gppd_idnr": ["a", "b", "c"], "capacity_mw": 5, "primary_fuel": "Coal"}
        places = {"latitude": 49.5, "longitude": [36.1, 36.2, 36.3]}
        pd.DataFrame(plants | places).to_csv(path, index=False)
        result = import_files(EMPTY, [path])
        assert result.layers[0].columns[field] == "name"
        assert result.workspace.layers[0].frame[field].tolist() == [name] * 3


def test_a_grid_tells_its_total_and_is_scaled_to_another(tmp_path):
    path = write_world_pop(tmp_path)
    (report,) = import_files(EMPTY, [path]).layers
    assert "the cells of the grid add up to 120" in _told(report)
    result = import_files(EMPTY, [path], total=90)
    layer = result.workspace.layers[0]
    assert float(np.nansum(layer.raster.values)) == pytest.approx(90)
    assert "by 0.7500, from 120 to 90" in _told(result.layers[0])
    assert any("from 120 to 90" in done for done in layer.provenance.transformations)
    with pytest.raises(LayerError, match="cannot be scaled"):
        import_files(EMPTY, [path], total=0)


def test_an_old_binary_workbook(tmp_path):
    result = import_files(EMPTY, [Path(__file__).with_name("centres.xls")])
    (report,), layer = result.layers, result.workspace.layers[0]
    frame = layer.frame
    assert report.kind == "collective_centre"
    assert frame["capacity"].tolist() == [120, 60, 80]
    assert frame["occupancy"].tolist()[:2] == [97, 61]
    assert frame["occupancy"].isna().tolist() == [False, False, True]
    assert frame.geometry.y.tolist() == [49.5883, 49.964, 50.0186], "one of them text with a decimal comma"
    assert frame["assessed_on"].dt.date.tolist()[0] == dt.date(2024, 2, 20)
    assert "1 line below the table was left out" in _told(report)


def test_the_day_in_the_title_dates_the_table(tmp_path):
    frame = pd.DataFrame({"Область": ["Харківська", "Сумська"], "Кількість ВПО": [10, 20]})
    frame.to_excel(tmp_path / "idps.xlsx", index=False, startrow=2)
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "idps.xlsx")
    book.active["A1"] = "Кількість ВПО станом на 01.03.2024"
    book.save(tmp_path / "idps.xlsx")
    result = import_files(EMPTY, [tmp_path / "idps.xlsx"])
    assert result.workspace.layers[0].provenance.date == dt.date(2024, 3, 1)


def test_geoparquet_needs_its_reader(tmp_path, monkeypatch):
    path = tmp_path / "sites.parquet"
    path.write_bytes(b"PAR1")
    monkeypatch.setattr(reading, "find_spec", lambda _name: None)
    assert "GeoParquet" not in supported()
    with pytest.raises(UnsupportedFile, match="needs the reader pyarrow") as raised:
        read_sources(path)
    assert "GeoPackage" in str(raised.value)


def test_geoparquet_with_its_reader(tmp_path):
    pytest.importorskip("pyarrow")
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[Point(30, 50), Point(31, 49)], crs=4326)
    frame.rename_geometry("geom").to_parquet(tmp_path / "a.parquet")
    (source,) = read_sources(tmp_path / "a.parquet")
    assert source.frame.geometry.x.tolist() == [30, 31]
    pd.DataFrame({"n": [1]}).to_parquet(tmp_path / "b.parquet")
    assert "geometry" not in read_sources(tmp_path / "b.parquet")[0].frame
