"""Vector files read through GDAL: GeoJSON, GeoPackage, shapefile, KML, KMZ, GPX, FlatGeobuf."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import ShapelyError

from layers.errors import LayerError
from layers.formats.signature import check_contents
from layers.formats.source import Source
from layers.layer_kind import Problem
from layers.memory import require_room
from layers.text import Text, tr

if TYPE_CHECKING:
    import geopandas as gpd

# damaged files bring GDAL's bindings to every kind of error
_READER_GAVE_UP = (
    DataSourceError, DataLayerError, ShapelyError, ValueError, RuntimeError, LookupError, TypeError,
    ArithmeticError, OSError,
)  # fmt: skip
_LONGEST_DBF_NAME = 10
_SEVERAL = 2
_OWN_TABLES = "corridor_"
# listing the layers of such a file would read it twice
_OF_ONE_LAYER = (".geojson", ".json", ".shp", ".fgb")
_ENCODING_SAMPLE_BYTES = 8 * 1024**2
LARGE_BYTES = 64 * 1024**2
"""Files above are read in parts where their format lets a reader begin anywhere."""
_RANDOM_ACCESS = (".gpkg", ".fgb", ".shp")
_PART_FEATURES = 200_000
# a shape in Python and in GEOS, measured
_SHAPE_BYTES, _VERTEX_BYTES = 250, 16
_COPIES = 1.5

Progress = Callable[[float, "Text | str"], None]


def read_vector(
    path: Path, shown_as: Path | None = None, progress: Progress = lambda _fraction, _stage: None
) -> list[Source]:
    """Every layer of the vector file at `path`, with the columns as they are.

    Parameters
    ----------
    shown_as : Path, optional
        The file as the user knows it, when `path` was unpacked from an archive.

    Raises
    ------
    LayerError
        When GDAL cannot read the file.
    """
    shown = shown_as or path
    check_contents(path, shown)
    try:
        if path.suffix.lower() in _OF_ONE_LAYER:
            sources = [_read_layer(path, shown, None, "", progress)]
        else:
            layers = [str(name) for name, _shape in pyogrio.list_layers(path)]
            layers = [name for name in layers if not name.startswith(_OWN_TABLES)]
            named = len(layers) > 1
            sources = [_read_layer(path, shown, layer, layer if named else "", progress) for layer in layers]
    except _READER_GAVE_UP as error:
        if path.suffix.lower() in (".geojson", ".json"):
            from layers.formats.geojson_repair import read_geojson_repairing

            return [read_geojson_repairing(path, shown)]
        raise unreadable(shown, error) from error
    if not any(len(source.frame) for source in sources):
        raise LayerError(
            tr("the file holds no features"),
            where=shown.name,
            expected=tr("Features or a table were expected."),
        )
    return sources


def read_geoparquet(path: Path, shown_as: Path | None = None) -> Source:
    """The one layer of a GeoParquet file, or the table of a Parquet file without shapes; needs pyarrow.

    Raises
    ------
    LayerError
        When the file is damaged.
    """
    import geopandas as gpd

    shown = shown_as or path
    try:
        try:
            frame = gpd.read_parquet(path)
        except ValueError as error:
            if "geo metadata" not in str(error):
                raise
            frame = pd.read_parquet(path)
    except (ValueError, TypeError, LookupError, OSError, NotImplementedError) as error:
        raise unreadable(shown, error) from error
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return Source(frame=_parsed_dates(frame.rename(columns=str)), path=shown)


def unreadable(path: Path, error: object) -> LayerError:
    """The error for a file that its reader gave up on."""
    return LayerError(
        tr("the file cannot be read ({reason})", reason=str(error).splitlines()[0] if str(error) else error),
        where=path.name,
        todo=tr(
            "It may be cut short or damaged: ask the sender for it again, or open and save it anew in QGIS."
        ),
    )


def _in_parts(path: Path, shown: Path, options: dict[str, Any], progress: Progress) -> Any:
    """A large layer, without its bytes as a whole beside its shapes; equal words are held once.

    Raises
    ------
    TooLarge
        When the memory there is cannot hold it.
    """
    count = int(pyogrio.read_info(path, **options)["features"])
    if count <= _PART_FEATURES:
        return pyogrio.read_dataframe(path, **options)
    words: dict[str, str] = {}
    parts: list[Any] = []
    for first in range(0, count, _PART_FEATURES):
        progress(first / count, tr("reading {name}", name=shown.name))
        part = pyogrio.read_dataframe(path, skip_features=first, max_features=_PART_FEATURES, **options)
        if not parts:
            require_room(_COPIES * _held_bytes(part) / len(part) * count, shown.name)
        for name in part.columns[part.dtypes.isin([np.dtype(object), pd.StringDtype(na_value=np.nan)])]:
            cells = part[name].to_numpy(dtype=object)
            shared = [words.setdefault(cell, cell) if cell.__class__ is str else cell for cell in cells]
            part[name] = pd.Series(shared, index=part.index, dtype=part[name].dtype)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _held_bytes(frame: Any) -> int:
    """Memory of a frame with its shapes, about."""
    held = int(pd.DataFrame(frame).drop(columns="geometry", errors="ignore").memory_usage(deep=True).sum())
    if "geometry" in frame.columns:
        shapes = frame.geometry.to_numpy()
        held += len(shapes) * _SHAPE_BYTES + int(shapely.get_num_coordinates(shapes).sum()) * _VERTEX_BYTES
    return held


def _read_layer(path: Path, shown: Path, layer: str | None, layer_name: str, progress: Progress) -> Source:
    encoding, problems = _encoding_of(path)
    options: dict[str, Any] = {"layer": layer} if layer is not None else {}
    if encoding:
        options["encoding"] = encoding
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if path.stat().st_size > LARGE_BYTES and path.suffix.lower() in _RANDOM_ACCESS:
            frame = _in_parts(path, shown, options, progress)
        else:
            frame = pyogrio.read_dataframe(path, **options)
    problems += [Problem(text=text, severity="notice") for text in _worth_telling(caught)]
    if path.suffix.lower() == ".shp" and not path.with_suffix(".dbf").exists():
        missing = tr(
            "the file {name} is missing: shapes were read without attributes", name=f"{path.stem}.dbf"
        )
        problems.append(Problem(text=missing))
    problems += _cut_names(path, frame)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    frame.columns = _unique_names([str(name) for name in frame.columns], with_shapes="geometry" in frame)
    return Source(frame=_parsed_dates(frame), path=shown, layer_name=layer_name, problems=tuple(problems))


def _cut_names(path: Path, frame: Any) -> list[Problem]:
    """Names of columns as long as a shapefile lets them be, and so probably cut."""
    if path.suffix.lower() != ".shp":
        return []
    full = [str(name) for name in frame.columns if len(str(name)) == _LONGEST_DBF_NAME]
    if len(full) < _SEVERAL:
        return []
    named = ", ".join(full[:5])
    told = tr("names of columns are cut to 10 characters, as shapefiles do: {names}", names=named)
    return [Problem(text=told, severity="notice")]


def _unique_names(names: list[str], *, with_shapes: bool) -> list[str]:
    """Column names told apart by numbers; the last is that of the shapes."""
    result: list[str] = []
    taken = {"geometry"} if with_shapes else set()
    for name in names[:-1] if with_shapes else names:
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken.add(unique)
        result.append(unique)
    return [*result, "geometry"] if with_shapes else result


def _worth_telling(caught: list[warnings.WarningMessage]) -> list[Text]:
    """What GDAL warned of, said once; its notes on types it widened are of no use to a planner."""
    seen = dict.fromkeys(str(item.message) for item in caught)
    known = ("not closed", "self-intersection", "Invalid", "invalid", "truncated", "decoding")
    return [tr("the reader noted: {note}", note=note) for note in seen if any(word in note for word in known)]


def _parsed_dates(frame: gpd.GeoDataFrame | pd.DataFrame) -> gpd.GeoDataFrame | pd.DataFrame:
    """Date columns without time zone, as days are compared across layers."""
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.DatetimeTZDtype):
            frame[name] = frame[name].dt.tz_localize(None)
    return frame


def _encoding_of(path: Path) -> tuple[str, list[Problem]]:
    """The encoding of a shapefile's attributes, found by looking at them; "" to leave it to GDAL."""
    table = path.with_suffix(".dbf")
    if path.suffix.lower() != ".shp" or not table.exists():
        return "", []
    with table.open("rb") as handle:
        content = handle.read(_ENCODING_SAMPLE_BYTES)
    body = content[int.from_bytes(content[8:10], "little") :]
    if body.isascii():
        return "", []
    # a field cut in the middle of a letter leaves a stray byte: a few of them are no other encoding
    broken = body.decode("utf-8", "replace").count("�")
    high = int((np.frombuffer(body[: 1024**2], dtype=np.uint8) >= 0x80).sum())
    encoding = "UTF-8" if broken * 20 <= high else "CP1251"
    stated = path.with_suffix(".cpg")
    said = stated.read_text("ascii", "replace").strip() if stated.exists() else ""
    if said.upper().replace("-", "").replace("WINDOWS", "CP") in (encoding.replace("-", ""), encoding[2:]):
        return encoding, []
    if said:
        text = tr("the attributes are in {found}, not in {said} as stated", found=encoding, said=said)
    else:
        text = tr("the encoding of the attributes is not stated; read as {found}", found=encoding)
    return encoding, [Problem(text=text, severity="notice")]
