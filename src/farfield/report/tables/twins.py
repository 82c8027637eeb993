"""Twins: what differs between items that are alike in all but distance, and whether they are alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Estimate, SubjectProfile
from farfield.results.checks import Balance, ConditionalLogits, Twins
from farfield.results.rulers import Ruler
from farfield.words import phrases
from farfield.words.numbers import covariates, in_points, whole

UNTOLD = math.log(1e4)
"""Width of an interval of log-odds that tells nothing."""
MOST_LOG_ODDS = 50.0
"""Odds beyond are as good as endless, and their number would not fit a table."""
EXPLAINED = (
    "Sets of items that are alike in all but their distance. p: McNemar's exact test; for graded scores a "
    "randomisation test, exact up to 12 sets or clusters that differ, else by random draws. Odds: of a right answer "
    "far against near, by conditional logit; where the twins are not alike, also at equal values of what differs."
)
BALANCED = (
    "Difference: far less near, in standard deviations; bold where the twins are not alike (above .25, or above .1 and "
    "clearly not 0)."
)


def twins_checked(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The tables of the twins' differences and of their balance; nothing where no subject has twins."""
    held = [(p.subject, p.twins) for p in profiles if p.twins]
    if not held:
        return []
    titles = (
        "subject", "sets", "near", "far", "difference, points", "p", "only near, only far", "odds, far : near",
    )  # fmt: skip
    rows = [row([subject], _cells(twins)) for subject, twins in held]
    return [
        tag("h3", "Twins"), tag("p", EXPLAINED, class_="note-text"), numbers_table("Twins", titles, rows),
        *(_balance(subject, twins.balance) for subject, twins in held if twins.balance),
    ]  # fmt: skip


def _cells(twins: Twins) -> list[Element]:
    if not twins.pairs:
        return [cell("0", twins.note or ""), *(cell(phrases.NOTHING) for _ in range(6))]
    only = twins.discordant
    return [
        cell(whole(twins.pairs), _left_out(twins)),
        cell(phrases.percent(twins.near)),
        cell(phrases.percent(twins.far)),
        cell(phrases.points(twins.estimate), _shown(twins)),
        cell(phrases.p_value(twins.p)),
        cell(f"{whole(only.near_only)}, {whole(only.far_only)}"),
        _odds(twins.conditional_logit),
    ]


def _left_out(twins: Twins) -> str:
    lost = {"incomplete": twins.incomplete, "at one distance": twins.tied}
    return ", ".join(f"{whole(number)} {why}" for why, number in lost.items() if number)


def _shown(twins: Twins) -> str:
    """What would have shown, where nothing did."""
    if not twins.estimate.bounded:
        return twins.note or ""
    if twins.detectable is None or twins.estimate.clear:
        return ""
    return f"{in_points(twins.detectable)} or more would have shown"


def _odds(found: ConditionalLogits | None) -> Element:
    """As they are, and at equal values of what is out of balance."""
    if found is None:
        return cell(phrases.NOTHING)
    main = phrases.NOTHING if found.far.log_odds is None else _with_ends(found.far.estimate)
    if (adjusted := found.adjusted) is None:
        return cell(main, found.far.note or "")
    equal = f"at equal {covariates(adjusted.covariates)}"
    if (whole := adjusted.estimate.whole) is None or whole[2] - whole[1] >= UNTOLD:
        return cell(main, f"{equal} they cannot be told")
    return cell(main, f"{equal}: {_with_ends(adjusted.estimate)}")


def _with_ends(log_odds: Estimate) -> str:
    odds, low, high = (
        phrases.distance(None if one is None else math.exp(min(one, MOST_LOG_ODDS))) for one in log_odds
    )
    return f"{odds}{phrases.FIXED}[{low},{phrases.FIXED}{high}]"


def _balance(subject: str, balance: Sequence[Balance]) -> Element:
    parts = [part for part in balance if part.near is not None]
    failed = [covariates([part.covariate]) for part in parts if part.failed]
    told = f"differ in {phrases.listed(failed)}" if failed else "are alike in all that could be compared"
    rows = [row([covariates([part.covariate])], _balance_cells(part)) for part in parts]
    table = numbers_table("Balance of the twins", ("covariate", "near", "far", "difference, sd"), rows)
    summary = tag("summary", f"{subject}: its twins {told}")
    return tag("details", summary, tag("p", BALANCED, class_="note-text"), table)


def _balance_cells(part: Balance) -> list[Element]:
    near, far = (tag("td", phrases.distance(side)) for side in (part.near, part.far))
    if part.standardised is None:
        return [near, far, cell("differs") if part.failed else tag("td", phrases.NOTHING)]
    told, ends = phrases.signed(part.standardised, 2), phrases.held(part.sets)
    if part.low is not None and part.high is not None:
        ends = f"[{phrases.signed(part.low, 2)},{phrases.FIXED}{phrases.signed(part.high, 2)}] {ends}"
    return [
        near,
        far,
        tag("td", tag("b", told) if part.failed else tag("span", told), " ", tag("small", ends)),
    ]
