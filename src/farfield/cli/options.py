"""What was typed → the options of each stage."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from farfield.records import FarfieldError, without_secrets

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from farfield.cli.arguments import CorpusGiven, Curve, HeldEqual, Reading, Rulers, Speed, Values, Views
    from farfield.logs import ReadOptions
    from farfield.measure import MeasureOptions
    from farfield.scan import ScanOptions


def read_options(reading: Reading, *, scored: bool = True) -> ReadOptions:
    """How logs are read, from what was typed.

    Raises FarfieldError for a mapping without `=` and for a task that is named twice.
    """
    from farfield.logs import ReadOptions

    chosen: Any = reading.format
    mapping = field_columns(reading.map or ())
    if reading.task is not None:
        mapping = {**mapping, "task": _task_named(reading.task, mapping)}
    return ReadOptions(
        map=mapping,
        format=chosen,
        require_scores=scored,
        where=tuple(reading.where or ()),
        score_max=reading.score_max,
        score_words=_word_scores(reading.score_words or ()),
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


def scan_options(given: CorpusGiven, rulers: Rulers, speed: Speed) -> ScanOptions:
    """How the corpus is scanned, from what was typed. Raises FarfieldError for a value that none of it can have."""
    from farfield.corpus.documents import CorpusOptions
    from farfield.records import FIELDS
    from farfield.scan import ScanOptions

    field: Any = _one_of("--field", rulers.field, FIELDS)
    unit: Any = _one_of("--unit", rulers.unit, ("word", "byte"))
    corpus = CorpusOptions(tuple(given.text_field) if given.text_field else None)
    _ = corpus.asked  # a broken template is told before anything is read
    return ScanOptions(
        unit=unit, field=field, corpus=corpus, corpus_fraction=given.corpus_fraction, **values_of(speed)
    )


def measure_options(
    names: Sequence[str] | None,
    given: CorpusGiven,
    scan: ScanOptions,
    groups: Sequence[Curve | HeldEqual | Values | Views] = (),
    seed: int = 0,
) -> MeasureOptions:
    """What is measured, from what was typed. Without `names` of rulers by `pieces`, where there is a corpus; items of
    families bring their own, along their axes.
    """
    from farfield.measure import MeasureOptions

    typed = {name: value for group in groups for name, value in values_of(group).items()}
    default = ("pieces",) if given.corpus else ()
    return MeasureOptions(
        rulers=tuple(names or default),
        axis_rulers=not names,
        field=scan.field,
        unit=scan.unit,
        seed=seed,
        **typed,
    )


def values_of(group: DataclassInstance) -> dict[str, Any]:
    """What was typed of a class of options, by the names of the stage's options; what is repeatable as a tuple."""
    kinds = get_type_hints(type(group))
    return {
        one.name: tuple(value or ()) if list[str] in get_args(kinds[one.name]) else value
        for one in fields(group)
        for value in [getattr(group, one.name)]
    }


def typed_command() -> str:
    """What was typed, to be typed again; but for secrets in addresses."""
    return shlex.join(["farfield", *map(without_secrets, sys.argv[1:])])


def _one_of(option: str, value: str, legal: Sequence[str]) -> str:
    if value not in legal:
        raise FarfieldError(
            f"{value!r} is not a value of {option}", remedy=f"It is one of {', '.join(legal)}."
        )
    return value


def field_columns(entries: Sequence[str]) -> dict[str, str]:
    """FIELD=COLUMN pairs, as --map takes them."""
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
