"""The order in which layers lie on one another: the user's where one was chosen, else that of their kinds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from layers.workspace import Document, Workspace

_SECTION, _NAME = "settings", "layer_order"

K = TypeVar("K", bound=Hashable)


def chosen_order(workspace: Workspace) -> tuple[str, ...]:
    """Names of layers in the order the user gave them, the topmost first; empty where none was given."""
    for document in workspace.documents_of(_SECTION):
        if document.name == _NAME:
            return tuple(str(name) for name in document.content.get("topmost_first", ()))
    return ()


def with_order(workspace: Workspace, names: Iterable[str]) -> Workspace:
    """The workspace whose layers lie in this order, the topmost first; no names for that of their kinds."""
    listed = list(names)
    if not listed:
        return workspace.without_document(_SECTION, _NAME)
    content = {"topmost_first": listed}
    return workspace.with_document(Document(section=_SECTION, name=_NAME, content=content))


def arranged(keys: Sequence[K], listed: Iterable[K], height: Callable[[K], Any]) -> list[K]:
    """`keys` as they lie on one another, the topmost first.

    Those in `listed` keep that order. Each other lies above the first that is lower than it by `height`; of
    equals, the one that comes first in `keys` lies above.
    """
    known = set(keys)
    result = [key for key in dict.fromkeys(listed) if key in known]
    placed = set(result)
    for key in sorted((key for key in keys if key not in placed), key=height, reverse=True):
        mine = height(key)
        place = next((n for n, other in enumerate(result) if height(other) < mine), len(result))
        result.insert(place, key)
    return result


def layer_names_by_order(workspace: Workspace) -> list[str]:
    """Names of all layers as they lie on one another, the topmost first."""
    orders = {layer.name: layer.style.order for layer in workspace.layers}
    return arranged(list(orders), chosen_order(workspace), orders.__getitem__)
