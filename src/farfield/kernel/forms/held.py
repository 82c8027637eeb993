"""The words of documents, each once, in order, with how often it is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import compiled


@compiled
def count_words(
    words: NDArray[np.int32], ends: NDArray[np.int64],
    documents: NDArray[np.int32], held: NDArray[np.int32], times: NDArray[np.int32],
) -> int:  # fmt: skip
    """Of each document, which ends so far on in `words`, the words that it holds, ascending: written to the last
    three, which have room for all. How many they are."""
    count, begin = 0, np.int64(0)
    for document in range(len(ends)):
        ordered = np.sort(words[begin : ends[document]])
        begin = ends[document]
        for at in range(len(ordered)):
            if at and ordered[at] == ordered[at - 1]:
                times[count - 1] += 1
            else:
                documents[count], held[count], times[count] = document, ordered[at], 1
                count += 1
    return count
