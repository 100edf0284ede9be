"""Boarding points: where people gather to be taken out."""

from __future__ import annotations

from layers.kinds.boarding_point.checks import CHECKS
from layers.kinds.boarding_point.recognise import VALUES, recognise
from layers.kinds.boarding_point.schema import FIELDS
from layers.kinds.boarding_point.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="boarding_point",
    label=tr("Boarding point"),
    plural=tr("Boarding points"),
    geometry=frozenset({Geometry.POINT, Geometry.NONE}),
    fields=FIELDS,
    key=("boarding_point_id",),
    shelf_life_days=30,
    # where people gather near a front is where they can be hit
    sensitivity=Sensitivity.HIGH,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
)
