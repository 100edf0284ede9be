"""The table `layer_styles` of a GeoPackage, where QGIS looks for the style of a layer.

Corridor keeps one row of its own for each layer and leaves those of others alone; a style that somebody made
the default in QGIS stays the default until the layer's style is changed in Corridor.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from layers.formats.qgis_style import is_corridors, qml_of, recipe_in
from layers.style_recipe import with_recipe

if TYPE_CHECKING:
    from layers.layer import Layer
    from layers.workspace import Workspace

_NAME = "Corridor"
_GEOMETRY_COLUMN = "geom"
# as QGIS itself makes it
_TABLE = """
CREATE TABLE IF NOT EXISTS layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""


def write_styles(workspace: Workspace, database: sqlite3.Connection) -> None:
    """Bring Corridor's rows up to date; `database` is a GeoPackage that holds the layers."""
    database.execute(_TABLE)
    if not _is_as_qgis_makes_it(database):
        return
    database.execute(
        "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles')"
    )
    stored = dict(
        database.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE styleName = ?", (_NAME,)
        ).fetchall()
    )
    opacities = _opacities(workspace)
    written = {}
    for layer in workspace.layers:
        qml = qml_of(layer, opacities.get(layer.name, 1.0))
        if qml is not None:
            written[layer.name] = qml
    for name in set(stored) - set(written):
        database.execute("DELETE FROM layer_styles WHERE styleName = ? AND f_table_name = ?", (_NAME, name))
    for name, qml in written.items():
        if stored.get(name) != qml:
            _put(database, name, qml, known=name in stored)


def read_styles(database: sqlite3.Connection, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers with the styles that Corridor wrote for them."""
    if not _is_as_qgis_makes_it(database):
        return layers
    rows: Mapping[str, str] = dict(
        database.execute(
            "SELECT f_table_name, styleQML FROM layer_styles WHERE styleName = ?", (_NAME,)
        ).fetchall()
    )
    return tuple(with_recipe(layer, recipe_in(rows.get(layer.name) or "")) for layer in layers)


def _is_as_qgis_makes_it(database: sqlite3.Connection) -> bool:
    """Whether the table is there with QGIS's columns, and not somebody else's of that name."""
    columns = {row[1] for row in database.execute("PRAGMA table_info(layer_styles)").fetchall()}
    return {"f_table_name", "f_geometry_column", "styleName", "styleQML", "useAsDefault"} <= columns


def _put(database: sqlite3.Connection, name: str, qml: str, *, known: bool) -> None:
    """Write a style, as the default unless it is new beside one that somebody else made the default."""
    defaults = database.execute(
        "SELECT styleName, styleQML FROM layer_styles WHERE f_table_name = ? AND useAsDefault", (name,)
    ).fetchall()
    others = any(style != _NAME and not is_corridors(text or "") for style, text in defaults)
    database.execute("DELETE FROM layer_styles WHERE styleName = ? AND f_table_name = ?", (_NAME, name))
    default = known or not others
    if default:
        database.execute("UPDATE layer_styles SET useAsDefault = 0 WHERE f_table_name = ?", (name,))
    database.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
        "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
        "VALUES ('', '', ?, ?, ?, ?, '', ?, ?, '')",
        (name, _GEOMETRY_COLUMN, _NAME, qml, int(default), _NAME),
    )


def _opacities(workspace: Workspace) -> dict[str, float]:
    """How opaque layers are shown, as the window keeps it among the settings."""
    return {
        name: float(value.get("opacity", 1.0))
        for document in workspace.documents_of("settings")
        if document.name == "display"
        for name, value in document.content.items()
        if isinstance(value, Mapping)
    }
