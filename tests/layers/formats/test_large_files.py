"""Files that are read in parts: the same rows as at one go, and refused before memory runs out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import LineString

from layers import memory
from layers.formats import delimited, delimited_text, raster_file, vector
from layers.formats.delimited import read_delimited
from layers.formats.raster_file import read_raster
from layers.formats.vector import read_vector
from layers.memory import TooLarge, free_bytes, require_room


@pytest.fixture
def in_parts(monkeypatch):
    monkeypatch.setattr(delimited_text, "LARGE_BYTES", 1)
    monkeypatch.setattr(delimited, "_CHUNK_ROWS", 70)
    monkeypatch.setattr(vector, "LARGE_BYTES", 1)
    monkeypatch.setattr(vector, "_PART_FEATURES", 7)


ROWS = [f"id{i},{i % 7},{45 + i / 1000:.4f},Оболонь {i % 3},{i}" for i in range(400)]


def _written(tmp_path, rows=ROWS, encoding="utf-8", name="t.csv"):
    path = tmp_path / name
    path.write_bytes("\n".join(["id,people,lat,назва,n", *rows]).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_table_in_parts_is_the_table_at_one_go(tmp_path, monkeypatch, request, encoding):
    path = _written(tmp_path, encoding=encoding)
    whole = read_delimited(path)[0]
    request.getfixturevalue("in_parts")
    steps = []
    parts = read_delimited(path, progress=lambda fraction, _stage: steps.append(fraction))[0]
    pd.testing.assert_frame_equal(parts.frame, whole.frame, check_index_type=False)
    assert [str(p.text) for p in parts.problems] == [str(p.text) for p in whole.problems]
    assert len(steps) >= 5
    assert steps == sorted(steps)


def test_a_damaged_number_in_a_later_part_is_kept_as_written(tmp_path, in_parts):
    rows = [*ROWS[:300], "id300,05.Лип,45.3,x,300", *ROWS[301:]]
    frame = read_delimited(_written(tmp_path, rows))[0].frame
    assert frame.loc[302, "people"] == "05.Лип"
    assert [float(frame.loc[row, "people"]) for row in (2, 303, 401)] == [0, 301 % 7, 399 % 7]
    assert frame["lat"].dtype == "float64"


@pytest.mark.parametrize("large", [False, True])
def test_a_code_that_begins_with_zero_far_down_keeps_its_zero(tmp_path, request, large):
    if large:
        request.getfixturevalue("in_parts")
    rows = [*ROWS[:350], "id350,007,45.3,x,350", *ROWS[351:]]
    frame = read_delimited(_written(tmp_path, rows))[0].frame
    assert frame.loc[352, "people"] == "007"
    assert frame.loc[2, "people"] == "0"


@pytest.mark.parametrize("large", [False, True])
def test_zeros_within_text_make_no_codes(tmp_path, request, large):
    if large:
        request.getfixturevalue("in_parts")
    rows = [*ROWS[:350], 'id350,7,45.3,"вул. Миру,007",350', 'id351,7,45.3,"дім\n,08,",351', *ROWS[352:]]
    frame = read_delimited(_written(tmp_path, rows))[0].frame
    assert frame.loc[352, "назва"] == "вул. Миру,007"
    assert frame.loc[353, "назва"] == "дім\n,08,"
    assert pd.to_numeric(frame["people"]).iloc[350] == 7


def test_cells_beyond_the_headings_are_not_lost(tmp_path, in_parts):
    rows = [*ROWS[:-3], *(f"id{i},5,45.1,кінець,{i},зайве {i}" for i in (397, 398, 399))]
    source = read_delimited(_written(tmp_path, rows))[0]
    assert len(source.frame) == 400
    assert source.frame.iloc[-1].astype(str).tolist()[-1] == "зайве 399"


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "shp"])
def test_features_in_parts_are_those_at_one_go(tmp_path, monkeypatch, request, ending):
    names = [f"шлях {i % 4}" if i % 5 else None for i in range(40)]
    shapes = [LineString([(30 + i / 10, 48), (30 + i / 10, 48.1)]) for i in range(40)]
    path = tmp_path / f"r.{ending}"
    options = {"encoding": "utf-8"} if ending == "shp" else {}
    gpd.GeoDataFrame({"name": names, "n": range(40)}, geometry=shapes, crs=4326).to_file(path, **options)
    whole = read_vector(path)[0].frame
    request.getfixturevalue("in_parts")
    parts = read_vector(path)[0].frame
    assert parts.crs == whole.crs
    pd.testing.assert_frame_equal(pd.DataFrame(parts), pd.DataFrame(whole))


@pytest.mark.parametrize("ending", ["csv", "fgb"])
def test_what_memory_cannot_hold_is_refused(tmp_path, monkeypatch, in_parts, ending):
    monkeypatch.setattr(memory, "free_bytes", lambda: 10_000)
    path = _written(tmp_path) if ending == "csv" else tmp_path / "r.fgb"
    if ending == "fgb":
        shapes = [LineString([(30 + i / 10, 48), (30 + i / 10, 48.1)]) for i in range(40)]
        gpd.GeoDataFrame({"n": range(40)}, geometry=shapes, crs=4326).to_file(path)
    with pytest.raises(TooLarge, match="GB of memory") as raised:
        (read_delimited if ending == "csv" else read_vector)(path)
    assert "close other programs" in str(raised.value)


def test_memory_that_is_there():
    assert (free_bytes() or 2**30) > 2**20
    require_room(1, "x")
    with pytest.raises(TooLarge):
        require_room(1e18, "x")


def test_a_fine_grid_is_gathered_and_loses_nobody(tmp_path, monkeypatch):
    values = np.arange(7 * 11, dtype="float32").reshape(7, 11)
    values[0, 0] = values[6, 10] = -9
    path = tmp_path / "ppp_2020.tif"
    options = {"width": 11, "height": 7, "count": 1, "dtype": "float32", "crs": 4326, "nodata": -9}
    with rasterio.open(path, "w", driver="GTiff", transform=from_origin(30, 50, 0.1, 0.1), **options) as file:
        file.write(values, 1)
    monkeypatch.setattr(raster_file, "MOST_CELLS", 12)
    monkeypatch.setattr(raster_file, "_STRIP_CELLS", 11 * 4)
    source = read_raster(path)
    raster = source.raster
    assert raster.values.shape == (3, 4)
    assert raster.cell_width == pytest.approx(0.3)
    assert np.nansum(raster.values) == pytest.approx(values[values >= 0].sum())
    assert raster.values[1, 1] == values[3:6, 3:6].sum()
    assert np.isnan(raster.values[2, 3]) == (not (values[6:, 9:] >= 0).any())
    assert any("3 by 3" in str(problem.text) for problem in source.problems)


def test_rows_shorter_than_the_headings_after_a_longer_title(tmp_path):
    path = tmp_path / "t.csv"
    rows = ["a,b,c", *["1"] * 210, "1,2,3,4,5", "7"]
    path.write_text("\n".join(rows))
    assert len(read_delimited(path)[0].frame) == 212
