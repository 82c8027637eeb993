"""Clock arithmetic over the hours of the clock and how far one goes on.

Twelve hours are the usual world. Twins start at the same hour and go on as far; only the clock is another. The check
goes on from one of the last hours to one of the first.
"""

from __future__ import annotations

import random
import re

from farfield.families.axes import Axis, Point
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER, COUNT, count

STEPS = (5, 10, 20, 50, 100, 200, 500)
"""The levels of the ordered axis: at most so many hours or days on, and more than the level before."""


def draw_steps(level: int, rng: random.Random, levels: tuple[int, ...] = STEPS) -> int:
    """How far one goes at a level of the axis: more than the level below it in `levels`, at most this one."""
    below = max((step for step in levels if step < level), default=0)
    return rng.randint(below + 1, level)


def steps_level(steps: int, levels: tuple[int, ...] = STEPS) -> int:
    """The level of a number of steps, which is itself beyond the last one."""
    return next((level for level in levels if steps <= level), steps)


_SUPPOSED_CLOCK = re.compile(
    rf"clock (?:counts|has|with) {COUNT} hours[^?\n]{{0,60}}?shows {COUNT}\. What does it show {COUNT} hours? later\?"
    rf"{ANSWER}(\d{{1,4}})\b"
)
_O_CLOCK = re.compile(
    rf"\b{COUNT} hours? (?:after|from|later than) {COUNT}(?: o['’]clock)?(?: it)? (?:is|comes|will be) {COUNT}\b(?!:)",
    re.IGNORECASE,
)
_MODULO = re.compile(r"\((\d{1,4}) ?\+ ?(\d{1,4})\) ?(?:mod|%) ?(\d{1,3}) ?=?=? ?(\d{1,3})\b")
_HOURS = re.compile(
    rf"\b{COUNT}-hours? (?:clock|dial|day)\b|\b(?:clock|dial|day) (?:with|of) {COUNT} hours\b", re.IGNORECASE
)


def _clock_point(hours: int, start: int, steps: int, end: int) -> Point | None:
    right = 0 < start <= hours and (start + steps - 1) % hours + 1 == end
    return {"steps": steps_level(steps), "hours": hours} if right and steps else None


def _read_supposed_clock(match: re.Match[str]) -> Point | None:
    hours, start, steps, end = (count(match[group]) for group in (1, 2, 3, 4))
    return _clock_point(hours, start, steps, end)


def _read_o_clock(match: re.Match[str]) -> Point | None:
    steps, start, end = (count(match[group]) for group in (1, 2, 3))
    found = [_clock_point(hours, start, steps, end) for hours in (12, 24)]
    return next((point for point in found if point), None)


def _read_modulo(match: re.Match[str]) -> Point | None:
    start, steps, hours, rest = (int(part) for part in match.groups())
    if hours < 2 or not steps or (start + steps) % hours != rest:
        return None
    return {"steps": steps_level(steps), "hours": hours}


def _read_hours(match: re.Match[str]) -> Point | None:
    hours = count(match[1] or match[2])
    return {"hours": hours} if 2 <= hours <= 60 else None


class Clock(Family):
    """Which hour it is so many hours after another, on a clock of so many hours."""

    name = "clock"
    title = "Clock arithmetic over the hours of the clock and how far one goes on"
    axes = (
        Axis("steps", "ordered", STEPS, 10, "hours later, at most"),
        Axis("hours", "categorical", (9, 10, 11, 12, 13, 16, 24), 12, "hours of the clock"),
    )
    answer = "integer"
    matched = ("start", "steps")
    witnesses = (
        Witness(
            _SUPPOSED_CLOCK,
            _read_supposed_clock,
            "Suppose a clock counts 9 hours, from 1 to 9. It shows 7. What does it show 4 hours later?\nAnswer: 2",
        ),
        Witness(_O_CLOCK, _read_o_clock, "Five hours after 9 o'clock is 2 o'clock."),
        Witness(_MODULO, _read_modulo, "(9 + 5) mod 12 = 2"),
        Witness(_HOURS, _read_hours, "shown on a 24-hour clock"),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        return self._exercise(point, rng.randint(1, 9), draw_steps(int(point["steps"]), rng))

    def check(self, point: Point, rng: random.Random) -> Exercise:
        before = rng.randrange(3)
        return self._exercise(point, int(point["hours"]) - before, before + rng.randint(1, 4))

    def _exercise(self, point: Point, start: int, steps: int) -> Exercise:
        hours = int(point["hours"])
        target, recited = ((start + steps - 1) % modulus + 1 for modulus in (hours, 12))
        later = f"{steps} hour{'s' if steps > 1 else ''} later"
        return Exercise(
            f"Suppose a clock counts {hours} hours, from 1 to {hours}. It shows {start}. What does it show {later}?",
            str(target),
            default_answer=None if recited == target or start > 12 else str(recited),
            nuisances={"start": start, "steps": steps, "rounds": (start + steps - 1) // hours},
            floor=1 / hours,
        )
