"""Drawing and editing on the map."""

from __future__ import annotations

from desktop import drawables
from desktop.actions.action import SEPARATOR, Action, Menu
from desktop.drawables import Drawable
from desktop.edit_controller import EditController
from layers.text import Text, tr


def _draw(name: str, text: Text, drawable: Drawable, *shortcuts: str, tip: Text | None = None) -> Action:
    return Action(
        id=f"draw.{name}",
        text=text,
        shortcuts=shortcuts,
        run=lambda w: w.part(EditController).draw(drawable),
        enabled=lambda w: w.part(EditController).can_draw,
        tip=tip,
    )


MENU = Menu(
    title=tr("&Draw"),
    items=(
        _draw("centre", tr("Collective &centre"), drawables.CENTRE, "Ctrl+Alt+C"),
        _draw("damage", tr("&Damage"), drawables.DAMAGE, "Ctrl+Alt+D"),
        _draw("front_line", tr("&Front line"), drawables.FRONT_LINE, "Ctrl+Alt+F"),
        _draw("front_area", tr("&Area of control"), drawables.FRONT_AREA),
        _draw("closure", tr("C&losed area"), drawables.CLOSURE, tip=tr("An area whose roads are closed")),
        _draw("hazard", tr("&Hazard area"), drawables.HAZARD, "Ctrl+Alt+H"),
        _draw("boarding", tr("&Boarding point"), drawables.BOARDING),
        Action(
            id="draw.other",
            text=tr("&Other…"),
            shortcuts=("Ctrl+Alt+O",),
            run=lambda w: w.part(EditController).draw_other(),
            enabled=lambda w: w.part(EditController).can_draw,
            tip=tr("A feature of any kind"),
        ),
        SEPARATOR,
        Action(
            id="draw.values",
            text=tr("&Values of the selected feature…"),
            shortcuts=("Ctrl+Alt+E",),
            icon="edit",
            run=lambda w: w.part(EditController).edit_values(),
            enabled=lambda w: w.part(EditController).can_edit,
        ),
        Action(
            id="draw.move",
            text=tr("&Move it"),
            shortcuts=("Ctrl+Alt+G",),
            run=lambda w: w.part(EditController).move(),
            enabled=lambda w: w.part(EditController).can_edit,
            tip=tr("Move the selected feature as a whole"),
        ),
        Action(
            id="draw.vertices",
            text=tr("Its co&rners"),
            shortcuts=("Ctrl+Alt+V",),
            run=lambda w: w.part(EditController).edit_vertices(),
            enabled=lambda w: w.part(EditController).can_edit,
            tip=tr("Move, put in and take out corners of the selected feature"),
        ),
        Action(
            id="draw.split",
            text=tr("&Split it by a line"),
            shortcuts=("Ctrl+Alt+S",),
            run=lambda w: w.part(EditController).split(),
            enabled=lambda w: w.part(EditController).can_edit,
            tip=tr("Cut the selected line or area in pieces"),
        ),
        Action(
            id="draw.reshape",
            text=tr("R&eshape it along a line"),
            shortcuts=("Ctrl+Alt+R",),
            run=lambda w: w.part(EditController).reshape(),
            enabled=lambda w: w.part(EditController).can_edit,
            tip=tr("Replace a stretch of the outline of the selected line or area"),
        ),
        Action(
            id="draw.delete",
            text=tr("Dele&te what is selected"),
            shortcuts=("Ctrl+Del",),
            icon="remove",
            run=lambda w: w.part(EditController).delete(),
            enabled=lambda w: w.part(EditController).can_delete,
        ),
        SEPARATOR,
        Action(
            id="draw.snapping",
            text=tr("S&nap to corners and edges"),
            shortcuts=("Ctrl+Alt+P",),
            run=lambda w: w.part(EditController).set_snapping(not w.part(EditController).snapper.enabled),
            checked=lambda w: w.part(EditController).snapper.enabled,
            tip=tr("Corners drawn near those of layers in sight are set exactly on them"),
        ),
    ),
)
