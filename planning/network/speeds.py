"""How fast each vehicle goes on each class of road; every figure can be edited in the workspace.

The section ``speeds`` of the workspace documents holds changes: a document named for a profile sets km/h
by road class and the limits of its vehicle (``gross_weight_t``, ``height_m``); one named ``rules`` sets
the fields of `Rules`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.text import Text, tr
from layers.workspace import Document, Workspace
from planning.errors import BadParameter
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planning.network.road_table import RoadTable

SECTION = "speeds"
RULES = "rules"
ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "local", "track", "ferry")
NOT_CONFIRMED = tr("Corridor's default, not confirmed in a source; edit it to what your drivers report")
PLANNER = tr("planner")
_MOST_KMH = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A vehicle on the road.

    Attributes
    ----------
    kmh : mapping of str to float
        Speed by road class, km/h.
    gross_weight_t, height_m : float
        A road whose limit is lower is closed to it.
    source : Text
        Where the speeds come from.
    """

    name: str
    label: Text
    kmh: Mapping[str, float]
    gross_weight_t: float
    height_m: float
    source: Text = NOT_CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for every vehicle; none of these figures is confirmed in a source.

    Attributes
    ----------
    default_class : str
        Class taken for a road whose class is unknown.
    slowed_factor : float
        Share of the speed that is left on a slowed or severely damaged road (a convoy does 40-50 km/h on
        paved and 20-30 on damaged roads).
    access_kmh : float
        Speed on the straight line between a place and the road it is attached to.
    damage_snap_m : float
        A damaged road or bridge closes a road no further away than this.
    weather_factor : float
        Share of the speed that is left on every road in snow, ice or mud; scenarios set it.
    """

    default_class: str = field(default="secondary", metadata={"label": tr("class of roads without class")})
    slowed_factor: float = field(
        default=0.5, metadata={"label": tr("share of the speed left on slowed roads"), "most": 1.0}
    )
    access_kmh: float = field(
        default=20.0,
        metadata={"label": tr("speed between a place and its road"), "unit": "km/h", "most": _MOST_KMH},
    )
    damage_snap_m: float = field(
        default=200.0,
        metadata={"label": tr("farthest damage that closes a road"), "unit": "m", "most": 5_000.0},
    )
    weather_factor: float = field(
        default=1.0, metadata={"label": tr("share of the speed left in the weather"), "most": 1.0}
    )


def _by_class(*kmh: float) -> dict[str, float]:
    return dict(zip(ROAD_CLASSES, kmh, strict=True))


PROFILES: tuple[Profile, ...] = (
    Profile(
        name="car",
        label=tr("car"),
        kmh=_by_class(100, 80, 70, 60, 50, 30, 20, 15),
        gross_weight_t=3.5,
        height_m=2.5,
    ),
    Profile(
        name="truck",
        label=tr("truck"),
        kmh=_by_class(75, 65, 60, 50, 40, 25, 15, 15),
        gross_weight_t=18.8,
        height_m=4.0,
    ),
    Profile(
        name="bus",
        label=tr("bus"),
        kmh=_by_class(85, 70, 60, 50, 45, 25, 15, 15),
        gross_weight_t=18.0,
        height_m=3.5,
    ),
    Profile(
        name="convoy",
        label=tr("convoy"),
        kmh=_by_class(50, 50, 50, 45, 40, 25, 15, 15),
        gross_weight_t=36.0,
        height_m=4.0,
        source=tr("40-50 km/h paved, 20-30 damaged: not confirmed in a source; edit it to what you know"),
    ),
)


def profile_of(situation: Workspace, name: str) -> Profile:
    """The profile called `name` with the workspace's own figures.

    Raises
    ------
    BadParameter
        When there is no such profile, or a stored figure is no speed.
    """
    for profile in PROFILES:
        if profile.name == name:
            changes = _stored(situation, name)
            return _changed_profile(profile, changes) if changes else profile
    raise BadParameter(
        tr("there is no vehicle profile called {name}", name=name),
        expected=tr("The profiles are: {known}.", known=", ".join(item.name for item in PROFILES)),
    )


def rules_of(situation: Workspace) -> Rules:
    """The rules with the workspace's own figures.

    Raises
    ------
    BadParameter
        When a stored figure is out of bounds or unknown.
    """
    changes = _stored(situation, RULES)
    fields = {item.name: item for item in dataclasses.fields(Rules)}
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name == "default_class" and value in ROAD_CLASSES:
            values[name] = value
        elif name in fields and name != "default_class":
            values[name] = _positive(name, value, fields[name].metadata["most"])
        else:
            raise _bad(name, value, tr("one of {known}", known=", ".join((*fields, *ROAD_CLASSES))))
    return Rules(**values)


def speeds_document(name: str, content: Mapping[str, Any]) -> Document:
    """Changes to a profile, or to the rules, as the workspace stores them."""
    return Document(section=SECTION, name=name, content=content)


def speeds_kmh(profile: Profile, rules: Rules, roads: RoadTable) -> NDArray[np.float64]:
    """Speed of the profile on each road, before closures.

    A stated speed takes the place of the class speed, but never exceeds the fastest of the profile.
    """
    default = profile.kmh[rules.default_class]
    by_class = np.array([profile.kmh.get(name, default) for name in roads.road_class], dtype=np.float64)
    stated = roads.speed_kmh > 0
    fastest = max(profile.kmh.values())
    dry = np.where(stated, np.minimum(np.nan_to_num(roads.speed_kmh), fastest), by_class)
    return np.asarray(dry * rules.weather_factor, dtype=np.float64)


def speed_assumptions(
    situation: Workspace, profile: Profile, rules: Rules, roads: RoadTable
) -> tuple[Assumption, ...]:
    """The speeds in use, and on how many roads a default stands for what is unknown."""
    speeds = ", ".join(f"{name} {kmh:g}" for name, kmh in profile.kmh.items())
    edited = bool(_stored(situation, profile.name))
    result = [
        Assumption(
            text=tr("Speeds of a {profile}, km/h: {speeds}", profile=profile.label, speeds=speeds),
            ground=Ground.CHOSEN if edited else Ground.DEFAULT,
            source=str(profile.source),
        )
    ]
    unknown = int((~np.isin(roads.road_class.astype(str), ROAD_CLASSES)).sum())
    if unknown:
        result.append(
            Assumption(
                text=tr(
                    "{count:,} of {all:,} roads have no class and are taken as {road_class}",
                    count=unknown,
                    all=len(roads),
                    road_class=rules.default_class,
                ),
                ground=Ground.SUBSTITUTED,
                source=str(NOT_CONFIRMED),
            )
        )
    edited = bool(_stored(situation, RULES))
    result.append(
        Assumption(
            text=tr(
                "{access:g} km/h on the straight line to the nearest road; {slowed:.0%} of the speed is left "
                "on slowed and severely damaged roads",
                access=rules.access_kmh,
                slowed=rules.slowed_factor,
            ),
            ground=Ground.CHOSEN if edited else Ground.DEFAULT,
            source=str(PLANNER if edited else NOT_CONFIRMED),
        )
    )
    if rules.weather_factor != 1.0:
        text = tr("{share:.0%} of the speed is left on every road in the weather", share=rules.weather_factor)
        result.append(Assumption(text=text, ground=Ground.CHOSEN, source=str(PLANNER)))
    stated = int((roads.speed_kmh > 0).sum())
    if stated:
        text = tr("{count:,} roads state their own speed, which is used", count=stated)
        result.append(Assumption(text=text, ground=Ground.DATA, source=", ".join(roads.layers)))
    lengths = int((roads.stated_km > 0).sum())
    if lengths:
        text = tr("{count:,} roads state their length, which is used in place of the drawn", count=lengths)
        result.append(Assumption(text=text, ground=Ground.DATA, source=", ".join(roads.layers)))
    return tuple(result)


def _stored(situation: Workspace, name: str) -> Mapping[str, Any]:
    for document in situation.documents_of(SECTION):
        if document.name == name:
            return document.content
    return {}


def _changed_profile(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    kmh = dict(profile.kmh)
    limits = {"gross_weight_t": profile.gross_weight_t, "height_m": profile.height_m}
    for name, value in changes.items():
        if name in kmh:
            kmh[name] = _positive(name, value, _MOST_KMH)
        elif name in limits:
            limits[name] = _positive(name, value, 500.0)
        else:
            raise _bad(name, value, tr("one of {known}", known=", ".join((*kmh, *limits))))
    return dataclasses.replace(
        profile,
        kmh=kmh,
        source=PLANNER,
        gross_weight_t=limits["gross_weight_t"],
        height_m=limits["height_m"],
    )


def _positive(name: str, value: Any, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value <= most:
        raise _bad(name, value, tr("a number above 0 and at most {most:g}", most=most))
    return float(value)


def _bad(name: str, value: Any, expected: Text) -> BadParameter:
    return BadParameter(
        tr("{value} was given for {name}", value=str(value), name=name),
        where=SECTION,
        expected=tr("Expected {expected}.", expected=expected),
        todo=tr("Correct it in the table of speeds."),
    )
