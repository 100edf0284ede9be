"""Ways by road to and from a feature: the nearest warehouse, hospital and border crossing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.text import Text, language, tr
from planning.cards.card import Content, Line, Subject, Tone, name_in
from planning.errors import MissingData, PlanningError
from planning.network.choices import Vehicle
from planning.outcome import FeatureRef
from planning.remembered import Remembered
from planning.run_control import RunControl

if TYPE_CHECKING:
    from layers.workspace import Workspace
    from planning.network.travel import TravelNetwork
    from planning.sites import Sites


@dataclass(frozen=True, slots=True)
class _Goal:
    """What is looked for, with which vehicle, and which way it drives."""

    word: str
    label: Text
    missing: Text
    vehicle: Vehicle
    comes_here: bool = False


_GOALS = (
    _Goal(
        "warehouse", tr("From the nearest warehouse, truck"), tr("no warehouse in use"), Vehicle.TRUCK, True
    ),
    _Goal("hospital", tr("To the nearest hospital, car"), tr("no hospital in use"), Vehicle.CAR),
    _Goal("crossing", tr("To the nearest border crossing, car"), tr("no crossing in use"), Vehicle.CAR),
)


def ways_by_road(subject: Subject, control: RunControl) -> Content | None:
    """The quickest way to each, with minutes and km, or why there is none.

    Roads closed by status, damage, hazard areas and the area of control are not driven. A network that was
    prepared is taken as it is; else it is built now, which may take a while.
    """
    point = subject.point
    if point is None:
        return Content(lines=(Line(value=tr("The record has no place, so no way."), tone=Tone.UNKNOWN),),
                       summary=tr("unknown"))  # fmt: skip
    if not subject.situation.of_kind("road"):
        return Content(lines=(Line(value=tr("The workspace holds no roads."), tone=Tone.UNKNOWN),),
                       summary=tr("unknown"))  # fmt: skip
    lines, minutes = [], []
    goals = [goal for goal in _GOALS if not _is_itself(subject, goal)]
    for number, goal in enumerate(goals):
        part = control.part(number / len(goals), (number + 1) / len(goals))
        line, taken = _nearest(subject, point, goal, part)
        lines.append(line)
        minutes.append(taken)
    known = [taken for taken in minutes if taken is not None]
    summary = tr("{count} of {all} reached", count=len(known), all=len(goals))
    return Content(lines=tuple(lines), summary=summary)


def _is_itself(subject: Subject, goal: _Goal) -> bool:
    kinds = {"warehouse": "warehouse", "crossing": "border_crossing"}
    return subject.layer.kind.name == kinds.get(goal.word)


def _nearest(
    subject: Subject, point: tuple[float, float], goal: _Goal, control: RunControl
) -> tuple[Line, float | None]:
    import numpy as np

    from planning.network.nearest import nearest_hubs
    from planning.network.reasons import reason_for
    from planning.sites import sites_of

    try:
        sites = sites_of(subject.situation, goal.word, vehicle=goal.vehicle)
    except MissingData:
        return Line(label=goal.label, value=goal.missing, tone=Tone.UNKNOWN), None
    own = FeatureRef(layer=subject.layer.name, fids=(subject.fid,))
    if own in sites.refs:
        return Line(label=goal.label, value=tr("it is one itself")), 0.0
    try:
        network = network_of(subject.situation, goal.vehicle, control)
    except PlanningError as error:
        return Line(label=goal.label, value=str(error), tone=Tone.UNKNOWN), None
    control.step(0.9, tr("looking for ways"))
    found = nearest_hubs(network, np.array([point]), sites.lonlat, from_hubs=goal.comes_here)
    hub, minutes = int(found.hub[0]), float(found.minutes[0])
    if hub < 0 or not np.isfinite(minutes):
        other = _straight(sites, point)
        here = (point, tr("this place"))
        there = (tuple(sites.lonlat[other].tolist()), _name(subject.situation, sites, other))
        ends = (there, here) if goal.comes_here else (here, there)
        why = reason_for(network, ends[0][0], ends[1][0], (ends[0][1], ends[1][1]))
        words = tr("no way") if why is None else tr("no way: {reason}", reason=why.text)
        return Line(label=goal.label, value=words, tone=Tone.BAD), None
    text = tr(
        "{name}: {time}, {km:,.0f} km",
        name=_name(subject.situation, sites, hub),
        time=_time(minutes),
        km=float(found.km[0]),
    )
    return Line(label=goal.label, value=text), minutes


def _name(situation: Workspace, sites: Sites, number: int) -> str:
    ref = sites.refs[number]
    if ref is None:
        return sites.names[number]
    return name_in(situation.layer(ref.layer).frame.loc[ref.fids[0]], language(), sites.names[number])


def _straight(sites: Sites, point: tuple[float, float]) -> int:
    """The site nearest as the crow flies."""
    import numpy as np

    from planning.geodesy import distance_km

    return int(np.argmin(distance_km(sites.lonlat[:, 0], sites.lonlat[:, 1], point[0], point[1])))


def _time(minutes: float) -> Text:
    hours, rest = divmod(round(minutes), 60)
    return tr("{hours} h {minutes} min", hours=hours, minutes=rest) if hours else tr("{n} min", n=rest)


_networks: Remembered[TravelNetwork] = Remembered(most=4)


def network_of(situation: Workspace, vehicle: Vehicle, control: RunControl) -> TravelNetwork:
    """The network of a situation for a vehicle, kept while its layers stay the same."""
    from planning.network.speeds import SECTION
    from planning.network.travel import travel_network

    speeds = tuple((item.name, repr(item.content)) for item in situation.documents_of(SECTION))
    other = (str(vehicle), situation.today(), speeds)
    return _networks.get(
        situation.layers, other, lambda: travel_network(situation, profile=vehicle, control=control)
    )
