"""The guard at the door: no file of the public edition tells of a record it must not hold."""

from __future__ import annotations

import getpass
import json
import platform
import re
import socket
import struct
import zipfile
import zlib
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from layers.formats.geopackage import save_workspace
from planning.outcome import MapLayer
from planning.report import base_map, map_page
from planning.report.brief import write_brief
from planning.report.edition import Edition, for_edition, outcome_for_edition
from planning.report.map_page import write_map, write_maps
from planning.report.outcome_json import outcome_as_json
from planning.report.report import write_report
from planning.report.spreadsheet import write_tables

OTHER_SITES = (
    ("CC-80001", "Topolia Barracks", 30.211117, 49.611113, 40),
    ("CC-80002", "Lypa Lyceum", 30.998877, 49.155559, 60),
    ("CC-80003", "Dub Canteen", 30.433337, 48.911117, None),
)
SECRETS = (
    "CC-90001", "CC-90002", "CC-90003", "Zirnytsia", "Kvitka", "Vesna",
    "WH-70007", "Sklad", "blanket", "secret",
    "30.1234", "49.2345", "30.3456", "49.3456", "30.8123", "49.4123", "30.6777", "49.1888",
)  # fmt: skip


def near_a_site(workspace):
    """Where labels of sites are large enough to be drawn."""
    point = workspace.layer("centres").frame.geometry.iloc[0]
    return f"{point.x:.1f},{point.y:.1f}"


def pdf_text(content: bytes) -> str:
    """Strings shown by a PDF, and its document information."""
    parts = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            body = zlib.decompress(match[1])
        except zlib.error:
            body = match[1]
        for shown in re.finditer(
            rb"\[((?:\((?:\\.|[^\\)])*\)|[^\]])*)\]\s*TJ|(\((?:\\.|[^\\)])*\))\s*Tj", body
        ):
            strings = re.findall(rb"\(((?:\\.|[^\\)])*)\)", shown[0])
            parts.append(b"".join(strings).replace(b"\\", b"").replace(b"\0", b"").decode("latin-1"))
    return "\n".join(parts) + re.sub(rb"stream.*?endstream", b"", content, flags=re.DOTALL).decode("latin-1")


@cache
def all_text(path) -> str:
    """Everything a file says: its own text, or that of the parts of its archive."""
    content = path.read_bytes()
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as archive:
            inner = [
                archive.read(n).decode("utf-8", "replace")
                for n in archive.namelist()
                if not n.endswith("png")
            ]
        return "\n".join(inner)
    if path.suffix == ".pdf":
        return pdf_text(content)
    return content.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def exports(small_base_map, tmp_path_factory, plan_of, outcome_of):
    """Every kind of file that leaves, for each edition; and where they lie."""
    workspace = plan_of()
    centres = workspace.layer("centres")
    # so that the names of sites stand on the maps that may show them
    named = replace(centres.style, label_max_scale=1e9)
    workspace = workspace.with_layer(replace(centres, symbology=named))
    outcome = outcome_of(workspace)
    files = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base_map, "BASE_MAP", small_base_map)
        patch.setattr(map_page, "PNG_DPI", 70)
        for edition in Edition:
            folder = tmp_path_factory.mktemp(edition)
            written = list(write_report(folder, workspace, edition=edition, outcomes=(outcome,)))
            close_up = [folder / f"close.{ending}" for ending in ("pdf", "svg", "png")]
            write_maps(close_up, workspace, area=near_a_site(workspace), edition=edition)
            saved = folder / "workspace.gpkg"
            save_workspace(for_edition(workspace, edition), saved)
            files[edition] = [*written, *close_up, saved]
    return files


def coordinates_of(workspace):
    frames = [workspace.layer(name).frame for name in ("centres", "warehouses")]
    return [struct.pack("<d", value) for frame in frames for p in frame.geometry for value in (p.x, p.y)]


def test_public_files_hold_no_secret(exports, workspace):
    files = exports[Edition.PUBLIC]
    assert {path.suffix for path in files} == {".pdf", ".png", ".svg", ".xlsx", ".docx", ".json", ".gpkg"}
    for path in files:
        text = all_text(path)
        for secret in SECRETS:
            assert secret not in text, f"{secret} in {path.name}"
        content = path.read_bytes()
        for packed in coordinates_of(workspace):
            assert packed not in content, path.name


def test_the_guard_would_see_a_leak(exports, workspace):
    """The same search finds names, ids and coordinates in the internal files, so it can fail."""
    files = exports[Edition.INTERNAL]
    found = {path.name: {secret for secret in SECRETS if secret in all_text(path)} for path in files}
    for ending in (".pdf", ".svg", ".xlsx", ".docx", ".json", ".gpkg"):
        assert any("Zirnytsia" in hits for name, hits in found.items() if name.endswith(ending)), ending
    gpkg = files[-1].read_bytes()
    assert all(packed in gpkg for packed in coordinates_of(workspace))


def test_public_maps_do_not_depend_on_the_secrets(plan_of, outcome_of, tmp_path):
    """Other sites in other places give the very same public pages, byte for byte."""
    made = []
    for number, workspace in enumerate((plan_of(), plan_of(OTHER_SITES, warehouse="Other store"))):
        outcome = outcome_of(workspace)
        folder = tmp_path / str(number)
        paths = [folder / f"page.{ending}" for ending in ("png", "svg", "pdf")]
        write_maps(paths, workspace, outcome=outcome, edition=Edition.PUBLIC)
        made.append([path.read_bytes() for path in paths])
        internal = folder / "internal.png"
        write_map(internal, workspace, outcome=outcome)
        made[-1].append(internal.read_bytes())
    assert made[0][:3] == made[1][:3]
    assert made[0][3] != made[1][3]


def test_public_tables_and_outcomes_do_not_depend_on_the_secrets(plan_of, outcome_of, tmp_path):
    stamp = re.compile(r"<dcterms:(?:created|modified)[^>]*>[^<]*<")
    made = []
    for number, workspace in enumerate((plan_of(), plan_of(OTHER_SITES, warehouse="Other store"))):
        outcome = outcome_of(workspace)
        paths = [tmp_path / f"{number}.{ending}" for ending in ("xlsx", "docx")]
        write_tables(paths[0], (outcome,), workspace, Edition.PUBLIC)
        write_brief(paths[1], (outcome,), workspace, Edition.PUBLIC)
        told = outcome_as_json(outcome_for_edition(outcome, Edition.PUBLIC, workspace))
        made.append([stamp.sub("", all_text(path)) for path in paths] + [told])
    assert made[0] == made[1]


@pytest.mark.parametrize("edition", list(Edition))
def test_files_do_not_say_who_made_them(exports, edition):
    people = {getpass.getuser(), socket.gethostname(), platform.node(), "python-docx", "openpyxl"}
    for path in exports[edition]:
        told = who_made(path)
        assert not any(re.search(rf"\b{re.escape(name)}\b", told) for name in people if name), (
            path.name,
            told,
        )
        assert str(path.parent) not in all_text(path), path.name


def who_made(path) -> str:
    """What a file says of itself."""
    text = all_text(path)
    if path.suffix == ".png":
        return str(Image.open(path).text)
    if path.suffix in (".xlsx", ".docx"):
        return " ".join(
            re.findall(r"<(?:dc:creator|cp:lastModifiedBy|dc:title|dc:description|Company)>[^<]*<", text)
        )
    if path.suffix == ".pdf":
        return " ".join(re.findall(r"/(?:Title|Author|Creator|Producer|Subject|Keywords) [^/]*", text))
    if path.suffix == ".svg":
        return text[: text.index("</metadata>")]
    return text


def test_partner_files_hold_no_site(exports):
    sites = ("CC-9000", "Zirnytsia", "Kvitka", "Vesna", "30.1234", "30.3456", "30.8123")
    for path in exports[Edition.PARTNER]:
        text = all_text(path)
        assert not any(site in text for site in sites), path.name
    outcomes = next(path for path in exports[Edition.PARTNER] if path.name.endswith("_outcomes.json"))
    content = json.loads(outcomes.read_text(encoding="utf-8"))
    assert content["left_out"] == (
        "Left out in this edition: Collective centres: 3 records, shown as counts by area."
    )


def test_an_analysis_that_declares_too_little_is_still_stopped(workspace, outcome, tmp_path):
    """A map layer of the sites themselves, declared as if anyone might see it."""
    sites = workspace.layer("centres")
    leak = MapLayer(name="leak", title=outcome.tables[0].title, frame=sites.frame, symbology=sites.style)
    leaking = replace(outcome, map_layers=(leak,))
    paths = [tmp_path / "a.svg", tmp_path / "b.svg"]
    write_map(paths[0], workspace, outcome=leaking, edition=Edition.PUBLIC)
    write_map(paths[1], workspace, outcome=replace(outcome, map_layers=()), edition=Edition.PUBLIC)
    assert paths[0].read_bytes() == paths[1].read_bytes()
