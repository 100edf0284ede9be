"""Colours used alike in the window, on the page and in QGIS; categories stay apart for colour-blind readers.

Source: categorical colours after Okabe and Ito, "Color Universal Design" (2008); sequential colours after
ColorBrewer (Brewer and Harrower), class YlOrRd and OrRd.
"""

from __future__ import annotations

BLACK = "#000000"
INK = "#333333"
GREY = "#8c8c8c"
PALE_GREY = "#d9d9d9"
WHITE = "#ffffff"

BLUE = "#0072b2"
SKY = "#56b4e9"
GREEN = "#009e73"
YELLOW = "#f0e442"
ORANGE = "#e69f00"
VERMILION = "#d55e00"
PURPLE = "#cc79a7"
BROWN = "#7f5539"

FRONT_RED = "#8b0000"
SEVERITY = ("#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026")
