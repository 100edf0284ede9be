"""Choices of parameters as a person reads them; what is typed and stored is the choice itself."""

from __future__ import annotations

from layers.text import Text, tr

_WORDS = {
    "add": tr("add"),
    "all_alike": tr("all alike"),
    "areas": tr("areas"),
    "best": tr("best"),
    "boarding_point": tr("boarding point"),
    "border_crossing": tr("border crossing"),
    "bus": tr("bus"),
    "by_date": tr("by date"),
    "capacity": tr("capacity"),
    "car": tr("car"),
    "collective_centre": tr("collective centre"),
    "collective_centres": tr("collective centres"),
    "convoy": tr("convoy"),
    "facility": tr("facility"),
    "fair_share": tr("fair share"),
    "fastest": tr("fastest"),
    "from": tr("from the places"),
    "frontier": tr("fastest to least exposed"),
    "given": tr("as given"),
    "halt": tr("halt and go on"),
    "heating": tr("heating season"),
    "hromada": tr("hromada"),
    "least_exposed": tr("least exposed"),
    "left": tr("left"),
    "most_vulnerable": tr("most vulnerable"),
    "nearest_front": tr("nearest front"),
    "oblast": tr("oblast"),
    "present": tr("present"),
    "raion": tr("raion"),
    "refuse": tr("tell that it cannot be made"),
    "right": tr("right"),
    "set": tr("set"),
    "shares": tr("shares"),
    "shelter": tr("shelter"),
    "stated": tr("as stated"),
    "times": tr("times"),
    "to": tr("to the places"),
    "truck": tr("truck"),
    "warehouse": tr("warehouse"),
    "warm": tr("warm season"),
    "wash": tr("WASH"),
}


def choice_text(choice: str) -> Text | str:
    """`choice` in words; as it stands, without underscores, where it has none of its own."""
    return _WORDS.get(choice, choice.replace("_", " "))
