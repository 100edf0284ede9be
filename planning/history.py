"""Undo and redo: the workspaces of a sitting, each with the name of the step that made it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from layers.text import Text
from layers.workspace import Workspace

_MOST_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A workspace and what made it; the first has no name."""

    workspace: Workspace
    text: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Steps and where in them one stands; an immutable value.

    Workspaces share what did not change, so that a step costs what it changed.
    """

    steps: tuple[Step, ...]
    position: int = 0

    @classmethod
    def starting_with(cls, workspace: Workspace) -> History:
        """A history of one workspace and no step."""
        return cls((Step(workspace),))

    @property
    def present(self) -> Workspace:
        """The workspace as it stands."""
        return self.steps[self.position].workspace

    @property
    def undo_text(self) -> Text | None:
        """What undoing would take back; None when there is nothing."""
        return self.steps[self.position].text if self.position > 0 else None

    @property
    def redo_text(self) -> Text | None:
        """What redoing would do again; None when there is nothing."""
        following = self.position + 1
        return self.steps[following].text if following < len(self.steps) else None

    def done(self, text: Text, workspace: Workspace) -> History:
        """The history with a step more; steps that were undone are forgotten, and the oldest beyond 200."""
        steps = (*self.steps[: self.position + 1], Step(workspace, text))[-_MOST_STEPS:]
        return History(steps, len(steps) - 1)

    def undone(self) -> History:
        """The history one step back, or itself at the beginning."""
        return replace(self, position=max(0, self.position - 1))

    def at(self, position: int) -> History:
        """The history standing at another of its steps; nothing is forgotten."""
        return replace(self, position=min(max(0, position), len(self.steps) - 1))

    def redone(self) -> History:
        """The history one step on, or itself at the end."""
        return replace(self, position=min(len(self.steps) - 1, self.position + 1))
