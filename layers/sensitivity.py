"""How much harm a dataset or record could do if it left the office."""

from __future__ import annotations

from enum import IntEnum


class Sensitivity(IntEnum):
    """Levels of the OCHA Data Responsibility Guidelines (2021), ordered."""

    LOW = 1
    MODERATE = 2
    HIGH = 3
    SEVERE = 4
