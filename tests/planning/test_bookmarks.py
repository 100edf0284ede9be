"""Bookmarks as documents of the workspace."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.errors import LayerError
from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Document, Workspace
from planning.bookmarks import SECTION, Bookmark, bookmarks_of, with_bookmark, without_bookmark


def test_they_are_kept_in_the_file_in_their_order(tmp_path):
    provenance = Provenance(source="test", date=None, imported_at=dt.datetime.now(dt.UTC))
    frame = gpd.GeoDataFrame({"name_en": ["Kyiv"]}, geometry=[Point(30.5, 50.45)], crs=4326)
    places = new_layer("places", kind_named("populated_place"), frame, provenance)
    workspace = Workspace(name="w", layers=(places,))
    for name in ("Міст", "Crossing", "Міст"):
        workspace = with_bookmark(workspace, Bookmark(name, 30.5, 50.45, 250_000))
    path = tmp_path / "w.gpkg"
    save_workspace(workspace, path)
    found = bookmarks_of(load_workspace(path))
    assert [one.name for one in found] == ["Міст", "Crossing"]
    assert found[0] == Bookmark("Міст", 30.5, 50.45, 250_000)
    assert bookmarks_of(without_bookmark(workspace, "Міст")) == (found[1],)


def test_no_name_and_broken_ones():
    with pytest.raises(LayerError, match="no name"):
        with_bookmark(Workspace(name="w"), Bookmark(" ", 30, 50, 1000))
    broken = Document(section=SECTION, name="x", content={"lon": "east"})
    assert bookmarks_of(Workspace(name="w", documents=(broken,))) == ()


def test_they_do_not_leave_the_office():
    from planning.report.edition import RULES, Edition

    for edition in (Edition.PARTNER, Edition.PUBLIC):
        kept = RULES[edition].documents
        assert kept is not None
        assert not any(section == SECTION for section, _ in kept)
