"""What can go wrong with a plan, told so that the user can mend it."""

from __future__ import annotations

from layers.errors import LayerError


class PlanningError(LayerError):
    """An analysis, scenario or report that cannot be made as asked; built like `LayerError`."""


class MissingData(PlanningError):
    """The workspace lacks a layer or field that the analysis needs."""


class BadParameter(PlanningError):
    """A parameter that is unknown, of the wrong type or out of bounds."""


class NoRoute(PlanningError):
    """No way leads from one place to another; says why."""


class EditionError(PlanningError):
    """An export that the chosen edition forbids."""
