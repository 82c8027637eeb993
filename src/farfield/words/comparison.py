"""A comparison in sentences, never more certain than its intervals."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results import Comparison, Estimate
from farfield.results.comparison import NamedRuler, PairComparison, Progress
from farfield.results.differences import JudgedDifference
from farfield.results.scaling import HeldOut, ScaleComparison, ScaleTrend
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.numbers import in_points, plain, short


def unweighted_sentence(result: Comparison) -> str | None:
    """That weights do not count here, where a run has some; None where none has."""
    columns = list(dict.fromkeys(one.column for one in result.unweighted))
    if not columns:
        return None
    return (
        f"The weights of the items ({', '.join(columns)}) do not count here: every item counts alike, so that scores "
        "differ from those of the weighted profiles."
    )


def pair_sentence(pair: PairComparison, ruler: NamedRuler, several: bool) -> str:
    """Score, near and far field and reach of a pair. `several`: tasks, so that its own is named."""
    score = pair.score
    on = f" of {pair.task}" if several else ""
    if score.difference is None:
        return f"{pair.to} and {pair.from_} cannot be compared{on}: {score.note or 'unknown'}."
    told = f"{pair.to} scores {points_than(score.estimate)} {pair.from_} on {phrases.count(pair.items, 'item')}{on}"
    ends = f"; {_fields(pair)}{_reach(pair, ruler)}.{_signature(pair)}"
    if score.low is None:
        return f"{told}, and whether that is chance cannot be computed ({score.note}){ends}"
    return f"{told}{score_verdict(score)}{ends}"


def points_than(found: Estimate, than: str = " than") -> str:
    """ "5 [1, 9] points more than": the sign is in the word, and the interval turns with it."""
    value = known(found.value)
    if value == 0 and found.low is None:
        return "as much as" if than else "as much"
    if value >= 0:
        return f"{phrases.points(found)} points more{than}"
    low, high = (None if end is None else -end for end in (found.high, found.low))
    return f"{phrases.points(Estimate(-value, low, high))} points fewer{than}"


def score_verdict(score: JudgedDifference) -> str:
    """What a reader must not conclude: the verdict is that of the p values corrected for all pairs."""
    verdict = score.equivalence.verdict
    if verdict == "equivalent":
        return f", equivalent within ±{plain(100 * score.equivalence.band)} points"
    if verdict == "different":
        return ""
    shown = f" (above {in_points(score.detectable)} would have shown)" if score.detectable else ""
    if not score.estimate.clear:
        return f", which cannot be told from no difference{shown}"
    return ", which among so many pairs can be chance"


def _fields(pair: PairComparison) -> str:
    """Near and far field: on the nearest and on the farthest third of the items."""
    if pair.near.difference is None:
        return f"near and far the differences are unknown ({pair.near.note})"
    at_near, at_far = (
        f"{points_than(found.estimate, '')}{chance_words(found)}" for found in (pair.near, pair.far)
    )
    return f"on the nearest third {at_near}, on the farthest {at_far}"


def chance_words(found: JudgedDifference) -> str:
    """What stands behind a difference that is not clear: " (could be chance)"; empty behind others."""
    told = {"undecided": " (could be chance)", "unknown": " (whether that is chance cannot be computed)"}
    return told.get(found.equivalence.verdict, "")


def _signature(pair: PairComparison) -> str:
    """What contamination leaves; it is no proof of it."""
    if pair.signature is None:
        return ""
    return (
        f" {pair.signature} scores more near the data and less far from it: that is what contamination with these "
        "items looks like, and it is no proof of it."
    )


def _reach(pair: PairComparison, ruler: NamedRuler) -> str:
    reach = pair.reach
    if reach.difference is None:
        return f", and reach cannot be compared: {reach.note}"
    if reach.low is None:
        return f", and whether their reaches differ cannot be computed: {reach.note}"
    moved = phrases.moved(reach.estimate, logarithmic=reach.by_factor)
    if reach.by_factor:
        return f", reach by a factor of {moved} (that of {pair.to} over that of {pair.from_})"
    return f", reach by {moved} {ruler.unit} (that of {pair.to} less that of {pair.from_})"


def progress_sentences(pair: PairComparison, progress: Progress) -> Iterator[str]:
    """The exact split between items that moved nearer and a curve that moved, and the same split of a lookup."""
    nearer, curve = (phrases.points(part.estimate) for part in (progress.moved_nearer, progress.curve_moved))
    yield (
        f"{pair.to} less {pair.from_}, {phrases.signed(100 * progress.total, 1)} points in all: {nearer} because items "
        f"moved nearer to its data, {curve} because the curve moved. This is accounting, not causation."
    )
    if progress.lookup is not None:
        of = progress.lookup
        nearer, curve = (phrases.points(part.estimate) for part in (of.moved_nearer, of.curve_moved))
        yield (
            f"A mere lookup of the two corpora has {phrases.signed(100 * of.total, 1)} points: {nearer} nearer, "
            f"{curve} of its curve. So much of a moved curve is the ruler's doing, which moves with the corpus."
        )


def scale_sentences(one: ScaleComparison, ruler: NamedRuler) -> Iterator[str]:
    """What ten times the scale does to near field and reach, and the forecast."""
    ahead = one.forecast
    yield f"{gains(one, ruler.unit)}."
    if ahead.score is not None:
        interval = phrases.percent_interval(ahead.low, ahead.high, 0)
        at = short(known(ahead.scale))
        yield f"Forecast of the score at scale {at}: {phrases.percent(ahead.score, 0)} {interval}."
        yield from _reach_ahead(one.reach, ruler)
    if one.backtest is not None:
        yield from map(_tested, one.backtest.rows)


def _reach_ahead(reach: ScaleTrend, ruler: NamedRuler) -> Iterator[str]:
    if reach.ahead not in (None, "forecast"):
        yield f"No reach is forecast: {reach.ahead}."
    elif reach.line:
        last = reach.line[-1]
        ends = f"[{phrases.distance(last.low)}, {phrases.distance(last.high)}]"
        yield f"Of the reach there, if its line holds: {phrases.distance(last.value)} {ruler.unit} {ends}."


def _tested(found: HeldOut) -> str:
    interval = phrases.percent_interval(found.low, found.high, 0)
    right = "inside" if found.covered else "outside"
    return (
        f"Had the subject of scale {short(found.scale)} been forecast from the smaller ones: "
        f"{phrases.percent(found.median, 0)} {interval}; it scored {phrases.percent(found.score, 0)}, {right}."
    )


def _counts(trend: ScaleTrend) -> str:
    """Whether a trend is no more than what was declared not to matter."""
    if trend.per_decade is None or trend.band is None or trend.verdict != "equivalent":
        return ""
    return " (no more than the declared band)"


def gains(one: ScaleComparison, unit: str) -> str:
    """What ten times the scale does, in one sentence without its full stop."""
    near, reach = one.near, one.reach
    if near.per_decade is None and near.note == reach.note:
        return f"What ten times the scale does is unknown: {near.note}"
    return (
        f"With ten times the scale the near-field score gains {_in_points(near)}{_counts(near)}"
        f"{_ceiling(one.ceiling)}, the reach "
        f"{_in_reach(reach, unit)}{_counts(reach)}"
    )


def _ceiling(trend: ScaleTrend) -> str:
    """The ceiling of the curves, where they show one: it does not move where only the reach grows."""
    if trend.per_decade is None:
        return ""
    return f" (the ceiling of the curves {_in_points(trend)}{_counts(trend)})"


def _in_points(trend: ScaleTrend) -> str:
    if trend.per_decade is None:
        return f"an unknown amount ({trend.note})"
    interval = phrases.percent_interval(trend.low, trend.high, 0)
    return f"{phrases.signed(100 * trend.per_decade, 0)} points {interval}"


def _in_reach(trend: ScaleTrend, unit: str) -> str:
    """On a logarithmic ruler the reach does not gain an amount but is multiplied."""
    if trend.per_decade is None:
        return f"an unknown amount ({trend.note})"
    factor = trend.ratio is not None
    told = phrases.moved(trend.estimate, logarithmic=factor)
    return f"a factor of {told}" if factor else f"{told} {unit}"
