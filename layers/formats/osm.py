"""Reader of OpenStreetMap extracts: PBF and XML, also packed with gzip or bzip2.

The file is streamed: first the relations, then nodes and ways. Of large files the coordinates of the
nodes are held in a temporary file, so that a country needs no more memory than its roads do.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium
import shapely

from layers.errors import LayerError, UnsupportedFile
from layers.formats.osm_access import barrier_closed_to
from layers.formats.osm_features import Columns, Features, line_of, on_lines, with_speed_of_duration
from layers.formats.osm_restrictions import TurnRestrictions
from layers.formats.osm_tags import (
    BARRIER_FIELDS,
    CROSSING_FIELDS,
    FACILITY_FIELDS,
    FACILITY_KEYS,
    FERRY_FIELDS,
    PLACE_FIELDS,
    ROAD_CLASSES,
    ROAD_FIELDS,
    Tags,
    facility,
    place_type,
)
from layers.layer_kind import Problem
from layers.text import Text, tr, trn

Progress = Callable[[float, "Text | str"], None]

OSM_SUFFIXES = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf", ".pbf")
_OBJECTS_BETWEEN_REPORTS = 1000
# at 16 bytes a node an extract of this size needs some 400 MB for coordinates
_LARGE_FILE_BYTES = 200_000_000
# objects with tags that are looked for, for each byte of a file; only steadies the progress bar
_OBJECTS_PER_BYTE = {".pbf": 1 / 130, ".gz": 1 / 400, ".bz2": 1 / 400}
_OBJECTS_PER_BYTE_OF_XML = 1 / 3000

_LINES = ("roads", "ferries")
_NOT_YET = ("construction", "proposed", "planned")
_ROLES: dict[str, tuple[str, Columns]] = {
    "roads": ("road", ROAD_FIELDS),
    "ferries": ("road", FERRY_FIELDS),
    "places": ("populated_place", PLACE_FIELDS),
    "border_crossings": ("border_crossing", CROSSING_FIELDS),
    "facilities": ("facility", FACILITY_FIELDS),
    "barriers": ("reference", BARRIER_FIELDS),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OsmLayer:
    """One layer found in an extract.

    Attributes
    ----------
    name : str
        ``roads``, ``ferries``, ``places``, ``border_crossings``, ``facilities``, ``barriers`` or
        ``turn_restrictions``.
    kind : str
        Name of the layer kind; barriers and turn restrictions are `reference`.
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
    keeps its `highway`, `access` (for motor vehicles), `closed_to` (car, truck or bus where it is open to
    others) and `conditional` (what holds at some hours only) beside the fields of the kind, and the vertices
    it shares with others. Barriers are points on roads that some of the three cannot pass, with `barrier`
    and `closed_to`. Turn restrictions are points at their via node with `restriction`, `from_way`, `via`,
    `to_way`, `except_for`, `vehicle` and `condition`.

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
        with _location_table(path) as locations:
            return _Reading(path, progress, locations).extract()
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        raise LayerError(
            tr("the OpenStreetMap file cannot be read ({reason})", reason=error),
            where=path.name,
            expected=tr("A whole PBF or XML extract, plain or packed with gzip or bzip2."),
            todo=tr("Download it again; it may have been cut off on the way."),
        ) from error


@contextlib.contextmanager
def _location_table(path: Path) -> Iterator[Any]:
    """Where coordinates of nodes are held: in memory, or in a temporary file when the extract is large."""
    if path.stat().st_size < _LARGE_FILE_BYTES or "sparse_file_array" not in osmium.index.map_types():
        yield osmium.index.create_map("flex_mem")
        return
    with tempfile.TemporaryDirectory(prefix="corridor-", ignore_cleanup_errors=True) as folder:
        yield osmium.index.create_map(f"sparse_file_array,{Path(folder) / 'nodes'}")


class _Reading:
    """One pass after another over one file."""

    def __init__(self, path: Path, progress: Progress, locations: Any) -> None:
        self.path, self.progress, self.locations = path, progress, locations
        self.features = {role: Features(meaning) for role, (_kind, meaning) in _ROLES.items()}
        self.restrictions = TurnRestrictions()
        self.facility_relations: dict[int, tuple[Tags, tuple[int, ...]]] = {}
        self.left_out: Counter[str] = Counter()
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
        self._read_objects()
        self._read_facility_areas()
        layers = tuple(layer for layer in self._layers() if len(layer.frame))
        without = sum(features.without_shape for features in self.features.values())
        if without and not any(len(features.ids) for features in self.features.values()):
            raise LayerError(
                tr("none of the {n:,} objects of the file has coordinates", n=without),
                where=self.path.name,
                expected=tr("The nodes of every way, with the ids OpenStreetMap gave them."),
                todo=tr("Download the area with all nodes; an edit that is not yet uploaded cannot be read."),
            )
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

    def _with_locations(self) -> osmium.NodeLocationsForWays:
        handler = osmium.NodeLocationsForWays(self.locations)
        handler.ignore_errors()
        return handler

    def _read_relations(self) -> None:
        keys, stage = osmium.filter.KeyFilter("type"), tr("Reading turn restrictions")
        for relation in self._objects(osmium.osm.RELATION, keys, first=0.0, last=0.1, stage=stage):
            tags = {tag.k: tag.v for tag in relation.tags}
            if tags["type"].startswith("restriction"):
                self.restrictions.add(relation, tags)
            elif tags["type"] == "multipolygon" and facility(tags):
                outer = tuple(m.ref for m in relation.members if m.type == "w" and m.role != "inner")
                self.facility_relations[relation.id] = (tags, outer)

    def _read_objects(self) -> None:
        """Points, lines and areas; the nodes stand before the ways that are made of them."""
        of_ways = osmium.filter.KeyFilter("highway", "route", "barrier", *FACILITY_KEYS)
        of_nodes = osmium.filter.KeyFilter("place", "barrier", *FACILITY_KEYS)
        of_ways.enable_for(osmium.osm.WAY)
        of_nodes.enable_for(osmium.osm.NODE)
        entities, stage = osmium.osm.NODE | osmium.osm.WAY, tr("Reading roads, places and facilities")
        for item in self._objects(
            entities, self._with_locations(), of_ways, of_nodes, first=0.1, last=0.85, stage=stage
        ):
            # most objects are none of these: their tags are not taken over one by one
            is_node = item.is_node()
            role = _role_of_point(item.tags) if is_node else self._role_of_way(item.tags)
            if role is None:
                continue
            tags, features = {tag.k: tag.v for tag in item.tags}, self.features[role]
            if is_node:
                if item.location.valid():
                    features.add_point(f"node/{item.id}", tags, item.location.lon, item.location.lat)
            elif role in _LINES:
                features.add_line(item, tags)
            else:
                features.add_area(f"way/{item.id}", tags, [line_of(item)[0]])

    def _read_facility_areas(self) -> None:
        """Facilities mapped as multipolygons, from the ways they are made of."""
        members = {way for _tags, ways in self.facility_relations.values() for way in ways}
        if not members:
            return
        wanted, stage = osmium.filter.IdFilter(members), tr("Reading facilities")
        ways = self._objects(
            osmium.osm.WAY, wanted, self._with_locations(), first=0.85, last=0.9, stage=stage
        )
        shapes = {way.id: line_of(way)[0] for way in ways}
        for relation, (tags, outer) in self.facility_relations.items():
            lines = [part for way in outer for part in shapely.get_parts(shapes.get(way))]
            self.features["facilities"].add_area(f"relation/{relation}", tags, lines)

    def _role_of_way(self, tags: Tags) -> str | None:
        highway = tags.get("highway")
        if highway in ROAD_CLASSES:
            if tags.get("area") != "yes":
                return "roads"
            self.left_out["area"] += 1
        elif highway == "track":
            self.left_out["track"] += 1
        elif highway in _NOT_YET:
            self.left_out["planned"] += 1
        if tags.get("route") == "ferry":
            return "ferries"
        if facility(tags):
            return "facilities"
        return "border_crossings" if tags.get("barrier") == "border_control" else None

    def _layers(self) -> Iterator[OsmLayer]:
        lines: list[Any] = []
        for position, (role, features) in enumerate(self.features.items()):
            self.progress(0.9 + 0.015 * position, tr("Making layers"))
            kind = _ROLES[role][0]
            frame = features.frame("facility_id" if kind == "facility" else "osm_id", lines=role in _LINES)
            if role in _LINES:
                lines.append(frame.geometry.to_numpy())
            if role == "ferries":
                frame = with_speed_of_duration(frame)
            elif role == "barriers":
                frame = on_lines(frame, lines)
            problems = (
                *(self._road_problems(features) if role == "roads" else ()),
                *_shape_problems(features),
            )
            yield OsmLayer(name=role, kind=kind, frame=frame, problems=problems)
        frame, unclear = self.restrictions.frame(self.locations), self.restrictions.unclear
        text = trn(
            "{count:,} turn restriction does not say what it restricts and was left out",
            "{count:,} turn restrictions do not say what they restrict and were left out",
            unclear,
        )
        problems = (Problem(text=text),) if unclear else ()
        yield OsmLayer(name="turn_restrictions", kind="reference", frame=frame, problems=problems)

    def _road_problems(self, roads: Features) -> Iterator[Problem]:
        areas, tracks = self.left_out["area"], self.left_out["track"]
        if areas:
            one = "{count:,} road mapped as an area was left out"
            yield _notice(trn(one, "{count:,} roads mapped as areas were left out", areas))
        if tracks:
            one = "{count:,} track was left out"
            yield _notice(trn(one, "{count:,} tracks were left out", tracks))
        if planned := self.left_out["planned"]:
            one = "{count:,} road that is being built or planned was left out"
            many = "{count:,} roads that are being built or planned were left out"
            yield _notice(trn(one, many, planned))
        if closed := _rows_with(roads, "status", "closed"):
            one = "{count:,} road is closed to motor vehicles by its access tags"
            many = "{count:,} roads are closed to motor vehicles by their access tags"
            yield _notice(trn(one, many, len(closed)), closed)
        if private := _rows_with(roads, "access", "private"):
            one = "{count:,} road is private; it was kept as open"
            many = "{count:,} roads are private; they were kept as open"
            yield _notice(trn(one, many, len(private)), private)
        if some := _rows_where(roads, "closed_to", bool):
            one = "{count:,} road is closed to cars, trucks or buses, and open to others"
            many = "{count:,} roads are closed to cars, trucks or buses, and open to others"
            yield _notice(trn(one, many, len(some)), some)
        if hours := _rows_where(roads, "conditional", bool):
            one = "{count:,} road has rules for some hours or loads; they are kept as text and not applied"
            many = "{count:,} roads have rules for some hours or loads; they are kept as text and not applied"
            yield _notice(trn(one, many, len(hours)), hours)


def _notice(text: Text, fids: tuple[int, ...] = ()) -> Problem:
    return Problem(text=text, fids=fids, severity="notice")


def _rows_with(features: Features, column: str, value: str) -> tuple[int, ...]:
    return _rows_where(features, column, value.__eq__)


def _rows_where(features: Features, column: str, is_so: Callable[[Any], Any]) -> tuple[int, ...]:
    return tuple(number for number, own in enumerate(features.columns[column], start=1) if own and is_so(own))


def _shape_problems(features: Features) -> Iterator[Problem]:
    if features.cut:
        one = "{count:,} line reaches beyond the extract and ends at its edge"
        many = "{count:,} lines reach beyond the extract and end at its edge"
        yield _notice(trn(one, many, len(features.cut)), tuple(features.cut))
    if features.without_shape:
        one = "{count:,} object has too few of its nodes in the file and was left out"
        many = "{count:,} objects have too few of their nodes in the file and were left out"
        yield Problem(text=trn(one, many, features.without_shape))


def _role_of_point(tags: Tags) -> str | None:
    if tags.get("barrier") == "border_control":
        return "border_crossings"
    if facility(tags):
        return "facilities"
    if place_type(tags):
        return "places"
    return "barriers" if barrier_closed_to(tags) else None


def _date_of(header: Any) -> dt.date | None:
    for key in ("osmosis_replication_timestamp", "timestamp"):
        try:
            return dt.date.fromisoformat(header.get(key, "")[:10])
        except ValueError:
            continue
    return None
