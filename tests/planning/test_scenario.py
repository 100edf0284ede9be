"""Scenarios change a workspace without copying or touching the baseline, and are stored in it."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.errors import LayerError
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Document, Workspace
from planning.errors import PlanningError
from planning.scenario import (
    BASELINE,
    CloseArea,
    CloseFeatures,
    LoseFeatures,
    MoveFront,
    Scenario,
    UseFront,
    as_document,
    renamed_scenario,
    scenario_named,
    scenarios_of,
    with_scenario,
    without_scenario,
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


def test_a_scenario_branches_from_another(workspace):
    parent = Scenario(name="Crossing shut", changes=(CloseFeatures(layer="crossings", fids=(8,)),))
    lost = LoseFeatures(layer="centres", fids=(1,))
    child = Scenario(name="And a site", parent="crossing SHUT", changes=(lost,))
    stored = with_scenario(with_scenario(workspace, parent), child)
    situation = scenario_named(stored, "and a site").applied_to(stored)
    assert list(situation.layer("crossings").frame["status"]) == ["open", "closed"]
    assert list(situation.layer("centres").frame["site_id"]) == ["S2"]
    assert [item.name for item in child.lineage(stored)] == ["Crossing shut", "And a site"]
    texts = [str(note.text) for note in child.assumptions(stored)]
    assert texts == ["Scenario: 1 of crossings closed", "Scenario: 1 of centres lost"]
    # a change of the parent is a change of the child
    opened = with_scenario(stored, parent.switched(0, False))
    assert list(child.applied_to(opened).layer("crossings").frame["status"]) == ["open", "open"]


def test_circles_and_missing_parents_are_refused(workspace):
    one = Scenario(name="One")
    two = Scenario(name="Two", parent="One")
    stored = with_scenario(with_scenario(workspace, one), two)
    with pytest.raises(PlanningError, match="branch from itself"):
        with_scenario(stored, dataclasses.replace(one, parent="two"))
    with pytest.raises(PlanningError, match="branch from itself"):
        with_scenario(stored, dataclasses.replace(one, parent="one"))
    with pytest.raises(PlanningError, match="no scenario called Nobody"):
        with_scenario(stored, dataclasses.replace(two, parent="Nobody"))
    with pytest.raises(PlanningError, match="branch from One"):
        without_scenario(stored, "One")
    assert [s.name for s in scenarios_of(without_scenario(stored, "two"))] == ["Baseline", "One"]


def test_a_renamed_scenario_keeps_its_branches(workspace):
    stored = with_scenario(with_scenario(workspace, Scenario(name="One")), Scenario(name="Two", parent="One"))
    renamed = renamed_scenario(stored, "One", "First")
    assert {(s.name, s.parent) for s in scenarios_of(renamed)[1:]} == {("First", ""), ("Two", "First")}
    with pytest.raises(PlanningError, match="already"):
        renamed_scenario(stored, "One", "two")


@pytest.mark.parametrize("name", ["", "  ", "Baseline", "baseline"])
def test_names_that_mean_something_else_are_refused(workspace, name):
    with pytest.raises(PlanningError, match="cannot be called"):
        with_scenario(workspace, Scenario(name=name))


def test_values_out_of_bounds_are_not_stored(workspace):
    with pytest.raises(PlanningError, match="-200 to 200"):
        with_scenario(workspace, Scenario(name="x", changes=(MoveFront(km=1000),)))


def test_changes_are_edited_moved_and_switched_off(workspace):
    first, second, third = (LoseFeatures(layer="centres", fids=(fid,)) for fid in (1, 2, 3))
    scenario = Scenario(name="x").with_change(first).with_change(third).with_change(second, 1)
    assert scenario.changes == (first, second, third)
    assert scenario.with_moved(0, 2).changes == (second, third, first)
    assert scenario.with_edited(1, third).changes == (first, third, third)
    assert scenario.without_change(0).changes == (second, third)
    off = scenario.without_change(2).switched(0, False)
    assert list(off.applied_to(workspace).layer("centres").frame["site_id"]) == ["S1"]
    assert list(off.switched(0, True).applied_to(workspace).layer("centres").frame["site_id"]) == []


def test_a_change_that_is_off_may_speak_of_what_is_gone(workspace):
    gone = LoseFeatures(layer="nowhere", fids=(1,), active=False)
    assert Scenario(name="x", changes=(gone,)).applied_to(workspace) is workspace


def test_the_same_workspace_gives_the_same_situation(workspace):
    scenario = Scenario(name="x", changes=(UseFront(date="2025-01-01"),))
    assert scenario.applied_to(workspace) is scenario.applied_to(workspace)
    other = workspace.without_layer("centres")
    assert scenario.applied_to(other) is not scenario.applied_to(workspace)


def test_workspaces_of_before_are_read(workspace):
    old = {"description": "x", "changes": [{"kind": "use_front", "date": "2025-01-01"}]}
    stored = workspace.with_document(Document(section="scenario", name="Old", content=old))
    scenario = scenario_named(stored, "old")
    assert scenario == Scenario(name="Old", description="x", changes=(UseFront(date="2025-01-01"),))
