"""Models of counts: what stood most often behind a context, in a half of the text or in the window itself.

They are the opposing case: what they answer is put together from what the text holds, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from farfield.arrays import Codes, Floats
from farfield.studies.text.answers import Said, Tokens
from farfield.studies.text.prepared import MOST_SUPPORT
from farfield.studies.text.suffixes import NOTHING, Held, SuffixIndex, backwards

HIGHEST_ORDER = 8
"""Tokens of context that are mixed: longer ones that the text holds are nearly always one with their shorter ends."""
SKIPS = ((1,), (2,), (1, 3), (2, 3), (1, 2), (1, 2, 4), (1, 3, 4), (1, 2, 3), (1, 2, 3, 4))
"""Places before a token whose tokens are looked for together, those with gaps too; the later weigh more."""


class Counted:
    """What models of counts share: a text in the order of its contexts, the tokens that are asked for, what comes
    before each."""

    def __init__(self, index: SuffixIndex, text: Codes, windows: Codes, tokens: Tokens, size: int) -> None:
        self.index, self.text, self.windows, self.tokens, self.size = index, text, windows, tokens, size
        self.alone: Floats = np.bincount(text, minlength=size).astype(float)
        self._places: dict[tuple[int, int], Codes] = {}

    @cached_property
    def contexts(self) -> Codes:
        """What stands before each token, read backwards."""
        return backwards(self.windows, self.tokens.window, self.tokens.place, MOST_SUPPORT)

    @cached_property
    def longest(self) -> Held:
        """The longest end of each context that the text holds."""
        return self.index.longest(self.contexts)

    def behind(self, low: int, high: int) -> Floats:
        """How often each token stands behind the contexts of a range."""
        found = self.index.behind[low:high]
        return np.bincount(found[found != NOTHING], minlength=self.size).astype(float)


def unigram(counted: Counted) -> Said:
    """The most frequent token, whatever stands before it."""
    chances = (counted.alone + 1) / (counted.alone + 1).sum()
    return _said(np.full(len(counted.tokens.token), chances.argmax()), chances[counted.tokens.token], counted)


def bigram(counted: Counted) -> Said:
    """What stands most often behind the one token before, mixed with how frequent tokens are."""
    return _mixed(counted, [counted.index.of_length(counted.contexts, 1)], counted.behind)


def unbounded(counted: Counted) -> Said:
    """What stands most often behind the longest context that the text holds (Liu et al. 2024); nothing behind none."""
    held = counted.longest
    kept: dict[tuple[int, int], int] = {}
    guesses = np.full(len(held.length), NOTHING)
    for at, (low, high) in enumerate(zip(held.low.tolist(), held.high.tolist(), strict=True)):
        if held.length[at] > 0:
            if (low, high) not in kept:
                kept[low, high] = int(counted.behind(low, high).argmax())
            guesses[at] = kept[low, high]
    return Said(guesses == counted.tokens.token, np.full(len(guesses), np.nan))


def interpolated(counted: Counted) -> Said:
    """Contexts of all lengths mixed, the longer the more by what is known of them (Witten & Bell 1991)."""
    lengths = range(1, HIGHEST_ORDER + 1)
    return _mixed(
        counted, [counted.index.of_length(counted.contexts, length) for length in lengths], counted.behind
    )


def skipping(counted: Counted) -> Said:
    """Contexts with gaps mixed in among those without (Huang et al. 1993; Guthrie et al. 2006)."""
    keys = [_Keys(counted, places) for places in SKIPS]
    held = [one.held for one in keys]
    chances = np.zeros(len(counted.tokens.token))
    guesses = np.zeros(len(chances), np.int64)
    base = (counted.alone + 1) / (counted.alone + 1).sum()
    behind = [_kept(one.behind) for one in keys]
    for at, token in enumerate(counted.tokens.token.tolist()):
        mix = base
        for one, count in zip(held, behind, strict=True):
            if one.high[at] > one.low[at]:
                mix = _mix(mix, count(int(one.low[at]), int(one.high[at])))
        guesses[at], chances[at] = mix.argmax(), mix[token]
    return _said(guesses, chances, counted)


def copying(counted: Counted) -> Said:
    """The token that stood behind the longest match of the context within the window, the latest of several."""
    guesses, _ = copies(counted.windows)
    found = guesses[counted.tokens.window, counted.tokens.place]
    return Said(found == counted.tokens.token, np.full(len(found), np.nan))


def counting_and_copying(counted: Counted) -> Said:
    """The copier where it matches as much of the context as the text does, else the mixture: the strongest of these."""
    guesses, length = copies(counted.windows)
    at = counted.tokens.window, counted.tokens.place
    mixture = interpolated(counted)
    copied = (length[at] > 0) & (length[at] >= counted.longest.length)
    return Said(
        np.where(copied, guesses[at] == counted.tokens.token, mixture.hit), np.full(len(copied), np.nan)
    )


def copies(windows: Codes) -> tuple[Codes, Codes]:
    """For each place of windows (w, context) what stood behind the longest earlier match of what comes before it, and
    how long the match is; NOTHING and 0 where the token before is new."""
    rows, context = windows.shape
    guesses, lengths = np.full((rows, context), NOTHING), np.zeros((rows, context), np.int64)
    match = np.zeros(
        (rows, context), np.int64
    )  # for each end of an earlier context, how much of it is the same
    for place in range(1, context):
        before = np.zeros_like(match)
        before[:, 1:place] = np.where(
            windows[:, : place - 1] == windows[:, place - 1 : place], match[:, : place - 1] + 1, 0
        )
        latest = place - 1 - before[:, :place][:, ::-1].argmax(axis=1)
        lengths[:, place] = before[np.arange(rows), latest]
        found = windows[np.arange(rows), latest]
        guesses[:, place] = np.where(lengths[:, place] > 0, found, NOTHING)
        match = before
    return guesses, lengths


ARMS: dict[str, Callable[[Counted], Said]] = {
    "unigram": unigram,
    "bigram": bigram,
    "unbounded": unbounded,
    "interpolated": interpolated,
    "skipping": skipping,
    "copying": copying,
    "counting_and_copying": counting_and_copying,
}
"""Models of counts by name, the weakest first."""


class _Keys:
    """A text by the tokens at some places before each token."""

    def __init__(self, counted: Counted, places: Sequence[int]) -> None:
        text, far, size = counted.text, max(places), counted.size
        key = np.zeros(len(text) - far, np.int64)
        asked = np.zeros(len(counted.contexts), np.int64)
        for place in places:
            key = key * size + text[far - place : len(text) - place]
            asked = asked * size + counted.contexts[:, place - 1]
        order = np.argsort(key, kind="stable")
        self._behind, self._size = text[far:][order], size
        low = np.searchsorted(key[order], asked, side="left")
        high = np.searchsorted(key[order], asked, side="right")
        known = (counted.contexts[:, [place - 1 for place in places]] != NOTHING).all(axis=1)
        self.held = Held(np.full(len(asked), len(places)), low, np.where(known, high, low))

    def behind(self, low: int, high: int) -> Floats:
        return np.bincount(self._behind[low:high], minlength=self._size).astype(float)


def _kept(behind: Callable[[int, int], Floats], most: int = 4_096) -> Callable[[int, int], Floats]:
    """The counts of large ranges, which come again and again, are kept."""
    held: dict[tuple[int, int], Floats] = {}

    def counts(low: int, high: int) -> Floats:
        if high - low < 64:
            return behind(low, high)
        if (low, high) not in held:
            if len(held) >= most:
                held.clear()
            held[low, high] = behind(low, high)
        return held[low, high]

    return counts


def _mixed(counted: Counted, orders: Sequence[Held], behind: Callable[[int, int], Floats]) -> Said:
    """A mixture from the shortest context to the longest that the text holds."""
    counts = _kept(behind)
    base = (counted.alone + 1) / (counted.alone + 1).sum()
    chances, guesses = np.zeros(len(counted.tokens.token)), np.zeros(len(counted.tokens.token), np.int64)
    for at, token in enumerate(counted.tokens.token.tolist()):
        mix = base
        for one in orders:
            if one.high[at] <= one.low[at]:
                break
            mix = _mix(mix, counts(int(one.low[at]), int(one.high[at])))
        guesses[at], chances[at] = mix.argmax(), mix[token]
    return _said(guesses, chances, counted)


def _mix(shorter: Floats, counts: Floats) -> Floats:
    """By how many different tokens were seen behind a context: the more, the less a longer one is trusted."""
    kinds = np.count_nonzero(counts)
    total = counts.sum() + kinds
    return shorter if total == 0 else np.asarray((counts + kinds * shorter) / total)


def _said(guesses: Codes, chances: Floats, counted: Counted) -> Said:
    return Said(guesses == counted.tokens.token, -np.log2(chances))
