"""The page's section on what else the fall could be: twins, difficulty, dates, recall, the grader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.left_out import left_out
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.sections.dates import dates_checked
from farfield.report.sections.slopes import slopes_checked
from farfield.report.sections.tables import cell, numbers_table, row
from farfield.report.sections.twins import twins_checked
from farfield.results import Estimate, SubjectProfile
from farfield.results.checks import Graders, Regraded, RegradedGap, Signal
from farfield.results.rulers import Ruler
from farfield.words import phrases

MOST_SUBJECTS = 12
MOST_TASKS = 12

SIGNALS = (
    "Signals of recall: none shows that an item was in the training data, and their absence shows nothing. "
    "p is one-sided."
)
GRADERS = (
    "Outputs that were marked wrong although they hold their target, often enough to doubt the grader. Counted as "
    "right, they move the profile as below. An output can hold its target in its working and still be wrong: read some."
)


def is_it_distance(results: Results) -> Element | None:
    """None where nothing was measured that could tell."""
    parts: list[Element] = []
    for task, profiles in list(results.tasks.items())[:MOST_TASKS]:
        shown = [p for p in profiles if p.score.mean is not None][:MOST_SUBJECTS]
        found = [part for check in CHECKS for part in check(shown, results.rulers)]
        if found and len(results.tasks) > 1:
            parts.append(tag("h3", task, class_="task"))
        parts += found
    if not parts:
        return None
    rest = len(results.tasks) - MOST_TASKS
    more = left_out(rest, "task") if rest > 0 else None
    return tag("section", tag("h2", "Is it distance?"), parts, more, id="checks")


def signals_told(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The table of the signals of recall; nothing where no subject has one."""
    rows = [row([p.subject, found.name], _signal(found)) for p in profiles for found in p.signals]
    if not rows:
        return []
    titles = ("subject", "signal", "value", "without it", "p")
    return [
        tag("h3", "Signals of recall"), tag("p", SIGNALS, class_="note-text"),
        numbers_table("Signals of recall", titles, rows),
    ]  # fmt: skip


def _signal(found: Signal) -> list[Element]:
    """Nats and p-values as they are, everything else as shares."""
    plain = found.name in ("exchangeability", "rank of the published order")
    say = phrases.distance if plain else phrases.percent
    ends = "" if found.low is None else f"[{say(found.low)},{phrases.FIXED}{say(found.high)}]"
    told = cell(say(found.value), f"{ends} {phrases.held(found.n)}")
    told.set("title", found.sentence)
    return [told, cell(say(found.expected)), cell(phrases.p_value(found.p))]


def grader_checked(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The table of scores as graded and regraded; nothing where no output was marked wrong and holds its target."""
    rows = [
        row([p.subject], _regraded(p.graders, p.graders.regraded))
        for p in profiles
        if p.graders and p.graders.regraded
    ]
    if not rows:
        return []
    titles = (
        "subject",
        "marked wrong, hold their target",
        "score as graded",
        "score regraded",
        "gap as graded",
        "regraded",
    )
    return [
        tag("h3", "The grader"), tag("p", GRADERS, class_="note-text"),
        numbers_table("The grader", titles, rows),
    ]  # fmt: skip


def _regraded(graders: Graders, regraded: Regraded) -> list[Element]:
    scores, ruler = regraded.score, next(iter(regraded.rulers.values()), None)
    gaps: list[RegradedGap | None] = [ruler.before.gap, ruler.after.gap] if ruler else [None, None]
    return [
        cell(f"{graders.wrong_with_target:,}", f"of {graders.wrong:,}"),
        _score(scores.before.estimate),
        _score(scores.after.estimate),
        *(cell(phrases.points(gap.estimate) if gap else phrases.NOTHING) for gap in gaps),
    ]


def _score(score: Estimate) -> Element:
    return cell(phrases.percent(score.value), phrases.percent_interval(score.low, score.high))


CHECKS = (twins_checked, slopes_checked, dates_checked, grader_checked, signals_told)
"""In the order in which they deserve belief: designs first, adjustment after."""
