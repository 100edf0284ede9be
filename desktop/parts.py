"""The parts of the window, the only list of them; a later one may rest on those before it."""

from __future__ import annotations

from desktop.dialog_opener import DialogOpener
from desktop.help.help_desk import HelpDesk
from desktop.part import Part
from desktop.recovery import Recovery
from desktop.table_tools import TableTools
from desktop.tour import Tour

PARTS: tuple[type[Part], ...] = (DialogOpener, Recovery, HelpDesk, Tour, TableTools)
