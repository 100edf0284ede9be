"""Parameters are described, read as typed and refused when they do not fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

import pytest

from layers.text import tr
from planning.errors import BadParameter
from planning.parameters import as_texts, describe, parse


class Sector(StrEnum):
    WASH = "wash"
    SHELTER = "shelter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    origin: str = field(default="", metadata={"pick": "place"})
    minutes: float = field(
        default=60, metadata={"unit": "min", "least": 1, "most": 1440, "label": tr("Time")}
    )
    trips: int = 3
    sector: Sector = Sector.WASH
    bands: tuple[float, ...] = field(default=(5.0, 10.0), metadata={"least": 0})
    strict: bool = False
    day: dt.date = dt.date(2025, 1, 1)
    note: str = field(default="", metadata={"optional": True})


def test_describe():
    items = {item.name: item for item in describe(Sample)}
    assert [item.type for item in items.values()] == [
        "text", "number", "integer", "choice", "numbers", "boolean", "date", "text",
    ]  # fmt: skip
    assert items["origin"].required
    assert not items["note"].required
    assert items["sector"].choices == ("wash", "shelter")
    assert (items["minutes"].unit, str(items["minutes"].label)) == ("min", "Time")


def test_what_is_typed_is_read_and_written_back():
    typed = {
        "origin": "Lviv", "minutes": "12.5", "trips": "2", "sector": "Shelter", "bands": "1, 2.5,30",
        "strict": "yes", "day": "2026-02-03",
    }  # fmt: skip
    read = parse(Sample, typed)
    assert read == Sample(
        origin="Lviv", minutes=12.5, trips=2, sector=Sector.SHELTER, bands=(1, 2.5, 30), strict=True,
        day=dt.date(2026, 2, 3),
    )  # fmt: skip
    assert parse(Sample, as_texts(read)) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"origin": "x", "minuts": "5"}, "Did you mean minutes"),
        ({"origin": "x", "minutes": "soon"}, "Expected a number"),
        ({"origin": "x", "minutes": "0.5"}, "Expected 1 to 1440 min"),
        ({"origin": "x", "minutes": "nan"}, "Expected 1 to 1440 min"),
        ({"origin": "x", "trips": "1.5"}, "a whole number"),
        ({"origin": "x", "sector": "food"}, "one of wash, shelter"),
        ({"origin": "x", "bands": "5,-1"}, r"Expected 0 to"),
        ({"origin": "x", "strict": "maybe"}, "yes or no"),
        ({"origin": "x", "day": "3.2.2026"}, "YYYY-MM-DD"),
        ({}, "origin is not given"),
        ({"origin": " "}, "origin is not given"),
    ],
)
def test_what_does_not_fit_is_told(typed, said):
    with pytest.raises(BadParameter, match=said):
        parse(Sample, typed)
