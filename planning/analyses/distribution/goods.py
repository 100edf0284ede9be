"""Stock in warehouses as arrays: pieces, weights, volumes, and what is missing in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from layers.layer import Layer
from layers.text import Text, tr, trn
from layers.units import unit_text
from layers.workspace import Workspace
from planning.analyses.distribution.parameters import DistributionParameters
from planning.analyses.distribution.problem import FloatArray, IntArray
from planning.errors import BadParameter, MissingData
from planning.outcome import Assumption, FeatureRef, Ground, data_assumption


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Goods:
    """Warehouses in use and what lies in them; arrays as in `DistributionProblem`."""

    warehouses: tuple[str, ...]
    names: tuple[str, ...]
    refs: tuple[FeatureRef, ...]
    lonlat: FloatArray
    bays: IntArray
    items: tuple[str, ...]
    stock: IntArray
    weight_kg: FloatArray
    volume_m3: FloatArray
    people_per_piece: FloatArray
    assumptions: tuple[Assumption, ...]


def goods_of(situation: Workspace, parameters: DistributionParameters) -> Goods:
    """The stock of the chosen items in warehouses that are not closed and have a position.

    Raises
    ------
    MissingData
        When there is no warehouse or stock, or a weight or volume is unknown and no value was given for it.
    BadParameter
        When an item is named that the stock does not have.
    """
    notes: list[Assumption] = []
    houses = _warehouses(situation, notes)
    rows = _stock_rows(situation, notes)
    # what is asked for does not vanish with the warehouse that held it
    items = _chosen(rows, parameters.items)
    rows = rows[rows["item"].isin(items)]
    per_piece = _people_per_piece(rows, items, parameters.people_per_piece, notes)
    known = rows["warehouse_id"].isin(houses["warehouse_id"])
    _ignored(
        notes, rows[~known], tr("of stock left out: their warehouse is closed, unknown or has no position")
    )
    rows = rows[known]
    ids = list(houses["warehouse_id"])
    shape = (len(ids), len(items))
    stock = np.zeros(shape, dtype=np.int64)
    weight, volume = np.full(shape, np.nan), np.full(shape, np.nan)
    for (house, item), group in rows.groupby(["warehouse_id", "item"]):
        place = ids.index(house), items.index(item)
        stock[place] = int(group["quantity"].sum())
        weight[place], volume[place] = group["weight_kg"].max(), group["volume_m3"].max()
    _completed(weight, stock, items, parameters.missing_weight_kg, tr("weight"), "kg", notes)
    _completed(volume, stock, items, parameters.missing_volume_m3, tr("volume"), "m³", notes)
    if (houses["loading_bays"].isna() | (houses["loading_bays"] == 0)).any():
        text = tr(
            "Warehouses whose loading bays are not known are taken to load any number of trucks at once"
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    return Goods(
        warehouses=tuple(ids),
        names=tuple(houses["label"]),
        refs=tuple(
            FeatureRef(layer=layer, fids=(int(fid),))
            for layer, fid in zip(houses["layer"], houses["fid"], strict=True)
        ),
        lonlat=np.column_stack([houses["lon"], houses["lat"]]).astype(float),
        bays=houses["loading_bays"].fillna(0).to_numpy(dtype=np.int64),
        items=tuple(items),
        stock=stock,
        weight_kg=weight,
        volume_m3=volume,
        people_per_piece=per_piece,
        assumptions=tuple(notes),
    )


def _required(situation: Workspace, kind: str, what: Text) -> tuple[Layer, ...]:
    layers = tuple(layer for layer in situation.of_kind(kind) if len(layer))
    if not layers:
        raise MissingData(
            tr("the workspace holds no {what}", what=what),
            where=situation.name,
            todo=tr("Import a layer of that kind."),
        )
    return layers


def _warehouses(situation: Workspace, notes: list[Assumption]) -> pd.DataFrame:
    layers = _required(situation, "warehouse", tr("warehouses"))
    notes += [data_assumption(layer, situation.today()) for layer in layers]
    rows = pd.concat(
        [layer.frame.assign(layer=layer.name, fid=layer.frame.index) for layer in layers], ignore_index=True
    )
    placed = rows.geometry.notna() & ~rows.geometry.is_empty
    usable = placed & (rows["status"].isna() | (rows["status"] != "closed")) & rows["warehouse_id"].notna()
    if (~usable).any():
        text = trn(
            "{count:,} warehouse is closed or has no id or position and is left out",
            "{count:,} warehouses are closed or have no id or position and are left out",
            int((~usable).sum()),
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    rows = rows[usable].drop_duplicates("warehouse_id")
    points = rows.geometry.representative_point()
    label = rows["name_en"].where(rows["name_en"].notna(), rows["name_uk"])
    return pd.DataFrame(
        {
            "warehouse_id": rows["warehouse_id"],
            "label": label.where(label.notna(), rows["warehouse_id"]),
            "lon": points.x,
            "lat": points.y,
            "loading_bays": rows["loading_bays"],
            "layer": rows["layer"],
            "fid": rows["fid"],
        }
    ).reset_index(drop=True)


def _stock_rows(situation: Workspace, notes: list[Assumption]) -> pd.DataFrame:
    layers = _required(situation, "stock", tr("stock"))
    notes += [data_assumption(layer, situation.today()) for layer in layers]
    rows = pd.concat([layer.frame for layer in layers], ignore_index=True)
    unknown = rows["quantity"].isna() | rows["item"].isna() | rows["warehouse_id"].isna()
    _ignored(notes, rows[unknown], tr("of stock left out: item, warehouse or quantity is not known"))
    rows = rows[~unknown].copy()
    for column in ("weight_kg", "volume_m3", "people_per_piece"):
        rows[column] = rows[column].where(rows[column] > 0)
    return rows


def _chosen(rows: pd.DataFrame, wanted: str) -> list[str]:
    held = list(dict.fromkeys(rows["item"]))
    if not wanted.strip():
        return held
    by_name = {item.casefold(): item for item in held}
    chosen: list[str] = []
    for name in (part.strip() for part in wanted.split(";")):
        if not name:
            continue
        if name.casefold() not in by_name:
            raise BadParameter(
                tr("the stock has no item called {name}", name=name),
                where="items",
                expected=tr("The items are: {items}.", items="; ".join(held)),
                todo=tr("Put semicolons between items."),
            )
        chosen.append(by_name[name.casefold()])
    return list(dict.fromkeys(chosen))


def _completed(
    sizes: FloatArray,
    stock: IntArray,
    items: list[str],
    given: float,
    what: Text,
    unit: str,
    notes: list[Assumption],
) -> None:
    """Put a value where it is missing: the largest another warehouse gives for the item, or the user's."""
    for number, item in enumerate(items):
        gaps = np.isnan(sizes[:, number]) & (stock[:, number] > 0)
        if not gaps.any():
            continue
        known = sizes[:, number][~np.isnan(sizes[:, number])]
        if len(known) == 0 and given <= 0:
            raise MissingData(
                tr("the {what} of a piece of {item} is not known", what=what, item=item),
                where=tr("stock"),
                expected=tr("Every item needs its {what} in {unit}.", what=what, unit=unit_text(unit)),
                todo=tr(
                    "Enter it in the stock layer, give a value for missing ones in the form, or leave the "
                    "item out."
                ),
            )
        value = float(known.max()) if len(known) else given
        sizes[gaps, number] = value
        text = tr(
            "{item}: {what} of a piece taken as {value:g} {unit} in {count:,} warehouses that do not say",
            item=item,
            what=what,
            value=value,
            unit=unit_text(unit),
            count=int(gaps.sum()),
        )
        source = tr("another warehouse") if len(known) else tr("planner")
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(source)))


def _people_per_piece(
    rows: pd.DataFrame, items: list[str], given: float, notes: list[Assumption]
) -> FloatArray:
    result = np.full(len(items), given)
    for number, item in enumerate(items):
        values: Any = rows.loc[rows["item"] == item, "people_per_piece"].dropna()
        if len(values):
            result[number] = float(values.min())
            if values.max() > values.min():
                text = tr(
                    "{item}: warehouses differ in the people a piece serves; the lowest, {n:g}, is used",
                    item=item,
                    n=result[number],
                )
                notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
        else:
            text = tr("{item}: a piece is taken to serve {n:g} people", item=item, n=given)
            source = tr("parameter; not confirmed in a source")
            notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED, source=str(source)))
    return result


def _ignored(notes: list[Assumption], rows: pd.DataFrame, what: Text) -> None:
    if len(rows):
        text = trn("{count:,} record {what}", "{count:,} records {what}", len(rows), what=what)
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
