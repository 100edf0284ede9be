"""The front as analyses use it: the area of control, the contact line, and how far from it things lie."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.layer import Layer
from layers.text import tr, trn
from layers.workspace import Workspace
from planning.contact_line import STRAIT_KM, TOLERANCE_KM, contact_line
from planning.controlled_side import controlled_side
from planning.country import Country, country_of
from planning.errors import BadParameter, MissingData, PlanningError
from planning.geodesy import nearest_km, within_km
from planning.outcome import Assumption, Ground, data_assumption
from planning.remembered import Remembered

SIDES = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """The front of one date; geometries in EPSG:4326.

    Attributes
    ----------
    date : date
    layers : tuple of str
        Names of the front layers it was taken from.
    area : MultiPolygon
        Areas of control.
    line : MultiLineString
        The contact line: the outline of the areas without the international border and the coast, or the
        lines as given.
    assumptions : tuple of Assumption
        What the front rests on: the layers, and how the contact line or the controlled side was found.
    """

    date: dt.date
    layers: tuple[str, ...]
    area: shapely.Geometry
    line: shapely.Geometry
    assumptions: tuple[Assumption, ...] = ()
    _zones: dict[float, shapely.Geometry] = field(default_factory=dict, repr=False)

    def distance_km(self, geometries: ArrayLike) -> NDArray[np.float64]:
        """Geodesic distance to the contact line, km, on either side of it; NaN for missing geometries."""
        return nearest_km(geometries, self.line)

    def inside(self, geometries: ArrayLike) -> NDArray[np.bool_]:
        """Whether each geometry, or any part of it, lies in the area of control; False for missing ones."""
        features = np.asarray(geometries, dtype=object)
        shapely.prepare(self.area)
        return np.asarray(shapely.intersects(self.area, features), dtype=bool)

    def zone(self, km: float) -> shapely.Geometry:
        """Everything within `km` of the contact line and outside the area of control."""
        if km not in self._zones:
            self._zones[km] = shapely.difference(within_km(self.line, km), self.area)
        return self._zones[km]


def require_front(situation: Workspace, *, control_side: str = "") -> Front:
    """The latest front of `situation`; see `front_of`.

    Raises
    ------
    MissingData
        When the workspace holds no front.
    PlanningError
        As `front_of`.
    """
    front = front_of(situation, control_side=control_side)
    if front is None:
        raise MissingData(
            tr("the workspace holds no front line"),
            where=situation.name,
            expected=tr("Areas of control (polygons) or front lines, with their date."),
            todo=tr("Import them, for example a daily DeepState file."),
        )
    return front


def front_of(situation: Workspace, *, control_side: str = "") -> Front | None:
    """The front of the latest date over all front layers, or None when there is none.

    Parameters
    ----------
    control_side : str
        ``left`` or ``right`` of the line in drawing direction, for lines whose row does not state it.

    Raises
    ------
    PlanningError
        When rows are undated, a line does not say which side is under control, or an area of control has
        no outline in common with the rest of the country.
    """
    if control_side not in ("", *SIDES):
        raise BadParameter(
            tr("“{text}” was given for the controlled side", text=control_side),
            expected=tr("Expected left or right, seen in drawing direction."),
        )
    layers = [layer for layer in situation.of_kind("frontline") if layer.has_geometry and len(layer)]
    if not layers:
        return None
    held = (*layers, *situation.of_kind("admin_area"))
    return _fronts.get(
        held, (control_side, situation.today()), lambda: _build(situation, layers, control_side)
    )


_fronts: Remembered[Front | None] = Remembered(most=6)


def _build(situation: Workspace, layers: list[Layer], control_side: str) -> Front | None:
    rows = _rows(layers)
    if rows.empty:
        return None
    undated = rows["front_date"].isna()
    if undated.any():
        raise PlanningError(
            trn(
                "{count:,} feature of the front has no date",
                "{count:,} features of the front have no date",
                int(undated.sum()),
            ),
            where=", ".join(sorted(set(rows.loc[undated, "layer"]))),
            todo=tr("Give the date in the attribute table, or import the file with its date."),
        )
    latest = rows["front_date"].max()
    rows = rows[rows["front_date"] == latest]
    names = tuple(dict.fromkeys(rows["layer"]))
    country = country_of(situation)
    data = tuple(
        data_assumption(_of_date(layer, latest), situation.today()) for layer in layers if layer.name in names
    )
    is_area = shapely.get_dimensions(rows["geometry"].to_numpy()) == 2
    if is_area.any():
        area, line, found = _from_areas(rows[is_area], int((~is_area).sum()), country)
    else:
        area, line, found = _from_lines(rows, control_side, country)
    return Front(date=latest.date(), layers=names, area=area, line=line, assumptions=(*data, *found))


def _of_date(layer: Layer, date: pd.Timestamp) -> Layer:
    """The layer with only the rows of that date, which then is the date of its data."""
    kept = layer.frame[layer.frame["front_date"] == date]
    return replace(layer, frame=kept, provenance=replace(layer.provenance, date=date.date()))


def _rows(layers: list[Layer]) -> pd.DataFrame:
    """Rows that have a geometry: layer, front_date, control_side, geometry."""
    frames = [
        pd.DataFrame(
            {
                "layer": layer.name,
                "front_date": layer.frame["front_date"],
                "control_side": layer.frame["control_side"],
                "geometry": layer.frame.geometry.to_numpy(),
            }
        )
        for layer in layers
    ]
    rows = pd.concat(frames, ignore_index=True)
    shapes = rows["geometry"].to_numpy()
    return rows[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]


def _from_areas(
    rows: pd.DataFrame, ignored_lines: int, country: Country
) -> tuple[shapely.Geometry, shapely.Geometry, tuple[Assumption, ...]]:
    shapes = shapely.make_valid(shapely.force_2d(rows["geometry"].to_numpy()))
    area = _polygons(shapely.union_all(shapes))
    line = contact_line(area, country)
    if line.is_empty:
        raise PlanningError(
            tr("the area of control has no contact line: it borders on no other part of the country"),
            where=", ".join(sorted(set(rows["layer"]))),
            expected=tr("The outline of the country was taken from {origin}.", origin=country.origin),
            todo=tr("Check that the area and the outline belong together."),
        )
    found = [
        Assumption(
            text=tr(
                "The contact line is the outline of the area of control where it faces the rest of the "
                "country, whose outline comes from {origin}; outlines may differ by {tolerance:g} km, and "
                "shores facing each other within {strait:g} km of water count",
                origin=country.origin,
                tolerance=TOLERANCE_KM,
                strait=STRAIT_KM,
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        )
    ]
    if ignored_lines:
        text = trn(
            "{count:,} line of the front left out: areas of control of the same date are used",
            "{count:,} lines of the front left out: areas of control of the same date are used",
            ignored_lines,
        )
        found.append(Assumption(text=text, ground=Ground.IGNORED))
    return area, line, tuple(found)


def _from_lines(
    rows: pd.DataFrame, control_side: str, country: Country
) -> tuple[shapely.Geometry, shapely.Geometry, tuple[Assumption, ...]]:
    sides = rows["control_side"].fillna(control_side).to_numpy(dtype=object)
    unknown = ~np.isin(sides, SIDES)
    if unknown.any():
        raise PlanningError(
            trn(
                "{count:,} front line does not say which side is under control",
                "{count:,} front lines do not say which side is under control",
                int(unknown.sum()),
            ),
            where=", ".join(sorted(set(rows.loc[unknown, "layer"]))),
            expected=tr("A front given as a line needs its side: left or right in drawing direction."),
            todo=tr("Set the field control_side of each line, or the parameter control_side for all."),
        )
    parts, owner = shapely.get_parts(
        shapely.line_merge(shapely.force_2d(rows["geometry"].to_numpy()), directed=True), return_index=True
    )
    lines = shapely.get_dimensions(parts) == 1
    parts, owner = parts[lines], owner[lines]
    side = controlled_side(parts, sides[owner] == "left", country)
    found = [
        Assumption(
            text=tr(
                "The area of control is the part of the country on the stated side of the front lines; "
                "the outline of the country comes from {origin}",
                origin=country.origin,
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        )
    ]
    if control_side and rows["control_side"].isna().any():
        text = tr("The side under control is {side} of the lines in drawing direction", side=control_side)
        found.append(Assumption(text=text, ground=Ground.CHOSEN, source="planner"))
    if side.joins_km:
        text = trn(
            "{count:,} end of a front line was joined to the border or another line, over {longest:,.1f} km",
            "{count:,} ends of front lines were joined to the border or another line, over at most "
            "{longest:,.1f} km; the joins only decide sides and are no contact line",
            len(side.joins_km),
            longest=max(side.joins_km),
        )
        found.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return _polygons(side.area), shapely.multilinestrings(list(parts)), tuple(found)


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a geometry as a MultiPolygon."""
    parts = shapely.get_parts(shapely.get_parts(np.asarray([geometry])))
    return shapely.multipolygons(list(parts[shapely.get_type_id(parts) == 3]))
