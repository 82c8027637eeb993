"""Signs in outputs and scores that the scoring failed and not the subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import polars as pl

from farfield.measure.graders import is_suspicious
from farfield.results.checks import Graders
from farfield.results.score_notices import (
    AllOutputsEmpty,
    EmptyOutputs,
    OneAnswer,
    ScoringNotice,
    TargetsInWrong,
    TiedChoices,
)

FEWEST = 10
ONE_ANSWER = 0.95
SHOWN_CHARACTERS = 40


def scoring_signs(scored: pl.DataFrame, graders: Graders | None) -> Iterator[ScoringNotice]:
    """Notices on the outputs and choices of one subject's scored items on one task, and on its `graders`."""
    if scored.height >= FEWEST:
        outputs = scored["output"].fill_null("").str.strip_chars()
        yield from _empty_outputs(scored, outputs)
        yield from _one_answer(scored, outputs)
        if graders is not None:
            yield from _target_in_wrong_output(graders)
        yield from _tied_choices(scored)


def _empty_outputs(scored: pl.DataFrame, outputs: pl.Series) -> Iterator[ScoringNotice]:
    empty = outputs == ""
    number, right = int(empty.sum()), int((scored["score"].filter(empty) > 0).sum())
    if number == scored.height:
        # A log may keep no outputs; but then some of its scores are above 0.
        if not right:
            yield AllOutputsEmpty(number)
    elif number:
        yield EmptyOutputs(number, scored.height, right)


def _one_answer(scored: pl.DataFrame, outputs: pl.Series) -> Iterator[ScoringNotice]:
    answer, given = Counter(outputs).most_common(1)[0]
    wanted = Counter(scored["target"].fill_null("").str.strip_chars()).most_common(1)[0][1]
    if answer and given >= ONE_ANSWER * scored.height > wanted:
        yield OneAnswer(given, scored.height, beginning(answer))


def beginning(text: str) -> str:
    """As much of a text as a warning can hold."""
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


def _target_in_wrong_output(graders: Graders) -> Iterator[ScoringNotice]:
    """Compared with targets of other items, so that targets that stand in many outputs by chance raise no alarm."""
    if is_suspicious(graders):
        yield TargetsInWrong(
            graders.wrong_with_target, graders.wrong, graders.by_chance, list(graders.examples)
        )


def _tied_choices(scored: pl.DataFrame) -> Iterator[ScoringNotice]:
    """Columns named like log-probabilities that hold a list for each item, as JSON text or as a list."""
    for name, dtype in scored.schema.items():
        if not re.search(r"log_?(prob|likelihood)s?$", name, re.IGNORECASE) or dtype.is_numeric():
            continue
        choices = [found for value in scored[name] if (found := _numbers(value)) is not None]
        tied = sum(sorted(values)[-1] == sorted(values)[-2] for values in choices)
        if tied:
            yield TiedChoices(tied, len(choices), name)


def _numbers(value: Any) -> list[float] | None:
    try:
        found = msgspec.json.decode(value, type=list[float]) if isinstance(value, str) else list(value)
    except (msgspec.DecodeError, TypeError):
        return None
    return found if len(found) > 1 and all(isinstance(v, float | int) for v in found) else None
