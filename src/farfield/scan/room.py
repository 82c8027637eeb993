"""Whether the index of the items fits into memory: told before it is made, with what makes it so large."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from farfield.memory import available_memory
from farfield.records import FarfieldError, Unit
from farfield.standby import processes_for, text_in
from farfield.text.words import split_words

INDEX_BYTES = 210  # for each word of the items: the tree, and the tables of recall and near duplicates
SCAN_BYTES = 160  # more for each word, where most of the items stands in the corpus
FITS_ALWAYS = 10_000_000  # characters
SAMPLES, SAMPLE = 256, 4096  # texts, and characters of each, by which words are counted
SHARED = 0.5  # of the text in beginnings that texts share, to be told as the reason


def refuse_what_does_not_fit(texts: Sequence[str], unit: Unit) -> None:
    """Raises FarfieldError where the index of distinct texts needs more memory than there is."""
    size = sum(map(len, texts))
    if size <= FITS_ALWAYS:
        return
    words, free = _count(texts, size, unit), available_memory()
    needed = INDEX_BYTES * words
    if free is None or needed <= free:
        return
    share = shared_share(texts, size)
    why = (
        f"; {100 * share:.0f} % of that are beginnings that texts share, as a preamble"
        if share >= SHARED
        else ""
    )
    raise FarfieldError(
        f"the {len(texts):,} distinct texts of the items hold about {_rounded(words)} {unit}s{why}: their index takes "
        f"some {_size(needed)} of memory, and {_size(free)} are free",
        remedy="Leave out of the question what the items share (--map question=FIELD), scan fewer items in each run "
        "(--where), or use a machine with more memory.",
    )


def _rounded(count: int) -> str:
    return f"{count / 1e6:,.0f} million" if count >= 10_000_000 else f"{count:,}"


def _size(count: int) -> str:
    return f"{count / 2**30:,.0f} GiB" if count >= 10 * 2**30 else f"{count / 2**30:.1f} GiB"


def processes_that_pay(sizes: Iterable[tuple[str, int]]) -> int:
    """How many processes scan files (or parts of them), of so many bytes each, sooner than fewer would: one a core at
    most, each with text enough to itself."""
    return processes_for(sum(text_in(path, size) for path, size in sizes), None)


def processes_that_fit(words: int) -> int:
    """How many more processes have room for an index of so many words and what they count, at least one."""
    free = available_memory()
    each = (INDEX_BYTES + SCAN_BYTES) * max(1, words)
    return 1_000_000 if free is None else max(1, free // each)


def _count(texts: Sequence[str], size: int, unit: Unit) -> int:
    """About how many words texts of `size` characters hold, by some of them."""
    cut = [text[:SAMPLE] for text in texts[:: max(1, len(texts) // SAMPLES)]]
    return size * sum(len(split_words(text, unit)) for text in cut) // max(1, sum(map(len, cut)))


def shared_share(texts: Sequence[str], size: int) -> float:
    """Which share of the characters of texts stands in beginnings that each has in common with another."""
    ordered = sorted(texts)
    return sum(_shared(one, other) for one, other in pairwise(ordered)) / max(1, size)


def _shared(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
