"""What lies within an area, or near a settlement: centres and their people, facilities, damage, incidents."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from layers.layer import Layer
from layers.text import Text, numeral, tr, trn
from planning.cards.card import Content, Line, Subject, Tone
from planning.run_control import RunControl

_KINDS = (
    "collective_centre",
    "boarding_point",
    "facility",
    "warehouse",
    "damage",
    "incident",
    "hazard_area",
)
_NEAR_KM = 10.0


def what_lies_within(subject: Subject, control: RunControl) -> Content | None:
    """Counts of features by layer: within the area, or within 10 km of a settlement (geodesic)."""
    from planning.geodesy import within_km

    shape = subject.shape
    if shape is None:
        return None
    is_area = shape.area > 0
    zone = shape if is_area else within_km(shape, _NEAR_KM)
    shapely.prepare(zone)
    lines, centres = [], 0
    layers = [layer for kind in _KINDS for layer in subject.situation.of_kind(kind) if layer.has_geometry]
    for number, layer in enumerate(layers):
        control.step(number / len(layers), layer.kind.plural)
        shapes = layer.frame.geometry.to_numpy()
        held = np.asarray(shapely.intersects(zone, shapes), dtype=bool)
        lines.append(Line(label=layer.kind.plural, value=_counted(layer, held)))
        if layer.kind.name == "collective_centre":
            centres += int(held.sum())
    if not lines:
        return None
    if not is_area:
        lines.insert(0, Line(value=tr("Within {km:g} km:", km=_NEAR_KM)))
    by_area = _without_place(layers)
    if by_area:
        lines.append(
            Line(value=trn("{count:,} record without place is not counted here.",
                           "{count:,} records without place are not counted here.", by_area),
                 tone=Tone.UNKNOWN)
        )  # fmt: skip
    return Content(lines=tuple(lines), summary=trn("{count:,} centre", "{count:,} centres", centres))


def _without_place(layers: list[Layer]) -> int:
    return sum(int(shapely.is_missing(layer.frame.geometry.to_numpy()).sum()) for layer in layers)


def _counted(layer: Layer, held: Any) -> Text | str:
    count = int(held.sum())
    if layer.kind.name != "collective_centre" or not count:
        return numeral(f"{count:,}")
    from planning.site_gaps import people_of

    people = people_of(layer.frame[held], at_capacity=False)
    known, unknown = float(people.sum()), int(people.isna().sum())
    if unknown:
        return tr("{count:,} with {people:,.0f} people, and {unknown:,} whose people are unknown",
                  count=count, people=known, unknown=unknown)  # fmt: skip
    return tr("{count:,} with {people:,.0f} people", count=count, people=known)
