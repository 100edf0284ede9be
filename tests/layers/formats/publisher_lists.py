"""Small invented lists as oblast administrations, communities and partners on the ground send them.

Every figure is invented. Names of columns are those the publishers use.
"""

from __future__ import annotations

import pandas as pd

from tests.layers.formats.publisher_shapes import POINTS, Shape

HROMADAS = ["UA0502001", "UA0502003", "UA0504001", "UA0506005", "UA0702007", "UA1202001"]

LISTS: tuple[Shape, ...] = (
    Shape(
        "Перелік_МКП_Полтавська.xlsx",
        lambda: pd.DataFrame(
            {
                "№ з/п": range(6),
                "Назва закладу": [f"Гуртожиток № {n}" for n in range(6)],
                "Область": "Полтавська",
                "Територіальна громада": ["Полтавська", "Миргородська"] * 3,
                "Код КАТОТТГ": "UA53080370000073240",
                "Широта": 49.5,
                "Довгота": [34 + n / 10 for n in range(6)],
                "Загальна кількість місць": [100, 80, 60, 120, 50, 40],
                "Фактично проживає осіб": [90, 70, 40, 100, 50, 30],
                "Дата перевірки": "20.02.2024",
            }
        ),
        "collective_centre",
        "",
        {
            "capacity": "Загальна кількість місць",
            "occupancy": "Фактично проживає осіб",
            "name_uk": "Назва закладу",
        },
        titles=("Перелік місць проживання ВПО станом на 01.03.2024",),
    ),
    Shape(
        "ukryttia.csv",
        lambda: pd.DataFrame(
            {
                "Тип об'єкта": ["Найпростіше укриття", "Сховище", "ПРУ"] * 2,
                "Адреса": [f"вул. Миру, {n}" for n in range(6)],
                "Місткість, осіб": [100, 80, 60, 120, 50, 40],
                "Балансоутримувач": "ЖЕК",
                "Широта": 49.5,
                "Довгота": [34 + n / 10 for n in range(6)],
            }
        ),
        "facility",
        "",
        {"capacity": "Місткість, осіб", "facility_type": "Тип об'єкта"},
    ),
    Shape(
        "points.csv",
        lambda: pd.DataFrame(
            {
                "Назва": [f"Пункт незламності {n}" for n in range(6)],
                "Тип": ["Пункт незламності"] * 6,
                "Адреса": "вул. Миру",
                "Широта": 49.5,
                "Довгота": [34 + n / 10 for n in range(6)],
            }
        ),
        "facility",
        "",
    ),
    Shape(
        "shkoly_kyiv.csv",
        lambda: pd.DataFrame(
            {
                "Назва закладу освіти": [f"Ліцей № {n}" for n in range(6)],
                "Тип закладу": ["ліцей", "гімназія", "заклад дошкільної освіти"] * 2,
                "КОАТУУ": ["8036100000"] * 6,
                "Кількість учнів": [500] * 6,
                "lat": 50.4,
                "lng": [30.4 + n / 100 for n in range(6)],
            }
        ),
        "facility",
        "",
        {"facility_type": "Тип закладу", "name_uk": "Назва закладу освіти"},
    ),
    Shape(
        "punkty_propusku.xlsx",
        lambda: pd.DataFrame(
            {
                "Назва пункту пропуску": [
                    "Краківець – Корчова",
                    "Шегині – Медика",
                    "Рава-Руська – Гребенне",
                    "Ужгород – Вишнє Нємецьке",
                    "Чоп – Захонь",
                    "Порубне – Сірет",
                ],
                "Вид сполучення": [
                    "автомобільний",
                    "автомобільний",
                    "автомобільний",
                    "автомобільний",
                    "залізничний",
                    "автомобільний",
                ],
                "Суміжна держава": ["Польща", "Польща", "Польща", "Словаччина", "Угорщина", "Румунія"],
                "Стан": "працює",
                "Широта": [49.96, 49.8, 50.28, 48.65, 48.42, 47.98],
                "Довгота": [23.16, 22.95, 23.6, 22.26, 22.18, 26.06],
            }
        ),
        "border_crossing",
        "",
        {"status": "Стан", "country": "Суміжна держава"},
    ),
    Shape(
        "damage_register.xlsx",
        lambda: pd.DataFrame(
            {
                "Назва об'єкта": [f"Будинок {n}" for n in range(6)],
                "Тип об'єкта": ["житловий будинок", "школа", "лікарня"] * 2,
                "Ступінь пошкодження": ["зруйновано", "частково пошкоджено", "пошкоджено"] * 2,
                "Дата пошкодження": "05.03.2022",
                "Область": "Чернігівська",
                "Громада": "Чернігівська",
                "Широта": 51.5,
                "Довгота": [31.2 + n / 100 for n in range(6)],
            }
        ),
        "damage",
        "",
        {
            "extent": "Ступінь пошкодження",
            "damage_date": "Дата пошкодження",
            "infrastructure_type": "Тип об'єкта",
        },
    ),
    Shape(
        "logcluster_storage.csv",
        lambda: pd.DataFrame(
            {
                "Facility Name": [f"Common storage {n}" for n in range(6)],
                "Facility Type": "Warehouse",
                "Organisation": "WFP",
                "City": "Dnipro",
                "Capacity (sqm)": [1000] * 6,
                "Lat": 48.4,
                "Long": [35 + n / 10 for n in range(6)],
            }
        ),
        "warehouse",
        "",
        {"operator": "Organisation"},
    ),
    Shape(
        "evacuation_log.xlsx",
        lambda: pd.DataFrame(
            {
                "Дата": "05.06.2024",
                "Звідки": ["Покровськ", "Торецьк", "Вовчанськ"] * 2,
                "Куди": ["Дніпро", "Павлоград", "Харків"] * 2,
                "Кількість осіб": [20, 30, 40] * 2,
                "Транспорт": "автобус",
            }
        ),
        "movement",
        "",
        {"from_name": "Звідки", "to_name": "Куди", "people": "Кількість осіб"},
    ),
    Shape(
        "population_hromadas_2022.csv",
        lambda: pd.DataFrame(
            {
                "Код території": [h + "0000012345"[:10] for h in HROMADAS],
                "Назва громади": [
                    "Барська",
                    "Вінницька",
                    "Гайсинська",
                    "Хмільницька",
                    "Ковельська",
                    "Дніпровська",
                ],
                "Наявне населення": [1000] * 6,
                "у т.ч. міське": [500] * 6,
                "сільське": [500] * 6,
            }
        ),
        "indicator",
        "",
        {"area_code": "Код території", "area_name": "Назва громади"},
    ),
    Shape(
        "Перелік збірних евакуаційних пунктів.xlsx",
        lambda: pd.DataFrame(
            {
                "№ з/п": range(6),
                "Назва": [f"Збірний евакуаційний пункт № {n}" for n in range(6)],
                "Адреса": [f"вул. Миру, {n}" for n in range(6)],
                "Стан": ["працює", "працює", "не працює", "працює", "невідомо", "працює"],
                "Пропускна спроможність, осіб/год": [100, 80, 60, 120, 50, 40],
                "Доступність для крісел колісних": ["так", "ні", "так", "так", "ні", "так"],
                "Широта": 49.5,
                "Довгота": [34 + n / 10 for n in range(6)],
            }
        ),
        "boarding_point",
        "",
        {
            "name_uk": "Назва",
            "status": "Стан",
            "capacity_people_per_hour": "Пропускна спроможність, осіб/год",
            "wheelchair_access": "Доступність для крісел колісних",
        },
    ),
    Shape(
        "assembly_points.csv",
        lambda: pd.DataFrame(
            {
                "Assembly point": [f"School no. {n}" for n in range(6)],
                "Status": ["open", "open", "closed", "operational", "open", "suspended"],
                "People per hour": [200, 150, 100, 120, 80, 60],
                "Wheelchair accessible": ["yes", "no"] * 3,
                "Latitude": 49.5,
                "Longitude": [34 + n / 10 for n in range(6)],
            }
        ),
        "boarding_point",
        "",
        {"name_en": "Assembly point", "capacity_people_per_hour": "People per hour"},
    ),
    Shape(
        "mesta.csv",
        lambda: pd.DataFrame(
            {
                "Название": [f"Место сбора {n}, Дом культуры" for n in range(6)],
                "Примечание": "автобус в 8:00",
                "lat": 49.5,
                "lon": [34 + n / 10 for n in range(6)],
            }
        ),
        "boarding_point",
        "",
        {"name_uk": "Название"},
    ),
    Shape(
        "osm_emergency.geojson",
        lambda: pd.DataFrame(
            {
                "emergency": ["assembly_point"] * 6,
                "name": [f"Park {n}" for n in range(6)],
                "lat": 49.5,
                "lon": [34 + n / 10 for n in range(6)],
                "geometry": POINTS[:6],
            }
        ),
        "boarding_point",
        "",
        {"name_en": "name"},
    ),
    Shape(
        "shelters_with_points.csv",
        lambda: pd.DataFrame(
            {
                "site_id": [f"S{n}" for n in range(6)],
                "site_name": [f"Dormitory {n}" for n in range(6)],
                "site_type": ["dormitory", "school"] * 3,
                "capacity": [100, 80, 60, 120, 50, 40],
                "occupancy": [90, 70, 40, 100, 50, 30],
                "Nearest evacuation point": [f"Assembly point {n}" for n in range(6)],
                "Evacuation point": ["yes", "no"] * 3,
                "lat": 49.5,
                "lon": [34 + n / 10 for n in range(6)],
            }
        ),
        "collective_centre",
        "",
        {"name_en": "site_name"},
    ),
    Shape(
        "recycling.csv",
        lambda: pd.DataFrame(
            {
                "Name": [f"Waste collection point {n}" for n in range(6)],
                "lat": 49.5,
                "lon": [34 + n / 10 for n in range(6)],
            }
        ),
        "reference",
        "",
    ),
)
