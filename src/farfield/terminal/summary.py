"""The same results for a program: one JSON object on the standard output."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from farfield.results import Profile, Result, RunRecord
from farfield.results.summary import Summary, files_of, score_rows, warnings_of
from farfield.words.answer import describe
from farfield.words.lead import lead


def summary_of(command: str, folder: Path, profile: Profile | None, record: RunRecord) -> Summary:
    """What a finished run found; `profile` None after a mere scan."""
    return Summary(
        command=command,
        folder=str(folder),
        files=files_of(folder),
        lead=lead(profile) if profile else None,
        answer=describe(profile) if profile else [],
        scores=score_rows(profile) if profile else [],
        corpus=record.corpus,
        warnings=warnings_of(profile, record),
    )


def print_summary(summary: Result) -> None:
    """The object on the standard output, alone there."""
    print_object(summary.plain())


def print_object(plain_values: Mapping[str, Any]) -> None:
    """An object of plain values on the standard output."""
    plain = (
        codecs.lookup(sys.stdout.encoding or "utf-8").name != "utf-8"
    )  # what it lacks is written as JSON does
    print(json.dumps(plain_values, ensure_ascii=plain, indent=2, allow_nan=False))
