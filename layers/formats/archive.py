"""Archives opened with care: nothing leaves their folder, nothing swells beyond a limit."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from layers.errors import LayerError, UnsupportedFile
from layers.text import tr

MOST_BYTES = 4 * 1024**3
MOST_RATIO = 200
MOST_ENTRIES = 20_000
_SMALL_BYTES = 10 * 1024**2


def unpack(path: Path, folder: Path) -> None:
    """Unpack the zip archive at `path` into `folder`.

    Raises
    ------
    LayerError
        When an entry points outside the folder, is a link or is encrypted, or the contents are too many,
        too large, or far larger than the archive itself.
    UnsupportedFile
        When the file is no zip archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(path, entries)
            for entry in entries:
                target = folder.joinpath(*PurePosixPath(entry.filename.replace("\\", "/")).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, target.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked, 1024**2)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise UnsupportedFile(
            tr("the archive cannot be opened ({reason})", reason=error),
            where=path.name,
            todo=tr("Ask the sender for it again, or unpack it and import the files."),
        ) from error


def check_packed(path: Path, shown: Path) -> int:
    """Look into a file whose format is a zip archive within (KMZ, XLSX, ODS) before its reader opens it.

    Returns
    -------
    int
        Bytes of its contents, unpacked.

    Raises
    ------
    LayerError
        When it would swell beyond the limits, or holds entries that point outside of it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError):
        # a workbook of the old binary format under a new name: its reader says what is wrong
        return path.stat().st_size
    _check(shown, entries)
    return sum(entry.file_size for entry in entries)


def _check(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    refuse = tr("Unpack it yourself if you trust the sender, and import the files.")
    if len(entries) > MOST_ENTRIES:
        raise LayerError(
            tr("the archive holds {n:,} files", n=len(entries)),
            where=path.name,
            expected=tr("At most {n:,} are unpacked.", n=MOST_ENTRIES),
            todo=refuse,
        )
    for entry in entries:
        parts = PurePosixPath(entry.filename.replace("\\", "/"))
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if parts.is_absolute() or ".." in parts.parts or ":" in entry.filename or is_link:
            raise LayerError(
                tr("the archive holds a file that points outside of it: {name}", name=entry.filename),
                where=path.name,
                todo=tr("It was not unpacked; ask the sender for a clean archive."),
            )
        if entry.flag_bits & 0x1:
            raise LayerError(
                tr("the archive is encrypted"),
                where=path.name,
                todo=tr("Unpack it with its password and import the files."),
            )
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if total > MOST_BYTES or (total > _SMALL_BYTES and total > MOST_RATIO * packed):
        raise LayerError(
            tr("the archive would unpack to {size:,} MB", size=total // 1024**2),
            where=path.name,
            expected=tr(
                "At most {most:,} MB and {ratio} times its own size are unpacked.",
                most=MOST_BYTES // 1024**2,
                ratio=MOST_RATIO,
            ),
            todo=refuse,
        )
