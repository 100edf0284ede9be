"""The same bands by every source of people, and whether they reconcile.

A source spreads its people over cells (of a grid, or whole areas). Of a cell that an edge cuts nobody knows
on which side its people live. If those of each cell lived all in one place, anywhere in it, the count of a
band would scatter with the variance Σ p² s (1 − s), p being the people of a cell and s its share in the band.
Two sources reconcile where they differ by no more than three standard deviations of both together; of
sources that count different totals, the difference in proportion comes on top. More than that is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from layers.text import Text, tr
from planning.distance_bands import shares_by_band
from planning.outcome import Column, Finding, Severity, Table
from planning.population import Population, population_of, population_sources

if TYPE_CHECKING:
    from layers.workspace import Workspace
    from planning.analyses.frontline_exposure.calculation import Exposure
    from planning.distance_bands import Bands
    from planning.front import Front
    from planning.run_control import RunControl

Floats = NDArray[np.float64]

KINDS = ("grid", "areas", "places")
# A place stands at a point, though its people live around it: up to this far, an assumption of Corridor.
PLACE_RADIUS_KM = 2.0
_DEVIATIONS = 3.0
# Sources agree where they differ by no more than rounding.
_ROUNDING = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SourceCount:
    """People by row of the bands from one source.

    Attributes
    ----------
    people : array, shape (rows,)
    variance : array, shape (rows,)
        Of the count, since the edges cut cells and pass near places.
    """

    key: str
    label: Text
    people: Floats
    variance: Floats


def counted(key: str, population: Population, shares: Floats, front: Front, bands: Bands) -> SourceCount:
    """A population counted by band, with the shares of its cells known."""
    people = population.cells["people"].to_numpy()
    variance = people**2 @ (shares * (1.0 - shares))
    points = population.cells.geometry.geom_type.to_numpy() == "Point"
    if points.any():
        shapes = population.cells.geometry.to_numpy()[points]
        away, own = front.distance_km(shapes), shares[points].argmax(axis=1)
        edges = np.array((0.0, *bands.edges_km))
        for number, edge in enumerate(edges):
            near = np.abs(away - edge) <= PLACE_RADIUS_KM
            for row in (number, number + 1):
                touched = near & ((own == number) | (own == number + 1))
                # near an edge either side is as likely
                variance[row] += 0.25 * float((people[points][touched] ** 2).sum())
    return SourceCount(key, population.label, people @ shares, variance)


def other_counts(
    situation: Workspace, chosen: SourceCount, front: Front, bands: Bands, control: RunControl
) -> tuple[SourceCount, ...]:
    """The bands by the sources that were not chosen."""
    others = [key for key, _ in population_sources(situation) if key in KINDS and key != chosen.key]
    found = []
    for number, key in enumerate(others):
        part = control.part(number / len(others), (number + 1) / len(others))
        population = population_of(situation, key)
        if str(population.label) == str(chosen.label):
            continue
        shares = shares_by_band(population.cells.geometry.to_numpy(), front, bands, part)
        found.append(counted(key, population, shares, front, bands))
    return tuple(found)


def limits(chosen: SourceCount, other: SourceCount) -> Floats:
    """By how much two sources may differ in each row before they contradict one another."""
    total = float(chosen.people.sum())
    apart = abs(float(other.people.sum()) - total) / total if total else 0.0
    scatter = _DEVIATIONS * np.sqrt(chosen.variance + other.variance)
    return np.asarray(scatter + apart * chosen.people + _ROUNDING)


def sources_table(exposure: Exposure) -> Table | None:
    """A row a source and band: people, the difference from the source chosen, whether it is explained."""
    if exposure.chosen is None or not exposure.others:
        return None
    rows = []
    for source in (exposure.chosen, *exposure.others):
        allowed = limits(exposure.chosen, source)
        for row in range(exposure.bands.count):
            change = float(source.people[row] - exposure.chosen.people[row])
            is_chosen = source is exposure.chosen
            rows.append(
                (
                    source.label,
                    exposure.bands.label(row),
                    float(source.people[row]),
                    None if is_chosen else change,
                    None if is_chosen else float(allowed[row]),
                    None if is_chosen else abs(change) <= allowed[row],
                )
            )
    columns = (
        Column(name="source", label=tr("People counted from")),
        Column(name="band", label=tr("Distance from the contact line")),
        Column(name="people", label=tr("People"), unit="people", decimals=0),
        Column(name="difference", label=tr("Against the source chosen"), unit="people", decimals=0),
        Column(name="limit", label=tr("Limit: cells cut by edges, and totals"), unit="people", decimals=0),
        Column(name="reconciles", label=tr("Within the limit")),
    )
    title = tr("People by distance from the contact line, source by source")
    return Table(name="sources", title=title, columns=columns, rows=tuple(rows))


def sources_findings(exposure: Exposure, telling: int) -> list[Finding]:
    """How far the sources differ near the contact line."""
    if exposure.chosen is None:
        return []
    near = slice(1, telling + 2)
    mine = float(exposure.chosen.people[near].sum())
    findings = []
    for other in exposure.others:
        theirs = float(other.people[near].sum())
        beyond = np.abs(other.people - exposure.chosen.people) > limits(exposure.chosen, other)
        text = tr(
            "Within {km:g} km of the contact line {other} counts {theirs:,} people, {change:+,} against "
            "{mine}; {verdict}",
            km=exposure.bands.edges_km[telling],
            other=other.label,
            theirs=round(theirs),
            change=round(theirs - mine),
            mine=exposure.chosen.label,
            verdict=tr(
                "in {count} of {total} rows more than cells cut by the edges and the totals explain",
                count=int(beyond.sum()),
                total=len(beyond),
            )
            if beyond.any()
            else tr("cells cut by the edges and the totals explain it"),
        )
        severity = Severity.NOTICE if beyond.any() else Severity.INFO
        findings.append(Finding(text=text, severity=severity))
    return findings
