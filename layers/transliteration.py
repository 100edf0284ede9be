"""Ukrainian names in Latin letters.

Source: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010, transliteration of the Ukrainian
alphabet.
"""

from __future__ import annotations

_ANYWHERE = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ю": "iu", "я": "ia", "ь": "", "'": "", "’": "", "ʼ": "", "`": "",
    # Russian letters met in mixed tables
    "ё": "io", "ы": "y", "э": "e", "ъ": "",
}  # fmt: skip
_AT_THE_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def transliterate(text: str) -> str:
    """`text` with every Ukrainian letter written in Latin ones; other characters stay.

    A capital stays a capital: "Згурівка" gives "Zghurivka", "Яворів" gives "Yavoriv".
    """
    result: list[str] = []
    before = ""
    for letter in text:
        small = letter.lower()
        starts_word = not before.isalpha() and before not in ("'", "’", "ʼ", "`")
        if small == "г" and before.lower() == "з":
            latin = "gh"
        elif starts_word and small in _AT_THE_START:
            latin = _AT_THE_START[small]
        else:
            latin = _ANYWHERE.get(small, letter)
        result.append(latin.capitalize() if letter != small else latin)
        before = letter
    return "".join(result)


def is_cyrillic(text: str) -> bool:
    """Whether `text` holds a Cyrillic letter."""
    return any("Ѐ" <= letter <= "ӿ" for letter in text)
