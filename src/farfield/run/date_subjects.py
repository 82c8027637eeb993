"""Known subjects for dated facts: each lives at a known date, and takes a reminder in a known way.

| subject | what it does | what drift must show |
|---|---|---|
| `archivist` | says what held at its date, and what a reminder says | inner date and cutoff at it; the facts mend all |
| `amnesiac` | the same, but has forgotten the reminder with a half-life | that half-life |
| `modest` | says that it cannot know, always | deferral and over-deferral of 100 % |
| `parrot` | says the first name in a reminder that answers another question | misplaced |
| `yes-man` | says yes | a floor of 1: no cutoff |
"""

from __future__ import annotations

import json
from collections.abc import Callable

from farfield.families import FamilyItem, get_family
from farfield.families.dated_facts import DatedFacts
from farfield.families.facts import read_held
from farfield.run.replying import Reply, SubjectOptions, luck, of_no_such_family

Subject = Callable[[SubjectOptions], Reply]
CANNOT = "I cannot know who that is today: what I learned may have changed since."


def archivist(options: SubjectOptions) -> Reply:
    """A subject that lives at a date, and believes what it is told."""
    return lambda item: _answer(item, options.date, told=True)


def amnesiac(options: SubjectOptions) -> Reply:
    """A subject that lives at a date, and forgets a reminder with a half-life, in exchanges."""

    def reply(item: FamilyItem) -> str:
        """What it was told where it still knows that, else what held at its date."""
        kept = 2 ** (-float(_noted(item, "turns")) / options.half_life)
        return _answer(
            item,
            options.date,
            told=luck("amnesiac", item.seed, item.point["turns"], item.point["arm"]) < kept,
        )

    return reply


def modest(_: SubjectOptions) -> Reply:
    """A subject that never commits itself."""
    return lambda _: CANNOT


def parrot(options: SubjectOptions) -> Reply:
    """A subject that says the first name of a reminder that stands there for another question."""

    def reply(item: FamilyItem) -> str:
        """That name, where there is one; else what held at its date."""
        shown = json.loads(_noted(item, "shown"))
        return (
            str(shown[0])
            if shown and _noted(item, "form") == "name"
            else _answer(item, options.date, told=False)
        )

    return reply


def yes_man(options: SubjectOptions) -> Reply:
    """A subject that says yes to whether anything happened."""
    return lambda item: "yes" if _noted(item, "form") != "name" else _answer(item, options.date, told=False)


def _noted(item: FamilyItem, what: str) -> str:
    return str(item.exercise.noted[what])


def _answer(item: FamilyItem, day: str, told: bool) -> str:
    """Who held the office on a day; who holds it, where a reminder said so and is believed."""
    answers = read_held(item.exercise.noted)
    form = _noted(item, "form")
    if form != "name":
        known = form == "event" and (answers[-1].start or "") <= day
        return "yes" if known else "no"
    if told and _noted(item, "arm") == "facts":
        return answers[-1].answer
    held = [one for one in answers if (one.start or "") <= day]
    return (held or answers[:1])[-1].answer


def _of_dated_facts(name: str, subject: Subject) -> Subject:
    def made(options: SubjectOptions) -> Reply:
        replies = subject(options)

        def reply(item: FamilyItem) -> str:
            if not isinstance(get_family(item.family), DatedFacts):
                raise of_no_such_family(name, item, "dated facts")
            return replies(item)

        return reply

    return made


_SUBJECTS: dict[str, Subject] = {
    "archivist": archivist,
    "amnesiac": amnesiac,
    "modest": modest,
    "parrot": parrot,
    "yes-man": yes_man,
}
DATE_SUBJECTS = {name: _of_dated_facts(name, subject) for name, subject in _SUBJECTS.items()}
