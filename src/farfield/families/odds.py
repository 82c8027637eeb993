"""Stated probabilities of events whose probabilities are known: urns and dice, in ten logical relations.

A set is a tuple of questions that hang together (`relations.py`): P and not P, P and Q and both, P given Q ... Each
probability is exact, so the Brier score that an answer must expect is exact as well, and none of it is luck.
`resolution` is what came of one throw of the dice, for measures that need outcomes. How far ahead the draws lie changes
nothing, as each ball is put back: along `horizon` the right answers are the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import ClassVar

from farfield.families.axes import Axis, Point
from farfield.families.family import ITEM, Condition, Exercise, FamilyItem
from farfield.families.relations import RELATIONS, Relation
from farfield.families.sets import Measuring, SetFamily

_FIRST = "P"
"""The role that is the item; the other roles of its relation are asked beside it."""
_COLOURS = ("red", "blue", "green", "yellow", "black", "white", "brown", "pink")
_MOST = 5
"""Balls, or faces, of one colour at most."""


@dataclass(frozen=True)
class _World:
    """`setting` with what there is of each colour, and what one trial is called."""

    setting: str
    trial: str


_WORLDS = {
    "urn": _World(
        "An urn holds {}. Balls are drawn one after another, and each is put back at once.", "draw"
    ),
    "dice": _World("A die has {}. It is thrown again and again.", "throw"),
    "nonce": _World(
        "A blicket holds {}. It is torped again and again, and each torp shows one of them.", "torp"
    ),
}
_THINGS = {"urn": "ball", "dice": "face", "nonce": "toma"}


@dataclass(frozen=True)
class _Event:
    """That a trial shows one of the colours."""

    trial: int
    colours: tuple[int, ...]

    def of(self, shown: Mapping[int, int]) -> bool:
        return shown[self.trial] in self.colours

    def said(self, world: _World) -> str:
        return f"{world.trial} {self.trial} is {' or '.join(_COLOURS[at] for at in self.colours)}"

    def denied(self, world: _World) -> str:
        neither = len(self.colours) > 1
        named = " nor ".join(_COLOURS[at] for at in self.colours)
        return f"{world.trial} {self.trial} is {'neither' if neither else 'not'} {named}"


@dataclass(frozen=True)
class _Drawn:
    counts: Sequence[int]
    events: Sequence[_Event]
    shown: Mapping[int, int]
    """The colour that each trial came to, once."""

    def states(self) -> Iterator[tuple[Mapping[int, int], Fraction]]:
        """Each way in which the trials can come out, and its probability."""
        trials, total = list(self.shown), sum(self.counts)
        for colours in product(range(len(self.counts)), repeat=len(trials)):
            chance = prod((Fraction(self.counts[at], total) for at in colours), start=Fraction(1))
            yield dict(zip(trials, colours, strict=True)), chance

    def probability(self, relation: Relation, role: str) -> Fraction:
        """Of a role, given its condition. Raises ZeroDivisionError where that cannot be."""
        asked = true = Fraction(0)
        for shown, chance in self.states():
            held = self._held(relation, shown)
            if relation.roles[role].given(*held):
                asked += chance
                true += chance if relation.roles[role].event(*held) else 0
        return true / asked

    def resolution(self, relation: Relation, role: str) -> bool | None:
        """What it came to; None for a bet that was called off."""
        held = self._held(relation, self.shown)
        return bool(relation.roles[role].event(*held)) if relation.roles[role].given(*held) else None

    def _held(self, relation: Relation, shown: Mapping[int, int]) -> list[bool]:
        return [event.of(shown) for event in self.events[: relation.variables]]


class Odds(SetFamily):
    """A probability that can be reckoned, with the others that hang together with it."""

    name = "odds"
    title = "Probabilities of urns and dice, over colours, world and horizon"
    axes = (
        Axis("colours", "ordered", (2, 3, 4, 6, 8), 3, "colours that there are"),
        Axis("world", "categorical", tuple(_WORLDS), "urn", "what is drawn or thrown"),
        Axis("horizon", "ordered", (1, 3, 10, 30, 100), 1, "the first draw that is asked about"),
        Axis("relation", "categorical", tuple(RELATIONS), "Neg", "how the questions hang together"),
    )
    answer = "probability"
    measured_by: ClassVar[Measuring] = "coherence"
    asks_once: ClassVar[bool] = True
    balanced = ("relation",)
    measured_by = "coherence"

    def conditions(self, point: Point) -> Sequence[Condition]:
        roles = RELATIONS[str(point["relation"])].roles
        return [ITEM if role == _FIRST else role for role in roles]

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        return self._asked(point, rng, _FIRST)

    def draw_as(self, condition: Condition, point: Point, rng: random.Random) -> Exercise | None:
        role = _FIRST if condition == ITEM else condition
        known = role in RELATIONS[str(point["relation"])].roles
        return self._asked(point, rng, role) if known else None

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """1 less the squared distance from the right probability; 0 where none was stated."""
        if answer is None:
            return 0.0
        return 1 - (float(answer) - float(str(item.exercise.noted["probability"]))) ** 2

    def _asked(self, point: Point, rng: random.Random, role: str) -> Exercise:
        relation, world = RELATIONS[str(point["relation"])], _WORLDS[str(point["world"])]
        drawn = self._drawn(point, relation, rng)
        right = drawn.probability(relation, role)
        things = _THINGS[str(point["world"])]
        held = [f"{number} {_COLOURS[at]}" for at, number in enumerate(drawn.counts)]
        listed = f"{', '.join(held[:-1])} and {held[-1]} {things}s"
        said = _said(
            role,
            [event.said(world) for event in drawn.events],
            drawn.events[1].denied(world),
            drawn.events[0].denied(world),
        )
        came = drawn.resolution(relation, role)
        return Exercise(
            f"{world.setting.format(listed)} {said}",
            f"{float(right):.6g}",
            floor=float(1 - (right - Fraction(1, 2)) ** 2),
            noted={
                "check": relation.name,
                "role": role,
                "probability": float(right),
                "unavoidable": float(right * (1 - right)),
                **({} if came is None else {"resolution": came}),
            },
        )

    @staticmethod
    def _drawn(point: Point, relation: Relation, rng: random.Random) -> _Drawn:
        """Counts, three events and one outcome; every condition of the relation can come true."""
        rng = random.Random(
            f"{rng.random()}/{sorted(point.items())}"
        )  # each tuple asks about events of its own
        colours, first = int(point["colours"]), int(point["horizon"])
        while True:
            counts = [rng.randint(1, _MOST) for _ in range(colours)]
            trials = [first, first + rng.randint(0, 1), first + rng.randint(0, 2)]
            sizes = [rng.randint(1, min(2, colours - 1)) for _ in trials]
            events = [
                _Event(trial, tuple(sorted(rng.sample(range(colours), size))))
                for trial, size in zip(trials, sizes, strict=True)
            ]
            used = sorted({event.trial for event in events})
            shown = {trial: rng.choices(range(colours), counts)[0] for trial in used}
            drawn = _Drawn(counts, events, shown)
            if events[0] != events[1] and _possible(drawn, relation):
                return drawn


def _possible(drawn: _Drawn, relation: Relation) -> bool:
    try:
        for role in relation.roles:
            drawn.probability(relation, role)
    except ZeroDivisionError:
        return False
    return True


def _said(role: str, events: Sequence[str], not_q: str, not_p: str) -> str:
    """The question of a role."""
    p, q, r = events
    ask = "What is the probability that"
    return {
        "P": f"{ask} {p}?",
        "not_P": f"{ask} {not_p}?",
        "para_P": f"How likely is it, from 0 to 1, that {p}?",
        "cons_P": f"{ask} at least one of these holds: {p}; {q}?",
        "Q": f"{ask} {q}?",
        "P_and_Q": f"{ask} both hold: {p}; {q}?",
        "P_or_Q": f"{ask} one of these holds, or both: {p}; {q}?",
        "Q_and_not_P": f"{ask} both hold: {q}; {not_p}?",
        "Q_given_P": f"Suppose that {p}. {ask} {q}?",
        "R_given_P_and_Q": f"Suppose that both hold: {p}; {q}. {ask} {r}?",
        "P_and_Q_and_R": f"{ask} all three hold: {p}; {q}; {r}?",
        "P_given_Q": f"Suppose that {q}. {ask} {p}?",
        "P_given_not_Q": f"Suppose that {not_q}. {ask} {p}?",
    }[role]
