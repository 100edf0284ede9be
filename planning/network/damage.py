"""Damaged roads and bridges, laid on the edges they close or slow."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer
from layers.text import Text, tr
from layers.workspace import Workspace
from planning.network.closure import Cause, Closure, Effect
from planning.network.plane import scale_at, to_plane
from planning.network.road_graph import RoadGraph
from planning.network.speeds import NOT_CONFIRMED, Rules
from planning.network.topology import Floats, Ints
from planning.outcome import Assumption, Ground, data_assumption

# A record speaks of both carriageways, and of the road below a fallen bridge
BESIDE_M = 30.0
_EXTENTS = {
    "destroyed": tr("destroyed"),
    "severe": tr("severely damaged"),
    "moderate": tr("moderately damaged"),
    "possible": tr("possibly damaged"),
}


def damage_closures(
    situation: Workspace, graph: RoadGraph, rules: Rules
) -> tuple[list[Closure], list[Assumption]]:
    """What damaged roads and bridges close, slow, or leave open but noted.

    Destroyed or not passable closes; severe, or destroyed yet passable, slows; the rest is noted. A record
    is laid on the nearest edge within `Rules.damage_snap_m`, and on edges up to `BESIDE_M` further away
    that do not meet that edge. Repaired ones and those without place close nothing, and are counted.
    """
    closures: list[Closure] = []
    assumptions: list[Assumption] = []
    for layer in situation.of_kind("damage"):
        kept = layer.frame[layer.frame["infrastructure_type"].isin(["road", "bridge"])]
        if kept.empty:
            continue
        assumptions.append(data_assumption(layer, situation.today()))
        done = (kept["repair_status"] == "done").to_numpy(dtype=bool, na_value=False)
        _note(assumptions, layer, int(done.sum()), tr("are repaired and close nothing"))
        kept = kept[~done]
        shape = kept.geometry.to_numpy() if layer.has_geometry else np.full(len(kept), None)
        placed = ~(shapely.is_missing(shape) | shapely.is_empty(shape))
        _note(
            assumptions,
            layer,
            int((~placed).sum()),
            tr("are known by area only and close no particular road"),
        )
        kept, shape = kept[placed], shape[placed]
        laid = laid_on(graph, shape, rules.damage_snap_m)
        far = sum(not len(edges) for edges in laid)
        away = tr("lie more than {metres:g} m from any road and close nothing", metres=rules.damage_snap_m)
        _note(assumptions, layer, far, away)
        closures += [
            _closure(layer, record, edges)
            for (_, record), edges in zip(kept.iterrows(), laid, strict=True)
            if len(edges)
        ]
    if closures:
        assumptions.append(_rule(rules))
    return closures, assumptions


def laid_on(graph: RoadGraph, shape: Floats, snap_m: float) -> list[Ints]:
    """Edges each record is laid on; empty where no edge is near enough."""
    result: list[Ints] = [np.zeros(0, dtype=np.int64) for _ in range(len(shape))]
    if not len(shape):
        return result
    flat = shapely.force_2d(shape)
    plane = shapely.transform(flat, to_plane)
    scale = scale_at(shapely.get_y(shapely.centroid(flat)))
    record, edge = graph.plane_tree.query(plane, predicate="dwithin", distance=snap_m * scale)
    metres = shapely.distance(plane[record], graph.plane_lines[edge]) / scale[record]
    order = np.lexsort((edge, metres, record))
    record, edge, metres = record[order], edge[order], metres[order]
    for rows in np.split(np.arange(len(record)), np.flatnonzero(np.diff(record)) + 1):
        if not len(rows):
            continue
        nearest, least = edge[rows[0]], metres[rows[0]]
        ends = (graph.tail[nearest], graph.head[nearest])
        beside = edge[rows[metres[rows] <= least + BESIDE_M]]
        meets = np.isin(graph.tail[beside], ends) | np.isin(graph.head[beside], ends)
        result[int(record[rows[0]])] = np.unique(np.append(beside[~meets], nearest)).astype(np.int64)
    return result


def _closure(layer: Layer, record: pd.Series, edges: Ints) -> Closure:
    is_bridge = record["infrastructure_type"] == "bridge"
    extent, passable = record["extent"], record["passable"]
    is_assessed = not pd.isna(passable)
    if is_assessed and not passable:
        effect = Effect.CLOSED
    elif extent == "destroyed":
        effect = Effect.SLOWED if is_assessed else Effect.CLOSED
    elif extent == "severe":
        effect = Effect.SLOWED
    else:
        effect = Effect.NOTED
    return Closure(
        cause=Cause.DAMAGE,
        effect=effect,
        text=_words(record, is_bridge, effect),
        layer=layer.name,
        fid=int(record.name),
        edges=edges,
        is_bridge=bool(is_bridge) and (extent in _EXTENTS or effect is Effect.CLOSED),
    )


def _words(record: pd.Series, is_bridge: bool, effect: Effect) -> Text:
    name = record["name"] if isinstance(record["name"], str) else record["damage_id"]
    what = tr("bridge") if is_bridge else tr("road")
    state = _EXTENTS.get(record["extent"], tr("damaged"))
    if effect is Effect.CLOSED and record["extent"] != "destroyed":
        state = tr("not passable")
    if isinstance(name, str):
        return tr("{what} “{name}” {state}", what=what, name=name, state=state)
    return tr("{what} {state}", what=what, state=state)


def _note(assumptions: list[Assumption], layer: Layer, count: int, what: Text) -> None:
    if count:
        text = tr("{count:,} records of damaged roads and bridges {what}", count=count, what=what)
        assumptions.append(
            Assumption(text=text, ground=Ground.IGNORED, source=layer.name, date=layer.provenance.date)
        )


def _rule(rules: Rules) -> Assumption:
    return Assumption(
        text=tr(
            "A destroyed or impassable road or bridge closes the nearest road within {metres:g} m; a "
            "severely damaged one leaves {share:.0%} of the speed; lesser damage does not slow",
            metres=rules.damage_snap_m,
            share=rules.slowed_factor,
        ),
        ground=Ground.DEFAULT,
        source=str(NOT_CONFIRMED),
    )
