"""What the import window holds: each layer that files may become, with what was decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.text import tr
from planning.run_control import RunControl

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from layers.errors import LayerError
    from layers.formats.choices import Choices
    from layers.formats.import_report import LayerReport
    from layers.formats.importing import Proposal
    from layers.layer import Layer
    from layers.layer_kind import Problem
    from layers.symbology import Symbology
    from layers.workspace import Document, Workspace

SURE = 0.75
_MAP_SIZE = (400, 300)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One line of the list of files.

    Attributes
    ----------
    file : str
    proposal : Proposal, optional
        None when the file could not be read at all.
    layer, report : optional
        What it becomes; None when it becomes nothing.
    error : LayerError, optional
        Why it becomes nothing.
    picture : QImage, optional
        The layer on the map.
    told : tuple of Problem
        What adding it changes in a layer there is.
    wanted : bool
        Whether it is to be added.
    """

    file: str
    proposal: Proposal | None = None
    layer: Layer | None = None
    report: LayerReport | None = None
    error: LayerError | None = None
    picture: QImage | None = None
    told: tuple[Problem, ...] = ()
    wanted: bool = True

    @property
    def state(self) -> str:
        """``good``, ``doubtful`` or ``refused``."""
        if self.report is None:
            return "refused"
        grave = any(problem.severity == "error" for problem in self.report.messages)
        return "doubtful" if grave or self.report.confidence < SURE or self.report.review else "good"


def read_entries(
    workspace: Workspace, paths: Sequence[Path], maps: Sequence[Document], control: RunControl
) -> tuple[Entry, ...]:
    """Everything in files and folders, recognised and made into layers as far as that goes."""
    from layers.formats.choices import Choices
    from layers.formats.importing import proposed, read_files

    reading = read_files(paths, lambda fraction, stage: control.step(0.6 * fraction, stage))
    proposals = proposed(workspace, reading, Choices(), maps)
    entries = []
    for number, proposal in enumerate(proposals):
        name = proposal.group.source.path.name
        control.step(0.6 + 0.4 * number / len(proposals), tr("looking at {name}", name=name))
        entries.append(built(Entry(file=name, proposal=proposal), workspace))
    entries += [Entry(file=item.file, error=item.error) for item in reading.refused]
    return tuple(entries)


def decided(
    entry: Entry, choices: Choices, workspace: Workspace, maps: Sequence[Document], control: RunControl
) -> Entry:
    """The entry after the user has decided otherwise about its kind, date, columns, words or areas."""
    from layers.formats.choices import SECTION
    from layers.formats.grouping import recognised
    from layers.formats.importing import with_choices
    from layers.kinds import kind_named

    control.step(0.1, tr("looking at {name}", name=entry.file))
    assert entry.proposal is not None
    group = entry.proposal.group
    if choices.kind and choices.kind != group.kind.name:
        group = recognised(group.source, group.files, kind_named(choices.kind), choices.date)
    known = [*maps, *workspace.documents_of(SECTION)]
    return built(replace(entry, proposal=with_choices(group, choices, known)), workspace)


def built(entry: Entry, workspace: Workspace) -> Entry:
    """The entry with the layer its proposal makes, and a picture of it."""
    from layers.formats.import_report import Refused
    from layers.formats.importing import tried
    from layers.formats.updating import placed_beside

    assert entry.proposal is not None
    made = tried(entry.proposal, workspace)
    if isinstance(made, Refused):
        return replace(entry, layer=None, report=None, error=made.error, picture=None, told=())
    layer, report = made
    as_new = entry.proposal.choices.as_new
    _placed, _update, told = placed_beside(workspace, workspace, layer, as_new=as_new)
    return replace(entry, layer=layer, report=report, error=None, picture=picture_of(layer), told=told)


def picture_of(layer: Layer) -> QImage | None:
    """The layer over the base map; None when it has no place."""
    from desktop.map_view.base_map import SEA, load_base_map
    from desktop.map_view.projection import View, bounds_to_map
    from desktop.map_view.renderer import Renderer
    from desktop.map_view.scene import Scene, SceneLayer

    bounds = _bounds(layer)
    if bounds is None:
        return None
    shown = SceneLayer(
        key="new", frame=layer.frame, symbology=_at_any_scale(layer.style), raster=layer.raster
    )
    width, height = _MAP_SIZE
    view = View(0.0, 0.0, 1000.0, width, height).fitted(bounds_to_map(bounds))
    base = _base_map.setdefault("layers", load_base_map()) if not _base_map else _base_map["layers"]
    picture = Renderer().paint(Scene(base=base, layers=(shown,), background=SEA), view)
    return picture.image if picture is not None else None


def _at_any_scale(style: Symbology) -> Symbology:
    """The style without the limits that keep a crowded map readable: a preview shows every record."""
    rules = tuple(replace(rule, max_scale=float("inf")) for rule in style.rules)
    return replace(style, rules=rules, max_scale=float("inf"), min_scale=0.0, label_max_scale=0.0)


_base_map: dict[str, tuple] = {}


def _bounds(layer: Layer) -> tuple[float, float, float, float] | None:
    import numpy as np

    if (raster := layer.raster) is not None:
        rows, columns = raster.values.shape
        east, south = raster.west + columns * raster.cell_width, raster.north - rows * raster.cell_height
        return raster.west, south, east, raster.north
    if not layer.has_geometry:
        return None
    west, south, east, north = layer.frame.total_bounds
    return (west, south, east, north) if np.isfinite([west, south, east, north]).all() else None
