"""The result of the study of real text in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.structs import known
from farfield.studies.text.parameters import WHOLE
from farfield.studies.text.results import TextSummary
from farfield.studies.text.summary import LOOKUP
from farfield.studies.with_interval import WithInterval

POINTS = 100
WHERE = {"unseen": "packages of neither", "held_out": "held-out files"}
"""Of trained text nothing is told: its words stand at no distance from one of the two, hard and easy ones alike."""


def tell_text(summary: TextSummary) -> list[str]:
    """The gap first, then what stands behind it."""
    return [
        *_of_sizes(summary),
        *_of_renamed(summary),
        *_of_more_text(summary),
        *_of_own_control(summary),
    ]


def _of_sizes(summary: TextSummary) -> Iterator[str]:
    found = summary.per_decade
    models = [one for one in summary.rungs if one.width and one.text == WHOLE]
    if len({one.width for one in models}) < 2:
        yield "what ten times the parameters change cannot be told: models of two sizes or more must be done"
        return
    yield (
        f"ten times the parameters widen the gap between own and other text by {said(found.gap)} points, "
        f"{said(found.gap_log_odds, 1)} in log-odds"
    )
    yield (
        f"they bring {said(found.own)} points on own packages, {said(found.other)} on the same words of the "
        f"other half, {said(found.unseen)} on packages of neither, {said(found.training)} on trained text; "
        f"{said(summary.carried_over.other)} % of the gain carries over to the other half, "
        f"{said(summary.carried_over.unseen)} % to packages of neither"
    )
    yield (
        f"by support, on packages of neither: near {said(found.near)} points, without support "
        f"{said(found.without_support)}; in log-odds {said(found.near_log_odds, 1)} and "
        f"{said(found.without_support_log_odds, 1)}; tokens of support at half of the near field "
        f"{said(found.half_at, 1)}"
    )
    worst = max(models, key=lambda one: abs(known(one.along.dealt_gap.mean)))
    yield f"control: with the halves dealt anew word by word the gap is {said(worst.along.dealt_gap)} points at most"


def _of_renamed(summary: TextSummary) -> Iterator[str]:
    models = [one for one in summary.rungs if one.width and one.text == WHOLE]
    copier = next((one for one in summary.rungs if one.arm == "copying"), None)
    if copier is not None:
        models = [*models, copier]
    told = [
        f"{one.renamed_right} of {one.renamed_words} by "
        + (f"width {one.width}" if one.width else "the copier")
        for one in models
        if one.renamed_words
    ]
    if told:
        yield f"renamed twins, which neither text has: {', '.join(told)}"


def _of_more_text(summary: TextSummary) -> Iterator[str]:
    for one in summary.more_text:
        who = f"width {one.width}" if one.width else f"the {one.arm} n-gram"
        yield (
            f"more text at the same compute, {who}: own packages {said(one.along.own)} points, packages of neither "
            f"{said(one.along.unseen)} (moved nearer {said(one.nearer)}, curve {said(one.curve)}), what was trained "
            f"on {said(one.along.training)}"
        )


def _of_own_control(summary: TextSummary) -> Iterator[str]:
    for one in summary.own_control:
        if one.kind in WHERE and one.share is not None and (one.width or one.arm == LOOKUP):
            who = f"width {one.width}" if one.width else "a lookup"
            text = WHERE[one.kind] + ("" if one.text == WHOLE else ", from the smaller text")
            share = WithInterval(mean=one.share, low=one.share_low, high=one.share_high)
            yield f"of the fall with distance {said(share, POINTS, 0)} % comes back within words ({who}, {text})"


def said(part: WithInterval, factor: float = POINTS, places: int = 2) -> str:
    """A figure with its interval."""
    return part.told(factor, f".{places}f")
