"""Graders: right answers that were marked wrong, and how the profile moves where they count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from msgspec import structs

from farfield.arrays import Rows
from farfield.measure.near_far.gap import fit_gap
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.near_far.slopes import FEWEST_ITEMS, fit_slopes
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results.checks import (
    Graders,
    Regraded,
    RegradedFit,
    RegradedGap,
    RegradedRuler,
    RegradedScore,
    RegradedSlope,
)
from farfield.results.structs import Mean
from farfield.text.words import compose, is_one_word

SHORTEST_TARGET = 2
"""A target of one character stands in most outputs."""
FEWEST_HITS = 3
"""One or two wrong outputs that hold their target are slips of any grader."""
BEYOND_CHANCE = 3.0
"""So many times what other items' targets reach."""
CONTAINED = 0.1
"""Share of the wrong items that must hold their target: fewer come about where outputs show their working."""
SHOWN_ITEMS = 3

_MARKUP = re.compile(r"[$*`\\]|(?<=\d),(?=\d{3}(?!\d))")
_SPACE = re.compile(r"[\s{}]+")


@dataclass(frozen=True)
class Held:
    """Whether each output holds its target (n,), and how many of the wrong ones hold another item's, on average."""

    own: Rows
    by_chance: float


def fit_graders(
    scored: pl.DataFrame, outcomes: Outcomes, rulers: Sequence[str], options: MeasureOptions
) -> Graders | None:
    """The `graders` of one subject on one task: wrong-marked outputs that hold their target, and the profile re-graded.

    Text is compared without case, marks of emphasis and separators of thousands; the target must stand by itself.
    `regraded` counts those outputs as right; None where `is_suspicious` does not hold.
    None for fewer than ten items.
    """
    if scored.height < FEWEST_ITEMS:
        return None
    wrong, right = outcomes.scores == 0, outcomes.scores == 1
    held = find_held(scored["target"], scored["output"], wrong)
    hits = held.own & wrong
    number = int(hits.sum())
    found = Graders(
        wrong=int(wrong.sum()), wrong_with_target=number, by_chance=held.by_chance,
        right=int(right.sum()), right_with_target=int((held.own & right).sum()),
        examples=scored["item_id"].filter(pl.Series(hits)).head(SHOWN_ITEMS).to_list(),
        regraded=None,
    )  # fmt: skip
    if not is_suspicious(found):
        return found
    return structs.replace(found, regraded=_regraded(scored, outcomes, hits, rulers, options))


def is_suspicious(graders: Graders) -> bool:
    """Whether more wrong-marked outputs hold their target than chance, or the working shown, brings about."""
    least = max(FEWEST_HITS, CONTAINED * graders.wrong, BEYOND_CHANCE * graders.by_chance)
    return graders.wrong_with_target >= least


def find_held(targets: pl.Series, outputs: pl.Series, wrong: Rows) -> Held:
    """Which outputs hold their targets; chance is what targets of three other kinds of item reach in wrong outputs."""
    wanted = [plain(text) for text in targets.fill_null("")]
    given = [plain(text) for text in outputs.fill_null("")]
    distinct = sorted(set(wanted) - {""})
    place = {target: number for number, target in enumerate(distinct)}
    missed = [(wanted[at], given[at]) for at in np.flatnonzero(wrong)]
    others = 0
    for by in (1, 2, 3):
        for own, output in missed:
            other = distinct[(place[own] + by) % len(distinct)] if own else ""
            others += other != own and holds(output, other)
    own_held = np.array([holds(output, target) for output, target in zip(given, wanted, strict=True)], bool)
    return Held(own_held, others / 3)


def plain(text: str) -> str:
    """The text without what shows nothing, case, marks of emphasis, separators of thousands and double spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", compose(text))
    return _SPACE.sub(" ", _MARKUP.sub("", text)).strip().casefold()


def holds(output: str, target: str) -> bool:
    """Whether an output holds its target as a phrase of its own; a target below SHORTEST_TARGET characters says
    nothing.
    """
    return len(target) >= SHORTEST_TARGET and target in output and holds_phrase(output, target)


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether the phrase stands in the text by itself: not within a longer word, nor within a longer number."""
    at = text.find(phrase)
    while at >= 0:
        before, after = text[max(0, at - 2) : at], text[at + len(phrase) : at + len(phrase) + 2]
        inside = (before and is_one_word(before[-1], phrase[0])) or (
            after and is_one_word(phrase[-1], after[0])
        )
        if not (inside or _goes_on(before[::-1], phrase[0]) or _goes_on(after, phrase[-1])):
            return True
        at = text.find(phrase, at + 1)
    return False


def _goes_on(beside: str, end: str) -> bool:
    """Whether what stands beside a digit makes it part of a longer number."""
    return beside != "" and end.isdigit() and beside[0] in ".," and beside[1:].isdigit()


def _regraded(
    scored: pl.DataFrame,
    outcomes: Outcomes,
    hits: Rows,
    rulers: Sequence[str],
    options: MeasureOptions,
) -> Regraded:
    again = replace(outcomes, scores=np.where(hits, 1.0, outcomes.scores))
    return Regraded(
        score=RegradedScore(
            before=Mean(*outcomes.mean(options.confidence)),
            after=Mean(*again.mean(options.confidence)),
        ),
        rulers={
            name: RegradedRuler(
                before=_slope_and_gap(scored[f"ruler_{name}"], outcomes, options),
                after=_slope_and_gap(scored[f"ruler_{name}"], again, options),
            )
            for name in rulers
        },
    )


def _slope_and_gap(distances: pl.Series, outcomes: Outcomes, options: MeasureOptions) -> RegradedFit:
    inside = outcomes.take(distances.is_not_null().to_numpy())
    at = distances.drop_nulls().to_numpy()
    scale = choose_scale(at)
    along = np.log(at) if scale and scale.logarithmic else at
    slope, gap = fit_slopes(along, inside, options.confidence), fit_gap(at, inside, options.confidence)
    best = slope.adjusted if slope.adjusted.log_odds_per_sd is not None else slope.crude
    return RegradedFit(
        slope=RegradedSlope(best.log_odds_per_sd, best.low, best.high, None, why=best.why),
        gap=RegradedGap(gap.near, gap.far, gap.difference, gap.low, gap.high),
    )
