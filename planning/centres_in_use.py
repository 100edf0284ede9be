"""Collective centres that hold people or may: without those closed, planned or marked to be disregarded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.layer import Layer
from layers.names import name_columns
from layers.text import tr
from layers.workspace import Workspace
from planning.outcome import Assumption, Ground

if TYPE_CHECKING:
    import pandas as pd

NOT_IN_USE = ("closed", "planned")


@dataclass(frozen=True, slots=True, eq=False)
class CentresInUse:
    """The centres of one layer that count.

    Attributes
    ----------
    layer : Layer
    frame : GeoDataFrame
        Rows of the layer that count.
    left_out : GeoDataFrame
        The other rows, with the reason in the column `reason` (Text).
    """

    layer: Layer
    frame: pd.DataFrame
    left_out: pd.DataFrame

    def assumptions(self) -> tuple[Assumption, ...]:
        """What was left out, by reason and with counts."""
        texts = (
            (reason, int((self.left_out["reason"] == reason).sum()))
            for reason in dict.fromkeys(self.left_out["reason"])
        )
        return tuple(
            Assumption(
                text=tr(
                    "{count:,} {layer} left out: {reason}", count=n, layer=self.layer.kind.plural, reason=why
                ),
                ground=Ground.IGNORED,
                source=self.layer.provenance.source,
            )
            for why, n in texts
        )


def centres_in_use(situation: Workspace) -> tuple[CentresInUse, ...]:
    """The centres that count, layer by layer; status unknown counts."""
    return tuple(_divided(layer) for layer in situation.of_kind("collective_centre"))


def _divided(layer: Layer) -> CentresInUse:
    import pandas as pd

    frame = layer.frame
    reason = pd.Series(None, index=frame.index, dtype=object)
    vocabulary = layer.kind.field("status").vocabulary
    for status in NOT_IN_USE:
        reason[(frame["status"] == status).to_numpy(dtype=bool, na_value=False)] = vocabulary[status]
    reason[frame["disregarded"].fillna(False).to_numpy(dtype=bool)] = layer.kind.field("disregarded").label
    out = reason.notna()
    return CentresInUse(layer=layer, frame=frame[~out], left_out=frame[out].assign(reason=reason[out]))


def name_of(frame: pd.DataFrame) -> pd.Series[str]:
    """Each record's name: in the language in use, else the other, else its own id, else its number."""
    import pandas as pd

    name = pd.Series(pd.NA, index=frame.index, dtype="object")
    for column in (*name_columns(), "name", "site_id", "facility_id", "warehouse_id"):
        if column in frame:
            name = name.where(name.notna(), frame[column])
    return name.where(name.notna(), "№ " + frame.index.astype("str").to_series(index=frame.index))
