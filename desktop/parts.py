"""The parts of the window, the only list of them; a later one may rest on those before it."""

from __future__ import annotations

from desktop.dialog_opener import DialogOpener
from desktop.part import Part

PARTS: tuple[type[Part], ...] = (DialogOpener,)
