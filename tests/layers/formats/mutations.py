"""Broken files: `mutated(seed, folder)` writes one, and for the same seed the same again."""

from __future__ import annotations

import random
import warnings
from pathlib import Path

from tests.layers.formats.byte_mutations import BYTE_MUTATIONS
from tests.layers.formats.small_files import MAKERS, SHARE_BROKEN_IN_BYTES


def mutated(seed: int, folder: Path) -> Path:
    """A broken file written into `folder`."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    make = rng.choice(MAKERS)
    with warnings.catch_warnings():
        # writers rightly complain of what is written here
        warnings.simplefilter("ignore")
        path = make(rng, folder)
    if rng.random() < SHARE_BROKEN_IN_BYTES.get(make, 0.45):
        path = rng.choice(BYTE_MUTATIONS)(rng, path)
    return path
