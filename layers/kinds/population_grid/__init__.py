"""Gridded population: people a cell."""

from __future__ import annotations

from layers.kinds.population_grid.complete import complete
from layers.kinds.population_grid.recognise import recognise
from layers.kinds.population_grid.schema import FIELDS
from layers.kinds.population_grid.symbology import SYMBOLOGY
from layers.layer_kind import Geometry, LayerKind
from layers.sensitivity import Sensitivity
from layers.text import tr

KIND = LayerKind(
    name="population_grid",
    label=tr("Population grid"),
    plural=tr("Population grid"),
    geometry=frozenset({Geometry.RASTER}),
    fields=FIELDS,
    key=(),
    shelf_life_days=1825,
    sensitivity=Sensitivity.LOW,
    symbology=SYMBOLOGY,
    recognise=recognise,
    complete=complete,
)
