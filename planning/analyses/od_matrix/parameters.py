"""Parameters of an OD matrix."""

from __future__ import annotations

from dataclasses import dataclass, field

from layers.text import tr
from planning.network.choices import AVOID_FRONT, CONTROL_SIDE, JOIN, SNAP, VEHICLE, ControlSide, Vehicle

_PLACES = tr(
    "layer:warehouse, layer:hospital, layer:crossing or any layer; areas:oblast, areas:raion or "
    "areas:hromada; or names, P-codes or lon,lat; several with semicolons between"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OdMatrixParameters:
    """Between which places, by what, and within which time a service is near."""

    origin: str = field(default="", metadata={"label": tr("From"), "help": _PLACES})
    destination: str = field(default="layer:warehouse", metadata={"label": tr("To"), "help": _PLACES})
    max_minutes: float = field(
        default=60.0,
        metadata={
            "label": tr("A service is near within"),
            "unit": "min",
            "least": 1,
            "most": 1440,
            "help": tr("Corridor's default; people are counted by their time to the nearest service"),
        },
    )
    vehicle: Vehicle = field(default=Vehicle.CAR, metadata=VEHICLE)
    avoid_front_km: float = field(default=0.0, metadata=AVOID_FRONT)
    population: str = field(
        default="",
        metadata={
            "label": tr("People counted from"),
            "pick": "population",
            "optional": True,
            "help": tr("grid, areas, places or a layer; empty for the best there is"),
        },
    )
    join_m: float = field(default=50.0, metadata=JOIN)
    snap_km: float = field(default=5.0, metadata=SNAP)
    control_side: ControlSide = field(default=ControlSide.STATED, metadata=CONTROL_SIDE)
