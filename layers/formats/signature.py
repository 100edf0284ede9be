"""Whether a file holds what its ending says, looked at before GDAL opens it.

GDAL goes by the contents: a virtual dataset (VRT) that calls itself `.kml` or `.tif` would have it open any
other file or address. Only contents of the format itself are let through.
"""

from __future__ import annotations

import re
from pathlib import Path

from layers.errors import LayerError
from layers.text import tr

_HEAD_BYTES = 64 * 1024
_STARTS = {
    ".gpkg": (b"SQLite format 3\x00",),
    ".fgb": (b"fgb",),
    ".shp": (b"\x00\x00\x27\x0a",),
    ".kmz": (b"PK",),
    ".tif": (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"),
    ".geojson": (b"{", b"["),
    ".json": (b"{", b"["),
}
_STARTS[".tiff"] = _STARTS[".tif"]
_ROOTS = {".kml": b"kml", ".gpx": b"gpx"}
_ELEMENT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def check_contents(path: Path, shown: Path) -> None:
    """Look at the beginning of the file at `path`.

    Raises
    ------
    LayerError
        When it is not what its ending says.
    """
    ending = path.suffix.lower()
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES)
    for mark, encoding in _ENCODINGS:
        if head.startswith(mark):
            head = head.decode(encoding, "replace").encode()
    head = head.removeprefix(b"\xef\xbb\xbf")
    if ending in _ROOTS:
        root = _ELEMENT.search(head)
        fits = root is not None and root[1].lower() == _ROOTS[ending]
    elif ending in _STARTS:
        fits = head.lstrip().startswith(_STARTS[ending]) or head.startswith(_STARTS[ending])
    else:
        return
    if not fits:
        raise LayerError(
            tr("the contents are not those of a {ending} file", ending=ending),
            where=shown.name,
            todo=tr("It may be damaged or wrongly named: ask the sender for it again."),
        )
