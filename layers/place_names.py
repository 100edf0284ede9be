"""Names of places as people write them: spellings, kinds of place, pairs, and the adjectives of hromadas."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from layers.transliteration import is_cyrillic, transliterate

_APOSTROPHES = re.compile("['’ʼ`´′‘‛\"“”«»]")
_BREAKS = re.compile(r"[\s\-‐‑‒–—_/.,;:()]+")
_PAIR = re.compile(r"\s+[-‐‑‒–—/]\s*|\s*[-‐‑‒–—/]\s+|\s*/\s*")
ADJECTIVE_ENDINGS = ("ska", "zka", "skyi", "zkyi", "skyy", "zkyy")
_LATIN_EXTRA = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "ґ": "г", "ё": "е"})


@dataclass(frozen=True, slots=True)
class KindOfPlace:
    """What a word such as "oblast" or "crossing" says a place is.

    Attributes
    ----------
    layer_kind : str
        Layer kind it must be of.
    level : int, optional
        Level of an admin area.
    """

    layer_kind: str
    level: int | None = None

    def fits(self, layer_kind: str, level: int | None) -> bool:
        """Whether a feature of that layer kind and level can be meant."""
        return self.layer_kind == layer_kind and (self.level is None or level is None or level == self.level)


OBLAST, RAION, HROMADA = (KindOfPlace("admin_area", level) for level in (1, 2, 3))
SETTLEMENT = KindOfPlace("populated_place")
CROSSING = KindOfPlace("border_crossing")

# longest first, as the first that fits is taken off
_AFTER: tuple[tuple[str, KindOfPlace], ...] = (
    *(
        (f"{head} {tail}".strip(), HROMADA)
        for tail in ("territorial hromada", "territorial community", "hromada", "community", "council")
        for head in ("urban", "rural", "rual", "settlement", "city", "")
        if (head, tail) != ("", "council")
    ),
    *(
        (f"{head} {tail}".strip(), HROMADA)
        for tail in ("територіальна громада", "громада", "отг", "тг", "община")
        for head in ("міська", "селищна", "сільська", "городская", "поселковая", "сельская", "")
    ),
    *((word, OBLAST) for word in ("oblast", "region", "область", "обл")),
    *((word, RAION) for word in ("raion", "rayon", "district", "район", "р н")),
    *(
        (word, CROSSING)
        for word in ("border crossing point", "border crossing", "crossing point", "crossing", "bcp")
    ),
    *((word, SETTLEMENT) for word in ("city", "town", "village")),
)
_BEFORE: tuple[tuple[str, KindOfPlace], ...] = (
    *((word, SETTLEMENT) for word in ("місто", "село", "селище", "смт", "м", "с", "city of", "village of")),
    *((word, CROSSING) for word in ("пункт пропуску", "crossing", "bcp")),
)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name taken apart.

    Attributes
    ----------
    base : str
        Normalised, without the word for the kind of place.
    kind : KindOfPlace, optional
        What that word said; None when there was none.
    """

    base: str
    kind: KindOfPlace | None


def normalised(name: str) -> str:
    """`name` in small letters without apostrophes, Latin accents and hyphens, words apart by one space."""
    text = _APOSTROPHES.sub("", name.casefold()).translate(_LATIN_EXTRA)
    if not text.isascii():
        # accents are taken off Latin letters only: й and ї are letters of their own
        text = "".join(
            letter
            if "Ѐ" <= letter <= "ӿ"
            else "".join(
                part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)
            )
            for letter in unicodedata.normalize("NFC", text)
        )
    return _BREAKS.sub(" ", text).strip()


def parsed(name: str) -> PlaceName:
    """`name` normalised, with the word for the kind of place taken off."""
    text = normalised(name)
    for word, kind in _AFTER:
        if text.endswith(" " + word):
            return PlaceName(text[: -len(word) - 1], kind)
    for word, kind in _BEFORE:
        if text.startswith(word + " "):
            return PlaceName(text[len(word) + 1 :], kind)
    return PlaceName(text, None)


def pair_parts(name: str) -> tuple[str, ...]:
    """The two names of a pair such as "Krakivets - Korczowa", normalised; empty when it is no pair.

    A hyphen without spaces, as in "Ivano-Frankivsk", makes no pair.
    """
    parts = [normalised(part) for part in _PAIR.split(name)]
    return tuple(part for part in parts if part) if len(parts) > 1 else ()


def spellings(name: str) -> tuple[PlaceName, ...]:
    """`name` taken apart, and the same of its Latin spelling when it is Ukrainian."""
    own = parsed(name)
    if not is_cyrillic(name):
        return (own,)
    return (own, PlaceName(normalised(transliterate(own.base)), own.kind))


def folded(base: str) -> str:
    """`base` with the usual slips of Latin spelling made alike: yi, iy, ii and y all read as i."""
    return re.sub("i+", "i", base.replace("y", "i").replace("j", "i")).replace("ks", "x")


def adjectives(base: str) -> tuple[str, ...]:
    """Adjectives that hromadas, raions and oblasts called after the place `base` bear, feminine first.

    "львів" gives "львівська", "одеса" gives "одеська", "vinnytsia" gives "vinnytska". Several forms are
    given where the language leaves it open; a form that no place bears does no harm.
    """
    if is_cyrillic(base):
        stems = _cyrillic_stems(base)
        return tuple(stem + ending for ending in ("а", "ий") for stem in stems)
    stems = _latin_stems(base)
    return tuple(stem + ending for ending in ("a", "yi", "yy") for stem in stems)


def _cyrillic_stems(base: str) -> tuple[str, ...]:
    for ending in ("ий", "а", ""):
        head = base.removesuffix(ending)
        if base.endswith(ending) and head.endswith(("ськ", "цьк", "зьк")):
            return (head,)
    stem = base.rstrip("аеєиіїоуюяьй") or base
    changes = (
        (("г", "ж", "з"), "зьк"), (("к", "ч", "ц"), "цьк"), (("х", "ш", "с"), "ськ"),
    )  # fmt: skip
    if base.endswith("ка") and len(base) > 4:
        return (base[:-2] + "ськ", base[:-2] + "цьк", stem[:-1] + "івськ")
    for consonants, changed in changes:
        if stem.endswith(consonants):
            head = stem.rstrip("".join(consonants))
            inserted = (head + "е" + changed,) if changed == "цьк" else ()
            return (head + changed, *inserted, stem + "івськ", stem + "инськ")
    softened = (stem + "ьськ",) if base.endswith(("ь", "я")) and not stem.endswith("ь") else ()
    with_vowel = (stem[:-1] + "е" + stem[-1] + "ськ",) if len(stem) > 2 else ()
    return (
        stem + "ськ", *softened, stem + "енськ", stem + "овськ", stem + "івськ", stem + "инськ", *with_vowel,
    )  # fmt: skip


def _latin_stems(base: str) -> tuple[str, ...]:
    for ending in ("yi", "yy", "a", ""):
        head = base.removesuffix(ending)
        if base.endswith(ending) and head.endswith(("sk", "zk")):
            return (head,)
    stem = base.rstrip("aeiouy") or base
    changes = ((("zh", "z", "h"), "zk"), (("ts", "ch", "k"), "tsk"), (("kh", "sh", "s"), "sk"))
    if base.endswith("ka") and len(base) > 4:
        return (base[:-2] + "sk", base[:-2] + "tsk", stem[:-1] + "ivsk")
    for consonants, changed in changes:
        for consonant in consonants:
            if stem.endswith(consonant):
                head = stem
                while head.endswith(consonant):
                    head = head.removesuffix(consonant)
                inserted = (head + "e" + changed,) if changed == "tsk" else ()
                return (head + changed, *inserted, stem + "ivsk", stem + "ynsk")
    with_vowel = (stem[:-1] + "e" + stem[-1] + "sk",) if len(stem) > 2 else ()
    return (stem + "sk", stem + "ensk", stem + "ovsk", stem + "ivsk", stem + "ynsk", *with_vowel)
