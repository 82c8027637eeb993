"""Sets of ideas beside each other in sentences: authors against people, and scores against distance."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.novelty import NOBODY, AuthorKinds, Novelty, UnseenWordShare
from farfield.results.novelty_sets import PairedDifference, ScoreAgainst, SetBalance, SetComparison
from farfield.results.structs import Estimate
from farfield.words import numbers
from farfield.words.novelty import kind_name
from farfield.words.numbers import count, number, percent, whole

COVARIATES = {
    "concepts": "concepts",
    "words": "words (doublings)",
    "years": "date (years)",
    "topic": "topic",
}
"""What pairs must be alike in."""
WHY_NOT = {
    "no_people": "no idea by people is of a known kind",
    "no_topic": "nothing tells the topic of any idea of known kind",
    "one_tells_its_genre": "only one of the two sets tells its genre",
    "few_pairs": "fewer than 20 pairs are alike enough in topic, number of concepts, length, date and genre",
    "unbalanced": "the pairs are still unequal",
    "few_topics": "the pairs lie on fewer than five topics, so nothing tells how much topics differ",
}
"""Why nothing is concluded of an author and people."""
WHY_NO_RHO = {
    "few_ideas": "fewer than 10 ideas have a score and a distance",
    "all_alike": "all scores, or all distances, are the same",
    "few_topics": "the ideas lie on fewer than five topics, so there is no interval",
}
"""Why a score is not set against the distance."""
UNSEEN = {
    "any": "any word",
    "as_words": "without identifiers, acronyms and names",
    "new": "without compounds, derivations and slips too",
    "covered": "of ideas whose topic is covered",
}
"""What counts as a word that no earlier document holds."""
PARADIGM = "Within: interpolation and recall. Outside: compositions and new primitives. Of ideas whose kind is known."
GENRE = "Nothing tells their genre, so proposals may stand beside abstracts."


def outside_in_words(one: AuthorKinds) -> str:
    """ "5 of 120, 4 % [2, 9]": how many of an author's ideas lie out of paradigm."""
    found = one.out_of_paradigm
    if found.share is None:
        return numbers.NOTHING
    ends = numbers.short_ends(found.low, found.high)
    return f"{whole(found.outside)} of {whole(found.known)}, {percent(found.share)}{numbers.FIXED}{ends}"


def unseen_words_in_words(one: UnseenWordShare) -> str:
    """ "71 % [65, 76]": the share of ideas that hold a word that no earlier document holds."""
    if one.share is None:
        return numbers.NOTHING
    return f"{percent(one.share)}{numbers.FIXED}{numbers.short_ends(one.low, one.high)}"


def set_sentences(result: Novelty) -> Iterator[str]:
    """What is found of authors beside people, and of scores."""
    for one in result.comparisons:
        yield comparison_sentence(one)
    for score in result.scores:
        yield score_sentence(score)


def whose(author: str) -> str:
    """An author at the beginning of a sentence; ideas that name none are the ideas, beside people's."""
    return "The ideas" if author == NOBODY else author


def comparison_sentence(one: SetComparison) -> str:
    """What differs between an author's ideas and people's, or why nothing is concluded."""
    if one.reason is not None:
        return f"{whose(one.author)} and people are not compared: {WHY_NOT[one.reason]}{_unequal(one)}.{_unpaired(one)}"
    told = "; ".join(difference_in_words(each) for each in one.differences[:2])
    genre = "" if one.genre else f" {GENRE}"
    return f"{whose(one.author)} beside people, {count(len(one.pairs), 'matched pair')}: {told}.{_unpaired(one)}{genre}"


def difference_in_words(one: PairedDifference) -> str:
    """ "out of paradigm 12 % against 10 %, 2 points [−4, 8], no difference to be seen (12 would have been)"."""
    found = Estimate(one.difference, one.low, one.high)
    verdict = (
        "a clear difference"
        if found.clear
        else f"no difference to be seen ({numbers.in_points(one.detectable)} would have been)"
    )
    return (
        f"{kind_name(one.of)} {percent(one.author)} against {percent(one.people)}, {numbers.points(found)} points, "
        f"{verdict}"
    )


def _unequal(one: SetComparison) -> str:
    told = [f"{COVARIATES[each.covariate]} {balance_in_words(each)}" for each in one.balance if each.failed]
    return f" in {', '.join(told)}" if one.reason == "unbalanced" else ""


def balance_in_words(one: SetBalance) -> str:
    """ "0.31 [0.02, 0.60]" standard deviations; of the topic "81 % nearest to one of their own set"."""
    if one.covariate == "topic":
        return f"({percent(one.standardised)} of texts are nearest to one of their own set)"
    if one.standardised is None:
        return "(all alike within each set, and not between them)" if one.failed else numbers.NOTHING
    told = numbers.with_sign(one.standardised, 2)
    if one.low is None or one.high is None:
        return told
    return f"{told}{numbers.FIXED}[{number(one.low, 2)},{numbers.FIXED}{number(one.high, 2)}]"


def _unpaired(one: SetComparison) -> str:
    """How many ideas are in no pair, and why."""
    left = one.ideas - len(one.pairs)
    told = [
        f"{count(one.unknown, 'idea')} of unknown kind" if one.unknown else "",
        f"{whole(left)} without a partner" if left else "",
    ]
    listed = " and ".join(filter(None, told))
    return f" In no pair: {listed}." if listed else ""


def score_sentence(one: ScoreAgainst) -> str:
    """How a score goes with the distance, or why that is not told."""
    if one.reason is not None and one.rho is None:
        return f"{one.author}: {one.score} is not set against distance: {WHY_NO_RHO[one.reason]}."
    without = f", {whole(one.without)} without one of them" if one.without else ""
    if one.low is None or one.high is None:
        ends, verdict = "", WHY_NO_RHO["few_topics"]
    else:
        ends = f"{numbers.FIXED}[{number(one.low, 2)},{numbers.FIXED}{number(one.high, 2)}]"
        higher = f"farther ideas score {'higher' if one.low > 0 else 'lower'}"
        verdict = "no relation to be seen" if one.low <= 0 <= one.high else higher
    rho = f"rho {number(one.rho or 0.0, 2)}{ends}"
    return (
        f"{one.author}: {one.score} against distance, {rho} ({count(one.ideas, 'idea')}{without}): {verdict}."
    )
