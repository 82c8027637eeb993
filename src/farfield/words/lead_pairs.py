"""What a lead says of subjects over all their tasks, where both are several."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results import SubjectProfile
from farfield.words.lead_names import About, listed_names, shortened
from farfield.words.lead_size import Telling
from farfield.words.lead_verdicts import Verdict, difference_of
from farfield.words.numbers import spelled

NAMED = 3

Found = list[tuple[SubjectProfile, Verdict]]


def pair_tellings(
    about: About, entries: Sequence[SubjectProfile], verdicts: Sequence[Verdict], than: str
) -> list[Telling]:
    """Who clearly falls, or rises, on all tasks, by name; then whose scores fall on all though none clearly.

    `than`: "on far items than on near ones".
    """
    subjects: dict[str, Found] = {}
    for one, verdict in zip(entries, verdicts, strict=True):
        subjects.setdefault(one.subject, []).append((one, verdict))
    several = {name: found for name, found in subjects.items() if len(found) > 1}
    if about.others or len(several) < 2:
        return []
    clear = [
        (names, f"clearly {{}} {side} {than} on every task")
        for kind, side in (("lower", "less"), ("higher", "more"))
        if (names := [name for name, found in several.items() if all(v == kind for _, v in found)])
    ]
    alike = [
        (names, f"{{}} {side} {than} on every task, on none clearly")
        for sign, side in ((-1, "less"), (1, "more"))
        if (names := [name for name, found in several.items() if _leans(found, sign)])
    ]
    every = len(several)
    told = " ".join(_told(names, text, every) for names, text in clear)
    return [
        *([Telling("what", (told, ""), 10)] if told else []),
        *(Telling("what", (_told(names, text, every), ""), 3) for names, text in alike),
    ]


def _leans(found: Found, sign: int) -> bool:
    """Whether none is clear alone, and all differ the same way."""
    return all(verdict == "chance" and sign * difference_of(one) > 0 for one, verdict in found)


def _told(names: Sequence[str], text: str, every: int) -> str:
    if len(names) <= NAMED:
        who = listed_names([shortened(name) for name in names])
    else:
        first = ", ".join(shortened(name) for name in names[: NAMED - 1])
        who = f"{first} and {spelled(len(names) - NAMED + 1)} more of {spelled(every)} subjects"
    verb = "scores" if len(names) == 1 else "score"
    return f"{who} {text.format(verb)}."
