"""Text a person sees: written once in English, rendered in the chosen language when it is shown."""

from __future__ import annotations

import contextlib
import gettext
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from numbers import Real
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"
LANGUAGES = {"en": "English", "uk": "Українська"}

# thousands and decimals, in place of the comma and the point of English; 97,809 would be read as 97.8
_MARKS = {"uk": str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","})}
# written as they are typed
_COORDINATES = frozenset({"lat", "lon"})

_language = "en"
_language_here: ContextVar[str] = ContextVar("language")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with its values; `str()` renders it in the language in use.

    Attributes
    ----------
    template : str
        English, with `str.format` places such as ``{people:,}``.
    values : mapping
        What fills the places; may hold further `Text`.
    plural : str, optional
        English template for counts other than one; then `values` holds the count under ``count``.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None

    def __str__(self) -> str:
        return self.render(language())

    def __hash__(self) -> int:
        return hash((self.template, self.plural, tuple(sorted((k, str(v)) for k, v in self.values.items()))))

    def render(self, language: str) -> str:
        """The sentence in `language`; English where no translation exists."""
        catalogue = _catalogue(language)
        if self.plural is None:
            template = catalogue.gettext(self.template)
        else:
            template = catalogue.ngettext(self.template, self.plural, _count(self.values))
        values = {k: _shown(k, v, language) for k, v in self.values.items()}
        return template.format(**values) if values else template.replace("{{", "{").replace("}}", "}")


class _Numeral:
    """A number that is formatted as its language writes numbers."""

    def __init__(self, value: Any, language: str) -> None:
        self._value, self._language = value, language

    def __format__(self, spec: str) -> str:
        return numeral(format(self._value, spec), self._language)

    def __str__(self) -> str:
        return numeral(str(self._value), self._language)


def _shown(name: str, value: object, language: str) -> object:
    if isinstance(value, Text):
        return value.render(language)
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return _Numeral(value, language) if is_number and name not in _COORDINATES else value


def numeral(formatted: str, written_in: str = "") -> str:
    """A number formatted as in English, with the marks of the language: 97 809,5 in Ukrainian."""
    marks = _MARKS.get(written_in or language())
    return formatted.translate(marks) if marks is not None else formatted


def tr(template: str, **values: object) -> Text:
    """A translatable sentence; places in `template` are filled with `values` when it is shown."""
    return Text(template, values)


def trn(singular: str, plural: str, count: int, **values: object) -> Text:
    """A translatable sentence whose wording depends on `count` (available as ``{count}``)."""
    return Text(singular, {"count": count, **values}, plural)


def use_language(language: str) -> None:
    """Show texts in `language` ("en" or "uk") from now on, in this process."""
    global _language
    _language = _known(language)


@contextlib.contextmanager
def in_language(language: str) -> Iterator[None]:
    """Show texts in `language` within the block, in this thread only."""
    token = _language_here.set(_known(language))
    try:
        yield
    finally:
        _language_here.reset(token)


def language() -> str:
    """The language in use."""
    return _language_here.get(_language)


def has_translation(language: str) -> bool:
    """Whether texts exist in `language`."""
    return language == "en" or not isinstance(_catalogue(language), _English)


class _English(gettext.NullTranslations):
    """The templates as they stand."""


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}; known: {', '.join(LANGUAGES)}")
    return language


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    try:
        return gettext.translation("corridor", TRANSLATIONS, languages=[language])
    except FileNotFoundError:
        return _English()


def _count(values: Mapping[str, object]) -> int:
    count = values["count"]
    assert isinstance(count, int)
    return count
