"""Why a road takes the time it takes, by vehicle and step by step."""

from __future__ import annotations

from layers.text import Text, tr
from planning.cards.card import Content, Line, Subject, Tone
from planning.cards.roads import network_of
from planning.network.choices import Vehicle
from planning.run_control import RunControl

_VEHICLES = (Vehicle.CAR, Vehicle.TRUCK, Vehicle.BUS)


def why_it_costs(subject: Subject, control: RunControl) -> Content | None:
    """The steps that make the minutes of the whole road by car, truck and bus; None off the network."""
    import numpy as np

    from planning.network.costs import LABELS, explained

    lines: list[Line] = []
    summary: Text | str = ""
    for part, vehicle in enumerate(_VEHICLES):
        network = network_of(
            subject.situation, vehicle, control.part(part / len(_VEHICLES), (part + 1) / len(_VEHICLES))
        )
        graph = network.graph
        own = (graph.road_layer == subject.layer.name) & (graph.road_fid == subject.fid) & (graph.join < 0)
        edges = np.flatnonzero(own)
        if not len(edges):
            return None
        for step in explained(network, edges):
            words = tr("{time}: {why}", time=_minutes(step.after_min), why=step.why)
            label = tr("{vehicle}, {step}", vehicle=network.profile.label, step=LABELS[step.factor])
            is_closed = step.after_min == float("inf")
            lines.append(Line(label=label, value=words, tone=Tone.BAD if is_closed else Tone.PLAIN))
        if vehicle is Vehicle.CAR:
            whole = float(network.minutes[edges].sum())
            summary = tr("{vehicle} {time}", vehicle=network.profile.label, time=_minutes(whole))
    return Content(lines=tuple(lines), summary=summary)


def _minutes(minutes: float) -> Text:
    return tr("closed") if minutes == float("inf") else tr("{minutes:,.1f} min", minutes=minutes)
