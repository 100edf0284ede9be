"""Tables of outcomes speak in words, whatever codes they hold."""

from __future__ import annotations

import pytest

from desktop.panels.table_model import OutcomeTable
from layers.text import in_language, tr
from planning.outcome import Column, Table
from planning.report.brief import shown_cell


def test_codes_with_words_are_shown_in_words_and_kept_as_codes() -> None:
    table = Table(
        name="sites",
        title=tr("Layer"),
        columns=(Column(name="kind", label=tr("Kind"), words={"road": tr("Road")}),),
        rows=(("road",), ("other",), (None,)),
    )
    model = OutcomeTable(table)
    shown = [model.index(row, 0).data() for row in range(3)]
    assert shown == ["Road", "other", "–"]
    assert [shown_cell(row[0], table.columns[0]) for row in table.rows] == ["Road", "other", "unknown"]
    assert table.column("kind") == ["road", "other", None]


@pytest.mark.parametrize("kind", ["collective_centre", "admin_area"])
def test_kinds_of_layers_have_words_in_ukrainian(kind: str) -> None:
    from layers.kinds import KIND_WORDS

    with in_language("uk"):
        assert str(KIND_WORDS[kind]) != str(KIND_WORDS[kind].template)
