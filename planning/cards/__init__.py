"""What the card of a feature tells: `SECTIONS`, the only list of its parts, in the order shown."""

from __future__ import annotations

from layers.text import tr
from planning.cards.card import Section, Subject
from planning.cards.closing import what_it_closes
from planning.cards.front import distance_from_front
from planning.cards.plans import what_plans_say
from planning.cards.road_costs import why_it_costs
from planning.cards.roads import ways_by_road
from planning.cards.sources import where_it_comes_from
from planning.cards.standards import state_against_standards
from planning.cards.supplies import stock_of_warehouse
from planning.cards.within import what_lies_within

__all__ = ["SECTIONS", "sections_of"]

_AREAS = frozenset({"admin_area", "populated_place"})
_SITES = frozenset({"collective_centre", "border_crossing", "boarding_point", "warehouse", "facility"})
_PLACES = _SITES | _AREAS | {"damage"}

SECTIONS: tuple[Section, ...] = (
    Section(
        name="standards",
        title=tr("Against the standards"),
        kinds=frozenset({"collective_centre"}),
        make=state_against_standards,
    ),
    Section(name="stock", title=tr("Stock"), kinds=frozenset({"warehouse"}), make=stock_of_warehouse),
    Section(name="within", title=tr("What lies there"), kinds=_AREAS, make=what_lies_within),
    Section(
        name="closing", title=tr("Traffic"), kinds=frozenset({"damage", "hazard_area"}), make=what_it_closes
    ),
    Section(
        name="front",
        title=tr("Distance from the front"),
        kinds=_PLACES | {"incident", "partner", "hazard_area"},
        make=distance_from_front,
    ),
    Section(name="roads", title=tr("Routes in and out"), kinds=_PLACES - {"admin_area"}, make=ways_by_road),
    Section(name="costs", title=tr("Why it takes its time"), kinds=frozenset({"road"}), make=why_it_costs),
    Section(name="plans", title=tr("In the plans"), make=what_plans_say),
    Section(name="sources", title=tr("Sources"), make=where_it_comes_from),
)


def sections_of(subject: Subject) -> tuple[Section, ...]:
    """The sections that tell of this feature."""
    return tuple(section for section in SECTIONS if section.is_for(subject.layer))
