"""Deciding which area a name means, after the import."""

from __future__ import annotations

import pandas as pd
import pytest

from desktop.dialog_opener import DialogOpener
from layers.formats.review import SECTION, open_areas
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Document
from planning.outcome import FeatureRef


@pytest.fixture
def waiting(window, provenance):
    """Two names wait: one with two candidates, one with none."""
    needs = pd.DataFrame({"indicator": ["pin"] * 3, "value": [1.0, 2.0, 3.0]}, index=[11, 12, 13])
    names = [
        {
            "name": "Midtown",
            "within": "",
            "fids": [11, 12],
            "candidates": [["UA01", "West"], ["UA02", "East"]],
        },
        {"name": "Nowhere", "within": "East", "fids": [13], "candidates": []},
    ]
    workspace = window.session.workspace.with_layer(
        new_layer("needs", kind_named("indicator"), needs, provenance)
    ).with_document(Document(section=SECTION, name="needs", content={"names": names}))
    window.session.open(workspace, None)
    return window


def codes(window):
    return window.session.workspace.layer("needs").frame["area_code"].to_dict()


def test_a_candidate_is_chosen_and_can_be_undone(waiting):
    assert waiting.actions_by_id["edit.names"].isEnabled()
    dialog = waiting.part(DialogOpener).names()
    assert [dialog.names.topLevelItem(row).text(0) for row in range(2)] == ["Midtown", "Nowhere"]
    assert dialog.candidates.count() == 2
    assert waiting.session.selection == (FeatureRef(layer="needs", fids=(11, 12)),)
    dialog.candidates.setCurrentRow(1)
    dialog.join_button.click()
    assert codes(waiting)[11] == codes(waiting)[12] == "UA02"
    assert pd.isna(codes(waiting)[13])
    assert [area.name for area in open_areas(waiting.session.workspace)] == ["Nowhere"]
    assert dialog.names.topLevelItemCount() == 1
    assert str(waiting.session.undo_text) == "Midtown joined to UA02"
    waiting.session.undo()
    assert dialog.names.topLevelItemCount() == 2
    assert pd.isna(codes(waiting)[11])


def test_another_area_is_typed_and_a_wrong_one_is_told(waiting):
    dialog = waiting.part(DialogOpener).names()
    dialog.names.setCurrentItem(dialog.names.topLevelItem(1))
    assert "No area" in dialog.told.text()
    dialog.join_button.click()
    assert "Choose one" in dialog.told.text()
    before = waiting.session.workspace
    dialog.other.setText("UA77")
    dialog.join_button.click()
    assert "UA77" in dialog.told.text()
    assert waiting.session.workspace is before
    dialog.other.setText("West (UA01)")
    dialog.join_button.click()
    assert codes(waiting)[13] == "UA01"
    dialog.candidates.setCurrentRow(0)
    dialog.join_button.click()
    assert dialog.told.text() == "Every name is decided."
    assert not dialog.join_button.isEnabled()
    assert not waiting.actions_by_id["edit.names"].isEnabled()
