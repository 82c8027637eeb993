"""`farfield run`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.app import command
from farfield.cli.arguments import Json, Levels, Quiet
from farfield.cli.completing import family_names
from farfield.cli.stopping import STOPPED, resumable
from farfield.options.asking import FactsGiven, RunOptions
from farfield.options.market import NAME as MARKET
from farfield.options.market import MarketGiven, market_options
from farfield.options.typed import MODEL, OUTPUT, Typed
from farfield.records import FarfieldError


@command("run")
def run_command(
    family: Annotated[
        str,
        typer.Argument(
            metavar="FAMILY",
            help="See `farfield families`; or market: firms that the model runs.",
            show_default=False,
            autocompletion=family_names,
        ),
    ],
    model: Annotated[
        str,
        Typed(
            MODEL,
            "M",
            "As in Inspect: farfield/smollm2, farfield/PATH.gguf, openai/NAME, openai-api/SERVICE/NAME.",
        ),
    ],
    options: RunOptions,
    given: FactsGiven,
    market: MarketGiven,
    levels: Levels = (),
    out: Annotated[
        Path | None,
        Typed(OUTPUT, "DIR", "Where the log goes.", default="`farfield-logs`, of a market `farfield-market`"),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Ask a model the tasks of a family: an ordinary Inspect log, and the score at each level."""
    if family == MARKET:
        _require_nothing_of_families(given, levels)
        _run_market(model, out or Path("farfield-market"), options, market, json=json, quiet=quiet)
    else:
        _require_nothing_of_markets(family, market)
        _run_family(
            family, model, out or Path("farfield-logs"), options, given, levels, json=json, quiet=quiet
        )


def _run_family(
    family: str, model: str, out: Path, options: RunOptions, given: FactsGiven, levels: Sequence[str], *, json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    from farfield.families import get_family
    from farfield.run.asked_levels import parse_axes
    from farfield.run.given_facts import given_facts
    from farfield.run.running import run_family
    from farfield.terminal.asked import asked_of
    from farfield.terminal.families import summarise_family
    from farfield.terminal.summary import print_summary

    family = given_facts(family, given)
    chosen = [*levels, *([f"turns={given.turns}"] if given.turns else [])]
    asked = replace(options.task, axes=parse_axes(get_family(family), chosen))
    with resumable():
        run = run_family(family, model, out, replace(options, task=asked), quiet=json or quiet)
    if json:
        print_summary(asked_of(run))
    elif not quiet:
        summarise_family(run)
    if run.stopped:
        sys.exit(STOPPED)


def _run_market(
    model: str, out: Path, options: RunOptions, given: MarketGiven, *, json: bool, quiet: bool
) -> None:
    from farfield.jobs.market import run_market
    from farfield.terminal.market import summarise_market
    from farfield.terminal.summary import print_summary

    with resumable():
        run = run_market(model, out, market_options(given, options.task.seed), options, quiet=json or quiet)
    if json:
        print_summary(run.result)
    elif not quiet:
        summarise_market(run.result, run.folder, run.taken_up)


def _require_nothing_of_families(given: FactsGiven, levels: Sequence[str]) -> None:
    typed = [f"--{name}" for name in ("facts", "now", "turns") if getattr(given, name) is not None]
    typed += ["--axis"] if levels else []
    if typed:
        raise FarfieldError(f"a market takes no {' and no '.join(typed)}", remedy="They are of families.")


def _require_nothing_of_markets(family: str, given: MarketGiven) -> None:
    if given.typed:
        raise FarfieldError(
            f"{family} takes no {' and no '.join(given.typed)}",
            remedy="They are of markets: farfield run market.",
        )
