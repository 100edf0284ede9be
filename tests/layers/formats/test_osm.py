"""OpenStreetMap extracts: tags, shapes, and the real extracts."""

import bz2
import gzip

import pytest

from layers.errors import LayerError
from layers.formats import osm_tags
from layers.formats.osm import is_osm, read_osm
from layers.kinds import kind_named
from layers.layer import new_layer

NODES = {1: (24.0, 49.0), 2: (24.01, 49.0), 3: (24.02, 49.0), 4: (24.02, 49.01), 5: (24.0, 49.01)}


def _tags(tags):
    return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())


def _node(number, tags=None, at=None):
    lon, lat = at or NODES[number]
    return f'<node id="{number}" lon="{lon}" lat="{lat}">{_tags(tags or {})}</node>'


def _way(number, nodes, tags):
    parts = "".join(f'<nd ref="{node}"/>' for node in nodes)
    return f'<way id="{number}">{parts}{_tags(tags)}</way>'


def _relation(number, members, tags):
    parts = "".join(f'<member type="{t}" ref="{r}" role="{role}"/>' for t, r, role in members)
    return f'<relation id="{number}">{parts}{_tags(tags)}</relation>'


def _write(path, *objects):
    own = {o.split('"')[1] for o in objects if o.startswith("<node")}
    nodes = [_node(number) for number in NODES if str(number) not in own]
    ordered = sorted([*nodes, *objects], key=lambda o: ("nwr".index(o[1]), int(o.split('"')[1])))
    path.write_text(f'<osm version="0.6">{"".join(ordered)}</osm>', encoding="utf-8")
    return path


def _layers(path):
    return {layer.name: layer for layer in read_osm(path).layers}


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50), ("30 mph", 48.3), ("30mph", 48.3), ("RO:urban", 50), ("UA:rural", 90),
        ("UA:motorway", 130), ("DE:zone30", 30), ("UA:zone:20", None), ("70;50", 50), ("walk", 5),
        ("none", None), ("signals", None), ("fast", None), ("0", None), ("XX:urban", None),
        ("10 knots", 18.5),
    ],
)  # fmt: skip
def test_speed_limits(text, kmh):
    assert osm_tags.speed_kmh({"maxspeed": text}) == kmh


def test_speed_limit_of_two_directions_is_the_lower():
    assert osm_tags.speed_kmh({"maxspeed:forward": "60", "maxspeed:backward": "40"}) == 40
    assert osm_tags.speed_kmh({"maxspeed:type": "UA:urban"}) == 50
    assert osm_tags.speed_kmh({"maxspeed": "odd", "maxspeed:type": "UA:urban"}) is None


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, "both"),
        ({"oneway": "yes"}, "forward"),
        ({"oneway": "-1"}, "backward"),
        ({"highway": "motorway"}, "forward"),
        ({"highway": "motorway", "oneway": "no"}, "both"),
        ({"highway": "motorway_link"}, "both"),
        ({"junction": "roundabout"}, "forward"),
        ({"junction": "roundabout", "oneway": "-1"}, "backward"),
        ({"oneway": "reversible"}, "both"),
    ],
)
def test_one_way(tags, expected):
    assert osm_tags.one_way(tags) == expected


def test_limits_and_levels():
    assert osm_tags.weight_t("3.5") == 3.5
    assert osm_tags.weight_t("7500 kg") == 7.5
    assert osm_tags.weight_t("10 st") == 9.072
    assert osm_tags.weight_t("7,5 t") == 7.5
    assert osm_tags.weight_t("unsigned") is None
    assert osm_tags.height_m("2.30 m") == 2.3
    assert osm_tags.height_m("""12'6\"""") == 3.81
    assert osm_tags.height_m("380 cm") == 3.8
    assert osm_tags.height_m("default") is None
    assert osm_tags.level("-1") == -1
    assert osm_tags.level("1;2") == 1
    assert osm_tags.level("ground") is None
    assert not osm_tags.is_set("no")
    assert osm_tags.is_set("viaduct")
    assert osm_tags.whole_number("12 345") == 12345
    assert osm_tags.whole_number("many") is None


def test_names():
    assert osm_tags.name_en({"name": "Згурівка"}) == "Zghurivka"
    assert osm_tags.name_en({"name": "Згурівка", "name:en": "Zgurivka"}) == "Zgurivka"
    assert osm_tags.name_uk({"name": "Выкса"}) is None
    assert osm_tags.name_uk({"name": "Budapest"}) is None


def test_roads_of_a_small_extract(tmp_path):
    path = _write(
        tmp_path / "small.osm",
        _way(10, [1, 2, 3], {"highway": "trunk_link", "ref": "М-06", "oneway": "-1", "maxspeed": "UA:rural"}),
        _way(11, [3, 4], {"highway": "residential", "bridge": "yes", "layer": "1", "access": "no"}),
        _way(12, [4, 5], {"highway": "service", "access": "no", "motor_vehicle": "private"}),
        _way(13, [1, 2, 3, 1], {"highway": "service", "area": "yes"}),
        _way(14, [1, 5], {"highway": "track"}),
        _way(15, [1, 5], {"highway": "footway"}),
        _way(16, [2, 5], {"route": "ferry", "name": "Перевіз"}),
    )
    found = _layers(path)
    assert set(found) == {"roads", "ferries"}
    roads = new_layer("r", kind_named("road"), found["roads"].frame, None).frame
    assert list(roads["osm_id"]) == ["10", "11", "12"]
    assert list(roads["road_class"]) == ["trunk", "local", "local"]
    assert list(roads["one_way"]) == ["backward", "both", "both"]
    assert list(roads["bridge"]) == [False, True, False]
    assert roads["speed_kmh"].iloc[0] == 90
    assert roads["level"].iloc[1] == 1
    assert list(roads["status"].fillna("")) == ["", "closed", ""]
    assert list(roads.geometry.iloc[0].coords) == [NODES[1], NODES[2], NODES[3]]
    assert found["ferries"].frame["road_class"].tolist() == ["ferry"]
    said = {str(problem.text): problem.fids for problem in found["roads"].problems}
    assert said == {
        "1 road mapped as an area was left out": (),
        "1 track was left out": (),
        "1 road is closed to motor vehicles by its access tags": (2,),
        "1 road is private; it was kept as open": (3,),
    }


def test_turn_restrictions_keep_what_a_network_needs(tmp_path):
    members = [("way", 10, "from"), ("node", 2, "via"), ("way", 11, "to")]
    path = _write(
        tmp_path / "turns.osm",
        _way(10, [1, 2], {"highway": "primary"}),
        _way(11, [2, 3], {"highway": "primary"}),
        _relation(20, members, {"type": "restriction", "restriction": "no_left_turn", "except": "bus"}),
        _relation(21, members, {"type": "restriction", "restriction:hgv": "no_u_turn"}),
        _relation(
            22,
            [("way", 10, "from"), ("way", 12, "via"), ("way", 11, "to")],
            {"type": "restriction", "restriction:conditional": "no_right_turn @ (07:00-09:00)"},
        ),
        _relation(23, members, {"type": "restriction"}),
    )
    turns = _layers(path)["turn_restrictions"]
    frame = turns.frame
    assert list(frame["restriction"]) == ["no_left_turn", "no_u_turn", "no_right_turn"]
    assert list(frame["from_way"]) == ["way/10"] * 3
    assert list(frame["via"]) == ["node/2", "node/2", "way/12"]
    assert list(frame["except_for"].fillna("")) == ["bus", "", ""]
    assert list(frame["vehicle"].fillna("")) == ["", "hgv", ""]
    assert list(frame["condition"].fillna("")) == ["", "", "(07:00-09:00)"]
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y) == NODES[2]
    assert frame.geometry.iloc[2] is None
    assert "1 turn restriction does not say" in str(turns.problems[0].text)


def test_points_and_areas_become_places_and_facilities(tmp_path):
    outer = [("way", 11, "outer"), ("way", 12, "outer")]
    square = [1, 3, 4, 5, 1]
    path = _write(
        tmp_path / "places.osm",
        _node(1, {"place": "hamlet", "population": "1 204", "katotth": "UA05020030010075417"}),
        _node(2, {"place": "city", "name:en": "Vinnytsia", "capital": "4"}),
        _node(3, {"barrier": "border_control", "name": "Краківець", "foot": "no", "hgv": "yes"}),
        _node(4, {"amenity": "hospital", "beds": "120"}),
        _node(5, {"place": "suburb", "name": "Центр"}),
        _way(10, square, {"amenity": "school", "name:en": "School 5"}),
        _way(11, [1, 3, 4], {}),
        _way(12, [4, 5, 1], {}),
        _relation(20, outer, {"type": "multipolygon", "healthcare": "clinic"}),
    )  # fmt: skip
    found = _layers(path)
    places = found["places"].frame
    assert list(places["place_type"]) == ["village", "oblast_centre"]
    assert places["population"].iloc[0] == 1204
    assert places["hromada_code"].iloc[0] == "UA0502003"
    crossing = found["border_crossings"].frame.iloc[0]
    assert (crossing["name_en"], crossing["pedestrians"], crossing["trucks"]) == ("Krakivets", False, True)
    facilities = found["facilities"].frame
    assert list(facilities["facility_id"]) == ["node/4", "way/10", "relation/20"]
    assert list(facilities["facility_type"]) == ["hospital", "school", "health"]
    assert facilities["capacity"].iloc[0] == 120
    for point in facilities.geometry.iloc[1:]:
        assert 24.0 < point.x < 24.02
        assert 49.0 < point.y < 49.01
    for layer in found.values():
        new_layer(layer.name, kind_named(layer.kind), layer.frame, None)


def test_ways_beyond_the_extract_are_cut_and_listed(tmp_path):
    path = _write(
        tmp_path / "cut.osm",
        _way(10, [1, 2, 99, 3, 4], {"highway": "primary"}),
        _way(11, [98, 99, 1], {"highway": "primary"}),
        _way(12, [1, 2, 99], {"highway": "primary"}),
    )
    roads = _layers(path)["roads"]
    assert list(roads.frame["osm_id"]) == ["10", "12"]
    assert roads.frame.geometry.iloc[0].geom_type == "MultiLineString"
    said = {str(problem.text): problem.fids for problem in roads.problems}
    assert said["2 lines reach beyond the extract and end at its edge"] == (1, 2)
    assert "1 object has too few of its nodes in the file and was left out" in said


def test_negative_ids_of_an_unsaved_edit_are_explained(tmp_path):
    path = tmp_path / "edit.osm"
    path.write_text(
        '<osm version="0.6"><node id="-1" lat="49" lon="24"/><node id="-2" lat="49.1" lon="24"/>'
        '<way id="-3"><nd ref="-1"/><nd ref="-2"/><tag k="highway" v="primary"/></way></osm>',
        encoding="utf-8",
    )
    with pytest.raises(LayerError, match="none of the 1 objects of the file has coordinates"):
        read_osm(path)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files(tmp_path, pack):
    plain = _write(tmp_path / "a.osm", _way(10, [1, 2], {"highway": "primary"}))
    packed = tmp_path / ("a.osm.gz" if pack is gzip.compress else "a.osm.bz2")
    packed.write_bytes(pack(plain.read_bytes()))
    assert is_osm(packed)
    assert len(_layers(packed)["roads"].frame) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml at all",
        b"<osm version='0.6'><node id='1' lat='x'",
        b"<html></html>",
        b"\x00\x00\x00\x0d\x0a\x09",
    ],
)
@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.osm.gz"])
def test_damaged_files_end_in_one_error(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LayerError, match=r"a\.osm"):
        read_osm(path)


def test_xml_entities_are_refused(tmp_path):
    path = tmp_path / "bomb.osm"
    path.write_text(
        '<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        '<osm version="0.6"><node id="1" lat="49" lon="24"><tag k="place" v="city"/>'
        '<tag k="name" v="&b;"/></node></osm>',
        encoding="utf-8",
    )
    with pytest.raises(LayerError):
        read_osm(path)


def test_reading_can_be_stopped(shared_data):
    class Stopped(Exception):
        pass

    def stop(fraction, stage):
        if fraction > 0.2:
            raise Stopped

    with pytest.raises(Stopped):
        read_osm(shared_data / "osm_malta_2016/malta-latest.osm.pbf", stop)


def test_malta(shared_data):
    fractions = []
    path = shared_data / "osm_malta_2016/malta-latest.osm.pbf"
    extract = read_osm(path, lambda fraction, _stage: fractions.append(fraction))
    found = {layer.name: layer for layer in extract.layers}
    roads = found["roads"].frame
    assert len(roads) == 14_936
    assert len(found["ferries"].frame) == 9
    assert len(found["turn_restrictions"].frame) == 180
    assert found["turn_restrictions"].frame.geometry.notna().all()
    tagged = roads["one_way"] != "both"
    assert tagged.sum() == 2_894 + 273  # those tagged, and the roundabouts that are not
    assert roads["speed_kmh"].notna().sum() > 250
    assert str(extract.date) == "2016-11-09"
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(fractions) > 20


def test_large_files_hold_coordinates_on_disk(shared_data, monkeypatch):
    path = shared_data / "osm_malta_2016/malta-latest.osm.pbf"
    in_memory = _layers(path)["roads"].frame
    monkeypatch.setattr("layers.formats.osm._LARGE_FILE_BYTES", 0)
    on_disk = _layers(path)["roads"].frame
    assert on_disk.equals(in_memory)


def test_belarus_border(shared_data):
    found = _layers(shared_data / "osm_belarus_border_xml/belarus-east.osm.gz")
    assert len(found["roads"].frame) == 3
    assert len(found["border_crossings"].frame) == 1
    crossing = found["border_crossings"].frame.geometry.iloc[0]
    assert found["roads"].frame.geometry.intersects(crossing.buffer(1e-9)).sum() == 2
