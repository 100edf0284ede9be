"""People leaving, split by how they can travel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.evacuation.parameters import EvacuationParameters, Mobility
from planning.analyses.evacuation.problem import OWN_CAR, STRETCHER, WALKING, WHEELCHAIR, FloatArray, IntArray
from planning.errors import MissingData
from planning.outcome import Assumption, Ground

_SOURCES = {
    "wheelchair_percent": tr("WHO: about 1 % of people need a wheelchair; not confirmed for Ukraine"),
    "stretcher_percent": tr("Corridor's default, not confirmed in a source"),
}


def shares_of(situation: Workspace, parameters: EvacuationParameters) -> tuple[float, float, Assumption]:
    """Shares of wheelchair users and of stretcher cases, 0 to 1, and where they come from.

    Raises
    ------
    MissingData
        When they are to be taken from collective centres and none counts them.
    """
    if parameters.mobility_from is Mobility.COLLECTIVE_CENTRES:
        return _from_centres(situation)
    wheelchair, stretcher = parameters.wheelchair_percent / 100.0, parameters.stretcher_percent / 100.0
    defaults = EvacuationParameters()
    same = all(getattr(parameters, name) == getattr(defaults, name) for name in _SOURCES)
    text = tr(
        "{wheelchair:g} % of people use a wheelchair, {stretcher:g} % need a stretcher",
        wheelchair=parameters.wheelchair_percent,
        stretcher=parameters.stretcher_percent,
    )
    source = "; ".join(str(text) for text in _SOURCES.values()) if same else str(tr("planner"))
    ground = Ground.DEFAULT if same else Ground.CHOSEN
    return wheelchair, stretcher, Assumption(text=text, ground=ground, source=source)


def _from_centres(situation: Workspace) -> tuple[float, float, Assumption]:
    people = wheelchair = stretcher = sites = 0
    names: list[str] = []
    for layer in situation.of_kind("collective_centre"):
        columns = ["occupancy", "wheelchair_users", "stretcher_cases"]
        rows = layer.frame[layer.frame[columns].notna().all(axis=1)]
        people += int(rows["occupancy"].sum())
        wheelchair += int(rows["wheelchair_users"].sum())
        stretcher += int(rows["stretcher_cases"].sum())
        sites += len(rows)
        names.append(layer.provenance.source)
    if people == 0:
        raise MissingData(
            tr("no collective centre counts wheelchair users and stretcher cases"),
            where=situation.name,
            todo=tr("Use shares in place of counts."),
        )
    text = tr(
        "{wheelchair:.2f} % of people use a wheelchair, {stretcher:.2f} % need a stretcher, as among "
        "{people:,} people in {sites:,} collective centres",
        wheelchair=100.0 * wheelchair / people,
        stretcher=100.0 * stretcher / people,
        people=people,
        sites=sites,
    )
    note = Assumption(text=text, ground=Ground.CHOSEN, source=", ".join(dict.fromkeys(names)))
    return wheelchair / people, stretcher / people, note


def split(
    residents: FloatArray, leaving: float, wheelchair: float, stretcher: float, own_car: float
) -> IntArray:
    """People leaving each origin by way of travelling; (O, 4).

    Parameters
    ----------
    residents : float array (O,)
    leaving, wheelchair, stretcher, own_car : float
        Shares, 0 to 1; `own_car` of those who walk. Each total is rounded, and shared out by largest
        remainder, so that small places keep their part of a rare group.
    """
    total = apportioned(residents * leaving)
    result = np.zeros((len(total), 4), dtype=np.int64)
    result[:, STRETCHER] = np.minimum(apportioned(total * stretcher), total)
    result[:, WHEELCHAIR] = np.minimum(apportioned(total * wheelchair), total - result[:, STRETCHER])
    walking = total - result[:, STRETCHER] - result[:, WHEELCHAIR]
    result[:, OWN_CAR] = np.minimum(apportioned(walking * own_car), walking)
    result[:, WALKING] = walking - result[:, OWN_CAR]
    return result


def apportioned(shares: NDArray[np.floating[Any]]) -> IntArray:
    """Whole numbers whose sum is that of `shares` rounded, by largest remainder; ties to the first."""
    whole: IntArray = np.floor(shares + 1e-9).astype(np.int64)
    missing = int(np.floor(float(shares.sum()) + 0.5)) - int(whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[: max(missing, 0)]] += 1
    return whole
