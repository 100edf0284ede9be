"""Administrative areas of any level, as polygons with P-codes."""

from __future__ import annotations

from layers.kinds.admin_area.checks import CHECKS
from layers.kinds.admin_area.complete import complete
from layers.kinds.admin_area.recognise import recognise
from layers.kinds.admin_area.schema import FIELDS
from layers.kinds.admin_area.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="admin_area",
    label=tr("Admin area"),
    plural=tr("Admin areas"),
    geometry=frozenset({Geometry.POLYGON}),
    fields=FIELDS,
    key=("code",),
    shelf_life_days=730,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
