"""Sentences of frontline exposure, and its whole outcome."""

from __future__ import annotations

import pandas as pd

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.frontline_exposure.calculation import Exposure
from planning.analyses.frontline_exposure.groups import groups_findings
from planning.analyses.frontline_exposure.map_layers import map_layers_of
from planning.analyses.frontline_exposure.sources import sources_findings
from planning.analyses.frontline_exposure.tables import band_people, records, tables_of
from planning.analyses.frontline_exposure.to_clear import clearance_findings
from planning.outcome import FeatureRef, Finding, Outcome, Severity

# The edge nearest to this is the one the sentences on sites speak of.
TELLING_KM = 20.0


def outcome_of(exposure: Exposure) -> Outcome:
    """Findings, tables, map layers and assumptions of an exposure."""
    return Outcome(
        findings=tuple(findings_of(exposure)),
        tables=tables_of(exposure),
        map_layers=map_layers_of(exposure),
        assumptions=exposure.assumptions,
    )


def findings_of(exposure: Exposure) -> list[Finding]:
    """People first, then centres, crossings, facilities and damage."""
    findings = _people(exposure)
    edges = exposure.bands.edges_km
    telling = min(range(len(edges)), key=lambda index: abs(edges[index] - TELLING_KM))
    findings += _centres(exposure, telling)
    findings += _crossings(exposure, telling)
    for kind in ("facility", "warehouse", "damage"):
        findings += _others(exposure, kind, telling)
    findings += clearance_findings(exposure)
    findings += groups_findings(exposure, telling)
    findings += sources_findings(exposure, telling)
    return findings


def _people(exposure: Exposure) -> list[Finding]:
    people = band_people(exposure)
    if people is None or exposure.population is None:
        text = tr("How many people live near the contact line is not known: no population in the workspace")
        return [Finding(text=text, severity=Severity.WARNING)]
    label = exposure.population.label
    edges = exposure.bands.edges_km
    nearest = min(range(len(edges)), key=lambda index: abs(edges[index] - TELLING_KM))
    findings = []
    for index in sorted({0, nearest, len(edges) - 1}):
        text = tr(
            "{people:,} people live within {km:g} km of the contact line, outside the area of control "
            "({label})",
            people=int(people[1 : index + 2].sum()),
            km=edges[index],
            label=label,
        )
        zones = FeatureRef(layer="bands", fids=tuple(range(1, index + 2)), of_outcome=True)
        severity = Severity.WARNING if index <= nearest else Severity.INFO
        findings.append(Finding(text=text, severity=severity, features=(zones,)))
    text = tr(
        "{people:,} people are counted in the area of control, {share:.1f} % of {total:,} ({label})",
        people=int(people[0]),
        share=100.0 * float(people[0] / max(people.sum(), 1)),
        total=int(people.sum()),
        label=label,
    )
    control = FeatureRef(layer="bands", fids=(0,), of_outcome=True)
    findings.append(Finding(text=text, severity=Severity.INFO, features=(control,)))
    return findings


def _centres(exposure: Exposure, telling: int) -> list[Finding]:
    centres = records(exposure, "collective_centre")
    if centres is None:
        return []
    findings = []
    within = centres[centres["row"].between(1, telling + 1)]
    known = pd.to_numeric(within["people"])
    text = trn(
        "{people:,} people in {count:,} centre are within {km:g} km of the contact line{unknown}",
        "{people:,} people in {count:,} centres are within {km:g} km of the contact line{unknown}",
        len(within),
        people=int(known.sum()),
        km=exposure.bands.edges_km[telling],
        unknown=_unknown(int(known.isna().sum())),
    )
    findings.append(_finding(text, within, Severity.WARNING))
    held = centres[centres["row"] == 0]
    if len(held):
        text = trn(
            "{count:,} collective centre lies in the area of control",
            "{count:,} collective centres lie in the area of control",
            len(held),
        )
        findings.append(_finding(text, held, Severity.CRITICAL))
    return findings


def _unknown(count: int) -> Text | str:
    if not count:
        return ""
    return trn(
        "; of {count:,} of them the occupancy is unknown", "; of {count:,} the occupancy is unknown", count
    )


def _crossings(exposure: Exposure, telling: int) -> list[Finding]:
    crossings = records(exposure, "border_crossing")
    if crossings is None:
        return []
    near = crossings[crossings["row"].between(0, telling + 1)]
    closed = near["status"].eq("closed").fillna(False)
    text = trn(
        "{count:,} border crossing point is in the area of control or within {km:g} km of the contact line, "
        "{usable} not closed",
        "{count:,} border crossing points are in the area of control or within {km:g} km of the contact "
        "line, {usable} of them open or of unknown status",
        len(near),
        km=exposure.bands.edges_km[telling],
        usable=int((~closed).sum()) or tr("none"),
    )
    return [_finding(text, near, Severity.WARNING)]


def _others(exposure: Exposure, kind: str, telling: int) -> list[Finding]:
    found = records(exposure, kind)
    if found is None:
        return []
    if found.empty:
        return _unplaced(exposure, kind)
    near = found[found["row"].between(1, telling + 1)]
    held = int((found["row"] == 0).sum())
    words = exposure.placed[kind][0].layer.kind.plural
    text = tr(
        "{kind}: {count:,} of {total:,} within {km:g} km of the contact line, {held:,} more in the area of "
        "control",
        kind=words,
        count=len(near),
        total=len(found),
        km=exposure.bands.edges_km[telling],
        held=held,
    )
    return [_finding(text, near, Severity.NOTICE)]


def _unplaced(exposure: Exposure, kind: str) -> list[Finding]:
    """Said where a kind has records, but none with a position."""
    layers = [placed for placed in exposure.placed[kind] if placed.unplaced]
    if not layers:
        return []
    text = tr(
        "{kind}: none of {count:,} records has a position, so that none is in a band",
        kind=layers[0].layer.kind.plural,
        count=sum(placed.unplaced for placed in layers),
    )
    return [Finding(text=text, severity=Severity.NOTICE)]


def _finding(text: Text, rows: pd.DataFrame, severity: Severity) -> Finding:
    """A finding on records; a count of a single record is as sensitive as the record."""
    refs = tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in rows.groupby("layer", sort=False)
    )
    single = len(rows) == 1
    sensitivity = Sensitivity(int(rows["sensitivity"].max())) if single else Sensitivity.LOW
    return Finding(
        text=text,
        severity=severity if len(rows) else Severity.INFO,
        features=refs,
        sensitivity=sensitivity,
        records_of=str(rows["kind"].iloc[0]) if len(rows) else "",
        records=len(rows),
    )
