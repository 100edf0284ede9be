"""Areas that endanger people or close roads."""

from __future__ import annotations

from layers.kinds.hazard_area.checks import CHECKS
from layers.kinds.hazard_area.complete import complete
from layers.kinds.hazard_area.recognise import VALUES, recognise
from layers.kinds.hazard_area.schema import FIELDS
from layers.kinds.hazard_area.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="hazard_area",
    label=tr("Hazard area"),
    plural=tr("Hazard areas"),
    geometry=frozenset({Geometry.POLYGON}),
    fields=FIELDS,
    key=(),
    shelf_life_days=30,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
