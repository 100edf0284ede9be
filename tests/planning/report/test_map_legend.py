"""The legend of a map page."""

from __future__ import annotations

from layers.symbology import Symbol
from layers.text import tr
from planning.report.feature_drawing import Drawn
from planning.report.map_legend import LegendGroup, _items


def entry(label):
    return Drawn(label=tr(label), symbol=Symbol(fill="#ffffff"), dimension=2, count=1)


def test_an_entry_on_its_own_stands_apart_from_the_group_above():
    group = LegendGroup(title="Roads", entries=(entry("Trunk road"), entry("Track")))
    alone = LegendGroup(title="Front line", entries=(entry("Front line"),))
    items = _items([group, alone, alone], 40.0, 50.0, 6.0)
    drawn = [item.lines[0] if item.lines else "" for item in items]
    assert drawn == ["Roads", "Trunk road (1)", "Track (1)", "", "Front line (1)", "Front line (1)"]
