"""Two thousand broken files through the import, with times.

    python benchmarks/import_mutations.py [--count 2000] [--first 0]

Each file must end in a layer or a clear message within ten seconds. Exits with 1 when one does not.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from layers.errors import LayerError
from layers.formats.importing import import_files
from layers.workspace import Workspace
from tests.layers.formats.mutations import mutated

MOST_SECONDS = 10.0


def main() -> int:
    """Run, print what became of the files, and say whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first file")
    options = parser.parse_args()
    ends: Counter[str] = Counter()
    seconds: dict[str, list[tuple[float, int]]] = defaultdict(list)
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for seed in range(options.first, options.first + options.count):
            folder = Path(name) / str(seed)
            path = mutated(seed, folder)
            start = time.perf_counter()
            try:
                import_files(Workspace(name="mutations"), [path])
                ends["layer"] += 1
            except LayerError:
                ends["message"] += 1
            except Exception:
                ends["traceback"] += 1
                failed.append(f"seed {seed}, {path.name}\n{traceback.format_exc(limit=-3)}")
            seconds[path.suffix or path.name].append((time.perf_counter() - start, seed))
            shutil.rmtree(folder)
    _report(ends, seconds, failed)
    slow = [seed for times in seconds.values() for taken, seed in times if taken > MOST_SECONDS]
    if slow:
        print(f"over {MOST_SECONDS:g} s: seeds {slow}")
    return 1 if failed or slow else 0


def _report(ends: Counter[str], seconds: dict[str, list[tuple[float, int]]], failed: list[str]) -> None:
    for failure in failed:
        print(failure)
    print(f"{sum(ends.values()):,} files: " + ", ".join(f"{count:,} {end}" for end, count in ends.items()))
    print(f"{'ending':<10}{'files':>7}{'mean s':>9}{'longest s':>11}  seed")
    for ending, times in sorted(seconds.items()):
        longest, seed = max(times)
        mean = sum(taken for taken, _seed in times) / len(times)
        print(f"{ending:<10}{len(times):>7,}{mean:>9.3f}{longest:>11.3f}  {seed}")


if __name__ == "__main__":
    sys.exit(main())
