"""Colours for classes that readers with a colour-vision deficiency tell apart.

Source: sequential and diverging colours are published values of ColorBrewer (Brewer and Harrower, Apache-2.0)
and of the viridis and cividis maps (public domain); categorical colours after Okabe and Ito, "Color Universal
Design" (2008).
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.palette import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILION, YELLOW
from layers.text import Text, tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """Named colours.

    Attributes
    ----------
    colours : tuple of str
        From low to high for classes in order; otherwise each may stand beside any other.
    in_order : bool
        Whether the colours tell of more and less.
    """

    name: str
    label: Text
    colours: tuple[str, ...]
    in_order: bool = True

    def pick(self, count: int) -> tuple[str, ...]:
        """`count` colours: spread over the ramp and mixed where needed, or the first and then again."""
        if not self.in_order:
            return tuple(self.colours[index % len(self.colours)] for index in range(count))
        if count == 1:
            return (self.colours[len(self.colours) * 2 // 3],)
        last = len(self.colours) - 1
        return tuple(_between(self.colours, index * last / (count - 1)) for index in range(count))


RAMPS: tuple[Ramp, ...] = (
    Ramp(
        name="YlOrRd",
        label=tr("yellow to red"),
        colours=("#ffffcc", "#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026", "#800026"),
    ),
    Ramp(
        name="Blues",
        label=tr("blues"),
        colours=("#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c", "#08306b"),
    ),
    Ramp(
        name="YlGnBu",
        label=tr("yellow to blue"),
        colours=("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
    ),
    Ramp(
        name="Greys",
        label=tr("greys"),
        colours=("#f7f7f7", "#d9d9d9", "#bdbdbd", "#969696", "#636363", "#252525"),
    ),
    Ramp(
        name="viridis",
        label=tr("violet to yellow (viridis)"),
        colours=("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725"),
    ),
    Ramp(
        name="cividis",
        label=tr("blue to yellow (cividis)"),
        colours=("#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"),
    ),
    Ramp(
        name="PuOr",
        label=tr("orange – white – violet"),
        colours=("#b35806", "#f1a340", "#fee0b6", "#f7f7f7", "#d8daeb", "#998ec3", "#542788"),
    ),
    Ramp(
        name="RdBu",
        label=tr("red – white – blue"),
        colours=("#b2182b", "#ef8a62", "#fddbc7", "#f7f7f7", "#d1e5f0", "#67a9cf", "#2166ac"),
    ),
    Ramp(
        name="OkabeIto",
        label=tr("categories (Okabe and Ito)"),
        colours=(BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, BLACK),
        in_order=False,
    ),
)


def ramp_named(name: str) -> Ramp:
    """The ramp called `name`; the first when there is none."""
    return next((ramp for ramp in RAMPS if ramp.name == name), RAMPS[0])


def _between(colours: tuple[str, ...], place: float) -> str:
    low = min(int(place), len(colours) - 2)
    share = place - low
    one, other = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours[low : low + 2])
    mixed = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
