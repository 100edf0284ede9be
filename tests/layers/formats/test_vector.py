"""Vector files, archives and grids, whole and damaged."""

from __future__ import annotations

import json
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import LineString, Point

from layers.errors import LayerError, UnsupportedFile
from layers.formats import archive
from layers.formats.reading import files_in, read_sources


@pytest.fixture
def places():
    return gpd.GeoDataFrame(
        {"name": ["Слов’янськ", "Ізюм"], "n": [1, 2]},
        geometry=[Point(37.6, 48.8), Point(37.2, 49.2)],
        crs=4326,
    )


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "fgb", "kml"])
def test_formats(tmp_path, places, ending):
    path = tmp_path / f"places.{ending}"
    driver = {"kml": {"driver": "KML"}, "shp": {"encoding": "utf-8"}}.get(ending, {})
    places.to_file(path, **driver)
    (source,) = read_sources(path)
    assert len(source.frame) == 2
    assert source.frame.crs.to_epsg() == 4326
    assert source.frame.index.tolist() == [1, 2]
    name = "Name" if ending == "kml" else "name"
    assert set(source.frame[name]) == {"Слов’янськ", "Ізюм"}


def test_geojson_under_json(tmp_path, places):
    path = tmp_path / "places.json"
    path.write_text(places.to_json(), "utf-8")
    assert len(read_sources(path)[0].frame) == 2


def test_records(tmp_path):
    path = tmp_path / "list.json"
    records = [
        {
            "id": "A",
            "latitude": "49.2",
            "filters": [{"key": "Weapon", "value": "Drone"}],
            "at": {"oblast": "UA46"},
        },
        {
            "id": "B",
            "latitude": "",
            "filters": [{"key": "Weapon", "value": "Mine"}],
            "at": {"oblast": "UA51"},
        },
    ]
    path.write_text(json.dumps({"data": records}), "utf-8")
    (source,) = read_sources(path)
    assert source.frame["Weapon"].tolist() == ["Drone", "Mine"]
    assert source.frame["at.oblast"].tolist() == ["UA46", "UA51"]
    assert source.frame["latitude"].isna().tolist() == [False, True]


def test_every_layer_of_a_geopackage(tmp_path, places):
    path = tmp_path / "two.gpkg"
    places.to_file(path, layer="places")
    places.head(1).to_file(path, layer="others")
    assert [(s.layer_name, len(s.frame)) for s in read_sources(path)] == [("places", 2), ("others", 1)]


@pytest.mark.parametrize(("encoding", "stated"), [("cp1251", None), ("cp1251", "UTF-8"), ("utf-8", "1251")])
def test_encoding_of_shapefiles_is_looked_at_and_not_believed(tmp_path, places, encoding, stated):
    path = tmp_path / "places.shp"
    places["name"] = ["Слов'янськ", "Ізюм"]
    places.to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if stated:
        path.with_suffix(".cpg").write_text(stated)
    (source,) = read_sources(path)
    assert source.frame["name"].tolist() == ["Слов'янськ", "Ізюм"]
    assert any(encoding.upper() in str(problem.text) for problem in source.problems)


def test_a_shapefile_without_attributes(tmp_path, places):
    path = tmp_path / "places.shp"
    places.to_file(path)
    path.with_suffix(".dbf").unlink()
    (source,) = read_sources(path)
    assert len(source.frame) == 2
    assert "places.dbf is missing" in str(source.problems[0].text)


def test_rings_that_are_not_closed(tmp_path):
    path = tmp_path / "areas.geojson"
    ring = [[24, 49], [25, 49], [25, 50], [24, 50]]
    features = [
        {"type": "Feature", "properties": {"n": 1}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"n": 2}, "geometry": {"type": "Polygon", "coordinates": ["x"]}},
        {"type": "Feature", "properties": {"n": 3}, "geometry": None},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (source,) = read_sources(path)
    assert source.frame.geometry.iloc[0].area == pytest.approx(1.0)
    told = {str(problem.text): problem.fids for problem in source.problems}
    assert told["rings that were not closed were closed in 1 feature"] == (1,)
    assert told["the shape of 1 feature cannot be read"] == (2,)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Feature", "prop'),
        ("empty.geojson", b""),
        ("none.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("other.json", b'{"a": 1}'),
        ("broken.gpkg", b"SQLite format 3\x00 and no more"),
        ("cut.shp", b"\x00\x00\x27\x0a"),
        ("bad.zip", b"PK\x03\x04 no archive"),
        ("bad.tif", b"II*\x00 no grid"),
        ("notes.docx", b"anything"),
    ],
)
def test_damaged_files_end_in_a_clear_error(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LayerError, match=name.replace(".", r"\.")):
        read_sources(path)


def test_unsupported_files_name_what_is_supported(tmp_path):
    path = tmp_path / "grid.mat"
    path.write_bytes(b"MATLAB 5.0")
    with pytest.raises(UnsupportedFile, match=r"“\.mat” cannot be read\. Corridor reads GeoJSON.*GeoTIFF"):
        read_sources(path)


def test_a_zipped_shapefile(tmp_path, places):
    places.to_file(tmp_path / "places.shp")
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for part in tmp_path.glob("places.*"):
            packed.write(part, f"folder/{part.name}")
    (source,) = read_sources(path)
    assert len(source.frame) == 2
    assert source.path.name == "places.shp"


@pytest.mark.parametrize(
    "name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", "C:/outside.csv"]
)
def test_archives_that_point_outside_are_refused(tmp_path, name):
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(name, "a,b\n1,2\n")
    with pytest.raises(LayerError, match="points outside"):
        read_sources(path)
    assert not (tmp_path.parent / "outside.csv").exists()


def test_archives_that_swell_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"0" * 30_000_000)
    with pytest.raises(LayerError, match="would unpack to"):
        read_sources(path)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 0)
    with pytest.raises(LayerError, match="holds 1 files"):
        read_sources(path)


def test_archives_without_anything_to_read(tmp_path):
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("photo.jpg", b"x")
    with pytest.raises(UnsupportedFile, match=r"holds \.jpg"):
        read_sources(path)


def test_companions_and_hidden_files_are_passed_over(tmp_path):
    for name in ("a.shp", "a.dbf", "a.prj", ".hidden.csv", "__MACOSX/b.csv", "c.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [path.name for path in files_in(tmp_path)] == ["a.shp", "c.csv"]


def _grid(path, values, transform, crs, **options):
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1, dtype="float32",
        crs=crs, transform=transform, **options,
    ) as target:  # fmt: skip
        target.write(values.astype("float32"), 1)


def test_a_grid(tmp_path):
    path = tmp_path / "ppp.tif"
    _grid(path, np.array([[1, -9999], [3, 4]]), from_origin(24, 50, 0.5, 0.25), "EPSG:4326", nodata=-9999)
    raster = read_sources(path)[0].raster
    np.testing.assert_array_equal(raster.values, [[1, np.nan], [3, 4]])
    assert (raster.west, raster.north, raster.cell_width, raster.cell_height) == (24, 50, 0.5, 0.25)


def test_a_grid_with_south_up_is_turned(tmp_path):
    path = tmp_path / "up.tif"
    _grid(path, np.array([[1, 2], [3, 4]]), rasterio.Affine(0.5, 0, 24, 0, 0.5, 49), "EPSG:4326")
    raster = read_sources(path)[0].raster
    np.testing.assert_array_equal(raster.values, [[3, 4], [1, 2]])
    assert (raster.north, raster.cell_height) == (50, 0.5)


def test_a_projected_grid_keeps_its_sum(tmp_path):
    path = tmp_path / "utm.tif"
    values = np.arange(1, 401).reshape(20, 20)
    _grid(path, values, from_origin(400_000, 5_500_000, 1000, 1000), "EPSG:32636")
    source = read_sources(path)[0]
    assert np.nansum(source.raster.values) == pytest.approx(values.sum(), rel=0.02)
    assert "EPSG:32636" in str(source.problems[0].text)


def test_a_grid_without_crs_is_refused(tmp_path):
    path = tmp_path / "bare.tif"
    _grid(path, np.ones((2, 2)), from_origin(24, 50, 1, 1), None)
    with pytest.raises(LayerError, match="coordinate reference system"):
        read_sources(path)


def test_lines_of_a_kmz(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["Front line"]}, geometry=[LineString([(36, 47), (37, 48)])], crs=4326)
    frame.to_file(tmp_path / "doc.kml", driver="KML")
    path = tmp_path / "front.kmz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(tmp_path / "doc.kml", "doc.kml")
    assert len(read_sources(path)[0].frame) == 1
