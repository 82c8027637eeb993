"""What comes of the same questions with either of a pair, arm by arm, and how much more a reminder does."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, explained_table, row
from farfield.results import DriftComparison
from farfield.results.drift_comparison import ArmDifference, DriftPair, LifeRatio
from farfield.words import phrases
from farfield.words.drift_comparison import NO_GAP, NO_LIVES, p_of, points, starred, times
from farfield.words.numbers import count, number, percent

SHOWN = ("current", "stale", "misplaced", "defers", "other")
TITLES = ("subject", "less", "arm", "of facts", *SHOWN, "gap of the reminder", "questions")
TOLD = (
    "Points, less those of the first, in pairs of the same question, clustered by fact. Known: both can know the "
    "change; unknowable: neither can. Gap: how much more the reminder adds to what is current. A star: not 0 after "
    "correction for all that is compared; parts of the facts are not corrected and have none."
)
LIVES = ("subject", "less", "reminder", "lasts", "half-lives, exchanges")
LIVES_TOLD = "On the facts that both were asked; the two half-lives are taken for independent."
MOST_ROWS = 120


def outcomes_beside(result: DriftComparison) -> Element | None:
    """None where no pair has a question in common."""
    rows = [
        row([pair.to, pair.from_, arm.arm, arm.of], _cells(arm)) for pair in result.pairs for arm in pair.arms
    ]
    if not rows:
        return None
    heading = tag("h2", "What differs in their answers")
    table = explained_table(heading, "Differences of outcomes", TITLES, rows[:MOST_ROWS], TOLD)
    table.set("id", "outcomes")
    if len(rows) > MOST_ROWS:
        more = count(len(rows) - MOST_ROWS, "more row")
        table.append(tag("p", f"and {more} in drift-comparison.json", class_="note-text"))
    return table


def _cells(arm: ArmDifference) -> list[Element]:
    return [*(_share(arm, outcome) for outcome in SHOWN), _gap(arm), cell(count(arm.questions, "question"))]


def _share(arm: ArmDifference, outcome: str) -> Element:
    one = next((one for one in arm.outcomes if one.outcome == outcome), None)
    if one is None:
        return cell(phrases.NOTHING)
    told = "; ".join(filter(None, (f"{percent(one.second)} against {percent(one.first)}", p_of(one))))
    return cell(starred(points(one.estimate), one), told)


def _gap(arm: ArmDifference) -> Element:
    gap = arm.gap
    if gap is None or gap.difference is None:
        return cell(phrases.NOTHING, NO_GAP[gap.reason] if gap is not None and gap.reason else "")
    return cell(starred(points(gap.estimate), gap), p_of(gap))


def half_lives_beside(result: DriftComparison) -> Element | None:
    """None where no reminder was asked of both at several places."""
    rows = [
        row([pair.to, pair.from_, life.arm], _life(pair, life))
        for pair in result.pairs
        for life in pair.half_lives
    ]
    if not rows:
        return None
    heading = tag("h2", "With whom a reminder lasts longer")
    return explained_table(heading, "Half-lives compared", LIVES, rows, LIVES_TOLD)


def _life(pair: DriftPair, life: LifeRatio) -> list[Element]:
    why = NO_LIVES[life.reason].format(first=pair.from_, second=pair.to) if life.reason else ""
    ends = " against ".join("–" if one is None else number(one, 1) for one in (life.second, life.first))
    return [cell(times(life), why), cell(ends)]
