"""Names of places as people write them."""

from __future__ import annotations

import pytest

from layers.place_index import is_one_slip
from layers.place_names import adjectives, folded, normalised, pair_parts, parsed, spellings
from layers.transliteration import transliterate


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        # the examples of the resolution itself
        ("Алушта", "Alushta"), ("Борщагівка", "Borshchahivka"), ("Вишгород", "Vyshhorod"), ("Гадяч",
        "Hadiach"),
        ("Згорани", "Zghorany"), ("Розгон", "Rozghon"), ("Ґалаґан", "Galagan"), ("Єнакієве", "Yenakiieve"),
        ("Короп'є", "Koropie"), ("Житомир", "Zhytomyr"), ("Їжакевич", "Yizhakevych"), ("Кадиївка",
        "Kadyivka"),
        ("Йосипівка", "Yosypivka"), ("Стрий", "Stryi"), ("Щербухи", "Shcherbukhy"), ("Юрій", "Yurii"),
        ("Корюківка", "Koriukivka"), ("Яготин", "Yahotyn"), ("Знам'янка", "Znamianka"), ("Феодосія",
        "Feodosiia"),
        ("Кам’янець-Подільський", "Kamianets-Podilskyi"),
    ],
)  # fmt: skip
def test_transliteration(ukrainian, latin):
    assert transliterate(ukrainian) == latin


@pytest.mark.parametrize("name", ["Знам'янка", "Знам’янка", "Знамʼянка", "ЗНАМ`ЯНКА", " знамянка "])
def test_apostrophes_and_capitals_do_not_matter(name):
    assert normalised(name) == "знамянка"


def test_accents_are_taken_off_latin_letters_only():
    assert normalised("Dołhobyczów") == "dolhobyczow"
    assert normalised("Záhony") == "zahony"
    # й and ї are letters, not и and і with accents
    assert normalised("Їжакевич Йосип") == "їжакевич йосип"


@pytest.mark.parametrize(
    ("name", "base", "level"),
    [
        ("Lviv Urban Hromada", "lviv", 3), ("Lviv Oblast", "lviv", 1), ("Львівська міська громада",
        "львівська", 3),
        ("Львівська область", "львівська", 1), ("Pokrovsk Raion", "pokrovsk", 2), ("Lviv", "lviv", None),
        ("Мереф'янська міська територіальна громада", "мерефянська", 3),
    ],
)  # fmt: skip
def test_suffixes(name, base, level):
    found = parsed(name)
    assert found.base == base
    assert (found.kind.level if found.kind else None) == level


def test_words_before_and_crossings():
    assert parsed("м. Львів").base == "львів"
    assert parsed("с. Гора").kind.layer_kind == "populated_place"
    assert parsed("Krakivets crossing").kind.layer_kind == "border_crossing"
    # a first letter that is also a word for village is no such word
    assert parsed("Сокаль").base == "сокаль"


def test_pairs():
    assert pair_parts("Krakivets - Korczowa") == ("krakivets", "korczowa")
    assert pair_parts("Краківець – Корчова") == ("краківець", "корчова")
    assert pair_parts("Ivano-Frankivsk") == ()


@pytest.mark.parametrize(
    ("noun", "adjective"),
    [
        ("львів", "львівська"), ("дніпро", "дніпровська"), ("одеса", "одеська"), ("вінниця", "вінницька"),
        ("запоріжжя", "запорізька"), ("луцьк", "луцька"), ("кропивницький", "кропивницька"), ("рівне",
        "рівненська"),
        ("чернівці", "чернівецька"), ("тернопіль", "тернопільська"), ("суми", "сумська"), ("донецьк",
        "донецька"),
        ("миколаївка", "миколаївська"), ("lviv", "lvivska"), ("odesa", "odeska"), ("vinnytsia",
        "vinnytska"),
        ("zaporizhzhia", "zaporizka"), ("rivne", "rivnenska"), ("mykolaivka", "mykolaivska"), ("lutsk",
        "lutska"),
    ],
)  # fmt: skip
def test_adjectives(noun, adjective):
    assert adjective in adjectives(noun)


def test_ukrainian_names_have_a_latin_spelling():
    assert [spelling.base for spelling in spellings("Дніпро")] == ["дніпро", "dnipro"]
    assert folded("mykolayiv") == folded("mykolaiv")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("kharkiv", "kharkov", True), ("kharkiv", "khakriv", True), ("kharkiv", "kharki", True),
        ("kharkiv", "kharkiiv", True), ("kharkiv", "kharkiv", False), ("kharkiv", "kherson", False),
        ("sumy", "sumsky", False), ("", "a", True),
    ],
)  # fmt: skip
def test_one_slip(one, other, expected):
    assert is_one_slip(one, other) is expected
