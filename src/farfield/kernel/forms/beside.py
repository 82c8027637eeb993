"""Which words stand in documents that hold a concept, counted: profiles of concepts and of words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import borrowing


@borrowing
def count_beside(
    begins: NDArray[np.int64], words: NDArray[np.int16],
    documents: NDArray[np.int64], of: NDArray[np.int64], counts: NDArray[np.int32],
) -> None:  # fmt: skip
    """Add up in how many documents of each concept each word stands, (concepts, words). The words of document d are
    words[begins[d] : begins[d + 1]]; the documents of concept c are documents[of[c] : of[c + 1]]."""
    for concept in range(len(of) - 1):
        for at in range(of[concept], of[concept + 1]):
            document = documents[at]
            for place in range(begins[document], begins[document + 1]):
                counts[concept, words[place]] += 1


@borrowing
def count_together(
    begins: NDArray[np.int64], words: NDArray[np.int16], rows: NDArray[np.int16], counts: NDArray[np.int32]
) -> None:
    """Add up how many documents hold both of two words, (rows, words). `rows`: of each word its row, -1 for none."""
    for document in range(len(begins) - 1):
        for one in range(begins[document], begins[document + 1]):
            row = rows[words[one]]
            if row >= 0:
                for place in range(begins[document], begins[document + 1]):
                    counts[row, words[place]] += 1
