"""Hazard areas that planned ways pass through although they close no road."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike

from layers.layer import Layer
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.geodesy import length_km
from planning.outcome import FeatureRef, Finding, Severity

# what is shorter only touches the border of the area
LEAST_KM = 0.05


def hazards_on_ways(situation: Workspace, ways: ArrayLike) -> tuple[Finding, ...]:
    """A warning for each hazard area that ways pass through, the longest passage first.

    Parameters
    ----------
    ways : array of LineString
        EPSG:4326.
    """
    lines = np.asarray(ways, dtype=object)
    found: list[tuple[float, Finding]] = []
    for layer in situation.of_kind("hazard_area"):
        for fid, area in zip(layer.frame.index, layer.frame.geometry.to_numpy(), strict=True):
            if area is None or area.is_empty or not len(lines):
                continue
            inside = shapely.intersection(lines[shapely.intersects(area, lines)], area)
            lengths = [km for km in map(length_km, inside) if km > LEAST_KM]
            if lengths:
                found.append((max(lengths), _finding(layer, int(fid), len(lengths), max(lengths))))
    found.sort(key=lambda item: -item[0])
    return tuple(finding for _, finding in found)


def _finding(layer: Layer, fid: int, count: int, longest_km: float) -> Finding:
    record = layer.frame.loc[fid]
    text = trn(
        "{count:,} way passes through the hazard area {area}, for {km:,.1f} km; it closes no road",
        "{count:,} ways pass through the hazard area {area}, for up to {km:,.1f} km; it closes no road",
        count,
        area=_named(layer, record),
        km=longest_km,
    )
    reference = FeatureRef(layer=layer.name, fids=(fid,))
    return Finding(text=text, severity=Severity.WARNING, features=(reference,), sensitivity=layer.sensitivity)


def _named(layer: Layer, record: Any) -> Text | str:
    vocabulary = layer.kind.field("hazard_type").vocabulary
    kind = vocabulary.get(record["hazard_type"], layer.kind.label)
    if isinstance(record["name"], str) and record["name"]:
        return tr("“{name}” ({kind})", name=record["name"], kind=kind)
    return kind
