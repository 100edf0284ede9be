"""Turn restrictions of an OpenStreetMap extract.

Source: the OpenStreetMap wiki, page "Relation:restriction".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from layers.formats.osm_features import features_frame
from layers.formats.osm_tags import Tags

_TYPES = {"n": "node", "w": "way", "r": "relation"}
COLUMNS = ("name", "restriction", "from_way", "via", "to_way", "except_for", "vehicle", "condition", "osm_id")


class TurnRestrictions:
    """Turn restrictions as they are gathered; `unclear` counts those that do not say what they restrict."""

    def __init__(self) -> None:
        self._rows: list[tuple[str | None, ...]] = []
        self._via_nodes: list[int | None] = []
        self.unclear = 0

    def add(self, relation: Any, tags: Tags) -> None:
        """A relation of the type restriction."""
        key = next((key for key in tags if key.partition(":")[0] == "restriction"), None)
        if key is None:
            self.unclear += 1
            return
        members = tuple((member.role, member.type, member.ref) for member in relation.members)
        value, _, condition = tags[key].partition("@")
        vehicle = next((part for part in key.split(":")[1:] if part != "conditional"), None)
        self._rows.append(
            (
                value.strip(),
                value.strip(),
                _members(members, "from"),
                _members(members, "via"),
                _members(members, "to"),
                tags.get("except"),
                vehicle or tags["type"].partition(":")[2] or None,
                condition.strip() or None,
                str(relation.id),
            )
        )
        self._via_nodes.append(
            next((ref for role, kind, ref in members if (role, kind) == ("via", "n")), None)
        )

    def frame(self, locations: Any) -> gpd.GeoDataFrame:
        """All restrictions, each a point at its via node; without place where that is a way or missing.

        Parameters
        ----------
        locations : osmium.index.LocationTable
            Coordinates of the nodes.
        """
        columns = (
            dict(zip(COLUMNS, map(list, zip(*self._rows, strict=True)), strict=True)) if self._rows else {}
        )
        shapes = np.empty(len(self._rows), dtype=object)
        for position, node in enumerate(self._via_nodes):
            shapes[position] = _point(locations, node)
        return features_frame(columns, shapes)


def _members(members: Iterable[tuple[str, str, int]], role: str) -> str | None:
    """The members of a role, such as ``way/12``, several apart by semicolons."""
    return ";".join(f"{_TYPES[kind]}/{ref}" for own, kind, ref in members if own == role) or None


def _point(locations: Any, node: int | None) -> Any:
    if node is None:
        return None
    try:
        location = locations.get(node)
    except KeyError:
        return None
    return shapely.Point(location.lon, location.lat)
