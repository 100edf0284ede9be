from __future__ import annotations

import numpy as np
import pytest
import shapely

from planning.network.nearest import nearest_hubs
from planning.network.travel import travel_network
from tests.planning.network.made_up_roads import at, damage_layer, line, roads


def random_roads(seed, size=6, damage=True):
    """A grid of roads of which some are missing, some one-way, some closed; parallel ones too."""
    rng = np.random.default_rng(seed)
    lines, one_way = [], []
    for x in range(size):
        for y in range(size):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < size and y + dy < size and rng.random() > 0.2:
                    lines.append(line((x, y), (x + dx, y + dy)))
                    one_way.append(rng.choice(["both", "both", "forward", "backward"]))
    lines.append(line((0, 0), (0.5, 0.3), (1, 0)))
    one_way.append("both")
    classes = rng.choice(["primary", "secondary", "tertiary"], len(lines)).tolist()
    bridges = [shapely.Point(at(x + 0.5, x)) for x in range(2)] if damage else []
    others = [damage_layer(bridges, extent=["destroyed", "severe"])] if damage else []
    return roads(lines, *others, one_way=one_way, road_class=classes), rng


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("from_hubs", [False, True])
def test_the_nearest_hub_is_the_least_of_the_matrix(seed, from_hubs):
    situation, rng = random_roads(seed)
    network = travel_network(situation)
    places = np.array([at(*rng.uniform(-0.2, 5.2, 2)) for _ in range(40)])
    hubs = np.array([at(*rng.uniform(-0.2, 5.2, 2)) for _ in range(5)])
    hubs[0] = places[0]
    found = nearest_hubs(network, places, hubs, from_hubs=from_hubs)
    matrix = network.matrix(hubs, places) if from_hubs else network.matrix(places, hubs)
    minutes = matrix.duration_min.T if from_hubs else matrix.duration_min
    km = matrix.length_km.T if from_hubs else matrix.length_km
    assert found.minutes == pytest.approx(minutes.min(axis=1), abs=1e-6)
    assert ((found.hub < 0) == np.isinf(minutes.min(axis=1))).all()
    each = np.flatnonzero(found.hub >= 0)
    assert minutes[each, found.hub[each]] == pytest.approx(minutes.min(axis=1)[each], abs=1e-6)
    clear = each[np.sort(minutes[each], axis=1)[:, 1] > minutes.min(axis=1)[each] + 1e-6]
    assert found.km[clear] == pytest.approx(km[clear, found.hub[clear]], abs=1e-6)
