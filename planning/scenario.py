"""A scenario: a named list of changes over the baseline, applied when an analysis runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Document, Workspace
from planning.errors import PlanningError

if TYPE_CHECKING:
    import pandas as pd

SECTION = "scenario"


class Change(Protocol):
    """One change: what it does to a workspace, and how it reads."""

    kind: ClassVar[str]

    def apply(self, workspace: Workspace) -> Workspace:
        """The workspace with the change made; frames are shared, never changed in place."""
        ...

    def text(self) -> Text:
        """The change in words."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFront:
    """Take the front of another date, in place of the latest."""

    kind: ClassVar[str] = "use_front"
    date: str

    def apply(self, workspace: Workspace) -> Workspace:
        """Keep only rows of that date in every front layer."""
        date = dt.date.fromisoformat(self.date)
        found = False
        for layer in workspace.of_kind("frontline"):
            keep = layer.frame["front_date"].dt.date == date
            found = found or bool(keep.any())
            workspace = workspace.with_layer(layer.with_frame(layer.frame[keep]))
        if not found:
            raise PlanningError(
                tr("no front is dated {date}", date=self.date),
                where=tr("scenario"),
                todo=tr("Import a front of that date, or choose another."),
            )
        return workspace

    def text(self) -> Text:
        """The change in words."""
        return tr("front of {date}", date=self.date)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFeatures:
    """Set features of a layer (border crossings, roads, warehouses) to closed."""

    kind: ClassVar[str] = "close_features"
    layer: str
    fids: tuple[int, ...]

    def apply(self, workspace: Workspace) -> Workspace:
        """Set `status` to closed for the features."""
        layer = _checked(workspace, self.layer, self.fids)
        if not any(item.name == "status" for item in layer.kind.fields):
            raise PlanningError(
                tr("{layer} has no status that could be closed", layer=layer.name),
                where=tr("scenario"),
                todo=tr("Remove the features instead."),
            )
        frame = layer.frame.copy(deep=False)
        status: pd.Series[str] = frame["status"].copy()
        status[list(self.fids)] = "closed"
        frame["status"] = status
        return workspace.with_layer(layer.with_frame(frame))

    def text(self) -> Text:
        """The change in words."""
        return tr("{count:,} of {layer} closed", count=len(self.fids), layer=self.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseFeatures:
    """Take features (sites, warehouses, facilities) out of a layer."""

    kind: ClassVar[str] = "lose_features"
    layer: str
    fids: tuple[int, ...]

    def apply(self, workspace: Workspace) -> Workspace:
        """Drop the features."""
        layer = _checked(workspace, self.layer, self.fids)
        return workspace.with_layer(layer.with_frame(layer.frame.drop(index=list(self.fids))))

    def text(self) -> Text:
        """The change in words."""
        return tr("{count:,} of {layer} lost", count=len(self.fids), layer=self.layer)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseArea:
    """Close all roads within an area, given as WKT in EPSG:4326."""

    kind: ClassVar[str] = "close_area"
    name: str
    wkt: str

    def apply(self, workspace: Workspace) -> Workspace:
        """Add the area as a hazard area that closes roads."""
        import geopandas as gpd
        import shapely

        from layers.kinds import kind_named
        from layers.layer import STORAGE_CRS, Provenance, new_layer

        area = gpd.GeoDataFrame(
            {"name": [self.name], "hazard_type": ["closed"], "closes_roads": [True]},
            geometry=[shapely.from_wkt(self.wkt)],
            crs=STORAGE_CRS,
        )
        provenance = Provenance(
            source=str(tr("planner")),
            date=workspace.today(),
            imported_at=dt.datetime.now(dt.UTC),
            exercise=workspace.is_exercise,
        )
        name = workspace.free_name("closed_area")
        return workspace.with_layer(new_layer(name, kind_named("hazard_area"), area, provenance))

    def text(self) -> Text:
        """The change in words."""
        return tr("roads closed within {name}", name=self.name)


CHANGES: tuple[type[Any], ...] = (UseFront, CloseFeatures, LoseFeatures, CloseArea)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named, ordered list of changes over the baseline; never a copy of the data."""

    name: str
    description: str = ""
    changes: tuple[Change, ...] = ()

    def applied_to(self, workspace: Workspace) -> Workspace:
        """The workspace as the scenario has it; analyses call this first and use only the result.

        Raises
        ------
        PlanningError
            When a change speaks of something the workspace does not hold.
        """
        for change in self.changes:
            workspace = change.apply(workspace)
        return workspace


BASELINE = Scenario(name="Baseline")


def scenarios_of(workspace: Workspace) -> tuple[Scenario, ...]:
    """The baseline and every scenario stored in the workspace."""
    stored = (_from_content(d.name, d.content) for d in workspace.documents_of(SECTION))
    return (BASELINE, *stored)


def scenario_named(workspace: Workspace, name: str) -> Scenario:
    """The scenario called `name`, whatever its case.

    Raises
    ------
    PlanningError
        When there is none; the message lists the scenarios there are.
    """
    known = scenarios_of(workspace)
    for scenario in known:
        if scenario.name.casefold() == name.casefold():
            return scenario
    raise PlanningError(
        tr("there is no scenario called {name}", name=name),
        where=workspace.name,
        expected=tr("The scenarios are: {known}.", known=", ".join(item.name for item in known)),
    )


def as_document(scenario: Scenario) -> Document:
    """The scenario as the workspace stores it."""
    changes = [{"kind": c.kind, **dataclasses.asdict(c)} for c in scenario.changes]  # type: ignore[call-overload]
    content = {"description": scenario.description, "changes": changes}
    return Document(section=SECTION, name=scenario.name, content=content)


def _from_content(name: str, content: Mapping[str, Any]) -> Scenario:
    kinds = {change.kind: change for change in CHANGES}
    changes: list[Change] = []
    for record in content["changes"]:
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items() if k != "kind"}
        changes.append(kinds[record["kind"]](**values))
    return Scenario(name=name, description=content.get("description", ""), changes=tuple(changes))


def _checked(workspace: Workspace, name: str, fids: tuple[int, ...]) -> Layer:
    layer = workspace.layer(name)
    missing = [fid for fid in fids if fid not in layer.frame.index]
    if missing:
        raise PlanningError(
            tr("{count:,} features of {layer} no longer exist", count=len(missing), layer=name),
            where=tr("scenario"),
            expected=tr("Ids: {ids}.", ids=", ".join(map(str, missing[:10]))),
            todo=tr("Edit the scenario."),
        )
    return layer
