"""The order of layers: the user's, with new layers where their kind lies."""

from __future__ import annotations

from layers.layer_order import arranged, chosen_order, with_order
from layers.workspace import Workspace

HEIGHTS = {"front": 60, "sites": 54, "incidents": 44, "roads": 24, "areas": 10, "more areas": 10}


def order(listed, keys=tuple(HEIGHTS)):
    return arranged(keys, listed, HEIGHTS.__getitem__)


def test_without_a_choice_the_kinds_decide():
    assert order([]) == list(HEIGHTS)
    assert order([], ("more areas", "roads", "areas")) == ["roads", "more areas", "areas"]


def test_the_users_order_stands():
    turned = list(reversed(HEIGHTS))
    assert order(turned) == turned
    assert order(["gone", "areas", "areas", "front"], ("front", "areas")) == ["areas", "front"]


def test_new_layers_lie_above_what_is_lower():
    assert order(["roads", "sites", "areas"], ("roads", "sites", "areas", "incidents")) == [
        "incidents", "roads", "sites", "areas",
    ]  # fmt: skip
    assert order(["sites", "areas"], ("sites", "areas", "roads")) == ["sites", "roads", "areas"]


def test_it_is_kept_in_the_workspace():
    workspace = with_order(Workspace(name="W"), ["a", "b"])
    assert chosen_order(workspace) == ("a", "b")
    assert chosen_order(with_order(workspace, [])) == ()
    assert with_order(workspace, []).documents == ()
