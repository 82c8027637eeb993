"""What a market of firms that a model ran shows, in sentences, each with its figures or with why it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from farfield.results.market import Market, OverMarkets
from farfield.words.numbers import count, number, p_equals, percent, verb, whole, with_sign

MANY_UNUSABLE = 0.2
"""From so many answers of no use on, the market is rather one of prices that stand still."""
MANY_COPIED = 0.2
CHANCE = 0.05


def tell_market(result: Market) -> list[str]:
    """One sentence or two a question: did it act, did it copy, what did it earn, honesty, failing together, depth."""
    return [
        *_of_answers(result),
        *_of_copies(result),
        *_of_profit(result),
        *_of_honesty(result),
        *_of_failing(result),
        *_of_depth(result),
        *_of_notes(result),
        *_of_end(result),
    ]


def _of_answers(result: Market) -> Iterator[str]:
    asked = sum(result.outcomes.values())
    acted, unusable, refused = (result.outcomes[name] for name in ("acted", "unusable", "refused"))
    yield (
        f"Of {count(asked, 'answer')} {whole(acted)} set a price and a claim, {whole(unusable)} "
        f"{verb(unusable, 'was', 'were')} of no use and "
        f"{whole(refused)} refused; prices then stay as they are."
    )
    if (unusable + refused) > MANY_UNUSABLE * asked:
        yield (
            f"In {percent((unusable + refused) / asked)} of its turns the model did not run its firm: what follows "
            "tells of prices that stand still as much as of the model."
        )


def _of_copies(result: Market) -> Iterator[str]:
    acted = sum(result.copied.values())
    if acted:
        own, prompt = result.copied.get("own", 0), result.copied.get("prompt", 0)
        yield (
            f"Of the prices set, {percent(own / acted)} are the firm's own last one, and {percent(prompt / acted)} "
            "another number of what it was told."
        )
    control = result.control
    if not control.acted:
        yield "With numbers in the example, not one answer set a price: whether answers are copied cannot be told."
        return
    share = control.copied / control.acted
    told = (
        f"With numbers in the example, {whole(control.copied)} of {count(control.acted, 'answer')} that set a price "
        "took the example's"
    )
    yield f"{told}: this model copies." if share > MANY_COPIED else f"{told}."


def _of_profit(result: Market) -> Iterator[str]:
    rivals = ", ".join(f"{one.name} {percent(one.over_best)}" for one in result.rivals)
    beside = f"; scripted beside them: {rivals}" if rivals else ""
    yield (
        f"Its firms earned {_over(result.over_best)} of what the best price would have earned beside their rivals, and "
        f"{_over(result.unmoved)} had they never moved{beside}."
    )
    if result.losses:
        yield (
            f"In {percent(result.losses / sum(result.outcomes.values()))} of their turns they sold below cost; such a "
            "loss, however large, counts as nothing earned."
        )


def _of_honesty(result: Market) -> Iterator[str]:
    first, last = result.generations[0], result.generations[-1]
    if first.honest_charters.mean is not None and last.honest_charters.mean is not None:
        moved = (
            f"went from {percent(first.honest_charters.mean)} to {percent(last.honest_charters.mean)} over "
            f"{count(len(result.generations), 'generation')}"
            if first is not last
            else f"were {percent(first.honest_charters.mean)} in the one generation"
        )
        yield (
            f"Charters that tell firms to claim nothing beyond the truth {moved}; such firms were left with "
            f"{_logarithm(result.log_ratio)}."
        )
        yield from _of_price(result)
    yield _of_covariance(result)
    yield from _of_charters(result)


def _of_covariance(result: Market) -> str:
    if result.covariance.mean is None:
        return (
            "Whether honest answers go with profit cannot be told: in each generation all firms answered alike in it, "
            "some never acted, or none was left with anything."
        )
    ends = result.covariance
    clear = ends.low is not None and ends.high is not None and not ends.low <= 0 <= ends.high
    if clear:
        verdict = ""
    elif ends.low is not None:
        verdict = ", which is not clearly below or above 0"
    else:
        verdict = f" in {count(ends.markets, 'market')}, which tells nothing of others"
    return f"The covariance of honest answers with profit is {_signed(ends)}{verdict}."


def _of_price(result: Market) -> Iterator[str]:
    """What changed charters, of those generations that another one followed."""
    before = result.generations[:-1]
    drawn = sum(one.by_selection.mean or 0.0 for one in before)
    mutated = sum(one.by_mutation.mean or 0.0 for one in before)
    if before:
        yield (
            f"Of that change {with_sign(100 * drawn, 0)} points came by who was drawn as a parent, which with few "
            f"firms is chance for the most part, and {with_sign(100 * mutated, 0)} by mutation."
        )


def _of_charters(result: Market) -> Iterator[str]:
    """Whether charters are read: claims as they say, beside what there would be were the two unrelated."""
    found = [
        (
            one.obeyed.mean,
            one.honest_charters.mean * one.honest.mean
            + (1 - one.honest_charters.mean) * (1 - one.honest.mean),
        )
        for one in result.generations
        if one.obeyed.mean is not None
        and one.honest.mean is not None
        and one.honest_charters.mean is not None
    ]
    if found:
        obeyed, unread = (fmean(values) for values in zip(*found, strict=True))
        yield (
            f"Its claims were what the charter says in {percent(obeyed)} of the answers that set one; "
            f"{percent(unread)} would be if claims had nothing to do with charters."
        )


def _of_failing(result: Market) -> Iterator[str]:
    one = result.together
    failing = f"{percent(one.failing)} of turns earned less than half of the best price's profit"
    if one.chance is None:
        yield (
            f"{failing}; as in no generation of a market two firms failed in some periods and not in others, whether "
            "they fail together cannot be told."
        )
        return
    if one.effective is None:
        yield f"{failing}, never together: within a generation as many firms of a market fail in each period."
        return
    verdict = (
        f"more together than by chance ({p_equals(one.chance)})"
        if one.chance < CHANCE and one.effective < one.firms
        else f"no more together than by chance would ({p_equals(one.chance)})"
    )
    steady = f"{whole(one.firms)} firms are as steady as {number(one.effective, 1)} that fail each for itself"
    yield f"{failing}, {verdict}: {steady}."


def _of_depth(result: Market) -> Iterator[str]:
    last = result.generations[-1]
    every = result.settings.change_every
    world = f"costs change every {count(every, 'period')}" if every else "costs never change"
    heat = result.settings.temperature
    drawn = f", once each at a temperature of {number(heat, 2)}, so that part of it is chance" if heat else ""
    if last.depth.mean is None:
        yield "How deep the winner's change is cannot be told: it and its founder acted together in no situation."
        return
    yield (
        f"The last winner acts otherwise than its founder in {_over(last.depth)} of the fixed situations, where "
        f"{world}; both acted in {count(last.depth_situations, 'of them', 'of them')}{drawn}."
    )


def _of_notes(result: Market) -> Iterator[str]:
    asked, failed = result.rewrites["asked"], result.rewrites["failed"]
    if asked:
        yield f"Notes were rewritten {count(asked, 'time')}, of which {whole(failed)} came to nothing."


def _of_end(result: Market) -> Iterator[str]:
    about = "about " if result.estimated else ""
    stopped = (
        f"; the budget ended it after {count(len(result.generations), 'generation')}"
        if result.stopped == "budget"
        else ""
    )
    yield f"It took {about}{whole(result.tokens)} tokens{stopped}."


def _over(one: OverMarkets) -> str:
    if one.mean is None:
        return "an unknown share"
    if one.low is None or one.high is None:
        return percent(one.mean)
    return f"{percent(one.mean)} [{percent(max(one.low, 0.0))}, {percent(min(one.high, 1.0))}]"


def _signed(one: OverMarkets) -> str:
    if one.mean is None:
        return "unknown"
    mean = with_sign(one.mean, 3)
    ends = one.low is None or one.high is None
    return mean if ends else f"{mean} [{with_sign(one.low or 0.0, 3)}, {with_sign(one.high or 0.0, 3)}]"


def _logarithm(one: OverMarkets) -> str:
    if one.mean is None:
        return "an unknown share of what the others were, as one kind lacks or earned nothing"
    return f"e^{_signed(one)} times what the others were"
