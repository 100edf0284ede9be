"""Extracts of other countries: what their PBF files hold that main roads of one country do not."""

from __future__ import annotations

import datetime as dt

import numpy as np
import osmium
import pytest
from osmium.osm.mutable import Node, Relation, Way

from layers.formats.osm import read_osm
from layers.formats.osm_access import barrier_closed_to, closed_to, conditional
from layers.formats.osm_tags import duration_min, height_m, road_level, speed_kmh, weight_t
from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.workspace import Workspace
from planning.errors import NoRoute
from planning.network.road_graph import road_graph
from planning.network.travel import travel_network
from planning.network.validation import suspicions

STEP = 0.01  # of the grid of nodes, degrees


class Country:
    """A PBF file in the making; nodes lie on a grid from an origin."""

    def __init__(self, path, origin=(28.0, -15.0)):
        path.unlink(missing_ok=True)
        self.path, self.origin = path, origin
        self.nodes, self.ways, self.relations = {}, [], []

    def place(self, x, y):
        lon = self.origin[0] + x * STEP
        return (lon + 180.0) % 360.0 - 180.0, self.origin[1] + y * STEP

    def node(self, x, y, **tags):
        number = 1 + len(self.nodes) if (x, y) not in self.nodes else self.nodes[x, y][0]
        known = self.nodes.get((x, y), (number, {}))[1]
        self.nodes[x, y] = (
            number,
            {**known, **{key.replace("__", ":"): value for key, value in tags.items()}},
        )
        return number

    def way(self, *places, missing=(), **tags):
        refs = [self.node(*place) for place in places]
        for index in missing:
            refs.insert(index, 999_999 + index)
        tags = {key.replace("__", ":"): value for key, value in ({"highway": "primary"} | tags).items()}
        self.ways.append((1_000 + len(self.ways), refs, {key: value for key, value in tags.items() if value}))
        return self.ways[-1][0]

    def restriction(self, kind, *members, **tags):
        self.relations.append(
            (5_000 + len(self.relations), members, {"type": "restriction", "restriction": kind, **tags})
        )

    def workspace(self):
        with osmium.SimpleWriter(str(self.path)) as writer:
            for (x, y), (number, tags) in sorted(self.nodes.items(), key=lambda item: item[1][0]):
                writer.add_node(Node(id=number, location=self.place(x, y), tags=tags))
            for number, refs, tags in self.ways:
                writer.add_way(Way(id=number, nodes=refs, tags=tags))
            for number, members, tags in self.relations:
                writer.add_relation(Relation(id=number, members=list(members), tags=tags))
        provenance = Provenance(source="t", date=dt.date(2025, 1, 1), imported_at=dt.datetime.now(dt.UTC))
        self.layers = read_osm(self.path).layers
        made = (new_layer(one.name, kind_named(one.kind), one.frame, provenance) for one in self.layers)
        return Workspace(name="country", layers=tuple(made))

    def problems(self, name="roads"):
        return [
            str(problem.text) for layer in self.layers if layer.name == name for problem in layer.problems
        ]

    def km(self, workspace, start, end, profile="car"):
        """Length of the way by road between two nodes; None where there is none."""
        network = travel_network(workspace, profile=profile, join_m=0, snap_km=0.2)
        try:
            route = network.route(self.place(*start), self.place(*end))
        except NoRoute:
            return None
        assert route.duration_min == pytest.approx(
            network.durations([self.place(*start)], [self.place(*end)])[0, 0], abs=0.02
        )
        return route.length_km


@pytest.fixture
def country(tmp_path):
    return Country(tmp_path / "country.osm.pbf")


def test_barriers_part_the_road_for_those_they_stop(country):
    country.way((0, 0), (1, 0), (2, 0))
    country.way((0, 1), (1, 1), (2, 1))
    country.way((0, 2), (1, 2), (2, 2))
    country.way((0, 3), (1, 3), (2, 3))
    country.way((0, 4), (1, 4), (2, 4))
    country.node(1, 0, barrier="bollard")
    country.node(1, 1, barrier="gate")
    country.node(1, 2, barrier="lift_gate", access="no", hgv="yes")
    country.node(1, 3, barrier="border_control")
    country.node(1, 4, barrier="block", motor_vehicle="yes")
    country.node(5, 5, barrier="bollard")  # on a footpath
    situation = country.workspace()
    assert len(situation.layer("barriers")) == 2
    car = [country.km(situation, (0, y), (2, y)) is not None for y in range(5)]
    truck = [country.km(situation, (0, y), (2, y), "truck") is not None for y in range(5)]
    assert car == [False, True, False, True, True]
    assert truck == [False, True, True, True, True]
    assert country.km(situation, (0, 0), (0.9, 0)) is not None, "up to the barrier one may drive"
    network = travel_network(situation, join_m=0)
    assert any("2 barriers on roads" in str(item.text) for item in network.assumptions)


def test_a_barrier_is_driven_round_and_both_engines_agree(country):
    country.way((0, 0), (1, 0), (2, 0))
    country.way((0, 0), (0, 1), (2, 1), (2, 0))
    country.node(1, 0, barrier="bollard")
    situation = country.workspace()
    round_it = country.km(situation, (0, 0), (2, 0))
    assert round_it == pytest.approx(2 * STEP * 110.6 + 2 * STEP * 107.5, rel=0.01)
    road_graph(situation, join_m=0).prepared()
    assert country.km(situation, (0, 0), (2, 0)) == pytest.approx(round_it)


def test_access_by_vehicle(country):
    country.way((0, 0), (1, 0), hgv="no")
    country.way((0, 1), (1, 1), access="no", bus="yes")
    country.way((0, 2), (1, 2), vehicle="no", motor_vehicle="destination")
    country.way((0, 3), (1, 3), motor_vehicle="agricultural;forestry")
    country.way((0, 4), (1, 4), access="private")
    country.way((0, 5), (1, 5), motorcar="no")
    situation = country.workspace()
    may = {
        profile: [country.km(situation, (0, y), (1, y), profile) is not None for y in range(6)]
        for profile in ("car", "truck", "bus")
    }
    assert may["car"] == [True, False, True, False, True, False]
    assert may["truck"] == [False, False, True, False, True, True]
    assert may["bus"] == [True, True, True, False, True, True]
    assert "3 roads are closed to cars, trucks or buses, and open to others" in country.problems()
    assert "1 road is closed to motor vehicles by its access tags" in country.problems()


def test_roundabouts_one_ways_and_driving_on_the_left(country):
    ring = [(1, 1), (2, 1), (2, 2), (1, 2), (1, 1)]
    country.way(*ring[::-1], junction="roundabout")  # clockwise, as where one drives on the left
    country.way((0, 1), (1, 1))
    country.way((2, 2), (3, 2))
    country.way((5, 0), (6, 0), oneway="-1")
    situation = country.workspace()
    there, back = country.km(situation, (0, 1), (3, 2)), country.km(situation, (3, 2), (0, 1))
    assert there == pytest.approx(back, rel=0.01)
    drawn = travel_network(situation, join_m=0).route(country.place(0, 1), country.place(3, 2)).geometry
    assert drawn.distance(shapely_point(country.place(1, 2))) < 1e-9
    assert country.km(situation, (5, 0), (6, 0)) is None
    assert country.km(situation, (6, 0), (5, 0)) is not None


def shapely_point(place):
    import shapely

    return shapely.Point(place)


def test_levels_bridges_tunnels_and_passages(country):
    country.way((0, 1), (1, 1), (2, 1), bridge="viaduct", layer="1")
    country.way((1, 0), (1, 1), (1, 2), oneway="no")
    country.way((0, 5), (1, 5), tunnel="building_passage")
    country.way((1, 4), (1, 5), (1, 6))
    situation = country.workspace()
    assert country.km(situation, (0, 1), (1, 2)) is None, "one passes over the other"
    assert country.km(situation, (0, 5), (1, 6)) is not None


def test_what_is_no_road_yet_or_any_more_and_areas_are_left_out_and_told(country):
    country.way((0, 0), (1, 0))
    country.way((0, 1), (1, 1), highway="construction", construction="primary")
    country.way((0, 2), (1, 2), highway="proposed")
    country.way((0, 3), (1, 3), highway="", abandoned__highway="primary")
    country.way((0, 4), (1, 4), (1, 5), (0, 4), area="yes")
    assert len(country.workspace().layer("roads")) == 1
    told = country.problems()
    assert "2 roads that are being built or planned were left out" in told
    assert "1 road mapped as an area was left out" in told


def test_borders_of_the_extract_repeated_nodes_and_names_of_any_letters(country):
    country.way((0, 0), (1, 0), (1, 0), (2, 0), name="የአዲስ መንገድ", ref="مسير ١")
    country.way((2, 0), (3, 0), missing=(2,), name="北京路")
    country.way((5, 5), missing=(1,))
    country.way((6, 6), (6, 6))
    situation = country.workspace()
    roads = situation.layer("roads").frame
    assert roads["name"].tolist() == ["የአዲስ መንገድ", "北京路"]
    assert country.km(situation, (0, 0), (3, 0)) == pytest.approx(3 * STEP * 107.55, rel=0.01)
    assert any("beyond the extract" in text for text in country.problems())
    assert any("2 objects have too few" in text for text in country.problems())


def test_restrictions_with_members_missing_are_counted(country):
    one, other = country.way((0, 0), (1, 0)), country.way((1, 0), (2, 0))
    aside = country.way((1, 0), (1, 1))
    via = country.node(1, 0)
    country.restriction("no_left_turn", ("w", one, "from"), ("n", via, "via"), ("w", aside, "to"))
    country.restriction("no_left_turn", ("w", one, "from"), ("n", via, "via"), ("w", 777, "to"))
    country.restriction("no_left_turn", ("w", one, "from"), ("n", 888, "via"), ("w", aside, "to"))
    country.restriction("no_left_turn", ("w", one, "from"), ("w", aside, "to"))
    country.restriction("no_u_turn", ("w", one, "from"), ("w", 666, "via"), ("w", other, "to"))
    country.restriction("give_way", ("w", one, "from"), ("n", via, "via"), ("w", aside, "to"))
    turns = road_graph(country.workspace(), join_m=0).turns
    assert (turns.read, turns.unused) == (6, 5)


def test_ferries_keep_to_their_timetable(country):
    country.way((0, 0), (1, 0))
    country.way((1, 0), (9, 0), highway="", route="ferry", duration="01:00", motor_vehicle="yes")
    country.way((9, 0), (10, 0))
    country.way((1, 0), (1, 9), highway="", route="ferry", motor_vehicle="no")
    situation = country.workspace()
    ferries = situation.layer("ferries").frame
    assert ferries["speed_kmh"].iloc[0] == pytest.approx(8 * STEP * 107.55, rel=0.01)
    assert country.km(situation, (0, 0), (10, 0)) is not None
    assert country.km(situation, (0, 0), (1, 9)) is None


@pytest.mark.parametrize("origin", [(-70.0, -53.0), (179.99, -16.0), (-17.5, 14.7), (25.0, 69.9), (0.0, 0.0)])
def test_every_part_of_the_world(tmp_path, origin):
    country = Country(tmp_path / "far.osm.pbf", origin)
    for y in range(4):
        country.way(*((x, y) for x in range(4)))
    for x in range(4):
        country.way(*((x, y) for y in range(4)))
    situation = country.workspace()
    graph = road_graph(situation, join_m=50)
    assert len(graph.component_km) == 1
    assert not len(graph.joins)
    assert graph.component_km[0] == pytest.approx(
        12 * STEP * 111.2 * (1 + np.cos(np.radians(origin[1]))), rel=0.01
    )
    assert len(suspicions(graph)) == 0
    assert country.km(situation, (0, 0), (3, 3)) == pytest.approx(
        3 * STEP * 111.2 * (1 + np.cos(np.radians(origin[1]))), rel=0.01
    )


@pytest.mark.parametrize(
    ("tags", "vehicles"),
    [
        ({}, ()),
        ({"access": "no"}, ("car", "truck", "bus")),
        ({"access": "psv"}, ("car", "truck")),
        ({"access": "no", "motor_vehicle": "permissive"}, ()),
        ({"access": "military"}, ("car", "truck", "bus")),
        ({"hgv": "delivery"}, ()),
        ({"goods": "no"}, ()),
        ({"vehicle": "no", "psv": "yes"}, ("car", "truck")),
        ({"access": "customers;no"}, ()),
        ({"foot": "no"}, ()),
    ],
)
def test_who_may_drive(tags, vehicles):
    assert closed_to(tags) == vehicles


@pytest.mark.parametrize(
    ("tags", "vehicles"),
    [
        ({"barrier": "bollard"}, ("car", "truck", "bus")),
        ({"barrier": "bollard", "bus": "yes"}, ("car", "truck")),
        ({"barrier": "bus_trap"}, ("car", "truck")),
        ({"barrier": "toll_booth"}, ()),
        ({"barrier": "gate", "access": "private"}, ()),
        ({"barrier": "swing_gate", "access": "no"}, ("car", "truck", "bus")),
        ({"highway": "crossing", "access": "no"}, ()),
    ],
)
def test_who_passes_a_barrier(tags, vehicles):
    assert barrier_closed_to(tags) == vehicles


def test_figures_as_they_are_written():
    assert speed_kmh({"maxspeed": "30 mph"}) == 48.3
    assert speed_kmh({"maxspeed": "none"}) is None
    assert speed_kmh({"maxspeed": "RO:urban"}) == 50
    assert speed_kmh({"maxspeed": "walk"}) == 5
    assert weight_t("3 tons") == 3
    assert weight_t("26000 lbs") == 11.793
    assert height_m("13.5 ft") == 4.11
    assert height_m("13'-6\"") == 4.11
    assert height_m("below_default") is None
    assert [duration_min(text) for text in ("0:25", "01:10:00", "PT1H20M", "25", "daily", None)] == [
        25,
        70,
        80,
        25,
        None,
        None,
    ]
    assert road_level({"tunnel": "building_passage"}) == 0
    assert road_level({"tunnel": "yes"}) is None
    assert conditional({"hgv:conditional": "no @ (22:00-06:00)"}) == "hgv=no @ (22:00-06:00)"
    assert conditional({"oneway": "reversible"}) == "oneway=reversible"


def test_rules_for_some_hours_are_told_and_not_applied(country):
    country.way((0, 0), (1, 0), access__conditional="no @ (22:00-06:00)")
    situation = country.workspace()
    assert country.km(situation, (0, 0), (1, 0)) is not None
    assert any("rules for some hours" in text for text in country.problems())
    network = travel_network(situation, join_m=0)
    assert any("1 road has rules for some hours" in str(item.text) for item in network.assumptions)
