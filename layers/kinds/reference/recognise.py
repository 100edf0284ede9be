"""Anything that no other kind claims is a reference layer."""

from __future__ import annotations

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues
from layers.text import tr

COLUMNS = {"name": ("name", "name_en", "name:en", "title", "label", "унормована назва", "назва")}


def recognise(sample: Sample) -> Recognition | None:
    """The kind of last resort."""
    if sample.geometry == frozenset({Geometry.RASTER}):
        return None
    clues = Clues(sample, COLUMNS)
    clues.add(0.05, tr("no other layer kind fits"))
    return clues.result(most=0.05)
