"""Tables with titles above and notes below them: of workbooks, and of any text cut into cells."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.column_reading import first_present
from layers.dates import age_bands, date_in_name
from layers.errors import LayerError
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
_LONGEST_MISSING = max(map(len, MISSING))
_LONGEST_NUMBER = 30
_WITH_COMMAS = re.compile("-?\\d{1,3}(?:[\u00a0 ]\\d{3})+(?:,\\d+)?|-?\\d+,\\d+|-?\\d+")
_LEADING_ZERO = re.compile(r"^0\d", re.MULTILINE)
_BLANKS = re.compile("[\u00a0 ]")
_FIGURES = re.compile(r"[-+\d.,\seE]{1,30}")
_NOTE_CELLS = 2
_LONGEST_BANDS = 2_000


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
                if (source := _sheet(frame, merged, shown, name)) is not None:
                    sources.append(source)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise unreadable(shown, error) from error
    if not sources:
        raise no_table(shown)
    return sources


def no_table(shown: Path) -> LayerError:
    """The error for a file without any table."""
    return LayerError(
        tr("no table was found in the file"),
        where=shown.name,
        expected=tr("A row of headings with rows of values below it was expected."),
    )


def _sheet(
    frame: pd.DataFrame, merged: Sequence[tuple[int, int, int, int]], shown: Path, sheet: str
) -> Source | None:
    frame, bands = _with_age_bands(frame)
    header = find_header(frame.head(SEARCHED_ROWS).to_numpy(dtype=object).tolist(), merged)
    if header is None:
        return None
    joined = sum(row <= header.first_data for row, *_ in merged)
    body = frame.iloc[header.first_data :]
    body.columns = pd.RangeIndex(body.shape[1])
    return table_source(body, header, shown, sheet, problems=bands, merged=joined)


def table_source(
    body: pd.DataFrame,
    header: Header,
    shown: Path,
    sheet: str = "",
    *,
    problems: list[Problem],
    merged: int = 0,
    delimiter: str = "",
    line_breaks: bool = True,
) -> Source | None:
    """The rows below a header as a source; None when nothing stands there.

    Parameters
    ----------
    body : DataFrame
        Columns by position, as read or as figures; indexed by row numbers.
    merged : int
        Number of merged cells among the headings.
    delimiter : str
        Of a delimited text, whose cells are text; empty for a workbook.
    line_breaks : bool
        Whether cells may hold text of several lines.
    """
    problems = [*problems, *_above_told(header, merged, sheet)]
    names = [*header.names, *([""] * (body.shape[1] - len(header.names)))]
    if delimiter:
        body, mended = rejoin_cut_cells(body, names, delimiter)
        problems += mended
    body, told = _without_null_words(body)
    problems += told
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
    typed = pd.DataFrame({name: _typed(body[name]) for name in body.columns}, index=body.index, copy=False)
    return Source(
        frame=typed,
        path=shown,
        layer_name=sheet,
        tags=_kept(header.tags, body),
        groups=_kept(header.groups, body),
        problems=tuple(problems),
        date=_title_date(header.title),
    )


def _title_date(title: str) -> dt.date | None:
    """The day in the title above a table, such as “as of 1 March 2024”; None when there is none."""
    found = date_in_name(title)
    return None if found is None or found.date > dt.datetime.now().astimezone().date() else found.date


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


def _cleaned(cells: Iterable[Any]) -> dict[Any, Any]:
    """By text, what is left of it without blanks around it and words for nothing, where that is another."""
    texts = [cell for cell in cells if cell.__class__ is str]
    stripped = [*map(str.strip, texts)]
    short = {cell for cell in stripped if len(cell) <= _LONGEST_MISSING}
    if stripped == texts and _MISSING_FORMS.isdisjoint(short):
        return {}
    pairs = zip(texts, stripped, strict=True)
    return {cell: np.nan if left in _MISSING_FORMS else left
            for cell, left in pairs if left is not cell or len(left) <= _LONGEST_MISSING}  # fmt: skip


def _without_null_words(raw: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Cells without blanks around them, empty where they say that they are; and how many said it in words."""
    words: Counter[str] = Counter()
    body = raw.copy(deep=False)
    for name in raw.columns:
        if raw[name].dtype != object:
            continue
        cells = raw[name].tolist()
        changed = _cleaned(dict.fromkeys(cells))
        if None in cells:
            changed[None] = np.nan
        if not changed:
            continue
        said = {cell for cell, left in changed.items() if cell and cell.strip() and left != left}
        if said:
            words.update(cell.strip() for cell in cells if cell in said)
        column = np.empty(len(cells), dtype=object)
        column[:] = [*map(changed.get, cells, cells)]
        body[name] = pd.Series(column, index=raw.index, dtype=object)
    if not words:
        return body, []
    text = trn("{count:,} cell holding {words} was read as missing",
               "{count:,} cells holding {words} were read as missing",
               words.total(), words=", ".join(sorted(words)))  # fmt: skip
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
        if body[name].dtype != object:
            continue
        cells = body[name].tolist()
        broken = {cell for cell in dict.fromkeys(cells) if cell.__class__ is str and "\n" in cell}
        if broken:
            found = [i for i, cell in zip(body.index.tolist(), cells, strict=True) if cell in broken]
            count += len(found)
            rows.update(found)
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
    if values.dtype != object:
        return values
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
    # 1, 1.0 and TRUE are equal, but not as text
    raw = values.to_list()
    texts = [cell if cell.__class__ is str or cell != cell else str(cell) for cell in raw]
    cells = [cell for cell in dict.fromkeys(texts) if cell == cell]
    joined = "\n".join(cells)
    if max(map(len, cells)) > _LONGEST_NUMBER or _LEADING_ZERO.search(joined):
        return values
    plain = cells
    if any(sign in joined for sign in (",", " ", "\u00a0")):
        if not all(_WITH_COMMAS.fullmatch(cell) for cell in cells):
            return values
        plain = [_BLANKS.sub("", cell).replace(",", ".") for cell in cells]
    numbers = pd.to_numeric(np.array(plain, dtype=object), errors="coerce")
    if not np.isfinite(numbers).all():
        return values
    number_of = dict(zip(cells, numbers.tolist(), strict=True))
    result = [number_of.get(cell, np.nan) for cell in texts]
    return pd.Series(result, index=values.index)
