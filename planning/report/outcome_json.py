"""An outcome as plain values, as the command line prints it and the report stores it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from layers.text import Text
from planning.outcome import Action, FeatureRef, MapLayer, Outcome, Table
from planning.stale_data import stale_among


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome as what `json.dumps` takes, texts in the language in use.

    Returns
    -------
    dict
        ``analysis``, ``scenario``, ``parameters``, ``exercise``, ``ran_at``, ``findings``, ``stale`` (data
        past its shelf life), ``tables`` (by name, each with ``title``, ``columns``, ``rows`` and
        ``stale``), ``map_layers`` (by name), ``assumptions`` and ``seconds``. Unknown is null.
    """
    stale = [str(item.text) for item in stale_among(outcome.assumptions)]
    return {
        "analysis": outcome.analysis,
        "scenario": outcome.scenario,
        "parameters": {name: _plain(value) for name, value in outcome.parameters.items()},
        "exercise": outcome.exercise,
        "ran_at": _plain(outcome.ran_at),
        "findings": [
            {
                "text": str(finding.text),
                "severity": str(finding.severity),
                "sensitivity": finding.sensitivity.name.lower(),
                "features": [_reference(ref) for ref in finding.features],
                "actions": [_action(action) for action in finding.actions],
            }
            for finding in outcome.findings
        ],
        "stale": stale,
        "tables": {table.name: {**_table(table), "stale": stale} for table in outcome.tables},
        "map_layers": {layer.name: _map_layer(layer) for layer in outcome.map_layers},
        "assumptions": [
            {
                "text": str(item.text),
                "ground": str(item.ground),
                "source": str(item.source),
                "date": _plain(item.date),
                "stale": item.stale,
            }
            for item in outcome.assumptions
        ],
        "seconds": round(outcome.seconds, 3),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": str(table.title),
        "sensitivity": table.sensitivity.name.lower(),
        "columns": [column.name for column in table.columns],
        "labels": [str(column.label) for column in table.columns],
        "units": [column.unit for column in table.columns],
        "rows": [[_plain(cell) for cell in row] for row in table.rows],
    }


def _map_layer(layer: MapLayer) -> dict[str, Any]:
    bounds = [round(float(value), 6) for value in layer.frame.total_bounds] if len(layer.frame) else None
    counts = layer.symbology.counts(layer.frame)
    rules = layer.symbology.rules
    return {
        "title": str(layer.title),
        "sensitivity": layer.sensitivity.name.lower(),
        "features": len(layer.frame),
        "bounds": bounds,
        "legend": [
            {"label": str(rule.label), "features": count} for rule, count in zip(rules, counts, strict=True)
        ],
    }


def _reference(ref: FeatureRef) -> dict[str, Any]:
    return {"layer": ref.layer, "fids": [int(fid) for fid in ref.fids], "of_outcome": ref.of_outcome}


def _action(action: Action) -> dict[str, Any]:
    return {
        "text": str(action.text),
        "parameters": dict(action.parameters),
        "change": action.change,
        "values": dict(action.values),
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it: texts rendered, dates as ISO 8601, numbers that are none as null."""
    import numpy as np

    if isinstance(value, Text):
        return str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        # what binary fractions leave in the last digits says nothing; adding 0 turns minus 0 into 0
        return round(value, 9) + 0.0 if np.isfinite(value) else None
    if isinstance(value, dt.date):  # datetimes are dates too
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
