"""The table of records on a million rows, beside plain pandas in the same run.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.table [rows]

A view of 1100 × 420 pixels is painted at places spread over the table. Sorting, filtering and summing up are
what the table does in the background, for the first time and again, and the same with pandas alone. The stall
is how long the main thread at most had to wait for its turn meanwhile.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QApplication

from desktop.records.model import FrameTable
from desktop.records.query import Query, answer_of
from desktop.records.view import RecordView
from layers.kinds import kind_named
from layers.layer import Layer, Provenance, new_layer
from layers.records.column import columns_of
from layers.records.matching import Condition, Relation
from layers.records.summary import summary_of

ROWS = 1_000_000
PLACES = 400


def made_up(rows: int) -> Layer:
    """Centres with distinct names, few statuses, numbers with gaps and dates."""
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "name_uk": pd.Series([f"Школа № {n}" for n in rng.permutation(rows)], dtype="str"),
            "status": pd.Series(rng.choice(["active", "closed", "standby"], rows)).astype("str"),
            "capacity": pd.Series(rng.integers(0, 5000, rows)).astype("Int64").mask(rng.random(rows) < 0.1),
            "covered_area_m2": rng.random(rows) * 1000,
            "assessed_on": pd.to_datetime(rng.integers(0, 20_000, rows), unit="D").astype("datetime64[ms]"),
        }
    )
    now = dt.datetime.now(dt.UTC)
    provenance = Provenance(source="made up", date=None, imported_at=now)
    return new_layer("centres", kind_named("collective_centre"), frame, provenance)


def seconds(work: Callable[[], object]) -> float:
    """Time of one run."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def beside(work: Callable[[], object]) -> tuple[float, float]:
    """Time of a run in another thread, and the longest the main thread had to wait meanwhile."""
    taken: list[float] = []
    thread = threading.Thread(target=lambda: taken.append(seconds(work)))
    thread.start()
    longest, last = 0.0, time.perf_counter()
    while thread.is_alive():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return taken[0], longest


def scrolling(table: FrameTable) -> None:
    """Tell of painting and of selecting."""
    view = RecordView()
    view.resize(1100, 420)
    print(f"{'show the table':34}{seconds(lambda: view.show_table(table)) * 1000:10.1f} ms")
    frames = []
    for row in np.linspace(0, table.rowCount() - 20, PLACES).astype(int).tolist():
        view.verticalScrollBar().setValue(row)
        frames.append(seconds(lambda: view.viewport().grab()) * 1000)
    tail = f"{np.percentile(frames, 95):.1f} ms for 95 %, {max(frames):.1f} ms at most"
    print(f"{'paint one place':34}{np.median(frames):10.1f} ms  ({tail})")
    selection = view.selectionModel()
    scattered = np.arange(0, table.rowCount(), 10)
    print(f"{'select a tenth, scattered':34}{seconds(lambda: selection.mark(scattered)) * 1000:10.1f} ms")
    print(f"{'paint it':34}{seconds(lambda: view.viewport().grab()) * 1000:10.1f} ms")


def asked(layer: Layer, name: str, query: Query, plain: Callable[[], object]) -> None:
    """Tell of one query, for a table that has not been asked before."""
    nothing = np.zeros(0, dtype=np.int64)
    table = FrameTable(layer)
    ours, stall = beside(lambda: answer_of(table, query, nothing))
    again = seconds(lambda: answer_of(table, query, nothing))
    row = f"{ours:9.2f} s {again:9.2f} s {seconds(plain):9.2f} s {stall * 1000:9.0f} ms"
    print(f"{name:34}{row}")


def main() -> None:
    """Tell every figure."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    application = QApplication.instance() or QApplication([])
    layer = made_up(rows)
    frame = layer.frame
    print(f"{rows:,} rows, {len(frame.columns)} columns; pandas {pd.__version__}")
    scrolling(FrameTable(layer))
    heads = f"{'':34}{'first':>11}{'again':>12}{'pandas':>12}{'stall':>13}"
    print(heads)
    for name in ("capacity", "covered_area_m2", "assessed_on", "status", "name_uk"):
        asked(layer, f"sort by {name}", Query(sorting=((name, True),)),
              lambda name=name: frame.sort_values(name, ascending=False, kind="stable"))  # fmt: skip
    both = ["status", "capacity"]
    asked(layer, "sort by status and capacity", Query(sorting=tuple((name, False) for name in both)),
          lambda: frame.sort_values(both, kind="stable"))  # fmt: skip
    between = Condition(column="capacity", relation=Relation.BETWEEN, values=(100, 200))
    asked(layer, "capacity between 100 and 200", Query(conditions=(between,)),
          lambda: frame[frame["capacity"].between(100, 200).fillna(False)])  # fmt: skip
    closed = Condition(column="status", relation=Relation.ONE_OF, values=("closed",))
    asked(
        layer,
        "status is closed",
        Query(conditions=(closed,)),
        lambda: frame[frame["status"].isin(["closed"])],
    )
    texts = ["name_uk", "status"]
    asked(layer, "a word in any of the columns", Query(text="1234"),
          lambda: frame[np.logical_or.reduce(
              [frame[n].astype("str").str.contains("1234", regex=False).to_numpy(bool) for n in
               [*texts, "capacity", "covered_area_m2", "assessed_on"]])])  # fmt: skip
    positions = np.arange(rows)
    for column in columns_of(frame, layer.kind.fields):
        if column.name in ("name_uk", "status", "capacity"):
            ours, stall = beside(lambda column=column: summary_of(column, positions))
            plain = seconds(lambda column=column: frame[column.name].describe())
            print(f"{'sum up ' + column.name:34}{ours:9.2f} s {'':11} {plain:9.2f} s {stall * 1000:9.0f} ms")
    del application


if __name__ == "__main__":
    main()
