"""Symbols as QGIS writes them in its style files."""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from layers.feature_filter import quoted_name
from layers.symbology import Proportion, Rule, Shape, Symbol

GeometryName = Literal["point", "line", "polygon"]
TYPES: dict[GeometryName, str] = {"point": "marker", "line": "line", "polygon": "fill"}

# QGIS has no house; its pentagon stands on a side and points up as one does.
_SHAPES: dict[Shape, str] = {
    Shape.CIRCLE: "circle",
    Shape.SQUARE: "square",
    Shape.TRIANGLE: "triangle",
    Shape.DIAMOND: "diamond",
    Shape.CROSS: "cross_fill",
    Shape.PLUS: "cross_fill",
    Shape.STAR: "star",
    Shape.HOUSE: "pentagon",
}
_HATCH_POINTS = 5.0


def symbol_element(rule: Rule, geometry: GeometryName, name: str) -> Element:
    """The symbol of a rule for one shape of geometry."""
    element = Element("symbol", type=TYPES[geometry], name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    if geometry == "point":
        _marker(element, rule.symbol, rule.proportion)
    elif rule.as_point:
        _on_centre(element, rule, geometry, name)
    elif geometry == "line":
        _line(element, rule.symbol)
    else:
        _fill(element, rule.symbol, name)
    return element


def options(parent: Element, values: dict[str, str]) -> None:
    """A map of text options."""
    holder = SubElement(parent, "Option", type="Map")
    for name, value in values.items():
        SubElement(holder, "Option", type="QString", name=name, value=value)


def colour(text: str, opacity: float = 1.0) -> str:
    """`#rrggbb` as red, green, blue and opacity from 0 to 255; nothing is transparent."""
    if not text:
        return "0,0,0,0"
    parts = [str(int(text[index : index + 2], 16)) for index in (1, 3, 5)]
    return ",".join([*parts, str(round(opacity * 255))])


def _layer(symbol: Element, class_: str, values: dict[str, str]) -> Element:
    layer = SubElement(symbol, "layer", {"class": class_, "enabled": "1", "locked": "0", "pass": "0"})
    options(layer, values)
    return layer


def _marker(element: Element, symbol: Symbol, proportion: Proportion | None) -> None:
    strokes = symbol.shape in (Shape.CROSS, Shape.PLUS)
    layer = _layer(
        element,
        "SimpleMarker",
        {
            "name": _SHAPES[symbol.shape],
            "angle": "45" if symbol.shape is Shape.CROSS else "0",
            "color": colour(symbol.fill or (symbol.line if strokes else ""), symbol.fill_opacity),
            "outline_color": "255,255,255,255" if strokes else colour(symbol.line),
            "outline_style": "solid" if symbol.line or strokes else "no",
            "outline_width": repr(symbol.line_width),
            "outline_width_unit": "Point",
            "size": repr(symbol.size),
            "size_unit": "Point",
            "scale_method": "diameter",
        },
    )
    if proportion is None:
        return
    expression = f"{symbol.size!r} * sqrt({quoted_name(proportion.field)} / {proportion.value!r})"
    defined = SubElement(layer, "data_defined_properties")
    outer = SubElement(defined, "Option", type="Map")
    SubElement(outer, "Option", type="QString", name="name", value="")
    properties = SubElement(outer, "Option", type="Map", name="properties")
    size = SubElement(properties, "Option", type="Map", name="size")
    SubElement(size, "Option", type="bool", name="active", value="true")
    SubElement(size, "Option", type="QString", name="expression", value=expression)
    SubElement(size, "Option", type="int", name="type", value="3")
    SubElement(outer, "Option", type="QString", name="type", value="collection")


def _on_centre(element: Element, rule: Rule, geometry: GeometryName, name: str) -> None:
    """A marker on an area or a line."""
    if geometry == "polygon":
        layer = _layer(
            element, "CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0", "clip_points": "0"}
        )
    else:
        layer = _layer(element, "MarkerLine", {"placement": "centralpoint"})
    layer.append(symbol_element(rule, "point", f"@{name}@0"))


def _line(element: Element, symbol: Symbol) -> None:
    values = {
        "line_color": colour(symbol.line),
        "line_style": "solid" if symbol.line else "no",
        "line_width": repr(symbol.line_width),
        "line_width_unit": "Point",
        "capstyle": "flat",
        "joinstyle": "round",
    }
    if symbol.dashes:
        dashes = symbol.dashes if len(symbol.dashes) % 2 == 0 else symbol.dashes * 2
        values |= {
            "use_custom_dash": "1",
            "customdash": ";".join(repr(length) for length in dashes),
            "customdash_unit": "Point",
        }
    _layer(element, "SimpleLine", values)


def _fill(element: Element, symbol: Symbol, name: str) -> None:
    _layer(
        element,
        "SimpleFill",
        {
            "color": colour(symbol.fill, symbol.fill_opacity),
            "style": "solid" if symbol.fill else "no",
            "outline_color": colour(symbol.line),
            "outline_style": "no" if not symbol.line else "dash" if symbol.dashes else "solid",
            "outline_width": repr(symbol.line_width),
            "outline_width_unit": "Point",
            "joinstyle": "round",
        },
    )
    if symbol.hatch:
        spacing = {"angle": "45", "distance": repr(_HATCH_POINTS), "distance_unit": "Point"}
        lines = _layer(element, "LinePatternFill", spacing)
        inner = SubElement(lines, "symbol", type="line", name=f"@{name}@1", alpha="0.7", clip_to_extent="1")
        _line(inner, Symbol(line=symbol.line or symbol.fill, line_width=0.6))
