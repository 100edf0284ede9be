"""Going about the map, measuring on it, and how it looks."""

from __future__ import annotations

from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.bookmarks import Bookmarks
from desktop.map_view.measure_tool import Measure
from desktop.measuring import Measuring
from desktop.night import Night
from desktop.overview import Overview
from desktop.presentation import Presentation
from desktop.view_history import ViewHistory
from desktop.whereabouts import Whereabouts
from layers.coordinate_formats import FORMAT_LABELS, CoordinateFormat
from layers.text import tr


def _coordinates(form: CoordinateFormat) -> Action:
    return Action(
        id=f"map.coordinates_{form}",
        text=tr("Coordinates: {form}", form=FORMAT_LABELS[form]),
        run=lambda w: w.part(Whereabouts).choose(form),
        checked=lambda w: w.part(Whereabouts).form is form,
    )


MENU = Menu(
    title=tr("&Map"),
    items=(
        Action(
            id="map.back",
            text=tr("View &before"),
            shortcuts=("Alt+Left",),
            run=lambda w: w.part(ViewHistory).step(-1),
            enabled=lambda w: w.part(ViewHistory).can_go_back,
            tip=tr("Where the map stood before; the side buttons of the mouse do the same"),
        ),
        Action(
            id="map.forward",
            text=tr("View &after"),
            shortcuts=("Alt+Right",),
            run=lambda w: w.part(ViewHistory).step(1),
            enabled=lambda w: w.part(ViewHistory).can_go_forward,
        ),
        Action(
            id="map.scale",
            text=tr("Type a &scale"),
            shortcuts=("Ctrl+G",),
            run=lambda w: w.part(Whereabouts).type_scale(),
        ),
        Action(
            id="map.bookmark",
            text=tr("Boo&kmark this view…"),
            shortcuts=("Ctrl+D",),
            run=lambda w: w.part(Bookmarks).ask(),
        ),
        Action(
            id="map.bookmarks",
            text=tr("Book&marks…"),
            shortcuts=("Ctrl+Shift+D",),
            run=lambda w: w.part(Bookmarks).open_list(),
            tip=tr("Go to, rename and remove bookmarks"),
        ),
        SEPARATOR,
        Action(
            id="map.measure_line",
            text=tr("Measure a &line"),
            shortcuts=("F7",),
            run=lambda w: w.part(Measuring).start(Measure.LINE),
            tip=tr("Geodesic lengths, live while the line is drawn"),
        ),
        Action(
            id="map.measure_area",
            text=tr("Measure an a&rea"),
            shortcuts=("Shift+F7",),
            run=lambda w: w.part(Measuring).start(Measure.AREA),
            tip=tr("Geodesic area and outline"),
        ),
        Action(
            id="map.measure_roads",
            text=tr("Measure along r&oads"),
            shortcuts=("Ctrl+F7",),
            run=lambda w: w.part(Measuring).start(Measure.ROADS),
            enabled=lambda w: bool(w.session.workspace.of_kind("road")),
            tip=tr("Length and time of the fastest way by car between places"),
        ),
        SEPARATOR,
        Action(
            id="map.overview",
            text=tr("O&verview map"),
            shortcuts=("Ctrl+Shift+O",),
            run=lambda w: w.part(Overview).toggle(),
            checked=lambda w: w.part(Overview).is_on,
        ),
        Action(
            id="map.presentation",
            text=tr("&Presentation"),
            shortcuts=("F11",),
            run=lambda w: w.part(Presentation).toggle(),
            checked=lambda w: w.part(Presentation).is_on,
            tip=tr("The map alone on the whole screen, all on it larger, for a projector"),
        ),
        Action(
            id="map.night",
            text=tr("&Night colours"),
            shortcuts=("Shift+F11",),
            run=lambda w: w.part(Night).toggle(),
            checked=lambda w: w.part(Night).is_on,
        ),
        SEPARATOR,
        _coordinates(CoordinateFormat.DECIMAL),
        _coordinates(CoordinateFormat.DMS),
        _coordinates(CoordinateFormat.MGRS),
    ),
)
