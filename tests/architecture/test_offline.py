"""No code path of the product opens a network connection."""

from __future__ import annotations

import ast

import pytest

from tests.paths import ROOT

NETWORK = {"socket", "urllib", "urllib3", "http", "httpx", "requests", "ftplib", "smtplib", "aiohttp"}
FILES = sorted(
    path for package in ("desktop", "layers", "planning") for path in (ROOT / package).rglob("*.py")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_imports_a_network_library(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
            if node.module.startswith("PySide6"):
                imported |= {alias.name for alias in node.names if alias.name.startswith("QNetwork")}
    assert not imported & NETWORK
    assert not any(name.startswith("QNetwork") for name in imported)
