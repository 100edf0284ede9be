"""What can be read in the help: written topics, and those the program declares about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.actions import MENUS
from desktop.help.help_desk import ANALYSIS
from layers.text import language, tr
from planning.analyses import ANALYSES
from planning.analysis import Analysis
from planning.parameters import Parameter, describe

FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "help"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help.

    Attributes
    ----------
    id : str
        Name of its file, ``analysis:NAME`` or ``keys``; links within the help name it.
    text : str
        Markdown, without the title.
    """

    id: str
    title: str
    text: str


def topics() -> tuple[Topic, ...]:
    """Every topic in the language in use, in the order they are listed."""
    written = [_written(path) for path in sorted((FOLDER / "en").glob("*.md"))]
    return (*written, *(_of_analysis(analysis) for analysis in ANALYSES), _keys())


def _written(path: Path) -> Topic:
    translated = FOLDER / language() / path.name
    text = (translated if translated.exists() else path).read_text(encoding="utf-8")
    title, _, body = text.partition("\n")
    return Topic(path.stem.partition("_")[2], title.removeprefix("#").strip(), body.strip())


def _of_analysis(analysis: Analysis) -> Topic:
    lines = [
        str(analysis.summary),
        "",
        f"## {tr('What can be set')}",
        "",
        *(_parameter_line(parameter) for parameter in describe(analysis.parameters)),
        "",
        str(tr("What the numbers rest on is listed with every result, beneath its tables.")),
    ]
    return Topic(ANALYSIS + analysis.name, str(tr("Analysis: {name}", name=analysis.label)), "\n".join(lines))


def _parameter_line(parameter: Parameter) -> str:
    unit = f" ({parameter.unit})" if parameter.unit else ""
    help_ = f" – {parameter.help}" if parameter.help is not None else ""
    return f"- **{parameter.label}**{unit}{help_}"


def _keys() -> Topic:
    lines: list[str] = []
    for menu in MENUS:
        used = [action for action in menu.actions if action.shortcuts]
        if used:
            lines += ["", f"## {_plain(str(menu.title))}", ""]
            lines += [f"- **{', '.join(action.shortcuts)}** – {_plain(str(action.text))}" for action in used]
    return Topic("keys", str(tr("Keys")), "\n".join(lines).strip())


def _plain(text: str) -> str:
    return text.replace("&", "").removesuffix("…")


def search(among: Iterable[Topic], words: str) -> list[Topic]:
    """The topics that hold every word of `words` (or its beginning), those with it in the title first."""
    wanted = words.casefold().split()
    found = []
    for place, topic in enumerate(among):
        title, text = topic.title.casefold(), topic.text.casefold()
        if all(word in title or word in text for word in wanted):
            in_title = sum(word in title for word in wanted)
            times = sum(text.count(word) for word in wanted)
            found.append((-in_title, -times if wanted else 0, place, topic))
    return [topic for *_, topic in sorted(found, key=lambda item: item[:3])]
