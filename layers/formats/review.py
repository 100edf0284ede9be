"""Names of areas that an import left open: kept in the workspace until someone decides them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.area_names import OpenName
from layers.errors import LayerError
from layers.recognition import code_level
from layers.text import tr
from layers.workspace import Document, Workspace

SECTION = "import_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArea:
    """A name in a layer that was joined to no area.

    Attributes
    ----------
    layer, name, within : str
        The layer, the name as written, and the areas the table states around it.
    fids : tuple of int
        Records that bear it.
    candidates : tuple of (code, name in words)
    """

    layer: str
    name: str
    within: str
    fids: tuple[int, ...]
    candidates: tuple[tuple[str, str], ...]


def kept_for_review(
    workspace: Workspace, layer: str, names: tuple[OpenName, ...], fids: Mapping[int, int]
) -> Workspace:
    """The workspace with the open names of a layer, in place of those of an earlier import.

    Parameters
    ----------
    fids : mapping of int to int
        Feature id by row number of the file.
    """
    content = {
        "names": [
            {"name": item.name, "within": item.context,
             "fids": [fids.get(row, row) for row in item.rows],
             "candidates": [[candidate.code, str(candidate)] for candidate in item.candidates]}
            for item in names
        ]
    }  # fmt: skip
    if not names:
        return workspace.without_document(SECTION, layer)
    return workspace.with_document(Document(section=SECTION, name=layer, content=content))


def open_areas(workspace: Workspace) -> tuple[OpenArea, ...]:
    """Every name that waits for a decision."""
    layers = {layer.name for layer in workspace.layers}
    return tuple(
        OpenArea(
            layer=document.name, name=item["name"], within=item["within"], fids=tuple(item["fids"]),
            candidates=tuple((code, words) for code, words in item["candidates"]),
        )
        for document in workspace.documents_of(SECTION)
        if document.name in layers
        for item in document.content["names"]
    )  # fmt: skip


def open_count(workspace: Workspace) -> int:
    """How many names wait for a decision."""
    return sum(len(document.content["names"]) for document in workspace.documents_of(SECTION))


def decided(workspace: Workspace, area: OpenArea, code: str) -> Workspace:
    """The workspace with the records of an open name joined to the area `code`.

    Raises
    ------
    LayerError
        When the workspace knows no area of that code.
    """
    known = {
        str(value) for layer in workspace.of_kind("admin_area") for value in layer.frame["code"].dropna()
    }
    if code not in known:
        raise LayerError(
            tr("there is no area with the code {code}", code=code),
            where=area.name,
            expected=tr("One of the areas of the workspace was expected: {candidates}.",
                        candidates=", ".join(words for _, words in area.candidates) or tr("none")),
        )  # fmt: skip
    layer = workspace.layer(area.layer)
    frame = layer.frame.copy(deep=False)
    rows = frame.index.isin(area.fids)
    frame["area_code"] = frame["area_code"].astype("object").mask(rows, code)
    if "area_level" in frame.columns:
        frame["area_level"] = frame["area_level"].mask(rows & frame["area_level"].isna(), code_level(code))
    workspace = workspace.with_layer(layer.with_frame(frame, f"{area.name} joined to {code} by hand"))
    left: dict[str, Any] = {
        "names": [
            item for document in workspace.documents_of(SECTION) if document.name == area.layer
            for item in document.content["names"]
            if (item["name"], item["within"]) != (area.name, area.within)
        ]
    }  # fmt: skip
    if not left["names"]:
        return workspace.without_document(SECTION, area.layer)
    return workspace.with_document(Document(section=SECTION, name=area.layer, content=left))
