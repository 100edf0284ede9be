"""Draws the layers of the map benchmark with QGIS; run by `map_canvas.py` with the system's interpreter.

    /usr/bin/python3 benchmarks/map_canvas_qgis.py TASK.json

Map settings are those of QGIS's own canvas: anti-aliasing, rendering optimisation (geometries simplified
while drawn) and the parallel job; the layers are in the CRS of the map. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.append("/usr/lib/python3/dist-packages")

from qgis.core import (
    QgsApplication,
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRasterLayer,
    QgsRasterShader,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor


def line_symbol(colour, width):
    """A plain line, its width in points."""
    return QgsLineSymbol.createSimple(
        {"line_color": colour, "line_width": str(width), "line_width_unit": "Point", "capstyle": "flat"}
    )


def styled(layer, name, style):
    """Give a vector layer the style of the task."""
    if name in ("roads", "flows"):
        field = style[name]["field"]
        classes = [
            QgsRendererCategory(value, line_symbol(colour, width), value)
            for value, colour, width in style[name]["classes"]
        ]
        layer.setRenderer(QgsCategorizedSymbolRenderer(field, classes))
    elif name == "hromadas":
        area = style[name]
        classes = []
        for value, colour in area["classes"]:
            fill = QColor(colour)
            fill.setAlphaF(area["opacity"])
            symbol = QgsFillSymbol.createSimple(
                {
                    "color": ",".join(map(str, fill.getRgb())),
                    "outline_color": area["line"],
                    "outline_width": str(area["width"]),
                    "outline_width_unit": "Point",
                }
            )
            classes.append(QgsRendererCategory(value, symbol, value))
        layer.setRenderer(QgsCategorizedSymbolRenderer("class", classes))
    else:
        point = style[name]
        symbol = QgsMarkerSymbol.createSimple(
            {
                "name": "circle",
                "color": point["fill"],
                "outline_color": point["line"],
                "size": str(point["size"]),
                "size_unit": "Point",
                "outline_width": str(point["width"]),
                "outline_width_unit": "Point",
            }
        )
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        text = QgsTextFormat()
        text.setSize(point["label_points"])
        text.setSizeUnit(QgsUnitTypes.RenderPoints)
        halo = QgsTextBufferSettings()
        halo.setEnabled(True)
        halo.setSize(1.0)
        halo.setSizeUnit(QgsUnitTypes.RenderPoints)
        text.setBuffer(halo)
        labels = QgsPalLayerSettings()
        labels.fieldName = "name_en"
        labels.setFormat(text)
        labels.scaleVisibility = True
        labels.minimumScale = point["labels_below"]
        labels.maximumScale = 0
        layer.setLabeling(QgsVectorLayerSimpleLabeling(labels))
        layer.setLabelsEnabled(True)
    return layer


def opened(folder, name, style):
    """A layer of the folder, styled."""
    raster = folder / f"{name}.tif"
    if raster.exists():
        layer = QgsRasterLayer(str(raster), name)
        ramp = QgsColorRampShader(0, 1e9, None, QgsColorRampShader.Discrete)
        ramp.setColorRampItemList(
            [QgsColorRampShader.ColorRampItem(value, QColor(colour)) for value, colour in style[name]]
        )
        shader = QgsRasterShader()
        shader.setRasterShaderFunction(ramp)
        layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    else:
        layer = styled(QgsVectorLayer(f"{folder / f'{name}.gpkg'}|layername={name}", name), name, style)
    if not layer.isValid():
        raise SystemExit(f"QGIS cannot open {name}")
    return layer


def draw(layers, view, size, picture=None):
    """Milliseconds of one picture."""
    settings = QgsMapSettings()
    settings.setLayers(layers[::-1])  # the first of QGIS's is the topmost
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setOutputSize(QSize(*size))
    settings.setOutputDpi(96)
    settings.setExtent(QgsRectangle(*view))
    settings.setBackgroundColor(QColor("#ffffff"))
    for flag in (
        QgsMapSettings.Antialiasing,
        QgsMapSettings.UseRenderingOptimization,
        QgsMapSettings.DrawLabeling,
    ):
        settings.setFlag(flag, True)
    started = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    took = (time.perf_counter() - started) * 1000
    if picture:
        image.save(picture)
    return took


def main():
    """Do the task."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    application = QgsApplication([], False)
    application.initQgis()
    folder, size = Path(task["folder"]), task["size"]
    names = task["layers"]
    started = time.perf_counter()
    layers = {name: opened(folder, name, task["style"]) for name in names}
    draw(list(layers.values()), task["views"]["national"], size)
    told = {"first": (time.perf_counter() - started) * 1000, "views": {}}
    for view, extent in task["views"].items():
        found = {
            "whole": [
                draw(
                    list(layers.values()), extent, size, task["picture"].format(view=view) if n == 0 else None
                )
                for n in range(task["times"])
            ]
        }
        for name, layer in layers.items():
            found[name] = [draw([layer], extent, size) for _ in range(task["times"])]
        told["views"][view] = found
    print(json.dumps(told))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
