"""`farfield compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Quiet
from farfield.cli.small_matrices import spare_threads
from farfield.options.comparing import CompareOptions
from farfield.options.typed import OUTPUT, Typed

if TYPE_CHECKING:
    from farfield.results import Result


@command("compare")
def compare_command(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders of finished runs.", show_default=False)
    ],
    options: CompareOptions,
    out: Annotated[Path, Typed(OUTPUT, "DIR", "Where the comparison goes.")] = Path("farfield-comparison"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Subjects of finished runs beside each other, paired item by item: near, far, with scale; of drift, in time; of
    markets, market by market."""
    spare_threads()
    from farfield.terminal.summary import print_summary

    done = _compare(folders, out, options)
    if json:
        print_summary(done.result)
    elif not quiet:
        done.summarise()


@dataclass(frozen=True)
class _Compared:
    """What was found, and how it is told on the screen."""

    result: Result
    summarise: Callable[[], None]


def _compare(folders: Sequence[Path], out: Path, options: CompareOptions) -> _Compared:
    from farfield.comparison.drift import are_of_drift
    from farfield.comparison.markets import are_markets

    if are_of_drift(folders):
        return _drift(folders, out, options)
    return _markets(folders, out, options) if are_markets(folders) else _profiles(folders, out, options)


def _profiles(folders: Sequence[Path], out: Path, options: CompareOptions) -> _Compared:
    from farfield.jobs.compare import compare
    from farfield.terminal.comparison import summarise_comparison

    done = compare(folders, out, options)
    return _Compared(done.result, lambda: summarise_comparison(done.result, done.folder))


def _drift(folders: Sequence[Path], out: Path, options: CompareOptions) -> _Compared:
    from farfield.jobs.compare_drift import compare_drift
    from farfield.terminal.drift_comparison import summarise_drift_comparison

    done = compare_drift(folders, out, options)
    return _Compared(done.result, lambda: summarise_drift_comparison(done.result, done.folder))


def _markets(folders: Sequence[Path], out: Path, options: CompareOptions) -> _Compared:
    from farfield.jobs.compare_markets import compare_market_runs
    from farfield.terminal.market_comparison import summarise_market_comparison

    done = compare_market_runs(folders, out, options)
    return _Compared(done.result, lambda: summarise_market_comparison(done.result, done.folder))
