"""Fields of the layer kind population_grid: gridded population: people a cell."""

from __future__ import annotations

from layers.layer_kind import Field

FIELDS: tuple[Field, ...] = ()
