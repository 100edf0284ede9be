"""The map beside QGIS: national, oblast, raion and city views at 1600 × 1000, in one run.

    python benchmarks/map_canvas.py [--real FOLDER] [--times N] [--no-qgis] [--pictures FOLDER] [--json FILE]

Draws the synthetic country of `map_canvas_data.py`, or with --real the hromadas and main roads of the folder
of real data. Both programs draw the same layers with the same classes, colours, widths, label sizes and scale
limits; QGIS with the settings of its own canvas (parallel job, simplification on) and files already in the
CRS of the map. Pictures, widget and QGIS have a process each, one after the other, and every figure is the
median of N. Ratios count; milliseconds depend on the computer. Corridor's first draw counts opening the
workspace file; its pan frames are those of the real widget while the worker paints.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import map_canvas_data as country

from desktop.map_view.projection import View, bounds_to_map, ground_metres, home_view
from desktop.map_view.scene import Scene, SceneLayer, drawing_order
from layers.layer import Layer
from layers.symbology import Rule, Symbol, Symbology, single
from layers.text import Text
from layers.workspace import Workspace

QGIS_PYTHON = "/usr/bin/python3"
GOALS = {"layer": 1.0, "first": 0.7}
# ratio of the whole scene: of the synthetic country, and of the real data, which are lighter
WHOLE = dict.fromkeys(("national", *country.VIEWS), 0.2)
WHOLE_REAL = {"national": 0.2, "oblast": 0.2, "raion": 1.0, "city": 1.0}
LIMITS = {"moved frame ms": 4.0, "pan frame p95 ms": 25.0, "identify p95 ms": 1.0, "resident MB": 700.0}


def views_of(middle: tuple[float, float]) -> dict[str, View]:
    """The four views."""
    home = home_view(country.WIDTH, country.HEIGHT)
    x, y, _, _ = bounds_to_map((*middle, *middle))
    views = {"national": home}
    for name, width_km in country.VIEWS.items():
        resolution = width_km * 1000 / country.WIDTH / ground_metres(y)
        views[name] = dataclasses.replace(home, x=x, y=y, resolution=resolution)
    return views


def classes(field: str, symbols: list[tuple[str, Symbol]], **more: Any) -> Symbology:
    """One rule a value."""
    rules = (
        Rule(label=Text(value), field=field, equals=(value,), symbol=symbol) for value, symbol in symbols
    )
    return Symbology(rules=tuple(rules), **more)


def symbologies() -> dict[str, Symbology]:
    """How Corridor draws the layers."""

    def lines(style: Any) -> list[tuple[str, Symbol]]:
        return [(value, Symbol(line=colour, line_width=width)) for value, colour, width in style]

    areas = [
        (
            value,
            Symbol(
                fill=colour,
                fill_opacity=country.AREA_OPACITY,
                line=country.AREA_LINE,
                line_width=country.AREA_LINE_WIDTH,
            ),
        )
        for value, colour in country.AREA_STYLE
    ]
    point = Symbol(
        fill=country.POINT_FILL,
        line=country.POINT_LINE,
        line_width=country.POINT_LINE_WIDTH,
        size=country.POINT_SIZE,
    )
    below = [0.0, *(most for most, _ in country.GRID_STYLE)]
    cells = tuple(
        Rule(label=Text(str(most)), field="people", at_least=least, below=most, symbol=Symbol(fill=colour))
        for least, (most, colour) in zip(below, country.GRID_STYLE, strict=False)
    )
    return {
        "hromadas": classes("class", areas, order=10),
        "roads": classes("road_class", lines(country.ROAD_STYLE), order=24),
        "flows": classes("size", lines(country.FLOW_STYLE), order=30),
        "points": single(point, order=40, label_field="name_en", label_max_scale=country.LABELS_BELOW),
        "grid": Symbology(rules=cells, order=0),
    }


def qgis_style() -> dict[str, Any]:
    """The same for QGIS."""
    return {
        "hromadas": {
            "classes": country.AREA_STYLE,
            "opacity": country.AREA_OPACITY,
            "line": country.AREA_LINE,
            "width": country.AREA_LINE_WIDTH,
        },
        "roads": {"field": "road_class", "classes": country.ROAD_STYLE},
        "flows": {"field": "size", "classes": country.FLOW_STYLE},
        "points": {
            "fill": country.POINT_FILL,
            "line": country.POINT_LINE,
            "size": country.POINT_SIZE,
            "width": country.POINT_LINE_WIDTH,
            "label_points": country.LABEL_POINTS,
            "labels_below": country.LABELS_BELOW,
        },
        "grid": country.GRID_STYLE,
    }


def scene_layers(layers: tuple[Layer, ...]) -> tuple[SceneLayer, ...]:
    """What the window would draw, the lowest first."""
    styles = symbologies()
    return drawing_order(
        [
            SceneLayer(key=layer.name, frame=layer.frame, symbology=styles[layer.name], raster=layer.raster)
            for layer in layers
        ]
    )


# Corridor, in a process of its own


def corridor(task: dict[str, Any]) -> dict[str, Any]:
    """Corridor's figures."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from desktop.libraries import load_libraries
    from desktop.map_view.renderer import Renderer
    from layers.formats.geopackage import load_workspace

    sys.setswitchinterval(0.001)
    QApplication([])
    load_libraries()
    import pyogrio  # noqa: F401  imported before the clock runs, as QGIS's libraries are

    views = {name: View(**view) for name, view in task["corridor_views"].items()}
    started = time.perf_counter()
    layers = scene_layers(load_workspace(Path(task["file"])).layers)
    read = time.perf_counter()
    scene, renderer = Scene(layers=layers), Renderer()
    renderer.paint(scene, views["national"])
    told: dict[str, Any] = {
        "first": (time.perf_counter() - started) * 1000,
        "reading": (read - started) * 1000,
        "views": {},
    }
    for name, view in views.items():
        found = {"whole": [paint(renderer, scene, view, n, task, name) for n in range(-1, task["times"])][1:]}
        for layer in layers:
            alone = Scene(layers=(layer,))
            found[layer.key] = [paint(renderer, alone, view, n, None, "") for n in range(task["times"])]
        told["views"][name] = found
    told["identify"] = identify(renderer, scene, views)
    return told


def paint(renderer: Any, scene: Scene, view: View, number: int, task: Any, name: str) -> float:
    """Milliseconds of one picture; the view is moved a pixel each time, so that no image is kept."""
    moved = view.moved(number + 1, 0)
    started = time.perf_counter()
    picture = renderer.paint(scene, moved)
    took = (time.perf_counter() - started) * 1000
    if task and number == 0:
        picture.image.save(task["picture"].format(view=f"corridor_{name}"))
    return took


def identify(renderer: Any, scene: Scene, views: dict[str, View]) -> list[float]:
    """Milliseconds of finding what lies at 60 pixels of each view."""
    took = []
    for view in views.values():
        renderer.paint(scene, view)
        for number in range(61):
            px, py = 137 * number % country.WIDTH, 91 * number % country.HEIGHT
            started = time.perf_counter()
            renderer.near(scene, view, px, py)
            if number:  # the first in a view prepares what the others use
                took.append((time.perf_counter() - started) * 1000)
    return took


def panned(task: dict[str, Any]) -> dict[str, Any]:
    """Frames of the real widget: with the worker at rest, and while it paints; memory at the end."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from desktop.map_view.canvas import MapCanvas
    from layers.formats.geopackage import load_workspace

    sys.setswitchinterval(0.001)
    application = QApplication([])
    views = {name: View(**view) for name, view in task["corridor_views"].items()}
    scene = Scene(layers=scene_layers(load_workspace(Path(task["file"])).layers))
    canvas = MapCanvas()
    canvas.resize(country.WIDTH, country.HEIGHT)
    canvas.show()
    canvas.set_scene(scene)

    def settle() -> None:
        while not (canvas.worker.idle and canvas.picture and canvas.picture.view == canvas.view):
            application.processEvents()
            time.sleep(0.002)

    still, moving = [], []
    for view in views.values():
        canvas.set_view(view)
        settle()
        # the worker at rest: it is not asked for the view the frame shows
        canvas.view = view.moved(40, 25)
        for _ in range(20):
            started = time.perf_counter()
            canvas.repaint()
            still.append((time.perf_counter() - started) * 1000)
        canvas.view = view
        canvas.set_view(view.moved(1, 1))
        begun = time.perf_counter()
        number = 0
        while time.perf_counter() - begun < 4.0:
            started = time.perf_counter()
            canvas.set_view(canvas.view.moved(7 if number // 40 % 2 else -7, 3 if number // 40 % 2 else -3))
            canvas.repaint()
            application.processEvents()
            took = (time.perf_counter() - started) * 1000
            moving.append(took)
            number += 1
            time.sleep(max(0.0, 0.016 - took / 1000))
        settle()
    status = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    )
    canvas.close_worker()
    return {
        "still": still,
        "moving": moving,
        "resident": int(status["VmRSS"].split()[0]) / 1024,
        "peak": int(status["VmHWM"].split()[0]) / 1024,
    }


# both, and the table


def run(command: list[str]) -> dict[str, Any]:
    """The JSON object a process prints last."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    lines = done.stdout.strip().splitlines()
    if not lines or not lines[-1].startswith("{"):
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    result: dict[str, Any] = json.loads(lines[-1])
    return result


def built(workspace: Workspace, middle: tuple[float, float], folder: Path, times: int) -> dict[str, Any]:
    """Write the files of both programs; gives the task."""
    from layers.formats.geopackage import save_workspace

    save_workspace(workspace, folder / "country.gpkg")
    country.write_for_qgis(workspace.layers, folder)
    views = views_of(middle)
    return {
        "folder": str(folder),
        "file": str(folder / "country.gpkg"),
        "layers": [layer.key for layer in scene_layers(workspace.layers)],
        "corridor_views": {name: dataclasses.asdict(view) for name, view in views.items()},
        "views": {name: view.bounds for name, view in views.items()},
        "size": (country.WIDTH, country.HEIGHT),
        "style": qgis_style(),
        "times": times,
        "picture": str(folder / "{view}.png"),
    }


def p95(values: list[float]) -> float:
    """Below which 95 % of the values lie."""
    return sorted(values)[max(0, round(len(values) * 0.95) - 1)]


def show(own: dict[str, Any], peer: dict[str, Any] | None, whole: dict[str, float]) -> bool:
    """Print the tables; says whether every goal was reached, for whole scenes those in `whole`."""
    good = True

    def mark(reached: bool) -> str:
        nonlocal good
        good = good and reached
        return "" if reached else "  ← missed"

    print(f"{'ms (median)':<22}{'Corridor':>10}{'QGIS':>10}{'ratio':>8}")
    for view, layers in own["views"].items():
        for name, times in layers.items():
            mine = statistics.median(times)
            line = f"{view + ' ' + name:<22}{mine:>10.1f}"
            if peer:
                other = statistics.median(peer["views"][view][name])
                goal = whole[view] if name == "whole" else GOALS["layer"]
                line += f"{other:>10.1f}{mine / other:>8.2f}{mark(mine / other <= goal)}"
            print(line)
    line = f"{'first draw from file':<22}{own['first']:>10.0f}"
    if peer:
        ratio = own["first"] / peer["first"]
        line += f"{peer['first']:>10.0f}{ratio:>8.2f}{mark(ratio <= GOALS['first'])}"
    print(f"{line}   (reading {own['reading']:.0f})")
    figures = {
        "moved frame ms": statistics.median(own["still"]),
        "pan frame p95 ms": p95(own["moving"]),
        "identify p95 ms": p95(own["identify"]),
        "resident MB": own["resident"],
    }
    for name, value in figures.items():
        print(f"{name:<22}{value:>10.1f}   at most {LIMITS[name]:g}{mark(value <= LIMITS[name])}")
    print(
        f"pan frames {len(own['moving'])}, median {statistics.median(own['moving']):.1f} ms; identify median "
        f"{statistics.median(own['identify']):.2f} ms; most memory {own['peak']:.0f} MB"
    )
    return good


def main() -> None:
    """Build the files, run both programs, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--real", type=Path, help="folder with the real data")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--no-qgis", action="store_true")
    parser.add_argument("--pictures", type=Path, help="keep the files and pictures here")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pan", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for path, part in ((options.measure, corridor), (options.pan, panned)):
        if path is not None:
            print(json.dumps(part(json.loads(path.read_text(encoding="utf-8")))), flush=True)
            os._exit(0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.pictures or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.gpkg"):
            old.unlink()
        workspace, middle = country.real(options.real) if options.real else country.synthetic()
        for layer in workspace.layers:
            cells = layer.raster.values.size if layer.raster is not None else None
            import shapely

            size = (
                f"{cells:,} cells"
                if cells
                else (
                    f"{len(layer):,} features, "
                    f"{int(shapely.get_num_coordinates(layer.frame.geometry.to_numpy()).sum()):,} vertices"
                )
            )
            print(f"{layer.name}: {size}")
        task_file = folder / "task.json"
        task_file.write_text(json.dumps(built(workspace, middle, folder, options.times)), encoding="utf-8")
        own = run([sys.executable, __file__, "--measure", str(task_file)])
        own |= run([sys.executable, __file__, "--pan", str(task_file)])
        peer = None
        if not options.no_qgis:
            peer = run([QGIS_PYTHON, str(Path(__file__).with_name("map_canvas_qgis.py")), str(task_file)])
        good = show(own, peer, WHOLE_REAL if options.real else WHOLE)
        if options.json:
            options.json.write_text(json.dumps({"corridor": own, "qgis": peer}, indent=1), encoding="utf-8")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
