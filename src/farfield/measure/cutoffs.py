"""The last day of training data: one date for all subjects, or a column with the date of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

import polars as pl

from farfield.records import FarfieldError
from farfield.registry import near_names

ROLE = "--cutoff"
DAYS = "ruler_time"
HOW = "Write it like 2023-09-30."


def parse_date(text: str) -> date | None:
    """The day of an ISO 8601 date or time, in UTC where it names a zone; YYYY-MM is the month's first day."""
    text = text.strip()
    if re.fullmatch(r"\d{4}-\d{2}", text):
        text += "-01"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def cutoffs_of(items: pl.DataFrame, cutoff: str | None) -> dict[str, date]:
    """The cutoff of each subject: `cutoff` is an ISO date, or a column that holds one date for each subject.

    Raises FarfieldError for anything else, for a subject without a date, and for one with several.
    """
    if cutoff is None:
        raise FarfieldError(
            "the ruler time needs the subject's cutoff",
            remedy="Give the date of its last training data, --cutoff 2023-09-30, or the column that holds it.",
        )
    subjects = items["subject"].unique(maintain_order=True).to_list()
    if cutoff not in items.columns:
        day = parse_date(cutoff)
        if day is None:
            raise FarfieldError(
                f"the cutoff {cutoff!r} is not an ISO date, and no column",
                remedy=f"{HOW} {near_names(cutoff, items.columns)}",
            )
        return dict.fromkeys(subjects, day)
    texts = items.select("subject", told=pl.col(cutoff).cast(pl.String).str.strip_chars())
    known = texts.filter(pl.col("told").is_not_null() & (pl.col("told") != "")).unique(maintain_order=True)
    return {
        subject: _one(subject, known.filter(pl.col("subject") == subject)["told"], cutoff)
        for subject in subjects
    }


def on_calendar_of(subject: str, items: pl.DataFrame, cutoffs: Mapping[str, date]) -> pl.DataFrame:
    """The items of all subjects with their days counted from this subject's cutoff: a control is of the same dates."""
    if len(set(cutoffs.values())) < 2 or DAYS not in items.columns:
        return items
    own = cutoffs[subject]
    moved = {other: float((day - own).days) for other, day in cutoffs.items()}
    return items.with_columns(
        pl.col(DAYS) + pl.col("subject").replace_strict(moved, default=None, return_dtype=pl.Float64)
    )


def _one(subject: str, told: pl.Series, column: str) -> date:
    found: dict[date, str] = {}
    for text in told:
        day = parse_date(text)
        if day is None:
            raise FarfieldError(
                f"{ROLE}: column {column!r} holds {text!r} for {subject}, which is not an ISO date",
                remedy=HOW,
            )
        found.setdefault(day, text)
    if len(found) > 1:
        dates = ", ".join([*map(str, sorted(found)[:3]), *(["..."] if len(found) > 3 else [])])
        raise FarfieldError(
            f"{ROLE}: column {column!r} holds {len(found)} dates for {subject} ({dates})",
            remedy="A subject's training data end on one day. Is it the items' own date (--map date=COL)?",
        )
    if not found:
        raise FarfieldError(
            f"{ROLE}: column {column!r} holds no date for {subject}",
            remedy="Fill it in, or leave that subject out: --where 'subject!=NAME'.",
        )
    return next(iter(found))
