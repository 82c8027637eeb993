"""The sentence of each warning, and that each code of a notice has one."""

from __future__ import annotations

import typing

import pytest

from farfield.results import ruler_notices as by
from farfield.results import score_notices as of
from farfield.results.notices import AnyNotice
from farfield.results.reasons import FewClusters, FewEndClusters, NoOverlap, OneScore, PartlyShared
from farfield.results.reasons import UnadjustedAndUnbounded as Unbounded
from farfield.words.warnings import warning, warnings

APART = NoOverlap(0.1, 0.2, "log_words")
SENTENCES: list[tuple[AnyNotice, str]] = [
    (of.Unscored(10, 30), "10 of 30 items hold no score and count nowhere."),
    (of.Unscored(1, 1000), "1 of 1,000 items holds no score and counts nowhere."),
    (of.FewScored(3, 10), "Only 3 items scored: below 10 no slope and no curve is fitted."),
    (
        of.SameScore(12, 1.0),
        "All 12 scored items have the same score (1): there is nothing to fit. Check that the scorer can tell right "
        "from wrong.",
    ),
    (
        of.MixedKinds(["value", "benign"], 1200),
        "The score is over 1,200 items of several kinds (value, benign) and means nothing: read what is said of "
        "values, and the profile of each kind.",
    ),
    (
        of.TooFewClusters(1, 40, 5, "template", False),
        "Only 1 cluster of template holds all 40 items: below 5 nothing tells how far others would differ, so no "
        "interval, slope or curve is given.",
    ),
    (
        of.ScarceClusters(10, 30, None, True),
        "Only 10 clusters (the tasks that are pooled): below 30 intervals rest on corrections for few clusters, and "
        "say little where these are not alike in size and kind.",
    ),
    (
        of.BelowChance(0.1, 200, 0.25, True),
        "The score, 10.0 % on 200 items, lies below chance (25.0 %): a systematic error, of the scorer or of the "
        "subject. So far below it, the key may be shifted by one, or right and wrong may have changed places.",
    ),
    (
        of.BelowChance(0.2, 200, 0.25, False),
        "The score, 20.0 % on 200 items, lies below chance (25.0 %): a systematic error, of the scorer or of the "
        "subject.",
    ),
    (
        of.ExactlyChance(0.25, 200, 0.25),
        "The score, 25.0 % on 200 items, is exactly chance (25.0 %): the answers may never have reached the scorer.",
    ),
    (of.LikeChance(0.275, 200, 0.25), "The score, 27.5 % on 200 items, cannot be told from chance (25.0 %)."),
    (
        of.CommonAnswer("yes", 0.6, 200),
        "'yes' is the right answer of 60 % of 200 items, and nothing tells what a guess scores: score, gap and reach "
        "count guesses as if they were known. `--chance` names their score.",
    ),
    (
        of.CutOff(24, 64, 0.375, 20, 4, 0.0, 40, 0.9, 0.5625),
        "24 of 64 scored answers (37.5 %) were cut off by the token, message or cost limit or the time limit: they "
        "score 0.0 %; the 40 others score 90.0 %. The score, 56.2 %, counts them as they were marked; what they would "
        "have come to cannot be told.",
    ),
    (
        of.CutOff(1, 1, 1.0, 0, 1, 0.0, 0, None, 0.0),
        "1 of 1 scored answer (100.0 %) was cut off by the time limit: they score 0.0 %; no answer was finished. The "
        "score, 0.0 %, counts them as they were marked; what they would have come to cannot be told.",
    ),
    (
        of.LabelOverturned(2, 1),
        "The corpus holds question and answer of 2 items declared as something else: they count as recall (1 by a "
        "near duplicate alone: --no-near-recall leaves these out).",
    ),
    (
        of.LabelNotFound(3, 3, False),
        "3 items declared as recall not found with their answer in the corpus: they count as unknown.",
    ),
    (
        of.LabelNotFound(3, 0, True),
        "3 items declared as recall not found with their answer in the part of the corpus that was searched: the axes "
        "of their family decide.",
    ),
    (
        of.LabelNotFound(3, 2, False),
        "3 items declared as recall not found with their answer in the corpus: the axes of their family decide for 1, "
        "the rest count as unknown.",
    ),
    (
        of.NoSuchRegime(["nonsense", "other"]),
        "Declared regimes that are none of recall, interpolation, composition, extrapolation, hyperpolation, unknown "
        "count as unknown: 'nonsense', 'other'.",
    ),
    (
        of.AxesWithoutFamily(["axis_base", "axis_digits"]),
        "axis_base, axis_digits tell where items stand, and no column `family` tells on the axes of what: no regime "
        "follows from them. Add it with one name for all items, and declare a support (--support FILE).",
    ),
    (
        of.UndeclaredFamily("sum", 1, None, "sums", '{"sum": {"digits": [4]}}'),
        "There is no family 'sum' here (did you mean sums?): 1 item of it has no regime but the one that their log "
        'declares. Declare what the model was shown along its axes with --support FILE, as {"sum": {"digits": [4]}}.',
    ),
    (
        of.UndeclaredFamily("sums", 1200, "it is broken", None, None),
        "The family 'sums' cannot be used here, it is broken: 1,200 items of it have no regime but the one that their "
        "log declares. Its levels would stand in columns axis_NAME, and what the model was shown of them in --support "
        "FILE.",
    ),
    (of.LevelsUntold("sums", "axis_base", 4), "4 items of sums tell no axis_base: their regime is unknown."),
    (
        of.AxesUntold("sums", ["axis_base", "axis_digits"]),
        "Items of sums tell no axis_base and no axis_digits: their regime is unknown.",
    ),
    (
        of.OtherAxes("sums", ["ab", "cd"], "ef"),
        "The axes of sums were declared as ab, cd when its items were made and are ef here: its regimes rest on the "
        "axes as they are here.",
    ),
    (
        of.AllOutputsEmpty(40),
        "All 40 outputs are empty and score 0: the subject may never have been asked.",
    ),
    (of.EmptyOutputs(3, 40, 1), "3 of 40 outputs are empty, and 1 of them score above 0."),
    (of.EmptyOutputs(1, 40, 0), "1 of 40 outputs is empty."),
    (
        of.OneAnswer(39, 40, "I cannot help"),
        "39 of 40 outputs are the same text, 'I cannot help', while the targets differ.",
    ),
    (
        of.TargetsInWrong(30, 40, 0.4, ["item-1", "item-2"]),
        "30 of 40 items that score 0 (75 %) hold their target in the output; by chance 0 would. The scorer may have "
        "missed right answers: look at item-1, item-2.",
    ),
    (
        of.TiedChoices(4, 39, "choice_logprobs"),
        "The best choices of 4 of 39 items are tied in choice_logprobs: which one counts is then left to their order.",
    ),
    (
        by.CovariateMissing("hard", 30, 200),
        "30 of 200 items hold no hard and are left out of what is adjusted.",
    ),
    (by.CovariateConstant("same"), "same is the same for all items, so it adjusts for nothing."),
    (
        by.LevelsLumped("topic", ["a", "b", "c", "d", "e", "f", "g"], 10),
        "7 levels of topic with fewer than 10 items each count as one: a, b, c, d, e and 2 more.",
    ),
    (
        by.LevelsLeftOut("topic", 8, 10),
        "8 items stand at levels of topic with fewer than 10 items and are left out of what is adjusted.",
    ),
    (
        by.TwinsUnlike(["log_words", "nuisance_carry"], [-0.3, None]),
        "Far twins differ from near ones in length (−0.30 sd), declared carry: part of their difference may be that.",
    ),
    (
        by.TwinsLeftOut(2, 1),
        "2 sets of twins without a scored near or far member, 1 set of twins at one distance: left out of the "
        "comparison of twins.",
    ),
    (
        by.NoDistance("pieces", 100, 400),
        "100 of 400 items without a distance by pieces are left out of it.",
    ),
    (
        by.NoDistance("column:far", 1, 400, 0.25),
        "1 of 400 items without column:far are left out of it; they score 25 %.",
    ),
    (
        by.FloorByTime(90, 120.0, 0.6, 0.5, 0.7, 0.25),
        "On the 90 items dated longest after the cutoff (from 120 days on) it scores 60 % [50, 70], where a guess "
        "would score 25 %: curve and reach by time are above that floor. If it can know these items, the cutoff is "
        "another.",
    ),
    (
        by.UnequalChance("bits", 0.5, 0.2),
        "By bits a guess scores 50 % in the nearest third and 20 % in the farthest: gap and slope hold that too, curve "
        "and reach do not.",
    ),
    (by.NoSlope("bits", OneScore()), "No slope by bits: all items have the same score."),
    (
        by.NotAdjusted("bits", APART, True),
        "By bits near and far share too little length: 10 % of the nearest and 20 % of the farthest third have a "
        "counterpart, so nothing can be held equal: gap and slope are told without adjustment.",
    ),
    (
        by.NotAdjusted("bits", Unbounded(APART, FewEndClusters(1, 2)), False),
        "By bits near and far share too little length: 10 % of the nearest and 20 % of the farthest third have a "
        "counterpart, so nothing can be held equal; 1 cluster in the nearest and 2 in the farthest third are too few "
        "to tell how others would differ: the gap is told without adjustment.",
    ),
    (
        by.PartAdjusted("bits", PartlyShared(0.6, 0.7, "hard"), True),
        "By bits 60 % of the nearest and 70 % of the farthest third have a counterpart in hard: only these are "
        "compared at equal values.",
    ),
    (
        by.PartAdjusted("bits", FewClusters(3), False),
        "By bits the gap is told without adjustment: where near and far can be compared, 3 clusters are too few to "
        "tell how others would differ.",
    ),
    (
        by.NoAdjustedSlope("bits", FewClusters(1)),
        "No adjusted slope by bits: all items share one cluster, so nothing tells how another would differ.",
    ),
    (
        by.NotFalling("bits", 0.001),
        "The score does not fall steadily with distance by bits: its bands differ from any falling curve by more than "
        "chance (p < .01).",
    ),
    (
        by.NoLogisticCurve("bits", 0.001, 31.25),
        "A logistic curve does not describe how the score falls by bits (p < .01): trust the bands; by the "
        "never-rising fit it halves at 31.2.",
    ),
    (
        by.NoLogisticCurve("bits", 0.001, None),
        "A logistic curve does not describe how the score falls by bits (p < .01): trust the bands; by the "
        "never-rising fit it halves nowhere.",
    ),
    (
        by.PartOfGroup("mmlu", 12, 57),
        "Of the 57 tasks of mmlu only 12 are here: this is not the score of the whole group.",
    ),
    (
        by.NotAnswered("mmlu", ["a", "b", "c", "d"]),
        "It has no scored answer to a, b, c and 1 more tasks of mmlu, which other subjects have: their pooled scores "
        "are of other items, and only what both answered compares.",
    ),
    (
        by.OtherMean(0.5, 0.6, {"acc": 0.6, "exact": 0.1}, True),
        "The pooled score is the mean over items, 50.0 %; the mean over its tasks, each alike, is 60.0 %, and that is "
        "what the log gives (acc 60.0, exact 10.0).",
    ),
    (
        by.OtherMean(0.5, 0.6, {"acc": 0.7}, False),
        "The pooled score is the mean over items, 50.0 %; the mean over its tasks, each alike, is 60.0 %, and neither "
        "is what the log gives (acc 70.0).",
    ),
    (
        by.OneOfGroup("mmlu", 57),
        "It is one of the 57 tasks of mmlu, and the only one here: this is not the score of mmlu.",
    ),
    (by.NoStratum("level", 1), "1 item holds no level and are in no stratum."),
    (
        by.ManyStrata("level", 1200, 3, 0),
        "1,200 strata by level were looked at: of so many, some differ by chance. The score changes along the distance "
        "in 3 of them taken alone (p < .05), and in none once all strata of the run are counted in (Holm).",
    ),
]


@pytest.mark.parametrize(("notice", "sentence"), SENTENCES, ids=lambda told: type(told).__name__)
def test_the_sentence_of_a_notice(notice: AnyNotice, sentence: str) -> None:
    assert warning(notice).replace("\u202f", " ") == sentence


def test_every_notice_has_a_sentence_here() -> None:
    assert {type(notice) for notice, _ in SENTENCES} == set(typing.get_args(AnyNotice))


def test_a_sentence_is_said_once() -> None:
    alike = [by.NotFalling("bits", 0.001), by.NotFalling("bits", 0.002), by.CovariateConstant("same")]
    assert warnings(alike) == [warning(alike[0]), warning(alike[2])]
