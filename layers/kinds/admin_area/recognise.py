"""How admin areas are recognised: COD-AB, FieldMaps, and OpenStreetMap boundaries with KATOTTG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.layer_kind import Geometry, Recognition, Sample
from layers.recognition import Clues, code_columns, plain
from layers.text import tr

if TYPE_CHECKING:
    from layers.recognition import Names

COLUMNS: Names = {
    "code": ("pcode", "p_code", "adm_pcode", "hromada_code", "raion_code", "oblast_code"),
    "katottg": ("katotth", "katottg", "koatottg", "katotth_code"),
    "name_uk": ("name:uk", "name_ua", "name_ukr", "назва", "name"),
    "name_en": ("name:en", "name_eng", "int_name"),
    "population": ("population", "pop_total", "t_tl"),
    "population_date": ("population:date",),
    "level": ("level",),
    "official_status": (),
    "official_status_date": (),
    "parent_code": (),
    "approximate": (),
}
_LEVELS = (4, 3, 2, 1, 0)


def recognise(sample: Sample) -> Recognition | None:
    """Polygons with codes of administrative areas, or boundaries tagged as OpenStreetMap does."""
    if Geometry.POLYGON not in sample.geometry:
        return None
    clues = Clues(sample, COLUMNS)
    publisher = ""
    if cod := _cod_columns(sample):
        level, columns, publisher = cod
        # a COD names every level in one table: its own columns outrank plain synonyms
        clues.columns = {k: v for k, v in clues.columns.items() if k in ("population", "katottg")} | columns
        clues.add(0.9, tr("P-codes of level {level} in {column}", level=level, column=columns["code"]))
    elif "katottg" in clues.columns:
        clues.add(0.8, tr("KATOTTG in {column}", column=clues.columns["katottg"]))
    elif codes := code_columns(sample.frame):
        column = max(codes, key=lambda name: (sample.frame[name].nunique(), codes[name]))
        clues.columns["code"] = column
        clues.add(0.7, tr("P-codes in {column}", column=column))
    if clues.columns_named(0.6, "admin_level", "boundary"):
        publisher = publisher or "OpenStreetMap"
    clues.columns_named(0.3, "koatuu", "iso3166-2")
    clues.file_says(0.2, "admbnda", "hromada", "oblast", "raion", "rayon", "admin")
    return clues.result(publisher)


def _cod_columns(sample: Sample) -> tuple[int, dict[str, str], str] | None:
    """Columns of the most detailed level of a COD-AB or of a table shaped like one."""
    by_plain = {plain(str(column)): str(column) for column in sample.frame.columns}
    for level in _LEVELS:
        for prefix in (f"adm{level}", f"admin{level}"):
            code = (
                by_plain.get(f"{prefix}pcode")
                or by_plain.get(f"{prefix}pcod")
                or by_plain.get(f"{prefix}src")
            )
            if code is None or sample.frame[code].isna().all():
                continue
            columns = {"code": code}
            for field, endings in (
                ("name_en", ("en", "nameen", "name")),
                ("name_uk", ("ua", "uk", "nameua", "name1")),
            ):
                match = next((by_plain[prefix + e] for e in endings if prefix + e in by_plain), None)
                if match:
                    columns[field] = match
            parent = (
                f"adm{level - 1}" if prefix.startswith("adm") and "in" not in prefix else f"admin{level - 1}"
            )
            above = by_plain.get(f"{parent}pcode") or by_plain.get(f"{parent}src")
            if above:
                columns["parent_code"] = above
            publisher = "FieldMaps" if code.endswith("src") else "OCHA COD-AB"
            return level, columns, publisher
    return None
