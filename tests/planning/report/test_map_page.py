"""The map page: what is on it, and that nothing is clipped or said twice."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import matplotlib.image
import numpy as np
import pytest
import shapely
from matplotlib.collections import PathCollection
from matplotlib.text import Text as DrawnText

from layers.errors import UnknownPlace
from layers.layer import Raster, new_layer
from layers.symbology import Rule, Symbol, Symbology
from layers.text import tr, use_language
from layers.workspace import Document, Workspace
from planning.errors import PlanningError
from planning.outcome import Finding, MapLayer, Outcome
from planning.report.edition import Edition
from planning.report.map_page import map_figure, write_map

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CRS = "EPSG:4326"


def texts_of(figure):
    figure.canvas.draw()
    return [t for t in figure.findobj(DrawnText) if t.get_text() and t.get_visible()]


def words_of(figure):
    return [t.get_text() for t in texts_of(figure)]


def read(figure):
    """All writing in order, broken lines joined."""
    return " ".join(" ".join(words_of(figure)).split())


def rules_of(workspace, name):
    """Index of the rule that draws each feature of a layer."""
    layer = workspace.layer(name)
    return layer.style.classify(layer.frame).tolist()


def drawn_counts(figure):
    """Features drawn by each rule: id of what was drawn, number of paths or markers."""
    counts = {}
    for item in figure.findobj(PathCollection):
        gid = item.get_gid() or ""
        if gid.startswith(("layer:", "outcome:")):
            number = len(item.get_offsets()) if gid.endswith(":0") else len(item.get_paths())
            counts[gid] = counts.get(gid, 0) + number
    return counts


def test_the_legend_counts_what_is_drawn(workspace, outcome):
    figure = map_figure(workspace, outcome=outcome)
    counts = drawn_counts(figure)
    words = read(figure)
    motorway, trunk = rules_of(workspace, "roads")
    assert counts == {
        f"layer:raions:{rules_of(workspace, 'raions')[0]}:2": 2,
        f"layer:roads:{motorway}:1": 1,
        f"layer:roads:{trunk}:1": 1,
        f"layer:centres:{rules_of(workspace, 'centres')[0]}:0": 3,
        "outcome:area:0:2": 1,
        "outcome:way:0:1": 1,
    }
    for entry in (
        "Motorway (1)",
        "Trunk road (1)",
        "Collective centres: active centre (3)",
        "Reach: band (1)",
    ):
        assert entry in words, entry
    # the crossings and the warehouse are not what the outcome speaks of
    assert "rossing" not in words
    assert "arehouse" not in words


def test_only_what_is_in_view_is_counted(workspace):
    whole = read(map_figure(workspace))
    assert "Collective centres: active centre (3)" in whole
    corner = read(map_figure(workspace, area="29.7,49.8"))
    assert "Border crossing points: open (1)" in corner
    assert "active centre" not in corner
    # nor is its source given
    assert "source of centres" in whole
    assert "source of centres" not in corner


def test_features_larger_than_the_view_are_drawn_through_it(workspace):
    figure = map_figure(workspace, area="30.2,49.05")
    axes = figure.axes[1]
    motorway = rules_of(workspace, "roads")[0]
    (road,) = [c for c in axes.collections if c.get_gid() == f"layer:roads:{motorway}:1"]
    xs = road.get_paths()[0].vertices[:, 0]
    low, high = axes.get_xlim()
    assert xs.min() < low
    assert xs.max() > high
    # and not much farther: what lies out of sight is cut away
    assert xs.max() < high + (high - low) * 0.3


def test_scale_bar_on_the_page(workspace):
    figure = map_figure(workspace)
    figure.canvas.draw()
    words = words_of(figure)
    scale = next(w for w in words if w.startswith("1 : "))
    denominator = float(scale.split("on")[0].removeprefix("1 : ").replace(",", ""))
    axes = figure.axes[1]
    width_m = axes.get_xlim()[1] - axes.get_xlim()[0]
    width_on_paper_m = axes.get_position().width * figure.get_figwidth() * 0.0254
    assert width_m / width_on_paper_m == pytest.approx(denominator, rel=1e-6)


@pytest.mark.parametrize(("page", "landscape"), [("A4", True), ("A4", False), ("A3", True), ("A3", False)])
def test_nothing_leaves_the_paper(workspace, outcome, page, landscape):
    figure = map_figure(
        workspace, outcome=outcome, page=page, landscape=landscape, title="Very long title " * 40
    )
    paper = figure.bbox
    for item in texts_of(figure):
        if item.get_gid() == "watermark":
            continue
        box = item.get_window_extent()
        assert box.x0 >= -1, item.get_text()
        assert box.x1 <= paper.x1 + 1, item.get_text()
        assert box.y0 >= -1, item.get_text()
        assert box.y1 <= paper.y1 + 1, item.get_text()
    mm = {"A4": (210, 297), "A3": (297, 420)}[page]
    size = sorted(np.array(figure.get_size_inches()) * 25.4)
    assert size == pytest.approx(mm)


def test_names_on_the_map_do_not_overlap(workspace):
    figure = map_figure(workspace, area="UA9802")
    axes = figure.axes[1]
    figure.canvas.draw()
    names = [t for t in axes.texts if t.get_gid() != "watermark" and not t.get_path_effects()]
    assert len(names) >= 2
    boxes = [t.get_window_extent() for t in names]
    for index, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[index + 1 :])


def crowded(count):
    points = [shapely.Point(30.0 + 0.9 * (i % 25) / 25, 49.0 + 0.8 * (i // 25) / 25) for i in range(count)]
    dark = Symbol(fill="#123456")
    frame = gpd.GeoDataFrame({"code": range(count)}, geometry=points, crs=CRS)
    rules = tuple(
        Rule(label=tr("entry number {n}, a long label", n=i), field="code", equals=(i,), symbol=dark)
        for i in range(count)
    )
    shown = MapLayer(name="many", title=tr("Many"), frame=frame, symbology=Symbology(rules=rules, order=45))
    return Outcome(findings=(), map_layers=(shown,), analysis="crowded")


@pytest.mark.parametrize("landscape", [True, False])
def test_hundreds_of_legend_entries_say_what_found_no_room(landscape):
    figure = map_figure(Workspace(name="crowd"), outcome=crowded(400), landscape=landscape)
    words = words_of(figure)
    (note,) = [w for w in words if "more entries" in w]
    missing = int(note.split()[1])
    listed = sum(word.startswith("Entry number") for word in words)
    base = sum(word in ("River", "Lake or reservoir", "Capital", "City or town") for word in words)
    total_base = 5  # river, lake, capital or town, boundaries, as far as in view
    assert listed > 20
    assert 400 <= listed + missing + base <= 400 + total_base
    boxes = [t.get_window_extent() for t in texts_of(figure) if t.get_text().startswith("Entry number")]
    footer = next(t for t in texts_of(figure) if t.get_text() == "Data and sources").get_window_extent()
    assert min(box.y0 for box in boxes) > footer.y1


def test_exercise_is_marked_and_reality_is_not(plan_of):
    words = words_of(map_figure(plan_of()))
    assert words.count("EXERCISE") == 2  # across the map and beside the title
    assert any("figures are invented" in word for word in words)
    assert "EXERCISE" not in " ".join(words_of(map_figure(plan_of(exercise=False))))


def test_an_exercise_stays_marked_when_its_layers_are_left_out(plan_of, outcome_of):
    workspace = plan_of(exercise=False)
    outcome = replace(outcome_of(workspace), exercise=True)
    assert "EXERCISE" in words_of(map_figure(workspace, outcome=outcome, edition=Edition.PUBLIC))


def test_stale_data_is_said_to_be_stale(workspace, make_layer):
    import datetime as dt

    old = make_layer(
        "old_crossings",
        "border_crossing",
        {"name_en": ["x"]},
        [shapely.Point(30, 49)],
        date=dt.date(2020, 1, 1),
    )
    words = read(map_figure(workspace.with_layer(old)))
    assert "2020-01-01, STALE: 4,068 days old" in words


def test_the_office_sets_its_disclaimer(workspace):
    own = Document(section="settings", name="disclaimer", content={"text": "Our own words on borders."})
    words = read(map_figure(workspace.with_document(own), edition=Edition.PUBLIC))
    assert "Our own words on borders." in words
    assert "do not imply" in read(map_figure(workspace))


def test_the_edition_is_named_and_says_what_is_left_out(workspace):
    words = read(map_figure(workspace, edition=Edition.PUBLIC))
    assert "PUBLIC EDITION" in words
    assert "Left out in this edition" in words
    assert "Collective centres: 3 records" in words


def test_ukrainian_names(workspace):
    use_language("uk")
    words = words_of(map_figure(workspace, title="Їжак, ґанок і щастя"))
    assert "Їжак, ґанок і щастя" in words
    assert "Велике" in words
    assert "Bigtown" not in words


def test_empty_outcome_and_empty_workspace():
    words = words_of(map_figure(Workspace(name="nothing"), outcome=Outcome(findings=())))
    assert "Legend" in words
    found = Outcome(findings=(Finding(text=tr("nothing")),), analysis="x")
    assert "X" in words_of(map_figure(Workspace(name="nothing"), outcome=found))


def test_missing_and_far_geometries_do_no_harm(workspace, make_layer):
    shapes = [None, shapely.Point(30.2, 49.1), shapely.Point(-150.0, -60.0), shapely.Point()]
    odd = make_layer("odd", "reference", {"name": list("abcd")}, shapes)
    figure = map_figure(workspace.with_layer(odd))
    assert drawn_counts(figure)["layer:odd:0:0"] == 1


def test_population_grid_is_drawn_in_its_classes(workspace, make_layer):
    from layers.kinds import kind_named

    values = np.full((4, 4), np.nan, dtype="float32")
    values[0, 0], values[3, 3] = 5.0, 50_000.0
    raster = Raster(values=values, west=29.6, north=49.9, cell_width=0.4, cell_height=0.3)
    empty = gpd.GeoDataFrame(geometry=[], crs=CRS)
    grid = new_layer(
        "grid", kind_named("population_grid"), empty, workspace.layer("roads").provenance, raster=raster
    )
    words = words_of(map_figure(workspace.with_layer(grid)))
    assert "1 to 10" in words
    assert "10,000 and more" in words
    assert "10 to 100" not in words


def test_unknown_area_page_and_ending(workspace, tmp_path):
    with pytest.raises(UnknownPlace):
        map_figure(workspace, area="Atlantis")
    with pytest.raises(PlanningError, match="A9"):
        map_figure(workspace, page="A9")
    with pytest.raises(PlanningError, match="jpeg"):
        write_map(tmp_path / "map.jpeg", workspace)
    assert list(tmp_path.iterdir()) == []


def test_oblast_of_the_base_map_by_code_or_name(workspace):
    for area in ("UA99", "Right", "права область"):
        assert "Right Oblast: area shown" in read(map_figure(workspace, area=area))


def test_a_page_is_quick(workspace, outcome, tmp_path):
    started = time.perf_counter()
    write_map(tmp_path / "map.png", workspace, outcome=outcome)
    assert time.perf_counter() - started < 15.0  # a second or two; wide because machines are shared


def test_golden_map(workspace, outcome, tmp_path):
    """The page looks as it did; run with a deleted golden file to make it anew, and look at it."""
    figure = map_figure(workspace, outcome=outcome, landscape=True, title="Golden map")
    made = tmp_path / "golden.png"
    figure.savefig(made, dpi=60, metadata={"Software": None})
    golden = GOLDEN / "report_map.png"
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(made.read_bytes())
        pytest.fail(f"{golden} was missing and has been made: look at it")
    one, other = (matplotlib.image.imread(path)[..., :3] for path in (made, golden))
    assert one.shape == other.shape
    difference = np.abs(one - other).max(axis=2)
    assert difference.mean() < 0.01
    assert (difference > 0.25).mean() < 0.01
