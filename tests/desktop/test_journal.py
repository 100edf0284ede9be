"""The journal gives back every step that no file holds, at whatever moment it ends."""

from __future__ import annotations

import datetime as dt
import shutil

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from desktop.journal import Journal, base_of, bearing, journal_paths
from desktop.journal_reading import read_unsaved, rebuild, unsaved_workspaces
from layers.errors import WorkspaceError
from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.text import tr
from layers.workspace import Workspace
from planning.edits import add_feature, add_layer_for_drawing, remove_features, set_geometry, set_values


@pytest.fixture
def workspace(provenance):
    centres = gpd.GeoDataFrame(
        {"name_en": ["School", "Gym"], "capacity": [100, None], "rooms": [1, 2]},
        geometry=[Point(30, 49), Point(31, 49)],
        crs=4326,
    )
    return Workspace(
        name="Winter", layers=(new_layer("centres", kind_named("collective_centre"), centres, provenance),)
    )


@pytest.fixture
def file(workspace, tmp_path):
    path = tmp_path / "winter.gpkg"
    save_workspace(bearing(workspace, "first"), path)
    return path


@pytest.fixture
def places(file, tmp_path):
    return journal_paths(file, tmp_path / "recovery")


@pytest.fixture
def open_journals():
    made = []
    yield made
    for journal in made:
        journal.close()
        journal.join()


@pytest.fixture
def begun(file, places, open_journals):
    """A journal on the file, and what the file holds."""
    loaded = load_workspace(file)
    journal = Journal(places, base_of(file), loaded)
    open_journals.append(journal)
    return journal, loaded


def capacity(workspace, fid=1):
    return workspace.layer("centres").frame.loc[fid, "capacity"]


def edit(journal, workspace, value):
    after = set_values(workspace, "centres", {1: {"capacity": value}})
    journal.step("change", tr("capacity {n}", n=value), after)
    return after


def words(unsaved):
    return [str(step.text) for step in unsaved.steps]


def test_every_step_comes_back_with_its_name_and_time(begun, file, places):
    journal, loaded = begun
    began = dt.datetime.now(dt.UTC)
    one = edit(journal, loaded, 7)
    two, fid = add_feature(one, "centres", Point(33, 50), {"name_en": "Нова"})
    journal.step("change", tr("add {name}", name="Нова"), two)
    three = set_geometry(remove_features(two, "centres", [2]), "centres", {fid: Point(34, 50)})
    journal.step("change", tr("move"), three)
    assert journal.flush()
    unsaved = read_unsaved(places[0], file)
    assert words(unsaved) == ["capacity 7", "add Нова", "move"]
    assert all(began <= step.time <= dt.datetime.now(dt.UTC) for step in unsaved.steps)
    assert unsaved.fits
    assert not unsaved.is_altered
    rebuilt = rebuild(unsaved, load_workspace(file))
    assert capacity(rebuilt.base) == 100
    assert capacity(rebuilt.steps[0][1]) == 7
    frame = rebuilt.present.layer("centres").frame
    assert list(frame.index) == [1, fid]
    assert frame.geometry.loc[fid].equals(Point(34, 50))
    assert frame.loc[fid, "name_en"] == "Нова"


def test_nothing_is_written_before_the_first_step(begun, places):
    journal, _ = begun
    assert journal.flush()
    assert not places[0].exists()


def test_what_was_undone_is_not_offered_and_what_was_redone_is(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    two = edit(journal, one, 8)
    journal.step("undo", tr("capacity {n}", n=8), one)
    assert journal.flush()
    assert words(read_unsaved(places[0], file)) == ["capacity 7"]
    assert capacity(rebuild(read_unsaved(places[0], file), load_workspace(file)).present) == 7
    journal.step("redo", tr("capacity {n}", n=8), two)
    assert journal.flush()
    assert words(read_unsaved(places[0], file)) == ["capacity 7", "capacity 8"]
    journal.step("undo", tr("capacity {n}", n=8), one)
    journal.step("undo", tr("capacity {n}", n=7), loaded)
    assert journal.flush()
    assert read_unsaved(places[0], file) is None


def test_a_torn_end_is_told_and_the_rest_comes_back(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    assert journal.flush()
    whole = places[0].stat().st_size
    edit(journal, one, 8)
    assert journal.flush()
    content = places[0].read_bytes()
    for cut in (whole + 1, whole + 10, len(content) - 1):
        places[0].write_bytes(content[:cut])
        unsaved = read_unsaved(places[0], file)
        assert words(unsaved) == ["capacity 7"]
        assert unsaved.is_torn
    damaged = bytearray(content)
    damaged[whole + 40] ^= 0xFF
    places[0].write_bytes(damaged)
    assert words(read_unsaved(places[0], file)) == ["capacity 7"]


def test_after_a_save_the_journal_is_gone_and_goes_on_with_the_next_step(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    journal.saving("second", file)
    assert journal.flush()
    save_workspace(bearing(one, "second"), file, loaded)
    journal.saved("second", base_of(file), places)
    assert journal.flush()
    assert not places[0].exists()
    edit(journal, one, 8)
    assert journal.flush()
    unsaved = read_unsaved(places[0], file)
    assert words(unsaved) == ["capacity 8"]
    assert capacity(rebuild(unsaved, load_workspace(file)).base) == 7


def test_killed_between_save_and_emptying_nothing_is_applied_twice(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    two, fid = add_feature(one, "centres", None, {})
    journal.step("change", tr("add"), two)
    journal.saving("second", file)
    edit(journal, two, 9)
    assert journal.flush()
    before_the_save = read_unsaved(places[0], file)
    assert words(before_the_save) == ["capacity 7", "add", "capacity 9"]
    assert capacity(rebuild(before_the_save, load_workspace(file)).present) == 9
    save_workspace(bearing(two, "second"), file, loaded)
    after_the_save = read_unsaved(places[0], file)
    assert words(after_the_save) == ["capacity 9"]
    rebuilt = rebuild(after_the_save, load_workspace(file))
    assert list(rebuilt.present.layer("centres").frame.index) == [1, 2, fid]
    assert capacity(rebuilt.present) == 9
    journal.saved("second", base_of(file), places)
    assert journal.flush()
    assert words(read_unsaved(places[0], file)) == ["capacity 9"]


def test_steps_while_saving_without_a_journal_before_come_back(begun, file, places):
    journal, loaded = begun
    journal.saving("second", file)
    one = edit(journal, loaded, 7)
    assert journal.flush()
    save_workspace(bearing(loaded, "second"), file, loaded)
    assert words(read_unsaved(places[0], file)) == ["capacity 7"]
    journal.saved("second", base_of(file), places)
    edit(journal, one, 8)
    assert journal.flush()
    unsaved = read_unsaved(places[0], file)
    assert words(unsaved) == ["capacity 7", "capacity 8"]
    assert capacity(rebuild(unsaved, load_workspace(file)).present) == 8


def test_a_failed_save_leaves_every_step(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    journal.saving("never", file)
    edit(journal, one, 8)
    assert journal.flush()
    assert words(read_unsaved(places[0], file)) == ["capacity 7", "capacity 8"]


def test_undo_of_what_was_saved_is_a_step(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    journal.saving("second", file)
    save_workspace(bearing(one, "second"), file, loaded)
    journal.saved("second", base_of(file), places)
    journal.step("undo", tr("capacity {n}", n=7), loaded)
    assert journal.flush()
    unsaved = read_unsaved(places[0], file)
    assert words(unsaved) == ["undone: capacity 7"]
    assert capacity(rebuild(unsaved, load_workspace(file)).present) == 100
    journal.step("redo", tr("capacity {n}", n=7), one)
    assert journal.flush()
    assert read_unsaved(places[0], file) is None


def test_a_workspace_without_file_comes_back_whole(workspace, tmp_path, open_journals):
    folder = tmp_path / "recovery"
    journal = Journal((folder / "unsaved-1.journal",), None, workspace)
    open_journals.append(journal)
    edit(journal, workspace, 7)
    assert journal.flush()
    (found,) = unsaved_workspaces(folder)
    unsaved = read_unsaved(found)
    assert (unsaved.base, unsaved.title) == (None, "Winter")
    rebuilt = rebuild(unsaved, None)
    assert (capacity(rebuilt.base), capacity(rebuilt.present)) == (100, 7)


def test_saved_under_a_name_the_steps_follow_on_the_new_file(workspace, tmp_path, open_journals):
    folder, file = tmp_path / "recovery", tmp_path / "new.gpkg"
    first = folder / "unsaved-1.journal"
    journal = Journal((first,), None, workspace)
    open_journals.append(journal)
    one = edit(journal, workspace, 7)
    journal.saving("a", file)
    two = edit(journal, one, 8)
    assert journal.flush()
    assert words(read_unsaved(first)) == ["capacity 7", "capacity 8"]
    save_workspace(bearing(one, "a"), file)
    # killed here, the new file is the one the last step follows on
    unsaved = read_unsaved(first)
    assert (unsaved.base.path, words(unsaved)) == (file, ["capacity 8"])
    assert capacity(rebuild(unsaved, load_workspace(file)).present) == 8
    journal.saved("a", base_of(file), journal_paths(file, folder))
    edit(journal, two, 9)
    assert journal.flush()
    assert not first.exists()
    assert words(read_unsaved(journal_paths(file, folder)[0], file)) == ["capacity 8", "capacity 9"]


def test_a_file_that_another_program_changed_is_told(begun, file, places, workspace):
    journal, loaded = begun
    edit(journal, loaded, 7)
    assert journal.flush()
    altered = load_workspace(file)
    save_workspace(set_values(altered, "centres", {2: {"capacity": 5}}), file)
    unsaved = read_unsaved(places[0], file)
    assert unsaved.fits
    assert unsaved.is_altered
    rebuilt = rebuild(unsaved, load_workspace(file))
    assert (capacity(rebuilt.present), capacity(rebuilt.present, 2)) == (7, 5)
    save_workspace(bearing(remove_features(altered, "centres", [1]), "other"), file)
    unsaved = read_unsaved(places[0], file)
    assert not unsaved.fits
    with pytest.raises(WorkspaceError, match="do not fit"):
        rebuild(unsaved, load_workspace(file))


def test_a_damaged_beginning_is_an_error_and_not_nothing(begun, file, places):
    journal, loaded = begun
    edit(journal, loaded, 7)
    assert journal.flush()
    places[0].write_bytes(b"x" + places[0].read_bytes()[1:])
    with pytest.raises(WorkspaceError, match="cannot be read"):
        read_unsaved(places[0], file)


def test_where_nothing_may_be_put_beside_the_file_it_goes_elsewhere(file, places, open_journals):
    places[0].mkdir()
    loaded = load_workspace(file)
    journal = Journal(places, base_of(file), loaded)
    open_journals.append(journal)
    edit(journal, loaded, 7)
    assert journal.flush()
    assert words(read_unsaved(places[1], file)) == ["capacity 7"]


def test_what_the_disk_refuses_is_told_and_written_later(file, tmp_path, open_journals, monkeypatch):
    monkeypatch.setattr("desktop.journal._RETRY_S", 0.05)
    blocked = tmp_path / "folder"
    blocked.write_text("in the way")
    told = []
    loaded = load_workspace(file)
    journal = Journal((blocked / "a.journal",), base_of(file), loaded, lambda: told.append(journal.error))
    open_journals.append(journal)
    one = edit(journal, loaded, 7)
    edit(journal, one, 8)
    assert not journal.flush(0.3)
    assert isinstance(told[0], OSError)
    blocked.unlink()
    assert journal.flush(5)
    assert words(read_unsaved(blocked / "a.journal", file)) == ["capacity 7", "capacity 8"]
    assert journal.error is None


def test_a_journal_taken_away_is_begun_again_with_everything(begun, file, places):
    journal, loaded = begun
    one = edit(journal, loaded, 7)
    assert journal.flush()
    places[0].unlink()
    journal.step("change", tr("add"), add_layer_for_drawing(one, "damage", "drawn"))
    assert journal.flush()
    rebuilt = rebuild(read_unsaved(places[0], file), load_workspace(file))
    assert capacity(rebuilt.present) == 7
    assert rebuilt.present.layer("drawn") is not None


def test_a_journal_taken_over_goes_on(begun, file, places, open_journals):
    journal, loaded = begun
    edit(journal, loaded, 7)
    assert journal.flush()
    torn = places[0].read_bytes() + b"CRJ1torn"
    places[0].write_bytes(torn)
    unsaved = read_unsaved(places[0], file)
    rebuilt = rebuild(unsaved, load_workspace(file))
    second = Journal(places, unsaved.base, rebuilt.present)
    open_journals.append(second)
    second.continue_in(places[0], unsaved.length, unsaved.last, unsaved.start, rebuilt.base)
    edit(second, rebuilt.present, 8)
    assert second.flush()
    again = read_unsaved(places[0], file)
    assert words(again) == ["capacity 7", "capacity 8"]
    assert not again.is_torn
    assert capacity(rebuild(again, load_workspace(file)).present) == 8


def test_what_the_file_changed_in_types_does_not_matter(begun, file, places, tmp_path):
    """A column of whole numbers with a gap comes back from the file as another type; steps still fit."""
    journal, loaded = begun
    one = set_values(loaded, "centres", {1: {"rooms": None}})
    hazards = add_layer_for_drawing(one, "hazard_area", "hazards")
    drawn, fid = add_feature(hazards, "hazards", box(30, 48, 31, 49), {"name": "field"})
    journal.step("change", tr("draw"), drawn)
    journal.saving("second", file)
    later = set_values(drawn, "centres", {1: {"rooms": 4}, 2: {"rooms": None}})
    later = set_values(later, "hazards", {fid: {"note": "mines"}})
    journal.step("change", tr("rooms"), later)
    assert journal.flush()
    save_workspace(bearing(drawn, "second"), file, loaded)
    rebuilt = rebuild(read_unsaved(places[0], file), load_workspace(file))
    assert rebuilt.present.layer("centres").frame.loc[1, "rooms"] == 4
    assert rebuilt.present.layer("hazards").frame.loc[fid, "note"] == "mines"


def test_a_copied_file_keeps_its_own_journal(begun, file, places, tmp_path):
    journal, loaded = begun
    edit(journal, loaded, 7)
    assert journal.flush()
    copy = tmp_path / "copy.gpkg"
    shutil.copyfile(file, copy)
    assert not journal_paths(copy, tmp_path / "recovery")[0].exists()


def test_discarded_it_leaves_no_file(begun, places):
    journal, loaded = begun
    edit(journal, loaded, 7)
    journal.discard()
    journal.join()
    assert not places[0].exists()
