"""Places are found by coordinates, code or name; ties are listed and never guessed."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box

from layers.errors import AmbiguousPlace, UnknownPlace
from layers.gazetteer import find_place, suggest
from layers.kinds import kind_named
from layers.layer import new_layer
from layers.workspace import Workspace


def _layer(name, kind, rows, provenance):
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)
    return new_layer(name, kind_named(kind), frame, provenance)


@pytest.fixture
def areas(provenance):
    rows = [
        {"code": "UA46", "level": 1, "name_en": "Lviv Oblast", "name_uk": "Львівська область",
         "geometry": box(22.5, 48.5, 25.5, 50.7)},
        {"code": "UA48", "level": 1, "name_en": "Mykolaiv Oblast", "name_uk": "Миколаївська область",
         "geometry": box(30.2, 46.5, 33.1, 48.2)},
        {"code": "UA4606025", "level": 3, "name_en": "Lviv Urban Hromada",
        "name_uk": "Львівська міська громада",
         "katottg": "UA46060250000025047", "geometry": box(23.8, 49.7, 24.2, 49.95)},
        {"code": "UA4610011", "level": 3, "name_en": "Mykolaiv Urban Hromada",
         "name_uk": "Миколаївська міська громада", "geometry": box(23.8, 49.4, 24.0, 49.6)},
        # its noun is not known: only the adjective
        {"code": "UA4806015", "level": 3, "name_en": None, "name_uk": "Миколаївська міська громада",
         "geometry": box(31.9, 46.8, 32.2, 47.1)},
        {"code": "UA7108007", "level": 3, "name_en": None, "name_uk": "Бобрицька сільська громада",
         "geometry": box(31.2, 49.7, 31.4, 49.9)},
    ]  # fmt: skip
    return _layer("areas", "admin_area", rows, provenance)


@pytest.fixture
def workspace(areas, provenance):
    crossings = [
        {
            "name_en": "Krakivets - Korczowa",
            "name_uk": "Краківець - Корчова",
            "geometry": Point(23.12, 49.95),
        },
        {"name_en": "Shehyni - Medyka", "name_uk": "Шегині - Медика", "geometry": Point(22.95, 49.8)},
    ]
    return Workspace(name="w", layers=(areas, _layer("crossings", "border_crossing", crossings, provenance)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lviv", "UA4606025"), ("lviv", "UA4606025"), ("Львів", "UA4606025"), ("Lviv Urban Hromada",
        "UA4606025"),
        ("Львівська міська громада", "UA4606025"), ("Lviv hromada", "UA4606025"), ("UA4606025",
        "UA4606025"),
        ("UA46060250000025047", "UA4606025"), ("Lviv Oblast", "UA46"), ("Львівська область", "UA46"),
        ("ua46", "UA46"), ("Mykolaiv, Lviv Oblast", "UA4610011"), ("Mykolaiv, UA48", "UA4806015"),
        ("Bobrytsia", "UA7108007"), ("Бобриця", "UA7108007"), ("Bobrytska", "UA7108007"),
    ],
)  # fmt: skip
def test_areas(workspace, text, code):
    assert find_place(workspace, text).code == code


@pytest.mark.parametrize(
    "text", ["Krakivets", "Краківець", "Korczowa", "Krakivets - Korczowa", "Krakivets crossing"]
)
def test_crossings_by_either_name_of_their_pair(workspace, text):
    place = find_place(workspace, text)
    assert (place.kind, place.name) == ("border_crossing", "Krakivets - Korczowa")
    assert (place.lon, place.lat) == (23.12, 49.95)


def test_a_tie_is_listed(workspace):
    with pytest.raises(AmbiguousPlace) as caught:
        find_place(workspace, "Mykolaiv")
    assert len(caught.value.candidates) == 2, "the oblast gives way to the places it may be named after"
    assert any("UA4610011" in text and "Lviv Oblast" in text for text in caught.value.candidates)
    assert any("UA4806015" in text and "Mykolaiv Oblast" in text for text in caught.value.candidates)


def test_an_oblast_alone_is_found_by_the_name_of_its_centre(workspace, areas):
    oblasts = workspace.with_layer(areas.with_frame(areas.frame[areas.frame["level"] == 1]))
    assert find_place(oblasts, "Lviv").code == "UA46"


def test_a_settlement_and_the_areas_of_its_name_are_one_place(workspace, provenance):
    settlement = [
        {
            "name_en": "Lviv",
            "name_uk": "Львів",
            "code": "UA46060250010015970",
            "geometry": Point(24.03, 49.84),
        }
    ]
    with_places = workspace.with_layer(_layer("places", "populated_place", settlement, provenance))
    place = find_place(with_places, "Lviv")
    assert (place.kind, place.lon, place.lat) == ("populated_place", 24.03, 49.84)
    # an area asked for by code stands at the settlement it is named after
    area = find_place(with_places, "UA4606025")
    assert (area.kind, area.lon, area.lat) == ("admin_area", 24.03, 49.84)


def test_a_village_of_the_same_name_elsewhere_is_a_tie(workspace, provenance):
    village = [{"name_en": "Lviv", "code": "UA65000000010000001", "geometry": Point(33.0, 46.7)}]
    with_places = workspace.with_layer(_layer("places", "populated_place", village, provenance))
    with pytest.raises(AmbiguousPlace):
        find_place(with_places, "Lviv")


def test_the_same_place_in_two_layers_is_no_tie(workspace, provenance):
    rows = [{"name_en": "Stryi", "geometry": Point(23.85, 49.26)}]
    near = [{"name_en": "Stryi", "geometry": Point(23.86, 49.26)}]
    both = workspace.with_layer(_layer("cities", "populated_place", rows, provenance))
    both = both.with_layer(_layer("towns", "populated_place", near, provenance))
    assert find_place(both, "Stryi").layer == "cities"


def test_a_stated_centre_is_used(areas, provenance):
    frame = areas.frame.copy()
    frame["centre_lon"], frame["centre_lat"] = 24.03, 49.84
    place = find_place(Workspace(name="w", layers=(areas.with_frame(frame),)), "Lviv")
    assert (place.lon, place.lat) == (24.03, 49.84)


def test_coordinates_need_no_layer():
    place = find_place(Workspace(name="w"), " 24.03, 49.84 ")
    assert (place.lon, place.lat, place.fid) == (24.03, 49.84, None)
    with pytest.raises(UnknownPlace, match="Longitude comes first"):
        find_place(Workspace(name="w"), "124.03, 99.84")


def test_unknown_places_name_near_spellings(workspace):
    with pytest.raises(UnknownPlace, match="Lviv Urban Hromada"):
        find_place(workspace, "Lvov")
    with pytest.raises(UnknownPlace, match="no layer with named places"):
        find_place(Workspace(name="w"), "Lviv")


def test_a_kind_can_be_asked_for(workspace, provenance):
    rows = [{"name_en": "Krakivets", "geometry": Point(23.15, 49.96)}]
    with_village = workspace.with_layer(_layer("places", "populated_place", rows, provenance))
    assert find_place(with_village, "Krakivets").kind == "populated_place"
    assert find_place(with_village, "Krakivets", kind="border_crossing").kind == "border_crossing"
    assert find_place(with_village, "Krakivets crossing").kind == "border_crossing"


def test_ids_of_sites_and_records_without_place(provenance):
    rows = [
        {"site_id": "CC-1", "name_en": "School 5", "geometry": Point(24, 49)},
        {"site_id": "CC-2", "name_en": "School 6", "geometry": None},
    ]
    workspace = Workspace(name="w", layers=(_layer("centres", "collective_centre", rows, provenance),))
    assert find_place(workspace, "cc-1").name == "School 5"
    with pytest.raises(UnknownPlace):
        find_place(workspace, "CC-2")


def test_an_index_follows_its_layer(workspace, areas):
    find_place(workspace, "Lviv")
    frame = areas.frame.copy()
    frame.loc[frame["code"] == "UA4606025", "name_en"] = "Renamed Urban Hromada"
    changed = workspace.with_layer(areas.with_frame(frame))
    assert find_place(changed, "Renamed").code == "UA4606025"


def test_suggestions(workspace):
    assert [place.code for place in suggest(workspace, "Lv")][:1] == ["UA46"]
    assert "UA4606025" in [place.code for place in suggest(workspace, "Lv")]
    assert suggest(workspace, "Korcz")[0].name == "Krakivets - Korczowa"
    assert suggest(workspace, "Lvov")[0].code in ("UA46", "UA4606025")
    assert len(suggest(workspace, "m", limit=2)) == 2
    assert suggest(workspace, "  ") == ()
    assert suggest(Workspace(name="w"), "Lviv") == ()


def test_real_hromadas_and_crossings(real_workspace):
    for text, code in (("Lviv", "UA4606025"), ("Львів", "UA4606025"), ("Kharkiv", "UA6312027"),
                       ("Dnipro", "UA1202001"), ("Дніпро", "UA1202001"), ("Odesa",
                       "UA5110027")):  # fmt: skip
        assert find_place(real_workspace, text).code == code
    lviv = find_place(real_workspace, "Lviv")
    assert (round(lviv.lon, 2), round(lviv.lat, 2)) == (24.03, 49.84), (
        "the label point, not a point in the fields"
    )
    assert find_place(real_workspace, "Krakivets").name == "Krakivets - Korczowa"
    with pytest.raises(AmbiguousPlace) as caught:
        find_place(real_workspace, "Mykolaiv")
    assert len(caught.value.candidates) == 7


@pytest.fixture(scope="module")
def cities():
    import datetime as dt

    from layers.layer import Provenance

    names = [
        ("Kyiv", "Київ", 2_900_000), ("Dnipro", "Дніпро", 980_000), ("Zaporizhzhia", "Запоріжжя", 720_000),
        ("Mykolaiv", "Миколаїв", 470_000), ("Odesa", "Одеса", 1_010_000), ("Kharkiv", "Харків", 1_430_000),
        ("Lviv", "Львів", 720_000), ("Lvove", "Львове", 900), ("Chernihiv", "Чернігів", 280_000),
        ("Rivne", "Рівне", 245_000), ("Vinnytsia", "Вінниця", 370_000), ("Kryvyi Rih", "Кривий Ріг", 600_000),
        ("Bila Tserkva", "Біла Церква", 200_000), ("Bakhmut", "Бахмут", 70_000),
        ("Kropyvnytskyi", "Кропивницький", 220_000), ("Kramatorsk", "Краматорськ", 150_000),
        ("Stryi", "Стрий", 59_000), ("Zhytomyr", "Житомир", 260_000),
    ]  # fmt: skip
    rows = [
        {"name_en": en, "name_uk": uk, "population": people, "geometry": Point(30 + n / 10, 49)}
        for n, (en, uk, people) in enumerate(names)
    ]
    provenance = Provenance(source="test", date=None, imported_at=dt.datetime.now(dt.UTC))
    return Workspace(name="w", layers=(_layer("places", "populated_place", rows, provenance),))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kiev", "Kyiv"), ("Киев", "Kyiv"), ("Dnepr", "Dnipro"), ("Днепр", "Dnipro"),
        ("Dnepropetrovsk", "Dnipro"), ("Zaporozhye", "Zaporizhzhia"), ("Запорожье", "Zaporizhzhia"),
        ("Nikolaev", "Mykolaiv"), ("Odessa", "Odesa"), ("Kharkov", "Kharkiv"), ("Lvov", "Lviv"),
        ("Chernigov", "Chernihiv"), ("Rovno", "Rivne"), ("Винница", "Vinnytsia"),
        ("Krivoy Rog", "Kryvyi Rih"),
        ("Belaya Tserkov", "Bila Tserkva"), ("Artemovsk", "Bakhmut"), ("Артемівськ", "Bakhmut"),
        ("Kirovograd", "Kropyvnytskyi"), ("Khrkiv", "Kharkiv"), ("Kramatrosk", "Kramatorsk"),
        ("Kropivnitskiy", "Kropyvnytskyi"), ("Житомр", "Zhytomyr"), ("Zhitomir", "Zhytomyr"),
    ],
)  # fmt: skip
def test_russian_former_and_mistyped_names_are_understood(cities, typed, meant):
    assert suggest(cities, typed, 5)[0].name == meant


@pytest.mark.parametrize("typed", ["Strasbourg", "Xyz", "Стамбул"])
def test_what_is_not_there_is_not_suggested(cities, typed):
    assert suggest(cities, typed, 5) == ()


def test_slips_are_counted_up_to_the_limit():
    from layers.place_index import slips

    assert slips("kramatrosk", "kramatorsk", 2) == 1
    assert slips("kharkiv", "hrkiv", 2) == 2
    assert slips("kharkiv", "odesa", 2) == 3
    assert slips("", "ab", 2) == 2


def test_a_road_gives_way_to_a_place_of_its_name(workspace, provenance):
    road = _layer("roads", "road", [{"name": "Bobrytsia", "geometry": LineString([(24, 49), (24.1, 49)])}],
                  provenance)  # fmt: skip
    both = workspace.with_layer(road)
    assert find_place(both, "Bobrytsia").code == "UA7108007"
    assert find_place(Workspace(name="r", layers=(road,)), "Bobrytsia").layer == "roads"
