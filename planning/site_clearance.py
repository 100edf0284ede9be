"""Centres near the contact line that a planner's rule would have evacuated or decongested, and where to.

The distances are a preset of the planner: no publisher states them, and they are no advice on access.
Distances to places that could receive people are as the crow flies.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.text import Text, tr
from planning.clearance_presets import DECONGEST_KM, DECONGEST_TO_PERCENT, EVACUATE_KM
from planning.errors import BadParameter
from planning.geodesy import distance_km
from planning.outcome import Assumption, Ground

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

PRESET = "Corridor preset †"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceRule:
    """Which centres are to be evacuated, and which decongested.

    Attributes
    ----------
    evacuate_km : float
        Centres up to this far from the contact line are to be evacuated.
    decongest_km : float
        Centres beyond that and up to this far are to be decongested.
    decongest_to_percent : float
        Of its capacity; what a centre holds beyond it is to leave.

    Raises
    ------
    BadParameter
        When the second distance is less than the first.
    """

    evacuate_km: float = EVACUATE_KM
    decongest_km: float = DECONGEST_KM
    decongest_to_percent: float = DECONGEST_TO_PERCENT

    def __post_init__(self) -> None:
        """Refuse distances in the wrong order."""
        if self.decongest_km < self.evacuate_km:
            raise BadParameter(
                tr(
                    "centres would be decongested within {near:g} km and evacuated within {far:g} km",
                    near=self.decongest_km,
                    far=self.evacuate_km,
                ),
                expected=tr("The distance of decongestion is not less than that of evacuation."),
            )

    @property
    def is_preset(self) -> bool:
        """Whether nothing was changed."""
        return self == ClearanceRule()

    def text(self) -> Text:
        """The rule in words."""
        return tr(
            "evacuate centres within {near:g} km of the contact line, decongest those within {far:g} km to "
            "{percent:g} % of their capacity",
            near=self.evacuate_km,
            far=self.decongest_km,
            percent=self.decongest_to_percent,
        )

    def assumption(self) -> Assumption:
        """The rule as something figures rest on."""
        text = tr(
            "Planner's rule: {rule}; it has no official standing and is no advice on access", rule=self.text()
        )
        ground = Ground.DEFAULT if self.is_preset else Ground.CHOSEN
        return Assumption(text=text, ground=ground, source=PRESET if self.is_preset else "planner")

    def to_evacuate(self, front_km: Floats, held: Bools) -> Bools:
        """Whether each centre is to be evacuated; those in the area of control are out of reach."""
        return np.asarray(~held & (front_km <= self.evacuate_km))

    def to_decongest(self, front_km: Floats, held: Bools) -> Bools:
        """Whether each centre is to be decongested."""
        return np.asarray(~held & (front_km > self.evacuate_km) & (front_km <= self.decongest_km))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Centres:
    """Collective centres, one element a centre.

    Attributes
    ----------
    lonlat : float array, shape (n, 2)
    people, capacity : float array
        NaN where unknown.
    """

    lonlat: Floats
    people: Floats
    capacity: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clearance:
    """What has to leave some centres, and where it could go.

    Attributes
    ----------
    evacuate, decongest : bool array
        The centres that are to be cleared.
    leaving : float array
        People to leave each centre; 0 for centres that are not to be cleared, NaN where it is unknown.
    sources, targets : int array
        Numbers of the centre left and of that reached, one element a move.
    moved : float array
        People of each move.
    km : float array
        As the crow flies.
    free_before, free_after : float
        Free places in centres beyond the rule's distances, before and after the moves.
    """

    evacuate: Bools
    decongest: Bools
    leaving: Floats
    sources: Ints
    targets: Ints
    moved: Floats
    km: Floats
    free_before: float
    free_after: float

    @property
    def known(self) -> float:
        """People to leave, where it is known."""
        return float(np.nansum(self.leaving))

    @property
    def placed(self) -> float:
        """Those for whom there is a free place."""
        return float(self.moved.sum())

    @property
    def unplaced(self) -> float:
        """Those for whom there is none."""
        return self.known - self.placed

    @property
    def unknown(self) -> int:
        """Centres of which it is unknown how many people would leave."""
        return int(np.isnan(self.leaving).sum())


def clearance(
    rule: ClearanceRule, centres: Centres, front_km: Floats, held: Bools, *, only: Bools | None = None
) -> Clearance:
    """People to leave the centres near the contact line, each to the nearest free place beyond.

    Centres nearest to the contact line choose first. Centres whose occupancy or capacity is unknown
    receive nobody.

    Parameters
    ----------
    front_km : float array
        From the contact line; NaN where it is unknown.
    held : bool array
        Whether a centre lies in the area of control.
    only : bool array, optional
        Centres to clear, of those the rule names.
    """
    evacuate, decongest = rule.to_evacuate(front_km, held), rule.to_decongest(front_km, held)
    if only is not None:
        evacuate, decongest = evacuate & only, decongest & only
    kept = centres.capacity * rule.decongest_to_percent / 100.0
    leaving = np.zeros(len(front_km))
    leaving[evacuate] = centres.people[evacuate]
    leaving[decongest] = np.ceil(np.maximum(centres.people - kept, 0.0))[decongest]
    beyond = ~held & (front_km > rule.decongest_km)
    free = np.where(beyond, np.maximum(centres.capacity - centres.people, 0.0), 0.0)
    free = np.nan_to_num(free)
    before = float(free.sum())
    order = np.argsort(np.where(np.nan_to_num(leaving) > 0, front_km, np.inf), kind="stable")
    sources = order[: int((np.nan_to_num(leaving) > 0).sum())].astype(np.int64)
    moves = _moves(centres.lonlat, sources, leaving, free)
    found = np.array(moves, dtype=np.float64).reshape(-1, 3)
    source, target = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    return Clearance(
        evacuate=evacuate,
        decongest=decongest,
        leaving=leaving,
        sources=source,
        targets=target,
        moved=found[:, 2],
        km=distance_km(*centres.lonlat[source].T, *centres.lonlat[target].T) if len(found) else np.zeros(0),
        free_before=before,
        free_after=before - float(found[:, 2].sum()),
    )


def _moves(lonlat: Floats, sources: Ints, leaving: Floats, free: Floats) -> list[tuple[int, int, float]]:
    """Each source empties itself into the nearest free places left; source, target, people."""
    left = free.copy()
    moves = []
    for source in sources.tolist():
        need = float(leaving[source])
        open_ = np.flatnonzero(left > 0)
        east = (lonlat[open_, 0] - lonlat[source, 0]) * np.cos(np.radians(lonlat[source, 1]))
        near = np.argsort(np.hypot(east, lonlat[open_, 1] - lonlat[source, 1]), kind="stable")
        taken = np.minimum(np.diff(np.minimum(np.cumsum(left[open_[near]]), need), prepend=0.0), need)
        for target, people in itertools.takewhile(
            lambda move: move[1] > 0, zip(open_[near].tolist(), taken.tolist(), strict=True)
        ):
            moves.append((source, target, people))
            left[target] -= people
    return moves
