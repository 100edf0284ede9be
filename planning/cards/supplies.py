"""What lies in a warehouse."""

from __future__ import annotations

from layers.text import Text, tr, trn
from planning.cards.card import Content, Line, Subject, Tone
from planning.run_control import RunControl

_MOST = 20


def stock_of_warehouse(subject: Subject, _control: RunControl) -> Content:
    """Its stock by item, with the day each was counted."""
    own = subject.row["warehouse_id"]
    lines = []
    for layer in subject.situation.of_kind("stock"):
        rows = layer.frame[(layer.frame["warehouse_id"] == own).to_numpy(dtype=bool, na_value=False)]
        for item, quantity, counted in zip(rows["item"], rows["quantity"], rows["counted_on"], strict=True):
            value: Text = tr("{count:,} pieces", count=int(quantity))
            if counted == counted:  # NaT is not itself
                value = tr("{amount}, counted {date}", amount=value, date=counted.date().isoformat())
            lines.append(Line(label=str(item).replace("_", " "), value=value))
    if not lines:
        return Content(
            lines=(Line(value=tr("Its stock is unknown."), tone=Tone.UNKNOWN),), summary=tr("unknown")
        )
    shown = lines[:_MOST]
    if len(lines) > _MOST:
        more = len(lines) - _MOST
        shown.append(Line(value=trn("and {count} item more", "and {count} items more", more)))
    return Content(lines=tuple(shown), summary=trn("{count} item", "{count} items", len(lines)))
