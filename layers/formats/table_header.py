"""Where a table begins: titles above it, headings in two rows, and rows of HXL tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cell = object
Row = Sequence[Cell]

SEARCHED_ROWS = 40
_TAG = re.compile(r"^#[a-z]")


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table.

    Attributes
    ----------
    names : tuple of str
        A unique name for each column; empty where the column has no heading.
    tags, groups : mapping of str to str
        Tag, and heading of the row above, by column name.
    first_data : int
        Position of the first row of data.
    title : str
        What stands above the table.
    """

    names: tuple[str, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    first_data: int = 0
    title: str = ""


def find_header(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]] = ()) -> Header | None:
    """The header of the table that `rows` begin with; None when there is none.

    Parameters
    ----------
    rows : sequence of rows
        The first rows of the file; further ones are not looked at.
    merged : sequence of (first row, first column, last row, last column)
        Cells merged in a workbook.
    """
    rows = rows[:SEARCHED_ROWS]
    tag_row = next((i for i, row in enumerate(rows) if _is_tag_row(row)), None)
    name_row = _heading_row(rows) if tag_row is None else _above(rows, tag_row)
    if name_row is None:
        return None
    own = [clean(cell) for cell in rows[name_row]]
    above = _group_row(rows, name_row, merged) if tag_row != name_row else None
    names, groups = _named(own, above)
    tags: dict[str, str] = {}
    if tag_row is not None:
        tags = {
            name: clean(cell)
            for name, cell in zip(names, rows[tag_row], strict=False)
            if name and clean(cell)
        }
    until = name_row if above is None else name_row - 1
    title = " ".join(clean(cell) for row in rows[:until] for cell in row if clean(cell))
    first = max(name_row, -1 if tag_row is None else tag_row) + 1
    return Header(names=tuple(names), tags=tags, groups=groups, first_data=first, title=title[:300])


def clean(cell: Cell) -> str:
    """A heading as text on one line."""
    return "" if cell is None else " ".join(str(cell).replace("﻿", "").split())


def _is_tag_row(row: Row) -> bool:
    filled = [clean(cell) for cell in row if clean(cell)]
    tags = sum(bool(_TAG.match(cell)) for cell in filled)
    return tags >= 2 and tags * 3 >= len(filled)


def _above(rows: Sequence[Row], tag_row: int) -> int:
    """The row of headings above the tags; the tags themselves when there is none."""
    if tag_row == 0 or sum(bool(clean(cell)) for cell in rows[tag_row - 1]) < 2:
        return tag_row
    return tag_row - 1


def _heading_row(rows: Sequence[Row]) -> int | None:
    widths = [sum(bool(clean(cell)) for cell in row) for row in rows]
    if not widths or max(widths) == 0:
        return None
    usual = Counter(width for width in widths if width > 1).most_common(1)
    wide = max(usual[0][0] if usual else 1, 1)
    for position, row in enumerate(rows):
        filled = [cell for cell in row if clean(cell)]
        if len(filled) < max(1, 0.6 * wide):
            continue
        texts = [clean(cell) for cell in filled if isinstance(cell, str) and not _is_number(cell)]
        if len(texts) >= 0.6 * len(filled) and len(set(texts)) >= 0.5 * len(texts):
            nxt = position + 1
            # a row of merged group headings is followed by the headings themselves
            if nxt < len(rows) and _is_group_of(row, rows[nxt]):
                return nxt
            return position
    return None


def _is_group_of(row: Row, below: Row) -> bool:
    filled, under = [i for i, c in enumerate(row) if clean(c)], [c for c in below if clean(c)]
    blank_above = [i for i, c in enumerate(below) if clean(c) and (i >= len(row) or not clean(row[i]))]
    all_text = all(isinstance(cell, str) and not _is_number(cell) for cell in under)
    return bool(filled) and all_text and len(blank_above) >= 2 and len(under) > len(filled)


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d\s.,]+%?", cell.strip())) and any(c.isdigit() for c in cell)


def _group_row(
    rows: Sequence[Row], name_row: int, merged: Sequence[tuple[int, int, int, int]]
) -> list[str] | None:
    """Group heading of every column, from the row above the headings; None when that row is a title."""
    if name_row == 0:
        return None
    position = name_row - 1
    row = [clean(cell) for cell in rows[position]]
    width = len(rows[name_row])
    row += [""] * (width - len(row))
    spans = [m for m in merged if m[0] == position and m[3] > m[1] and m[3] - m[1] + 1 < width]
    if sum(bool(cell) for cell in row) < 2 and not spans:
        return None
    result = list(row)
    if spans:
        for _, first, _, last in spans:
            for column in range(first, min(last + 1, width)):
                result[column] = row[first]
    elif not merged:
        for column in range(1, width):
            result[column] = row[column] or result[column - 1]
    return result


def _named(own: list[str], above: list[str] | None) -> tuple[list[str], dict[str, str]]:
    repeated = {name for name, count in Counter(own).items() if count > 1}
    names: list[str] = []
    groups: dict[str, str] = {}
    for position, heading in enumerate(own):
        group = above[position] if above is not None and position < len(above) else ""
        name = heading or group
        if heading in repeated and group and heading:
            name = f"{group}: {heading}"
        name = _free(name, names)
        names.append(name)
        if group and heading:
            groups[name] = group
    return names, groups


def _free(name: str, taken: list[str]) -> str:
    if not name or name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
