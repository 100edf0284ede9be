"""How population grids are recognised: every grid is taken for one; the name tells the publisher."""

from __future__ import annotations

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues
from layers.text import tr


def recognise(sample: Sample) -> Recognition | None:
    """A grid; WorldPop names are surer than others."""
    if sample.geometry != frozenset({Geometry.RASTER}):
        return None
    clues = Clues(sample, {})
    clues.add(0.6, tr("a grid of numbers"))
    clues.file_says(0.7, "ppp", "pop", "worldpop", "ghs", "landscan", "hrsl")
    name = sample.file_name.casefold()
    return clues.result("WorldPop" if "ppp" in name or "unadj" in name or "worldpop" in name else "")
