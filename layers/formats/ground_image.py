"""A planner's own base map: MBTiles with pictures, or a GeoTIFF in any coordinate system, read in pieces.

Pieces are read as coarse as they are drawn, from overviews where the file has them, and put into the
projection asked for. Nothing of a file is held but what was read last and one coarse picture of large files.
"""

from __future__ import annotations

import html
import math
import re
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.errors import LayerError, UnsupportedFile
from layers.text import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

Bounds = tuple[float, float, float, float]

ENDINGS = (".mbtiles", ".tif", ".tiff")
_SAMPLE = 256
_COARSE = 2048
# Shares of the values of a band that are drawn black and white at most.
_DARKEST, _LIGHTEST = 2.0, 98.0
# So many pixels a side are projected at most for a pixel wanted; more would not be seen.
_FINER = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFacts:
    """What is known of a file.

    Attributes
    ----------
    title, attribution : str
        From the file; the title is the file's name where it has none.
    crs : str
    bounds : tuple
        West, south, east, north in degrees.
    width, height : int
        Pixels at full detail.
    """

    title: str
    attribution: str
    crs: str
    bounds: Bounds
    width: int
    height: int


class GroundImage:
    """A file of tiles or a picture with coordinates; may be read from several threads.

    Parameters
    ----------
    path : Path
        .mbtiles, .tif or .tiff.

    Raises
    ------
    LayerError
        When the file is missing.
    UnsupportedFile
        When it holds vector tiles, no coordinates, or is no picture at all.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise LayerError(
                tr("the base map is missing"),
                where=str(path),
                todo=tr("Put the file back, connect the drive it is on, or remove the base map."),
            )
        self.path = path
        self._open = threading.local()
        self._coarse: _Piece | None = None
        self._lock = threading.Lock()
        told = _told_by_tiles(path) if path.suffix.lower() == ".mbtiles" else {}
        source = self._source()
        self.facts = _facts(path, source, told)
        self._stretch = _stretch(source)

    def read(self, crs: str, bounds: Bounds, width: int, height: int) -> Pixels | None:
        """Pixels (height, width, 4) of `bounds` in `crs`: red, green, blue and opacity; None outside it."""
        import numpy as np
        from rasterio.transform import from_bounds
        from rasterio.warp import Resampling, reproject

        source = self._source()
        wanted = _overlap(source, crs, bounds)
        if wanted is None:
            return None
        piece = self._piece(source, wanted, _pixels_wanted(source, crs, bounds, (width, height), wanted))
        if piece is None:
            return None
        result = np.zeros((4, height, width), dtype=np.uint8)
        reproject(
            piece.pixels,
            result,
            src_transform=piece.transform,
            src_crs=source.crs,
            dst_transform=from_bounds(*bounds, width, height),
            dst_crs=crs,
            resampling=Resampling.bilinear,
        )
        return np.moveaxis(result, 0, -1) if result[3].any() else None

    def _source(self) -> Any:
        """The file as opened by this thread: handles of GDAL are not shared."""
        source = getattr(self._open, "source", None)
        if source is None:
            source = self._open.source = _opened(self.path)
        return source

    def _piece(self, source: Any, window: Any, shape: tuple[int, int]) -> _Piece | None:
        """A window of the source with about so many columns and rows."""
        columns = min(shape[0], math.ceil(window.width))
        rows = min(shape[1], math.ceil(window.height))
        if columns < 1 or rows < 1:
            return None
        thinned = window.width / columns
        if not source.overviews(1) and max(source.width, source.height) > 2 * _COARSE:
            coarse = self._whole(source)
            if thinned >= source.width / coarse.pixels.shape[2]:
                return coarse
        return self._read(source, window, columns, rows)

    def _whole(self, source: Any) -> _Piece:
        """All of a large file without overviews, coarsely; read once."""
        from rasterio.windows import Window

        with self._lock:
            if self._coarse is None:
                share = _COARSE / max(source.width, source.height)
                columns, rows = max(1, round(source.width * share)), max(1, round(source.height * share))
                self._coarse = self._read(source, Window(0, 0, source.width, source.height), columns, rows)
            return self._coarse

    def _read(self, source: Any, window: Any, columns: int, rows: int) -> _Piece:
        import numpy as np
        from rasterio.transform import Affine
        from rasterio.windows import transform as transform_of

        shape = (rows, columns)
        colours = _colours(source, window, shape, self._stretch)
        opacity = source.dataset_mask(window=window, out_shape=shape)
        moved = transform_of(window, source.transform)
        scaled = moved * Affine.scale(window.width / columns, window.height / rows)
        return _Piece(np.concatenate([colours, opacity[None].astype(np.uint8)]), scaled)


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    pixels: Pixels
    transform: Any


def _opened(path: Path) -> Any:
    import rasterio
    from rasterio.errors import RasterioIOError
    from rasterio.vrt import WarpedVRT

    try:
        source = rasterio.open(path)
    except RasterioIOError as error:
        raise UnsupportedFile(
            tr("this file cannot be read as a base map ({reason})", reason=error),
            where=str(path),
            expected=tr("A GeoTIFF, or MBTiles with PNG or JPEG tiles, was expected."),
        ) from error
    if source.crs is None or source.transform.is_identity:
        raise UnsupportedFile(
            tr("the picture does not say where it lies"),
            where=str(path),
            expected=tr("A GeoTIFF carries its coordinate system and its place."),
            todo=tr("Georeference it, for example in QGIS, and save it as GeoTIFF."),
        )
    transform = source.transform
    if transform.b or transform.d or transform.e > 0 or transform.a < 0:
        # turned or mirrored: read as if it were not
        return WarpedVRT(source, crs=source.crs)
    return source


def _told_by_tiles(path: Path) -> dict[str, str]:
    """What an MBTiles file says of itself; vector tiles are refused."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            told = {str(k): str(v) for k, v in database.execute("SELECT name, value FROM metadata")}
    except sqlite3.Error as error:
        raise UnsupportedFile(
            tr("this is no MBTiles file ({reason})", reason=error), where=str(path)
        ) from error
    if told.get("format", "").lower() in ("pbf", "mvt"):
        raise UnsupportedFile(
            tr("the file holds vector tiles, which Corridor does not draw"),
            where=str(path),
            expected=tr("MBTiles with pictures (PNG or JPEG) were expected."),
            todo=tr("Export the map as raster tiles, for example with QGIS: “Generate XYZ tiles (MBTiles)”."),
        )
    return told


def _facts(path: Path, source: Any, told: dict[str, str]) -> GroundFacts:
    from rasterio.warp import transform_bounds

    tags = source.tags()
    attribution = told.get("attribution") or tags.get("TIFFTAG_COPYRIGHT", "")
    west, south, east, north = transform_bounds(source.crs, "EPSG:4326", *source.bounds)
    return GroundFacts(
        title=told.get("name") or path.stem.replace("_", " "),
        attribution=html.unescape(re.sub("<[^>]*>", "", attribution)).strip(),
        crs=source.crs.to_string(),
        bounds=(float(west), float(south), float(east), float(north)),
        width=int(source.width),
        height=int(source.height),
    )


def _overlap(source: Any, crs: str, bounds: Bounds) -> Any:
    """The window of the source that lies within `bounds`, whole pixels; None where none does."""
    from rasterio.errors import RasterioError, WindowError
    from rasterio.warp import transform_bounds
    from rasterio.windows import Window, from_bounds

    whole = Window(0, 0, source.width, source.height)
    try:
        west, south, east, north = transform_bounds(source.crs, crs, *source.bounds)
    except RasterioError:
        return whole
    if not all(map(math.isfinite, (west, south, east, north))):
        return whole
    cut = (max(west, bounds[0]), max(south, bounds[1]), min(east, bounds[2]), min(north, bounds[3]))
    if cut[0] >= cut[2] or cut[1] >= cut[3]:
        return None
    try:
        left, bottom, right, top = transform_bounds(crs, source.crs, *cut)
        inside = from_bounds(left, bottom, right, top, source.transform)
        # whole pixels, and one more, so that the edge is smooth
        columns = math.floor(inside.col_off) - 1, math.ceil(inside.col_off + inside.width) + 1
        rows = math.floor(inside.row_off) - 1, math.ceil(inside.row_off + inside.height) + 1
        grown = Window(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0])
        return grown.intersection(whole)
    except WindowError:
        return None


def _pixels_wanted(
    source: Any, crs: str, bounds: Bounds, size: tuple[int, int], window: Any
) -> tuple[int, int]:
    """Columns and rows of `window` worth reading for a picture of `size`."""
    from rasterio.warp import transform_bounds

    west, south, east, north = transform_bounds(source.crs, crs, *source.window_bounds(window))
    across = (east - west) / (bounds[2] - bounds[0]) * size[0]
    down = (north - south) / (bounds[3] - bounds[1]) * size[1]
    return max(1, math.ceil(across * _FINER)), max(1, math.ceil(down * _FINER))


def _stretch(source: Any) -> tuple[float, float] | None:
    """The values drawn black and white; None for pictures, whose values are colours already."""
    import numpy as np

    if source.dtypes[0] == "uint8" and (source.count >= 3 or _palette(source) is not None):
        return None
    shape = (min(_SAMPLE, source.height), min(_SAMPLE, source.width))
    bands = [1] if source.count < 3 else [1, 2, 3]
    values = source.read(bands, out_shape=(len(bands), *shape), masked=True).astype("float64")
    known = values.compressed()
    known = known[np.isfinite(known)]
    if not len(known):
        return (0.0, 1.0)
    low, high = np.percentile(known, [_DARKEST, _LIGHTEST])
    return (float(low), float(high)) if high > low else (float(low), float(low) + 1.0)


def _palette(source: Any) -> dict[int, tuple[int, int, int, int]] | None:
    try:
        found: dict[int, tuple[int, int, int, int]] = source.colormap(1)
    except ValueError:
        return None
    return found


def _colours(source: Any, window: Any, shape: tuple[int, int], stretch: tuple[float, float] | None) -> Pixels:
    """Red, green and blue of a window, (3, rows, columns)."""
    import numpy as np
    from rasterio.enums import Resampling

    palette = _palette(source) if source.count < 3 else None
    bands = [1, 2, 3] if source.count >= 3 else [1]
    resampling = Resampling.nearest if palette is not None else Resampling.average
    values = source.read(bands, window=window, out_shape=(len(bands), *shape), resampling=resampling)
    if palette is not None:
        table = np.zeros((256, 3), dtype=np.uint8)
        for index, colour in palette.items():
            table[index] = colour[:3]
        return np.moveaxis(table[values[0]], -1, 0)
    if stretch is not None:
        low, high = stretch
        with np.errstate(invalid="ignore"):
            scaled = np.clip((values.astype("float64") - low) / (high - low), 0, 1) * 255
        values = np.nan_to_num(scaled).astype(np.uint8)
    return np.broadcast_to(values, (3, *shape)) if len(values) == 1 else values
