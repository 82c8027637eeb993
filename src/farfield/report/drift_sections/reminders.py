"""What reminders mend and lose, and how long they last."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.frame import framed
from farfield.report.figures.outcome_bands import draw_half_life
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, explained_table, row
from farfield.results import Drift
from farfield.results.drift import ArmEffect, ArmOutcomes, HalfLife, ShareDifference, SubjectDrift
from farfield.results.structs import ItemsMean, Mean
from farfield.words import phrases
from farfield.words.drift import NO_HALF_LIFE, half_life, points_of, share
from farfield.words.numbers import count, percent, percent_interval, whole

EFFECTS = (
    "subject",
    "reminder",
    "of facts",
    "gap, points",
    "beyond irrelevant text",
    "mended of wrong",
    "lost of right",
    "misplaced",
)
DEFERS = (
    "subject",
    "arm",
    "defers, unknowable",
    "defers, known",
    "current, unknowable",
    "probability of the current",
)
EFFECTS_TOLD = (
    "Gap: share current with the reminder less without, in pairs of the same question, clustered by fact. A reminder "
    "that was asked only of what was wrong has none: part of it luck would have mended."
)
DEFERS_TOLD = (
    "Without the facts, to defer on what came after the cutoff is right; to defer on what came before it is not. "
    "Either alone says nothing."
)


def reminders(result: Drift) -> Element | None:
    """None where nobody was reminded."""
    rows = [
        row([one.subject, effect.arm, effect.of], _effect(effect))
        for one in result.subjects
        for effect in one.effects
    ]
    if not rows:
        return None
    heading = tag("h2", "What a reminder mends, and what it loses")
    return explained_table(heading, "Reminders", EFFECTS, rows, EFFECTS_TOLD)


def _effect(one: ArmEffect) -> list[Element]:
    why = {"asked_of_wrong": "asked of what was wrong", "few_pairs": "too few pairs"}.get(
        one.reason or "", ""
    )
    asked = f"{count(one.pairs, 'pair')}, {count(one.facts, 'fact')}"
    return [
        _points(one.gap, why or asked),
        _points(one.net),
        _of_items(one.mended, f"of {whole(one.mended.items)}"),
        _of_items(one.lost, f"of {whole(one.lost.items)}" if one.lost.items else "not asked"),
        _of_items(one.misplaced),
    ]


def _points(found: ShareDifference | None, told: str = "") -> Element:
    """A difference, its interval in small print: eight columns have no room for it beside the number."""
    if found is None:
        return cell(phrases.NOTHING, told)
    return cell(
        points_of(found.value), ", ".join(filter(None, (percent_interval(found.low, found.high, 0), told)))
    )


def _of_items(found: Mean | ItemsMean, told: str = "") -> Element:
    """A share in the same way."""
    return cell(
        percent(found.mean), " ".join(filter(None, (percent_interval(found.low, found.high, 0), told)))
    )


def deferral(result: Drift) -> Element | None:
    """Deferral beside over-deferral, arm by arm; None where nothing is known or unknowable."""
    rows = [
        row([one.subject, arm.arm], _deferral(arm))
        for one in result.subjects
        for arm in one.arms
        if arm.known_defers.items or arm.unknowable_defers.items
    ]
    if not rows:
        return None
    heading = tag("h3", "Does it say that it cannot know?")
    return explained_table(heading, "Deferral beside over-deferral", DEFERS, rows, DEFERS_TOLD)


def _deferral(arm: ArmOutcomes) -> list[Element]:
    return [
        cell(share(arm.unknowable_defers), f"of {whole(arm.unknowable_defers.items)}"),
        cell(share(arm.known_defers), f"of {whole(arm.known_defers.items)}"),
        cell(share(arm.unknowable_current)),
        cell(share(arm.probability) if arm.probability is not None else phrases.NOTHING),
    ]


def half_lives(result: Drift) -> Element | None:
    """None where no reminder was asked at several places."""
    parts = [_life(one, life) for one in result.subjects for life in one.half_lives if life.reason is None]
    if not parts:
        parts = [_life(one, life) for one in result.subjects for life in one.half_lives[-1:]]
    return tag("section", tag("h2", "How long a reminder lasts"), parts) if parts else None


def _life(one: SubjectDrift, life: HalfLife) -> Element:
    plot = draw_half_life(life)
    why = f"not known: {NO_HALF_LIFE[life.reason]}" if life.reason else half_life(life)
    by = " by log-probs" if life.by == "probabilities" else ""
    told = f"{one.subject}, {life.arm}: half-life{by} {why}; {points_of(life.strength)} points at once"
    return tag(
        "figure",
        tag("figcaption", told),
        framed(
            plot,
            "probability of the current, %" if by else "current, %",
            "right after it",
            "later",
            "exchanges since the reminder",
        )
        if plot is not None
        else None,
    )
