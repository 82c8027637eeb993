"""Twins: what differs between items that are alike in all but distance, and whether they are alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from farfield.measure.wording import covariates
from farfield.report import wording
from farfield.report.markup import tag
from farfield.report.tables import cell, numbers_table, row

Profile = Mapping[str, Any]

UNTOLD = math.log(1e4)
"""Width of an interval of log-odds that tells nothing."""
EXPLAINED = (
    "Sets of items that are alike in all but their distance. p: McNemar's exact test; for graded scores a "
    "randomisation test, exact up to 12 sets or clusters that differ, else by random draws. Odds: of a right answer "
    "far against near, by conditional logit; where the twins are not alike, also at equal values of what differs."
)
BALANCED = (
    "Difference: far less near, in standard deviations; bold where the twins are not alike (above .25, or above .1 and "
    "clearly not 0)."
)


def twins_checked(profiles: Sequence[Profile], _: Mapping[str, Any]) -> list[Element]:
    held = [p for p in profiles if p.get("twins")]
    if not held:
        return []
    titles = (
        "subject", "sets", "near", "far", "difference, points", "p", "only near, only far", "odds, far : near",
    )  # fmt: skip
    rows = [row([p["subject"]], _cells(p["twins"])) for p in held]
    return [
        tag("h3", "Twins"), tag("p", EXPLAINED, class_="note-text"),
        numbers_table("Twins", titles, rows), *map(_balance, [p for p in held if p["twins"]["balance"]]),
    ]  # fmt: skip


def _cells(twins: Mapping[str, Any]) -> list[Element]:
    if not twins["pairs"]:
        return [cell("0", twins["note"] or ""), *(cell(wording.NOTHING) for _ in range(6))]
    only = twins["discordant"]
    return [
        cell(f"{twins['pairs']:,}", _left_out(twins)),
        cell(wording.percent(twins["near"])),
        cell(wording.percent(twins["far"])),
        cell(wording.points(twins), _shown(twins)),
        cell(wording.p_value(twins["p"])),
        cell(f"{only['near_only']:,}, {only['far_only']:,}"),
        _odds(twins["conditional_logit"]),
    ]


def _left_out(twins: Mapping[str, Any]) -> str:
    lost = {"incomplete": twins["incomplete"], "at one distance": twins["tied"]}
    return ", ".join(f"{number:,} {why}" for why, number in lost.items() if number)


def _shown(twins: Mapping[str, Any]) -> str:
    """What would have shown, where nothing did."""
    if twins["low"] is None:
        return str(twins["note"] or "")
    unclear = twins["low"] <= 0 <= twins["high"] and twins["detectable"] is not None
    return f"{100 * twins['detectable']:.0f} or more would have shown" if unclear else ""


def _odds(found: Mapping[str, Any]) -> Element:
    """As they are, and at equal values of what is out of balance."""
    far, adjusted = found["far"], found["adjusted"]
    main = wording.NOTHING if far["log_odds"] is None else _with_ends(far)
    if not adjusted:
        return cell(main, far["note"] or "")
    equal = f"at equal {covariates(adjusted['covariates'])}"
    told = adjusted["log_odds"] is not None and adjusted["high"] - adjusted["low"] < UNTOLD
    return cell(main, f"{equal}: {_with_ends(adjusted)}" if told else f"{equal} they cannot be told")


def _with_ends(fit: Mapping[str, Any]) -> str:
    odds, low, high = (
        wording.distance(math.exp(min(fit[name], 50.0))) for name in ("log_odds", "low", "high")
    )
    return f"{odds}{wording.FIXED}[{low},{wording.FIXED}{high}]"


def _balance(profile: Profile) -> Element:
    parts = [part for part in profile["twins"]["balance"] if part["near"] is not None]
    failed = [covariates([part["covariate"]]) for part in parts if part["failed"]]
    told = f"differ in {wording.listed(failed)}" if failed else "are alike in all that could be compared"
    rows = [row([covariates([part["covariate"]])], _balance_cells(part)) for part in parts]
    table = numbers_table("Balance of the twins", ("covariate", "near", "far", "difference, sd"), rows)
    summary = tag("summary", f"{profile['subject']}: its twins {told}")
    return tag("details", summary, tag("p", BALANCED, class_="note-text"), table)


def _balance_cells(part: Mapping[str, Any]) -> list[Element]:
    near, far = (tag("td", wording.distance(part[side])) for side in ("near", "far"))
    if part["standardised"] is None:
        return [near, far, cell("differs") if part["failed"] else tag("td", wording.NOTHING)]
    told, ends = wording.signed(part["standardised"], 2), wording.held(part["sets"])
    if part["low"] is not None:
        low, high = (wording.signed(part[end], 2) for end in ("low", "high"))
        ends = f"[{low},{wording.FIXED}{high}] {ends}"
    return [
        near,
        far,
        tag("td", tag("b", told) if part["failed"] else tag("span", told), " ", tag("small", ends)),
    ]
