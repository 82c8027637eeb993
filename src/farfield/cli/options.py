"""What was typed → the options of each stage."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from farfield.records import FarfieldError, without_secrets

if TYPE_CHECKING:
    from farfield.logs import ReadOptions
    from farfield.measure import MeasureOptions
    from farfield.scan import ScanOptions


def read_options(
    mapped: Sequence[str] | None,
    format_: str | None,
    where: Sequence[str] | None = None,
    task: str | None = None,
    *,
    scored: bool = True,
    score_max: float | None = None,
    score_words: Sequence[str] | None = None,
) -> ReadOptions:
    """How logs are read, from `--map`, `--format`, `--where`, `--task`, `--score-max` and `--score-words` as typed.

    Raises FarfieldError for a mapping without `=` and for a task that is named twice.
    """
    from farfield.logs import ReadOptions

    chosen: Any = format_
    mapping = _mapping(mapped or ())
    if task is not None:
        mapping = {**mapping, "task": _task_named(task, mapping)}
    return ReadOptions(
        map=mapping,
        format=chosen,
        require_scores=scored,
        where=tuple(where or ()),
        score_max=score_max,
        score_words=_word_scores(score_words or ()),
    )


def _task_named(task: str, mapping: dict[str, str]) -> str:
    if not task.strip() or "task" in mapping:
        why = "--map task=... names it too" if "task" in mapping else "it names nothing"
        raise FarfieldError(f"--task {task!r}: {why}", remedy="Give the task one name, as --task sums.")
    return f"={task.strip()}"


def _word_scores(entries: Sequence[str]) -> dict[str, float | None]:
    """WORD=SCORE pairs; the word may hold "=", the score be `none`."""
    found: dict[str, float | None] = {}
    for entry in entries:
        word, equals, value = entry.rpartition("=")
        try:
            found[word] = None if value.strip().casefold() == "none" else float(value)
        except ValueError:
            equals = ""
        if not (word and equals):
            raise FarfieldError(
                f"--score-word {entry} is not of the form WORD=SCORE",
                remedy="The score lies from 0 to 1, or is none, as --score-word NOT_ATTEMPTED=none.",
            )
    return found


def scan_options(field: str, unit: str, text_field: Sequence[str] | None, **scan: Any) -> ScanOptions:
    """How the corpus is scanned, from the options as typed. Raises FarfieldError for a value that none of them
    can have.
    """
    from farfield.corpus.documents import CorpusOptions
    from farfield.records import FIELDS
    from farfield.scan import ScanOptions

    chosen_field: Any = _one_of("--field", field, FIELDS)
    chosen_unit: Any = _one_of("--unit", unit, ("word", "byte"))
    corpus = CorpusOptions(tuple(text_field) if text_field else None)
    _ = corpus.asked  # a broken template is told before anything is read
    return ScanOptions(unit=chosen_unit, field=chosen_field, corpus=corpus, **scan)


def measure_options(
    rulers: Sequence[str] | None, corpus: Sequence[str] | None, scan: ScanOptions, **measure: Any
) -> MeasureOptions:
    """What is measured, from the options as typed. Without rulers by `pieces`, where there is a corpus; items
    of families
    bring their own, along their axes.
    """
    from farfield.measure import MeasureOptions

    default = ("pieces",) if corpus else ()
    return MeasureOptions(
        rulers=tuple(rulers or default), axis_rulers=not rulers, field=scan.field, unit=scan.unit, **measure
    )


def typed_command() -> str:
    """What was typed, to be typed again; but for secrets in addresses."""
    return shlex.join(["farfield", *map(without_secrets, sys.argv[1:])])


def _one_of(option: str, value: str, legal: Sequence[str]) -> str:
    if value not in legal:
        raise FarfieldError(
            f"{value!r} is not a value of {option}", remedy=f"It is one of {', '.join(legal)}."
        )
    return value


def _mapping(entries: Sequence[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in entries]
    for field, equals, column in pairs:
        if not (field and equals and column.removeprefix("=")):
            raise FarfieldError(
                f"--map {field}{equals}{column} is not of the form FIELD=COLUMN",
                remedy="For example --map score=is_correct, or --map task==sums for one value of all items.",
            )
    return {field: column for field, _, column in pairs}


def named_numbers(option: str, entries: Sequence[str]) -> dict[str, float]:
    """NAME=NUMBER pairs; the name may hold "="."""
    found = {}
    for entry in entries:
        name, equals, value = entry.rpartition("=")
        try:
            found[name] = float(value)
        except ValueError:
            equals = ""
        if not (name and equals):
            raise FarfieldError(
                f"{option} {entry} is not of the form NAME=NUMBER", remedy=f"For example {option} big=175e9."
            )
    return found
