"""How the front is recognised: areas of control of DeepState and ISW, and front lines born as KML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "name": ("name", "label", "status", "type", "title"),
    "front_date": ("front_date", "asof", "as_of", "date", "validfrom", "valid_on"),
    "control_side": ("control_side", "side"),
    "source": ("source",),
}
_FILE_WORDS = (
    "frontline", "front_line", "front", "deepstate", "areaofcontrol", "control", "contact_line",
    "contactline",
    "assessed", "ukraine_control_map", "лінія фронту", "occupied",
)  # fmt: skip
_ISW_WORDS = ("ukraine_control_map", "assessed_russian", "claimed_russian", "russian_advances", "isw")
_LEAST_DEGREES = 0.5


def recognise(sample: Sample) -> Recognition | None:
    """Few large polygons or lines with hardly an attribute, and names that speak of the front."""
    if not sample.geometry & {Geometry.POLYGON, Geometry.LINE} or len(sample.frame) > 400:
        return None
    clues = Clues(sample, COLUMNS)
    publisher = ""
    if clues.file_says(0.75, "deepstate"):
        publisher = "DeepState"
    elif clues.file_says(0.75, *_ISW_WORDS):
        publisher = "ISW"
    elif _lone_area(sample):
        clues.add(0.3, tr("a large area without attributes, as areas of control are published"))
    else:
        said = (
            clues.file_says(0.6, *_FILE_WORDS),
            _named_front(clues),
            clues.columns_named(0.6, "front_date", "control_side"),
        )
        if not any(said):
            return None
    if sample.frame.shape[1] <= 1:
        clues.add(0.6 if publisher else 0.3, tr("shapes without attributes"))
    elif sample.frame.shape[1] <= 7:
        clues.add(0.3, tr("shapes with few attributes"))
    if sample.date is not None:
        clues.add(0.2, tr("a date in the name of the file"))
    return clues.result(publisher)


def _lone_area(sample: Sample) -> bool:
    """Whether the file holds little but one large area in Ukraine, and nothing to say about it."""
    if sample.frame.shape[1] > 1 or len(sample.frame) > 3 or sample.geometry != {Geometry.POLYGON}:
        return False
    west, south, east, north = sample.frame["geometry"].total_bounds
    inside = 20 <= west <= east <= 42 and 43 <= south <= north <= 54
    return bool(inside and min(east - west, north - south) >= _LEAST_DEGREES)


def _named_front(clues: Clues) -> bool:
    return clues.values_in(
        0.7, "name",
        ("front line", "frontline", "line of contact", "contact line", "area of control", "occupied",
        "liberated"),
    )  # fmt: skip
