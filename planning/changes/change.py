"""What every change of a scenario is: a value with its words, which makes another workspace."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from layers.errors import LayerError
from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.errors import BadParameter, PlanningError
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from layers.layer import Provenance

PLANNER = "planner"
WHERE = tr("scenario")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(ABC):
    """One change of a scenario; its fields are described as `planning.parameters` says.

    Attributes
    ----------
    kind : str
        Identifier, as stored and as typed on the command line.
    label : Text
        What the kind is called.
    active : bool
        Whether it is in effect; one that is switched off stays in the list and changes nothing.
    """

    kind: ClassVar[str]
    label: ClassVar[Text]
    active: bool = field(default=True, metadata={"label": tr("In effect")})

    @abstractmethod
    def apply(self, workspace: Workspace) -> Workspace:
        """The workspace with the change made; frames are shared, never changed in place.

        Raises
        ------
        LayerError
            When it speaks of something the workspace does not hold.
        """

    @abstractmethod
    def text(self) -> Text:
        """The change in words."""

    def notes(self, before: Workspace, after: Workspace) -> tuple[Assumption, ...]:  # noqa: ARG002
        """What figures under the change rest on; by default only the change itself."""
        return (self.chosen(),)

    def chosen(self) -> Assumption:
        """The change itself as an assumption."""
        return Assumption(
            text=tr("Scenario: {change}", change=self.text()), ground=Ground.CHOSEN, source=PLANNER
        )


class Amount(StrEnum):
    """How a figure is changed by a value."""

    SET = "set"
    TIMES = "times"
    ADD = "add"

    def words(self, value: float) -> Text:
        """Such as “set to 40”."""
        if self is Amount.SET:
            return tr("set to {value:g}", value=value)
        if self is Amount.TIMES:
            return tr("times {value:g}", value=value)
        return tr("changed by {value:+g}", value=value)


def features(workspace: Workspace, name: str, fids: tuple[int, ...]) -> Layer:
    """The layer called `name`, known to hold the features.

    Raises
    ------
    LayerError
        When there is no such layer.
    PlanningError
        When a feature is missing, or none is given.
    """
    layer = workspace.layer(name)
    if not fids:
        raise PlanningError(
            tr("no feature of {layer} is given", layer=name),
            where=WHERE,
            expected=tr("Ids or names of features of the layer."),
        )
    missing = [fid for fid in fids if fid not in layer.frame.index]
    if missing:
        raise PlanningError(
            tr("{count:,} features of {layer} no longer exist", count=len(missing), layer=name),
            where=WHERE,
            expected=tr("Ids: {ids}.", ids=", ".join(map(str, missing[:10]))),
            todo=tr("Edit the scenario."),
        )
    return layer


def with_column(layer: Layer, column: str, fids: Any, values: Any) -> Layer:
    """The layer with other values of one column for some features."""
    frame = layer.frame.copy(deep=False)
    changed: pd.Series[Any] = frame[column].copy()
    changed.loc[fids] = values
    frame[column] = changed
    return layer.with_frame(frame)


def with_figures(layer: Layer, column: str, fids: Any, how: Amount, value: float) -> Layer:
    """The layer with a figure set, multiplied or added to, never below zero.

    Raises
    ------
    PlanningError
        When the figure is unknown for a feature and is not set.
    """
    old = layer.frame.loc[fids, column].astype("float64")
    if how is not Amount.SET and old.isna().any():
        raise PlanningError(
            tr("{count:,} features have no {field} that could be changed", count=int(old.isna().sum()),
               field=layer.kind.field(column).label),
            where=layer.name,
            expected=tr("Ids: {ids}.", ids=", ".join(str(fid) for fid in old.index[old.isna()][:10])),
            todo=tr("Set the figure instead of changing it."),
        )  # fmt: skip
    kept = {Amount.SET: 0.0, Amount.TIMES: value, Amount.ADD: 1.0}[how]
    new = old.fillna(0.0) * kept + (0.0 if how is Amount.TIMES else value)
    if layer.kind.field(column).type == "integer":
        new = new.round()
    return with_column(layer, column, fids, new.clip(lower=0).astype(layer.frame[column].dtype))


def planner_provenance(workspace: Workspace) -> Provenance:
    """Provenance of a layer that a change adds."""
    import datetime as dt

    from layers.layer import Provenance

    return Provenance(
        source=str(tr("planner")),
        date=workspace.today(),
        imported_at=dt.datetime.now(dt.UTC),
        exercise=workspace.is_exercise,
    )


def place_of(workspace: Workspace, text: str, *, kind: str = "") -> tuple[float, float, Any]:
    """Longitude, latitude and the place itself that a text means.

    Raises
    ------
    LayerError
        When it means none or several.
    """
    from layers.gazetteer import find_place

    place = find_place(workspace, text, kind=kind)
    return place.lon, place.lat, place


def area_of(workspace: Workspace, text: str) -> Any:
    """The polygon that a text means: WKT, or the code or name of an administrative area.

    Raises
    ------
    PlanningError
        When it is no polygon.
    LayerError
        When no area is called so.
    """
    if is_wkt(text):
        return polygon_of(text)
    _, _, place = place_of(workspace, text, kind="admin_area")
    if place.fid is None:
        raise PlanningError(
            tr("“{text}” is a place, not an area", text=text),
            where=WHERE,
            expected=tr("The code or name of an administrative area, or a polygon as WKT."),
        )
    return workspace.layer(place.layer).frame.geometry.loc[place.fid]


def is_wkt(text: str) -> bool:
    """Whether a text is meant as well-known text of a geometry."""
    return text.strip().upper().startswith(("POLYGON", "MULTIPOLYGON", "LINESTRING", "MULTILINESTRING"))


def polygon_of(wkt: str) -> Any:
    """A valid polygon from WKT in EPSG:4326.

    Raises
    ------
    BadParameter
        When it is none.
    """
    import shapely

    try:
        shape = shapely.make_valid(shapely.from_wkt(wkt))
    except shapely.errors.ShapelyError as error:
        raise _no_shape(wkt, tr("a polygon")) from error
    if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
        raise _no_shape(wkt, tr("a polygon"))
    return shape


def lines_of(wkt: str) -> Any:
    """A line or several lines from WKT in EPSG:4326.

    Raises
    ------
    BadParameter
        When it is none.
    """
    import shapely

    try:
        shape = shapely.from_wkt(wkt)
    except shapely.errors.ShapelyError as error:
        raise _no_shape(wkt, tr("a line")) from error
    if shape is None or shape.geom_type not in ("LineString", "MultiLineString") or shape.is_empty:
        raise _no_shape(wkt, tr("a line"))
    return shape


def within_area(frame: Any, area: Any) -> NDArray[np.bool_]:
    """Whether each record's geometry lies in the area; False for those without place."""
    import numpy as np
    import shapely

    shapely.prepare(area)
    return np.asarray(shapely.intersects(area, frame.geometry.to_numpy()), dtype=bool)


def no_effect(text: Text, todo: Text) -> LayerError:
    """The error for a change that would change nothing."""
    return PlanningError(text, where=WHERE, todo=todo)


def _no_shape(wkt: str, wanted: Text) -> BadParameter:
    shown = wkt if len(wkt) <= 60 else f"{wkt[:60]}…"
    return BadParameter(
        tr("“{text}” is not {wanted}", text=shown, wanted=wanted),
        where=WHERE,
        expected=tr("Well-known text in longitude and latitude."),
    )
