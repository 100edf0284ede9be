"""Changes of sites: lost, added, or of another capacity."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from layers.layer_titles import words_of
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.changes.change import (
    Amount,
    Change,
    features,
    place_of,
    planner_provenance,
    with_figures,
)
from planning.errors import PlanningError

_CAPACITY = {
    "collective_centre": "capacity",
    "facility": "capacity",
    "border_crossing": "people_per_hour",
    "boarding_point": "capacity_people_per_hour",
}
_IN_USE = {"facility": "operational", "border_crossing": "open", "boarding_point": "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseFeatures(Change):
    """Take features (sites, warehouses, facilities) out of a layer."""

    kind: ClassVar[str] = "lose_features"
    label: ClassVar[Text] = tr("Lost")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer"})
    fids: tuple[int, ...] = field(
        default=(),
        metadata={
            "label": tr("Features"),
            "pick": "features",
            "help": tr("Ids of the features, or their names"),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Drop the features."""
        layer = features(workspace, self.layer, self.fids)
        return workspace.with_layer(layer.with_frame(layer.frame.drop(index=list(self.fids))))

    def text(self) -> Text:
        """The change in words."""
        return tr("{count:,} of {layer} lost", count=len(self.fids), layer=words_of(self.layer))


class SiteKind(StrEnum):
    """Kinds of sites that can be added."""

    COLLECTIVE_CENTRE = "collective_centre"
    WAREHOUSE = "warehouse"
    FACILITY = "facility"
    BORDER_CROSSING = "border_crossing"
    BOARDING_POINT = "boarding_point"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSite(Change):
    """A new site at a place, in a layer of its own."""

    kind: ClassVar[str] = "add_site"
    label: ClassVar[Text] = tr("Site added")
    site_kind: SiteKind = field(default=SiteKind.COLLECTIVE_CENTRE, metadata={"label": tr("Kind of site")})
    name: str = field(default="", metadata={"label": tr("Name")})
    place: str = field(default="", metadata={"label": tr("Place"), "pick": "place"})
    capacity: float = field(
        default=0.0,
        metadata={
            "label": tr("Capacity"),
            "least": 0.0,
            "help": tr(
                "People in a centre, people an hour through a crossing or at a boarding point; 0 when it is "
                "not known"
            ),
        },
    )

    def apply(self, workspace: Workspace) -> Workspace:
        """Add a layer of the kind with the one site; everything not given is unknown."""
        import geopandas as gpd
        import shapely

        from layers.kinds import kind_named
        from layers.layer import STORAGE_CRS, new_layer

        kind = str(self.site_kind)
        lon, lat, _ = place_of(workspace, self.place)
        row: dict[str, list[Any]] = {"name_en": [self.name], "status": [_IN_USE.get(kind, "active")]}
        if kind == "collective_centre":
            row |= {"site_id": [self.name], "occupancy": [0]}
        elif kind in ("warehouse", "facility", "boarding_point"):
            row |= {f"{kind}_id": [self.name]}
        if self.capacity > 0 and kind in _CAPACITY:
            row[_CAPACITY[kind]] = [self.capacity]
        frame = gpd.GeoDataFrame(row, geometry=[shapely.Point(lon, lat)], crs=STORAGE_CRS)
        name = workspace.free_name(f"added_{kind}")
        return workspace.with_layer(new_layer(name, kind_named(kind), frame, planner_provenance(workspace)))

    def text(self) -> Text:
        """The change in words."""
        from layers.kinds import kind_named

        return tr(
            "{kind} “{name}” added at {place}",
            kind=kind_named(str(self.site_kind)).label,
            name=self.name,
            place=self.place,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCapacity(Change):
    """Give sites another capacity."""

    kind: ClassVar[str] = "change_capacity"
    label: ClassVar[Text] = tr("Capacity changed")
    layer: str = field(default="", metadata={"label": tr("Layer"), "pick": "layer:collective_centre"})
    fids: tuple[int, ...] = field(
        default=(),
        metadata={
            "label": tr("Features"),
            "pick": "features",
            "help": tr("Ids of the features, or their names"),
        },
    )
    how: Amount = field(default=Amount.TIMES, metadata={"label": tr("Capacity")})
    value: float = field(default=1.0, metadata={"label": tr("Value")})

    def apply(self, workspace: Workspace) -> Workspace:
        """Change `capacity`."""
        layer = features(workspace, self.layer, self.fids)
        if _CAPACITY.get(layer.kind.name) != "capacity":
            raise PlanningError(
                tr("{layer} has no capacity that could be changed", layer=layer.name),
                where=tr("scenario"),
                expected=tr("A layer of collective centres or facilities."),
            )
        return workspace.with_layer(
            with_figures(layer, "capacity", list(self.fids), Amount(self.how), self.value)
        )

    def text(self) -> Text:
        """The change in words."""
        return tr(
            "capacity of {count:,} of {layer} {change}",
            count=len(self.fids),
            layer=words_of(self.layer),
            change=Amount(self.how).words(self.value),
        )
