"""The text of a CSV or TSV file: its encoding, its delimiter, and rows of different lengths."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from layers.formats.vector import unreadable
from layers.layer_kind import Problem
from layers.text import tr, trn

_DELIMITERS = ",;\t|"
_SNIFFED_BYTES = 1024**2


def decoded(content: bytes) -> tuple[str, list[Problem]]:
    """The text of a file in UTF-8, UTF-16 or CP1251, and what was not in order with it."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    broken = text.count("�")
    high = int((np.frombuffer(content, dtype=np.uint8) >= 0x80).sum())
    if broken * 20 <= max(high, 40):
        told = trn("{count:,} byte is not valid UTF-8 and was replaced by �",
                   "{count:,} bytes are not valid UTF-8 and were replaced by �", broken)  # fmt: skip
        return text, [Problem(text=told)]
    told = tr("the text is not in UTF-8; read as {found}", found="CP1251")
    return content.decode("cp1251", "replace"), [Problem(text=told, severity="notice")]


def is_plain(content: bytes, problems: Sequence[Problem]) -> bool:
    """Whether the file is the UTF-8 of its text, byte for byte."""
    return not problems and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))


def delimiter_of(text: str) -> tuple[str, int]:
    """The delimiter that cuts most rows into the same number of columns, and the most columns met."""
    best: tuple[float, str, int] = (0.0, ",", 1)
    head = io.StringIO(text[:_SNIFFED_BYTES])
    for delimiter in _DELIMITERS:
        rows = []
        head.seek(0)
        try:
            for row in csv.reader(head, delimiter=delimiter):
                rows.append(len(row))
                if len(rows) >= 200:
                    break
        except csv.Error:
            continue
        widths = np.array(rows)
        wide = widths[widths > 1]
        if len(wide) == 0:
            continue
        usual = int(np.bincount(wide).argmax())
        alike = float((widths == usual).mean())
        score = alike * min(usual, 30) ** 0.5
        if score > best[0]:
            best = (score, delimiter, int(widths.max()))
    return best[1], best[2]


def ragged_rows(text: str, delimiter: str, shown: Path) -> list[list[str]]:
    """Rows of different lengths, as they are.

    Raises
    ------
    LayerError
        When the text cannot be cut into rows.
    """
    limit = csv.field_size_limit(2**27)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise unreadable(shown, error) from error
    finally:
        csv.field_size_limit(limit)
