"""The road layers of a workspace as one table of arrays, in the order of the layers and their rows."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import Layer
from layers.text import tr
from layers.workspace import Workspace
from planning.errors import MissingData
from planning.network.vehicles import VEHICLE_BITS

BOTH, FORWARD, BACKWARD = 0, 1, -1
_ONE_WAY = {"both": BOTH, "forward": FORWARD, "backward": BACKWARD}


@dataclass(frozen=True, slots=True, eq=False)
class RoadTable:
    """Every row of every road layer; unknown numbers are NaN, unknown texts empty.

    Attributes
    ----------
    layers : tuple of str
        Names of the road layers.
    layer : int array
        Index into `layers` for each road.
    fid : int array
    geometry : object array
        Lines in EPSG:4326; None where the record has no place.
    road_class : object array of str
    one_way : int array
        1 with the drawing direction, -1 against it, 0 both.
    one_way_known : bool array
    level : int array
        Stated level; where it is not stated 1 for a bridge, -1 for a tunnel, else 0.
    bridge : bool array
    speed_kmh, max_weight_t, max_height_m, stated_km : float array
    osm_id : object array of str
    closed_to : int array
        Sum of the `VEHICLE_BITS` of vehicles that a road is closed to while it is open to others.
    conditional : bool array
        Whether something holds there at some hours or for some loads only, which is not applied.
    """

    layers: tuple[str, ...]
    layer: NDArray[np.int64]
    fid: NDArray[np.int64]
    geometry: NDArray[np.object_]
    road_class: NDArray[np.object_]
    one_way: NDArray[np.int64]
    one_way_known: NDArray[np.bool_]
    level: NDArray[np.int64]
    bridge: NDArray[np.bool_]
    speed_kmh: NDArray[np.float64]
    max_weight_t: NDArray[np.float64]
    max_height_m: NDArray[np.float64]
    stated_km: NDArray[np.float64]
    osm_id: NDArray[np.object_]
    closed_to: NDArray[np.int64]
    conditional: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.fid)

    def digest(self) -> bytes:
        """A fingerprint of everything in the table."""
        parts = shapely.get_num_geometries(self.geometry)
        coordinates = shapely.get_coordinates(self.geometry)
        with ThreadPoolExecutor(1) as pool:  # hashing leaves the interpreter to others
            places = pool.submit(_digest, coordinates)
            rest = _digest(
                shapely.get_num_coordinates(self.geometry),
                parts,
                shapely.get_num_coordinates(shapely.get_parts(self.geometry[parts > 1])),
                *(self.layer, self.fid, self.one_way, self.one_way_known, self.level, self.bridge),
                *(self.closed_to, self.conditional),
                *(self.speed_kmh, self.max_weight_t, self.max_height_m, self.stated_km),
                *(pd.util.hash_array(texts) for texts in (self.road_class, self.osm_id)),
            )
            both = hashlib.blake2b(repr(self.layers).encode(), digest_size=16)
            both.update(rest + places.result())
        return both.digest()


def _digest(*arrays: NDArray[Any]) -> bytes:
    sums = hashlib.blake2b(digest_size=16)
    for array in arrays:
        sums.update(np.ascontiguousarray(array).data)
    return sums.digest()


def road_layers(situation: Workspace) -> tuple[Layer, ...]:
    """The road layers.

    Raises
    ------
    MissingData
        When the workspace has no road.
    """
    layers = tuple(layer for layer in situation.of_kind("road") if len(layer) and layer.has_geometry)
    if not layers:
        raise MissingData(
            tr("the workspace has no roads"),
            where=situation.name,
            expected=tr("A layer of roads as lines."),
            todo=tr("Import a road file, such as a Geofabrik shapefile, as the layer kind “road”."),
        )
    return layers


def road_table(layers: tuple[Layer, ...]) -> RoadTable:
    """The rows of road layers as arrays."""
    one_way = road_column(layers, "one_way")
    level = _numbers(layers, "level")
    bridge, tunnel = _flags(layers, "bridge"), _flags(layers, "tunnel")
    implied = bridge.astype(np.int64) - (tunnel & ~bridge).astype(np.int64)
    return RoadTable(
        layers=tuple(layer.name for layer in layers),
        layer=np.repeat(np.arange(len(layers)), [len(layer) for layer in layers]),
        fid=np.concatenate([layer.frame.index.to_numpy(dtype=np.int64) for layer in layers]),
        geometry=np.concatenate([layer.frame.geometry.to_numpy() for layer in layers]),
        road_class=road_column(layers, "road_class"),
        one_way=_directions(one_way),
        one_way_known=np.asarray(one_way != "", dtype=np.bool_),
        level=np.where(np.isnan(level), implied, np.nan_to_num(level)).astype(np.int64),
        bridge=bridge,
        speed_kmh=_numbers(layers, "speed_kmh"),
        max_weight_t=_numbers(layers, "max_weight_t"),
        max_height_m=_numbers(layers, "max_height_m"),
        stated_km=_numbers(layers, "length_km"),
        osm_id=road_column(layers, "osm_id"),
        closed_to=vehicle_bits(road_column(layers, "closed_to")),
        conditional=np.asarray(road_column(layers, "conditional") != "", dtype=np.bool_),
    )


def vehicle_bits(texts: NDArray[np.object_]) -> NDArray[np.int64]:
    """Sum of the `VEHICLE_BITS` named in each text, apart by semicolons."""
    code, words = pd.factorize(texts)
    bits = [sum({VEHICLE_BITS.get(part.strip(), 0) for part in str(word).split(";")}) for word in words]
    return np.asarray(np.array(bits, dtype=np.int64)[code], dtype=np.int64)


def road_column(layers: tuple[Layer, ...], name: str) -> NDArray[np.object_]:
    """A column of all road layers as objects; an empty text where it is unknown or there is none."""
    columns: list[NDArray[np.object_]] = []
    for layer in layers:
        if name in layer.frame:
            column = layer.frame[name]
            columns.append(column.astype(object).where(column.notna(), "").to_numpy(dtype=object))
        else:
            columns.append(np.full(len(layer), "", dtype=object))
    return np.concatenate(columns)


def _directions(one_way: NDArray[np.object_]) -> NDArray[np.int64]:
    code, words = pd.factorize(one_way)
    direction = np.array([_ONE_WAY.get(word, BOTH) for word in words], dtype=np.int64)
    return np.asarray(direction[code], dtype=np.int64)


def _numbers(layers: tuple[Layer, ...], name: str) -> NDArray[np.float64]:
    columns: list[Any] = [layer.frame[name].to_numpy(dtype=float, na_value=np.nan) for layer in layers]
    return np.concatenate(columns)


def _flags(layers: tuple[Layer, ...], name: str) -> NDArray[np.bool_]:
    return np.concatenate([layer.frame[name].to_numpy(dtype=bool, na_value=False) for layer in layers])
