"""Facilities: health, education, water, power and others."""

from __future__ import annotations

from layers.kinds.facility.checks import CHECKS
from layers.kinds.facility.complete import complete
from layers.kinds.facility.recognise import VALUES, recognise
from layers.kinds.facility.schema import FIELDS
from layers.kinds.facility.sensitivity import row_sensitivity
from layers.kinds.facility.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="facility",
    label=tr("Facility"),
    plural=tr("Facilities"),
    geometry=frozenset({Geometry.POINT, Geometry.POLYGON}),
    fields=FIELDS,
    key=("facility_id",),
    shelf_life_days=365,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
    row_sensitivity=row_sensitivity,
)
