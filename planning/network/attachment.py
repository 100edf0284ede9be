"""Places that hang on none of the largest piece of the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.layer import Layer
from layers.workspace import Workspace
from planning.network.closures import no_closures
from planning.network.graph import RoadGraph
from planning.network.snapping import snapped
from planning.network.topology import Floats, Ints

KINDS = (
    "populated_place",
    "collective_centre",
    "border_crossing",
    "boarding_point",
    "warehouse",
    "facility",
)


@dataclass(frozen=True, slots=True, eq=False)
class Attachment:
    """How the places of one layer hang on the network; arrays, one element a place with a position.

    Attributes
    ----------
    layer : Layer
    fid : int array
    lonlat : float array, shape (n, 2)
    distance_km : float array
        To the nearest road.
    piece : int array
        Piece of the network of the nearest road, 0 the largest; -1 where the road is too far.
    """

    layer: Layer
    fid: Ints
    lonlat: Floats
    distance_km: Floats
    piece: Ints

    @property
    def unattached(self) -> Ints:
        """Rows of the places that do not hang on the largest piece."""
        return np.flatnonzero(self.piece != 0)


def attachments(situation: Workspace, graph: RoadGraph, snap_km: float) -> tuple[Attachment, ...]:
    """Settlements, sites, crossings, warehouses and facilities, layer by layer."""
    result = []
    for kind in KINDS:
        for layer in situation.of_kind(kind):
            if not (len(layer) and layer.has_geometry):
                continue
            shapes = layer.frame.geometry.to_numpy()
            placed = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
            lonlat = shapely.get_coordinates(shapely.point_on_surface(shapely.force_2d(shapes[placed])))
            snap = snapped(graph, no_closures(graph), lonlat, snap_km)
            result.append(
                Attachment(
                    layer,
                    layer.frame.index.to_numpy(dtype=np.int64)[placed],
                    lonlat,
                    snap.distance_km,
                    np.where(snap.attached, graph.component[snap.edge], -1),
                )
            )
    return tuple(result)
