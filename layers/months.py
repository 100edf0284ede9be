"""Names of months in English, Ukrainian and Russian, whole, inflected or cut short."""

from __future__ import annotations

_FORMS: tuple[tuple[str, ...], ...] = (
    ("january", "січень", "січня", "січні", "январь", "января"),
    ("february", "лютий", "лютого", "лютому", "февраль", "февраля"),
    ("march", "березень", "березня", "березні", "март", "марта"),
    ("april", "квітень", "квітня", "квітні", "апрель", "апреля"),
    ("may", "травень", "травня", "травні", "май", "мая"),
    ("june", "червень", "червня", "червні", "июнь", "июня"),
    ("july", "липень", "липня", "липні", "июль", "июля"),
    ("august", "серпень", "серпня", "серпні", "август", "августа"),
    ("september", "вересень", "вересня", "вересні", "сентябрь", "сентября"),
    ("october", "жовтень", "жовтня", "жовтні", "октябрь", "октября"),
    ("november", "листопад", "листопада", "листопаді", "ноябрь", "ноября"),
    ("december", "грудень", "грудня", "грудні", "декабрь", "декабря"),
)
_LEAST_LETTERS = 3
_BY_WORD = {
    form[:length]: number
    for number, forms in enumerate(_FORMS, start=1)
    for form in forms
    for length in range(_LEAST_LETTERS, len(form) + 1)
}


def month_of(word: str) -> int | None:
    """Number of the month that `word` names, whole or by its first letters; None for any other word."""
    return _BY_WORD.get(word.casefold().strip(".,"))
