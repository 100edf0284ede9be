"""Roads as lines."""

from __future__ import annotations

from layers.kinds.road.checks import CHECKS
from layers.kinds.road.complete import complete
from layers.kinds.road.recognise import VALUES, recognise
from layers.kinds.road.schema import FIELDS
from layers.kinds.road.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="road",
    label=tr("Road"),
    plural=tr("Roads"),
    geometry=frozenset({Geometry.LINE}),
    fields=FIELDS,
    key=(),
    shelf_life_days=365,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    checks=CHECKS,
    complete=complete,
)
