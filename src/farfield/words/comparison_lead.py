"""The lead of a comparison: what it found over all its pairs, in at most 100 words and 12 numbers.

In the order of the three questions, as the lead of a profile: who differs from whom, near and far; where that comes
from; what scale would do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from farfield.results import Comparison, Estimate
from farfield.results.comparison import PairComparison, SubjectCurve
from farfield.results.differences import JudgedDifference
from farfield.results.structs import known
from farfield.words.comparison import chance_words, points_than, score_verdict
from farfield.words.comparison_more import origin_tellings, scale_telling
from farfield.words.lead import Lead
from farfield.words.lead_names import listed_names, raised, share, shortened
from farfield.words.lead_size import PARTS, Telling, fit
from farfield.words.numbers import count, in_points, points, spelled
from farfield.words.value_comparison import compared_values, value_tellings


def comparison_lead(result: Comparison) -> Lead:
    """The lead in its three parts, over the pairs of tasks that are no part of another."""
    pairs = [pair for pair in result.pairs if not pair.part_of] or result.pairs
    values = compared_values(result)
    several = len({pair.task for pair in pairs}) > 1
    tellings = [
        *value_tellings(values),
        *_of_scores(result, pairs, several),
        *origin_tellings(pairs, several),
        scale_telling(result, pairs or values),
    ]
    texts = list(zip(tellings, fit(tellings), strict=True))
    return Lead(*(" ".join(text for one, text in texts if one.part == part and text) for part in PARTS))


def _of_scores(result: Comparison, pairs: Sequence[PairComparison], several: bool) -> list[Telling]:
    """Scores, then near and far, then who falls more; nothing where values alone are compared."""
    if not pairs:
        return []
    falls = _falls(pairs, result.options.confidence, several)
    if len(pairs) == 1:
        return [_one_pair(pairs[0]), _one_pair_fields(pairs[0]), falls]
    return [_scores(result, pairs), _fields(pairs, several), falls]


def _one_pair(pair: PairComparison) -> Telling:
    """ "b scores 5 [1, 9] points more than a on 1,319 items."."""
    score, first, second = pair.score, shortened(pair.from_), shortened(pair.to)
    if score.difference is None:
        told = f"{second} and {first} cannot be compared"
        return Telling(
            "what", (f"{told}: {score.note or 'unknown'}.", f"{told}.", "The two cannot be compared."), 9
        )
    whom = f"{second} scores {points_than(score.estimate)} {first}"
    bare = f"{second} scores {points_than(_bare(score.estimate))} {first}"
    nameless = f"The two differ by {_bare_points(score.estimate)} points"
    on, short = f" on {count(pair.items, 'item')}", _short_verdict(score)
    if score.low is None:
        unknown = "whether that is chance cannot be computed"
        texts = (f"{whom}{on}; {unknown} ({score.note}).", f"{whom}{on}; {unknown}.", f"{bare}; {unknown}.")
        return Telling("what", (*texts, f"{nameless}; {unknown}."), 9)
    verdict = score_verdict(score)
    return Telling(
        "what",
        (
            f"{whom}{on}{verdict}.",
            f"{whom}{verdict}.",
            f"{whom}{short}.",
            f"{bare}{short}.",
            f"{nameless}{short}.",
        ),
        9,
    )


def _short_verdict(score: JudgedDifference) -> str:
    return ", which counts as equal" if score.equivalence.verdict == "equivalent" else chance_words(score)


def _bare(found: Estimate) -> Estimate:
    """Without its interval."""
    return Estimate(found.value, None, None)


def _one_pair_fields(pair: PairComparison) -> Telling:
    if pair.near.difference is None or pair.far.difference is None:
        told = "Near and far the two cannot be compared"
        note = pair.near.note or pair.far.note or "unknown"
        return Telling("what", (f"{told}: {note}.", f"{told}."), 8)
    full, bare = (
        [f"{points_than(shape(one.estimate), '')}{chance_words(one)}" for one in (pair.near, pair.far)]
        for shape in (Estimate._make, _bare)
    )
    return Telling(
        "what",
        tuple(
            f"On the nearest third of the items it scores {near}, on the farthest {far}."
            for near, far in (full, bare)
        ),
        8,
    )


def _scores(result: Comparison, pairs: Sequence[PairComparison]) -> Telling:
    """Who is ahead and who behind, and how many pairs differ, are equivalent, or neither is known."""
    verdicts = [pair.score.equivalence.verdict for pair in pairs]
    clear = f"{_of_pairs(verdicts.count('different'), len(pairs))} clearly in score"
    rest = [
        f"{spelled(verdicts.count(verdict))} {said}"
        for verdict, said in (
            ("equivalent", "count as equal"),
            ("undecided", "could be chance"),
            ("unknown", "cannot be told"),
        )
        if verdict in verdicts
    ]
    ends = _extremes(result.curves, pairs)
    begun = f"{ends}{clear}" if ends else raised(clear)  # a name is not raised
    return Telling(
        "what", (f"{begun}{', ' if rest else ''}{listed_names(rest)}.", f"{begun}.", raised(f"{clear}.")), 9
    )


def _of_pairs(number: int, of: int, noun: str = " pairs") -> str:
    """ "five of six pairs differ", "all six pairs differ", "none of six pairs differs"."""
    if number in (0, of):
        return f"all {spelled(of)}{noun} differ" if number else f"none of {spelled(of)}{noun} differs"
    return f"{spelled(number)} of {spelled(of)}{noun} differ{'s' if number == 1 else ''}"


def _extremes(curves: Sequence[SubjectCurve], pairs: Sequence[PairComparison]) -> str:
    """Who scores most and least on one task; over several, whose items differ, who is ahead and behind most often."""
    tasks = {pair.task for pair in pairs}
    scored = [one for one in curves if one.score.mean is not None and one.task in tasks]
    if len(tasks) > 1:
        return _most_often(pairs)
    if len(scored) < 2:
        return ""
    best, least = (choose(scored, key=lambda one: known(one.score.mean)) for choose in (max, min))
    if best.score.mean == least.score.mean:
        return f"All score {share(known(best.score.mean))}; "
    return (
        f"{shortened(best.subject)} scores most ({share(known(best.score.mean))}), {shortened(least.subject)} least "
        f"({share(known(least.score.mean))}); "
    )


def _most_often(pairs: Sequence[PairComparison]) -> str:
    """ "b is clearly ahead in 18 of its 27 pairs, c clearly behind in 20; "."""
    clear = [_turned(pair) for pair in pairs if pair.score.equivalence.verdict == "different"]
    if not clear:
        return ""
    among = Counter(name for pair in pairs for name in (pair.from_, pair.to))
    common, in_pairs = among.most_common(1)[0]
    if in_pairs == len(pairs):
        better, worse = (sum(common == one[at] for one in clear) for at in (1, 0))
        return f"Beside {shortened(common)}, {_how_many(better)} clearly score more and {_how_many(worse)} less; "
    (best, ahead), (least, behind) = (Counter(one[at] for one in clear).most_common(1)[0] for at in (0, 1))
    return (
        f"{shortened(best)} is clearly ahead in {spelled(ahead)} of its {count(among[best], 'pair')}, "
        f"{shortened(least)} clearly behind in {spelled(behind)} of {spelled(among[least])}; "
    )


def _how_many(number: int) -> str:
    return spelled(number) if number else "none"


def _turned(pair: PairComparison) -> tuple[str, str]:
    """Who scores more, and who less."""
    return (pair.to, pair.from_) if known(pair.score.difference) > 0 else (pair.from_, pair.to)


def _fields(pairs: Sequence[PairComparison], several: bool) -> Telling:
    """How many pairs differ on the nearest and on the farthest third, and the largest difference of either."""
    near = [(pair, pair.near) for pair in pairs if pair.near.difference is not None]
    far = [(pair, pair.far) for pair in pairs if pair.far.difference is not None]
    if not near or not far:
        return Telling("what", ("Near and far no pair can be compared.",), 8)
    texts = tuple(
        f"On the nearest third of the items {_of_pairs(*_clear(near), '')} clearly{at_near}; on the farthest "
        f"{_of_pairs(*_clear(far), '')}{at_far}."
        for at_near, at_far in _sizes(_largest(near), _largest(far), several)
    )
    return Telling("what", texts, 8)


Judged = Sequence[tuple[PairComparison, JudgedDifference]]


def _clear(found: Judged) -> tuple[int, int]:
    differ = sum(one.equivalence.verdict == "different" for _, one in found)
    return differ, len(found)


def _largest(found: Judged) -> tuple[PairComparison, Estimate] | None:
    """The pair of the largest of the clear differences."""
    differ = [(pair, one.estimate) for pair, one in found if one.equivalence.verdict == "different"]
    return max(differ, key=lambda one: abs(known(one[1].value)), default=None)


def _sizes(
    near: tuple[PairComparison, Estimate] | None, far: tuple[PairComparison, Estimate] | None, several: bool
) -> Iterator[tuple[str, str]]:
    """What to say of the largest differences near and far: with intervals and names, with names, bare, nothing."""
    for size in (lambda found: points(turned(found)), _bare_points):
        told = [
            f", at most by {size(one[1])} points ({_over(*one, several)})" if one else ""
            for one in (near, far)
        ]
        if near and far and _over(*near, several) == _over(*far, several):
            told[1] = f", at most by {size(far[1])} (the same two)"
        yield told[0], told[1]
    bare = [f", at most by {_bare_points(one[1])} points" if one else "" for one in (near, far)]
    yield bare[0], bare[1]
    yield "", ""


def _bare_points(found: Estimate) -> str:
    return in_points(abs(known(found.value)))


def _over(pair: PairComparison, found: Estimate, several: bool) -> str:
    """ "b over a": the larger first."""
    more, less = (pair.to, pair.from_) if known(found.value) > 0 else (pair.from_, pair.to)
    return f"{shortened(more)} over {shortened(less)}{f', {shortened(pair.task)}' if several else ''}"


def turned(found: Estimate) -> Estimate:
    """A difference the way round in which it is positive."""
    value, low, high = found
    if known(value) >= 0:
        return found
    return Estimate(*(None if end is None else -end for end in (value, high, low)))


def _falls(pairs: Sequence[PairComparison], confidence: float, several: bool) -> Telling:
    """Whether any subject falls clearly more from near to far than another, by the corrected p values."""
    compared = [pair for pair in pairs if pair.fall.p_holm is not None]
    if not compared:
        return Telling(
            "what", ("Whether one falls more from near to far than another cannot be told.", ""), 6
        )
    clear = [pair for pair in compared if known(pair.fall.p_holm) < 1 - confidence]
    if not clear:
        return _no_falls(pairs, compared)
    pair = max(clear, key=lambda one: abs(known(one.fall.difference)))
    more, less = (pair.to, pair.from_) if known(pair.fall.difference) > 0 else (pair.from_, pair.to)
    who = f"{shortened(more)}{f' on {shortened(pair.task)}' if several else ''}"
    told = f"From near to far {who} falls clearly more than {shortened(less)}"
    others = f"; so do {spelled(len(clear) - 1)} more of the pairs" if len(clear) > 1 else ""
    size = in_points(abs(known(pair.fall.difference)))
    return Telling(
        "what",
        (
            f"{told}, by {points(turned(pair.fall.estimate))} points{others}.",
            f"{told}, by {size} points{others}.",
            f"{told}.",
            f"Of {spelled(len(pairs))} pairs {spelled(len(clear))} clearly fall differently from near to far."
            if len(pairs) > 1
            else "One falls clearly more from near to far than the other.",
        ),
        7,
    )


def _no_falls(pairs: Sequence[PairComparison], compared: Sequence[PairComparison]) -> Telling:
    one = len(pairs) == 1
    who, whom = ("Neither", "the other") if one else ("None", "another")
    told = f"{who} falls clearly more from near to far than {whom}"
    shown = [pair.fall.detectable for pair in compared if pair.fall.detectable is not None]
    if not shown:
        return Telling("what", (f"{told}.",), 6)
    wide = f"more than {in_points(max(shown))} points would probably have shown"
    return Telling("what", (f"{told} ({wide}).", f"{told}."), 6)
