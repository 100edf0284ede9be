"""The fleet, one row a vehicle type and base."""

from __future__ import annotations

from layers.kinds.vehicle.checks import CHECKS
from layers.kinds.vehicle.recognise import VALUES, recognise
from layers.kinds.vehicle.schema import FIELDS
from layers.kinds.vehicle.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="vehicle",
    label=tr("Vehicle type"),
    plural=tr("Vehicles"),
    geometry=frozenset({Geometry.NONE}),
    fields=FIELDS,
    key=("vehicle_id",),
    shelf_life_days=30,
    sensitivity=Sensitivity.HIGH,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
)
