"""Goods in warehouses, one row an item and warehouse."""

from __future__ import annotations

from layers.kinds.stock.checks import CHECKS
from layers.kinds.stock.recognise import recognise
from layers.kinds.stock.schema import FIELDS
from layers.kinds.stock.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="stock",
    label=tr("Stock"),
    plural=tr("Stock"),
    geometry=frozenset({Geometry.NONE}),
    fields=FIELDS,
    key=(
        "warehouse_id",
        "item",
    ),
    shelf_life_days=14,
    sensitivity=Sensitivity.HIGH,
    symbology=SYMBOLOGY,
    recognise=recognise,
    checks=CHECKS,
)
