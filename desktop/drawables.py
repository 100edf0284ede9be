"""What can be drawn on the map: a shape, the layer kind it goes into, and values it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.kinds import KINDS, kind_named
from layers.layer_kind import Geometry, LayerKind
from layers.text import Text, tr

TODAY = "today"
_SHAPES = {
    Geometry.POINT: tr("point"),
    Geometry.LINE: tr("line"),
    Geometry.POLYGON: tr("area"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """Something to draw.

    Attributes
    ----------
    kind : str
        Name of the layer kind.
    shape : Geometry
    label : Text
    values : mapping of str to str
        Values by field at first, as typed; `TODAY` stands for the day of the workspace.
    """

    kind: str
    shape: Geometry
    label: Text
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def layer_kind(self) -> LayerKind:
        """The kind of its layer."""
        return kind_named(self.kind)


CENTRE = Drawable(kind="collective_centre", shape=Geometry.POINT, label=tr("Collective centre"))
DAMAGE = Drawable(kind="damage", shape=Geometry.POINT, label=tr("Damage"))
FRONT_LINE = Drawable(
    kind="frontline", shape=Geometry.LINE, label=tr("Front line"), values={"front_date": TODAY}
)
FRONT_AREA = Drawable(
    kind="frontline", shape=Geometry.POLYGON, label=tr("Area of control"), values={"front_date": TODAY}
)
CLOSURE = Drawable(
    kind="hazard_area",
    shape=Geometry.POLYGON,
    label=tr("Closed area"),
    values={"hazard_type": "closed", "closes_roads": "true", "since": TODAY},
)
HAZARD = Drawable(
    kind="hazard_area", shape=Geometry.POLYGON, label=tr("Hazard area"), values={"since": TODAY}
)
BOARDING = Drawable(
    kind="boarding_point", shape=Geometry.POINT, label=tr("Boarding point"), values={"status": "open"}
)


def every_drawable() -> tuple[Drawable, ...]:
    """One for each shape of each kind that can be drawn by hand."""
    return tuple(
        Drawable(kind=kind.name, shape=shape, label=tr("{kind}: {shape}", kind=kind.label, shape=words))
        for kind in KINDS
        for shape, words in _SHAPES.items()
        if shape in kind.geometry
    )
