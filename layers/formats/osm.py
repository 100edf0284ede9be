"""Reader of OpenStreetMap extracts: PBF and XML, also packed with gzip or bzip2.

The file is streamed: first the relations, then everything with a key that is looked for, then the nodes of
the ways that were chosen. Only the coordinates of those nodes are held.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely

from layers.errors import LayerError, UnsupportedFile
from layers.formats.osm_tags import (
    CROSSING_FIELDS,
    FACILITY_FIELDS,
    FACILITY_KEYS,
    PLACE_FIELDS,
    ROAD_CLASSES,
    ROAD_FIELDS,
    Tags,
    facility,
    place_type,
)
from layers.layer import STORAGE_CRS
from layers.layer_kind import Problem
from layers.text import Text, tr, trn

Progress = Callable[[float, "Text | str"], None]

OSM_SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_OBJECTS_BETWEEN_REPORTS = 1000
_WKB_AT_ONCE = 50_000
# objects with tags that are looked for, for each byte of a file; only steadies the progress bar
_OBJECTS_PER_BYTE = {".pbf": 1 / 130, ".gz": 1 / 400, ".bz2": 1 / 400}
_OBJECTS_PER_BYTE_OF_XML = 1 / 3000

Columns = Mapping[str, Callable[[Tags], object]]
_ROLES: dict[str, tuple[str, Columns]] = {
    "roads": ("road", ROAD_FIELDS),
    "ferries": ("road", ROAD_FIELDS),
    "places": ("populated_place", PLACE_FIELDS),
    "border_crossings": ("border_crossing", CROSSING_FIELDS),
    "facilities": ("facility", FACILITY_FIELDS),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OsmLayer:
    """One layer found in an extract.

    Attributes
    ----------
    name : str
        ``roads``, ``ferries``, ``places``, ``border_crossings``, ``facilities`` or ``turn_restrictions``.
    kind : str
        Name of the layer kind; turn restrictions are `reference`.
    frame : GeoDataFrame
        EPSG:4326; columns bear the field names of the kind, then what is kept beside them. Index from 1.
    problems : tuple of Problem
        What was left out, cut or assumed.
    """

    name: str
    kind: str
    frame: gpd.GeoDataFrame
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OsmExtract:
    """What an extract holds.

    Attributes
    ----------
    layers : tuple of OsmLayer
        Those with features, roads first.
    date : date, optional
        The day of the extract, where the file says it.
    """

    layers: tuple[OsmLayer, ...]
    date: dt.date | None


def is_osm(path: Path) -> bool:
    """Whether a file is named as OpenStreetMap extracts are."""
    return path.name.casefold().endswith(OSM_SUFFIXES)


def read_osm(path: Path, progress: Progress = lambda _fraction, _stage: None) -> OsmExtract:
    """Roads, ferries, turn restrictions, places, border crossing points and facilities of an extract.

    Roads are the car network, `highway` from motorway to service without links to areas (`area=yes`); each
    keeps its `highway` and `access` (for motor vehicles) beside the fields of the kind, and the vertices it
    shares with others. Turn restrictions are points at their via node with `restriction`, `from_way`,
    `via`, `to_way`, `except_for`, `vehicle` and `condition`.

    Parameters
    ----------
    progress : callable
        Called with the fraction done and the stage; what it raises ends the reading.

    Raises
    ------
    LayerError
        When the file is damaged or holds nothing of the kind.
    """
    try:
        return _Reading(path, progress).extract()
    except (RuntimeError, OSError) as error:
        raise LayerError(
            tr("the OpenStreetMap file cannot be read ({reason})", reason=error),
            where=path.name,
            expected=tr("A whole PBF or XML extract, plain or packed with gzip or bzip2."),
            todo=tr("Download it again; it may have been cut off on the way."),
        ) from error


@dataclass(slots=True)
class _Rows:
    """Features of one role, column by column."""

    columns: dict[str, list[Any]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)

    def add(self, tags: Tags, meaning: Columns, osm_id: str) -> None:
        """A row; its shape follows."""
        for name, value in meaning.items():
            self.columns.setdefault(name, []).append(value(tags))
        self.ids.append(osm_id)

    def flush(self) -> None:
        """Turn the hexadecimal WKB that waits into shapes."""
        self.shapes.extend(shapely.from_wkb(self.waiting))
        self.waiting.clear()


@dataclass(frozen=True, slots=True)
class _Restriction:
    """A turn restriction as mapped."""

    osm_id: int
    restriction: str
    vehicle: str | None
    condition: str | None
    except_for: str | None
    members: tuple[tuple[str, str, int], ...]  # role, type, id

    def member(self, role: str) -> str | None:
        """The members of a role, such as ``way/12``, several apart by semicolons."""
        return ";".join(f"{_TYPES[t]}/{i}" for r, t, i in self.members if r == role) or None


_TYPES = {"n": "node", "w": "way", "r": "relation"}


class _Reading:
    """One pass after another over one file."""

    def __init__(self, path: Path, progress: Progress) -> None:
        self.path, self.progress = path, progress
        self.rows = {role: _Rows() for role in _ROLES}
        self.restrictions: list[_Restriction] = []
        self.facility_relations: dict[int, tuple[dict[str, str], tuple[int, ...]]] = {}
        self.member_shapes: dict[int, Any] = {}
        self.left_out: Counter[str] = Counter()
        self.without_nodes = 0
        self.tracker = osmium.IdTracker()
        self.locations = osmium.index.create_map("flex_mem")
        size = path.stat().st_size
        self.expected = 1 + size * _OBJECTS_PER_BYTE.get(path.suffix.casefold(), _OBJECTS_PER_BYTE_OF_XML)

    def extract(self) -> OsmExtract:
        with osmium.io.Reader(str(self.path), osmium.osm.NOTHING) as reader:
            header = reader.header()
            if header.has_multiple_object_versions:
                raise UnsupportedFile(
                    tr("this is a history file with several versions of each object"),
                    where=self.path.name,
                    expected=tr("An extract of one moment (.osm, .osm.pbf) can be read."),
                )
            date = _date_of(header)
        self._read_relations()
        self._choose()
        self._build()
        self._finish_relations()
        layers = tuple(layer for layer in (*self._layers(), self._turn_restrictions()) if len(layer.frame))
        if not layers:
            raise LayerError(
                tr("the file holds no roads, places, border crossing points or facilities"),
                where=self.path.name,
                expected=tr("At least one of these was expected in an OpenStreetMap extract."),
            )
        self.progress(1.0, tr("OpenStreetMap extract read"))
        return OsmExtract(layers=layers, date=date)

    def _objects(
        self, entities: Any, *handlers: object, first: float, last: float, stage: Text
    ) -> Iterator[Any]:
        """Objects that pass the filters; says now and then how far it has come."""
        with osmium.io.Reader(str(self.path), entities) as reader:
            self.progress(first, stage)
            for count, item in enumerate(osmium.OsmFileIterator(reader, *handlers), start=1):
                if count % _OBJECTS_BETWEEN_REPORTS == 0:
                    done = 1 - math.exp(-2 * count / self.expected)
                    self.progress(first + (last - first) * done, stage)
                yield item

    def _read_relations(self) -> None:
        stage = tr("Reading turn restrictions")
        relations = self._objects(
            osmium.osm.RELATION, osmium.filter.KeyFilter("type"), first=0.0, last=0.1, stage=stage
        )
        for relation in relations:
            tags = {tag.k: tag.v for tag in relation.tags}
            if tags["type"].startswith("restriction"):
                self._add_restriction(relation, tags)
            elif tags["type"] == "multipolygon" and facility(tags):
                outer = tuple(m.ref for m in relation.members if m.type == "w" and m.role != "inner")
                self.facility_relations[relation.id] = (tags, outer)

    def _add_restriction(self, relation: Any, tags: Tags) -> None:
        key = next((key for key in tags if key.partition(":")[0] == "restriction"), None)
        if key is None:
            self.left_out["restriction"] += 1
            return
        members = tuple((member.role, member.type, member.ref) for member in relation.members)
        for role, kind, ref in members:
            if role == "via" and kind == "n" and ref > 0:
                self.tracker.add_node(ref)
        conditional = key.endswith(":conditional")
        value, _, condition = tags[key].partition("@")
        vehicle = next((part for part in key.split(":")[1:] if part != "conditional"), None)
        vehicle = vehicle or tags["type"].partition(":")[2] or None
        self.restrictions.append(
            _Restriction(
                relation.id,
                value.strip(),
                vehicle,
                condition.strip() if conditional else None,
                tags.get("except"),
                members,
            )
        )

    def _choose(self) -> None:
        """Take the points, and note the nodes of the ways that will be built."""
        keys = osmium.filter.KeyFilter("highway", "route", "place", "barrier", *FACILITY_KEYS)
        stage = tr("Choosing roads, places and facilities")
        entities = osmium.osm.NODE | osmium.osm.WAY
        for item in self._objects(entities, keys, first=0.1, last=0.45, stage=stage):
            tags = {tag.k: tag.v for tag in item.tags}
            if not item.is_node():
                if self._role_of_way(tags):
                    self._track(item)
            elif role := _role_of_point(tags):
                location = item.location
                if location.valid():
                    rows = self.rows[role]
                    rows.add(tags, _ROLES[role][1], f"node/{item.id}")
                    rows.shapes.append((location.lon, location.lat))
        members = {way for _tags, ways in self.facility_relations.values() for way in ways}
        if members:
            wanted = osmium.filter.IdFilter(members)
            for way in self._objects(osmium.osm.WAY, wanted, first=0.45, last=0.5, stage=stage):
                self._track(way)

    def _track(self, way: Any) -> None:
        if way.id <= 0:
            raise RuntimeError("objects with negative ids, which an editor has not yet uploaded")
        self.tracker.add_way(way.id)
        self.tracker.add_references(way)

    def _role_of_way(self, tags: Tags) -> str | None:
        highway = tags.get("highway")
        if highway in ROAD_CLASSES:
            if tags.get("area") != "yes":
                return "roads"
            self.left_out["area"] += 1
        elif highway == "track":
            self.left_out["track"] += 1
        if tags.get("route") == "ferry":
            return "ferries"
        if facility(tags):
            return "facilities"
        return "border_crossings" if tags.get("barrier") == "border_control" else None

    def _build(self) -> None:
        """Shapes of the chosen ways from the coordinates of their nodes."""
        locations = osmium.NodeLocationsForWays(self.locations)
        locations.ignore_errors()
        tagged = osmium.filter.EmptyTagFilter().enable_for(osmium.osm.NODE)
        chosen = self.tracker.id_filter()
        members = {way for _tags, ways in self.facility_relations.values() for way in ways}
        entities, stage = osmium.osm.NODE | osmium.osm.WAY, tr("Building roads")
        self.left_out.subtract({"area": self.left_out["area"], "track": self.left_out["track"]})
        for item in self._objects(entities, chosen, locations, tagged, first=0.5, last=0.9, stage=stage):
            if item.is_node():
                continue
            tags = {tag.k: tag.v for tag in item.tags}
            role = self._role_of_way(tags)
            if item.id in members:
                shape, _cut = _line(item)
                self.member_shapes[item.id] = shape
            if role in ("roads", "ferries"):
                self._add_line(role, item, tags)
            elif role is not None:
                shape, _cut = _line(item)
                self._add_area(role, f"way/{item.id}", tags, [shape])

    def _add_line(self, role: str, way: Any, tags: Tags) -> None:
        rows = self.rows[role]
        try:
            wkb = _WKB.create_linestring(way)
        except (osmium.InvalidLocationError, RuntimeError):
            shape, cut = _line(way)
            if shape is None:
                self.without_nodes += 1
                return
            rows.flush()
            rows.shapes.append(shape)
            if cut:
                rows.cut.append(len(rows.ids) + 1)
        else:
            rows.waiting.append(wkb)
            if len(rows.waiting) >= _WKB_AT_ONCE:
                rows.flush()
        rows.add(tags, _ROLES[role][1], str(way.id))

    def _add_area(self, role: str, osm_id: str, tags: Tags, lines: list[Any]) -> None:
        """A point inside the area that `lines` go round, or on them when they do not close."""
        parts = [line for line in lines if line is not None]
        if not parts:
            self.without_nodes += 1
            return
        area = shapely.build_area(shapely.GeometryCollection(parts))
        shape = shapely.MultiLineString(parts) if area.is_empty else area
        point = shapely.point_on_surface(shape)
        rows = self.rows[role]
        rows.add(tags, _ROLES[role][1], osm_id)
        rows.shapes.append((point.x, point.y))

    def _finish_relations(self) -> None:
        for relation, (tags, ways) in self.facility_relations.items():
            lines = [part for way in ways for part in shapely.get_parts(self.member_shapes.get(way))]
            self._add_area("facilities", f"relation/{relation}", tags, lines)

    def _layers(self) -> Iterator[OsmLayer]:
        for position, (role, rows) in enumerate(self.rows.items()):
            self.progress(0.9 + 0.02 * position, tr("Making layers"))
            kind, meaning = _ROLES[role]
            rows.flush()
            if role in ("roads", "ferries"):
                shapes = np.array(rows.shapes, dtype=object)
            else:
                shapes = shapely.points(np.array(rows.shapes, dtype="float64").reshape(-1, 2))
            columns: dict[str, Any] = {name: rows.columns.get(name, []) for name in meaning}
            identity = "facility_id" if kind == "facility" else "osm_id"
            columns[identity] = rows.ids
            yield OsmLayer(
                name=role, kind=kind, frame=_frame(columns, shapes), problems=tuple(self._problems(role))
            )

    def _problems(self, role: str) -> Iterator[Problem]:
        rows = self.rows[role]
        if role == "roads":
            yield from self._road_problems(rows)
        if rows.cut:
            yield Problem(
                text=trn(
                    "{count:,} line reaches beyond the extract and ends at its edge",
                    "{count:,} lines reach beyond the extract and end at its edge",
                    len(rows.cut),
                ),
                fids=tuple(rows.cut),
                severity="notice",
            )

    def _road_problems(self, rows: _Rows) -> Iterator[Problem]:
        sentences = (
            ("area", "{count:,} road mapped as an area was left out", "{count:,} roads mapped as areas were left out"),
            ("track", "{count:,} track was left out", "{count:,} tracks were left out"),
        )  # fmt: skip
        for key, one, many in sentences:
            if self.left_out[key]:
                yield Problem(text=trn(one, many, self.left_out[key]), severity="notice")
        if self.without_nodes:
            yield Problem(
                text=trn(
                    "{count:,} way has fewer than two of its nodes in the file and was left out",
                    "{count:,} ways have fewer than two of their nodes in the file and were left out",
                    self.without_nodes,
                )
            )
        closed = tuple(n for n, status in enumerate(rows.columns.get("status", ()), 1) if status == "closed")
        if closed:
            yield Problem(
                text=trn(
                    "{count:,} road is closed to motor vehicles by its access tags",
                    "{count:,} roads are closed to motor vehicles by their access tags",
                    len(closed),
                ),
                fids=closed,
                severity="notice",
            )
        private = tuple(
            n for n, access in enumerate(rows.columns.get("access", ()), 1) if access == "private"
        )
        if private:
            yield Problem(
                text=trn(
                    "{count:,} road is private and was kept as open",
                    "{count:,} roads are private and were kept as open",
                    len(private),
                ),
                fids=private,
                severity="notice",
            )

    def _turn_restrictions(self) -> OsmLayer:
        names = ("restriction", "from_way", "via", "to_way", "except_for", "vehicle", "condition")
        columns: dict[str, list[Any]] = {name: [] for name in ("name", *names, "osm_id")}
        shapes: list[Any] = []
        for item in self.restrictions:
            values = (
                item.restriction,
                item.restriction,
                item.member("from"),
                item.member("via"),
                item.member("to"),
                item.except_for,
                item.vehicle,
                item.condition,
                str(item.osm_id),
            )
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
            shapes.append(self._via_point(item))
        problems: tuple[Problem, ...] = ()
        if self.left_out["restriction"]:
            text = trn(
                "{count:,} turn restriction does not say what it restricts and was left out",
                "{count:,} turn restrictions do not say what they restrict and were left out",
                self.left_out["restriction"],
            )
            problems = (Problem(text=text),)
        return OsmLayer(
            name="turn_restrictions",
            kind="reference",
            frame=_frame(columns, np.array(shapes, dtype=object)),
            problems=problems,
        )

    def _via_point(self, item: _Restriction) -> Any:
        for role, kind, ref in item.members:
            if role == "via" and kind == "n":
                try:
                    location = self.locations.get(ref)
                except KeyError:
                    return None
                return shapely.Point(location.lon, location.lat)
        return None


_WKB = osmium.geom.WKBFactory()


def _role_of_point(tags: Tags) -> str | None:
    if tags.get("barrier") == "border_control":
        return "border_crossings"
    if facility(tags):
        return "facilities"
    return "places" if place_type(tags) else None


def _line(way: Any) -> tuple[Any, bool]:
    """A way's line, broken where nodes are not in the file; None when no two are left; and whether it is cut."""
    runs: list[list[tuple[float, float]]] = [[]]
    cut = False
    for node in way.nodes:
        if node.location.valid():
            point = (node.location.lon, node.location.lat)
            if not runs[-1] or runs[-1][-1] != point:
                runs[-1].append(point)
        else:
            cut = True
            if runs[-1]:
                runs.append([])
    lines = [shapely.LineString(run) for run in runs if len(run) > 1]
    if not lines:
        return None, cut
    return (lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)), cut


def _frame(columns: Mapping[str, list[Any]], shapes: Any) -> gpd.GeoDataFrame:
    index = pd.RangeIndex(1, len(shapes) + 1)
    geometry = gpd.GeoSeries(shapes, index=index, crs=STORAGE_CRS)
    return gpd.GeoDataFrame(pd.DataFrame(dict(columns), index=index), geometry=geometry)


def _date_of(header: Any) -> dt.date | None:
    for key in ("osmosis_replication_timestamp", "timestamp"):
        try:
            return dt.date.fromisoformat(header.get(key, "")[:10])
        except ValueError:
            continue
    return None
