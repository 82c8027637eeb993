"""A naive twin of `odds`: the probability that a question asks for, from its text alone, through all outcomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import product

Outcome = dict[int, str]
Event = Callable[[Outcome], bool]

_ONE = r"(?:draw|throw|torp) (\d+) is (neither |not )?([a-z]+(?: (?:or|nor) [a-z]+)*)"


def _event(text: str) -> tuple[int, Event]:
    found = re.fullmatch(_ONE, text.strip())
    assert found, text
    trial, denied, colours = int(found[1]), bool(found[2]), re.split(r" n?or ", found[3])
    return trial, lambda shown: (shown[trial] in colours) != denied


def solve(question: str) -> Fraction:
    """The probability in a question of `odds`."""
    counts = {
        colour: int(number)
        for number, colour in re.findall(r"(\d+) ([a-z]+)(?=,| and| balls| faces| tomas)", question)
    }
    told = re.search(
        r"(?:Suppose that (.*?)\. )?(?:What is the probability|How likely is it, from 0 to 1,) that (.*)\?$",
        question,
    )
    assert told, question
    given, asked = (_clause(part) if part else ([], all) for part in told.groups())
    trials = sorted({trial for events, _ in (given, asked) for trial, _ in events})
    total, held, true = sum(counts.values()), Fraction(0), Fraction(0)
    for colours in product(counts, repeat=len(trials)):
        shown = dict(zip(trials, colours, strict=True))
        chance = Fraction(1)
        for colour in colours:
            chance *= Fraction(counts[colour], total)
        if given[1](event(shown) for _, event in given[0]):
            held += chance
            true += chance if asked[1](event(shown) for _, event in asked[0]) else 0
    return true / held


def _clause(text: str) -> tuple[list[tuple[int, Event]], Callable]:
    how, _, rest = text.rpartition(": ")
    joined = any if how in ("at least one of these holds", "one of these holds, or both") else all
    assert how in (
        "",
        "at least one of these holds",
        "one of these holds, or both",
        "both hold",
        "all three hold",
    ), how
    return [_event(part) for part in rest.split(";")], joined
