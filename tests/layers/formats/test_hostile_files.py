"""Files that mean harm, or might: nothing escapes, swells, opens another file or is evaluated."""

import io
import struct
import zipfile

import numpy as np
import openpyxl
import pytest

from layers.errors import LayerError
from layers.formats import archive
from layers.formats.reading import read_sources

POINT = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"secret":1},'
    '"geometry":{"type":"Point","coordinates":[24,49]}}]}'
)


def _zip(path, entries, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return path


def _refused(path, match):
    with pytest.raises(LayerError, match=match) as caught:
        read_sources(path)
    assert path.name in str(caught.value)


@pytest.mark.parametrize(
    "name", ["../out.geojson", "a/../../out.geojson", "/tmp/out.geojson", "C:/out.geojson", "..\\out.geojson"]
)
def test_entries_that_point_outside_are_refused(tmp_path, name):
    folder = tmp_path / "in"
    folder.mkdir()
    path = _zip(folder / "a.zip", {name: POINT})
    _refused(path, "points outside")
    assert not (tmp_path / "out.geojson").exists()


def test_links_and_encrypted_entries_are_refused(tmp_path):
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as packed:
        entry = zipfile.ZipInfo("link.geojson")
        entry.external_attr = 0o120777 << 16
        packed.writestr(entry, "/etc/passwd")
    _refused(path, "points outside")
    locked = _zip(tmp_path / "locked.zip", {"a.geojson": POINT})
    content = bytearray(locked.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    locked.write_bytes(bytes(content))
    _refused(locked, "encrypted")


def test_what_swells_is_refused_before_it_is_unpacked(tmp_path):
    zeros = b"0" * (30 * 1024**2)
    _refused(_zip(tmp_path / "bomb.zip", {"a.csv": zeros}), "would unpack to 30 MB")
    _refused(_zip(tmp_path / "bomb.kmz", {"doc.kml": zeros}), "would unpack to 30 MB")
    _refused(_zip(tmp_path / "bomb.xlsx", {"xl/workbook.xml": zeros}), "would unpack to 30 MB")


def test_a_stated_size_that_is_a_lie_unpacks_no_more_than_it_states(tmp_path):
    path = _zip(tmp_path / "liar.zip", {"a.csv": b"a,b\n" + b"1,2\n" * 100_000})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 8)
    path.write_bytes(bytes(content))
    try:
        sources = read_sources(path)
    except LayerError:
        return
    assert len(sources[0].frame) == 1


def test_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 5)
    _refused(_zip(tmp_path / "many.zip", {f"{n}.csv": "a,b\n1,2" for n in range(6)}), "holds 6 files")


def test_archives_within_archives_are_left_alone(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("a.geojson", POINT)
    _refused(_zip(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()}), r"holds no file that can be read")


@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04", b"PK\x05\x06" + b"\x00" * 18])
def test_what_is_no_archive_is_told(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    _refused(path, "archive")


@pytest.mark.parametrize(
    "name", ["v.kml", "v.gpx", "v.shp", "v.gpkg", "v.fgb", "v.geojson", "v.json", "v.kmz"]
)
def test_virtual_datasets_under_other_names_are_not_opened(tmp_path, name):
    (tmp_path / "secret.geojson").write_text(POINT, encoding="utf-8")
    (tmp_path / name).write_text(
        f'<OGRVRTDataSource><!-- "FeatureCollection" --><OGRVRTLayer name="secret">'
        f"<SrcDataSource>{tmp_path / 'secret.geojson'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    _refused(tmp_path / name, "v")


def test_virtual_grids_are_not_opened(tmp_path):
    import rasterio
    from rasterio.transform import from_origin

    profile = {"driver": "GTiff", "width": 4, "height": 4, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    with rasterio.open(
        tmp_path / "grid.tif", "w", transform=from_origin(24, 50, 0.1, 0.1), **profile
    ) as target:
        target.write(np.ones((4, 4), "float32"), 1)
    assert len(read_sources(tmp_path / "grid.tif")) == 1
    (tmp_path / "virtual.tif").write_text(
        '<VRTDataset rasterXSize="4" rasterYSize="4"><SRS>EPSG:4326</SRS>'
        "<GeoTransform>24,.1,0,50,0,-.1</GeoTransform>"
        '<VRTRasterBand dataType="Float32" band="1"><SimpleSource>'
        f"<SourceFilename>{tmp_path / 'grid.tif'}</SourceFilename><SourceBand>1</SourceBand>"
        "</SimpleSource></VRTRasterBand></VRTDataset>",
        encoding="utf-8",
    )
    _refused(tmp_path / "virtual.tif", "contents are not those")


_BODIES = {
    "gpx": (
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="49" lon="24"><name>{}</name></wpt></gpx>'
    ),
    "kml": (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>{}</name>'
        "<Point><coordinates>24,49</coordinates></Point></Placemark></Document></kml>"
    ),
}


@pytest.mark.parametrize("ending", _BODIES)
def test_entities_of_xml_are_not_expanded(tmp_path, ending):
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{(chr(38) + chr(97 + n) + ";") * 20}">' for n in range(8)
    )
    bomb, outside, plain = (tmp_path / f"{name}.{ending}" for name in ("bomb", "outside", "plain"))
    bomb.write_text(f"<!DOCTYPE x [{entities}]>" + _BODIES[ending].format("&i;"), encoding="utf-8")
    _refused(bomb, "cannot be read")
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    outside.write_text(doctype + _BODIES[ending].format("&s;"), encoding="utf-8")
    try:
        frames = [source.frame for source in read_sources(outside)]
    except LayerError:
        frames = []
    assert not any("SECRET" in frame.to_string() for frame in frames)
    plain.write_text(_BODIES[ending].format("Name"), encoding="utf-8")
    assert [len(source.frame) for source in read_sources(plain)] == [1]


def test_tracks_and_waypoints_of_gpx(tmp_path):
    path = tmp_path / "day.gpx"
    body = (
        '<wpt lat="49" lon="24"><name>A</name></wpt><trk><name>T</name><trkseg>'
        '<trkpt lat="49" lon="24"/><trkpt lat="49.1" lon="24"/></trkseg></trk></gpx>'
    )
    path.write_text(_BODIES["gpx"].partition("<wpt")[0] + body, encoding="utf-8")
    assert {source.layer_name: len(source.frame) for source in read_sources(path)} == {
        "waypoints": 1,
        "tracks": 1,
    }
    path.write_text(_BODIES["gpx"].partition("<wpt")[0] + "</gpx>", encoding="utf-8")
    _refused(path, "holds no")


def test_formulas_and_links_of_workbooks_are_not_evaluated(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["name", "people", "link"])
    sheet.append(["A", "=1+1", '=HYPERLINK("http://example.org","x")'])
    sheet.append(["B", 5, "='[other.xlsx]Sheet1'!A1"])
    path = tmp_path / "formulas.xlsx"
    book.save(path)
    frame = read_sources(path)[0].frame
    # openpyxl stores no results: a reader that evaluated would find 2
    assert 2 not in frame.to_numpy().ravel().tolist()
    assert "x" not in frame.to_numpy().ravel().tolist()
