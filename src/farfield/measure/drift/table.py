"""The table of items as drift takes it: which column holds what, its dates in one order, its arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from farfield.families.facts import DatedFact
from farfield.measure.drift.account import Account
from farfield.measure.drift.asked import Asked
from farfield.measure.drift.day_order import order_of
from farfield.measure.drift.known_facts import KnownFact
from farfield.measure.drift.reminders_said import arms_said
from farfield.options.dating import ROLES, DriftOptions
from farfield.records import FarfieldError
from farfield.registry import near_names

ARM_SAID = "said before the question"
"""The column of arms that are told by what stands before the questions."""
OF_FORM = {"answered", "empty", "refusal", "unparsed", "error"}
"""What a log of a family says of the form of its answers."""


def in_one_order(items: pl.DataFrame, columns: Mapping[str, str], account: Account) -> pl.DataFrame:
    """The items with the days of each column of dates written one way, where the column tells which."""
    for role in ("since", "answer_from", "answer_until"):
        name = columns.get(role, "")
        if items.schema.get(name) != pl.String:
            continue
        order = order_of(name, items[name].to_list())
        if order is not None:
            account.orders.append(order)
            items = items.with_columns(
                pl.Series(name, [order.as_iso(text) for text in items[name].to_list()])
            )
    return items


def with_arms(
    table: pl.DataFrame,
    columns: dict[str, str],
    known: Mapping[str, KnownFact],
    account: Account,
    facts: Sequence[DatedFact],
) -> pl.DataFrame:
    """The items with their arms by what stands before the questions, where no column has any; and what is asked
    several times without a word of why is noted."""
    if "arm" in columns:
        return table
    said = arms_said(_before(table, columns, facts), table["_fact"].to_list(), known)
    if said is not None:
        account.said = said.counts
        columns["arm"] = ARM_SAID
        return table.with_columns(pl.Series(ARM_SAID, said.arms))
    if "turns" not in columns:
        asked = table.group_by("subject", "_fact", "question").agg(
            pl.len(), pl.col("output").n_unique().alias("unlike")
        )
        several = asked.filter((pl.col("len") > 1) & (pl.col("unlike") > 1))
        account.repeated = dict(several.group_by("subject", maintain_order=True).len().rows())
    return table


def _before(table: pl.DataFrame, columns: Mapping[str, str], facts: Sequence[DatedFact]) -> list[str]:
    """What stands before each question: in its conversation, and in its own text before the fact's question."""
    asked, name = Asked(facts), columns.get("before")
    told = table[name].cast(pl.String).to_list() if name else [None] * table.height
    return [
        "\n".join(filter(None, (before, asked.before(question or ""))))
        for before, question in zip(told, table["question"].to_list(), strict=True)
    ]


def find_columns(items: pl.DataFrame, options: DriftOptions) -> dict[str, str]:
    """The column of each role that has one."""
    for role, column in options.columns.items():
        if column not in items.columns:
            raise FarfieldError(
                f"no column {column!r} for {role}", where="--map", remedy=near_names(column, items.columns)
            )
    found = {
        role: usual[0]
        for role, names in ROLES.items()
        if (
            usual := [
                name for name in names if name in items.columns and items[name].null_count() < items.height
            ]
        )
    }
    if "outcome" not in options.columns and _tells_form(items, found.get("outcome")):
        del found["outcome"]
    return found | dict(options.columns)


def _tells_form(items: pl.DataFrame, column: str | None) -> bool:
    """Whether a column says how answers were written (as logs of families do), and not what came of them."""
    if column is None:
        return False
    return set(items[column].drop_nulls().cast(pl.String).unique()) <= OF_FORM


def writers_of(items: pl.DataFrame) -> frozenset[str]:
    """The subjects of whom some answer is there: of others nothing tells that they said nothing."""
    told = items.filter(pl.col("output").fill_null("").str.strip_chars() != "")
    return frozenset(told["subject"].unique().to_list())
