"""What an audit of agents' runs is given beside their transcripts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

from farfield.options.typed import COMPARISON, READ, SPEED, Typed

CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class ReuseOptions:
    """What an audit is given beside the transcripts."""

    tasks: Annotated[
        str | None,
        Typed(
            READ,
            "FILE",
            "The tasks, as SWE-bench lists them (JSON lines or Parquet: instance_id, base_commit, created_at, patch, "
            "test_patch): dates, the fix, the hidden tests.",
            "Without it what is younger than the base is called `later`, where the outputs date it",
            default="none",
        ),
    ] = None
    repo: Annotated[
        tuple[str, ...],
        Typed(
            READ,
            "DIR",
            "A git checkout that holds the base, or NAME=DIR for the tasks of one repository; only read. Repeatable.",
            "What is an ancestor of the base is the past, and what stands in it is not copied. A name is that of the "
            "repository, as `django/django=checkouts/django`. The checkout's settings and hooks are not used",
            default="none",
        ),
    ] = ()
    background: Annotated[
        tuple[str, ...],
        Typed(
            READ,
            "DIR",
            "A folder of code that all share, as a template or a course's hand-outs: never copied. Repeatable.",
            default="none",
        ),
    ] = ()
    sealed: Annotated[
        tuple[str, ...],
        Typed(
            COMPARISON,
            "RUNS",
            "Transcripts of the same tasks with their history sealed, to be paired with RUNS task by task. Repeatable.",
            "No share of the others counts them. Files named by both count as sealed alone, and that is told; the same "
            "runs as both are refused",
            default="as the transcripts of RUNS show it",
        ),
    ] = ()
    workers: Annotated[
        int,
        Typed(
            SPEED,
            "N",
            "Processes that audit runs; the result is the same.",
            default="one a core",
            untyped=CORES,
            least=1,
        ),
    ] = 1
    confidence: float = 0.95
    """Level of the intervals."""
    command: str | None = None
    """What was typed."""
