"""Measured text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from planning.report.typesetting import cut, fitted, font, line_height_mm, text_width_mm, wrapped

WORDS = st.text(alphabet="abc їжґШ,.-1234", min_size=0, max_size=120)


@pytest.mark.parametrize("text", ["Corridor", "Їжак, ґанок і щастя", "WWW iii"])
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_widths_are_those_drawn(text, weight):
    figure = Figure(figsize=(10, 2), dpi=200)
    FigureCanvasAgg(figure)
    drawn = figure.text(0, 0, text, fontproperties=font(weight), fontsize=12)
    figure.canvas.draw()
    assert text_width_mm(text, 12, weight) == pytest.approx(
        drawn.get_window_extent().width / 200 * 25.4, rel=0.04
    )


@given(WORDS, st.floats(8.0, 60.0))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrapped(text, width, 7.0)
    assert all(text_width_mm(line, 7.0) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(WORDS, st.floats(5.0, 60.0), st.floats(4.0, 20.0))
@settings(max_examples=60, deadline=None)
def test_fitted_text_fits(text, width, height):
    size, lines = fitted(text, width, height, (9.0, 7.0, 5.0))
    assert all(text_width_mm(line, size) <= width for line in lines)
    assert len(lines) * line_height_mm(size) <= max(height, line_height_mm(5.0))


def test_cut_ends_with_an_ellipsis():
    assert cut("short", 50.0, 7.0) == "short"
    shortened = cut("a long title that does not fit", 20.0, 7.0)
    assert shortened.endswith("…")
    assert text_width_mm(shortened, 7.0) <= 20.0
