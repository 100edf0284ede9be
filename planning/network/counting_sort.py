"""Stable sorting of small whole numbers by counting them, in time that grows with their number alone."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from planning.network.topology import Ints


def order_by(values: Ints, count: int) -> Ints:
    """The order in which `values` ascend, equal ones as they stand.

    Parameters
    ----------
    values : int array
        From 0 to `count` - 1.

    Notes
    -----
    A sparse matrix with one entry a row, in the column of its value, lists its rows by column.
    """
    rows = len(values)
    each = np.arange(rows + 1, dtype=np.int64)
    matrix = csr_matrix((each[:-1], values, each), shape=(rows, count))
    return np.asarray(matrix.tocsc().data, dtype=np.int64)
