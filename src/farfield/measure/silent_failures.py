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
from farfield.words.numbers import count, percent

FEWEST = 10
ONE_ANSWER = 0.95
SHOWN_CHARACTERS = 40


def scoring_signs(scored: pl.DataFrame, graders: Graders | None) -> Iterator[str]:
    """Sentences on the outputs and choices of one subject's scored items on one task, and on its `graders`."""
    if scored.height >= FEWEST:
        yield from _empty_outputs(scored)
        yield from _one_answer(scored)
        if graders is not None:
            yield from _target_in_wrong_output(graders)
        yield from _tied_choices(scored)


def _empty_outputs(scored: pl.DataFrame) -> Iterator[str]:
    empty = scored["output"].fill_null("").str.strip_chars() == ""
    number, right = int(empty.sum()), int((scored.filter(empty)["score"] > 0).sum())
    if number == scored.height:
        # A log may keep no outputs; but then some of its scores are above 0.
        if not right:
            yield f"All {count(number, 'output')} are empty and score 0: the subject may never have been asked."
    elif number:
        marked = f", and {right:,} of them score above 0" if right else ""
        yield f"{number:,} of {count(scored.height, 'output')} {'is' if number == 1 else 'are'} empty{marked}."


def _one_answer(scored: pl.DataFrame) -> Iterator[str]:
    outputs = scored["output"].fill_null("").str.strip_chars()
    answer, given = Counter(outputs).most_common(1)[0]
    wanted = Counter(scored["target"].fill_null("").str.strip_chars()).most_common(1)[0][1]
    if answer and given >= ONE_ANSWER * scored.height > wanted:
        shown = answer if len(answer) <= SHOWN_CHARACTERS else answer[:SHOWN_CHARACTERS] + "…"
        yield f"{given:,} of {count(scored.height, 'output')} are the same text, {shown!r}, while the targets differ."


def _target_in_wrong_output(graders: Graders) -> Iterator[str]:
    """Compared with targets of other items, so that targets that stand in many outputs by chance raise no alarm."""
    number, wrong, by_chance = graders.wrong_with_target, graders.wrong, graders.by_chance
    if not is_suspicious(graders):
        return
    yield (
        f"{number:,} of {count(wrong, 'item')} that score 0 ({percent(number / wrong)}) hold their "
        f"target in the output; by chance {by_chance:,.0f} would. The scorer may have missed right answers: look at "
        f"{', '.join(graders.examples)}."
    )


def _tied_choices(scored: pl.DataFrame) -> Iterator[str]:
    """Columns named like log-probabilities that hold a list for each item, as JSON text or as a list."""
    for name, dtype in scored.schema.items():
        if not re.search(r"log_?(prob|likelihood)s?$", name, re.IGNORECASE) or dtype.is_numeric():
            continue
        choices = [found for value in scored[name] if (found := _numbers(value)) is not None]
        tied = sum(sorted(values)[-1] == sorted(values)[-2] for values in choices)
        if tied:
            yield (
                f"The best choices of {tied:,} of {count(len(choices), 'item')} are tied in {name}: "
                "which one counts is then left to their order."
            )


def _numbers(value: Any) -> list[float] | None:
    try:
        found = msgspec.json.decode(value, type=list[float]) if isinstance(value, str) else list(value)
    except (msgspec.DecodeError, TypeError):
        return None
    return found if len(found) > 1 and all(isinstance(v, float | int) for v in found) else None
