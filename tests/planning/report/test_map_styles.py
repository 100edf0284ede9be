"""The map page draws a layer's own style: proportional symbols, filters and scale limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.text import Text as DrawnText

from layers.feature_filter import Condition, FeatureFilter, Test
from layers.style_recipe import Mode, StyleRecipe, with_recipe
from layers.symbology import Symbol
from planning.report.map_page import map_figure

PROPORTIONAL = StyleRecipe(
    mode=Mode.PROPORTIONAL,
    field="occupancy",
    symbol=Symbol(fill="#009e73", line="#ffffff", size=30.0),
    full_value=400.0,
)


def words_of(figure):
    figure.canvas.draw()
    words = [item.get_text() for item in figure.findobj(DrawnText) if item.get_visible()]
    return " ".join(" ".join(words).split())


def styled(workspace, name, recipe):
    return workspace.with_layer(with_recipe(workspace.layer(name), recipe))


def sizes_of(figure, gid):
    (drawn,) = [item for item in figure.findobj(PathCollection) if item.get_gid() == gid]
    return np.asarray(drawn.get_sizes())


def test_area_is_proportional_to_the_value_and_the_legend_has_sample_sizes(workspace):
    figure = map_figure(styled(workspace, "centres", PROPORTIONAL))
    values = workspace.layer("centres").frame["occupancy"].dropna().to_numpy(dtype=float)
    drawn = sizes_of(figure, "layer:centres:1:0")
    assert sorted(drawn / drawn.max()) == pytest.approx(sorted(values / values.max()))
    # the largest lie lowest
    assert list(drawn) == sorted(drawn, reverse=True)
    largest = 10 ** np.floor(np.log10(values.max()))
    assert f"({len(values)})" in words_of(figure)
    assert any(f"{step * largest:,.6g}" in words_of(figure) for step in (1, 2, 5))


def test_areas_are_drawn_as_markers_in_proportion(workspace):
    raions = workspace.layer("raions")
    frame = raions.frame.assign(population=[100, None])
    peopled = workspace.with_layer(replace(raions, frame=frame))
    recipe = replace(PROPORTIONAL, field="population", full_value=100.0)
    figure = map_figure(styled(peopled, "raions", recipe))
    assert len(sizes_of(figure, "layer:raions:1:0")) == 1
    assert "unknown (1)" in words_of(figure).lower()
    assert not [
        i for i in figure.findobj(PathCollection) if (i.get_gid() or "").startswith("layer:raions:2:2")
    ]


def test_a_filtered_layer_says_so(workspace):
    only = FeatureFilter(conditions=(Condition(field="name_en", test=Test.CONTAINS, values=("north",)),))
    words = words_of(map_figure(styled(workspace, "crossings", StyleRecipe(only=only))))
    assert "filtered: 1 of 2" in words
    assert "open (1)" in words
    assert "closed (1)" not in words


def test_what_the_scale_hides_is_told(workspace):
    words = words_of(map_figure(styled(workspace, "crossings", StyleRecipe(max_scale=1_000.0))))
    assert "Not drawn at this scale: " in words
    assert "ossing points (2)" in words


def test_the_page_keeps_the_users_order(workspace):
    from layers.layer_order import with_order

    def height(figure, name):
        drawn = [item for item in figure.findobj(PathCollection) if (item.get_gid() or "").startswith(name)]
        return max(item.get_zorder() for item in drawn)

    plain = map_figure(workspace)
    assert height(plain, "layer:crossings") > height(plain, "layer:raions")
    turned = map_figure(with_order(workspace, ["raions", "crossings"]), edition="public")
    assert height(turned, "layer:crossings") < height(turned, "layer:raions")
