"""The audit of agents' transcripts: read, grade, compare, count, report. Its files are whole or not there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from farfield.jobs.in_processes import map_in_order
from farfield.jobs.made import made_now
from farfield.options.auditing import ReuseOptions
from farfield.records import AgentRun, FarfieldError, ListedRun, Rejected, without_secrets
from farfield.report.page.reuse_page import write_reuse
from farfield.results.reuse import Reuse, ReuseSettings
from farfield.results.reuse_record import ReuseRecord
from farfield.reuse.audit import AuditedRun
from farfield.reuse.auditor import Auditor
from farfield.reuse.checkouts import read_checkouts
from farfield.reuse.given import require_folders
from farfield.reuse.summary import ReadCounts, summarise_runs
from farfield.reuse.tables import access_rows, run_rows, span_rows
from farfield.reuse.tasks import read_tasks
from farfield.storage import place_of, stage_in, write_json, write_rejected, write_table
from farfield.transcripts import iterate_runs
from farfield.transcripts.account import Account
from farfield.transcripts.identity import RunNames
from farfield.transcripts.listings import Listings
from farfield.transcripts.reading import find_transcripts

Progress = Callable[[str, int, int], None]
"""Told the stage that begins, and during the audit how many files are read of how many."""

RESULTS = (
    "runs.parquet", "accesses.parquet", "spans.parquet", "rejected.jsonl", "reuse.json", "report-all.html",
    "report.html", "run.json",
)  # fmt: skip
TABLES = {
    "runs": "farfield.reuse-runs/1",
    "accesses": "farfield.reuse-accesses/1",
    "spans": "farfield.reuse-spans/1",
}


def _settings(options: ReuseOptions) -> ReuseSettings:
    """The options as the results tell them, without secrets."""
    return ReuseSettings(
        tasks=without_secrets(options.tasks) if options.tasks else None,
        sealed=[without_secrets(one) for one in options.sealed],
        repo=list(options.repo),
        background=list(options.background),
        confidence=options.confidence,
    )


@dataclass(frozen=True)
class ReuseRun:
    """A finished audit: its folder and the content of reuse.json."""

    folder: Path
    result: Reuse


@dataclass
class _Found:
    """What was read and audited."""

    runs: list[AuditedRun]
    account: Account
    listed: Sequence[ListedRun]
    sealed: frozenset[str]
    twice: int
    """Runs that both arms name."""


def audit(
    runs: str | Sequence[str],
    out: str | Path = "farfield-reuse",
    options: ReuseOptions | None = None,
    progress: Progress | None = None,
) -> ReuseRun:
    """Transcripts of agents in; what they displayed, what they handed in in the same words, and the page of it out.

    `runs`: files, folders, globs or URLs. Raises FarfieldError for whatever the user can mend; an earlier audit in
    `out` is left alone until this one has succeeded.
    """
    started, given = time.monotonic(), options or ReuseOptions()
    sources = [runs] if isinstance(runs, str) else list(runs)
    notify = progress or (lambda _stage, _done, _total: None)
    with stage_in(Path(out)) as stage:
        notify("reading transcripts", 0, 0)
        found = _audit(sources, given, notify)
        result = summarise_runs(
            found.runs,
            found.listed,
            found.sealed,
            _read_counts(found),
            _settings(given),
        )
        write_table(stage.folder / "runs.parquet", run_rows(found.runs))
        write_table(stage.folder / "accesses.parquet", access_rows(found.runs))
        write_table(stage.folder / "spans.parquet", span_rows(found.runs))
        write_rejected(stage.folder / "rejected.jsonl", _left_out(found.account))
        write_json(stage.folder / "reuse.json", result)
        write_json(stage.folder / "run.json", _record(sources, Path(out), given, found, result, started))
        notify("writing the report", 0, 0)
        write_reuse(stage.folder)
        stage.publish(RESULTS)
    return ReuseRun(Path(out), result)


def _audit(sources: Sequence[str], given: ReuseOptions, notify: Progress) -> _Found:
    """All runs, in the order of their names: neither the order of the files nor the number of processes tells."""
    background = require_folders(given.background)
    auditor = Auditor(read_tasks(given.tasks) if given.tasks else {}, read_checkouts(given.repo), background)
    opened, sealed = _Arm(sorted(set(sources))), _Arm(sorted(set(given.sealed)))
    _set_apart(opened, sealed)
    files = len({*opened.files, *sealed.files})

    def each() -> Iterator[AgentRun]:
        for arm in (opened, sealed):
            for run in arm.runs({one.run_id for one in opened.told}):
                done = len(opened.account.inputs) + len(sealed.account.inputs)
                notify("auditing", min(done, files), files)
                yield run

    found = list(map_in_order(auditor, each(), given.workers))
    if given.sealed and sealed.copies and not sealed.told:
        raise _no_arms("every run that --sealed names is a copy of one of RUNS")
    audited = sorted((one for one in found if isinstance(one, AuditedRun)), key=lambda one: one.run)
    opened.account.absorb(sealed.account)
    opened.account.rejected += [one for one in found if isinstance(one, Rejected)]
    names = frozenset(one.run_id for one in sealed.told)
    listed = [*opened.listed(False if given.sealed else None), *sealed.listed(True)]
    return _Found(audited, opened.account, listed, names, opened.passed_over)


def _set_apart(opened: _Arm, sealed: _Arm) -> None:
    """A file of both arms counts as sealed alone, and a run of another file in both as open alone.

    Raises FarfieldError where nothing would be left of the open arm.
    """
    if not sealed.files:
        return
    places = {place_of(path) for path in sealed.files}
    both = [path for path in opened.files if place_of(path) in places]
    if len(both) == len(opened.files):
        raise _no_arms("--sealed names every file of RUNS")
    opened.without = frozenset(map(without_secrets, both))
    opened.met = sealed.met = RunNames()


def _no_arms(what: str) -> FarfieldError:
    return FarfieldError(
        f"{what}: which of them had open history cannot be told",
        remedy="Give the runs with open history as RUNS and other runs of the same tasks by --sealed; without "
        "--sealed the transcripts tell which are sealed.",
    )


class _Arm:
    """Transcripts named together. `without`: files that another arm holds; `told`: its runs, without their events."""

    def __init__(self, sources: Sequence[str]) -> None:
        self.files = find_transcripts(sources) if sources else []
        self.account, self.told = Account(), list[AgentRun]()
        self.without: frozenset[str] = frozenset()
        self.passed_over = 0
        """Runs of files that another arm holds."""
        self.met: RunNames | None = None
        """The runs of both arms; null where there is one."""
        self.copies = 0
        """Runs that another arm holds in another file."""
        self._sources, self._listings = sources, Listings()

    def runs(self, taken: set[str]) -> Iterator[AgentRun]:
        """Its runs under names of their own. `taken`: those of the other arm."""
        if not self._sources:
            return
        for run in iterate_runs(self._sources, self.account, self._listings):
            if run.file in self.without:
                self.passed_over += 1
                continue
            met = self.met.admit(run) if self.met is not None else run
            if isinstance(met, Rejected):
                self.copies += 1
                self.account.repeated.append(met)
                continue
            named = replace(run, run_id=f"{run.run_id} (sealed)") if run.run_id in taken else run
            self.told.append(replace(named, events=(), patch=None, reference=None))
            yield named

    def listed(self, sealed: bool | None) -> list[ListedRun]:
        """What lists beside its transcripts tell. `sealed`: what is true of them where the lists don't tell."""
        found = self._listings.listed(self.told)
        return [replace(one, sealed=sealed) if one.sealed is None else one for one in found]


def _read_counts(found: _Found) -> ReadCounts:
    account = found.account
    return ReadCounts(
        len(account.inputs),
        len(account.nothing),
        len(account.strange()),
        len(account.repeated),
        found.twice,
    )


def _left_out(account: Account) -> list[Rejected]:
    """Whatever is in no denominator, with its reason."""
    found = [*account.strange(), *account.nothing, *account.repeated]
    return sorted(found, key=lambda one: (one.source, one.line or 0, one.reason))


def _record(
    sources: Sequence[str], folder: Path, given: ReuseOptions, found: _Found, result: Reuse, started: float
) -> ReuseRecord:
    named = [without_secrets(one) for one in sources]
    made = made_now(time.monotonic() - started)
    return ReuseRecord(
        tables=TABLES,
        command=given.command or f"farfield.audit({named!r}, out={str(folder)!r}, options=...)",
        created=made.created,
        seconds=made.seconds,
        versions=made.versions,
        options=_settings(given),
        inputs=sorted(found.account.inputs, key=lambda one: one.path),
        rejected=len(_left_out(found.account)),
        warnings=result.warnings,
    )
