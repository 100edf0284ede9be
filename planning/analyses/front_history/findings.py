"""Sentences of the front history, and its whole outcome."""

from __future__ import annotations

import numpy as np
import pandas as pd

from layers.sensitivity import Sensitivity
from layers.text import Text, tr, trn
from planning.analyses.front_history.calculation import History
from planning.analyses.front_history.map_layers import map_layers_of
from planning.analyses.front_history.tables import changed_areas, tables_of
from planning.analyses.front_history.warning import State, approaches, months_text, warned_within
from planning.outcome import FeatureRef, Finding, Outcome, Severity

_NAMED = 3
_WORDS = {
    "area": (tr("area"), tr("areas")),
    "settlement": (tr("settlement"), tr("settlements")),
    "site": (tr("site"), tr("sites")),
}


def outcome_of(history: History) -> Outcome:
    """Findings, tables, map layers and assumptions of a history."""
    rows = approaches(history)
    return Outcome(
        findings=tuple(findings_of(history, rows)),
        tables=tables_of(history, rows),
        map_layers=map_layers_of(history, rows),
        assumptions=history.assumptions,
    )


def findings_of(history: History, rows: pd.DataFrame) -> list[Finding]:
    """What changed hands first, then the fastest approach, who came near, and early warning."""
    findings = [_changed_hands(history), *_most_changed(history)]
    for group in _WORDS:
        members = rows[rows["group"] == group]
        if len(members):
            findings += _fastest(members, group)
            findings += _came_near(history, members)
            findings += _warnings(history, members, group)
    return findings


def _changed_hands(history: History) -> Finding:
    first, last = history.dates[0], history.dates[-1]
    change = history.change
    text = tr(
        "From {first} to {last} {gained:,.0f} km² came under control and {lost:,.0f} km² out of it; the area "
        "of control went from {before:,.0f} to {after:,.0f} km²",
        first=first.isoformat(),
        last=last.isoformat(),
        gained=float(change.gained.sum()) + change.outside[0],
        lost=float(change.lost.sum()) + change.outside[1],
        before=float(history.held_km2[0]),
        after=float(history.held_km2[-1]),
    )
    zones = FeatureRef(layer="changed_hands", fids=(1, 2), of_outcome=True)
    return Finding(text=text, severity=Severity.WARNING, features=(zones,))


def _most_changed(history: History) -> list[Finding]:
    most = [at for at in changed_areas(history)[:_NAMED] if history.change.gained[at] > 0]
    if not most or history.areas is None:
        return []
    frame = history.areas.frame
    named = ", ".join(f"{frame['name'].iloc[at]} {history.change.gained[at]:,.0f} km²" for at in most)
    text = tr("Most came under control in {named}", named=named)
    refs = tuple(
        FeatureRef(layer=str(frame["layer"].iloc[at]), fids=(int(frame["fid"].iloc[at]),)) for at in most
    )
    return [Finding(text=text, severity=Severity.NOTICE, features=refs)]


def _fastest(rows: pd.DataFrame, group: str) -> list[Finding]:
    """The target outside the area of control that the front approached fastest."""
    free = rows[(rows["last_km"] >= 0) & (rows["speed"] > 0)]
    if free.empty:
        return []
    row = free.sort_values(["speed", "layer", "fid"], ascending=[False, True, True], kind="stable").iloc[0]
    known = not np.isnan(row["slow"])
    spread = (
        tr(" (range {low:.1f} to {high:.1f})", low=float(row["slow"]), high=float(row["fast"]))
        if known
        else ""
    )
    text = tr(
        "Of the {group} still outside, the front approached {name} fastest: {speed:.1f} km a month{spread}, "
        "now {km:.1f} km away",
        group=_WORDS[group][1],
        name=str(row["name"]),
        speed=float(row["speed"]),
        spread=spread,
        km=float(row["last_km"]),
    )
    return [_finding(text, rows.loc[[row.name]], Severity.WARNING, names=True)]


def _came_near(history: History, rows: pd.DataFrame) -> list[Finding]:
    findings = []
    first, last = history.dates[0].isoformat(), history.dates[-1].isoformat()
    for kind, members in rows.groupby("kind", sort=False):
        words = history.situation.of_kind(str(kind))[0].kind.plural
        near, under = members[members["came_within"]], members[members["came_under"]]
        now = int((members["state"] == State.WITHIN).sum())
        if not (len(near) or len(under) or now):
            continue
        text = tr(
            "{kind}: {near:,} came within {km:g} km of the contact line from {first} to {last}, {under:,} "
            "came into the area of control; {now:,} of {total:,} are within that distance now",
            kind=words,
            near=len(near),
            km=history.parameters.band_km,
            first=first,
            last=last,
            under=len(under),
            now=now,
            total=len(members),
        )
        findings.append(_finding(text, pd.concat([near, under]), Severity.WARNING))
    return findings


def _warnings(history: History, rows: pd.DataFrame, group: str) -> list[Finding]:
    soon = warned_within(rows, history.parameters.horizon_months)
    if soon.empty:
        return []
    row = soon.iloc[0]
    text = trn(
        "If the speeds since {first} last, {count:,} {one} would come within {km:g} km in {months:g} months "
        "at the earliest; {name} {when} (an assumption, not a prediction)",
        "If the speeds since {first} last, {count:,} {many} would come within {km:g} km in {months:g} months "
        "at the earliest; first {name}, {when} (an assumption, not a prediction)",
        len(soon),
        one=_WORDS[group][0],
        many=_WORDS[group][1],
        first=history.dates[0].isoformat(),
        km=history.parameters.band_km,
        months=history.parameters.horizon_months,
        name=str(row["name"]),
        when=months_text(row["earliest"], row["latest"]),
    )
    return [_finding(text, soon, Severity.WARNING, names=True)]


def _finding(text: Text, rows: pd.DataFrame, severity: Severity, *, names: bool = False) -> Finding:
    """A finding on targets; one that names a site, or counts a single one, is as sensitive as it."""
    refs = tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in rows.groupby("layer", sort=False)
    )
    telling = len(rows) and (names or len(rows) == 1)
    return Finding(
        text=text,
        severity=severity if len(rows) else Severity.INFO,
        features=refs,
        sensitivity=Sensitivity(int(rows["sensitivity"].max())) if telling else Sensitivity.LOW,
        records_of=str(rows["kind"].iloc[0]) if len(rows) else "",
        records=len(rows),
    )
