"""Writes a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from layers.text import tr
from planning.errors import PlanningError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A draft beside `path` to write to; it takes the place of `path` when the block ends without an error.

    Raises
    ------
    PlanningError
        When the file cannot be written; what stood there before is untouched.
    """
    draft = path.with_name(f".{path.stem}.{os.getpid()}.writing{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
    except OSError as error:
        raise PlanningError(
            tr("the file could not be written ({reason})", reason=error.strerror or error),
            where=str(path),
            expected=tr("What the file held before is untouched."),
            todo=tr("Close other programs that hold it, check the free space, or choose another name."),
        ) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
