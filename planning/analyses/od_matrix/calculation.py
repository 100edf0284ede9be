"""Measures the ways between many places."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.text import tr
from layers.workspace import Workspace
from planning.analyses.od_matrix.accessibility import accessibility
from planning.analyses.od_matrix.findings import outcome_of
from planning.analyses.od_matrix.pairs import Pairs, Unreachable
from planning.analyses.od_matrix.parameters import OdMatrixParameters
from planning.errors import BadParameter
from planning.network.choices import NO_ADVICE
from planning.network.front_approach import nearest_approach_km
from planning.network.reasons import Reason, attaching, not_attached, reason_for
from planning.network.travel import Matrix, TravelNetwork, travel_network
from planning.outcome import Assumption, Ground, Outcome
from planning.run_control import RunControl
from planning.scenario import Scenario
from planning.sites import Sites, sites_of

MOST_PAIRS = 4_000_000
MOST_LISTED = 100_000
# Measuring the approach of one way to the front takes some hundredths of a second
MOST_NEAR_FRONT = 150
_MOST_REASONS = 12


def od_matrix(
    workspace: Workspace,
    scenario: Scenario,
    parameters: OdMatrixParameters,
    control: RunControl | None = None,
) -> Outcome:
    """Time and distance from every origin to every destination, and the nearest of each.

    Raises
    ------
    UnknownPlace, AmbiguousPlace
        When a place is not in the workspace, or fits several.
    MissingData
        When there are no roads, a layer is not there or holds nothing open, or no front to keep away from.
    BadParameter
        When there are too many pairs.
    """
    control = control or RunControl()
    situation = scenario.applied_to(workspace)
    origins = sites_of(situation, parameters.origin, vehicle=parameters.vehicle, where="origin")
    destinations = sites_of(
        situation, parameters.destination, vehicle=parameters.vehicle, where="destination"
    )
    _refuse_too_many(origins, destinations)
    network = _network(situation, parameters, control.part(0.0, 0.4))
    matrix = network.matrix(origins.lonlat, destinations.lonlat, control.part(0.4, 0.6))
    control.step(0.6, tr("looking for reasons"))
    unreachable = _unreachable(network, origins, destinations, matrix)
    lines, front_km = _nearest_ways(network, origins, destinations, matrix, control.part(0.65, 0.8))
    situations = [(situation, network)]
    if situation is not workspace:
        situations.append((workspace, _network(workspace, parameters, control.part(0.8, 0.9))))
    access, notes = accessibility(tuple(situations), parameters, control.part(0.9, 1.0))
    return outcome_of(
        Pairs(
            parameters=parameters,
            network=network,
            origins=origins,
            destinations=destinations,
            matrix=matrix,
            front_km=front_km,
            is_listed=matrix.duration_min.size <= MOST_LISTED,
            unreachable=unreachable,
            access=access,
            lines=lines,
            assumptions=tuple(
                dict.fromkeys(
                    (
                        *network.assumptions,
                        *origins.assumptions,
                        *destinations.assumptions,
                        *notes,
                        *_own_assumptions(len(origins)),
                    )
                )
            ),
        )
    )


def _refuse_too_many(origins: Sites, destinations: Sites) -> None:
    if len(origins) * len(destinations) > MOST_PAIRS:
        raise BadParameter(
            tr(
                "{origins:,} origins and {destinations:,} destinations are {pairs:,} pairs",
                origins=len(origins),
                destinations=len(destinations),
                pairs=len(origins) * len(destinations),
            ),
            where="origin",
            expected=tr("At most {most:,} pairs.", most=MOST_PAIRS),
            todo=tr("Choose areas in place of settlements, or fewer destinations."),
        )


def _network(situation: Workspace, parameters: OdMatrixParameters, control: RunControl) -> TravelNetwork:
    return travel_network(
        situation,
        profile=str(parameters.vehicle),
        avoid_front_km=parameters.avoid_front_km,
        join_m=parameters.join_m,
        snap_km=parameters.snap_km,
        control_side=parameters.control_side.side,
        control=control,
    )


def _nearest_ways(
    network: TravelNetwork, origins: Sites, destinations: Sites, matrix: Matrix, control: RunControl
) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    """Ways to the nearest destinations, drawn and measured to the front where there are few origins."""
    front_km = np.full(matrix.duration_min.shape, np.nan)
    best = np.argmin(matrix.duration_min, axis=1)
    reached = np.flatnonzero(np.isfinite(matrix.duration_min.min(axis=1)))
    rows = []
    if len(origins) <= MOST_NEAR_FRONT:
        for number, index in enumerate(reached.tolist()):
            control.step(number / len(reached), tr("drawing ways to the nearest destinations"))
            to = int(best[index])
            ends = tuple(origins.lonlat[index]), tuple(destinations.lonlat[to])
            way = network.route_by(network.minutes, *ends)
            if way is None:
                continue
            approach = nearest_approach_km(network.front, way.geometry)
            front_km[index, to] = np.nan if approach is None else approach
            rows.append((index, to, way.geometry))
    return pd.DataFrame(rows, columns=["origin", "destination", "geometry"]), front_km


def _unreachable(
    network: TravelNetwork, origins: Sites, destinations: Sites, matrix: Matrix
) -> tuple[Unreachable, ...]:
    """Pairs without a way by reason: an end off the roads, or between two pieces or past closures."""
    row, column = np.nonzero(np.isinf(matrix.duration_min))
    if not len(row):
        return ()
    from_ = network.snap(origins.lonlat[:, 0], origins.lonlat[:, 1])
    to = network.snap(destinations.lonlat[:, 0], destinations.lonlat[:, 1])
    found = []
    for sites, snap, own in ((origins, from_, row), (destinations, to, column)):
        for index in np.unique(own[~snap.attached[own]]).tolist():
            reason = not_attached(network, snap, index, sites.names[index])
            taken = own == index
            place = str(snap.state[index])
            actions = attaching(network, snap, index)
            found.append(
                Unreachable(
                    reason=reason,
                    origins=row[taken],
                    destinations=column[taken],
                    place=place,
                    actions=actions,
                )
            )
    both = from_.attached[row] & to.attached[column]
    row, column = row[both], column[both]
    component = network.graph.component
    pieces = np.column_stack((component[from_.edge[row]], component[to.edge[column]]))
    keys, group = np.unique(pieces, axis=0, return_inverse=True)
    for number in range(len(keys)):
        taken = group.ravel() == number
        first = int(np.flatnonzero(taken)[0])
        between = _between(network, origins, destinations, int(row[first]), int(column[first]), number, keys)
        found.append(
            Unreachable(
                reason=between.text,
                origins=row[taken],
                destinations=column[taken],
                actions=between.actions,
            )
        )
    return tuple(found)


def _between(
    network: TravelNetwork,
    origins: Sites,
    destinations: Sites,
    origin: int,
    destination: int,
    number: int,
    keys: NDArray[np.int64],
) -> Reason:
    """Why no way leads between two attached places; in full for the first few groups of pairs."""
    names = origins.names[origin], destinations.names[destination]
    if number < _MOST_REASONS:
        ends = tuple(origins.lonlat[origin]), tuple(destinations.lonlat[destination])
        reason = reason_for(network, *ends, names)
        if reason is not None:
            text = tr(
                "{origin} to {destination}: {reason}",
                origin=names[0],
                destination=names[1],
                reason=reason.text,
            )
            return replace(reason, text=text)
    if keys[number, 0] != keys[number, 1]:
        return Reason(tr("the roads at the two places are not joined in the data"))
    return Reason(tr("closed or one-way roads lie between them"))


def _own_assumptions(origins: int) -> tuple[Assumption, ...]:
    notes = [Assumption(text=NO_ADVICE, ground=Ground.DEFAULT, source="Corridor")]
    if origins > MOST_NEAR_FRONT:
        text = tr(
            "Ways are drawn and measured to the front for up to {most:,} origins; here are {count:,}",
            most=MOST_NEAR_FRONT,
            count=origins,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED, source="Corridor"))
    return tuple(notes)
