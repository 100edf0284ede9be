"""What a reader makes of a file, before it is known what kind of layer it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.layer_kind import Geometry, Problem, Sample

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Raster

SAMPLE_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """One table or layer of a file, with the publisher's own columns.

    Attributes
    ----------
    frame : DataFrame or GeoDataFrame
        Indexed by row number as the publisher counts (spreadsheet row, or feature from 1). A GeoDataFrame
        carries its CRS; None when the file states none.
    path : Path
        The file as the user knows it (the archive, when it came out of one).
    layer_name : str
        Layer or sheet within the file; empty when the file holds one thing.
    tags, groups : mapping of str to str
        See `layers.layer_kind.Sample`.
    problems : tuple of Problem
        What the reader noticed; their fids are row numbers of `frame`.
    raster : Raster, optional
        For grids; `frame` is then empty.
    kind : str
        Layer kind, where the format itself tells it; the columns then bear the field names already.
    date : date, optional
        The day the data speaks of, where the format tells it.
    parts : tuple of (str, Index)
        For a source made of several files: each with the row numbers it has of its own, in order.
    """

    frame: pd.DataFrame
    path: Path
    layer_name: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    raster: Raster | None = None
    kind: str = ""
    date: dt.date | None = None
    parts: tuple[tuple[str, pd.Index], ...] = ()

    def origin(self, row: int) -> tuple[str, int]:
        """The file that a row comes from, and its number there."""
        first = 1
        for name, labels in self.parts:
            if first <= row < first + len(labels):
                return name, int(labels[row - first])
            first += len(labels)
        return self.path.name, row

    def sample(self) -> Sample:
        """What recognition looks at: rows from the beginning, and the shapes of all."""
        import pandas as pd

        frame = self.frame.head(SAMPLE_ROWS)
        columns = pd.DataFrame(frame).drop(columns="geometry", errors="ignore")
        return Sample(
            frame=frame,
            empty=frozenset(map(str, columns.columns[~columns.notna().any().to_numpy(bool)])),
            geometry=self.shapes(),
            file_name=self.path.name,
            layer_name=self.layer_name,
            tags=self.tags,
            groups=self.groups,
        )

    def with_problem(self, problem: Problem) -> Source:
        """The source with one more thing noticed."""
        return replace(self, problems=(*self.problems, problem))

    def shapes(self) -> frozenset[Geometry]:
        """Shapes of all rows."""
        if self.raster is not None:
            return frozenset({Geometry.RASTER})
        if "geometry" not in self.frame.columns:
            return frozenset({Geometry.NONE})
        import shapely

        return shapes_of(shapely.get_type_id(self.frame.geometry.to_numpy()))


# shapely's type ids: 0 point, 1 line, 2 ring, 3 polygon, 4 multipoint, 5 multiline, 6 multipolygon
SHAPE_OF_TYPE: Mapping[int, Geometry] = {
    -1: Geometry.NONE,
    0: Geometry.POINT,
    1: Geometry.LINE,
    2: Geometry.LINE,
    3: Geometry.POLYGON,
    4: Geometry.POINT,
    5: Geometry.LINE,
    6: Geometry.POLYGON,
}


def shapes_of(type_ids: Any) -> frozenset[Geometry]:
    """Shapes behind shapely's type ids; collections (7) count as none of them."""
    import numpy as np

    return frozenset(SHAPE_OF_TYPE[int(i)] for i in np.unique(type_ids) if int(i) in SHAPE_OF_TYPE)
