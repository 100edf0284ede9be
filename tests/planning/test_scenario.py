"""Scenarios change a workspace without copying or touching the baseline, and are stored in it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.errors import LayerError
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Workspace
from planning.errors import PlanningError
from planning.scenario import (
    BASELINE,
    CloseArea,
    CloseFeatures,
    LoseFeatures,
    Scenario,
    UseFront,
    as_document,
    scenario_named,
    scenarios_of,
)


@pytest.fixture
def workspace(provenance):
    crossings = gpd.GeoDataFrame(
        {"name_en": ["A", "B"], "status": ["open", "open"]},
        geometry=[Point(24, 49), Point(25, 49)], crs=4326, index=pd.Index([3, 8]),
    )  # fmt: skip
    fronts = gpd.GeoDataFrame(
        {"front_date": pd.to_datetime(["2025-01-01", "2025-02-01"])},
        geometry=[box(38, 47, 40, 50), box(37, 47, 40, 50)], crs=4326,
    )  # fmt: skip
    centres = gpd.GeoDataFrame({"site_id": ["S1", "S2"]}, geometry=[Point(30, 50), Point(31, 50)], crs=4326)
    return Workspace(
        name="test",
        layers=(
            new_layer("crossings", kind_named("border_crossing"), crossings, provenance),
            new_layer("front", kind_named("frontline"), fronts, provenance),
            new_layer("centres", kind_named("collective_centre"), centres, provenance),
        ),
    )


def test_changes_are_applied_in_order_and_leave_the_baseline(workspace):
    scenario = Scenario(
        name="what if",
        changes=(
            UseFront(date="2025-01-01"),
            CloseFeatures(layer="crossings", fids=(8,)),
            LoseFeatures(layer="centres", fids=(1,)),
            CloseArea(name="zone", wkt="POLYGON ((30 50, 31 50, 31 51, 30 50))"),
        ),
    )
    situation = scenario.applied_to(workspace)
    assert list(situation.layer("front").frame["front_date"].dt.day_of_year) == [1]
    assert list(situation.layer("crossings").frame["status"]) == ["open", "closed"]
    assert list(situation.layer("centres").frame["site_id"]) == ["S2"]
    closed = situation.layer("closed_area").frame
    assert closed["closes_roads"].tolist() == [True]
    assert list(workspace.layer("crossings").frame["status"]) == ["open", "open"]
    assert len(workspace.layer("front").frame) == 2
    assert [layer.name for layer in workspace.layers] == ["crossings", "front", "centres"]


def test_the_workspace_keeps_them(workspace):
    scenario = Scenario(
        name="Outflux",
        description="three days",
        changes=(CloseFeatures(layer="crossings", fids=(3, 8)), UseFront(date="2025-02-01")),
    )
    stored = workspace.with_document(as_document(scenario))
    assert scenarios_of(stored) == (BASELINE, scenario)
    assert scenario_named(stored, "outflux") == scenario


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (UseFront(date="2024-12-31"), "no front is dated 2024-12-31"),
        (CloseFeatures(layer="crossings", fids=(3, 99)), "no longer exist"),
        (CloseFeatures(layer="front", fids=(1,)), "no status"),
        (LoseFeatures(layer="centres", fids=(7,)), "no longer exist"),
        (LoseFeatures(layer="nowhere", fids=(1,)), "no layer called nowhere"),
    ],
)
def test_what_cannot_be_applied_is_told(workspace, change, said):
    with pytest.raises(LayerError, match=said):
        Scenario(name="x", changes=(change,)).applied_to(workspace)


def test_unknown_scenario_lists_those_there_are(workspace):
    with pytest.raises(PlanningError, match="Baseline"):
        scenario_named(workspace, "nothing")
