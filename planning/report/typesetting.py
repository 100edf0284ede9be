"""Measured text: breaking, fitting and cutting lines so that nothing on a page is clipped."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.font_manager import FontProperties, get_font

from planning.report.page_layout import MM_PER_POINT

# DejaVu comes with matplotlib and has Cyrillic; the file itself is named so that no other version is found.
_FILES = {
    ("normal", "normal"): "DejaVuSans.ttf",
    ("bold", "normal"): "DejaVuSans-Bold.ttf",
    ("normal", "italic"): "DejaVuSans-Oblique.ttf",
}
LINE_SPACING = 1.25
_MEASURED_AT = 100.0


@cache
def font(weight: str = "normal", style: str = "normal") -> FontProperties:
    """The font of every page."""
    return FontProperties(fname=str(_path(weight, style)))


def text_width_mm(text: str, size_pt: float, weight: str = "normal", style: str = "normal") -> float:
    """Width of a line of text, mm."""
    return _width_at_100(text, weight, style) * size_pt / _MEASURED_AT * MM_PER_POINT


def line_height_mm(size_pt: float) -> float:
    """Distance from one line to the next, mm."""
    return size_pt * LINE_SPACING * MM_PER_POINT


def wrapped(text: str, width_mm: float, size_pt: float, weight: str = "normal") -> list[str]:
    """`text` broken into lines no wider than `width_mm`; words that are wider are broken too."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if text_width_mm(longer, size_pt, weight) <= width_mm:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while text_width_mm(line, size_pt, weight) > width_mm and len(line) > 1:
                fits = _characters_that_fit(line, width_mm, size_pt, weight)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return lines


def cut(text: str, width_mm: float, size_pt: float, weight: str = "normal") -> str:
    """`text`, or its beginning with an ellipsis where it is wider than `width_mm`."""
    if text_width_mm(text, size_pt, weight) <= width_mm:
        return text
    room = width_mm - text_width_mm("…", size_pt, weight)
    return text[: _characters_that_fit(text, room, size_pt, weight)].rstrip() + "…"


def fitted(
    text: str, width_mm: float, height_mm: float, sizes_pt: tuple[float, ...], weight: str = "normal"
) -> tuple[float, list[str]]:
    """The largest of `sizes_pt` (descending) at which `text` fits, and its lines; cut at the smallest."""
    for size in sizes_pt:
        lines = wrapped(text, width_mm, size, weight)
        if len(lines) * line_height_mm(size) <= height_mm:
            return size, lines
    size = sizes_pt[-1]
    lines = wrapped(text, width_mm, size, weight)
    most = max(1, int(height_mm / line_height_mm(size)))
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] = cut(kept[-1] + " " + lines[most], width_mm, size, weight)
        if not kept[-1].endswith("…"):
            kept[-1] = cut(kept[-1] + "…" * 3, width_mm, size, weight)
    return size, kept


def _characters_that_fit(text: str, width_mm: float, size_pt: float, weight: str) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width_mm(text[:middle], size_pt, weight) <= width_mm:
            low = middle
        else:
            high = middle - 1
    return low


def _path(weight: str, style: str) -> Path:
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / _FILES[weight, style]


@lru_cache(maxsize=20_000)
def _width_at_100(text: str, weight: str, style: str) -> float:
    face: Any = get_font(str(_path(weight, style)))
    face.set_size(_MEASURED_AT, 72)
    face.set_text(text, 0.0)
    return float(face.get_width_height()[0]) / 64.0
