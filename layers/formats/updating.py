"""A layer put beside those of a workspace: a new one, or a newer state of one there is, by declared rules.

1. The same file again, by name and contents, replaces the layer made of it.
2. A layer of the same kind updates the one there is when both are of one series (the name of the file but
   for dates, numbers and words such as "final") or, where records bear ids, of one publisher, and at least
   half of the records of the smaller of the two are in both by their key. Records keep their feature ids.
3. Kinds without a key: a file of the same series and the same date (or none) replaces the layer; one of
   another date becomes a layer of its own. So fronts stay one layer for each date.
4. A file older than the layer it would update becomes a layer of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from layers.layer import Layer
from layers.layer_kind import Problem
from layers.text import Text, tr
from layers.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

_HALF = 0.5
_LISTED = 10
# words that tell versions of one file apart
_VERSION_WORDS = frozenset(
    ("final", "v", "version", "ver", "copy", "corrected", "correction", "new", "updated", "update", "latest",
     "rev", "draft", "round", "week", "oct", "nov", "dec", "jan", "feb", "mar", "apr", "may", "jun", "jul",
     "aug", "sep", "january", "february", "march", "april", "june", "july", "august", "september", "october",
     "november", "december", "копія", "виправлено", "нова", "оновлено")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a newer file changed in a layer.

    Attributes
    ----------
    layer : str
        The layer.
    key : tuple of str
        Fields records were matched by; empty when the layer was replaced as a whole.
    added, gone, changed : tuple of str
        Keys of records.
    before : int
        Records there were.
    """

    layer: str
    key: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    before: int = 0

    def problem(self, layer: Layer) -> Problem:
        """The change in words; its rows are those added or changed."""
        if not self.key:
            text = tr("replaces the layer {name} of {before:,} records by {n:,}: no key tells which changed",
                      name=self.layer, before=self.before, n=len(layer))  # fmt: skip
            return Problem(text=text, severity="notice")
        text = tr("updates the layer {name} by {key}: {added}; {gone}; {changed}",
                  name=self.layer, key=", ".join(str(layer.kind.field(item).label) for item in self.key),
                  added=_listed(tr("{n:,} added", n=len(self.added)), self.added),
                  gone=_listed(tr("{n:,} gone", n=len(self.gone)), self.gone),
                  changed=_listed(tr("{n:,} changed", n=len(self.changed)), self.changed))  # fmt: skip
        return Problem(text=text, severity="notice")


def _listed(count: Text, keys: tuple[str, ...]) -> Text | str:
    if not keys:
        return count
    more = "…" if len(keys) > _LISTED else ""
    return tr("{count} ({keys})", count=count, keys=", ".join(keys[:_LISTED]) + more)


def placed_beside(
    before: Workspace, workspace: Workspace, layer: Layer, *, as_new: bool = False
) -> tuple[Layer, Update | None, tuple[Problem, ...]]:
    """The layer as it goes into `workspace`, what it updates, and what is told of it.

    Parameters
    ----------
    before : Workspace
        The workspace before the import: layers of one import do not update one another.
    """
    if not as_new:
        same = next((other for other in before.layers if _same_file(other, layer)), None)
        if same is not None:
            layer = replace(layer, name=same.name, symbology=same.symbology, sensitivity=same.sensitivity)
            return layer, Update(layer=same.name, before=len(same)), ()
        for other in reversed(before.layers):
            if other.kind is not layer.kind or other.raster is not None or other.provenance.exercise:
                continue
            found = _updated(other, layer)
            if found is None:
                continue
            made, update, told = found
            if made is not None:
                return made, update, told
            layer = replace(layer, name=_free(workspace, layer))
            return layer, None, told
    return replace(layer, name=_free(workspace, layer)), None, ()


def series_of(name: str) -> str:
    """What names of later versions of a file have in common."""
    small = re.sub(r"\.[a-z0-9.]{1,8}(?= \[|$)", "", name.casefold())
    words = re.findall(r"[^\W\d_]+", small)
    return " ".join(word for word in words if word not in _VERSION_WORDS)


def _updated(old: Layer, new: Layer) -> tuple[Layer | None, Update | None, tuple[Problem, ...]] | None:
    """The layer `new` makes of `old`; None when the two are not the same thing."""
    key = new.kind.key
    series = series_of(old.provenance.file_name) == series_of(new.provenance.file_name) != ""
    ids = bool(key) and all(item.endswith("_id") for item in key)
    publisher = series_of(old.provenance.source) == series_of(new.provenance.source) != ""
    if not (series or (ids and publisher)):
        return None
    was, is_ = old.provenance.date, new.provenance.date
    older = was is not None and is_ is not None and is_ < was
    old_keys, new_keys = _keys(old, key), _keys(new, key)
    if old_keys is None or new_keys is None:
        if not series or (was != is_ and was is not None and is_ is not None):
            return None
        made = replace(new, name=old.name, symbology=old.symbology, sensitivity=old.sensitivity)
        made = _with_note(made, f"replaced {len(old)} records of {old.provenance.file_name}")
        update = Update(layer=old.name, before=len(old))
        return made, update, (update.problem(made),)
    shared = old_keys.index.intersection(new_keys.index)
    if len(shared) < _HALF * max(1, min(len(old_keys), len(new_keys))):
        return None
    if older:
        text = tr("is of {date} and so older than the layer {name} of {was}: added beside it",
                  date=is_, name=old.name, was=was)  # fmt: skip
        return None, None, (Problem(text=text, severity="notice"),)
    return _by_key(old, new, old_keys, new_keys)


def _by_key(
    old: Layer, new: Layer, old_keys: pd.Series[int], new_keys: pd.Series[int]
) -> tuple[Layer, Update, tuple[Problem, ...]]:
    """`new` with the feature ids that its records have in `old`."""
    import pandas as pd

    shared = new_keys.index.intersection(old_keys.index, sort=False)
    added = new_keys.index.difference(old_keys.index, sort=False)
    gone = old_keys.index.difference(new_keys.index, sort=False)
    changed = _changed(old.frame.loc[old_keys[shared]], new.frame.loc[new_keys[shared]])
    fids = pd.Series(-1, index=new.frame.index, dtype="int64")
    fids.loc[new_keys[shared]] = old_keys[shared].to_numpy()
    free = int(old.frame.index.max()) + 1 if len(old.frame) else 1
    unset = (fids < 0).to_numpy()
    fids[unset] = range(free, free + int(unset.sum()))
    frame = new.frame.set_axis(pd.Index(fids.to_numpy(), name="fid"))
    update = Update(
        layer=old.name, key=new.kind.key, before=len(old), added=tuple(map(str, added)),
        gone=tuple(map(str, gone)), changed=tuple(map(str, shared[changed])),
    )  # fmt: skip
    counts = f"{len(added)} added, {len(gone)} gone, {len(update.changed)} changed"
    done = f"updated {old.provenance.file_name}: {counts}"
    made = replace(new, name=old.name, frame=frame, symbology=old.symbology, sensitivity=old.sensitivity)
    made = _with_note(made, done)
    return made, update, (update.problem(made),)


def _keys(layer: Layer, key: tuple[str, ...]) -> pd.Series[int] | None:
    """Feature id by key; None when records lack one, or share it."""
    import pandas as pd

    if not key or any(item not in layer.frame.columns for item in key) or len(layer.frame) == 0:
        return None
    parts = [layer.frame[item] for item in key]
    if any(part.isna().any() for part in parts):
        return None
    joined = parts[0].astype("str")
    for part in parts[1:]:
        joined = joined + " / " + part.astype("str")
    if joined.duplicated().any():
        return None
    return pd.Series(layer.frame.index.to_numpy(), index=pd.Index(joined.to_numpy(dtype=object)))


def _changed(old: pd.DataFrame, new: pd.DataFrame) -> Any:
    """Which rows differ in a field both have, or in shape; a mask."""
    import numpy as np
    import shapely

    differ = np.zeros(len(new), dtype=bool)
    for column in new.columns:
        if column == "geometry" or column not in old.columns:
            continue
        a, b = old[column].to_numpy(dtype=object), new[column].to_numpy(dtype=object)
        empty_a, empty_b = old[column].isna().to_numpy(), new[column].isna().to_numpy()
        same = np.array([x == y for x, y in zip(a, b, strict=True)], dtype=object)
        equal = np.array([bool(value) if value is not None and value == value else False
                          for value in np.where(empty_a | empty_b, False, same)])  # fmt: skip
        differ |= ~(equal | (empty_a & empty_b))
    if "geometry" in old.columns and "geometry" in new.columns:
        was, is_ = old["geometry"].to_numpy(), new["geometry"].to_numpy()
        both = ~shapely.is_missing(was) & ~shapely.is_missing(is_)
        differ |= shapely.is_missing(was) != shapely.is_missing(is_)
        differ[both] |= ~shapely.equals_exact(was[both], is_[both], 1e-7)
    return differ


def _with_note(layer: Layer, done: str) -> Layer:
    provenance = layer.provenance
    return replace(layer, provenance=replace(provenance, transformations=(*provenance.transformations, done)))


def _same_file(other: Layer, layer: Layer) -> bool:
    own, its = layer.provenance, other.provenance
    return (its.file_sha256, its.file_name) == (own.file_sha256, own.file_name)


def _free(workspace: Workspace, layer: Layer) -> str:
    if not any(other.name.casefold() == layer.name.casefold() for other in workspace.layers):
        return layer.name
    dated = f"{layer.name}_{layer.provenance.date:%Y}" if layer.provenance.date else layer.name
    taken = {other.name.casefold() for other in workspace.layers}
    name, number = dated, 2
    while name.casefold() in taken:
        name, number = f"{dated}_{number}", number + 1
    return name
