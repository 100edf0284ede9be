"""More small invented tables in publishers' shapes: other years, languages and issues of them.

Every figure is invented. Names of columns are those the publishers use.
"""

from __future__ import annotations

import pandas as pd

from tests.layers.formats.publisher_shapes import OBLAST_NAMES, OBLASTS, RAIONS, Shape

HROMADAS = ["UA0502001", "UA0502003", "UA0504001", "UA0506005", "UA0702007", "UA1202001"]

TABLES: tuple[Shape, ...] = (
    Shape(
        "hdx_hapi_population_ukr.csv",
        lambda: pd.DataFrame(
            {
                "location_code": "UKR",
                "has_hrp": "TRUE",
                "in_gho": "TRUE",
                "provider_admin1_name": OBLAST_NAMES,
                "provider_admin2_name": "",
                "admin1_code": OBLASTS,
                "admin1_name": OBLAST_NAMES,
                "admin2_code": "",
                "admin2_name": "",
                "admin_level": 1,
                "gender": ["all", "f", "m"] * 2,
                "age_range": "all",
                "min_age": "",
                "max_age": "",
                "population": [100, 50, 50] * 2,
                "reference_period_start": "2023-01-01",
                "reference_period_end": "2023-12-31",
                "dataset_hdx_id": "x",
                "resource_hdx_id": "y",
                "warning": "",
                "error": "",
            }
        ),
        "indicator",
        "",
        {"area_code": "admin1_code"},
        tags={
            "location_code": "#country+code",
            "admin1_code": "#adm1+code",
            "admin1_name": "#adm1+name",
            "population": "#population",
            "gender": "#gender",
            "reference_period_start": "#date+start",
        },
    ),
    Shape(
        "hdx_hapi_humanitarian_needs_ukr.csv",
        lambda: pd.DataFrame(
            {
                "location_code": "UKR",
                "admin1_code": [c[:4] for c in RAIONS],
                "admin1_name": OBLAST_NAMES,
                "admin2_code": RAIONS,
                "admin2_name": list("ABCDEF"),
                "admin_level": 2,
                "category": "",
                "sector_code": "WSH",
                "sector_name": "Water Sanitation Hygiene",
                "population_status": ["all", "INN", "TGT"] * 2,
                "population": [100, 40, 20] * 2,
                "reference_period_start": "2024-01-01",
                "reference_period_end": "2024-12-31",
            }
        ),
        "indicator",
        "OCHA HNO",
        {"area_code": "admin2_code"},
        tags={
            "location_code": "#country+code",
            "admin1_code": "#adm1+code",
            "admin2_code": "#adm2+code",
            "admin2_name": "#adm2+name",
            "sector_name": "#sector",
            "population": "#population",
        },
    ),
    Shape(
        "hdx_hapi_operational_presence_ukr.csv",
        lambda: pd.DataFrame(
            {
                "location_code": "UKR",
                "admin1_code": OBLASTS,
                "admin1_name": OBLAST_NAMES,
                "admin2_code": RAIONS,
                "admin2_name": list("ABCDEF"),
                "admin_level": 2,
                "org_acronym": ["ACTED", "IOM", "NRC", "DRC", "PIN", "SI"],
                "org_name": [
                    "ACTED",
                    "International Organization for Migration",
                    "NRC",
                    "DRC",
                    "People in Need",
                    "SI",
                ],
                "org_type_code": "437",
                "org_type_description": "International NGO",
                "sector_code": "SHL",
                "sector_name": "Emergency Shelter and NFI",
                "reference_period_start": "2024-01-01",
            }
        ),
        "partner",
        "OCHA 3W",
        {"name": "org_name", "acronym": "org_acronym", "sectors": "sector_name"},
    ),
    Shape(
        "ukraine_hnrp_2025_pin_severity.xlsx",
        lambda: pd.DataFrame(
            {
                "Oblast": OBLAST_NAMES,
                "Oblast PCode": [c[:4] for c in HROMADAS],
                "Raion": list("ABCDEF"),
                "Raion PCode": [c[:6] for c in HROMADAS],
                "Hromada": list("ABCDEF"),
                "Hromada PCode": HROMADAS,
                "Population group": "Non-displaced",
                "Baseline population": 1000,
                "Overall PiN": [400, 300, 200, 100, 50, 20],
                "Intersectoral severity": [4, 3, 3, 2, 2, 1],
                "WASH PiN": 100,
                "Shelter/NFI PiN": 50,
            }
        ),
        "indicator",
        "OCHA HNO",
        {"area_code": "Hromada PCode"},
        titles=("HNRP 2025, invented", ""),
    ),
    Shape(
        "Ukraine_5W_2024_June.xlsx",
        lambda: pd.DataFrame(
            {
                "Reporting Month": "June 2024",
                "Cluster": ["WASH", "Health", "Protection"] * 2,
                "Prime Organization": [f"Org {n}" for n in range(6)],
                "Prime Org Acronym": [f"O{n}" for n in range(6)],
                "Implementing Partner": [f"Local {n}" for n in range(6)],
                "Donor": "UHF",
                "Activity": "Hygiene kits",
                "Indicator": "# people",
                "Admin 1": OBLAST_NAMES,
                "Admin 1 Pcode": OBLASTS,
                "Admin 2": list("ABCDEF"),
                "Admin 2 Pcode": RAIONS,
                "Admin 3": list("ABCDEF"),
                "Admin 3 Pcode": HROMADAS,
                "Girls": 10,
                "Boys": 10,
                "Women": 20,
                "Men": 10,
                "Total people reached": 50,
            }
        ),
        "partner",
        "OCHA 3W",
        {"name": "Implementing Partner", "sectors": "Cluster"},
        titles=("5W dashboard",),
    ),
    Shape(
        "UKR_DTM_Site_Assessment_R5.xlsx",
        lambda: pd.DataFrame(
            {
                "Survey date": "2024-03-01",
                "Oblast": OBLAST_NAMES,
                "Raion": list("ABCDEF"),
                "Site ID (SSID)": [f"UA_S{n:03d}" for n in range(6)],
                "Site Name": [f"Site {n}" for n in range(6)],
                "Site Type": ["Collective centre"] * 6,
                "Site Classification": "Spontaneous",
                "Latitude": [48.5] * 6,
                "Longitude": [30 + n / 10 for n in range(6)],
                "# of HH": [10, 20, 30, 40, 50, 60],
                "# of Individuals": [30, 60, 90, 120, 150, 180],
                "Maximum capacity": 200,
            }
        ),
        "collective_centre",
        "IOM DTM",
        {
            "site_id": "Site ID (SSID)",
            "name_en": "Site Name",
            "occupancy": "# of Individuals",
            "capacity": "Maximum capacity",
        },
    ),
    Shape(
        "DTM_GPS_R17_IDPs.csv",
        lambda: pd.DataFrame(
            {
                "ADM0_EN": "Ukraine",
                "ADM1_EN": OBLAST_NAMES,
                "ADM1_PCODE": OBLASTS,
                "Macro-region": "West",
                "IDPs_individuals": [100, 200, 300, 400, 500, 600],
                "IDPs_households": [40, 80, 100, 150, 200, 220],
                "Returnees_ind": [10, 20, 30, 40, 50, 60],
                "Round": 17,
                "Data_collection_date": "2024-08-01",
            }
        ),
        "indicator",
        "IOM DTM",
        {"area_code": "ADM1_PCODE"},
    ),
    Shape(
        "ukraine_political_violence_events_and_fatalities_by_month-year_as-of-10Jul2024.xlsx",
        lambda: pd.DataFrame(
            {
                "Country": "Ukraine",
                "Admin1": OBLAST_NAMES,
                "Admin2": list("ABCDEF"),
                "ISO3": "UKR",
                "Admin2 Pcode": RAIONS,
                "Admin1 Pcode": OBLASTS,
                "Month": "May",
                "Year": 2024,
                "Events": [1, 2, 3, 4, 5, 6],
                "Fatalities": [0, 1, 0, 3, 2, 1],
            }
        ),
        "indicator",
        "ACLED",
        {"area_code": "Admin2 Pcode"},
    ),
    Shape(
        "Europe-Central-Asia_aggregated_data.csv",
        lambda: pd.DataFrame(
            {
                "WEEK": "2024-05-04",
                "REGION": "Europe",
                "COUNTRY": "Ukraine",
                "ADMIN1": OBLAST_NAMES,
                "EVENT_TYPE": "Battles",
                "SUB_EVENT_TYPE": "Armed clash",
                "EVENTS": 3,
                "FATALITIES": 1,
                "POPULATION_EXPOSURE": 1000,
                "DISORDER_TYPE": "Political violence",
                "ID": range(6),
                "CENTROID_LATITUDE": 49.0,
                "CENTROID_LONGITUDE": [30.0 + n for n in range(6)],
            }
        ),
        "indicator",
        "ACLED",
        {"area_name": "ADMIN1"},
    ),
    Shape(
        "insecurity_insight_health.xlsx",
        lambda: pd.DataFrame(
            {
                "Date": "2024-03-02",
                "Event Description": "A clinic was hit.",
                "Country": "Ukraine",
                "Country ISO": "UKR",
                "Admin 1": OBLAST_NAMES,
                "Latitude": 48.5,
                "Longitude": [30 + n / 10 for n in range(6)],
                "Geo Precision": "Village",
                "Location of Incident": "Building",
                "Reported Perpetrator Name": "NA",
                "Weapon Carried/Used": "Missile",
                "Health Workers Killed": 0,
                "Health Workers Injured": 1,
                "SiND Event ID": range(6),
            }
        ),
        "incident",
        "Insecurity Insight",
        {"event_date": "Date", "incident_id": "SiND Event ID", "description": "Event Description"},
    ),
    Shape(
        "reach_ccm_site_monitoring_r16.xlsx",
        lambda: pd.DataFrame(
            {
                "Round": 16,
                "Oblast": OBLAST_NAMES,
                "Raion": list("ABCDEF"),
                "Hromada": list("ABCDEF"),
                "Collective site ID": [f"UKRs00{n}" for n in range(6)],
                "Name of collective site": [f"Гуртожиток {n}" for n in range(6)],
                "Type of collective site": ["Dormitory", "School", "Kindergarten"] * 2,
                "Maximum capacity of the site": [100, 80, 60, 120, 50, 40],
                "Total number of IDPs hosted": [90, 70, 40, 100, 50, 30],
                "Is the site heated": "Yes",
                "latitude": 48.5,
                "longitude": [30 + n / 10 for n in range(6)],
            }
        ),
        "collective_centre",
        "",
        {
            "capacity": "Maximum capacity of the site",
            "occupancy": "Total number of IDPs hosted",
            "name_uk": "Name of collective site",
        },
    ),
    Shape(
        "SSA_attacks_ukraine.csv",
        lambda: pd.DataFrame(
            {
                "SSA Attack ID": range(6),
                "Attack Date": "2024-03-02",
                "Country": "Ukraine",
                "Oblast": OBLAST_NAMES,
                "Type of attack": "Violence with heavy weapons",
                "Total deaths": 0,
                "Total injured": 1,
                "Affected resource": "Facility",
                "Certainty": "Confirmed",
                "Latitude": 48.5,
                "Longitude": [30 + n / 10 for n in range(6)],
            }
        ),
        "incident",
        "WHO SSA",
        {"event_date": "Attack Date", "fatalities": "Total deaths"},
    ),
    Shape(
        "inform_subnational_ukraine.xlsx",
        lambda: pd.DataFrame(
            {
                "ADMIN1": OBLAST_NAMES,
                "ADM1_PCODE": OBLASTS,
                "INFORM Risk": [4.5] * 6,
                "Hazard & Exposure": [5.0] * 6,
                "Vulnerability": [3.0] * 6,
                "Lack of Coping Capacity": [4.0] * 6,
            }
        ),
        "indicator",
        "",
    ),
)
