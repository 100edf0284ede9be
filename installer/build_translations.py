"""Gather the texts of Corridor, merge them into the translations and compile these.

Run from the checkout: ``python installer/build_translations.py``. Every template given to `layers.text.tr` or
`trn` goes to ``resources/translations/corridor.pot``; each ``<language>/LC_MESSAGES/corridor.po`` keeps its
translations, gains the new texts untranslated and loses those no longer used; the ``.mo`` beside it is what
the program reads. ``--check`` writes nothing and fails where a file is not up to date or a text untranslated.
"""

from __future__ import annotations

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
PACKAGES = ("desktop", "layers", "planning")
PLURAL_FORMS = {
    "uk": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}

_LINE = re.compile(r'^(msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*"(.*)"$')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_MO_MAGIC = 0x950412DE
_NAMES_AS_LABELS = "planning/parameters.py"
"""Makes a label of the name of a parameter that states none; the tests see that each of Corridor does."""


@dataclass(frozen=True, slots=True)
class Message:
    """A template, with its wording for other counts where it has one."""

    singular: str
    plural: str | None = None


@dataclass(slots=True)
class Gathered:
    """The messages of the program by the files that use them, and calls whose template cannot be told."""

    files: dict[Message, set[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    def add(self, message: Message, file: str) -> None:
        """Take note that `file` uses `message`."""
        self.files.setdefault(message, set()).add(file)


def gather(root: Path) -> Gathered:
    """Every template in the packages under `root`."""
    found = Gathered()
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            _gather_file(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix(), found)
    return found


def _gather_file(source: str, file: str, found: Gathered) -> None:
    tree = ast.parse(source)
    for scope, call in _calls(tree, tree):
        wanted = 2 if _name(call.func) == "trn" else 1
        choices = [_strings(argument, scope) for argument in call.args[:wanted]]
        if len(choices) == wanted and all(choices) and len({len(one) for one in choices}) == 1:
            for templates in zip(*choices, strict=True):
                found.add(Message(*templates), file)
        elif _unclear(call, file):
            found.unclear.append(f"{file}:{call.lineno}: {ast.unparse(call)}")


def _calls(node: ast.AST, scope: ast.AST) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Each call of tr or trn with the function (or module) around it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and _name(child.func) in ("tr", "trn"):
            yield scope, child
        inner = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else scope
        yield from _calls(child, inner)


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else ""


def _unclear(call: ast.Call, file: str) -> bool:
    """Whether nothing else gathers the template, as where it is that of another text."""
    given = call.args[0] if call.args else None
    if isinstance(given, ast.Attribute) and given.attr == "template":
        return False
    return file != _NAMES_AS_LABELS


def _strings(node: ast.expr, scope: ast.AST) -> list[str]:
    """The strings an argument may be: itself, either side of a condition, or what its name was given."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return _strings(node.body, scope) + _strings(node.orelse, scope)
    if not isinstance(node, ast.Name):
        return []
    before: list[str] = []
    for child in ast.walk(scope):
        if isinstance(child, ast.Assign) and child.lineno <= node.lineno:
            before = _bound(child.targets[0], child.value, node.id) or before
        elif isinstance(child, ast.For) and isinstance(child.iter, ast.Tuple | ast.List):
            values = [_bound(child.target, each, node.id) for each in child.iter.elts]
            if all(values) and values and child.lineno <= node.lineno <= (child.end_lineno or 0):
                return [one for several in values for one in several]
    return before


def _bound(target: ast.expr, value: ast.expr, name: str) -> list[str]:
    """What `name` is given when `value` is assigned to `target`."""
    if isinstance(target, ast.Name) and target.id == name:
        return [value.value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, given in zip(target.elts, value.elts, strict=True):
            if found := _bound(one, given, name):
                return found
    return []


def read_po(path: Path) -> dict[Message, tuple[str, ...]]:
    """The translations of a ``.po`` file; empty where there is none."""
    result: dict[Message, tuple[str, ...]] = {}
    if not path.exists():
        return result
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        part = ""
        for line in block.splitlines():
            if told := _LINE.match(line):
                part = told[1] or part
                parts[part] = parts.get(part, "") + _unescaped(told[2])
        forms = tuple(text for key, text in parts.items() if key.startswith("msgstr"))
        if parts.get("msgid") and all(forms):
            result[Message(parts["msgid"], parts.get("msgid_plural"))] = forms
    return result


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda told: {"n": "\n", "t": "\t"}.get(told[1], told[1]), text)


def told(message: Message) -> str:
    """A message in one line."""
    return message.singular if message.plural is None else f"{message.singular} | {message.plural}"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in text) + '"'


def header(language: str) -> str:
    """What gettext needs to know of a catalogue."""
    plural = PLURAL_FORMS.get(language, "nplurals=2; plural=(n != 1);")
    return (
        f"Project-Id-Version: Corridor\nLanguage: {language}\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nPlural-Forms: {plural}\n"
    )


def po_text(found: Gathered, translations: Mapping[Message, tuple[str, ...]], language: str) -> str:
    """A ``.po`` file of all messages, grouped by the first file that uses each."""
    lines = ['msgid ""', 'msgstr ""', *(_quoted(f"{line}\n") for line in header(language).splitlines())]
    blocks = ["\n".join(lines)]
    forms = 3 if language in PLURAL_FORMS else 2
    order = sorted(found.files.items(), key=lambda each: (min(each[1]), each[0].singular))
    for message, files in order:
        given = translations.get(message)
        lines = [f"#: {' '.join(sorted(files))}", f"msgid {_quoted(message.singular)}"]
        if message.plural is None:
            lines.append(f"msgstr {_quoted(given[0] if given else '')}")
        else:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            filled = given or ("",) * forms
            lines += [f"msgstr[{number}] {_quoted(text)}" for number, text in enumerate(filled)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def mo_bytes(translations: Mapping[Message, tuple[str, ...]], language: str) -> bytes:
    """The catalogue as `gettext` reads it.

    Source: GNU gettext manual, "The Format of GNU MO Files".
    """
    entries = {b"": header(language).encode()}
    for message, forms in translations.items():
        key = message.singular if message.plural is None else f"{message.singular}\0{message.plural}"
        entries[key.encode()] = "\0".join(forms).encode()
    pairs = sorted(entries.items())
    count, table_bytes = len(pairs), 8 * len(pairs)
    position = 28 + 2 * table_bytes
    tables, texts = bytearray(), bytearray()
    for column in (0, 1):
        for pair in pairs:
            tables += struct.pack("<II", len(pair[column]), position + len(texts))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", _MO_MAGIC, 0, count, 28, 28 + table_bytes, 0, 28 + 2 * table_bytes)
    return head + bytes(tables) + bytes(texts)


def built(root: Path) -> tuple[dict[Path, bytes], list[str]]:
    """What every file of the translations should hold, and what is wanting."""
    found = gather(root)
    wanting = [f"template cannot be told: {call}" for call in found.unclear]
    translations = root / "resources" / "translations"
    files = {translations / "corridor.pot": po_text(found, {}, "en").encode()}
    for language in PLURAL_FORMS:
        path = translations / language / "LC_MESSAGES" / "corridor.po"
        known = {message: forms for message, forms in read_po(path).items() if message in found.files}
        missing = sorted(told(message) for message in found.files if message not in known)
        wanting += [f"{language}: not translated: {text}" for text in missing]
        files[path] = po_text(found, known, language).encode()
        files[path.with_suffix(".mo")] = mo_bytes(known, language)
    return files, wanting


def main() -> int:
    """Bring the translations up to date; 1 where ``--check`` finds that they are not."""
    parser = argparse.ArgumentParser(description="Gather, merge and compile the translations of Corridor.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where not up to date")
    options = parser.parse_args()
    files, wanting = built(ROOT)
    for line in wanting:
        print(line)
    stale = [path for path, held in files.items() if not path.exists() or path.read_bytes() != held]
    for path in stale:
        print(f"{'not up to date' if options.check else 'written'}: {path.relative_to(ROOT)}")
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path])
    return int(options.check and bool(stale or wanting))


if __name__ == "__main__":
    sys.exit(main())
