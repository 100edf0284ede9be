"""Newer and corrected files: what changes in the layer there is, and what is told of it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from layers.errors import LayerError
from layers.formats.importing import import_files
from layers.formats.review import decided, open_areas
from layers.formats.updating import series_of
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Workspace

EMPTY = Workspace(name="w")


def _sites(path, rows):
    table = pd.DataFrame(
        rows, columns=["site_id", "site_name", "site_type", "capacity", "occupancy", "lat", "lon"]
    )
    table.to_csv(path, index=False)
    return path


@pytest.fixture
def first(tmp_path):
    rows = [[f"S{n}", f"Site {n}", "School", 100, 50, 48 + n / 10, 30] for n in range(4)]
    return import_files(EMPTY, [_sites(tmp_path / "sites_2024-09-01.csv", rows)]).workspace


def test_a_newer_file_updates_by_key_and_says_what_changed(first, tmp_path):
    rows = [
        ["S9", "Site 9", "School", 10, 5, 49.0, 30],
        ["S2", "Site 2", "School", 100, 99, 48.2, 30],
        ["S1", "Site 1", "School", 100, 50, 48.1, 30],
        ["S0", "Site 0", "School", 100, 50, 48.05, 30],
    ]
    result = import_files(first, [_sites(tmp_path / "sites_2024-10-01.csv", rows)])
    (layer,) = result.workspace.layers
    (report,) = result.layers
    update = report.update
    assert (update.added, update.gone, update.changed) == (("S9",), ("S3",), ("S2", "S0"))
    assert layer.name == first.layers[0].name
    assert layer.provenance.date == dt.date(2024, 10, 1)
    ids = layer.frame["site_id"]
    before = first.layers[0].frame["site_id"]
    for site in ("S0", "S1", "S2"):
        assert ids[ids == site].index[0] == before[before == site].index[0], "features keep their ids"
    assert ids[ids == "S9"].index[0] not in before.index
    told = " | ".join(str(message.text) for message in report.messages)
    assert "1 added (S9); 1 gone (S3); 2 changed (S2, S0)" in told
    assert len(first.layers[0]) == 4, "the workspace before is untouched"
    assert report.as_dict()["update"]["gone"] == ["S3"]


def test_an_older_file_stands_beside(first, tmp_path):
    rows = [[f"S{n}", f"Site {n}", "School", 100, 40, 48 + n / 10, 30] for n in range(4)]
    result = import_files(first, [_sites(tmp_path / "sites_2024-08-01.csv", rows)])
    assert len(result.workspace.layers) == 2
    assert "older than the layer" in " ".join(str(m.text) for m in result.layers[0].messages)


def test_other_records_stand_beside_and_new_can_be_asked_for(first, tmp_path):
    others = [[f"T{n}", f"Site {n}", "School", 100, 40, 49 + n / 10, 31] for n in range(4)]
    result = import_files(first, [_sites(tmp_path / "sites_2024-10-01.csv", others)])
    assert [len(layer) for layer in result.workspace.layers] == [4, 4]
    same = [[f"S{n}", f"Site {n}", "School", 100, 40, 48 + n / 10, 30] for n in range(4)]
    path = _sites(tmp_path / "sites_2024-10-02.csv", same)
    assert len(import_files(first, [path]).workspace.layers) == 1
    assert len(import_files(first, [path], as_new=True).workspace.layers) == 2


def test_fronts_stay_one_layer_a_date(tmp_path):
    def front(date, east):
        path = tmp_path / f"deepstatemap_data_{date}.geojson"
        gpd.GeoDataFrame(geometry=[box(36, 47, east, 48)], crs=4326).to_file(path)
        return path

    first = import_files(EMPTY, [front("20250101", 38)]).workspace
    second = import_files(first, [front("20250201", 39)]).workspace
    assert [layer.name for layer in second.layers] == ["front_2025_01_01", "front_2025_02_01"]
    third = import_files(second, [front("20250201", 40)])
    assert [layer.name for layer in third.workspace.layers] == ["front_2025_01_01", "front_2025_02_01"]
    assert third.workspace.layers[1].frame.total_bounds[2] == 40
    assert "no key tells" in " ".join(str(m.text) for m in third.layers[0].messages)


def test_series():
    assert series_of("sites_2024-09-01_final v2.csv") == series_of("Sites 2024-10-03.xlsx")
    assert series_of("sites_east.csv") != series_of("sites_west.csv")
    assert series_of("book.xlsx [WASH]") != series_of("book.xlsx [Health]")


def test_words_and_columns_are_remembered_for_the_publishers_next_file(tmp_path):
    def write(name, word):
        rows = [[f"S{n}", f"Site {n}", "School", 100, 50, 48, 30, word, 7] for n in range(3)]
        head = ["site_id", "site_name", "site_type", "capacity", "occupancy", "lat", "lon", "status", "Loos"]
        pd.DataFrame(rows, columns=head).to_csv(tmp_path / name, index=False)
        return tmp_path / name

    plain = import_files(EMPTY, [write("a.csv", "Operating-ish")])
    assert plain.workspace.layers[0].frame["status"].isna().all()
    (word,) = plain.layers[0].words["status"]
    assert (word.written, word.value, word.rows) == ("Operating-ish", None, 3)
    mapped = import_files(
        EMPTY,
        [tmp_path / "a.csv"],
        values={"status": {"Operating-ish": "active"}},
        columns={"toilets": "Loos"},
    )
    assert mapped.workspace.layers[0].frame["status"].tolist() == ["active"] * 3
    assert mapped.workspace.layers[0].frame["toilets"].tolist() == [7] * 3
    kept = mapped.workspace.without_layer(mapped.workspace.layers[0].name)
    again = import_files(kept, [write("b.csv", "operating-ISH")])
    assert again.workspace.layers[0].frame["status"].tolist() == ["active"] * 3
    assert again.workspace.layers[0].frame["toilets"].tolist() == [7] * 3
    assert "as decided for such files before" in " ".join(str(m.text) for m in again.layers[0].messages)
    elsewhere = import_files(EMPTY, [tmp_path / "b.csv"], maps=kept.documents)
    assert elsewhere.workspace.layers[0].frame["status"].tolist() == ["active"] * 3
    emptied = import_files(kept, [tmp_path / "b.csv"], values={"status": {"operating-ish": ""}})
    assert emptied.workspace.layers[0].frame["status"].isna().all()


@pytest.fixture
def two_of_a_name(provenance):
    areas = gpd.GeoDataFrame(
        {
            "code": ["UA4804003", "UA6802003", "UA4806001"], "level": [3, 3, 3],
            "name_uk": ["Миколаївська", "Миколаївська", "Снігурівська"],
            "name_en": ["Mykolaivska", "Mykolaivska", "Snihurivska"],
        },
        geometry=[box(31, 46, 32, 47), box(26, 49, 27, 50), box(32, 46, 33, 47)], crs=4326,
    )  # fmt: skip
    return Workspace(name="w", layers=(new_layer("hromadas", kind_named("admin_area"), areas, provenance),))


def test_a_name_of_two_places_is_asked_and_the_answer_applied(two_of_a_name, tmp_path):
    path = tmp_path / "needs.csv"
    rows = [["Миколаївська", 10, 4], ["Снігурівська", 20, 5], ["Миколаївська", 30, 6]]
    pd.DataFrame(rows, columns=["громада", "in need", "targeted"]).to_csv(path, index=False)
    result = import_files(two_of_a_name, [path], kind="indicator")
    layer = result.workspace.layers[1]
    assert layer.frame["area_code"].isna().tolist() == [True, False, True], "not guessed"
    (area,) = open_areas(result.workspace)
    assert [code for code, _ in area.candidates] == ["UA4804003", "UA6802003"]
    with pytest.raises(LayerError, match="no area with the code UA99"):
        decided(result.workspace, area, "UA99")
    done = decided(result.workspace, area, "UA6802003")
    assert done.layers[1].frame["area_code"].tolist() == ["UA6802003", "UA4806001", "UA6802003"]
    assert open_areas(done) == ()
    given = import_files(two_of_a_name, [path], kind="indicator", areas={"Миколаївська": "UA4804003"})
    assert given.workspace.layers[1].frame["area_code"].tolist() == ["UA4804003", "UA4806001", "UA4804003"]
    assert open_areas(given.workspace) == ()
