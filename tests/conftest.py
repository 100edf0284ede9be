"""Fixtures every test may use."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.paths import ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real third-party files beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real third-party files (../shared/data) are not on this machine")
    return folder


@pytest.fixture
def provenance():
    """A provenance for layers made in tests."""
    from layers.layer import Provenance

    return Provenance(
        source="test", date=dt.date(2025, 1, 15), imported_at=dt.datetime(2025, 1, 16, 8, 0, tzinfo=dt.UTC)
    )
