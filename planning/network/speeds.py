"""How fast each vehicle goes on each class of road and surface; every figure can be edited in the workspace.

The section ``speeds`` of the workspace documents holds changes: a document named for a profile sets km/h by
road class (``primary``) or by class and surface (``primary/gravel``), and the limits of its vehicle
(``gross_weight_t``, ``height_m``); one named ``rules`` sets the fields of `Rules`. A value is a number, or a
number with who says so: ``{"value": 40, "source": "drivers, May"}``.
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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planning.network.road_table import RoadTable

SECTION = "speeds"
RULES = "rules"
ROAD_CLASSES = ("motorway", "trunk", "primary", "secondary", "tertiary", "local", "track", "ferry")
PAVED, COBBLES, GRAVEL, GROUND = "paved", "cobbles", "gravel", "ground"
SURFACES = (PAVED, COBBLES, GRAVEL, GROUND)
# Source: OpenStreetMap wiki, Key:surface.
_SURFACE_OF = {
    **dict.fromkeys(("cobblestone", "unhewn_cobblestone", "sett", "cobblestone:flattened"), COBBLES),
    **dict.fromkeys(
        ("unpaved", "compacted", "gravel", "fine_gravel", "pebblestone", "rock", "gravel_turf"), GRAVEL
    ),
    **dict.fromkeys(
        ("ground", "dirt", "earth", "mud", "sand", "grass", "clay", "grass_paver", "snow", "ice", "soil"),
        GROUND,
    ),
}
NOT_CONFIRMED = tr("Corridor's default, not confirmed in a source; edit it to what your drivers report")
PLANNER = tr("planner")
MOST_KMH = 200.0
MOST_LIMIT = 500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A vehicle on the road.

    Attributes
    ----------
    kmh : mapping of str to float
        Speed by road class, km/h, where the road is paved or its surface unknown.
    most_kmh : mapping of str to float
        The most on each other surface.
    by_cell : mapping of (str, str) to float
        Speeds set for a class and a surface; they take the place of both.
    gross_weight_t, height_m : float
        A road whose limit is lower is closed to it.
    source : Text
        Where the speeds come from.
    """

    name: str
    label: Text
    kmh: Mapping[str, float]
    most_kmh: Mapping[str, float]
    gross_weight_t: float
    height_m: float
    by_cell: Mapping[tuple[str, str], float] = field(default_factory=dict)
    source: Text | str = NOT_CONFIRMED

    def speed_kmh(self, road_class: str, surface: str) -> float:
        """Speed on a class of road of a surface."""
        if (road_class, surface) in self.by_cell:
            return self.by_cell[road_class, surface]
        kmh = self.kmh[road_class]
        return kmh if surface == PAVED else min(kmh, self.most_kmh[surface])


def _rule(default: Any, label: Text, **more: Any) -> Any:
    return field(default=default, metadata={"label": label, **more})


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
        A damaged road or bridge closes a road no further away than this; a wait holds on one.
    weather_factor : float
        Share of the speed that is left on every road in snow, ice or mud; scenarios set it.
    border_wait_min : float
        Wait at every border crossing point that is not closed; 0 until somebody knows it.
    convoy_vehicles, convoy_spacing_m : float
        Length of a convoy: the last vehicle passes later than the first.
    convoy_slowest_kmh : float
        What the slowest vehicle of a convoy does at most.
    halt_every_h, halt_min : float
        A convoy halts after so many hours of driving, for so long; 0 min for no halts.
    """

    default_class: str = _rule("secondary", tr("class of roads without class"))
    slowed_factor: float = _rule(0.5, tr("share of the speed left on slowed roads"), most=1.0)
    access_kmh: float = _rule(20.0, tr("speed between a place and its road"), unit="km/h", most=MOST_KMH)
    damage_snap_m: float = _rule(200.0, tr("farthest damage that closes a road"), unit="m", most=5_000.0)
    weather_factor: float = _rule(1.0, tr("share of the speed left in the weather"), most=1.0)
    border_wait_min: float = _rule(
        0.0, tr("wait at border crossing points"), unit="min", least=0.0, most=10_080.0
    )
    convoy_vehicles: float = _rule(10.0, tr("vehicles of a convoy"), least=1.0, most=500.0)
    convoy_spacing_m: float = _rule(
        50.0, tr("spacing of the vehicles of a convoy"), unit="m", least=0.0, most=1_000.0
    )
    convoy_slowest_kmh: float = _rule(50.0, tr("slowest vehicle of a convoy"), unit="km/h", most=MOST_KMH)
    halt_every_h: float = _rule(2.0, tr("driving of a convoy between halts"), unit="h", most=24.0)
    halt_min: float = _rule(15.0, tr("halt of a convoy"), unit="min", least=0.0, most=1_440.0)


def _by_class(*kmh: float) -> dict[str, float]:
    return dict(zip(ROAD_CLASSES, kmh, strict=True))


def _on(*kmh: float) -> dict[str, float]:
    return dict(zip(SURFACES[1:], kmh, strict=True))


PROFILES: tuple[Profile, ...] = (
    Profile(
        name="car",
        label=tr("car"),
        kmh=_by_class(100, 80, 70, 60, 50, 30, 20, 15),
        most_kmh=_on(40, 50, 30),
        gross_weight_t=3.5,
        height_m=2.5,
    ),
    Profile(
        name="truck",
        label=tr("truck"),
        kmh=_by_class(75, 65, 60, 50, 40, 25, 15, 15),
        most_kmh=_on(30, 40, 20),
        gross_weight_t=18.8,
        height_m=4.0,
    ),
    Profile(
        name="bus",
        label=tr("bus"),
        kmh=_by_class(85, 70, 60, 50, 45, 25, 15, 15),
        most_kmh=_on(30, 40, 20),
        gross_weight_t=18.0,
        height_m=3.5,
    ),
    Profile(
        name="convoy",
        label=tr("convoy"),
        kmh=_by_class(50, 50, 50, 45, 40, 25, 15, 15),
        most_kmh=_on(30, 30, 20),
        gross_weight_t=36.0,
        height_m=4.0,
        source=tr("40-50 km/h paved, 20-30 damaged: not confirmed in a source; edit it to what you know"),
    ),
)
CONVOY = "convoy"


def shipped_profile(name: str) -> Profile:
    """The profile called `name` as shipped.

    Raises
    ------
    BadParameter
        When there is none.
    """
    for profile in PROFILES:
        if profile.name == name:
            return profile
    raise BadParameter(
        tr("there is no vehicle profile called {name}", name=name),
        expected=tr("The profiles are: {known}.", known=", ".join(item.name for item in PROFILES)),
    )


def profile_of(situation: Workspace, name: str) -> Profile:
    """The profile called `name` with the workspace's own figures.

    Raises
    ------
    BadParameter
        When there is no such profile, or a stored figure is no speed.
    """
    profile, changes = shipped_profile(name), stored(situation, name)
    return _changed_profile(profile, changes) if changes else profile


def rules_of(situation: Workspace) -> Rules:
    """The rules with the workspace's own figures.

    Raises
    ------
    BadParameter
        When a stored figure is out of bounds or unknown.
    """
    changes = stored(situation, RULES)
    return Rules(**{name: rule_value(name, value_of(value)) for name, value in changes.items()})


def rule_value(name: str, value: Any) -> Any:
    """A value of a field of `Rules`, checked.

    Raises
    ------
    BadParameter
        When it is out of bounds, or there is no such field.
    """
    fields = {item.name: item for item in dataclasses.fields(Rules)}
    if name == "default_class" and value in ROAD_CLASSES:
        return value
    if name in fields and name != "default_class":
        meta = fields[name].metadata
        return _number(name, value, meta["most"], meta.get("least"))
    raise _bad(name, value, tr("one of {known}", known=", ".join((*fields, *ROAD_CLASSES))))


def speed_value(name: str, value: Any) -> float:
    """A speed, or a limit of the vehicle, of a profile, checked; `name` as the document has it.

    Raises
    ------
    BadParameter
        When it is out of bounds, or there is no such class, surface or limit.
    """
    limits = ("gross_weight_t", "height_m")
    road_class, slash, surface = name.partition("/")
    if name in limits:
        return _number(name, value, MOST_LIMIT)
    if road_class in ROAD_CLASSES and (not slash or surface in SURFACES):
        return _number(name, value, MOST_KMH)
    raise _bad(
        name, value, tr("one of {known}", known=", ".join((*ROAD_CLASSES, "primary/gravel …", *limits)))
    )


def speeds_document(name: str, content: Mapping[str, Any]) -> Document:
    """Changes to a profile, or to the rules, as the workspace stores them."""
    return Document(section=SECTION, name=name, content=content)


def surface_groups(surface: NDArray[np.object_]) -> NDArray[np.int8]:
    """The index in `SURFACES` of the group of each surface as stated; 0, paved, where it is unknown."""
    place, kinds = _distinct(surface)
    groups = [SURFACES.index(_SURFACE_OF.get(str(kind).strip().casefold(), PAVED)) for kind in kinds]
    return np.array(groups, dtype=np.int8)[place]


def class_codes(road_class: NDArray[np.object_]) -> NDArray[np.int8]:
    """The index in `ROAD_CLASSES` of each class; -1 where it is unknown."""
    place, kinds = _distinct(road_class)
    codes = [ROAD_CLASSES.index(kind) if kind in ROAD_CLASSES else -1 for kind in kinds]
    return np.array(codes, dtype=np.int8)[place]


def _distinct(values: NDArray[np.object_]) -> tuple[NDArray[np.int64], list[Any]]:
    """For each value its place among the distinct ones; sorting a million texts takes seconds."""
    import pandas as pd

    place, kinds = pd.factorize(values)
    return np.asarray(place, dtype=np.int64), list(kinds)


def dry_speeds_kmh(
    profile: Profile, rules: Rules, roads: RoadTable, surface: NDArray[np.object_]
) -> NDArray[np.float64]:
    """Speed of the profile on each road in dry weather, before closures.

    A stated speed takes the place of the class speed, but never exceeds the fastest of the profile, nor what
    it does on the surface; a convoy is no faster than its slowest vehicle.

    Parameters
    ----------
    surface : object array
        As stated, one element a road.
    """
    groups, classes = surface_groups(surface), class_codes(roads.road_class)
    classes = np.where(classes < 0, ROAD_CLASSES.index(rules.default_class), classes)
    table = np.array([[profile.speed_kmh(one, other) for other in SURFACES] for one in ROAD_CLASSES])
    fastest = max(profile.kmh.values())
    most = np.array([profile.most_kmh.get(group, fastest) for group in SURFACES])[groups]
    by_class = table[classes, groups]
    stated = roads.speed_kmh > 0
    dry = np.where(stated, np.minimum(np.nan_to_num(roads.speed_kmh), np.minimum(fastest, most)), by_class)
    if profile.name == CONVOY:
        dry = np.minimum(dry, rules.convoy_slowest_kmh)
    return np.asarray(dry, dtype=np.float64)


def stored(situation: Workspace, name: str) -> Mapping[str, Any]:
    """What the workspace puts in place of the figures of a profile or of the rules, by name."""
    for document in situation.documents_of(SECTION):
        if document.name == name:
            return document.content
    return {}


def value_of(value: Any) -> Any:
    """A stored value without who says so."""
    return value.get("value") if isinstance(value, Mapping) else value


def source_of(value: Any) -> str:
    """Who says a stored value."""
    named = value.get("source") if isinstance(value, Mapping) else None
    return str(named or PLANNER)


def _changed_profile(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    kmh, by_cell = dict(profile.kmh), dict(profile.by_cell)
    limits = {"gross_weight_t": profile.gross_weight_t, "height_m": profile.height_m}
    for name, value in changes.items():
        number = speed_value(name, value_of(value))
        road_class, _, surface = name.partition("/")
        if name in limits:
            limits[name] = number
        elif surface:
            by_cell[road_class, surface] = number
        else:
            kmh[name] = number
    return dataclasses.replace(
        profile,
        kmh=kmh,
        by_cell=by_cell,
        source=", ".join(dict.fromkeys(source_of(value) for value in changes.values())),
        gross_weight_t=limits["gross_weight_t"],
        height_m=limits["height_m"],
    )


def _number(name: str, value: Any, most: float, least: float | None = None) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = is_number and value <= most and (value > 0 if least is None else value >= least)
    if not fits:
        expected = tr("a number above 0 and at most {most:g}", most=most)
        if least is not None:
            expected = tr("a number from {least:g} to {most:g}", least=least, most=most)
        raise _bad(name, value, expected)
    return float(value)


def _bad(name: str, value: Any, expected: Text) -> BadParameter:
    return BadParameter(
        tr("{value} was given for {name}", value=str(value), name=name),
        where=SECTION,
        expected=tr("Expected {expected}.", expected=expected),
        todo=tr("Correct it in the table of speeds."),
    )
