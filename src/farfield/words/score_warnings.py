"""Warnings on the score, on outputs and on the scorer."""

from __future__ import annotations

from typing import assert_never

from farfield.results import score_notices as of
from farfield.results.score_notices import ScoreNotice, ScoringNotice
from farfield.results.structs import known
from farfield.words.numbers import count, percent, plain, verb, whole


def score_warning(notice: ScoreNotice) -> str:
    """The sentence of a notice on the score."""
    match notice:
        case of.Unscored(unscored=unscored, items=items):
            lacking = verb(unscored, "holds no score and counts", "hold no score and count")
            return f"{whole(unscored)} of {count(items, 'item')} {lacking} nowhere."
        case of.FewScored(scored=scored, fewest=fewest):
            return f"Only {count(scored, 'item')} scored: below {fewest} no slope and no curve is fitted."
        case of.SameScore(scored=scored, score=score):
            return (
                f"All {count(scored, 'scored item')} have the same score ({plain(score)}): there is nothing to fit. "
                "Check that the scorer can tell right from wrong."
            )
        case of.MixedKinds(kinds=kinds, items=items):
            return (
                f"The score is over {count(items, 'item')} of several kinds ({', '.join(kinds)}) and means nothing: "
                "read what is said of values, and the profile of each kind."
            )
        case of.TooFewClusters(clusters=clusters, items=items, fewest=fewest):
            holds = "holds" if clusters == 1 else "hold"
            return (
                f"Only {count(clusters, 'cluster')}{_of(notice)} {holds} all {count(items, 'item')}: below {fewest} "
                "nothing tells how far others would differ, so no interval, slope or curve is given."
            )
        case of.ScarceClusters(clusters=clusters, enough=enough):
            return (
                f"Only {count(clusters, 'cluster')}{_of(notice)}: below {enough} intervals rest on corrections for few "
                "clusters, and say little where these are not alike in size and kind."
            )
        case of.BelowChance() | of.ExactlyChance() | of.LikeChance():
            return (
                f"The score, {percent(notice.score, 1)} on {count(notice.items, 'item')}, {_chance(notice)}"
            )
        case of.CommonAnswer(answer=answer, share=share, items=items):
            return (
                f"{answer!r} is the right answer of {percent(share)} of {count(items, 'item')}, and nothing tells what "
                "a guess scores: score, gap and reach count guesses as if they were known. `--chance` names their "
                "score."
            )
        case of.CutOff():
            return _cut_off(notice)
    assert_never(notice)


def _of(notice: of.TooFewClusters | of.ScarceClusters) -> str:
    """What the clusters are, where that is not plain."""
    if notice.column:
        return f" of {notice.column}"
    return " (the tasks that are pooled)" if notice.pooled else ""


def _chance(notice: of.BelowChance | of.ExactlyChance | of.LikeChance) -> str:
    guess = percent(notice.guess, 1)
    match notice:
        case of.BelowChance():
            shifted = (
                " So far below it, the key may be shifted by one, or right and wrong may have changed places."
                if notice.far_below
                else ""
            )
            return (
                f"lies below chance ({guess}): a systematic error, of the scorer or of the subject.{shifted}"
            )
        case of.ExactlyChance():
            return f"is exactly chance ({guess}): the answers may never have reached the scorer."
        case of.LikeChance():
            return f"cannot be told from chance ({guess})."
    assert_never(notice)


def _cut_off(notice: of.CutOff) -> str:
    """Both scores. The score itself holds the cut answers: that they count is the log's own choice."""
    told = f"{whole(notice.items)} of {count(notice.of, 'scored answer')} ({percent(notice.share, 1)})"
    were = "was" if notice.items == 1 else "were"
    limits = (
        ("the token, message or cost limit", notice.limit),
        ("the time limit", notice.timeout),
    )
    kinds = " or ".join(name for name, number in limits if number)
    finished = (
        f"; the {whole(notice.finished)} others score {percent(known(notice.finished_mean), 1)}"
        if notice.finished
        else "; no answer was finished"
    )
    return (
        f"{told} {were} cut off by {kinds}: they score {percent(notice.mean, 1)}{finished}. The score, "
        f"{percent(notice.score, 1)}, counts them as they were marked; what they would have come to cannot be told."
    )


def scoring_warning(notice: ScoringNotice) -> str:
    """The sentence of a notice that the scoring may have failed, and not the subject."""
    match notice:
        case of.AllOutputsEmpty(outputs=outputs):
            return f"All {count(outputs, 'output')} are empty and score 0: the subject may never have been asked."
        case of.EmptyOutputs(empty=empty, outputs=outputs, right=right):
            marked = f", and {whole(right)} of them score above 0" if right else ""
            return f"{whole(empty)} of {count(outputs, 'output')} {verb(empty, 'is', 'are')} empty{marked}."
        case of.OneAnswer(given=given, outputs=outputs, answer=answer):
            same = f"{whole(given)} of {count(outputs, 'output')} {verb(given, 'is', 'are')} the same text"
            return f"{same}, {answer!r}, while the targets differ."
        case of.TargetsInWrong(number=number, wrong=wrong):
            return (
                f"{whole(number)} of {count(wrong, 'item')} that score 0 ({percent(number / wrong)}) "
                f"{verb(number, 'holds its', 'hold their')} target in the output; "
                f"by chance {whole(round(notice.by_chance))} would. The scorer may have missed right "
                f"answers: look at {', '.join(notice.examples)}."
            )
        case of.TiedChoices(tied=tied, items=items, column=column):
            return (
                f"The best choices of {whole(tied)} of {count(items, 'item')} are tied in {column}: which one "
                "counts is then left to their order."
            )
    assert_never(notice)
