"""A table joined to areas; every further column is an indicator."""

from __future__ import annotations

from layers.kinds.indicator.checks import CHECKS
from layers.kinds.indicator.complete import complete
from layers.kinds.indicator.recognise import recognise
from layers.kinds.indicator.schema import FIELDS
from layers.kinds.indicator.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="indicator",
    label=tr("Indicator table"),
    plural=tr("Indicators"),
    geometry=frozenset({Geometry.NONE}),
    fields=FIELDS,
    key=("area_code",),
    shelf_life_days=365,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
