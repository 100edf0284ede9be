"""What follows for hazard areas: the hazard all rows of a file have, where no column tells it."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

from layers.layer_kind import Problem, Sample
from layers.recognition import worded
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd

_OF_FILE = {
    "*flood*": "flooding", "*water extent*": "flooding", "*waterextent*": "flooding",
    "*water clas*": "flooding", "*minefield*": "mines", "*mines*": "mines", "*uxo*": "mines",
}  # fmt: skip


def complete(frame: pd.DataFrame, sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Say which hazard it is by the name of the file or by its headings."""
    if "hazard_type" in frame.columns:
        return frame, ()
    said = worded(f"{sample.file_name} {sample.layer_name} {' '.join(map(str, sample.frame.columns))}")
    found = next((kind for pattern, kind in _OF_FILE.items() if fnmatch.fnmatchcase(said, pattern)), None)
    if found is None:
        return frame, ()
    told = tr("no hazard is stated: all are taken as “{type}” by the names of the file", type=found)
    return frame.assign(hazard_type=found), (Problem(text=told),)
