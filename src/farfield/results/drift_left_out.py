"""Of a run of drift: what was not used, and what was taken for something."""

from __future__ import annotations

from msgspec import field

from farfield.results.structs import Result


class DriftLeftOut(Result):
    """What was not used, and how much of it."""

    rejected: int
    """Records that could not be used; `rejected.jsonl` holds them."""
    undated: int
    """Answers whose fact has no date of its last change that can be read; their outcomes count, their years don't."""
    unread_dates: dict[str, int]
    """Such dates, some of them, with how many answers have each."""
    years_only: int
    """Answers whose change is told to the month or year only: it is a stretch of time."""
    first_of_january: int
    """Answers whose change is told as a first of January: more than a day's share may be years without a day."""
    backwards: int
    """Dated answers that end before they start; they are not used."""
    overlapping: int
    """Facts with answers that held at the same time."""
    unmatched: int
    """Answers that name something of a fact that the file of facts does not have."""
    in_question: int
    """Answers without a reminder whose question shows the current answer; they are not used."""
    unscored: int
    """Rows without an output, an outcome and a score; of whether a change happened, rows without a score."""
    unknown_facts: int
    """Rows on facts that the file of facts does not have: their outcome is what the log says, or their score."""
    ambiguous: int
    """Answers that hold a name which several answers of the fact have, and no other: which is meant nobody can tell."""
    no_probability: int
    """Answers whose probability is not one from 0 to 1; it is not used."""
    unread_answers: int
    """Answers that facts had whose dates cannot be read; they are not used, so what holds now may be another."""
    unread_answer_dates: dict[str, int]
    """Such dates, some of them, with how many answers have each; "" where an answer among several has none."""
    unchanged: int = 0
    """Answers to facts with one answer since ever: they tell nothing of when, and have no date to lack."""
    future: int = 0
    """Answers of facts that begin after the day of the run; they are not used, as nobody can answer so yet."""
    over: int = 0
    """Facts of which nothing holds any more: what held last counts as current."""
    returned: int = 0
    """Facts whose current answer held before, and another between: whoever names it may have missed both changes."""
    forms: int = 0
    """Answers that hold a name with an ending, as "Путина", and no whole name: taken for that name."""
    form_words: dict[str, int] = field(default_factory=dict)
    """Such words, some of them, with how many answers have each."""
    parts: int = 0
    """Answers that hold a part of a name, or a word that begins as one, and no whole name: in no way taken for it."""
    part_words: dict[str, int] = field(default_factory=dict)
    """Such words, some of them, with how many answers have each."""
    several: int = 0
    """Answers that name several answers of the fact, and nothing tells which is meant: the first counts."""
    uncounted: int = 0
    """Exchanges after a reminder, or in all, that are no number: how long it lasts is told without them."""
    uncounted_words: dict[str, int] = field(default_factory=dict)
    """Such words, some of them, with how many answers have each."""
