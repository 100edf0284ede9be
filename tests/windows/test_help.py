"""Help and tour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QWidget

from desktop.help.help_desk import TOPIC, HelpDesk
from desktop.help.help_window import HelpWindow
from desktop.help.topics import FOLDER, search, topics
from desktop.settings import Settings, load_settings, save_settings
from desktop.tour import STEPS, Tour
from layers.text import in_language
from planning.analyses import ANALYSES


@pytest.fixture
def help_window(qtbot, look):
    made = HelpWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_analysis_and_every_key_is_described():
    known = {topic.id: topic for topic in topics()}
    assert {f"analysis:{analysis.name}" for analysis in ANALYSES} <= set(known)
    assert "Ctrl+K" in known["keys"].text
    assert all(topic.title and topic.text for topic in known.values())
    assert next(iter(known)) == "start"


def test_every_page_is_translated_and_its_links_lead_somewhere():
    english = {path.name for path in (FOLDER / "en").glob("*.md")}
    assert {path.name for path in (FOLDER / "uk").glob("*.md")} == english
    for language in ("en", "uk"):
        with in_language(language):
            pages = topics()
        ids = {page.id for page in pages}
        for page in pages:
            for link in page.text.split("(help:")[1:]:
                assert link.partition(")")[0] in ids, page.id


def test_search_wants_every_word_and_puts_titles_first():
    pages = topics()
    found = search(pages, "front  HISTORY")
    assert found[0].id == "analysis:front_history"
    assert all("front" in (page.title + page.text).casefold() for page in found)
    assert search(pages, "zzzz") == []
    assert search(pages, "") == list(pages)


def test_the_search_narrows_the_list_and_says_when_nothing_is_left(qtbot, help_window):
    everything = help_window.list.count()
    qtbot.keyClicks(help_window.words, "edition")
    assert 0 < help_window.list.count() < everything
    assert "edition" in help_window.page.toPlainText().casefold()
    qtbot.keyClicks(help_window.words, " qqq")
    assert help_window.list.count() == 0
    assert help_window.none.isVisible()


def test_links_lead_to_other_pages(help_window):
    help_window.page.anchorClicked.emit(QUrl("help:layers"))
    assert help_window.topic == "layers"


def test_f1_shows_the_page_about_where_the_focus_is(qtbot, window):
    desk = window.part(HelpDesk)
    window.activateWindow()
    for widget, topic in (
        (window.layers, "layers"),
        (window.table, "table"),
        (window.canvas, "map"),
        (window.plan.choice, "analysis:count"),
    ):
        inner = widget if widget.focusPolicy() != Qt.FocusPolicy.NoFocus else widget.findChild(QWidget)
        assert desk._topic_of(inner) == topic
    window.canvas.setFocus()
    window.actions_by_id["help.here"].trigger()
    assert desk.help is not None
    assert desk.help.isVisible()
    desk.close()
    assert not desk.help.isVisible()


def test_every_panel_has_a_page_of_its_own(window):
    known = {topic.id for topic in topics()}
    for name, dock in window.docks.items():
        if name != "plan":
            assert dock.widget().property(TOPIC) in known


def test_the_tour_has_five_steps_and_ends(qtbot, window):
    tour = window.part(Tour)
    window.actions_by_id["help.tour"].trigger()
    seen = []
    while tour.step is not None:
        seen.append(tour.step)
        assert str(tour.step.title) in tour.card.accessibleName()
        assert window.rect().contains(tour.card.geometry())
        tour.card.next_button.click()
    assert tuple(seen) == STEPS
    assert len(seen) == 5


def test_no_step_of_the_tour_is_cut_off(qtbot, window):
    from PySide6.QtWidgets import QApplication, QLabel

    tour = window.part(Tour)
    window.resize(1366, 768)
    window.actions_by_id["help.tour"].trigger()
    for _step in STEPS:
        QApplication.processEvents()
        for label in tour.card.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        tour.card.next_button.click()


def test_the_tour_is_walked_with_the_keyboard(qtbot, window):
    tour = window.part(Tour)
    tour.start()
    assert not tour.card.back_button.isEnabled()
    qtbot.keyClick(tour.card, Qt.Key.Key_Right)
    assert tour.step is STEPS[1]
    qtbot.keyClick(tour.card, Qt.Key.Key_Left)
    assert tour.step is STEPS[0]
    qtbot.keyClick(tour.card, Qt.Key.Key_Escape)
    assert tour.step is None


def test_show_me_asks_a_centre(window, settled):
    tour = window.part(Tour)
    tour.start()
    tour.card.next_button.click()
    tour.card.show_button.click()
    assert [ref.fids for ref in window.session.selection] == [(101,)]
    assert window.card.isVisible()


def test_the_tour_comes_by_itself_only_once_and_only_on_the_exercise(window, workspace, tmp_path):
    tour = window.part(Tour)
    window.files.opened.emit(tmp_path / "own.gpkg")
    assert tour.step is None
    window.files.opened.emit(None)
    assert tour.step is None
    assert not window.settings.seen
    tour.start()
    assert window.settings.seen == ("tour",)
    save_settings(window.settings, tmp_path / "settings.json")
    assert load_settings(tmp_path / "settings.json").seen == ("tour",)
    assert Settings().seen == ()
