"""Recitation: wrong answers that would be right in the usual version of the task."""

from __future__ import annotations

import numpy as np
import polars as pl

from farfield.measure.graders import holds, plain
from farfield.measure.signals.shares import more_often, share_signal
from farfield.options.measuring import MeasureOptions
from farfield.results.checks import Signal

COLUMN = "default_answer"


def recitation(items: pl.DataFrame, options: MeasureOptions) -> Signal | None:
    """Share of wrong answers that equal the default world's answer (Wu 2024), against other answers of the task.

    The column `default_answer` holds what the answer would be in the usual version. The null is another answer of the
    task that is neither the item's target nor its default; where there is none, as with yes and no, every wrong
    answer is the default one and nothing can be told.
    """
    if COLUMN not in items.columns:
        return None
    wrong = items.filter((pl.col("score") == 0) & pl.col(COLUMN).is_not_null())
    rows = [
        (plain(output), plain(target), plain(default))
        for output, target, default in zip(
            wrong["output"].fill_null(""),
            wrong["target"].fill_null(""),
            wrong[COLUMN].cast(pl.String),
            strict=True,
        )
    ]
    rows = [row for row in rows if row[2] and row[2] != row[1]]
    pool = sorted({answer for _, target, default in rows for answer in (target, default)} - {""})
    if not rows or len(pool) < 3:
        return None
    place = {answer: at for at, answer in enumerate(pool)}
    own = np.array([_says(output, default) for output, _, default in rows], bool)
    others = np.array([
        [_says(output, _other(pool, place[default], target, by)) for output, target, default in rows]
        for by in range(3)
    ])  # fmt: skip
    return share_signal(
        "recitation", own, others.mean(axis=0), more_often(own, others[0]), options.confidence
    )


def _says(output: str, answer: str) -> bool:
    return output == answer or holds(output, answer)


def _other(pool: list[str], own: int, target: str, by: int) -> str:
    """The `by`-th answer of the pool after one's own that is not the target either."""
    rest = [pool[(own + step) % len(pool)] for step in range(1, min(len(pool), by + 3))]
    rest = [answer for answer in rest if answer not in (pool[own], target)]
    return rest[by % len(rest)]
