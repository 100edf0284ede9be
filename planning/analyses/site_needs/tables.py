"""Tables of site needs: gaps, sites, totals, monthly supplies, and the sites left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from layers.sensitivity import Sensitivity
from layers.text import Text, tr
from layers.units import UNIT_WORDS
from planning.analyses.site_needs.calculation import Needs
from planning.areas import areas_at
from planning.centres_in_use import name_of
from planning.errors import MissingData
from planning.outcome import Cell, Column, FeatureRef, Table
from planning.site_gaps import SITE_STANDARDS, standard_of_site

_CENTRE = "collective_centre"
_STANDARD_WORDS = {item.name: item.label for item in SITE_STANDARDS}
_SITE = (
    Column(name="site", label=tr("Site")),
    Column(name="site_id", label=tr("Site id")),
    Column(name="area_code", label=tr("P-code")),
    Column(name="people", label=tr("People"), unit="people"),
)


def tables_of(needs: Needs) -> tuple[Table, ...]:
    """The tables `gaps`, `sites`, `totals`, `monthly_supplies` and, where there are any, `left_out`."""
    tables = [gaps_table(needs), sites_table(needs), totals_table(needs), supplies_table(needs)]
    if any(len(one.left_out) for one in needs.centres):
        tables.append(left_out_table(needs))
    return tuple(tables)


def by_site(needs: Needs) -> pd.DataFrame:
    """One row a site, the neediest first: people, unmet, unknown, severity (worst), lacking (labels)."""
    gaps = needs.gaps
    unmet = gaps["gap"] > 0
    keys = ["layer", "fid"]
    sites = gaps.drop_duplicates(keys).set_index(keys)[
        ["site", "site_id", "area_code", "people", "sensitivity"]
    ]
    grouped = gaps.assign(unmet=unmet, unknown=gaps["gap"].isna()).groupby(keys, sort=False)
    sites = sites.join(grouped[["unmet", "unknown"]].sum()).join(grouped["severity"].max())
    lacking = (
        gaps[unmet]
        .groupby(keys, sort=False)["standard"]
        .apply(lambda names: ", ".join(str(standard_of_site(name).label) for name in names))
    )
    sites["lacking"] = lacking.reindex(sites.index).fillna("")
    order = ["unmet", "severity", "people", "site"]
    return sites.reset_index().sort_values(
        order, ascending=[False, False, False, True], kind="stable", ignore_index=True
    )


def gaps_table(needs: Needs) -> Table:
    """Every site against every standard; `gap` is 0 where met and None where unknown."""
    gaps = needs.gaps.sort_values(["layer", "fid"], kind="stable")
    columns = (
        _SITE[0],
        Column(name="standard", label=tr("Standard"), words=_STANDARD_WORDS),
        Column(name="required", label=tr("Required"), decimals=1),
        Column(name="present", label=tr("Present"), decimals=1),
        Column(name="gap", label=tr("Gap"), decimals=1),
        Column(name="unit", label=tr("Unit"), words=UNIT_WORDS),
        Column(name="severity", label=tr("Severity, 1 to 5")),
        *_SITE[1:],
    )
    rows = tuple(
        (
            row.site,
            row.standard,
            _number(row.required),
            _number(row.present),
            _number(row.gap),
            standard_of_site(row.standard).unit,
            _whole(row.severity),
            _plain(row.site_id),
            _plain(row.area_code),
            _whole(row.people),
        )
        for row in gaps.itertuples()
    )
    return Table(
        name="gaps",
        title=tr("Each collective centre against each standard"),
        columns=columns,
        rows=rows,
        features=_refs(gaps),
        sensitivity=_sensitivity(needs),
    )


def sites_table(needs: Needs) -> Table:
    """Sites ranked by the number of standards they miss, then by severity and people."""
    sites = by_site(needs)
    columns = (
        Column(name="rank", label=tr("Rank")),
        *_SITE,
        Column(name="standards_unmet", label=tr("Standards not met")),
        Column(name="standards_unknown", label=tr("Standards unknown")),
        Column(name="severity", label=tr("Worst severity, 1 to 5")),
        Column(name="lacking", label=tr("Lacking")),
    )
    rows = tuple(
        (
            number,
            row.site,
            _plain(row.site_id),
            _plain(row.area_code),
            _whole(row.people),
            int(row.unmet),
            int(row.unknown),
            _whole(row.severity),
            row.lacking or None,
        )
        for number, row in enumerate(sites.itertuples(), 1)
    )
    return Table(
        name="sites",
        title=tr("Collective centres by standards not met"),
        columns=columns,
        rows=rows,
        features=_refs(sites),
        sensitivity=_sensitivity(needs),
    )


def totals_table(needs: Needs) -> Table:
    """Quantities by oblast and standard; sites whose figures are unknown are counted beside."""
    gaps = needs.gaps
    oblast = gaps["area_code"].str.slice(0, 4)
    known = gaps["gap"].notna()
    short = gaps["gap"] > 0
    sums = (
        gaps.assign(
            oblast=oblast.where(oblast.notna(), ""),
            known=known,
            short=short,
            unknown=~known,
            required=gaps["required"].where(known),
            people_short=gaps["people"].where(short, 0),
        )
        .groupby(["oblast", "standard"], sort=True)[
            ["required", "gap", "known", "short", "unknown", "people_short"]
        ]
        .sum()
    )
    order = {item.name: number for number, item in enumerate(SITE_STANDARDS)}
    sums = sums.reset_index().sort_values(
        ["oblast", "standard"], key=lambda column: column.map(order) if column.name == "standard" else column
    )
    names = _oblast_names(needs)
    columns = (
        Column(name="oblast_code", label=tr("Oblast P-code")),
        Column(name="oblast", label=tr("Oblast")),
        Column(name="standard", label=tr("Standard"), words=_STANDARD_WORDS),
        Column(
            name="required", label=tr("Required"), decimals=1, records_of=_CENTRE, records_in="sites_known"
        ),
        Column(name="gap", label=tr("Gap"), decimals=1, records_of=_CENTRE, records_in="sites_known"),
        Column(name="unit", label=tr("Unit"), words=UNIT_WORDS),
        Column(name="sites_short", label=tr("Sites short"), records_of=_CENTRE),
        Column(
            name="people_in_sites_short",
            label=tr("People in sites short"),
            unit="people",
            records_of=_CENTRE,
            records_in="sites_short",
        ),
        Column(name="sites_known", label=tr("Sites known"), records_of=_CENTRE),
        Column(name="sites_unknown", label=tr("Sites unknown"), records_of=_CENTRE),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.oblast or None,
            names.get(row.oblast, row.oblast) or tr("oblast unknown"),
            row.standard,
            float(row.required) if row.known else None,
            float(row.gap) if row.known else None,
            standard_of_site(row.standard).unit,
            int(row.short),
            int(row.people_short),
            int(row.known),
            int(row.unknown),
        )
        for row in sums.itertuples()
    )
    return Table(name="totals", title=tr("Gaps by oblast and standard"), columns=columns, rows=rows)


def supplies_table(needs: Needs) -> Table:
    """What the people of each site use up in a month; stock held at sites is not known to the workspace."""
    soap = {
        tr("Bathing soap"): ("bathing_soap_g_per_person_month", "kg/month"),
        tr("Laundry soap"): ("laundry_soap_g_per_person_month", "kg/month"),
    }
    value = needs.standards.value
    containers = value("water_containers_per_household") / value("people_per_household")
    sites = needs.gaps.drop_duplicates(["layer", "fid"])
    rows: list[tuple[Cell, ...]] = []
    refs = []
    for row in sites.itertuples():
        known = not pd.isna(row.people)
        need: list[tuple[Text, float | None, str]] = [
            (label, row.people * value(name) / 1000 if known else None, unit)
            for label, (name, unit) in soap.items()
        ]
        need.append(
            (tr("Water containers"), float(np.ceil(row.people * containers)) if known else None, "once")
        )
        for label, quantity, unit in need:
            rows.append((row.site, label, quantity, unit, _whole(row.people)))
            refs.append(FeatureRef(layer=row.layer, fids=(int(row.fid),)))
    columns = (
        _SITE[0],
        Column(name="item", label=tr("Item")),
        Column(name="quantity", label=tr("Quantity"), decimals=1),
        Column(name="unit", label=tr("Unit"), words=UNIT_WORDS),
        _SITE[3],
    )
    return Table(
        name="monthly_supplies",
        title=tr("Hygiene supplies needed"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=_sensitivity(needs),
    )


def left_out_table(needs: Needs) -> Table:
    """Sites that were not measured, and why."""
    rows: list[tuple[Cell, ...]] = []
    refs = []
    for one in needs.centres:
        names = name_of(one.left_out)
        for fid, reason in one.left_out["reason"].items():
            rows.append((names[fid], reason))
            refs.append(FeatureRef(layer=one.layer.name, fids=(int(fid),)))
    columns = (_SITE[0], Column(name="reason", label=tr("Why")))
    return Table(
        name="left_out",
        title=tr("Sites left out"),
        columns=columns,
        rows=tuple(rows),
        features=tuple(refs),
        sensitivity=_sensitivity(needs),
    )


def _oblast_names(needs: Needs) -> dict[str, str]:
    try:
        frame = areas_at(needs.situation, 1).frame
    except MissingData:
        return {}
    return dict(zip(frame["code"], frame["name"], strict=True))


def _refs(frame: pd.DataFrame) -> tuple[FeatureRef, ...]:
    return tuple(
        FeatureRef(layer=layer, fids=(int(fid),))
        for layer, fid in zip(frame["layer"], frame["fid"], strict=True)
    )


def _sensitivity(needs: Needs) -> Sensitivity:
    return Sensitivity(max(int(one.layer.sensitivity) for one in needs.centres))


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else round(float(value))


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) else None
