"""One dataset of one layer kind, with its provenance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers.errors import LayerError
from layers.layer_kind import LayerKind
from layers.sensitivity import Sensitivity
from layers.symbology import Symbology
from layers.text import tr

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

STORAGE_CRS = "EPSG:4326"

_DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
    "date": "datetime64[ms]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a layer came from and what was done to it.

    Attributes
    ----------
    source : str
        Who published it.
    date : date, optional
        The day the data speaks of; None when unknown.
    licence : str
        Licence or terms; empty when unknown.
    file_name, file_sha256 : str
        The file it was read from.
    imported_at : datetime
        UTC.
    exercise : bool
        True when the figures are invented.
    transformations : tuple of str
        Every change since, in order.
    """

    source: str
    date: dt.date | None
    licence: str = ""
    file_name: str = ""
    file_sha256: str = ""
    imported_at: dt.datetime
    exercise: bool = False
    transformations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Raster:
    """A grid of one band.

    Attributes
    ----------
    values : float32 array, shape (rows, columns)
        North up; NaN where there is no data.
    west, north : float
        Upper left corner, degrees.
    cell_width, cell_height : float
        Degrees, both positive.
    """

    values: NDArray[np.float32]
    west: float
    north: float
    cell_width: float
    cell_height: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """A dataset; an immutable value whose frame is shared and must never be changed in place.

    Attributes
    ----------
    name : str
        Unique in the workspace; also the table name in the file.
    kind : LayerKind
    frame : GeoDataFrame or DataFrame
        EPSG:4326. The index is `fid` (int64, unique, stable, also the feature id in the file). Columns
        are the fields of the kind in order, then any further columns of the source, then `geometry`
        (GeoDataFrame, absent for kinds without place). A record without place has a None geometry.
    raster : Raster, optional
        For raster kinds; their frame is empty.
    symbology : Symbology, optional
        The layer's own style; the kind's is used when None.
    title : str
        What the user calls it; unique in the workspace, empty for what its name says.
    """

    name: str
    kind: LayerKind
    frame: gpd.GeoDataFrame | pd.DataFrame
    provenance: Provenance
    sensitivity: Sensitivity
    raster: Raster | None = None
    symbology: Symbology | None = None
    title: str = ""

    @property
    def style(self) -> Symbology:
        """The symbology the layer is drawn with."""
        return self.symbology or self.kind.symbology

    @property
    def has_geometry(self) -> bool:
        """Whether the frame has a geometry column."""
        return "geometry" in self.frame.columns

    def __len__(self) -> int:
        return len(self.frame)

    def with_frame(self, frame: gpd.GeoDataFrame | pd.DataFrame, done: str = "") -> Layer:
        """The layer with another frame, conformed to the kind; `done` is added to the transformations."""
        provenance = self.provenance
        if done:
            provenance = replace(provenance, transformations=(*provenance.transformations, done))
        return replace(self, frame=conform(frame, self.kind, self.name), provenance=provenance)

    def age_days(self, today: dt.date) -> int | None:
        """Days since the day the data speaks of; None when that is unknown."""
        date = self.provenance.date
        return None if date is None else (today - date).days

    def is_stale(self, today: dt.date) -> bool:
        """Whether the data is older than its kind's shelf life or of unknown date."""
        age = self.age_days(today)
        return age is None or age > self.kind.shelf_life_days


def new_layer(
    name: str,
    kind: LayerKind,
    frame: gpd.GeoDataFrame | pd.DataFrame,
    provenance: Provenance,
    *,
    sensitivity: Sensitivity | None = None,
    raster: Raster | None = None,
) -> Layer:
    """A layer from a frame whose columns already bear the kind's field names.

    Missing fields are added as NA, values are cast to the field's type, further columns are kept.

    Raises
    ------
    LayerError
        When a value cannot be cast or the frame is not in EPSG:4326.
    """
    return Layer(
        name=name,
        kind=kind,
        frame=conform(frame, kind, name),
        provenance=provenance,
        sensitivity=kind.sensitivity if sensitivity is None else sensitivity,
        raster=raster,
    )


def conform(
    frame: gpd.GeoDataFrame | pd.DataFrame, kind: LayerKind, where: str
) -> gpd.GeoDataFrame | pd.DataFrame:
    """`frame` with every field of `kind` in its type and order; see `Layer.frame`."""
    import geopandas as gpd
    import pandas as pd

    crs = getattr(frame, "crs", None)
    if crs is not None and crs.to_epsg() != 4326:
        raise LayerError(
            tr("the coordinates are in {crs}", crs=crs.to_string()),
            where=where,
            expected=tr("Layers are stored in EPSG:4326."),
        )
    columns: dict[str, Any] = {}
    missing: dict[str, pd.Series[Any]] = {}
    for item in kind.fields:
        if item.name in frame.columns:
            columns[item.name] = _cast(frame[item.name], item.name, item.type, where)
        else:
            # pandas copies on writing, so that empty columns of one type can be the same
            if item.type not in missing:
                missing[item.type] = pd.Series(None, index=frame.index, dtype=_DTYPES[item.type])
            columns[item.name] = missing[item.type]
    geometry = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else None
    taken = {*columns, "geometry", "fid"} | ({geometry.name} if geometry is not None else set())
    columns |= {str(name): frame[name] for name in frame.columns if name not in taken}
    result = pd.DataFrame(columns, index=frame.index, copy=False)
    unnumbered = isinstance(result.index, pd.RangeIndex) and result.index.start == 0
    if unnumbered or not pd.api.types.is_integer_dtype(result.index) or not result.index.is_unique:
        result.index = pd.RangeIndex(1, len(result) + 1)
    result.index = result.index.astype("int64").rename("fid")
    if geometry is None:
        return result
    values = geometry.to_numpy()
    return gpd.GeoDataFrame(result, geometry=gpd.GeoSeries(values, index=result.index, crs=STORAGE_CRS))


def _cast(values: pd.Series[Any], name: str, type_: str, where: str) -> pd.Series[Any]:
    import pandas as pd

    try:
        if type_ == "date":
            dates = pd.to_datetime(values)
            if dates.dt.tz is not None:
                dates = dates.dt.tz_localize(None)
            return dates.astype("datetime64[ms]")
        if type_ == "text":
            return values if values.dtype == "str" else values.astype("str").where(values.notna())
        if type_ == "boolean":
            # GeoPackage readers give 0.0 and 1.0 where a boolean column has gaps
            return values.astype("float64").astype("boolean") if values.dtype != "boolean" else values
        if type_ == "integer" and values.dtype != "Int64":
            return pd.to_numeric(values).round().astype("Int64")
        return values.astype(_DTYPES[type_])
    except (ValueError, TypeError) as error:
        raise LayerError(
            tr("the column {name} holds values that are not of type {type}", name=name, type=type_),
            where=where,
            expected=str(error),
            todo=tr("Correct the values or map the field to another column."),
        ) from error
