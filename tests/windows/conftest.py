"""A small workspace, and the window on it."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, Point, box

from desktop.look import apply_look
from desktop.main_window import MainWindow
from desktop.session import Session
from desktop.settings import Settings
from layers.kinds import kind_named
from layers.layer import Raster, new_layer
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import tr
from layers.workspace import Workspace
from planning.analysis import Analysis
from planning.errors import MissingData
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


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    """Preferences, caches and recovery copies of a test stay in its folder."""
    monkeypatch.setenv("CORRIDOR_HOME", str(tmp_path / "home"))


@pytest.fixture
def workspace(provenance):
    """Ten centres along 49° N, two areas, a road, fronts of two dates, stock without place, a grid."""
    centres = gpd.GeoDataFrame(
        {
            "site_id": [f"S{n}" for n in range(10)],
            "name_en": [f"Site {n}" for n in range(10)],
            "status": ["active"] * 9 + ["closed"],
            "capacity": [10 * (10 - n) for n in range(9)] + [None],
            "assessed_on": pd.to_datetime(["2025-01-02"] * 9 + [None]),
        },
        geometry=[Point(30 + n * 0.1, 49) for n in range(9)] + [None],
        crs=4326,
        index=pd.Index(range(101, 111)),
    )
    areas = gpd.GeoDataFrame(
        {"code": ["UA01", "UA02"], "level": [1, 1], "name_en": ["West", "East"]},
        geometry=[box(29, 48, 31, 50), box(31, 48, 33, 50)],
        crs=4326,
    )
    roads = gpd.GeoDataFrame(
        {"road_class": ["trunk"], "road_number": ["M-01"]},
        geometry=[LineString([(29, 48.5), (33, 48.5)])],
        crs=4326,
    )
    fronts = gpd.GeoDataFrame(
        {"front_date": pd.to_datetime(["2025-01-01", "2025-01-14"])},
        geometry=[box(32.5, 48, 33, 50), box(32, 48, 33, 50)],
        crs=4326,
    )
    stock = pd.DataFrame({"warehouse_id": ["W1", "W2"], "item": ["blanket", "bucket"], "quantity": [1000, 5]})
    grid = Raster(
        values=np.array([[5, np.nan], [50_000, 500]], dtype="float32"),
        west=29.0, north=50.0, cell_width=2.0, cell_height=1.0,
    )  # fmt: skip
    nothing = gpd.GeoDataFrame(geometry=[], crs=4326)
    return Workspace(
        name="Winter",
        layers=(
            new_layer("centres", kind_named("collective_centre"), centres, provenance),
            new_layer("areas", kind_named("admin_area"), areas, provenance),
            new_layer("roads", kind_named("road"), roads, provenance),
            new_layer("front", kind_named("frontline"), fronts, provenance),
            new_layer("stock", kind_named("stock"), stock, provenance),
            new_layer("people", kind_named("population_grid"), nothing, provenance, raster=grid),
        ),
        exercise_date=dt.date(2025, 1, 16),
    )


class Mode(StrEnum):
    """A choice."""

    QUICK = "quick"
    SLOW = "slow"
    BROKEN = "broken"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountParameters:
    """One parameter of each type."""

    mode: Mode = field(default=Mode.QUICK, metadata={"label": tr("Mode")})
    least_capacity: float = field(
        default=50.0,
        metadata={
            "label": tr("Least capacity"),
            "unit": "people",
            "least": 0,
            "most": 1000,
            "help": tr("Help"),
        },
    )
    days: int = field(default=3, metadata={"label": tr("Days"), "unit": "days", "least": 1, "most": 9})
    strict: bool = field(default=True, metadata={"label": tr("Strict")})
    bands: tuple[float, ...] = field(default=(5.0, 10.0), metadata={"label": tr("Bands"), "unit": "km"})
    date: dt.date = field(default=dt.date(2025, 1, 5), metadata={"label": tr("Date")})
    place: str = field(default="", metadata={"label": tr("Place"), "pick": "place", "optional": True})
    layer: str = field(
        default="", metadata={"label": tr("Layer"), "pick": "layer:admin_area", "optional": True}
    )
    note: str = field(default="", metadata={"label": tr("Note"), "optional": True})


def count_centres(workspace, scenario, parameters, control):
    """Centres of at least so many places."""
    situation = scenario.applied_to(workspace)
    if parameters.mode is Mode.MISSING:
        raise MissingData(tr("there are no warehouses"), todo=tr("Import a layer of warehouses."))
    if parameters.mode is Mode.BROKEN:
        raise RuntimeError("a mistake in the code")
    if parameters.mode is Mode.SLOW:
        for step in range(400):
            control.step(step / 400, tr("counting"))
            time.sleep(0.01)
    frame = situation.layer("centres").frame
    large = frame[frame["capacity"].astype("float64") >= parameters.least_capacity]
    fids = tuple(int(fid) for fid in large.index)
    symbol = Symbol(shape=Shape.CIRCLE, fill="#00ff00", size=12)
    return Outcome(
        findings=(
            Finding(
                text=tr("{count:,} centres are large", count=len(large)),
                severity=Severity.WARNING,
                features=(FeatureRef(layer="centres", fids=fids),),
            ),
        ),
        tables=(
            Table(
                name="large",
                title=tr("Large centres"),
                columns=(
                    Column(name="name", label=tr("Name")),
                    Column(name="capacity", label=tr("Capacity"), unit="people", decimals=1),
                ),
                rows=tuple(
                    (name, float(value))
                    for name, value in zip(large["name_en"], large["capacity"], strict=True)
                ),
                features=tuple(FeatureRef(layer="centres", fids=(fid,)) for fid in fids),
            ),
        ),
        map_layers=(
            MapLayer(
                name="large",
                title=tr("Large centres"),
                frame=gpd.GeoDataFrame(large[["name_en"]], geometry=large.geometry, crs=4326),
                symbology=Symbology(rules=(Rule(label=tr("large"), symbol=symbol),), order=50),
            ),
        ),
        assumptions=(Assumption(text=tr("old data"), ground=Ground.DATA, source="test", stale=True),),
    )


COUNT = Analysis(
    name="count",
    label=tr("Count"),
    summary=tr("How many centres are large?"),
    parameters=CountParameters,
    calculate=count_centres,
    exercise_parameters=(("least_capacity", "70"),),
)


@pytest.fixture
def count():
    return COUNT


@pytest.fixture(scope="session")
def look(qapp):
    """The style of the application, once."""
    apply_look(qapp)


@pytest.fixture
def window(qtbot, look, workspace):
    """The window, shown, with the small workspace open."""
    made = MainWindow(Settings(), (COUNT,))
    # changes are thrown away without a question
    qtbot.addWidget(made, before_close_func=lambda closing: setattr(closing, "_closing", True))
    made.resize(1366, 740)
    made.show()
    made.session.open(workspace, None)
    qtbot.waitUntil(lambda: drawn(made))
    yield made
    made.close()
    # daemon threads must not outlive the objects they would signal to
    for job in made.background.jobs:
        job.wait(5)


@pytest.fixture
def session(qtbot, workspace):
    """A session without a window."""
    from desktop.background import Background

    background = Background()
    made = Session(background)
    made.open(workspace, None)
    yield made
    background.stop_all()


def drawn(window) -> bool:
    """Whether the map shows what the session holds."""
    picture = window.canvas.picture
    return (
        picture is not None
        and window.canvas.worker.idle
        and picture.scene is window.canvas.scene
        and picture.view == window.canvas.view
    )


@pytest.fixture
def settled(qtbot, window):
    """Waits until the map shows what the session holds."""
    return lambda: qtbot.waitUntil(lambda: drawn(window))
