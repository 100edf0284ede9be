"""Building is told step by step and stops wherever it is stopped."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network import joining, splitting
from planning.network.building import built
from planning.network.road_table import road_layers, road_table
from planning.run_control import Cancelled, RunControl
from tests.planning.network.made_up_roads import line, roads


@pytest.fixture
def table(monkeypatch):
    """A grid with gaps, in parts so small that every loop takes several steps."""
    monkeypatch.setattr(splitting, "_EDGES_AT_ONCE", 10)
    monkeypatch.setattr(joining, "_LINES_AT_ONCE", 10)
    monkeypatch.setattr(joining, "_CHUNK", 5)
    lines = [line((0, y), (4.98, y)) for y in range(6)] + [line((x, 0), (x, 5)) for x in range(6)]
    noded = shapely.get_parts(shapely.node(shapely.union_all(lines)))
    return road_table(road_layers(roads(list(noded))))


def test_progress_never_goes_back_and_ends_whole(table):
    told = []
    graph = built(table, 50.0, RunControl(report=lambda fraction, stage: told.append((fraction, str(stage)))))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == 1.0
    assert max(np.diff(fractions)) < 0.15
    assert len(graph.joins) == 6
    assert {stage for _, stage in told} == {
        "splitting roads where they meet",
        "measuring roads",
        "looking for gaps in the roads",
        "laying turn restrictions",
        "road network built",
    }


def test_it_stops_at_every_step(table):
    steps = []
    built(table, 50.0, RunControl(report=lambda *_: steps.append(0)))
    assert len(steps) > 20
    for stop in range(len(steps)):
        asked = iter(range(len(steps)))
        with pytest.raises(Cancelled):
            built(table, 50.0, RunControl(cancelled=lambda asked=asked, stop=stop: next(asked) >= stop))
