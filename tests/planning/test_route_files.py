from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as Xml

import numpy as np
import pytest
import shapely

from layers.formats.importing import import_files
from layers.sensitivity import Sensitivity
from layers.workspace import Workspace
from planning.analyses.route import ANALYSIS
from planning.analysis import run
from planning.parameters import parse
from planning.report.edition import Edition
from planning.route_files import GPX, KML, write_route_files
from planning.scenario import BASELINE
from tests.planning.made_up_country import layer
from tests.planning.network.made_up_roads import at, line, roads

RING = [line((0, 0), (10, 0)), line((0, 0), (0, 1), (10, 1), (10, 0))]


def outcome_on(situation, **values):
    texts = {"origin": "31.0,48.5", "destination": f"{at(10)[0]:.6f},48.5"} | values
    return run(ANALYSIS, situation, BASELINE, parse(ANALYSIS.parameters, texts))


def test_every_route_is_a_track_and_a_placemark(tmp_path):
    situation = roads(RING)
    outcome = outcome_on(situation)
    gpx, kml, *_ = write_route_files(tmp_path, "plan", outcome, situation, Edition.INTERNAL)
    assert [gpx.name, kml.name] == ["plan_routes.gpx", "plan_routes.kml"]
    routes = next(one for one in outcome.map_layers if one.name == "routes").frame
    tracks = Xml.parse(gpx).getroot().findall(f"{{{GPX}}}trk")
    assert len(tracks) == len(routes) == 2
    for track, geometry in zip(tracks, routes.geometry, strict=True):
        points = [(float(p.get("lon")), float(p.get("lat"))) for p in track.iter(f"{{{GPX}}}trkpt")]
        assert np.array(points) == pytest.approx(shapely.get_coordinates(geometry), abs=1e-6)
        assert "Corridor calls no route safe" in track.find(f"{{{GPX}}}desc").text
    marks = Xml.parse(kml).getroot().findall(f".//{{{KML}}}Placemark")
    assert [mark.find(f"{{{KML}}}name").text for mark in marks] == [
        "Route 1: 10 km, 10 min",
        "Route 2: 12 km, 12 min",
    ]
    assert all(mark.find(f".//{{{KML}}}color").text.startswith("ff") for mark in marks)


def test_the_files_can_be_read_back(tmp_path):
    situation = roads(RING)
    written = write_route_files(tmp_path, "plan", outcome_on(situation), situation, Edition.INTERNAL)
    for path in written[:2]:
        result = import_files(Workspace(name="other"), [path])
        assert [report.features for report in result.layers] == [2]
        shapes = result.workspace.layers[0].frame.geometry.to_numpy()
        assert sorted(shapely.length(shapes)) == pytest.approx([0.135, 0.153], abs=0.002)


def test_an_edition_that_may_not_hold_the_route_gets_no_file(tmp_path):
    centre = layer(
        "centres", "collective_centre", {"name_en": ["Hidden"], "occupancy": [9]}, [shapely.Point(at(10))]
    )
    situation = roads(RING, centre)
    outcome = outcome_on(situation, destination="Hidden")
    assert next(one for one in outcome.map_layers if one.name == "routes").sensitivity is Sensitivity.SEVERE
    assert write_route_files(tmp_path, "plan", outcome, situation, Edition.PUBLIC) == ()
    assert write_route_files(tmp_path, "plan", outcome, situation, Edition.PARTNER) == ()
    assert len(write_route_files(tmp_path, "plan", outcome, situation, Edition.INTERNAL)) == 4


def test_an_exercise_is_marked_and_an_outcome_without_routes_gives_none(tmp_path):
    situation = roads(RING)
    outcome = replace(outcome_on(situation), exercise=True)
    gpx, *_ = write_route_files(tmp_path, "plan", outcome, situation, Edition.INTERNAL)
    assert "EXERCISE" in gpx.read_text(encoding="utf-8")
    gap = roads([RING[0], line((0, 20), (5, 20))])
    none = outcome_on(gap, destination=f"{at(2)[0]:.6f},{at(0, 20)[1]:.6f}")
    assert write_route_files(tmp_path, "none", none, gap, Edition.INTERNAL) == ()
