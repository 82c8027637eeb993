"""What markets beside each other show, in sentences, each with its figures or with why it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator

from farfield.results.market import OverMarkets
from farfield.results.market_comparison import DepthBySpeed, MarketBeside, MarketComparison, MarketContrast
from farfield.words.market import MANY_UNUSABLE
from farfield.words.numbers import count, in_points, interval, percent, whole, with_sign
from farfield.words.phrases import listed

SETTINGS = {
    "model": "the model", "firms": "the number of firms", "periods": "periods", "rivals": "rivals",
    "detection": "detection", "penalty": "the penalty", "change_every": "how often costs change",
    "mutation": "mutation", "max_tokens": "the length of answers", "temperature": "temperature",
    "generations": "generations",
}  # fmt: skip
"""Settings by their names, as a sentence calls them."""


def tell_market_comparison(result: MarketComparison) -> list[str]:
    """Sentences on runs that were not run by their model, on each pair, and on depth against speed."""
    return [
        *(sentence for one in result.runs for sentence in _of_run(one)),
        *(sentence for one in result.contrasts for sentence in _of_contrast(one)),
        *(sentence for one in result.depth_by_speed for sentence in _of_speed(one)),
        *_of_many(result),
        *_of_lack(result),
    ]


def difference(one: OverMarkets) -> str:
    """A difference in points with its interval, or a dash."""
    if one.mean is None:
        return "–"
    if one.low is None or one.high is None:
        return with_sign(100 * one.mean, 0)
    return f"{with_sign(100 * one.mean, 0)} {interval(max(one.low, -1.0), min(one.high, 1.0))}"


def _of_run(one: MarketBeside) -> Iterator[str]:
    if 1 - one.acted > MANY_UNUSABLE:
        yield (
            f"{one.name}: in {percent(1 - one.acted)} of its turns the model did not run its firm, and prices stood "
            "still; differences tell as much of that."
        )


def _of_contrast(one: MarketContrast) -> Iterator[str]:
    name = f"{one.of} less {one.less}"
    if one.over_best.mean is None:
        yield f"{name}: they have no market of the same seed, so that they are not compared market by market."
        return
    markets = count(one.over_best.markets, "market")
    found = {
        "profit over the best price's": one.over_best, "honest answers": one.honest,
        "honest charters at the end": one.honest_charters, "the winner's change": one.depth,
    }  # fmt: skip
    told = ", ".join(f"{what} {difference(each)}" for what, each in found.items())
    clear = [what for what, each in found.items() if _is_clear(each)]
    verdict = f"clearly not 0: {listed(clear)}" if clear else "nothing clearly differs"
    yield f"{name}, {markets} of the same seeds, in points: {told}; {verdict}."
    named = listed([SETTINGS[name] for name in one.differs])
    if len(one.differs) > 1:
        yield f"They differ by {named}: what of a difference goes with which is not told apart."


def _is_clear(one: OverMarkets) -> bool:
    return one.low is not None and one.high is not None and not one.low <= 0 <= one.high


def _doubt(one: OverMarkets) -> str:
    if one.low is None or one.high is None:
        return ", alike in all" if one.markets > 1 else " in one market, which tells nothing of others"
    return "" if _is_clear(one) else ", not clearly above or below 0"


def _of_speed(one: DepthBySpeed) -> Iterator[str]:
    worlds = f"worlds that change every {listed([whole(each) for each in one.change_every])} periods"
    slope = one.per_doubling
    if slope.mean is None:
        yield f"Whether winners change more deeply in faster {worlds} cannot be told: depths or shared seeds lack."
        return
    yield (
        f"The winner's change is {difference(slope)} points deeper for each doubling of the speed{_doubt(slope)} "
        f"({worlds}, {count(slope.markets, 'market')} each); slow worlds also had fewer changes in the same time."
    )
    if one.still is not None and one.over_still.mean is not None:
        yield (
            f"In the fastest it is {difference(one.over_still)} points deeper than where costs never change, which is "
            f"what mutation alone brings{_doubt(one.over_still)}."
        )


def _of_many(result: MarketComparison) -> Iterator[str]:
    if len(result.contrasts) > 1:
        yield (
            f"Each interval is one of 95 % by itself: of the {whole(4 * len(result.contrasts))} differences one in "
            "twenty is clear by chance."
        )


def _of_lack(result: MarketComparison) -> Iterator[str]:
    if not result.depth_by_speed:
        yield (
            "Whether faster worlds ask for deeper changes is not asked here: it takes runs that differ by "
            "--change-every alone."
        )


def share(one: OverMarkets) -> str:
    """A share in points with its interval, or a dash."""
    if one.mean is None:
        return "–"
    if one.low is None or one.high is None:
        return in_points(one.mean)
    return f"{in_points(one.mean)} {interval(max(one.low, 0.0), min(one.high, 1.0))}"
