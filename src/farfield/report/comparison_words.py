"""A comparison in sentences, never more certain than its intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.report import wording

Found = Mapping[str, Any]


def pair_sentence(pair: Found, ruler: Found, several: bool) -> str:
    """Score, near field and reach of a pair. `several`: tasks, so that its own is named."""
    score, near, reach = pair["score"], pair["near"], pair["reach"]
    on = f" of {pair['task']}" if several else ""
    if score["difference"] is None or score["low"] is None:
        note = score["note"] or "unknown"
        return f"{pair['to']} and {pair['from']} cannot be compared{on}: {note}."
    return (
        f"{pair['to']} {_more_or_less(score)} {pair['from']} on {wording.count(pair['items'], 'item')}{on}"
        f"{_verdict(score)}; {_near(near)}{_reach(reach, ruler)}."
    )


def _more_or_less(score: Found) -> str:
    if score["low"] <= 0 <= score["high"]:
        return f"scores {wording.points(score)} points more than"
    word = "more" if score["difference"] > 0 else "fewer"
    sign = 1 if score["difference"] > 0 else -1
    ends = sorted((sign * score["low"], sign * score["high"]))
    found = {"difference": sign * score["difference"], "low": ends[0], "high": ends[1]}
    return f"scores {wording.points(found)} points {word} than"


def _verdict(score: Found) -> str:
    """What a reader must not conclude from an interval that holds 0."""
    verdict = score["equivalence"]["verdict"]
    if verdict == "equivalent":
        return f", equivalent within ±{100 * score['equivalence']['band']:g} points"
    if score["low"] <= 0 <= score["high"]:
        return f", which cannot be told from no difference (above {100 * score['detectable']:.0f} would have shown)"
    return ""


def _near(near: Found) -> str:
    if near["difference"] is None or near["low"] is None:
        return f"near the data the difference is unknown ({near['note']})"
    what = "their ceilings differ" if near.get("ceiling_seen") else "near the data they differ"
    return f"{what} by {wording.points(near)}"


def _reach(reach: Found, ruler: Found) -> str:
    if reach["difference"] is None:
        return f", and no difference in reach can be given: {reach['note']}"
    if reach["low"] is None:
        return ""
    if reach.get("ratio") is not None:
        return f", their reaches by a factor of {wording.moved(reach)}"
    return f", their reaches by {wording.moved(reach)} {ruler['unit']}"


def progress_sentence(pair: Found) -> str:
    """The exact split between items that moved nearer and a curve that moved."""
    nearer, curve = (wording.points(pair["progress"][name]) for name in ("moved_nearer", "curve_moved"))
    total = wording.signed(100 * pair["progress"]["total"], 1)
    return (
        f"{pair['to']} less {pair['from']}, {total} points in all: {nearer} because items moved nearer to its data, "
        f"{curve} because the curve moved. This is accounting, not causation."
    )


def scale_sentences(one: Found, ruler: Found) -> Iterator[str]:
    """What ten times the scale does to near field and reach, and the forecast."""
    ahead, reach = one["forecast"], one["reach"]
    yield f"{gains(one, ruler['unit'])}."
    if ahead["score"] is not None:
        interval = wording.percent_interval(ahead["low"], ahead["high"], 0)
        yield f"Forecast of the score at scale {ahead['scale']:.3g}: {wording.percent(ahead['score'], 0)} {interval}."
        yield from _reach_ahead(reach, ruler)
    tested = one["backtest"]
    if tested is not None:
        yield from map(_tested, tested["rows"])


def _reach_ahead(reach: Found, ruler: Found) -> Iterator[str]:
    if reach["line"]:
        last = reach["line"][-1]
        ends = f"[{wording.distance(last['low'])}, {wording.distance(last['high'])}]"
        yield f"Of the reach there, if its line holds: {wording.distance(last['value'])} {ruler['unit']} {ends}."


def _tested(found: Found) -> str:
    interval = wording.percent_interval(found["low"], found["high"], 0)
    right = "inside" if found["covered"] else "outside"
    return (
        f"Had the subject of scale {found['scale']:.3g} been forecast from the smaller ones: "
        f"{wording.percent(found['median'], 0)} {interval}; it scored {wording.percent(found['score'], 0)}, {right}."
    )


def _counts(trend: Found) -> str:
    """Whether a trend is no more than what was declared not to matter."""
    if trend["per_decade"] is None or trend["band"] is None or trend["verdict"] != "equivalent":
        return ""
    return " (no more than the declared band)"


def gains(one: Found, unit: str) -> str:
    """What ten times the scale does, in one sentence without its full stop."""
    near, reach = one["near"], one["reach"]
    if near["per_decade"] is None and near["note"] == reach["note"]:
        return f"What ten times the scale does is unknown: {near['note']}"
    return (
        f"With ten times the scale the near-field score gains {_in_points(near)}{_counts(near)}, the reach "
        f"{_in_reach(reach, unit)}{_counts(reach)}"
    )


def _in_points(trend: Found) -> str:
    if trend["per_decade"] is None:
        return f"an unknown amount ({trend['note']})"
    interval = wording.percent_interval(trend["low"], trend["high"], 0)
    return f"{wording.signed(100 * trend['per_decade'], 0)} points {interval}"


def _in_reach(trend: Found, unit: str) -> str:
    """On a logarithmic ruler the reach does not gain an amount but is multiplied."""
    if trend["per_decade"] is None:
        return f"an unknown amount ({trend['note']})"
    factor = trend["ratio"] is not None
    told = wording.moved({**trend, "difference": trend["per_decade"]})
    return f"a factor of {told}" if factor else f"{told} {unit}"
