"""Import beside the bare read of geopandas and pandas, in one run.

    python benchmarks/import.py --data FOLDER [--runs 3]

For the largest CSV, folder of GeoJSON, shapefile and OpenStreetMap PBF below FOLDER: rows or features a
second, and how many times as long Corridor's import takes as `geopandas.read_file` or `pandas.read_csv`
alone (best of the runs, taken in turns). Of the PBF the bare read takes the points and the lines, of which
Corridor makes places, facilities, border crossing points, roads and ferries. An import also recognises, maps,
checks, repairs and hashes; the aim is three times.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import geopandas as gpd
import pandas as pd

from layers.formats.importing import import_files
from layers.workspace import Workspace

AIM = 3.0


def main() -> int:
    """Measure and print one line a file; 1 when one misses the aim."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the files")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"{'file':<44}{'rows':>8}{'bare s':>9}{'import s':>10}{'bare /s':>11}{'import /s':>11}{'times':>7}")
    missed = False
    for path, bare in cases(options.data):
        rows = bare()
        taken = [(seconds(bare), seconds(lambda path=path: imported(path))) for _ in range(options.runs)]
        alone, whole = min(pair[0] for pair in taken), min(pair[1] for pair in taken)
        print(
            f"{path.name[:43]:<44}{rows:>8,}{alone:>9.3f}{whole:>10.3f}"
            f"{rows / alone:>11,.0f}{rows / whole:>11,.0f}{whole / alone:>7.1f}"
        )
        missed |= whole > AIM * alone
    return 1 if missed else 0


def cases(data: Path) -> list[tuple[Path, Callable[[], int]]]:
    """The largest of each sort, with its bare read."""
    csv = _largest(data, "*.csv")
    shapefile = _largest(data, "*.shp")
    pbf = _largest(data, "*.osm.pbf")
    folder = max(
        {path.parent for path in data.rglob("*.geojson")},
        key=lambda parent: sum(path.stat().st_size for path in parent.glob("*.geojson")),
    )
    return [
        (csv, lambda: len(pd.read_csv(csv))),
        (folder, lambda: sum(len(gpd.read_file(path)) for path in sorted(folder.glob("*.geojson")))),
        (shapefile, lambda: len(gpd.read_file(shapefile))),
        (pbf, lambda: sum(len(gpd.read_file(pbf, layer=layer)) for layer in ("points", "lines"))),
    ]


def imported(path: Path) -> None:
    """The whole import into an empty workspace."""
    import_files(Workspace(name="benchmark"), [path])


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _largest(data: Path, pattern: str) -> Path:
    return max(data.rglob(pattern), key=lambda path: path.stat().st_size)


if __name__ == "__main__":
    sys.exit(main())
