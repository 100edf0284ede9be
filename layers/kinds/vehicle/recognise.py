"""How the fleet is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "vehicle_id": ("vehicle_id", "plate", "registration", "fleet_id"),
    "name": ("name", "model", "vehicle"),
    "vehicle_type": ("vehicle_type", "type"),
    "number": ("number", "count", "vehicles"),
    "base": ("base", "location", "warehouse_id"),
    "payload_kg": ("payload_kg", "payload"),
    "volume_m3": ("volume_m3", "volume"),
    "seats": ("seats", "passengers"),
    "wheelchair_places": ("wheelchair_places",),
    "stretcher_places": ("stretcher_places", "stretchers"),
}
VALUES = {
    "vehicle_type": {
        "lorry": "truck", "van": "truck", "water truck": "tanker", "water tanker": "tanker", "coach": "bus",
        "вантажівка": "truck", "автобус": "bus", "мікроавтобус": "minibus", "швидка": "ambulance",
        "4x4": "car",
    },
}  # fmt: skip


def recognise(sample: Sample) -> Recognition | None:
    """A table of vehicles with payload or seats."""
    if sample.geometry != frozenset({Geometry.NONE}):
        return None
    clues = Clues(sample, COLUMNS)
    clues.columns_named(0.5, "vehicle_id", "payload_kg", "vehicle_type")
    clues.file_says(0.5, "vehicle", "fleet")
    found = clues.result()
    return found if found is not None and found.confidence >= 0.6 else None
