"""What can go wrong with data, told so that the user can mend it."""

from __future__ import annotations

from layers.text import Text


class LayerError(Exception):
    """A file or layer that cannot be used as asked.

    Parameters
    ----------
    what, where, expected, todo : Text or str
        What happened; in which file, layer, row or field; what was expected; what to do next.
    """

    def __init__(
        self,
        what: Text | str,
        *,
        where: Text | str = "",
        expected: Text | str = "",
        todo: Text | str = "",
    ) -> None:
        self.what, self.where, self.expected, self.todo = what, where, expected, todo
        super().__init__(what)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if str(self.where) else str(self.what)
        rest = [part for part in (str(self.expected), str(self.todo)) if part]
        if rest and not head.rstrip().endswith((".", "!", "?", ":")):
            head += "."
        return " ".join((head, *rest))


class WorkspaceError(LayerError):
    """A workspace file that cannot be opened or saved."""


class UnsupportedFile(LayerError):
    """A file of a format that cannot be read."""


class UnknownPlace(LayerError):
    """A place that is not in the workspace."""


class AmbiguousPlace(LayerError):
    """A place name that fits several places.

    Attributes
    ----------
    candidates : tuple of str
        Each place the name fits, told apart by kind, area and code.
    """

    def __init__(self, what: Text | str, *, candidates: tuple[str, ...], todo: Text | str = "") -> None:
        self.candidates = candidates
        super().__init__(what, expected="; ".join(candidates) + ".", todo=todo)
