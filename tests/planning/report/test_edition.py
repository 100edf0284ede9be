"""What each edition holds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
import shapely

from layers.sensitivity import Sensitivity
from layers.workspace import Document
from planning.outcome import Ground
from planning.report.edition import (
    Edition,
    for_edition,
    left_out_note,
    outcome_for_edition,
    row_levels,
    withheld_from,
)


def test_internal_is_everything(workspace, outcome):
    assert for_edition(workspace, Edition.INTERNAL) is workspace
    assert outcome_for_edition(outcome, Edition.INTERNAL, workspace) is outcome
    assert left_out_note(workspace, Edition.INTERNAL) is None


def test_public_holds_low_layers_only(workspace):
    public = for_edition(workspace, Edition.PUBLIC)
    assert [layer.name for layer in public.layers] == ["raions", "roads", "crossings"]
    assert {item.layer: item.records for item in withheld_from(workspace, Edition.PUBLIC)} == {
        "centres": 3,
        "warehouses": 1,
        "stock": 1,
    }
    note = str(left_out_note(workspace, Edition.PUBLIC))
    assert "Collective centres: 3 records" in note
    assert "Stock: 1 record" in note


def test_public_drops_history_and_documents(workspace):
    for section, name in (("scenario", "x"), ("settings", "disclaimer"), ("settings", "other")):
        workspace = workspace.with_document(Document(section=section, name=name, content={}))
    public = for_edition(workspace, Edition.PUBLIC)
    assert [(d.section, d.name) for d in public.documents] == [("settings", "disclaimer")]
    assert all(layer.provenance.file_name == "" for layer in public.layers)
    assert all(layer.provenance.transformations == () for layer in public.layers)
    assert len(workspace.documents) == 3


def test_partner_counts_sites_by_raion(workspace):
    partner = for_edition(workspace, Edition.PARTNER)
    names = [layer.name for layer in partner.layers]
    assert "centres" not in names
    assert {"warehouses", "stock", "centres_by_area"} <= set(names)
    counts = partner.layer("centres_by_area").frame.set_index("area_code")
    # two sites lie in the west (40 + 60 people), one of unknown occupancy in the east
    assert counts.loc["UA9802", ["name", "records", "occupancy"]].tolist() == ["West Raion", 2, 100]
    assert counts.loc["UA9902", "records"] == 1
    assert pd.isna(counts.loc["UA9902", "occupancy"])
    assert counts["occupancy_unknown"].to_dict() == {"UA9802": 0, "UA9902": 1}
    assert set(shapely.get_dimensions(counts.geometry.to_numpy())) == {2}


def test_partner_without_areas_leaves_sites_out(workspace):
    partner = for_edition(workspace.without_layer("raions"), Edition.PARTNER)
    assert [layer.name for layer in partner.layers] == ["roads", "crossings", "warehouses", "stock"]


def test_area_code_decides_before_the_place(workspace):
    centres = workspace.layer("centres")
    frame = centres.frame.copy()
    frame["area_code"] = pd.Series(["UA9902001", None, None], index=frame.index, dtype="str")
    partner = for_edition(workspace.with_layer(centres.with_frame(frame)), Edition.PARTNER)
    counts = partner.layer("centres_by_area").frame.set_index("area_code")["records"]
    assert counts.to_dict() == {"UA9802": 1, "UA9902": 2}


def test_marking_a_layer_low_does_not_publish_sites(workspace):
    centres = replace(workspace.layer("centres"), sensitivity=Sensitivity.LOW)
    public = for_edition(workspace.with_layer(centres), Edition.PUBLIC)
    assert "centres" not in [layer.name for layer in public.layers]


def test_marking_a_layer_higher_keeps_it_in(workspace):
    roads = replace(workspace.layer("roads"), sensitivity=Sensitivity.HIGH)
    public = for_edition(workspace.with_layer(roads), Edition.PUBLIC)
    assert "roads" not in [layer.name for layer in public.layers]
    partner = for_edition(workspace.with_layer(roads), Edition.PARTNER)
    assert "roads" in [layer.name for layer in partner.layers]


def test_rows_decide_and_unknown_rows_count_as_severe(workspace):
    crossings = workspace.layer("crossings")
    kind = replace(
        crossings.kind, row_sensitivity=lambda f: pd.Series([int(Sensitivity.LOW), None], index=f.index)
    )
    crossings = replace(crossings, kind=kind)
    assert row_levels(crossings).tolist() == [Sensitivity.LOW, Sensitivity.SEVERE]
    public = for_edition(workspace.with_layer(crossings), Edition.PUBLIC)
    assert public.layer("crossings").frame["name_en"].tolist() == ["North Gate"]
    raised = replace(crossings, sensitivity=Sensitivity.HIGH)
    assert row_levels(raised).tolist() == [Sensitivity.HIGH, Sensitivity.SEVERE]


def test_outcome_loses_what_names_or_touches_a_site(workspace, outcome):
    public = outcome_for_edition(outcome, Edition.PUBLIC, workspace)
    assert [str(f.text) for f in public.findings] == ["4,210 people are near"]
    assert public.findings[0].features == ()
    assert [table.name for table in public.tables] == ["bands"]
    assert [layer.name for layer in public.map_layers] == ["area"]
    removed = [str(a.text) for a in public.assumptions if a.ground is Ground.IGNORED]
    assert removed == [
        "left out in this edition: findings: 2",
        "left out in this edition: table “Sites” (1 rows)",
        "left out in this edition: table “Loose” (1 rows)",
        "left out in this edition: map layer “Way”",
        "left out in this edition: assumptions: 1",
    ]


@pytest.mark.parametrize("origin", ["Kvitka Hostel", "cc-90002", "30.345671,49.345672"])
def test_an_outcome_asked_about_a_site_is_left_out_whole(workspace, outcome, origin):
    asked = replace(outcome, parameters={"origin": origin, "max_minutes": "60"})
    public = outcome_for_edition(asked, Edition.PUBLIC, workspace)
    assert (public.findings, public.tables, public.map_layers) == ((), (), ())
    assert public.parameters == {"origin": "left out in this edition", "max_minutes": "60"}


def test_names_that_stay_public_identify_nothing(workspace, outcome):
    """A warehouse called like a raion does not take out what speaks of the raion."""
    warehouses = workspace.layer("warehouses")
    frame = warehouses.frame.assign(name_en="West Raion")
    workspace = workspace.with_layer(warehouses.with_frame(frame))
    named = replace(outcome, scenario="West Raion")
    assert outcome_for_edition(named, Edition.PUBLIC, workspace).scenario == "West Raion"


def test_without_a_workspace_references_are_dropped(outcome):
    public = outcome_for_edition(outcome, Edition.PUBLIC)
    assert all(finding.features == () for finding in public.findings)
    assert "sites" not in [table.name for table in public.tables]


def test_shapes_drawn_from_a_withheld_area_are_withheld(workspace, outcome, make_layer):
    front = make_layer(
        "front", "frontline", {"front_date": ["2031-02-19"]}, [shapely.box(31.0, 48.6, 31.4, 49.2)]
    )
    workspace = workspace.with_layer(replace(front, sensitivity=Sensitivity.MODERATE))
    area = outcome.map_layers[0]
    derived = replace(area, frame=area.frame.set_geometry([shapely.box(31.0, 48.6, 31.3, 49.0)]))
    changed = replace(outcome, map_layers=(derived,))
    assert outcome_for_edition(changed, Edition.PUBLIC, workspace).map_layers == ()
    assert len(outcome_for_edition(changed, Edition.PARTNER, workspace).map_layers) == 1
