"""Items of a log → rows of drift: fact, arm, outcome, what was named and when it held."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from farfield.families.answers import without_thinking
from farfield.families.facts import DatedAnswer, DatedFact, until
from farfield.logs.offered_choices import lettered
from farfield.measure.drift.account import Account
from farfield.measure.drift.arm_names import BARE, is_bare
from farfield.measure.drift.asked import Asked
from farfield.measure.drift.choices import in_words
from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When
from farfield.measure.drift.day_order import facts_in_one_order
from farfield.measure.drift.known_facts import KnownFact, know, read_once
from farfield.measure.drift.naming import as_written, name_of, names_target
from farfield.measure.drift.outcomes import hedges, read_outcomes, unnamed
from farfield.measure.drift.table import find_columns, in_one_order, with_arms, writers_of
from farfield.options.dating import DriftOptions
from farfield.results.drift import Outcome
from farfield.text.name_forms import part_of
from farfield.text.names import first_of, folded, is_ambiguous

MOST_OTHER_WORDS = 3
"""Letters of a name that a question may hold as another word, as "Ben" or "EU"; in other scripts so few are a name."""
_ONE_COUNT = re.compile(r"[^\d.-]*(\d{1,9})(?:\.0+)?(?:[^\d.][^\d]*)?")
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
    items = in_one_order(items, columns, account)
    table = items.with_columns(
        pl.Series("_fact", _fact_names(items, columns, facts)), _control=_of_control(options.control)
    )
    given, order_of_facts = facts_in_one_order([*facts, *(parsed or {}).values()])
    account.orders += [order_of_facts] if order_of_facts else []
    known = {one.fact: know(one) for one in given}
    if not known:
        account.answers_known = False
        known = {one.fact: know(one) for one in _of_rows(table, columns)}
    table = with_arms(table, columns, known, account, facts)
    account.writers = writers_of(table)
    scored = table["score"].null_count() < table.height
    reader = _Reader(columns, known, account, _words(table, columns), account.writers, scored)
    order = list(dict.fromkeys(table["_fact"].to_list()))
    reader.beside = {fact: (order[at - 1], order[(at + 1) % len(order)]) for at, fact in enumerate(order)}
    rows = [row for record in table.iter_rows(named=True) if (row := reader.read(record)) is not None]
    return Gathered(rows, {fact: known[fact] for fact in order if fact in known}, account)


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
    scored: bool
    beside: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def read(self, record: Mapping[str, Any]) -> Row | None:
        """The row of an item; None where it tells nothing, which is counted."""
        fact, question = str(record["_fact"]), record["question"] or ""
        output = in_words(without_thinking(record["output"] or ""), question)
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
        if score is not None and self.account.by_names and record["subject"] in self.writers:
            self.account.scored += 1
            self.account.right_otherwise += score >= 0.5 and outcome != "current"
            self.account.wrong_otherwise += score < 0.5 and outcome == "current"
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
        return name_of(known, output, self.account)

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
            return self._misplaced(record, output, arm) or self._unnamed(record, known, output)
        score = record["score"]
        if score is None:
            return (
                self._by_target(in_words(record["target"] or "", record["question"] or ""), output)
                if wrote
                else None
            )
        if score >= 0.5:
            return "current"
        return unnamed(output) if wrote else "other"

    def _by_target(self, target: str, output: str) -> Outcome | None:
        """Where nothing is scored, and no answers of facts are known: whether an output names the right answer that
        stands beside it; None without one."""
        if self.scored or not target:
            return None
        self.account.by_target += 1
        self.account.by_names = True
        return "current" if names_target(output, target) else unnamed(output)

    def _unnamed(self, record: Mapping[str, Any], known: KnownFact, output: str) -> Outcome:
        """What an output is that holds no whole name; one that several answers share, or a part of one, is counted."""
        if is_ambiguous(output, known.shared):
            self.account.ambiguous += 1
        elif output.strip():
            part = part_of(folded(output), output, known.known, folded(record["question"] or ""))
            self.account.parts.update([as_written(part, output)] if part else [])
        return unnamed(output)

    def _misplaced(self, record: Mapping[str, Any], output: str, arm: str) -> Outcome | None:
        """A name that stands in the reminder for another item."""
        if is_bare(arm):
            return None
        shown = self._text(record, "shown")
        return "misplaced" if shown and first_of(output, json.loads(shown)) else None

    def _change(self, record: Mapping[str, Any], known: KnownFact | None) -> When | None:
        text = record["date"] or self._text(record, "since")
        found = read_once(text) if text else known.change if known is not None else None
        if found is None and not text and known is not None and known.unchanged:
            self.account.unchanged += 1
        elif found is None:
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
        question = record["question"] or ""
        return first_of(question, telling) is not None and not self._offers(question, known)

    def _offers(self, question: str, known: KnownFact | None) -> bool:
        """Whether a question gives several answers of the fact to choose from, of which none is shown as the right."""
        others = (
            [one.answer for one in known.held if one.answer not in known.current] if known is not None else []
        )
        return len(lettered(question)) > 0 and (known is None or first_of(question, others) is not None)

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
        """A count, also as "k=4" or "4 turns"; what holds none, or several, is counted."""
        text = self._text(record, role)
        if text is None:
            return None
        told = _ONE_COUNT.fullmatch(text.strip())
        if told is None:
            self.account.uncounted[text] += 1
        return int(told[1]) if told else None


def _holds(text: str, other: KnownFact | None, own: KnownFact) -> bool:
    """Whether a folded output holds what is current of another fact, and no answer of its own is spelled so."""
    return other is not None and any(mark in text for mark in other.marks if mark not in own.known)


def _of_control(controls: Sequence[str]) -> pl.Expr:
    """Whether an item is one of any of these controls, each COL=VALUE."""
    told = [(column, value) for column, _, value in (one.partition("=") for one in controls)]
    return pl.any_horizontal(
        pl.lit(False), *((pl.col(column).cast(pl.String) == value).fill_null(False) for column, value in told)
    )
