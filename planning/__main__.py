"""`python -m planning`: the command line without the window."""

from __future__ import annotations

import sys

from planning.command_line import main

if __name__ == "__main__":
    sys.exit(main())
