"""Anything else: shown, never analysed."""

from __future__ import annotations

from layers.kinds.reference.recognise import recognise
from layers.kinds.reference.schema import FIELDS
from layers.kinds.reference.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="reference",
    label=tr("Reference"),
    plural=tr("Reference"),
    geometry=frozenset({Geometry.POINT, Geometry.LINE, Geometry.POLYGON, Geometry.NONE}),
    fields=FIELDS,
    key=(),
    shelf_life_days=3650,
    # nobody has said yet what it is
    sensitivity=Sensitivity.MODERATE,
    symbology=SYMBOLOGY,
    recognise=recognise,
)
