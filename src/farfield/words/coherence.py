"""Coherence in sentences: always what a subject gives away, beside whether it tells true from false."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.coherence import (
    Bet,
    Coherence,
    CoherenceMean,
    Preferences,
    SubjectCoherence,
    WorstTuple,
)
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.numbers import count, number, percent, whole

BOTH = (
    "Coherence alone is no knowledge: whoever answers from one world that was drawn at random, or says the same base "
    "rate of every question, coheres perfectly and knows nothing."
)
REFERENCE_NAMES = {
    "one world": "one world, drawn at random",
    "base rate": "the base rate of everything, as if all were independent",
    "constant": "one number for everything",
    "random": "a random number for everything",
}


def subject_name(one: SubjectCoherence) -> str:
    """A subject by its name, an answerer to compare with by what it does."""
    return REFERENCE_NAMES.get(one.subject, one.subject)


def small(found: CoherenceMean | None) -> str:
    """ "0.0119 [0.011, 0.0129]"; a mean without an interval alone."""
    if found is None:
        return phrases.NOTHING
    ends = (
        ""
        if found.low is None
        else f"[{phrases.distance(found.low)},{phrases.FIXED}{phrases.distance(found.high)}]"
    )
    return f"{phrases.distance(found.mean)}{phrases.FIXED}{ends}".rstrip(phrases.FIXED)


def area(found: CoherenceMean | None) -> str:
    """ "0.797 [0.76, 0.83]"."""
    if found is None:
        return phrases.NOTHING
    ends = (
        ""
        if found.low is None
        else f"{phrases.FIXED}[{number(found.low, 2)},{phrases.FIXED}{number(known(found.high), 2)}]"
    )
    return f"{number(found.mean, 3)}{ends}"


def answer_sentences(result: Coherence) -> Iterator[str]:
    """What was found, in the order of its weight: subjects, then what to set beside them."""
    subjects = result.subjects
    if subjects:
        yield _spread(result)
        yield from _discrimination(result)
        yield _beside(result)
    for one in result.preferences:
        yield preference_sentence(one)


def _spread(result: Coherence) -> str:
    """The least and the most incoherent, over what all were asked."""
    ordered = sorted((one for one in result.subjects if one.common), key=lambda one: known(one.common).mean)
    if not ordered:
        return "The subjects share no relation, so they cannot be compared."
    first, last = ordered[0], ordered[-1]
    shared = [
        check.check
        for check in first.checks
        if all(check.check not in one.lacking for one in result.subjects)
    ]
    over = f"over {count(len(shared), 'relation')}" + (
        " that all were asked" if any(o.lacking for o in ordered) else ""
    )
    if len(ordered) == 1:
        return (
            f"{first.subject} gives away {small(first.common)} of Brier score a tuple for certain, {over}; bets that "
            f"win more than 0.01 whatever happens are there against {percent(first.whole.incoherent)} of its tuples."
        )
    return (
        f"Of {count(len(ordered), 'subject')}, {first.subject} is the most coherent: it gives away "
        f"{small(first.common)} of Brier score a tuple for certain, {over}; {last.subject} the least, "
        f"{small(last.common)}."
    )


def _discrimination(result: Coherence) -> Iterator[str]:
    told = [one for one in result.subjects if one.discrimination.auc is not None]
    if not told:
        reason = result.subjects[0].discrimination.reason
        why = "nothing is resolved" if reason == "no_resolutions" else "all that is resolved came out alike"
        yield f"Whether they tell true from false cannot be said: {why}."
        return
    best = max(told, key=lambda one: known(one.discrimination.auc).mean)
    worst = min(told, key=lambda one: known(one.discrimination.auc).mean)
    found = best.discrimination
    yield (
        f"{best.subject} tells {'best ' if len(told) > 1 else ''}what came true: AUC {area(found.auc)} on "
        f"{count(found.questions, 'question')}"
        + (f"; {worst.subject} worst, {area(worst.discrimination.auc)}" if len(told) > 1 else "")
        + ". 0.5 is a guess."
    )


def _beside(result: Coherence) -> str:
    constant = next((one for one in result.references if one.subject == "constant"), None)
    more = ""
    if constant and constant.common:
        worse = [one for one in result.subjects if one.common and one.common.mean > constant.common.mean]
        more = (
            f" To say one number to everything gives away {small(constant.common)}: "
            f"{count(len(worse), 'subject')} of {len(result.subjects)} give away more."
        )
    return BOTH + more


def preference_sentence(one: Preferences) -> str:
    """Circles among choices, and whether the better option is chosen."""
    cycles = (
        f"{whole(one.cyclic)} of {count(one.triads, 'triple')} of its choices run in a circle "
        f"({percent(one.cyclic_share or 0, 1)}; at random a quarter would)"
        if one.triads
        else "no three options were compared in all pairs"
    )
    right = (
        f"; where one option is better in every respect it chose that in {percent(one.dominant_right)} of "
        f"{count(one.dominant, 'choice')}"
        if one.dominant_right is not None
        else "; no pair has an option that is better in every respect, so coherent choices may still be bad ones"
    )
    return f"{one.subject}: {cycles}{right}."


def left_out_sentences(result: Coherence) -> Iterator[str]:
    """What was not used, each with its count."""
    left = result.left_out
    if left.rejected:
        yield f"{count(left.rejected, 'row')} could not be used; they stand in rejected.jsonl."
    for name, rows in left.unknown_checks.items():
        yield f"{_left(rows)} of the check {name!r}, which is not known."
    for name, rows in left.unknown_roles.items():
        check, _, role = name.partition(": ")
        yield f"{_left(rows)} of a role {role!r} that {check} does not have."
    if left.lacking_roles:
        yield f"{count(left.lacking_roles, 'tuple')} without a probability for each role left out."
    if left.two_probabilities:
        yield f"{count(left.two_probabilities, 'tuple')} with two probabilities for one role left out."
    if left.contradictions:
        where = ", ".join(f"{name} {whole(number)}" for name, number in left.contradicted.items())
        yield (
            f"The resolutions of {count(left.contradictions, 'tuple')} contradict each other ({where}): what was "
            "deduced there is in doubt, and only base questions count for whether true is told from false."
        )
    if left.two_resolutions:
        yield f"{count(left.two_resolutions, 'base question')} with two resolutions left out of that."
    certain = max((one.whole.certain for one in result.subjects), default=0)
    if certain:
        yield (
            f"Tuples with a probability of 0 or 1 have no log gain (up to {whole(certain)} of a subject); the other "
            "two measures count them."
        )
    for one in result.subjects:
        if one.lacking:
            yield f"{one.subject} was not asked {', '.join(one.lacking)}: compare it by the relations that all share."


def _left(rows: int) -> str:
    return f"Left out: {count(rows, 'row')}"


def worst_sentence(one: WorstTuple) -> str:
    """The bets of a tuple: "And-17 (And): bets win 0.21 whatever happens: 0.4 on P_and_Q at 70 % ..."."""
    bets = "; ".join(_bet(bet) for bet in one.bets if abs(bet.stake) >= 0.005)
    return f"{one.tuple} ({one.check}): {number(one.dutch_book, 2)} for certain: {bets}"


def _bet(bet: Bet) -> str:
    side = "on" if bet.stake > 0 else "against"
    return f"{number(abs(bet.stake), 2)} {side} {bet.role} at {percent(bet.stated, 0)}"
