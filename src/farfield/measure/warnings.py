"""What a reader must know before believing a profile: plain sentences with counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from farfield.measure.categories import FEWEST_OF_LEVEL
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.measure.near_far.overlap import NO_OVERLAP
from farfield.measure.near_far.slopes import FEWEST_ITEMS
from farfield.measure.options import MeasureOptions
from farfield.measure.outcomes import Outcomes, held_columns
from farfield.measure.silent_failures import scoring_signs
from farfield.measure.truncation import truncation_warnings
from farfield.regimes.declared import overturned_labels
from farfield.regimes.family_items import family_warnings
from farfield.regimes.own_families import AXIS
from farfield.results import SubjectProfile
from farfield.results.checks import Twins
from farfield.results.profile import Score
from farfield.results.rulers import Measured, TimeFloor
from farfield.words.numbers import MINUS, count, covariate, interval, percent, significant

FEW_CLUSTERS = 30
FAR_BELOW = 0.6
"""Share of the score of a guess below which not ignorance but a wrong key is to be thought of."""
UNSTEADY = 0.01
UNEQUAL_CHANCE = 0.02
SHOWN_COVARIATES = 5


def find_warnings(
    items: pl.DataFrame, profile: SubjectProfile, outcomes: Outcomes, options: MeasureOptions
) -> list[str]:
    """The warnings of one profile, by all else that it tells. `items`: all its items.

    They are signals: their absence does not show that the scores are right.
    """
    scored = items.filter(pl.col("score").is_not_null())
    fittable = scored.height >= FEWEST_ITEMS and scored["score"].n_unique() > 1
    told = [
        *_scores(profile, scored),
        *truncation_warnings(profile.truncated, profile.score),
        *_clusters(profile, options),
        *overturned_labels(items),
        *family_warnings(items, [block.family for block in profile.families]),
        *_chance(profile.score, float(outcomes.chance.mean()) if len(outcomes) else 0.0),
        *scoring_signs(scored, profile.graders),
        *_covariates(scored, outcomes, options),
        *_twins(profile.twins),
        *(
            sentence
            for name, measured in profile.rulers.items()
            for sentence in _ruler(name, measured, fittable)
        ),
    ]
    return list(dict.fromkeys(told))


def _scores(profile: SubjectProfile, scored: pl.DataFrame) -> Iterator[str]:
    unscored, items = profile.score.unscored, profile.items
    if unscored:
        yield f"{unscored:,} of {count(items, 'item')} hold{'s' if unscored == 1 else ''} no score and count nowhere."
    if 0 < scored.height < FEWEST_ITEMS:
        yield f"Only {count(scored.height, 'item')} scored: below {FEWEST_ITEMS} no slope and no curve is fitted."
    elif scored.height and scored["score"].n_unique() == 1:
        yield (
            f"All {count(scored.height, 'scored item')} have the same score ({scored['score'][0]:g}): there is nothing "
            "to fit. Check that the scorer can tell right from wrong."
        )


def _clusters(profile: SubjectProfile, options: MeasureOptions) -> Iterator[str]:
    clusters, score = profile.clusters, profile.score
    pooled = " (the tasks that are pooled)" if profile.pooled else ""
    of = f" of {options.cluster}" if options.cluster else pooled
    if score.reason == "few_clusters":
        holds = "holds" if clusters == 1 else "hold"
        yield (
            f"Only {count(clusters, 'cluster')}{of} {holds} all {count(score.items, 'item')}: below "
            f"{FEWEST_CLUSTERS} nothing tells how far others would differ, so no interval, slope or curve is given."
        )
    elif clusters < FEW_CLUSTERS and score.items >= FEWEST_ITEMS:
        yield (
            f"Only {count(clusters, 'cluster')}{of}: below {FEW_CLUSTERS} intervals rest on corrections "
            "for few clusters, and say little where these are not alike in size and kind."
        )


def _chance(score: Score, floor: float) -> Iterator[str]:
    if floor <= 0 or score.mean is None:
        return
    told = f"The score, {percent(score.mean, 1)} on {count(score.items, 'item')}"
    if score.high is not None and score.high < floor:
        shifted = (
            " So far below it, the key may be shifted by one, or right and wrong may have changed places."
            if score.mean < FAR_BELOW * floor
            else ""
        )
        yield (
            f"{told}, lies below chance ({percent(floor, 1)}): a systematic error, of the scorer or of the "
            f"subject.{shifted}"
        )
    elif abs(score.mean - floor) < 0.5 / score.items:
        yield f"{told}, is exactly chance ({percent(floor, 1)}): the answers may never have reached the scorer."
    elif score.low is not None and score.low <= floor:
        yield f"{told}, cannot be told from chance ({percent(floor, 1)})."


def _covariates(scored: pl.DataFrame, outcomes: Outcomes, options: MeasureOptions) -> Iterator[str]:
    """What is held equal and is not there, does not vary, or was lumped."""
    for name, column in held_columns(options).items():
        values = scored[column]
        missing = values.null_count()
        if missing:
            yield f"{missing:,} of {count(scored.height, 'item')} hold no {name} and are left out of what is adjusted."
        if scored.height >= FEWEST_ITEMS and values.drop_nulls().n_unique() < 2:
            yield f"{name} is the same for all items, so it adjusts for nothing."
    for category in outcomes.categories:
        if category.lumped:
            yield (
                f"{count(len(category.lumped), 'level')} of {category.name} with fewer than {FEWEST_OF_LEVEL} items "
                f"each count as one: {_named(category.lumped)}."
            )
        if category.left_out:
            yield (
                f"{count(category.left_out, 'item')} stand at levels of {category.name} with fewer than "
                f"{FEWEST_OF_LEVEL} items and are left out of what is adjusted."
            )


def _named(levels: Sequence[str]) -> str:
    more = f" and {len(levels) - SHOWN_COVARIATES} more" if len(levels) > SHOWN_COVARIATES else ""
    return f"{', '.join(levels[:SHOWN_COVARIATES])}{more}"


def _twins(twins: Twins | None) -> Iterator[str]:
    if twins is None:
        return
    failed = [part for part in twins.balance if part.failed]
    if failed:
        shown = ", ".join(
            covariate(part.covariate)
            if part.standardised is None
            else f"{covariate(part.covariate)} ({part.standardised:+.2f} sd)".replace("-", MINUS)
            for part in failed[:SHOWN_COVARIATES]
        )
        more = f" and {len(failed) - SHOWN_COVARIATES} more" if len(failed) > SHOWN_COVARIATES else ""
        yield f"Far twins differ from near ones in {shown}{more}: part of their difference may be that."
    lost = [
        f"{count(number, 'set')} of twins {why}"
        for number, why in (
            (twins.incomplete, "without a scored near or far member"),
            (twins.tied, "at one distance"),
        )
        if number
    ]
    if lost:
        yield f"{', '.join(lost)}: left out of the comparison of twins."


def _floor(floor: TimeFloor) -> str:
    """What a subject scores where it can know nothing, and what is made of that."""
    score = f"{percent(floor.mean)} {interval(floor.low, floor.high)}"
    return (
        f"On the {count(floor.items, 'item')} dated longest after the cutoff (from {significant(floor.from_)} "
        f"days on) it scores {score}, where a guess would score {percent(floor.guess)}: curve and reach by time are "
        "above that floor. If it can know these items, the cutoff is another."
    )


def _unadjusted(name: str, measured: Measured, fittable: bool) -> Iterator[str]:
    """Why there is no slope, or why nothing or not everything could be held equal."""
    gap = measured.gap
    crude, adjusted = measured.slope.crude, measured.slope.adjusted
    few = "few_clusters"  # said once, of all
    if fittable and crude.note is not None and crude.reason != few:
        yield f"No slope by {name}: {crude.note}."
    elif gap.reason == NO_OVERLAP:
        both = "gap and slope are" if adjusted.reason == NO_OVERLAP else "the gap is"
        yield f"By {name} {gap.note}: {both} told without adjustment."
    elif gap.overlap and gap.overlap.used == "common":
        yield f"By {name} {gap.note}." if gap.adjusted else f"By {name}: {gap.note}."
    elif fittable and adjusted.covariates and adjusted.reason not in (None, few):
        yield f"No adjusted slope by {name}: {adjusted.note}."


def _ruler(name: str, measured: Measured, fittable: bool) -> Iterator[str]:
    of_another_family = name.startswith(f"column:{AXIS}") and not measured.items
    if measured.missing and not of_another_family:
        of = count(measured.items + measured.missing, "item")
        yield f"{measured.missing:,} of {of} have no distance by {name} and are left out of it."
    if not measured.items:
        return
    if measured.floor:
        yield _floor(measured.floor)
    gap = measured.gap
    near, far = gap.near_chance, gap.far_chance
    if near is not None and far is not None and abs(near - far) > UNEQUAL_CHANCE:
        yield (
            f"By {name} a guess scores {percent(near)} in the nearest third and {percent(far)} in the farthest: gap "
            "and slope hold that too, curve and reach do not."
        )
    yield from _unadjusted(name, measured, fittable)
    if measured.falling_p is not None and measured.falling_p < UNSTEADY:
        yield (
            f"The score does not fall steadily with distance by {name}: its bands differ from any falling curve by "
            "more than chance (p < .01)."
        )
    monotone = measured.monotone
    if monotone is not None and monotone.p < UNSTEADY:
        halves = (
            "it halves nowhere" if monotone.reach is None else f"it halves at {significant(monotone.reach)}"
        )
        yield (
            f"A logistic curve does not describe how the score falls by {name} (p < .01): trust the bands; by the "
            f"never-rising fit {halves}."
        )
