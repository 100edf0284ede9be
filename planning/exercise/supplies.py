"""The invented warehouses, stock, vehicles and partners."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.layer import Layer
from planning.exercise.facts import Facts
from planning.exercise.invented import invented_layer, points

WAREHOUSES = {
    "EX-WH-1": "Lviv",
    "EX-WH-2": "Vinnytsia",
    "EX-WH-3": "Poltava",
    "EX-WH-4": "Dnipro",
    "EX-WH-5": "Odesa",
}
# item: weight kg, volume m³, people a piece serves, pieces in a warehouse (low, high)
ITEMS = {
    "Blanket": (1.63, 0.011, 1, (3000, 9000)),
    "Mattress": (6.0, 0.09, 1, (800, 2500)),
    "Bed linen set": (1.2, 0.006, 1, (1500, 5000)),
    "Kitchen set": (4.8, 0.025, 5, (300, 1100)),
    "Hygiene kit, family": (9.5, 0.035, 4, (600, 2200)),
    "Jerrycan 10 l": (0.55, 0.014, 2.5, (900, 4000)),
    "Bottled drinking water 6 × 1.5 l": (9.2, 0.012, 3, (2000, 8000)),
    "Solar lamp": (0.6, 0.003, 4, (300, 1500)),
}
# type: name, payload kg, volume m³; payloads by gross weight as the Logistics Cluster lists them
TRUCKS = {"7.5 t truck": (3500, 24), "18.8 t truck": (12000, 48), "26 t truck": (18000, 60)}
FLEET = {
    "EX-WH-1": (4, 2, 1),
    "EX-WH-2": (3, 2, 1),
    "EX-WH-3": (4, 2, 1),
    "EX-WH-4": (6, 3, 1),
    "EX-WH-5": (3, 2, 0),
}
# type: name, vehicle type, seats, wheelchair places, stretcher places
BUSES = {
    "Coach": ("bus", 48, 0, 0),
    "Minibus": ("minibus", 17, 0, 0),
    "Accessible minibus": ("minibus", 8, 3, 0),
    "Ambulance": ("ambulance", 1, 0, 2),
}
BUS_FLEET = {
    "Dnipro": (22, 12, 6, 8),
    "Zaporizhzhia": (14, 10, 5, 6),
    "Kharkiv": (16, 10, 4, 6),
    "Kramatorsk": (8, 8, 3, 5),
    "Mykolaiv": (8, 6, 2, 3),
    "Poltava": (10, 6, 3, 3),
}
PARTNERS = 38
SECTORS = ("WASH", "Shelter/NFI", "CCCM", "Protection", "Health", "Logistics")
PARTNER_TYPES = {
    "International NGO": 0.35,
    "National NGO": 0.5,
    "UN agency": 0.05,
    "Municipal enterprise": 0.1,
}


def warehouse_layer(facts: Facts) -> Layer:
    """Five warehouses (Point) in real cities."""
    places = _cities(facts, list(WAREHOUSES.values()))
    frame = points(
        places.geometry.x.to_numpy() + 0.03,
        places.geometry.y.to_numpy() - 0.02,
        {
            "warehouse_id": list(WAREHOUSES),
            "name_en": [f"Warehouse {city}" for city in WAREHOUSES.values()],
            "name_uk": [f"Склад, {name}" for name in places["name_uk"]],
            "operator": "EXERCISE",
            "area_code": places["hromada_code"].to_numpy(),
            "status": "active",
            "loading_bays": [3, 2, 2, 4, 2],
        },
    )
    return invented_layer("warehouses", "warehouse", frame, days_old=5)


def stock_layer(rng: np.random.Generator) -> Layer:
    """Eight NFI and WASH items in each warehouse, with weight and volume a piece."""
    rows = [
        {
            "warehouse_id": warehouse,
            "item": item,
            "quantity": int(round(rng.uniform(low, high), -1)),
            "weight_kg": weight_kg,
            "volume_m3": volume_m3,
            "people_per_piece": people,
        }
        for warehouse in WAREHOUSES
        for item, (weight_kg, volume_m3, people, (low, high)) in ITEMS.items()
    ]
    return invented_layer("stock", "stock", pd.DataFrame(rows), days_old=5)


def vehicle_layer(facts: Facts) -> Layer:
    """Trucks at the warehouses; coaches, minibuses and ambulances in cities."""
    rows = [
        {
            "vehicle_id": f"EX-VH-{base[-1]}{letter}", "name": name, "vehicle_type": "truck",
            "number": number, "base": base, "payload_kg": payload_kg, "volume_m3": volume_m3,
        }
        for base, numbers in FLEET.items()
        for letter, number, (name, (payload_kg, volume_m3)) in zip(
            "ABC", numbers, TRUCKS.items(), strict=True
        )
        if number
    ]  # fmt: skip
    codes = dict(zip(BUS_FLEET, _cities(facts, list(BUS_FLEET))["code"], strict=True))
    rows += [
        {
            "vehicle_id": f"EX-VH-{city[:3].upper()}-{letter}", "name": f"{name}, {city}",
            "vehicle_type": type_, "number": number, "base": codes[city], "seats": seats,
            "wheelchair_places": wheelchairs,
            "stretcher_places": stretchers,
        }
        for city, numbers in BUS_FLEET.items()
        for letter, number, (name, (type_, seats, wheelchairs, stretchers)) in zip(
            "ABCD", numbers, BUSES.items(), strict=True
        )
    ]  # fmt: skip
    return invented_layer("vehicles", "vehicle", pd.DataFrame(rows), days_old=3)


def partner_layer(facts: Facts, rng: np.random.Generator) -> Layer:
    """38 partners (Point) in oblast centres, with their sectors."""
    centres = facts.settlements.frame
    centres = centres[centres["place_type"].isin(["capital", "oblast_centre"])]
    chosen = centres.iloc[rng.integers(0, len(centres), PARTNERS)]
    sectors = [
        ", ".join(sorted(rng.choice(SECTORS, int(rng.integers(1, 4)), replace=False)))
        for _ in range(PARTNERS)
    ]
    frame = points(
        chosen.geometry.x.to_numpy() + rng.normal(0, 0.02, PARTNERS),
        chosen.geometry.y.to_numpy() + rng.normal(0, 0.015, PARTNERS),
        {
            "partner_id": [f"EX-PA-{number:02d}" for number in range(1, PARTNERS + 1)],
            "name": [f"Exercise partner {number}" for number in range(1, PARTNERS + 1)],
            "acronym": [f"EP{number:02d}" for number in range(1, PARTNERS + 1)],
            "partner_type": rng.choice(list(PARTNER_TYPES), PARTNERS, p=list(PARTNER_TYPES.values())),
            "sectors": sectors,
            "area_code": chosen["hromada_code"].to_numpy(),
        },
    )
    return invented_layer("partners", "partner", frame, days_old=20)


def _cities(facts: Facts, names: list[str]) -> pd.DataFrame:
    """The largest settlement of each name, in the order of `names`."""
    places = facts.settlements.frame.sort_values("population", ascending=False)
    return places.drop_duplicates("name_en").set_index("name_en", drop=False).loc[names]
