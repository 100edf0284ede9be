"""Collective centres for displaced people."""

from __future__ import annotations

from layers.kinds.collective_centre.checks import CHECKS
from layers.kinds.collective_centre.complete import complete
from layers.kinds.collective_centre.recognise import VALUES, recognise
from layers.kinds.collective_centre.schema import FIELDS
from layers.kinds.collective_centre.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="collective_centre",
    label=tr("Collective centre"),
    plural=tr("Collective centres"),
    geometry=frozenset({Geometry.POINT, Geometry.NONE}),
    fields=FIELDS,
    key=("site_id",),
    shelf_life_days=90,
    sensitivity=Sensitivity.SEVERE,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
