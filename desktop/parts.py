"""The parts of the window, the only list of them; a later one may rest on those before it."""

from __future__ import annotations

from desktop.base_map_tools import BaseMapTools
from desktop.bookmarks import Bookmarks
from desktop.dialog_opener import DialogOpener
from desktop.edit_controller import EditController
from desktop.finding_actions import FindingActions
from desktop.help.help_desk import HelpDesk
from desktop.layer_tools import LayerTools
from desktop.measuring import Measuring
from desktop.night import Night
from desktop.overview import Overview
from desktop.part import Part
from desktop.presentation import Presentation
from desktop.recovery import Recovery
from desktop.road_network import RoadNetwork
from desktop.table_tools import TableTools
from desktop.tour import Tour
from desktop.view_history import ViewHistory
from desktop.whereabouts import Whereabouts

PARTS: tuple[type[Part], ...] = (
    DialogOpener,
    Recovery,
    EditController,
    HelpDesk,
    Tour,
    TableTools,
    LayerTools,
    BaseMapTools,
    Whereabouts,
    ViewHistory,
    Bookmarks,
    Measuring,
    Overview,
    Presentation,
    Night,
    RoadNetwork,
    FindingActions,
)
