"""Official transliteration as the base map is built with; needs none of the packages of the build."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from tests.paths import ROOT


@pytest.fixture(scope="module")
def names():
    spec = importlib.util.spec_from_file_location("basemap_names", ROOT / "installer" / "basemap_names.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["basemap_names"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["basemap_names"]


@pytest.mark.parametrize(
    ("name_uk", "name_en"),
    [
        # Examples of the resolution itself.
        ("Алушта", "Alushta"),
        ("Борщагівка", "Borshchahivka"),
        ("Ґалаґан", "Galagan"),
        ("Єнакієве", "Yenakiieve"),
        ("Наєнко", "Naienko"),
        ("Згорани", "Zghorany"),
        ("Їжакевич", "Yizhakevych"),
        ("Кадиївка", "Kadyivka"),
        ("Йосипівка", "Yosypivka"),
        ("Стрий", "Stryi"),
        ("Щербухи", "Shcherbukhy"),
        ("Юрій", "Yurii"),
        ("Яготин", "Yahotyn"),
        ("Знам’янка", "Znamianka"),
        ("Русь", "Rus"),
        # Compound names.
        ("Івано-Франківськ", "Ivano-Frankivsk"),
        ("Кам'яний Яр", "Kamianyi Yar"),
    ],
)
def test_transliteration(names, name_uk, name_en):
    assert names.transliterate(name_uk) == name_en


def test_different_spellings_have_one_key(names):
    assert names.latin_key("Mykolayiv") == names.latin_key("Mykolaiv")
    assert names.latin_key("Zaporizhzhya") == names.latin_key("Zaporizhzhia")
    assert names.latin_key("Lviv") != names.latin_key("Liubiv")
    assert names.cyrillic_key("Зна́м'янка") == names.cyrillic_key("знам’янка") == "знамянка"
    assert names.cyrillic_key("Йосипівка") == "йосипівка"
    assert names.cyrillic_key("Мыс") == ""
    assert names.cyrillic_key("Lviv") == ""


def test_names_with_suffix(names):
    assert names.hromada_names("Львівська", "Львів", "M") == (
        "Lviv Urban Hromada",
        "Львівська міська громада",
    )
    assert names.oblast_names("UA46", "Lvivska oblast", "Львівська") == (
        "Lvivska Oblast",
        "Львівська область",
    )
    assert names.oblast_names("UA80", "Kyiv", "Київ") == ("Kyiv", "Київ")
