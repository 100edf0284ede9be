"""Levels of administrative areas."""

from __future__ import annotations

from enum import StrEnum

from layers.text import Text, tr


class AreaLevel(StrEnum):
    """Levels an analysis may be asked for."""

    OBLAST = "oblast"
    RAION = "raion"
    HROMADA = "hromada"

    @property
    def number(self) -> int:
        """1 oblast, 2 raion, 3 hromada."""
        return (AreaLevel.OBLAST, AreaLevel.RAION, AreaLevel.HROMADA).index(self) + 1

    def text(self) -> Text:
        """The word for areas of the level."""
        return (tr("oblasts"), tr("raions"), tr("hromadas"))[self.number - 1]
