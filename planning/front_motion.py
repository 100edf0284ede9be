"""The front while it is dragged: a coarse answer at once, and the exact one when it rests.

Both answer only for what the move can change. Let R be what changes hands. A feature farther from R than
from the contact line keeps its distance, since neither its old nearest point nor a nearer new one lies in R;
so within a band edge of k km only features within k km of R are measured again. The exact answer measures
them geodesically against the contact line found anew, as `frontline_exposure` does; the coarse one measures
in one plane, takes cells of population at a few points each, and the outline of R for the contact line.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.contact_line import contact_line
from planning.country import country_of
from planning.distance_bands import Bands, share_within, shares_by_band
from planning.errors import PlanningError
from planning.front import Front, require_front
from planning.front_motion_roads import RoadState
from planning.front_motion_state import DragAnswer, features_of, hubs_of, places_of
from planning.front_outline import LonLat, Outline
from planning.front_shape import polygons, redrawn_area
from planning.geodesy import local_projection, share_of_area, transformed
from planning.population import Population, population_of, population_sources
from planning.run_control import RunControl

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULT_BANDS_KM = (5.0, 10.0, 20.0, 30.0, 50.0, 100.0)
# One plane for the whole front errs by less than this share; exact candidates are taken so much wider.
_PLANE_ERROR = 0.02
_TOUCH_KM = 0.05
_COARSE_KM = 0.1
_THREADS = 2
# A cell of population stands at this many points each way in the coarse answer, unless there are too many.
_SAMPLES_A_SIDE = 3
_MOST_SAMPLES = 200_000


class FrontDrag:
    """Everything that stays the same while the front is dragged; made once for a situation.

    Parameters
    ----------
    situation : Workspace
        With the scenario that is being edited applied.
    bands_km : tuple of float
        Edges of the distance bands.
    population : str
        Source of people, as `planning.population.population_of`.
    hubs : sequence of (lon, lat), optional
        Places whose connection counts; warehouses in use by default, else oblast centres.

    Raises
    ------
    MissingData
        When there is no front.
    """

    def __init__(
        self,
        situation: Workspace,
        *,
        bands_km: Sequence[float] = DEFAULT_BANDS_KM,
        population: str = "",
        hubs: Sequence[LonLat] | None = None,
        profile: str = "car",
        control: RunControl | None = None,
    ) -> None:
        control = control or RunControl()
        self.bands = Bands(tuple(bands_km))
        control.step(0.0, tr("Front"))
        self.front = require_front(situation)
        self.outline = Outline(self.front)
        self._country = country_of(situation)
        self._forth, _ = local_projection(self.front.area)
        # geometry lets go of the interpreter; threads that stay keep their projections
        self._workers = ThreadPoolExecutor(max_workers=_THREADS)
        self._line = transformed(self.front.line, self._forth)
        control.step(0.2, tr("Sites"))
        self.sites = features_of(situation)
        self._site_rows, _ = self.bands.rows_of(self.sites.points, self.front)
        control.step(0.4, tr("People"))
        self.population: Population | None = None
        if population or population_sources(situation):
            self.population = population_of(situation, population)
        self._prepare_people()
        # sites first, then the samples of cells of population
        self._lonlat = np.concatenate((self.sites.lonlat, self._samples))
        self._points = shapely.points(self._project(self._lonlat))
        self._tree = shapely.STRtree(self._points)
        control.step(0.6, tr("Roads"))
        self.places = places_of(situation, self.sites)
        self.roads: RoadState | None = None
        if any(len(layer) and layer.has_geometry for layer in situation.of_kind("road")):
            wanted = hubs_of(situation) if hubs is None else np.array(hubs, dtype=np.float64).reshape(-1, 2)
            self.roads = RoadState(
                situation, self.front, self.places.lonlat, wanted, profile, control.part(0.6, 1.0)
            )
        shapely.prepare(self._points)
        control.step(1.0, tr("Ready"))

    def pulled(self, grab: LonLat, to: LonLat, reach_km: float = 30.0) -> shapely.Geometry:
        """The line that takes the place of the front when it is pulled from one point to another.

        It is what `coarse` and `exact` take while dragging, and what a `RedrawFront` keeps.
        """
        return self.outline.pulled(grab, to, reach_km)

    def area_of(self, shape: shapely.Geometry) -> shapely.Geometry:
        """The area of control for a drawn line (in place of its stretch) or an area given whole.

        Raises
        ------
        PlanningError
            When the shape is neither, or nothing is left under control.
        """
        if shape.geom_type == "LineString":
            area = redrawn_area(self.front, self.outline, self._country, shape)
        else:
            area = polygons(shapely.make_valid(shape))
        if area.is_empty:
            raise PlanningError(
                tr("nothing is left under control after the front was moved"), where=tr("front")
            )
        return area

    def coarse(self, shape: shapely.Geometry) -> DragAnswer:
        """What changes, in tenths of a second: for the time the mouse moves."""
        started = time.perf_counter()
        area = self.area_of(shape)
        region = shapely.symmetric_difference(area, self.front.area)
        rows, people = self._site_rows, self._people
        if not region.is_empty:
            plane_region = transformed(region, self._forth)
            line = self._coarse_line(area, plane_region)
            near = self._near(plane_region, self.bands.edges_km[-1])
            away = _distance(self._points[near], line, self.bands.edges_km[-1])
            found = self._coarse_rows(self._lonlat[near], away, area)
            is_site = near < len(self.sites)
            rows = self._site_rows.copy()
            rows[near[is_site]] = found[is_site]
            people = self._moved_people(near[~is_site] - len(self.sites), found[~is_site])
        return self._answer(area, region, rows, people, exact=False, started=started)

    def exact(self, shape: shapely.Geometry) -> DragAnswer:
        """What changes, as an analysis of the moved front would give it: for when the mouse rests.

        Raises
        ------
        PlanningError
            When the moved area of control no longer borders on the rest of the country.
        """
        started = time.perf_counter()
        area = self.area_of(shape)
        region = shapely.symmetric_difference(area, self.front.area)
        rows, people = self._site_rows, self._people
        if not region.is_empty:
            line = contact_line(area, self._country)
            if line.is_empty:
                raise PlanningError(
                    tr("the area of control has no contact line: it borders on no other part of the country"),
                    where=tr("front"),
                )
            plane_region = transformed(region, self._forth)
            local = self._local_front(area, line, region, self.bands.edges_km[-1])
            near = self._near(plane_region, self.bands.edges_km[-1] * (1 + _PLANE_ERROR))
            sites = near[near < len(self.sites)]
            rows = self._site_rows.copy()
            rows[sites], _ = self.bands.rows_of(self.sites.points[sites], local)
            people = self._split_people(area, line, region, plane_region)
        return self._answer(area, region, rows, people, exact=True, started=started)

    def _answer(
        self,
        area: shapely.Geometry,
        region: shapely.Geometry,
        rows: Ints,
        people: Floats | None,
        *,
        exact: bool,
        started: float,
    ) -> DragAnswer:
        roads = self.roads.after(area, region, exact=exact) if self.roads is not None else None
        return DragAnswer(
            exact=exact,
            area=area,
            region=region,
            bands=self.bands,
            people=people,
            people_before=self._people,
            people_label=self.population.label if self.population is not None else None,
            sites=self.sites,
            rows=rows,
            rows_before=self._site_rows,
            roads=roads,
            places=self.places,
            seconds=time.perf_counter() - started,
        )

    def _prepare_people(self) -> None:
        """Shares of each cell up to each edge, and the row of its middle."""
        self._people: Floats | None = None
        self._samples: Floats = np.zeros((0, 2))
        self._sample_cell: Ints = np.zeros(0, dtype=np.int64)
        if self.population is None:
            return
        cells = self.population.cells
        self._cells: NDArray[Any] = cells.geometry.to_numpy()
        self._count: Floats = cells["people"].to_numpy(dtype=np.float64)
        self._size: Floats = share_of_area(self._cells)
        shares = shares_by_band(self._cells, self.front, self.bands)
        self._within: Floats = np.cumsum(shares, axis=1)
        self._people = self._count @ shares
        plane = transformed(self._cells, self._forth)
        self._half_km = shapely.minimum_bounding_radius(plane) if len(plane) else np.zeros(0)
        self._samples, cell = _samples(self._cells)
        self._sample_people: Floats = (self._count / np.maximum(np.bincount(cell), 1))[cell]
        self._sample_cell = cell
        away = _distance(shapely.points(self._project(self._samples)), self._line, self.bands.edges_km[-1])
        self._sample_rows = self._coarse_rows(self._samples, away, self.front.area)

    def _project(self, lonlat: Floats) -> Floats:
        return np.column_stack(self._forth.transform(lonlat[:, 0], lonlat[:, 1]))

    def _near(self, plane_region: shapely.Geometry, km: float) -> Ints:
        """Numbers of sites, then cells, within `km` of the region, ascending."""
        found = self._tree.query(plane_region, predicate="dwithin", distance=km)
        return np.sort(found).astype(np.int64)

    def _coarse_line(self, area: shapely.Geometry, plane_region: shapely.Geometry) -> shapely.Geometry:
        """The contact line near the region: the old one outside it, and the new outline along it."""
        reach = 2 * self.bands.edges_km[-1]
        west, south, east, north = plane_region.bounds
        box = (west - reach, south - reach, east + reach, north + reach)
        old = shapely.clip_by_rect(self._line, *box)
        touched = shapely.buffer(plane_region, _TOUCH_KM, quad_segs=2)
        outline = shapely.clip_by_rect(shapely.boundary(transformed(area, self._forth)), *box)
        shapely.prepare(touched)
        return shapely.union_all([shapely.difference(old, touched), shapely.intersection(outline, touched)])

    def _coarse_rows(self, lonlat: Floats, away_km: Floats, area: shapely.Geometry) -> Ints:
        shapely.prepare(area)
        rows = 1 + np.searchsorted(np.array(self.bands.edges_km), away_km, side="left").astype(np.int64)
        rows[shapely.contains_xy(area, lonlat[:, 0], lonlat[:, 1])] = 0
        return rows

    def _moved_people(self, samples: Ints, rows: Ints) -> Floats | None:
        if self._people is None:
            return None
        weights = self._sample_people[samples]
        gone = np.bincount(self._sample_rows[samples], weights=weights, minlength=self.bands.count)
        come = np.bincount(rows, weights=weights, minlength=self.bands.count)
        return np.maximum(self._people + come - gone, 0.0)

    def _split_people(
        self,
        area: shapely.Geometry,
        line: shapely.Geometry,
        region: shapely.Geometry,
        plane_region: shapely.Geometry,
    ) -> Floats | None:
        """People by row with the cells near the region split along the edges anew."""
        if self._people is None:
            return None
        within = self._within.copy()
        widest = float(self._half_km.max(initial=0.0))

        def split(edge: float) -> tuple[Ints, Floats]:
            near = self._near(plane_region, (edge + 2 * widest) * (1 + _PLANE_ERROR) + 1.0)
            cells = np.unique(self._sample_cell[near[near >= len(self.sites)] - len(self.sites)])
            return cells, self._share_within(cells, area, line, region, edge)

        # the widest first: it takes longest
        edges = (0.0, *self.bands.edges_km)
        for number, (cells, share) in zip(
            reversed(range(len(edges))), self._workers.map(split, reversed(edges)), strict=True
        ):
            within[cells, number] = share
        within[:, :-1] = np.minimum(np.maximum.accumulate(within[:, :-1], axis=1), 1.0)
        shares = np.diff(within, axis=1, prepend=0.0)
        return np.asarray(self._count @ shares, dtype=np.float64)

    def _share_within(
        self,
        cells: Ints,
        area: shapely.Geometry,
        line: shapely.Geometry,
        region: shapely.Geometry,
        edge: float,
    ) -> Floats:
        """Share of each cell in the area of control or within an edge of the contact line."""
        if not len(cells):
            return np.zeros(0)
        local = self._local_front(area, line, region, max(edge, 1.0) + 2 * float(self._half_km[cells].max()))
        shapes, sizes = self._cells[cells], self._size[cells]
        share = np.zeros(len(cells))
        flat = sizes > 0
        if flat.any():
            share[flat] = share_within(shapes[flat], sizes[flat], local.area)
            if edge > 0:
                share[flat] += share_within(shapes[flat], sizes[flat], local.zone(edge))
        points = ~flat
        if points.any():
            held = local.inside(shapes[points])
            share[points] = held | ((local.distance_km(shapes[points]) <= edge) & (edge > 0))
        return np.minimum(share, 1.0)

    def _local_front(
        self, area: shapely.Geometry, line: shapely.Geometry, region: shapely.Geometry, km: float
    ) -> Front:
        """The part of the moved front that decides what lies within `km` of it near the region."""
        west, south, east, north = region.bounds
        high = 2.1 * km / 111.0
        wide = high / np.cos(np.radians(min(abs(north), 80.0) + high))
        box = shapely.box(west - wide, south - high, east + wide, north + high)
        return Front(
            date=self.front.date,
            layers=self.front.layers,
            area=polygons(shapely.intersection(area, box)),
            line=shapely.MultiLineString(_lines(shapely.clip_by_rect(line, *box.bounds))),
        )


def _samples(cells: NDArray[Any]) -> tuple[Floats, Ints]:
    """Points spread over each cell, and the cell of each: a grid of them, at least one within."""
    side = _SAMPLES_A_SIDE if len(cells) * _SAMPLES_A_SIDE**2 <= _MOST_SAMPLES else 1
    west, south, east, north = shapely.bounds(cells).T
    steps = (np.arange(side) + 0.5) / side
    x = (west[:, None] + steps * (east - west)[:, None])[:, :, None].repeat(side, axis=2)
    y = (south[:, None] + steps * (north - south)[:, None])[:, None, :].repeat(side, axis=1)
    cell = np.repeat(np.arange(len(cells)), side * side)
    lonlat = np.column_stack((x.ravel(), y.ravel()))
    shapely.prepare(cells)
    inside = shapely.contains_xy(cells[cell], lonlat[:, 0], lonlat[:, 1])
    bare = np.setdiff1d(np.arange(len(cells)), cell[inside])
    lonlat = np.concatenate((lonlat[inside], shapely.get_coordinates(shapely.point_on_surface(cells[bare]))))
    return lonlat, np.concatenate((cell[inside], bare)).astype(np.int64)


def _lines(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shapely.get_parts(np.asarray([geometry])))
    return list(parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)])


def _distance(points: NDArray[Any], line: shapely.Geometry, most: float) -> Floats:
    """Distance of each point from the line in the plane; infinite beyond `most`."""
    away = np.full(len(points), np.inf)
    parts = shapely.get_parts(shapely.simplify(line, _COARSE_KM))
    parts = parts[shapely.get_type_id(parts) == 1]
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    same = owner[1:] == owner[:-1]
    if not same.any() or not len(points):
        return away
    tree = shapely.STRtree(shapely.linestrings(np.stack((coordinates[:-1][same], coordinates[1:][same]), 1)))
    found, km = tree.query_nearest(points, max_distance=most, return_distance=True, all_matches=False)
    away[found[0]] = km
    return away
