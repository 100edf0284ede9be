"""What a damaged road or bridge, or a hazard area, does to traffic."""

from __future__ import annotations

from layers.text import Text, tr, trn
from planning.cards.card import Content, Line, Subject, Tone
from planning.cards.roads import network_of
from planning.network.choices import Vehicle
from planning.network.closure import Effect
from planning.run_control import RunControl

_TONES = {Effect.CLOSED: Tone.BAD, Effect.SLOWED: Tone.BAD, Effect.NOTED: Tone.PLAIN}


def what_it_closes(subject: Subject, control: RunControl) -> Content | None:
    """The roads it closes or slows for a car, by the rules of the network; None without roads."""
    if not subject.situation.of_kind("road"):
        return None
    network = network_of(subject.situation, Vehicle.CAR, control)
    own = [
        item
        for item in network.closures.listed
        if item.layer == subject.layer.name and item.fid == subject.fid
    ]
    if not own:
        return Content(lines=(Line(value=tr("It closes and slows no road.")),), summary=tr("no road"))
    lines = []
    for item in own:
        km = float(network.graph.length_m[item.edges].sum()) / 1000.0
        lines.append(Line(label=item.text, value=_words(item.effect, km), tone=_TONES[item.effect]))
    return Content(lines=tuple(lines), summary=trn("{count} stretch", "{count} stretches", len(own)))


def _words(effect: Effect, km: float) -> Text:
    if effect is Effect.CLOSED:
        return tr("closes {km:,.1f} km of road", km=km)
    if effect is Effect.SLOWED:
        return tr("slows {km:,.1f} km of road", km=km)
    return tr("lies on {km:,.1f} km of road, driven as before", km=km)
