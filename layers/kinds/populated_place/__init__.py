"""Cities, settlements and villages as points."""

from __future__ import annotations

from layers.kinds.populated_place.checks import CHECKS
from layers.kinds.populated_place.recognise import VALUES, recognise
from layers.kinds.populated_place.schema import FIELDS
from layers.kinds.populated_place.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="populated_place",
    label=tr("Populated place"),
    plural=tr("Populated places"),
    geometry=frozenset({Geometry.POINT}),
    fields=FIELDS,
    key=("code",),
    shelf_life_days=730,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
)
