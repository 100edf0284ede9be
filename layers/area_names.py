"""Tables that know their areas by name only, joined to the administrative areas of the workspace.

A name is joined when it fits one area. A name that fits several is listed with all of them, a name that fits
none with those near in spelling; neither is ever guessed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers.former_names import present_names
from layers.layer_kind import Problem
from layers.oblasts import OBLASTS, oblast_code
from layers.place_index import PlaceIndex, index_of
from layers.place_names import adjectives, normalised, spellings
from layers.recognition import code_level
from layers.russian_names import key as russian_key
from layers.russian_names import looks_russian
from layers.text import Text, tr, trn
from layers.transliteration import is_cyrillic

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Layer
    from layers.workspace import Workspace

_LEVEL_WORDS = {
    1: ("oblast", "область", "adm1", "admin1", "region"),
    2: ("raion", "rayon", "район", "adm2", "admin2", "district"),
    3: ("hromada", "громад", "adm3", "admin3", "community", "отг", "община"),
    4: ("settlement", "населен", "adm4", "admin4", "city", "village"),
}
_LEVELS = {1: tr("oblast"), 2: tr("raion"), 3: tr("hromada"), 4: tr("settlement")}
_CODE_LENGTHS = {1: 4, 2: 6, 3: 9, 4: 12}
_EXAMPLES = 5
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCandidate:
    """An area that a name may mean."""

    code: str
    name: str
    level: int | None
    within: str

    def __str__(self) -> str:
        what = str(_LEVELS[self.level]) if self.level in _LEVELS else ""
        return f"{self.name} ({', '.join(part for part in (what, self.code, self.within) if part)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenName:
    """A name that was not joined, for the user to decide.

    Attributes
    ----------
    name, context : str
        As written, and the areas the table states around it.
    rows : tuple of int
        Row labels that bear it.
    candidates : tuple of AreaCandidate
        What it may mean: several that fit, or others near in spelling or elsewhere.
    fits : bool
        Whether the candidates fit the name; False when they are merely near.
    """

    name: str
    context: str
    rows: tuple[int, ...]
    candidates: tuple[AreaCandidate, ...]
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AreaJoin:
    """Codes of a table's areas.

    Attributes
    ----------
    codes : Series
        P-code or KATOTTG of each row, of the table's index; None where the name was not joined.
    level : int, optional
        Level the names were taken for; None when each says its own or none could be told.
    open : tuple of OpenName
        Names that were not joined.
    former : mapping of str to str
        Names joined though they have changed since, and the present ones.
    """

    codes: pd.Series[Any]
    level: int | None
    open: tuple[OpenName, ...]
    former: Mapping[str, str]

    def problems(self) -> tuple[Problem, ...]:
        """What an import report says of the join."""
        joined, asked = int(self.codes.notna().sum()), int(self.codes.notna().sum())
        asked += sum(len(name.rows) for name in self.open)
        told = tr("{n:,} of {all:,} records were joined to areas by name", n=joined, all=asked)
        result = [Problem(text=told, severity="notice")] if asked else []
        if self.former:
            pairs = ", ".join(f"{old} → {new}" for old, new in list(self.former.items())[:_EXAMPLES])
            one = "{count:,} former name was joined to the area of today: {pairs}"
            many = "{count:,} former names were joined to the areas of today: {pairs}"
            result.append(Problem(text=trn(one, many, len(self.former), pairs=pairs), severity="notice"))
        for fits, one, many in (
            (
                True,
                "{count:,} name fits several areas and was not guessed: {examples}",
                "{count:,} names fit several areas and were not guessed: {examples}",
            ),
            (
                False,
                "{count:,} name is not among the areas of the workspace: {examples}",
                "{count:,} names are not among the areas of the workspace: {examples}",
            ),
        ):
            names = [name for name in self.open if name.fits is fits]
            if names:
                examples = "; ".join(str(_described(name)) for name in names[:_EXAMPLES])
                rows = tuple(sorted(row for name in names for row in name.rows))
                result.append(Problem(text=trn(one, many, len(names), examples=examples), fids=rows))
        return tuple(result)


def _described(name: OpenName) -> Text | str:
    shown = f"{name.name} ({name.context})" if name.context else name.name
    listed = ", ".join(str(candidate) for candidate in name.candidates[:_EXAMPLES])
    if not listed:
        return shown
    if name.fits:
        return tr("{name}: {listed}", name=shown, listed=listed)
    return tr("{name}, near {listed}", name=shown, listed=listed)


def level_of_heading(heading: str) -> int | None:
    """Level of the areas that a column with this heading names; None when it does not say."""
    small = heading.casefold().replace(" ", "").replace("_", "")
    return next(
        (level for level, words in _LEVEL_WORDS.items() if any(word in small for word in words)), None
    )


def join_area_names(
    names: pd.Series[Any],
    workspace: Workspace,
    *,
    level: int | None = None,
    oblasts: pd.Series[Any] | None = None,
    raions: pd.Series[Any] | None = None,
    types: pd.Series[Any] | None = None,
) -> AreaJoin:
    """Codes of the areas that `names` mean.

    Parameters
    ----------
    names : Series
        Ukrainian, English or Russian, with or without the word for the kind of area, as noun or adjective.
    level : int, optional
        1 oblast to 4 settlement; without it the heading says it, or else the level at which most names are
        found.
    oblasts, raions : Series, optional
        Names of the areas around, of the same index; they tell areas of one name apart.
    types : Series, optional
        Whether a hromada is urban, rural or of a settlement, in words, where its name does not say it.
    """
    import pandas as pd

    areas = _Areas(workspace)
    columns = {"name": names, "oblast": oblasts, "raion": raions, "type": types}
    table = pd.DataFrame(columns, index=names.index)
    table = table[table["name"].notna()].astype("str").where(table.notna())
    if level is None:
        level = level_of_heading(str(names.name)) if names.name is not None else None
    groups = table.groupby(list(columns), dropna=False, sort=False).groups
    if level is None or not any(areas.named(str(key[0]), level) for key in groups):
        level = _usual_level(areas, [str(key[0]) for key in groups])
    codes = pd.Series(None, index=names.index, dtype="object")
    left: list[OpenName] = []
    former: dict[str, str] = {}
    for (name, oblast, raion, type_), rows in groups.items():
        around = areas.around(_text(oblast), _text(raion))
        found = areas.named(str(name), level)
        inside = [row for row in found if areas.lies_in(row, around)]
        sort = hromada_type(str(name)) or hromada_type(_text(type_))
        fitting = [row for row in inside if sort is None or areas.hromada_type(row) in (sort, None)]
        if len({areas.code(row) for row in fitting}) == 1:
            codes.loc[rows] = areas.code(fitting[0])
            if str(name) in areas.by_former_name:
                former[str(name)] = areas.candidate(fitting[0]).name
            continue
        near = fitting or inside or found or areas.near(str(name), level)
        context = ", ".join(part for part in (_text(raion), _text(oblast)) if part)
        candidates = tuple(dict.fromkeys(areas.candidate(row) for row in near))
        labels = tuple(int(row) for row in rows)
        left.append(
            OpenName(name=str(name), context=context, rows=labels, candidates=candidates, fits=bool(fitting))
        )
    return AreaJoin(codes=codes, level=level, open=tuple(left), former=former)


_TYPES = {
    "urban": re.compile(r"\b(?:urban|city|міськ\w*|городск\w*)\b"),
    "settlement": re.compile(r"\b(?:settlement|селищн\w*|поселков\w*)\b"),
    "rural": re.compile(r"\b(?:rural|rual|сільськ\w*|сельск\w*)\b"),
}


def hromada_type(text: str) -> str | None:
    """``urban``, ``settlement`` or ``rural`` where the words for a hromada say it; None otherwise."""
    small = text.casefold()
    return next((name for name, words in _TYPES.items() if words.search(small)), None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _usual_level(areas: _Areas, names: list[str]) -> int | None:
    """The level that most names fit; the coarser of two that fit as many."""
    counts: Counter[int] = Counter()
    for name in names:
        counts.update({found for row in areas.named(name, None) if (found := areas.level(row)) is not None})
    best = max(counts.values(), default=0)
    return min((level for level, count in counts.items() if count == best), default=None)


_Row = tuple[int, int]


class _Areas:
    """The administrative areas of a workspace; a row is the number of its layer and its position there."""

    def __init__(self, workspace: Workspace) -> None:
        self.layers: tuple[Layer, ...] = workspace.of_kind("admin_area")
        self._codes = [layer.frame["code"].to_numpy(dtype=object) for layer in self.layers]
        self._levels = [layer.frame["level"].to_numpy(dtype=object) for layer in self.layers]
        self._russian: dict[str, list[_Row]] | None = None
        self.by_former_name: set[str] = set()
        self._found: dict[tuple[str, int | None], list[_Row]] = {}

    def code(self, row: _Row) -> str:
        """P-code of an area."""
        return str(self._codes[row[0]][row[1]])

    def level(self, row: _Row) -> int | None:
        """Level of an area."""
        try:
            return int(self._levels[row[0]][row[1]])
        except (TypeError, ValueError):
            return code_level(self.code(row))

    def hromada_type(self, row: _Row) -> str | None:
        """Whether an area is an urban, settlement or rural hromada, as its own names say."""
        frame = self.layers[row[0]].frame
        found = (hromada_type(_text(frame[column].iloc[row[1]])) for column in ("name_uk", "name_en"))
        return next((name for name in found if name), None)

    def named(self, name: str, level: int | None) -> list[_Row]:
        """Areas that `name` fits, by the closest sort of match that has any."""
        key = (name, level)
        if key not in self._found:
            self._found[key] = self._named(name, level)
        return self._found[key]

    def near(self, name: str, level: int | None) -> list[_Row]:
        """A few areas whose name is near in spelling."""
        bases = [spelling.base for spelling in spellings(name) if len(spelling.base) > _NEAR]
        return [
            row
            for base in bases
            for row in self._rows(lambda index, base=base: index.within_one_slip(base))  # type: ignore[misc]
            if level is None or self.level(row) == level
        ][:_NEAR]

    def around(self, oblast: str, raion: str) -> str | None:
        """Code that the codes of areas in that raion or oblast begin with; None when it is not known."""
        outer = _only({self.code(row) for row in self.named(oblast, 1)}) if oblast else None
        outer = outer or (oblast_code(oblast) if oblast else None)
        outer = outer[: _CODE_LENGTHS[1]] if outer else None
        if raion:
            rows = [row for row in self.named(raion, 2) if self.lies_in(row, outer)]
            inner = _only({self.code(row)[: _CODE_LENGTHS[2]] for row in rows})
            return inner or outer
        return outer

    def lies_in(self, row: _Row, around: str | None) -> bool:
        """Whether an area lies in the area whose code is `around`."""
        return around is None or self.code(row).startswith(around)

    def candidate(self, row: _Row) -> AreaCandidate:
        """An area as a user is shown it."""
        frame = self.layers[row[0]].frame
        names = [frame[column].iloc[row[1]] for column in ("name_en", "name_uk")]
        name = next((text for text in map(_text, names) if text), self.code(row))
        oblast = OBLASTS.get(self.code(row)[: _CODE_LENGTHS[1]], ("", ""))[0]
        within = oblast if self.level(row) != 1 else ""
        return AreaCandidate(code=self.code(row), name=name, level=self.level(row), within=within)

    def _named(self, name: str, level: int | None) -> list[_Row]:
        asked = spellings(name)
        kind, bases = asked[0].kind, [spelling.base for spelling in asked]
        whole = normalised(name)
        if not whole:
            return []
        derived = [form for base in bases for form in adjectives(base)]
        attempts: tuple[Callable[[], list[_Row]], ...] = (
            lambda: self._rows(lambda index: index.by_name([*bases, whole])),
            lambda: self._rows(lambda index: index.by_name(derived)),
            lambda: self._rows(lambda index: index.by_folded(bases)),
            lambda: self._rows(lambda index: index.by_folded(derived)),
            lambda: self._in_russian(bases[0]),
            lambda: self._by_former_name(name, bases),
            lambda: self._from_russian_in_latin(name, [*bases, *derived]),
        )
        for attempt in attempts:
            found = [
                row
                for row in attempt()
                if (level is None or self.level(row) in (level, None))
                and (kind is None or kind.fits("admin_area", self.level(row)))
            ]
            if found:
                return found
        return []

    def _rows(self, rows: Callable[[PlaceIndex], Iterable[int]]) -> list[_Row]:
        return [
            (number, row)
            for number, layer in enumerate(self.layers)
            for row in dict.fromkeys(rows(index_of(layer)))
            if isinstance(self._codes[number][row], str)
        ]

    def _by_former_name(self, name: str, bases: list[str]) -> list[_Row]:
        present = [form for base in bases for form in present_names(base)]
        found = self._rows(lambda index: index.by_name(present)) if present else []
        if found:
            self.by_former_name.add(name)
        return found

    def _from_russian_in_latin(self, name: str, forms: list[str]) -> list[_Row]:
        """Areas whose name is the Ukrainian counterpart of one in Latin letters: Kharkov, Dnepropetrovsk.

        A slip of spelling is no counterpart: it is offered, never joined.
        """
        if is_cyrillic(name):
            return []
        latin = [form for form in forms if not is_cyrillic(form)]
        return self._rows(lambda index: [row for form in latin for row in index.by_counterpart(form)])

    def _in_russian(self, base: str) -> list[_Row]:
        if not is_cyrillic(base) or not looks_russian(base):
            return []
        if self._russian is None:
            self._russian = _russian_index(self)
        forms = (base, *adjectives(base))
        return list(dict.fromkeys(row for form in forms for row in self._russian.get(russian_key(form), ())))


def _only(codes: set[str]) -> str | None:
    return next(iter(codes)) if len(codes) == 1 else None


def _russian_index(areas: _Areas) -> dict[str, list[_Row]]:
    result: dict[str, list[_Row]] = defaultdict(list)
    for number, layer in enumerate(areas.layers):
        for position, name in enumerate(layer.frame["name_uk"].to_numpy(dtype=object)):
            if _text(name) and isinstance(areas.code((number, position)), str):
                result[russian_key(spellings(name)[0].base)].append((number, position))
    return result
