"""How the layer kind vehicle is drawn: it has no place, so it never is."""

from __future__ import annotations

from layers.symbology import Symbology

SYMBOLOGY = Symbology(rules=())
