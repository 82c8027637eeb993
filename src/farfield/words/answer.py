"""A profile in plain sentences, never more certain than its intervals."""

from __future__ import annotations

import math

from farfield.corpus_records import CorpusSummary
from farfield.records import ItemsChosen
from farfield.results import Profile, SubjectProfile
from farfield.results.profile import Recalled, Score
from farfield.results.rulers import Gap, Reach, Ruler, Scale
from farfield.results.slopes import CovariateEffect, Slope, Slopes
from farfield.results.structs import known
from farfield.words.families import answer_sentences, support_sentences
from farfield.words.findings import design_sentences, find_sentences
from farfield.words.numbers import (
    COVARIATES,
    THIN,
    conditions,
    count,
    covariate,
    covariates,
    interval,
    number,
    percent,
    significant,
    whole,
)


def describe(profile: Profile, ruler: str | None = None) -> list[str]:
    """One paragraph for each subject and task: the answer that a report begins with.

    `ruler`: whose distances are told; the main one where None.
    """
    return [" ".join(describe_subject(profile, one, ruler)) for one in profile.profiles]


def describe_subject(profile: Profile, one: SubjectProfile, ruler: str | None = None) -> list[str]:
    """The sentences on one of `profile.profiles`: score, regimes, near and far, what designs find, gap, reach,
    cost, what else was found, recall."""
    told = [_score(one, profile.where), _regimes(one)]
    name = ruler or one.main_ruler
    if name is not None and one.score.mean is not None:
        measured, words = one.rulers[name], profile.rulers[name]
        gap, slope, unit = measured.gap, measured.slope, measured.unit
        told += [_thirds(gap, words), *design_sentences(one), _gap(gap, slope), _trend(gap, slope)]
        told += [_reach(measured.reach, unit), _cost(slope.adjusted, measured.scale, unit)]
    else:
        told += design_sentences(one)
    for block in one.families:
        told += answer_sentences(block)
        if block.support.source is None:
            told += support_sentences(block)
    tasks = {other.task for other in profile.profiles}
    of = f" of {one.task}" if len(tasks) > 1 else ""
    told += [*find_sentences(one, name), _recalled(one.recalled, profile.corpus, of)]
    told += map(_sentence, profile.corpus.doubts if profile.corpus else ())
    return [sentence for sentence in told if sentence]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith("?") else ".")


def _score(one: SubjectProfile, where: ItemsChosen | None) -> str:
    score = one.score
    if score.mean is None:
        return f"{one.subject} has no score on {one.task}: none of its {count(one.items, 'item')} holds one."
    items = f"{count(score.items, 'item')} of {one.task}"
    pooled = f", {count(len(one.tasks), 'task')} pooled" if one.pooled else ""
    chosen = f" (only those with {conditions(where.where)})" if where else ""
    told, on = f"{one.subject} scores {percent(score.mean, 1)}", f"on {items}{pooled}{chosen}"
    if score.low is not None:
        return f"{told} {interval(score.low, score.high, 1)} {on}."
    return f"{told} {on}; no interval can be given: {score.note or 'unknown'}{_clusters(score)}."


def _clusters(score: Score) -> str:
    """What can be said of a few clusters: how far their own means lie apart."""
    found = score.clusters
    if not found or found.number < 2:
        return ""
    return f" (they score {percent(found.lowest, 1)} to {percent(found.highest, 1)})"


def _regimes(one: SubjectProfile) -> str:
    """What the score is made of, where the items stand in more than one regime, and not nearly all in none."""
    if not one.tells_regimes:
        return ""
    told = [
        f"{part.regime} {percent(part.mean)} {interval(part.low, part.high)} of {whole(part.items)}"
        for part in one.regimes
    ]
    return f"By regime: {', '.join(told)}."


def _thirds(gap: Gap, words: Ruler) -> str:
    if gap.near is None:
        return f"Near and far cannot be compared by {words.title}: {gap.note}."
    near = f"up to {significant(known(gap.near_to))} {words.unit}, {count(gap.near_items, 'item')}"
    far = f"from {significant(known(gap.far_from))}, {count(gap.far_items, 'item')}"
    scores = percent(gap.near), percent(known(gap.far))
    told = f"In the nearest third ({near}) it scores {scores[0]}, in the farthest ({far}) {scores[1]}."
    guesses = percent(known(gap.near_chance)), percent(known(gap.far_chance))
    return told if guesses[0] == guesses[1] else f"{told} A guess scores {guesses[0]} and {guesses[1]} there."


def _gap(gap: Gap, slope: Slopes) -> str:
    if gap.difference is None:
        return ""
    side, sign = ("lower", -1) if gap.difference < 0 else ("higher", 1)
    equal = f"At equal {covariates(slope.adjusted.covariates)}" if gap.adjusted else "Without any adjustment"
    points = f"the farthest third scores {number(100 * abs(gap.difference), 0)} points {side}"
    why = f" ({gap.note})" if gap.overlap and gap.note else ""
    if gap.low is None or gap.high is None:
        return f"{equal} {points}; no interval can be given: {gap.note}."
    if not gap.estimate.clear:
        ends = interval(gap.low, gap.high)
        return (
            f"{equal} there is no difference between the two to be distinguished, {ends} points; "
            f"gaps above {number(100 * known(gap.detectable), 0)} points would have shown (80{THIN}% power){why}."
        )
    low, high = sorted((sign * gap.low, sign * gap.high))
    return f"{equal} {points} {interval(low, high)}{why}."


def _trend(gap: Gap, slope: Slopes) -> str:
    """The slope over all items, where it tells what the thirds alone cannot."""
    found = slope.adjusted.estimate.whole
    unclear = gap.estimate.bounded and not gap.estimate.clear
    if not unclear or found is None or not slope.adjusted.estimate.clear:
        return ""
    turn = "falls" if found[0] < 0 else "rises"
    return f"Over all its items, which tell more than two thirds of them, the score clearly {turn} with distance."


def _reach(reach: Reach, unit: str) -> str:
    if reach.distance is None:
        return f"No reach can be given: {reach.note}."
    at, near = f"{significant(reach.distance)} {unit}", reach.near or 0.0
    if reach.reason == "rises":
        return "No reach can be given: its score rises with distance."
    if reach.censored:
        height = f" ({percent(near)})" if near else ""
        short = reach.low is None or reach.low >= reach.distance
        least = "" if short else f"; a reach of {significant(known(reach.low))} or more is possible"
        return (
            f"Up to the farthest item ({at}) the score never falls to half of what it is near{height}{least}."
        )
    far = "beyond the data" if reach.high is None else significant(reach.high)
    ends = f"[{significant(known(reach.low))}, {far}]"
    heights = "" if reach.half is None else f": {percent(near)} near, {percent(reach.half)} there"
    above = reach.half is not None and reach.half > 0.51 * near
    what = "What it scores above a guess falls to half of" if above else "Its score falls to half"
    return f"{what} its near-field value at {at} {ends}{heights}."


def _cost(slope: Slope, scale: Scale, unit: str) -> str:
    """A standard deviation of distance against one more unit of difficulty, where both clearly cost something."""
    harder = [e for e in slope.covariate_effects if e.covariate not in COVARIATES and not e.level]
    if (
        slope.log_odds_per_sd is None
        or slope.sd is None
        or not harder
        or not (_clearly_lowers(slope) and _clearly_lowers(harder[0]))
    ):
        return ""
    ratio = slope.log_odds_per_sd * harder[0].sd / harder[0].log_odds_per_sd
    spread = math.exp(slope.sd) if scale == "log" else slope.sd
    much = f"a factor of {significant(spread, 2)}" if scale == "log" else f"{significant(spread, 2)} {unit}"
    return (
        f"One standard deviation of distance ({much}) costs about as much as {significant(ratio, 2)} more "
        f"{covariate(harder[0].covariate)}."
    )


def _clearly_lowers(effect: Slope | CovariateEffect) -> bool:
    """Whether an effect is below 0 by about three standard errors, so that a ratio of two makes sense."""
    value, high = effect.log_odds_per_sd, effect.high
    return value is not None and high is not None and value < 0 and high <= value / 3


def _recalled(recalled: Recalled | None, corpus: CorpusSummary | None, of: str) -> str:
    if recalled is None or not recalled.of:
        return ""
    share = 1.0 if corpus is None else corpus.searched_fraction
    where = "the corpus" if share >= 1 else f"the {percent(share, 1)} of the corpus that was searched"
    lost = corpus.rejected_share if corpus else 0.0
    if lost:
        where += (
            f", of which {f'less than 0.1{THIN}%' if lost < 0.001 else percent(lost, 1)} could not be read"
        )
    below = recalled.unseen_below
    bound = (
        f" Of the rest, up to {significant(below)} documents each may still be unseen (95{THIN}%)."
        if below
        else ""
    )
    nearly = recalled.nearly
    beside = f"; {whole(nearly)} {'does' if nearly == 1 else 'do'} as near duplicates" if nearly else ""
    asked = f"{count(recalled.of, 'question')}{of}"
    if not recalled.items:
        return f"None of {asked} stands with its answer in {where}{beside}.{bound}"
    stand = "stands with its answer" if recalled.items == 1 else "stand with their answers"
    return f"{whole(recalled.items)} of {asked} {stand} in {where}{beside}.{bound}"
