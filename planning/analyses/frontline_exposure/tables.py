"""Tables of frontline exposure: bands, totals, sites and areas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.kinds import KIND_WORDS, kind_named
from layers.sensitivity import Sensitivity
from layers.text import tr
from planning.analyses.frontline_exposure.calculation import SITE_KINDS, Exposure
from planning.analyses.frontline_exposure.groups import groups_tables
from planning.analyses.frontline_exposure.sources import sources_table
from planning.analyses.frontline_exposure.to_clear import clearance_tables
from planning.areas import finest_areas
from planning.distance_bands import whole_people
from planning.outcome import Cell, Column, FeatureRef, Table

_STATUS_WORDS = {
    code: words for kind in SITE_KINDS for code, words in kind_named(kind).field("status").vocabulary.items()
}
_COUNTS = (
    Column(name="people", label=tr("People"), unit="people", decimals=0),
    Column(name="collective_centres", label=tr("Collective centres"), records_of="collective_centre"),
    Column(
        name="people_in_centres",
        label=tr("People in centres"),
        unit="people",
        records_of="collective_centre",
        records_in="collective_centres",
    ),
    Column(name="border_crossings", label=tr("Border crossing points"), records_of="border_crossing"),
    Column(
        name="border_crossings_not_closed", label=tr("Crossings not closed"), records_of="border_crossing"
    ),
    Column(name="facilities", label=tr("Facilities"), records_of="facility"),
    Column(name="warehouses", label=tr("Warehouses"), records_of="warehouse"),
    Column(name="damage", label=tr("Damage records"), records_of="damage"),
)


def tables_of(exposure: Exposure) -> tuple[Table, ...]:
    """The tables `bands`, `totals` and `sites`.

    Where they are known, `areas`, `centres_to_clear`, `centres_to_receive`, `groups`, `groups_in_centres` and
    `sources` follow.
    """
    tables = [bands_table(exposure), totals_table(exposure), sites_table(exposure)]
    if exposure.by_area is not None:
        tables.append(areas_table(exposure))
    tables += clearance_tables(exposure)
    tables += groups_tables(exposure, _band_columns(exposure))
    sources = sources_table(exposure)
    return (*tables, sources) if sources is not None else tuple(tables)


def records(exposure: Exposure, kind: str) -> pd.DataFrame | None:
    """Placed records of a kind over all its layers, with layer and fid; None where no layer holds any."""
    if kind not in exposure.placed:
        return None
    frames = [
        placed.frame.reset_index(names="fid").assign(
            layer=placed.layer.name, kind=placed.layer.kind.name, sensitivity=int(placed.layer.sensitivity)
        )
        for placed in exposure.placed[kind]
    ]
    return pd.concat(frames, ignore_index=True)


def _placed_records(exposure: Exposure, kind: str) -> pd.DataFrame | None:
    """As `records`; None also where there are records but none has a position: unknown is not zero."""
    found = records(exposure, kind)
    unplaced = sum(placed.unplaced for placed in exposure.placed.get(kind, ()))
    return None if found is not None and found.empty and unplaced else found


def band_people(exposure: Exposure) -> NDArray[np.int64] | None:
    """Whole people in each row of the bands; they sum to the rounded total."""
    return None if exposure.people is None else whole_people(exposure.people)


def band_counts(exposure: Exposure) -> dict[str, list[Any]]:
    """For each column of counts its value in each row; None throughout where it is not known."""
    size = exposure.bands.count
    people = band_people(exposure)
    found = {kind: _placed_records(exposure, kind) for kind in (*SITE_KINDS, "damage")}
    counts: dict[str, list[Any]] = {
        "people": [None] * size if people is None else people.tolist(),
        "collective_centres": _counted(found["collective_centre"], size),
        "people_in_centres": _occupants(found["collective_centre"], size),
        "border_crossings": _counted(found["border_crossing"], size),
        "border_crossings_not_closed": _counted(_not_closed(found["border_crossing"]), size),
        "facilities": _counted(found["facility"], size),
        "warehouses": _counted(found["warehouse"], size),
        "damage": _counted(found["damage"], size),
    }
    return counts


def bands_table(exposure: Exposure) -> Table:
    """One row for the area of control, one a band, one beyond; the rows sum to `totals`."""
    counts = band_counts(exposure)
    rows = []
    for row in range(exposure.bands.count):
        low, high = exposure.bands.limits(row)
        values = [counts[column.name][row] for column in _COUNTS]
        rows.append((exposure.bands.label(row), low, high, *values))
    columns = (
        Column(name="band", label=tr("Distance from the contact line")),
        Column(name="band_from_km", label=tr("From"), unit="km"),
        Column(name="band_to_km", label=tr("To"), unit="km"),
        *_COUNTS,
    )
    refs = tuple(
        FeatureRef(layer="bands", fids=(row,), of_outcome=True) if row < exposure.bands.count - 1 else None
        for row in range(exposure.bands.count)
    )
    title = tr("Exposure by distance from the contact line of {date}", date=exposure.front.date.isoformat())
    return Table(name="bands", title=title, columns=columns, rows=tuple(rows), features=refs)


def totals_table(exposure: Exposure) -> Table:
    """The sums of the rows of `bands`."""
    counts = band_counts(exposure)
    row = tuple(None if None in counts[column.name] else sum(counts[column.name]) for column in _COUNTS)
    return Table(name="totals", title=tr("All bands together"), columns=_COUNTS, rows=(row,))


def sites_table(exposure: Exposure) -> Table:
    """Collective centres, crossings, facilities and warehouses, the nearest first."""
    frames = [frame for kind in SITE_KINDS if (frame := records(exposure, kind)) is not None]
    columns = (
        Column(name="name", label=tr("Name")),
        Column(name="kind", label=tr("Kind"), words=KIND_WORDS),
        Column(name="front_km", label=tr("From the contact line"), unit="km", decimals=1),
        Column(name="band_to_km", label=tr("Within"), unit="km"),
        Column(name="band", label=tr("Band")),
        Column(name="in_control_area", label=tr("In the area of control")),
        Column(name="people", label=tr("People"), unit="people"),
        Column(name="status", label=tr("Status"), words=_STATUS_WORDS),
        Column(name="area_code", label=tr("P-code")),
        Column(name="official_status", label=tr("Official status of the area")),
        Column(name="official_status_date", label=tr("Date of the official status")),
    )
    title = tr("Sites by distance from the contact line")
    if not frames:
        return Table(name="sites", title=title, columns=columns, rows=())
    sites = pd.concat(frames, ignore_index=True)
    sites["outside"] = sites["row"] > 0
    sites = sites.sort_values(["outside", "front_km", "name", "fid"], kind="stable")
    official = _official(exposure)
    rows = tuple(_site_row(exposure, site, official) for site in sites.itertuples())
    return Table(
        name="sites",
        title=title,
        columns=columns,
        rows=rows,
        features=tuple(
            FeatureRef(layer=layer, fids=(int(fid),))
            for layer, fid in zip(sites["layer"], sites["fid"], strict=True)
        ),
        sensitivity=Sensitivity(int(sites["sensitivity"].max())),
    )


def areas_table(exposure: Exposure) -> Table:
    """People of each area by band, and those of no area; the rows sum to `bands`."""
    by_area = exposure.by_area
    assert by_area is not None
    frame = by_area.areas.frame
    columns = (
        Column(name="area_code", label=tr("P-code")),
        Column(name="area_name", label=tr("Area")),
        Column(name="front_km", label=tr("Nearest to the contact line"), unit="km", decimals=1),
        Column(name="people", label=tr("People"), unit="people", decimals=0),
        *_band_columns(exposure),
        Column(name="official_status", label=tr("Official status")),
        Column(name="official_status_date", label=tr("Date of the official status")),
    )
    order = np.lexsort((frame["code"].to_numpy().astype(str), by_area.front_km))
    records_ = frame.to_dict("records")
    rows: list[tuple[Cell, ...]] = []
    refs: list[FeatureRef | None] = []
    for index in order:
        area, people = records_[index], by_area.people[index]
        counts: list[Cell] = [None if np.isnan(count) else float(count) for count in (people.sum(), *people)]
        status = (_plain(area["official_status"]), _date(area["official_status_date"]))
        rows.append((area["code"], area["name"], float(by_area.front_km[index]), *counts, *status))
        refs.append(FeatureRef(layer=area["layer"], fids=(int(area["fid"]),)))
    outside = by_area.outside
    if outside.sum() > 0.5:
        rows.append((None, tr("in no area"), None, float(outside.sum()), *map(float, outside), None, None))
        refs.append(None)
    title = tr("People by area and distance from the contact line")
    return Table(name="areas", title=title, columns=columns, rows=tuple(rows), features=tuple(refs))


def _band_columns(exposure: Exposure) -> tuple[Column, ...]:
    return tuple(
        Column(name=_band_column(exposure, row), label=exposure.bands.label(row), unit="people", decimals=0)
        for row in range(exposure.bands.count)
    )


def _band_column(exposure: Exposure, row: int) -> str:
    low, high = exposure.bands.limits(row)
    if low is None:
        return "people_in_control_area"
    return f"people_beyond_{low:g}_km" if high is None else f"people_{low:g}_{high:g}_km"


def _counted(frame: pd.DataFrame | None, size: int) -> list[Any]:
    return [None] * size if frame is None else list(map(int, np.bincount(frame["row"], minlength=size)))


def _occupants(frame: pd.DataFrame | None, size: int) -> list[Any]:
    """People in the centres of each row, of those that state them; unknown where none does."""
    if frame is None or (len(frame) and frame["people"].isna().all()):
        return [None] * size
    people = pd.to_numeric(frame["people"]).fillna(0).to_numpy(dtype=np.int64)
    return list(map(int, np.bincount(frame["row"], weights=people, minlength=size)))


def _not_closed(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if frame is None else frame[~frame["status"].eq("closed").fillna(False)]


def _official(exposure: Exposure) -> dict[str, tuple[Cell, Cell]]:
    """Official status and its date by code of the finest areas."""
    areas = finest_areas(exposure.situation)
    if areas is None:
        return {}
    held = areas.frame.loc[areas.frame["official_status"].notna()]
    return {
        code: (status, _date(date))
        for code, status, date in zip(
            held["code"], held["official_status"], held["official_status_date"], strict=True
        )
    }


def _site_row(exposure: Exposure, site: Any, official: dict[str, tuple[Cell, Cell]]) -> tuple[Cell, ...]:
    row = int(site.row)
    code = site.area_code if isinstance(site.area_code, str) else None
    return (
        site.name,
        site.kind,
        float(site.front_km),
        exposure.bands.limits(row)[1],
        exposure.bands.label(row),
        row == 0,
        None if pd.isna(site.people) else int(site.people),
        _plain(site.status),
        code,
        *official.get(code or "", (None, None)),
    )


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _date(value: Any) -> Cell:
    return None if pd.isna(value) else pd.Timestamp(value).date()
