"""Origin and destination records."""

from __future__ import annotations

from layers.kinds.movement.checks import CHECKS
from layers.kinds.movement.complete import complete
from layers.kinds.movement.recognise import recognise
from layers.kinds.movement.schema import FIELDS
from layers.kinds.movement.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="movement",
    label=tr("Movement"),
    plural=tr("Movements"),
    geometry=frozenset({Geometry.LINE, Geometry.POINT, Geometry.NONE}),
    fields=FIELDS,
    key=(),
    shelf_life_days=90,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    recognise=recognise,
    checks=CHECKS,
    complete=complete,
)
