"""Finds, in what is about to leave, names and places of records that must not leave."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from layers.layer import Layer
from layers.text import LANGUAGES, Text, has_translation
from layers.workspace import Workspace
from planning.outcome import Table

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

# Coordinates are compared to five decimals, about one metre.
_PER_DEGREE = 100_000
_ROW = 100 * _PER_DEGREE * 10
# A short word or number stands for too many things to identify a record.
_LEAST_WORD, _LEAST_NUMBER = 3, 5

_TOKEN = re.compile(r"\w+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Names and coordinates of the records that an edition leaves out.

    Attributes
    ----------
    words : mapping
        The tokens of each name, by the first of them.
    places : array of int64
        Coordinates packed by `_packed`, sorted.
    packed : frozenset of int
        The same, to look single ones up.
    """

    words: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    places: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    packed: frozenset[int] = frozenset()

    def names(self, text: Text | str) -> bool:
        """Whether a text, in any language, names a withheld record or gives its coordinates."""
        return any(self._in_text(shown) for shown in _renderings(text))

    def in_table(self, table: Table) -> bool:
        """Whether any cell names, or any row places, a withheld record."""
        headers = [column.name for column in table.columns]
        placed = [index for index, name in enumerate(headers) if name.split("_")[-1] in ("lon", "lat")]
        told = {
            shown
            for row in table.rows
            for cell in row
            if isinstance(cell, str | Text)
            for shown in _renderings(cell)
        }
        if any(self._in_text(shown) for shown in told):
            return True
        for row in table.rows if placed else ():
            numbers = [row[index] for index in placed]
            pairs = zip(numbers[::2], numbers[1::2], strict=False)
            if any(self._at(a, b) or self._at(b, a) for a, b in pairs):
                return True
        return self.names(table.title)

    def in_frame(self, frame: gpd.GeoDataFrame) -> bool:
        """Whether a map layer shares a vertex with a withheld record, or holds a value that names one."""
        import shapely

        vertices = shapely.get_coordinates(frame.geometry.to_numpy())
        if bool(np.isin(_packed(vertices), self.places).any()):
            return True
        texts = (
            value
            for name in frame.columns
            if name != frame.geometry.name and frame[name].dtype.kind not in "biufM"
            for value in frame[name].dropna().unique()
        )
        return any(self.names(value if isinstance(value, Text) else str(value)) for value in texts)

    def _at(self, lon: object, lat: object) -> bool:
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            return False
        if not (abs(lon) <= 180.0 and abs(lat) <= 90.0):
            return False
        return round(lon * _PER_DEGREE) * _ROW + round(lat * _PER_DEGREE) in self.packed

    def _in_text(self, text: str) -> bool:
        tokens = _tokens(text)
        for index, token in enumerate(tokens):
            for word in self.words.get(token, ()):
                if tuple(tokens[index : index + len(word)]) == word:
                    return True
        numbers = [float(item) for item in _NUMBER.findall(text)]
        return any(self._at(a, b) or self._at(b, a) for a, b in itertools.pairwise(numbers))


def _renderings(text: Text | str) -> set[str]:
    """A text as it reads in each language there is."""
    if not isinstance(text, Text):
        return {text}
    return {text.render(code) for code in LANGUAGES if has_translation(code)}


@lru_cache(maxsize=6)
def sieve_of(whole: Workspace, kept: Workspace) -> Sieve:
    """What `kept` lacks of `whole`; names and places that `kept` still shows identify nothing."""
    left = {layer.name: layer for layer in kept.layers}
    lost = []
    for layer in whole.layers:
        other = left.get(layer.name)
        frame = layer.frame if other is None else layer.frame[~layer.frame.index.isin(other.frame.index)]
        if len(frame):
            lost.append((layer, frame))
    words: dict[str, list[tuple[str, ...]]] = {}
    open_names = {word for layer in kept.layers for word in _names(layer, layer.frame)}
    for layer, frame in lost:
        for word in _names(layer, frame) - open_names:
            words.setdefault(word[0], []).append(word)
    places = [packed_vertices(frame) for layer, frame in lost if layer.has_geometry]
    open_places = [packed_vertices(layer.frame) for layer in kept.layers if layer.has_geometry]
    secret = np.setdiff1d(_joined(places), _joined(open_places))
    return Sieve(words=words, places=secret, packed=frozenset(secret.tolist()))


def _names(layer: Layer, frame: gpd.GeoDataFrame) -> set[tuple[str, ...]]:
    """Tokens of what identifies a record: its key, its names and its label."""
    wanted = {*layer.kind.key, layer.style.label_field}
    wanted |= {item.name for item in layer.kind.fields if item.name.split("_")[0] in ("name", "acronym")}
    wanted -= {"area_code", "item"}
    words = set()
    for name in wanted & set(frame.columns):
        for value in frame[name].dropna().unique():
            tokens = _tokens(str(value))
            if _identifies(tokens):
                words.add(tuple(tokens))
    return words


def _identifies(tokens: list[str]) -> bool:
    joined = "".join(tokens)
    return len(joined) >= (_LEAST_NUMBER if joined.isdigit() else _LEAST_WORD)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def packed_vertices(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Each vertex of a frame (EPSG:4326) to about a metre, as one whole number."""
    import shapely

    return _packed(shapely.get_coordinates(frame.geometry.to_numpy()))


def _packed(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    """Longitude and latitude of each row as one whole number."""
    finite = coordinates[np.isfinite(coordinates).all(axis=1)]
    steps = np.rint(finite * _PER_DEGREE).astype(np.int64)
    packed: NDArray[np.int64] = steps[:, 0] * _ROW + steps[:, 1]
    return packed


def _joined(arrays: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    listed = list(arrays)
    return np.unique(np.concatenate(listed)) if listed else np.empty(0, dtype=np.int64)
