"""How boarding points are recognised: lists of assembly, collection and evacuation points."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, worded
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "boarding_point_id": (
        "boarding_point_id", "point_id", "assembly_point_id", "point_code", "id", "* point id",
        "* point code", "номер пункту", "код пункту",
    ),
    "name_en": (
        "name_en", "name:en", "boarding_point", "assembly_point", "collection_point", "meeting_point",
        "muster_point", "evacuation_point", "point_name", "name", "*boarding point*", "*assembly point*",
        "*collection point*", "*meeting point*", "*muster point*", "*evacuation point*", "name of *point*",
    ),
    "name_uk": (
        "name_uk", "name_ua", "name:uk", "назва", "назва *пункту*", "*збірний*пункт*", "*пункт* збору*",
        "*місце збору*", "*пункт* посадки*", "*місце посадки*", "*евакуаційний пункт*", "*место сбора*",
        "*пункт сбора*", "*сборный*пункт*", "назва *", "название", "название *",
    ),
    "status": ("status", "operational_status", "state", "стан", "статус", "состояние"),
    "capacity_people_per_hour": (
        "capacity_people_per_hour", "people_per_hour", "capacity_per_hour", "throughput", "*people per hour*",
        "*persons per hour*", "*per hour*", "*осіб на годину*", "*людей на годину*", "*осіб за годину*",
        "*осіб год*", "*пропускна *", "*человек в час*",
    ),
    "wheelchair_access": (
        "wheelchair_access", "wheelchair", "accessible", "accessibility", "*wheelchair*", "*accessible*",
        "*доступн*", "*безбар*", "*пандус*",
    ),
    "note": ("note", "notes", "remarks", "comment", "description", "примітка", "примітки", "примечание"),
}  # fmt: skip
VALUES = {
    "status": {
        "operational": "open", "active": "open", "working": "open", "opened": "open", "functional": "open",
        "functioning": "open", "yes": "open", "працює": "open", "діє": "open", "діючий": "open",
        "відкрито": "open", "відкритий": "open", "работает": "open", "действует": "open",
        "открыт": "open", "suspended": "closed", "inactive": "closed", "not operational": "closed",
        "not working": "closed", "no": "closed", "не працює": "closed", "закрито": "closed",
        "закритий": "closed", "не діє": "closed", "закрыт": "closed", "не работает": "closed",
        "невідомо": "unknown", "n/a": "unknown", "неизвестно": "unknown",
    },
}  # fmt: skip
_FEW = 0.2
# a column of answers names no points
_ANSWERS = (
    "yes",
    "no",
    "y",
    "n",
    "true",
    "false",
    "0",
    "1",
    "unknown",
    "n/a",
    "так",
    "ні",
    "да",
    "нет",
    "невідомо",
)
# what a place is called or sorted as
_POINTS = (
    "*boarding point*", "*boarding place*", "*assembly point*", "*assembly_point*", "*assembly area*",
    "*muster point*", "*muster station*", "*evacuation point*", "*evacuation meeting point*",
    "*evacuation collection point*", "*evacuation assembly*", "*pick-up point*", "*pickup point*",
    "*збірн* пункт*", "*збірн*евакуаційн*", "*пункт* збору*", "*місце збору*", "*місця збору*",
    "*пункт* посадки*", "*місце посадки*", "*евакуаційн* пункт*", "*евакопункт*", "*место сбора*",
    "*места сбора*", "*пункт* сбора*", "*сборн* пункт*", "*сборн*эвакуационн*", "*эвакопункт*",
    "*эвакуационн* пункт*",
)  # fmt: skip
# said of other things too: milk, waste and blood are collected, and friends meet
_LOOSE = ("*collection point*", "*meeting point*", "*gathering point*")
_OTHER = (
    "*waste*", "*milk*", "*blood*", "*recycl*", "*aid collection*", "*battery*", "*відход*", "*смітт*",
    "*вторсировин*", "*сировини*", "*допомог*", "*крові*", "*молок*", "*мусор*", "*отход*", "*помощ*",
)  # fmt: skip
# headings that name each point; "nearest assembly point" is a column of something else
_HEADINGS = (
    "boarding point*", "assembly point*", "muster point*", "evacuation point*", "evacuation assembly point*",
    "збірний пункт*", "збірний евакуаційний пункт*", "пункт збору*", "місце збору*", "місце посадки*",
    "назва *пункту збору*", "назва *збірного *пункту*", "евакуаційний пункт*", "место сбора*", "пункт сбора*",
    "сборный пункт*", "сборный эвакуационный пункт*",
)  # fmt: skip
_SORTS = ("*type*", "*category*", "*kind*", "emergency", "amenity", "*тип*", "*вид*", "*призначення*")
_FILES = (
    "boarding_point", "boarding_place", "assembly_point", "muster_point", "evacuation_point", "pick_up_point",
    "evacuation_collection_point", "evacuation_meeting_point", "збірні_пункти", "збірний_пункт",
    "збірні_евакуаційні", "пункти_збору", "місця_збору", "місця_посадки", "пункти_посадки", "евакопункт",
    "евакуаційні_пункти", "места_сбора", "пункты_сбора", "эвакопункт",
)  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """Places that are named or sorted as points where people gather to leave."""
    if not sample.geometry <= {Geometry.POINT, Geometry.NONE}:
        return None
    clues = Clues(sample, COLUMNS)
    columns = [clues.columns[field] for field in ("name_en", "name_uk") if field in clues.columns]
    columns += [column for column in map(str, sample.frame.columns) if _fits(worded(column), _SORTS)]
    columns = list(dict.fromkeys(columns))
    if any(_share(sample, column, _OTHER) > _FEW for column in columns):
        return None
    own = clues.columns_named(0.7, "boarding_point_id")
    called = any(clues.column_holds(0.8, column, (*_POINTS, *_LOOSE)) for column in columns)
    headed = [c for c in columns if _fits(worded(c), _HEADINGS) and _share(sample, c, _ANSWERS) <= _FEW]
    for column in headed:
        clues.add(0.5, tr("column {column}", column=column))
    filed = clues.file_says(0.6, *_FILES)
    if not (own or called or headed or filed):
        return None
    clues.fields(0.3, "capacity_people_per_hour", "wheelchair_access")
    found = clues.result()
    return found if found is not None and found.confidence >= 0.6 else None


def _fits(words: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatchcase(words, pattern) for pattern in patterns)


def _share(sample: Sample, column: str, patterns: Iterable[str]) -> float:
    """Share of a column's values that fit one of `patterns`."""
    values = sample.frame[column].dropna().astype(str).str.casefold()
    return float(values.map(lambda value: _fits(value, patterns)).mean()) if len(values) else 0.0
