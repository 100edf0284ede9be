"""Ways through hazard areas are told, longest passage first; those that only touch one are not."""

from __future__ import annotations

import geopandas as gpd
import shapely

from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Workspace
from planning.hazards_on_ways import hazards_on_ways
from planning.outcome import FeatureRef


def test_hazards_on_ways(provenance):
    hazards = gpd.GeoDataFrame(
        {"name": ["Yard", None, "Far"], "hazard_type": ["shelling", "mines", "mines"]},
        geometry=[shapely.box(30.1, 49.9, 30.2, 50.1), shapely.box(30.4, 49.9, 30.7, 50.1),
                  shapely.box(35, 45, 36, 46)],
        crs=4326,
    )  # fmt: skip
    situation = Workspace(
        name="test", layers=(new_layer("hazards", kind_named("hazard_area"), hazards, provenance),)
    )
    along = shapely.LineString([(30, 50), (31, 50)])
    half = shapely.LineString([(30, 50.05), (30.15, 50.05)])
    touching = shapely.LineString([(30, 50.2), (30.1, 50.1), (30, 50.2)])
    found = hazards_on_ways(situation, [along, half, touching])
    assert [str(finding.text) for finding in found] == [
        "1 way passes through the hazard area mines and explosive remnants, for 21.5 km; it closes no road",
        "2 ways pass through the hazard area “Yard” (shelling), for up to 7.2 km; it closes no road",
    ]
    assert found[0].features == (FeatureRef(layer="hazards", fids=(2,)),)
    assert hazards_on_ways(situation, []) == ()
