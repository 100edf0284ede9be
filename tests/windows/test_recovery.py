"""Work that was not saved is offered at the next opening; a file has one window that saves to it."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.journal import Journal, base_of, bearing, journal_paths
from desktop.journal_reading import read_unsaved, rebuild
from desktop.lock import FileLock, Holder, take_lock
from desktop.recovery import Recovery
from desktop.settings import recovery_folder
from layers.formats.geopackage import load_workspace, save_workspace
from layers.text import tr
from planning.edits import set_values


@pytest.fixture
def file(workspace, tmp_path):
    path = tmp_path / "winter.gpkg"
    save_workspace(bearing(workspace, "first"), path)
    return path


def capacity(workspace, fid=101):
    return workspace.layer("centres").frame.loc[fid, "capacity"]


def edited(workspace, value):
    return set_values(workspace, "centres", {101: {"capacity": value}})


def step(window, value):
    window.session.change(tr("capacity {n}", n=value), edited(window.session.workspace, value))


def left_behind(file, *values):
    """The journal of a sitting that ended badly after these edits."""
    workspace = load_workspace(file)
    journal = Journal(journal_paths(file, recovery_folder()), base_of(file), workspace)
    for value in values:
        workspace = edited(workspace, value)
        journal.step("change", tr("capacity {n}", n=value), workspace)
    assert journal.flush()
    journal.close()
    journal.join()
    return journal.path


def opened(qtbot, window, file):
    with qtbot.waitSignal(window.files.opened, timeout=20_000):
        window.files.open_path(file)


def saved(qtbot, window):
    with qtbot.waitSignal(window.files.saved, timeout=20_000):
        window.files.save()


def test_edits_are_on_the_disk_within_two_seconds_and_the_status_bar_says_when(qtbot, window, file):
    opened(qtbot, window, file)
    step(window, 7)
    journal = journal_paths(file, recovery_folder())[0]
    qtbot.waitUntil(journal.is_file, timeout=2000)
    qtbot.waitUntil(lambda: window.status.saved.text().startswith("autosaved"), timeout=2000)
    saved(qtbot, window)
    qtbot.waitUntil(lambda: not journal.exists(), timeout=2000)
    assert window.status.saved.text().startswith("saved")
    step(window, 8)
    qtbot.waitUntil(journal.is_file, timeout=2000)


def test_what_was_not_saved_is_offered_in_words_and_taken_over(qtbot, window, file):
    journal = left_behind(file, 7, 8)
    opened(qtbot, window, file)
    dialog = window.part(Recovery).dialog
    assert "2 changes of “winter.gpkg”" in dialog.words.text()
    assert [dialog.steps.item(row).text()[22:] for row in range(2)] == ["capacity 7", "capacity 8"]
    assert capacity(window.session.workspace) == 100
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: capacity(window.session.workspace) == 8)
    assert window.session.has_changes
    assert str(window.session.undo_text) == "capacity 8"
    window.session.undo()
    assert capacity(window.session.workspace) == 7
    assert journal.exists()
    saved(qtbot, window)
    qtbot.waitUntil(lambda: not journal.exists(), timeout=2000)
    assert capacity(load_workspace(file)) == 7


@pytest.mark.parametrize("how", ["button", "escape"])
def test_kept_aside_it_is_a_file_of_its_own(qtbot, window, file, how):
    journal = left_behind(file, 7)
    opened(qtbot, window, file)
    dialog = window.part(Recovery).dialog
    if how == "button":
        qtbot.mouseClick(dialog.keep_aside, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "kept in" in window.messages.text, timeout=10_000)
    (aside,) = file.parent.glob("winter.recovery-*.gpkg")
    assert capacity(load_workspace(aside)) == 7
    assert capacity(window.session.workspace) == 100
    assert not window.session.has_changes
    assert not journal.exists()
    step(window, 9)
    qtbot.waitUntil(journal.is_file, timeout=2000)


def test_steps_that_do_not_fit_the_file_are_kept_and_not_applied(qtbot, window, file, workspace):
    journal = left_behind(file, 7)
    save_workspace(bearing(workspace, "restored"), file)
    opened(qtbot, window, file)
    dialog = window.part(Recovery).dialog
    assert "no longer the one" in dialog.words.text()
    assert not dialog.take.isEnabled()
    qtbot.mouseClick(dialog.keep_aside, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "kept in" in window.messages.text, timeout=10_000)
    assert list(file.parent.glob(f"{journal.name}.aside-*"))
    assert capacity(window.session.workspace) == 100


def test_a_window_closed_without_an_answer_asks_again(qtbot, window, file):
    journal = left_behind(file, 7)
    opened(qtbot, window, file)
    window.close()
    assert journal.exists()
    assert isinstance(take_lock(file), FileLock)


def test_a_workspace_that_never_had_a_file_is_offered_at_the_start(qtbot, window, workspace):
    place = recovery_folder() / "unsaved-20250101-100000-1-1.journal"
    journal = Journal((place,), None, workspace)
    journal.step("change", tr("capacity {n}", n=7), edited(workspace, 7))
    assert journal.flush()
    journal.close()
    journal.join()
    window.files.new()
    qtbot.waitUntil(lambda: window.part(Recovery).dialog is not None, timeout=10_000)
    dialog = window.part(Recovery).dialog
    assert "“Winter”" in dialog.words.text()
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.workspace.name == "Winter")
    assert capacity(window.session.workspace) == 7
    assert window.session.path is None
    step(window, 8)
    assert window.session.custody.journal.flush()
    assert window.session.custody.journal.path == place


def test_the_journal_of_a_running_window_is_not_offered(qtbot, window, workspace):
    step(window, 7)
    assert window.session.custody.journal.flush()
    job = window.part(Recovery).look_for_unsaved()
    with qtbot.waitSignal(job.done, timeout=10_000):
        pass
    assert window.part(Recovery).dialog is None


def test_thrown_away_by_the_user_it_is_not_offered_again(qtbot, window, file):
    opened(qtbot, window, file)
    step(window, 7)
    assert window.session.custody.journal.flush()
    window._closing = True
    window.close()
    assert not journal_paths(file, recovery_folder())[0].exists()


def test_a_file_open_elsewhere_is_looked_at_only_and_it_is_said_who_has_it(qtbot, window, file, monkeypatch):
    other = take_lock(file)
    opened(qtbot, window, file)
    assert window.session.is_read_only
    assert "read-only" in window.windowTitle()
    assert window.status.saved.text() == "read-only"
    assert "on this computer, since" in window.messages.text
    step(window, 7)
    before = file.read_bytes()
    window.files.save()
    assert "One window at a time" in window.messages.text
    assert window.messages.offer.text() == "Save &as…"
    copy = file.with_name("copy.gpkg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(copy), ""))
    with qtbot.waitSignal(window.files.saved, timeout=20_000):
        qtbot.mouseClick(window.messages.offer, Qt.MouseButton.LeftButton)
    assert not window.session.is_read_only
    assert capacity(load_workspace(copy)) == 7
    assert file.read_bytes() == before
    assert isinstance(take_lock(copy), Holder)
    other.release()


def test_a_copy_of_a_held_file_is_worked_on(qtbot, window, file):
    other = take_lock(file)
    opened(qtbot, window, file)
    qtbot.mouseClick(window.messages.offer, Qt.MouseButton.LeftButton)
    assert not window.session.is_read_only
    assert window.session.path is None
    assert capacity(window.session.workspace) == 100
    other.release()


def test_a_reader_leaves_the_journal_of_the_writer_alone(qtbot, window, file):
    other = take_lock(file)
    journal = left_behind(file, 7)
    opened(qtbot, window, file)
    assert window.part(Recovery).dialog is None
    step(window, 9)
    assert window.session.custody.journal.flush()
    assert window.session.custody.journal.path.parent == recovery_folder()
    assert journal.exists()
    other.release()


def test_a_held_file_is_not_saved_over(qtbot, window, file, monkeypatch):
    other = take_lock(file)
    before = file.read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(file), ""))
    window.files.save_as()
    assert "open in another window" in window.messages.text
    assert file.read_bytes() == before
    other.release()


def test_the_same_file_is_opened_again_in_its_own_window(qtbot, window, file):
    opened(qtbot, window, file)
    opened(qtbot, window, file)
    assert not window.session.is_read_only
    assert isinstance(take_lock(file), Holder)
    window.files.new()
    found = take_lock(file)
    assert isinstance(found, FileLock)
    found.release()


def test_the_lock_of_a_dead_window_counts_for_nothing_and_that_of_another_machine_does(file, tmp_path):
    from PySide6.QtCore import QProcess

    process = QProcess()
    root = Path(__file__).parents[2]
    process.setWorkingDirectory(str(root))
    code = (
        "import os; from pathlib import Path; from desktop.lock import take_lock; "
        f"lock = take_lock(Path({str(file)!r})); os.kill(os.getpid(), 9)"
    )
    process.start(sys.executable, ["-c", code])
    assert process.waitForFinished(30_000)
    lock = file.with_name(file.name + ".lock")
    assert lock.exists()
    kept = tmp_path / "kept"
    shutil.copyfile(lock, kept)
    found = take_lock(file)
    assert isinstance(found, FileLock)
    found.release()
    lines = kept.read_text().splitlines()
    lines[2] = "another-machine"
    # the ids of the machine and of its last start follow
    lock.write_text("\n".join([*lines[:3], "x" * 32, "y" * 36]) + "\n")
    note = {"user": "olena", "machine": "another-machine", "since": "2025-01-16T08:00:00+00:00"}
    lock.with_name(lock.name + ".json").write_text(json.dumps(note))
    found = take_lock(file)
    assert isinstance(found, Holder)
    assert str(found.text()).startswith("olena on another-machine, since 16.01.2025")


def test_a_language_chosen_keeps_file_and_journal(qtbot, window, file):
    opened(qtbot, window, file)
    step(window, 7)
    custody = window.session.custody
    from desktop.session import Session

    other = Session(window.background)
    other.take_over(window.session)
    assert other.custody is custody
    assert window.session.custody is None
    other.change(tr("capacity {n}", n=8), edited(other.workspace, 8))
    assert custody.journal.flush()
    assert isinstance(take_lock(file), Holder)
    other.let_go()


def test_going_back_several_steps_at_once_is_written_too(qtbot, window, file):
    opened(qtbot, window, file)
    for value in (7, 8, 9):
        step(window, value)
    window.session.go_to_step(1)
    assert window.session.custody.journal.flush()
    unsaved = read_unsaved(journal_paths(file, recovery_folder())[0], file)
    assert [str(step.text) for step in unsaved.steps] == ["capacity 7"]
    window.session.go_to_step(3)
    assert window.session.custody.journal.flush()
    unsaved = read_unsaved(journal_paths(file, recovery_folder())[0], file)
    assert [str(step.text) for step in unsaved.steps] == ["capacity 7", "capacity 8", "capacity 9"]
    assert capacity(rebuild(unsaved, load_workspace(file)).present) == 9
