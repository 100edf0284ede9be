"""Texts are rendered when shown, in the language then in use."""

from __future__ import annotations

import threading

import pytest

from layers import text
from layers.text import Text, in_language, language, numeral, tr, trn, use_language


@pytest.fixture
def ukrainian(monkeypatch):
    class Catalogue:
        def gettext(self, message):
            return {"{n} roads": "{n} доріг", "road": "дорога"}.get(message, message)

        def ngettext(self, one, many, count):
            forms = {"{count} bus": ["{count} автобус", "{count} автобуси", "{count} автобусів"]}
            return forms[one][0 if count == 1 else 1 if count < 5 else 2]

    english = text._catalogue
    monkeypatch.setattr(text, "_catalogue", lambda code: Catalogue() if code == "uk" else english(code))
    use_language("uk")
    yield
    use_language("en")


def test_values_are_formatted():
    assert str(tr("{people:,} people in {centres} centres", people=4210, centres=11)) == (
        "4,210 people in 11 centres"
    )
    assert str(tr("100 % of {{braces}}")) == "100 % of {braces}"


def test_plural_in_english():
    assert str(trn("{count} bus", "{count} buses", 1)) == "1 bus"
    assert str(trn("{count} bus", "{count} buses", 3)) == "3 buses"


def test_language_is_chosen_when_shown(ukrainian):
    message = tr("{n} roads", n=7)
    assert str(message) == "7 доріг"
    assert message.render("en") == "7 roads"
    assert str(trn("{count} bus", "{count} buses", 5)) == "5 автобусів"


def test_nested_texts_are_rendered_in_the_same_language(ukrainian):
    assert str(tr("{what}", what=Text("road"))) == "дорога"


def test_unknown_language_is_refused():
    with pytest.raises(ValueError, match="known: en, uk"):
        use_language("xx")


def test_a_language_for_a_block_stays_in_its_thread():
    seen = []
    with in_language("uk"):
        other = threading.Thread(target=lambda: seen.append(language()))
        other.start()
        other.join()
        seen.append(language())
    seen.append(language())
    assert seen == ["en", "uk", "en"]
    with pytest.raises(ValueError, match="unknown language"), in_language("xx"):
        pass


def test_numbers_are_written_as_the_language_writes_them():
    told = tr("{people:,} people within {km:g} km, {share:.1%}", people=97809, km=5.3, share=0.125)
    with in_language("uk"):
        assert "97\u00a0809" in str(told)
        assert "5,3" in str(told)
        assert "12,5%" in str(told)
        assert numeral("1,234.5") == "1\u00a0234,5"
        inner = tr("{a}", a=tr("{n:,.1f}", n=1234.5))
        assert str(inner) == "1\u00a0234,5"
    assert str(told) == "97,809 people within 5.3 km, 12.5%"
    assert numeral("1,234.5") == "1,234.5"


def test_coordinates_are_written_as_they_are_typed():
    with in_language("uk"):
        assert str(tr("{lat:.4f}, {lon:.4f}", lat=48.5, lon=35.25)) == "48.5000, 35.2500"
        assert str(tr("{on}", on=True)) == "True"
