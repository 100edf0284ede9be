"""One count of the people in a centre, whoever asks."""

from __future__ import annotations

import pytest

from planning.analyses import analysis_named
from planning.analyses.evacuation.destinations import _centres
from planning.analysis import run
from planning.parameters import parse
from planning.run_control import RunControl
from planning.scenario import BASELINE
from tests.planning.made_up_logistics import centres_layer, workspace


@pytest.fixture(scope="module")
def situation():
    """Of one centre the women, men, girls and boys are known, but not the occupancy."""
    centres = centres_layer()
    frame = centres.frame.copy()
    frame["occupancy"] = frame["occupancy"].mask([True] + [False] * (len(frame) - 1))
    for group, people in (("women", 11), ("men", 7), ("girls", 5), ("boys", 4)):
        frame.loc[frame.index[0], group] = people
    return workspace(centres=centres.with_frame(frame)), str(frame["site_id"].iloc[0])


def outcome(situation, name, **texts):
    analysis = analysis_named(name)
    return run(analysis, situation, BASELINE, parse(analysis.parameters, texts))


def test_groups_stand_for_an_occupancy_that_is_not_stated(situation):
    made, site = situation
    exposed = {
        row["name"]: row["people"] for row in outcome(made, "frontline_exposure").table("sites").records()
    }
    needs = {row["site_id"]: row["people"] for row in outcome(made, "site_needs").table("gaps").records()}
    assert (needs[site], exposed[site]) == (27, 27)
    # D has no position and is in no band
    assert {name: people for name, people in needs.items() if name != "D"} == {
        name: people for name, people in exposed.items() if name in needs
    }


def test_a_distribution_does_not_leave_them_out(situation):
    made, _ = situation
    notes = [str(item.text) for item in outcome(made, "distribution").assumptions]
    (unknown,) = [note for note in notes if "how many people stay there is not known" in note]
    # F, of which nothing is known
    assert unknown.startswith("1 record")


def test_places_free_for_evacuees_are_reckoned_from_the_same_count(situation):
    made, site = situation
    free = {}
    for name, workspace_ in (("stated", workspace()), ("groups", made)):
        taken = _centres(workspace_, None, 0.0, RunControl())
        free[name] = dict(zip(taken.names, taken.places, strict=True))
    # 27 in place of 40
    assert free["groups"][site] == free["stated"][site] + 13
