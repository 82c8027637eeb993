"""The clause of each reason why a number is missing, and that each code has one."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Iterator

import pytest

from farfield import results
from farfield.results import reasons as why
from farfield.results.codes import Code
from farfield.results.reasons import AnyWhy
from farfield.results.reuse import Sealing
from farfield.results.structs import Result
from farfield.words import telling
from farfield.words.reasons import clause

FEW = "too few to tell how others would differ"
CLAUSES: list[tuple[AnyWhy, str]] = [
    (why.FewClusters(1), "all items share one cluster, so nothing tells how another would differ"),
    (why.FewClusters(4), f"4 clusters are {FEW}"),
    (why.FewForCoefficients(3, 4), "3 clusters are too few for 4 coefficients"),
    (why.FewerClusters(10), "fewer than 10 clusters"),
    (why.FewNearClusters(1), "the nearest third holds 1 cluster, too few to tell the near field"),
    (why.FewEndClusters(1, 3), f"1 cluster in the nearest and 3 in the farthest third are {FEW}"),
    (why.FewTelling("right", 1, 1200, 1, items_apart=True), f"only 1 of 1,200 answers is right: {FEW}"),
    (why.FewTelling("wrong", 2, 200, 2, items_apart=True), f"only 2 of 200 answers are wrong: {FEW}"),
    (
        why.FewTelling("right", 9, 200, 1, items_apart=False),
        f"all right answers come from one cluster: {FEW}",
    ),
    (why.FewTelling("right", 9, 200, 2, items_apart=False), f"the right answers come from 2 clusters: {FEW}"),
    (
        why.FewTelling("right", 9, 200, 4, items_apart=False),
        f"the right answers come from 4 clusters, most of them from one or two: {FEW}",
    ),
    (why.Collinear(), "the columns cannot be told apart: one follows from the others"),
    (why.Separated(), "right and wrong are separated perfectly, so no finite slope fits"),
    (why.OneClusterDecides(), "its error cannot be estimated: one cluster alone decides a coefficient"),
    (why.NoError(), "its error cannot be estimated"),
    (why.NoItems(), "no item has this distance"),
    (why.FewItems(10), "fewer than 10 items"),
    (why.OneScore(), "all items have the same score"),
    (why.SameForAll("hard"), "hard is the same for all items that have every covariate"),
    (why.SameForAll(None), "the distance is the same for all items that have every covariate"),
    (why.OneDistance(), "all items have the same distance"),
    (why.TwoDistances(all=True), "all items stand at two distances, between which anything could be"),
    (why.TwoDistances(all=False), "nearly all items stand at two distances, between which anything could be"),
    (why.NearFloor(0.2512), "the score nearest the data cannot be told from the floor (25.1 %)"),
    (why.NoFall(), "no fall with distance is established"),
    (why.NeverHalves(), "the score does not fall to half its near-field value among these items"),
    (why.Nearer(), "the score is below half of the declared ceiling already at the nearest item"),
    (why.Rises(), "the score rises with distance"),
    (why.OnlyOneLevel(), "all items have the same score, so it falls nowhere among them"),
    (why.NoCovariates(slope=False), "there is nothing to adjust for"),
    (why.NoCovariates(slope=True), "there is nothing to adjust for: no length, no difficulty"),
    (
        why.NoOverlap(0.1, 0.2, None),
        "near and far share too little values of what is held equal together: 10 % of the nearest and 20 % of the "
        "farthest third have a counterpart, so nothing can be held equal",
    ),
    (
        why.PartlyShared(0.6, 0.7, "log_words"),
        "60 % of the nearest and 70 % of the farthest third have a counterpart in length: only these are compared at "
        "equal values",
    ),
    (
        why.UnadjustedAndUnbounded(why.Collinear(), why.FewClusters(2)),
        f"the columns cannot be told apart: one follows from the others; 2 clusters are {FEW}",
    ),
    (why.CategoricalDifficulty("topic"), "topic is a category, and noise can be told of numbers alone"),
    (why.NoDifficulty(), "there is no difficulty that varies"),
    (why.FewOthers(), "it takes the answers of at least three other subjects"),
    (why.UnknownReliability("hard"), "the reliability of hard is not known: give it with --reliability"),
    (
        why.NoTrueDifficulty("hard", 0.5),
        "a reliability of 0.5 leaves no true hard beside distance and covariates",
    ),
    (why.LatentUntold(), "the others' answers do not tell difficulty from distance"),
    (why.LatentUnsettled(), "the latent difficulty does not settle"),
    (why.NoTwins(), "no set has both a near and a far member with a score"),
    (why.Graded(), "it needs answers that are right or wrong, and some are graded"),
    (why.NoDiscordantSet(), "no set holds both right and wrong answers"),
    (why.NoneDated("before"), "no item is dated before the cutoff"),
    (why.FewDated("after", 10, 3), "fewer than 10 items at 3 dates are dated after the cutoff"),
    (why.FewDates(), "the dates are too few to tell a break from a trend"),
    (why.NoRoomForChance(), "the items leave no room for chance"),
    (why.NothingInCommon(), "the two subjects have no item in common"),
    (why.NoCeilingOf("m", why.FewItems(10)), "m has no ceiling: fewer than 10 items"),
    (why.NoReachOf("m", why.NoFall()), "m has no reach: no fall with distance is established"),
    (why.NoReachOf("m", why.Rises()), "m has no reach: its score rises with distance"),
    (why.CeilingUnseen("m"), "the curve of m shows no ceiling"),
    (why.ReachBeyond("m"), "m's reach lies beyond the data"),
    (why.ReachBeyond(None), "both subjects' reach lies beyond the data"),
    (why.FewSizes(3), "a trend needs at least 3 subjects of different scale"),
    (why.FewReaches(), "too few reaches lie within the data"),
    (why.BeyondScores(), "the line leaves the range of scores"),
    (why.BeyondDistances(), "the line leaves the distances that were measured"),
    (why.OpenReaches(), "reaches beyond the data bear no forecast"),
    (why.NoCurve(), "the pilot shows no curve: all items have the same chance"),
    (why.NotSearched(), "no corpus was searched, and none is declared (--support)"),
    (why.NoneShown(), "the corpus shows none of this family"),
    (why.NoWitness(), "the family has no witnesses: no corpus can show its points"),
    (why.NoText(), "an index tells counts of words, not texts: witnesses cannot be read in it"),
]


@pytest.mark.parametrize(("reason", "told"), CLAUSES, ids=lambda told: type(told).__name__)
def test_the_clause_of_a_reason(reason: AnyWhy, told: str) -> None:
    assert clause(reason).replace("\u202f", " ") == told


def test_every_reason_has_a_clause_here() -> None:
    assert {type(reason) for reason, _ in CLAUSES} == set(typing.get_args(AnyWhy))


def structs_of(base: type[Result]) -> Iterator[type[Result]]:
    for one in base.__subclasses__():
        yield one
        yield from structs_of(one)


def test_what_holds_a_reason_holds_its_words_too() -> None:
    for module in pkgutil.walk_packages(results.__path__, "farfield.results."):
        importlib.import_module(module.name)
    found = {one for one in structs_of(Result) if not issubclass(one, Code) and one is not why.Explained}
    codes = {(one, name) for one in found for name in one.__struct_fields__ if name.endswith("why")}
    assert len(codes) > 15
    assert all(telling.CLAUSES[name] in one.__struct_fields__ for one, name in codes)
    noted = {one for one in found if "note" in one.__struct_fields__}
    assert noted - {one for one, name in codes if name == "why"} == {Sealing}  # whose note is of words alone
