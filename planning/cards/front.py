"""How far a feature lies from the front, and how that changed."""

from __future__ import annotations

import shapely

from layers.text import Text, language, tr
from planning.cards.card import Content, History, Line, Subject, Tone, name_in
from planning.run_control import RunControl

_MOST_DATES = 40
# what is told as no change; fronts are drawn no more exactly
_STILL_KM = 0.1


def distance_from_front(subject: Subject, control: RunControl) -> Content | None:
    """Distance from the contact line of the situation, and of every dated front.

    Geodesic, to the nearest part of lines and areas.
    """
    from planning.front import front_of

    if subject.shape is None:
        return Content(
            lines=(Line(value=tr("The record has no place, so no distance."), tone=Tone.UNKNOWN),),
            summary=tr("unknown"),
        )
    control.step(0.0, tr("front"))
    front = front_of(subject.situation)
    if front is None:
        return Content(
            lines=(Line(value=tr("The workspace holds no front."), tone=Tone.UNKNOWN),), summary=tr("unknown")
        )
    from planning.front_history import distances_by_date

    km = float(distances_by_date([subject.shape], (front,)).km[0, 0])
    history = _history(subject, control)
    lines = [Line(label=tr("On {date}", date=front.date.isoformat()), value=_distance(km), tone=_tone(km))]
    if history is not None:
        lines += _course(history, km)
    lines += _official_status(subject)
    return Content(lines=tuple(lines), summary=_distance(km), history=history)


def _official_status(subject: Subject) -> list[Line]:
    """What the State says of the area it lies in: shown beside the distance, never derived from it."""
    from planning.areas import finest_areas

    areas, point = finest_areas(subject.situation), subject.point
    if areas is None or point is None:
        return []
    code = areas.holding([shapely.Point(point)])[0]
    rows = areas.frame[areas.frame["code"] == code]
    if rows.empty:
        return []
    area = rows.iloc[0]
    label = tr("Official status of {area}", area=name_in(area, language(), str(area["name"])))
    status = area["official_status"]
    if not isinstance(status, str):
        return [Line(label=label, value=tr("not in the data"), tone=Tone.UNKNOWN)]
    layer = subject.situation.layer(str(area["layer"]))
    words: Text = layer.kind.field("official_status").vocabulary.get(status, tr("{word}", word=status))
    date = area["official_status_date"]
    if date == date and date is not None:  # NaT is not itself
        words = tr("{status}, {date}", status=words, date=f"{date:%Y-%m-%d}")
    return [Line(label=label, value=words, tone=Tone.PLAIN if status == "none" else Tone.BAD)]


def _history(subject: Subject, control: RunControl) -> History | None:
    """Distances by date; None where there are fewer than two dates."""
    from planning.front_history import distances_by_date, front_dates, fronts_between

    dates = front_dates(subject.situation)[-_MOST_DATES:]
    if len(dates) < 2:
        return None
    fronts = fronts_between(subject.situation, dates[0], dates[-1], control.part(0.1, 0.8))
    km = distances_by_date([subject.shape], fronts, control.part(0.8, 1.0)).km[0]
    return History(dates=tuple(front.date for front in fronts), km=tuple(float(value) for value in km))


def _distance(km: float) -> Text:
    if km < 0:
        return tr("in the area of control, {km:,.1f} km from the line", km=-km)
    return tr("{km:,.1f} km", km=km)


def _tone(km: float) -> Tone:
    return Tone.BAD if km < 0 else Tone.PLAIN


def _course(history: History, now: float) -> list[Line]:
    """What changed since the date before the last, and since the first."""
    lines = []
    for at, words in ((-2, tr("Since {date}", date=history.dates[-2].isoformat())),
                      (0, tr("Since {date}", date=history.dates[0].isoformat()))):  # fmt: skip
        if at == 0 and len(history.dates) < 3:
            continue
        change = now - history.km[at]
        if abs(change) < _STILL_KM:
            value, tone = tr("unchanged"), Tone.PLAIN
        elif change < 0:
            value, tone = tr("{km:,.1f} km nearer", km=-change), Tone.BAD
        else:
            value, tone = tr("{km:,.1f} km further", km=change), Tone.GOOD
        lines.append(Line(label=words, value=value, tone=tone))
    return lines
