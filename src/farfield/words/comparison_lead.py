"""What a comparison found over all its pairs, in three sentences: scores, near and far, who falls more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from farfield.results import Comparison, Estimate
from farfield.results.comparison import JudgedDifference, PairComparison, SubjectCurve
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.comparison import pair_sentence
from farfield.words.numbers import in_points, whole
from farfield.words.value_comparison import compared_name, compared_values, short_sentence

MOST_OF_VALUES = 3


def lead_sentences(result: Comparison) -> list[str]:
    """What is found of the first pair of values, if there is any; then at most three sentences over the pairs of tasks
    that are no part of another; of one pair its own and its fall."""
    pairs = [pair for pair in result.pairs if not pair.part_of] or result.pairs
    values = [f"{compared_name(one)}: {short_sentence(one)}" for one in compared_values(result)]
    return [*values[:1], *_of_scores(result, pairs)] if pairs else values[:MOST_OF_VALUES]


def _of_scores(result: Comparison, pairs: Sequence[PairComparison]) -> list[str]:
    several = len({pair.task for pair in pairs}) > 1
    falls = _falls(pairs, result.options.confidence, several)
    if len(pairs) == 1:
        return [pair_sentence(pairs[0], known(result.ruler), several), falls]
    tasks = {pair.task for pair in pairs}
    curves = [one for one in result.curves if one.task in tasks]
    return [
        f"{_extremes(curves, several)}{_verdicts(pairs)}.",
        _near_and_far(pairs, several),
        " ".join([falls, *_signatures(pairs, several)]),
    ]


def _named(name: str, task: str, several: bool) -> str:
    return f"{name} on {task}" if several else name


def _extremes(curves: Sequence[SubjectCurve], several: bool) -> str:
    """Who scores most and least; nothing where only one has a score."""
    scored = [one for one in curves if one.score.mean is not None]
    if len(scored) < 2:
        return ""
    best, least = (choose(scored, key=lambda one: known(one.score.mean)) for choose in (max, min))
    if best.score.mean == least.score.mean:
        return f"All score {phrases.percent(best.score.mean, 0)}; "
    told = [f"{_named(one.subject, one.task, several)}" for one in (best, least)]
    return (
        f"{told[0]} scores most ({phrases.percent(best.score.mean, 0)}), {told[1]} least "
        f"({phrases.percent(least.score.mean, 0)}); "
    )


def _verdicts(pairs: Sequence[PairComparison]) -> str:
    """How many pairs differ in score, how many are equivalent, and of how many neither is known."""
    found = [pair.score.equivalence.verdict for pair in pairs]
    differ = _how_many(found.count("different"), len(pairs))
    told = [f"of {phrases.count(len(pairs), 'pair')} {differ} clearly in score"]
    rest = [
        f"{whole(found.count(verdict))} {said}"
        for verdict, said in (
            ("equivalent", "equivalent"),
            ("undecided", "undecided, which is not the same as equal"),
            ("unknown", "cannot be told"),
        )
        if verdict in found
    ]
    return ", ".join([*told, *rest])


def _how_many(number: int, of: int) -> str:
    if number in (0, of) and of > 1:
        return "all differ" if number else "none differs"
    return f"{whole(number)} differ{'s' if number == 1 else ''}"


def _near_and_far(pairs: Sequence[PairComparison], several: bool) -> str:
    """How many pairs differ on the nearest and on the farthest third, and the largest difference of either."""
    near = _field(pairs, lambda pair: pair.near, several)
    far = _field(pairs, lambda pair: pair.far, several)
    if near is None or far is None:
        return "Near and far no pair can be compared."
    return f"On the nearest third of the items {near}; on the farthest {far}."


def _field(
    pairs: Sequence[PairComparison], field: Callable[[PairComparison], JudgedDifference], several: bool
) -> str | None:
    compared = [(pair, field(pair)) for pair in pairs if field(pair).difference is not None]
    if not compared:
        return None
    differ = [one for one in compared if one[1].equivalence.verdict == "different"]
    if not differ:
        return "none differs clearly"
    pair, found = max(differ, key=lambda one: abs(known(one[1].difference)))
    return (
        f"{_how_many(len(differ), len(compared))} clearly, at most by {_ahead(pair, found.estimate, several)}"
    )


def _ahead(pair: PairComparison, found: Estimate, several: bool) -> str:
    """ "34 [28, 39] points (a over b)": the larger first, the interval turned with it."""
    value, low, high = found
    names = (pair.to, pair.from_)
    if known(value) < 0:
        value, low, high = (None if end is None else -end for end in (value, high, low))
        names = (pair.from_, pair.to)
    task = f", {pair.task}" if several else ""
    return f"{phrases.points(Estimate(value, low, high))} points ({names[0]} over {names[1]}{task})"


def _falls(pairs: Sequence[PairComparison], confidence: float, several: bool) -> str:
    """Whether any subject falls clearly more from near to far than another, by the corrected p values."""
    compared = [pair for pair in pairs if pair.fall.p_holm is not None]
    if not compared:
        return "Whether one falls more from near to far than another cannot be told."
    clear = [pair for pair in compared if known(pair.fall.p_holm) < 1 - confidence]
    if not clear:
        widest = max(known(pair.fall.detectable) for pair in compared if pair.fall.detectable is not None)
        who = "Neither" if len(pairs) == 1 else "None"
        return (
            f"{who} falls clearly more from near to far than {'the' if len(pairs) == 1 else 'an'}other; of a pair, a "
            f"difference above {in_points(widest)} points would have shown (80{phrases.THIN}% power)."
        )
    pair = max(clear, key=lambda one: abs(known(one.fall.difference)))
    value, low, high = pair.fall.estimate
    more, less = (pair.to, pair.from_) if known(value) > 0 else (pair.from_, pair.to)
    if known(value) < 0:
        value, low, high = (None if end is None else -end for end in (value, high, low))
    others = f"; so do {whole(len(clear) - 1)} more of the pairs" if len(clear) > 1 else ""
    return (
        f"From near to far {_named(more, pair.task, several)} falls clearly more than {less}, by "
        f"{phrases.points(Estimate(value, low, high))} points{others}."
    )


def _signatures(pairs: Sequence[PairComparison], several: bool) -> Iterator[str]:
    """Who scores more near the data and less far from it than another."""
    found = list(
        dict.fromkeys(_named(pair.signature, pair.task, several) for pair in pairs if pair.signature)
    )
    if found:
        yield (
            f"{phrases.listed(found, 3)} scores more near the data and less far from it than another: that is what "
            "contamination with these items looks like, and it is no proof of it."
        )
