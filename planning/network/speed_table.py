"""The table of speeds as people read and edit it: each figure with its unit and source."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.network.closure import listed
from planning.network.speeds import (
    NOT_CONFIRMED,
    PAVED,
    PLANNER,
    PROFILES,
    ROAD_CLASSES,
    RULES,
    SURFACES,
    Profile,
    Rules,
    class_codes,
    profile_of,
    rule_value,
    rules_of,
    shipped_profile,
    source_of,
    speed_value,
    speeds_document,
    stored,
    surface_groups,
)
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planning.network.road_table import RoadTable

SURFACE_LABELS = {
    "paved": tr("paved, or not known"),
    "cobbles": tr("cobbles"),
    "gravel": tr("gravel"),
    "ground": tr("ground"),
}
_LIMITS = {"gross_weight_t": (tr("gross weight"), "t"), "height_m": (tr("height"), "m")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the table.

    Attributes
    ----------
    table : str
        A profile, or ``rules``.
    name : str
        What it is called in `with_figure`: ``primary``, ``primary/gravel``, ``height_m``, a field of `Rules`.
    label : Text
    value : float or str
    unit : str
    source : Text or str
    is_changed : bool
        Whether the workspace puts it in place of Corridor's own.
    """

    table: str
    name: str
    label: Text
    value: float | str
    unit: str
    source: Text | str
    is_changed: bool


def figures_of(workspace: Workspace, table: str) -> tuple[Figure, ...]:
    """Every figure of a profile by class and surface with the limits of its vehicle, or of the rules.

    Raises
    ------
    BadParameter
        When there is no such profile, or a stored figure is out of bounds.
    """
    return _rule_figures(workspace) if table == RULES else _profile_figures(workspace, table)


def with_figure(
    workspace: Workspace, table: str, name: str, value: float | str, source: str = ""
) -> Workspace:
    """The workspace with another value for a figure, and who says so.

    Raises
    ------
    BadParameter
        When there is no such figure, or the value is out of bounds.
    """
    if table == RULES:
        checked = rule_value(name, value)
    else:
        shipped_profile(table)
        name = name.removesuffix(f"/{PAVED}")
        checked = speed_value(name, value)
    content = {**stored(workspace, table), name: {"value": checked, "source": source or str(PLANNER)}}
    return workspace.with_document(speeds_document(table, content))


def without_figure(workspace: Workspace, table: str, name: str) -> Workspace:
    """The workspace with Corridor's own value for a figure."""
    name = name.removesuffix(f"/{PAVED}")
    content = {key: value for key, value in stored(workspace, table).items() if key != name}
    return workspace.with_document(speeds_document(table, content))


def _profile_figures(workspace: Workspace, table: str) -> tuple[Figure, ...]:
    profile, changes = profile_of(workspace, table), stored(workspace, table)
    shipped = shipped_profile(table)
    figures = []
    for road_class in ROAD_CLASSES:
        for surface in SURFACES:
            name = road_class if surface == PAVED else f"{road_class}/{surface}"
            label = tr("{road_class}, {surface}", road_class=road_class, surface=SURFACE_LABELS[surface])
            kmh = profile.speed_kmh(road_class, surface)
            figures.append(_figure(table, name, label, kmh, "km/h", changes, shipped.source))
    for name, (label, unit) in _LIMITS.items():
        figures.append(_figure(table, name, label, getattr(profile, name), unit, changes, shipped.source))
    return tuple(figures)


def _rule_figures(workspace: Workspace) -> tuple[Figure, ...]:
    rules, changes = rules_of(workspace), stored(workspace, RULES)
    return tuple(
        _figure(
            RULES,
            item.name,
            item.metadata["label"],
            getattr(rules, item.name),
            item.metadata.get("unit", ""),
            changes,
            NOT_CONFIRMED,
        )
        for item in dataclasses.fields(Rules)
    )


def _figure(
    table: str,
    name: str,
    label: Text,
    value: float | str,
    unit: str,
    changes: Any,
    shipped: Text | str,
) -> Figure:
    changed = name in changes
    source = source_of(changes[name]) if changed else shipped
    return Figure(
        table=table, name=name, label=label, value=value, unit=unit, source=source, is_changed=changed
    )


def speed_assumptions(
    situation: Workspace, profile: Profile, rules: Rules, roads: RoadTable, surface: NDArray[np.object_]
) -> tuple[Assumption, ...]:
    """The speeds in use, each changed figure, and on how many roads a default stands for what is unknown."""
    speeds = ", ".join(f"{name} {kmh:g}" for name, kmh in profile.kmh.items())
    shipped = next(item for item in PROFILES if item.name == profile.name)
    result = [
        Assumption(
            text=tr("Speeds of a {profile}, km/h: {speeds}", profile=profile.label, speeds=speeds),
            ground=Ground.CHOSEN if stored(situation, profile.name) else Ground.DEFAULT,
            source=str(profile.source),
        )
    ]
    result += _changed(situation, profile)
    result += _surfaces(shipped, surface)
    unknown = int((class_codes(roads.road_class) < 0).sum())
    if unknown:
        text = tr(
            "{count:,} of {all:,} roads have no class and are taken as {road_class}",
            count=unknown,
            all=len(roads),
            road_class=rules.default_class,
        )
        result.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(NOT_CONFIRMED)))
    result += _rules(situation, rules)
    stated = int((roads.speed_kmh > 0).sum())
    if stated:
        text = tr("{count:,} roads state their own speed, which is used", count=stated)
        result.append(Assumption(text=text, ground=Ground.DATA, source=", ".join(roads.layers)))
    lengths = int((roads.stated_km > 0).sum())
    if lengths:
        text = tr("{count:,} roads state their length, which is used in place of the drawn", count=lengths)
        result.append(Assumption(text=text, ground=Ground.DATA, source=", ".join(roads.layers)))
    return tuple(result)


def _changed(situation: Workspace, profile: Profile) -> list[Assumption]:
    """Each figure of the vehicle that the workspace changes."""
    return [
        Assumption(
            text=tr(
                "{profile}, {label}: {value:g} {unit}",
                profile=profile.label,
                label=figure.label,
                value=figure.value,
                unit=figure.unit,
            ),
            ground=Ground.CHOSEN,
            source=str(figure.source),
        )
        for figure in figures_of(situation, profile.name)
        if figure.is_changed
    ]


def _surfaces(profile: Profile, surface: NDArray[np.object_]) -> list[Assumption]:
    """The most on surfaces that occur; how many roads state none."""
    groups = surface_groups(surface)
    found = [name for number, name in enumerate(SURFACES) if number and (groups == number).any()]
    unknown = int((surface == "").sum())
    if unknown == len(surface):
        text = tr("No road states its surface: all are taken as paved")
        return [Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(NOT_CONFIRMED))]
    result = []
    if found:
        most = listed(
            [
                tr("{surface} {kmh:g}", surface=SURFACE_LABELS[name], kmh=profile.most_kmh[name])
                for name in found
            ]
        )
        text = tr("At most, km/h, unless a speed is set: {most}", most=most)
        result.append(Assumption(text=text, ground=Ground.DEFAULT, source=str(NOT_CONFIRMED)))
    if unknown:
        text = tr(
            "{count:,} of {all:,} roads state no surface and are taken as paved",
            count=unknown,
            all=len(surface),
        )
        result.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(NOT_CONFIRMED)))
    return result


def _rules(situation: Workspace, rules: Rules) -> list[Assumption]:
    edited = bool(stored(situation, RULES))
    result = [
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
    ]
    if rules.weather_factor != 1.0:
        text = tr("{share:.0%} of the speed is left on every road in the weather", share=rules.weather_factor)
        result.append(Assumption(text=text, ground=Ground.CHOSEN, source=str(PLANNER)))
    return result
