"""Comparison of scenarios: tables worked by hand, whatever analysis they come from."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.sensitivity import Sensitivity
from layers.symbology import Symbol, single
from layers.text import tr
from layers.workspace import Workspace
from planning.analyses import analysis_named
from planning.analysis import Analysis
from planning.comparison import compare
from planning.errors import BadParameter
from planning.outcome import Assumption, Column, FeatureRef, Finding, Ground, MapLayer, Outcome, Table
from planning.scenario import BASELINE, Influx, MoveFront, Scenario
from tests.planning import straight_front as made

ONE, TWO, THREE = (Scenario(name=name) for name in ("One", "Two", "Three"))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoParameters:
    pass


def table(rows, *, names=("site", "item", "quantity", "reason"), **more):
    columns = tuple(Column(name=name, label=tr(name)) for name in names)
    return Table(name="unmet", title=tr("Unmet"), columns=columns, rows=tuple(rows), **more)


def analysis(outcomes):
    """An analysis whose outcome depends on nothing but the name of the scenario."""
    return Analysis(
        name="made", label=tr("made"), summary=tr("made"), parameters=NoParameters,
        calculate=lambda _workspace, scenario, _parameters, _control: outcomes[scenario.name],
    )  # fmt: skip


def compared(*outcomes):
    scenarios = (ONE, TWO, THREE)[: len(outcomes)]
    by_name = dict(zip((s.name for s in scenarios), outcomes, strict=True))
    return compare(analysis(by_name), Workspace(name="x"), scenarios, NoParameters())


def outcome(*tables, findings=(), **more):
    return Outcome(findings=tuple(findings), tables=tables, **more)


def differences(result, name="differences"):
    return [
        (str(row["row"]), str(row["figure"]), row["One"], row["Two"], row["change"])
        for row in result.table(name).records()
    ]


def test_only_figures_that_differ_are_listed():
    before = table([("A", "soap", 10, "no stock"), ("B", "soap", 5, "no road"), ("B", "tent", 2, "no stock")])
    after = table([("B", "tent", 2, "no stock"), ("A", "soap", 14, "no stock"), ("B", "soap", 5, "no time")])
    assert differences(compared(outcome(before), outcome(after))) == [
        ("A · soap", "quantity", 10, 14, 4.0),
        ("B · soap", "reason", "no road", "no time", None),
    ]


def test_rows_that_only_one_has():
    before = table([("A", "soap", 10, "x")])
    after = table([("A", "soap", 10, "x"), ("C", "soap", 3, None)])
    assert differences(compared(outcome(before), outcome(after))) == [("C", "quantity", None, 3, None)]
    assert differences(compared(outcome(after), outcome(before))) == [("C", "quantity", 3, None, None)]


def test_tables_without_names_are_matched_by_their_first_numbers():
    names = ("band_from_km", "band_to_km", "people")
    before = table([(None, None, 5), (0.0, 5.0, 100), (5.0, 10.0, 7)], names=names)
    after = table([(None, None, 5), (0.0, 5.0, 160), (5.0, 10.0, 7 + 1e-12)], names=names)
    assert differences(compared(outcome(before), outcome(after))) == [
        ("band_from_km 0", "people", 100, 160, 60.0)
    ]


def test_features_tell_rows_of_one_name_apart():
    names = ("name", "front_km")
    refs = tuple(FeatureRef(layer="centres", fids=(fid,)) for fid in (7, 8))
    before = table([("School", 12.0), ("School", 30.0)], names=names, features=refs)
    after = table([("School", 21.0), ("School", 12.0)], names=names, features=refs[::-1])
    result = compared(outcome(before), outcome(after))
    assert differences(result) == [("School", "front_km", 30.0, 21.0, -9.0)]
    assert result.table("differences").features == (FeatureRef(layer="centres", fids=(8,)),)


def test_three_scenarios_have_a_change_each():
    tables = [table([("A", "soap", value, "x")]) for value in (10, 10, 25)]
    result = compared(*(outcome(item) for item in tables))
    row = result.table("differences").records()[0]
    assert (row["One"], row["Two"], row["Three"], row["change"], row["change_3"]) == (10, 10, 25, 0.0, 15.0)
    assert result.scenario == "One | Two | Three"


def test_unknown_is_no_figure():
    result = compared(outcome(table([("A", "soap", None, "x")])), outcome(table([("A", "soap", 0, "x")])))
    assert differences(result) == [("A", "quantity", None, 0, None)]


def test_sensitive_rows_stand_in_a_table_of_their_own_beside_the_open_ones():
    open_ = [table([("A", "soap", n, "x")]) for n in (1, 2)]
    secret = [
        Table(
            name="sites", title=tr("Sites"), sensitivity=Sensitivity.SEVERE,
            columns=(Column(name="name", label=tr("Name")), Column(name="km", label=tr("km"))),
            rows=(("School", km),),
        )
        for km in (5.0, 9.0)
    ]  # fmt: skip
    result = compared(outcome(open_[0], secret[0]), outcome(open_[1], secret[1]))
    assert result.table("differences").sensitivity is Sensitivity.SEVERE
    assert len(result.table("differences").rows) == 2
    assert result.table("differences_open").sensitivity is Sensitivity.LOW
    assert [row[1] for row in differences(result, "differences_open")] == ["quantity"]


def finding(people, km, **more):
    return Finding(text=tr("{people:,} people within {km:g} km", people=people, km=km), **more)


def test_findings_that_change_are_told_with_what_they_were():
    before = outcome(findings=[finding(100, 5), finding(900, 20)])
    after = outcome(findings=[finding(100, 5), finding(1500, 20)])
    texts = [str(item.text) for item in compared(before, after).findings]
    assert texts == ["Two: 1,500 people within 20 km. One: 900 (+600)"]


def test_findings_that_come_and_go():
    shut = Finding(text=tr("the bridge is closed"))
    texts = [
        str(f.text) for f in compared(outcome(findings=[shut]), outcome(findings=[finding(1, 5)])).findings
    ]
    assert texts == ["Only in Two: 1 people within 5 km", "Not in Two: the bridge is closed"]


def test_names_in_a_finding_are_told_whole():
    def fastest(name):
        return outcome(findings=[Finding(text=tr("fastest towards {name}", name=name))])

    texts = [str(item.text) for item in compared(fastest("Izium"), fastest("Sumy")).findings]
    assert texts == ["Two: fastest towards Sumy. One: fastest towards Izium"]


def test_nothing_differs():
    result = compared(outcome(table([("A", "soap", 1, "x")])), outcome(table([("A", "soap", 1, "x")])))
    assert result.table("differences").rows == ()
    assert str(result.findings[0].text) == "Nothing differs between One, Two"


def test_map_layers_and_their_references_are_kept_apart():
    def mapped(people):
        frame = gpd.GeoDataFrame(
            {"n": [1]}, geometry=[Point(1, 1)], crs=4326, index=pd.Index([1], name="fid")
        )
        layer = MapLayer(name="bands", title=tr("Bands"), frame=frame, symbology=single(Symbol(), tr("all")))
        ref = FeatureRef(layer="bands", fids=(1,), of_outcome=True)
        return outcome(findings=[finding(people, 5, features=(ref,))], map_layers=(layer,))

    result = compared(mapped(1), mapped(2))
    assert [layer.name for layer in result.map_layers] == ["1_bands", "2_bands"]
    assert str(result.map_layers[1].title) == "Two: Bands"
    assert result.findings[0].features[0].layer == "2_bands"


def test_assumptions_say_whose_they_are():
    def assuming(*texts):
        notes = tuple(Assumption(text=tr(text), ground=Ground.DATA) for text in texts)
        return outcome(assumptions=notes)

    result = compared(assuming("roads", "front of May"), assuming("roads", "front of June"))
    texts = [str(item.text) for item in result.assumptions]
    assert texts == ["roads", "One: front of May", "Two: front of June"]


@pytest.mark.parametrize(
    "scenarios", [(ONE,), (ONE, ONE), (ONE, TWO, THREE, BASELINE, Scenario(name="Five"))]
)
def test_how_many_can_be_compared(scenarios):
    with pytest.raises(BadParameter, match="Two to four"):
        compare(analysis({}), Workspace(name="x"), scenarios, NoParameters())


def test_a_real_analysis_on_a_moved_front():
    points = [made.west_of(49, 4), made.west_of(49, 14)]
    workspace = made.workspace(made.centres(points, occupancy=[30, 50], capacity=[100, 100]))
    moved = Scenario(name="Plus 8", changes=(MoveFront(km=8),))
    crowded = Scenario(
        name="Crowded",
        changes=(Influx(place="35,49", people=40, share_in_centres=1.0, centres_within_km=200),),
    )
    exposure = analysis_named("frontline_exposure")
    result = compare(exposure, workspace, (BASELINE, moved, crowded), exposure.parameters())
    rows = {
        (str(row["row"]), str(row["figure"])): row
        for row in result.table("differences").records()
        if row["unit"] == "people" or str(row["figure"]) == "Collective centres"
    }
    held = rows["area of control", "Collective centres"]
    assert (held["Baseline"], held["Plus 8"], held["change"]) == (0, 1, 1.0)
    assert any("Plus 8: Scenario: whole front moved" in str(item.text) for item in result.assumptions)
    assert any("Crowded" in str(item.text) for item in result.findings)
