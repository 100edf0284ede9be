"""Small invented files in the shapes of the publishers that planners get files from.

Every figure is invented. Names of columns and the order of sheets and rows are those the publishers use.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import LineString, MultiPolygon, Point, box

SQUARES = [box(30 + n, 48, 30.9 + n, 49) for n in range(6)]
POINTS = [Point(30 + n / 10, 48.5) for n in range(12)]
RAIONS = ["UA0502", "UA0504", "UA0506", "UA0702", "UA0704", "UA1202"]
OBLASTS = ["UA05", "UA07", "UA12", "UA14", "UA18", "UA21"]
OBLAST_NAMES = ["Vinnytska", "Volynska", "Dnipropetrovska", "Donetska", "Zhytomyrska", "Zakarpatska"]


@dataclass(frozen=True)
class Shape:
    """A publisher's file: what it is called, its rows, and what it must be taken for."""

    name: str
    frame: Callable[[], pd.DataFrame]
    kind: str
    publisher: str
    columns: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    titles: Sequence[str] = ()
    encoding: str = "utf-8"
    # the name of the file is the only clue there is
    by_name: bool = False

    def write(self, folder: Path, *, name: str = "", shuffled: bool = False) -> Path:
        """Write the file, under another name or with its columns in another order."""
        frame = self.frame()
        columns = [column for column in frame.columns if column != "geometry"]
        if shuffled:
            columns = [str(c) for c in np.random.default_rng(7).permutation(columns)]
        path = folder / (name + Path(self.name).suffix if name else self.name)
        if "geometry" in frame.columns:
            gpd.GeoDataFrame(frame[[*columns, "geometry"]], crs=4326).to_file(path, engine="pyogrio")
        elif path.suffix == ".csv":
            rows = frame[columns]
            if self.tags:
                tags = pd.DataFrame([{column: self.tags.get(column, "") for column in columns}])
                rows = pd.concat([tags, rows.astype(object)])
            rows.to_csv(path, index=False, encoding=self.encoding)
        elif path.suffix == ".json":
            path.write_text(json.dumps(frame[columns].to_dict("records")), encoding="utf-8")
        else:
            _workbook(path, frame[columns], self.titles, self.tags)
        return path


def _workbook(path: Path, frame: pd.DataFrame, titles: Sequence[str], tags: Mapping[str, str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for title in titles:
        sheet.append([title])
    sheet.append(list(frame.columns))
    if tags:
        sheet.append([tags.get(column, "") for column in frame.columns])
    for row in frame.itertuples(index=False):
        sheet.append([None if pd.isna(value) else value for value in row])
    book.save(path)


def geo(shapes: Sequence[Any], **columns: Any) -> pd.DataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4326)


def _cod_ab_old() -> pd.DataFrame:
    return geo(
        SQUARES, ADM2_EN=[f"Raion {n}" for n in "ABCDEF"], ADM2_UA=[f"Район {n}" for n in "АБВГДЕ"],
        ADM2_RU=[f"Район {n}" for n in "АБВГДЕ"], ADM2_PCODE=RAIONS, ADM1_EN=OBLAST_NAMES,
        ADM1_UA=["Область"] * 6, ADM1_PCODE=[code[:4] for code in RAIONS], ADM0_EN=["Ukraine"] * 6,
        ADM0_PCODE=["UA"] * 6, date=["2023-06-23"] * 6, validOn=["2024-01-29"] * 6, validTo=[None] * 6,
        Shape_Leng=[1.0] * 6, Shape_Area=[0.9] * 6,
    )  # fmt: skip


def _cod_ab_new() -> pd.DataFrame:
    return geo(
        SQUARES, adm2_name=[f"Raion {n}" for n in "ABCDEF"], adm2_name1=[f"Район {n}" for n in "АБВГДЕ"],
        adm2_name2=[None] * 6, adm2_pcode=RAIONS, adm1_name=OBLAST_NAMES, adm1_name1=["Область"] * 6,
        adm1_pcode=[code[:4] for code in RAIONS], adm0_name=["Ukraine"] * 6, adm0_pcode=["UA"] * 6,
        adm2_ref_name=["x"] * 6, valid_on=["2024-01-29"] * 6, valid_to=[None] * 6, area_sqkm=[1.5] * 6,
        center_lat=[48.5] * 6, center_lon=[30.5 + n for n in range(6)], version=["v05"] * 6,
    )  # fmt: skip


def _cod_ab_settlements() -> pd.DataFrame:
    return geo(
        POINTS, ADM4_EN=[f"Village {n}" for n in range(12)], ADM4_UA=[f"Село {n}" for n in range(12)],
        ADM4_PCODE=[f"UA05020010{n:02d}" for n in range(12)], ADM3_PCODE=["UA0502001"] * 12,
        ADM3_EN=["Hromada"] * 12, ADM1_PCODE=["UA05"] * 12, ADM1_EN=["Vinnytska"] * 12,
    )  # fmt: skip


def _cod_ps() -> pd.DataFrame:
    frame = pd.DataFrame({"ADM0_EN": "Ukraine", "ADM0_PCODE": "UA", "ADM1_EN": OBLAST_NAMES,
                          "ADM1_PCODE": OBLASTS})  # fmt: skip
    frame["F_TL"], frame["M_TL"] = [60, 55, 70, 65, 40, 30], [50, 45, 60, 55, 35, 25]
    frame["T_TL"] = frame["F_TL"] + frame["M_TL"]
    for sex in "FM":
        frame[f"{sex}_00_04"] = 10
        frame[f"{sex}_80Plus"] = frame[f"{sex}_TL"] - 10
    frame["T_00_04"] = 20
    # the second oblast's total is not the sum of its parts
    frame.loc[1, "T_TL"] = 999
    frame["T_80Plus"] = frame["F_80Plus"] + frame["M_80Plus"]
    return frame


def _needs() -> pd.DataFrame:
    rows = [
        {"Admin 1": name, "Admin 1 PCode": code, "Admin 2": "", "Admin 2 PCode": "", "Cluster": cluster,
         "Category": category, "Population": 100, "In Need": need, "Targeted": 10}
        for code, name in zip(OBLASTS, OBLAST_NAMES, strict=True)
        for cluster in ("WASH", "Health")
        for category, need in (("Total", 40), ("Children", 15), ("Adults", 25))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _dtm_api() -> pd.DataFrame:
    return pd.DataFrame({
        "operation": "Ukraine response", "admin0Name": "Ukraine", "admin0Pcode": "UKR",
        "admin1Name": OBLAST_NAMES, "admin1Pcode": OBLASTS, "admin2Name": "", "admin2Pcode": "",
        "numPresentIdpInd": [1000, 2000, 3000, 4000, 5000, 6000], "reportingDate": "2024-08-31T00:00:00",
        "yearReportingDate": 2024, "roundNumber": 17, "assessmentType": "BA",
        "displacementReason": "Conflict",
        "idpOriginAdmin1Name": "Donetska", "idpOriginAdmin1Pcode": "UA14", "numberMales": 400,
        "numberFemales": 600,
    })  # fmt: skip


def _dtm_baseline() -> pd.DataFrame:
    return pd.DataFrame({
        "Oblast": OBLAST_NAMES, "Raion": [f"Raion {n}" for n in range(6)], "Raion Pcode": RAIONS,
        "Round": 34, "IDPs present": [10, 20, 30, 40, 50, 60], "Male": [4, None, 12, None, 20, 24],
        "Female": [6, None, 18, None, 30, 36],
    })  # fmt: skip


def _acled() -> pd.DataFrame:
    return pd.DataFrame({
        "event_id_cnty": [f"UKR{n}" for n in range(12)], "event_date": ["12 March 2024"] * 12,
        "year": 2024, "time_precision": 1, "disorder_type": "Political violence",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Shelling/artillery/missile attack",
        "actor1": "Military Forces", "iso": 804, "region": "Europe", "country": "Ukraine",
        "admin1": "Donetsk", "admin2": "Pokrovskyi", "admin3": "Pokrovska", "location": "Pokrovsk",
        "latitude": [48.2 + n / 100 for n in range(12)], "longitude": 37.18, "geo_precision": 1,
        "source": "Suspilne", "notes": "On 12 March, shelling, no deaths.", "fatalities": 0,
        "timestamp": 1710374400,
    })  # fmt: skip


def _unosat() -> pd.DataFrame:
    return geo(
        POINTS, SiteID=list(range(12)), SensorDate=["2022-03-14"] * 12,
        Main_Damage_Site_Class=["Destroyed", "Severe Damage", "Moderate Damage", "Possible Damage"] * 3,
        Damage_Status=["New"] * 12, SensorDate_2=["2022-05-08"] * 12,
        Main_Damage_Site_Class_2=["Destroyed", "Destroyed", None, "No Visible Damage"] * 3,
        Damage_Status_2=["No Change"] * 12, Settlement=["X"] * 12,
    )  # fmt: skip


def _unosat_shapefile() -> pd.DataFrame:
    return geo(
        POINTS, SensorDate=["2022-03-14"] * 12, Main_Damag=[1, 2, 3, 4, 6, 11] * 2,
        Damage_Sta=["New"] * 12, SensorDa_1=["2022-05-08"] * 12, Main_Dam_1=[1, 1, None, 3, 6, 11] * 2,
        Damage_S_1=["x"] * 12,
    )  # fmt: skip


def _kobo_values() -> pd.DataFrame:
    return pd.DataFrame({
        "start": "2024-09-01T10:00:00.000+03:00", "end": "2024-09-01T10:20:00.000+03:00",
        "site/site_name": [f"Dormitory {n}" for n in range(6)],
        "site/site_code": [f"00{n}" for n in range(6)],
        "site/capacity": [100, 80, 60, 120, 50, 40], "site/current_occupancy": [90, 85, 30, 100, 50, 10],
        "site/heating_type": "central", "site/services": "water toilets", "site/services/water": 1,
        "site/services/toilets": 0, "site/gps": "48.5 30.2 110 5",
        "site/_gps_latitude": [48.5 + n / 10 for n in range(6)], "site/_gps_longitude": 30.2,
        "site/_gps_altitude": 110, "site/_gps_precision": 5, "_id": [1001 + n for n in range(6)],
        "_uuid": [f"6f1c{n}" for n in range(6)], "_submission_time": "2024-09-01T07:21:00",
        "_validation_status": "", "_index": range(1, 7),
    })  # fmt: skip


def _kobo_labels() -> pd.DataFrame:
    return pd.DataFrame({
        "start": "2024-09-01T10:00:00.000+03:00", "Site name": [f"School {n}" for n in range(6)],
        "Type of site": "School", "Total capacity": [100, 80, 60, 120, 50, 40],
        "Current number of residents": [90, 70, 30, 100, 50, 10], "Location": "48.5 30.2 110 5",
        "_Location_latitude": [48.5 + n / 10 for n in range(6)], "_Location_longitude": 30.2,
        "_Location_altitude": 110, "_Location_precision": 5, "_id": [2001 + n for n in range(6)],
        "_uuid": [f"7f1c{n}" for n in range(6)], "_submission_time": "2024-09-01T07:21:00",
    })  # fmt: skip


def _geofabrik() -> pd.DataFrame:
    lines = [LineString([(30 + n / 10, 48), (30.05 + n / 10, 48.1)]) for n in range(8)]
    return geo(
        lines, osm_id=[str(4000 + n) for n in range(8)], code=[5111] * 8,
        fclass=["motorway", "trunk", "primary", "secondary", "residential", "service", "track_grade2",
                "path"],
        name=[None] * 8, ref=["M-01"] * 8, oneway=["F", "T", "B", "B", "B", "B", "B", "B"],
        maxspeed=[130, 0, 90, 0, 0, 0, 0, 0], layer=[0] * 8, bridge=["F"] * 8, tunnel=["F"] * 8,
    )  # fmt: skip


def _geofabrik_places() -> pd.DataFrame:
    return geo(
        POINTS, osm_id=[str(n) for n in range(12)], code=[1003] * 12,
        fclass=["city", "town", "village", "hamlet"] * 3, population=[0, 1000, 200, 10] * 3,
        name=[f"Place {n}" for n in range(12)],
    )  # fmt: skip


def _hot_roads() -> pd.DataFrame:
    lines = [LineString([(30 + n / 10, 48), (30.05 + n / 10, 48.1)]) for n in range(4)]
    return geo(
        lines, name=[None] * 4, **{"name:en": [None] * 4},
        highway=["primary", "tertiary", "residential", "track"],
        surface=["asphalt", "gravel", None, "ground"], smoothness=[None] * 4, width=[None] * 4,
        lanes=[None] * 4, oneway=["yes", "no", None, None], bridge=[None] * 4, source=[None] * 4,
        osm_id=[1, 2, 3, 4], osm_type=["ways_line"] * 4,
    )  # fmt: skip


def _hot_health(shapes: Sequence[Any]) -> Callable[[], pd.DataFrame]:
    count = len(shapes)
    return lambda: geo(
        shapes, name=["Лікарня"] * count, **{"name:en": ["Hospital"] * count, "addr:city": [None] * count,
        "healthcare:speciality": [None] * count, "operator:type": ["government"] * count,
        "capacity:persons": [None] * count}, amenity=["hospital", "clinic"] * (count // 2),
        building=[None] * count, healthcare=["hospital"] * count, source=[None] * count,
        osm_id=list(range(count)), osm_type=["nodes"] * count,
    )  # fmt: skip


def _deepstate() -> pd.DataFrame:
    return gpd.GeoDataFrame(geometry=[MultiPolygon([box(36, 47, 38, 48), box(33, 45, 35, 46)])], crs=4326)


def _isw() -> pd.DataFrame:
    return geo(
        [box(36, 47, 38, 48), None, box(33, 45, 35, 46)], OBJECTID=[1, 2, 3],
        Shape__Are=[1.0, None, 2.0], Shape__Len=[1.0, None, 2.0], CreationDa=["2024-05-12"] * 3,
        Creator=["x"] * 3, EditDate=["2024-05-12"] * 3, Editor=["x"] * 3,
    )  # fmt: skip


def _who_what_where() -> pd.DataFrame:
    return pd.DataFrame({
        "Organization Name": [f"Partner {n}" for n in range(6)], "Acronym": [f"P{n}" for n in range(6)],
        "Organization Type": "INGO", "Cluster": ["WASH_OP", "Health", "Shelter"] * 2,
        "Activity": "Distribution", "Oblast": OBLAST_NAMES, "Oblast Pcode": OBLASTS, "Reached": 100,
    })  # fmt: skip


def _road_access() -> pd.DataFrame:
    lines = [LineString([(30 + n / 10, 48), (30.05 + n / 10, 48.1)]) for n in range(3)]
    return geo(
        lines, road_name=["M-04", "H-08", "T-0401"], road_class=["primary", "primary", "secondary"],
        access_status=["Open", "Restricted", "Closed"], last_update=["2024-09-01"] * 3,
    )  # fmt: skip


def _site_list() -> pd.DataFrame:
    return pd.DataFrame({
        "Назва": [f"Гуртожиток {n}" for n in range(6)], "Область": "Вінницька", "Тип": "гуртожиток",
        "Місткість": [100, 80, 60, 120, 50, 40], "Проживає": [90, 85, 30, 100, 50, 10],
        "Широта": [f"48,{5 + n % 4}1" for n in range(6)], "Довгота": "30,25",
    })  # fmt: skip


_TAGS_3W = {
    "Organization Name": "#org+name", "Acronym": "#org+acronym", "Organization Type": "#org+type",
    "Cluster": "#sector", "Activity": "#activity", "Oblast": "#adm1+name", "Oblast Pcode": "#adm1+pcode",
    "Reached": "#reached",
}  # fmt: skip
_TAGS_HNO = {
    "Admin 1": "#adm1+name", "Admin 1 PCode": "#adm1+code", "Admin 2 PCode": "#adm2+code",
    "Cluster": "#sector", "Category": "#category", "Population": "#population", "In Need": "#inneed",
    "Targeted": "#targeted",
}  # fmt: skip

SHAPES: tuple[Shape, ...] = (
    Shape("ukr_admbnda_adm2_sspe_20240129.shp", _cod_ab_old, "admin_area", "OCHA COD-AB",
          {"code": "ADM2_PCODE", "name_en": "ADM2_EN", "name_uk": "ADM2_UA", "parent_code": "ADM1_PCODE"}),
    Shape("ukr_admin2.geojson", _cod_ab_new, "admin_area", "OCHA COD-AB",
          {"code": "adm2_pcode", "name_en": "adm2_name", "name_uk": "adm2_name1",
           "parent_code": "adm1_pcode"}),
    Shape("ukr_admbndp_adm4.geojson", _cod_ab_settlements, "populated_place", "OCHA COD-AB",
          {"code": "ADM4_PCODE", "name_en": "ADM4_EN", "hromada_code": "ADM3_PCODE"}),
    Shape("ukr_admpop_adm1_2022.csv", _cod_ps, "indicator", "OCHA COD-PS",
          {"area_code": "ADM1_PCODE", "area_name": "ADM1_EN"}),
    Shape("ukr_hpc_needs_2024.csv", _needs, "indicator", "OCHA HNO", {"area_code": "Admin 1 PCode"},
          tags=_TAGS_HNO),
    Shape("dtm_api.csv", _dtm_api, "indicator", "IOM DTM", {"area_code": "admin1Pcode"}),
    Shape("DTM Baseline Round 34.xlsx", _dtm_baseline, "indicator", "IOM DTM", {"area_code": "Raion Pcode"},
          titles=("DTM Ukraine, invented figures", "")),
    Shape("acled_2024.csv", _acled, "incident", "ACLED",
          {"incident_id": "event_id_cnty", "event_date": "event_date", "fatalities": "fatalities"},
          encoding="utf-8-sig"),
    Shape("UNOSAT_CDA.geojson", _unosat, "damage", "UNOSAT"),
    Shape("Mariupol_CDA.shp", _unosat_shapefile, "damage", "UNOSAT"),
    Shape("site_monitoring.xlsx", _kobo_values, "collective_centre", "KoBo",
          {"capacity": "site/capacity", "occupancy": "site/current_occupancy", "name_en": "site/site_name"}),
    Shape("site_monitoring_labels.csv", _kobo_labels, "collective_centre", "KoBo",
          {"capacity": "Total capacity", "occupancy": "Current number of residents"}),
    Shape("gis_osm_roads_free_1.shp", _geofabrik, "road", "Geofabrik", {"road_class": "fclass"}),
    Shape("gis_osm_places_free_1.shp", _geofabrik_places, "populated_place", "Geofabrik",
          {"place_type": "fclass"}),
    Shape("hotosm_ukr_roads_lines.geojson", _hot_roads, "road", "HOT", {"road_class": "highway"}),
    Shape("hotosm_ukr_health_facilities_points.geojson", _hot_health(POINTS), "facility", "HOT"),
    Shape("hotosm_ukr_health_facilities_polygons.geojson", _hot_health(SQUARES), "facility", "HOT"),
    Shape("deepstatemap_data_20250101.geojson", _deepstate, "frontline", "DeepState", by_name=True),
    Shape("UkraineControlMapAO12MAY2024.shp", _isw, "frontline", "ISW", count=2, by_name=True),
    Shape("3w_operational_presence.xlsx", _who_what_where, "partner", "OCHA 3W",
          {"name": "Organization Name"}, tags=_TAGS_3W, titles=("Ukraine 3W", "")),
    Shape("logistics_access.geojson", _road_access, "road", "", {"status": "access_status"}),
    Shape("sites.csv", _site_list, "collective_centre", "",
          {"capacity": "Місткість", "occupancy": "Проживає"}, encoding="cp1251"),
)  # fmt: skip


def write_world_pop(folder: Path, name: str = "ukr_ppp_2020_1km_Aggregated_UNadj.tif") -> Path:
    """A grid of 3 by 4 cells of a 120th of a degree, 10 people each."""
    path = folder / name
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=3, count=1, dtype="float32", crs="EPSG:4326",
        nodata=-99999, transform=from_origin(30, 49, 1 / 120, 1 / 120),
    ) as target:  # fmt: skip
        target.write(np.full((1, 3, 4), 10, dtype="float32"))
    return path
