"""The real files of planners: each is taken for what it is, with its count and its defects told."""

from __future__ import annotations

import csv
import datetime as dt

import numpy as np
import pytest

from layers.errors import UnsupportedFile
from layers.formats.importing import import_files
from layers.workspace import Workspace

EMPTY = Workspace(name="w")


def _told(result):
    return " | ".join(str(message.text) for report in result.layers for message in report.messages)


def _only(shared_data, path, **options):
    return import_files(EMPTY, [shared_data / path], **options)


def test_expected_kinds_and_counts(shared_data):
    """Every row of the list: the right kind and count, and each noted defect told."""
    with (shared_data / "EXPECTED.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    wrong, untold = [], []
    for row in rows:
        paths = sorted(shared_data.glob(row["path"])) if "*" in row["path"] else [shared_data / row["path"]]
        # every other day of the front is the same sort of file
        for path in paths[:2]:
            if not row["layer_kind"]:
                with pytest.raises(UnsupportedFile, match="Corridor reads"):
                    import_files(EMPTY, [path])
                continue
            result = import_files(EMPTY, [path])
            told = _told(result)
            untold += [(path.name, words) for words in DEFECTS[row["path"]] if words not in told]
            counts = [report.features for report in result.layers if report.kind == row["layer_kind"]]
            if not counts or (row["features"] and int(row["features"]) not in counts):
                wrong.append((path.name, [(report.kind, report.features) for report in result.layers]))
            for report in result.layers:
                if report.kind != "population_grid":
                    assert report.read == report.features + report.left_out, path.name
    assert wrong == []
    assert untold == []


def test_hromadas(real_workspace):
    layer = real_workspace.layer("hromadas")
    assert len(layer) == 1476
    assert layer.frame["code"].is_unique
    assert layer.frame["code"].notna().all()
    assert (layer.frame["level"] == 3).all()
    assert layer.frame.geometry.is_valid.all()
    assert int(layer.frame["centre_lon"].notna().sum()) == 1464
    assert "1468 rows left out" in " ".join(layer.provenance.transformations)
    assert "1 shapes repaired" in layer.provenance.transformations
    # 10 districts of Kyiv share the P-code of the city and keep their KATOTTG
    assert int((layer.frame["code"].str.len() == 19).sum()) == 10


def test_main_roads(shared_data):
    result = _only(shared_data, "roads_ukraine_main")
    (report,) = result.layers
    assert (report.kind, report.features, report.left_out) == ("road", 22_638, 0)
    layer = result.workspace.layers[0]
    assert layer.frame["road_class"].isna().all(), "no class is invented"
    assert "22,638 of 22,638 roads have no class" in _told(result)
    assert layer.provenance.licence == "ODbL 1.0"


def test_oblasts(shared_data):
    result = _only(shared_data, "admin_ukraine_osm/1_oblasts_and_raions/Ukraine.geojson")
    layer = result.workspace.layer("oblasts")
    assert {"UA01", "UA46", "UA63"} <= set(layer.frame["code"])
    assert layer.frame["code"].notna().all()
    assert "missing: Kyiv, Sevastopol" in _told(result)


def test_raions(shared_data):
    layer = _only(shared_data, "admin_ukraine_raions_pcodes").workspace.layer("raions")
    assert layer.frame["parent_code"].nunique() == 27
    assert (layer.frame["level"] == 2).all()


def test_fronts_are_dated_by_their_names(shared_data):
    result = _only(shared_data, "frontline_deepstate_daily")
    assert len(result.layers) == 13
    last = result.workspace.layer("front_2026_07_15")
    assert last.frame["front_date"].iloc[0].date() == dt.date(2026, 7, 15)
    assert last.provenance.source == "DeepState"
    lines = _only(shared_data, "frontline_lines_2022_2023/frontline_28092022.geojson")
    assert lines.workspace.layers[0].frame["front_date"].iloc[0].date() == dt.date(2022, 9, 28)
    assert not lines.workspace.layers[0].frame.geometry.has_z.any()
    assert "EPSG:4979" in _told(lines)


def test_border_crossings(real_workspace):
    frame = real_workspace.layer("border_crossing_points").frame
    assert frame["status"].value_counts().to_dict() == {"closed": 82, "open": 46}
    assert frame["country"].value_counts().to_dict() == {
        "MD": 44, "RU": 38, "BY": 20, "PL": 9, "RO": 9, "HU": 5, "SK": 3,
    }  # fmt: skip


def test_population(shared_data):
    layer = _only(shared_data, "population_grid_10km/ukr_pop2020_unadj_0p09deg_derived.tif").workspace.layers[
        0
    ]
    assert layer.raster.values.shape == (88, 199)
    assert np.nansum(layer.raster.values, dtype=float) == pytest.approx(43_733_759, rel=1e-6)
    assert layer.provenance.date == dt.date(2020, 1, 1)


def test_hostilities(shared_data):
    result = _only(shared_data, "hostilities_ocha_2022/UKR_Hostilities.geojson")
    layer = result.workspace.layers[0]
    assert layer.provenance.date == dt.date(2022, 12, 31)
    assert layer.frame["area_code"].str.len().max() == 12
    assert layer.frame["place_name"].notna().mean() > 0.9
    assert "463 points stand where others stand" in _told(result)


def test_needs_overview(shared_data):
    result = _only(shared_data, "hno_2023_pin_severity")
    by_name = {layer.name: layer.frame for layer in result.workspace.layers}
    severity = next(frame for name, frame in by_name.items() if "severity" in name and "raion" in name)
    assert len(severity) == 139
    assert (severity["area_level"] == 2).all()
    for column in ("severity_shelter_nfi", "severity_intersectoral", "severity_health", "severity_cccm"):
        assert severity[column].dropna().between(1, 5).all()
    # occupied areas are empty in the file: unknown, not zero
    assert severity.loc[severity["area_code"] == "UA0102", "severity_shelter_nfi"].isna().all()
    wash = next(frame for name, frame in by_name.items() if "severity" in name and "oblast" in name)
    assert len(wash) == 27
    assert wash.set_index("area_code").loc["UA05", "severity_wash"] == 2
    pin = next(frame for name, frame in by_name.items() if name.startswith("cluster_pin"))
    assert pin["in_need_wash"].notna().sum() == 27
    assert "left aside: ReadMe" in _told(result)
    assert result.layers[0].publisher == "OCHA HNO"


# what the report must say of each row of the list, whatever its words
DEFECTS = {
    "roads_ukraine_main/roads_international.shp": ("no class", "default class"),
    "roads_ukraine_main/roads_national.shp": ("no class", "default class"),
    "osm_malta_2016/malta-latest.osm.pbf": ("486 roads mapped as areas", "private"),
    "osm_malta_2016/gis.osm_roads_free_1.shp": ("T → backward", "20,866 roads are 0"),
    "osm_belarus_border_xml/belarus-east.osm.gz": (),
    "admin_ukraine_osm/1_oblasts_and_raions/Ukraine.geojson": ("missing: Kyiv, Sevastopol",),
    "admin_ukraine_osm/2_hromadas_by_raion": (
        "1,468 rows left out: points", "1 invalid shape was repaired", "10 areas share a P-code",
    ),
    "admin_ukraine_raions_pcodes/ukr_admn_ad2_py_s0_fieldmaps_pp_raions.json": (),
    "hromada_tables_kse/full_dataset.csv": (),
    "hromada_tables_kse/ua-pop-2022.csv": ("1 row has no area code",),
    "hromada_tables_kse/hromada_areas.csv": ("no code", "ambiguous", "not be guessed"),
    "hromada_tables_kse/minregion-war-status.csv": (),
    "frontline_deepstate_daily/*.geojson": ("from the name of the file",),
    "frontline_lines_2022_2023/frontline_28092022.geojson": ("dated 2022-09-28", "heights were taken off"),
    "frontline_lines_2022_2023/frontline_08032023.geojson": ("dated 2023-03-08",),
    "border_crossings_ocha_2023/UKR_Border_Crossings.geojson": ("Operational → open", "Closed → closed"),
    "population_cod_ps_2020/ukr_admpop_2020_v02.xlsx": ("2022-05-09 → 5-9",),
    "population_grid_10km/ukr_pop2020_unadj_0p09deg_derived.tif": ("before the full-scale invasion",),
    "hno_2023_pin_severity/hno_ukraine_2023_hno_pin_and_severity_for_hdx_20230215.xlsx": (
        "stand titles", "a row of HXL tags", "HXL tags and field names",
    ),
    "idp_dtm_2022_2023/idps_round_14_idp_estimation_25_september_2023.xlsx": ("HXL tags", "note beside"),
    "idp_dtm_2022_2023/DTM_Ukraine_Zakarpatska_AreaBaseline_5_15_April_2022_0.csv": (
        "BOM", "HXL tags", "without heading", "note beside",
    ),
    "who_what_where_3w_2022/Data_ Ukraine 3W Round 4 2022-03-31.xlsx": ("read as missing",),
    "who_what_where_3w_2022/whowhatwhere_oblast_2022.csv": (),
    "displacement_sites_unhcr_2020/displacement_locations_unhcr.csv": (
        "2,288 rows left out: without coordinates", "143 records are marked",
        "11,439 features lie outside Ukraine",
    ),
    "evacuation_corridors_2022/Humanitarian Corridors Ukraine - HC_geocoded.csv": (
        "text of several lines", "other columns hold dates as well",
    ),
    "damage_unosat_mariupol_2022/Mariupol_26March2022_RDA.shp": (
        "EPSG:3857", "cut to 10 characters", "2,900 of 3,456 rows show no visible damage",
        "class 14 of 556 rows", "ask the publisher",
    ),
    "damage_infrastructure_acaps_2022_2025/records.csv": (
        "known by oblast only", "2 bytes are not valid UTF-8", "the month comes first",
    ),
    "damage_acaps_buildings_raion/damage-summary-raion.csv": ("by the name of their area only",),
    "hostilities_ocha_2022/UKR_Hostilities.geojson": ("463 points stand where others stand",),
    "incidents_civilian_harm/ukr-civharm-2024-06-02.json": (
        "no GeoJSON", "coordinates stand as text", "8 of them",
    ),
    "health_facilities_nszu/hospitals_for_map_new.csv": ("3 rows left out", "184 points stand", "KOATUU"),
    "power_plants/global_power_plant_database_ukraine.csv": (),
    "water_quality_posts_2020/2020-10-01_2020-12-31_output.csv": (
        "651 samples of 247 posts", "6 rows had a “;” within a text",
        "turned into dates by Excel and cannot be read",
    ),
    "messy_dms_semicolon_gazetteer/fiz-geo-luganska.csv": ("degrees, minutes and seconds",),
    "messy_dms_semicolon_gazetteer/fiz-geo-zakarpatska.xlsx": (),
    "messy_shapefile_without_dbf/hotosm_ukr_health_facilities_points.shp": (".dbf is missing",),
    "messy_unclosed_rings_geojson/donetska_oblast.pokrovskyy_rayon.pokrovska_miska_hromada.geojson": (
        "rings that were not closed",
    ),
    "messy_unclosed_rings_geojson/dnipropetrovska_oblast.kamyanskyy_rayon.kamyanska_miska_hromada.geojson": (
        "rings that were not closed",
    ),
}  # fmt: skip


def test_saved_and_loaded(shared_data, tmp_path):
    from layers.formats.geopackage import load_workspace, save_workspace

    paths = [
        "border_crossings_ocha_2023",
        "hno_2023_pin_severity",
        "displacement_sites_unhcr_2020",
        "power_plants",
    ]
    result = import_files(EMPTY, [shared_data / path for path in paths])
    save_workspace(result.workspace, tmp_path / "w.gpkg")
    again = load_workspace(tmp_path / "w.gpkg")
    for before, after in zip(result.workspace.layers, again.layers, strict=True):
        assert (before.name, len(before), before.kind) == (after.name, len(after), after.kind)
        assert before.frame.index.tolist() == after.frame.index.tolist()
