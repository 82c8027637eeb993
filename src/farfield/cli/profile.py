"""`farfield profile` and `farfield scan`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from farfield.cli.app import command
from farfield.cli.arguments import (
    CorpusGiven,
    DryRun,
    Evals,
    Force,
    Json,
    Out,
    Quiet,
    Rulers,
    SupportFile,
    Task,
)
from farfield.cli.options import profile_options, read_options
from farfield.cli.small_matrices import spare_threads
from farfield.cli.stopping import resumable
from farfield.corpus_records import CorpusSummary
from farfield.options.measuring import MeasureOptions
from farfield.options.reading import ReadOptions
from farfield.options.scanning import ScanOptions
from farfield.records import FarfieldError, printable
from farfield.standby import SCANS, further_processes, standing_by

if TYPE_CHECKING:
    from farfield.jobs.profile import ProfileOptions, Run


SCANNED = ("pieces", "bits", "match", "coverage")
"""The rulers of a scan that names none."""


@command("profile")
def profile_command(
    evals: Evals,
    read: ReadOptions,
    task: Task,
    given: CorpusGiven,
    rulers: Rulers,
    scan: ScanOptions,
    measure: MeasureOptions,
    dry_run: DryRun = False,
    support: SupportFile = None,
    out: Out = Path("farfield-out"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Evaluation results and a corpus in, a capability profile and its report out."""
    _spare_threads(rulers)
    with resumable(), helpers_for(given.corpus, scan, dry_run=dry_run):
        from farfield.jobs.profile import profile
        from farfield.terminal.meter import Meter

        options = profile_options(read_options(read, task), given, rulers.ruler, scan, measure, support)
        if dry_run:
            show_preview(evals, given.corpus, options, json=json)
            return
        with Meter(quiet=quiet) as meter:
            run = profile(evals, given.corpus, out, options, meter.stage)
    show_run("profile", run, json=json, quiet=quiet)


@command("scan")
def scan_command(
    evals: Evals,
    read: ReadOptions,
    task: Task,
    given: CorpusGiven,
    rulers: Rulers,
    scan: ScanOptions,
    dry_run: DryRun = False,
    out: Out = Path("farfield-scan"),
    force: Force = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Distances and passages only: items.parquet, passages.parquet and evidence.parquet."""
    _spare_threads(rulers)
    if not given.corpus:
        raise FarfieldError("a scan needs a corpus", remedy="Name its files with --corpus.")
    with resumable(), helpers_for(given.corpus, scan, dry_run=dry_run):
        from farfield.jobs.profile import scan_only
        from farfield.terminal.meter import Meter

        options = profile_options(
            read_options(read, task, scored=False), given, rulers.ruler or SCANNED, scan, MeasureOptions()
        )
        if dry_run:
            show_preview(evals, given.corpus, options, json=json)
            return
        with Meter(quiet=quiet) as meter:
            run = scan_only(evals, given.corpus, out, options, meter.stage, force=force)
    if json:
        show_run("scan", run, json=json, quiet=quiet)
    elif not quiet:
        _tell_scan(run)


def _spare_threads(rulers: Rulers) -> None:
    """But for a model of meaning, which multiplies large matrices."""
    if "semantic" not in rulers.ruler:
        spare_threads()


def helpers_for(corpus: Sequence[str], scan: ScanOptions, *, dry_run: bool) -> AbstractContextManager[None]:
    """Further processes, where several will share a scan: they start while this one has yet to load most of itself."""
    further = 0 if dry_run or scan.ray else further_processes(corpus, scan.workers)
    return standing_by(further, SCANS)


def show_preview(evals: list[str], corpus: Sequence[str], options: ProfileOptions, *, json: bool) -> None:
    """Print what a run would read; `--quiet` leaves it, for it is what was asked for."""
    from farfield.jobs.preview import preview
    from farfield.terminal.preview import tell_preview
    from farfield.terminal.summary import print_summary

    found = preview(evals, corpus, options)
    if json:
        print_summary(found)
    else:
        print("\n".join(tell_preview(found)))


def _tell_scan(run: Run) -> None:
    """What was searched and where it stands; what is to be doubted of it."""
    from farfield.results.structs import known
    from farfield.words.phrases import columns_taken

    searched = known(run.record.corpus)
    print(
        f"{_searched(searched)} searched. "
        f"Distances: {run.folder / 'items.parquet'}; passages: {run.folder / 'passages.parquet'}"
    )
    for told in columns_taken(run.record):
        print(f"read as  {told}")
    for line in _told_of(searched):
        print(line)
    share = searched.searched_fraction
    if share < 1:
        from farfield.words.numbers import short

        print(
            f"These are {short(share)} of the corpus: distances by pieces, match and coverage are at most those "
            "written, and columns ending in _high hold the most documents that the whole may hold."
        )


def _told_of(corpus: CorpusSummary) -> list[str]:
    """What could not be read, what documents are made of where that was guessed, and what is to be doubted."""
    from farfield.words import phrases

    lost = phrases.lost_part(corpus)
    told = [f"not searched: {lost}, see rejected.jsonl"] if lost else []
    return [printable(text) for text in [*told, *corpus.doubts, *phrases.documents_of(corpus)]]


def _searched(corpus: CorpusSummary) -> str:
    """What is known of the corpus's size."""
    from farfield.words.numbers import whole

    sizes = {"documents": corpus.documents, "words": corpus.words}
    if corpus.backend is not None:
        sizes["tokens"] = corpus.backend.tokens
    return " and ".join(f"{whole(number)} {name}" for name, number in sizes.items() if number is not None)


def show_run(
    name: str, run: Run, *, json: bool, quiet: bool, about: str = "", steps: Sequence[str] = ()
) -> None:
    """Print a finished run of the command `name`, its report's place, what it is `about` and the lines to type next;
    or by `json` its summary."""
    if json:
        from farfield.terminal.summary import print_summary, summary_of

        print_summary(summary_of(name, run.folder, run.profile, run.record))
    elif not quiet:
        from farfield.results.structs import known
        from farfield.terminal.profile import After, summarise

        summarise(known(run.profile), run.record, run.folder / "report.html", after=After(about, steps))
