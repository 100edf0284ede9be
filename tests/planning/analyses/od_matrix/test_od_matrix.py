from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.sensitivity import Sensitivity
from planning.analyses.od_matrix import ANALYSIS
from planning.analysis import run
from planning.errors import BadParameter, MissingData
from planning.outcome import Severity
from planning.parameters import parse
from planning.scenario import BASELINE, CloseFeatures, Scenario
from tests.planning.made_up_country import front_layer, layer
from tests.planning.network.made_up_roads import at, box, country_layer, line, roads

#   A --- 10 km --- B --- 5 km --- C, a piece of its own far north
LINES = [line((0, 0), (10, 0)), line((10, 0), (15, 0)), line((0, 20), (3, 20))]


def text(point):
    return f"{point[0]:.6f},{point[1]:.6f}"


def points(*places):
    return [shapely.Point(at(*place)) for place in places]


def warehouses(*places, **columns):
    names = [f"W{number}" for number in range(1, len(places) + 1)]
    return layer("stores", "warehouse", {"warehouse_id": names, "name_en": names, **columns}, points(*places))


def settlements(people, *places):
    names = [f"S{number}" for number in range(1, len(places) + 1)]
    columns = {"name_en": names, "population": people, "code": [f"UA010{n}" for n in range(len(names))]}
    return layer("places", "populated_place", columns, points(*places))


def matrix(situation, scenario=BASELINE, **values):
    return run(ANALYSIS, situation, scenario, parse(ANALYSIS.parameters, values))


def sentences(outcome):
    return [str(finding.text) for finding in outcome.findings]


def test_every_pair_and_the_nearest_of_each():
    situation = roads(LINES, warehouses((0, 0), (15, 0)), settlements([100, 50], (10, 0), (2, 0)))
    found = matrix(situation, origin="layer:populated_place", destination="layer:warehouse")
    assert found.table("matrix").column("origin") == ["S1", "S1", "S2", "S2"]
    assert found.table("matrix").column("length_km") == pytest.approx([10, 5, 2, 13], rel=1e-3)
    assert found.table("matrix").column("duration_min") == pytest.approx([10, 5, 2, 13], rel=1e-3)
    assert found.table("nearest").column("destination") == ["W2", "W1"]
    assert found.table("nearest").column("people") == [100, 50]
    assert found.table("nearest").column("reached") == [2, 2]
    assert found.table("unreachable").rows == ()
    assert {one.name for one in found.map_layers} == {"ways", "origins", "destinations"}


def test_places_layers_and_coordinates_mix_and_a_record_named_twice_counts_once():
    situation = roads(LINES, warehouses((0, 0), (15, 0)), settlements([100], (10, 0)))
    found = matrix(situation, origin=f"S1; {text(at(5))}", destination="stores; W1; layer:warehouse")
    assert len(found.table("matrix").rows) == 4
    assert found.table("nearest").column("length_km") == pytest.approx([5, 5], rel=1e-3)


def test_pairs_without_a_way_say_why():
    situation = roads(LINES, warehouses((0, 0)), settlements([100, 20, 7], (10, 0), (2, 20), (5, 60)))
    found = matrix(situation, origin="places", destination="stores")
    assert found.table("matrix").column("duration_min")[1:] == [None, None]
    reasons = dict(
        zip(
            found.table("unreachable").column("origin"),
            map(str, found.table("unreachable").column("reason")),
            strict=True,
        )
    )
    assert "not joined in the data" in reasons["S2"]
    assert "km from the nearest road, further than the 5 km allowed" in reasons["S3"]
    assert found.table("nearest").column("destination") == ["W1", None, None]
    assert any("From 2 origins no way leads to any destination: S2, S3" in one for one in sentences(found))


def test_people_near_a_service_before_and_after_a_closure():
    situation = roads(
        LINES, warehouses((0, 0)), settlements([100, 50, 7], (10, 0), (2, 0), (5, 60)), country_layer()
    )
    values = {"origin": "places", "destination": "stores", "max_minutes": "5", "population": "places"}
    before = matrix(situation, **values).table("accessibility").records()
    assert [str(one["service"]) for one in before] == ["destination", "warehouse"]
    assert before[0]["within"] == 50
    assert before[0]["within_baseline"] is None
    assert (before[0]["no_way"], before[0]["off_road"]) == (0, 7)
    closed = Scenario(name="closed", changes=(CloseFeatures(layer="roads", fids=(1,)),))
    found = matrix(situation, closed, **values | {"max_minutes": "20"})
    after = found.table("accessibility").records()[0]
    assert (after["within_baseline"], after["within"], after["change"]) == (150, 0, -150)
    assert (after["no_way_baseline"], after["no_way"]) == (0, 150)
    told = [one for one in found.findings if "against the baseline" in str(one.text)]
    assert "-150 against the baseline, and +150 without any way" in str(told[0].text)
    assert told[0].severity is Severity.WARNING


def test_the_way_to_the_nearest_is_measured_to_the_front():
    situation = roads(LINES, warehouses((0, 0)), front_layer(box(4, 3, 6, 8)), country_layer())
    found = matrix(situation, origin=text(at(10)), destination="stores")
    assert found.table("nearest").column("front_min_km") == pytest.approx([3], rel=2e-3)


def test_closed_warehouses_and_crossings_that_refuse_are_left_out_and_counted():
    situation = roads(LINES, warehouses((0, 0), (15, 0), status=["active", "closed"]))
    found = matrix(situation, origin=text(at(10)), destination="layer:warehouse")
    assert found.table("matrix").column("destination") == ["W1"]
    assert any("1 warehouses left out: they are closed" in str(one.text).lower() for one in found.assumptions)
    columns = {
        "name_en": ["A", "B", "C"],
        "status": ["open", "open", "closed"],
        "country": ["PL", "RU", "PL"],
    }
    crossings = layer("crossings", "border_crossing", columns, points((0, 0), (10, 0), (15, 0)))
    found = matrix(roads(LINES, crossings), origin=text(at(10)), destination="layer:crossing")
    assert found.table("matrix").column("destination") == ["A"]


def test_tables_are_as_sensitive_as_the_sites_they_name():
    centres = layer("centres", "collective_centre", {"name_en": ["Hidden"], "occupancy": [9]}, points((5, 0)))
    found = matrix(roads(LINES, centres, warehouses((0, 0))), origin="layer:collective_centre")
    assert found.table("matrix").sensitivity is Sensitivity.SEVERE
    assert found.table("nearest").column("people") == [9]
    assert all(one.sensitivity is Sensitivity.SEVERE for one in found.findings if "Hidden" in str(one.text))


def test_what_cannot_be_used_is_told():
    situation = roads(LINES, warehouses((0, 0)))
    with pytest.raises(MissingData, match="no layer hospital"):
        matrix(situation, origin=text(at(1)), destination="layer:hospital")
    with pytest.raises(MissingData, match="names no place that can be used"):
        matrix(roads(LINES, warehouses((0, 0), status=["closed"])), origin=text(at(1)))
    with pytest.raises(MissingData, match="no areas called district"):
        matrix(situation, origin="areas:district")
    with pytest.raises(BadParameter):
        matrix(situation, origin="")


def test_too_many_pairs_are_refused_with_their_number():
    rng = np.random.default_rng(1)
    many = [tuple(place) for place in rng.uniform(0, 10, (2100, 2))]
    situation = roads(LINES, settlements([1] * 2100, *many))
    with pytest.raises(BadParameter, match="4,410,000 pairs"):
        matrix(situation, origin="places", destination="places")


def test_pairs_without_a_way_propose_what_to_do():
    from planning.analyses.od_matrix import ANALYSIS as OD
    from planning.analysis import run as run_
    from planning.parameters import parse as parse_
    from planning.scenario import BASELINE as BASE
    from tests.planning.network.made_up_roads import at, line, roads

    def typed(*spots):
        return ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in spots)

    situation = roads([line((0, 0), (4, 0)), line((4.3, 0), (10, 0))])
    texts = {"origin": typed(at(1), at(1, 7), at(1, 8.5)), "destination": typed(at(9))}
    found = run_(OD, situation, BASE, parse_(OD.parameters, texts))
    proposed = {action.parameters for finding in found.findings for action in finding.actions}
    assert proposed == {(("snap_km", "9"),), (("join_m", "310"),)} or proposed == {
        (("snap_km", "9"),),
        (("join_m", "300"),),
    }
    values = {name: value for parameters in proposed for name, value in parameters}
    again = run_(OD, situation, BASE, parse_(OD.parameters, texts | values))
    assert again.table("unreachable").rows == ()
