"""Small files with every defect: what becomes of them, and what is told of it."""

from __future__ import annotations

import datetime as dt
import json

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from layers.errors import LayerError, UnsupportedFile
from layers.formats.importing import import_files
from layers.formats.values import read_field
from layers.kinds import kind_named
from layers.sensitivity import Sensitivity
from layers.workspace import Workspace

EMPTY = Workspace(name="w")


def _told(report):
    return " | ".join(str(message.text) for message in report.messages)


def _import(path, **options):
    result = import_files(EMPTY, [path], **options)
    (report,) = result.layers
    return result.workspace.layer(report.name), report


@pytest.fixture
def crossings(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "Name_ENG": ["Krakivets - Korczowa", "Shehyni - Medyka", "Hoptivka - Nekhoteevka"],
            "Country": ["Poland", "Poland", "Russian Federation"],
            "Type": ["Road", "Road", "Tunnel"],
            "Status": ["Operational", "Limited", "Closed"],
            "StatusAsOf": ["2023-05-30"] * 3,
        },
        geometry=[Point(23.1, 49.95), Point(22.95, 49.8), Point(36.4, 50.4)],
        crs=4326,
    )
    path = tmp_path / "Border_Crossings.geojson"
    frame.to_file(path)
    return path


def test_words_become_values_and_the_publishers_are_kept(crossings):
    layer, report = _import(crossings)
    assert layer.kind.name == "border_crossing"
    assert layer.frame["status"].tolist() == ["open", "restricted", "closed"]
    assert layer.frame["country"].tolist() == ["PL", "PL", "RU"]
    assert layer.frame["crossing_type"].fillna("").tolist() == ["road", "road", ""]
    assert layer.frame["Type_source" if "Type_source" in layer.frame else "Type"].tolist()[2] == "Tunnel"
    assert "Status: Operational → open" in _told(report)
    assert "“Tunnel” of 1 row is in no known list" in _told(report)
    assert layer.provenance.date == dt.date(2023, 5, 30), "the day of the statuses, as no other is known"
    assert layer.sensitivity is Sensitivity.LOW
    assert len(layer.provenance.file_sha256) == 64


def test_columns_of_one_name_but_for_capitals_can_be_saved(crossings, tmp_path):
    from layers.formats.geopackage import load_workspace, save_workspace

    layer, _report = _import(crossings)
    names = [name.casefold() for name in layer.frame.columns]
    assert len(names) == len(set(names))
    save_workspace(Workspace(name="w", layers=(layer,)), tmp_path / "w.gpkg")
    again = load_workspace(tmp_path / "w.gpkg").layers[0]
    assert again.frame["Status_source"].tolist() == ["Operational", "Limited", "Closed"]


def test_a_second_import_of_a_file_replaces_its_layer(crossings):
    once = import_files(EMPTY, [crossings])
    twice = import_files(once.workspace, [crossings])
    assert [layer.name for layer in twice.workspace.layers] == ["border_crossing_points"]
    frame = gpd.read_file(crossings).head(2)
    frame.to_file(crossings)
    other = import_files(once.workspace, [crossings])
    assert [len(layer) for layer in other.workspace.layers] == [2], "a corrected file updates its layer"
    assert other.layers[0].update.gone == ("Hoptivka - Nekhoteevka",)


def test_kind_date_and_columns_given(tmp_path):
    path = tmp_path / "anything.csv"
    path.write_text("label;E;N;max;now\nSchool 5;24.03;49.84;120;80\nSchool 6;24.1;49.9;x;7\n", "utf-8")
    columns = {"name_en": "label", "lon": "E", "lat": "N", "capacity": "max", "occupancy": "now"}
    layer, report = _import(path, kind="collective_centre", date=dt.date(2025, 2, 1), columns=columns)
    assert layer.frame["capacity"].fillna(-1).tolist() == [120, -1]
    assert layer.frame.geometry.x.tolist() == [24.03, 24.1]
    assert layer.provenance.date == dt.date(2025, 2, 1)
    assert layer.sensitivity is Sensitivity.SEVERE
    assert report.confidence == 1.0
    with pytest.raises(LayerError, match="The columns are: label"):
        _import(path, kind="collective_centre", columns={"name_en": "title"})
    with pytest.raises(LayerError, match="The fields are: site_id"):
        _import(path, kind="collective_centre", columns={"beds": "max"})
    with pytest.raises(LayerError, match="no layer kind called"):
        _import(path, kind="camp")


def test_a_kind_that_needs_a_place_finds_none(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("warehouse_id,name\nW1,Lviv\nW2,Dnipro\n", "utf-8")
    with pytest.raises(LayerError, match=r"no shapes and no coordinates.*longitude \(lon\)"):
        _import(path, kind="warehouse")


def test_rows_left_out_have_reason_and_number(tmp_path):
    path = tmp_path / "collective_sites.csv"
    rows = ["site_id,site_name,capacity,occupancy,lat,lon,hromada_pcode"]
    rows += ["A,One,10,5,49.8,24.0,", "B,Two,10,5,,,", "C,Three,10,5,0,0,", "D,Four,10,5,,,UA4606025"]
    path.write_text("\n".join(rows), "utf-8")
    layer, report = _import(path)
    assert layer.frame["site_id"].tolist() == ["A", "D"]
    assert layer.frame.geometry.isna().tolist() == [False, True], "a record known by its area gets no point"
    (left_out,) = report.left_out_rows
    assert left_out.rows == (3, 4)
    assert (report.read, report.left_out, report.features) == (4, 2, 2)
    assert "2 rows left out: without coordinates and without an area (rows 3, 4)" in _told(report)


def test_shapes_are_made_fit(tmp_path):
    bow_tie = Polygon([(24, 49), (25, 50), (25, 49), (24, 50)])
    frame = gpd.GeoDataFrame(
        {"ADM1_PCODE": ["UA46", "UA51", "UA48"], "ADM1_EN": ["Lviv", "Odesa", "Mykolaiv"]},
        geometry=[bow_tie, Point(30, 46), Polygon([(31, 46, 5), (32, 46, 5), (32, 47, 5)])],
        crs=4326,
    ).to_crs(3857)
    path = tmp_path / "ukr_admbnda_adm1.gpkg"
    frame.to_file(path)
    layer, report = _import(path)
    assert layer.frame["code"].tolist() == ["UA46", "UA48"]
    assert layer.frame["level"].tolist() == [1, 1]
    assert layer.frame.geometry.is_valid.all()
    # both halves of the bow tie are kept
    assert layer.frame.geometry.iloc[0].area == pytest.approx(0.5, rel=1e-3)
    assert not layer.frame.geometry.has_z.any()
    assert layer.frame.crs.to_epsg() == 4326
    assert (report.repaired, report.repaired_rows, report.left_out) == (1, (1,), 1)
    told = _told(report)
    assert "brought from EPSG:3857 to EPSG:4326" in told
    assert "1 invalid shape was repaired: 1" in told
    assert "heights were taken off" in told
    assert report.publisher == "OCHA COD-AB"
    assert layer.provenance.licence == "CC BY-IGO"


def test_points_where_points_belong(tmp_path):
    frame = gpd.GeoDataFrame(
        {"site_id": list("abc"), "site_name": list("xyz"), "site_type": ["Dormitory"] * 3},
        geometry=[MultiPoint([(24, 49)]), box(25, 49, 26, 50), LineString([(30, 50), (31, 50)])],
        crs=4326,
    )
    path = tmp_path / "collective_sites.geojson"
    frame.to_file(path)
    layer, report = _import(path, kind="collective_centre")
    assert layer.frame.geometry.geom_type.tolist() == ["Point", "Point"]
    assert "1 outline was taken as a point within it" in _told(report)
    assert "lines, where points are expected" in _told(report)


def test_missing_crs(tmp_path):
    roads = gpd.GeoDataFrame({"fclass": ["primary"]}, geometry=[LineString([(30, 50), (31, 50)])], crs=4326)
    path = tmp_path / "roads.shp"
    roads.to_file(path)
    path.with_suffix(".prj").unlink()
    layer, report = _import(path)
    assert len(layer) == 1
    assert "taken as EPSG:4326" in _told(report)
    roads.to_crs(3857).to_file(path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(LayerError, match=r"no coordinate reference system.*\.prj"):
        _import(path)


def test_roads(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "osm_id": ["1", "2", "3"], "fclass": ["trunk_link", "footway", "unknown"], "maxspeed": [90, 0,
            50],
            "oneway": ["F", "T", "B"], "bridge": ["T", "F", "F"], "layer": [1, 0, 0],
        },
        geometry=[LineString([(30 + i, 50), (31 + i, 50)]) for i in range(3)], crs=4326,
    )  # fmt: skip
    path = tmp_path / "gis_osm_roads_free_1.gpkg"
    frame.to_file(path)
    layer, report = _import(path)
    assert layer.frame["road_class"].fillna("").tolist() == ["trunk", "path", ""]
    assert layer.frame["one_way"].tolist() == ["forward", "backward", "both"]
    assert layer.frame["speed_kmh"].fillna(-1).tolist() == [90, -1, 50]
    assert layer.frame["bridge"].tolist() == [True, False, False]
    assert layer.frame["status"].fillna("").tolist() == ["", "closed", ""], "no vehicle takes a footway"
    assert report.publisher == "Geofabrik"
    assert layer.provenance.licence == "ODbL 1.0"
    assert "1 of 3 roads have no class" in _told(report)


def test_like_files_of_a_folder_become_one_layer(tmp_path):
    folder = tmp_path / "hromadas"
    folder.mkdir()
    for number in range(3):
        frame = gpd.GeoDataFrame(
            {
                "katotth": [f"UA4606{n:03}0000012345" for n in (number * 2, number * 2 + 1)],
                "name": ["Бобрицька сільська громада", "Львівська міська громада"],
                "admin_level": ["7", "7"],
                "boundary": ["administrative"] * 2,
                f"only_{number}": ["x", None],
            },
            geometry=[box(24 + number, 49, 25 + number, 50), Point(24, 49)],
            crs=4326,
        )
        frame.to_file(folder / f"raion_{number}.geojson")
    (folder / "readme.pdf").write_bytes(b"%PDF")
    layer, report = _import(folder)
    assert (layer.name, report.read, report.features, report.left_out) == ("hromadas", 6, 3, 3)
    assert layer.frame["code"].tolist() == ["UA4606000", "UA4606002", "UA4606004"]
    assert layer.frame["parent_code"].unique().tolist() == ["UA4606"]
    assert layer.frame["name_en"].unique().tolist() == ["Bobrytska Rural Hromada"]
    assert len(report.files) == 3


def test_files_dated_apart_stay_apart(tmp_path):
    folder = tmp_path / "front"
    folder.mkdir()
    for day in ("20250115", "20250315"):
        gpd.GeoDataFrame(geometry=[box(36, 47, 38, 48)], crs=4326).to_file(
            folder / f"deepstatemap_data_{day}.geojson"
        )
    result = import_files(EMPTY, [folder])
    assert [layer.name for layer in result.workspace.layers] == ["front_2025_01_15", "front_2025_03_15"]
    assert [layer.frame["front_date"].iloc[0].date() for layer in result.workspace.layers] == [
        dt.date(2025, 1, 15), dt.date(2025, 3, 15),
    ]  # fmt: skip
    given = import_files(EMPTY, [folder / "deepstatemap_data_20250115.geojson"], date=dt.date(2025, 1, 14))
    assert given.workspace.layers[0].frame["front_date"].iloc[0].date() == dt.date(2025, 1, 14)


def test_an_unreadable_file_beside_good_ones_is_told(crossings, tmp_path):
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [{"type"')
    result = import_files(EMPTY, [broken, crossings])
    assert [refused.file for refused in result.refused] == ["broken.geojson"]
    assert "not imported: broken.geojson" in _told(result.layers[-1])
    with pytest.raises(LayerError, match=r"broken\.geojson"):
        import_files(EMPTY, [broken])
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UnsupportedFile, match="holds no file that can be read"):
        import_files(EMPTY, [empty])
    with pytest.raises(LayerError, match="does not exist"):
        import_files(EMPTY, [tmp_path / "gone.csv"])


def test_indicators(tmp_path):
    text = (
        "Needs Overview 2023,,,,\n,,,,\nGeography,,,Severity,\n"
        "Oblast [EN],Oblast PCode,Population,Shelter & NFIs,WASH\n"
        "#adm1+name,#adm1+code,#population,#severity,#severity\nLvivska,UA46,2500000,3,2\nOdeska,UA51,2300000,,4\n"
        "Total,,4800000,,\n"
    )
    path = tmp_path / "hno_severity_20230215.csv"
    path.write_text(text, "utf-8")
    layer, report = _import(path)
    assert layer.kind.name == "indicator"
    assert layer.frame["area_code"].fillna("").tolist() == ["UA46", "UA51", ""]
    assert layer.frame["severity_shelter_nfi"].fillna(-1).tolist() == [3, -1, -1], "missing is never zero"
    assert layer.frame["severity_wash"].fillna(-1).tolist() == [2, 4, -1]
    assert layer.frame["area_level"].fillna(0).tolist() == [1, 1, 0]
    assert layer.provenance.date == dt.date(2023, 2, 15)
    assert "1 row has no area code and is joined to no area: Total" in _told(report)


def test_unosat_takes_the_latest_pass_that_says_anything(tmp_path):
    frame = gpd.GeoDataFrame(
        {
            "SensorDate": ["2022-03-26"] * 4, "Main_Damag": [1, 2, 6, 14],
            "SensorDa_1": ["2022-05-01", None, None, None], "Main_Dam_1": [3, 0, 0, 0],
            "EventCode": ["CE"] * 4,
        },
        geometry=[box(37.5 + i / 100, 47.1, 37.51 + i / 100, 47.11) for i in range(4)], crs=4326,
    )  # fmt: skip
    path = tmp_path / "RDA.gpkg"
    frame.to_file(path)
    layer, report = _import(path)
    assert report.publisher == "UNOSAT"
    assert layer.frame["extent"].tolist() == ["moderate", "severe", "none", "unknown"]
    assert layer.frame["damage_date"].dt.date.tolist()[:2] == [dt.date(2022, 5, 1), dt.date(2022, 3, 26)]
    assert "class 14 of 1 rows is in no published list" in _told(report)


def test_damage_by_oblast_gets_a_code_and_no_place(tmp_path):
    path = tmp_path / "records.csv"
    path.write_text(
        "damage_id,oblast,type_of_infrastructure,date_of_event,extent_of_damage\n"
        "D1,Luhanska,Bridge,3/25/2022,Destroyed\n"
        "D2,Kyiv,Heating and water facility,4/2/2022,Partially damaged\n"
        "D3,Kyivska,Road / Highway,13/13/2022,Destroyed\n",
        "utf-8",
    )
    layer, report = _import(path)
    assert not layer.has_geometry
    assert layer.frame["area_code"].tolist() == ["UA44", "UA80", "UA32"]
    assert layer.frame["infrastructure_type"].tolist() == ["bridge", "heating", "road"]
    assert layer.frame["extent"].tolist() == ["destroyed", "moderate", "destroyed"]
    assert layer.frame["damage_date"].dt.date.tolist()[0] == dt.date(2022, 3, 25)
    assert pd.isna(layer.frame["damage_date"].iloc[2])
    assert "13/13/2022" in _told(report)


def test_movements_become_straight_lines(tmp_path):
    path = tmp_path / "corridors.csv"
    path.write_text(
        "from_name,to_name,from_latitude,from_longitude,to_latitude,to_longitude\n"
        "Mariupol,Zaporizhzhia,47.1,37.5,47.8,35.2\nSumy,Poltava,,,49.6,34.5\n", "utf-8",
    )  # fmt: skip
    layer, _report = _import(path)
    assert layer.kind.name == "movement"
    assert list(layer.frame.geometry.iloc[0].coords) == [(37.5, 47.1), (35.2, 47.8)]
    assert layer.frame.geometry.isna().tolist() == [False, True]


def test_a_list_of_records_with_coordinates_as_text(tmp_path):
    path = tmp_path / "civharm.json"
    records = [
        {"id": "1", "date": "02/24/2022", "latitude": "49.2", "longitude": "38.9", "description": "x",
         "filters": [{"key": "Weapon System", "value": "Unknown"}]},
        {"id": "2", "date": "02/25/2022", "latitude": "50.1", "longitude": "36.2", "description": "y",
        "filters": []},
    ]  # fmt: skip
    path.write_text(json.dumps(records))
    layer, _report = _import(path)
    assert layer.kind.name == "incident"
    assert layer.frame.geometry.y.tolist() == [49.2, 50.1]
    assert layer.frame["event_date"].dt.date.tolist() == [dt.date(2022, 2, 24), dt.date(2022, 2, 25)]


def test_what_may_be_two_kinds_is_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("id,name,lat,lon\n1,A,49,24\n2,B,50,25\n", "utf-8")
    layer, report = _import(path)
    assert layer.kind.name == "reference"
    assert report.confidence <= 0.05


def test_progress_is_told_and_can_stop_the_work(crossings):
    steps = []
    import_files(EMPTY, [crossings], progress=lambda fraction, _stage: steps.append(fraction))
    assert steps == sorted(steps)
    assert steps[-1] == 1.0

    def stop(_fraction, _stage):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(EMPTY, [crossings], progress=stop)


@pytest.mark.parametrize(
    ("words", "expected"),
    [(["yes", "no", "так", "0", None], [True, False, True, False, None]), ([True, False], [True, False])],
)
def test_yes_and_no(words, expected):
    field = kind_named("collective_centre").field("wheelchair_access")
    read = read_field(pd.Series(words, dtype=object), field, {}, {})
    values, problems = read.values, read.problems
    assert [None if pd.isna(v) else bool(v) for v in values] == expected
    assert problems == ()


def test_yes_and_no_that_are_neither_are_told():
    field = kind_named("collective_centre").field("wheelchair_access")
    problems = read_field(pd.Series(["yes", "ramp"], index=[4, 5]), field, {}, {}).problems
    assert problems[0].fids == (5,)
    assert "“ramp”" in str(problems[0].text)
