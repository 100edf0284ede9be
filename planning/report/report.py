"""A whole report: map pages, workbook, brief and outcomes, in one folder and one edition."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from layers.text import tr
from layers.workspace import Workspace
from planning.errors import PlanningError
from planning.outcome import Outcome
from planning.report import page_texts
from planning.report.edition import RULES, Edition, for_edition, left_out_note, outcome_for_edition
from planning.report.outcome_json import outcome_as_json
from planning.run_control import RunControl

_LONGEST_NAME = 60


def write_report(
    folder: Path,
    workspace: Workspace,
    *,
    edition: Edition = Edition.INTERNAL,
    outcomes: Sequence[Outcome] = (),
    control: RunControl | None = None,
) -> tuple[Path, ...]:
    """Write everything a report holds into `folder`; nothing is left there unless all of it was made.

    Files begin with the workspace's name, EXERCISE where it is one, and the edition: ``…_overview.pdf`` and
    ``.png``, ``…_<analysis>.pdf`` and ``.png`` for each outcome that shows anything on the map in this
    edition, ``…_tables.xlsx``, ``…_brief.docx`` and
    ``…_outcomes.json``.

    Returns
    -------
    tuple of Path
        The files, in that order.

    Raises
    ------
    PlanningError
        When a file cannot be written.
    Cancelled
        When stopped through `control`.
    """
    control = control or RunControl()
    edition = Edition(edition)
    exercise = page_texts.is_exercise(workspace, outcomes)
    stem = report_stem(workspace, edition, exercise)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        made = _write_all(draft, stem, workspace, edition, outcomes, control)
        control.step(1.0, tr("putting the files in place"))
        return tuple(_placed(path, folder) for path in made)
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(draft)


def report_stem(workspace: Workspace, edition: Edition, exercise: bool) -> str:
    """What the name of each file begins with: workspace, EXERCISE where it is one, and edition."""
    mark = "_EXERCISE" if exercise else ""
    return f"{_file_name(workspace.name)}{mark}_{edition}"


def _write_all(
    draft: Path,
    stem: str,
    workspace: Workspace,
    edition: Edition,
    outcomes: Sequence[Outcome],
    control: RunControl,
) -> list[Path]:
    from planning.report.brief import write_brief
    from planning.report.map_page import write_maps
    from planning.report.spreadsheet import write_tables

    files: list[Path] = []
    pictures: list[Path | None] = []
    names = _page_names(outcomes)
    for number, (name, outcome) in enumerate(zip(names, (None, *outcomes), strict=True)):
        if outcome is not None and not outcome_for_edition(outcome, edition, workspace).map_layers:
            # a page with nothing of the analysis on it would only repeat the overview under its name
            pictures.append(None)
            continue
        paths = [draft / f"{stem}_{name}.{ending}" for ending in ("pdf", "png")]
        part = control.part(0.8 * number / len(names), 0.8 * (number + 1) / len(names))
        write_maps(paths, workspace, landscape=True, outcome=outcome, edition=edition, control=part)
        files += paths
        pictures.append(paths[-1])
    control.step(0.8, tr("writing the tables"))
    files.append(draft / f"{stem}_tables.xlsx")
    write_tables(files[-1], outcomes, workspace, edition, control.part(0.8, 0.9))
    control.step(0.9, tr("writing the brief"))
    files.append(draft / f"{stem}_brief.docx")
    write_brief(files[-1], outcomes, workspace, edition, pictures, control.part(0.9, 0.96))
    control.step(0.96, tr("writing the outcomes"))
    files.append(draft / f"{stem}_outcomes.json")
    _write_outcomes(files[-1], workspace, edition, outcomes)
    return files


def _write_outcomes(path: Path, workspace: Workspace, edition: Edition, outcomes: Sequence[Outcome]) -> None:
    note = left_out_note(workspace, edition)
    shown = [outcome_for_edition(outcome, edition, workspace) for outcome in outcomes]
    exercise = page_texts.is_exercise(workspace, outcomes)
    kept = for_edition(workspace, edition)
    content = {
        "workspace": kept.name,
        "edition": str(edition),
        "mark": str(RULES[edition].mark),
        "exercise": exercise,
        "note": str(page_texts.EXERCISE_NOTE) if exercise else "",
        "left_out": str(note) if note is not None else "",
        "sources": [str(line.text) for line in page_texts.source_lines(kept.layers, kept)],
        "disclaimer": page_texts.disclaimer(kept),
        "outcomes": [outcome_as_json(outcome) for outcome in shown],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _page_names(outcomes: Sequence[Outcome]) -> list[str]:
    names = ["overview"]
    for outcome in outcomes:
        wanted = _file_name(outcome.analysis or "analysis")
        name, number = wanted, 2
        while name in names:
            name, number = f"{wanted}_{number}", number + 1
        names.append(name)
    return names


def _placed(path: Path, folder: Path) -> Path:
    target = folder / path.name
    try:
        path.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error
    return target


def _unwritable(path: Path, error: OSError) -> PlanningError:
    return PlanningError(
        tr("the report could not be written ({reason})", reason=error.strerror or error),
        where=str(path),
        todo=tr("Close other programs that hold its files, check the free space, or choose another folder."),
    )


def _file_name(text: str) -> str:
    """Text as part of a file name that every system takes; letters of any alphabet stay."""
    letters = unicodedata.normalize("NFC", text)
    name = re.sub(r"[^\w-]+", "_", letters).strip("_")
    return name[:_LONGEST_NAME].rstrip("_") or "corridor"
