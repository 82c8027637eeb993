"""Calendar arithmetic over the days of the week and how far one goes on; as in `clock.py`, with days for hours."""

from __future__ import annotations

import random
import re

from farfield.families.axes import Axis, Point
from farfield.families.clock import draw_steps, steps_level
from farfield.families.family import Exercise, Family, Witness
from farfield.families.forms import ANSWER, COUNT, count

STEPS = (10, 20, 50, 100, 200, 500)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = f"({'|'.join(DAYS)})"
_SUPPOSED_WEEK = re.compile(
    rf"week has {COUNT} days[^?\n]{{0,60}}?Today is {_DAY}\. Which day is it {COUNT} days? later\?{ANSWER}{_DAY}\b"
)
_AFTER = re.compile(
    rf"\b{COUNT} days? (?:after|from) (?:a )?{_DAY} (?:is|comes|will be) (?:a )?{_DAY}\b", re.IGNORECASE
)
_WEEK = re.compile(rf"\b{COUNT}[- ]days?[- ]week\b|\bweek (?:has|with|of) {COUNT} days\b", re.IGNORECASE)


def _week_point(week: int, start: str, steps: int, end: str) -> Point | None:
    first, last = DAYS.index(start.title()), DAYS.index(end.title())
    right = steps and first < week and (first + steps) % week == last
    return {"steps": steps_level(steps, STEPS), "week": week} if right else None


def _read_week(match: re.Match[str]) -> Point | None:
    week = count(match[1] or match[2])
    return {"week": week} if 2 <= week <= 14 else None


class Calendar(Family):
    """Which day it is so many days after another, in a week of so many days."""

    name = "calendar"
    title = "Days of the week over the days of the week and how far one goes on"
    axes = (
        Axis("steps", "ordered", STEPS, 10, "days later, at most"),
        Axis("week", "categorical", (4, 5, 6, 7), 7, "days of the week, Monday first"),
    )
    answer = "word"
    matched = ("start", "steps")
    witnesses = (
        Witness(
            _SUPPOSED_WEEK,
            lambda match: _week_point(count(match[1]), match[2], count(match[3]), match[4]),
            "Suppose a week has 5 days, from Monday to Friday. Today is Friday. Which day is it 2 days later?\n"
            "Answer: Tuesday",
        ),
        Witness(
            _AFTER,
            lambda match: _week_point(7, match[2], count(match[1]), match[3]),
            "Ten days after Monday is Thursday.",
        ),
        Witness(_WEEK, _read_week, "They tried a four-day week."),
    )

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        return self._exercise(point, rng.randrange(4), draw_steps(int(point["steps"]), rng, STEPS))

    def check(self, point: Point, rng: random.Random) -> Exercise:
        before = rng.randrange(3)
        return self._exercise(point, int(point["week"]) - 1 - before, before + rng.randint(1, 3))

    def _exercise(self, point: Point, start: int, steps: int) -> Exercise:
        week = int(point["week"])
        target, recited = (DAYS[(start + steps) % modulus] for modulus in (week, 7))
        later = f"{steps} day{'s' if steps > 1 else ''} later"
        return Exercise(
            f"Suppose a week has {week} days, from Monday to {DAYS[week - 1]}. Today is {DAYS[start]}. "
            f"Which day is it {later}?",
            target,
            default_answer=None if recited == target else recited,
            nuisances={"start": start, "steps": steps, "rounds": (start + steps) // week},
            floor=1 / week,
        )
