"""The front: areas of control as polygons, or lines, each dated."""

from __future__ import annotations

from layers.kinds.frontline.checks import CHECKS
from layers.kinds.frontline.complete import complete
from layers.kinds.frontline.recognise import recognise
from layers.kinds.frontline.schema import FIELDS
from layers.kinds.frontline.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="frontline",
    label=tr("Front line"),
    plural=tr("Front line"),
    geometry=frozenset({Geometry.POLYGON, Geometry.LINE}),
    fields=FIELDS,
    key=(),
    shelf_life_days=3,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
