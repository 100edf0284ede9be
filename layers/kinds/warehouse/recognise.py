"""How warehouses are recognised."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, worded

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "warehouse_id": ("warehouse_id", "warehouse_code", "wh_id", "warehouse", "hub_id", "id"),
    "name_en": ("name_en", "warehouse_name", "hub_name", "name", "facility_name", "*warehouse name*"),
    "name_uk": ("name_uk", "name_ua", "назва"),
    "operator": ("operator", "organisation", "organization", "agency", "partner", "організація", "оператор"),
    "area_code": ("area_code", "hromada_code", "adm3_pcode", "pcode"),
    "status": ("status",),
    "loading_bays": ("loading_bays", "docks"),
}
VALUES = {"status": {"open": "active", "operational": "active", "functional": "active", "inactive": "closed"}}


_TYPES = ("warehouse*", "*storage*", "logistics hub*", "hub", "склад*")


def recognise(sample: Sample) -> Recognition | None:
    """Points of warehouses or logistics hubs."""
    clues = Clues(sample, COLUMNS)
    if not clues.has_shape(Geometry.POINT):
        return None
    clues.columns_named(0.6, "warehouse_id", "warehouse_name", "loading_bays", "hub_name")
    kinds = [str(c) for c in sample.frame.columns if fnmatch.fnmatchcase(worded(str(c)), "*type*")]
    for column in kinds:
        clues.column_holds(0.7, column, _TYPES)
    clues.file_says(0.6, "warehouse", "logistics_hub", "склад")
    found = clues.result()
    return found if found is not None and found.confidence >= 0.5 else None
