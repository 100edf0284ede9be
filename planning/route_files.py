"""Routes as files for navigation devices and other maps: GPX 1.1 and KML 2.2, fit for an edition.

Source: Topografix, GPX 1.1 schema; Open Geospatial Consortium, OGC KML 2.2 (07-147r2).
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

import shapely

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.outcome import MapLayer, Outcome
from planning.report.edition import RULES, Edition, outcome_for_edition
from planning.report.whole_file import whole_file
from planning.run_control import RunControl

GPX = "http://www.topografix.com/GPX/1/1"
KML = "http://www.opengis.net/kml/2.2"
ROUTES = "routes"
_DECIMALS = 6  # a decimetre


def write_route_files(
    folder: Path,
    stem: str,
    outcome: Outcome,
    workspace: Workspace,
    edition: Edition,
    control: RunControl | None = None,
) -> tuple[Path, ...]:
    """Write the routes of an outcome into `folder` as ``<stem>_routes.gpx`` and ``.kml``, with their sheet.

    The sheet is ``<stem>_route_sheet.pdf``, its chart alone ``<stem>_profile.png``.

    Returns
    -------
    tuple of Path
        Empty where the outcome has no routes, or the edition may not hold them.

    Raises
    ------
    PlanningError
        When a file cannot be written.
    """
    from planning.report.profile_chart import write_profile
    from planning.report.route_sheet import write_route_sheet

    told = outcome_for_edition(outcome, edition, workspace)
    routes = next((layer for layer in told.map_layers if layer.name == ROUTES), None)
    if routes is None or not len(routes.frame):
        return ()
    note = _note(told, edition)
    written = []
    for ending, made in (("gpx", _gpx(routes, note)), ("kml", _kml(routes, note))):
        path = folder / f"{stem}_routes.{ending}"
        with whole_file(path) as draft:
            made.write(draft, encoding="utf-8", xml_declaration=True)
        written.append(path)
    sheet, chart = folder / f"{stem}_route_sheet.pdf", folder / f"{stem}_profile.png"
    if write_route_sheet(sheet, outcome, workspace, edition, control):
        written.append(sheet)
    if write_profile(chart, outcome, workspace, edition):
        written.append(chart)
    return tuple(written)


def _note(outcome: Outcome, edition: Edition) -> str:
    """What must be read with the file: edition, exercise, and that no route is safe."""
    parts = [str(RULES[edition].mark)]
    if outcome.exercise:
        parts.append(str(tr("EXERCISE: invented figures")))
    parts.append(str(tr("Corridor calls no route safe; made {day}", day=_day(outcome))))
    return ". ".join(parts)


def _day(outcome: Outcome) -> str:
    return "" if outcome.ran_at is None else outcome.ran_at.date().isoformat()


def _named(layer: MapLayer, fid: int) -> Text:
    row = layer.frame.loc[fid]
    return tr(
        "Route {rank}: {km:,.0f} km, {minutes:,.0f} min",
        rank=int(row["rank"]),
        km=float(row["length_km"]),
        minutes=float(row["duration_min"]),
    )


def _gpx(layer: MapLayer, note: str) -> Xml.ElementTree[Xml.Element]:
    root = Xml.Element("gpx", {"xmlns": GPX, "version": "1.1", "creator": "Corridor"})
    head = Xml.SubElement(root, "metadata")
    Xml.SubElement(head, "name").text = str(layer.title)
    Xml.SubElement(head, "desc").text = note
    for fid in layer.frame.index.tolist():
        track = Xml.SubElement(root, "trk")
        Xml.SubElement(track, "name").text = str(_named(layer, fid))
        Xml.SubElement(track, "desc").text = note
        for part in shapely.get_parts(layer.frame.geometry.loc[fid]):
            segment = Xml.SubElement(track, "trkseg")
            for lon, lat in shapely.get_coordinates(part).tolist():
                place = {"lat": f"{lat:.{_DECIMALS}f}", "lon": f"{lon:.{_DECIMALS}f}"}
                Xml.SubElement(segment, "trkpt", place)
    return Xml.ElementTree(root)


def _kml(layer: MapLayer, note: str) -> Xml.ElementTree[Xml.Element]:
    root = Xml.Element("kml", {"xmlns": KML})
    document = Xml.SubElement(root, "Document")
    Xml.SubElement(document, "name").text = str(layer.title)
    Xml.SubElement(document, "description").text = note
    classes = layer.symbology.classify(layer.frame)
    for fid, number in zip(layer.frame.index.tolist(), classes.tolist(), strict=True):
        placemark = Xml.SubElement(document, "Placemark")
        Xml.SubElement(placemark, "name").text = str(_named(layer, fid))
        Xml.SubElement(placemark, "description").text = note
        if number >= 0:
            symbol = layer.symbology.rules[number].symbol
            style = Xml.SubElement(Xml.SubElement(placemark, "Style"), "LineStyle")
            Xml.SubElement(style, "color").text = _kml_colour(symbol.line)
            Xml.SubElement(style, "width").text = f"{symbol.line_width * 2:g}"
        for part in shapely.get_parts(layer.frame.geometry.loc[fid]):
            line = Xml.SubElement(placemark, "LineString")
            Xml.SubElement(line, "tessellate").text = "1"
            places = (
                f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}"
                for lon, lat in shapely.get_coordinates(part).tolist()
            )
            Xml.SubElement(line, "coordinates").text = " ".join(places)
    return Xml.ElementTree(root)


def _kml_colour(colour: str) -> str:
    """``#rrggbb`` as KML has it: opacity, blue, green, red."""
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    return f"ff{blue}{green}{red}"
