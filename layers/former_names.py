"""Former names of places renamed since 2015, for tables older than the areas they are joined to.

Source: resolutions of the Verkhovna Rada on the renaming of settlements and raions, 2015 to 2024.
"""

from __future__ import annotations

from functools import lru_cache

from layers.place_names import adjectives, normalised
from layers.russian_names import cyrillic_of, key
from layers.transliteration import is_cyrillic, transliterate

FORMER_NAMES: dict[str, str] = {
    "Артемівськ": "Бахмут",
    "Ватутіне": "Багачеве",
    "Володимир-Волинський": "Володимир",
    "Дзержинськ": "Торецьк",
    "Димитров": "Мирноград",
    "Дніпродзержинськ": "Кам'янське",
    "Дніпропетровськ": "Дніпро",
    "Дружба": "Хутір-Михайлівський",
    "Іларіонове": "Яворницьке",
    "Іллічівськ": "Чорноморськ",
    "Кіровоград": "Кропивницький",
    "Комсомольськ": "Горішні Плавні",
    "Котовськ": "Подільськ",
    "Красний Лиман": "Лиман",
    "Красноармійськ": "Покровськ",
    "Красноград": "Берестин",
    "Кузнецовськ": "Вараш",
    "Новоград-Волинський": "Звягель",
    "Новомосковськ": "Самар",
    "Орджонікідзе": "Покров",
    "Первомайський": "Златопіль",
    "Переяслав-Хмельницький": "Переяслав",
    "Першотравенськ": "Шахтарське",
    "Сєвєродонецьк": "Сіверськодонецьк",
    "Цюрупинськ": "Олешки",
    "Червоноград": "Шептицький",
    "Щорс": "Сновськ",
    "Южне": "Південне",
    "Южноукраїнськ": "Південноукраїнськ",
}
# adjectives that do not follow from the noun
_ADJECTIVES = {
    "новомосковська": ("самарівська", "самарська"),
    "новомосковський": ("самарівський", "самарський"),
    "іларіонівська": ("яворницька",),
    "першотравенська": ("шахтарська",),
    "південноміська": ("південна",),
}


def present_names(base: str) -> tuple[str, ...]:
    """Normalised names that the place once called `base` bears today; empty when it was not renamed."""
    return _by_former().get(base, ())


def present_names_by_sound(base: str) -> tuple[str, ...]:
    """The same for a former name in its Russian form, or in Latin letters made from that."""
    return _by_sound().get(key(base if is_cyrillic(base) else cyrillic_of(base)), ())


@lru_cache
def _by_sound() -> dict[str, tuple[str, ...]]:
    return {key(normalised(former)): (normalised(present),) for former, present in FORMER_NAMES.items()}


@lru_cache
def _by_former() -> dict[str, tuple[str, ...]]:
    result: dict[str, tuple[str, ...]] = {}
    for former, present in FORMER_NAMES.items():
        old, new = normalised(former), normalised(present)
        _add(result, old, (new,))
        feminine = tuple(form for form in adjectives(new) if form.endswith("а"))
        masculine = tuple(form for form in adjectives(new) if form.endswith("ий"))
        for form in adjectives(old):
            _add(result, form, feminine if form.endswith("а") else masculine)
    for form, forms in _ADJECTIVES.items():
        _add(result, form, (*forms, *result.get(form, ())))
    return result


def _add(result: dict[str, tuple[str, ...]], old: str, new: tuple[str, ...]) -> None:
    """The names in both alphabets."""
    result[old] = new
    result[normalised(transliterate(old))] = tuple(normalised(transliterate(name)) for name in new)
