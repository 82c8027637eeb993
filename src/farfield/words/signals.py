"""A signal in a sentence that claims no more than it shows."""

from __future__ import annotations

from farfield.results.checks import VERBATIM_WORDS, Signal
from farfield.results.structs import known
from farfield.words.numbers import count, interval, p_equals, percent, significant, whole

SIGNIFICANT = 0.05


def signal_sentence(signal: Signal) -> str:
    """The sentence of a signal, by its name."""
    told = verdict(signal.p)
    match signal.name:
        case "exchangeability":
            value, low, high = (significant(known(end)) for end in signal.estimate)
            return (
                f"It gives the items in their published order {value} [{low}, {high}] nats a shard more than in "
                f"shuffled orders, over {count(signal.n, 'shard')}: {told}."
            )
        case "rank of the published order":
            as_likely = (
                round(known(signal.value) * (signal.n + 1)) - 1
            )  # the rank is (as likely + 1) / (orders + 1)
            orders = count(signal.n, "shuffled order")
            return f"{whole(as_likely)} of {orders} are as likely as the published one: {told}."
        case "verbatim completion":
            words = f"{VERBATIM_WORDS} or more words"
            found = f"Given the first part of an item it writes {words} of the rest as they stand for"
            expected = "of other items' continuations it would"
        case "recitation":
            found = "Wrong answers are those of the usual version of the task for"
            expected = "another answer of the task is given for"
        case "recall probes":
            found = "Asked without what is needed to solve them it is right on"
            expected = "the best guess reaches"
        case other:
            raise ValueError(f"there is no sentence for the signal {other!r}")
    share = f"{percent(known(signal.value))} {interval(signal.low, signal.high)}"
    return (
        f"{found} {share} of {count(signal.n, 'item')}; {expected} {percent(known(signal.expected))}: {told}."
    )


def verdict(p: float | None) -> str:
    """Whether a p value speaks of a signal, in words: "a signal, p = .012"."""
    if p is None:
        return "too few to tell"
    return f"{'a' if p <= SIGNIFICANT else 'no'} signal, {p_equals(p)}"
