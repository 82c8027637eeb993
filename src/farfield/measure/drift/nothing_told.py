"""Why no row tells an outcome, and what to type instead: scores on another scale, answers in columns of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from farfield.measure.drift.known_facts import KnownFact
from farfield.records import FarfieldError, ReadNotice
from farfield.schemas import ITEM_SCHEMA
from farfield.text.names import named_in

OF_SCORES = ("scores_on_another_scale", "scores_out_of_range", "strange_scores")
"""What readers tell of scores that they do not use."""
LOOKED_AT = 200
"""Rows in which answers are looked for."""
MOSTLY = 0.5
"""Share of a column's texts that name an answer of their row's fact, from which it is a column of answers."""
MOST_COLUMNS = 12


def nothing_told(
    items: pl.DataFrame, facts: Mapping[str, KnownFact], read: Sequence[ReadNotice]
) -> FarfieldError:
    """The error for a table none of whose rows tells an outcome, with what may have been meant."""
    why = "no row tells an outcome: none has an outcome, a score, or an output with known answers"
    of_scores = [one.told for one in read if one.code in OF_SCORES]
    if of_scores:
        return FarfieldError(
            "no row tells an outcome, and its scores are not used", remedy="\n".join(of_scores)
        )
    columns = list(_columns_of_answers(items, facts))
    if columns:
        first, told = columns[0], ", ".join(columns[:MOST_COLUMNS])
        return FarfieldError(
            f"{why}; but answers stand in columns of their own: {told}",
            remedy=f"One of them is read with --map output={first} --map subject=={first}. To set all beside each "
            "other write a row for each answer: subject, question, output.",
        )  # fmt: skip
    others = [name for name in items.columns if name not in ITEM_SCHEMA]
    more = f" Other columns are {', '.join(others[:MOST_COLUMNS])}." if others else ""
    return FarfieldError(
        why,
        remedy="Name a column with --map output=COL, --map outcome=COL or --map score=COL, or give the answers "
        f"with --facts FILE.{more}",
    )


def _columns_of_answers(items: pl.DataFrame, facts: Mapping[str, KnownFact]) -> Iterator[str]:
    """Columns of texts most of which name an answer of some fact, as where each subject has a column."""
    spelled = {spelling: name for fact in facts.values() for spelling, name in fact.known.items()}
    for name, kind in items.schema.items():
        if name in ITEM_SCHEMA or kind != pl.String:
            continue
        texts = [text for text in items[name].head(LOOKED_AT).to_list() if text]
        if texts and sum(named_in(text, spelled) is not None for text in texts) > MOSTLY * len(texts):
            yield name
