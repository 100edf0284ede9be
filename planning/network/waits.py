"""Waits on the way: at checkpoints, border crossing points, or wherever the scenario says one waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.layer import Layer
from layers.text import Text, tr, trn
from layers.workspace import Document, Workspace
from planning.network.damage import laid_on
from planning.network.graph import RoadGraph
from planning.network.plane import to_plane
from planning.network.speeds import NOT_CONFIRMED, PLANNER, Rules
from planning.network.topology import Floats, Ints
from planning.outcome import Assumption, FeatureRef, Ground

SECTION = "waits"
_BORDER = "border_crossing"
_NAMES = ("name_en", "name_uk", "name", "title")


@dataclass(frozen=True, slots=True, eq=False)
class Wait:
    """A wait on a road.

    Attributes
    ----------
    text : Text
        What one waits at.
    minutes : float
    layer, fid : str, int
        The record.
    edges : int array
        Edges on which it holds: the nearest, and the other carriageway beside it.
    """

    text: Text | str
    minutes: float
    layer: str
    fid: int
    edges: Ints

    @property
    def feature(self) -> FeatureRef:
        """The record, to be shown on the map."""
        return FeatureRef(layer=self.layer, fids=(self.fid,))


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """All waits.

    Attributes
    ----------
    minutes, share : float array
        On each edge, and where: 0 at its tail, 1 at its head, NaN where one does not wait.
    listed : tuple of Wait
    assumptions : tuple of Assumption
    """

    minutes: Floats
    share: Floats
    listed: tuple[Wait, ...]
    assumptions: tuple[Assumption, ...]

    def on(self, edges: Ints) -> tuple[Wait, ...]:
        """Waits on any of the edges, in their order along them."""
        place = {edge: number for number, edge in reversed(list(enumerate(edges.tolist())))}
        found = [
            (min(place[edge] for edge in wait.edges.tolist() if edge in place), wait)
            for wait in self.listed
            if np.isin(wait.edges, edges).any()
        ]
        return tuple(wait for _, wait in sorted(found, key=lambda item: item[0]))


def wait_document(workspace: Workspace, layer: str, fids: tuple[int, ...], minutes: float) -> Document:
    """A wait as the workspace stores it; it comes after those there are."""
    number = len(workspace.documents_of(SECTION)) + 1
    content = {"layer": layer, "fids": list(fids), "minutes": minutes}
    return Document(section=SECTION, name=f"{number:04d}", content=content)


def waits_of(situation: Workspace, graph: RoadGraph, rules: Rules) -> Waits:
    """Waits that the scenario sets, and the rules' own at border crossing points that it does not speak of.

    A wait holds on the nearest edge within `Rules.damage_snap_m`. Where two hold on one edge both are waited.
    """
    minutes: dict[tuple[str, int], float] = {}
    if rules.border_wait_min > 0:
        for layer in situation.of_kind(_BORDER):
            open_ = ~(layer.frame["status"] == "closed").to_numpy(dtype=bool, na_value=False)
            minutes |= {(layer.name, int(fid)): rules.border_wait_min for fid in layer.frame.index[open_]}
    for document in sorted(situation.documents_of(SECTION), key=lambda one: one.name):
        content = document.content
        minutes |= {(content["layer"], int(fid)): float(content["minutes"]) for fid in content["fids"]}
    by_layer: dict[str, dict[int, float]] = {}
    for (name, fid), value in minutes.items():
        if value > 0:
            by_layer.setdefault(name, {})[fid] = value
    on_edges, share = np.zeros(len(graph)), np.full(len(graph), np.nan)
    listed: list[Wait] = []
    far = 0
    for name, by_fid in by_layer.items():
        layer = situation.layer(name)
        fids = [fid for fid in by_fid if fid in layer.frame.index and _is_placed(layer, fid)]
        shapes = layer.frame.geometry.loc[fids].to_numpy()
        laid = laid_on(graph, shapes, rules.damage_snap_m)
        for fid, shape, edges in zip(fids, shapes, laid, strict=True):
            far += not len(edges)
            if len(edges):
                on_edges[edges] += by_fid[fid]
                share[edges] = _spot(graph, edges, shape)
                listed.append(Wait(_name(layer, fid), by_fid[fid], name, fid, edges))
    return Waits(on_edges, share, tuple(listed), _assumptions(situation, rules, listed, far))


def _spot(graph: RoadGraph, edges: Ints, shape: shapely.Geometry) -> Floats:
    """Where on each edge a record lies."""
    middle = shapely.get_coordinates(shapely.centroid(shapely.force_2d(shape)))
    lines = graph.plane_lines[edges]
    at = shapely.line_locate_point(lines, shapely.points(to_plane(middle)))
    return np.asarray(at / np.maximum(shapely.length(lines), 1e-9), dtype=np.float64)


def _is_placed(layer: Layer, fid: int) -> bool:
    shape = layer.frame.geometry.loc[fid]
    return not (shapely.is_missing(shape) or shapely.is_empty(shape))


def _name(layer: Layer, fid: int) -> Text | str:
    for column in _NAMES:
        if column in layer.frame and isinstance(value := layer.frame.loc[fid, column], str) and value:
            return value
    return tr("{kind} {fid}", kind=layer.kind.label, fid=fid)


def _assumptions(situation: Workspace, rules: Rules, listed: list[Wait], far: int) -> tuple[Assumption, ...]:
    result = []
    if situation.of_kind(_BORDER):
        known = rules.border_wait_min > 0
        text = tr("{minutes:g} min are waited at a border crossing point", minutes=rules.border_wait_min)
        if not known:
            text = tr(
                "No wait is counted at border crossing points unless the scenario sets one; hours are usual, "
                "days in a surge"
            )
        result.append(
            Assumption(
                text=text,
                ground=Ground.CHOSEN if known else Ground.DEFAULT,
                source=str(PLANNER if known else NOT_CONFIRMED),
            )
        )
    if listed:
        text = trn(
            "{count:,} wait on the way, of {most:,.0f} min",
            "{count:,} waits on the way, of up to {most:,.0f} min",
            len(listed),
            most=max(wait.minutes for wait in listed),
        )
        result.append(Assumption(text=text, ground=Ground.CHOSEN, source=str(PLANNER)))
    if far:
        text = trn(
            "{count:,} wait lies more than {metres:g} m from any road and is not counted",
            "{count:,} waits lie more than {metres:g} m from any road and are not counted",
            far,
            metres=rules.damage_snap_m,
        )
        result.append(Assumption(text=text, ground=Ground.IGNORED, source=str(PLANNER)))
    return tuple(result)
