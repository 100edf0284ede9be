"""The front while it is dragged: a coarse answer at once, and the exact one when it rests.

Both answer only for what the move can change. Let R be what changes hands. A feature farther from R than
from the contact line keeps its distance, since neither its old nearest point nor a nearer new one lies in R;
so within a band edge of k km only features within k km of R are measured again. The contact line is judged
anew near R. The exact answer measures geodesically, as `frontline_exposure` does; the coarse one measures in
one plane, from points along the line, and takes cells of population at a few points each.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.contact_line import ContactLineNearby, contact_line
from planning.country import country_of
from planning.distance_bands import Bands, own_copies, share_within, shares_by_band
from planning.errors import PlanningError
from planning.front import Front, require_front
from planning.front_motion_areas import AreasAfter, AreaState
from planning.front_motion_roads import RoadState
from planning.front_motion_samples import samples_of
from planning.front_motion_state import DragAnswer, features_of, hubs_of, places_of
from planning.front_outline import LonLat, Outline
from planning.front_redrawn import Redrawn, redrawn
from planning.front_shape import GRID_DEG, polygons
from planning.geodesy import local_projection, share_of_area, transformed
from planning.outcome import Assumption, data_assumption
from planning.population import Population, population_of, population_sources
from planning.run_control import RunControl
from planning.site_clearance import ClearanceRule
from planning.stale_data import stale_among

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULT_BANDS_KM = (5.0, 10.0, 20.0, 30.0, 50.0, 100.0)
# One plane for the whole front errs by less than this share; exact candidates are taken so much wider.
_PLANE_ERROR = 0.02
# Points on the line stand so far apart in the coarse answer; nearer where the first band is narrow.
_SPACING_KM = 0.4
_THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was measured against a moved front: rows and distances of sites, people by row, areas."""

    rows: Ints
    site_km: Floats
    people: Floats | None
    areas: AreasAfter | None


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
    rule : ClearanceRule, optional
        Which centres are to be evacuated or decongested; it may be set anew at any time.
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
        rule: ClearanceRule | None = None,
        hubs: Sequence[LonLat] | None = None,
        profile: str = "car",
        control: RunControl | None = None,
    ) -> None:
        control = control or RunControl()
        self.bands = Bands(tuple(bands_km))
        self.rule = rule or ClearanceRule()
        self._spacing_km = min(_SPACING_KM, self.bands.edges_km[0] / 10)
        control.step(0.0, tr("Front"))
        self.front = require_front(situation)
        self.outline = Outline(self.front)
        self._country = country_of(situation)
        self._forth, back = local_projection(self.front.area)
        # geometry lets go of the interpreter; threads that stay keep their projections
        self._workers = ThreadPoolExecutor(max_workers=_THREADS)
        self._line = transformed(self.front.line, self._forth)
        # a front given as lines is moved as the outline of its area
        known = contact_line(self.front.area, self._country)
        self._contact = ContactLineNearby(known, self._country, self._forth, back)
        control.step(0.2, tr("Sites"))
        self.sites = features_of(situation)
        self._site_rows, self._site_km = self.bands.rows_of(self.sites.points, self.front)
        control.step(0.4, tr("People"))
        self.population: Population | None = None
        if population or population_sources(situation):
            self.population = population_of(situation, population)
        self._prepare_people()
        # sites first, then the samples of cells of population
        self._lonlat = np.concatenate((self.sites.lonlat, self._samples))
        self._plane = self._project(self._lonlat)
        self._tree = shapely.STRtree(shapely.points(self._plane))
        control.step(0.55, tr("Areas"))
        self.areas = AreaState(situation, self._forth, self._line)
        self.stale = self._stale(situation)
        control.step(0.6, tr("Roads"))
        self.places = places_of(situation, self.sites)
        self.roads: RoadState | None = None
        if any(len(layer) and layer.has_geometry for layer in situation.of_kind("road")):
            wanted = hubs_of(situation) if hubs is None else np.array(hubs, dtype=np.float64).reshape(-1, 2)
            self.roads = RoadState(
                situation, self.front, self.places.lonlat, wanted, profile, control.part(0.6, 1.0)
            )
        control.step(1.0, tr("Ready"))

    def pulled(self, grab: LonLat, to: LonLat, reach_km: float = 30.0) -> shapely.Geometry:
        """The line that takes the place of the front when it is pulled from one point to another.

        It is what `coarse` and `exact` take while dragging, and what a `RedrawFront` keeps.
        """
        return self.outline.pulled(grab, to, reach_km)

    def moved(self, shape: shapely.Geometry, *, coarse: bool = False) -> Redrawn:
        """The front with a drawn line (or several) in place of its stretch, or with an area given whole.

        Raises
        ------
        PlanningError
            When the shape is neither, or nothing is left under control.
        """
        if shapely.get_dimensions(shape) == 1:
            grid = None if coarse else GRID_DEG
            after = redrawn(self.front, self.outline, self._country, shape, grid_deg=grid)
        else:
            area = polygons(shapely.make_valid(shape))
            after = Redrawn(area, shapely.symmetric_difference(area, self.front.area))
        if after.area.is_empty:
            raise PlanningError(
                tr("nothing is left under control after the front was moved"), where=tr("front")
            )
        return after

    def coarse(self, shape: shapely.Geometry) -> DragAnswer:
        """What changes, in tenths of a second: for the time the mouse moves."""
        started = time.perf_counter()
        after = self.moved(shape, coarse=True)
        rule = self.rule
        rows, site_km, people = self._site_rows, self._site_km, self._people
        plane_region, line = transformed(after.region, self._forth), self._line
        if not after.region.is_empty:
            line = transformed(self._line_of(after), self._forth)
            reach_km = self._reach_km(rule)
            near = self._near(plane_region, reach_km)
            away = self._distance(self._plane[near], line, reach_km)
            found = self._coarse_rows(self._lonlat[near], away, after.area)
            is_site = near < len(self.sites)
            rows, site_km = rows.copy(), site_km.copy()
            rows[near[is_site]], site_km[near[is_site]] = found[is_site], away[is_site]
            people = self._moved_people(near[~is_site] - len(self.sites), found[~is_site])
        areas = self.areas.after(line, plane_region, rule.decongest_km)
        return self._answer(after, _Found(rows, site_km, people, areas), rule, exact=False, started=started)

    def exact(self, shape: shapely.Geometry, control: RunControl | None = None) -> DragAnswer:
        """What changes, as an analysis of the moved front would give it: for when the mouse rests.

        Raises
        ------
        PlanningError
            When the moved area of control no longer borders on the rest of the country.
        Cancelled
            When `control` says so.
        """
        control = control or RunControl()
        started = time.perf_counter()
        after = self.moved(shape)
        rule = self.rule
        rows, site_km, people = self._site_rows, self._site_km, self._people
        plane_region, line, local = transformed(after.region, self._forth), self.front.line, self.front
        if not after.region.is_empty:
            control.step(0.1, tr("Front"))
            line = self._line_of(after)
            control.step(0.3, tr("Sites"))
            reach_km = self._reach_km(rule)
            local = self._local_front(after.area, line, after.region, reach_km)
            near = self._near(plane_region, reach_km * (1 + _PLANE_ERROR))
            sites = near[near < len(self.sites)]
            rows, site_km = rows.copy(), site_km.copy()
            rows[sites], site_km[sites] = self.bands.rows_of(self.sites.points[sites], local)
            control.step(0.4, tr("People"))
            people = self._split_people(after, line, plane_region, control)
        control.step(0.8, tr("Areas"))
        plane_line = transformed(line, self._forth)
        areas = self.areas.after(
            plane_line, plane_region, rule.decongest_km, local.distance_km, self.front.distance_km
        )
        control.step(0.9, tr("Roads"))
        return self._answer(after, _Found(rows, site_km, people, areas), rule, exact=True, started=started)

    def _answer(
        self,
        after: Redrawn,
        found: _Found,
        rule: ClearanceRule,
        *,
        exact: bool,
        started: float,
    ) -> DragAnswer:
        roads = None
        if self.roads is not None:
            roads = self.roads.after(after.area, after.region, exact=exact)
        return DragAnswer(
            exact=exact,
            area=after.area,
            region=after.region,
            bands=self.bands,
            people=found.people,
            people_before=self._people,
            people_label=self.population.label if self.population is not None else None,
            sites=self.sites,
            rows=found.rows,
            rows_before=self._site_rows,
            front_km=found.site_km,
            front_km_before=self._site_km,
            rule=rule,
            areas=found.areas,
            roads=roads,
            places=self.places,
            stale=self.stale,
            seconds=time.perf_counter() - started,
        )

    def _reach_km(self, rule: ClearanceRule) -> float:
        return max(self.bands.edges_km[-1], rule.decongest_km)

    def _stale(self, situation: Workspace) -> tuple[Assumption, ...]:
        """The data used that is past its shelf life."""
        used = [*self.sites.layers, *situation.of_kind("road")]
        notes = [data_assumption(layer, situation.today()) for layer in used]
        people = self.population.assumptions if self.population is not None else ()
        return stale_among((*self.front.assumptions, *people, *notes))

    def _prepare_people(self) -> None:
        """Shares of each cell up to each edge, and the row of its middle."""
        self._people: Floats | None = None
        self._samples: Floats = np.zeros((0, 2))
        self._sample_cell: Ints = np.zeros(0, dtype=np.int64)
        if self.population is None:
            return
        cells = self.population.cells
        self._cells: NDArray[Any] = own_copies(cells.geometry.to_numpy())
        self._count: Floats = cells["people"].to_numpy(dtype=np.float64)
        self._size: Floats = share_of_area(self._cells)
        shares = shares_by_band(self._cells, self.front, self.bands)
        self._within: Floats = np.cumsum(shares, axis=1)
        self._people = self._count @ shares
        plane = transformed(self._cells, self._forth)
        self._half_km = shapely.minimum_bounding_radius(plane) if len(plane) else np.zeros(0)
        self._samples, cell = samples_of(self._cells)
        self._sample_people: Floats = (self._count / np.maximum(np.bincount(cell), 1))[cell]
        self._sample_cell = cell
        away = self._distance(self._project(self._samples), self._line, self.bands.edges_km[-1])
        self._sample_rows = self._coarse_rows(self._samples, away, self.front.area)

    def _project(self, lonlat: Floats) -> Floats:
        return np.column_stack(self._forth.transform(lonlat[:, 0], lonlat[:, 1]))

    def _near(self, plane_region: shapely.Geometry, km: float) -> Ints:
        """Numbers of sites, then cells, within `km` of the region, ascending."""
        found = self._tree.query(plane_region, predicate="dwithin", distance=km)
        return np.sort(found).astype(np.int64)

    def _line_of(self, after: Redrawn) -> shapely.Geometry:
        line = self._contact.of(after.area, after.region)
        if line.is_empty:
            raise PlanningError(
                tr("the area of control has no contact line: it borders on no other part of the country"),
                where=tr("front"),
            )
        return line

    def _distance(self, places: Floats, line: shapely.Geometry, most_km: float) -> Floats:
        """Distance (km) of places in the plane from points close together on the line; infinite far off."""
        from scipy.spatial import cKDTree

        away = np.full(len(places), np.inf)
        parts = shapely.get_parts(line)
        parts = parts[shapely.get_type_id(parts) == 1]
        if len(parts) and len(places):
            points = shapely.get_coordinates(shapely.segmentize(parts, self._spacing_km))
            tree = cKDTree(points, balanced_tree=False, compact_nodes=False)
            away, _ = tree.query(places, distance_upper_bound=most_km)
        return np.asarray(away, dtype=np.float64)

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
        self, after: Redrawn, line: shapely.Geometry, plane_region: shapely.Geometry, control: RunControl
    ) -> Floats | None:
        """People by row with the cells near the region split along the edges anew."""
        if self._people is None:
            return None
        within = self._within.copy()
        widest = float(self._half_km.max(initial=0.0))

        def split(edge: float) -> tuple[Ints, Floats]:
            control.step(0.5, tr("People"))
            near = self._near(plane_region, (edge + 2 * widest) * (1 + _PLANE_ERROR) + 1.0)
            cells = np.unique(self._sample_cell[near[near >= len(self.sites)] - len(self.sites)])
            return cells, self._share_within(cells, after, line, edge)

        # the widest first: it takes longest
        edges = (0.0, *self.bands.edges_km)
        for number, (cells, share) in zip(
            reversed(range(len(edges))), self._workers.map(split, reversed(edges)), strict=True
        ):
            within[cells, number] = share
        within[:, :-1] = np.minimum(np.maximum.accumulate(within[:, :-1], axis=1), 1.0)
        shares = np.diff(within, axis=1, prepend=0.0)
        return np.asarray(self._count @ shares, dtype=np.float64)

    def _share_within(self, cells: Ints, after: Redrawn, line: shapely.Geometry, edge: float) -> Floats:
        """Share of each cell in the area of control or within an edge of the contact line."""
        if not len(cells):
            return np.zeros(0)
        reach = max(edge, 1.0) + 2 * float(self._half_km[cells].max())
        local = self._local_front(after.area, line, after.region, reach)
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


def _lines(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shapely.get_parts(np.asarray([geometry])))
    return list(parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)])
