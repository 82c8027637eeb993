"""The differences of pairs of subjects in numbers: score, near and far beside each other, reach."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.comparison import PairComparison
from farfield.results.differences import JudgedDifference
from farfield.words import phrases
from farfield.words.numbers import in_points


def pairs_table(title: str, named: Sequence[tuple[str, PairComparison]], unit: str) -> Element:
    """A row for each pair, by its name. `title`: of the names; `unit`: of the reach."""
    titles = [title, "score, points", "nearest third, points", "farthest third, points", f"reach, {unit}"]
    return numbers_table("Differences", titles, [row([name], _cells(pair)) for name, pair in named])


def _cells(pair: PairComparison) -> list[Element]:
    score, reach = pair.score, pair.reach
    shown = f"{in_points(score.detectable, 1)} would have shown" if score.detectable is not None else ""
    detail = "; ".join(filter(None, [phrases.held(pair.items), _judged(score), shown]))
    return [
        cell(phrases.points(score.estimate), detail),
        cell(phrases.points(pair.near.estimate), _with_note(pair.near)),
        cell(phrases.points(pair.far.estimate), _with_note(pair.far)),
        cell(phrases.moved(reach.estimate, logarithmic=reach.by_factor), reach.note or ""),
    ]


def _judged(found: JudgedDifference) -> str:
    """The verdict and the p value beside it, which no line breaks apart."""
    p = f"p {phrases.p_value(found.p_holm)}".replace(" ", phrases.FIXED) if found.p_holm is not None else ""
    return ", ".join(filter(None, [found.equivalence.verdict, p]))


def _with_note(found: JudgedDifference) -> str:
    return "; ".join(filter(None, [_judged(found), found.note]))
