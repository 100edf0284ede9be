"""Tables: CSV and TSV in any delimiter and encoding, and workbooks with titles above the table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.column_reading import first_present
from layers.dates import age_bands
from layers.errors import LayerError
from layers.formats.delimited_text import decoded, delimiter_of, is_plain, ragged_rows
from layers.formats.source import Source
from layers.formats.table_header import SEARCHED_ROWS, Header, clean, find_header
from layers.formats.table_mending import rejoin_cut_cells
from layers.formats.vector import unreadable
from layers.layer_kind import Problem
from layers.text import Text, tr, trn

MISSING = frozenset({"", "null", "none", "nan", "n/a", "na", "#n/a", "-", "–", "—", "..."})
# each in small and capital letters and any mixture, as cells are compared as they are
_MISSING_FORMS = frozenset(
    "".join(letters) for word in MISSING for letters in itertools.product(*({c, c.upper()} for c in word))
)
_LONGEST_NUMBER = 30
_WITH_COMMAS = re.compile("-?\\d{1,3}(?:[\u00a0 ]\\d{3})+(?:,\\d+)?|-?\\d+,\\d+|-?\\d+")
_LEADING_ZERO = re.compile(r"^0\d", re.MULTILINE)
_BLANKS = re.compile("[\u00a0 ]")
_FIGURES = re.compile(r"[-+\d.,\seE]{1,30}")
_NOTE_CELLS = 2
_LONGEST_BANDS = 2_000


def read_delimited(path: Path, shown_as: Path | None = None) -> list[Source]:
    """The table in a CSV or TSV file.

    Raises
    ------
    LayerError
        When it is empty, or holds no table.
    """
    shown = shown_as or path
    content = path.read_bytes()
    if not content.strip(b"\x00\r\n\t ,;"):
        raise LayerError(
            tr("the file is empty"), where=shown.name, expected=tr("A table with headings was expected.")
        )
    if content.count(b"\x00") > len(content) // 100 and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise unreadable(shown, tr("it holds binary data, not text"))
    text, problems = decoded(content)
    # the parser takes bytes ten times as fast as text
    raw = content if is_plain(content, problems) else text.encode("utf-8", "replace")
    if content.startswith(b"\xef\xbb\xbf"):
        problems.append(Problem(text=tr("the file begins with a byte order mark (BOM)"), severity="notice"))
    delimiter, columns = delimiter_of(text)
    try:
        frame = pd.read_csv(
            io.BytesIO(raw), sep=delimiter, header=None, names=range(columns),
            dtype=object, quotechar='"', keep_default_na=False, na_filter=False, skip_blank_lines=False,
            encoding_errors="replace",
        )  # fmt: skip
    except (pd.errors.ParserError, ValueError, csv.Error):
        rows = ragged_rows(text, delimiter, shown)
        width = max(map(len, rows), default=0)
        frame = pd.DataFrame([[*row, *[""] * (width - len(row))] for row in rows], dtype=object)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    # line breaks beyond those between rows stand within cells
    within = raw.count(b"\n") > len(frame)
    source = _table(frame, (), shown, "", problems, delimiter, line_breaks=within)
    if source is None:
        raise _no_table(shown)
    return [source]


def read_workbook(path: Path, shown_as: Path | None = None) -> list[Source]:
    """The table of every sheet of a workbook (XLSX, XLS, XLSB, ODS); sheets without a table are passed over.

    Values are read as stored: no formula, macro or link is evaluated.

    Raises
    ------
    LayerError
        When the file cannot be read or no sheet holds a table.
    """
    import python_calamine

    shown = shown_as or path
    sources: list[Source] = []
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as workbook:
            for name in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(name)
                rows = sheet.to_python(skip_empty_area=False)
                merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
                frame = pd.DataFrame(rows, dtype=object)
                frame.index = pd.RangeIndex(1, len(frame) + 1)
                if (source := _table(frame, merged, shown, name, [])) is not None:
                    sources.append(source)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise unreadable(shown, error) from error
    if not sources:
        raise _no_table(shown)
    return sources


def _no_table(shown: Path) -> LayerError:
    return LayerError(
        tr("no table was found in the file"),
        where=shown.name,
        expected=tr("A row of headings with rows of values below it was expected."),
    )


def _table(
    frame: pd.DataFrame,
    merged: Sequence[tuple[int, int, int, int]],
    shown: Path,
    sheet: str,
    problems: list[Problem],
    delimiter: str = "",
    *,
    line_breaks: bool = True,
) -> Source | None:
    frame, bands = _with_age_bands(frame)
    header = find_header(frame.head(SEARCHED_ROWS).to_numpy(dtype=object).tolist(), merged)
    if header is None:
        return None
    joined = sum(row <= header.first_data for row, *_ in merged)
    problems = [*problems, *bands, *_above_told(header, joined, sheet)]
    body = frame.iloc[header.first_data :]
    names = [*header.names, *([""] * (frame.shape[1] - len(header.names)))]
    body.columns = pd.RangeIndex(len(names))
    if delimiter:
        body, mended = rejoin_cut_cells(body, names, delimiter)
        problems = [*problems, *mended]
    body, told = _without_null_words(body, all_text=bool(delimiter))
    problems = [*problems, *told]
    filled = body.notna().to_numpy()
    keep, names, dropped = _named(body, names, filled.sum(axis=0))
    problems += dropped
    if len(keep) < body.shape[1]:
        body, filled = body[keep], filled[:, keep]
    body.columns = names
    rows = filled.any(axis=1)
    if not rows.all():
        body, filled = body[rows], filled[rows]
    body, notes = _without_notes(body, filled.sum(axis=1))
    problems += notes
    if body.empty or body.shape[1] == 0:
        return None
    if line_breaks:
        problems += _line_breaks(body)
    typed = pd.DataFrame({name: _typed(body[name]) for name in body.columns}, index=body.index)
    return Source(
        frame=typed,
        path=shown,
        layer_name=sheet,
        tags=_kept(header.tags, body),
        groups=_kept(header.groups, body),
        problems=tuple(problems),
    )


def _with_age_bands(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Age bands such as "5-9" that Excel made dates of, put back where their neighbours leave no doubt."""
    found: list[tuple[int, int, str]] = []
    if len(frame) <= _LONGEST_BANDS:
        for column in frame.columns:
            cells = frame[column].tolist()
            if any(isinstance(cell, dt.date) for cell in cells):
                found += [(row, int(column), band) for row, band in age_bands(cells).items()]
    for row in range(min(len(frame), SEARCHED_ROWS)):
        cells = frame.iloc[row].tolist()
        if any(isinstance(cell, dt.date) for cell in cells):
            found += [(row, column, band) for column, band in age_bands(cells).items()]
    if not found:
        return frame, []
    frame = frame.copy()
    told = []
    for row, column, band in dict.fromkeys(found):
        told.append(f"{frame.iloc[row, column]:%Y-%m-%d} → {band}")
        frame.iloc[row, column] = band
    text = trn("{count:,} age band had been turned into a date by Excel: {pairs}",
               "{count:,} age bands had been turned into dates by Excel: {pairs}",
               len(told), pairs=", ".join(told))  # fmt: skip
    return frame, [Problem(text=text, fids=tuple(sorted({int(frame.index[row]) for row, _, _ in found})))]


def _above_told(header: Header, merged: int, sheet: str) -> list[Problem]:
    """What stands above the rows beside one line of headings."""
    parts: list[Text] = []
    if header.title:
        parts.append(tr("titles (“{title}”)", title=header.title[:80]))
    if header.groups:
        parts.append(tr("headings in two rows"))
    if merged:
        parts.append(trn("{count} merged cell", "{count} merged cells", merged))
    tagged = [tag.startswith("#") for tag in header.tags.values()]
    if tagged:
        parts.append(tr("a row of HXL tags") if all(tagged) else tr("a row of HXL tags and field names"))
    if not parts:
        return []
    told = tr("above the rows stand {parts}", parts=", ".join(str(part) for part in parts))
    if sheet:
        told = tr("sheet {sheet}: {told}", sheet=sheet, told=told)
    return [Problem(text=told, severity="notice")]


def _kept(by_name: Any, body: pd.DataFrame) -> dict[str, str]:
    return {name: value for name, value in by_name.items() if name in body.columns}


def _cleaned(cells: list[Any]) -> tuple[Any, list[int]]:
    """Cells without blanks around them and without words for nothing, None when none changed; and where
    such words stood."""
    stripped = [cell.strip() if cell.__class__ is str else cell for cell in cells]
    nothing = [position for position, cell in enumerate(stripped) if cell in _MISSING_FORMS]
    if not nothing and stripped == cells:
        return None, []
    said = [position for position in nothing if stripped[position]]
    result = np.empty(len(cells), dtype=object)
    result[:] = stripped
    result[nothing] = np.nan
    return result, said


def _without_null_words(raw: pd.DataFrame, *, all_text: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """Cells without blanks around them, empty where they say that they are; and how many said it in words."""
    cleaned: dict[Any, Any] = {}
    words: set[str] = set()
    count = 0
    for name in raw.columns:
        cells = raw[name].to_numpy(dtype=object)
        if all_text:
            codes, distinct = pd.factorize(cells)
            # the last stands for the code -1 of what is missing
            column, said = _cleaned([*distinct, np.nan])
            cleaned[name] = cells if column is None else column[codes]
            told = np.isin(codes, said) if said else np.zeros(0, dtype=bool)
            words |= {str(distinct[i]).strip() for i in said}
        else:
            # a workbook's 1, 1.0 and TRUE are equal, so that each cell is looked at
            column, said = _cleaned(cells.tolist())
            cleaned[name] = cells if column is None else column
            told = np.ones(len(said), dtype=bool)
            words |= {str(cells[i]).strip() for i in said}
        count += int(told.sum())
    body = pd.DataFrame(cleaned, index=raw.index, columns=raw.columns, dtype=object)
    if not count:
        return body, []
    text = trn("{count:,} cell holding {words} was read as missing",
               "{count:,} cells holding {words} were read as missing",
               count, words=", ".join(sorted(words)))  # fmt: skip
    return body, [Problem(text=text, severity="notice")]


def _named(
    body: pd.DataFrame, names: list[str], filled: NDArray[np.int_]
) -> tuple[list[int], list[str], list[Problem]]:
    """Columns to keep, with their names: not the empty ones without heading nor notes far to the side.

    `filled` counts the cells of each column that are not empty.
    """
    keep, problems = [], []
    nameless = 0
    for position, name in enumerate(names):
        count = int(filled[position])
        apart = position > 0 and not names[position - 1] and not filled[position - 1]
        if not name and count == 0:
            nameless += 1
            continue
        if (not name or apart) and count <= _NOTE_CELLS and len(body) > 10:
            said = "; ".join(clean(cell) for cell in (name, *body[position].dropna()) if clean(cell))
            text = tr("a note beside the table was left out: {note}", note=said[:200])
            problems.append(Problem(text=text, severity="notice"))
            continue
        if count == 0 and (name.startswith("http") or not name):
            continue
        keep.append(position)
    if nameless:
        text = trn("{count} column without heading and without values was left out",
                   "{count} columns without heading and without values were left out",
                   nameless)  # fmt: skip
        problems.append(Problem(text=text, severity="notice"))
    kept_names = [names[position] or f"column_{position + 1}" for position in keep]
    return keep, kept_names, problems


def _line_breaks(body: pd.DataFrame) -> list[Problem]:
    rows: set[int] = set()
    count = 0
    for name in body.columns:
        for label, cell in zip(body.index, body[name].tolist(), strict=True):
            if cell.__class__ is str and "\n" in cell:
                count += 1
                rows.add(int(label))
    if not count:
        return []
    one, many = "{count:,} cell holds text of several lines", "{count:,} cells hold text of several lines"
    text = trn(one, many, count)
    return [Problem(text=text, fids=tuple(sorted(rows)), severity="notice")]


def _without_notes(body: pd.DataFrame, filled: NDArray[np.int_]) -> tuple[pd.DataFrame, list[Problem]]:
    """Leave out lines of text below the table; `filled` counts the cells of each row that are not empty."""
    if body.shape[1] < 3 or len(body) < 3:
        return body, []
    last = len(body)
    while last > 1 and filled[last - 1] == 1 and pd.notna(body.iloc[last - 1, 0]):
        last -= 1
    # a table whose rows are mostly empty has no notes, only gaps
    if last == len(body) or float(np.median(filled[:last])) < 3:
        return body, []
    notes = body.iloc[last:]
    text = trn("{count:,} line below the table was left out: {note}",
               "{count:,} lines below the table were left out: {note}", len(notes),
               note=clean(notes.iloc[0].dropna().iloc[0])[:120])  # fmt: skip
    return body.iloc[:last], [Problem(text=text, fids=tuple(int(i) for i in notes.index), severity="notice")]


def _typed(values: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers where every value is one and none is a code with leading zeros; otherwise as read."""
    first = first_present(values, 50)
    if first.empty:
        return values.astype("float64")
    if not all(isinstance(value, str) for value in first):
        kinds = {type(value) for value in values.dropna()}
        if kinds <= {int, float}:
            return pd.to_numeric(values)
        return values
    if not all(_FIGURES.fullmatch(str(value)) for value in first):
        return values
    raw = values.to_numpy(dtype=object)
    if pd.api.types.infer_dtype(raw, skipna=True) != "string":
        # 1, 1.0 and TRUE are equal, but not as text
        raw = values.map(str, na_action="ignore").to_numpy(dtype=object)
    codes, distinct = pd.factorize(raw)
    cells = list(distinct)
    joined = "\n".join(cells)
    if max(map(len, cells)) > _LONGEST_NUMBER or _LEADING_ZERO.search(joined):
        return values
    if any(sign in joined for sign in (",", " ", "\u00a0")):
        if not all(_WITH_COMMAS.fullmatch(cell) for cell in cells):
            return values
        cells = [_BLANKS.sub("", cell).replace(",", ".") for cell in cells]
    numbers = pd.to_numeric(np.array(cells, dtype=object), errors="coerce")
    if not np.isfinite(numbers).all():
        return values
    if (codes < 0).any():
        # the last stands for the code -1 of what is missing
        numbers = np.append(numbers.astype("float64"), np.nan)
    return pd.Series(numbers[codes], index=values.index)
