from __future__ import annotations

from layers.errors import AmbiguousPlace, LayerError


def test_what_is_wrong_ends_before_what_to_do_begins():
    error = LayerError(
        "there is no layer roads", where="north.gpkg", expected="A road layer.", todo="Import it."
    )
    assert str(error) == "north.gpkg: there is no layer roads. A road layer. Import it."


def test_nothing_is_put_after_what_stands_alone_or_ends_already():
    assert str(LayerError("stopped")) == "stopped"
    assert str(LayerError("what is this?", todo="Look.")) == "what is this? Look."


def test_ties_are_listed_after_a_stop():
    error = AmbiguousPlace(
        "“Lyman” fits 2 places", candidates=("Lyman (A)", "Lyman (B)"), todo="Give the code."
    )
    assert str(error) == "“Lyman” fits 2 places. Lyman (A); Lyman (B). Give the code."
