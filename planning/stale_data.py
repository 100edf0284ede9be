"""What is said of figures that rest on data past its shelf life."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from layers.text import Text, tr
from planning.outcome import Assumption, Finding, Severity

# Further ones are listed with what the figures rest on.
_MOST = 5
_NOTE = tr("Rests on data past its shelf life or of unknown date: {what}")


def stale_among(assumptions: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """The datasets past their shelf life or of unknown date, each once."""
    return tuple(dict.fromkeys(item for item in assumptions if item.stale))


def stale_note(assumptions: Iterable[Assumption]) -> Text | None:
    """One sentence on the data past its shelf life; None where all is fresh."""
    stale = stale_among(assumptions)
    if not stale:
        return None
    texts = [item.text for item in stale[:_MOST]]
    if len(stale) > _MOST:
        texts.append(tr("{count:,} more datasets", count=len(stale) - _MOST))
    what = reduce(lambda first, then: tr("{first}; {then}", first=first, then=then), texts)
    return Text(_NOTE.template, {"what": what})


def stale_findings(assumptions: Iterable[Assumption]) -> tuple[Finding, ...]:
    """The same as a finding, to stand beside the others; none where all is fresh."""
    note = stale_note(assumptions)
    return () if note is None else (Finding(text=note, severity=Severity.NOTICE),)


def is_stale_finding(finding: Finding) -> bool:
    """Whether a finding is the one of `stale_findings`."""
    return finding.text.template == _NOTE.template
