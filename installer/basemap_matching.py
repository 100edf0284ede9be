"""Which KATOTTG settlement a GeoNames place is: by name within the oblast, then proved by its neighbours.

A name alone is trusted only where it is unique; a name that occurs more than once is decided by what lies
around the place, and left open when that does not decide it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from basemap_names import BAKHCHYSARAI, CENTRE, OBLAST_BY_GEONAMES, cyrillic_key, latin_key, transliterate
from basemap_sources import CRS, UKRAINE_LAEA
from pyproj import Transformer

SETTLEMENT_CATEGORIES = ("M", "X", "C")
# No Ukrainian village has more people, no settlement (formerly of urban type) either, by the 2001 census:
# a place above is a city or a part of one.
MOST_PEOPLE = {"C": 30_000, "X": 45_000}
NEIGHBOURS = 8  # proved places looked at around a doubtful one
HROMADA_REACH_M = 25_000.0  # the nearest proved place of the same hromada lies within this distance
RAION_REACH_M = 45_000.0  # and of the same raion within this one
CLEARLY_NEARER = 2.0  # a rival lies this many times as far,
CLEARLY_FAR = 0.5  # and at this share of the reach at least
RANK_TELLS_FROM = 1_000  # people from which the higher rank decides between namesakes near each other


def build_candidates(places: pd.DataFrame, settlements: pd.DataFrame) -> tuple[list[list[int]], int]:
    """For each place the positions of the settlements of its oblast that share a name with it.

    Best evidence first: a Ukrainian name and the main Latin name, the Ukrainian name, the main Latin name.
    Returns also the number of places with at least one candidate.
    """
    by_cyrillic: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_latin: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, (code, name) in enumerate(zip(settlements["katottg"], settlements["name_uk"], strict=True)):
        areas = (code[:4], "UA85") if code.startswith(BAKHCHYSARAI) else (code[:4],)
        for area in areas:
            by_cyrillic[area, cyrillic_key(name)].append(position)
            by_latin[area, latin_key(transliterate(name))].append(position)
    candidates = []
    for row in places.itertuples(index=False):
        area = OBLAST_BY_GEONAMES[row.admin1code]
        keys = {key for key in map(cyrillic_key, row.alternatenames) if key}
        cyrillic = sorted({position for key in keys for position in by_cyrillic.get((area, key), ())})
        latin = by_latin.get((area, latin_key(row.name)), [])
        cyrillic = _plausible(cyrillic, row.population, settlements["category"])
        latin = _plausible(latin, row.population, settlements["category"])
        candidates.append([position for position in cyrillic if position in latin] or cyrillic or latin)
    return candidates, sum(bool(found) for found in candidates)


def _plausible(positions: Iterable[int], population: int, categories: pd.Series) -> list[int]:
    return [at for at in positions if population <= MOST_PEOPLE.get(categories.iloc[at], population)]


class SettlementMatcher:
    """Proves candidates by the places around them; ``found`` and ``how`` hold the result for each place."""

    def __init__(self, places: pd.DataFrame, settlements: pd.DataFrame) -> None:
        to_metres = Transformer.from_crs(CRS, UKRAINE_LAEA, always_xy=True)
        self.metres = np.column_stack(to_metres.transform(places["longitude"], places["latitude"]))
        self.population = places["population"].to_numpy()
        self.codes = settlements["katottg"].to_numpy()
        self.category = settlements["category"].to_numpy()
        self.candidates, self.named = build_candidates(places, settlements)
        self.found = np.full(len(places), -1)
        self.how = np.array(["no settlement of that name"] * len(places), dtype=object)

    def run(self) -> None:
        """Match unique names, throw out the misplaced ones, then decide the others by their neighbours."""
        for place, options in enumerate(self.candidates):
            if options:
                self.how[place] = "undecided"
            if len(options) == 1:
                self.found[place] = options[0]
        self._settle_rivals()
        for _ in range(2):
            self._throw_out_misplaced()
        self.how[self.found >= 0] = "unique name"
        while self._decide("name and neighbours", _nearest_option) or self._decide(
            "name and rank", self._top_option
        ):
            pass

    def _settle_rivals(self) -> None:
        """Where several places claim one settlement, keep one only when it has three times the people."""
        claims: dict[int, list[int]] = defaultdict(list)
        for place in np.flatnonzero(self.found >= 0):
            claims[self.found[place]].append(place)
        for rivals in claims.values():
            keep = self._most_populous(rivals)
            for place in rivals:
                if place != keep:
                    self.found[place] = -1

    def _most_populous(self, rivals: list[int]) -> int | None:
        """The rival with three times the people of the next, if there is one."""
        ranked = sorted(rivals, key=lambda place: -self.population[place])
        if len(ranked) == 1 or self.population[ranked[0]] > 3 * self.population[ranked[1]]:
            return ranked[0]
        return None

    def _throw_out_misplaced(self) -> None:
        """Undo matches whose raion or hromada is not where the place is; a city's name is unique enough."""
        proved = np.flatnonzero(self.found >= 0)
        hromadas, raions = self._areas(proved)
        for row, place in enumerate(proved):
            if self.category[self.found[place]] == "M":
                continue
            distance = self._distance(proved, place)
            distance[row] = np.inf
            nearest = np.argsort(distance)[:NEIGHBOURS]
            own_hromada = distance[hromadas == hromadas[row]]
            far = own_hromada.size > 1 and own_hromada.min() > HROMADA_REACH_M
            if far or raions[row] not in raions[nearest]:
                self.found[place] = -1
                self.how[place] = "undecided"

    def _areas(self, proved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        codes = self.codes[self.found[proved]]
        return np.array([code[:9] for code in codes]), np.array([code[:6] for code in codes])

    def _distance(self, proved: np.ndarray, place: int) -> np.ndarray:
        return np.hypot(*(self.metres[proved] - self.metres[place]).T)

    def _decide(self, how: str, choose: Callable[[int, list[tuple[float, int]]], int | None]) -> int:
        """Match undecided places to the option that ``choose`` picks; returns how many were matched."""
        proved = np.flatnonzero(self.found >= 0)
        taken = set(self.found[proved])
        hromadas, raions = self._areas(proved)
        claims: dict[int, dict[int, float]] = defaultdict(dict)
        for place in np.flatnonzero(self.found < 0):
            options = [option for option in self.candidates[place] if option not in taken]
            if not options:
                continue
            distance = self._distance(proved, place)
            scores = sorted(
                (_share_of_reach(self.codes[option], distance, hromadas, raions), option)
                for option in options
            )
            option = choose(place, scores) if scores[0][0] <= 1.0 else None
            if option is not None:
                claims[option][place] = next(score for score, at in scores if at == option)
        decided = 0
        for option, rivals in claims.items():
            place = self._most_populous(list(rivals))
            if place is None:
                place = _clearly_nearest(rivals)
            if place is not None:
                self.found[place], self.how[place] = option, how
                decided += 1
        return decided

    def _top_option(self, place: int, scores: list[tuple[float, int]]) -> int | None:
        """Of the options near by, the only one of the highest category, or else the only hromada centre."""
        if self.population[place] < RANK_TELLS_FROM:
            return None
        limit = max(CLEARLY_NEARER * scores[0][0], CLEARLY_FAR)
        near = [option for score, option in scores if score < limit]
        for category in SETTLEMENT_CATEGORIES:
            top = [option for option in near if self.category[option] == category]
            centres = [option for option in top if self.codes[option][9:12] == CENTRE]
            if top:
                return top[0] if len(top) == 1 else centres[0] if len(centres) == 1 else None
        return None


def _nearest_option(_place: int, scores: list[tuple[float, int]]) -> int | None:
    """The option whose area lies clearly nearer than that of any other."""
    if len(scores) == 1 or scores[1][0] >= max(CLEARLY_NEARER * scores[0][0], CLEARLY_FAR):
        return scores[0][1]
    return None


def _clearly_nearest(rivals: dict[int, float]) -> int | None:
    """The place that lies clearly nearest to the area it claims, if there is one."""
    ranked = sorted(rivals, key=rivals.__getitem__)
    if rivals[ranked[1]] >= max(CLEARLY_NEARER * rivals[ranked[0]], CLEARLY_FAR):
        return ranked[0]
    return None


def _share_of_reach(code: str, distance: np.ndarray, hromadas: np.ndarray, raions: np.ndarray) -> float:
    """Distance to the nearest proved place of the candidate's hromada, or raion, as a share of the reach."""
    same = distance[hromadas == code[:9]]
    if same.size:
        return float(same.min() / HROMADA_REACH_M)
    same = distance[raions == code[:6]]
    return float(same.min() / RAION_REACH_M) if same.size else float("inf")
