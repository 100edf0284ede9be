"""What the checks of a kind say of some records of a layer."""

from __future__ import annotations

from collections.abc import Collection

from layers.checks import counted_from
from layers.layer_kind import Problem
from layers.workspace import Workspace


def problems_of(workspace: Workspace, layer_name: str, fids: Collection[int]) -> tuple[Problem, ...]:
    """What the checks of the layer's kind find in these records, against all that share their key.

    Raises
    ------
    LayerError
        When there is no such layer.
    """
    layer = workspace.layer(layer_name)
    frame = layer.frame
    chosen = frame.index.isin(list(fids))
    key = list(layer.kind.key)
    if key:
        rows = frame.loc[chosen, key].dropna()
        for name in key:
            chosen |= frame[name].isin(rows[name]).to_numpy(dtype=bool)
    wanted = set(fids)
    with counted_from(workspace.today()):
        found = [problem for check in layer.kind.checks for problem in check(frame[chosen])]
    return tuple(problem for problem in found if wanted & set(problem.fids))
