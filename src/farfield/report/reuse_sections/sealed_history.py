"""What sealing the history costs, task by task, or why nothing can be said of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.reuse import Arm, SealedGap
from farfield.words import numbers
from farfield.words.reuse import arm_sentence, sealing_sentence, share_in_words


def sealed_history(found: AuditResults) -> Element:
    """The section: the paired difference with its four cells, or the arms apart with the reason."""
    sealing = found.result.sealing
    body: list[Element | None] = [tag("p", sealing_sentence(sealing))]
    if sealing is not None:
        body.append(_arms((("open", sealing.open), ("sealed", sealing.sealed))))
        body.append(
            _cells(sealing.gap)
            if sealing.gap
            else tag("p", f"Apart: {arm_sentence(sealing)}", class_="note-text")
        )
        if sealing.left_out:
            left = numbers.count(sealing.left_out, "run")
            told = f"{left} of tasks run both ways in no pair: no outcome, or one of several."
            body.append(tag("p", told, class_="note-text"))
    return tag("section", tag("h2", "What sealing the history costs"), body, id="sealed")


def _arms(arms: tuple[tuple[str, Arm], ...]) -> Element:
    rows = [
        row(
            [name, numbers.whole(arm.runs)],
            [
                cell(share_in_words(arm.solved) if arm.solved.of else numbers.NOTHING),
                cell(numbers.whole(arm.displayed)),
            ],
        )
        for name, arm in arms
    ]
    titles = ("history", "runs", "solved", "displayed what may hold an answer")
    return numbers_table("Open and sealed history", titles, rows)


def _cells(gap: SealedGap) -> Element:
    rows = [
        row(["open: solved"], [cell(numbers.whole(gap.both)), cell(numbers.whole(gap.open_only))]),
        row(["open: not solved"], [cell(numbers.whole(gap.sealed_only)), cell(numbers.whole(gap.neither))]),
    ]
    return numbers_table("Pairs", ("of the same tasks", "sealed: solved", "sealed: not solved"), rows)
