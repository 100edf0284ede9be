"""Russian spellings of Ukrainian names, met in older registers and in partners' lists, made comparable."""

from __future__ import annotations

import re

# vowels change between the two languages, and with the stress; only the rounded ones keep apart
_ALIKE = str.maketrans({**dict.fromkeys("иыіїйеєэёаяо", "o"), "ю": "у", "ґ": "г", "ь": "", "ъ": ""})
_SILENT = str.maketrans("", "", "ьъ")
_VOWELS = frozenset("аеёиоуыэюяіїє")
# a Russian letter and what stands for it in Ukrainian names
_COUNTERPARTS = frozenset(
    {("и", "і"), ("и", "ї"), ("е", "і"), ("е", "ї"), ("е", "є"), ("о", "і"), ("ы", "и"), ("э", "е"),
     ("ё", "о"), ("ё", "є"), ("о", "е"), ("е", "и"), ("г", "ґ"), ("и", "й"), ("й", "и"), ("е", "я"),
     ("и", "ю")}
)  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")
_OWN_LETTERS = re.compile("[ыэёъ]")
_OWN_ENDINGS = re.compile(r"(?:ский|ская|ское|цкий|цкая|цкое|[ое]в|[ое]во|ое|ая|ье|ия)$")
# Russian keeps the consonant before the ending of adjectives where Ukrainian changes it
_BEFORE_ENDING = re.compile(r"[гжзхшщкчцс]*[сзц]ь?к(?=(?:ий|ая|ое|а|е)$)")
# names that differ by more than their letters
_OTHERWISE = (
    (re.compile(r"^владимир"), "володимир"),
    (re.compile(r"^днепр(?=$|овск)"), "дніпр"),
    (re.compile(r"^николаев"), "миколаїв"),
    (re.compile(r"^должанск"), "довжанськ"),
    (re.compile(r"^счастьинск"), "щастинськ"),
    (re.compile(r"^ровенск"), "рівненськ"),
    (re.compile(r"^ровно$"), "рівне"),
)


def looks_russian(base: str) -> bool:
    """Whether a normalised name has letters or endings of Russian that Ukrainian lacks."""
    return any(_OWN_LETTERS.search(word) or _OWN_ENDINGS.search(word) for word in base.split()) and not (
        re.search("[іїєґ]", base)
    )


# as maps of the last century spell Russian names in Latin letters; the longest first
_FROM_LATIN = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("iu", "ю"),
    ("ju", "ю"), ("ya", "я"), ("ia", "я"), ("ja", "я"), ("ye", "е"), ("ie", "е"), ("yo", "ё"), ("io", "ё"),
    ("yi", "и"), ("iy", "и"), ("a", "а"), ("b", "б"), ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"),
    ("g", "г"), ("h", "г"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"),
    ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"),
    ("w", "в"), ("x", "кс"), ("y", "и"), ("z", "з"),
)  # fmt: skip
_LATIN = re.compile("|".join(latin for latin, _ in _FROM_LATIN))


def cyrillic_of(base: str) -> str:
    """A normalised Latin name as Russian may have written it: "kiev" gives "киев"."""
    letters = dict(_FROM_LATIN)
    return _LATIN.sub(lambda found: letters[found[0]], base)


def is_counterpart(russian: str, ukrainian: str) -> bool:
    """Whether a normalised Cyrillic name differs from a Ukrainian one by no more than the languages do.

    Letter by letter, without soft signs and doubled letters: харков is харків, одесса is одеса; what is
    added, lost or changed otherwise is a slip of spelling or another name.
    """
    one, other = (_plain(name) for name in (russian, ukrainian))
    if len(one) != len(other):
        return False
    last = len(one) - 1
    return all(
        a == b or (a, b) in _COUNTERPARTS or (at == last and a in _VOWELS and b in _VOWELS)
        for at, (a, b) in enumerate(zip(one, other, strict=True))
    )


def _plain(name: str) -> str:
    for pattern, ukrainian in _OTHERWISE:
        name = pattern.sub(ukrainian, name)
    words = (_BEFORE_ENDING.sub("ск", word) for word in name.split())
    return " ".join(_REPEATED.sub(r"\1", word.translate(_SILENT)) for word in words)


def key(base: str) -> str:
    """What a normalised Cyrillic name and its Russian or Ukrainian counterpart have in common."""
    for pattern, ukrainian in _OTHERWISE:
        base = pattern.sub(ukrainian, base)
    words = (_BEFORE_ENDING.sub("ск", word) for word in base.split())
    return " ".join(_REPEATED.sub(r"\1", word.translate(_ALIKE)).rstrip("o") for word in words)
