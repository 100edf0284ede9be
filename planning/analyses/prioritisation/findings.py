"""Sentences, tables and the map of prioritisation."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.layer import STORAGE_CRS
from layers.palette import SEVERITY
from layers.sensitivity import Sensitivity
from layers.symbology import graduated
from layers.text import Text, tr, trn
from layers.units import unit_text
from planning.analyses.prioritisation.calculation import CONTROLLED_SHARE, Priorities, ordered, reasons
from planning.analyses.prioritisation.parameters import Sector
from planning.outcome import Cell, Column, FeatureRef, Finding, MapLayer, Outcome, Severity, Table

# An area whose rank range stays among the first this often is said to be there whatever the weights.
FIRM_SHARE = 0.9
# Below this share of the weight the score rests on little.
THIN_COMPLETENESS = 0.5
FROM_CENTRES = frozenset({"displaced", "centre_gaps"})


def outcome_of(priorities: Priorities) -> Outcome:
    """Findings, tables, map layer and assumptions."""
    tables = [ranking_table(priorities), contributions_table(priorities)]
    if not priorities.ranked.all():
        tables.append(left_out_table(priorities))
    return Outcome(
        findings=tuple(findings_of(priorities)),
        tables=tuple(tables),
        map_layers=(map_layer(priorities),),
        assumptions=priorities.assumptions,
    )


def sector_word(priorities: Priorities) -> Text:
    """The sector as it is spoken of."""
    return tr("WASH") if priorities.parameters.sector is Sector.WASH else tr("shelter")


def findings_of(priorities: Priorities) -> list[Finding]:
    """Who comes first and why, how many are severe, how firm the ranks are, and what is missing."""
    findings = [_first(priorities, int(area)) for area in ordered(priorities)[:3]]
    findings.append(_severe(priorities))
    findings.append(_firm(priorities))
    findings += _missing(priorities)
    return findings


def _ref(priorities: Priorities, areas: list[int]) -> tuple[FeatureRef, ...]:
    frame = priorities.areas.frame
    chosen = frame.iloc[areas]
    return tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in chosen.groupby("layer", sort=False)
    )


def _first(priorities: Priorities, area: int) -> Finding:
    why = "; ".join(
        str(tr("{label} {points:.0f}", label=item.label, points=points))
        for item, points in reasons(priorities, area)
    )
    text = tr(
        "{rank}. {area}: score {score:.0f} of 100 for {sector}, severity {severity} ({why})",
        rank=int(priorities.rank[area]),
        area=priorities.areas.frame["name"].iloc[area],
        score=float(priorities.scores.score[area]),
        sector=sector_word(priorities),
        severity=int(priorities.severity[area]),
        why=why,
    )
    return Finding(text=text, severity=Severity.WARNING, features=_ref(priorities, [area]))


def _severe(priorities: Priorities) -> Finding:
    severe = np.flatnonzero(priorities.ranked & (priorities.severity >= 4))
    people = float(np.nansum(priorities.people[severe]))
    label: Text | str = tr("people unknown")
    if priorities.population is not None:
        label = tr("{people:,.0f} people, {label}", people=people, label=priorities.population.label)
    text = trn(
        "{count:,} of {total:,} areas ranked is of severity 4 or 5 ({people})",
        "{count:,} of {total:,} areas ranked are of severity 4 or 5 ({people})",
        len(severe),
        total=int(priorities.ranked.sum()),
        people=label,
    )
    return Finding(
        text=text,
        severity=Severity.WARNING if len(severe) else Severity.INFO,
        features=_ref(priorities, severe.tolist()),
    )


def _firm(priorities: Priorities) -> Finding:
    top = ordered(priorities)[: priorities.parameters.top]
    firm = [int(area) for area in top if priorities.stability.among_top[area] >= FIRM_SHARE]
    text = tr(
        "{firm} of the first {top} areas stay among the first {top} in at least {share:g} % of the runs "
        "with weights varied by ±{change:g} %",
        firm=len(firm),
        top=len(top),
        share=100 * FIRM_SHARE,
        change=priorities.parameters.weight_change_percent,
    )
    severity = Severity.NOTICE if len(firm) < len(top) else Severity.INFO
    return Finding(text=text, severity=severity, features=_ref(priorities, firm))


def _missing(priorities: Priorities) -> list[Finding]:
    absent = [
        str(item.label) for item in priorities.indicators if np.isnan(item.values[priorities.ranked]).all()
    ]
    findings = []
    if absent:
        text = tr("Nothing is known of: {names}; the ranking rests on the rest", names=", ".join(absent))
        findings.append(Finding(text=text, severity=Severity.NOTICE))
    thin = np.flatnonzero(priorities.ranked & (priorities.scores.completeness < THIN_COMPLETENESS))
    if len(thin):
        text = trn(
            "The score of {count:,} area rests on less than {share:g} % of the weight",
            "The scores of {count:,} areas rest on less than {share:g} % of the weight",
            len(thin),
            share=100 * THIN_COMPLETENESS,
        )
        findings.append(
            Finding(text=text, severity=Severity.NOTICE, features=_ref(priorities, thin.tolist()))
        )
    return findings


def ranking_table(priorities: Priorities) -> Table:
    """The areas that take part, the first rank first."""
    columns = (
        Column(name="rank", label=tr("Rank")),
        Column(name="area_code", label=tr("P-code")),
        Column(name="area_name", label=tr("Area")),
        Column(name="score", label=tr("Score, 0 to 100"), decimals=1),
        Column(name="severity", label=tr("Severity, 1 to 5")),
        Column(name="people", label=tr("People"), unit="people", decimals=0),
        Column(name="completeness", label=tr("Share of the weight that is known"), decimals=2),
        Column(name="rank_low", label=tr("Best rank, weights varied")),
        Column(name="rank_high", label=tr("Worst rank, weights varied")),
        Column(name="among_top_share", label=tr("Share of runs among the first"), decimals=2),
        Column(name="why", label=tr("Why")),
        Column(name="official_status", label=tr("Official status")),
    )
    frame, order = priorities.areas.frame, ordered(priorities)
    names, codes = frame["name"].to_numpy(), frame["code"].to_numpy()
    status = frame["official_status"].to_numpy(dtype=object)
    rows: list[tuple[Cell, ...]] = []
    for area in order:
        why = ", ".join(f"{item.label} {points:.0f}" for item, points in reasons(priorities, int(area)))
        people = float(priorities.people[area])
        rows.append(
            (
                int(priorities.rank[area]),
                codes[area],
                names[area],
                float(priorities.scores.score[area]),
                int(priorities.severity[area]),
                None if np.isnan(people) else people,
                float(priorities.scores.completeness[area]),
                int(priorities.stability.low[area]),
                int(priorities.stability.high[area]),
                float(priorities.stability.among_top[area]),
                why or None,
                status[area] if isinstance(status[area], str) else None,
            )
        )
    return Table(
        name="ranking",
        title=tr("Areas ranked for {sector}", sector=sector_word(priorities)),
        columns=columns,
        rows=tuple(rows),
        features=_row_refs(priorities, order.tolist()),
    )


def contributions_table(priorities: Priorities) -> Table:
    """What each indicator adds to the score of each ranked area; a missing one has no value."""
    columns = (
        Column(name="area_code", label=tr("P-code")),
        Column(
            name="indicator",
            label=tr("Indicator"),
            words={item.name: item.label for item in priorities.indicators},
        ),
        Column(name="value", label=tr("Value"), decimals=2),
        Column(name="weight", label=tr("Weight")),
        Column(name="contribution", label=tr("Points of the score"), decimals=2),
        Column(name="unit", label=tr("Unit")),
        Column(name="normalised", label=tr("Value on the scale 0 to 1"), decimals=3),
        Column(name="weight_share", label=tr("Share of the weight known"), decimals=3),
        Column(name="indicator_label", label=tr("Indicator in words")),
    )
    codes, order = priorities.areas.frame["code"].to_numpy(), ordered(priorities)
    rows: list[tuple[Cell, ...]] = [
        (
            codes[area],
            item.name,
            _known(item.values[area]),
            float(priorities.weights[index]),
            _known(priorities.scores.contribution[area, index]),
            unit_text(item.unit),
            _known(item.normalised[area]),
            _known(priorities.scores.share[area, index]),
            item.label,
        )
        for area in order
        for index, item in enumerate(priorities.indicators)
    ]
    refs = _row_refs(priorities, [int(area) for area in order for _ in priorities.indicators])
    title = tr("What each indicator adds to the score")
    return Table(
        name="contributions",
        title=title,
        columns=columns,
        rows=tuple(rows),
        features=refs,
        sensitivity=Sensitivity.HIGH if _counts_centres(priorities) else Sensitivity.LOW,
    )


def _counts_centres(priorities: Priorities) -> bool:
    """Whether values tell how many live in centres; where an area has one centre, that is its occupancy."""
    known = {item.name for item in priorities.indicators if not np.isnan(item.values).all()}
    return bool(known & FROM_CENTRES)


def left_out_table(priorities: Priorities) -> Table:
    """Areas that were not ranked, and why."""
    frame = priorities.areas.frame
    numbers = np.flatnonzero(~priorities.ranked)
    rows: list[tuple[Cell, ...]] = []
    for area in numbers:
        held = priorities.controlled[area] > CONTROLLED_SHARE
        reason = tr("more than half in the area of control") if held else tr("nothing is known about it")
        rows.append((frame["code"].iloc[area], frame["name"].iloc[area], reason))
    columns = (
        Column(name="area_code", label=tr("P-code")),
        Column(name="area_name", label=tr("Area")),
        Column(name="reason", label=tr("Why")),
    )
    return Table(
        name="left_out",
        title=tr("Areas not ranked"),
        columns=columns,
        rows=tuple(rows),
        features=_row_refs(priorities, numbers.tolist()),
    )


def map_layer(priorities: Priorities) -> MapLayer:
    """Every area, coloured by severity; those not ranked are drawn as unknown."""
    frame = priorities.areas.frame
    ranked = priorities.ranked
    shown = gpd.GeoDataFrame(
        {
            "area_code": frame["code"].to_numpy(),
            "area_name": frame["name"].to_numpy(),
            "rank": pd.array(np.where(ranked, priorities.rank, -1), dtype="Int64"),
            "score": np.where(ranked, priorities.scores.score, np.nan).round(1),
            "severity": np.where(ranked, priorities.severity, np.nan),
        },
        geometry=frame.geometry.to_numpy(),
        crs=STORAGE_CRS,
        index=pd.RangeIndex(1, len(frame) + 1, name="fid").astype("int64"),
    )
    shown["rank"] = shown["rank"].where(ranked)
    words = (tr("1 minimal"), tr("2 stress"), tr("3 severe"), tr("4 extreme"), tr("5 catastrophic"))
    symbology = graduated("severity", (1, 2, 3, 4, 5, 6), SEVERITY, words, order=8, label_field="rank")
    title = tr("Priorities for {sector}: severity, and rank as a number", sector=sector_word(priorities))
    return MapLayer(name="priorities", title=title, frame=shown, symbology=symbology)


def _row_refs(priorities: Priorities, areas: list[int]) -> tuple[FeatureRef, ...]:
    layers = priorities.areas.frame["layer"].to_numpy()
    fids = priorities.areas.frame["fid"].to_numpy()
    return tuple(FeatureRef(layer=str(layers[area]), fids=(int(fids[area]),)) for area in areas)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
