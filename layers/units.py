"""Units as a person reads them; data, files and the command line keep them as written here."""

from __future__ import annotations

from layers.text import Text, tr

_WORDS = (
    tr("(month-day)"), tr("a household"), tr("days"), tr("destroyed works"), tr("events/1,000 km²"),
    tr("g/person/month"), tr("h"), tr("ha"), tr("kg"), tr("kg/month"), tr("km"), tr("km/h"), tr("km/month"),
    tr("km²"), tr("kW"), tr("kW/person"), tr("l/day"), tr("l/person/day"), tr("m"), tr("min"), tr("months"),
    tr("m²"), tr("m²/person"), tr("m³"), tr("once"), tr("people"), tr("people/h"), tr("person-hours"),
    tr("pieces"), tr("places"), tr("share"), tr("showers"), tr("t"), tr("taps"), tr("toilets"), tr("yes/no"),
)  # fmt: skip
UNIT_WORDS = {text.template: text for text in _WORDS}


def unit_text(unit: str) -> Text | str:
    """`unit` to be shown in the language in use; signs such as % and ° stand for themselves."""
    return UNIT_WORDS.get(unit, unit)
