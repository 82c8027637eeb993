"""DyKnow's facts and answers as the estimators take them, and draws of a subject whose truth is known."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from farfield.measure.drift.cutoff import Events
from farfield.measure.drift.dated_answers import DatedAnswers, Held, gather
from farfield.measure.drift.dates import When, read_when

DYKNOW = Path(__file__).parents[2] / "shared" / "data" / "dyknow"


def lines(name: str) -> list[dict[str, Any]]:
    with gzip.open(DYKNOW / name, "rt") as file:
        return [json.loads(line) for line in file]


def when(text: str | None) -> When | None:
    return read_when(text) if text else None


def held_answers(facts: Sequence[dict[str, Any]]) -> list[list[Held]]:
    return [
        [Held(one["answer"], when(one["start"]), when(one["end"])) for one in fact["answers"]]
        for fact in facts
    ]


def draw_answers(
    facts: Sequence[Sequence[Held]], centre: float, spread: float, noise: float, seed: int, phrasings: int = 3
) -> DatedAnswers:
    """A subject of that inner date, whose phrasings of a fact agree: one draw of T a fact, noise answer by answer."""
    rng = np.random.default_rng(seed)
    named = []
    for number, answers in enumerate(facts):
        inner = centre + spread * rng.logistic()
        at = [k for k, one in enumerate(answers) if _holds(one, inner)]
        for _ in range(phrasings):
            if rng.random() < noise:
                named.append((number, (int(rng.integers(len(answers))),)))
            elif at:
                named.append((number, (at[0],)))
    return gather(facts, named)


def _holds(one: Held, at: float) -> bool:
    start = -np.inf if one.start is None else one.start.low
    return bool(start <= at < (np.inf if one.end is None else one.end.low))


def succession(count: int, seed: int, first: int = 2005, last: int = 2024) -> list[list[Held]]:
    """Facts that change every few years, each at its own days."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(count):
        changes = [first - 6 + 4 * rng.random()]
        while changes[-1] < last:
            changes.append(changes[-1] + rng.uniform(1, 7))
        days = [when(_day(one)) for one in changes[:-1]]
        found.append(
            [
                Held(f"{number}-{k}", start, end)
                for k, (start, end) in enumerate(zip(days, [*days[1:], None], strict=True))
            ]
        )
    return found


def _day(years: float) -> str:
    from farfield.measure.drift.dates import from_years

    return from_years(years).isoformat()


def draw_events(
    n: int,
    cutoff: float,
    width: float,
    ceiling: float,
    floor: float,
    seed: int,
    controls: int = 0,
    shift: float = 0,
) -> Events:
    """Events between 2018 and 2025, one cluster each; `shift` moves all dates and the cutoff by years."""
    rng = np.random.default_rng(seed)
    dates = rng.uniform(2018, 2025, n)
    known = floor + (ceiling - floor) / (1 + np.exp(-(cutoff - dates) / width))
    scores = (rng.random(n) < known).astype(np.float64)
    told = (rng.random(controls) < floor).astype(np.float64)
    return Events(
        dates + shift,
        dates + shift + 1 / 365,
        scores,
        np.arange(n),
        told,
        np.arange(controls, dtype=np.int64),
    )
