"""What is heavy is loaded when it is needed, not when the window or the command line starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("pandas", "geopandas", "rasterio", "matplotlib", "scipy", "shapely", "pyogrio", "highspy", "pyvrp")


@pytest.mark.parametrize("module", ["desktop.main_window", "planning.command_line", "layers.kinds"])
def test_importing_leaves_the_heavy_libraries_out(module):
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []
