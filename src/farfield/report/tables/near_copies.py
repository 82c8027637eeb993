"""The score with and without what stands near a passage, by each way to say what near is."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import SubjectProfile
from farfield.results.checks import Cut, Part
from farfield.words import phrases

EXPLAINED = (
    "Near: items of which the corpus holds so much. Brings: the share of the score that they bring. Far alone: the "
    "score on the others, and how far it lies from the headline."
)


def cuts_table(profiles: Sequence[SubjectProfile]) -> list[Element]:
    """A row for each subject and cut that leaves items near; nothing without a corpus."""
    found = [(p.subject, cut) for p in profiles if p.decomposition for cut in p.decomposition.cuts]
    held = [(subject, cut) for subject, cut in found if cut.near.items]
    if not held:
        return [tag("p", _none_near([cut for _, cut in found]), class_="note-text")] if found else []
    rows = [row([subject, cut.cut], _cells(cut)) for subject, cut in held]
    titles = ("subject", "near", "score, near", "brings", "score, far alone", "from the headline")
    title = "If near copies are left out"
    table = numbers_table(title, titles, rows)
    return [tag("details", tag("summary", title), tag("p", EXPLAINED, class_="note-text"), table)]


def _none_near(cuts: Sequence[Cut]) -> str:
    names = list(dict.fromkeys(cut.cut for cut in cuts))
    return f"No item stands near a passage, by any of: {'; '.join(names)}."


def _cells(cut: Cut) -> list[Element]:
    alone = cut.far_alone
    points = phrases.NOTHING if alone is None else f"{phrases.signed(100 * alone, 1)} points"
    return [
        _part(cut.near),
        cell(phrases.percent(cut.accounts_for), f"from {phrases.percent(cut.near.share)} of the items"),
        _part(cut.far),
        cell(points),
    ]


def _part(part: Part) -> Element:
    if part.mean is None:
        return cell(phrases.NOTHING, phrases.held(0))
    ends = phrases.percent_interval(part.low, part.high)
    return cell(phrases.percent(part.mean), f"{ends} {phrases.held(part.items)}")
