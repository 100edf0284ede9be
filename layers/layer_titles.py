"""What a layer is called where it is shown: the user's word, or the words for a name that Corridor gave."""

from __future__ import annotations

from layers.layer import Layer
from layers.text import Text, tr

GIVEN_WORDS = {
    "boarding_points": tr("Boarding points"),
    "border_crossings": tr("Border crossings"),
    "collective_centres": tr("Collective centres"),
    "damage": tr("Damage"),
    "facilities": tr("Facilities"),
    "front": tr("Front"),
    "hazard_areas": tr("Hazard areas"),
    "hromadas": tr("Hromadas"),
    "incidents": tr("Incidents"),
    "oblasts": tr("Oblasts"),
    "partners": tr("Partners"),
    "population": tr("Population"),
    "raions": tr("Raions"),
    "roads": tr("Roads"),
    "settlements": tr("Settlements"),
    "stock": tr("Stock"),
    "vehicles": tr("Vehicles"),
    "warehouses": tr("Warehouses"),
}


def title_of(layer: Layer) -> Text | str:
    """The user's title, the words for a name that Corridor gives, or the name as a heading."""
    if layer.title:
        return layer.title
    words = layer.name.replace("_", " ")
    return GIVEN_WORDS.get(layer.name, words[:1].upper() + words[1:])


def words_of(name: str) -> Text | str:
    """The words for a name that Corridor gives a layer, or the name itself."""
    return GIVEN_WORDS.get(name, name)
