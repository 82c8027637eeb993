"""The main job, start to end: read, scan, measure, report. Each stage's files are whole before the next begins.

They take the places of an earlier run's once all are there.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from msgspec import structs

from farfield.logs import ReadOptions, read_items
from farfield.measure import (
    MeasureOptions,
    add_rulers,
    check_options,
    fit_profile,
    with_families,
)
from farfield.records import (
    SCHEMA_EVIDENCE,
    SCHEMA_ITEMS,
    SCHEMA_PASSAGES,
    SCHEMA_SUPPORT,
    CorpusSummary,
    Evidence,
    FarfieldError,
    InputFile,
    Items,
    Support,
    TaskGroup,
    without_secrets,
)
from farfield.regimes import add_sides, assign_regimes, families_of, read_support
from farfield.report.page.profile_page import write_own_report
from farfield.results import Profile, RunRecord
from farfield.scan import ScanOptions, count_witnesses, discard_checkpoints, scan, support_rows
from farfield.schemas import PASSAGE_SCHEMA
from farfield.storage import Stage, stage_in, write_json, write_rejected, write_table

Progress = Callable[[str, int, int], None]
"""Told the stage that begins, and during the scan the bytes read so far and the bytes there are."""

RESULTS = (
    "items.parquet", "passages.parquet", "evidence.parquet", "support.parquet", "rejected.jsonl", "profile.json",
    "report-all.html", "report.html", "run.json",
)  # fmt: skip
CHECKPOINTS = ".shards"
TABLES = {
    "items": SCHEMA_ITEMS,
    "passages": SCHEMA_PASSAGES,
    "evidence": SCHEMA_EVIDENCE,
    "support": SCHEMA_SUPPORT,
}
LIBRARIES = ("numpy", "numba", "polars", "scipy")


@dataclass(frozen=True, slots=True)
class ProfileOptions:
    """The options of each stage, and `command`, what to type to run it again.

    `support`: a file that declares what a subject was shown of the families of its items, where that is not counted
    in the corpus.
    """

    read: ReadOptions = field(default_factory=ReadOptions)
    scan: ScanOptions = field(default_factory=ScanOptions)
    measure: MeasureOptions = field(default_factory=MeasureOptions)
    support: str | None = None
    command: str = ""


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, the content of profile.json (None after a mere scan) and that of run.json."""

    folder: Path
    profile: Profile | None
    record: RunRecord


def profile(
    evals: str | Sequence[str],
    corpus: str | Sequence[str] = (),
    out: str | Path = "farfield-out",
    options: ProfileOptions | None = None,
    progress: Progress | None = None,
) -> Run:
    """Evaluation results and a corpus in; a run folder with a capability profile and its report out.

    `evals`, `corpus`: files, folders, globs or URLs. Without a corpus only time and column rulers can be had.
    Raises FarfieldError for whatever the user can mend; an earlier run in `out` is left alone until this one has
    succeeded.
    """
    return _Job(evals, corpus, Path(out), options or ProfileOptions(), progress).profile()


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
    return _Job(evals, corpus, Path(out), options or ProfileOptions(), progress).scan()


class _Job:
    """One run: what its stages share."""

    def __init__(
        self,
        evals: str | Sequence[str],
        corpus: str | Sequence[str],
        folder: Path,
        options: ProfileOptions,
        progress: Progress | None,
    ) -> None:
        self.evals = [evals] if isinstance(evals, str) else list(evals)
        self.corpus = [corpus] if isinstance(corpus, str) else list(corpus)
        self.folder, self.options = folder, options
        self.supports: Mapping[str, Support] = {}
        self.notify: Progress = progress or (lambda *_: None)
        self.started = time.monotonic()

    def scan(self) -> Run:
        with stage_in(self.folder) as stage:
            items, evidence = self._collect()
            self._write_evidence(stage.folder, items, evidence)
            record = self._write_record(stage.folder, items, evidence)
            return self._finish(stage, None, record)

    def profile(self) -> Run:
        with stage_in(self.folder) as stage:
            items, evidence = self._collect()
            self._write_evidence(stage.folder, items, evidence)
            self.notify("measuring", 0, 0)
            result = fit_profile(
                evidence.items, self.options.measure, self._summary(evidence), self.supports, _groups(items)
            )
            result = structs.replace(result, where=items.chosen)
            write_json(stage.folder / "profile.json", result)
            record = self._write_record(stage.folder, items, evidence)
            self.notify("writing the report", 0, 0)
            write_own_report(stage.folder)
            return self._finish(stage, result, record)

    def _finish(self, stage: Stage, result: Profile | None, record: RunRecord) -> Run:
        stage.publish(RESULTS)
        discard_checkpoints(self.folder / CHECKPOINTS)
        return Run(self.folder, result, record)

    def _collect(self) -> tuple[Items, Evidence]:
        """Read, scan, and add the rulers and regimes."""
        self.notify("reading results", 0, 0)
        items = self._read()
        if self.corpus:
            self.notify("scanning", 0, 0)
            evidence = scan(
                items,
                self.corpus,
                self.options.scan,
                lambda done, total: self.notify("scanning", done, total),
                self.folder / CHECKPOINTS,
            )
        else:
            evidence = Evidence(
                items.table, pl.DataFrame(schema=PASSAGE_SCHEMA), pl.DataFrame(), CorpusSummary(0, 0, 0)
            )
        self.supports = {**self._count_supports(items), **self.supports}
        ruled = add_rulers(evidence.items, self.options.measure)
        return items, replace(evidence, items=assign_regimes(ruled, self.options.measure, self.supports))

    def _read(self) -> Items:
        """The items, and beside those of families which twin each is; declared supports and the options for them."""
        items = read_items(self.evals, self.options.read)
        if self.options.support:
            self.supports = read_support(self.options.support, families_of(items.table), items.table)
        items = replace(items, table=add_sides(items.table, self.supports))
        measure = with_families(items.table, self.options.measure, self.supports, corpus=bool(self.corpus))
        if not measure.rulers and not self.corpus and not self.supports:  # a declared support tells regimes
            raise FarfieldError(
                "there is nothing to measure distance with",
                remedy="Name a --corpus, or a ruler that needs none: --ruler time --cutoff DATE, or --ruler "
                "column:NAME.",
            )
        self.options = replace(
            self.options,
            measure=measure,
            scan=_scan_for(measure, self.options.scan, corpus=bool(self.corpus)),
        )
        check_options(items.table, measure, items.groups)
        return items

    def _count_supports(self, items: Items) -> Mapping[str, Support]:
        """What the corpus shows of the families of the items, but for those whose support is declared."""
        rest = [family for family in families_of(items.table) if family.name not in self.supports]
        if not rest or not self.corpus:
            return {}
        self.notify("counting witnesses", 0, 0)
        return count_witnesses(
            rest,
            self.corpus,
            self.options.scan,
            lambda done, total: self.notify("counting witnesses", done, total),
        )

    def _summary(self, evidence: Evidence) -> CorpusSummary | None:
        return evidence.corpus if self.corpus else None

    def _write_evidence(self, folder: Path, items: Items, evidence: Evidence) -> None:
        write_table(folder / "items.parquet", evidence.items)
        write_table(folder / "passages.parquet", evidence.passages)
        if self.corpus:
            write_table(folder / "evidence.parquet", evidence.texts)
        if self.supports:
            write_table(folder / "support.parquet", support_rows(self.supports))
        write_rejected(folder / "rejected.jsonl", [*items.rejected, *evidence.rejected])

    def _call(self) -> str:
        """How Python started this run; its options stand in run.json."""
        return (
            f"farfield.profile({self.evals!r}, corpus={self.corpus!r}, out={str(self.folder)!r}, options=...)"
        )

    def _write_record(self, folder: Path, items: Items, evidence: Evidence) -> RunRecord:
        options = asdict(self.options)
        command = options.pop("command") or self._call()
        if not self.corpus:
            options["scan"] = None
        told = {
            "tables": TABLES,
            "command": command,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self.started, 2),
            "seed": self.options.measure.seed,
            "versions": {"farfield": version("farfield"), "python": platform.python_version()}
            | {name: version(name) for name in LIBRARIES},
            "options": options,
            "inputs": {"evals": _listed(items.inputs), "corpus": _listed(evidence.inputs)},
            "where": asdict(items.chosen) if items.chosen else None,
            "columns": [asdict(taken) for taken in items.columns],
            "corpus": asdict(evidence.corpus) if self.corpus else None,
            "resumed": evidence.resumed,
            "rejected": {"evals": len(items.rejected), "corpus": evidence.corpus.rejected},
            "warnings": [*items.warnings, *evidence.warnings],
        }
        record = msgspec.convert(_without_secrets(told), RunRecord)
        write_json(folder / "run.json", record)
        return record


def _without_secrets(value: Any) -> Any:
    """All that a run tells of itself, with every address in it as it may be shown."""
    if isinstance(value, dict):
        return {_without_secrets(key): _without_secrets(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(part) for part in value]
    return without_secrets(value) if isinstance(value, str) else value


def _scan_for(measure: MeasureOptions, scan: ScanOptions, *, corpus: bool) -> ScanOptions:
    """The options of the scan, with what the rulers ask of it."""
    if corpus and measure.unit != scan.unit:
        raise FarfieldError(
            f"the scan counts in the unit {scan.unit!r} and the rulers in {measure.unit!r}",
            remedy="Give ScanOptions and MeasureOptions the same unit.",
        )
    if "semantic" in measure.rulers:
        return replace(scan, semantic=True, field=measure.field)
    return scan


def _groups(items: Items) -> Sequence[TaskGroup]:
    """What the logs tell of groups; of a part of the items the logs' own scores of these are no measure."""
    return [replace(group, stated={}) if items.chosen else group for group in items.groups]


def _listed(inputs: Sequence[InputFile]) -> list[dict[str, Any]]:
    return [asdict(file) for file in inputs]
