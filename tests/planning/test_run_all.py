from __future__ import annotations

from layers.workspace import Workspace
from planning.analyses import analysis_named
from planning.exercise import make_exercise
from planning.parameters import as_texts
from planning.run_all import telling_parameters


def test_the_exercise_stands_against_nothing_that_was_given():
    exercise = make_exercise()
    area = analysis_named("service_area")
    own = as_texts(telling_parameters(area, exercise))
    assert (own["max_minutes"], own["breaks"]) == ("120", "30,60")
    asked = as_texts(telling_parameters(area, exercise, {"max_minutes": "30"}))
    assert asked["origin"] == own["origin"]
    assert (asked["max_minutes"], asked["breaks"]) == ("30", "")


def test_elsewhere_the_defaults_hold():
    route = telling_parameters(analysis_named("distribution"), Workspace(name="north"))
    assert as_texts(route)["overnight"] == "no"
