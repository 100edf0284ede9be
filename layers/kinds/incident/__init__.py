"""Hostilities and incidents."""

from __future__ import annotations

from layers.kinds.incident.checks import CHECKS
from layers.kinds.incident.recognise import recognise
from layers.kinds.incident.schema import FIELDS
from layers.kinds.incident.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="incident",
    label=tr("Incident"),
    plural=tr("Incidents"),
    geometry=frozenset({Geometry.POINT, Geometry.NONE}),
    fields=FIELDS,
    key=("incident_id",),
    shelf_life_days=30,
    sensitivity=Sensitivity.HIGH,
    symbology=SYMBOLOGY,
    recognise=recognise,
    checks=CHECKS,
)
