"""Names of areas joined to the workspace's own, and what is left for the user to decide."""

import pandas as pd
import pytest

from layers.area_names import hromada_type, join_area_names, level_of_heading
from layers.former_names import present_names
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.place_names import normalised
from layers.russian_names import key, looks_russian
from layers.workspace import Workspace

AREAS = [
    ("UA46", 1, "Lviv Oblast", "Львівська область"),
    ("UA12", 1, "Dnipropetrovsk Oblast", "Дніпропетровська область"),
    ("UA53", 1, "Poltava Oblast", "Полтавська область"),
    ("UA1208", 2, "Nikopolskyi", "Нікопольський район"),
    ("UA4606", 2, "Lvivskyi", "Львівський район"),
    ("UA5302", 2, "Kremenchutskyi", "Кременчуцький район"),
    ("UA1208009", 3, "Pokrovska Urban Hromada", "Покровська міська громада"),
    ("UA1208011", 3, "Pokrovska Rural Hromada", "Покровська сільська громада"),
    ("UA4606001", 3, "Znesinska Rural Hromada", "Знесінська сільська громада"),
    ("UA4606003", 3, "Mykolaivska Rural Hromada", "Миколаївська сільська громада"),
    ("UA1208013", 3, "Mykolaivska Rural Hromada", "Миколаївська сільська громада"),
    ("UA1210007", 3, "Samarivska Urban Hromada", "Самарівська міська громада"),
    ("UA5302005", 3, "Kamianska Rural Hromada", "Кам'янська сільська громада"),
]


@pytest.fixture(scope="module")
def workspace():
    frame = pd.DataFrame(AREAS, columns=["code", "level", "name_en", "name_uk"])
    layer = new_layer("areas", kind_named("admin_area"), frame, None)
    return Workspace(name="test", layers=(layer,))


def _series(*names, name="area"):
    return pd.Series(list(names), index=range(1, len(names) + 1), name=name, dtype=object)


def _codes(workspace, *names, level=None, **options):
    return [
        None if pd.isna(code) else code
        for code in join_area_names(_series(*names), workspace, level=level, **options).codes
    ]


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("Львівська область", None, "UA46"),
        ("Lvivska", 1, "UA46"),
        ("Lviv", 1, "UA46"),
        ("Львовская область", 1, "UA46"),
        ("Днепропетровская обл.", 1, "UA12"),
        ("LVIV OBLAST", None, "UA46"),
        ("Lvivskyi raion", None, "UA4606"),
        ("Lvivskyy rayon", None, "UA4606"),
        ("Львівський р-н", None, "UA4606"),
        ("Кременчугский район", None, "UA5302"),
        ("Камʼянська територіальна громада", None, "UA5302005"),
        ("Кам’янська", 3, "UA5302005"),
        ("Kamyanska rural hromada", None, "UA5302005"),
        ("Каменская сельская община", None, "UA5302005"),
        ("Самар", 3, "UA1210007"),
        ("Новомосковська міська громада", None, "UA1210007"),
        ("Novomoskovska urban hromada", None, "UA1210007"),
        ("Покровська міська громада", None, "UA1208009"),
        ("Pokrovska Rual Hromada", None, "UA1208011"),
    ],
)
def test_names_that_fit_one_area(workspace, name, level, code):
    assert _codes(workspace, name, level=level) == [code]


def test_a_name_that_fits_two_is_listed_and_not_guessed(workspace):
    join = join_area_names(
        _series("Миколаївська громада", "Покровська громада", "Миколаївська громада"), workspace
    )
    assert join.codes.isna().all()
    first, second = join.open
    assert (first.rows, first.fits) == ((1, 3), True)
    assert {candidate.code for candidate in first.candidates} == {"UA4606003", "UA1208013"}
    assert "Lviv" in str(first.candidates[0])
    assert {candidate.code for candidate in second.candidates} == {"UA1208009", "UA1208011"}
    said = join.problems()
    assert "0 of 3 records" in str(said[0].text)
    assert said[1].fids == (1, 2, 3)


def test_areas_around_and_types_tell_them_apart(workspace):
    names = ("Миколаївська громада", "Миколаївська громада")
    assert _codes(workspace, *names, oblasts=_series("Львівська", "Dnipropetrovska oblast")) == [
        "UA4606003",
        "UA1208013",
    ]
    assert _codes(workspace, *names, raions=_series("Львівський", "Нікопольський район")) == [
        "UA4606003",
        "UA1208013",
    ]
    assert _codes(workspace, "Покровська", "Покровська", level=3, types=_series("сільська", "міська")) == [
        "UA1208011",
        "UA1208009",
    ]


def test_what_lies_elsewhere_or_is_of_another_type_is_not_joined(workspace):
    join = join_area_names(_series("Знесінська громада"), workspace, oblasts=_series("Полтавська"))
    assert join.codes.isna().all()
    assert not join.open[0].fits
    assert join.open[0].candidates[0].code == "UA4606001"
    join = join_area_names(_series("Знесінська міська громада"), workspace)
    assert join.codes.isna().all()
    assert [candidate.code for candidate in join.open[0].candidates] == ["UA4606001"]


def test_a_slip_of_spelling_is_offered_and_not_joined(workspace):
    join = join_area_names(_series("Знесінзка громада"), workspace)
    assert join.codes.isna().all()
    assert [candidate.code for candidate in join.open[0].candidates] == ["UA4606001"]
    assert "near" in str(join.problems()[1].text)


def test_missing_names_are_passed_over(workspace):
    join = join_area_names(_series(None, "Lviv Oblast"), workspace)
    assert join.codes.notna().tolist() == [False, True]
    assert join.open == ()
    assert join_area_names(_series(None), workspace).problems() == ()
    empty = join_area_names(_series("Lviv Oblast"), Workspace(name="empty"))
    assert empty.codes.isna().all()
    assert len(empty.open) == 1


def test_former_names_are_told(workspace):
    join = join_area_names(_series("Новомосковська міська громада"), workspace)
    assert join.former == {"Новомосковська міська громада": "Samarivska Urban Hromada"}
    assert "former name" in str(join.problems()[1].text)
    assert "дніпро" in present_names("дніпропетровськ")
    assert "bakhmut" in present_names("artemivsk")
    assert present_names("львів") == ()


def test_the_level_is_that_of_the_heading_or_of_most_names(workspace):
    assert join_area_names(_series("Lviv", "Poltava", name="Область"), workspace).level == 1
    assert join_area_names(_series("Nikopolskyi", "Lvivskyi", "Kremenchutskyi"), workspace).level == 2
    headings = ("Oblast [EN]", "rayon", "Назва громади", "adm2_name", "Name")
    assert [level_of_heading(text) for text in headings] == [
        1, 2, 3, 2, None,
    ]  # fmt: skip


def test_types_of_hromadas():
    words = ("Покровська міська громада", "Rual Hromada", "селищна", "Лиман")
    assert [hromada_type(text) for text in words] == [
        "urban", "rural", "settlement", None,
    ]  # fmt: skip


def test_russian_spellings():
    pairs = [
        ("Харьковский", "Харківський"), ("Запорожская", "Запорізька"), ("Николаевская", "Миколаївська"),
        ("Чернигов", "Чернігів"), ("Киев", "Київ"), ("Одесская", "Одеська"), ("Криворожский", "Криворізький"),
        ("Ахтырский", "Охтирський"), ("Каменец-Подольский", "Кам'янець-Подільський"),
    ]  # fmt: skip
    for russian, ukrainian in pairs:
        assert key(normalised(russian)) == key(normalised(ukrainian))
        assert looks_russian(normalised(russian))
        assert not looks_russian(normalised(ukrainian))


def _real_areas(shared_data):
    import pyogrio

    folder = shared_data / "admin_ukraine_osm/2_hromadas_by_raion"
    columns = ["katotth", "name"]
    frame = pd.concat(
        pyogrio.read_dataframe(path, columns=columns, read_geometry=False)
        for path in sorted(folder.glob("*.geojson"))
    )
    frame = frame[frame["name"].str.contains("громада", na=False) & frame["katotth"].notna()]
    areas = pd.DataFrame({"code": frame["katotth"].str[:9], "level": 3, "name_uk": frame["name"]})
    path = shared_data / "admin_ukraine_raions_pcodes/ukr_admn_ad2_py_s0_fieldmaps_pp_raions.json"
    raions = pyogrio.read_dataframe(path, read_geometry=False)
    named = {"adm2_src": "code", "adm2_name": "name_en", "adm2_name1": "name_uk"}
    raions = pd.DataFrame(raions[list(named)]).rename(columns=named).assign(level=2)
    kind = kind_named("admin_area")
    layers = (
        new_layer("hromadas", kind, areas.reset_index(drop=True), None),
        new_layer("raions", kind, raions, None),
    )
    return Workspace(name="real", layers=layers)


def test_real_tables_without_a_wrong_join(shared_data):
    workspace = _real_areas(shared_data)
    table = pd.read_csv(shared_data / "hromada_tables_kse/full_dataset.csv")
    truth = table["hromada_code"].str[:9]
    around = {"oblasts": table["oblast_name"], "raions": table["raion_name"]}
    for name, least in (("hromada_full_name", 1_462), ("hromada_name", 1_456)):
        join = join_area_names(table[name], workspace, **around)
        joined = join.codes.notna()
        assert join.level == 3
        assert joined.sum() >= least
        assert (join.codes[joined] == truth[joined]).all()
    areas = pd.read_csv(shared_data / "hromada_tables_kse/hromada_areas.csv")
    join = join_area_names(
        areas["Назва"], workspace, oblasts=areas["Область"], raions=areas["Район"], types=areas.iloc[:, 3]
    )
    assert join.codes.notna().sum() >= 1_428
    assert not join.codes.dropna().duplicated().any()
    damage = pd.read_csv(shared_data / "damage_acaps_buildings_raion/damage-summary-raion.csv")
    assert join_area_names(damage["rayon"], workspace).codes.notna().all()
