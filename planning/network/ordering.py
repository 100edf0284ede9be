"""Computes the order of a network's states.

Run as a program of its own, for it holds the interpreter for seconds.

Takes a folder with `network.npz` (states, tail, head, lat, lon) and leaves `order.npy` there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np


def computed_order(content: Any) -> np.ndarray[Any, Any]:
    """States in the order they are to be contracted, by nested dissection with inertial cuts."""
    import routingkit_cch

    library: Any = routingkit_cch  # it takes arrays where its stubs name lists
    order = library.compute_order_inertial(
        int(content["states"]),
        content["tail"].astype(np.uint32),
        content["head"].astype(np.uint32),
        content["lat"].astype(np.float32),
        content["lon"].astype(np.float32),
    )
    return np.asarray(order, dtype=np.int64)


def main(folder: Path) -> None:
    """Read the network in the folder and leave its order there."""
    with np.load(folder / "network.npz") as content:
        np.save(folder / "order.npy", computed_order(content))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
