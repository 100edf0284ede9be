"""The analyses; adding one is a folder here and a line in `ANALYSES`."""

from __future__ import annotations

from layers.text import tr
from planning.analyses.critical_links import ANALYSIS as CRITICAL_LINKS
from planning.analyses.distribution import ANALYSIS as DISTRIBUTION
from planning.analyses.evacuation import ANALYSIS as EVACUATION
from planning.analyses.front_history import ANALYSIS as FRONT_HISTORY
from planning.analyses.frontline_exposure import ANALYSIS as FRONTLINE_EXPOSURE
from planning.analyses.network_check import ANALYSIS as NETWORK_CHECK
from planning.analyses.od_matrix import ANALYSIS as OD_MATRIX
from planning.analyses.prioritisation import ANALYSIS as PRIORITISATION
from planning.analyses.route import ANALYSIS as ROUTE
from planning.analyses.service_area import ANALYSIS as SERVICE_AREA
from planning.analyses.site_needs import ANALYSIS as SITE_NEEDS
from planning.analysis import Analysis
from planning.errors import PlanningError

ANALYSES: tuple[Analysis, ...] = (
    FRONTLINE_EXPOSURE,
    FRONT_HISTORY,
    ROUTE,
    SERVICE_AREA,
    OD_MATRIX,
    CRITICAL_LINKS,
    NETWORK_CHECK,
    DISTRIBUTION,
    EVACUATION,
    SITE_NEEDS,
    PRIORITISATION,
)


def analysis_named(name: str) -> Analysis:
    """The analysis called `name`.

    Raises
    ------
    PlanningError
        When there is none; the message lists the analyses there are.
    """
    for analysis in ANALYSES:
        if analysis.name == name:
            return analysis
    raise PlanningError(
        tr("there is no analysis called {name}", name=name),
        expected=tr("The analyses are: {known}.", known=", ".join(item.name for item in ANALYSES)),
    )
