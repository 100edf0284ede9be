"""Damaged infrastructure; records known only by area have no geometry."""

from __future__ import annotations

from layers.kinds.damage.checks import CHECKS
from layers.kinds.damage.complete import complete
from layers.kinds.damage.recognise import VALUES, recognise
from layers.kinds.damage.schema import FIELDS
from layers.kinds.damage.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="damage",
    label=tr("Damage"),
    plural=tr("Damage"),
    geometry=frozenset({Geometry.POINT, Geometry.POLYGON, Geometry.NONE}),
    fields=FIELDS,
    key=("damage_id",),
    shelf_life_days=180,
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    values=VALUES,
    recognise=recognise,
    complete=complete,
    checks=CHECKS,
)
