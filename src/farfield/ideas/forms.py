"""Documents → the numbers of their words' forms, by a compiled splitter; the words are those of `word_forms.py`."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.corpus.dated_fields import DATE_END
from farfield.files.batches import DocumentBatch
from farfield.kernel.forms.numbering import look_over, number_words
from farfield.kernel.forms.word_table import FORMS, FREE, LETTERS, WORDS, fill_slots

FIRST_WORDS, LETTERS_A_WORD = 1 << 14, 12
"""That the table has room for at first."""
SLOTS_A_WORD = 2


class Numbered(NamedTuple):
    """Documents' words: `numbers` of all, one document after another, `sizes` how many each has; `plain`: the words in
    lower case with a blank behind each, of each document up to `plain_ends`."""

    numbers: NDArray[np.int32]
    sizes: NDArray[np.int64]
    plain: bytes
    plain_ends: NDArray[np.int64]

    def prints(self) -> list[bytes]:
        """8 bytes of each document, alike for the same words."""
        ends = self.plain_ends.tolist()
        return [
            blake2b(self.plain[begin : max(begin, end - 1)], digest_size=8).digest()
            for begin, end in zip([0, *ends], ends, strict=False)
        ]


def look_for_texts(batch: DocumentBatch) -> tuple[list[int], list[int]]:
    """Of each document of a batch where its dates end, -1 where it has no such mark, and what its text is."""
    places = np.empty(len(batch.begins) - 1, np.int64)
    kinds = np.empty(len(batch.begins) - 1, np.uint8)
    look_over(batch.text, batch.begins, np.uint8(ord(DATE_END)), places, kinds)
    return places.tolist(), kinds.tolist()


class Forms:
    """The words met so far, and the numbers of their forms in the order in which they were met."""

    def __init__(self) -> None:
        self._state = np.zeros(3, np.int64)
        self._letters = np.empty(FIRST_WORDS * LETTERS_A_WORD, np.uint8)
        self._ends = np.empty(FIRST_WORDS, np.int64)
        self._forms = np.empty(FIRST_WORDS, np.int32)
        self._slots = np.full(FIRST_WORDS * SLOTS_A_WORD, FREE, np.int32)

    def number(self, text: NDArray[np.uint8], begins: NDArray[np.int64]) -> Numbered:
        """The words of documents that lie end to end: runs of ASCII's letters and digits, and of all bytes beyond it,
        which are in lower case already."""
        room = int(begins[-1]) + 1
        numbers, plain = np.empty(room // 2 + 1, np.int32), np.empty(room + len(begins), np.uint8)
        sizes, plain_ends = np.zeros(len(begins) - 1, np.int64), np.zeros(len(begins) - 1, np.int64)
        done = np.zeros(4, np.int64)
        while not number_words(
            text, begins, done, self._slots, self._letters, self._ends, self._forms, self._state,
            numbers, sizes, plain, plain_ends,
        ):  # fmt: skip
            self._grow()
        last = int(plain_ends[-1]) if len(plain_ends) else 0
        return Numbered(numbers[: int(sizes.sum())], sizes, plain[:last].tobytes(), plain_ends)

    def _grow(self) -> None:
        """Twice the room, of words and of letters."""
        words = int(self._state[WORDS])
        self._letters = np.concatenate([self._letters, np.empty_like(self._letters)])
        self._ends = np.concatenate([self._ends, np.empty_like(self._ends)])
        self._forms = np.concatenate([self._forms, np.empty_like(self._forms)])
        self._slots = np.full(2 * len(self._slots), FREE, np.int32)
        fill_slots(self._slots, self._letters, self._ends, words)

    def vocabulary(self) -> list[str]:
        """The forms, by number."""
        words, count = int(self._state[WORDS]), int(self._state[FORMS])
        letters = self._letters[: int(self._state[LETTERS])].tobytes()
        ends = self._ends[:words].tolist()
        found = [""] * count
        for form, begin, end in zip(
            reversed(self._forms[:words].tolist()), reversed([0, *ends][:-1]), reversed(ends), strict=True
        ):
            found[form] = letters[begin:end].decode()  # of the words of a form the first entered is the form
        return found
