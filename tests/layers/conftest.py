"""Fixtures of the tests of layers."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def real_workspace(shared_data):
    """The real hromadas and border crossing points, imported once."""
    from layers.formats.importing import import_files
    from layers.workspace import Workspace

    paths = [
        shared_data / "admin_ukraine_osm" / "2_hromadas_by_raion",
        shared_data / "border_crossings_ocha_2023" / "UKR_Border_Crossings.geojson",
    ]
    return import_files(Workspace(name="real"), paths).workspace
