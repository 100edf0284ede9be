"""What is said of figures that rest on data past its shelf life."""

from __future__ import annotations

from collections.abc import Iterable

from layers.text import Text, tr
from planning.outcome import Assumption


def stale_among(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """The datasets past their shelf life or of unknown date, each once."""
    return tuple(dict.fromkeys(item for item in assumptions if item.stale))


def stale_note(assumptions: Iterable[Assumption]) -> Text | None:
    """One sentence on the data past its shelf life; None where all is fresh."""
    stale = stale_among(assumptions)
    if not stale:
        return None
    return tr(
        "Rests on data past its shelf life or of unknown date: {what}",
        what="; ".join(str(item.text) for item in stale),
    )
