"""Warehouses; what lies in them is the layer kind stock."""

from __future__ import annotations

from layers.kinds.warehouse.checks import CHECKS
from layers.kinds.warehouse.recognise import VALUES, recognise
from layers.kinds.warehouse.schema import FIELDS
from layers.kinds.warehouse.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="warehouse",
    label=tr("Warehouse"),
    plural=tr("Warehouses"),
    geometry=frozenset({Geometry.POINT}),
    fields=FIELDS,
    key=("warehouse_id",),
    shelf_life_days=30,
    sensitivity=Sensitivity.HIGH,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
)
