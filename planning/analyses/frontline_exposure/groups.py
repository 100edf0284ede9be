"""People by age, sex and disability in each band, where it is known, and what is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from layers.text import Text, tr
from planning.outcome import Cell, Column, Finding, Severity, Table
from planning.people_groups import GROUPS, Profiles
from planning.population import Population

if TYPE_CHECKING:
    from planning.analyses.frontline_exposure.calculation import Exposure

Floats = NDArray[np.float64]

# Fields of a collective centre, in the order they are shown.
CENTRE_GROUPS = (
    "women", "men", "girls", "boys", "older_people", "people_with_disabilities", "wheelchair_users",
    "stretcher_cases",
)  # fmt: skip


_GROUP = Column(name="group", label=tr("Group"))
_PEOPLE = Column(name="people", label=tr("People"), unit="people", decimals=0)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """People of each group by row of the bands.

    Attributes
    ----------
    label : Text
        Where the shares come from.
    people, unknown : array, shape (groups, rows)
        People of the group, and people of whom it is not known whether they belong to it.
    """

    label: Text
    people: Floats
    unknown: Floats


def groups_by_band(population: Population, shares: Floats, profiles: Profiles) -> Groups:
    """The people of each band divided by the shares of the areas they live in."""
    by_row = population.cells["people"].to_numpy()[:, None] * shares
    profile = profiles.of_codes(population.cells["area_code"].to_numpy(dtype=object))
    return Groups(
        label=profiles.label,
        people=np.nan_to_num(profile).T @ by_row,
        unknown=np.isnan(profile).astype(np.float64).T @ by_row,
    )


def groups_tables(exposure: Exposure, band_columns: tuple[Column, ...]) -> list[Table]:
    """`groups` of residents, by the shares of their areas, and `groups_in_centres`, by what each states."""
    tables = []
    if exposure.groups is not None:
        tables.append(_residents(exposure, exposure.groups, band_columns))
    centres = _centres(exposure)
    if centres is not None and len(centres):
        columns = (
            _GROUP,
            _PEOPLE,
            Column(name="people_unknown", label=tr("People in centres that do not say"), unit="people"),
            Column(name="centres_unknown", label=tr("Centres that do not say")),
            *band_columns,
        )
        title = tr("People in centres by age, sex and disability, and distance from the contact line")
        rows = tuple(_centre_row(exposure, centres, field) for field in CENTRE_GROUPS)
        layers = [placed.layer.sensitivity for placed in exposure.placed["collective_centre"]]
        tables.append(
            Table(name="groups_in_centres", title=title, columns=columns, rows=rows, sensitivity=max(layers))
        )
    return tables


def _residents(exposure: Exposure, groups: Groups, band_columns: tuple[Column, ...]) -> Table:
    unknown = Column(
        name="people_unknown", label=tr("People of whom it is unknown"), unit="people", decimals=0
    )
    everybody = float(exposure.people.sum()) if exposure.people is not None else 0.0
    rows: list[tuple[Cell, ...]] = []
    for at, label in enumerate(GROUPS.values()):
        people, silent = groups.people[at], float(groups.unknown[at].sum())
        if silent >= everybody - 0.5:
            rows.append((label, None, everybody, *[None] * len(band_columns)))
        else:
            rows.append((label, float(people.sum()), silent, *map(float, people)))
    title = tr("Residents by age, sex and disability, and distance from the contact line")
    columns = (_GROUP, _PEOPLE, unknown, *band_columns)
    return Table(name="groups", title=title, columns=columns, rows=tuple(rows))


def groups_findings(exposure: Exposure, telling: int) -> list[Finding]:
    """Who the people near the contact line are, and what is not known of them."""
    if exposure.people is None:
        return []
    if exposure.groups is None:
        text = tr("Age, sex and disability of the people counted are not in the data")
        return [Finding(text=text, severity=Severity.NOTICE)]
    near = slice(1, telling + 2)
    people = {
        name: float(exposure.groups.people[at, near].sum())
        for at, name in enumerate(GROUPS)
        if float(exposure.groups.people[at].sum()) > 0
    }
    parts = [
        str(tr("{count:,} {group}", count=round(people[name]), group=GROUPS[name]))
        for name in ("female", "male", "age_0_4", "age_5_14", "age_60_plus", "disability")
        if name in people
    ]
    missing = [
        str(words)
        for name, words in (
            ("female", tr("sex")),
            ("age_60_plus", tr("age")),
            ("disability", tr("disability")),
        )
        if name not in people
    ]
    sexless = float(exposure.groups.unknown[0, near].sum())
    text = tr(
        "Of the people within {km:g} km of the contact line about {parts} (shares of {label})"
        "{missing}{unknown}",
        km=exposure.bands.edges_km[telling],
        parts=", ".join(parts),
        label=exposure.groups.label,
        missing=tr("; not in the data: {what}", what=", ".join(missing)) if missing else "",
        unknown=tr("; of {count:,} people nothing of it is known", count=round(sexless))
        if "female" in people and sexless >= 1
        else "",
    )
    return [Finding(text=text, severity=Severity.INFO)]


def _centres(exposure: Exposure) -> pd.DataFrame | None:
    """Centres with their groups and row; None where there are none."""
    frames = []
    for placed in exposure.placed.get("collective_centre", ()):
        rows = placed.layer.frame.loc[placed.frame.index, list(CENTRE_GROUPS)].copy()
        frames.append(rows.assign(row=placed.frame["row"], occupants=placed.frame["people"]))
    return pd.concat(frames, ignore_index=True) if frames else None


def _centre_row(exposure: Exposure, centres: pd.DataFrame, field: str) -> tuple[Cell, ...]:
    size = exposure.bands.count
    label = exposure.placed["collective_centre"][0].layer.kind.field(field).label
    figures: Any = pd.to_numeric(centres[field]).astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    silent = np.isnan(figures)
    occupants: Any = pd.to_numeric(centres["occupants"]).to_numpy(dtype=float, na_value=np.nan)
    unknown = float(np.nansum(occupants[silent]))
    if silent.all():
        return (label, None, unknown, int(silent.sum()), *[None] * size)
    row = centres["row"].to_numpy(dtype=np.int64)
    by_row = np.bincount(row, weights=np.nan_to_num(figures), minlength=size)
    values = [float(value) for value in by_row]
    return (label, float(by_row.sum()), unknown, int(silent.sum()), *values)
