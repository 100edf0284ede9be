"""The same work without a window: for batches and tests."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from layers.errors import LayerError
from layers.formats.geopackage import load_workspace, save_workspace
from layers.kinds import KINDS
from layers.text import LANGUAGES, Text, has_translation, tr, use_language
from layers.workspace import Workspace
from planning import network_commands, scenario_commands, speed_commands
from planning.analyses import ANALYSES, analysis_named
from planning.analysis import run
from planning.outcome import Outcome
from planning.parameters import as_text, describe
from planning.report.edition import Edition
from planning.run_all import run_all, telling_parameters
from planning.run_control import RunControl
from planning.scenario import BASELINE, scenario_named

DONE, MENDABLE, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code.

    0 done; 1 something the user can mend, told on stderr; 2 wrong use (argparse exits by itself).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        _choose_language(getattr(options, "language", "en"))
        options.command(options)
    except LayerError as error:
        _say(f"corridor: {error}")
        return MENDABLE
    except BrokenPipeError:
        # the reader of our output has left; writing the rest at exit would complain again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        place = error.filename or tr("a file")
        todo = tr("Check the path, its rights and the free space.")
        _say(f"corridor: {place}: {error.strerror or error}. {todo}")
        return MENDABLE
    except KeyboardInterrupt:
        _say(f"corridor: {tr('stopped; nothing was written')}")
        return INTERRUPTED
    return DONE


def _exercise(options: argparse.Namespace) -> None:
    from planning.exercise import make_exercise

    workspace = make_exercise(_progress().part(0, 0.9))
    save_workspace(workspace, options.out)
    _say(tr("{count} layers written to {path}", count=len(workspace.layers), path=options.out))


def _import(options: argparse.Namespace) -> None:
    from layers.formats.importing import import_files

    path: Path = options.workspace
    saved = load_workspace(path) if path.exists() else None
    before = saved or Workspace(name=path.stem)
    result = import_files(
        before,
        options.paths,
        kind=options.kind or "",
        date=options.date,
        columns=dict(options.set),
        values=_value_map(options.value),
        areas=dict(options.area),
        total=options.total,
        as_new=options.new,
        progress=_progress().report,
    )
    if options.report is not None:
        from layers.formats.report_workbook import write_report_workbook

        write_report_workbook(result, options.report)
    save_workspace(result.workspace, path, saved)
    reports = [report.as_dict() for report in result.layers]
    if options.json:
        refused = [{"file": item.file, "error": str(item.error)} for item in result.refused]
        _print_json({"layers": reports, "refused": refused})
        return
    for report in reports:
        print(f"{report['name']} ({report['kind']}): ", end="")
        print(
            tr(
                "{features:,} features of {read:,} read, {left_out:,} left out, {repaired:,} repaired",
                **{key: report[key] for key in ("features", "read", "left_out", "repaired")},
            )
        )
        for message in report["messages"]:
            print(f"  {message}")


def _layers(options: argparse.Namespace) -> None:
    workspace = load_workspace(options.workspace)
    today = workspace.today()
    rows = [
        {
            "name": layer.name,
            "kind": layer.kind.name,
            "features": len(layer) if layer.raster is None else layer.raster.values.size,
            "source": layer.provenance.source,
            "date": layer.provenance.date.isoformat() if layer.provenance.date else None,
            "stale": layer.is_stale(today),
            "licence": layer.provenance.licence,
            "sensitivity": layer.sensitivity.name.lower(),
            "exercise": layer.provenance.exercise,
        }
        for layer in workspace.layers
    ]
    if options.json:
        _print_json({"workspace": workspace.name, "layers": rows})
        return
    for row in rows:
        age = tr(" (past its shelf life)") if row["stale"] else ""
        date = row["date"] or tr("date unknown")
        print(f"{row['name']:<28} {row['kind']:<18} {row['features']:>8,}  {date}{age}  {row['source']}")


def _analyses(options: argparse.Namespace) -> None:
    rows: list[dict[str, Any]] = [
        {
            "name": analysis.name,
            "label": str(analysis.label),
            "summary": str(analysis.summary),
            "parameters": [
                {
                    "name": item.name,
                    "label": str(item.label),
                    "type": item.type,
                    "unit": item.unit,
                    "default": as_text(item.default),
                    "least": item.least,
                    "most": item.most,
                    "choices": list(item.choices),
                    "required": item.required,
                    "help": str(item.help or ""),
                }
                for item in describe(analysis.parameters)
            ],
        }
        for analysis in ANALYSES
    ]
    if options.json:
        _print_json({"analyses": rows})
        return
    for row in rows:
        print(f"{row['name']}: {row['summary']}")
        for item in row["parameters"]:
            low = "…" if item["least"] is None else f"{item['least']:g}"
            high = "…" if item["most"] is None else f"{item['most']:g}"
            bounds = f" [{low} – {high}]" if (low, high) != ("…", "…") else ""
            choices = f" ({'|'.join(item['choices'])})" if item["choices"] else ""
            print(f"    {item['name']}={item['default']} {item['unit']}{bounds}{choices}  {item['help']}")


def _run(options: argparse.Namespace) -> None:
    workspace, outcome = _outcome(options, _progress())
    _tell(outcome, workspace, options)


def _tell(outcome: Outcome, workspace: Workspace, options: argparse.Namespace) -> None:
    """Print an outcome, and write it to files when a folder is given."""
    from planning.report.edition import outcome_for_edition
    from planning.report.outcome_json import outcome_as_json
    from planning.report.report import report_stem, write_report
    from planning.route_files import write_route_files

    if options.out is not None:
        write_report(
            options.out, workspace, edition=options.edition, outcomes=(outcome,), control=_progress()
        )
        stem = report_stem(workspace, options.edition, workspace.is_exercise)
        write_route_files(options.out, stem, outcome, workspace, options.edition)
    told = outcome_for_edition(outcome, options.edition, workspace)
    if options.json:
        _print_json(outcome_as_json(told))
        return
    for finding in told.findings:
        print(f"[{finding.severity}] {finding.text}")
    for table in told.tables:
        print(f"\n{table.title} ({table.name}: {len(table.rows):,})")
        _print_table([column.name for column in table.columns], table.rows[:20])
    print(f"\n{tr('It rests on:')}")
    for assumption in told.assumptions:
        print(f"  {assumption.text}" + (f" ({assumption.source})" if assumption.source else ""))


def _map(options: argparse.Namespace) -> None:
    from planning.report.map_page import write_map

    progress = _progress()
    if options.analysis:
        workspace, outcome = _outcome(options, progress.part(0, 0.6))
    else:
        baseline = load_workspace(options.workspace)
        workspace = scenario_named(baseline, options.scenario).applied_to(baseline)
        outcome = None
    write_map(
        options.out,
        workspace,
        page=options.page,
        landscape=options.landscape,
        title=options.title,
        area=options.area,
        outcome=outcome,
        edition=options.edition,
        control=progress.part(0.6, 1),
    )
    _say(tr("map written to {path}", path=options.out))


def _report(options: argparse.Namespace) -> None:
    from planning.report.report import write_report

    progress = _progress()
    workspace = load_workspace(options.workspace)
    scenario = scenario_named(workspace, options.scenario)
    outcomes = run_all(workspace, scenario, progress.part(0, 0.6))
    written = write_report(
        options.out, workspace, edition=options.edition, outcomes=outcomes, control=progress.part(0.6, 1)
    )
    for path in written:
        print(path)


def _outcome(options: argparse.Namespace, control: RunControl) -> tuple[Workspace, Any]:
    workspace = load_workspace(options.workspace)
    analysis = analysis_named(options.analysis)
    scenario = scenario_named(workspace, options.scenario)
    parameters = telling_parameters(analysis, workspace, dict(options.set))
    return workspace, run(analysis, workspace, scenario, parameters, control)


COMMANDS = (
    *("exercise", "import", "layers", "analyses", "run", "map", "report"),
    *scenario_commands.COMMANDS,
    *network_commands.COMMANDS,
    *speed_commands.COMMANDS,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridor",
        description="Corridor without its window. “corridor [WORKSPACE.gpkg]” alone opens the window.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, call: Any, help_: str, *, workspace: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=help_, description=help_)
        added.set_defaults(command=call)
        if workspace:
            added.add_argument("workspace", type=Path, metavar="WORKSPACE", help="a workspace (.gpkg)")
        return added

    exercise = command("exercise", _exercise, "write the exercise as a workspace", workspace=False)
    exercise.add_argument("out", type=Path, metavar="OUT.gpkg")

    import_ = command("import", _import, "add files or folders; makes the workspace when there is none")
    import_.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    import_.add_argument("--kind", choices=[kind.name for kind in KINDS], metavar="KIND", help="take as KIND")
    import_.add_argument(
        "--total", type=float, metavar="PEOPLE", help="scale the cells of a grid to add up to PEOPLE"
    )
    import_.add_argument("--date", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="date of the data")
    _add_set(import_, "FIELD=COLUMN", "take FIELD from COLUMN; without COLUMN from none")
    import_.add_argument("--value", action="append", type=_pair, default=[], metavar="FIELD:WORD=VALUE",
                         help="take the publisher's WORD in FIELD for VALUE")  # fmt: skip
    import_.add_argument("--area", action="append", type=_pair, default=[], metavar="NAME=CODE",
                         help="the area that a name means which fits several")  # fmt: skip
    import_.add_argument("--new", action="store_true", help="never update a layer there is")
    import_.add_argument("--report", type=_workbook_file, metavar="FILE.xlsx",
                         help="write the report with the offending rows marked")  # fmt: skip

    layers = command("layers", _layers, "list the layers with source, date and sensitivity")
    analyses = command("analyses", _analyses, "list the analyses with their parameters", workspace=False)

    run_ = command("run", _run, "run one analysis")
    run_.add_argument("analysis", choices=[item.name for item in ANALYSES], metavar="ANALYSIS")
    run_.add_argument("--out", type=Path, metavar="DIR", help="also write map, tables and brief there")
    map_ = command("map", _map, "write a map page as PDF, PNG or SVG")
    map_.add_argument("--out", type=_map_file, required=True, metavar="FILE.{pdf,png,svg}")
    map_.add_argument("--page", choices=["A4", "A3"], default="A4")
    map_.add_argument("--landscape", action="store_true")
    map_.add_argument("--title", default="", metavar="TEXT")
    map_.add_argument("--area", default="", metavar="CODE", help="P-code or name of the area to show")
    map_.add_argument("--analysis", choices=[item.name for item in ANALYSES], metavar="NAME", default="")
    report = command("report", _report, "run every analysis and write maps, tables and brief")
    report.add_argument("--out", type=Path, required=True, metavar="DIR")
    channels = scenario_commands.Channels(line=print, json=_print_json, outcome=_tell, progress=_progress)
    _, compare = scenario_commands.add_commands(command, channels)
    network_commands.add_parser(command, channels)
    speed_commands.add_parser(command, channels)
    for added in (run_, map_, report):
        added.add_argument("--scenario", default=BASELINE.name, metavar="NAME")
    for added in (run_, map_, report, compare):
        added.add_argument("--edition", type=Edition, choices=list(Edition), default=Edition.INTERNAL)
        added.add_argument("--language", choices=list(LANGUAGES), default="en")
    for added in (run_, map_, compare):
        _add_set(added, "NAME=VALUE", "set a parameter of the analysis")
    for added in (import_, layers, analyses, run_):
        added.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add_set(parser: argparse.ArgumentParser, metavar: str, help_: str) -> None:
    parser.add_argument("--set", action="append", type=_pair, default=[], metavar=metavar, help=help_)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value


def _value_map(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for name, value in pairs:
        field, _, word = name.partition(":")
        values.setdefault(field.strip(), {})[word.strip()] = value
    return values


def _workbook_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise argparse.ArgumentTypeError(f"{text!r} must end in .xlsx")
    return path


def _map_file(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() not in (".pdf", ".png", ".svg"):
        raise argparse.ArgumentTypeError(f"{text!r} must end in .pdf, .png or .svg")
    return path


def _choose_language(language: str) -> None:
    use_language(language)
    if not has_translation(language):
        _say(f"corridor: {LANGUAGES[language]}: texts are still shown in English; place names are translated")


def _progress() -> RunControl:
    """Progress on stderr: one line that changes on a terminal, a line a stage elsewhere."""
    last = ""

    def report(fraction: float, stage: Text | str) -> None:
        nonlocal last
        if sys.stderr.isatty():
            line = f"{fraction:4.0%} {stage}"
            sys.stderr.write(f"\r{line:<{len(last)}}")
            last = line
            if fraction >= 1:
                sys.stderr.write("\n")
        elif str(stage) != last:
            last = str(stage)
            sys.stderr.write(f"{fraction:4.0%} {stage}\n")
        sys.stderr.flush()

    return RunControl(report=report)


def _print_table(names: list[str], rows: Sequence[Sequence[Any]]) -> None:
    texts = [names, *([_cell(value) for value in row] for row in rows)]
    widths = [min(40, max(len(row[index]) for row in texts)) for index in range(len(names))]
    for row in texts:
        print("  " + "  ".join(f"{text[:width]:<{width}}" for text, width in zip(row, widths, strict=True)))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return str(value)


def _print_json(content: object) -> None:
    json.dump(content, sys.stdout, ensure_ascii=False, indent=1, default=str, allow_nan=False)
    print()


def _say(text: Text | str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
