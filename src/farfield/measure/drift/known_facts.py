"""Dated facts as answers are held against them: stretches, spellings, what is current and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise

from farfield.families.facts import DatedAnswer, DatedFact
from farfield.measure.drift.dated_answers import Held
from farfield.measure.drift.dates import When, in_years, read_when
from farfield.text.names import folded, shared_spellings, spellings

SOON = 1 / 12
"""Years between two stretches of one answer that are one, as a term that follows another."""


@lru_cache(maxsize=65536)
def read_once(text: str) -> When | None:
    """`read_when`, each text once."""
    return read_when(text)


@dataclass(frozen=True)
class KnownFact:
    """`held`: its stretches; `known`: spelling → name; `current`: names that hold still, or held last; `change`: since
    when one of these is right, however many terms followed upon another, None where no date of it can be read.
    `backwards`: answers that end before they start, which are left out, as those are that begin in the `future`;
    `unread`: a date that cannot be read of each answer left out for it, "" where one among several has none;
    `overlaps`: whether two different answers held for more than a month at the same time; `returned`: whether what
    holds now held before, and something else between; `over`: whether nothing holds any more; `unchanged`: whether
    there is one answer only, since ever."""

    fact: str
    held: tuple[Held, ...]
    known: dict[str, str] = field(repr=False)
    current: tuple[str, ...]
    change: When | None
    backwards: int
    unread: tuple[str, ...]
    overlaps: bool
    marks: tuple[str, ...] = field(repr=False)
    """The names that are current, folded."""
    shared: tuple[str, ...] = field(repr=False)
    """Spellings, folded, that several of its answers have."""
    future: int = 0
    returned: bool = False
    over: bool = False
    unchanged: bool = False

    def stretches(self, name: str, start: str | None = None) -> tuple[int, ...]:
        """The stretches that a name means: the one that begins at `start` where that is told, else all of its own."""
        own = tuple(at for at, one in enumerate(self.held) if one.answer == name)
        begun = read_once(start) if start else None
        told = tuple(at for at in own if begun is not None and self.held[at].start == begun)
        return told[:1] or own


def know(fact: DatedFact, today: float | None = None) -> KnownFact:
    """What is known of a fact; answers whose dates cannot be read are left out, and those that begin after `today`, in
    years: nobody can answer so yet. What ends later holds still."""
    today = in_years(datetime.now(UTC).date()) if today is None else today
    held, backwards, unread, future = [], 0, [], set[int]()
    for at, one in enumerate(fact.answers):
        bad = next((text for text in (one.start, one.end) if text and read_once(text) is None), None)
        if bad is None and not one.start and not one.end and len(fact.answers) > 1:
            bad = ""
        if bad is not None:
            unread.append(bad)
            continue
        start, end = (read_once(text) if text else None for text in (one.start, one.end))
        if start is not None and start.low > today:
            future.add(at)
        elif start is not None and end is not None and end.high < start.low:
            backwards += 1
        else:
            held.append(Held(one.answer, start, None if end is not None and end.low > today else end))
    current = _current(held)
    begun = [first for name in current if (first := _since(name, held)) is not None]
    names = _names([one for at, one in enumerate(fact.answers) if at not in future])
    return KnownFact(
        fact.fact, tuple(held), spellings(names), current,
        min(begun, key=lambda one: one.low, default=None), backwards, tuple(unread), _overlap(held),
        tuple(folded(name) for name in current), shared_spellings(names), len(future),
        returned=any(_held_before(name, held) for name in current),
        over=bool(held) and all(one.end is not None for one in held),
        unchanged=len(held) == 1 and held[0].start is None and not unread,
    )  # fmt: skip


def _names(answers: Sequence[DatedAnswer]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in answers:
        found[one.answer] = (*found.get(one.answer, ()), *one.aliases)
    return found


def _run(name: str, held: Sequence[Held]) -> list[Held]:
    """The last stretch of an answer and those before it that it follows upon, the last first."""
    own = sorted((one for one in held if one.answer == name), key=_begins, reverse=True)
    found = own[:1]
    for one in own[1:]:
        if one.end is None or found[-1].start is None or found[-1].start.low - one.end.high > SOON:
            break
        found.append(one)
    return found


def _begins(one: Held) -> float:
    return float("-inf") if one.start is None else one.start.low


def _since(name: str, held: Sequence[Held]) -> When | None:
    """Since when an answer has held without a break."""
    return _run(name, held)[-1].start


def _held_before(name: str, held: Sequence[Held]) -> bool:
    return len(_run(name, held)) < sum(one.answer == name for one in held)


def _current(held: Sequence[Held]) -> tuple[str, ...]:
    """What holds still; where nothing does, what ended last."""
    still = [one.answer for one in held if one.end is None]
    if still or not held:
        return tuple(dict.fromkeys(still))
    last = max(one.end.high for one in held if one.end is not None)
    return tuple(dict.fromkeys(one.answer for one in held if one.end is not None and one.end.high == last))


def _overlap(held: Sequence[Held]) -> bool:
    ordered = sorted(
        (one for one in held if one.start is not None), key=lambda one: one.start.low if one.start else 0
    )
    for one, two in pairwise(ordered):
        if one.answer != two.answer and two.start is not None:
            end = float("inf") if one.end is None else one.end.low
            if end - two.start.high > 1 / 12:
                return True
    return False
