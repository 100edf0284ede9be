"""Base maps of the planner's own: where they lie, in which colours, and what is refused."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.transform import from_bounds, from_origin
from rasterio.warp import transform_bounds

from layers.errors import LayerError, UnsupportedFile
from layers.formats.ground_image import GroundImage

WEB, LAEA = "EPSG:3857", "+proj=laea +lat_0=49 +lon_0=31 +datum=WGS84"
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def quarters(side=64):
    """Red north-west, green north-east, blue south-west, white south-east."""
    half = side // 2
    values = np.zeros((3, side, side), dtype=np.uint8)
    for colour, rows, columns in (
        (RED, slice(None, half), slice(None, half)),
        (GREEN, slice(None, half), slice(half, None)),
        (BLUE, slice(half, None), slice(None, half)),
        (WHITE, slice(half, None), slice(half, None)),
    ):
        values[:, rows, columns] = np.array(colour)[:, None, None]
    return values


def write(path, values, crs="EPSG:4326", bounds=(30.0, 48.0, 32.0, 50.0), **more):
    height, width = values.shape[1:]
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=len(values), dtype=values.dtype, crs=crs,
        transform=more.pop("transform", from_bounds(*bounds, width, height)), **more,
    ) as target:  # fmt: skip
        target.write(values)
    return path


def colour_at(image, lon, lat, crs=WEB, size=(200, 200), around=(29.0, 47.0, 33.0, 51.0)):
    """Colour and opacity that a picture of the surroundings has at a place."""
    bounds = transform_bounds("EPSG:4326", crs, *around)
    pixels = image.read(crs, bounds, *size)
    (x,), (y,) = rasterio.warp.transform("EPSG:4326", crs, [lon], [lat])
    column = int((x - bounds[0]) / (bounds[2] - bounds[0]) * size[0])
    row = int((bounds[3] - y) / (bounds[3] - bounds[1]) * size[1])
    return tuple(int(part) for part in pixels[row, column])


CORNERS = ((30.4, 49.6, RED), (31.6, 49.6, GREEN), (30.4, 48.4, BLUE), (31.6, 48.4, WHITE))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32636", "EPSG:3857", "EPSG:28406"])
@pytest.mark.parametrize("drawn_in", [WEB, LAEA])
def test_a_picture_in_any_coordinate_system_lies_where_it_should(tmp_path, crs, drawn_in):
    bounds = transform_bounds("EPSG:4326", crs, 30.0, 48.0, 32.0, 50.0)
    image = GroundImage(write(tmp_path / "map_of_it.tif", quarters(), crs, bounds))
    for lon, lat, colour in CORNERS:
        assert colour_at(image, lon, lat, drawn_in) == (*colour, 255)
    assert colour_at(image, 29.3, 49, drawn_in)[3] == 0
    assert image.facts.title == "map of it"
    assert image.facts.bounds == pytest.approx((30, 48, 32, 50), abs=0.2)


def test_a_turned_picture_is_turned_back(tmp_path):
    turned = from_origin(30.0, 48.0, 2 / 64, -2 / 64)
    image = GroundImage(write(tmp_path / "turned.tif", quarters()[:, ::-1], transform=turned))
    for lon, lat, colour in CORNERS:
        assert colour_at(image, lon, lat) == (*colour, 255)


def test_one_band_is_drawn_in_greys_and_no_data_not_at_all(tmp_path):
    values = np.linspace(200, 3000, 64 * 64).reshape(1, 64, 64).astype("float32")
    values[:, :16] = -9999
    image = GroundImage(write(tmp_path / "height.tif", values, nodata=-9999))
    north, middle, south = (colour_at(image, 31, lat) for lat in (49.8, 49.2, 48.1))
    assert north[3] == 0
    assert middle[0] == middle[1] == middle[2] < south[0]
    assert middle[3] == south[3] == 255


def test_a_palette_gives_the_colours(tmp_path):
    path = write(tmp_path / "scan.tif", np.full((1, 16, 16), 7, dtype=np.uint8), photometric="palette")
    with rasterio.open(path, "r+") as target:
        target.write_colormap(1, {7: (12, 34, 56, 255)})
    assert colour_at(GroundImage(path), 31, 49) == (12, 34, 56, 255)


def test_outside_there_is_nothing(tmp_path):
    image = GroundImage(write(tmp_path / "a.tif", quarters()))
    assert image.read(WEB, transform_bounds("EPSG:4326", WEB, 10, 40, 12, 42), 50, 50) is None


@pytest.mark.parametrize("overviews", [True, False])
def test_of_a_large_file_little_is_read(tmp_path, monkeypatch, overviews):
    path = write(tmp_path / "large.tif", quarters(6000), tiled=True, compress="deflate")
    if overviews:
        with rasterio.open(path, "r+") as target:
            target.build_overviews([2, 4, 8, 16])
    image = GroundImage(path)
    read = []
    original = GroundImage._read
    monkeypatch.setattr(
        GroundImage,
        "_read",
        lambda self, source, window, columns, rows: (
            read.append(columns * rows) or original(self, source, window, columns, rows)
        ),
    )
    for lon, lat, colour in CORNERS:
        assert colour_at(image, lon, lat) == (*colour, 255)
        assert colour_at(image, lon, lat, around=(lon - 0.01, lat - 0.01, lon + 0.01, lat + 0.01)) == (
            *colour,
            255,
        )
    assert max(read) <= 2048 * 2048
    assert len(read) == 8 if overviews else 5


def tile(zoom, column, row):
    """The PNG of a tile, its row from the north, of the four quarters."""
    world = 2 * np.pi * 6378137
    size = world / 2**zoom
    x = -world / 2 + (column + (np.arange(256) + 0.5) / 256) * size
    y = world / 2 - (row + (np.arange(256) + 0.5) / 256) * size
    lon, lat = (np.array(part) for part in rasterio.warp.transform(WEB, "EPSG:4326", x, y))
    pixels = np.zeros((256, 256, 4), dtype=np.uint8)
    pixels[...] = (*WHITE, 255)
    north, west = (lat > 49)[:, None], (lon < 31)[None, :]
    for colour, where in ((RED, north & west), (GREEN, north & ~west), (BLUE, ~north & west)):
        pixels[where] = (*colour, 255)
    inside = ((lat > 48) & (lat < 50))[:, None] & ((lon > 30) & (lon < 32))[None, :]
    pixels[~inside] = 0
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def tiles(tmp_path):
    """An MBTiles file of the four quarters, zoom 4 to 8."""

    def make(name="tiles.mbtiles", **metadata):
        path = tmp_path / name
        told = {
            "name": "Quarters", "format": "png", "minzoom": "4", "maxzoom": "8", "bounds": "30,48,32,50",
            "type": "baselayer", "version": "1", **metadata,
        }  # fmt: skip
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
            database.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
            database.execute(
                "CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)"
            )
            for zoom in range(4, 9):
                count = 2**zoom
                columns = range(int(210 / 360 * count), int(212 / 360 * count) + 1)
                rows = [int(count * (0.5 - np.arcsinh(np.tan(np.radians(d))) / 2 / np.pi)) for d in (50, 48)]
                for column in columns:
                    for row in range(rows[0], rows[1] + 1):
                        content = (zoom, column, count - 1 - row, tile(zoom, column, row))
                        database.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", content)
        return path

    return make


def test_tiles_are_drawn_where_they_lie(tiles):
    image = GroundImage(tiles(name="t.mbtiles", attribution='© <a href="x">OpenStreetMap</a> &amp; others'))
    for lon, lat, colour in CORNERS:
        assert colour_at(image, lon, lat) == (*colour, 255)
    assert image.facts.title == "Quarters"
    assert image.facts.attribution == "© OpenStreetMap & others"


def test_what_cannot_be_drawn_is_refused_in_words(tiles, tmp_path):
    with pytest.raises(UnsupportedFile, match="vector tiles"):
        GroundImage(tiles(format="pbf"))
    with pytest.raises(LayerError, match="missing"):
        GroundImage(tmp_path / "gone.tif")
    nowhere = tmp_path / "scan.tif"
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        write(nowhere, quarters(), crs=None, transform=rasterio.Affine.identity())
    with pytest.raises(UnsupportedFile, match="where it lies"):
        GroundImage(nowhere)
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"II*\x00 nothing more")
    with pytest.raises(UnsupportedFile, match="cannot be read"):
        GroundImage(broken)
    other = tmp_path / "other.mbtiles"
    other.write_text("no database")
    with pytest.raises(UnsupportedFile, match="MBTiles"):
        GroundImage(other)
