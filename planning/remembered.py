"""Results kept while the layers they were made from are the same objects."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from layers.layer import Layer

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last few results, by the identity of the layers and by whatever else they depend on.

    Layers are immutable values, so the same object means the same result; they are held here, so that no
    other object can take their identity meanwhile. Safe to use from several threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[tuple[Layer, ...], T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, layers: tuple[Layer, ...], other: Hashable, make: Callable[[], T]) -> T:
        """The result for these layers and `other`, made by `make` when it is not at hand."""
        key = (tuple(id(layer) for layer in layers), other)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        result = make()
        with self._lock:
            self._kept[key] = (layers, result)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return result
