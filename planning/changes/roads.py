"""Roads that a scenario adds, and waits on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from layers.layer_titles import words_of
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.changes.change import WHERE, Change, features, planner_provenance
from planning.errors import BadParameter, PlanningError

LAYER = "added_roads"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRoads(Change):
    """Roads drawn by the planner; an end that lies on a road meets it."""

    kind: ClassVar[str] = "add_roads"
    label: ClassVar[Text] = tr("Roads added")
    wkt: str = field(
        default="",
        metadata={
            "label": tr("Roads"),
            "pick": "line",
            "help": tr("LINESTRING or MULTILINESTRING in longitude and latitude"),
        },
    )
    speed_kmh: float = field(
        default=40.0,
        metadata={
            "label": tr("Speed"),
            "unit": "km/h",
            "least": 1.0,
            "most": 200.0,
            "help": tr("Corridor's default, not confirmed in a source"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Add the lines as a layer of roads."""
        import geopandas as gpd

        from layers.kinds import kind_named
        from layers.layer import STORAGE_CRS, new_layer

        lines = self._lines()
        columns = {"name": [str(tr("added road"))] * len(lines), "speed_kmh": [self.speed_kmh] * len(lines)}
        frame = gpd.GeoDataFrame(columns, geometry=lines, crs=STORAGE_CRS)
        name = workspace.free_name(LAYER)
        return workspace.with_layer(new_layer(name, kind_named("road"), frame, planner_provenance(workspace)))

    def text(self) -> Text:
        """The change in words."""
        return trn(
            "{count:,} road added, driven at {kmh:g} km/h",
            "{count:,} roads added, driven at {kmh:g} km/h",
            max(1, self.wkt.count("(") - ("MULTI" in self.wkt.upper())),
            kmh=self.speed_kmh,
        )

    def _lines(self) -> list[object]:
        import shapely

        try:
            shape = shapely.from_wkt(self.wkt)
        except shapely.errors.ShapelyError:
            shape = None
        if shape is None or shape.is_empty or shape.geom_type not in ("LineString", "MultiLineString"):
            shown = self.wkt if len(self.wkt) <= 60 else f"{self.wkt[:60]}…"
            raise BadParameter(
                tr("“{text}” is not a line", text=shown),
                where=WHERE,
                expected=tr("LINESTRING or MULTILINESTRING in longitude and latitude."),
            )
        return list(shapely.get_parts(shape))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitAt(Change):
    """Vehicles wait at checkpoints, border crossing points, bridges or whatever features are given."""

    kind: ClassVar[str] = "wait_at"
    label: ClassVar[Text] = tr("Wait on the way")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer"})
    fids: tuple[int, ...] = field(
        default=(),
        metadata={
            "label": tr("Features"),
            "pick": "features",
            "help": tr("Ids of the features, or their names"),
        },
    )
    minutes: float = field(
        default=30.0,
        metadata={
            "label": tr("Wait"),
            "unit": "min",
            "least": 0.0,
            "most": 10_080.0,
            "help": tr("Of each vehicle, on the road nearest to the feature"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Store the wait, for the network to lay on roads; the last one given for a feature holds."""
        from planning.network.waits import wait_document

        layer = features(workspace, self.layer, self.fids)
        if not layer.has_geometry:
            raise PlanningError(
                tr("{layer} has no places at which one could wait", layer=layer.name), where=WHERE
            )
        return workspace.with_document(wait_document(workspace, self.layer, self.fids, self.minutes))

    def text(self) -> Text:
        """The change in words."""
        return tr(
            "wait of {minutes:,.0f} min at {count:,} of {layer}",
            minutes=self.minutes,
            count=len(self.fids),
            layer=words_of(self.layer),
        )
