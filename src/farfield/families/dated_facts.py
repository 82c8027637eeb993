"""Who holds an office today? The answer changes, a model's knowledge stops, and a reminder may tell.

Every question is asked at every arm: without a reminder; with today's date; with the date and that training data end;
with the facts, among those of other offices; with facts of others alone, in the same form; with the fact as it was
before; and with as much text that says nothing. The last turns of the conversation stand between the reminder and the
question, and as many as are left of TURNS stand before it, so that all conversations are of one length.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from farfield.families.answers import final_text, read_answer
from farfield.families.axes import Axis, Point
from farfield.families.facts import DatedAnswer, DatedFact, held_columns, read_held
from farfield.families.family import ITEM, Condition, Exercise, FamilyItem, Turn
from farfield.families.offices import AS_OF, OFFICES, SOURCE
from farfield.families.sets import Measuring, SetFamily
from farfield.families.small_talk import small_talk
from farfield.records import FarfieldError, Scalar
from farfield.text.names import named_in, spellings

DATED_FACTS = "dated_facts:"
"""Begins the name of a family of somebody's own facts."""
EVENT, CONTROL = "event", "control"
"""Conditions: whether the last change happened, and whether one did that never has."""
ARMS = ("none", "date", "date-and-cutoff", "facts", "other-facts", "old-fact", "irrelevant")
YEARS = (0, 1, 2, 4, 8)
TURNS = 16
"""Exchanges on other things in every conversation, before the reminder and behind it."""
OTHERS = 3
"""Facts of other offices in a reminder."""
YEAR = 365.25
_FIRST = (
    "Alma",
    "Bruno",
    "Clara",
    "Darius",
    "Edda",
    "Fabian",
    "Greta",
    "Henrik",
    "Ines",
    "Jonas",
    "Kaja",
    "Lionel",
)
_LAST = ("Ashdown", "Berglund", "Castellan", "Drummer", "Eastlake", "Fernholm", "Grauwald", "Hollister", "Iversby",
         "Jarrow", "Kestrel", "Lindenau")  # fmt: skip
_TALK_OF_NOTHING = (
    "The museum lends its smaller paintings to schools.", "Rain is measured in millimetres in most places.",
    "Bread keeps longer in a box than in a bag.", "The path along the lake is open on all days.",
    "Candles burn more evenly out of the wind.", "A good chair should fit the one who sits in it.",
    "Most clocks in the station show the same time.", "Paper is made of wood, of rags or of straw.",
)  # fmt: skip


class _Asked(NamedTuple):
    """A fact, whether its last change is made up, and others to set beside it."""

    fact: DatedFact
    invented: bool
    others: Sequence[DatedFact]
    talk: Sequence[Turn]
    stranger: str


_BROUGHT: dict[str, DatedFacts] = {}


def bring_facts(key: str, facts: Sequence[DatedFact] | None, now: str | None, refused: int = 0) -> str:
    """The name of a family of somebody's own facts, or another day, for this process: `dated_facts:KEY`.

    `refused`: records of their file that were no facts, which are told with those that cannot be asked. Raises
    FarfieldError where none of the facts can be asked, and for a day before their last change.
    """
    name = f"{DATED_FACTS}{key}"
    asked = [one for one in map(_askable, facts or ()) if one is not None]
    last = max((fact.answers[-1].start or "" for fact in asked), default=AS_OF)
    day = now or (last if facts is not None else AS_OF)
    axes = (DatedFacts(facts, day).change_axis(), *DatedFacts.axes[1:])
    _BROUGHT[name] = type("BroughtFacts", (DatedFacts,), {"name": name, "axes": axes})(facts, day, refused)
    return name


def brought_facts(name: str) -> DatedFacts:
    """Raises FarfieldError for a name that nobody brought in this process."""
    if name not in _BROUGHT:
        raise FarfieldError(f"nobody brought the facts of {name!r}", remedy="Name them with --facts.")
    return _BROUGHT[name]


def our_facts() -> list[DatedFact]:
    """The facts that Farfield brings, as of AS_OF."""
    found = []
    for office, held in OFFICES.items():
        ends = [start for _, start in held[1:]] + [None]
        answers = tuple(DatedAnswer(name, start, end) for (name, start), end in zip(held, ends, strict=True))
        found.append(DatedFact(office, (f"Who is the {office} today?",), answers, SOURCE))
    return found


class DatedFacts(SetFamily):
    """What holds today, over the years since it changed, the reminder, and the exchanges since it was given."""

    name = "dated_facts"
    title = "What holds today, over years since the change, reminder and exchanges since it"
    axes = (
        Axis("change", "ordered", YEARS, 1, "years from the change to now, at least"),
        Axis("turns", "ordered", (0, 1, 2, 4, 8, 16), 0, "exchanges since the reminder"),
        Axis(
            "source",
            "categorical",
            ("real", "invented"),
            "real",
            "whether the last change happened or is made up",
        ),
        Axis("arm", "categorical", ARMS, "none", "the reminder"),
    )
    balanced: ClassVar[tuple[str, ...]] = ("arm",)
    measured_by: ClassVar[Measuring] = "drift"
    answer = "reply"

    def __init__(self, facts: Sequence[DatedFact] | None = None, now: str = AS_OF, refused: int = 0) -> None:
        """`refused`: records of a file of facts that were none. They and facts that cannot be asked are `left_out`."""
        self.now = date.fromisoformat(now)
        given = our_facts() if facts is None else facts
        self.facts = [one for one in map(_askable, given) if one is not None]
        self.left_out = refused + len(given) - len(self.facts)
        last = max((_day(fact.answers[-1].start) for fact in self.facts), default=self.now)
        if not self.facts:
            raise FarfieldError(
                "no fact has two answers, a question, and a last answer that holds still since a day that is told"
            )
        if self.now < last:
            raise FarfieldError(
                f"now is {self.now}, which is before the last change, {last}", where="--now",
                remedy="Name a day on which the last answers hold, or leave out the facts that changed later.",
            )  # fmt: skip

    def conditions(self, point: Point) -> Sequence[Condition]:
        bare = point["arm"] == "none" and point["turns"] == 0 and point["source"] == "real"
        return (ITEM, EVENT, CONTROL) if bare else (ITEM,)

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        return self._exercise(point, rng, "name")

    def draw_as(self, condition: Condition, point: Point, rng: random.Random) -> Exercise | None:
        return (
            self._exercise(point, rng, condition)
            if condition in (EVENT, CONTROL)
            else super().draw_as(condition, point, rng)
        )

    def read_answer(self, output: str) -> str | None:
        """All that was said after thinking: a name counts wherever it stands."""
        return final_text(output).strip() or None

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """1 where the answer names what holds, or says yes and no rightly."""
        noted, target = item.exercise.noted, item.exercise.target
        if noted["form"] != "name":
            return float((read_answer(answer or "", "word") or "").casefold() == target)
        held = read_held(noted)
        named = named_in(answer or "", spellings({one.answer: one.aliases for one in held}))
        return float(named in {target, *(one.answer for one in held if one.end is None)})

    def _exercise(self, point: Point, rng: random.Random, form: str) -> Exercise:
        asked = self._drawn(point, rng)
        fact, current = asked.fact, asked.fact.answers[-1]
        text, shown = self._reminder(str(point["arm"]), asked)
        question, target = fact.questions[0], current.answer
        if form != "name":
            who = current.answer if form == EVENT else asked.stranger
            question, target = (
                f"Has {who} ever been the {fact.fact}? Say yes or no.",
                "yes" if form == EVENT else "no",
            )
        return Exercise(
            question, target, turns=self._turns(point, asked, text), answer="word" if form != "name" else None,
            nuisances={"prompt_words": float(len(text.split()))},
            noted=self._noted(point, asked, form, shown),
        )  # fmt: skip

    def _noted(self, point: Point, asked: _Asked, form: str, shown: Sequence[str]) -> Mapping[str, Scalar]:
        return {
            "fact": asked.fact.fact if not asked.invented else f"{asked.fact.fact} (invented)",
            "pair": f"{asked.fact.fact}/{asked.invented}/{form}/{point['change']}/{point['turns']}",
            "arm": point["arm"], "turns": point["turns"], "total_turns": TURNS, "form": form,
            "invented": asked.invented, "current_since": asked.fact.answers[-1].start,
            **held_columns(asked.fact.answers), "shown": json.dumps(shown, ensure_ascii=False),
            "now": self.now.isoformat(),
        }  # fmt: skip

    def _drawn(self, point: Point, rng: random.Random) -> _Asked:
        near = [fact for fact in self.facts if self._level(fact) == point["change"]]
        if not near:
            raise FarfieldError(
                f"no fact of {self.name} changed {point['change']} years before {self.now}", where="--axis"
            )
        fact = near[rng.randrange(len(near))]
        others = rng.sample(
            [one for one in self.facts if one.fact != fact.fact], min(OTHERS, len(self.facts) - 1)
        )
        stranger = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        talk = tuple(small_talk(TURNS, rng))
        if point["source"] == "invented":
            fact = self._changed(fact, successor(fact.fact))
        return _Asked(fact, point["source"] == "invented", others, talk, stranger)

    def _changed(self, fact: DatedFact, name: str) -> DatedFact:
        """The fact with a successor that nobody can know of, since a hundred days."""
        since = date.fromordinal(self.now.toordinal() - 100).isoformat()
        *before, last = fact.answers
        ended = DatedAnswer(last.answer, last.start, since, last.aliases)
        return DatedFact(fact.fact, fact.questions, (*before, ended, DatedAnswer(name, since)), "invented")

    def _level(self, fact: DatedFact) -> int:
        years = (self.now - _day(fact.answers[-1].start)).days / YEAR
        return max(level for level in YEARS if level <= max(years, 0))

    def change_axis(self) -> Axis:
        """The years at which there are facts to ask."""
        axis = self.axes[0]
        levels = sorted({self._level(fact) for fact in self.facts})
        usual = max((level for level in levels if level <= int(axis.default)), default=levels[0])
        return Axis(axis.name, axis.kind, tuple(levels), usual, axis.meaning)

    @staticmethod
    def _turns(point: Point, asked: _Asked, reminder: str) -> tuple[Turn, ...]:
        """The conversation before the question."""
        cut = 2 * (TURNS - int(point["turns"]))
        told = (Turn("user", reminder), Turn("assistant", "Understood.")) if reminder else ()
        return (*asked.talk[:cut], *told, *asked.talk[cut:])

    def _reminder(self, arm: str, asked: _Asked) -> tuple[str, list[str]]:
        """The reminder of an arm, and the names in it that answer other questions."""
        today = f"Today is {_said(self.now)}."
        others = [_sentence(fact.fact, fact.answers[-1]) for fact in asked.others]
        names = [fact.answers[-1].answer for fact in asked.others]
        own = _sentence(asked.fact.fact, asked.fact.answers[-1])
        place = len(asked.stranger) % (len(others) + 1)
        if arm == "none":
            return "", []
        if arm == "date":
            return today, []
        if arm == "date-and-cutoff":
            return (
                f"{today} Your training data end long before, and what you learned may have changed since.",
                [],
            )
        if arm == "facts":
            return " ".join([today, *others[:place], own, *others[place:]]), names
        if arm == "other-facts":
            return " ".join([today, *others]), names
        if arm == "old-fact":
            before = f"In the years before, {asked.fact.answers[-2].answer} was the {asked.fact.fact}."
            return " ".join([today, *others[:place], before, *others[place:]]), names
        words = len(" ".join([today, *others, own]).split())
        return _nothing(words, today), []


def successor(fact: str) -> str:
    """The made-up name of who follows in an office: the same wherever it is asked for, as answers are told by it."""
    drawn = random.Random(f"successor of {fact}")
    return f"{drawn.choice(_FIRST)} {drawn.choice(_LAST)}"


def _askable(fact: DatedFact) -> DatedFact | None:
    """The fact with its answers in the order of their days, whatever that of the file is; None where it cannot be
    asked what holds today, as too little of it is told or nothing holds still."""
    if len(fact.answers) < 2 or not fact.questions or not all(map(_can_be_placed, fact.answers)):
        return None
    answers = tuple(sorted(fact.answers, key=lambda one: one.start or ""))
    last = answers[-1]
    if last.end is not None or not _is_day(last.start):
        return None
    return DatedFact(fact.fact, fact.questions, answers, fact.source)


def _can_be_placed(one: DatedAnswer) -> bool:
    """Whether it began ever since, or at a year, month or day as 2019-05-01 is written, whose letters are in order."""
    return one.start is None or re.fullmatch(r"\d{4}(-\d\d){0,2}", one.start) is not None


def _is_day(text: str | None) -> bool:
    try:
        date.fromisoformat(text or "")
    except ValueError:
        return False
    return True


def _day(text: str | None) -> date:
    return date.fromisoformat(text or "")


def _said(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _sentence(office: str, one: DatedAnswer) -> str:
    since = f"Since {_said(_day(one.start))} " if _is_day(one.start) else ""
    return f"{since}{one.answer} {'has been' if since else 'is'} the {office}."


def _nothing(words: int, today: str) -> str:
    """Sentences that say nothing, of so many words with the date before them, or nearly."""
    said = [today]
    while True:
        following = _TALK_OF_NOTHING[(len(said) - 1) % len(_TALK_OF_NOTHING)]
        held = sum(len(one.split()) for one in said)
        if abs(held + len(following.split()) - words) >= abs(held - words):
            return " ".join(said)
        said.append(following)
