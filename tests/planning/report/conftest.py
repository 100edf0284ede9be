"""A small hand-made workspace on a small hand-made base map, and an outcome of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.sensitivity import Sensitivity
from layers.symbology import Symbol, single
from layers.text import tr, use_language
from layers.workspace import Workspace
from planning.outcome import (
    Assumption,
    Column,
    FeatureRef,
    Finding,
    Ground,
    MapLayer,
    Outcome,
    Severity,
    Table,
)
from planning.report import base_map, map_page, page_texts

CRS = "EPSG:4326"
SITES = (
    ("CC-90001", "Zirnytsia Dormitory", 30.123457, 49.234561, 40),
    ("CC-90002", "Kvitka Hostel", 30.345671, 49.345672, 60),
    ("CC-90003", "Vesna School", 30.812347, 49.412343, None),
)


@pytest.fixture(autouse=True)
def _english():
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(scope="session")
def small_base_map(tmp_path_factory):
    """A base map of one square country with two oblasts, a lake, a river and two towns."""
    path = tmp_path_factory.mktemp("base") / "base.gpkg"
    home, west = shapely.box(29.5, 48.5, 31.5, 50.0), shapely.box(27.0, 47.0, 29.5, 51.0)
    oblasts = [shapely.box(29.5, 48.5, 30.5, 50.0), shapely.box(30.5, 48.5, 31.5, 50.0)]
    tables = {
        "countries": (
            {"iso2": ["UA", "XX"], "name_en": ["Home", "Westland"], "name_uk": ["Дім", "Захід"]},
            [home, west],
        ),
        "lakes": ({"area_km2": [50.0]}, [shapely.box(29.8, 49.6, 30.0, 49.75)]),
        "rivers": ({"length_km": [90.0]}, [shapely.LineString([(29.4, 49.1), (30.2, 49.0), (31.6, 49.2)])]),
        "oblast_lines": ({}, [shapely.LineString([(30.5, 48.5), (30.5, 50.0)])]),
        "oblasts": (
            {
                "code": ["UA98", "UA99"],
                "name_en": ["Left Oblast", "Right Oblast"],
                "name_uk": ["Ліва область", "Права область"],
            },
            oblasts,
        ),
        "settlements": (
            {
                "name_en": ["Bigtown", "Smallville"],
                "name_uk": ["Велике", "Мале"],
                "population": [500000.0, 1200.0],
                "iso2": ["UA", "UA"],
                "katottg": ["UA98", "UA99"],
                "admin_rank": ["capital", "other"],
            },
            [shapely.Point(30.2, 49.5), shapely.Point(31.0, 49.0)],
        ),
    }
    for name, (columns, geometry) in tables.items():
        gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS).to_file(path, layer=name, driver="GPKG")
    return path


@pytest.fixture(autouse=True)
def _base_and_day(monkeypatch, small_base_map):
    monkeypatch.setattr(base_map, "BASE_MAP", small_base_map)
    monkeypatch.setattr(map_page, "PNG_DPI", 70)  # a ninth of the work
    monkeypatch.setattr(page_texts, "made_on", lambda: dt.date(2031, 2, 21))


def layer(name, kind, columns, geometry, *, exercise=True, date=dt.date(2031, 2, 18)):
    provenance = Provenance(
        source=f"source of {name}",
        date=date,
        imported_at=dt.datetime(2031, 2, 19, tzinfo=dt.UTC),
        exercise=exercise,
        file_name=f"{name}-secret-file.csv",
        transformations=(f"changed {name} in secret",),
    )
    frame = pd.DataFrame(columns)
    if geometry is not None:
        frame = gpd.GeoDataFrame(frame, geometry=list(geometry), crs=CRS)
    return new_layer(name, kind_named(kind), frame, provenance)


def make_workspace(sites=SITES, *, warehouse="Sklad Nord", exercise=True):
    ids, names, lons, lats, people = zip(*sites, strict=True)
    raions = [shapely.box(29.6, 48.6, 30.5, 49.9), shapely.box(30.5, 48.6, 31.4, 49.9)]
    layers = (
        layer(
            "raions",
            "admin_area",
            {"code": ["UA9802", "UA9902"], "level": [2, 2], "name_en": ["West Raion", "East Raion"]},
            raions,
            exercise=exercise,
        ),
        layer(
            "roads",
            "road",
            {"road_number": ["M-01", "M-02"], "road_class": ["motorway", "trunk"]},
            [
                shapely.LineString([(28.0, 49.0), (33.0, 49.4)]),
                shapely.LineString([(30.2, 48.7), (30.9, 49.8)]),
            ],
            exercise=exercise,
        ),
        layer(
            "crossings",
            "border_crossing",
            {"name_en": ["North Gate", "South Gate"], "status": ["open", "closed"]},
            [shapely.Point(29.7, 49.8), shapely.Point(31.2, 48.7)],
            exercise=exercise,
        ),
        layer(
            "centres",
            "collective_centre",
            {"site_id": ids, "name_en": names, "occupancy": people, "status": ["active"] * len(ids)},
            [shapely.Point(lon, lat) for lon, lat in zip(lons, lats, strict=True)],
            exercise=exercise,
        ),
        layer(
            "warehouses",
            "warehouse",
            {"warehouse_id": ["WH-70007"], "name_en": [warehouse]},
            [shapely.Point(30.677771, 49.188881)],
            exercise=exercise,
        ),
        layer(
            "stock",
            "stock",
            {"warehouse_id": ["WH-70007"], "item": ["blanket"], "quantity": [500]},
            None,
            exercise=exercise,
        ),
    )
    return Workspace(
        name="Little plan", layers=layers, exercise_date=dt.date(2031, 2, 20) if exercise else None
    )


def make_outcome(workspace):
    centres = workspace.layer("centres")
    first = str(centres.frame["name_en"].iloc[0])
    point = centres.frame.geometry.iloc[0]
    area = gpd.GeoDataFrame({"band": [1]}, geometry=[shapely.box(30.0, 49.0, 30.6, 49.6)], crs=CRS)
    way = gpd.GeoDataFrame(
        {"rank": [1]}, geometry=[shapely.LineString([(30.2, 49.5), (point.x, point.y)])], crs=CRS
    )
    red = single(Symbol(fill="#cc0000", fill_opacity=0.4, line="#880000"), tr("band"), order=14)
    return Outcome(
        findings=(
            Finding(
                text=tr("{n:,} people are near", n=4210),
                severity=Severity.WARNING,
                features=(FeatureRef(layer="centres", fids=(1, 2)),),
            ),
            Finding(text=tr("{name} is worst off", name=first), sensitivity=Sensitivity.SEVERE),
            # says too little of its own sensitivity
            Finding(text=tr("visit {name} first", name=first), severity=Severity.CRITICAL),
        ),
        tables=(
            Table(
                name="bands",
                title=tr("People by band"),
                columns=(
                    Column(name="band", label=tr("Band")),
                    Column(name="people", label=tr("People"), unit="people", decimals=0),
                    Column(name="share", label=tr("Share"), unit="%", decimals=1),
                    Column(name="on", label=tr("On")),
                ),
                rows=(("0–5 km", 4210, 12.3456, dt.date(2031, 2, 1)), ("=1+1", None, 0.5, None)),
            ),
            Table(
                name="sites",
                title=tr("Sites"),
                columns=(Column(name="name", label=tr("Name")),),
                rows=((first,),),
                sensitivity=Sensitivity.SEVERE,
            ),
            Table(
                name="loose",
                title=tr("Loose"),
                columns=(Column(name="lon", label=tr("x")), Column(name="lat", label=tr("y"))),
                rows=((float(point.x), float(point.y)),),
            ),
        ),
        map_layers=(
            MapLayer(name="area", title=tr("Reach"), frame=area, symbology=red),
            MapLayer(name="way", title=tr("Way"), frame=way, symbology=replace(red, order=30)),
        ),
        assumptions=(
            Assumption(
                text=tr("speed {kmh} km/h", kmh=40), ground=Ground.DEFAULT, source="Logistics Cluster"
            ),
            Assumption(text=tr("{name}: occupancy taken as 0", name=first), ground=Ground.SUBSTITUTED),
        ),
        analysis="frontline_exposure",
        scenario="Baseline",
        parameters={"bands_km": "5,10"},
        exercise=workspace.is_exercise,
        ran_at=dt.datetime(2031, 2, 20, 10, 30, tzinfo=dt.UTC),
        seconds=0.25,
    )


@pytest.fixture
def workspace():
    return make_workspace()


@pytest.fixture
def outcome(workspace):
    return make_outcome(workspace)


@pytest.fixture
def make_layer():
    """Makes a layer: name, kind, columns, geometries."""
    return layer


@pytest.fixture(scope="session")
def plan_of():
    """Makes the workspace with other sites."""
    return make_workspace


@pytest.fixture(scope="session")
def outcome_of():
    """Makes the outcome of a workspace."""
    return make_outcome
