"""Edits by hand as one line of a layer's transformations, however many they were."""

from __future__ import annotations

import re

_HEAD = "edited by hand: "
_PARTS = {
    "added": ("record added", "records added"),
    "changed": ("change of values", "changes of values"),
    "moved": ("change of place or shape", "changes of place or shape"),
    "removed": ("record removed", "records removed"),
}
_PART = re.compile(r"(\d+) (.+)")


def noted(transformations: tuple[str, ...], **counts: int) -> tuple[str, ...]:
    """The transformations with edits more; they join the last line when that tells of edits too.

    Parameters
    ----------
    counts : int
        How many were ``added``, ``changed``, ``moved`` or ``removed``.
    """
    told = dict.fromkeys(_PARTS, 0)
    earlier = transformations
    if transformations and transformations[-1].startswith(_HEAD):
        earlier = transformations[:-1]
        for part in transformations[-1].removeprefix(_HEAD).split(", "):
            found = _PART.fullmatch(part)
            for name, words in _PARTS.items():
                if found is not None and found[2] in words:
                    told[name] += int(found[1])
    for name, count in counts.items():
        told[name] += count
    parts = [f"{count} {_PARTS[name][count != 1]}" for name, count in told.items() if count]
    return (*earlier, _HEAD + ", ".join(parts))
