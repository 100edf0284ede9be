"""Columns that say where records are, turned into shapes; what could not be read is told row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from layers.column_reading import first_present
from layers.coordinate_text import Axis, angle, in_range, pair, shape
from layers.errors import LayerError
from layers.layer_kind import Problem
from layers.text import Text, tr, trn

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

Extent = tuple[float, float, float, float]

# Ukraine with half a degree around it
UKRAINE: Extent = (21.6, 43.8, 40.8, 52.9)
_SEARCHED_CELLS = 200
_FIRST_CELLS = 20
_LONGEST_PAIR = 80
_MOSTLY = 0.8
_NEARLY_ALL = 0.9
_HARDLY_ANY = 0.05
_MOST_DEGREES = 360.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """Shapes of the records of a table.

    Attributes
    ----------
    geometry : object array
        Shapely shapes, EPSG:4326, in the order of the table; None where there is no place.
    reasons : mapping of int to Text
        By row label, why a row has no place.
    problems : tuple of Problem
        What was mended or assumed, and the rows without place grouped by reason.
    """

    geometry: NDArray[np.object_]
    reasons: Mapping[int, Text]
    problems: tuple[Problem, ...]


def _written_as_text(lon: pd.Series[Any], lat: pd.Series[Any]) -> list[Problem]:
    """What is worth saying of coordinates that are no numbers in the file."""
    cells = (*lon.head(_SEARCHED_CELLS), *lat.head(_SEARCHED_CELLS))
    texts = [cell for cell in cells if isinstance(cell, str)]
    if not texts or len(texts) < _MOSTLY * sum(not _is_missing(cell) for cell in cells):
        return []
    if sum("°" in text or "'" in text or "’" in text for text in texts) >= _MOSTLY * len(texts):
        said = texts[0][:40]
        told = tr("the coordinates are written in degrees, minutes and seconds, as {example}", example=said)
    else:
        told = tr("the coordinates stand as text, as “{example}”", example=texts[0][:30])
    return [Problem(text=told, severity="notice")]


def points(lon: pd.Series[Any], lat: pd.Series[Any], extent: Extent = UKRAINE, headings: str = "") -> Placed:
    """Points of two columns of numbers or text.

    Parameters
    ----------
    lon, lat : Series
        Degrees as numbers or as text of any form, or metres of a projection; of one index.
    extent : west, south, east, north
        Degrees; the country. It tells swapped columns and projections, and leaves nothing out.
    headings : str
        Further words that may state the projection; the names of the columns are looked at anyway.

    Raises
    ------
    LayerError
        When the coordinates are in metres and the projection is not clear.
    """
    import numpy as np

    x, x_axes = _degrees(lon)
    y, y_axes = _degrees(lat)
    reasons = _unreadable(lon, lat, x, y)
    problems: list[Problem] = []
    swapped = (x_axes == "lat") & (y_axes != "lat") | (y_axes == "lon") & (x_axes != "lon")
    clash = (x_axes == y_axes) & (x_axes != "")
    for row in np.flatnonzero(clash):
        reasons[int(lon.index[row])] = tr("both coordinates are marked as the same direction")
        x[row] = y[row] = np.nan
    x[swapped], y[swapped] = y[swapped], x[swapped]
    stated = f"{lon.name} {lat.name} {headings}"
    problems += _written_as_text(lon, lat)
    if _in_metres(x, y):
        found = _from_metres(x, y, extent, stated)
        x, y = found.lon, found.lat
        problems.append(
            Problem(text=tr("the coordinates were read as {system}", system=found.system), severity="notice")
        )
    else:
        mended = _unswap(x, y, extent)
        problems += _swap_problems(mended | swapped, lon)
    for row in np.flatnonzero((x == 0) & (y == 0)):
        reasons[int(lon.index[row])] = tr("0, 0 stands for an unknown place")
        x[row] = y[row] = np.nan
    beyond = (np.abs(x) > 180) | (np.abs(y) > 90)
    for row in np.flatnonzero(beyond):
        reasons.setdefault(
            int(lon.index[row]),
            tr("{x}, {y} are no degrees", x=str(lon.iloc[row])[:30], y=str(lat.iloc[row])[:30]),
        )
        x[row] = y[row] = np.nan
    for row in np.flatnonzero(np.isnan(x) | np.isnan(y)):
        if (label := int(lon.index[row])) not in reasons:
            cells = str(lon.iloc[row])[:30], str(lat.iloc[row])[:30]
            reasons[label] = tr("{x}, {y} is no place on Earth", x=cells[0], y=cells[1])
    return _placed(x, y, reasons, problems)


def pairs(cells: pd.Series[Any], extent: Extent = UKRAINE) -> Placed:
    """Points of one column that holds both coordinates, such as "48.4647, 35.0462"."""
    import numpy as np

    x, y = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    said = np.zeros(len(cells), dtype=bool)
    reasons: dict[int, Text] = {}
    for position, cell in enumerate(cells.to_numpy(dtype=object)):
        found = None if _is_missing(cell) else pair(str(cell))
        if found is None:
            reasons[int(cells.index[position])] = _why(cell)
        else:
            x[position], y[position], said[position] = found
    undecided = np.where(said, np.nan, x), np.where(said, np.nan, y)
    mended = _unswap(*undecided, extent)
    x[mended], y[mended] = y[mended], x[mended]
    for row in np.flatnonzero((np.abs(x) > 180) | (np.abs(y) > 90) | ((x == 0) & (y == 0))):
        reasons[int(cells.index[row])] = tr("{cell} is no place in degrees", cell=str(cells.iloc[row])[:60])
        x[row] = y[row] = np.nan
    return _placed(x, y, reasons, _swap_problems(mended, cells))


def shapes(cells: pd.Series[Any]) -> Placed:
    """Shapes of one column of WKT, EWKT, hexadecimal WKB or GeoJSON."""
    import numpy as np
    import shapely

    result = np.full(len(cells), None, dtype=object)
    reasons: dict[int, Text] = {}
    codes: set[int] = set()
    for position, cell in enumerate(cells.to_numpy(dtype=object)):
        label = int(cells.index[position])
        found = None if _is_missing(cell) else shape(str(cell))
        if found is None:
            reasons[label] = _why(cell)
            continue
        code = int(shapely.get_srid(found)) or 4326
        west, south, east, north = shapely.bounds(found)
        if code != 4326:
            codes.add(code)
            found = _reprojected(found, code)
        elif not (
            in_range(west, "lon")
            and in_range(east, "lon")
            and in_range(south, "lat")
            and in_range(north, "lat")
        ):
            found = None
        if found is None:
            reasons[label] = tr("{cell} is no place in degrees", cell=str(cell)[:60])
        else:
            result[position] = shapely.set_srid(shapely.force_2d(found), 0)
    problems = [
        Problem(text=tr("the shapes were read as EPSG:{code}", code=code), severity="notice")
        for code in sorted(codes)
    ]
    return Placed(geometry=result, reasons=reasons, problems=(*problems, *_without_place(reasons)))


def place_column(frame: pd.DataFrame) -> tuple[str, Literal["shape", "pair"]] | None:
    """A column whose cells hold a place each, found by its values; None when there is none."""
    for name in frame.columns:
        if name == "geometry":
            continue
        present = first_present(frame[name], _SEARCHED_CELLS)
        cells = [cell for cell in present if isinstance(cell, str)]
        if len(cells) < max(1, _MOSTLY * len(present)):
            continue
        for form, fits in (("shape", _is_shape), ("pair", _is_surely_pair)):
            # most columns are neither, which a few cells show
            if any(map(fits, cells[:_FIRST_CELLS])) and sum(map(fits, cells)) >= _MOSTLY * len(cells):
                return str(name), "shape" if form == "shape" else "pair"
    return None


def holds_angles(cells: pd.Series[Any], axis: Axis) -> bool:
    """Whether most cells of a column of text are angles that can stand on an axis, with degrees marked."""
    texts = [cell for cell in cells.dropna().head(_SEARCHED_CELLS) if isinstance(cell, str)]
    good = 0
    for text in texts:
        found = angle(text)
        marked = found is not None and (found.axis == axis or (found.axis is None and "°" in text))
        good += found is not None and marked and in_range(found.degrees, axis)
    return bool(texts) and good >= _MOSTLY * len(texts)


def _is_shape(cell: str) -> bool:
    return shape(cell) is not None


def _is_surely_pair(cell: str) -> bool:
    if len(cell) > _LONGEST_PAIR or not any(map(str.isdigit, cell)):
        return False
    found = pair(cell)
    if found is None or abs(found[0]) > 180 or abs(found[1]) > 90:
        return False
    return found[2] or "°" in cell or sum(cell.count(mark) for mark in ".,") >= 2


def _degrees(values: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Numbers of a column, and the axis each cell names ("" for none)."""
    import numpy as np
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype="float64", na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    axes = np.full(len(values), "", dtype=object)
    for row in np.flatnonzero(np.isnan(numbers) & values.notna().to_numpy()):
        text = values.iloc[row]
        found = angle(text) if isinstance(text, str) else None
        if found is not None:
            numbers[row], axes[row] = found.degrees, found.axis or ""
    return numbers, axes


def _unreadable(
    lon: pd.Series[Any], lat: pd.Series[Any], x: NDArray[np.float64], y: NDArray[np.float64]
) -> dict[int, Text]:
    import numpy as np

    reasons: dict[int, Text] = {}
    lost = np.flatnonzero(np.isnan(x) | np.isnan(y))
    nothing = (lon.isna() & lat.isna()).to_numpy()
    reasons.update(dict.fromkeys(lon.index[lost[nothing[lost]]].tolist(), _why(None)))
    for row in lost[~nothing[lost]]:
        failed = [cells.iloc[row] for cells, numbers in ((lon, x), (lat, y)) if np.isnan(numbers[row])]
        said = [cell for cell in failed if not _is_missing(cell)]
        reasons[int(lon.index[row])] = _why(said[0] if said else None)
    return reasons


def _why(cell: object) -> Text:
    if _is_missing(cell):
        return tr("no coordinates")
    return tr("“{cell}” cannot be read as coordinates", cell=str(cell)[:60])


def _is_missing(cell: object) -> bool:
    import pandas as pd

    return cell is None or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell))) or str(cell).strip() == ""


def _in_metres(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    import numpy as np

    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return False
    large = (np.abs(x[known]) > _MOST_DEGREES) & (np.abs(y[known]) > _MOST_DEGREES)
    return bool(large.mean() >= _MOSTLY)


def _from_metres(x: NDArray[np.float64], y: NDArray[np.float64], extent: Extent, headings: str) -> Any:
    from layers.projected_coordinates import unprojected

    return unprojected(x, y, extent, headings)


def _unswap(x: NDArray[np.float64], y: NDArray[np.float64], extent: Extent) -> NDArray[np.bool_]:
    """Swap in place what is the wrong way round; true where it was.

    A whole column is swapped when nearly all of it falls into the country that way and hardly any does as
    it is. A single row is swapped only in a table that otherwise lies in the country.
    """
    import numpy as np

    known = np.isfinite(x) & np.isfinite(y)
    mended = np.zeros(len(x), dtype=bool)
    if not known.any():
        return mended
    inside, turned = _inside(x, y, extent), _inside(y, x, extent)
    as_it_is, as_turned = inside[known].mean(), turned[known].mean()
    impossible = known & (np.abs(y) > 90) & (np.abs(y) <= 180) & (np.abs(x) <= 90)
    if as_turned >= _NEARLY_ALL and as_it_is <= _HARDLY_ANY:
        mended = known.copy()
    elif as_it_is >= _MOSTLY:
        mended = turned & ~inside
    elif impossible.any() and bool((np.abs(x[known]) <= 90).all()):
        mended = known.copy()
    x[mended], y[mended] = y[mended], x[mended]
    return mended


def _inside(x: NDArray[np.float64], y: NDArray[np.float64], extent: Extent) -> NDArray[np.bool_]:
    west, south, east, north = extent
    result: NDArray[np.bool_] = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return result


def _swap_problems(mended: NDArray[np.bool_], rows: pd.Series[Any]) -> list[Problem]:
    count = int(mended.sum())
    if not count:
        return []
    fids = tuple(int(label) for label in rows.index[mended])
    one = "latitude and longitude of {count:,} row were the wrong way round and were swapped"
    many = "latitude and longitude of {count:,} rows were the wrong way round and were swapped"
    return [Problem(text=trn(one, many, count), fids=fids)]


def _reprojected(found: Any, code: int) -> Any:
    import geopandas as gpd
    import shapely
    from pyproj.exceptions import CRSError

    try:
        result = gpd.GeoSeries([shapely.set_srid(found, 0)], crs=code).to_crs(4326).iloc[0]
    except CRSError as error:
        raise LayerError(
            tr("EPSG:{code} is no known projection", code=code), todo=tr("Ask the sender for the projection.")
        ) from error
    west, south, east, north = shapely.bounds(result)
    return result if -180 <= west <= east <= 180 and -90 <= south <= north <= 90 else None


def _placed(
    x: NDArray[np.float64], y: NDArray[np.float64], reasons: dict[int, Text], problems: list[Problem]
) -> Placed:
    import numpy as np
    import shapely

    geometry = np.full(len(x), None, dtype=object)
    known = np.isfinite(x) & np.isfinite(y)
    geometry[known] = shapely.points(x[known], y[known])
    return Placed(geometry=geometry, reasons=reasons, problems=(*problems, *_without_place(reasons)))


def _without_place(reasons: Mapping[int, Text]) -> tuple[Problem, ...]:
    groups: dict[str, list[int]] = {}
    for label, reason in reasons.items():
        groups.setdefault("" if reason.template == "no coordinates" else "odd", []).append(label)
    result = []
    if rows := groups.get(""):
        one, many = "{count:,} row has no coordinates", "{count:,} rows have no coordinates"
        result.append(Problem(text=trn(one, many, len(rows)), fids=tuple(rows)))
    if rows := groups.get("odd"):
        one = "the coordinates of {count:,} row cannot be read: {examples}"
        many = "the coordinates of {count:,} rows cannot be read: {examples}"
        examples = "; ".join(dict.fromkeys(str(reasons[row]) for row in rows[:3]))
        result.append(Problem(text=trn(one, many, len(rows), examples=examples), fids=tuple(rows)))
    return tuple(result)
