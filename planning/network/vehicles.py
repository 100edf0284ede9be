"""Vehicles as roads, barriers and turns know them: bits that are summed."""

VEHICLE_BITS = {"car": 1, "truck": 2, "bus": 4, "convoy": 2}  # a convoy is one of trucks
ALL_VEHICLES = VEHICLE_BITS["car"] | VEHICLE_BITS["truck"] | VEHICLE_BITS["bus"]
