"""Fields of the layer kind vehicle: the fleet, one row a vehicle type and base."""

from __future__ import annotations

from layers.layer_kind import Field
from layers.text import tr

FIELDS: tuple[Field, ...] = (
    Field(name="vehicle_id", label=tr("Vehicle id"), required=True),
    Field(name="name", label=tr("Name")),
    Field(
        name="vehicle_type",
        label=tr("Type"),
        vocabulary={
            "truck": tr("truck"),
            "tanker": tr("tanker"),
            "bus": tr("bus"),
            "minibus": tr("minibus"),
            "ambulance": tr("ambulance"),
            "car": tr("car"),
        },
    ),
    Field(name="number", label=tr("Number of vehicles"), type="integer", least=0),
    Field(name="base", label=tr("Base"), help=tr("Warehouse id, or place")),
    Field(name="payload_kg", label=tr("Payload"), type="number", unit="kg", least=0),
    Field(name="volume_m3", label=tr("Volume"), type="number", unit="m³", least=0),
    Field(name="seats", label=tr("Seats"), type="integer", least=0),
    Field(name="wheelchair_places", label=tr("Wheelchair places"), type="integer", least=0),
    Field(name="stretcher_places", label=tr("Stretcher places"), type="integer", least=0),
)
