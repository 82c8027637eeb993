"""Which column of a table is the question, or which two of them make it up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from farfield.logs.formats.table_names import plain_name
from farfield.logs.formats.table_values import TableValues

RARELY = 0.1  # share of the records that may leave a question blank
FEWEST = 3  # records of which it can be told that a column says the same in all
INSTRUCTION, ADDED = "instruction", "input"
"""Alpaca's fields: what is asked, and what some records add to it."""


class Question(NamedTuple):
    """The columns whose texts, joined by a line break, are the question, and what else it could have been."""

    columns: tuple[str, ...]
    warning: tuple[str, str] | None = None
    """A code and a sentence."""


def find_question(table: TableValues, named: Sequence[str]) -> Question | None:
    """The question among the columns of its usual names, best first; None where there are none."""
    if not named:
        return None
    first = named[0]
    joined = _joined(table, named)
    if joined is not None:
        return Question(joined)
    varying = [column for column in named if len(set(table.texts(column))) > 1]
    if varying and varying[0] != first and len(table) >= FEWEST and len(set(table.texts(first))) == 1:
        return Question(
            (varying[0],),
            (
                "question_never_varies",
                f"{first} says the same in every record: {varying[0]} is the question (--map question={first})",
            ),
        )
    blank = sum(not text for text in table.texts(first))
    if blank > RARELY * len(table.sample):
        filled = next((column for column in varying if all(table.texts(column))), None)
        if filled is not None:
            return Question(
                (filled,),
                (
                    "question_often_blank",
                    f"{first} says nothing in {blank:,} of {len(table.sample):,} records, {filled} something in each: "
                    f"{filled} is the question (--map question={first})",
                ),
            )
    return Question((first,))


def _joined(table: TableValues, named: Sequence[str]) -> tuple[str, str] | None:
    """`instruction` and `input`, where no surer name is there, and the instruction is not the same everywhere."""
    plain = {plain_name(column): column for column in named}
    if plain_name(named[0]) not in (INSTRUCTION, ADDED) or not {INSTRUCTION, ADDED} <= set(plain):
        return None
    instruction, added = plain[INSTRUCTION], plain[ADDED]
    if len(set(table.texts(instruction))) < 2:
        return None
    pairs = [pair for pair in zip(table.texts(instruction), table.texts(added), strict=True) if all(pair)]
    if pairs and all(text in whole for text, whole in pairs):
        return None  # the input holds the instruction already
    return instruction, added
