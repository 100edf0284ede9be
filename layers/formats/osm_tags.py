"""What the tags of OpenStreetMap objects say in the words of the layer kinds.

Source of every mapping: the OpenStreetMap wiki, pages "Key:highway", "Key:oneway", "Key:maxspeed",
"Key:access", "Key:place", "Tag:barrier=border_control" and "Map features".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from layers.formats.osm_access import (
    VEHICLES,
    barrier_closed_to,
    closed_to,
    closed_to_some,
    conditional,
    motor_access,
)
from layers.transliteration import is_cyrillic, transliterate

Tags = Mapping[str, str]

_CAR_CLASSES = {
    "motorway": "motorway",
    "trunk": "trunk",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    "unclassified": "local",
    "residential": "local",
    "living_street": "local",
    "service": "local",
    "road": "local",
}
ROAD_CLASSES: dict[str, str] = _CAR_CLASSES | {
    f"{highway}_link": road_class for highway, road_class in _CAR_CLASSES.items() if road_class != "local"
}
"""Road class by value of ``highway``; values not here are no roads for cars."""

_KM_PER_MILE = 1.609344
_KMH_PER_KNOT = 1.852
_WALKING_KMH = 5.0

# km/h inside settlements, outside, on trunk roads for cars only, on motorways, in living streets
_COUNTRY_LIMITS: dict[str, dict[str, float]] = {
    "UA": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130, "living_street": 20},
    "BY": {"urban": 60, "rural": 90, "motorway": 110, "living_street": 20},
    "MD": {"urban": 50, "rural": 90, "trunk": 110, "living_street": 20},
    "RU": {"urban": 60, "rural": 90, "motorway": 110, "living_street": 20},
    "PL": {"urban": 50, "rural": 90, "motorway": 140, "living_street": 20},
    "SK": {"urban": 50, "rural": 90, "motorway": 130, "living_street": 20},
    "HU": {"urban": 50, "rural": 90, "trunk": 110, "motorway": 130, "living_street": 20},
    "RO": {"urban": 50, "rural": 90, "trunk": 100, "motorway": 130, "living_street": 20},
}
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?")
_IMPLIED_LIMIT = re.compile(r"([A-Z]{2}):([a-z_]+?)_?(\d+)?")
_WEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(t|tons?|tonnes?|kg|st|lbs?)?", re.IGNORECASE)
_HEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|metres?|meters?|cm)?", re.IGNORECASE)
_FEET = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*-?\s*(?:(\d+)\s*(?:\"|in|'')?)?", re.IGNORECASE)
_TONNES = {
    **dict.fromkeys(("t", "ton", "tons", "tonne", "tonnes"), 1.0),
    "kg": 0.001,
    "st": 0.90718474,
    **dict.fromkeys(("lb", "lbs"), 0.00045359237),
}
_ONE_WAY = {"yes": "forward", "true": "forward", "1": "forward", "-1": "backward", "reverse": "backward"}


def speed_kmh(tags: Tags) -> float | None:
    """The speed limit for both directions; None when there is none or it cannot be told.

    Of several values, as of a limit for each direction or "50;70", the lowest stands.
    """
    if "maxspeed" in tags:
        return _limit_kmh(tags["maxspeed"])
    by_direction = [_limit_kmh(tags[key]) for key in ("maxspeed:forward", "maxspeed:backward") if key in tags]
    known = [limit for limit in by_direction if limit is not None]
    if known:
        return min(known)
    for key in ("maxspeed:type", "source:maxspeed", "zone:traffic", "zone:maxspeed"):
        if key in tags and (limit := _implied_kmh(tags[key])) is not None:
            return limit
    return None


def _limit_kmh(text: str) -> float | None:
    limits = [_one_limit_kmh(part.strip()) for part in re.split(r"[;|]", text)]
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None


def _one_limit_kmh(text: str) -> float | None:
    if text in ("walk", "walking"):
        return _WALKING_KMH
    if found := _LIMIT.fullmatch(text):
        factor = {"mph": _KM_PER_MILE, "knots": _KMH_PER_KNOT}.get(found[2], 1.0)
        limit = round(float(found[1]) * factor, 1)
        return limit if 0 < limit <= 200 else None
    return _implied_kmh(text)


def _implied_kmh(text: str) -> float | None:
    """Limit of a text such as "RO:urban" or "UA:zone30"."""
    found = _IMPLIED_LIMIT.fullmatch(text)
    if found is None:
        return None
    if found[3]:
        return float(found[3]) if found[2] in ("zone", "urban", "rural") else None
    return _COUNTRY_LIMITS.get(found[1], {}).get(found[2])


def one_way(tags: Tags) -> str:
    """``forward``, ``backward`` or ``both``; roundabouts and motorways are one-way unless said otherwise.

    A road whose direction changes with the hour counts as open both ways.
    """
    said = tags.get("oneway")
    if said in _ONE_WAY:
        return _ONE_WAY[said]
    if said is None and (
        tags.get("junction") in ("roundabout", "circular") or tags.get("highway") == "motorway"
    ):
        return "forward"
    return "both"


def road_level(tags: Tags) -> int | None:
    """The level stated; else the ground for tunnels that lie there: passages through houses, pipes below."""
    stated = level(tags.get("layer"))
    return 0 if stated is None and tags.get("tunnel") in ("building_passage", "culvert") else stated


def least(*values: float | None) -> float | None:
    """The least of several limits; None where there is none."""
    known = [value for value in values if value is not None]
    return min(known) if known else None


def duration_min(text: str | None) -> float | None:
    """Minutes of a duration such as ``0:25``, ``01:10:00``, ``PT1H20M`` or ``25``."""
    if not text:
        return None
    if found := re.fullmatch(r"(?:(\d+):)?(\d+):(\d\d)", text.strip()):
        hours, minutes, rest = (int(part or 0) for part in found.groups())
        return hours * 60 + minutes + rest / 60 if found[1] else float(minutes * 60 + rest)
    if found := re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", text.strip()):
        return float(int(found[1] or 0) * 60 + int(found[2] or 0)) or None
    return float(text) if re.fullmatch(r"\d+(?:\.\d+)?", text.strip()) else None


def weight_t(text: str | None) -> float | None:
    """A weight limit in tonnes."""
    found = _WEIGHT.fullmatch(text.strip()) if text else None
    if found is None:
        return None
    return round(float(found[1].replace(",", ".")) * _TONNES[(found[2] or "t").casefold()], 3)


def height_m(text: str | None) -> float | None:
    """A height limit in metres."""
    if not text:
        return None
    if feet := _FEET.fullmatch(text.strip()):
        return round((float(feet[1]) * 12 + int(feet[2] or 0)) * 0.0254, 2)
    found = _HEIGHT.fullmatch(text.strip())
    if found is None:
        return None
    height = float(found[1].replace(",", "."))
    return height / 100 if found[2] and found[2].casefold() == "cm" else height


def level(text: str | None) -> int | None:
    """The level a road runs on, 0 being the ground; of several the first."""
    found = re.match(r"\s*([+-]?\d{1,2})\b", text) if text else None
    return int(found[1]) if found else None


def is_set(text: str | None) -> bool:
    """Whether a key such as ``bridge`` is there and does not say no."""
    return text is not None and text not in ("no", "false", "0")


def whole_number(text: str | None) -> int | None:
    """A count such as a population; None when the text is anything else."""
    if not text:
        return None
    digits = re.sub(r"[\s,' ]", "", text)
    return int(digits) if digits.isdecimal() and len(digits) < 12 else None


def name_en(tags: Tags) -> str | None:
    """Name in Latin letters: as mapped, or else the mapped name transliterated."""
    for key in ("name:en", "int_name", "name"):
        if key in tags:
            return transliterate(tags[key]) if is_cyrillic(tags[key]) else tags[key]
    return None


def name_uk(tags: Tags) -> str | None:
    """Ukrainian name: as mapped, or else a Cyrillic name without letters that Ukrainian lacks."""
    name = tags.get("name:uk") or tags.get("name")
    if name is None or not is_cyrillic(name):
        return None
    return name if "name:uk" in tags or not re.search("[ыэъёўЫЭЪЁЎ]", name) else None


_PLACES = {
    "city": "city",
    "town": "town",
    "village": "village",
    "hamlet": "village",
    "isolated_dwelling": "village",
}


def place_type(tags: Tags) -> str | None:
    """Type of a populated place; None for any other place, such as a suburb or an island."""
    kind = _PLACES.get(tags.get("place", ""))
    if kind in ("city", "town"):
        if tags.get("capital") in ("yes", "2"):
            return "capital"
        if tags.get("capital") == "4":
            return "oblast_centre"
    return kind


_FACILITIES: dict[str, dict[str, str]] = {
    "amenity": {
        "hospital": "hospital",
        "clinic": "health",
        "doctors": "health",
        "health_post": "health",
        "dentist": "health",
        "pharmacy": "health",
        "school": "school",
        "kindergarten": "school",
        "college": "school",
        "university": "school",
        "drinking_water": "water",
        "water_point": "water",
        "social_facility": "social",
        "nursing_home": "social",
    },
    "healthcare": {"hospital": "hospital"},
    "man_made": {
        "water_works": "water",
        "water_well": "water",
        "water_tower": "water",
        "water_tap": "water",
        "pumping_station": "water",
        "reservoir_covered": "water",
    },
    "power": {"plant": "power"},
}
FACILITY_KEYS = tuple(_FACILITIES)


def facility(tags: Tags) -> tuple[str, str] | None:
    """Facility type and the tag it comes from, such as ("hospital", "amenity=hospital")."""
    for key, types in _FACILITIES.items():
        value = tags.get(key)
        if value in types:
            return types[value], f"{key}={value}"
    healthcare = tags.get("healthcare")
    return ("health", f"healthcare={healthcare}") if healthcare not in (None, "no", "yes") else None


def allowed(tags: Tags, *keys: str) -> bool | None:
    """Whether the first of `keys` that is set allows passing; None when none is set."""
    for key in keys:
        if key in tags:
            return tags[key] not in ("no", "private")
    return None


_WEIGHT_KEYS = ("maxweight", "maxgcweight", "maxweightrating")
_HEIGHT_KEYS = ("maxheight", "maxheight:physical")


ROAD_FIELDS: dict[str, Callable[[Tags], object]] = {
    "road_number": lambda tags: tags.get("ref") or tags.get("int_ref"),
    "name": lambda tags: tags.get("name"),
    "road_class": lambda tags: ROAD_CLASSES.get(tags.get("highway", ""), "ferry"),
    "status": lambda tags: "closed" if closed_to(tags) == VEHICLES else None,
    "one_way": one_way,
    "speed_kmh": speed_kmh,
    "surface": lambda tags: tags.get("surface"),
    "bridge": lambda tags: is_set(tags.get("bridge")),
    "tunnel": lambda tags: is_set(tags.get("tunnel")),
    "level": road_level,
    "max_weight_t": lambda tags: least(*(weight_t(tags.get(key)) for key in _WEIGHT_KEYS)),
    "max_height_m": lambda tags: least(*(height_m(tags.get(key)) for key in _HEIGHT_KEYS)),
    "highway": lambda tags: tags.get("highway"),
    "access": motor_access,
    "closed_to": lambda tags: closed_to_some(tags),
    "conditional": conditional,
}
"""What each column of a road layer is made of; from `highway` on they stand beside the fields of the kind."""

FERRY_FIELDS = ROAD_FIELDS | {"duration_min": lambda tags: duration_min(tags.get("duration"))}

BARRIER_FIELDS: dict[str, Callable[[Tags], object]] = {
    "name": lambda tags: tags.get("barrier"),
    "barrier": lambda tags: tags.get("barrier"),
    "closed_to": lambda tags: ";".join(barrier_closed_to(tags)),
}

PLACE_FIELDS: dict[str, Callable[[Tags], object]] = {
    "code": lambda tags: tags.get("katotth"),
    "name_en": name_en,
    "name_uk": name_uk,
    "place_type": place_type,
    "population": lambda tags: whole_number(tags.get("population")),
    "hromada_code": lambda tags: tags["katotth"][:9] if "katotth" in tags else None,
    "oblast_code": lambda tags: tags["katotth"][:4] if "katotth" in tags else None,
}

FACILITY_FIELDS: dict[str, Callable[[Tags], object]] = {
    "name_en": name_en,
    "name_uk": name_uk,
    "facility_type": lambda tags: (facility(tags) or (None,))[0],
    "capacity": lambda tags: whole_number(tags.get("beds")),
    "capacity_unit": lambda tags: "beds" if whole_number(tags.get("beds")) is not None else None,
    "osm_tag": lambda tags: (facility(tags) or (None, None))[1],
}

CROSSING_FIELDS: dict[str, Callable[[Tags], object]] = {
    "name_en": name_en,
    "name_uk": name_uk,
    "crossing_type": lambda tags: "rail" if "railway" in tags else "road",
    "status": lambda tags: "closed" if tags.get("access") == "no" else None,
    "pedestrians": lambda tags: allowed(tags, "foot"),
    "cars": lambda tags: allowed(tags, "motorcar", "motor_vehicle"),
    "buses": lambda tags: allowed(tags, "bus", "psv"),
    "trucks": lambda tags: allowed(tags, "hgv", "goods"),
}
