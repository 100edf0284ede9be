"""What layers are called."""

from __future__ import annotations

import dataclasses

import pandas as pd

from layers.kinds import kind_named
from layers.layer import new_layer
from layers.layer_titles import title_of
from layers.text import in_language


def test_names_of_corridor_are_translated_and_others_kept(provenance):
    def layer(name, title=""):
        made = new_layer(name, kind_named("stock"), pd.DataFrame({"item": ["x"]}), provenance)
        return dataclasses.replace(made, title=title)

    assert str(title_of(layer("hazard_areas"))) == "Hazard areas"
    assert str(title_of(layer("depot_lviv"))) == "Depot lviv"
    assert str(title_of(layer("stock", "Our blankets"))) == "Our blankets"
    with in_language("uk"):
        assert str(title_of(layer("hazard_areas"))) != "Hazard areas"
        assert str(title_of(layer("stock", "Our blankets"))) == "Our blankets"
