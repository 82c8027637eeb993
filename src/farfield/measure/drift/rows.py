"""Items of a log → rows of drift: fact, arm, outcome, what was named and when it held."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from farfield.families.facts import DatedAnswer, DatedFact, until
from farfield.measure.drift.asked import Asked
from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When
from farfield.measure.drift.known_facts import KnownFact, know, read_once
from farfield.measure.drift.outcomes import hedges, read_outcomes, unnamed
from farfield.options.dating import ROLES, DriftOptions
from farfield.records import FarfieldError
from farfield.registry import near_names
from farfield.results.drift import Outcome
from farfield.text.names import first_of, folded, is_ambiguous, named_in

MOST_OTHER_WORDS = 3
"""Letters of a name that a question may hold as another word, as "Ben" or "EU"; in other scripts so few are a name."""
BARE = "none"
"""Begins the name of an arm without a reminder."""
OF_FORM = {"answered", "empty", "refusal", "unparsed", "error"}
"""What a log of a family says of the form of its answers."""
TRUE = ("true", "yes", "1", "1.0")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `pair`: what is asked alike in other arms; `place`: exchanges after the reminder; `total`: in all.
    `score`: how far it is current, or what the log says; `named`: stretches of the fact that it names; `shifted`:
    whether it names the current answer of the fact before, or of that behind, in the order of the file. `form`:
    `name`, `event` (whether a change happened) or `control` (whether what never happened did)."""

    subject: str
    arm: str
    fact: str
    pair: str
    place: int | None
    total: int | None
    outcome: Outcome
    answer: str | None
    hedged: bool
    score: float | None
    change: When | None
    named: tuple[int, ...]
    length: float | None
    probability: float | None
    invented: bool
    leaks: bool
    form: str
    shifted: tuple[bool, bool]


@dataclass
class Account:
    """What was met on the way that must be told."""

    undated: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    unscored: int = 0
    years_only: int = 0
    first_of_january: int = 0
    no_probability: int = 0
    unknown_facts: int = 0
    ambiguous: int = 0
    by_names: bool = False
    answers_known: bool = True
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether answers are names, of which a guess gets none right."""
        return self.by_names or "outcome" in self.columns


@dataclass(frozen=True)
class Gathered:
    """The rows, the facts by name in order of first appearance, and what was met on the way."""

    rows: list[Row]
    facts: dict[str, KnownFact]
    account: Account

    @cached_property
    def held(self) -> dict[str, tuple[Held, ...]]:
        """The stretches of each fact."""
        return {name: fact.held for name, fact in self.facts.items()}


def gather_rows(
    items: pl.DataFrame,
    options: DriftOptions,
    facts: Sequence[DatedFact] = (),
    parsed: Mapping[str, DatedFact] | None = None,
) -> Gathered:
    """Rows of a table of items (ITEM_SCHEMA, then metadata). `facts`: of a file; `parsed`: those that items bring with
    them, by fact. Raises FarfieldError for columns that are not there and for outcomes that are not known."""
    columns = find_columns(items, options)
    account = Account(columns=columns)
    table = items.with_columns(
        pl.Series("_fact", _fact_names(items, columns, facts)), _control=_of_control(options.control)
    )
    known = {one.fact: know(one) for one in (*facts, *(parsed or {}).values())}
    if not known:
        account.answers_known = False
        known = {one.fact: know(one) for one in _of_rows(table, columns)}
    reader = _Reader(columns, known, account, _words(table, columns), _writers(table))
    order = list(dict.fromkeys(table["_fact"].to_list()))
    reader.beside = {fact: (order[at - 1], order[(at + 1) % len(order)]) for at, fact in enumerate(order)}
    rows = [row for record in table.iter_rows(named=True) if (row := reader.read(record)) is not None]
    return Gathered(rows, {fact: known[fact] for fact in order if fact in known}, account)


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


def _writers(items: pl.DataFrame) -> frozenset[str]:
    """The subjects of whom some answer is there: of others nothing tells that they said nothing."""
    told = items.filter(pl.col("output").fill_null("").str.strip_chars() != "")
    return frozenset(told["subject"].unique().to_list())


def _words(items: pl.DataFrame, columns: Mapping[str, str]) -> dict[str, Outcome]:
    if "outcome" not in columns:
        return {}
    return read_outcomes(items[columns["outcome"]].cast(pl.String).to_list(), columns["outcome"])


def _fact_names(items: pl.DataFrame, columns: Mapping[str, str], facts: Sequence[DatedFact]) -> list[str]:
    """The fact of each item: its column, else the fact of the file that asks its question, else the question's item."""
    asked = Asked(facts)
    ids = items["item_id"].to_list()
    own = items[columns["fact"]].cast(pl.String).to_list() if "fact" in columns else [None] * len(ids)
    return [
        fact or asked.fact_of(question or "") or str(item).partition("#")[0]
        for fact, question, item in zip(own, items["question"].to_list(), ids, strict=True)
    ]


def _of_rows(items: pl.DataFrame, columns: Mapping[str, str]) -> Iterator[DatedFact]:
    """Facts of what the rows themselves name, where nothing else tells them."""
    if not {"answer", "answer_from"} <= set(columns):
        return
    ended = pl.col(columns["answer_until"]) if "answer_until" in columns else pl.lit(None)
    told = items.select(
        "_fact", pl.col(columns["answer"]).cast(pl.String), start=pl.col(columns["answer_from"]).cast(pl.String),
        end=ended.cast(pl.String),
    ).drop_nulls(["start"])  # fmt: skip
    for (fact,), part in (
        told.unique(maintain_order=True).partition_by("_fact", as_dict=True, maintain_order=True).items()
    ):
        answers = tuple(DatedAnswer(str(row[1]), row[2], until(row[3])) for row in part.rows() if row[1])
        yield DatedFact(str(fact), (), answers)


@dataclass
class _Reader:
    """Reads one item after another."""

    columns: Mapping[str, str]
    facts: Mapping[str, KnownFact]
    account: Account
    words: Mapping[str, Outcome]
    writers: frozenset[str]
    beside: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, record: Mapping[str, Any]) -> Row | None:
        """The row of an item; None where it tells nothing, which is counted."""
        fact, output = str(record["_fact"]), record["output"] or ""
        known, arm = self.facts.get(fact), self._text(record, "arm") or BARE
        self.account.unknown_facts += known is None and bool(self.facts) and self.account.answers_known
        form = self._form(record)
        name = self._name(record, known, output) if form == "name" else None
        outcome = self._outcome(record, known, name, output, arm)
        graded = None if outcome is None else self._graded(record, form, known, name, outcome)
        if outcome is None or graded is None:
            self.account.unscored += 1
            return None
        change = self._change(record, known) if form != "control" else None
        start = self._text(record, "answer_from")
        invented = (self._text(record, "invented") or "").casefold() in TRUE
        return Row(
            record["subject"], arm, fact, self._pair(record), self._whole(record, "turns"),
            self._whole(record, "total"),
            outcome, name, hedges(output), graded, change, known.stretches(name, start) if known and name else (),
            self._number(record, "length"), self._probability(record), invented,
            self._leaks(record, known), form, self._shifted(fact, output),
        )  # fmt: skip

    def _form(self, record: Mapping[str, Any]) -> str:
        if record["_control"]:
            return "control"
        form = self._text(record, "form") or "name"
        return form if form in ("event", "control") else "name"

    def _graded(
        self,
        record: Mapping[str, Any],
        form: str,
        known: KnownFact | None,
        name: str | None,
        outcome: Outcome,
    ) -> float | None:
        """How far an answer is current; of whether something happened, how far it is right, None where nobody says."""
        score, current = record["score"], 1.0 if outcome == "current" else 0.0
        if form != "name":
            return score if score is not None else current if self.words else None
        by_name = "outcome" in self.columns or (known is not None and name is not None)
        return current if score is None or by_name else score

    def _name(self, record: Mapping[str, Any], known: KnownFact | None, output: str) -> str | None:
        """The answer that was named: as the log says, else the first that the output names."""
        told = self._text(record, "answer")
        if known is None:
            return None
        if told is not None and ("answer_from" in self.columns or "outcome" in self.columns):
            name = known.known.get(folded(told))
            self.account.unmatched += name is None
            return name
        if "outcome" in self.columns and "answer" in self.columns:
            return None
        return named_in(output, known.known)

    def _outcome(
        self, record: Mapping[str, Any], known: KnownFact | None, name: str | None, output: str, arm: str
    ) -> Outcome | None:
        if self.words:
            word = self._text(record, "outcome")
            return self.words.get(word) if word is not None else None
        wrote = record["subject"] in self.writers
        dated = known is not None and known.held and known.known and self.account.answers_known
        if known is not None and dated and (wrote or name is not None):
            self.account.by_names = True
            if name is not None:
                return "current" if name in known.current else "stale"
            self.account.ambiguous += is_ambiguous(output, known.shared)
            return self._misplaced(record, output, arm) or unnamed(output)
        score = record["score"]
        if score is None:
            return unnamed(output) if wrote and "target" not in record else None
        if score >= 0.5:
            return "current"
        return unnamed(output) if wrote else "other"

    def _misplaced(self, record: Mapping[str, Any], output: str, arm: str) -> Outcome | None:
        """A name that stands in the reminder for another item."""
        if arm.startswith(BARE):
            return None
        shown = self._text(record, "shown")
        return "misplaced" if shown and first_of(output, json.loads(shown)) else None

    def _change(self, record: Mapping[str, Any], known: KnownFact | None) -> When | None:
        text = record["date"] or self._text(record, "since")
        found = read_once(text) if text else known.change if known is not None else None
        if found is None:
            self.account.undated += 1
            if text:
                self.account.unread[text] += 1
        elif not found.exact:
            self.account.years_only += 1
        elif (found.first.month, found.first.day) == (1, 1):
            self.account.first_of_january += 1
        return found

    def _leaks(self, record: Mapping[str, Any], known: KnownFact | None) -> bool:
        """Whether a question shows the current answer: by the log's word, or since its name stands in it."""
        told = self._text(record, "in_prompt")
        if told is not None:
            return told.casefold() in TRUE
        names = known.current if known is not None else [record["target"]] if record["target"] else []
        telling = [name for name in names if len(name) > MOST_OTHER_WORDS or not name.isascii()]
        return first_of(record["question"] or "", telling) is not None

    def _shifted(self, fact: str, output: str) -> tuple[bool, bool]:
        if fact not in self.beside or not self.account.answers_known:
            return False, False
        own, text = self.facts.get(fact), folded(output)
        if own is None:
            return False, False
        before, after = (self.facts.get(other) for other in self.beside[fact])
        return _holds(text, before, own), _holds(text, after, own)

    def _pair(self, record: Mapping[str, Any]) -> str:
        return self._text(record, "pair") or str(record["item_id"])

    def _text(self, record: Mapping[str, Any], role: str) -> str | None:
        value = record.get(self.columns.get(role, ""))
        return None if value is None or value == "" else str(value)

    def _number(self, record: Mapping[str, Any], role: str) -> float | None:
        try:
            return float(self._text(record, role) or "")
        except ValueError:
            return None

    def _probability(self, record: Mapping[str, Any]) -> float | None:
        found = self._number(record, "probability")
        if found is None or 0 <= found <= 1:
            return found
        self.account.no_probability += 1
        return None

    def _whole(self, record: Mapping[str, Any], role: str) -> int | None:
        found = self._number(record, role)
        return None if found is None or not 0 <= found < math.inf else int(found)


def _holds(text: str, other: KnownFact | None, own: KnownFact) -> bool:
    """Whether a folded output holds what is current of another fact, and no answer of its own is spelled so."""
    return other is not None and any(mark in text for mark in other.marks if mark not in own.known)


def _of_control(controls: Sequence[str]) -> pl.Expr:
    """Whether an item is one of any of these controls, each COL=VALUE."""
    told = [(column, value) for column, _, value in (one.partition("=") for one in controls)]
    return pl.any_horizontal(
        pl.lit(False), *((pl.col(column).cast(pl.String) == value).fill_null(False) for column, value in told)
    )
