"""What the numbers of a distribution rest on."""

from __future__ import annotations

from layers.text import Text, tr
from planning.analyses.distribution.parameters import DistributionParameters, NeedAt
from planning.analyses.distribution.setting import Setting
from planning.analyses.distribution.tables import Clock
from planning.choice_words import choice_text
from planning.outcome import Assumption, Ground

_DEFAULTS = DistributionParameters()


def assumptions_of(
    setting: Setting, parameters: DistributionParameters, clock: Clock, straight: int
) -> tuple[Assumption, ...]:
    """Data, defaults, choices and what was left out."""
    p = parameters
    rules: list[tuple[str, Text]] = [
        (
            "horizon_days",
            tr("{n:,} working days from {date}", n=p.horizon_days, date=clock.first_day.isoformat()),
        ),
        (
            "working_hours_per_day",
            tr(
                "A truck works {hours:g} h a day, from {start:g} o'clock",
                hours=p.working_hours_per_day,
                start=p.day_starts_hour,
            ),
        ),
        (
            "overnight",
            tr("A truck may stand over night where it is, and is back on the last day")
            if p.overnight
            else tr("A truck is back at its warehouse every day"),
        ),
        ("loading_min", tr("Loading takes {n:g} min (usual 45 to 60, not confirmed)", n=p.loading_min)),
        (
            "unloading_min_per_stop",
            tr("Unloading takes {n:g} min a stop (not confirmed)", n=p.unloading_min_per_stop),
        ),
        (
            "max_convoy",
            tr(
                "At most {n:,} trucks leave a warehouse within {gap:g} min",
                n=p.max_convoy,
                gap=p.convoy_gap_min,
            ),
        ),
        ("rule", tr("When there is not enough: {rule}", rule=choice_text(str(p.rule)))),
    ]
    if p.need_at is NeedAt.AREAS:
        rules.append(
            (
                "people_share_percent",
                tr("{n:g} % of residents are in need (not confirmed)", n=p.people_share_percent),
            )
        )
    result = list(setting.assumptions)
    for name, text in rules:
        chosen = getattr(p, name) != getattr(_DEFAULTS, name)
        ground = Ground.CHOSEN if chosen else Ground.DEFAULT
        result.append(
            Assumption(text=text, ground=ground, source=str(tr("planner") if chosen else "Corridor"))
        )
    result += [
        Assumption(
            text=tr(
                "Need is one round: people divided by the people a piece serves, rounded up; what sites "
                "already hold is not known and not taken off"
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        ),
        Assumption(
            text=tr(
                "Sites take deliveries at any time of the working day; driver rest and fuel are not planned"
            ),
            ground=Ground.DEFAULT,
            source="Corridor",
        ),
    ]
    if straight:
        text = tr("{n:,} legs are drawn as straight lines; their lengths and times are by road", n=straight)
        result.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor"))
    return tuple(dict.fromkeys(result))
