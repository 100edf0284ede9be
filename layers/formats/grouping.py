"""What each source is taken for, and which sources make one layer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from layers.formats.origin import named_date
from layers.formats.source import Source
from layers.kinds import KINDS, kind_named
from layers.layer_kind import Geometry, LayerKind, Problem, Recognition
from layers.text import tr

_CLOSE = 0.1
_LAST_RESORT = "reference"


@dataclass(frozen=True, slots=True, eq=False)
class Recognised:
    """A source with the kind it is taken for.

    Attributes
    ----------
    source : Source
    files : tuple of Path
        Files it was read from.
    kind : LayerKind
    recognition : Recognition
    problems : tuple of Problem
        Doubts.
    """

    source: Source
    files: tuple[Path, ...]
    kind: LayerKind
    recognition: Recognition
    problems: tuple[Problem, ...] = ()


def recognise(source: Source, date: dt.date | None = None) -> tuple[tuple[LayerKind, Recognition], ...]:
    """Kinds a source may be of, the surest first; equal ones in the order of `KINDS`."""
    sample = replace(source.sample(), date=date)
    shapes = sample.geometry | ({Geometry.POINT} if Geometry.NONE in sample.geometry else frozenset())
    possible = [kind for kind in KINDS if kind.geometry & shapes]
    found = [(kind, recognition) for kind in possible if (recognition := kind.recognise(sample)) is not None]
    return tuple(sorted(found, key=lambda pair: -pair[1].confidence))


def recognised(
    source: Source, files: tuple[Path, ...], given: LayerKind | None, date: dt.date | None
) -> Recognised:
    """The kind a source is taken for: the one given, the one its format tells, or the surest."""
    date = date or named_date(source)
    if given is not None:
        own = given.recognise(replace(source.sample(), date=date))
        columns = own.columns if own is not None else {}
        publisher = own.publisher if own is not None else ""
        return Recognised(
            source, files, given, Recognition(confidence=1.0, columns=columns, publisher=publisher)
        )
    if source.kind:
        fields = {item.name for item in kind_named(source.kind).fields}
        told = Recognition(
            confidence=0.99,
            columns={name: name for name in map(str, source.frame.columns) if name in fields},
            evidence=(tr("the format tells what its objects are"),),
            publisher="OpenStreetMap",
        )
        return Recognised(source, files, kind_named(source.kind), told)
    kinds = recognise(source, date)
    if not kinds:
        kinds = ((kind_named(_LAST_RESORT), Recognition(confidence=0.05)),)
    kind, recognition = kinds[0]
    problems: tuple[Problem, ...] = ()
    if (
        len(kinds) > 1
        and recognition.confidence - kinds[1][1].confidence < _CLOSE
        and kind.name != _LAST_RESORT
    ):
        doubt = tr("taken as {kind}, though it may be {other}; choose the kind if it is wrong",
                  kind=kind.label, other=kinds[1][0].label)  # fmt: skip
        problems = (Problem(text=doubt),)
    return Recognised(source, files, kind, recognition, problems)


def grouped(items: Iterable[Recognised]) -> list[Recognised]:
    """Like files of one folder as one source; files dated apart by their names stay apart."""
    groups: dict[Any, list[Recognised]] = {}
    for item in items:
        path = item.source.path
        crs = getattr(item.source.frame, "crs", None)
        key = (
            item.kind.name, path.parent, path.suffix.lower(), item.source.layer_name,
            named_date(item.source), crs.to_string() if crs is not None else None,
            item.source.shapes() & {Geometry.NONE},
        )  # fmt: skip
        groups.setdefault(key, []).append(item)
    result: list[Recognised] = []
    for group in groups.values():
        alike, others = _alike(group)
        result += [_merged(alike)] if len(alike) > 1 else alike
        result += others
    return result


def _alike(group: list[Recognised]) -> tuple[list[Recognised], list[Recognised]]:
    """Files that hold the same sort of rows, by the fields most of them have, and the others."""
    if len(group) < 2 or any(item.source.raster is not None for item in group):
        return [], group
    counts = Counter(field for item in group for field in item.recognition.columns)
    usual = {field for field, count in counts.items() if 2 * count >= len(group)}
    alike = [item for item in group if 2 * len(usual & set(item.recognition.columns)) >= len(usual)]
    return alike, [item for item in group if item not in alike]


def _merged(group: list[Recognised]) -> Recognised:
    frames = [item.source.frame for item in group]
    first = group[0]
    whole = pd.concat(frames, ignore_index=True)
    whole.index = pd.RangeIndex(1, len(whole) + 1)
    if isinstance(first.source.frame, gpd.GeoDataFrame):
        whole = gpd.GeoDataFrame(whole, geometry="geometry", crs=first.source.frame.crs)
    problems: list[Problem] = []
    offset = 0
    for item in group:
        labels = {int(label): offset + position for position, label in enumerate(item.source.frame.index, 1)}
        for problem in item.source.problems:
            told = tr("{file}: {text}", file=item.source.path.name, text=problem.text)
            fids = tuple(labels[i] for i in problem.fids if i in labels)
            problems.append(replace(problem, text=told, fids=fids))
        offset += len(item.source.frame)
    folder = first.source.path.parent
    source = Source(
        frame=whole, path=folder, layer_name=first.source.layer_name, tags=first.source.tags,
        groups=first.source.groups, problems=tuple(problems),
        parts=tuple((item.source.path.name, item.source.frame.index) for item in group),
    )  # fmt: skip
    # the union of all columns may map more fields than any one file
    again = first.kind.recognise(source.sample()) or first.recognition
    columns = {**first.recognition.columns, **again.columns}
    usual = replace(first.recognition, columns=columns)
    files = tuple(file for item in group for file in item.files)
    return Recognised(source, files, first.kind, usual, first.problems)


def without_asides(items: list[Recognised]) -> tuple[list[Recognised], dict[tuple[Path, ...], list[str]]]:
    """Leave out sheets without places that are no known kind, where other sheets of their file are one.

    Returns
    -------
    The sources kept, and the names of the sheets left out by file.
    """
    known = {item.files for item in items if item.kind.name != _LAST_RESORT}
    kept: list[Recognised] = []
    asides: dict[tuple[Path, ...], list[str]] = {}
    for item in items:
        placeless = item.source.shapes() == frozenset({Geometry.NONE})
        if item.kind.name == _LAST_RESORT and placeless and item.files in known and not item.source.kind:
            asides.setdefault(item.files, []).append(item.source.layer_name)
        else:
            kept.append(item)
    return kept, asides
