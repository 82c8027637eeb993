"""The main job: read, resolve, scan, measure, report. Each stage's files are whole before the next begins.

They take the places of an earlier run's once all are there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from msgspec import structs

from farfield.corpus_records import CorpusSummary
from farfield.jobs.finished import Run
from farfield.jobs.frames import Source, as_files
from farfield.jobs.record import Asked, record_run
from farfield.jobs.resolve import ProfileOptions, Resolved, resolve
from farfield.kernel.machine.kept import code_is_there
from farfield.logs import read_items
from farfield.measure.rulers import add_rulers
from farfield.records import Evidence, FarfieldError, Items, Rejected, Support, TaskGroup
from farfield.regimes import assign_regimes, families_of
from farfield.results import Profile, RunRecord
from farfield.scan import count_witnesses, discard_checkpoints, scan, support_rows
from farfield.schemas import EVIDENCE_SCHEMA, PASSAGE_SCHEMA
from farfield.storage import Stage, require_local, stage_in, write_json, write_rejected, write_table
from farfield.terminal.meter import watched

if TYPE_CHECKING:
    from farfield.report.run_folder import Results

__all__ = ["ProfileOptions", "Progress", "Run", "profile", "scan_only"]

Progress = Callable[[str, int, int], None]
"""Told the stage that begins, and during the scan the bytes read so far and the bytes there are."""

RESULTS = (
    "items.parquet", "passages.parquet", "evidence.parquet", "support.parquet", "rejected.jsonl", "profile.json",
    "report-all.html", "report.html", "run.json",
)  # fmt: skip
CHECKPOINTS = ".shards"
COMPILING = "compiling the scan, once on this machine: up to a minute"


def profile(
    evals: Source | Sequence[Source],
    corpus: Source | Sequence[Source] = (),
    out: str | Path = "farfield-out",
    options: ProfileOptions | None = None,
    progress: Progress | bool | None = None,
    *,
    ruler: str | Sequence[str] | None = None,
) -> Run:
    """Evaluation results and a corpus in; a run folder with a capability profile and its report out.

    `evals`, `corpus`: files, folders, globs or URLs, or tables, which are kept in the run's folder `given`. Without a
    corpus only time and column rulers can be had. `ruler`: one or several, in place of those of `options`. `progress`:
    True tells the stages on standard error, as a notebook does unless it is False.
    Raises FarfieldError for whatever the user can mend; an earlier run in `out` is left alone until this one has
    succeeded.
    """
    from farfield.report.page.profile_page import write_own_report

    started, folder = time.monotonic(), Path(out)
    require_local(folder)
    with (
        watched(progress) as notify,
        as_files(folder, "evals", evals) as logs,
        as_files(folder, "corpus", corpus) as documents,
        stage_in(folder) as stage,
    ):
        asked = Asked(logs, documents, folder)
        found = _collect(asked, _with_rulers(options or ProfileOptions(), ruler), notify)
        with ThreadPoolExecutor(1) as beside:  # packing tables and waiting for the disk leave Python free
            written = beside.submit(_write_evidence, stage.folder, asked, found)
            notify("measuring", 0, 0)
            result = _measure(asked, found)
            written.result()
        write_json(stage.folder / "profile.json", result)
        record = _write_record(stage.folder, asked, found, started)
        notify("writing the report", 0, 0)
        write_own_report(stage.folder, _results(asked, found, result, record))
        return _finish(stage, asked, result, record)


def _with_rulers(options: ProfileOptions, ruler: str | Sequence[str] | None) -> ProfileOptions:
    """The options with the rulers that were named beside them."""
    if ruler is None:
        return options
    names = (ruler,) if isinstance(ruler, str) else tuple(ruler)
    return replace(options, measure=replace(options.measure, rulers=names, axis_rulers=False))


def scan_only(
    evals: str | Sequence[str],
    corpus: str | Sequence[str],
    out: str | Path = "farfield-scan",
    options: ProfileOptions | None = None,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> Run:
    """The first half of `profile`: distances and passages, without a profile.

    Raises FarfieldError where `out` holds a profile, which would be removed, unless `force` says so.
    """
    if (Path(out) / "profile.json").exists() and not force:
        raise FarfieldError(
            "holds a profile, which a scan would remove",
            where=str(out),
            remedy="Name another folder with --out, or let it go with --force.",
        )
    started = time.monotonic()
    asked = _asked(evals, corpus, out)
    with stage_in(asked.folder) as stage:
        found = _collect(asked, options or ProfileOptions(), progress or _unheard)
        _write_evidence(stage.folder, asked, found)
        record = _write_record(stage.folder, asked, found, started)
        return _finish(stage, asked, None, record)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to measure: what the run goes by, the evidence, and the supports, declared or counted."""

    run: Resolved
    evidence: Evidence
    supports: Mapping[str, Support]

    @property
    def rejected(self) -> list[Rejected]:
        """What was left out of the logs, then of the corpus."""
        return [*self.run.items.rejected, *self.evidence.rejected]


def _unheard(_stage: str, _done: int, _total: int) -> None:
    """The progress of a run that nobody watches."""


def _asked(evals: str | Sequence[str], corpus: str | Sequence[str], out: str | Path) -> Asked:
    return Asked(
        [evals] if isinstance(evals, str) else list(evals),
        [corpus] if isinstance(corpus, str) else list(corpus),
        Path(out),
    )


def _collect(asked: Asked, given: ProfileOptions, notify: Progress) -> _Found:
    """Read, resolve the options, scan, and add the rulers and regimes."""
    notify("reading results", 0, 0)
    run = resolve(read_items(asked.evals, given.read), given, corpus=bool(asked.corpus))
    evidence = _search(asked, run, notify)
    supports = {**_count_supports(asked, run, notify), **run.declared}
    measure = run.options.measure
    table = assign_regimes(add_rulers(evidence.items, measure), measure, supports)
    return _Found(run, replace(evidence, items=table), supports)


def _search(asked: Asked, run: Resolved, notify: Progress) -> Evidence:
    """What the corpus holds of the items; without one, the items alone."""
    if not asked.corpus:
        nothing = pl.DataFrame(schema=PASSAGE_SCHEMA)
        return Evidence(run.items.table, nothing, pl.DataFrame(), CorpusSummary(0, 0, 0))
    notify("scanning" if code_is_there() else COMPILING, 0, 0)
    return scan(
        run.items,
        asked.corpus,
        run.options.scan,
        lambda done, total: notify("scanning", done, total),
        asked.folder / CHECKPOINTS,
    )


def _count_supports(asked: Asked, run: Resolved, notify: Progress) -> Mapping[str, Support]:
    """What the corpus shows of the families of the items, but for those whose support is declared."""
    rest = [family for family in families_of(run.items.table) if family.name not in run.declared]
    if not rest or not asked.corpus:
        return {}
    notify("counting witnesses", 0, 0)
    return count_witnesses(
        rest, asked.corpus, run.options.scan, lambda done, total: notify("counting witnesses", done, total)
    )


def _measure(asked: Asked, found: _Found) -> Profile:
    from farfield.jobs.measuring import fit_profile

    evidence, items = found.evidence, found.run.items
    corpus = evidence.corpus if asked.corpus else None
    result = fit_profile(evidence.items, found.run.options.measure, corpus, found.supports, _groups(items))
    return structs.replace(result, where=items.chosen)


def _groups(items: Items) -> Sequence[TaskGroup]:
    """What the logs tell of groups; of a part of the items the logs' own scores of these are no measure."""
    return [replace(group, stated={}) if items.chosen else group for group in items.groups]


def _write_evidence(folder: Path, asked: Asked, found: _Found) -> None:
    evidence = found.evidence
    write_table(folder / "items.parquet", evidence.items)
    write_table(folder / "passages.parquet", evidence.passages)
    if asked.corpus:
        write_table(folder / "evidence.parquet", evidence.texts)
    if found.supports:
        write_table(folder / "support.parquet", support_rows(found.supports))
    write_rejected(folder / "rejected.jsonl", found.rejected)


def _results(asked: Asked, found: _Found, result: Profile, record: RunRecord) -> Results:
    """What was written, as it would be read."""
    from farfield.report.run_folder import Results

    evidence = found.evidence
    texts = evidence.texts if asked.corpus else pl.DataFrame(schema=EVIDENCE_SCHEMA)
    return Results(result, record, evidence.items, evidence.passages, texts, found.rejected)


def _write_record(folder: Path, asked: Asked, found: _Found, started: float) -> RunRecord:
    seconds = time.monotonic() - started
    record = record_run(asked, found.run.options, found.run.items, found.evidence, seconds)
    write_json(folder / "run.json", record)
    return record


def _finish(stage: Stage, asked: Asked, result: Profile | None, record: RunRecord) -> Run:
    stage.publish(RESULTS)
    discard_checkpoints(asked.folder / CHECKPOINTS)
    return Run(asked.folder, result, record)
