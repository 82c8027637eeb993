"""What was typed → the options of a profile, where those of one stage follow from those of another."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from farfield.cli.arguments import CorpusGiven, Task
from farfield.options.measuring import MeasureOptions
from farfield.options.reading import CONSTANT, ReadOptions
from farfield.options.scanning import ScanOptions
from farfield.records import FarfieldError, without_secrets

if TYPE_CHECKING:
    from farfield.jobs.profile import ProfileOptions


def read_options(read: ReadOptions, task: Task, *, scored: bool = True) -> ReadOptions:
    """How logs are read, with the one name for their task. Raises FarfieldError where that is named twice."""
    mapping = dict(read.map)
    if task.task is not None:
        mapping["task"] = _task_named(task.task, mapping)
    return replace(read, map=mapping, require_scores=scored)


def _task_named(task: str, mapping: dict[str, str]) -> str:
    if not task.strip() or "task" in mapping:
        why = "--map task=... names it too" if "task" in mapping else "it names nothing"
        raise FarfieldError(f"--task {task!r}: {why}", remedy="Give the task one name, as --task sums.")
    return f"{CONSTANT}{task.strip()}"


def profile_options(
    read: ReadOptions,
    given: CorpusGiven,
    names: Sequence[str],
    scan: ScanOptions,
    measure: MeasureOptions,
    support: str | None = None,
) -> ProfileOptions:
    """The options of a run. Without `names` of rulers by `pieces`, where there is a corpus; items of families bring
    their own, along their axes.
    """
    from farfield.jobs.profile import ProfileOptions

    default = ("pieces",) if given.corpus else ()
    measure = replace(
        measure, rulers=tuple(names or default), axis_rulers=not names, field=scan.field, unit=scan.unit
    )
    return ProfileOptions(read, scan, measure, support, typed_command())


def typed_command() -> str:
    """What was typed, to be typed again; but for secrets in addresses."""
    return shlex.join(["farfield", *map(without_secrets, sys.argv[1:])])
