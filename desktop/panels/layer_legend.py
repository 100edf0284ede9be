"""What the layer list tells of a layer: its legend, whose it is and how old, that it is filtered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from desktop.look import DANGER, WARNING, shade
from layers.layer import Layer
from layers.layer_kind import Geometry
from layers.symbology import Symbol, Symbology
from layers.text import Text, tr, trn
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


def explanation(layer: Layer, style: Symbology, today: dt.date) -> str:
    """What a layer is, whose, of when and whether all of it is drawn, as rich text for a tip."""
    provenance = layer.provenance
    lines = [f"<b>{layer.kind.plural}</b>", provenance.source]
    if provenance.date is None:
        lines.append(str(tr("date unknown")))
    else:
        age = trn("{count:,} day old", "{count:,} days old", layer.age_days(today) or 0)
        lines.append(f"{provenance.date.isoformat()}, {age}")
    if layer.is_stale(today):
        words = tr("older than its shelf life of {days:,} days", days=layer.kind.shelf_life_days)
        lines.append(f'<span style="color:{WARNING}">⚠ {words}</span>')
    if style.only is not None:
        words = tr("A filter is set: not all features are drawn.")
        lines.append(f'<span style="color:{DANGER}">{words}</span>')
    return shade("<br>".join(lines))
