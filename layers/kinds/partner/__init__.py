"""Partner organisations and where they work."""

from __future__ import annotations

from layers.kinds.partner.checks import CHECKS
from layers.kinds.partner.recognise import recognise
from layers.kinds.partner.schema import FIELDS
from layers.kinds.partner.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="partner",
    label=tr("Partner"),
    plural=tr("Partners"),
    geometry=frozenset({Geometry.POINT, Geometry.NONE}),
    fields=FIELDS,
    key=("partner_id",),
    shelf_life_days=180,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    recognise=recognise,
    checks=CHECKS,
)
