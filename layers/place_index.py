"""An index of the named places of one layer, built once for each frame."""

from __future__ import annotations

import weakref
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from layers.place_names import ADJECTIVE_ENDINGS, folded, normalised, pair_parts, spellings
from layers.transliteration import is_cyrillic

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Layer

NAME_FIELDS = ("name_en", "name_uk", "name")


@dataclass(slots=True)
class _Keys:
    """Row positions by what they can be found by."""

    codes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    pairs: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


class PlaceIndex:
    """Row positions of a layer's features by code and by name.

    Parameters
    ----------
    layer : Layer
        Any layer whose kind has a name field and a geometry.
    """

    def __init__(self, layer: Layer) -> None:
        frame = layer.frame
        self._keys = _Keys()
        self._english: dict[int, str] = {}
        known = {item.name for item in layer.kind.fields}
        for column in dict.fromkeys((*layer.kind.key, "code", "katottg")):
            if column in known and column not in NAME_FIELDS:
                self._add_codes(frame[column])
        for column in NAME_FIELDS:
            if column in known:
                self._add_names(frame[column])
        if "name_en" in known:
            self._english = {row: spellings(name)[-1].base for row, name in _present(frame["name_en"])}

    def by_code(self, code: str) -> list[int]:
        """Rows whose code or id is `code`, whatever its capitals."""
        return self._keys.codes.get(code.casefold(), [])

    def by_name(self, bases: Iterable[str]) -> list[int]:
        """Rows whose name, without the word for the kind of place, is one of the normalised `bases`."""
        return _unique(self._keys.names.get(base, []) for base in bases)

    def by_adjective(self, forms: Iterable[str]) -> list[int]:
        """Rows named by one of the adjectives `forms`, whose own noun is not known from an English name."""
        return [row for row in self.by_name(forms) if row not in self._with_noun]

    def by_pair(self, bases: Iterable[str]) -> list[int]:
        """Rows whose name is a pair of which one of `bases` is a part."""
        return _unique(self._keys.pairs.get(base, []) for base in bases)

    def by_folded(self, bases: Iterable[str]) -> list[int]:
        """Rows whose name reads like one of `bases` once slips of Latin spelling are made alike."""
        return _unique(self._folded.get(folded(base), []) for base in bases)

    def starting_with(self, base: str) -> Iterator[int]:
        """Rows with a name, or a word of a name, that starts with `base`, in the order of the alphabet."""
        keys, words = self._words
        position = bisect_left(keys, base)
        while position < len(keys) and keys[position].startswith(base):
            yield from words[keys[position]]
            position += 1

    def within_one_slip(self, base: str) -> list[int]:
        """Rows whose name differs from `base` by one letter added, lost or changed, or two swapped."""
        return _unique(rows for key, rows in self._keys.names.items() if is_one_slip(base, key))

    def within_two_slips(self, base: str) -> list[int]:
        """Rows whose name differs from `base` by at most two such slips, its first letter being right."""
        near = (key for key in self._keys.names if key[:1] == base[:1] and abs(len(key) - len(base)) <= 2)
        return _unique(self._keys.names[key] for key in near if slips(base, key, 2) <= 2)

    def by_sound(self, base: str, *, roughly: bool = False) -> list[int]:
        """Rows whose Ukrainian name sounds like `base`, a Russian name or one in Latin letters from it.

        Parameters
        ----------
        roughly : bool
            Take those as well that differ by one slip in what the two have in common.
        """
        from layers.russian_names import cyrillic_of, key

        sound = key(base if is_cyrillic(base) else cyrillic_of(base))
        if roughly:
            return _unique(rows for other, rows in self._sounds.items() if is_one_slip(sound, other))
        return self._sounds.get(sound, [])

    def by_counterpart(self, base: str) -> list[int]:
        """Rows whose Ukrainian name is the counterpart of `base`, a Russian name in Latin letters."""
        from layers.russian_names import cyrillic_of, is_counterpart

        russian, near = cyrillic_of(base), set(self.by_sound(base))
        names = self._keys.names.items() if near else ()
        return _unique(
            [row for row in rows if row in near]
            for name, rows in names
            if is_counterpart(russian, name if is_cyrillic(name) else cyrillic_of(name))
        )

    @cached_property
    def _with_noun(self) -> set[int]:
        english = self._english
        return {row for row, base in english.items() if not base.endswith(ADJECTIVE_ENDINGS)}

    @cached_property
    def _folded(self) -> dict[str, list[int]]:
        result: dict[str, list[int]] = defaultdict(list)
        for base, rows in self._keys.names.items():
            result[folded(base)] += rows
        return result

    @cached_property
    def _sounds(self) -> dict[str, list[int]]:
        from layers.russian_names import cyrillic_of, key

        result: dict[str, list[int]] = defaultdict(list)
        own = {row for base, rows in self._keys.names.items() if is_cyrillic(base) for row in rows}
        for base, rows in self._keys.names.items():
            if is_cyrillic(base):
                result[key(base)] += rows
            else:
                result[key(cyrillic_of(base))] += [row for row in rows if row not in own]
        return result

    @cached_property
    def _words(self) -> tuple[list[str], dict[str, list[int]]]:
        words: dict[str, list[int]] = defaultdict(list)
        for base, rows in (*self._keys.names.items(), *self._keys.pairs.items()):
            words[base] += rows
            for position, letter in enumerate(base):
                if letter == " ":
                    words[base[position + 1 :]] += rows
        return sorted(words), words

    def _add_codes(self, values: pd.Series[str]) -> None:
        for row, code in _present(values):
            self._keys.codes[code.casefold()].append(row)

    def _add_names(self, values: pd.Series[str]) -> None:
        for row, name in _present(values):
            for spelling in spellings(name):
                self._add(self._keys.names, spelling.base, row)
                whole = normalised(name)
                if whole != spelling.base:
                    self._add(self._keys.names, whole, row)
            for part in pair_parts(name):
                for spelling in spellings(part):
                    self._add(self._keys.pairs, spelling.base, row)

    @staticmethod
    def _add(keys: dict[str, list[int]], key: str, row: int) -> None:
        rows = keys[key]
        if key and (not rows or rows[-1] != row):
            rows.append(row)


_indexes: dict[int, tuple[weakref.ref[pd.DataFrame], PlaceIndex]] = {}


def index_of(layer: Layer) -> PlaceIndex:
    """The index of a layer; built at the first call, kept as long as the layer's frame lives."""
    key = id(layer.frame)
    kept = _indexes.get(key)
    if kept is None or kept[0]() is not layer.frame:
        reference = weakref.ref(layer.frame, lambda _gone: _indexes.pop(key, None))
        kept = _indexes[key] = (reference, PlaceIndex(layer))
    return kept[1]


def _present(values: pd.Series[str]) -> Iterator[tuple[int, str]]:
    present = values.notna().to_numpy()
    for row, value in enumerate(values.to_numpy(dtype=object)):
        if present[row] and (text := str(value).strip()):
            yield row, text


def _unique(groups: Iterable[list[int]]) -> list[int]:
    return list(dict.fromkeys(row for group in groups for row in group))


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter added, lost or changed, or two neighbours swapped, makes `one` into `other`."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def slips(one: str, other: str, most: int) -> int:
    """Letters added, lost, changed or swapped with a neighbour between two names; `most` + 1 when more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, start=1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, last[j - 2] + 1)
            row.append(least)
        if min(row) > most and (i < 2 or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)
