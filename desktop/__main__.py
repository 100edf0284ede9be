"""`corridor`: the window, or with a command the same work without it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window for nothing or one workspace; anything else goes to the command line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (len(given) == 1 and given[0].lower().endswith(".gpkg")):
        from desktop.application import run_window

        return run_window(Path(given[0]) if given else None)
    from planning.command_line import main as run_command

    return run_command(given)


if __name__ == "__main__":
    sys.exit(main())
