"""Names and codes: official transliteration, the KATOTTG hierarchy, the oblasts of Ukraine."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Source: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010.
_LETTERS = dict(
    zip(
        "абвгґдежзиіклмнопрстуфхцчшщ",
        (
            "a",
            "b",
            "v",
            "h",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "y",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
        ),
        strict=True,
    )
) | {"ь": "", "'": ""}
_AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_INSIDE = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʹ", "'"))


def transliterate(name_uk: str) -> str:
    """English form of a Ukrainian name by resolution 55 of 2010; other characters stay as they are."""
    text = unicodedata.normalize("NFC", name_uk).translate(_APOSTROPHES)
    text = re.sub("зг", "зґh", re.sub("Зг", "Зґh", text))  # written zgh, to be told from ж
    result = []
    for position, letter in enumerate(text):
        low = letter.lower()
        starts = position == 0 or not (text[position - 1].isalpha() or text[position - 1] == "'")
        latin = (_AT_START if starts else _INSIDE).get(low) or _LETTERS.get(low, low)
        result.append(latin.capitalize() if letter != low else latin)
    return "".join(result)


def cyrillic_key(name: str) -> str:
    """A Ukrainian name as compared: no stress marks or apostrophes, lower case; empty when not Ukrainian."""
    text = unicodedata.normalize("NFC", name.replace("́", "")).translate(_APOSTROPHES).replace("'", "")
    text = re.sub(r"\s*-\s*", "-", text).strip().lower()
    return text if re.fullmatch(r"[а-щьюяіїєґ][а-щьюяіїєґ\- ]*", text) else ""


def latin_key(name: str) -> str:
    """A Latin name as compared: spellings of different transliterations fall together."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub("[^a-z]", "", text)
    text = re.sub("[jy]", "i", text)
    return re.sub(r"(.)\1+", r"\1", text)


@dataclass(frozen=True, slots=True)
class OblastFact:
    """One first-level unit: its codes in the three sources and its centre."""

    code: str
    iso: str
    geonames: str
    centre_uk: str
    centre_lon: float
    centre_lat: float


# Centre coordinates to two decimals: they only say which polygon is which.
OBLASTS = tuple(
    OblastFact(*row)
    for row in (
        ("UA01", "UA-43", "11", "Сімферополь", 34.10, 44.95),
        ("UA05", "UA-05", "23", "Вінниця", 28.47, 49.23),
        ("UA07", "UA-07", "24", "Луцьк", 25.33, 50.75),
        ("UA12", "UA-12", "04", "Дніпро", 35.04, 48.46),
        ("UA14", "UA-14", "05", "Донецьк", 37.80, 48.01),
        ("UA18", "UA-18", "27", "Житомир", 28.66, 50.25),
        ("UA21", "UA-21", "25", "Ужгород", 22.30, 48.62),
        ("UA23", "UA-23", "26", "Запоріжжя", 35.14, 47.84),
        ("UA26", "UA-26", "06", "Івано-Франківськ", 24.71, 48.92),
        ("UA32", "UA-32", "13", "Київ", 30.11, 49.80),
        ("UA35", "UA-35", "10", "Кропивницький", 32.26, 48.51),
        ("UA44", "UA-09", "14", "Луганськ", 39.31, 48.57),
        ("UA46", "UA-46", "15", "Львів", 24.03, 49.84),
        ("UA48", "UA-48", "16", "Миколаїв", 32.00, 46.97),
        ("UA51", "UA-51", "17", "Одеса", 30.73, 46.48),
        ("UA53", "UA-53", "18", "Полтава", 34.55, 49.59),
        ("UA56", "UA-56", "19", "Рівне", 26.25, 50.62),
        ("UA59", "UA-59", "21", "Суми", 34.80, 50.91),
        ("UA61", "UA-61", "22", "Тернопіль", 25.59, 49.55),
        ("UA63", "UA-63", "07", "Харків", 36.25, 49.99),
        ("UA65", "UA-65", "08", "Херсон", 32.61, 46.64),
        ("UA68", "UA-68", "09", "Хмельницький", 26.99, 49.42),
        ("UA71", "UA-71", "01", "Черкаси", 32.06, 49.44),
        ("UA73", "UA-77", "03", "Чернівці", 25.94, 48.29),
        ("UA74", "UA-74", "02", "Чернігів", 31.30, 51.50),
        ("UA80", "UA-30", "12", "Київ", 30.52, 50.45),
        ("UA85", "UA-40", "20", "Севастополь", 33.53, 44.60),
    )
)
OBLAST_BY_GEONAMES = {fact.geonames: fact.code for fact in OBLASTS}
SPECIAL_CITIES = ("UA80", "UA85")
# Characters 10 to 12 of KATOTTG: the codifier lists the centre of a hromada first.
CENTRE = "001"
CRIMEA, BAKHCHYSARAI = "UA01", "UA0102"

_OWN_NAMES = {
    "UA01": ("Autonomous Republic of Crimea", "Автономна Республіка Крим"),
    "UA80": ("Kyiv", "Київ"),
    "UA85": ("Sevastopol", "Севастополь"),
}


def oblast_names(code: str, iso_name: str, codifier_name: str) -> tuple[str, str]:
    """English and Ukrainian name of an oblast, with its suffix, such as ``Lvivska Oblast``."""
    if code in _OWN_NAMES:
        return _OWN_NAMES[code]
    return iso_name.replace(" oblast", " Oblast"), f"{codifier_name} область"


HROMADA_SUFFIXES = {"M": ("Urban", "міська"), "X": ("Settlement", "селищна"), "C": ("Rural", "сільська")}


def hromada_names(name_uk: str, centre_uk: str, centre_category: str) -> tuple[str, str]:
    """English and Ukrainian name of a hromada, such as ``Lviv Urban Hromada``.

    The English name stands on the centre's name, the Ukrainian on the adjective of the codifier.
    """
    kind_en, kind_uk = HROMADA_SUFFIXES[centre_category]
    return f"{transliterate(centre_uk)} {kind_en} Hromada", f"{name_uk} {kind_uk} громада"
