"""The command line: parse, call one public function, print."""

from __future__ import annotations

import os
import shlex
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from farfield.records import FarfieldError, printable

if TYPE_CHECKING:
    from farfield.pipeline import ProfileOptions, Run

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="How far from its training data does a language model still work?",
)

Evals = Annotated[
    list[str],
    typer.Argument(
        metavar="EVALS...", help="Evaluation results: files, folders, globs or URLs.", show_default=False
    ),
]
Corpus = Annotated[
    list[str] | None,
    typer.Option(
        "--corpus",
        metavar="SRC",
        help="What the model learned from: files, folders, globs or URLs. Repeatable.",
    ),
]
TextField = Annotated[
    str, typer.Option(metavar="NAME", help="The field of a corpus record that holds its text.")
]
Rulers = Annotated[
    list[str] | None,
    typer.Option(
        "--ruler",
        metavar="NAME",
        help="pieces (the default with a corpus), bits, match, coverage, time or column:NAME. Repeatable.",
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column or dotted path holds a field of the items, as score=scores.exact.",
    ),
]
Difficulty = Annotated[
    str | None, typer.Option(metavar="COL", help="Numeric column: compare near and far at equal difficulty.")
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="COL", help="What items share (template, source): errors are clustered by it."),
]
Chance = Annotated[
    float | None, typer.Option(metavar="P", help="The score of a guess, as 0.25 for four choices.")
]
Cutoff = Annotated[
    str | None, typer.Option(metavar="DATE", help="Last day of the training data, for --ruler time.")
]
FieldName = Annotated[
    str, typer.Option("--field", help="Which text is measured: question, target or output.")
]
UnitName = Annotated[str, typer.Option("--unit", help="word, or byte for languages without spaces.")]
Workers = Annotated[int, typer.Option(metavar="N", min=1, help="Processes that scan the corpus's files.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="The run folder.")]
Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="The format of EVALS, where it is not plain.")
]
Seed = Annotated[int, typer.Option(help="For the bootstrap.")]

CORES = os.cpu_count() or 1


@app.command("profile")
def profile_command(
    evals: Evals,
    corpus: Corpus = None,
    text_field: TextField = "text",
    ruler: Rulers = None,
    difficulty: Difficulty = None,
    cluster: Cluster = None,
    chance: Chance = None,
    cutoff: Cutoff = None,
    map_: Map = None,
    field: FieldName = "question",
    unit: UnitName = "word",
    format_: Format = None,
    workers: Workers = CORES,
    seed: Seed = 0,
    out: Out = Path("farfield-out"),
) -> None:
    """Evaluation results and a corpus in, a capability profile and its report out."""
    from farfield.pipeline import profile

    options = _options(
        corpus, text_field, ruler, map_, format_, field, unit, workers,
        difficulty=difficulty, cluster=cluster, chance=chance, cutoff=cutoff, seed=seed,
    )  # fmt: skip
    with _Meter() as meter:
        run = profile(evals, corpus or (), out, options, meter.stage)
    _print_run(run)


@app.command("scan")
def scan_command(
    evals: Evals,
    corpus: Corpus = None,
    text_field: TextField = "text",
    map_: Map = None,
    field: FieldName = "question",
    unit: UnitName = "word",
    format_: Format = None,
    workers: Workers = CORES,
    out: Out = Path("farfield-out"),
) -> None:
    """Distances and passages only: items.parquet, passages.parquet and evidence.parquet."""
    from farfield.pipeline import scan_only

    if not corpus:
        raise FarfieldError("a scan needs a corpus", remedy="Name its files with --corpus.")
    rulers = ["pieces", "bits", "match", "coverage"]
    options = _options(corpus, text_field, rulers, map_, format_, field, unit, workers, scored=False)
    with _Meter() as meter:
        run = scan_only(evals, corpus, out, options, meter.stage)
    searched = run.record["corpus"]
    print(
        f"{searched['documents']:,} documents and {searched['words']:,} words searched. "
        f"Distances: {run.folder / 'items.parquet'}; passages: {run.folder / 'passages.parquet'}"
    )


@app.command("demo")
def demo_command(
    out: Out = Path("farfield-demo"),
    seed: Annotated[int, typer.Option(help="Draws the world and starts the training.")] = 0,
) -> None:
    """The main job with nothing to bring: a small model is trained here, so that its whole corpus is known."""
    from farfield.demo import beside_command, run_demo, tell_story
    from farfield.lab.options import DemoOptions

    with _Meter() as meter:
        data, run = run_demo(out, DemoOptions(seed=seed), meter.watch, meter.stage)
    _print_run(run)
    print(f"  corpus  {data.corpus}\n  answers {data.answers}\n\n{fill(tell_story(run.profile or {}), 100)}")
    print(f"\nBeside an exact algorithm and a lookup table:\n  {beside_command(data, out)}")


@app.command("view")
def view_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of a finished run.", show_default=False)
    ],
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """The report of a finished run with every item in it, however large."""
    from farfield.report import write_report

    path = write_report(folder, whole=True)
    print(path)
    if open_ and not webbrowser.open(path.resolve().as_uri()):
        print("No browser could be started here; open the file yourself.", file=sys.stderr)


def _options(
    corpus: Sequence[str] | None,
    text_field: str,
    rulers: Sequence[str] | None,
    mapped: Sequence[str] | None,
    format_: str | None,
    field: str,
    unit: str,
    workers: int,
    *,
    scored: bool = True,
    **measure: Any,
) -> ProfileOptions:
    from farfield.measure import MeasureOptions
    from farfield.pipeline import ProfileOptions
    from farfield.read import ReadOptions
    from farfield.read.documents import CorpusOptions
    from farfield.records import FIELDS
    from farfield.scan import ScanOptions

    chosen_field: Any = _one_of("--field", field, FIELDS)
    chosen_format: Any = format_
    chosen_unit: Any = _one_of("--unit", unit, ("word", "byte"))
    if not rulers and not corpus:
        raise FarfieldError(
            "there is nothing to measure distance with",
            remedy="Name a --corpus, or a ruler that needs none: --ruler time --cutoff DATE, or --ruler column:NAME.",
        )
    return ProfileOptions(
        read=ReadOptions(map=_mapping(mapped or ()), format=chosen_format, require_scores=scored),
        scan=ScanOptions(
            unit=chosen_unit, field=chosen_field, workers=workers, corpus=CorpusOptions(text_field)
        ),
        measure=MeasureOptions(
            rulers=tuple(rulers or ("pieces",)), field=chosen_field, unit=chosen_unit, **measure
        ),
        command=shlex.join(["farfield", *sys.argv[1:]]),
    )


def _one_of(option: str, value: str, legal: Sequence[str]) -> str:
    if value not in legal:
        raise FarfieldError(
            f"{value!r} is not a value of {option}", remedy=f"It is one of {', '.join(legal)}."
        )
    return value


def _mapping(entries: Sequence[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in entries]
    for field, equals, column in pairs:
        if not (field and equals and column):
            raise FarfieldError(
                f"--map {field}{equals}{column} is not of the form FIELD=COLUMN",
                remedy="For example --map score=is_correct.",
            )
    return {field: column for field, _, column in pairs}


class _Meter:
    """Progress bars on standard error; nothing where that is not a terminal."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeElapsedColumn(),
            console=console, transient=True, disable=not console.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> _Meter:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def stage(self, name: str, done: int, total: int, note: str = "") -> None:
        """A stage and how far it is; `total` 0 where that cannot be said."""
        if name not in self._tasks:
            for earlier in self._tasks.values():
                self._bars.update(earlier, total=1, completed=1)
            self._tasks[name] = self._bars.add_task(name, total=None, note="")
        self._bars.update(self._tasks[name], total=total or None, completed=done, note=note)

    def watch(self, now: Any) -> None:
        """The same for a DemoProgress."""
        self.stage(now.stage, now.done, now.total, now.note)


def _print_run(run: Run) -> None:
    from farfield.report import summarise

    assert run.profile is not None
    summarise(run.profile, run.record, run.folder / "report.html")


def repeat_corpus(arguments: Sequence[str]) -> list[str]:
    """`EVALS --corpus a b c` as `EVALS --corpus a --corpus b --corpus c`: what a shell makes of `--corpus *.jsonl`.

    Only where EVALS come first; before them `--corpus` takes one value, as every option does.
    """
    if len(arguments) < 2 or arguments[1].startswith("-"):
        return list(arguments)
    repeated: list[str] = []
    in_corpus = False
    for argument in arguments:
        if argument.startswith("-"):
            in_corpus = argument == "--corpus"
        elif in_corpus and repeated[-1] != "--corpus":
            repeated.append("--corpus")
        repeated.append(argument)
    return repeated


def main() -> None:
    """Run the command line; a mistake of the user's is one message on standard error, and exit status 2."""
    try:
        app(args=repeat_corpus(sys.argv[1:]))
    except FarfieldError as error:
        console = Console(stderr=True, soft_wrap=True, highlight=False)
        console.print(printable(f"farfield: {error.headline}"), markup=False)
        if error.remedy:
            console.print(printable(error.remedy), markup=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
