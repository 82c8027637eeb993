"""Why a number is missing, as a clause: the sentence of each code of `results.reasons`."""

from __future__ import annotations

from typing import assert_never

from farfield.results import reasons as why
from farfield.results.reasons import (
    AnyWhy,
    BesideWhy,
    DesignWhy,
    DistanceWhy,
    FitWhy,
    SupportWhy,
)
from farfield.words.numbers import THIN, count, covariate, percent, plain, short, whole

FEW = "too few to tell how others would differ"


def clause(reason: AnyWhy) -> str:
    """A reason as a clause without a full stop: "fewer than 10 items"."""
    if isinstance(reason, FitWhy):
        return _of_fit(reason)
    if isinstance(reason, DistanceWhy):
        return _of_distance(reason)
    if isinstance(reason, DesignWhy):
        return _of_design(reason)
    if isinstance(reason, BesideWhy):
        return _of_subjects(reason)
    return _of_support(reason)


def _of_fit(reason: FitWhy) -> str:
    match reason:
        case why.FewClusters(clusters=1):
            return "all items share one cluster, so nothing tells how another would differ"
        case why.FewClusters(clusters=number):
            return f"{number} clusters are {FEW}"
        case why.FewForCoefficients(clusters=number, coefficients=coefficients):
            return f"{number} clusters are too few for {coefficients} coefficients"
        case why.FewerClusters(fewest=fewest):
            return f"fewer than {fewest} clusters"
        case why.FewNearClusters(clusters=number):
            return f"the nearest third holds {count(number, 'cluster')}, too few to tell the near field"
        case why.FewEndClusters(near=near, far=far):
            return f"{count(near, 'cluster')} in the nearest and {far} in the farthest third are {FEW}"
        case why.FewTelling():
            return f"{_telling(reason)}: {FEW}"
        case why.Collinear():
            return "the columns cannot be told apart: one follows from the others"
        case why.Separated():
            return "right and wrong are separated perfectly, so no finite slope fits"
        case why.OneClusterDecides():
            return "its error cannot be estimated: one cluster alone decides a coefficient"
        case why.NoError():
            return "its error cannot be estimated"
        case why.NoItems():
            return "no item has this distance"
        case why.FewItems(fewest=fewest):
            return f"fewer than {fewest} items"
        case why.OneScore():
            return "all items have the same score"
        case why.SameForAll(column=column):
            return f"{column or 'the distance'} is the same for all items that have every covariate"
    assert_never(reason)


def _telling(reason: why.FewTelling) -> str:
    name, number = reason.answers, reason.number
    if reason.items_apart:
        return f"only {number} of {whole(reason.of)} answers {'is' if number == 1 else 'are'} {name}"
    if reason.clusters == 1:
        return f"all {name} answers come from one cluster"
    most = ", most of them from one or two" if reason.clusters > 3 else ""
    return f"the {name} answers come from {reason.clusters} clusters{most}"


def _of_distance(reason: DistanceWhy) -> str:
    match reason:
        case why.OneDistance():
            return "all items have the same distance"
        case why.TwoDistances(all=every):
            items = "all items" if every else "nearly all items"
            return f"{items} stand at two distances, between which anything could be"
        case why.NearFloor(guess=guess):
            return f"the score nearest the data cannot be told from the floor ({short(100 * guess)}{THIN}%)"
        case why.NoFall():
            return "no fall with distance is established"
        case why.NeverHalves():
            return "the score does not fall to half its near-field value among these items"
        case why.Nearer():
            return "the score is below half of the declared ceiling already at the nearest item"
        case why.Rises():
            return "the score rises with distance"
        case why.OnlyOneLevel():
            return "all items have the same score, so it falls nowhere among them"
        case why.NoCovariates(slope=slope):
            return "there is nothing to adjust for" + (": no length, no difficulty" if slope else "")
        case why.NoOverlap() | why.PartlyShared():
            return _shared(reason)
        case why.UnadjustedAndUnbounded(adjustment=adjustment, interval=interval):
            return f"{clause(adjustment)}; {clause(interval)}"
    assert_never(reason)


def _shared(reason: why.NoOverlap | why.PartlyShared) -> str:
    """Why nothing, or not every item, is adjusted."""
    apart = reason.covariate
    like = "values of what is held equal together" if apart is None else covariate(apart)
    shares = f"{percent(reason.near)} of the nearest and {percent(reason.far)} of the farthest third"
    if isinstance(reason, why.PartlyShared):
        return f"{shares} have a counterpart in {like}: only these are compared at equal values"
    return f"near and far share too little {like}: {shares} have a counterpart, so nothing can be held equal"


def _of_design(reason: DesignWhy) -> str:
    match reason:
        case why.CategoricalDifficulty(column=column):
            return f"{column} is a category, and noise can be told of numbers alone"
        case why.NoDifficulty():
            return "there is no difficulty that varies"
        case why.FewOthers():
            return "it takes the answers of at least three other subjects"
        case why.UnknownReliability(column=column):
            return f"the reliability of {column} is not known: give it with --reliability"
        case why.NoTrueDifficulty(column=column, reliability=reliability):
            return f"a reliability of {plain(reliability)} leaves no true {column} beside distance and covariates"
        case why.LatentUntold():
            return "the others' answers do not tell difficulty from distance"
        case why.LatentUnsettled():
            return "the latent difficulty does not settle"
        case why.NoTwins():
            return "no set has both a near and a far member with a score"
        case why.Graded():
            return "it needs answers that are right or wrong, and some are graded"
        case why.NoDiscordantSet():
            return "no set holds both right and wrong answers"
        case why.NoneDated(side=side):
            return f"no item is dated {side} the cutoff"
        case why.FewDated(side=side, items=items, dates=dates):
            return f"fewer than {items} items at {dates} dates are dated {side} the cutoff"
        case why.FewDates():
            return "the dates are too few to tell a break from a trend"
    assert_never(reason)


def _of_subjects(reason: BesideWhy) -> str:
    match reason:
        case why.NoRoomForChance():
            return "the items leave no room for chance"
        case why.NothingInCommon():
            return "the two subjects have no item in common"
        case why.NoCeilingOf(subject=subject, why=because):
            return f"{subject} has no ceiling: {_its(because)}"
        case why.NoReachOf(subject=subject, why=because):
            return f"{subject} has no reach: {_its(because)}"
        case why.CeilingUnseen(subject=subject):
            return f"the curve of {subject} shows no ceiling"
        case why.ReachBeyond(subject=subject):
            whose = "both subjects'" if subject is None else f"{subject}'s"
            return f"{whose} reach lies beyond the data"
        case why.FewSizes(fewest=fewest):
            return f"a trend needs at least {fewest} subjects of different scale"
        case why.FewReaches():
            return "too few reaches lie within the data"
        case why.BeyondScores():
            return "the line leaves the range of scores"
        case why.BeyondDistances():
            return "the line leaves the distances that were measured"
        case why.OpenReaches():
            return "reaches beyond the data bear no forecast"
        case why.NoCurve():
            return "the pilot shows no curve: all items have the same chance"
    assert_never(reason)


def _its(reason: AnyWhy) -> str:
    """A reason of a subject that was just named."""
    return "its score rises with distance" if isinstance(reason, why.Rises) else clause(reason)


def _of_support(reason: SupportWhy) -> str:
    match reason:
        case why.NotSearched():
            return "no corpus was searched, and none is declared (--support)"
        case why.NoneShown():
            return "the corpus shows none of this family"
        case why.NoWitness():
            return "the family has no witnesses: no corpus can show its points"
        case why.NoText():
            return "an index tells counts of words, not texts: witnesses cannot be read in it"
    assert_never(reason)
