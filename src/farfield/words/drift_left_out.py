"""What of a run of drift was not used, or was taken for something, each with its count."""

from __future__ import annotations

import re
from collections.abc import Iterator

from farfield.results.drift import Drift
from farfield.results.drift_left_out import DriftLeftOut
from farfield.words.numbers import count, whole

_AMBIGUOUS = re.compile(
    r"\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ](?:\d{2}|\d{4})|\d{2}[-/.]\d{1,2}[-/.]\d{1,2}"
)
"""Dates of which nobody can tell day, month and year."""


def left_out_sentences(result: Drift) -> Iterator[str]:
    """What was not used, each with its count."""
    left = result.left_out
    if left.rejected:
        yield f"{count(left.rejected, 'record')} could not be used; they stand in rejected.jsonl."
    yield from _of_dates(left)
    if left.years_only:
        yield f"{count(left.years_only, 'answer')} with a change told to the month or year only: taken for all of it."
    if left.unread_answers:
        shown = ", ".join(
            f"{text!r} ({whole(rows)})" for text, rows in left.unread_answer_dates.items() if text
        )
        told = f" ({shown})" if shown else ""
        yield (
            f"{count(left.unread_answers, 'answer')} of facts without dates that can be read{told} left out: what is "
            "taken for current there may not be."
        )
    yield from _not_looked_for(left)
    if left.no_probability:
        yield (
            f"{count(left.no_probability, 'answer')} with a probability that does not lie from 0 to 1: not used "
            "(is it a log-prob, or percent?)."
        )
    if left.uncounted:
        yield (
            f"{count(left.uncounted, 'number')} of exchanges that cannot be read ({_words(left.uncounted_words)}): how "
            "long a reminder lasts is told without them."
        )
    if left.backwards:
        yield f"{count(left.backwards, 'dated answer')} that end before they start left out."
    if left.overlapping:
        lacking = (
            " Do the answers lack their ends? Then all that ever held count as current: an answer ends where the next "
            "begins."
        )
        told = lacking if 2 * left.overlapping > result.facts else ""
        yield f"{count(left.overlapping, 'fact')} with two answers that held at the same time: each counts.{told}"
    if left.unmatched:
        yield f"{count(left.unmatched, 'answer')} that the facts do not have."
    if left.unscored:
        yield f"{count(left.unscored, 'row')} left out that tell neither an outcome nor a score."


def _of_dates(left: DriftLeftOut) -> Iterator[str]:
    if left.undated:
        shown = ", ".join(f"{text!r} ({whole(rows)})" for text, rows in left.unread_dates.items())
        told = f": {shown}" if shown else ""
        how = ""
        if any(_AMBIGUOUS.fullmatch(text) for text in left.unread_dates):
            how = (
                " A year of two digits, and a day that may be a month, could mean several: write 2021-04-03."
            )
        yield f"{count(left.undated, 'answer')} without a date that can be read{told}; their years are not told.{how}"
    if left.unchanged:
        yield f"{count(left.unchanged, 'answer')} to facts that never changed: they tell nothing of when."
    if left.future:
        yield (
            f"{count(left.future, 'answer')} of facts that begin in the future left out: what holds today is current "
            "until then."
        )
    if left.over:
        yield f"{count(left.over, 'fact')} of which nothing holds any more: what held last counts as current."
    if left.returned:
        yield (
            f"{count(left.returned, 'fact')} whose current answer held before, and another between: who names it is "
            "current, though both changes may be unknown to them."
        )


def _not_looked_for(left: DriftLeftOut) -> Iterator[str]:
    if left.unknown_facts:
        yield (
            f"{count(left.unknown_facts, 'row')} on facts that are not among those known: which answer they name is "
            "not looked for (name the facts' column with --map fact=COL)."
        )
    if left.forms:
        yield (
            f"{count(left.forms, 'answer')} with a name in another form ({_words(left.form_words)}): taken for that "
            "name."
        )
    if left.parts:
        yield (
            f"{count(left.parts, 'answer')} with a part of a name, or a word like one, and no whole name "
            f"({_words(left.part_words)}): none of them is taken for it, so they count as other, as deferring or as "
            "denying. Give the facts aliases for such names."
        )
    if left.several:
        yield (
            f"{count(left.several, 'answer')} with several of the fact's answers, and nothing that tells which is "
            "meant: the first counts."
        )
    if left.ambiguous:
        yield (
            f"{count(left.ambiguous, 'answer')} with a name that several answers of the fact have, and no other: "
            "counted as other, as nobody can tell which is meant."
        )


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{word!r} ({whole(rows)})" for word, rows in counts.items())
