"""Files of every publisher, invented in its shape: told by their contents, whatever they are called."""

from __future__ import annotations

import datetime as dt
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.formats.importing import import_files
from layers.workspace import Workspace
from tests.layers.formats.publisher_lists import LISTS
from tests.layers.formats.publisher_maps import MAPS
from tests.layers.formats.publisher_shapes import POINTS, SHAPES, write_world_pop
from tests.layers.formats.publisher_tables import TABLES

EMPTY = Workspace(name="w")


def _told(result):
    return " | ".join(str(message.text) for report in result.layers for message in report.messages)


def _one(path, **options):
    result = import_files(EMPTY, [path], **options)
    (report,) = result.layers
    return result.workspace.layers[0], report, _told(result)


@pytest.mark.parametrize("shape", [*SHAPES, *TABLES, *LISTS, *MAPS], ids=lambda shape: shape.name)
@pytest.mark.parametrize("renamed", [False, True], ids=["named", "renamed and shuffled"])
def test_publishers(shape, renamed, tmp_path):
    if renamed and shape.by_name:
        pytest.skip("its name is all there is")
    path = shape.write(tmp_path, name="file1" if renamed else "", shuffled=renamed)
    layer, report, _ = _one(path)
    assert report.kind == shape.kind
    assert report.publisher == shape.publisher
    assert len(layer) == (shape.count or len(shape.frame()))
    for field, column in shape.columns.items():
        assert report.columns[field] == column, field
    assert report.evidence
    assert report.read == report.features + report.left_out


def _shape(name):
    return next(shape for shape in SHAPES if shape.name == name)


def test_boundaries_old_and_new(tmp_path):
    for name in ("ukr_admbnda_adm2_sspe_20240129.shp", "ukr_admin2.geojson"):
        layer, _, _ = _one(_shape(name).write(tmp_path))
        assert layer.frame["level"].tolist() == [2] * 6
        assert layer.frame["parent_code"].iloc[0] == "UA05"
        assert layer.provenance.date == dt.date(2024, 1, 29), "valid_on, which the name repeats at most"
        assert layer.provenance.licence == "CC BY-IGO"


def test_totals_that_do_not_add_up(tmp_path):
    _, report, told = _one(_shape("ukr_admpop_adm1_2022.csv").write(tmp_path))
    assert "T_TL is not F_TL + M_TL in 1 row" in told.replace("t_tl", "T_TL").replace("f_tl", "F_TL").replace(
        "m_tl", "M_TL"
    )
    (problem,) = [p for p in report.messages if "is not" in str(p.text) and "+" in str(p.text)]
    assert problem.fids == (3,), "the row as a spreadsheet counts it"
    layer, _, told = _one(_shape("ukr_hpc_needs_2024.csv").write(tmp_path))
    assert "12 rows sum up others; they are kept, marked is_total" in told
    assert int(layer.frame["is_total"].sum()) == 12
    # 100 in every category, so that the total of 100 is not the sum of 200
    assert "population 100 ≠ 200" in told
    assert "in_need" not in told.split("sums of their rows")[-1]


def test_latest_pass_of_the_satellite(tmp_path):
    layer, _, _ = _one(_shape("UNOSAT_CDA.geojson").write(tmp_path))
    assert layer.frame["extent"].tolist()[:4] == ["destroyed", "destroyed", "moderate", "none"]
    days = layer.frame["damage_date"].dt.date.tolist()[:3]
    assert days == [dt.date(2022, 5, 8), dt.date(2022, 5, 8), dt.date(2022, 3, 14)]
    layer, _, _ = _one(_shape("Mariupol_CDA.shp").write(tmp_path))
    assert layer.frame["extent"].tolist()[:6] == [
        "destroyed", "destroyed", "moderate", "moderate", "none", "unknown",
    ]  # fmt: skip


def test_sites_over_capacity_and_ids_with_zeros(tmp_path):
    layer, report, told = _one(_shape("site_monitoring.xlsx").write(tmp_path))
    assert layer.frame["site_id"].tolist()[:2] == ["000", "001"]
    assert "Occupancy is more than Capacity in 1 row" in told
    assert [p.fids for p in report.messages if "more than" in str(p.text)] == [(3,)]


def test_ukrainian_list_in_cp1251_with_decimal_commas(tmp_path):
    layer, _, told = _one(_shape("sites.csv").write(tmp_path))
    assert layer.frame.geometry.x.tolist() == [30.25] * 6
    assert layer.frame["name_uk"].iloc[0] == "Гуртожиток 0"
    assert "CP1251" in told


def test_control_areas(tmp_path):
    layer, _, told = _one(_shape("UkraineControlMapAO12MAY2024.shp").write(tmp_path))
    assert layer.provenance.date == dt.date(2024, 5, 12)
    assert "1 rows left out: without a shape" in told
    renamed = _shape("deepstatemap_data_20250101.geojson").write(tmp_path, name="export")
    _, report, _ = _one(renamed)
    assert (report.kind, report.publisher) == ("frontline", "")
    assert report.confidence < 0.7, "doubtful without a name"


def test_world_pop_is_of_before_the_invasion(tmp_path):
    layer, report, told = _one(write_world_pop(tmp_path))
    assert (report.kind, report.publisher, float(layer.raster.values.sum())) == (
        "population_grid", "WorldPop", 120.0,
    )  # fmt: skip
    assert "as of 2020, before the full-scale invasion" in told


def test_marks_of_the_publisher(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "amenity": ["hospital"] * 12,
            "name": [f"Hospital {n}" for n in range(12)],
            "remark": ["ARCHIVED", "ok"] * 6,
        },
        geometry=POINTS,
        crs=4326,
    )
    frame.to_file(tmp_path / "health.geojson")
    layer, _, told = _one(tmp_path / "health.geojson")
    assert layer.frame["disregarded"].tolist() == [True, False] * 6
    assert "6 records are marked by their publisher to be disregarded: flagged and kept" in told


def test_points_at_zero(tmp_path):
    points = [Point(0, 0), Point(2, 48), *POINTS[:4]]
    frame = gpd.GeoDataFrame({"amenity": ["hospital"] * 6}, geometry=points, crs=4326)
    frame.to_file(tmp_path / "health.geojson")
    _, _, told = _one(tmp_path / "health.geojson")
    assert "1 feature lies at 0, 0" in told
    assert "1 feature lies outside Ukraine" in told


def test_registers_with_the_old_classifier(tmp_path):
    rows = [
        [f"Facility {n}", code, "school"] for n, code in enumerate(["0510100000", "510136300", "4610100000"])
    ]
    table = pd.DataFrame(rows, columns=["facility_name", "koatuu", "facility_type"])
    table["lat"], table["lon"] = [49.2, 49.3, 49.8], [28.4, 28.5, 24.0]
    table.to_csv(tmp_path / "list.csv", index=False)
    layer, _, told = _one(tmp_path / "list.csv")
    assert layer.frame["area_code"].tolist() == ["UA05", "UA05", "UA46"]
    assert "3 of 3 records bear a KOATUU" in told


def test_codes_that_do_not_exist(provenance, tmp_path):
    from layers.kinds import kind_named
    from layers.layer import new_layer

    codes = [f"UA05{n:02d}" for n in range(2, 24, 2)]
    areas = gpd.GeoDataFrame(
        {"code": codes, "level": 2}, geometry=[box(28, 48, 29, 49)] * len(codes), crs=4326
    )
    workspace = Workspace(
        name="w", layers=(new_layer("raions", kind_named("admin_area"), areas, provenance),)
    )
    table = pd.DataFrame(
        {"raion pcode": ["UA0502", "UA0503", "UA0504", "Vinnytsia"] + ["UA0506"] * 20, "x": 1}
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    result = import_files(workspace, [tmp_path / "t.csv"], kind="indicator")
    assert "1 code is that of no area of the workspace: UA0503" in _told(result)
    assert "1 code is no P-code or KATOTTG: Vinnytsia" in _told(result)


def test_districts_of_kyiv_stand_beside_hromadas(tmp_path):
    codes = ["UA80000000000126643", "UA80000000000210193", "UA80000000000093317"]
    frame = gpd.GeoDataFrame({"katotth": codes, "name": ["Голосіївський", "Дарницький", "Київ"]},
                             geometry=[box(30, 50, 31, 51)] * 3, crs=4326)  # fmt: skip
    frame.to_file(tmp_path / "kyiv.geojson")
    layer, _, _ = _one(tmp_path / "kyiv.geojson")
    assert layer.frame["level"].tolist() == [3, 3, 1]
    assert layer.frame["code"].tolist() == [*codes[:2], "UA80"]


def test_water_seen_by_satellites_is_a_flood(tmp_path):
    shape = next(shape for shape in MAPS if "WaterExtent" in shape.name)
    for name in ("", "export"):
        layer, _, told = _one(shape.write(tmp_path, name=name))
        assert layer.frame["hazard_type"].tolist() == ["flooding"] * 6
        assert "all are taken as “flooding”" in told


def test_other_formats_of_the_same_rows(tmp_path):
    frame = gpd.GeoDataFrame(_shape("hotosm_ukr_health_facilities_points.geojson").frame(), crs=4326)
    frame.to_file(tmp_path / "health.fgb", driver="FlatGeobuf")
    layer, _, _ = _one(tmp_path / "health.fgb")
    assert len(layer) == 12
    path = _open_document(
        tmp_path / "table.ods", [["Oblast", "Oblast pcode", "in need"], ["Lviv", "UA46", 7]]
    )
    layer, report, _ = _one(path)
    assert (report.kind, layer.frame["in_need"].tolist()) == ("indicator", [7])


def _open_document(path, rows):
    """A spreadsheet as LibreOffice writes it, reduced to what must be there."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )

    def cell(value):
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="T">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_a_list_of_an_oblast_administration_in_ukrainian(tmp_path):
    path = tmp_path / "перелік.csv"
    path.write_text(
        "Назва;Адреса;Широта;Довгота;Місткість;Заповнено\n"
        "Школа 1;вул. Миру 1;49,84;24,03;120;80\n"
        "Гуртожиток 2;вул. Лісова 3;49,80;24,10;60;61\n",
        encoding="utf-8",
    )
    layer = import_files(Workspace(name="w"), [path]).workspace.layers[0]
    assert layer.kind.name == "collective_centre"
    assert layer.frame["capacity"].tolist() == [120, 60]
    assert layer.frame["occupancy"].tolist() == [80, 61]
    assert layer.frame.geometry.x.tolist() == [24.03, 24.10]
