"""Dragging the front on real data: Corridor's coarse and exact answers beside the same with plain geopandas.

    python -m benchmarks.moving_front [DATA]

DATA is a folder with the third-party files (by default `../shared/data` beside the checkout). Both sides
answer for the same moved front: people and facilities by distance band, roads lost, and places cut off.
The plain side buffers the contact line in one UTM zone, cuts cells with `overlay`, joins points with
`sjoin` and looks for connected parts with networkx. Times are the best and the middle of several runs.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np

from layers.formats.importing import import_files
from layers.workspace import Workspace
from planning.contact_line import contact_line
from planning.country import country_of
from planning.front_motion import DEFAULT_BANDS_KM, FrontDrag

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    ("admin_ukraine_osm/2_hromadas_by_raion", "admin_area"),
    ("frontline_deepstate_daily/deepstatemap_data_20260715.geojson", "frontline"),
    ("roads_ukraine_main/roads_international.shp", "road"),
    ("roads_ukraine_main/roads_national.shp", "road"),
    ("health_facilities_nszu/hospitals_for_map_new.csv", "facility"),
    ("population_grid_10km/ukr_pop2020_unadj_0p09deg_derived.tif", "population_grid"),
)
HUBS = ((35.04, 48.46), (36.23, 49.99), (35.14, 47.84), (30.52, 50.45))
PULLS = (
    ((37.18, 48.28), (36.40, 48.40), 40.0),
    ((36.30, 47.60), (35.60, 47.80), 60.0),
    ((37.18, 48.28), (37.60, 48.10), 50.0),
    ((32.60, 46.60), (32.20, 47.00), 40.0),
    ((37.00, 50.30), (36.40, 50.00), 40.0),
)
PLANE = "EPSG:32636"
REPEATS = 5


def real_workspace(data: Path) -> Workspace:
    """The real files as a workspace."""
    workspace = Workspace(name="benchmark")
    for name, kind in FILES:
        workspace = import_files(workspace, [data / name], kind=kind, date=dt.date(2026, 7, 15)).workspace
    return workspace


def timed(call: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, float, Any]:
    """Best and middle seconds of several runs, and the result."""
    seconds, result = [], None
    for _ in range(repeats):
        started = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - started)
    return min(seconds), statistics.median(seconds), result


def plain(
    drag: FrontDrag, area: Any, line: Any, cells: Any, sites: Any, roads: Any, places: Any, hubs: Any
) -> tuple[list[float], list[int], float, int]:
    """The same figures with geopandas and networkx, each step as a tutorial would have it."""
    plane = gpd.GeoSeries([area, line], crs=4326).to_crs(PLANE)
    held, inner, zones = plane.iloc[0], plane.iloc[0], [plane.iloc[0]]
    for edge in drag.bands.edges_km:
        disc = plane.iloc[1].buffer(edge * 1000)
        zones.append(disc.difference(inner))
        inner = inner.union(disc)
    bands = gpd.GeoDataFrame({"row": range(len(zones))}, geometry=zones, crs=PLANE)
    pieces = gpd.overlay(cells, bands, how="intersection")
    people = (pieces.area / pieces["size"] * pieces["people"]).groupby(pieces["row"]).sum()
    joined = gpd.sjoin(sites, bands, predicate="intersects")
    facilities = joined.groupby("row").size()
    lost = roads[roads.intersects(held)]
    graph = nx.Graph()
    open_ = roads.drop(index=lost.index)
    graph.add_edges_from(zip(open_["tail"], open_["head"], strict=True))
    part = {node: number for number, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    cut_off = sum(
        part.get(node) is None or part[node] != part.get(hub) for node, hub in zip(places, hubs, strict=True)
    )
    rows = range(len(zones))
    return (
        [float(people.get(row, 0.0)) for row in rows],
        [int(facilities.get(row, 0)) for row in rows],
        float(lost.length.sum() / 1000),
        cut_off,
    )


def main(data: Path) -> None:
    """Print both sides for each pull."""
    started = time.perf_counter()
    workspace = real_workspace(data)
    print(f"import: {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    drag = FrontDrag(workspace, bands_km=DEFAULT_BANDS_KM, hubs=HUBS)
    print(
        f"prepared in {time.perf_counter() - started:.1f} s: {len(drag.sites):,} facilities, "
        f"{len(drag.population.cells) if drag.population else 0:,} cells, {len(drag.places):,} places"
    )
    cells, sites, roads, places, hubs = frames(drag)
    country = country_of(workspace)
    for grab, to, reach in PULLS:
        line = drag.pulled(grab, to, reach)
        coarse = timed(lambda line=line: drag.coarse(line))
        exact = timed(lambda line=line: drag.exact(line))
        area = exact[2].area
        contact = contact_line(area, country)

        def plainly(area: Any = area, contact: Any = contact) -> Any:
            return plain(drag, area, contact, cells, sites, roads, places, hubs)

        other = timed(plainly, 2)
        print(f"pull from {grab} to {to} over {reach:g} km each way")
        for name, (best, middle, _) in (("coarse", coarse), ("exact", exact), ("geopandas", other)):
            print(f"  {name:<10} best {best * 1000:8.0f} ms, middle {middle * 1000:8.0f} ms")
        people, facilities, lost_km, cut_off = other[2]
        tell("people by row", exact[2].people[:-1], coarse[2].people[:-1], people)
        tell("facilities", exact[2].counts("facility")[:-1], coarse[2].counts("facility")[:-1], facilities)
        print(
            f"  roads lost: {exact[2].roads.lost_km:,.0f} km more than before; all roads held, geopandas: "
            f"{lost_km:,.0f} km; newly cut off: exact {len(exact[2].roads.cut_off)}, "
            f"coarse {len(coarse[2].roads.cut_off)}; without their hub or held, geopandas: {cut_off}"
        )


def frames(drag: FrontDrag) -> tuple[Any, Any, Any, Any, Any]:
    """What the plain side works on, projected beforehand, so that only the answer is timed."""
    cells = drag.population.cells[["people", "geometry"]].to_crs(PLANE)
    cells["size"] = cells.area
    sites = gpd.GeoDataFrame(geometry=drag.sites.points, crs=4326).to_crs(PLANE)
    state = drag.roads
    graph = state.graph
    roads = gpd.GeoDataFrame({"tail": graph.tail, "head": graph.head}, geometry=graph.lines, crs=4326).to_crs(
        PLANE
    )
    known = state.hub >= 0
    nodes = graph.tail[state.place_edges[known]]
    hubs = graph.tail[state.hub_edges[state.hub[known]]]
    return cells, sites, roads, nodes, hubs


def tell(what: str, exact: Any, coarse: Any, plainly: Any) -> None:
    """Print three rows of figures side by side."""
    for name, values in (("exact", exact), ("coarse", coarse), ("geopandas", plainly)):
        print(f"  {what:<14} {name:<10} " + " ".join(f"{value:>11,.0f}" for value in np.asarray(values)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data")
