"""Preferences survive, and what cannot be read is set aside."""

from __future__ import annotations

import json
from pathlib import Path

from desktop.settings import VERSION, Settings, load_settings, save_settings


def test_round_trip(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(edition="public", geometry="abc").having_opened(Path("/a/b.gpkg"))
    save_settings(settings, path)
    assert load_settings(path) == settings
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == VERSION
    assert [item.name for item in path.parent.iterdir()] == ["settings.json"]


def test_recent_files_are_few_and_unique():
    settings = Settings()
    for number in range(12):
        settings = settings.having_opened(Path(f"/w/{number}.gpkg"))
    settings = settings.having_opened(Path("/w/8.gpkg"))
    assert [Path(name).stem for name in settings.recent] == ["8", "11", "10", "9", "7", "6", "5", "4"]
    assert Path(settings.folder).name == "w"


def test_missing_foreign_and_broken_files(tmp_path):
    path = tmp_path / "settings.json"
    assert load_settings(path) == Settings()
    path.write_text('{"version": 1, "edition": "partner", "from a later version": [1]}', encoding="utf-8")
    assert load_settings(path) == Settings(edition="partner")
    path.write_text('{"edition": "partner"}', encoding="utf-8")
    assert load_settings(path) == Settings(edition="partner")
    for broken in ("{", "[]", '{"version": 1, "edition": 7}'):
        path.write_text(broken, encoding="utf-8")
        assert load_settings(path) == Settings()
        assert (tmp_path / "settings.json.broken").read_text(encoding="utf-8") == broken
        assert not path.exists()
