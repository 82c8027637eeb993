"""Coherence in sentences: always what a subject gives away, beside whether it tells true from false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from farfield.results.coherence import (
    AnyCoherence,
    Bet,
    Coherence,
    CoherenceMean,
    CoherenceMoved,
    ItemsCoherence,
    NotTold,
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
NOT_TOLD: dict[NotTold, str] = {
    "nothing_whole": "no tuple has a probability for each role of a known check",
    "other_scale": "more than one in a hundred of the probabilities lie outside 0 to 1; divide them by 100 if they are "
    "per cent",
}
"""Why nothing is told, as a clause."""
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
    yield from _subjects(result)
    for one in result.preferences:
        yield preference_sentence(one)


def _subjects(result: AnyCoherence) -> Iterator[str]:
    if result.subjects:
        yield _spread(result)
        yield from _discrimination(result)
        yield from _along(result)
        yield _beside(result)


def short_sentences(found: Sequence[ItemsCoherence]) -> list[str]:
    """All that the items state, axis by axis: of several axes what is given away along each, and once what that is
    to be read with."""
    if len(found) < 2:
        return [sentence for one in found for sentence in items_sentences(one)]
    told = []
    for one in found:
        name = f"Along {one.axis}: " if one.axis else "Without an axis: "
        told += [f"{name}{sentence}" for sentence in items_sentences(one) if not sentence.startswith(BOTH)]
    return [*told, BOTH] if any(one.subjects for one in found) else told


def items_sentences(result: ItemsCoherence) -> Iterator[str]:
    """What the items of a profile state, and what of it was not used."""
    if result.reason is not None:
        yield f"Coherence is not told: {NOT_TOLD[result.reason]}."
    yield from _subjects(result)
    if result.without_probability:
        yield f"{count(result.without_probability, 'row')} of a tuple without a probability left out."
    yield from left_out_sentences(result)


def axis_of(result: AnyCoherence) -> str | None:
    """What its levels are along; None without any."""
    return result.axis if isinstance(result, ItemsCoherence) else result.options.axis


def _along(result: AnyCoherence) -> Iterator[str]:
    """How much more each gives away at the far end of the axis."""
    for one in result.subjects:
        if one.moved is not None:
            yield f"{one.subject}, along {axis_of(result)}: {moved_clause(one.moved)}."


def moved_clause(found: CoherenceMoved) -> str:
    """ "0.02 [0.01, 0.03] more is given away at 10 than at 2, over 3 relations that both have"."""
    ends = f"from {found.near} to {found.far}"
    over = f"over {count(len(found.checks), 'relation')} that both have"
    told = phrases.distance(abs(found.difference))
    if found.low is None or found.high is None:
        how = "more" if found.difference > 0 else "less"
        return (
            f"{ends} it gives {told} {how} of Brier score away, {over}; whether that is chance cannot be told"
        )
    low, high = (
        sorted((found.low, found.high)) if found.difference >= 0 else sorted((-found.high, -found.low))
    )
    how = "more" if found.difference >= 0 else "less"
    clear = "" if found.estimate.clear else "; that could be chance"
    interval = f"[{phrases.distance(low)},{phrases.FIXED}{phrases.distance(high)}]"
    return f"{ends} it gives {told}{phrases.FIXED}{interval} {how} of Brier score away, {over}{clear}"


def _spread(result: AnyCoherence) -> str:
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


def _discrimination(result: AnyCoherence) -> Iterator[str]:
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


def _beside(result: AnyCoherence) -> str:
    constant = next((one for one in result.references if one.subject == "constant"), None)
    more = ""
    if constant and constant.common:
        compared = [one for one in result.subjects if one.common]
        worse = [one for one in compared if known(one.common).mean > known(constant.common).mean]
        told = f"{count(len(worse), 'subject')} of {len(compared)} give away more"
        if len(compared) == 1:
            told = f"{compared[0].subject} gives away {'more' if worse else 'less'}"
        more = f" To say one number to everything gives away {small(constant.common)}: {told}."
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


def left_out_sentences(result: AnyCoherence) -> Iterator[str]:
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
    if result.several_levels:
        tuples = count(result.several_levels, "tuple")
        yield f"{tuples} with roles at several levels of {axis_of(result)}: they are at none."
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
