"""Border crossing points (BCP)."""

from __future__ import annotations

from layers.kinds.border_crossing.checks import CHECKS
from layers.kinds.border_crossing.recognise import VALUES, recognise
from layers.kinds.border_crossing.schema import FIELDS
from layers.kinds.border_crossing.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="border_crossing",
    label=tr("Border crossing point"),
    plural=tr("Border crossing points"),
    geometry=frozenset({Geometry.POINT}),
    fields=FIELDS,
    key=("name_en",),
    shelf_life_days=90,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
)
