"""Each text of the program has a translation that fits it, and the compiled catalogue is up to date."""

from __future__ import annotations

import gettext
import importlib.util
import io
import string
import sys
from pathlib import Path

import pytest

from layers.kinds import KINDS
from layers.text import Text, in_language, tr, trn
from layers.units import unit_text
from planning.analyses import ANALYSES
from planning.changes import CHANGES
from planning.choice_words import choice_text
from planning.parameters import describe
from planning.standards.constants import STANDARDS

ROOT = Path(__file__).resolve().parent.parent.parent
PO = ROOT / "resources" / "translations" / "uk" / "LC_MESSAGES" / "corridor.po"
CYRILLIC = set("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")
WHOLE_NUMBERS = (0, 1, 2, 4, 5, 11, 12, 21, 22, 100, 111, 1_001)


def _script():
    spec = importlib.util.spec_from_file_location(
        "build_translations", ROOT / "installer/build_translations.py"
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_translations"] = module
    spec.loader.exec_module(module)
    return module


script = _script()


@pytest.fixture(scope="module")
def gathered():
    return script.gather(ROOT)


@pytest.fixture(scope="module")
def ukrainian():
    return script.read_po(PO)


def _places(template):
    parts = [part for part in string.Formatter().parse(template) if part[1] is not None]
    return sorted((name, conversion, spec) for _, name, spec, conversion in parts)


def _sample(spec):
    if spec.endswith(("g", "f", "%")):
        return 2.5
    return 7 if spec else "x"


def test_every_text_is_translated_and_every_template_can_be_told():
    files, wanting = script.built(ROOT)
    assert not wanting, "run installer/build_translations.py and translate what it prints"
    stale = [str(path.relative_to(ROOT)) for path, held in files.items() if path.read_bytes() != held]
    assert not stale, "run installer/build_translations.py"


def test_places_are_those_of_the_original(ukrainian):
    wrong = []
    for message, forms in ukrainian.items():
        many = _places(message.plural or message.singular)
        first = (_places(message.singular), many)
        if _places(forms[0]) not in first or any(_places(form) != many for form in forms[1:]):
            wrong.append(message.singular)
    assert not wrong


def test_translations_render_with_values(ukrainian):
    for forms in ukrainian.values():
        for form in forms:
            values = {name: _sample(spec) for name, _, spec in _places(form)}
            assert form.format(**values).count("{") == form.count("{{")


def test_plurals_have_three_forms_and_others_one(ukrainian):
    for message, forms in ukrainian.items():
        assert len(forms) == (1 if message.plural is None else 3), message.singular


def test_edges_of_a_sentence_are_kept(ukrainian):
    """Pieces that are put together must keep their spaces and their leading comma or semicolon."""
    for message, forms in ukrainian.items():
        one = message.singular
        for form in forms:
            assert (form[:1] == " ") == (one[:1] == " "), one
            assert (form[-1:] == " ") == (one[-1:] == " "), one
            assert (form[:1] in ",;") == (one[:1] in ",;"), one
            assert form.endswith("…") == one.endswith("…"), one


def test_a_menu_entry_keeps_its_access_key(ukrainian):
    for message, forms in ukrainian.items():
        assert message.singular.count("&") == forms[0].count("&"), message.singular


def test_hardly_a_translation_is_without_a_cyrillic_letter(ukrainian):
    """Names of formats, and templates of nothing but places, stay; a sentence left in English shows here."""
    told = {
        message.singular
        for message, forms in ukrainian.items()
        if any(sign.isalpha() for _, text in _literal(message.singular) for sign in text)
        and not CYRILLIC & set("".join(forms).lower())
    }
    assert told <= {
        "Corridor", "GPX", "FlatGeobuf", "GeoParquet", "GeoTIFF", "GeoPackage", "MGRS", "EPSG:{code}",
        "ISO 3166-1 alpha-2", "Web Mercator (EPSG:3857)", "{degrees:g} °C",
        "{origin} to {destination}: {reason}", "{plural} in the {place}: {span}",
    }  # fmt: skip


def _literal(template):
    return [(0, part[0]) for part in string.Formatter().parse(template)]


@pytest.mark.parametrize("count", WHOLE_NUMBERS)
def test_the_form_follows_the_count(count):
    with in_language("uk"):
        shown = str(trn("{count:,} record", "{count:,} records", count))
    tens = 10 < count % 100 < 15
    end = count % 10
    word = "запис" if end == 1 and not tens else "записи" if end in (2, 3, 4) and not tens else "записів"
    assert shown == f"{count:,} {word}".replace(",", "\N{NO-BREAK SPACE}")


def test_texts_are_shown_in_ukrainian():
    with in_language("uk"):
        assert str(tr("Whole &country")) == "Уся &країна"
        assert str(tr("Scenario: {name}", name=tr("Baseline"))) == "Сценарій: Базовий стан"


def test_labels_of_kinds_analyses_and_changes_are_translated(ukrainian):
    known = {message.singular for message in ukrainian}
    texts = [text for kind in KINDS for text in (kind.label, kind.plural)]
    for analysis in ANALYSES:
        texts += [analysis.label, analysis.summary, *_of_parameters(analysis.parameters)]
    for change in CHANGES:
        texts += _of_parameters(change)
    missing = [text.template for text in texts if isinstance(text, Text) and text.template not in known]
    assert not missing


def test_units_and_choices_have_words(ukrainian):
    """A unit or choice that nobody put into words would be shown in English among Ukrainian ones."""
    parameters = [analysis.parameters for analysis in ANALYSES] + list(CHANGES)
    described = [item for each in parameters for item in describe(each)]
    units = {item.unit for item in described} | {field.unit for kind in KINDS for field in kind.fields}
    units |= {item.unit for item in STANDARDS}
    assert {unit for unit in units if not isinstance(unit_text(unit), Text)} <= {"", "%", "°", "°C"}
    choices = {choice for item in described for choice in item.choices}
    assert not [choice for choice in choices if not isinstance(choice_text(choice), Text)]


def _of_parameters(parameters):
    described = describe(parameters)
    return [item.label for item in described] + [item.help for item in described if item.help]


def test_the_compiled_catalogue_is_read_by_gettext(ukrainian):
    catalogue = gettext.GNUTranslations(io.BytesIO(PO.with_suffix(".mo").read_bytes()))
    for message, forms in ukrainian.items():
        if message.plural is None:
            assert catalogue.gettext(message.singular) == forms[0]
        else:
            assert [catalogue.ngettext(message.singular, message.plural, n) for n in (1, 2, 5)] == list(forms)


def test_templates_given_by_name_or_condition_are_gathered(tmp_path):
    for package in script.PACKAGES:
        (tmp_path / package).mkdir()
    (tmp_path / "layers" / "sample.py").write_text(
        "def told(n):\n"
        "    one, many = '{count} lion', '{count} lions'\n"
        "    trn(one, many, n)\n"
        "    for wide, one, many in ((1, 'a wolf', 'wolves'), (2, 'an owl', 'owls')):\n"
        "        trn(one, many, n)\n"
        "    tr('yes' if n else 'no')\n"
        "    tr(n.template)\n"
        "    tr(n + 'x')\n",
        encoding="utf-8",
    )
    found = script.gather(tmp_path)
    assert {(m.singular, m.plural) for m in found.files} == {
        ("{count} lion", "{count} lions"), ("a wolf", "wolves"), ("an owl", "owls"),
        ("yes", None), ("no", None),
    }  # fmt: skip
    assert found.unclear == ["layers/sample.py:8: tr(n + 'x')"]


def test_merging_keeps_what_is_translated_and_drops_what_is_gone(tmp_path):
    found = script.Gathered()
    kept, new = script.Message('say "yes"\n'), script.Message("{count} day", "{count} days")
    found.add(kept, "b.py")
    found.add(new, "a.py")
    path = tmp_path / "corridor.po"
    path.write_text(script.po_text(found, {kept: ("скажіть «так»\n",)}, "uk"), encoding="utf-8")
    assert script.read_po(path) == {kept: ("скажіть «так»\n",)}
    assert "msgstr[2]" in path.read_text(encoding="utf-8")
