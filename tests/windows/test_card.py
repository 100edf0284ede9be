"""The card of a feature: its sections come one by one, fold, are copied and follow what changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from planning.outcome import FeatureRef
from planning.run_control import RunControl
from planning.scenario import BASELINE


@pytest.fixture
def show(qtbot, window):
    def select(layer, fid):
        window.session.select((FeatureRef(layer=layer, fids=(fid,)),))
        qtbot.waitUntil(lambda: window.card.is_complete, timeout=20_000)
        return window.card

    return select


def words(card, name):
    return card.sections[name].plain


def test_a_centre_tells_its_state_its_distances_and_its_sources(show):
    card = show("centres", 103)
    assert list(card.sections) == ["standards", "front", "roads", "plans", "sources", "record"]
    assert "How many people live here is unknown" in words(card, "standards")
    assert "Places for all occupants: 80 places, requirement unknown" in words(card, "standards")
    assert card.sections["front"].chart.isVisibleTo(card)
    assert [date.isoformat() for date in card.sections["front"].chart.history.dates] == [
        "2025-01-01",
        "2025-01-14",
    ]
    assert "km nearer" in words(card, "front")
    assert "Official status of West: not in the data" in words(card, "front")
    assert "no warehouse in use" in words(card, "roads")
    assert words(card, "plans") == "No analysis was run yet."
    assert "2025-01-15, 1 day old" in words(card, "sources")
    assert "80 people" in card.body
    assert "Unknown: " in words(card, "record")


def test_sections_that_have_nothing_to_tell_do_not_stand_there(show):
    card = show("areas", 1)
    assert "Collective centres: 9" not in words(card, "front")
    assert "with 0 people, and" in words(card, "within")
    assert "roads" not in card.sections
    card = show("stock", 1)
    assert list(card.sections) == ["plans", "sources", "record"]
    # little else is told, so the record stands open
    assert card.sections["record"].head.isChecked()


def test_sections_fold_by_keyboard_and_stay_folded(qtbot, show):
    card = show("centres", 103)
    head = card.sections["front"].head
    assert head.focusPolicy() & Qt.FocusPolicy.TabFocus
    head.setFocus()
    qtbot.keyClick(head, Qt.Key.Key_Space)
    assert not card.sections["front"].text.isVisibleTo(card)
    assert not card.sections["front"].chart.isVisibleTo(card)
    # folded, it still says the distance
    assert "km" in head.text()
    card = show("centres", 104)
    assert not card.sections["front"].text.isVisibleTo(card)
    assert card.sections["standards"].text.isVisibleTo(card)


def test_the_card_is_copied_as_text(show):
    card = show("centres", 103)
    card.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Site 2\nCollective centre\n")
    assert "Distance from the front\n" in text
    assert "<" not in text


def test_outcomes_that_speak_of_it_are_told(qtbot, window, show, count):
    show("centres", 103)
    outcome = count.calculate(window.session.workspace, BASELINE, count.parameters(), RunControl())
    window.session.add_outcome(outcome)
    qtbot.waitUntil(
        lambda: (
            window.card.is_complete and "Large centres: Capacity 80.0 people" in words(window.card, "plans")
        )
    )
    assert "6 centres are large" in words(window.card, "plans")
    card = show("centres", 109)
    assert "does not speak of it" in words(card, "plans")


def test_the_card_follows_an_edit_and_goes_with_its_feature(qtbot, window, show):
    from layers.text import tr
    from planning.edits import remove_features, set_values

    card = show("centres", 103)
    workspace = set_values(window.session.workspace, "centres", {103: {"occupancy": 100}})
    window.session.change(tr("x"), workspace)
    qtbot.waitUntil(lambda: card.is_complete and "80 of 100 places: 20 short" in words(card, "standards"))
    assert card.sections["standards"].head.text().startswith("Against the standards – ")
    window.session.change(tr("x"), remove_features(workspace, "centres", [103]))
    qtbot.waitUntil(lambda: not card.isVisible())


def test_the_newest_feature_wins(qtbot, window):
    for fid in (101, 102, 103, 104):
        window.session.select((FeatureRef(layer="centres", fids=(fid,)),))
    qtbot.waitUntil(lambda: window.card.is_complete, timeout=20_000)
    assert window.card.title == "Site 3"
    assert "70 places" in words(window.card, "standards")


def test_it_fits_into_the_map_and_closes_with_escape(qtbot, window, show):
    card = show("centres", 103)
    assert window.canvas.rect().contains(card.geometry())
    card.sections["front"].head.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert window.session.selection == ()


def test_what_is_not_known_of_a_record_without_place_is_said(show):
    card = show("centres", 110)
    assert "has no place" in words(card, "front")
    assert "has no place" in words(card, "roads")
