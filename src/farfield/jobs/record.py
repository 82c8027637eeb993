"""run.json: what a run read, what it was told to do, and by which versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from farfield.jobs.made import made_now
from farfield.jobs.resolve import ProfileOptions
from farfield.records import (
    SCHEMA_EVIDENCE,
    SCHEMA_ITEMS,
    SCHEMA_PASSAGES,
    SCHEMA_SUPPORT,
    Evidence,
    Items,
    without_secrets,
)
from farfield.results import RunRecord
from farfield.words.corpus_warnings import scan_warning
from farfield.words.telling import tell_corpus

TABLES = {
    "items": SCHEMA_ITEMS,
    "passages": SCHEMA_PASSAGES,
    "evidence": SCHEMA_EVIDENCE,
    "support": SCHEMA_SUPPORT,
}
LIBRARIES = ("numpy", "numba", "polars", "scipy")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was called with: results, corpus (empty where there is none) and the folder it goes to."""

    evals: Sequence[str]
    corpus: Sequence[str]
    folder: Path

    @property
    def call(self) -> str:
        """How Python started this run; its options stand in run.json."""
        return (
            f"farfield.profile({self.evals!r}, corpus={self.corpus!r}, out={str(self.folder)!r}, options=...)"
        )


def record_run(
    asked: Asked, options: ProfileOptions, items: Items, evidence: Evidence, seconds: float
) -> RunRecord:
    """The content of run.json; `options` as resolved, `seconds` since the run began. No address keeps a secret."""
    plain, made = asdict(options), made_now(seconds, LIBRARIES)
    command = plain.pop("command") or asked.call
    if not asked.corpus:
        plain["scan"] = None
    told = {
        "tables": TABLES,
        "command": command,
        "created": made.created,
        "seconds": made.seconds,
        "seed": options.measure.seed,
        "versions": made.versions,
        "options": plain,
        "inputs": {
            "evals": [asdict(file) for file in items.inputs],
            "corpus": [asdict(file) for file in evidence.inputs],
        },
        "where": asdict(items.chosen) if items.chosen else None,
        "columns": [asdict(taken) for taken in items.columns],
        "corpus": msgspec.to_builtins(tell_corpus(evidence.corpus)) if asked.corpus else None,
        "resumed": evidence.resumed,
        "rejected": {"evals": len(items.rejected), "corpus": evidence.corpus.rejected},
        "warnings": [*items.warnings, *map(scan_warning, evidence.notices)],
        "notices": msgspec.to_builtins(evidence.notices),
        "read_notices": [asdict(notice) for notice in items.notices],
    }
    return msgspec.convert(_without_secrets(told), RunRecord)


def _without_secrets(value: Any) -> Any:
    """All that a run tells of itself, with every address in it as it may be shown."""
    if isinstance(value, dict):
        return {_without_secrets(key): _without_secrets(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(part) for part in value]
    return without_secrets(value) if isinstance(value, str) else value
