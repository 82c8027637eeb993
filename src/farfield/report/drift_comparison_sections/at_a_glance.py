"""All subjects as pictures: their dates, and what each reminder mends and loses."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.figures.drift_rows import Told, draw_dates, draw_reminders
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.results import DriftComparison
from farfield.results.drift_comparison import DriftStanding
from farfield.words.drift import place_of_arm

MOST_SUBJECTS, MOST_REMINDED = 40, 60
FILE = "drift-comparison.json"
DATES = (
    "As each one's own run tells it, with intervals; an open line: known to that side only; a tick: the cutoff as it "
    "was stated."
)
REMINDED = (
    "Mended: current with the reminder, of what was not without it. Lost: not current with it, of what was. Either "
    "alone says nothing."
)
CHOSEN = (
    "Where nothing of what was right was asked again, luck alone would have mended a part of what is mended."
)


def at_a_glance(result: DriftComparison) -> Element | None:
    """None where no date is told and nobody was reminded."""
    subjects, more_subjects = at_sight(result.subjects, "subject", MOST_SUBJECTS, of=FILE)
    told, more_told = at_sight(_reminded(result.subjects), "row", MOST_REMINDED, of=FILE)
    dates, reminders = draw_dates(subjects), draw_reminders(told)
    if dates is None and reminders is None:
        return None
    parts: list[Element | None] = [tag("h2", "All subjects at a glance")]
    if dates is not None:
        parts += [tag("h3", "When each lives, and until when it knows"), dates, *more_subjects]
        parts.append(tag("p", DATES, class_="note-text"))
    if reminders is not None:
        chosen = any(one.reason == "asked_of_wrong" for _, one in told)
        parts += [tag("h3", "What a reminder mends, and what it loses"), reminders, *more_told]
        parts.append(tag("p", f"{REMINDED} {CHOSEN}" if chosen else REMINDED, class_="note-text"))
    return tag("section", parts, id="glance")


def _reminded(subjects: Sequence[DriftStanding]) -> list[Told]:
    """Reminder by reminder, what says least first; in each the subjects in their order."""
    told = [(one.subject, effect) for one in subjects for effect in one.effects]
    return sorted(told, key=lambda pair: (place_of_arm(pair[1].arm), pair[1].arm))
