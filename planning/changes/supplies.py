"""Changes of supplies: what lies in the warehouses, and how many vehicles there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from layers.text import Text, tr
from layers.workspace import Workspace
from planning.changes.change import Amount, Change, no_effect, with_figures

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStock(Change):
    """Give goods in warehouses another quantity."""

    kind: ClassVar[str] = "change_stock"
    label: ClassVar[Text] = tr("Stock changed")
    warehouse: str = field(
        default="",
        metadata={
            "label": tr("Warehouse"),
            "optional": True,
            "help": tr("Id or name; empty for all"),
        },
    )
    item: str = field(
        default="",
        metadata={"label": tr("Item"), "optional": True, "help": tr("As the stock has it; empty for all")},
    )
    how: Amount = field(default=Amount.TIMES, metadata={"label": tr("Quantity")})
    value: float = field(default=0.5, metadata={"label": tr("Value")})

    def apply(self, workspace: Workspace) -> Workspace:
        """Change `quantity` of the rows that fit."""
        ids = _warehouse_ids(workspace, self.warehouse)
        return _changed(
            workspace,
            "stock",
            "quantity",
            (("warehouse_id", ids), ("item", _wanted(self.item))),
            Amount(self.how),
            self.value,
        )

    def text(self) -> Text:
        """The change in words."""
        return tr(
            "stock of {item} in {warehouse} {change}",
            item=self.item or tr("all items"),
            warehouse=self.warehouse or tr("all warehouses"),
            change=Amount(self.how).words(self.value),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFleet(Change):
    """Have more or fewer vehicles."""

    kind: ClassVar[str] = "change_fleet"
    label: ClassVar[Text] = tr("Fleet changed")
    vehicle: str = field(
        default="",
        metadata={
            "label": tr("Vehicles"),
            "optional": True,
            "help": tr("Id, name or type (truck, bus, minibus, ambulance …); empty for all"),
        },
    )
    base: str = field(
        default="", metadata={"label": tr("Base"), "optional": True, "help": tr("Empty for all")}
    )
    how: Amount = field(default=Amount.TIMES, metadata={"label": tr("Number of vehicles")})
    value: float = field(default=0.5, metadata={"label": tr("Value")})

    def apply(self, workspace: Workspace) -> Workspace:
        """Change `number` of the rows that fit."""
        return _changed(
            workspace,
            "vehicle",
            "number",
            (("vehicle_id|name|vehicle_type", _wanted(self.vehicle)), ("base", _wanted(self.base))),
            Amount(self.how),
            self.value,
        )

    def text(self) -> Text:
        """The change in words."""
        return tr(
            "number of {vehicle} at {base} {change}",
            vehicle=self.vehicle or tr("all vehicles"),
            base=self.base or tr("all bases"),
            change=Amount(self.how).words(self.value),
        )


def _wanted(text: str) -> frozenset[str]:
    return frozenset({text.strip().casefold()}) if text.strip() else frozenset()


def _warehouse_ids(workspace: Workspace, text: str) -> frozenset[str]:
    """The text itself, and the ids of warehouses that bear it as a name."""
    wanted = _wanted(text)
    ids = set(wanted)
    for layer in workspace.of_kind("warehouse"):
        for name in ("name_en", "name_uk"):
            named = layer.frame[name].str.casefold().isin(list(wanted))
            ids |= {str(value).casefold() for value in layer.frame.loc[named, "warehouse_id"]}
    return frozenset(ids)


def _changed(
    workspace: Workspace,
    kind: str,
    column: str,
    wanted: tuple[tuple[str, frozenset[str]], ...],
    how: Amount,
    value: float,
) -> Workspace:
    """The workspace with a figure changed in the rows of a kind where every wanted text is found."""
    found = False
    for layer in workspace.of_kind(kind):
        fits = _fitting(layer.frame, wanted)
        if len(fits):
            found = True
            workspace = workspace.with_layer(with_figures(layer, column, fits, how, value))
    if not found:
        columns = wanted[0][0].split("|")[0], wanted[1][0]
        known = sorted(
            {
                " / ".join(str(row[name]) for name in columns)
                for layer in workspace.of_kind(kind)
                for _, row in layer.frame.iterrows()
            }
        )
        raise no_effect(
            tr("nothing in the workspace fits the change of {kind}", kind=kind),
            tr("There are: {known}.", known="; ".join(known[:12]) or tr("none")),
        )
    return workspace


def _fitting(frame: pd.DataFrame, wanted: tuple[tuple[str, frozenset[str]], ...]) -> list[int]:
    keep = frame.index.notna()
    for columns, texts in wanted:
        if texts:
            fits = [frame[name].str.casefold().isin(list(texts)).to_numpy() for name in columns.split("|")]
            keep = keep & (fits[0] if len(fits) == 1 else fits[0] | fits[1] | fits[2])
    return [int(fid) for fid in frame.index[keep]]
