"""Base maps of the planner's own on the page: drawn for the office, credited, and left out for others."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from matplotlib.image import AxesImage
from matplotlib.text import Text as DrawnText
from rasterio.transform import from_bounds

from layers.own_base_maps import OwnBaseMap, with_own_base_maps
from layers.workspace import Document
from planning.report.map_page import map_figure


@pytest.fixture
def with_picture(workspace, tmp_path):
    path = tmp_path / "aerial.tif"
    values = np.zeros((3, 40, 40), dtype=np.uint8)
    values[1] = 160
    with rasterio.open(
        path, "w", driver="GTiff", width=40, height=40, count=3, dtype="uint8", crs="EPSG:4326",
        transform=from_bounds(30.0, 49.0, 30.5, 49.5, 40, 40),
    ) as target:  # fmt: skip
        target.write(values)
    own = OwnBaseMap(path=str(path), title="Aerial", attribution="© Survey 2031")
    return with_own_base_maps(workspace, [own]), own, path


def drawn(figure):
    return [item for item in figure.findobj(AxesImage) if item.get_gid() == "ground"]


def words_of(figure):
    figure.canvas.draw()
    return " ".join(" ".join(t.get_text() for t in figure.findobj(DrawnText) if t.get_visible()).split())


def test_it_lies_where_it_should_and_is_credited(with_picture):
    figure = map_figure(with_picture[0], area="30.25,49.25")
    (image,) = drawn(figure)
    pixels = np.asarray(image.get_array())
    assert tuple(pixels[pixels.shape[0] // 2, pixels.shape[1] // 2]) == (0, 160, 0, 255)
    assert "Base map Aerial: © Survey 2031." in words_of(figure)


@pytest.mark.parametrize("edition", ["partner", "public"])
def test_other_editions_leave_it_out_and_say_so(with_picture, edition):
    figure = map_figure(with_picture[0], edition=edition)
    assert drawn(figure) == []
    words = words_of(figure)
    assert "not drawn in this edition" in words
    assert "aerial" not in words.lower()


def test_a_missing_file_is_told(with_picture):
    workspace, _, path = with_picture
    path.unlink()
    figure = map_figure(workspace)
    assert drawn(figure) == []
    assert "Base map Aerial is not drawn: the base map is missing." in words_of(figure)


def test_one_that_is_switched_off_is_not_drawn(with_picture):
    workspace, own, _ = with_picture
    content = {own.key: {"visible": False, "opacity": 1.0}}
    off = workspace.with_document(Document(section="settings", name="display", content=content))
    figure = map_figure(off)
    assert drawn(figure) == []
    assert "Aerial" not in words_of(figure)
