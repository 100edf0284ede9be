"""Collective centres that the planner's rule would have evacuated or decongested, and where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.sensitivity import Sensitivity
from layers.text import tr, trn
from planning.outcome import Cell, Column, FeatureRef, Finding, Severity, Table
from planning.site_clearance import Centres, Clearance, clearance

if TYPE_CHECKING:
    from planning.analyses.frontline_exposure.calculation import Exposure


def centres_of(exposure: Exposure) -> pd.DataFrame | None:
    """Centres with place, people and capacity; None where there are none."""
    frames = [
        placed.frame.reset_index(names="fid").assign(
            layer=placed.layer.name,
            sensitivity=int(placed.layer.sensitivity),
            capacity=placed.layer.frame.loc[placed.frame.index, "capacity"].to_numpy(),
        )
        for placed in exposure.placed.get("collective_centre", ())
    ]
    found = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    return found if len(found) else None


def cleared(exposure: Exposure, centres: pd.DataFrame) -> Clearance:
    """What the rule asks of the centres."""
    points = shapely.point_on_surface(centres["geometry"].to_numpy())
    return clearance(
        exposure.rule,
        Centres(
            lonlat=shapely.get_coordinates(points),
            people=pd.to_numeric(centres["people"]).to_numpy(dtype=float, na_value=np.nan),
            capacity=pd.to_numeric(centres["capacity"]).to_numpy(dtype=float, na_value=np.nan),
        ),
        centres["front_km"].to_numpy(dtype=float),
        (centres["row"] == 0).to_numpy(),
    )


def clearance_tables(exposure: Exposure) -> list[Table]:
    """`centres_to_clear`, a row a centre, and `centres_to_receive`, a row a move."""
    centres = centres_of(exposure)
    if centres is None:
        return []
    found = cleared(exposure, centres)
    sensitivity = Sensitivity(int(centres["sensitivity"].max()))
    return [_to_clear(centres, found, sensitivity), _moves(centres, found, sensitivity)]


def _to_clear(centres: pd.DataFrame, found: Clearance, sensitivity: Sensitivity) -> Table:
    chosen = np.flatnonzero(found.evacuate | found.decongest)
    chosen = chosen[np.argsort(centres["front_km"].to_numpy(dtype=float)[chosen], kind="stable")]
    received = np.bincount(found.sources, weights=found.moved, minlength=len(centres))
    rows: list[tuple[Cell, ...]] = []
    for at in chosen.tolist():
        row = centres.iloc[at]
        people, capacity = _whole(row["people"]), _whole(row["capacity"])
        over = None if people is None or capacity is None else max(people - capacity, 0)
        leaving = _whole(found.leaving[at])
        rows.append(
            (
                str(row["name"]),
                tr("to be evacuated") if found.evacuate[at] else tr("to be decongested"),
                float(row["front_km"]),
                people,
                capacity,
                over,
                leaving,
                None if leaving is None else round(float(received[at])),
                None if leaving is None else leaving - round(float(received[at])),
            )
        )
    columns = (
        Column(name="name", label=tr("Collective centre")),
        Column(name="measure", label=tr("By the planner's rule")),
        Column(name="front_km", label=tr("From the contact line"), unit="km", decimals=1),
        Column(name="people", label=tr("People"), unit="people"),
        Column(name="capacity", label=tr("Capacity"), unit="people"),
        Column(name="over_capacity", label=tr("Above capacity"), unit="people"),
        Column(name="leaving", label=tr("To leave"), unit="people"),
        Column(name="received", label=tr("With a free place"), unit="people"),
        Column(name="without_place", label=tr("Without a free place"), unit="people"),
    )
    refs = tuple(
        FeatureRef(layer=str(centres["layer"].iloc[at]), fids=(int(centres["fid"].iloc[at]),))
        for at in chosen.tolist()
    )
    title = tr("Collective centres to be evacuated or decongested by the planner's rule")
    return Table(
        name="centres_to_clear", title=title, columns=columns, rows=tuple(rows), features=refs,
        sensitivity=sensitivity,
    )  # fmt: skip


def _moves(centres: pd.DataFrame, found: Clearance, sensitivity: Sensitivity) -> Table:
    names = centres["name"].astype(str).to_numpy()
    rows = tuple(
        (names[source], names[target], round(people), km)
        for source, target, people, km in zip(
            found.sources.tolist(),
            found.targets.tolist(),
            found.moved.tolist(),
            found.km.tolist(),
            strict=True,
        )
    )
    columns = (
        Column(name="from", label=tr("From")),
        Column(name="to", label=tr("Nearest free places")),
        Column(name="people", label=tr("People"), unit="people"),
        Column(name="km", label=tr("As the crow flies"), unit="km", decimals=0),
    )
    title = tr("Where people of centres to be cleared could be received")
    return Table(name="centres_to_receive", title=title, columns=columns, rows=rows, sensitivity=sensitivity)


def clearance_findings(exposure: Exposure) -> list[Finding]:
    """How many centres the rule speaks of, and whether there is room for their people."""
    centres = centres_of(exposure)
    if centres is None:
        return []
    found = cleared(exposure, centres)
    count = int((found.evacuate | found.decongest).sum())
    if not count:
        return []
    text = trn(
        "By the planner's rule ({rule}) {count:,} collective centre would be evacuated or decongested: "
        "{leaving:,} people would leave, {placed:,} of them find a free place beyond{unknown}",
        "By the planner's rule ({rule}) {evacuate:,} of {count:,} collective centres would be evacuated, the "
        "others decongested: {leaving:,} people would leave, {placed:,} of them find a free place beyond"
        "{unknown}",
        count,
        rule=exposure.rule.text(),
        evacuate=int(found.evacuate.sum()),
        leaving=round(found.known),
        placed=round(found.placed),
        unknown=tr("; of {centres:,} it is unknown", centres=found.unknown) if found.unknown else "",
    )
    rows = centres[found.evacuate | found.decongest]
    refs = tuple(
        FeatureRef(layer=str(layer), fids=tuple(int(fid) for fid in group["fid"]))
        for layer, group in rows.groupby("layer", sort=False)
    )
    single = count == 1
    return [
        Finding(
            text=text,
            severity=Severity.WARNING,
            features=refs,
            sensitivity=Sensitivity(int(rows["sensitivity"].max())) if single else Sensitivity.LOW,
            records_of="collective_centre",
            records=count,
        )
    ]


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else round(float(value))  # type: ignore[arg-type]
