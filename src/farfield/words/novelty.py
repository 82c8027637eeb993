"""Kinds of novelty in sentences: what was counted, and never what an idea is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from farfield.results.novelty import (
    AuthorKinds,
    CombinationSeen,
    ConceptSeen,
    IdeaNovelty,
    KindAt,
    KindShare,
    Novelty,
)
from farfield.words import numbers, phrases
from farfield.words.numbers import count, number, percent, verb, whole

KINDS = {
    "recall": "a passage of the prior work says it already",
    "unknown": "nothing can be said",
    "new primitive": "a concept that no document before it holds",
    "composition-2": "two concepts that no document before it holds together",
    "composition-3": "three concepts that no document before it holds together, though any two are",
    "interpolation": "all its concepts, pairs and triples stand in documents before it",
}
"""Each kind at tau 1, in the order of the rule."""

KIND_CLASSES = {
    "recall": "regime-recall",
    "unknown": "regime-unknown",
    "new primitive": "regime-extrapolation",
    "composition-2": "regime-composition",
    "composition-3": "line-2",
    "interpolation": "regime-interpolation",
}
"""The CSS class of each kind; recall has the warmest colour."""

UNKNOWNS = {
    "no_date": "it has no date, so nothing is known to be before it",
    "no_prior_work": "no document is before it",
    "not_english": "its text is not English prose, nor a note in words of the prior work, and concepts are only "
    "extracted from these",
    "few_concepts": "it has too few concepts",
    "not_covered": "the prior work does not cover its topic up to its date, so what looks new may only be missing",
}
RECALLS = {
    "above_null": "it is nearer to this passage than 99 of 100 papers of its length are to any earlier one",
    "in_the_same_words": "much of it stands in this passage in the same words, all along",
}
NOT_LOOKED = {
    "no_text": "it has no text to look for",
    "no_null": "too few papers of its length could be set beside it, or it is shorter than 20 words",
}
COPIED_IN_PART = 0.1
"""Of an idea's words, in runs of five and more that stand in one passage."""
LIMITS = (
    "Concepts are words as they are written: the same thing by another name is another concept, and an old word in a "
    "new sense (transformer, diffusion) is not seen.",
    "Never seen means in none of these documents: one document overturns it.",
    "Many ordinary papers put two things together for the first time: a composition by itself is no feat.",
    "A kind is no judgement of worth. Far combinations have been rated and cited less, not more.",
)
"""What the page and the documentation say before anything else."""


def kind_name(kind: str) -> str:
    """ "composition-2" -> "composition of 2"."""
    return kind.replace("composition-", "composition of ")


def answer_sentences(result: Novelty) -> Iterator[str]:
    """What was found, author by author, and how sure it is."""
    prior = result.prior
    yield (
        f"{count(len(result.ideas), 'idea')} set against "
        f"{phrases.large(prior.documents - prior.undated - prior.wordless, 'dated document')}"
        f" of {prior.first[:4]} to {prior.last[:4]}."
    )
    for one in result.authors:
        yield _author(one, several=len(result.authors) > 1)
    yield from _unknown(result)
    yield from _movable(result)
    yield from _copied_in_part(result)


def _unknown(result: Novelty) -> Iterator[str]:
    """Why kinds are unknown, each reason with how many ideas it holds of."""
    why: Counter[str] = Counter(idea.unknown for idea in result.ideas if idea.unknown)
    told = [f"{whole(why[reason])} as {UNKNOWNS[reason]}" for reason in UNKNOWNS if why[reason]]
    if told:
        yield f"Unknown: {'; '.join(told)}."


def _copied_in_part(result: Novelty) -> Iterator[str]:
    """Ideas that are no recall as a whole, but not their author's own words either."""
    parts = [
        idea
        for idea in result.ideas
        if not idea.recall and any(one.copied >= COPIED_IN_PART for one in idea.passages)
    ]
    if parts:
        have, them = ("has", "it") if len(parts) == 1 else ("have", "them")
        yield (
            f"Of the ideas that are no recall, {whole(len(parts))} {have} a tenth of the words and more in the same "
            f"words as one passage: a part of {them} stands there."
        )


def _author(one: AuthorKinds, *, several: bool) -> str:
    told = [f"{share_in_words(share)} {kind_name(share.kind)}" for share in one.kinds if share.ideas]
    whose = f"{one.author} ({count(one.ideas, 'idea')})" if several else "Of these"
    return f"{whose}: {', '.join(told)}."


def share_in_words(share: KindShare) -> str:
    """ "62 % [48, 74]"."""
    return f"{percent(share.share)}{numbers.FIXED}{numbers.short_ends(share.low, share.high)}"


def _movable(result: Novelty) -> Iterator[str]:
    shares = [share for one in result.authors for share in one.kinds if share.kind.startswith("composition")]
    made, movable = sum(share.ideas for share in shares), sum(share.movable for share in shares)
    if made and not movable:
        whose, lack = ("All", "lack") if made > 1 else ("The", "lacks")
        yield f"{whose} {count(made, 'composition')} {lack} what chance alone would have put together."
    elif made:
        rest = made - movable
        lack = "lacks" if rest == 1 else "lack"
        told = f"; the other {whole(rest)} {lack} what chance alone would have put together" if rest else ""
        whose = "all" if movable == made > 1 else whole(movable)
        rest_on = "rests on" if movable == 1 else "rest on"
        yield (
            f"Of {count(made, 'composition')}, {whose} {rest_on} combinations of which so few were to be expected in "
            f"{count(result.prior.documents, 'document')} that to find none says little: more prior work could make "
            f"them interpolations{told}."
        )


def kind_sentence(idea: IdeaNovelty, tau: int) -> str:
    """Why an idea is of its kind."""
    if idea.recall:
        source = next(one.document for one in idea.passages if one.recall)
        return f"Recall: {RECALLS[idea.recall]}: {source.title} ({source.date})."
    if idea.unknown:
        return f"Unknown: {UNKNOWNS[idea.unknown]}."
    own = next(one for one in idea.kinds if one.tau == tau)
    return _by_concepts(own, idea)


def _by_concepts(own: KindAt, idea: IdeaNovelty) -> str:
    if own.kind == "new primitive":
        seen = "no document" if own.tau == 1 else f"fewer than {whole(own.tau)} documents"
        return (
            f"New primitive: {seen} of {whole(idea.prior)} before it {'holds' if own.tau == 1 else 'hold'} "
            f"{quoted(own.unseen)}."
        )
    if own.decided_by:
        return f"{kind_name(own.kind).capitalize()}: {combination_sentence(own.decided_by[0], idea.concepts)}"
    return f"Interpolation: {KINDS['interpolation']}."


def combination_sentence(one: CombinationSeen, concepts: Sequence[ConceptSeen]) -> str:
    """ "\"word2vec\" and \"batch normalization\" stand in 2,104 and 613 documents, never together; 12 expected ..."."""
    seen = {each.concept: each.documents for each in concepts}
    alone = " and ".join(whole(seen[name]) for name in one.concepts)
    sure = (
        "more than chance leaves out"
        if one.expected >= one.enough
        else f"too few to say anything, which takes {number(one.enough, 1)} "
        f"({number(one.enough_alone, 1)} for one combination alone)"
    )
    return f"{quoted(one.concepts)} stand in {alone} documents, {together_in_words(one)}, {sure}."


def together_in_words(one: CombinationSeen) -> str:
    """ "never together; 12 expected"."""
    together = "never together" if not one.documents else f"together in {whole(one.documents)}"
    return f"{together}; {phrases.distance(one.expected)} expected"


def quoted(names: Sequence[str]) -> str:
    """ "\"a\", \"b\" and \"c\""."""
    shown = [f'"{name}"' for name in names]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def coverage_sentence(idea: IdeaNovelty) -> str:
    """How well the prior work covers an idea's topic; empty where nothing was looked for."""
    one = idea.coverage
    if one is None:
        return ""
    told = (
        f"Of the {whole(one.nearest)} documents nearest to it, {whole(one.recent)} "
        f"{verb(one.recent, 'is', 'are')} of the three years before it; "
        f"the richest three years have {whole(one.richest)}"
    )
    return f"{told}." if one.covered else f"{told}: what was written on it lately is not here."


def distance_sentence(idea: IdeaNovelty) -> str:
    """How far its concepts lie from each other; empty where that is not known."""
    one = idea.distance
    if one is None:
        return ""
    return (
        f"Distance: its concepts lie farther from each other than those of {percent(one.percentile)} of "
        f"{whole(one.papers)} papers of the years from {one.since} on; within its topic, of "
        f"{percent(one.within_topic)}. Far is not good."
    )


def median_distance(author: AuthorKinds) -> str:
    """ "71 %, half within 57 to 84": no interval of the median, but the middle half of the ideas."""
    one = author.distance
    if one is None:
        return numbers.NOTHING
    return f"{percent(one.median)}, half within {numbers.in_points(one.low)} to {numbers.in_points(one.high)}"


def nearest_sentence(own: KindAt | None) -> str:
    """What more prior work could make of an idea; empty where nothing."""
    if own is None or own.nearest is None:
        return ""
    return f"More prior work could make it {kind_name(own.nearest)}."


def left_out_sentences(result: Novelty) -> Iterator[str]:
    """What was not used or is used with care, each with its count."""
    left, prior = result.left_out, result.prior
    if left.rejected:
        yield f"{count(left.rejected, 'row')} of ideas could not be used; rejected.jsonl tells why."
    if prior.rejected:
        yield f"{count(prior.rejected, 'record')} of the prior work could not be used; rejected.jsonl tells why."
    if left.undated:
        yield f"{count(left.undated, 'idea')} without a date: unknown. --before DATE gives all of them one."
    if prior.undated:
        yield f"{count(prior.undated, 'document')} of {whole(prior.documents)} without a date: prior work of nothing."
    if prior.wordless:
        yield f"{count(prior.wordless, 'document')} of {whole(prior.documents)} without a word: prior work of nothing."
    if left.after_corpus:
        yield (
            f"{count(left.after_corpus, 'idea')} dated after {prior.last[:4]}, when the prior work ends: what came "
            "between is in no document, and may look new."
        )
    if prior.repeated:
        yield f"{count(prior.repeated, 'document')} in the very words of another one; each counts."
    if left.same_words:
        yield f"{count(left.same_words, 'idea')} in the very words of another idea; each counts."
    if left.same_ids:
        yield f"{count(left.same_ids, 'idea')} under the id of another one, told with a number behind it."
    if left.own:
        of_it = verb(left.own, "stands in the prior work itself", "stand in the prior work themselves")
        yield f"{count(left.own, 'idea')} {of_it}, and {verb(left.own, 'was', 'were')} left out of it."
    yield from _cut_sentences(result)


def _cut_sentences(result: Novelty) -> Iterator[str]:
    left = result.left_out
    if left.cut:
        yield f"Of {count(left.cut, 'idea')} of more than 2,000 words the first 2,000 were looked for."
    if left.concepts_cut:
        yield f"Of {count(left.concepts_cut, 'idea')} with more than 40 concepts the first 40 were taken."
    if left.other_scripts:
        shown = phrases.listed(left.other_scripts, 4)
        yield f"Without a word, so taken for no concept: {shown}."
    if left.unknown_ids:
        name = verb(left.unknown_ids, "names", "name")
        yield f"{count(left.unknown_ids, 'id')} of the file of concepts {name} none of the ideas."
    for one in result.null:
        if one.same_work:
            yield (
                f"Of the papers that recall at {whole(one.words)} words is set against, {whole(one.same_work)} "
                f"{verb(one.same_work, 'was', 'were')} left out: an earlier document holds the same words."
            )


def null_sentence(result: Novelty) -> str:
    """What recall is set against."""
    if not result.null:
        return "Recall was not looked for above chance: no idea has a text and a date, or too few papers are earlier."
    told = [
        f"{number(one.above, 2)} at {whole(one.words)} words ({count(one.papers, 'paper')})"
        for one in result.null
    ]
    return (
        "Recall begins at the score that one in a hundred papers of the same length reaches with an earlier one that "
        f"is not the same work: {', '.join(told)}."
    )
