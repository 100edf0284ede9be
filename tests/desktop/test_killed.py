"""Killed at random moments of editing and saving, nothing older than two seconds is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.recovery import kill_once

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX systems")


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("CORRIDOR_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("seed", range(10))
def test_after_a_kill_the_last_save_is_whole_and_the_journal_gives_back_the_rest(tmp_path, seed):
    verdict = kill_once(tmp_path, seed)
    assert verdict.wrong == ()
    assert verdict.states > 0


def test_the_judge_notices_a_journal_that_is_not_written(tmp_path):
    verdict = kill_once(tmp_path, 101, without_journal=True, after_s=(4.0, 5.0))
    assert "an edit older than two seconds is lost" in verdict.wrong


def test_the_judge_notices_a_save_that_is_not_whole(tmp_path):
    found = [kill_once(tmp_path, seed, torn_saves=True).wrong for seed in range(201, 205)]
    assert any(
        "does not open" in sentence or "holds neither" in sentence for wrong in found for sentence in wrong
    )


def test_files_of_a_kill_stay_where_they_belong(tmp_path):
    kill_once(tmp_path, 7)
    allowed = {"killed-7.gpkg", "killed-7.log", "killed-7.gpkg.journal", "home"}
    left = {path.name for path in Path(tmp_path).iterdir()}
    assert all(name in allowed or ".saving" in name or name.startswith(".") for name in left)
