"""The 27 first-level units of Ukraine with their P-codes.

Source: codifier of administrative units KATOTTG (Ministry for Development of Communities and Territories);
the P-code is its first four characters.
"""

from __future__ import annotations

from layers.place_names import spellings

OBLASTS: dict[str, tuple[str, str]] = {
    "UA01": ("Autonomous Republic of Crimea", "Автономна Республіка Крим"),
    "UA05": ("Vinnytsia", "Вінницька"),
    "UA07": ("Volyn", "Волинська"),
    "UA12": ("Dnipropetrovsk", "Дніпропетровська"),
    "UA14": ("Donetsk", "Донецька"),
    "UA18": ("Zhytomyr", "Житомирська"),
    "UA21": ("Zakarpattia", "Закарпатська"),
    "UA23": ("Zaporizhzhia", "Запорізька"),
    "UA26": ("Ivano-Frankivsk", "Івано-Франківська"),
    "UA32": ("Kyiv Oblast", "Київська"),
    "UA35": ("Kirovohrad", "Кіровоградська"),
    "UA44": ("Luhansk", "Луганська"),
    "UA46": ("Lviv", "Львівська"),
    "UA48": ("Mykolaiv", "Миколаївська"),
    "UA51": ("Odesa", "Одеська"),
    "UA53": ("Poltava", "Полтавська"),
    "UA56": ("Rivne", "Рівненська"),
    "UA59": ("Sumy", "Сумська"),
    "UA61": ("Ternopil", "Тернопільська"),
    "UA63": ("Kharkiv", "Харківська"),
    "UA65": ("Kherson", "Херсонська"),
    "UA68": ("Khmelnytskyi", "Хмельницька"),
    "UA71": ("Cherkasy", "Черкаська"),
    "UA73": ("Chernivtsi", "Чернівецька"),
    "UA74": ("Chernihiv", "Чернігівська"),
    "UA80": ("Kyiv", "Київ"),
    "UA85": ("Sevastopol", "Севастополь"),
}

_CODES: dict[str, str] = {}
for _code, _names in OBLASTS.items():
    for _name in _names:
        for _spelling in spellings(_name):
            _CODES.setdefault(_spelling.base, _code)
_CODES |= {"crimea": "UA01", "крим": "UA01", "ar crimea": "UA01", "арк": "UA01", "ар крим": "UA01"}
# the word for the oblast is taken off its name: without it, the city is meant
_CODES |= {"kyiv": "UA80", "київ": "UA80"}
_CODES |= {"kyiv city": "UA80", "м київ": "UA80", "kyivska": "UA32", "sevastopolska": "UA85"}


def oblast_code(name: str) -> str | None:
    """P-code of the oblast called `name` in Ukrainian or English, as noun or adjective; None when unknown.

    "Kyiv" alone is the city.
    """
    for spelling in spellings(name):
        if spelling.kind is not None and spelling.base in ("kyiv", "київ"):
            return "UA32" if spelling.kind.level == 1 else "UA80"
        if code := _CODES.get(spelling.base):
            return code
    return None
