"""Names of documents end to end: of millions of them a list of strings would be most of what is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import overload

import numpy as np

from farfield.arrays import Codes


class Names(Sequence[str]):
    """Names in order, as UTF-8."""

    def __init__(self, parts: Iterable[tuple[bytes, Codes]]) -> None:
        """`parts`: names end to end, and where each ends."""
        every = list(parts)
        starts = np.cumsum([0, *(len(letters) for letters, _ in every)])
        self._letters = b"".join(letters for letters, _ in every)
        self._ends = np.concatenate(
            [
                np.zeros(1, np.int64),
                *(ends + start for (_, ends), start in zip(every, starts.tolist(), strict=False)),
            ]
        )

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._letters[int(self._ends[at]) : int(self._ends[at + 1])].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        ends = self._ends.tolist()
        for begin, end in pairwise(ends):
            yield self._letters[begin:end].decode("utf-8", "surrogatepass")
