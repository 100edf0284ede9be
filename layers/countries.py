"""Ukraine and its neighbours as publishers write them, and their ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

COUNTRY_CODES: dict[str, str] = {
    "ukraine": "UA", "україна": "UA", "ukr": "UA", "ua": "UA",
    "poland": "PL", "польща": "PL", "pol": "PL", "pl": "PL",
    "slovakia": "SK", "slovak republic": "SK", "словаччина": "SK", "svk": "SK", "sk": "SK",
    "hungary": "HU", "угорщина": "HU", "hun": "HU", "hu": "HU",
    "romania": "RO", "румунія": "RO", "rou": "RO", "ro": "RO",
    "moldova": "MD", "republic of moldova": "MD", "moldova, republic of": "MD", "молдова": "MD",
    "mda": "MD", "md": "MD",
    "belarus": "BY", "білорусь": "BY", "blr": "BY", "by": "BY",
    "russian federation": "RU", "russia": "RU", "російська федерація": "RU", "росія": "RU",
    "rus": "RU", "ru": "RU",
}  # fmt: skip
