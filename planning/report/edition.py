"""Editions: what may leave the office, and for whom.

Every writer of this package takes the whole workspace and applies the edition itself. What is not known to be
allowed is left out, and whatever is left out is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from layers.layer import Layer, Provenance
from layers.sensitivity import Sensitivity
from layers.text import Text, language, tr, trn
from layers.workspace import Document, Workspace
from planning.outcome import LEAST_COUNT, Assumption, FeatureRef, Finding, Ground, MapLayer, Outcome, Table
from planning.report.small_counts import is_small, removal_text, without_small_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from planning.report.sieve import Sieve


class Edition(StrEnum):
    """For whom an export is made."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRules:
    """What an edition may hold.

    Attributes
    ----------
    label, mark : Text
        The edition's name, and the line shown on each page.
    most : Sensitivity
        Highest sensitivity of a record, finding, table or map layer.
    most_of_kind : Sensitivity
        Kinds whose own sensitivity is higher are left out even where a layer was marked lower.
    count_by_levels : tuple of int
        Admin levels, best first, by which records that are left out are counted; empty for not at all.
    least_count : int
        Figures that rest on fewer records of kinds the edition may not hold are withheld; 0 for none.
    documents : frozenset of (section, name), optional
        Documents kept, with an empty name for the whole section; None keeps all.
    history : bool
        Whether file names and the list of transformations stay, which may speak of records left out.
    """

    label: Text
    mark: Text
    most: Sensitivity
    most_of_kind: Sensitivity
    count_by_levels: tuple[int, ...] = ()
    least_count: int = 0
    documents: frozenset[tuple[str, str]] | None = frozenset({("settings", "disclaimer")})
    history: bool = False


RULES: Mapping[Edition, EditionRules] = {
    Edition.INTERNAL: EditionRules(
        label=tr("internal edition"),
        mark=tr("INTERNAL: not to be shared"),
        most=Sensitivity.SEVERE,
        most_of_kind=Sensitivity.SEVERE,
        documents=None,
        history=True,
    ),
    Edition.PARTNER: EditionRules(
        label=tr("partner edition"),
        mark=tr("PARTNER EDITION: not to be published"),
        most=Sensitivity.HIGH,
        most_of_kind=Sensitivity.HIGH,
        count_by_levels=(2, 3, 1),
        documents=frozenset({("settings", "disclaimer"), ("standards", "")}),
    ),
    Edition.PUBLIC: EditionRules(
        label=tr("public edition"),
        mark=tr("PUBLIC EDITION"),
        most=Sensitivity.LOW,
        most_of_kind=Sensitivity.MODERATE,
        least_count=LEAST_COUNT,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Records of a layer that an edition leaves out.

    Attributes
    ----------
    counted_in : str
        Name of the layer of area counts put in their place; empty when there is none.
    """

    layer: str
    plural: Text
    records: int
    counted_in: str = ""

    def text(self) -> Text:
        """What was left out, in words."""
        if self.counted_in:
            return trn(
                "{layer}: {count:,} record, shown as counts by area",
                "{layer}: {count:,} records, shown as counts by area",
                self.records,
                layer=self.plural,
            )
        return trn("{layer}: {count:,} record", "{layer}: {count:,} records", self.records, layer=self.plural)


def row_levels(layer: Layer) -> NDArray[np.int8]:
    """Sensitivity of each record of a layer; records whose sensitivity is unknown count as severe.

    A kind with a sensitivity for each row decides by row; a layer marked higher than its kind raises all.
    """
    import numpy as np
    import pandas as pd

    if layer.kind.row_sensitivity is None:
        return np.full(len(layer), int(layer.sensitivity), dtype=np.int8)
    told = pd.to_numeric(layer.kind.row_sensitivity(layer.frame), errors="coerce")
    levels: NDArray[np.int8] = told.fillna(int(Sensitivity.SEVERE)).to_numpy(dtype=np.int8)
    if layer.sensitivity > layer.kind.sensitivity:
        levels = np.maximum(levels, np.int8(layer.sensitivity))
    return levels


def for_edition(workspace: Workspace, edition: Edition) -> Workspace:
    """The workspace as `edition` may hold it: fit to be saved, drawn and written out."""
    return _divided(workspace, Edition(edition), language())[0]


def withheld_from(workspace: Workspace, edition: Edition) -> tuple[Withheld, ...]:
    """What `for_edition` leaves out of each layer."""
    return _divided(workspace, Edition(edition), language())[1]


def left_out_note(workspace: Workspace, edition: Edition) -> Text | None:
    """One sentence on what the edition leaves out of the workspace; None when nothing."""
    withheld = withheld_from(workspace, edition)
    if not withheld:
        return None
    return tr("Left out in this edition: {what}.", what="; ".join(str(item.text()) for item in withheld))


# Every writer of a report asks anew; workspaces and outcomes are values, known by their identity.
@lru_cache(maxsize=6)
def _divided(
    workspace: Workspace, edition: Edition, _shown_in: str
) -> tuple[Workspace, tuple[Withheld, ...]]:
    rules = RULES[edition]
    if edition is Edition.INTERNAL:
        return workspace, ()
    layers: list[Layer] = []
    withheld: list[Withheld] = []
    for layer in workspace.layers:
        keep = _allowed(layer, rules)
        if bool(keep.any()) or (not len(layer) and _layer_allowed(layer, rules)):
            layers.append(_without_history(_rows(layer, keep)))
        lost = max(int((~keep).sum()), int(layer.raster is not None and not _layer_allowed(layer, rules)))
        if lost:
            counts = _area_counts(layer, ~keep, workspace, rules)
            if counts is not None:
                layers.append(counts)
            name = counts.name if counts is not None else ""
            withheld.append(
                Withheld(layer=layer.name, plural=layer.kind.plural, records=lost, counted_in=name)
            )
    documents = tuple(item for item in workspace.documents if _document_allowed(item, rules))
    return replace(workspace, layers=tuple(layers), documents=documents), tuple(withheld)


def _layer_allowed(layer: Layer, rules: EditionRules) -> bool:
    return layer.kind.sensitivity <= rules.most_of_kind and layer.sensitivity <= rules.most


def _allowed(layer: Layer, rules: EditionRules) -> NDArray[np.bool_]:
    allowed: NDArray[np.bool_] = row_levels(layer) <= int(rules.most)
    if layer.kind.sensitivity > rules.most_of_kind:
        allowed[:] = False
    return allowed


def _rows(layer: Layer, keep: NDArray[np.bool_]) -> Layer:
    return layer if bool(keep.all()) else replace(layer, frame=layer.frame[keep])


def _without_history(layer: Layer) -> Layer:
    kept = layer.provenance
    provenance = Provenance(
        source=kept.source,
        date=kept.date,
        licence=kept.licence,
        imported_at=kept.imported_at,
        exercise=kept.exercise,
    )
    return replace(layer, provenance=provenance)


def _area_counts(
    layer: Layer, rows: NDArray[np.bool_], workspace: Workspace, rules: EditionRules
) -> Layer | None:
    if not rules.count_by_levels or not layer.has_geometry:
        return None
    from planning.report.area_counts import counts_by_area

    allowed = [area for area in workspace.of_kind("admin_area") if bool(_allowed(area, rules).all())]
    name = workspace.free_name(f"{layer.name}_by_area")
    return counts_by_area(layer, rows, allowed, rules.count_by_levels, name)


def _document_allowed(document: Document, rules: EditionRules) -> bool:
    if rules.documents is None:
        return True
    return bool({(document.section, document.name), (document.section, "")} & rules.documents)


def outcome_for_edition(outcome: Outcome, edition: Edition, workspace: Workspace | None = None) -> Outcome:
    """The outcome as `edition` may hold it; each removal is added to its assumptions.

    Parameters
    ----------
    workspace : Workspace, optional
        The whole workspace the outcome came from. With it, whatever names or touches a record that the
        edition leaves out goes too, whatever sensitivity it declares; without it, references to features
        are dropped.
    """
    edition = Edition(edition)
    if edition is Edition.INTERNAL:
        return outcome
    return _thinned(outcome, edition, workspace, language())


@lru_cache(maxsize=32)
def _thinned(outcome: Outcome, edition: Edition, workspace: Workspace | None, _shown_in: str) -> Outcome:
    rules = RULES[edition]
    kept = for_edition(workspace, edition) if workspace is not None else None
    sieve = None
    if workspace is not None and kept is not None:
        from planning.report.sieve import sieve_of

        sieve = sieve_of(workspace, kept)
    # an outcome that was asked about a withheld record speaks of it throughout
    asked = sieve is not None and any(sieve.names(str(value)) for value in outcome.parameters.values())
    most = Sensitivity.LOW - 1 if asked else int(rules.most)
    secret = _secret_kinds(workspace, rules)
    findings = tuple(
        item
        for item in outcome.findings
        if _finding_allowed(item, most, sieve) and not is_small(item, secret, rules.least_count)
    )
    tables = tuple(item for item in outcome.tables if _table_allowed(item, most, sieve))
    maps = tuple(item for item in outcome.map_layers if _map_allowed(item, most, sieve))
    assumptions = tuple(item for item in outcome.assumptions if sieve is None or not sieve.names(item.text))
    removed = _removals(outcome, findings, tables, maps)
    if len(assumptions) < len(outcome.assumptions):
        removed += (_removal(tr("assumptions: {n:,}", n=len(outcome.assumptions) - len(assumptions))),)
    names = {item.name for item in maps}
    thinned = [without_small_counts(table, secret, rules.least_count) for table in tables]
    removed += tuple(
        _removal(removal_text(table, count, rules.least_count)) for table, count in thinned if count
    )
    return replace(
        outcome,
        # what to do about a finding may name records by id, and is nobody else's to do
        findings=tuple(replace(f, features=_known(f.features, kept, names), actions=()) for f in findings),
        tables=tuple(_without_refs(table, kept, names) for table, _ in thinned),
        map_layers=maps,
        assumptions=assumptions + removed,
        scenario=_said(outcome.scenario, sieve),
        parameters={name: _said(str(value), sieve) for name, value in outcome.parameters.items()},
    )


def _secret_kinds(workspace: Workspace | None, rules: EditionRules) -> frozenset[str]:
    """Layer kinds of which the edition may not hold every record."""
    from layers.kinds import KINDS

    kinds = {kind.name for kind in KINDS if kind.sensitivity > min(rules.most, rules.most_of_kind)}
    if workspace is not None:
        kinds |= {layer.kind.name for layer in workspace.layers if not bool(_allowed(layer, rules).all())}
    return frozenset(kinds)


def _finding_allowed(finding: Finding, most: int, sieve: Sieve | None) -> bool:
    return finding.sensitivity <= most and not (sieve is not None and sieve.names(finding.text))


def _table_allowed(table: Table, most: int, sieve: Sieve | None) -> bool:
    return table.sensitivity <= most and not (sieve is not None and sieve.in_table(table))


def _map_allowed(layer: MapLayer, most: int, sieve: Sieve | None) -> bool:
    return layer.sensitivity <= most and not (sieve is not None and sieve.in_frame(layer.frame))


def _said(text: str, sieve: Sieve | None) -> str:
    return str(tr("left out in this edition")) if sieve is not None and sieve.names(text) else text


def _removals(
    outcome: Outcome,
    findings: tuple[Finding, ...],
    tables: tuple[Table, ...],
    maps: tuple[MapLayer, ...],
) -> tuple[Assumption, ...]:
    removed: list[Assumption] = []
    if len(findings) < len(outcome.findings):
        removed.append(_removal(tr("findings: {n:,}", n=len(outcome.findings) - len(findings))))
    removed += [
        _removal(tr("table “{title}” ({rows:,} rows)", title=table.title, rows=len(table.rows)))
        for table in outcome.tables
        if table not in tables
    ]
    removed += [
        _removal(tr("map layer “{title}”", title=layer.title))
        for layer in outcome.map_layers
        if layer not in maps
    ]
    return tuple(removed)


def _removal(what: Text) -> Assumption:
    return Assumption(text=tr("left out in this edition: {what}", what=what), ground=Ground.IGNORED)


def _known(
    refs: tuple[FeatureRef, ...], workspace: Workspace | None, map_names: set[str]
) -> tuple[FeatureRef, ...]:
    frames = {layer.name: layer.frame for layer in workspace.layers} if workspace is not None else {}
    result = []
    for ref in refs:
        if ref.of_outcome:
            if ref.layer in map_names:
                result.append(ref)
        elif ref.layer in frames:
            fids = tuple(fid for fid in ref.fids if fid in frames[ref.layer].index)
            if fids:
                result.append(replace(ref, fids=fids))
    return tuple(result)


def _without_refs(table: Table, workspace: Workspace | None, map_names: set[str]) -> Table:
    if not table.features:
        return table
    known = [_known((ref,), workspace, map_names) if ref is not None else () for ref in table.features]
    features = tuple(refs[0] if refs else None for refs in known)
    return replace(table, features=features if any(features) else ())
