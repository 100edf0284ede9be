"""How many people live in each area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.areas import Areas
from planning.distance_bands import shares_by_area
from planning.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class AreaPeople:
    """People of each area, NaN where nobody counted, and how many are in none of the areas."""

    people: NDArray[np.float64]
    elsewhere: float


def people_by_area(population: Population, areas: Areas) -> AreaPeople:
    """People of each of `areas`; grid cells are split by area along the borders.

    Where people are counted by area, an area without a count is unknown and not empty.
    """
    people = population.cells["people"].to_numpy()
    size = len(areas.frame)
    if population.from_areas:
        number = {code: index for index, code in enumerate(areas.frame["code"])}
        own = areas.with_code(population.cells["area_code"].to_numpy(dtype=object))
        area = np.array([number.get(code, -1) for code in own], dtype=np.int64)
        found = area >= 0
        counted = np.bincount(area[found], weights=people[found], minlength=size)
        known = np.bincount(area[found], minlength=size) > 0
        return AreaPeople(people=np.where(known, counted, np.nan), elsewhere=float(people[~found].sum()))
    cell, area, share = shares_by_area(population.cells.geometry.to_numpy(), areas.frame.geometry.to_numpy())
    counted = np.bincount(area, weights=people[cell] * share, minlength=size)
    return AreaPeople(
        people=counted.astype(np.float64), elsewhere=max(float(people.sum() - counted.sum()), 0.0)
    )
