"""Withholds figures that rest on so few records that they tell of single ones.

Where one figure of a column is withheld, another is, too, lest the total give it away. Columns whose rows
hold those above them are judged by what each row adds as well.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from layers.text import Text, tr
from planning.outcome import Cell, Column, Finding, Table

WITHHELD = tr("withheld")


def is_small(finding: Finding, kinds: Collection[str], least: int) -> bool:
    """Whether a finding counts some, but fewer than `least` records of one of the kinds."""
    return finding.records_of in kinds and 0 < finding.records < least


def without_small_counts(table: Table, kinds: Collection[str], least: int) -> tuple[Table, int]:
    """The table with figures resting on fewer than `least` records of `kinds` withheld, and how many.

    Which columns count records is declared by `Column.records_of`; a figure of no record stays.
    """
    names = [column.name for column in table.columns]
    rows = [list(row) for row in table.rows]
    small: dict[str, list[int]] = {}
    for column in table.columns:
        if column.records_of not in kinds:
            continue
        base = column.records_in or column.name
        if base not in small:
            small[base] = _small_rows([row[names.index(base)] for row in table.rows], column, least)
        for at in small[base]:
            if rows[at][names.index(column.name)] is not None:
                rows[at][names.index(column.name)] = WITHHELD
    withheld = sum(cell is WITHHELD for row in rows for cell in row)
    if not withheld:
        return table, 0
    return replace(table, rows=tuple(tuple(row) for row in rows)), withheld


def removal_text(table: Table, count: int, least: int) -> Text:
    """What was withheld of a table, in words."""
    return tr(
        "table “{title}”: {count:,} figures that rest on fewer than {least} records",
        title=table.title,
        count=count,
        least=least,
    )


def _small_rows(counts: list[Cell], column: Column, least: int) -> list[int]:
    """Rows whose count is small, and those that would give them away."""
    known = [(at, float(count)) for at, count in enumerate(counts) if isinstance(count, int | float)]
    small = {at for at, count in known if 0 < count < least}
    if column.running:
        kept = 0.0
        for at, count in known:
            if at in small or 0 < count - kept < least:
                small.add(at)
            else:
                kept = count
    elif len(small) == 1:
        others = [(count, at) for at, count in known if at not in small and count > 0]
        small |= {at for _, at in sorted(others)[:1]}
    return sorted(small)
