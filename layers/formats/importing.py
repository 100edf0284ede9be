"""Files and folders into layers of a workspace, with a report of all that was found, mended and left out.

`import_files` does it at one go. A window does it in steps: `read_files`, `proposed`, `tried` as often as the
user changes something, and `added`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from layers.errors import LayerError, UnsupportedFile
from layers.formats.building import build, with_message
from layers.formats.choices import SECTION, Choices, Words, map_key, remember, remembered
from layers.formats.grouping import Recognised, grouped, recognised, without_asides
from layers.formats.import_report import ImportResult, LayerReport, Refused
from layers.formats.reading import files_in, is_supported, part_of, read_sources, supported
from layers.formats.review import kept_for_review
from layers.formats.source import Source
from layers.formats.updating import placed_beside
from layers.kinds import kind_named
from layers.layer import Layer
from layers.layer_kind import Problem
from layers.text import Text, tr
from layers.workspace import Document, Workspace

Progress = Callable[[float, "Text | str"], None]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A layer that files may become, and what was decided about it.

    Attributes
    ----------
    group : Recognised
        The rows, the kind they are taken for and why.
    key : str
        Under which decisions are remembered.
    choices : Choices
        Decisions: those made before about such files, and those of now.
    decided : Choices
        Those of now alone, to be remembered.
    told : tuple of Problem
        What is said of all this.
    """

    group: Recognised
    key: str
    choices: Choices = field(default_factory=Choices)
    decided: Choices = field(default_factory=Choices)
    told: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What files hold, before anything is decided."""

    sources: tuple[tuple[Source, tuple[Path, ...]], ...]
    refused: tuple[Refused, ...]


def import_files(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    kind: str = "",
    date: dt.date | None = None,
    columns: Mapping[str, str] | None = None,
    values: Words | None = None,
    areas: Mapping[str, str] | None = None,
    total: float | None = None,
    as_new: bool = False,
    maps: Sequence[Document] = (),
    progress: Progress = lambda _fraction, _stage: None,
) -> ImportResult:
    """`workspace` with a layer for each table, layer or grid in `paths`.

    Like files of a folder become one layer unless their names are dated apart. A layer made from the same
    file before is replaced, one of an earlier state of the file is updated (see `layers.formats.updating`).
    Files that gave no layer are told in `ImportResult.refused` and with the last report. Decisions given here
    are remembered in the workspace for the publisher's next file.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    kind : str, optional
        Layer kind, when it is not to be recognised.
    date : date, optional
        The day the data speaks of, when it is not to be read from the file.
    columns : mapping of str to str, optional
        Source column by field; ``lon`` and ``lat`` name columns of coordinates.
    values : mapping of str to mapping of str to str, optional
        By field, words as the publisher writes them and the value each stands for.
    areas : mapping of str to str, optional
        Code of the area that a name means which fits several or none.
    total : float, optional
        People that the cells of a population grid are scaled to add up to.
    as_new : bool
        Add layers beside those there are, even where they would update one.
    maps : sequence of Document, optional
        Decisions remembered outside of the workspace; its own come before them.

    Raises
    ------
    LayerError
        When no layer could be made; told for the first file that failed.
    """
    small = {
        name: {word.casefold(): value for word, value in words.items()}
        for name, words in (values or {}).items()
    }
    choices = Choices(
        kind=kind,
        date=date,
        columns=dict(columns or {}),
        values=small,
        areas=dict(areas or {}),
        total=total,
        as_new=as_new,
    )
    reading = read_files(paths, lambda fraction, stage: progress(0.6 * fraction, stage))
    proposals = proposed(workspace, reading, choices, maps)
    built: list[tuple[Proposal, Layer, LayerReport]] = []
    refused = list(reading.refused)
    for number, proposal in enumerate(proposals):
        where = proposal.group.source.path.name
        stage = tr("{name}: layer {n} of {all}", name=where, n=number + 1, all=len(proposals))
        progress(0.6 + 0.4 * number / len(proposals), stage)
        made = tried(proposal, workspace)
        if isinstance(made, Refused):
            refused.append(made)
        else:
            built.append((proposal, *made))
    result = added(workspace, built, refused)
    progress(1.0, tr("done"))
    return result


def read_files(paths: Sequence[Path], progress: Progress = lambda _fraction, _stage: None) -> Reading:
    """Everything in files and folders, as it is."""
    refused: list[Refused] = []
    sources = _read_all(paths, refused, progress)
    return Reading(tuple(sources), tuple(refused))


def proposed(
    workspace: Workspace, reading: Reading, choices: Choices, maps: Sequence[Document] = ()
) -> tuple[Proposal, ...]:
    """The layers that what was read may become, with decisions made before about such files."""
    given = kind_named(choices.kind) if choices.kind else None
    wanted = [
        (item, files) for item, files in reading.sources if given is None or item.kind in ("", given.name)
    ]
    found = [recognised(item, files, given, choices.date) for item, files in wanted]
    items, asides = without_asides(found)
    known = [*(item for item in maps if item.section == SECTION), *workspace.documents_of(SECTION)]
    proposals = []
    for group in grouped(items):
        proposal = with_choices(group, choices, known)
        if named := asides.pop(group.files, None):
            told = tr("sheets that hold no layer were left aside: {names}", names=", ".join(named))
            aside = [
                problem for item in found if item.files == group.files and item.source.layer_name in named
                for problem in item.source.problems if problem.severity != "notice"
            ]  # fmt: skip
            told_aside = (Problem(text=told, severity="notice"), *(replace(p, fids=()) for p in aside))
            proposal = replace(proposal, told=(*proposal.told, *told_aside))
        proposals.append(proposal)
    return tuple(proposals)


def with_choices(group: Recognised, choices: Choices, maps: Sequence[Document]) -> Proposal:
    """A proposal for a source, with the decisions made before about such files below those of now."""
    key = map_key(group)
    before, told = remembered(key, group, maps)
    return Proposal(group, key, choices.over(before), choices, told)


def tried(proposal: Proposal, workspace: Workspace) -> tuple[Layer, LayerReport] | Refused:
    """The layer of a proposal with its report, or why there is none."""
    where = proposal.group.source.path.name
    try:
        layer, report = build(proposal.group, workspace, proposal.choices)
    except LayerError as error:
        return Refused(file=where, error=error)
    except OSError as error:
        return Refused(file=where, error=_gone(where, error))
    return layer, with_message(report, *proposal.told)


def added(
    workspace: Workspace,
    built: Sequence[tuple[Proposal, Layer, LayerReport]],
    refused: Sequence[Refused] = (),
) -> ImportResult:
    """`workspace` with layers that were built, updating those there are; decisions are remembered.

    Raises
    ------
    LayerError
        When there is no layer at all.
    """
    before = workspace
    reports: list[LayerReport] = []
    for proposal, layer, report in built:
        placed, update, told = placed_beside(before, workspace, layer, as_new=proposal.choices.as_new)
        fids = dict(zip(layer.frame.index.tolist(), placed.frame.index.tolist(), strict=True))
        workspace = kept_for_review(workspace.with_layer(placed), placed.name, report.review, fids)
        workspace = remember(workspace, proposal.key, proposal.decided)
        reports.append(replace(with_message(report, *told), name=placed.name, update=update))
    reports = _with_refusals(reports, refused)
    return ImportResult(workspace=workspace, layers=tuple(reports), refused=tuple(refused))


def _with_refusals(reports: list[LayerReport], refused: Sequence[Refused]) -> list[LayerReport]:
    """The reports, the last of which tells of refused files, for whoever looks at the layers alone.

    Raises
    ------
    LayerError
        When there is no layer at all.
    """
    if not reports:
        raise refused[0].error if refused else LayerError(
            tr("nothing was found to import"),
            expected=tr("Corridor reads {formats}.", formats=supported()),
        )  # fmt: skip
    missing = [Problem(text=tr("not imported: {error}", error=str(item.error))) for item in refused]
    return [*reports[:-1], replace(reports[-1], messages=(*reports[-1].messages, *missing))]


def _read_all(
    paths: Sequence[Path], refused: list[Refused], progress: Progress
) -> list[tuple[Source, tuple[Path, ...]]]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [file for file in files_in(path) if is_supported(file)]
            if not inside:
                refused.append(Refused(file=path.name, error=UnsupportedFile(
                    tr("the folder holds no file that can be read"), where=path.name,
                    expected=tr("Corridor reads {formats}.", formats=supported())),
                ))  # fmt: skip
            files += inside
        else:
            files.append(path)
    sources: list[tuple[Source, tuple[Path, ...]]] = []
    for number, file in enumerate(files):
        progress(number / len(files), tr("reading {name}", name=file.name))
        part = part_of(progress, number, len(files))
        try:
            sources += [(source, (file,)) for source in read_sources(file, part)]
        except LayerError as error:
            refused.append(Refused(file=file.name, error=error))
        except OSError as error:
            refused.append(Refused(file=file.name, error=_gone(file.name, error)))
    return sources


def _gone(name: str, error: OSError) -> LayerError:
    return LayerError(
        tr("the file could not be read to its end ({reason})", reason=error.strerror or error),
        where=name,
        todo=tr("Check that the disk or USB stick is still connected and that you may read the file."),
    )
