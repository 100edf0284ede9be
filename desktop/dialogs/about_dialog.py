"""About: what Corridor is, and whose data and libraries it rests on; and the story of one layer."""

from __future__ import annotations

import html
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from desktop.look import icon
from layers.layer import Layer
from layers.text import tr

_RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
_LIBRARIES = (
    "PySide6_Essentials", "geopandas", "shapely", "pyogrio", "pyproj", "rasterio", "exactextract", "pandas",
    "numpy", "scipy", "networkx", "routingkit-cch", "pyvrp", "highspy", "matplotlib", "openpyxl",
    "python-calamine", "python-docx", "osmium",
)  # fmt: skip


class AboutDialog(QDialog):
    """What Corridor is and rests on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("About Corridor")))
        self.resize(620, 440)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(_about(), str(tr("Corridor")))
        data = QTextBrowser()
        data.setOpenLinks(False)
        notes = sorted(_RESOURCES.glob("*licences.md"))
        data.setMarkdown("\n\n".join(note.read_text(encoding="utf-8") for note in notes))
        tabs.addTab(data, str(tr("Data and licences")))
        libraries = QTextBrowser()
        libraries.setHtml(f"<table cellpadding='3'>{''.join(_library_rows())}</table>")
        tabs.addTab(libraries, str(tr("Libraries")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(tabs)
        column.addWidget(buttons)


class LayerDialog(QDialog):
    """Where a layer came from and what was done to it."""

    def __init__(self, layer: Layer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(str(tr("Source and history of {layer}", layer=layer.name)))
        self.resize(520, 360)
        provenance = layer.provenance
        rows = (
            (tr("Layer kind"), str(layer.kind.plural)),
            (tr("Records"), f"{len(layer):,}"),
            (tr("Source"), provenance.source),
            (tr("Date"), provenance.date.isoformat() if provenance.date else str(tr("unknown"))),
            (tr("Licence"), provenance.licence or str(tr("unknown"))),
            (tr("Sensitivity"), layer.sensitivity.name.lower()),
            (tr("File"), provenance.file_name or "–"),
            ("SHA-256", provenance.file_sha256 or "–"),
            (tr("Imported"), provenance.imported_at.astimezone().strftime("%Y-%m-%d %H:%M")),
            (tr("Figures"), str(tr("invented for exercise") if provenance.exercise else tr("as published"))),
        )
        lines = [
            f"<tr><td><b>{html.escape(str(label))}</b></td><td>{html.escape(value)}</td></tr>"
            for label, value in rows
        ]
        history = "".join(f"<li>{html.escape(step)}</li>" for step in provenance.transformations)
        text = QTextBrowser()
        text.setHtml(
            f"<table cellpadding='3'>{''.join(lines)}</table>"
            + (f"<p><b>{tr('What was done to it')}</b></p><ol>{history}</ol>" if history else "")
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(buttons)


def _about() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    mark = QLabel()
    mark.setPixmap(icon("corridor").pixmap(56, 56))
    words = QLabel(
        f"<h3>Corridor {_version('corridor')}</h3>"
        f"<p>{tr('A planning tool for humanitarian operations, which works without a network.')}</p>"
        f"<p>{tr('The exercise holds real places; every operational figure in it is invented.')}</p>"
        f"<p>{tr('Boundaries and names shown do not imply official endorsement or acceptance.')}</p>"
    )
    words.setWordWrap(True)
    column.addWidget(mark)
    column.addWidget(words)
    column.addStretch(1)
    return page


def _library_rows() -> list[str]:
    import importlib.metadata

    rows = []
    for name in _LIBRARIES:
        version = _version(name)
        if version:
            metadata = importlib.metadata.metadata(name)
            licence = metadata.get("License-Expression") or metadata.get("License") or ""
            first_line = licence.strip().splitlines()[0] if licence.strip() else "–"
            rows.append(f"<tr><td>{name}</td><td>{version}</td><td>{html.escape(first_line)}</td></tr>")
    return rows


def _version(name: str) -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
