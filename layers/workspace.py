"""Everything a planner works with: an immutable value, kept in one GeoPackage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers.errors import LayerError
from layers.layer import Layer
from layers.text import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something stored beside the layers as JSON: a scenario, an outcome, a setting."""

    section: str
    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workspace:
    """Layers and documents; every change gives a new value that shares what did not change.

    Attributes
    ----------
    name : str
        Title shown in the window and on maps.
    layers : tuple of Layer
        In the order of the layer list.
    documents : tuple of Document
        Scenarios, outcomes, decisions and settings.
    exercise_date : date, optional
        The fictional today of an exercise; None for real work.
    """

    name: str
    layers: tuple[Layer, ...] = ()
    documents: tuple[Document, ...] = ()
    exercise_date: dt.date | None = None

    @property
    def is_exercise(self) -> bool:
        """Whether any layer holds invented figures."""
        return any(layer.provenance.exercise for layer in self.layers)

    def today(self) -> dt.date:
        """The day ages are counted from: the exercise's own, or the computer's."""
        return self.exercise_date or dt.datetime.now().astimezone().date()

    def of_kind(self, kind: str) -> tuple[Layer, ...]:
        """Layers of the kind called `kind`, in order."""
        return tuple(layer for layer in self.layers if layer.kind.name == kind)

    def layer(self, name: str) -> Layer:
        """The layer called `name`.

        Raises
        ------
        LayerError
            When there is none; the message lists the layers there are.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        known = ", ".join(layer.name for layer in self.layers) or tr("none")
        raise LayerError(
            tr("there is no layer called {name}", name=name),
            where=self.name,
            expected=tr("The layers are: {known}.", known=known),
        )

    def with_layer(self, layer: Layer) -> Workspace:
        """The workspace with `layer` added, or put in place of the layer of the same name."""
        if any(other.name == layer.name for other in self.layers):
            layers = tuple(layer if other.name == layer.name else other for other in self.layers)
        else:
            layers = (*self.layers, layer)
        return replace(self, layers=layers)

    def without_layer(self, name: str) -> Workspace:
        """The workspace without the layer called `name`."""
        return replace(self, layers=tuple(layer for layer in self.layers if layer.name != name))

    def documents_of(self, section: str) -> tuple[Document, ...]:
        """Documents of a section, in order."""
        return tuple(document for document in self.documents if document.section == section)

    def with_document(self, document: Document) -> Workspace:
        """The workspace with `document` added, or put in place of the one of that section and name."""
        key = (document.section, document.name)
        held = [(other.section, other.name) for other in self.documents]
        if key not in held:
            return replace(self, documents=(*self.documents, document))
        at = held.index(key)
        return replace(self, documents=(*self.documents[:at], document, *self.documents[at + 1 :]))

    def without_document(self, section: str, name: str) -> Workspace:
        """The workspace without that document."""
        kept = tuple(other for other in self.documents if (other.section, other.name) != (section, name))
        return replace(self, documents=kept)

    def free_name(self, wanted: str) -> str:
        """`wanted`, or `wanted` with a number that makes it unique among the layers."""
        taken = {layer.name for layer in self.layers}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        return name
