"""Signs in outputs and scores that the scoring failed and not the subject."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import polars as pl

from farfield.measure.sentences import count, percent

FEWEST = 10
ONE_ANSWER = 0.95
CONTAINED = 0.1
"""Share of wrong items that must hold their target, and three times what other items' targets reach, to be told."""
SHORTEST_TARGET = 2
SHOWN_ITEMS = 3
SHOWN_CHARACTERS = 40


def scoring_signs(scored: pl.DataFrame) -> Iterator[str]:
    """Sentences on the outputs and choices of one subject's scored items on one task."""
    if scored.height >= FEWEST:
        yield from _empty_outputs(scored)
        yield from _one_answer(scored)
        yield from _target_in_wrong_output(scored)
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


def _target_in_wrong_output(scored: pl.DataFrame) -> Iterator[str]:
    """Compares with targets of other items, so that targets that stand in many outputs by chance raise no alarm."""
    wrong = scored.filter(pl.col("score") == 0).select("item_id", "target", "output").drop_nulls()
    outputs = [text.casefold() for text in wrong["output"]]
    targets = [text.strip().casefold() for text in wrong["target"]]
    held = _contained(targets, outputs)
    distinct = sorted({text.strip().casefold() for text in scored["target"].drop_nulls()})
    by_chance = sum(sum(_contained(_others(targets, distinct, by), outputs)) for by in (1, 2, 3)) / 3
    number = sum(held)
    if number < SHOWN_ITEMS or number < CONTAINED * len(outputs) or number < 3 * by_chance:
        return
    examples = [item for item, hit in zip(wrong["item_id"], held, strict=True) if hit][:SHOWN_ITEMS]
    yield (
        f"{number:,} of {count(len(outputs), 'item')} that score 0 ({percent(number / len(outputs))}) hold their "
        f"target in the output; by chance {by_chance:,.0f} would. The scorer may have missed right answers: look at "
        f"{', '.join(examples)}."
    )


def _others(targets: Sequence[str], distinct: Sequence[str], by: int) -> list[str]:
    """For each item the target of another kind of item, `by` places on; its own one counts as none."""
    place = {target: number for number, target in enumerate(distinct)}
    others = (distinct[(place[target] + by) % len(distinct)] for target in targets)
    return ["" if other == own else other for own, other in zip(targets, others, strict=True)]


def _contained(targets: Sequence[str], outputs: Sequence[str]) -> list[bool]:
    return [
        len(target) >= SHORTEST_TARGET and target in output and holds_phrase(output, target)
        for target, output in zip(targets, outputs, strict=True)
    ]


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text by itself: not within a longer word, nor within a longer number."""
    at = text.find(phrase)
    while at >= 0:
        before, after = text[:at][-2:], text[at + len(phrase) :][:2]
        if not (_continues(before[::-1], phrase[0]) or _continues(after, phrase[-1])):
            return True
        at = text.find(phrase, at + 1)
    return False


def _continues(beside: str, end: str) -> bool:
    """Whether what stands beside the end of a phrase makes it part of a longer word or number."""
    if not beside or not (end.isalnum() or end == "_"):
        return False
    return (
        beside[0].isalnum()
        or beside[0] == "_"
        or (end.isdigit() and beside[0] in ".," and beside[1:].isdigit())
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
