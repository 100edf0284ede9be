"""The text of a CSV or TSV file: its encoding, its delimiter, and rows of different lengths."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from layers.errors import LayerError
from layers.formats.vector import unreadable
from layers.layer_kind import Problem
from layers.text import tr, trn

LARGE_BYTES = 64 * 1024**2
"""Files above are read in parts and never held as a whole."""

_DELIMITERS = ",;\t|"
_NOTHING = b"\x00\r\n\t ,;"
_HEAD_BYTES = 256 * 1024
_HEAD_ROWS = 200
_BLOCK_BYTES = 16 * 1024**2
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CODE_CELL = re.compile(rb'0\d+(?:\.0)?"?[,;\t|\r\n]')
_BEGINS_WITH_ZERO = re.compile(r"\s*0\d")
_QUOTED = re.compile(rb'"[^"]*"')
_MOST_CODED_ROWS = 20_000
_ZERO, _NINE = ord("0"), ord("9")
_BEFORE_CELL = np.frombuffer(b',;\t|\n\r"', dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DelimitedText:
    """A file of delimited text that can be read any number of times.

    Attributes
    ----------
    content : bytes, optional
        The whole as UTF-8; None for a large file.
    head : str
        Its beginning.
    is_cut : bool
        Whether the beginning is not all of it.
    line_breaks : int
        Line breaks within and between rows.
    encoding, problems
        What the file was read as, and what was not in order with it.
    certain : bool
        Whether all of it has been found to be of the encoding, or the beginning only.
    """

    path: Path
    content: bytes | None
    head: str
    is_cut: bool
    line_breaks: int
    encoding: str
    problems: tuple[Problem, ...]
    certain: bool

    def opened(self) -> IO[bytes]:
        """The text in UTF-8 without its mark."""
        if self.content is not None:
            return io.BytesIO(self.content)
        file = self.path.open("rb")
        if self.encoding in ("utf-8", "utf-8-sig"):
            file.seek(len(codecs.BOM_UTF8) if self.encoding == "utf-8-sig" else 0)
            return file
        return codecs.EncodedFile(file, "utf-8", self.encoding, "replace")


def open_delimited(path: Path, shown: Path, *, certain: bool = False) -> DelimitedText:
    """The text of a file in UTF-8, UTF-16 or CP1251.

    Parameters
    ----------
    certain : bool
        Look at all of a small file before taking it for UTF-8, not at its beginning only.

    Raises
    ------
    LayerError
        When the file is empty or holds no text.
    """
    size = path.stat().st_size
    if size > LARGE_BYTES:
        return _large(path, shown)
    content = path.read_bytes()
    if not (content[:_HEAD_BYTES].strip(_NOTHING) or content.strip(_NOTHING)):
        raise LayerError(
            tr("the file is empty"), where=shown.name, expected=tr("A table with headings was expected.")
        )
    _check_text(content, content.count(b"\x00") if b"\x00" in content else 0, size, shown)
    mark = _mark_of(content)
    encoding, problems = mark or "utf-8", _mark_told(mark)
    if mark == "utf-16" or certain or not _is_utf8(content[:_HEAD_BYTES]):
        text, encoding, told = _decoded(content, mark)
        content, problems = text.encode("utf-8", "replace"), (*told, *problems)
        certain = True
    elif mark:
        content = content[len(codecs.BOM_UTF8) :]
    return DelimitedText(
        path=path, content=content, head=content[:_HEAD_BYTES].decode("utf-8", "ignore"),
        is_cut=len(content) > _HEAD_BYTES, line_breaks=_line_breaks(content),
        encoding=encoding, problems=problems, certain=certain,
    )  # fmt: skip


def _large(path: Path, shown: Path) -> DelimitedText:
    """What one pass through a large file tells."""
    with path.open("rb") as file:
        mark = _mark_of(file.read(4))
    decoder = codecs.getincrementaldecoder(mark or "utf-8")("replace")
    breaks = nulls = high = broken = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            nulls += block.count(b"\x00")
            breaks += _line_breaks(block)
            if not block.isascii():
                broken += decoder.decode(block).count("�")
                high += int((np.frombuffer(block, dtype=np.uint8) >= 0x80).sum())
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(_HEAD_BYTES)
    _check_text(start, nulls, size, shown)
    encoding, problems = mark or "utf-8", _mark_told(mark)
    if broken and not mark:
        encoding, told = _broken(broken, high)
        problems = (*told, *problems)
    head = start.decode(encoding, "replace")
    return DelimitedText(
        path=path, content=None, head=head, is_cut=True, line_breaks=breaks, encoding=encoding,
        problems=problems, certain=True,
    )  # fmt: skip


def _check_text(start: bytes, nulls: int, size: int, shown: Path) -> None:
    if nulls > size // 100 and _mark_of(start) != "utf-16":
        raise unreadable(shown, tr("it holds binary data, not text"))


def _line_breaks(content: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(content, dtype=np.uint8) == ord("\n")))


def _mark_of(content: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "")


def _mark_told(mark: str) -> tuple[Problem, ...]:
    if mark != "utf-8-sig":
        return ()
    return (Problem(text=tr("the file begins with a byte order mark (BOM)"), severity="notice"),)


def _is_utf8(start: bytes) -> bool:
    """Whether bytes that may end within a letter are UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, mark: str) -> tuple[str, str, tuple[Problem, ...]]:
    """The text of a file, its encoding, and what was not in order with it."""
    if mark:
        return content.decode(mark, "replace"), mark, ()
    try:
        return content.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    high = int((np.frombuffer(content, dtype=np.uint8) >= 0x80).sum())
    encoding, told = _broken(text.count("�"), high)
    return (text if encoding == "utf-8" else content.decode(encoding, "replace")), encoding, told


def _broken(broken: int, high: int) -> tuple[str, tuple[Problem, ...]]:
    """The encoding of a text with bytes that are no UTF-8: a few of them are no other encoding."""
    if broken * 20 <= max(high, 40):
        told = trn("{count:,} byte is not valid UTF-8 and was replaced by �",
                   "{count:,} bytes are not valid UTF-8 and were replaced by �", broken)  # fmt: skip
        return "utf-8", (Problem(text=told),)
    told = tr("the text is not in UTF-8; read as {found}", found="CP1251")
    return "cp1251", (Problem(text=told, severity="notice"),)


def has_codes(text: DelimitedText, delimiter: str, columns: Collection[int], *, is_flat: bool) -> bool:
    """Whether a cell of one of `columns` is of figures that begin with 0, and so a code and no number.

    `is_flat` says that no cell holds a line break.
    """
    if text.content is not None:
        return _has_codes(text.content, delimiter, columns, is_flat)
    with text.opened() as file:
        blocks = iter(lambda: file.read(_BLOCK_BYTES), b"")
        return any(_has_codes(block, delimiter, columns, False) for block in blocks)


def _has_codes(content: bytes, delimiter: str, columns: Collection[int], is_flat: bool) -> bool:
    signs = np.frombuffer(content, dtype=np.uint8)
    zeros = np.flatnonzero(signs[1:-1] == _ZERO)
    after = signs[zeros + 2]
    zeros = zeros[(after >= _ZERO) & (after <= _NINE)]
    zeros = zeros[np.isin(signs[zeros], _BEFORE_CELL)] + 1
    rows: set[int] = set()
    for zero in zeros.tolist():
        if not _CODE_CELL.match(content, zero):
            continue
        start = content.rfind(b"\n", 0, zero) + 1
        if is_flat:
            if _QUOTED.sub(b"", content[start:zero]).count(delimiter.encode()) in columns:
                return True
            continue
        if start in rows:
            continue
        rows.add(start)
        row = content[start : content.find(b"\n", zero) + 1 or len(content)].decode("utf-8", "replace")
        cells = next(csv.reader([row], delimiter=delimiter), [])
        # a row that goes on before or behind the line breaks is not worth the trouble
        if len(rows) > _MOST_CODED_ROWS or len(cells) <= max(columns, default=0):
            return True
        if any(_BEGINS_WITH_ZERO.match(cells[column]) for column in columns):
            return True
    return False


def first_rows(text: DelimitedText) -> tuple[str, int, list[list[str]]]:
    """The delimiter that cuts most of the first rows into the same number of columns, the most columns
    met, and those rows, all as wide."""
    best: tuple[float, str, int, list[list[str]]] = (0.0, "", 1, [])
    # lines that end as on old Macs are lines, too
    head = io.StringIO(text.head, newline=None).read()
    for delimiter in _DELIMITERS:
        if delimiter not in head:
            continue
        rows = _rows(head, delimiter, text.is_cut)
        widths = np.array([len(row) for row in rows], dtype=np.int64)
        wide = widths[widths > 1]
        if len(wide) == 0:
            continue
        usual = int(np.bincount(wide).argmax())
        alike = float((widths == usual).mean())
        score = alike * min(usual, 30) ** 0.5
        if score > best[0]:
            best = (score, delimiter, int(widths.max()), rows)
    _score, delimiter, columns, rows = best
    if not delimiter:
        delimiter, rows = ",", _rows(head, ",", text.is_cut)
        columns = max(map(len, rows), default=1)
    return delimiter, columns, [[*row, *[""] * (columns - len(row))] for row in rows]


def _rows(head: str, delimiter: str, is_cut: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(head), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= _HEAD_ROWS:
                break
    except csv.Error:
        return []
    return rows[:-1] if is_cut and 1 < len(rows) < _HEAD_ROWS else rows


def ragged_rows(text: DelimitedText, delimiter: str, shown: Path) -> list[Sequence[str]]:
    """Rows of different lengths, as they are.

    Raises
    ------
    LayerError
        When the text cannot be cut into rows.
    """
    limit = csv.field_size_limit(2**27)
    try:
        with io.TextIOWrapper(text.opened(), "utf-8", "replace", newline="") as lines:
            return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise unreadable(shown, error) from error
    finally:
        csv.field_size_limit(limit)
