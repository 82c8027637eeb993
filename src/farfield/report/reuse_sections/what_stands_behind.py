"""What stands behind the runs that are claimed to be solved: one bar, and one a subject where there are several."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.figures.split_bar import split_bar
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.reuse import Audit, Share
from farfield.words import numbers

MOST_SUBJECTS = 40


def what_stands_behind(found: AuditResults) -> Element | None:
    """The section of the bar; None where no run is to be split."""
    whole = found.result.whole
    if not whole.split.total:
        return None
    claimed = whole.basis == "claimed"
    return tag(
        "section",
        tag("h2", "What stands behind the solved" if claimed else "What stands behind the runs"),
        split_bar(whole.split, "claimed to be solved" if claimed else "audited"),
        _intervals(whole),
        _subjects(found),
        id="behind",
    )


def _intervals(whole: Audit) -> Element:
    alike = (
        f" Runs of one {whole.clustered_by} are alike, which the intervals allow for."
        if whole.clustered_by
        else ""
    )
    told = "".join(
        f"{name} {_told(share)}; "
        for name, share in (
            ("displayed", whole.displayed),
            ("copied", whole.copied),
            ("reproduced", whole.reproduced),
        )
    )
    return tag("p", f"{told}nothing found {_told(whole.remaining)}.{alike}", class_="note-text")


def _told(share: Share) -> str:
    return f"{numbers.percent(share.share, 1)} {numbers.short_ends(share.low, share.high)}".strip()


def _subjects(found: AuditResults) -> Element | None:
    subjects = found.result.subjects
    if not subjects:
        return None
    shown, more = at_sight(subjects, "subject", MOST_SUBJECTS, of="reuse.json")
    titles = ("subject", "runs", "claimed", "no patch", "displayed", "copied", "reproduced", "nothing found")
    rows = [
        row(
            [one.subject or "", numbers.whole(one.runs)],
            [
                _cell(share)
                for share in (
                    one.claimed, one.without_patch, one.displayed, one.copied, one.reproduced, one.remaining
                )
            ],
        )
        for one in shown
    ]  # fmt: skip
    return tag("div", numbers_table("Subjects", titles, rows), more)


def _cell(share: Share) -> Element:
    if not share.of:
        return cell(numbers.NOTHING)
    return cell(
        numbers.whole(share.count),
        f"of {numbers.whole(share.of)} {numbers.short_ends(share.low, share.high)}",
    )
