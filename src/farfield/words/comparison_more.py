"""What a comparison's lead says of where differences come from, and of more of the same."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results import Comparison
from farfield.results.comparison import PairComparison, Progress
from farfield.results.scaling import ScaleComparison, ScaleTrend
from farfield.results.structs import known
from farfield.results.value_comparison import ValueComparison
from farfield.words.comparison import gains
from farfield.words.lead_names import listed_names, raised, shortened
from farfield.words.lead_size import Telling
from farfield.words.lead_sources import more_unknown
from farfield.words.numbers import in_points, percent, percent_interval, short, spelled
from farfield.words.own_control import share_meaning

NAMED = 3


def origin_tellings(pairs: Sequence[PairComparison], several: bool) -> list[Telling]:
    """What items that moved nearer account for, whose differences look like contamination, or that nothing tells."""
    split = [(pair, pair.progress) for pair in pairs if pair.progress is not None]
    told = _own_control(pairs)
    told += [_split(*max(split, key=lambda one: abs(one[1].total)), len(pairs))] if split else []
    told += _signatures(pairs, several)
    if told:
        return told
    full = "A comparison cannot tell where the answers come from; the report of each run does."
    return [Telling("where", (full, "Where answers come from, each run's report tells."), 7)]


def _own_control(pairs: Sequence[PairComparison]) -> list[Telling]:
    """What is left of the fall where each item is its own control: of the pair that tells it most narrowly."""
    shares = [
        one for pair in pairs if pair.within is not None for one in [pair.within.share] if one.low is not None
    ]
    if not shares:
        return []
    share = min(shares, key=lambda one: known(one.high) - known(one.low))
    low, high = known(share.low), known(share.high)
    part = f"Of the fall {percent(share.difference)}"
    back = "comes back where the same item stands nearer to one corpus than to the other"
    told = f"{part} {percent_interval(low, high, 0)} {back}"
    return [
        Telling(
            "where",
            (
                f"{told}: {share_meaning(low, high)}.",
                f"{told}.",
                raised(f"{share_meaning(low, high, 'the fall')}."),
            ),
            9,
        )
    ]


def _split(pair: PairComparison, found: Progress, of: int) -> Telling:
    """How much of the largest difference is items that stand nearer. Accounting, and no cause."""
    sign = 1 if found.total >= 0 else -1
    total, nearer, curve = (
        in_points(sign * part)
        for part in (found.total, found.moved_nearer.difference, found.curve_moved.difference)
    )
    whom = "" if of == 1 else f" between {shortened(pair.to)} and {shortened(pair.from_)}"
    come = f"{nearer} come from items that stand nearer to the data, {curve} from the curve"
    told, nameless = (
        f"Of the {total} points{whom} {come}",
        f"Of the largest difference, {total} points, {come}",
    )
    return Telling("where", (f"{told} (accounting, no cause).", f"{told}.", f"{nameless}."), 8)


def _signatures(pairs: Sequence[PairComparison], several: bool) -> list[Telling]:
    """Who scores more near the data and less far from it than another."""
    found = dict.fromkeys(
        f"{shortened(pair.signature)}{f' on {shortened(pair.task)}' if several else ''}"
        for pair in pairs
        if pair.signature
    )
    if not found:
        return []
    names, left = list(found)[:NAMED], len(found) - NAMED
    who = listed_names([*names, *([f"{spelled(left)} more"] if left > 0 else [])])
    scores = "scores" if len(found) == 1 else "score"
    told = f"{who} {scores} more near the data and less far from it than another"
    few = f"{spelled(len(found))} of them {scores} more near and less far than another".capitalize()
    looks = ", as contamination would look, and other causes may"
    return [Telling("where", (f"{told}{looks}.", f"{few}{looks}."), 8)]


def scale_telling(result: Comparison, pairs: Sequence[PairComparison | ValueComparison]) -> Telling:
    """What ten times the scale does; that nobody can tell where no sizes are declared."""
    tasks = {pair.task for pair in pairs}
    scales = [one for one in result.scale if one.task in tasks]
    if not scales:
        return Telling(
            "more", more_unknown(len({name for pair in pairs for name in (pair.from_, pair.to)})), 8
        )
    if len(scales) == 1:
        return _one_scale(scales[0], known(result.ruler).unit)
    grown = [_grown(scales, [getattr(one, name) for one in scales]) for name in ("near", "reach")]
    told = (
        f"With ten times the scale the near-field score clearly grows on {grown[0]}, the reach on {grown[1]}."
    )
    return Telling("more", (told,), 8)


def _grown(scales: Sequence[ScaleComparison], trends: Sequence[ScaleTrend]) -> str:
    """ "two of three tasks"."""
    clear = sum(one.estimate.clear and known(one.per_decade) > 0 for one in trends)
    return f"{spelled(clear) if clear else 'none'} of {spelled(len(scales))} tasks"


def _one_scale(one: ScaleComparison, unit: str) -> Telling:
    ahead, told, bare = one.forecast, f"{gains(one, unit)}.", _grows(one)
    if ahead.score is None:
        return Telling("more", (told, bare), 9)
    interval = percent_interval(ahead.low, ahead.high, 0)
    forecast = f"Forecast at scale {short(known(ahead.scale))}: {percent(ahead.score)} {interval}."
    return Telling("more", (f"{told} {forecast}", told, f"{bare} {forecast}", bare), 9)


def _grows(one: ScaleComparison) -> str:
    """Whether near field and reach grow with scale, without their sizes: first what is clear."""
    trends = [(one.near, "near-field score"), (one.reach, "reach")]
    clear = [
        f"the {name} clearly {'grows' if known(trend.per_decade) > 0 else 'falls'}"
        for trend, name in trends
        if trend.per_decade is not None and trend.estimate.clear
    ]
    unclear = [name for trend, name in trends if trend.per_decade is None or not trend.estimate.clear]
    if not clear:
        return f"Whether {listed_names(unclear)} grow with scale cannot be told."
    rest = f"; whether the {unclear[0]} does cannot be told" if unclear else ""
    return f"With scale {listed_names(clear)}{rest}."
