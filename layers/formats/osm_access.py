"""Who may drive where, as the tags of OpenStreetMap objects say it.

Source: the OpenStreetMap wiki, pages "Key:access", "Key:barrier" and "Conditional restrictions".
"""

from __future__ import annotations

from collections.abc import Mapping

Tags = Mapping[str, str]

# keys that say who may drive, the most particular first, by vehicle; and the values that name it alone
_ACCESS_KEYS = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "truck": ("hgv", "motor_vehicle", "vehicle", "access"),
    "bus": ("bus", "coach", "tourist_bus", "psv", "motor_vehicle", "vehicle", "access"),
}
_OWN_VALUES = {
    "car": {"motorcar", "taxi", "hov", "carpool"},
    "truck": {"hgv", "goods"},
    "bus": {"bus", "psv", "coach", "tourist_bus"},
}
_NOBODY = {
    "no", "none", "agricultural", "forestry", "emergency", "military", "use_sidepath", "dismount", "foot",
    "bicycle", "horse",
}  # fmt: skip
VEHICLES = tuple(_ACCESS_KEYS)
_ANY_ACCESS = {key for keys in _ACCESS_KEYS.values() for key in keys}
# barriers across a road that nobody drives over unless a tag says so; gates and the like stand open
_BLOCKING = {
    "bar", "barrier_board", "block", "bollard", "chain", "cycle_barrier", "debris", "fence",
    "full-height_turnstile", "guard_rail", "hedge", "horse_stile", "jersey_barrier", "kissing_gate", "log",
    "motorcycle_barrier", "planter", "rope", "stile", "tank_trap", "turnstile", "wall",
}  # fmt: skip
_BLOCKING_BUT_TO_BUSES = {"bus_trap", "sump_buster"}
_CONDITIONAL = (
    "access", "vehicle", "motor_vehicle", "motorcar", "hgv", "bus", "oneway", "maxspeed", "maxweight",
    "maxheight",
)  # fmt: skip


def motor_access(tags: Tags) -> str | None:
    """Who may drive: the value of the most particular key for motor vehicles; None when none is set."""
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if key in tags:
            return tags[key]
    return None


def closed_to(tags: Tags, closed: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The vehicles (car, truck, bus) that may not drive here.

    Parameters
    ----------
    closed : set of str
        Those that may not where no tag says who may.
    """
    if not closed and not any(key in tags for key in _ANY_ACCESS):
        return ()
    return tuple(vehicle for vehicle in VEHICLES if _is_closed_to(vehicle, tags, vehicle in closed))


def _is_closed_to(vehicle: str, tags: Tags, otherwise: bool) -> bool:
    value = next((tags[key] for key in _ACCESS_KEYS[vehicle] if key in tags), None)
    if value is None:
        return otherwise
    others = {own for other, owns in _OWN_VALUES.items() if other != vehicle for own in owns}
    return all(part.strip() in _NOBODY or part.strip() in others for part in value.split(";"))


def barrier_closed_to(tags: Tags) -> tuple[str, ...]:
    """The vehicles that cannot pass a barrier on a road."""
    barrier = tags.get("barrier", "")
    if barrier in _BLOCKING:
        return closed_to(tags, frozenset(VEHICLES))
    if barrier in _BLOCKING_BUT_TO_BUSES:
        return closed_to(tags, frozenset(("car", "truck")))
    return closed_to(tags) if barrier else ()


def conditional(tags: Tags) -> str | None:
    """What holds at some hours or for some loads only, as it is written: ``hgv=no @ (22:00-06:00)``."""
    said = [f"{key}={tags[f'{key}:conditional']}" for key in _CONDITIONAL if f"{key}:conditional" in tags]
    if tags.get("oneway") in ("reversible", "alternating"):
        said.append(f"oneway={tags['oneway']}")
    return "; ".join(said) or None


def closed_to_some(tags: Tags) -> str | None:
    """The vehicles a road is closed to, apart by semicolons, where it is open to others."""
    closed = closed_to(tags)
    return ";".join(closed) if closed and closed != VEHICLES else None
