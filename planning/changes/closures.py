"""Changes of ways: what is closed, slowed, or lets fewer people through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from layers.layer_titles import words_of
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.changes.change import (
    Amount,
    Change,
    features,
    planner_provenance,
    polygon_of,
    with_column,
    with_figures,
)
from planning.errors import PlanningError

if TYPE_CHECKING:
    import pandas as pd

# Share of the speed that is left on a road of status slowed; read by planning.network.
FACTOR_COLUMN = "speed_factor"
_FIDS = {
    "label": tr("Features"),
    "pick": "features",
    "help": tr("Ids of the features, or their names"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFeatures(Change):
    """Set features of a layer (border crossings, roads, bridges, warehouses) to closed."""

    kind: ClassVar[str] = "close_features"
    label: ClassVar[Text] = tr("Closed")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer"})
    fids: tuple[int, ...] = field(default=(), metadata=_FIDS)

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `status` to closed for the features."""
        layer = features(workspace, self.layer, self.fids)
        if not any(item.name == "status" and "closed" in item.vocabulary for item in layer.kind.fields):
            raise PlanningError(
                tr("{layer} has no status that could be closed", layer=layer.name),
                where=tr("scenario"),
                todo=tr("Remove the features instead."),
            )
        return workspace.with_layer(with_column(layer, "status", list(self.fids), "closed"))

    def text(self) -> Text:
        """The change in words."""
        return tr("{count:,} of {layer} closed", count=len(self.fids), layer=words_of(self.layer))


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftClosures(Change):
    """Open what is closed: roads, crossings and sites by status, damage as repaired, hazard areas."""

    kind: ClassVar[str] = "lift_closures"
    label: ClassVar[Text] = tr("Closure lifted")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer"})
    fids: tuple[int, ...] = field(default=(), metadata=_FIDS)

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `status` to open, `repair_status` to done, or `closes_roads` to no for the features."""
        layer = features(workspace, self.layer, self.fids)
        opened: dict[str, tuple[str, object]] = {
            "damage": ("repair_status", "done"),
            "hazard_area": ("closes_roads", False),
        }
        column, value = opened.get(layer.kind.name, ("status", "open"))
        if not any(item.name == column for item in layer.kind.fields):
            raise PlanningError(
                tr("{layer} holds nothing that closes a road", layer=layer.name), where=tr("scenario")
            )
        return workspace.with_layer(with_column(layer, column, list(self.fids), value))

    def text(self) -> Text:
        """The change in words."""
        return trn(
            "closure by {count:,} of {layer} lifted",
            "closures by {count:,} of {layer} lifted",
            len(self.fids),
            layer=words_of(self.layer),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWay(Change):
    """Let one-way roads be driven both ways."""

    kind: ClassVar[str] = "two_way"
    label: ClassVar[Text] = tr("One-way lifted")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer:road"})
    fids: tuple[int, ...] = field(default=(), metadata=_FIDS)

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `one_way` to both directions for the features."""
        layer = features(workspace, self.layer, self.fids)
        if layer.kind.name != "road":
            raise PlanningError(
                tr("{layer} holds no one-way roads", layer=layer.name),
                where=tr("scenario"),
                expected=tr("A layer of roads."),
            )
        return workspace.with_layer(with_column(layer, "one_way", list(self.fids), "both"))

    def text(self) -> Text:
        """The change in words."""
        return trn(
            "{count:,} road of {layer} open both ways",
            "{count:,} roads of {layer} open both ways",
            len(self.fids),
            layer=words_of(self.layer),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowRoads(Change):
    """Leave a share of the speed on roads or bridges."""

    kind: ClassVar[str] = "slow_roads"
    label: ClassVar[Text] = tr("Roads slowed")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer:road"})
    fids: tuple[int, ...] = field(default=(), metadata=_FIDS)
    factor: float = field(
        default=0.5,
        metadata={"label": tr("Share of the speed left"), "least": 0.01, "most": 1.0},
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `status` to slowed and note the factor; a road already closed stays closed."""
        layer = features(workspace, self.layer, self.fids)
        if layer.kind.name != "road":
            raise PlanningError(
                tr("{layer} holds no roads that could be slowed", layer=layer.name),
                where=tr("scenario"),
                expected=tr("A layer of roads."),
            )
        frame = layer.frame.copy(deep=False)
        status: pd.Series[str] = frame["status"].copy()
        rows = list(self.fids)
        slowed = status.loc[rows][(status.loc[rows] != "closed").to_numpy(dtype=bool, na_value=True)].index
        status.loc[slowed] = "slowed"
        frame["status"] = status
        old = frame[FACTOR_COLUMN] if FACTOR_COLUMN in frame else status.map(lambda _: None)
        factor: pd.Series[float] = old.astype("float64").copy()
        factor.loc[slowed] = factor.loc[slowed].fillna(1.0) * self.factor
        frame[FACTOR_COLUMN] = factor
        return workspace.with_layer(layer.with_frame(frame))

    def text(self) -> Text:
        """The change in words."""
        return tr(
            "{count:,} of {layer} slowed to {share:.0%} of the speed",
            count=len(self.fids),
            layer=words_of(self.layer),
            share=self.factor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeThroughput(Change):
    """Let more or fewer people an hour through border crossing points; at none they are closed."""

    kind: ClassVar[str] = "change_throughput"
    label: ClassVar[Text] = tr("Throughput of crossings changed")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer:border_crossing"})
    fids: tuple[int, ...] = field(default=(), metadata=_FIDS)
    how: Amount = field(default=Amount.TIMES, metadata={"label": tr("Throughput")})
    value: float = field(
        default=0.5, metadata={"label": tr("Value"), "help": tr("people an hour, or a factor for “times”")}
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Change `people_per_hour`, and close the crossings where nothing is left."""
        layer = features(workspace, self.layer, self.fids)
        if layer.kind.name != "border_crossing":
            raise PlanningError(
                tr("{layer} holds no border crossing points", layer=layer.name), where=tr("scenario")
            )
        rows = list(self.fids)
        layer = with_figures(layer, "people_per_hour", rows, Amount(self.how), self.value)
        shut = layer.frame.loc[rows, "people_per_hour"] <= 0
        if shut.any():
            layer = with_column(layer, "status", list(shut.index[shut]), "closed")
        return workspace.with_layer(layer)

    def text(self) -> Text:
        """The change in words."""
        return trn(
            "throughput of {count:,} border crossing point {change}",
            "throughput of {count:,} border crossing points {change}",
            len(self.fids),
            change=Amount(self.how).words(self.value),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseArea(Change):
    """Close all roads within an area, given as WKT in EPSG:4326."""

    kind: ClassVar[str] = "close_area"
    label: ClassVar[Text] = tr("Area closed")
    name: str = field(default="", metadata={"label": tr("Name")})
    wkt: str = field(
        default="",
        metadata={
            "label": tr("Area"),
            "pick": "area",
            "help": tr("POLYGON in longitude and latitude"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Add the area as a hazard area that closes roads."""
        import geopandas as gpd

        from layers.kinds import kind_named
        from layers.layer import STORAGE_CRS, new_layer

        area = gpd.GeoDataFrame(
            {"name": [self.name], "hazard_type": ["closed"], "closes_roads": [True]},
            geometry=[polygon_of(self.wkt)],
            crs=STORAGE_CRS,
        )
        name = workspace.free_name("closed_area")
        layer = new_layer(name, kind_named("hazard_area"), area, planner_provenance(workspace))
        return workspace.with_layer(layer)

    def text(self) -> Text:
        """The change in words."""
        return tr("roads closed within {name}", name=self.name)
