"""Every change: what it does, what it refuses, and that it comes back from storage as it was."""

from __future__ import annotations

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.errors import LayerError
from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from planning.changes import (
    CHANGES,
    AddRoads,
    AddSite,
    Amount,
    ChangeCapacity,
    ChangeFleet,
    ChangeStock,
    ChangeThroughput,
    CloseArea,
    CloseFeatures,
    Influx,
    LiftClosures,
    LoseFeatures,
    MoveFront,
    RedrawFront,
    SiteKind,
    SlowRoads,
    TwoWay,
    UseFront,
    UtilityOutage,
    WaitAt,
    Weather,
)
from planning.changes.stored import UnknownChange, as_record, from_record, parse_change
from planning.errors import BadParameter, PlanningError
from planning.network.travel import travel_network
from planning.population import population_of
from planning.standards import standards_of
from tests.planning import straight_front as made

SQUARE = "POLYGON ((34 48, 35 48, 35 49, 34 49, 34 48))"
ALL = (
    MoveFront(km=-7.5, from_place="36,48", to_place="UA0101", taper_km=3, active=False),
    RedrawFront(wkt="LINESTRING (36 48, 35 48.5, 36 49)"),
    UseFront(date="2025-02-01"),
    CloseFeatures(layer="crossings", fids=(3, 8)),
    LiftClosures(layer="roads", fids=(1, 2)),
    SlowRoads(layer="roads", fids=(1,), factor=0.3),
    TwoWay(layer="roads", fids=(4,)),
    AddRoads(wkt="MULTILINESTRING ((36 48, 35 48.5), (34 49, 34.1 49))", speed_kmh=15),
    WaitAt(layer="crossings", fids=(3,), minutes=90),
    ChangeThroughput(layer="crossings", fids=(3,), how=Amount.SET, value=40),
    CloseArea(name="zone", wkt=SQUARE),
    LoseFeatures(layer="centres", fids=(1,)),
    AddSite(site_kind=SiteKind.WAREHOUSE, name="New", place="34,48", capacity=12),
    ChangeCapacity(layer="centres", fids=(1, 2), how=Amount.ADD, value=-10),
    Influx(place="Lviv", people=-250, share_in_centres=0.4, women=0.5, men=0.18),
    UtilityOutage(area=SQUARE, power=False, water=True),
    Weather(temperature_c=-12.5, speed_factor=0.6),
    ChangeStock(warehouse="W1", item="Blanket", how=Amount.SET, value=5),
    ChangeFleet(vehicle="bus", base="W1", how=Amount.TIMES, value=0),
)


def test_all_kinds_are_spoken_of():
    assert {type(change) for change in ALL} == set(CHANGES)
    assert len({item.kind for item in CHANGES}) == len(CHANGES)


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.kind)
def test_a_change_comes_back_from_json_as_it_was(change):
    record = json.loads(json.dumps(as_record(change)))
    again = from_record(record)
    assert again == change
    assert type(again) is type(change)
    assert str(again.text()) == str(change.text())


@pytest.mark.parametrize("change", ALL, ids=lambda change: change.kind)
def test_a_change_is_read_as_it_is_typed(change):
    from planning.parameters import as_texts

    assert parse_change(change.kind, as_texts(change)) == change


def test_older_records_lack_what_came_later():
    assert from_record({"kind": "use_front", "date": "2025-02-01"}) == UseFront(date="2025-02-01")
    assert from_record({"kind": "close_features", "layer": "x", "fids": [1]}).active


def test_newer_records_are_kept_and_not_ignored():
    record = {"kind": "rain_of_frogs", "active": True, "where": ["Lviv", {"depth": 3}]}
    change = from_record(record)
    assert isinstance(change, UnknownChange)
    assert as_record(change)["kind"] == "rain_of_frogs"
    with pytest.raises(PlanningError, match="rain_of_frogs"):
        change.apply(made.workspace())
    # a field that is not known yet may change what is meant
    assert isinstance(from_record({"kind": "move_front", "km": 5, "curve": "up"}), UnknownChange)
    assert isinstance(from_record({"kind": "move_front", "km": "far"}), UnknownChange)
    assert from_record(json.loads(json.dumps(as_record(change)))).active


@pytest.mark.parametrize(
    ("kind", "texts", "said"),
    [
        ("move_frnt", {}, "Did you mean move_front"),
        ("move_front", {"kms": "3"}, "Did you mean km"),
        ("move_front", {"km": "900"}, "-200 to 200"),
        ("slow_roads", {"layer": "roads", "fids": "1", "factor": "0"}, "0.01 to 1"),
        ("use_front", {}, "not given"),
        ("close_features", {"layer": "roads"}, "not given"),
    ],
)
def test_what_is_typed_wrong_is_told(kind, texts, said):
    with pytest.raises(BadParameter, match=said):
        parse_change(kind, texts)


@pytest.fixture
def workspace():
    crossings = gpd.GeoDataFrame(
        {"name_en": ["A", "B"], "status": ["open", "open"], "people_per_hour": [100.0, np.nan]},
        geometry=[Point(30, 48), Point(30, 49)], crs=4326,
    )  # fmt: skip
    stock = pd.DataFrame(
        {"warehouse_id": ["W1", "W1", "W2"], "item": ["Blanket", "Soap", "Blanket"], "quantity": [100, 50, 7]}
    )
    vehicles = pd.DataFrame(
        {
            "vehicle_id": ["V1", "V2"],
            "vehicle_type": ["bus", "truck"],
            "number": pd.array([4, None], dtype="Int64"),
            "base": ["W1", "W1"],
        }
    )
    warehouses = gpd.GeoDataFrame(
        {"warehouse_id": ["W1", "W2"], "name_en": ["North", "South"]},
        geometry=[Point(33, 50), Point(33, 48)], crs=4326,
    )  # fmt: skip
    centres = made.centres(
        [(34.2, 48.5), (34.4, 48.5), (34.6, 48.5), (33.1, 50.5)],
        capacity=[100, 50, 80, 30],
        occupancy=pd.array([40, 50, None, 10], dtype="Int64"),
        heating=["electric", "own_boiler", "district", "electric"],
        heating_works=True,
        backup_power_kw=[0.0, np.nan, 5.0, 0.0],
        water_l_per_day=1000.0,
        women=pd.array([20, 30, None, 5], dtype="Int64"),
    )
    grid = np.full((6, 10), 100.0, dtype=np.float32)
    pop = new_layer(
        "grid", kind_named("population_grid"), gpd.GeoDataFrame(geometry=[], crs=4326), made.PROVENANCE,
        raster=Raster(values=grid, west=30.0, north=52.0, cell_width=1.0, cell_height=1.0),
    )  # fmt: skip
    return made.workspace(
        made.layer("crossings", "border_crossing", crossings),
        made.layer("stock", "stock", stock),
        made.layer("fleet", "vehicle", vehicles),
        made.layer("warehouses", "warehouse", warehouses),
        centres,
        pop,
        made.roads([(33, 48.5), (34.5, 48.5)], [(34.5, 48.5), (34.5, 49.5)]),
    )


def test_throughput_is_changed_and_none_closes(workspace):
    half = ChangeThroughput(layer="crossings", fids=(1,), value=0.5).apply(workspace).layer("crossings").frame
    assert half["people_per_hour"].iloc[0] == 50
    assert half["status"].iloc[0] == "open"
    shut = ChangeThroughput(layer="crossings", fids=(1, 2), how=Amount.SET, value=0).apply(workspace)
    assert shut.layer("crossings").frame["status"].tolist() == ["closed", "closed"]
    with pytest.raises(PlanningError, match="no Throughput"):
        ChangeThroughput(layer="crossings", fids=(2,), value=0.5).apply(workspace)
    assert workspace.layer("crossings").frame["people_per_hour"].iloc[0] == 100


def test_slowed_roads_take_longer_by_their_own_factor(workspace):
    before = travel_network(workspace)
    after = travel_network(SlowRoads(layer="roads", fids=(1,), factor=0.25).apply(workspace))
    slowed = before.graph.road_fid == 1
    ratio = after.minutes / before.minutes
    assert ratio[slowed] == pytest.approx(4.0)
    assert ratio[~slowed] == pytest.approx(1.0)
    twice = SlowRoads(layer="roads", fids=(1,), factor=0.5).apply(
        SlowRoads(layer="roads", fids=(1,), factor=0.5).apply(workspace)
    )
    assert travel_network(twice).minutes[slowed] / before.minutes[slowed] == pytest.approx(4.0)


def test_weather_slows_every_road_and_wants_heating(workspace):
    cold = Weather(temperature_c=-15, speed_factor=0.5).apply(workspace)
    assert travel_network(cold).minutes / travel_network(workspace).minutes == pytest.approx(2.0)
    summer = made.DATE.replace(month=7)
    assert not standards_of(workspace).is_heating_season(summer)
    assert standards_of(cold).is_heating_season(summer)
    warm = Weather(temperature_c=20).apply(workspace)
    assert not standards_of(warm).is_heating_season(summer)
    again = Weather(temperature_c=20, speed_factor=0.5).apply(cold)
    assert travel_network(again).minutes / travel_network(workspace).minutes == pytest.approx(4.0)


def test_a_site_is_added_in_a_layer_of_its_own(workspace):
    added = AddSite(name="School 5", place="34.5,48.5", capacity=120).apply(workspace)
    layer = added.layer("added_collective_centre")
    row = layer.frame.iloc[0]
    assert (row["site_id"], row["capacity"], row["status"]) == ("School 5", 120, "active")
    assert pd.isna(row["toilets"])
    assert row["geometry"].equals(Point(34.5, 48.5))
    twice = AddSite(name="School 6", place="34.5,48.5").apply(added)
    assert pd.isna(twice.layer("added_collective_centre_2").frame["capacity"].iloc[0])


def test_capacity_is_added_to_and_never_below_nothing(workspace):
    change = ChangeCapacity(layer="centres", fids=(1, 4), how=Amount.ADD, value=-60)
    assert change.apply(workspace).layer("centres").frame["capacity"].tolist() == [40, 50, 80, 0]


def test_stock_and_fleet(workspace):
    blankets = ChangeStock(item="blanket", value=0.5).apply(workspace).layer("stock").frame
    assert blankets["quantity"].tolist() == [50, 50, 4]
    north = ChangeStock(warehouse="North", how=Amount.SET, value=9).apply(workspace).layer("stock").frame
    assert north["quantity"].tolist() == [9, 9, 7]
    buses = ChangeFleet(vehicle="bus", how=Amount.ADD, value=-1).apply(workspace).layer("fleet").frame
    assert buses["number"].tolist()[0] == 3
    with pytest.raises(PlanningError, match="W1 / Soap"):
        ChangeStock(item="Tents").apply(workspace)
    with pytest.raises(PlanningError, match="no Number of vehicles"):
        ChangeFleet(vehicle="truck").apply(workspace)


def test_an_outage_stops_what_needs_the_utility(workspace):
    power = UtilityOutage(area=SQUARE).apply(workspace)
    # electric without back-up, boiler of unknown back-up; district heating goes on; one lies outside
    assert power.layer("centres").frame["heating_works"].tolist() == [False, False, True, True]
    assert power.layer("centres").frame["water_l_per_day"].tolist() == [1000] * 4
    heat = UtilityOutage(area="UA3448001", power=False, heating=True, water=True).apply(workspace)
    assert heat.layer("centres").frame["heating_works"].tolist() == [True, True, False, True]
    assert heat.layer("centres").frame["water_l_per_day"].tolist() == [0, 0, 0, 1000]
    notes = [str(note.text) for note in UtilityOutage(area=SQUARE).notes(workspace, power)]
    assert any("2 centres lost their heating" in note for note in notes)
    assert any("1 centres whose back-up power is not known" in note for note in notes)
    with pytest.raises(PlanningError, match="no utility"):
        UtilityOutage(area=SQUARE, power=False).apply(workspace)


def test_arrivals_fill_free_places_and_the_rest_stay_with_residents(workspace):
    change = Influx(place="UA3448001", people=300, share_in_centres=0.5)
    after = change.apply(workspace)
    centres = after.layer("centres").frame
    # 150 are meant for centres of the area: free are 60, 0 and 80 (occupancy unknown counts as empty)
    assert centres["occupancy"].tolist() == [100, 50, 80, 10]
    assert centres["women"].tolist()[0] == 20 + 25
    assert int(centres["women"].iloc[2]) == 33
    assert centres.loc[3, ["women", "men", "girls", "boys"]].sum() == 80
    # the other 160 are in every count: the grid cell, the hromada
    assert population_of(after, "grid").people - population_of(workspace, "grid").people == pytest.approx(160)
    assert population_of(after, "areas").people - population_of(workspace, "areas").people == 160
    hromadas = after.layer("hromadas").frame.set_index("code")["population"]
    assert hromadas["UA3448001"] == 1160
    assert any("+140 people in 2 collective centres" in str(n.text) for n in change.notes(workspace, after))


def test_those_who_leave_empty_centres_and_counts_down_to_nobody(workspace):
    after = Influx(place="34.2,48.5", people=-5000, share_in_centres=0.01, centres_within_km=10).apply(
        workspace
    )
    centres = after.layer("centres").frame
    assert centres["occupancy"].tolist()[0] == 0
    assert centres["occupancy"].tolist()[1] == 50
    assert after.layer("hromadas").frame.set_index("code")["population"]["UA3448001"] == 0
    assert population_of(after, "grid").people == pytest.approx(5900)


def test_a_profile_sums_to_the_whole(workspace):
    with pytest.raises(BadParameter, match="sum to 100"):
        Influx(place="34,48", people=10, women=0.9).apply(workspace)


def test_people_nobody_counts_are_no_influx():
    bare = made.workspace().without_layer("hromadas")
    with pytest.raises(PlanningError, match="counts no people"):
        Influx(place="34,48", people=10).apply(bare)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (SlowRoads(layer="centres", fids=(1,)), "no roads"),
        (ChangeThroughput(layer="centres", fids=(1,)), "no border crossing"),
        (ChangeCapacity(layer="roads", fids=(1,)), "no capacity"),
        (CloseArea(name="x", wkt="POLYGON ((1 2"), "not a polygon"),
        (UtilityOutage(area="34,48"), "not an area"),
        (UtilityOutage(area="Atlantis"), "no place"),
        (AddSite(name="x", place="Atlantis"), "no place"),
        (CloseFeatures(layer="crossings", fids=()), "no feature"),
    ],
)
def test_what_cannot_be_applied_is_told(workspace, change, said):
    with pytest.raises(LayerError, match=said):
        change.apply(workspace)


def test_baselines_are_never_changed(workspace):
    before = {layer.name: layer.frame.copy() for layer in workspace.layers}
    grid = workspace.layer("grid").raster.values.copy()
    for change in ALL:
        fitting = dataclasses.replace(change, place="34,48") if hasattr(change, "place") else change
        try:
            fitting.apply(workspace)
        except LayerError:
            continue
    for layer in workspace.layers:
        pd.testing.assert_frame_equal(pd.DataFrame(layer.frame), pd.DataFrame(before[layer.name]))
    assert (workspace.layer("grid").raster.values == grid).all()


def test_box_is_the_area_meant():
    assert box(34, 48, 35, 49).equals(made.country_layers()[1].frame.set_index("code").geometry["UA3448001"])
