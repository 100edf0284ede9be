"""More small invented map layers in publishers' shapes: other countries, themes and issues of them.

Every figure is invented. Names of columns are those the publishers use.
"""

from __future__ import annotations

from shapely.geometry import LineString, box

from tests.layers.formats.publisher_shapes import POINTS, SQUARES, Shape, geo

LINES = [LineString([(30 + n / 10, 48), (30.05 + n / 10, 48.1)]) for n in range(6)]

MAPS: tuple[Shape, ...] = (
    Shape(
        "mda_admbnda_adm1_2022.shp",
        lambda: geo(
            [box(26 + n / 2, 46, 26.4 + n / 2, 46.4) for n in range(6)],
            ADM1_EN=list("ABCDEF"),
            ADM1_RO=list("ABCDEF"),
            ADM1_PCODE=[f"MD{n:02d}" for n in range(6)],
            ADM0_EN=["Moldova"] * 6,
            ADM0_PCODE=["MD"] * 6,
            date=["2022-01-01"] * 6,
            validOn=["2022-02-01"] * 6,
        ),
        "admin_area",
        "OCHA COD-AB",
        {"code": "ADM1_PCODE", "name_en": "ADM1_EN"},
    ),
    Shape(
        "UNOSAT_2023_RDA.geojson",
        lambda: geo(
            POINTS[:6],
            SiteID=range(6),
            SensorID="WorldView-2",
            SensorDate="2023-03-01",
            ConfidenceID="Very High",
            FieldValidation="Not yet field validated",
            MainDamageSiteClass=["Destroyed", "Severe Damage", "Moderate Damage"] * 2,
            GroupedDamageSiteClass="Damaged",
            Notes="",
            EventCode="CE20220223UKR",
        ),
        "damage",
        "UNOSAT",
        {"extent": "MainDamageSiteClass", "damage_date": "SensorDate"},
    ),
    Shape(
        "FL20230607UKR_Kherson_WaterExtent.shp",
        lambda: geo(
            SQUARES,
            Water_Clas=[1] * 6,
            Sensor_ID=["ICEYE"] * 6,
            Sensor_Dat=["2023-06-09"] * 6,
            Confidence=[1] * 6,
            Area_m2=[100.0] * 6,
            Area_ha=[1.0] * 6,
            EventCode=["FL20230607UKR"] * 6,
        ),
        "hazard_area",
        "UNOSAT",
    ),
    Shape(
        "gis_osm_pois_free_1.shp",
        lambda: geo(
            POINTS,
            osm_id=[str(n) for n in range(12)],
            code=[2110] * 12,
            fclass=["pharmacy", "hospital", "school", "restaurant", "bank", "cafe"] * 2,
            name=[f"Об'єкт {n}" for n in range(12)],
        ),
        "facility",
        "Geofabrik",
        {"facility_type": "fclass", "name_uk": "name"},
    ),
    Shape(
        "gis_osm_railways_free_1.shp",
        lambda: geo(
            LINES,
            osm_id=[str(n) for n in range(6)],
            code=[6101] * 6,
            fclass=["rail"] * 6,
            name=[None] * 6,
            layer=[0] * 6,
            bridge=["F"] * 6,
            tunnel=["F"] * 6,
        ),
        "reference",
        "",
    ),
    Shape(
        "gis_osm_buildings_a_free_1.shp",
        lambda: geo(
            SQUARES,
            osm_id=[str(n) for n in range(6)],
            code=[1500] * 6,
            fclass=["building"] * 6,
            name=[None] * 6,
            type=["house", "apartments", None, "school", None, None],
        ),
        "reference",
        "",
    ),
    Shape(
        "gis_osm_natural_free_1.shp",
        lambda: geo(
            POINTS,
            osm_id=[str(n) for n in range(12)],
            code=[4121] * 12,
            fclass=["tree", "spring", "peak"] * 4,
            name=[None] * 12,
        ),
        "reference",
        "",
    ),
    Shape(
        "gis_osm_waterways_free_1.shp",
        lambda: geo(
            LINES,
            osm_id=[str(n) for n in range(6)],
            code=[8101] * 6,
            fclass=["river", "stream"] * 3,
            width=[0] * 6,
            name=["Дніпро"] * 6,
        ),
        "reference",
        "",
    ),
    Shape(
        "hotosm_ukr_education_facilities_points.geojson",
        lambda: geo(
            POINTS[:6],
            **{
                "name": ["Школа № 1"] * 6,
                "name:en": [None] * 6,
                "amenity": ["school", "kindergarten"] * 3,
                "building": [None] * 6,
                "operator:type": [None] * 6,
                "capacity:persons": [None] * 6,
                "addr:full": [None] * 6,
                "addr:city": ["Київ"] * 6,
                "source": [None] * 6,
                "osm_id": range(6),
                "osm_type": ["nodes"] * 6,
            },
        ),
        "facility",
        "HOT",
        {"facility_type": "amenity", "name_uk": "name"},
    ),
    Shape(
        "hotosm_ukr_populated_places_points.geojson",
        lambda: geo(
            POINTS[:6],
            **{
                "name": ["Село"] * 6,
                "name:en": ["Selo"] * 6,
                "place": ["village", "town", "hamlet"] * 2,
                "land_area": [None] * 6,
                "population": ["120", None, "5"] * 2,
                "is_in": [None] * 6,
                "source": [None] * 6,
                "osm_id": range(6),
                "osm_type": ["nodes"] * 6,
            },
        ),
        "populated_place",
        "HOT",
        {"place_type": "place"},
    ),
    Shape(
        "hotosm_ukr_railways_lines.geojson",
        lambda: geo(
            LINES,
            **{
                "name": [None] * 6,
                "railway": ["rail"] * 6,
                "ele": [None] * 6,
                "operator:type": [None] * 6,
                "layer": [None] * 6,
                "addr:full": [None] * 6,
                "source": [None] * 6,
                "osm_id": range(6),
                "osm_type": ["ways_line"] * 6,
            },
        ),
        "reference",
        "",
    ),
    Shape(
        "deepstate_2024_05_01.geojson",
        lambda: geo(
            [box(36, 47, 38, 48), box(33, 45, 35, 46), box(37.9, 47.9, 38, 48)],
            name=[
                "Окуповано /// Occupied /// ",
                "ОРДЛО /// CADR and CALR /// ",
                "Звільнено /// Liberated /// ",
            ],
            **{
                "fill": ["#a52714"] * 3,
                "fill-opacity": [0.5] * 3,
                "stroke": ["#a52714"] * 3,
                "stroke-width": [1.0] * 3,
                "stroke-opacity": [1.0] * 3,
            },
        ),
        "frontline",
        "DeepState",
        by_name=True,
    ),
    Shape(
        "AssessedRussianAdvancesInUkraine.shp",
        lambda: geo(
            [box(36, 47, 38, 48), box(33, 45, 35, 46)],
            OBJECTID=[1, 2],
            Shape__Are=[1.0, 2.0],
            Shape__Len=[1.0, 2.0],
        ),
        "frontline",
        "ISW",
        by_name=True,
    ),
    Shape(
        "imsma_hazards.geojson",
        lambda: geo(
            SQUARES,
            imsma_id=[f"H{n}" for n in range(6)],
            hazard_cat=["CHA", "SHA", "CHA"] * 2,
            status=["Open"] * 6,
            area_sqm=[1000.0] * 6,
            date_ident=["2023-05-01"] * 6,
        ),
        "hazard_area",
        "",
        {"hazard_type": "hazard_cat"},
    ),
)
