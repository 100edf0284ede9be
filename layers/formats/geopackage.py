"""A workspace as one GeoPackage: feature tables, a gridded-coverage raster and plain tables.

Saving writes a copy beside the file, brings it up to date and puts it in the file's place in one step of
the file system, so that a reader sees the old file or the new one and a killed save leaves the old one.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import sqlite3
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.errors import WorkspaceError
from layers.formats.style_table import read_styles, write_styles
from layers.kinds import kind_named
from layers.layer import STORAGE_CRS, Layer, Provenance, Raster, new_layer
from layers.layer_kind import Geometry
from layers.sensitivity import Sensitivity
from layers.text import tr
from layers.workspace import Document, Workspace

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from layers.layer_kind import LayerKind

FORMAT_VERSION = 1
NO_DATA = -9999.0

_TABLES = """
CREATE TABLE IF NOT EXISTS corridor_workspace (
    format_version INTEGER NOT NULL, name TEXT NOT NULL, exercise_date TEXT);
CREATE TABLE IF NOT EXISTS corridor_layers (
    position INTEGER NOT NULL, name TEXT PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, date TEXT,
    licence TEXT NOT NULL, file_name TEXT NOT NULL, file_sha256 TEXT NOT NULL, imported_at TEXT NOT NULL,
    exercise INTEGER NOT NULL, sensitivity TEXT NOT NULL, transformations TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS corridor_documents (
    position INTEGER NOT NULL, section TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (section, name));
"""
_MOST_RECENT = 4
_RECENT: deque[Path] = deque(maxlen=_MOST_RECENT)
_GEOMETRY_TYPES = {
    frozenset({Geometry.POINT}): "Point",
    frozenset({Geometry.LINE}): "MultiLineString",
    frozenset({Geometry.POLYGON}): "MultiPolygon",
}


def save_workspace(workspace: Workspace, path: Path, saved: Workspace | None = None) -> None:
    """Write `workspace` to `path` in one transaction.

    Parameters
    ----------
    saved : Workspace, optional
        What `path` holds now, as loaded or last saved; layers shared with it are not written again, and
        tables in the file that Corridor does not know are kept. Without it the file is written anew.

    Raises
    ------
    WorkspaceError
        When the file cannot be written; what it held before is untouched.
    """
    from pyogrio.errors import DataLayerError, DataSourceError

    draft = path.with_name(f".{path.stem}.{os.getpid()}.saving.gpkg")
    try:
        keep = _kept(workspace, saved) if saved is not None and path.exists() else set()
        if saved is not None and path.exists():
            shutil.copyfile(path, draft)
        _write(workspace, draft, saved if keep else None, keep)
        with draft.open("rb+") as handle:
            os.fsync(handle.fileno())
        draft.replace(path)
        _note_recent(path)
    except (OSError, sqlite3.Error, DataSourceError, DataLayerError) as error:
        raise WorkspaceError(
            tr("the workspace could not be saved ({reason})", reason=error),
            where=str(path),
            expected=tr("What the file held before is untouched."),
            todo=tr(
                "Close other programs that hold the file, check the free space, or save under another name."
            ),
        ) from error
    finally:
        for left in (draft, draft.with_name(draft.name + "-journal"), draft.with_name(draft.name + "-wal")):
            left.unlink(missing_ok=True)


def recent_files() -> tuple[Path, ...]:
    """Workspace files loaded or saved lately, the last first: where what was built for them may be kept."""
    return tuple(reversed(_RECENT))


def _note_recent(path: Path) -> None:
    if path in _RECENT:
        _RECENT.remove(path)
    _RECENT.append(path)


def load_workspace(path: Path) -> Workspace:
    """Read the workspace at `path`.

    Raises
    ------
    WorkspaceError
        When the file is missing, is no Corridor workspace, or was written by a later version.
    """
    if not path.is_file():
        raise WorkspaceError(
            tr("the file does not exist"),
            where=str(path),
            todo=tr("Check the name, or make a workspace with “corridor import” or “corridor exercise”."),
        )
    try:
        with _connect(path) as database:
            version, name, exercise_date = database.execute(
                "SELECT format_version, name, exercise_date FROM corridor_workspace"
            ).fetchone()
            rows = database.execute("SELECT * FROM corridor_layers ORDER BY position").fetchall()
            documents = database.execute(
                "SELECT section, name, content FROM corridor_documents ORDER BY position"
            ).fetchall()
            titles = dict(database.execute("SELECT table_name, identifier FROM gpkg_contents").fetchall())
    except (sqlite3.Error, TypeError) as error:
        raise WorkspaceError(
            tr("this is no Corridor workspace"),
            where=str(path),
            expected=tr("A .gpkg file saved by Corridor was expected."),
            todo=tr("To add the layers of another file, import it into a workspace."),
        ) from error
    if version > FORMAT_VERSION:
        raise WorkspaceError(
            tr("the workspace was saved by a later version of Corridor"),
            where=str(path),
            todo=tr("Install the current version to open it; the file was left as it is."),
        )
    _note_recent(path)
    layers = tuple(_titled(_read_layer(path, row), titles) for row in rows)
    with _connect(path) as database:
        layers = read_styles(database, layers)
    return Workspace(
        name=name,
        layers=layers,
        documents=tuple(Document(section=s, name=n, content=json.loads(c)) for s, n, c in documents),
        exercise_date=dt.date.fromisoformat(exercise_date) if exercise_date else None,
    )


@contextlib.contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path)
    try:
        with database:
            yield database
    finally:
        database.close()


def _kept(workspace: Workspace, saved: Workspace) -> set[str]:
    """Names of layers whose table stands in the file already: style, title and provenance lie elsewhere."""
    held = {layer.name: layer for layer in saved.layers}
    return {
        layer.name
        for layer in workspace.layers
        if (other := held.get(layer.name)) is not None
        and (layer.frame is other.frame and layer.raster is other.raster and layer.kind is other.kind)
    }


def _titled(layer: Layer, titles: dict[str, str]) -> Layer:
    title = titles.get(layer.name) or ""
    return layer if title in ("", layer.name) else replace(layer, title=title)


def _write(workspace: Workspace, path: Path, saved: Workspace | None, keep: set[str]) -> None:
    changed = [layer for layer in workspace.layers if layer.name not in keep]
    names = {layer.name for layer in workspace.layers}
    gone = [layer.name for layer in saved.layers if layer.name not in names] if saved is not None else []
    rewritten = [layer.name for layer in changed] if saved is not None else []
    if saved is not None:
        _drop(path, [*gone, *rewritten])
    for layer in changed:
        _write_layer(layer, path)
    with _connect(path) as database:
        _write_tables(workspace, database)
        write_styles(workspace, database)


def _drop(path: Path, names: list[str]) -> None:
    """Remove tables with what GeoPackage registers for them; GDAL's own deletion does not reach rasters."""
    with _connect(path) as database:
        known = {row[0] for row in database.execute("SELECT name FROM sqlite_master").fetchall()}
        for name in names:
            for table in (f"rtree_{name}_geom", name):
                if table in known:
                    quoted = table.replace('"', '""')
                    database.execute(f'DROP TABLE IF EXISTS "{quoted}"')
            for register in (
                "gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_extensions",
                "gpkg_tile_matrix", "gpkg_tile_matrix_set", "gpkg_2d_gridded_coverage_ancillary",
            ):  # fmt: skip
                if register in known:
                    column = {"gpkg_2d_gridded_coverage_ancillary": "tile_matrix_set_name"}.get(
                        register, "table_name"
                    )
                    database.execute(f"DELETE FROM {register} WHERE {column} = ?", (name,))


def _write_tables(workspace: Workspace, database: sqlite3.Connection) -> None:
    database.executescript(_TABLES)
    for table in ("corridor_workspace", "corridor_layers", "corridor_documents"):
        database.execute(f"DELETE FROM {table}")
    date = workspace.exercise_date.isoformat() if workspace.exercise_date else None
    database.execute(
        "INSERT INTO corridor_workspace VALUES (?, ?, ?)", (FORMAT_VERSION, workspace.name, date)
    )
    for position, layer in enumerate(workspace.layers):
        p = layer.provenance
        database.execute(
            "INSERT INTO corridor_layers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                position, layer.name, layer.kind.name, p.source, p.date.isoformat() if p.date else None,
                p.licence, p.file_name, p.file_sha256, p.imported_at.isoformat(), int(p.exercise),
                layer.sensitivity.name, json.dumps(p.transformations, ensure_ascii=False),
            ),
        )  # fmt: skip
    for position, document in enumerate(workspace.documents):
        content = json.dumps(document.content, ensure_ascii=False)
        row = (position, document.section, document.name, content)
        database.execute("INSERT INTO corridor_documents VALUES (?, ?, ?, ?)", row)
    for name in ("corridor_workspace", "corridor_layers", "corridor_documents"):
        database.execute(
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES (?, 'attributes', ?)",
            (name, name),
        )
    for layer in workspace.layers:
        database.execute(
            "UPDATE gpkg_contents SET description = ?, identifier = table_name WHERE table_name = ?",
            (_description(layer), layer.name),
        )
    for layer in workspace.layers:
        # identifiers are unique in a file, which may hold tables of others
        database.execute(
            "UPDATE OR IGNORE gpkg_contents SET identifier = ? WHERE table_name = ?",
            (layer.title or layer.name, layer.name),
        )


def _description(layer: Layer) -> str:
    """What other programs show of the layer: that it is invented, what it is, whose, and of when."""
    provenance = layer.provenance
    date = provenance.date.isoformat() if provenance.date else str(tr("date unknown"))
    told = (str(layer.kind.plural), provenance.source, date, provenance.licence)
    return ("EXERCISE · " if provenance.exercise else "") + " · ".join(part for part in told if part)


def _write_layer(layer: Layer, path: Path) -> None:
    import pyogrio

    if layer.raster is not None:
        _write_raster(layer.name, layer.raster, path)
        return
    frame = _storable(layer.frame)
    options: dict[str, Any] = {"driver": "GPKG", "layer": layer.name, "layer_options": {"FID": "fid"}}
    if layer.has_geometry:
        options["layer_options"]["GEOMETRY_NAME"] = "geom"
        multi = _GEOMETRY_TYPES.get(layer.kind.geometry - {Geometry.NONE}, "Unknown")
        single = multi.removeprefix("Multi")
        is_single = bool((frame.geom_type.dropna() == single).all())
        options["geometry_type"] = single if is_single else multi
        options["promote_to_multi"] = not is_single and multi.startswith("Multi")
    pyogrio.write_dataframe(frame, path, **options)


def _storable(frame: gpd.GeoDataFrame | pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    """The frame with `fid` as a column and lists or other objects as text, which GeoPackage can hold."""
    result = frame.reset_index()
    for name in result.columns:
        if name != "geometry" and result[name].dtype == object:
            values = result[name]
            result[name] = values.astype("str").where(values.notna())
    return result


def _write_raster(name: str, raster: Raster, path: Path) -> None:
    import numpy as np
    import rasterio
    from rasterio.transform import from_origin

    height, width = raster.values.shape
    with rasterio.open(
        path, "w", driver="GPKG", width=width, height=height, count=1, dtype="float32", crs=STORAGE_CRS,
        transform=from_origin(raster.west, raster.north, raster.cell_width, raster.cell_height),
        nodata=NO_DATA, RASTER_TABLE=name, TILE_FORMAT="TIFF",
        APPEND_SUBDATASET="YES" if path.exists() else "NO",
    ) as target:  # fmt: skip
        target.write(np.where(np.isnan(raster.values), NO_DATA, raster.values).astype("float32"), 1)


def _read_layer(path: Path, row: tuple[Any, ...]) -> Layer:
    import geopandas as gpd
    import pyogrio

    (
        _position, name, kind_name, source, date, licence, file_name, file_sha256, imported_at, exercise,
        sensitivity, transformations,
    ) = row  # fmt: skip
    kind = kind_named(kind_name)
    raster = None
    if Geometry.RASTER in kind.geometry:
        raster = _read_raster(path, name)
        frame: gpd.GeoDataFrame | pd.DataFrame = gpd.GeoDataFrame(geometry=[], crs=STORAGE_CRS)
    else:
        frame = pyogrio.read_dataframe(
            path, layer=name, fid_as_index=True, columns=_filled_columns(path, name, kind)
        )
        for item in kind.fields:
            if item.vocabulary and item.name in frame.columns:
                frame[item.name] = _each_word_once(frame[item.name])
        if "geometry" in frame.columns:
            shapes = _as_single(frame["geometry"].to_numpy())
            frame = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs=STORAGE_CRS)
    provenance = Provenance(
        source=source,
        date=dt.date.fromisoformat(date) if date else None,
        licence=licence,
        file_name=file_name,
        file_sha256=file_sha256,
        imported_at=dt.datetime.fromisoformat(imported_at),
        exercise=bool(exercise),
        transformations=tuple(json.loads(transformations)),
    )
    return new_layer(name, kind, frame, provenance, sensitivity=Sensitivity[sensitivity], raster=raster)


def _filled_columns(path: Path, name: str, kind: LayerKind) -> list[str]:
    """Columns worth reading: those that hold anything, and those the kind does not add by itself.

    A road network has half a million rows and few of its fields; reading empty cells takes most of the time.
    """
    fields = {item.name for item in kind.fields}
    with _connect(path) as database:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(name)})").fetchall()]
        known = [column for column in columns if column in fields]
        if not known:
            return columns
        asked = ", ".join(f"max({_quoted(column)} IS NOT NULL)" for column in known)
        held = database.execute(f"SELECT {asked} FROM {_quoted(name)}").fetchone()
    empty = {column for column, any_held in zip(known, held, strict=True) if not any_held}
    return [column for column in columns if column not in empty]


def _each_word_once(values: pd.Series[Any]) -> pd.Series[Any]:
    """Words of a list of few, each held in memory once and not once a row."""
    import pandas as pd

    words: dict[Any, Any] = {}
    cells = [words.setdefault(cell, cell) for cell in values.to_numpy(dtype=object, na_value=None)]
    return pd.Series(cells, index=values.index, dtype=values.dtype)


def _as_single(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes whose file wants one type for all: what has one part is a single line or polygon again."""
    import shapely

    one = (shapely.get_type_id(shapes) > 3) & (shapely.get_num_geometries(shapes) == 1)
    one &= shapely.get_type_id(shapes) != 7
    result = shapes.copy()
    result[one] = shapely.get_geometry(shapes[one], 0)
    return result


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read_raster(path: Path, name: str) -> Raster:
    import numpy as np
    import rasterio

    with rasterio.open(f"GPKG:{path}:{name}") as source:
        values = source.read(1)
        transform = source.transform
    return Raster(
        values=np.where(values == NO_DATA, np.nan, values).astype("float32"),
        west=transform.c,
        north=transform.f,
        cell_width=transform.a,
        cell_height=-transform.e,
    )
