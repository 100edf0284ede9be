"""The layer kinds; adding one is a folder here and a line in `KINDS`."""

from __future__ import annotations

from layers.errors import LayerError
from layers.kinds.admin_area import KIND as ADMIN_AREA
from layers.kinds.boarding_point import KIND as BOARDING_POINT
from layers.kinds.border_crossing import KIND as BORDER_CROSSING
from layers.kinds.collective_centre import KIND as COLLECTIVE_CENTRE
from layers.kinds.damage import KIND as DAMAGE
from layers.kinds.facility import KIND as FACILITY
from layers.kinds.frontline import KIND as FRONTLINE
from layers.kinds.hazard_area import KIND as HAZARD_AREA
from layers.kinds.incident import KIND as INCIDENT
from layers.kinds.indicator import KIND as INDICATOR
from layers.kinds.movement import KIND as MOVEMENT
from layers.kinds.partner import KIND as PARTNER
from layers.kinds.populated_place import KIND as POPULATED_PLACE
from layers.kinds.population_grid import KIND as POPULATION_GRID
from layers.kinds.reference import KIND as REFERENCE
from layers.kinds.road import KIND as ROAD
from layers.kinds.stock import KIND as STOCK
from layers.kinds.vehicle import KIND as VEHICLE
from layers.kinds.warehouse import KIND as WAREHOUSE
from layers.layer_kind import LayerKind
from layers.text import Text, tr

KINDS: tuple[LayerKind, ...] = (
    ADMIN_AREA,
    POPULATED_PLACE,
    FRONTLINE,
    HAZARD_AREA,
    INCIDENT,
    DAMAGE,
    BORDER_CROSSING,
    BOARDING_POINT,
    COLLECTIVE_CENTRE,
    FACILITY,
    WAREHOUSE,
    STOCK,
    VEHICLE,
    PARTNER,
    ROAD,
    POPULATION_GRID,
    INDICATOR,
    MOVEMENT,
    REFERENCE,
)

KIND_WORDS: dict[str, Text] = {kind.name: kind.label for kind in KINDS}


def kind_named(name: str) -> LayerKind:
    """The layer kind called `name`.

    Raises
    ------
    LayerError
        When there is none; the message lists the kinds there are.
    """
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise LayerError(
        tr("there is no layer kind called {name}", name=name),
        expected=tr("The kinds are: {known}.", known=", ".join(kind.name for kind in KINDS)),
    )
