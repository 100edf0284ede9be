from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from layers.sensitivity import Sensitivity
from planning.analyses.frontline_exposure import ANALYSIS
from planning.analysis import run
from planning.errors import BadParameter, MissingData, PlanningError
from planning.front import require_front
from planning.geodesy import distance_km
from planning.outcome import Ground
from planning.parameters import parse
from planning.scenario import BASELINE, Scenario, UseFront
from tests.planning.made_up_country import (
    FRONT_LON,
    NORTH,
    PROVENANCE,
    SOUTH,
    areas_layer,
    country_layer,
    front_layer,
    grid_layer,
    layer,
    workspace,
)

# one degree of longitude at 48.5° N
DEGREE_KM = float(distance_km(FRONT_LON, 48.5, FRONT_LON - 1, 48.5))
COUNTS = ("people", "collective_centres", "border_crossings", "facilities", "warehouses", "damage")


def at_km(km, lat=48.5):
    """A point about `km` west of the front."""
    return shapely.Point(FRONT_LON - km / DEGREE_KM, lat)


def centres():
    columns = {
        "site_id": ["a", "b", "c", "d", "e"],
        "status": ["active", "active", None, "closed", "active"],
        "occupancy": [100, None, 50, 70, 30],
        "disregarded": [False, False, False, False, True],
    }
    return layer(
        "centres", "collective_centre", columns, [at_km(3), at_km(15), at_km(-4), at_km(2), at_km(2)]
    )


def situation():
    crossings = layer(
        "crossings",
        "border_crossing",
        {"name_en": ["West", "North"], "status": ["open", "closed"]},
        [shapely.Point(30, 48), at_km(12, NORTH)],
    )
    damage = layer(
        "damage",
        "damage",
        {
            "infrastructure_type": ["water", "power", "water", "water"],
            "extent": ["severe", "none", "severe", "severe"],
            "repair_status": [None, None, "done", None],
        },
        [at_km(7), at_km(7), at_km(7), None],
    )
    return workspace(
        country_layer(), areas_layer(3), front_layer(), grid_layer(people=100), centres(), crossings, damage
    )


def exposure(workspace_, **texts):
    return run(ANALYSIS, workspace_, BASELINE, parse(ANALYSIS.parameters, texts))


@pytest.fixture(scope="module")
def outcome():
    return exposure(situation())


def said(outcome, ground):
    return " | ".join(str(item.text) for item in outcome.assumptions if item.ground is ground)


def test_the_rows_are_control_the_bands_and_beyond(outcome):
    bands = outcome.table("bands")
    assert bands.column("band_from_km") == [None, 0, 5, 10, 20, 30, 50, 100]
    assert bands.column("band_to_km") == [None, 5, 10, 20, 30, 50, 100, None]
    assert str(bands.column("band")[0]) == "area of control"
    assert str(bands.column("band")[-1]) == "beyond 100 km"


def test_people_of_a_uniform_grid_follow_the_width_of_the_bands(outcome):
    people = outcome.table("bands").column("people")
    # the east, 1.5° of 4°, is under control: 15 columns of 30 cells of 100 people
    assert people[0] == 15 * 30 * 100
    width_cells = 100 / DEGREE_KM / 0.1
    assert sum(people[1:7]) == pytest.approx(width_cells * 30 * 100, rel=0.01)
    assert people[1] == pytest.approx(people[2], rel=0.01)
    assert sum(people) == 40 * 30 * 100


def test_every_column_sums_to_the_totals(outcome):
    bands, totals = outcome.table("bands").records(), outcome.table("totals").records()[0]
    for column in COUNTS:
        values = [row[column] for row in bands]
        assert totals[column] == (None if None in values else sum(values))
    assert totals["people"] == 120_000
    assert totals["facilities"] is None
    areas = outcome.table("areas")
    for name in [column.name for column in areas.columns if column.name.startswith("people")]:
        by_area = sum(areas.column(name))
        expected = {"people": 120_000, "people_in_control_area": 45_000}.get(name)
        if expected is not None:
            assert by_area == pytest.approx(expected)


def test_areas_sum_to_the_bands(outcome):
    areas, bands = outcome.table("areas"), outcome.table("bands")
    names = [column.name for column in areas.columns if column.name.startswith("people_")]
    assert len(names) == 8
    for name, people in zip(names, bands.column("people"), strict=True):
        assert sum(areas.column(name)) == pytest.approx(people, abs=1)
    nearest = areas.records()[0]
    assert nearest["front_km"] == 0


def test_sites_and_damage_by_band(outcome):
    rows = {str(row["band"]): row for row in outcome.table("bands").records()}
    assert rows["area of control"]["collective_centres"] == 1
    assert rows["0–5 km"]["collective_centres"] == 1
    assert rows["0–5 km"]["people_in_centres"] == 100
    assert rows["10–20 km"]["collective_centres"] == 1
    assert rows["5–10 km"]["damage"] == 1
    assert rows["beyond 100 km"]["border_crossings"] == 1
    assert outcome.table("totals").records()[0]["border_crossings_not_closed"] == 1
    sites = {row["name"]: row for row in outcome.table("sites").records()}
    assert set(sites) == {"a", "b", "c", "West", "North"}
    assert (sites["c"]["in_control_area"], sites["c"]["band_to_km"]) == (True, None)
    assert sites["a"]["front_km"] == pytest.approx(3, rel=2e-3)
    assert sites["a"]["band_to_km"] == 5
    assert sites["b"]["people"] is None
    assert outcome.table("sites").sensitivity is Sensitivity.SEVERE


def test_what_is_left_out_is_counted(outcome):
    ignored = said(outcome, Ground.IGNORED)
    assert "1 record of Damage without a position" in ignored
    assert "2 records of Damage without damage or already repaired" in ignored
    assert "1 Collective centres left out: closed" in ignored
    assert "1 Collective centres left out: Marked by its publisher" in ignored


def test_the_finding_on_people_names_a_pre_war_source(outcome):
    texts = [str(finding.text) for finding in outcome.findings]
    assert any("within 20 km of the contact line" in t and "2020, pre-war" in t for t in texts)
    assert any(t.startswith("100 people in 2 centres are within 20 km") for t in texts)
    assert any("of 1 the occupancy" in t or "of 1 of them the occupancy" in t for t in texts)
    assert all(finding.features for finding in outcome.findings if "centres are" in str(finding.text))


def test_records_known_only_by_area_enter_no_band():
    by_area = layer("by_area", "damage", {"area_code": ["UA01"] * 3, "infrastructure_type": "water"})
    found = exposure(workspace(country_layer(), front_layer(), by_area))
    assert found.table("bands").column("damage") == [None] * 8
    assert found.table("totals").records()[0]["damage"] is None
    assert found.table("bands").column("people") == [None] * 8
    assert "3 records of Damage without a position" in said(found, Ground.IGNORED)
    assert "not known" in str(found.findings[0].text)
    assert "none of 3 records has a position" in str(found.findings[1].text)


def test_a_layer_with_nothing_left_in_it_counts_zero():
    whole = layer("whole", "damage", {"extent": ["none"], "infrastructure_type": "water"}, [at_km(7)])
    found = exposure(workspace(country_layer(), front_layer(), whole))
    assert found.table("bands").column("damage") == [0] * 8


def test_an_area_without_a_count_is_unknown_and_one_without_people_is_empty():
    areas = areas_layer(3, population=[None, 0, *[200] * 10])
    found = exposure(workspace(country_layer(), areas, front_layer()))
    people = {row["area_code"]: row["people"] for row in found.table("areas").records()}
    assert people["UA0101001"] is None
    assert people["UA0102001"] == 0
    assert people["UA0103001"] == pytest.approx(200)
    first = next(row for row in found.table("areas").records() if row["area_code"] == "UA0101001")
    assert [value for name, value in first.items() if name.startswith("people_")] == [None] * 8
    assert sum(value or 0 for value in people.values()) == found.table("totals").records()[0]["people"]


def test_people_in_centres_are_unknown_where_no_centre_states_them():
    silent = layer("centres", "collective_centre", {"site_id": ["a"], "occupancy": [None]}, [at_km(3)])
    found = exposure(workspace(country_layer(), front_layer(), silent))
    assert found.table("bands").column("collective_centres")[1] == 1
    assert found.table("bands").column("people_in_centres") == [None] * 8


def test_official_status_stands_beside_the_distance():
    areas = areas_layer(3)
    frame = areas.frame.copy()
    frame["official_status"] = None
    frame.loc[frame["code"] == "UA0106001", "official_status"] = "compulsory_evacuation"
    far = layer("centres", "collective_centre", {"site_id": ["x"]}, [shapely.Point(31.5, 48.5)])
    found = exposure(workspace(country_layer(), areas.with_frame(frame), front_layer(), far))
    row = found.table("sites").records()[0]
    assert (row["area_code"], row["official_status"]) == ("UA0106001", "compulsory_evacuation")
    assert row["band_to_km"] == 100


def test_a_line_front_asks_for_its_side_and_then_works():
    line = front_layer(shapely.LineString([(FRONT_LON, SOUTH), (FRONT_LON, NORTH)]))
    situation_ = workspace(country_layer(), line, grid_layer(people=100), centres())
    with pytest.raises(PlanningError, match="control_side"):
        exposure(situation_)
    found = exposure(situation_, control_side="right")
    assert found.table("bands").column("people")[0] == 15 * 30 * 100
    assert found.table("bands").column("collective_centres")[:2] == [1, 1]
    other = exposure(situation_, control_side="left")
    assert other.table("bands").column("people")[0] == 25 * 30 * 100


def test_a_scenario_with_another_front():
    moved = layer(
        "moved",
        "frontline",
        {"front_date": [pd.Timestamp("2024-06-01")]},
        [shapely.box(31.5, SOUTH, 34, NORTH)],
    )
    situation_ = workspace(country_layer(), front_layer(), moved, grid_layer(people=100))
    earlier = Scenario(name="earlier", changes=(UseFront(date="2024-06-01"),))
    found = run(ANALYSIS, situation_, earlier, parse(ANALYSIS.parameters, {}))
    assert found.table("bands").column("people")[0] == 25 * 30 * 100


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 250), min_size=1, max_size=6, unique=True))
def test_any_bands_sum_to_the_total(edges):
    situation_ = workspace(country_layer(), front_layer(), grid_layer(cell=0.25, people=33.3), centres())
    texts = {"bands_km": ",".join(map(str, sorted(edges)))}
    bands = exposure(situation_, **texts).table("bands")
    assert sum(bands.column("people")) == round(16 * 12 * float(np.float32(33.3)))
    assert sum(bands.column("collective_centres")) == 3


def test_bad_bands_and_missing_front():
    with pytest.raises(BadParameter):
        exposure(situation(), bands_km="10,5")
    with pytest.raises(MissingData, match="front"):
        exposure(workspace(country_layer()))


def test_map_layers(outcome):
    bands, sites = outcome.map_layers
    assert bands.frame.index.tolist() == list(range(7))
    shapes = bands.frame.geometry.to_numpy()
    overlap = shapely.area(shapely.intersection(shapes[:-1], shapes[1:]))
    assert overlap == pytest.approx(0, abs=1e-9)
    assert (bands.symbology.classify(bands.frame) == np.arange(7)).all()
    assert (sites.symbology.classify(sites.frame) >= 0).all()
    assert len({rule.symbol.fill for rule in bands.symbology.rules}) == 7


def real_situation(shared_data):
    def read(path):
        return pyogrio.read_dataframe(shared_data / path)

    raions = read("admin_ukraine_raions_pcodes/ukr_admn_ad2_py_s0_fieldmaps_pp_raions.json")
    front = read("frontline_deepstate_daily/deepstatemap_data_20240715.geojson")
    crossings = read("border_crossings_ocha_2023/UKR_Border_Crossings.geojson")
    file = shared_data / "population_grid_10km" / "ukr_pop2020_unadj_0p09deg_derived.tif"
    with rasterio.open(file) as source:
        values, transform, no_data = source.read(1), source.transform, source.nodata
    raster = Raster(
        values=np.where(values == no_data, np.nan, values),
        west=transform.c,
        north=transform.f,
        cell_width=transform.a,
        cell_height=-transform.e,
    )
    empty = gpd.GeoDataFrame(geometry=[], crs=4326)
    return workspace(
        layer(
            "raions",
            "admin_area",
            {"code": raions["adm2_src"], "level": 2, "name_en": raions["adm2_name"]},
            raions.geometry,
        ),
        layer("front", "frontline", {"front_date": [dt.datetime(2024, 7, 15)]}, front.geometry),  # noqa: DTZ001
        layer(
            "crossings",
            "border_crossing",
            {"name_en": crossings["Name_ENG"], "country": crossings["Country"]},
            crossings.geometry,
        ),
        new_layer("grid", kind_named("population_grid"), empty, PROVENANCE, raster=raster),
    )


def test_real_exposure(shared_data):
    situation_ = real_situation(shared_data)
    found = exposure(situation_, area_level="raion")
    totals = found.table("totals").records()[0]
    assert totals["people"] == 43_733_759
    assert totals["border_crossings"] == 128
    people = found.table("bands").column("people")
    assert sum(people) == 43_733_759
    # Crimea, Sevastopol and most of Donetsk, Luhansk and the south: about 8 to 9.5 million before the war
    assert 8.0e6 < people[0] < 9.5e6
    assert 2.5e5 < people[1] < 6e5
    areas = {row["area_code"]: row for row in found.table("areas").records()}
    assert areas["UA0102"]["people"] == pytest.approx(areas["UA0102"]["people_in_control_area"])
    # every crossing with Poland, Slovakia, Hungary and Romania lies beyond the outermost band
    line = shapely.get_coordinates(shapely.segmentize(require_front(situation_).line, 0.001))
    sites = {row["name"]: row for row in found.table("sites").records()}
    krakivets = next(row for name, row in sites.items() if name.startswith("Krak"))
    assert krakivets["band_to_km"] is None
    frame = situation_.layer("crossings").frame
    point = frame.geometry[frame["name_en"].str.startswith("Krak")].iloc[0]
    size = len(line)
    expected = distance_km(np.full(size, point.x), np.full(size, point.y), line[:, 0], line[:, 1]).min()
    assert krakivets["front_km"] == pytest.approx(expected, rel=1e-3)
