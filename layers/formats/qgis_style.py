"""The style of a layer as a QML document, which QGIS opens with the same look.

QGIS's own renderers are used where they say exactly what the symbology says; otherwise its rules are, with an
expression for each. What Corridor needs to read its style back stands in the document's custom properties.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from layers.feature_filter import literal, quoted_name
from layers.formats.qgis_symbols import GeometryName, colour, symbol_element
from layers.formats.style_json import recipe_from_json, recipe_to_json
from layers.style_recipe import LEAST_POSITIVE, StyleRecipe
from layers.symbology import Rule, Symbology
from layers.text import language

if TYPE_CHECKING:
    from layers.layer import Layer

MARK = "corridor"
_PROPERTY = "corridor/style"
_VERSION = "3.22.0"
_GEOMETRY_CODES: dict[GeometryName, str] = {"point": "0", "line": "1", "polygon": "2"}
_NO_LIMIT = "100000000"


def qml_of(layer: Layer, opacity: float = 1.0) -> str | None:
    """The QML document of a layer; None where nothing of it is drawn as a feature.

    A layer that mixes shapes is written for the shape most of its features have: QGIS keeps one a style.
    """
    style, geometry = layer.style, _geometry_of(layer)
    if geometry is None or not style.rules:
        return None
    limited = style.min_scale > 0 or not math.isinf(style.max_scale)
    root = Element(
        "qgis",
        {
            "version": _VERSION,
            "styleCategories": "AllStyleCategories",
            "hasScaleBasedVisibilityFlag": "1" if limited else "0",
            "minScale": _NO_LIMIT if math.isinf(style.max_scale) else repr(style.max_scale),
            "maxScale": repr(style.min_scale),
            MARK: "1",
        },
    )
    root.append(_renderer(layer, style, geometry))
    if style.label_field:
        root.append(_labels(layer, style))
    properties = SubElement(SubElement(root, "customproperties"), "Option", type="Map")
    own = layer.symbology.recipe if layer.symbology is not None else None
    content = json.dumps(recipe_to_json(own), ensure_ascii=False) if own is not None else ""
    SubElement(properties, "Option", type="QString", name=_PROPERTY, value=content)
    SubElement(root, "layerOpacity").text = repr(opacity)
    SubElement(root, "layerGeometryType").text = _GEOMETRY_CODES[geometry]
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + text


def recipe_in(qml: str) -> StyleRecipe | None:
    """The recipe in a document that Corridor wrote; None where it is the kind's own or not Corridor's."""
    try:
        root = ElementTree.fromstring(qml)
        if root.get(MARK) is None:
            return None
        path = f"./customproperties/Option/Option[@name='{_PROPERTY}']"
        found = root.find(path)
        content = found.get("value", "") if found is not None else ""
        return recipe_from_json(json.loads(content)) if content else None
    except (ElementTree.ParseError, KeyError, TypeError, ValueError):
        # of a later version: the kind's own style is drawn
        return None


def is_corridors(qml: str) -> bool:
    """Whether a document is as Corridor wrote it; QGIS drops the mark when it writes one anew."""
    try:
        return ElementTree.fromstring(qml).get(MARK) is not None
    except ElementTree.ParseError:
        return False


def _geometry_of(layer: Layer) -> GeometryName | None:
    """The shape most features have; by what the kind allows where there are none."""
    import numpy as np
    import shapely

    if not layer.has_geometry:
        return None
    dimensions = shapely.get_dimensions(layer.frame["geometry"].to_numpy())
    counts = np.bincount(dimensions[dimensions >= 0], minlength=3)
    names: tuple[GeometryName, ...] = ("point", "line", "polygon")
    if counts.sum():
        return names[int(counts.argmax())]
    return next((name for name in names if name in {str(g) for g in layer.kind.geometry}), None)


def _renderer(layer: Layer, style: Symbology, geometry: GeometryName) -> Element:
    if style.only is None and all(math.isinf(rule.max_scale) for rule in style.rules):
        rules = [rule for rule in style.rules if not (_takes_missing(rule) and _all_known(layer, rule.field))]
        if len(rules) == 1 and not rules[0].field:
            return _single(rules[0], geometry)
        if _is_categorised(rules):
            return _categorised(rules, geometry)
        if _is_graduated(layer, rules):
            return _graduated(rules, geometry)
    return _ruled(style, geometry)


def _takes_missing(rule: Rule) -> bool:
    return bool(rule.field) and rule.equals is None and rule.at_least is None and rule.below is None


def _all_known(layer: Layer, field: str) -> bool:
    return field in layer.frame.columns and bool(layer.frame[field].notna().all())


def _named(parent: Element, rules: Sequence[Rule], geometry: GeometryName) -> None:
    symbols = SubElement(parent, "symbols")
    for index, rule in enumerate(rules):
        symbols.append(symbol_element(rule, geometry, str(index)))


def _single(rule: Rule, geometry: GeometryName) -> Element:
    element = Element(
        "renderer-v2", type="singleSymbol", enableorderby="0", forceraster="0", symbollevels="0"
    )
    _named(element, (rule,), geometry)
    return element


def _is_categorised(rules: Sequence[Rule]) -> bool:
    """Listed values of one field, with or without a last rule for all else."""
    listed = rules if rules and rules[-1].field else rules[:-1]
    return len({rule.field for rule in listed}) == 1 and all(rule.equals is not None for rule in listed)


def _categorised(rules: Sequence[Rule], geometry: GeometryName) -> Element:
    element = Element(
        "renderer-v2", type="categorizedSymbol", attr=rules[0].field, enableorderby="0", symbollevels="0"
    )
    categories = SubElement(element, "categories")
    for index, rule in enumerate(rules):
        for value in rule.equals or ("",):
            kind = "bool" if isinstance(value, bool) else "double" if isinstance(value, float) else "string"
            SubElement(
                categories,
                "category",
                symbol=str(index),
                value=str(value).lower() if isinstance(value, bool) else str(value),
                label=str(rule.label),
                render="true",
                type="long" if type(value) is int else kind,
            )
    _named(element, rules, geometry)
    return element


def _is_graduated(layer: Layer, rules: Sequence[Rule]) -> bool:
    """Ranges of one field, on none of whose borders a value lies.

    There QGIS takes the lower class and Corridor the upper one; unknown values QGIS would not draw at all.
    """
    if not rules or len({rule.field for rule in rules}) != 1 or any(rule.as_point for rule in rules):
        return False
    if any(rule.at_least is None or rule.below is None for rule in rules):
        return False
    values = layer.frame.get(rules[0].field)
    return values is not None and not bool(values.isin([rule.below for rule in rules]).any())


def _graduated(rules: Sequence[Rule], geometry: GeometryName) -> Element:
    element = Element(
        "renderer-v2",
        type="graduatedSymbol",
        attr=rules[0].field,
        graduatedMethod="GraduatedColor",
        enableorderby="0",
        symbollevels="0",
    )
    ranges = SubElement(element, "ranges")
    for index, rule in enumerate(rules):
        SubElement(
            ranges,
            "range",
            symbol=str(index),
            lower=_bound(rule.at_least),
            upper=_bound(rule.below),
            label=str(rule.label),
            render="true",
        )
    _named(element, rules, geometry)
    return element


def _bound(value: float | None) -> str:
    """A bound of a class; QGIS has no infinity."""
    assert value is not None
    return repr(math.copysign(1e300, value)) if math.isinf(value) else repr(float(value))


def _ruled(style: Symbology, geometry: GeometryName) -> Element:
    element = Element("renderer-v2", type="RuleRenderer", enableorderby="0", symbollevels="0")
    root = SubElement(element, "rules", key="{corridor}")
    for index, rule in enumerate(style.rules):
        values = {
            "key": f"{{{MARK}-{index}}}",
            "symbol": str(index),
            "label": str(rule.label),
            "filter": _filter(style, index),
        }
        if not math.isinf(rule.max_scale):
            values |= {"scalemindenom": "1", "scalemaxdenom": repr(rule.max_scale)}
        SubElement(root, "rule", {name: value for name, value in values.items() if value})
    _named(element, style.rules, geometry)
    sized = next((rule.proportion for rule in style.rules if rule.proportion is not None), None)
    if sized is not None:
        # the largest lowest, so that none is hidden
        element.set("enableorderby", "1")
        clause = SubElement(SubElement(element, "orderby"), "orderByClause", asc="0", nullsFirst="0")
        clause.text = quoted_name(sized.field)
    return element


def _filter(style: Symbology, index: int) -> str:
    """What the rule at `index` takes, without what those before it took, as an expression."""
    rule = style.rules[index]
    parts = [f"({style.only.expression()})"] if style.only is not None else []
    own = _condition(rule)
    if own:
        parts.append(own if not parts else f"({own})")
    for earlier in style.rules[:index]:
        condition = _condition(earlier)
        if condition and not _apart(earlier, rule):
            parts.append(f"NOT coalesce({condition}, false)")
    return " AND ".join(parts)


def _condition(rule: Rule) -> str:
    if not rule.field:
        return ""
    name = quoted_name(rule.field)
    if rule.equals is not None:
        values = ", ".join(literal(value) for value in rule.equals)
        return f"{name} = {values}" if len(rule.equals) == 1 else f"{name} IN ({values})"
    bounds = []
    if rule.at_least is not None and not math.isinf(rule.at_least):
        bounds.append(
            f"{name} > 0" if rule.at_least == LEAST_POSITIVE else f"{name} >= {literal(rule.at_least)}"
        )
    if rule.below is not None and not math.isinf(rule.below):
        bounds.append(f"{name} <= 0" if rule.below == LEAST_POSITIVE else f"{name} < {literal(rule.below)}")
    if bounds:
        return " AND ".join(bounds)
    return f"{name} IS NULL" if rule.at_least is None and rule.below is None else f"{name} IS NOT NULL"


def _apart(one: Rule, other: Rule) -> bool:
    """Whether no feature can be taken by both rules, by how they are written."""
    if one.field != other.field:
        return False
    if _takes_missing(one) != _takes_missing(other):
        return True
    if one.equals is not None and other.equals is not None:
        return not set(one.equals) & set(other.equals)
    if one.equals is not None or other.equals is not None:
        return False
    infinity = math.inf
    low = max(r.at_least if r.at_least is not None else -infinity for r in (one, other))
    high = min(r.below if r.below is not None else infinity for r in (one, other))
    return low >= high


def _labels(layer: Layer, style: Symbology) -> Element:
    wanted = style.label_field
    sibling = f"{wanted.removesuffix('_en')}_{language()}"
    field = sibling if wanted.endswith("_en") and sibling in layer.frame.columns else wanted
    labeling = Element("labeling", type="simple")
    settings = SubElement(labeling, "settings")
    text = SubElement(
        settings,
        "text-style",
        {
            "fieldName": field,
            "isExpression": "0",
            "fontSize": "7.5",
            "fontSizeUnit": "Point",
            "textColor": colour("#222222"),
        },
    )
    SubElement(
        text,
        "text-buffer",
        bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,190",
    )  # fmt: skip
    limited = not math.isinf(style.label_max_scale)
    SubElement(
        settings,
        "rendering",
        scaleVisibility="1" if limited else "0",
        scaleMin="1",
        scaleMax=repr(style.label_max_scale) if limited else "0",
    )
    return labeling
