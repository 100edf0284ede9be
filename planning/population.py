"""People where they live: from a population grid, from areas, or from populated places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import STORAGE_CRS, Layer, Raster
from layers.names import names_of
from layers.text import Text, tr, trn
from layers.workspace import Workspace
from planning.areas import all_areas, finest_areas
from planning.errors import BadParameter, MissingData
from planning.outcome import Assumption, Ground, data_assumption

# The full-scale invasion; a count made before it does not know the displacement since.
WAR_BEGAN = dt.date(2022, 2, 24)
# A finer grid is summed into blocks of cells until it has no more than these.
MOST_CELLS = 1_000_000
COUNTRY = "UA"


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """A count of people and where they live.

    Attributes
    ----------
    label : Text
        What it is and of when, such as "population grid, 2020, pre-war".
    layer : str
        Layer it comes from; several are separated by commas.
    date : date, optional
        The day the count speaks of; None when unknown.
    pre_war : bool
        Whether that day lies before 24 February 2022.
    cells : GeoDataFrame
        EPSG:4326; polygons (cells, areas) or points (places). Columns: people (float, above 0),
        area_code (finest area that holds the middle of the cell, or NA).
    from_areas : bool
        Whether the cells are administrative areas, each bearing its own code.
    assumptions : tuple of Assumption
        The data, and what was left out or unknown in it.
    """

    label: Text
    layer: str
    date: dt.date | None
    pre_war: bool
    cells: gpd.GeoDataFrame
    from_areas: bool = False
    assumptions: tuple[Assumption, ...] = ()

    @property
    def people(self) -> float:
        """Everybody counted."""
        return float(self.cells["people"].sum())


def population_sources(situation: Workspace) -> tuple[tuple[str, Text], ...]:
    """What people can be counted from, best first: the key to type, and its words."""
    known = _sources(situation)
    return tuple((key, label) for key, (label, _) in known.items())


def population_of(situation: Workspace, choice: str = "") -> Population:
    """The population from the source `choice`: grid, areas, places or a layer name; empty for the best.

    The best is a grid, then areas, then places: what says most exactly where people live.

    Raises
    ------
    MissingData
        When the workspace holds no count of people.
    BadParameter
        When the source is not there.
    """
    known = _sources(situation)
    if not known:
        raise MissingData(
            tr("the workspace does not say how many people live where"),
            where=situation.name,
            expected=tr("A population grid, or areas or places with their population."),
            todo=tr("Import one of them."),
        )
    wanted = choice.strip() or next(iter(known))
    found = next((key for key in known if key.casefold() == wanted.casefold()), None)
    if found is None:
        raise BadParameter(
            tr("there is no population source {choice}", choice=choice),
            where=situation.name,
            expected=tr("The sources are: {known}.", known=", ".join(known)),
        )
    return known[found][1]()


def _sources(situation: Workspace) -> dict[str, tuple[Text, Callable[[], Population]]]:
    grids = [layer for layer in situation.of_kind("population_grid") if layer.raster is not None]
    grids.sort(key=lambda layer: layer.provenance.date or dt.date.min, reverse=True)
    areas = [layer for layer in situation.of_kind("admin_area") if layer.frame["population"].notna().any()]
    places = [
        layer for layer in situation.of_kind("populated_place") if layer.frame["population"].notna().any()
    ]
    known: dict[str, tuple[Text, Callable[[], Population]]] = {}
    if grids:
        known["grid"] = (tr("population grid"), lambda: _from_grid(situation, grids[0]))
    if areas:
        known["areas"] = (tr("population of areas"), lambda: _from_areas(situation, areas))
    if places:
        known["places"] = (tr("population of places"), lambda: _from_places(situation, places))
    for layer in (*grids, *areas, *places):
        known.setdefault(layer.name, (_named(layer), _reader(situation, layer)))
    return known


def _named(layer: Layer) -> Text:
    return tr("{kind}: {name}", kind=layer.kind.label, name=layer.name)


def _reader(situation: Workspace, layer: Layer) -> Callable[[], Population]:
    if layer.raster is not None:
        return lambda: _from_grid(situation, layer)
    if layer.kind.name == "admin_area":
        return lambda: _from_areas(situation, [layer])
    return lambda: _from_places(situation, [layer])


def label_of(source: Text, date: dt.date | None) -> Text:
    """A source of people with the date of its count, and whether that was before the war."""
    if date is None:
        return tr("{source}, date unknown", source=source)
    if date < WAR_BEGAN:
        return tr("{source}, {year}, pre-war", source=source, year=str(date.year))
    return tr("{source}, {date}", source=source, date=date.isoformat())


def _population(
    situation: Workspace,
    source: Text,
    date: dt.date | None,
    layers: list[Layer],
    cells: gpd.GeoDataFrame,
    notes: list[Assumption],
) -> Population:
    if cells.empty:
        raise MissingData(
            tr("nobody is counted in {source}", source=source),
            where=", ".join(layer.name for layer in layers),
            todo=tr("Choose another population source."),
        )
    from_areas = "area_code" in cells
    if not from_areas:
        areas = finest_areas(situation)
        cells["area_code"] = None if areas is None else areas.holding(cells.geometry.to_numpy())
    label = label_of(source, date)
    people = float(cells["people"].sum())
    text = tr("People are counted from the {label}: {people:,.0f} in all", label=label, people=people)
    chosen = Assumption(
        text=text,
        ground=Ground.CHOSEN,
        source=", ".join(layer.provenance.source for layer in layers),
        date=date,
    )
    data = [data_assumption(layer, situation.today()) for layer in layers if layer.raster is None]
    data += [_grid_assumption(layer, situation.today()) for layer in layers if layer.raster is not None]
    return Population(
        label=label,
        layer=", ".join(layer.name for layer in layers),
        date=date,
        pre_war=date is not None and date < WAR_BEGAN,
        cells=cells[["people", "area_code", "geometry"]],
        from_areas=from_areas,
        assumptions=(chosen, *data, *notes),
    )


def _grid_assumption(layer: Layer, today: dt.date) -> Assumption:
    """As `data_assumption`, which counts records, and a grid has none."""
    date = layer.provenance.date
    when = tr("date unknown") if date is None else date.isoformat()
    stale = layer.is_stale(today)
    if stale and date is not None:
        text = tr(
            "{layer}: {name}, {when}, {age:,} days old, past its shelf life of {shelf:,} days",
            layer=layer.kind.label,
            name=layer.name,
            when=when,
            age=layer.age_days(today),
            shelf=layer.kind.shelf_life_days,
        )
    else:
        text = tr("{layer}: {name}, {when}", layer=layer.kind.label, name=layer.name, when=when)
    return Assumption(text=text, ground=Ground.DATA, source=layer.provenance.source, date=date, stale=stale)


def _from_grid(situation: Workspace, layer: Layer) -> Population:
    assert layer.raster is not None
    raster, notes = _coarsened(layer.raster)
    values = raster.values.astype(np.float64)
    negative = int((values < 0).sum())
    if negative:
        text = trn(
            "{count:,} cell of the population grid holds less than nobody and is left out",
            "{count:,} cells of the population grid hold less than nobody and are left out",
            negative,
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    rows, columns = np.nonzero(values > 0)
    west = raster.west + columns * raster.cell_width
    north = raster.north - rows * raster.cell_height
    boxes = shapely.box(west, north - raster.cell_height, west + raster.cell_width, north)
    cells = gpd.GeoDataFrame({"people": values[rows, columns]}, geometry=boxes, crs=STORAGE_CRS)
    return _population(situation, tr("population grid"), layer.provenance.date, [layer], cells, notes)


def _coarsened(raster: Raster) -> tuple[Raster, list[Assumption]]:
    """The grid with cells summed into blocks where it has too many of them; people are kept exactly."""
    occupied = int(np.count_nonzero(raster.values > 0))
    factor = int(np.ceil(np.sqrt(occupied / MOST_CELLS)))
    if factor <= 1:
        return raster, []
    height, width = raster.values.shape
    padded = np.pad(raster.values, ((0, -height % factor), (0, -width % factor)), constant_values=np.nan)
    blocks = padded.reshape(padded.shape[0] // factor, factor, padded.shape[1] // factor, factor)
    summed = np.nansum(np.where(blocks > 0, blocks, 0).astype(np.float64), axis=(1, 3))
    text = tr(
        "The population grid has {count:,} inhabited cells; blocks of {factor} by {factor} cells are summed",
        count=occupied,
        factor=factor,
    )
    coarse = Raster(
        values=summed.astype(np.float32),
        west=raster.west,
        north=raster.north,
        cell_width=raster.cell_width * factor,
        cell_height=raster.cell_height * factor,
    )
    return coarse, [Assumption(text=text, ground=Ground.SUBSTITUTED, source="Corridor")]


def _from_areas(situation: Workspace, layers: list[Layer]) -> Population:
    """Each area once: an area counts only where nothing finer within it is counted."""
    names = {layer.name for layer in layers}
    rows = all_areas(situation)
    rows = rows[rows["layer"].isin(names) & rows["geometry"].notna()]
    notes: list[Assumption] = []
    uncoded = rows["population"].notna() & (rows["code"].isna() | rows["level"].isna())
    _note(notes, rows[uncoded], tr("areas with a population but no code or level are left out"))
    rows = rows[rows["code"].notna() & rows["level"].notna()]
    counted = rows[rows["population"].notna()].sort_values(
        ["code", "population_date"], ascending=[True, False], kind="stable"
    )
    unique = counted.drop_duplicates("code")
    if len(unique) < len(counted):
        text = tr(
            "{count:,} further counts of areas already counted are left out; the latest is used",
            count=len(counted) - len(unique),
        )
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    taken = unique[~_holds_counted(unique)]
    finest = rows["level"].max() if taken.empty else taken["level"].max()
    coarser = taken[taken["level"] < finest]
    if len(coarser):
        text = tr(
            "{count:,} areas of a coarser level stand for finer ones that have no count: {names}",
            count=len(coarser),
            names=_listed(coarser["name"]),
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    _note(notes, _uncounted(rows, taken, int(finest)), tr("areas without a count, their people are unknown"))
    people = taken["population"].to_numpy(dtype=np.float64)
    cells = gpd.GeoDataFrame(
        {"people": people, "area_code": taken["code"].to_numpy()},
        geometry=shapely.make_valid(taken["geometry"].to_numpy()),
        crs=STORAGE_CRS,
    )
    cells = cells[cells["people"] > 0].reset_index(drop=True)
    used = [layer for layer in layers if layer.name in set(taken["layer"])]
    return _population(
        situation, tr("population of areas"), _latest(taken["population_date"], notes), used, cells, notes
    )


def _holds_counted(rows: pd.DataFrame) -> Any:
    """Whether an area holds a finer one that is counted: its code is a prefix of the finer one's."""
    codes = set(rows["code"])
    holders = {code[:length] for code in codes for length in range(1, len(code))}
    return rows["code"].isin(holders)


def _uncounted(rows: pd.DataFrame, taken: pd.DataFrame, finest: int) -> pd.DataFrame:
    """Areas of the finest level used that no count speaks of, neither their own nor a coarser one."""
    lengths = sorted({len(code) for code in taken["code"]})
    known = set(taken["code"])
    blank = rows[(rows["level"] == finest) & ~rows["code"].isin(known)].drop_duplicates("code")
    spoken_for = [any(code[:length] in known for length in lengths) for code in blank["code"]]
    return blank[~np.array(spoken_for, dtype=bool)]


def _from_places(situation: Workspace, layers: list[Layer]) -> Population:
    notes: list[Assumption] = []
    frames = [layer.frame.assign(layer=layer.name) for layer in layers]
    rows = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=STORAGE_CRS)
    rows["name"] = names_of(rows)
    abroad = rows["country"].notna() & (rows["country"] != COUNTRY)
    if abroad.any():
        text = tr("{count:,} places in other countries are left out", count=int(abroad.sum()))
        notes.append(Assumption(text=text, ground=Ground.IGNORED))
    rows = rows[~abroad]
    _note(notes, rows[rows["population"].isna()], tr("places without a count, their people are unknown"))
    rows = rows[rows["population"] > 0]
    nowhere = rows.geometry.isna() | rows.geometry.is_empty
    _note(notes, rows[nowhere], tr("places with a population but no position are left out"))
    rows = rows[~nowhere]
    repeated = rows["code"].notna() & rows.duplicated("code")
    _note(notes, rows[repeated], tr("places counted before under the same code are left out"))
    rows = rows[~repeated]
    cells = gpd.GeoDataFrame(
        {"people": rows["population"].to_numpy(dtype=np.float64)},
        geometry=rows.geometry.to_numpy(),
        crs=STORAGE_CRS,
    )
    date = _latest(rows["population_date"], notes)
    return _population(situation, tr("population of places"), date, layers, cells, notes)


def _latest(dates: Any, notes: list[Assumption]) -> dt.date | None:
    """The date most counts bear; None when most bear none. Others are noted."""
    known = dates.dropna()
    if len(known) * 2 < len(dates) or known.empty:
        return None
    common = known.mode().max()
    others = int((dates != common).sum())
    if others:
        text = tr(
            "{count:,} of {total:,} counts are of another date or of none than {date}",
            count=others,
            total=len(dates),
            date=common.date().isoformat(),
        )
        notes.append(Assumption(text=text, ground=Ground.SUBSTITUTED))
    date: dt.date = common.date()
    return date


def _note(notes: list[Assumption], rows: pd.DataFrame, what: Text) -> None:
    if len(rows):
        text = tr("{count:,} {what}: {names}", count=len(rows), what=what, names=_listed(rows["name"]))
        notes.append(Assumption(text=text, ground=Ground.IGNORED))


def _listed(names: Any) -> str:
    shown = [str(name) for name in names if isinstance(name, str)]
    return ", ".join(shown[:10]) + (" …" if len(shown) > 10 else "")
