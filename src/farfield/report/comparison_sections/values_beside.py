"""Values beside each other: what the second subject has more of near, and how far that reaches."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Comparison
from farfield.results.value_comparison import GraderGain, LevelGain, ValueComparison, ValueGain
from farfield.words import phrases
from farfield.words.numbers import whole
from farfield.words.value_comparison import TITLES as VERDICTS
from farfield.words.value_comparison import compared_name, compared_sentences, compared_values, mixed_sentence

MOST_PAIRS = 12
TITLES = ("level", "value", "value less control", "capability", "falls behind")
HOW = (
    "Second subject less first, in points, on the items, levels and kinds that both were asked; small: the first and "
    "the second. Falls behind: retained capability less retained value. Intervals are of rates drawn together over "
    "both subjects; verdicts follow p values corrected by Holm over all pairs and graders."
)


def values_beside(result: Comparison) -> Element | None:
    """None where no two subjects have a value on one task along one axis."""
    found = compared_values(result)
    mixed = mixed_sentence(result)
    if not found and mixed is None:
        return None
    shown, rest = at_sight(found, "pair", MOST_PAIRS, of="comparison.json")
    return tag(
        "section",
        tag("h2", "Do values reach further?"),
        [part for one in shown for part in _pair(one)],
        *rest,
        tag("p", HOW, class_="note-text") if found else None,
        tag("p", mixed, class_="note-text") if mixed else None,
        id="values",
    )


def _pair(one: ValueComparison) -> list[Element]:
    verdicts = {VERDICTS[graded.verdict] for graded in one.graders}
    verdict = (
        verdicts.pop() if len(verdicts) == 1 else "depends on the grader" if verdicts else "not compared"
    )
    parts = [tag("h3", f"{compared_name(one)}: {verdict}")]
    parts += [tag("p", sentence) for sentence in compared_sentences(one)]
    for graded in one.graders:
        by = (
            f"By {graded.grader}, level by level"
            if len(one.graders) > 1 and graded.grader
            else "Level by level"
        )
        parts += [_table(graded, by)] if graded.levels else []
    return parts


def _table(graded: GraderGain, label: str) -> Element:
    return numbers_table(label, TITLES, [_row(level) for level in graded.levels])


def _row(level: LevelGain) -> Element:
    name = f"{level.level} (near)" if level.near else level.level
    cells = [
        _cell(level.value, f"of {whole(level.items)}"),
        _cell(level.discrimination),
        _cell(level.capability),
        _cell(level.apart),
    ]
    return row([name], cells)


def _cell(found: ValueGain | None, more: str = "") -> Element:
    if found is None:
        return cell(phrases.NOTHING, more)
    both = f"{phrases.percent(found.first, 0)}, {phrases.percent(found.second, 0)}"
    return cell(phrases.points(found.estimate), f"{both} {more}".strip())
