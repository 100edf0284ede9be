"""Legend entries of a layer: what each rule draws, and sizes for values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.symbology import Symbol, Symbology
from layers.text import Text, tr
from planning.outcome import MapLayer


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a legend.

    Attributes
    ----------
    rule : int
        Position of the rule it speaks of.
    counts : bool
        Whether the rule's count stands here.
    """

    label: Text
    symbol: Symbol
    geometry: str
    rule: int
    counts: bool = True


def legend_entries(symbology: Symbology, geometry: str) -> list[Entry]:
    """The legend of a style; symbols in proportion are shown at sizes of round values."""
    entries: list[Entry] = []
    for index, rule in enumerate(symbology.rules):
        shape = "point" if rule.as_point else geometry
        if rule.proportion is None:
            entries.append(Entry(label=rule.label, symbol=rule.symbol, geometry=shape, rule=index))
            continue
        for number, value in enumerate(rule.proportion.samples()):
            size = rule.proportion.size_of(value, rule.symbol.size)
            entries.append(
                Entry(
                    label=tr("{number:,.6g}", number=value),
                    symbol=replace(rule.symbol, size=size),
                    geometry=shape,
                    rule=index,
                    counts=number == 0,
                )
            )
    return entries


def geometry_of(layer: Layer | MapLayer) -> str:
    """How legend entries are drawn: by the first feature that has a place, else by what the kind allows."""
    if isinstance(layer, Layer) and layer.raster is not None:
        return "polygon"
    for shape in layer.frame["geometry"].array[:50]:
        if shape is not None and not shape.is_empty:
            name = shape.geom_type
            return "point" if "Point" in name else "line" if "Line" in name else "polygon"
    allowed = layer.kind.geometry if isinstance(layer, Layer) else frozenset()
    return next((str(g) for g in (Geometry.POINT, Geometry.LINE) if g in allowed), "polygon")


def is_drawn(layer: Layer) -> bool:
    """Whether a layer has something that can lie on the map."""
    return layer.raster is not None or (layer.has_geometry and bool(layer.style.rules))
