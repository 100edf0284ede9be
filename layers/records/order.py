"""Records in order: by several columns, text as a reader expects it, unknown values last."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.records.column import RecordColumn
from layers.records.distinct import Step, distinct, no_step

Ints = NDArray[np.int64]
Key = NDArray[np.int64] | NDArray[np.float64]

_LAST = np.iinfo(np.int64).max
_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
# Ukrainian letters in the order of their alphabet, which is not that of Unicode
_LETTERS = {ord(letter): 0x430 + place for place, letter in enumerate(_ALPHABET)}
_DIGITS = re.compile(r"\d+")
_WIDTH = 24
_AT_ONCE = 50_000


def reading_key(text: str) -> str:
    """What a text is sorted by: no capitals, Ukrainian letters in their order, numbers by their value."""
    key = text.casefold().translate(_LETTERS)
    return _DIGITS.sub(lambda found: found[0].zfill(12), key)


def order_of(keys: Sequence[tuple[Key, bool]], positions: Ints) -> Ints:
    """`positions` sorted by several keys.

    Parameters
    ----------
    keys : sequence of (key, descending)
        Of all records, from `sort_key`; the first counts most. Unknown values come last either way, equal
        records stay as they stand.
    positions : int64 array
        Of the records to be sorted.
    """
    order = positions
    for key, descending in reversed(keys):
        order = order[np.argsort(_directed(key[order], descending), kind="stable")]
    return order


def _directed(key: Key, descending: bool) -> Key:
    if not descending:
        return key
    if key.dtype == np.int64:
        return np.where(key == _LAST, _LAST, -key)
    return -key


def sort_key(column: RecordColumn, step: Step = no_step) -> Key:
    """Numbers that stand in the order of the values; the greatest int64, or NaN, where unknown."""
    if column.type == "integer":
        whole = column.array.to_numpy(dtype=np.int64, na_value=0)
        return np.where(column.unknown(), _LAST, whole)
    if column.type != "text":
        return column.numbers()
    found = distinct(column.array, lambda part: step(part / 2))
    words = column.vocabulary
    texts = [str(words.get(value, value)) for value in found.values]
    ranks = text_ranks(texts, lambda part: step(0.5 + part / 2))
    key: Ints = np.r_[ranks, _LAST][found.codes]
    return key


def text_ranks(texts: Sequence[str], step: Step = no_step) -> Ints:
    """The place of each text in reading order; equal keys share a place.

    Compared in blocks of fixed width, since sorting Python strings would stop every other thread.
    """
    keys: list[str] = []
    for first in range(0, len(texts), _AT_ONCE):
        step(0.7 * first / len(texts))
        keys += [reading_key(text) for text in texts[first : first + _AT_ONCE]]
    ranks = np.zeros(len(keys), dtype=np.int64)
    tied = np.arange(len(keys))
    longest = max(map(len, keys), default=0)
    for start in range(0, longest, _WIDTH):
        if not len(tied):
            break
        step(0.7 + 0.3 * start / longest)
        ranks[tied], tied = _refined(ranks, tied, _blocks(keys, tied, start))
    return ranks


def _blocks(keys: list[str], rows: Ints, start: int) -> NDArray[np.str_]:
    result = np.empty(len(rows), dtype=f"U{_WIDTH}")
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE].tolist()
        result[first : first + _AT_ONCE] = [keys[row][start : start + _WIDTH] for row in part]
    return result


def _refined(ranks: Ints, tied: Ints, blocks: NDArray[np.str_]) -> tuple[Ints, Ints]:
    """Ranks of the rows that were tied, told apart by their blocks, and the rows that still are."""
    by = np.argsort(blocks, kind="stable")
    by = by[np.argsort(ranks[tied][by], kind="stable")]
    before, block = ranks[tied][by], blocks[by]
    group_begins = np.r_[True, before[1:] != before[:-1]]
    new = group_begins | np.r_[True, block[1:] != block[:-1]]
    place = np.arange(len(by))
    within = np.maximum.accumulate(np.where(new, place, 0)) - np.maximum.accumulate(
        np.where(group_begins, place, 0)
    )
    refined = np.empty(len(by), dtype=np.int64)
    refined[by] = before + within
    alone = new & np.r_[new[1:], True]
    return refined, np.sort(tied[by[~alone]])
