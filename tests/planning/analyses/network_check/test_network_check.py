"""The check of the road network as an analysis."""

from __future__ import annotations

import pytest

from planning.analyses import analysis_named
from planning.analyses.network_check.parameters import NetworkCheckParameters
from planning.analysis import run
from planning.errors import MissingData
from planning.run_control import Cancelled, RunControl
from planning.scenario import BASELINE
from tests.planning.network.made_up_roads import line, roads

LINES = [
    line((0, 0), (2, 0)),
    line((0, 0.03), (0, 1)),  # 30 m short of the first
    line((1, -1), (1, 1)),  # crosses it without a junction
    line((20, 20), (21, 20)),
]


def checked(situation, **parameters):
    return run(analysis_named("network_check"), situation, BASELINE, NetworkCheckParameters(**parameters))


def test_pieces_joins_and_suspicious_places():
    outcome = checked(roads(LINES))
    tables = {table.name: table for table in outcome.tables}
    assert len(tables["pieces"].rows) == 3
    assert [row[0] for row in tables["joins"].rows] == [pytest.approx(30, rel=0.01)]
    assert [row[0] for row in tables["suspicious"].rows] == ["crossing"]
    layers = {layer.name: layer for layer in outcome.map_layers}
    assert len(layers["joins"].frame) == 1
    assert "in 3 pieces" in str(outcome.findings[0].text)
    assert outcome.analysis == "network_check"
    assert outcome.parameters["join_m"] == "50"


def test_the_distances_are_the_planners():
    apart = checked(roads(LINES), join_m=0, beside_m=40)
    tables = {table.name: table for table in apart.tables}
    assert len(tables["pieces"].rows) == 4
    assert not tables["joins"].rows
    assert [row[0] for row in tables["suspicious"].rows] == ["dead_end", "dead_end", "crossing"]


def test_without_roads_it_says_so():
    with pytest.raises(MissingData, match="no roads"):
        checked(roads(LINES).without_layer("roads"))


def test_it_is_stopped():
    control = RunControl(cancelled=lambda: True)
    with pytest.raises(Cancelled):
        run(analysis_named("network_check"), roads(LINES), BASELINE, NetworkCheckParameters(), control)
