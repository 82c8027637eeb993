"""Each item as its own control: whether a fall from near to far comes of this corpus, in sentences."""

from __future__ import annotations

from farfield.results.comparison import LogOdds, MovedItems, PairComparison, WithinItems
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.numbers import number, whole

NOT_OF_THIS = (
    "A fall from near to far need not come of this corpus: far items may be harder for any model, whatever "
    "it learned from."
)
ANOTHER_CORPUS = (
    "A second model that learned from another corpus, profiled against that one, tells the two apart: farfield compare "
    "then makes each item its own control."
)
IN_COMMON = "What both corpora have in common stays in neither, and does not show."


def share_sentence(pair: PairComparison, within: WithinItems) -> str:
    """How much of the fall comes back within items, in one sentence; never more certain than its interval."""
    names = f"{pair.to} and {pair.from_}"
    share = within.share
    if share.difference is None:
        return f"Of {names} it cannot be told whether the fall comes of their corpora: {share.note}."
    told = phrases.percent(share.difference, 0)
    fall = f"Of the fall from near to far of {names} {told}"
    if share.low is None:
        return f"{fall} comes back within items; whether that is chance is not known ({share.note})."
    ends = phrases.percent_interval(share.low, share.high, 0)
    return (
        f"{fall} {ends} comes back where the same item stands nearer to one corpus than to the other: "
        f"{share_meaning(share.low, known(share.high))}."
    )


def share_meaning(low: float, high: float, whole_of: str = "it") -> str:
    """What an interval of the share leaves possible. `whole_of`: what the fall is called."""
    if low <= 0 and high >= 1:
        return f"all of {whole_of} could come of these corpora, or none"
    if high < 0.5:
        return f"most of {whole_of} goes with what makes items hard for both, and not with these corpora"
    if low > 0.5:
        return f"most of {whole_of} goes with what these corpora hold"
    if low > 0:
        return f"some of {whole_of} goes with what these corpora hold"
    return f"none of {whole_of} need go with these corpora"


def slopes_sentence(within: WithinItems) -> str:
    """The two slopes beside each other."""
    alone, items = whole(round(within.telling)), whole(within.items)
    return (
        "For each standard deviation of distance the log-odds of a right answer change by "
        f"{_slope(within.crude)} between items and by {_slope(within.within)} within them ({alone} of {items} items "
        "were answered rightly by one subject alone)."
    )


def _slope(found: LogOdds) -> str:
    if found.per_sd is None:
        return f"an unknown amount ({found.note})"
    ends = (
        ""
        if found.low is None or found.high is None
        else f" [{number(found.low, 2)}, {number(found.high, 2)}]"
    )
    return f"{number(found.per_sd, 2)}{ends}"


def fixed_sentence(pair: PairComparison, within: WithinItems) -> str:
    """What changes on fixed items, whichever their distances, in points."""
    fates = (
        (within.nearer, f"nearer to the corpus of {pair.to}"),
        (within.as_near, "as near to the one as to the other"),
        (within.farther, f"nearer to that of {pair.from_}"),
    )
    told = [f"{_moved(found)} on the {whole(found.items)} {where}" for found, where in fates if found.items]
    return f"{pair.to} less {pair.from_}, in points: {phrases.listed(told, 3)}."


def _moved(found: MovedItems) -> str:
    return phrases.points(found.estimate) if found.difference is not None else "unknown"
