"""What a reader must know before believing a profile: notices with figures. `words` makes sentences of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import polars as pl

from farfield.measure.categories import FEWEST_OF_LEVEL
from farfield.measure.columns import rows_that_have
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.measure.near_far.slopes import FEWEST_ITEMS
from farfield.measure.outcomes import Outcomes, held_columns
from farfield.measure.silent_failures import beginning, scoring_signs
from farfield.measure.truncation import truncation_notices
from farfield.measure.values import kinds_mixed
from farfield.options.measuring import MeasureOptions
from farfield.regimes.declared import overturned_labels
from farfield.regimes.family_items import family_notices
from farfield.regimes.own_families import AXIS
from farfield.results import SubjectProfile
from farfield.results import ruler_notices as by
from farfield.results import score_notices as of
from farfield.results.checks import Twins
from farfield.results.notices import AnyNotice
from farfield.results.profile import Score
from farfield.results.reasons import NoOverlap
from farfield.results.ruler_notices import EqualNotice, RulerNotice
from farfield.results.rulers import Measured, TimeFloor
from farfield.results.score_notices import ScoreNotice

FEW_CLUSTERS = 30
FAR_BELOW = 0.6
"""Share of the score of a guess below which not ignorance but a wrong key is to be thought of."""
UNSTEADY = 0.01
UNEQUAL_CHANCE = 0.02
COMMON = 0.2
"""Share of the items from which on one answer that is right for them makes guessing pay: that of five choices."""


def find_notices(
    items: pl.DataFrame, profile: SubjectProfile, outcomes: Outcomes, options: MeasureOptions
) -> list[AnyNotice]:
    """The notices of one profile, by all else that it tells. `items`: all its items.

    They are signals: their absence does not show that the scores are right.
    """
    scored = rows_that_have(items, "score")
    fittable = scored.height >= FEWEST_ITEMS and scored["score"].n_unique() > 1
    return [
        *_scores(profile, scored),
        *truncation_notices(profile.truncated, profile.score),
        *_clusters(profile, options),
        *overturned_labels(items),
        *family_notices(items, [block.family for block in profile.families]),
        *_chance(profile.score, float(outcomes.chance.mean()) if len(outcomes) else 0.0),
        *_common_answer(scored, options),
        *scoring_signs(scored, profile.graders),
        *_covariates(scored, outcomes, options),
        *_twins(profile.twins),
        *(notice for name, measured in profile.rulers.items() for notice in _ruler(name, measured, fittable)),
    ]


def _scores(profile: SubjectProfile, scored: pl.DataFrame) -> Iterator[ScoreNotice]:
    if profile.score.unscored:
        yield of.Unscored(profile.score.unscored, profile.items)
    if 0 < scored.height < FEWEST_ITEMS:
        yield of.FewScored(scored.height, FEWEST_ITEMS)
    elif scored.height and scored["score"].n_unique() == 1:
        yield of.SameScore(scored.height, float(scored["score"][0]))
    kinds = kinds_mixed(scored)
    if kinds:
        yield of.MixedKinds(kinds, scored.height)


def _clusters(profile: SubjectProfile, options: MeasureOptions) -> Iterator[ScoreNotice]:
    clusters, score, column = profile.clusters, profile.score, options.cluster
    pooled = profile.pooled is not None and column is None
    if score.reason == "few_clusters":
        yield of.TooFewClusters(clusters, score.items, FEWEST_CLUSTERS, column, pooled)
    elif clusters < FEW_CLUSTERS and score.items >= FEWEST_ITEMS:
        yield of.ScarceClusters(clusters, FEW_CLUSTERS, column, pooled)


def _chance(score: Score, guess: float) -> Iterator[ScoreNotice]:
    if guess <= 0 or score.mean is None:
        return
    if score.high is not None and score.high < guess:
        yield of.BelowChance(score.mean, score.items, guess, far_below=score.mean < FAR_BELOW * guess)
    elif abs(score.mean - guess) < 0.5 / score.items:
        yield of.ExactlyChance(score.mean, score.items, guess)
    elif score.low is not None and score.low <= guess:
        yield of.LikeChance(score.mean, score.items, guess)


def _common_answer(scored: pl.DataFrame, options: MeasureOptions) -> Iterator[ScoreNotice]:
    """Where no guess is declared, an answer that is right so often that to give it always would score."""
    told = "chance" in scored.columns and scored["chance"].is_not_null().any()
    if options.chance is not None or told or "target" not in scored.columns:
        return
    targets = scored["target"].fill_null("").str.strip_chars().str.to_lowercase()
    targets = targets.filter(targets != "")
    if len(targets) < FEWEST_ITEMS or targets.n_unique() < 2:  # one target for all is a word for "right"
        return
    answer, given = Counter(targets).most_common(1)[0]
    if given >= COMMON * len(targets):
        yield of.CommonAnswer(beginning(answer), given / len(targets), len(targets))


def _covariates(scored: pl.DataFrame, outcomes: Outcomes, options: MeasureOptions) -> Iterator[EqualNotice]:
    """What is held equal and is not there, does not vary, or was lumped."""
    for name, column in held_columns(options).items():
        values = scored[column]
        missing = values.null_count()
        if missing:
            yield by.CovariateMissing(name, missing, scored.height)
        if scored.height >= FEWEST_ITEMS and values.drop_nulls().n_unique() < 2:
            yield by.CovariateConstant(name)
    for category in outcomes.categories:
        if category.lumped:
            yield by.LevelsLumped(category.name, list(category.lumped), FEWEST_OF_LEVEL)
        if category.left_out:
            yield by.LevelsLeftOut(category.name, category.left_out, FEWEST_OF_LEVEL)


def _twins(twins: Twins | None) -> Iterator[EqualNotice]:
    if twins is None:
        return
    failed = [part for part in twins.balance if part.failed]
    if failed:
        yield by.TwinsUnlike([part.covariate for part in failed], [part.standardised for part in failed])
    if twins.incomplete or twins.tied:
        yield by.TwinsLeftOut(twins.incomplete, twins.tied)


def _floor(floor: TimeFloor) -> by.FloorByTime:
    """What a subject scores where it can know nothing."""
    return by.FloorByTime(floor.items, floor.from_, floor.mean, floor.low, floor.high, floor.guess)


def _unadjusted(name: str, measured: Measured, fittable: bool) -> Iterator[RulerNotice]:
    """Why there is no slope, or why nothing or not everything could be held equal."""
    gap = measured.gap
    crude, adjusted = measured.slope.crude, measured.slope.adjusted
    few = "few_clusters"  # said once, of all
    if fittable and crude.why is not None and crude.reason != few:
        yield by.NoSlope(name, crude.why)
    elif gap.why is not None and gap.reason == NoOverlap.reason:
        yield by.NotAdjusted(name, gap.why, slope=adjusted.reason == NoOverlap.reason)
    elif gap.why is not None and gap.overlap and gap.overlap.used == "common":
        yield by.PartAdjusted(name, gap.why, gap.adjusted)
    elif fittable and adjusted.covariates and adjusted.why is not None and adjusted.reason != few:
        yield by.NoAdjustedSlope(name, adjusted.why)


def _ruler(name: str, measured: Measured, fittable: bool) -> Iterator[RulerNotice]:
    of_another_family = name.startswith(f"column:{AXIS}") and not measured.items
    if measured.missing and not of_another_family:
        score = (measured.missing_mean or 0.0) if measured.items else None
        yield by.NoDistance(name, measured.missing, measured.items + measured.missing, score)
    if not measured.items:
        return
    if measured.floor:
        yield _floor(measured.floor)
    near, far = measured.gap.near_chance, measured.gap.far_chance
    if near is not None and far is not None and abs(near - far) > UNEQUAL_CHANCE:
        yield by.UnequalChance(name, near, far)
    yield from _unadjusted(name, measured, fittable)
    if measured.falling_p is not None and measured.falling_p < UNSTEADY:
        yield by.NotFalling(name, measured.falling_p)
    monotone = measured.monotone
    if monotone is not None and monotone.p < UNSTEADY:
        yield by.NoLogisticCurve(name, monotone.p, monotone.reach)
