"""Files to sources: which reader takes which file; a new format is a reader and a line in `READERS`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from layers.errors import LayerError, UnsupportedFile
from layers.formats.source import Source
from layers.memory import require_room
from layers.text import Text, tr

Progress = Callable[[float, "Text | str"], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: how people call it, the endings of its files, and what reads them.

    `weight` is the memory a file takes for each of its bytes, unpacked, when it can only be read as a
    whole; readers with 0 look after that themselves. `needs` is the module without which it cannot be
    read, where that is not always installed.
    """

    label: Text
    endings: tuple[str, ...]
    read: Callable[[Path, Path, Progress], list[Source]]
    weight: float = 0.0
    needs: str = ""

    @property
    def is_there(self) -> bool:
        """Whether what it needs is installed."""
        return not self.needs or find_spec(self.needs) is not None

    def takes(self, path: Path) -> bool:
        """Whether the file is named as files of the format are."""
        return path.name.casefold().endswith(self.endings)


def _vector(path: Path, shown: Path, progress: Progress) -> list[Source]:
    from layers.formats.vector import read_vector

    return read_vector(path, shown, progress)


def _json(path: Path, shown: Path, _progress: Progress) -> list[Source]:
    from layers.formats.json_records import read_json

    return read_json(path, shown)


def _delimited(path: Path, shown: Path, progress: Progress) -> list[Source]:
    from layers.formats.delimited import read_delimited

    return read_delimited(path, shown, progress)


def _workbook(path: Path, shown: Path, _progress: Progress) -> list[Source]:
    from layers.formats.table import read_workbook

    return read_workbook(path, shown)


def _gpx(path: Path, shown: Path, _progress: Progress) -> list[Source]:
    from layers.formats.vector import read_vector

    # GDAL lists the points of routes and tracks as layers of their own
    wanted = ("waypoints", "routes", "tracks")
    sources = [s for s in read_vector(path, shown) if s.layer_name in wanted and len(s.frame)]
    if not sources:
        raise LayerError(
            tr("the file holds no waypoint, route or track"),
            where=shown.name,
            todo=tr("Ask the sender to export it from the device again."),
        )
    return sources


def _parquet(path: Path, shown: Path, _progress: Progress) -> list[Source]:
    from layers.formats.vector import read_geoparquet

    return [read_geoparquet(path, shown)]


def _raster(path: Path, shown: Path, _progress: Progress) -> list[Source]:
    from layers.formats.raster_file import read_raster

    return [read_raster(path, shown)]


def _osm(path: Path, shown: Path, progress: Progress) -> list[Source]:
    from layers.formats.osm import read_osm

    extract = read_osm(path, progress)
    return [
        Source(
            frame=layer.frame, path=shown, layer_name=layer.name, problems=layer.problems, kind=layer.kind,
            date=extract.date,
        )
        for layer in extract.layers
    ]  # fmt: skip


READERS: tuple[Reader, ...] = (
    Reader(tr("GeoJSON and JSON lists of records"), (".geojson", ".json"), _json),
    Reader(tr("GeoPackage"), (".gpkg",), _vector),
    Reader(tr("shapefile (also zipped)"), (".shp",), _vector),
    Reader(tr("KML and KMZ"), (".kml", ".kmz"), _vector, 8.0),
    Reader(tr("GPX"), (".gpx",), _gpx, 8.0),
    Reader(tr("FlatGeobuf"), (".fgb",), _vector),
    Reader(tr("GeoParquet"), (".parquet", ".geoparquet"), _parquet, 10.0, "pyarrow"),
    Reader(tr("CSV and TSV"), (".csv", ".tsv", ".txt"), _delimited),
    Reader(tr("XLSX, XLS, XLSB and ODS"), (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), _workbook, 5.0),
    Reader(tr("GeoTIFF"), (".tif", ".tiff"), _raster),
    Reader(tr("OpenStreetMap PBF and XML"), (".pbf", ".osm", ".osm.gz", ".osm.bz2"), _osm),
)
# formats that are zip archives within
PACKED = frozenset({".kmz", ".xlsx", ".xlsm", ".xlsb", ".ods"})
# files that belong to another and are read with it
COMPANIONS = frozenset(
    {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".qml", ".xml", ".ovr", ".aux"}
)


def supported() -> str:
    """The formats that can be read, in words."""
    return ", ".join(str(reader.label) for reader in READERS if reader.is_there) + ", ZIP"


def is_supported(path: Path) -> bool:
    """Whether a reader takes files with this ending."""
    return path.suffix.lower() == ".zip" or any(reader.takes(path) for reader in READERS)


def read_sources(path: Path, progress: Progress = lambda _fraction, _stage: None) -> list[Source]:
    """Every table, layer or grid in the file at `path`.

    Parameters
    ----------
    progress : callable
        Called by readers of large files with the fraction done and the stage; what it raises ends the
        reading.

    Raises
    ------
    UnsupportedFile
        When no reader takes it; the message names the formats there are.
    LayerError
        When it is missing, empty or damaged.
    """
    if not path.is_file():
        raise LayerError(
            tr("the file does not exist"), where=str(path), todo=tr("Check the name and the folder.")
        )
    if path.stat().st_size == 0:
        raise LayerError(
            tr("the file is empty"),
            where=path.name,
            todo=tr("Ask the sender for it again; the copy may have been cut short."),
        )
    if path.suffix.lower() == ".zip":
        return _read_archive(path, progress)
    return _read_file(path, path, progress)


def _read_file(path: Path, shown: Path, progress: Progress) -> list[Source]:
    size = path.stat().st_size
    if path.suffix.lower() in PACKED:
        from layers.formats.archive import check_packed

        size = check_packed(path, shown)
    for reader in READERS:
        if reader.takes(path):
            if not reader.is_there:
                raise UnsupportedFile(
                    tr("{format} needs the reader {module}, which is not part of this installation",
                       format=reader.label, module=reader.needs),
                    where=shown.name,
                    expected=tr("Corridor reads {formats}.", formats=supported()),
                    todo=tr("Ask the sender for a GeoPackage, or save it as one with QGIS."),
                )  # fmt: skip
            require_room(reader.weight * size, shown.name)
            return reader.read(path, shown, progress)
    raise UnsupportedFile(
        tr("files of the type “{ending}” cannot be read", ending=path.suffix or path.name),
        where=shown.name,
        expected=tr("Corridor reads {formats}.", formats=supported()),
    )


def _read_archive(path: Path, progress: Progress) -> list[Source]:
    from layers.formats.archive import unpack

    with tempfile.TemporaryDirectory(prefix="corridor-") as name:
        folder = Path(name)
        unpack(path, folder)
        inside = list(files_in(folder))
        readable = [file for file in inside if is_supported(file) and file.suffix.lower() != ".zip"]
        if not readable:
            held = ", ".join(sorted({file.suffix.lower() or file.name for file in inside})) or tr("nothing")
            raise UnsupportedFile(
                tr("the archive holds no file that can be read (it holds {held})", held=held),
                where=path.name,
                expected=tr("Corridor reads {formats}.", formats=supported()),
            )
        sources: list[Source] = []
        for number, file in enumerate(readable):
            part = part_of(progress, number, len(readable))
            sources += _read_file(file, path.with_name(file.name), part)
        return sources


def part_of(progress: Progress, number: int, of: int) -> Progress:
    """What a reader of the file `number` of `of` reports to."""
    return lambda fraction, stage: progress((number + fraction) / of, stage)


def files_in(folder: Path) -> Iterator[Path]:
    """Files below a folder in the order of their names, without hidden ones and companions of others."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() not in COMPANIONS:
            yield path
