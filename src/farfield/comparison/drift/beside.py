"""Two subjects of drift on what both were asked: facts of one key, and questions of one arm and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from farfield.arrays import Floats
from farfield.comparison.drift.runs import Subject
from farfield.measure.drift.arm_names import is_bare
from farfield.measure.drift.arms import codes_of
from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When
from farfield.measure.drift.profile import shows_answer
from farfield.measure.drift.rows import Row

Facts = dict[str, list[Held]]


@dataclass(frozen=True)
class Side:
    """One of the two: its rows on the facts in common, and its arm without a reminder."""

    subject: Subject
    rows: list[Row]
    baseline: str

    @property
    def by_name(self) -> list[Row]:
        """Its answers that name something, without those whose question shows what is current."""
        return [row for row in self.rows if row.form == "name" and not shows_answer(row)]

    def arm(self, name: str) -> list[Row]:
        """Its answers by name in an arm."""
        return [row for row in self.by_name if row.arm == name]

    @property
    def bare(self) -> list[Row]:
        """Those without a reminder."""
        return self.arm(self.baseline)

    @property
    def told(self) -> dict[str, list[Row]]:
        """Those with each reminder, by its arm."""
        found: dict[str, list[Row]] = {}
        for row in self.by_name:
            if not is_bare(row.arm):
                found.setdefault(row.arm, []).append(row)
        return found


@dataclass(frozen=True)
class Beside:
    """Two subjects on the facts that both were asked; `unlike`: facts of one name with another key, left out."""

    first: Side
    second: Side
    facts: Facts
    unlike: int

    @property
    def asked(self) -> int:
        """Facts that both were asked by name or whether their change happened."""
        return len({row.fact for row in self.first.rows} & {row.fact for row in self.second.rows})


@dataclass(frozen=True)
class Questions:
    """Questions (n,) that both were asked in an arm: their keys and facts, and the rows of either to each."""

    keys: list[str]
    facts: list[str]
    first: list[list[Row]]
    second: list[list[Row]]

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, places: Sequence[int]) -> Questions:
        """Those at these places."""
        return Questions(
            [self.keys[at] for at in places], [self.facts[at] for at in places],
            [self.first[at] for at in places], [self.second[at] for at in places],
        )  # fmt: skip

    def shares(self, outcome: str) -> tuple[Floats, Floats]:
        """The share of an outcome in the answers of either to each question."""
        return tuple(
            np.array([np.mean([row.outcome == outcome for row in rows]) for rows in side], np.float64)
            for side in (self.first, self.second)
        )  # type: ignore[return-value]

    @property
    def clusters(self) -> np.ndarray:
        """A code for each question's fact."""
        return codes_of(self.facts)


def lay_beside(first: Subject, second: Subject) -> Beside:
    """Both on the facts in common. Facts whose answers or days differ between their runs are left out."""
    facts, places, unlike = _shared(first, second)
    one, two = (
        [_placed(row, own) for row in side.rows if row.fact not in unlike]
        for side, own in zip((first, second), places, strict=True)
    )
    both = {row.fact for row in one} & {row.fact for row in two}
    kept = ([row for row in rows if row.fact in both] for rows in (one, two))
    names = _baselines(first, second)
    sides = [Side(*told) for told in zip((first, second), kept, names, strict=True)]
    return Beside(sides[0], sides[1], {name: facts[name] for name in facts if name in both}, len(unlike))


def asked_of_both(first: Sequence[Row], second: Sequence[Row]) -> Questions:
    """The questions of one key in the rows of either, at the first place after a reminder that both have."""
    sides = [_by_key(rows) for rows in _at_first_place(first, second)]
    keys = [key for key in sides[0] if key in sides[1]]
    return Questions(
        keys,
        [sides[0][key][0].fact for key in keys],
        [sides[0][key] for key in keys],
        [sides[1][key] for key in keys],
    )


def unpaired(beside: Beside) -> list[int]:
    """Questions, arm by arm and place by place, that one alone was asked."""
    first, second = (
        {(row.arm, row.place, row.pair) for row in side.by_name} for side in (beside.first, beside.second)
    )
    return [len(first - second), len(second - first)]


def _baselines(first: Subject, second: Subject) -> tuple[str, str]:
    """The arms without a reminder that are compared: of those that both were asked in, `none` before others, so that
    the prompt is the same; else each one's own."""
    own = (first.found.baseline, second.found.baseline)
    bare = [
        {row.arm for row in one.rows if is_bare(row.arm) and row.form == "name"} for one in (first, second)
    ]
    both = sorted(bare[0] & bare[1])
    if own[0] == own[1] or not both:
        return own
    return both[0], both[0]


def _by_key(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.pair, []).append(row)
    return found


def _at_first_place(first: Sequence[Row], second: Sequence[Row]) -> list[list[Row]]:
    places = {row.place for row in first if row.place is not None} & {row.place for row in second}
    at = min((place for place in places if place is not None), default=None)
    return [[row for row in rows if at is None or row.place == at] for rows in (first, second)]


def _shared(
    first: Subject, second: Subject
) -> tuple[Facts, tuple[Mapping[str, list[int]], Mapping[str, list[int]]], set[str]]:
    """The facts of both; for each side, where its stretches stand among these; and facts with another key.

    Where a run has only the answers that its subjects named, a fact has those of both runs.
    """
    facts: Facts = {}
    places: tuple[dict[str, list[int]], dict[str, list[int]]] = {}, {}
    changes = [_changes(one) for one in (first, second)]
    asked = changes[0].keys() & changes[1].keys()
    unlike = {fact for fact in asked if changes[0][fact] != changes[1][fact]}
    whole = first.whole and second.whole
    for fact in (name for name in first.facts if name in second.facts):
        held = (first.facts[fact], second.facts[fact])
        if whole and held[0] != held[1]:
            unlike.add(fact)
            continue
        facts[fact] = list(dict.fromkeys([*held[0], *held[1]]))
        for place, own in zip(places, held, strict=True):
            place[fact] = [facts[fact].index(one) for one in own]
    return facts, places, unlike & asked


def _changes(subject: Subject) -> dict[str, When | None]:
    return {row.fact: row.change for row in subject.rows}


def _placed(row: Row, places: Mapping[str, list[int]]) -> Row:
    """A row whose stretches are told by their places among those of both runs."""
    own = places.get(row.fact)
    return replace(row, named=tuple(own[at] for at in row.named) if own is not None else ())
