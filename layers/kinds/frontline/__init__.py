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
    # what planners use is published daily; a front of one's own is marked higher by its owner
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
