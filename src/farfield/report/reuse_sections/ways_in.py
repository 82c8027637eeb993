"""The ways in: what was displayed, by which way, and how many of these runs are claimed to be solved."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.reuse import Share
from farfield.words import numbers
from farfield.words.reuse import GRADES, WAYS

CARE = (
    "A higher share solved after a display is no effect of it: easy and hard tasks are not looked up alike. What "
    "re-use was needed for is told by the same tasks with a sealed history alone."
)


def ways_in(found: AuditResults) -> Element | None:
    """The section of two tables; None without a run."""
    whole = found.result.whole
    if not whole.runs:
        return None
    grades = [
        row([one.grade], [cell(numbers.whole(one.runs)), _solved(one.solved), tag("td", GRADES[one.grade])])
        for one in whole.by_grade
    ]
    ways = [
        row(
            [one.way],
            [
                cell(numbers.whole(one.runs)),
                cell(numbers.whole(one.displayed)),
                cell(numbers.whole(one.same_words)),
                _solved(one.solved),
                tag("td", WAYS[one.way]),
            ],
        )
        for one in whole.by_way
    ]
    titles = ("way", "runs", "displayed", "same words", "solved", "")
    return tag(
        "section",
        tag("h2", "What was displayed, and the ways in"),
        numbers_table(
            "Runs by the strongest that they displayed", ("displayed", "runs", "solved", ""), grades
        ),
        numbers_table("Ways in", titles, ways) if ways else tag("p", "No run took a way in."),
        tag("p", CARE, class_="note-text"),
        id="ways",
    )


def _solved(share: Share) -> Element:
    if not share.of:
        return cell(numbers.NOTHING)
    return cell(
        numbers.percent(share.share, 0),
        f"{numbers.whole(share.count)} of {numbers.whole(share.of)} {numbers.short_ends(share.low, share.high)}",
    )
