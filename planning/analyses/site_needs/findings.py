"""Sentences and map layer of site needs, and its whole outcome."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.layer import STORAGE_CRS
from layers.palette import GREEN, INK, PALE_GREY, SEVERITY
from layers.sensitivity import Sensitivity
from layers.symbology import Rule, Shape, Symbol, Symbology
from layers.text import Text, tr, trn
from layers.units import unit_text
from planning.analyses.site_needs.calculation import Needs
from planning.analyses.site_needs.tables import by_site, tables_of
from planning.outcome import Assumption, FeatureRef, Finding, MapLayer, Outcome, Severity
from planning.site_gaps import SITE_STANDARDS, SiteStandard

_URGENT = ("heating", "water", "toilets")


def outcome_of(needs: Needs, assumptions: tuple[Assumption, ...]) -> Outcome:
    """Findings, tables, map layer and assumptions."""
    sites = by_site(needs)
    return Outcome(
        findings=tuple(findings_of(needs, sites)),
        tables=tables_of(needs),
        map_layers=tuple(map_layers_of(needs, sites)),
        assumptions=assumptions,
    )


def findings_of(needs: Needs, sites: pd.DataFrame) -> list[Finding]:
    """How many sites fall short, then each standard that is missed, the most people first."""
    unmet = sites[sites["unmet"] > 0]
    text = trn(
        "{unmet:,} of {count:,} collective centre misses at least one standard; {people:,} people live there",
        "{unmet:,} of {count:,} collective centres miss at least one standard; {people:,} people live there",
        len(sites),
        unmet=len(unmet),
        people=int(unmet["people"].sum()),
    )
    findings = [_finding(text, unmet, Severity.WARNING)]
    missed = []
    for item in SITE_STANDARDS:
        gaps = needs.gaps[(needs.gaps["standard"] == item.name) & (needs.gaps["gap"] > 0)]
        if len(gaps):
            urgent = item.name in _URGENT and gaps["severity"].max() >= 5
            missed.append((not urgent, -float(gaps["people"].sum()), _missed(item, gaps), gaps))
    for calm, _, text, gaps in sorted(missed, key=lambda entry: entry[:2]):
        findings.append(_finding(text, gaps, Severity.WARNING if calm else Severity.CRITICAL))
    findings += _unknown(needs)
    return findings


def _missed(item: SiteStandard, gaps: pd.DataFrame) -> Text:
    people, count = int(gaps["people"].sum()), len(gaps)
    if item.unit == "yes/no":
        return trn(
            "{label} is lacking in {count:,} centre with {people:,} people",
            "{label} is lacking in {count:,} centres with {people:,} people",
            count,
            label=item.label,
            people=people,
        )
    return trn(
        "{label}: {gap:,.0f} {unit} short in {count:,} centre with {people:,} people",
        "{label}: {gap:,.0f} {unit} short in {count:,} centres with {people:,} people",
        count,
        label=item.label,
        gap=float(gaps["gap"].sum()),
        unit=unit_text(item.unit),
        people=people,
    )


def _unknown(needs: Needs) -> list[Finding]:
    gaps = needs.gaps
    unknown = gaps[gaps["gap"].isna()]
    if unknown.empty:
        return []
    common = unknown["standard"].value_counts()
    labels = {item.name: item.label for item in SITE_STANDARDS}
    named = ", ".join(f"{labels[name]} ({count:,})" for name, count in common.head(4).items())
    text = tr(
        "{count:,} of {total:,} comparisons are unknown because figures are missing, most often: {named}",
        count=len(unknown),
        total=len(gaps),
        named=named,
    )
    return [_finding(text, unknown.drop_duplicates(["layer", "fid"]), Severity.NOTICE)]


def _finding(text: Text, rows: pd.DataFrame, severity: Severity) -> Finding:
    refs = tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in rows.groupby("layer", sort=False)
    )
    single = len(rows) == 1
    return Finding(
        text=text,
        severity=severity if len(rows) else Severity.INFO,
        features=refs,
        sensitivity=Sensitivity(int(rows["sensitivity"].max())) if single else Sensitivity.LOW,
        records_of="collective_centre",
        records=len(rows),
    )


def map_layers_of(needs: Needs, sites: pd.DataFrame) -> list[MapLayer]:
    """Sites coloured by the number of standards they miss; those without a position are not drawn."""
    shapes = {
        (one.layer.name, int(fid)): shape
        for one in needs.centres
        if one.layer.has_geometry
        for fid, shape in zip(one.frame.index, one.frame.geometry, strict=True)
        if shape is not None and not shape.is_empty
    }
    keys = list(zip(sites["layer"], sites["fid"].astype(int), strict=True))
    drawn = sites[[key in shapes for key in keys]]
    if drawn.empty:
        return []
    frame = gpd.GeoDataFrame(
        {
            "site": drawn["site"].to_numpy(),
            "unmet": drawn["unmet"].to_numpy(),
            "unknown": drawn["unknown"].to_numpy(),
            "severity": drawn["severity"].to_numpy(),
        },
        geometry=[shapes[key] for key in keys if key in shapes],
        crs=STORAGE_CRS,
        index=pd.RangeIndex(1, len(drawn) + 1, name="fid").astype("int64"),
    )
    return [
        MapLayer(
            name="site_needs",
            title=tr("Standards not met by collective centres"),
            frame=frame,
            symbology=_symbology(),
            sensitivity=Sensitivity(int(drawn["sensitivity"].max())),
        )
    ]


def _symbology() -> Symbology:
    classes = ((1, 3, SEVERITY[0]), (3, 5, SEVERITY[1]), (5, 7, SEVERITY[2]), (7, 99, SEVERITY[4]))
    rules = [
        Rule(
            label=tr("{low}–{high} not met", low=low, high=high - 1)
            if high < 99
            else tr("{low} or more", low=low),
            field="unmet",
            at_least=low,
            below=high,
            symbol=Symbol(fill=colour, line=INK, shape=Shape.HOUSE, size=7),
        )
        for low, high, colour in classes
    ]
    met = Symbol(fill=GREEN, line=INK, shape=Shape.HOUSE, size=6)
    unknown = Symbol(fill=PALE_GREY, line=INK, shape=Shape.HOUSE, size=6)
    rules.append(Rule(label=tr("not met: none, some unknown"), field="unknown", at_least=1, symbol=unknown))
    rules.append(Rule(label=tr("all met"), symbol=met))
    return Symbology(rules=tuple(rules), order=52)
