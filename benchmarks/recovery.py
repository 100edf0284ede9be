"""Kill -9 at random moments of editing and saving, and see that nothing older than two seconds is lost.

    python benchmarks/recovery.py [--times 200] [--seed 0] [--without-journal] [--torn-saves]

A process edits a workspace without pause (adds, moves, changes and removes features, undoes, redoes) and
saves it now and then, noting each state before it makes it. It is killed at a random moment. Then

- the file opens, holds one of the states that were saved, and none older than the last save that was whole;
- the journal gives back a state at least as new as the last that was made two seconds before the kill.

`--without-journal` and `--torn-saves` break the one and the other, to see that the judge notices.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import geopandas as gpd
import shapely
from PySide6.QtCore import QCoreApplication, QTimer

from desktop.background import Background
from desktop.file_controller import FileController
from desktop.journal import Journal
from desktop.journal_reading import rebuild
from desktop.lock import FileLock
from desktop.opening import open_file
from desktop.session import Session
from layers.errors import LayerError
from layers.formats.geopackage import save_workspace
from layers.kinds import kind_named
from layers.layer import Provenance, new_layer
from layers.text import tr
from layers.workspace import Workspace
from planning.edits import add_feature, remove_features, set_geometry, set_values

PROMISED_S = 2.0
LAYER = "centres"
_START_S = 60.0
_SAVE_SHARES = (0.08, 0.004)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found after one kill: what is wrong, nothing when all is well."""

    wrong: tuple[str, ...]
    states: int
    saves: int
    behind_s: float


def made_up(count: int = 300) -> Workspace:
    """A workspace of invented centres."""
    frame = gpd.GeoDataFrame(
        {"name_en": [f"Centre {n}" for n in range(count)], "capacity": list(range(count))},
        geometry=gpd.points_from_xy(
            [22 + n * 0.05 for n in range(count)], [48 + n % 7 for n in range(count)]
        ),
        crs=4326,
    )
    provenance = Provenance(source="invented", date=None, imported_at=dt.datetime.now(dt.UTC), exercise=True)
    layer = new_layer(LAYER, kind_named("collective_centre"), frame, provenance)
    return Workspace(name="Killed", layers=(layer,))


def signature(workspace: Workspace) -> str:
    """What tells one state from another: every fid, name, capacity and place."""
    frame = workspace.layer(LAYER).frame.sort_index()
    rows = zip(
        frame.index.tolist(),
        frame["name_en"].fillna("").tolist(),
        frame["capacity"].astype("float64").fillna(-1).tolist(),
        shapely.to_wkb(frame.geometry.to_numpy(), hex=True).tolist(),
        strict=True,
    )
    return hashlib.sha1(json.dumps(list(rows)).encode()).hexdigest()


class Worker:
    """Edits and saves until it is killed."""

    def __init__(self, file: Path, log: Path, seed: int, *, saves: bool = True) -> None:
        self._random = random.Random(seed)
        # every other one seldom saves, so that much hangs on the journal
        self._save_share = _SAVE_SHARES[seed % 2] if saves else 0.0
        self._log = log.open("a", encoding="utf-8")
        self._session = Session(Background())
        self._files = FileController(self._session, None)  # type: ignore[arg-type]
        self._files.failed.connect(lambda error: self._note("failed", str(error)))
        self._files.saved.connect(lambda _path: self._note("saved", self._saving))
        self._files.opened.connect(lambda _path: self._go_on())
        self._saving = ""
        self._files.open_path(file)

    def _note(self, what: str, state: str) -> None:
        self._log.write(json.dumps([time.time(), what, state]) + "\n")
        self._log.flush()

    def _go_on(self) -> None:
        choice = self._random.random()
        session = self._session
        if choice < 0.08 and session.undo_text is not None:
            self._note("state", signature(session._history.undone().present))
            session.undo()
        elif choice < 0.12 and session.redo_text is not None:
            self._note("state", signature(session._history.redone().present))
            session.redo()
        elif self._save_share and choice < 0.12 + self._save_share and not self._files.is_saving:
            self._saving = signature(session.workspace)
            self._note("saving", self._saving)
            self._files.save()
        else:
            name, workspace = self._edited(session.workspace)
            self._note("state", signature(workspace))
            session.change(tr("{name}", name=name), workspace)
        QTimer.singleShot(self._random.choice((0, 1, 5, 20, 60)), self._go_on)

    def _edited(self, workspace: Workspace) -> tuple[str, Workspace]:
        pick = self._random
        fids = workspace.layer(LAYER).frame.index.tolist()
        place = shapely.Point(round(pick.uniform(22, 40), 6), round(pick.uniform(44, 52), 6))
        what = pick.choice(("add", "move", "change", "change", "remove"))
        fid = pick.choice(fids)
        if what == "add":
            return what, add_feature(workspace, LAYER, place, {"name_en": f"New {pick.random()}"})[0]
        if what == "move":
            return what, set_geometry(workspace, LAYER, {fid: place})
        if what == "remove" and len(fids) > 50:
            return what, remove_features(workspace, LAYER, [fid])
        return "change", set_values(workspace, LAYER, {fid: {"capacity": pick.randrange(10_000)}})


def work(file: str, log: str, seed: int, without_journal: bool, torn_saves: bool) -> None:
    """The process that is killed."""
    if without_journal:
        Journal.step = lambda *_args: None  # type: ignore[method-assign]
    if torn_saves:
        _save_in_place()
    application = QCoreApplication([])
    # a save at the right moment would make up for the journal
    worker = Worker(Path(file), Path(log), seed, saves=not without_journal)
    application.exec()
    del worker


def _save_in_place() -> None:
    """Save as one must not: into the file itself, piece by piece."""
    import layers.formats.geopackage as geopackage

    def save(workspace: Workspace, path: Path, _saved: Workspace | None = None) -> None:
        draft = path.with_name("whole.gpkg")
        save_workspace(workspace, draft)
        content = draft.read_bytes()
        with path.open("wb") as handle:
            for start in range(0, len(content), 4096):
                handle.write(content[start : start + 4096])
                handle.flush()
                time.sleep(0.005)

    geopackage.save_workspace = save


def kill_once(
    folder: Path,
    seed: int,
    *,
    without_journal: bool = False,
    torn_saves: bool = False,
    after_s: tuple[float, float] = (0.05, 5.0),
) -> Verdict:
    """Start the process, kill it at a random moment of `after_s`, and judge what is left."""
    file, log = folder / f"killed-{seed}.gpkg", folder / f"killed-{seed}.log"
    save_workspace(made_up(), file)
    log.touch()
    context = _context()
    arguments = (str(file), str(log), seed, without_journal, torn_saves)
    process = context.Process(target=work, args=arguments, daemon=True)
    process.start()
    began = time.time()
    while not log.stat().st_size and time.time() - began < _START_S and process.is_alive():
        time.sleep(0.01)
    time.sleep(random.Random(seed).uniform(*after_s))
    process.kill()
    killed = time.time()
    process.join()
    return judge(file, _notes(log), killed)


def judge(file: Path, notes: list[tuple[float, str, str]], killed: float) -> Verdict:
    """Compare what the file and the journal hold with what was done."""
    wrong: list[str] = [f"the work failed: {state}" for _, what, state in notes if what == "failed"]
    states = [state for _, what, state in notes if what == "state"]
    saves = [state for _, what, state in notes if what == "saved"]
    if not notes:
        return Verdict(("the process did nothing",), 0, 0, 0.0)
    try:
        opened = open_file(file)
    except LayerError as error:
        return Verdict((*wrong, f"the file does not open: {error}"), len(states), len(saves), 0.0)
    try:
        held = signature(opened.workspace)
        begun = [state for _, what, state in notes if what == "saving"]
        newest = begun[len(saves) - 1 :] if saves else [signature(made_up()), *begun]
        if held not in newest:
            wrong.append("the file holds neither the last whole save nor the one under way")
        unsaved = opened.custody.unsaved
        present = rebuild(unsaved, opened.workspace).present if unsaved is not None else opened.workspace
        due = _last_before(notes, killed - PROMISED_S)
        found = [moment for moment, what, state in notes if what == "state" and state == signature(present)]
        behind = killed - max(found) if found else 0.0
        if due is not None and (not found or max(found) < due):
            wrong.append("an edit older than two seconds is lost")
        if not found and states and held not in (*begun, signature(made_up())):
            wrong.append("what came back is no state there was")
        if opened.custody.lock is None or not isinstance(opened.custody.lock, FileLock):
            wrong.append("the lock of the dead process holds")
    except LayerError as error:
        wrong.append(f"the journal does not fit the file: {error}")
        behind = 0.0
    finally:
        opened.custody.end()
    return Verdict(tuple(wrong), len(states), len(saves), behind)


def _last_before(notes: list[tuple[float, str, str]], moment: float) -> float | None:
    return max((at for at, what, _ in notes if what == "state" and at <= moment), default=None)


def _notes(log: Path) -> list[tuple[float, str, str]]:
    notes = []
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            at, what, state = json.loads(line)
        except ValueError:
            continue
        notes.append((float(at), str(what), str(state)))
    return notes


def _context() -> Any:
    """Processes begun from a clean one that has imported everything, where the system can."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def main() -> int:
    """Kill it many times and count what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-journal", action="store_true")
    parser.add_argument("--torn-saves", action="store_true")
    chosen = parser.parse_args()
    wrong = 0
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(chosen.times):
            verdict = kill_once(
                Path(folder),
                chosen.seed + number,
                without_journal=chosen.without_journal,
                torn_saves=chosen.torn_saves,
            )
            verdicts.append(verdict)
            wrong += bool(verdict.wrong)
            for sentence in verdict.wrong:
                print(f"kill {chosen.seed + number}: {sentence}", flush=True)
    behind = sorted(verdict.behind_s for verdict in verdicts)
    states, saves = sum(v.states for v in verdicts), sum(v.saves for v in verdicts)
    print(
        f"{chosen.times} kills, {states:,} edits, {saves:,} whole saves; {wrong} kills with something wrong; "
        f"what came back was {behind[len(behind) // 2]:.3f} s old at the median, {behind[-1]:.3f} s at most"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
