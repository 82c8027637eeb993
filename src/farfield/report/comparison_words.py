"""A comparison in sentences, never more certain than its intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from farfield.report import wording

Found = Mapping[str, Any]


def unweighted_sentence(result: Found) -> str | None:
    """That weights do not count here, where a run has some; None where none has."""
    columns = list(dict.fromkeys(str(one["column"]) for one in result.get("unweighted") or []))
    if not columns:
        return None
    return (
        f"The weights of the items ({', '.join(columns)}) do not count here: every item counts alike, so that scores "
        "differ from those of the weighted profiles."
    )


def pair_sentence(pair: Found, ruler: Found, several: bool) -> str:
    """Score, near and far field and reach of a pair. `several`: tasks, so that its own is named."""
    score = pair["score"]
    on = f" of {pair['task']}" if several else ""
    if score["difference"] is None:
        return f"{pair['to']} and {pair['from']} cannot be compared{on}: {score['note'] or 'unknown'}."
    items = wording.count(pair["items"], "item")
    ends = f"; {_fields(pair)}{_reach(pair, ruler)}.{_signature(pair)}"
    if score["low"] is None:
        return (
            f"{pair['to']} scores {_points(score)} {pair['from']} on {items}{on}, and whether that is chance cannot "
            f"be computed ({score['note']}){ends}"
        )
    return f"{pair['to']} scores {_points(score)} {pair['from']} on {items}{on}{_verdict(score)}{ends}"


def _points(found: Found, than: str = " than") -> str:
    """ "5 [1, 9] points more than": the sign is in the word, and the interval turns with it."""
    value = found["difference"]
    if value == 0 and found["low"] is None:
        return "as much as" if than else "as much"
    sign, word = (1, "more") if value >= 0 else (-1, "fewer")
    turned = dict(found, difference=sign * value)
    if found["low"] is not None:
        turned["low"], turned["high"] = sorted((sign * found["low"], sign * found["high"]))
    return f"{wording.points(turned)} points {word}{than}"


def _verdict(score: Found) -> str:
    """What a reader must not conclude: the verdict is that of the p values corrected for all pairs."""
    verdict = score["equivalence"]["verdict"]
    if verdict == "equivalent":
        return f", equivalent within ±{100 * score['equivalence']['band']:g} points"
    if verdict == "different":
        return ""
    shown = f" (above {100 * score['detectable']:.0f} would have shown)" if score["detectable"] else ""
    if score["low"] <= 0 <= score["high"]:
        return f", which cannot be told from no difference{shown}"
    return ", which among so many pairs can be chance"


def _fields(pair: Found) -> str:
    """Near and far field: on the nearest and on the farthest third of the items."""
    near, far = pair["near"], pair["far"]
    if near["difference"] is None:
        return f"near and far the differences are unknown ({near['note']})"
    at_near, at_far = (f"{_points(found, '')}{_unclear(found)}" for found in (near, far))
    return f"on the nearest third {at_near}, on the farthest {at_far}"


def _unclear(found: Found) -> str:
    verdict = found["equivalence"]["verdict"]
    told = {"undecided": " (could be chance)", "unknown": " (whether that is chance cannot be computed)"}
    return told.get(verdict, "")


def _signature(pair: Found) -> str:
    """What contamination leaves; it is no proof of it."""
    who = pair.get("signature")
    if who is None:
        return ""
    return (
        f" {who} scores more near the data and less far from it: that is what contamination with these items looks "
        "like, and it is no proof of it."
    )


def _reach(pair: Found, ruler: Found) -> str:
    reach = pair["reach"]
    if reach["difference"] is None:
        return f", and no difference in reach can be given: {reach['note']}"
    if reach["low"] is None:
        return f", and whether their reaches differ cannot be computed: {reach['note']}"
    less = f"that of {pair['to']} less that of {pair['from']}"
    if reach.get("ratio") is not None:
        return f", reach by a factor of {wording.moved(reach)} ({less.replace(' less ', ' over ')})"
    return f", reach by {wording.moved(reach)} {ruler['unit']} ({less})"


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
    if reach.get("ahead", "forecast") not in (None, "forecast"):
        yield f"No reach is forecast: {reach['ahead']}."
    elif reach["line"]:
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
        f"With ten times the scale the near-field score gains {_in_points(near)}{_counts(near)}"
        f"{_ceiling(one)}, the reach "
        f"{_in_reach(reach, unit)}{_counts(reach)}"
    )


def _ceiling(one: Found) -> str:
    """The ceiling of the curves, where they show one: it does not move where only the reach grows."""
    found = one.get("ceiling")
    if not found or found["per_decade"] is None:
        return ""
    return f" (the ceiling of the curves {_in_points(found)}{_counts(found)})"


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
